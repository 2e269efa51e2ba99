"""Our pages through a real server: what each says of the sample pages, in both languages, and that hostile words stay words."""

import csv
import io
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from corpus import load
from corpus.text import nfc
from pipeline import database, schema, store
from pipeline.serve import application, chart, pages, phrase, tile
from pipeline.serve.address import Link
from pipeline.serve.drawing import acts_through_time, shade
from pipeline.serve.find import excerpt
from pipeline.serve.highlight import Span, highlighted
from pipeline.serve.page import Ask, Page
from pipeline.serve.phrase import LANGUAGES, Voice, chosen
from pipeline.serve.questions import questions
from pipeline.serve.reading import Act, days_between, firsts
from pipeline.serve.shield import linkable
from tests.conftest import BODY, URL, number_of, record
from tests.visits import fill, usual

ROOT = Path(__file__).parents[1]
SERVE = ROOT / "pipeline" / "serve"
THAI_BINH = 460863698458218
CADRES = "/-/document/03-NQ/TW@1997"
PAGES = (
    "/",
    "/-/search?q=lang+son",
    CADRES,
    "/-/document/nq-hoi-nghi-tw-7@XII",
    "/-/province/thai-binh",
    "/-/province/ca-mau",
    "/-/official/vu-nhat-tao@thai-binh",
    "/-/figures?measure=%25",
    f"/-/article/{THAI_BINH}",
    "/-/document/no-such",
)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\' onmouseover="alert(3)'


@dataclass(frozen=True)
class Server:
    """A server of ours that is listening at `root`."""

    root: str

    def get(self, address: str, **headers: str) -> "Answer":
        """What it answers, whatever the status; redirections are followed."""
        asked = urllib.request.Request(urljoin(self.root, address), headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=30) as response:
                return Answer(response.status, dict(response.headers), response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode())

    def page(self, address: str, **headers: str) -> BeautifulSoup:
        """The page at an address, in Vietnamese unless it is asked for otherwise."""
        return BeautifulSoup(self.get(address, **headers).text, "lxml")


@dataclass(frozen=True)
class Answer:
    """One answer of a server; names of headers are in lower case."""

    status: int
    raw_headers: Mapping[str, str]
    text: str

    @property
    def headers(self) -> Mapping[str, str]:
        return {name.lower(): value for name, value in self.raw_headers.items()}


@contextmanager
def serving(path: Path) -> Iterator[Server]:
    """A server of its own process over a database, ended behind it."""
    code = "import sys; from pathlib import Path; from pipeline.serve import serve; serve(Path(sys.argv[1]), port=0)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    ) as run:
        assert run.stdout is not None
        match = re.match(r"http://127\.0\.0\.1:\d+/", run.stdout.readline())
        assert match
        yield Server(match[0])
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=20)


@pytest.fixture(scope="module")
def server(samples: Path) -> Iterator[Server]:
    with serving(samples) as made:
        yield made


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a database in which whatever people write is hostile."""
    file = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with store.connect(file) as db:
        body = f"{HOSTILE}\n{BODY}"
        store.store(db, record(URL, title=HOSTILE, author=HOSTILE, section=HOSTILE, republished_from=HOSTILE, body=body))
        store.store(db, record("javascript:alert(4)//x", title="Đường dẫn", body=f"{body}\nHết."))
        db.execute("update officials set name = ?, basis = ?", (HOSTILE, HOSTILE))
        db.execute("update posts set name = ?, position = ?", (HOSTILE, HOSTILE))
        db.execute("update acts set organization = ?", (HOSTILE,))
        db.execute(
            "update documents set source_url = 'javascript:alert(5)', verified = 1, title = ? where id = '18-NQ/TW@2017'", (HOSTILE,)
        )
        db.execute("update statistics set subject = ?, measure = ?", (HOSTILE, HOSTILE))
        store.finish(db)
    with serving(file) as made:
        yield made


def words(part: BeautifulSoup | Tag | None) -> str:
    """The words of a part of a page, white space evened out."""
    assert part is not None
    return " ".join(part.get_text(" ").split())


def links(page: BeautifulSoup, within: str = "main") -> list[str]:
    return [str(a["href"]) for a in page.select(f"{within} a[href]")]


# --- what each page says ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "selector", "said"),
    [
        ("/", "h1", "Nghị quyết"),
        ("/", ".totals", "12 bài 4 trang tin 4 tỉnh, thành phố 12 việc"),
        ("/", "main", "Chưa thu thập trang tin nào qua mạng"),
        ("/", "main", "Ai chủ trì việc gì"),
        ("/", "main", "3 bài không ghi ngày đăng"),
        (CADRES, "h1", "Nghị quyết 03-NQ/TW"),
        ("/-/document/34-KL/TW@2018", ".flag.unsure", "chưa đối chiếu"),
        (CADRES, ".facts", "Ban Chấp hành Trung ương"),
        (CADRES, ".facts", "18/6/1997"),
        (CADRES, ".aliases", "Nghị quyết Trung ương 3 (khóa VIII)"),
        (CADRES, ".timeline", "17/8/2017 tổng kết Thái Bình"),
        (CADRES, ".timeline blockquote", "Chiều 17/8, Ban Thường vụ Tỉnh ủy tổ chức hội nghị tổng kết 20 năm"),
        (CADRES, ".timeline .chairs", "chỉ đạo Vũ Nhật Tảo ; dự Đoàn Thị Vân Hạ , Phạm Khắc Lĩnh ; bài không nói ai chủ trì"),
        (CADRES, "#chairs", "Bí thư Tỉnh ủy"),
        (CADRES, "#figures", "tăng 41,2%"),
        (CADRES, "#figures", "15% chỉ tiêu"),
        (CADRES, "#where", "63 tỉnh, thành phố như trước ngày 1/7/2025"),
        (CADRES + "?grid=34", "#where", "34 tỉnh, thành phố từ ngày 1/7/2025"),
        (CADRES, ".by tbody", "Thái Bình 17/8/2017 1 (1)"),
        ("/-/document/18-NQ/TW@2017", ".flag.sure", "đã đối chiếu với nguồn"),
        ("/-/document/214-KH/TU@kon-tum", ".flag.unsure", "chỉ biết qua bài báo"),
        ("/-/document/nq-hoi-nghi-tw-3@VIII", "main", "Thái Bình"),
        ("/-/document/67-NQ/TW@2000", "main", "Không có"),
        ("/-/document/26-NQ/TW@2018", "main", "Có thêm 2 việc về cả hội nghị"),
        ("/-/province/thai-binh", "h1", "Thái Bình"),
        ("/-/province/thai-binh", ".lead", "đến 30/6/2025, nay thuộc Hưng Yên"),
        ("/-/province/thai-binh", "main", "tổng kết Nghị quyết 03-NQ/TW"),
        ("/-/province/thai-binh", "table", "Vũ Nhật Tảo Bí thư Tỉnh ủy 18/8/2017"),
        ("/-/province/ca-mau", ".flag", "Chưa đọc trang tin nào của nơi này"),
        ("/-/official/vu-nhat-tao@thai-binh", "h1", "Vũ Nhật Tảo"),
        ("/-/official/vu-nhat-tao@thai-binh", "tbody", "Bí thư Tỉnh ủy Tỉnh ủy Thái Bình 18/8/2017 18/8/2017 1"),
        ("/-/official/vu-nhat-tao@thai-binh", ".acts", "chỉ đạo : tổng kết Nghị quyết 03-NQ/TW"),
        ("/-/figures?measure=%25&province=thai-binh", "tbody", "96,8%"),
        ("/-/figures?measure=%25&about=ty+le+can+bo+nu", "tbody", "12,1%"),
        ("/-/figures?measure=no+such", "main", "Không có."),
        (f"/-/article/{THAI_BINH}", "article h1", "Tổng kết 20 năm"),
        (f"/-/article/{THAI_BINH}", ".source", "không lưu: đọc từ tệp trên máy"),
        (f"/-/article/{THAI_BINH}", "#read", "citation.plenum"),
    ],
)
def test_pages_say_what_was_read(server: Server, address: str, selector: str, said: str) -> None:
    parts = server.page(address).select(selector)
    assert any(said in words(part) for part in parts), [words(part)[:2000] for part in parts]


def test_three_clicks_answer_who_reviewed_what(server: Server) -> None:
    """Which provinces reviewed the resolution of the third plenum of the eighth term, when, led by whom, with which figures, by which sentence."""
    assert CADRES in links(server.page("/"))
    page = server.page(CADRES)
    assert words(page.select_one(".timeline time")) == "17/8/2017"
    assert "Vũ Nhật Tảo" in words(page.select_one("#chairs"))
    assert "187 lượt cán bộ" in words(page.select_one("#figures"))
    source = next(link for link in links(page, "#figures") if "/-/article/" in link)
    sentence = server.page(source).select_one(f"#{urlsplit(source).fragment}")
    assert "cán bộ, công chức" in words(sentence)
    assert page.select_one("blockquote a.out[href^='https://thaibinh.gov.vn/']")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_ours_leads_somewhere(server: Server, address: str, language: str) -> None:
    separator = "&" if "?" in address else "?"
    page = server.page(f"{address}{separator}lang={language}")
    assert page.select_one(f"html[lang={language}]")
    ids = {str(tag["id"]) for tag in page.select("[id]")}
    assert len(ids) == len(page.select("[id]"))
    for link in sorted({link for link in links(page) if not link.startswith("http")})[:12]:
        target = urljoin(urljoin(server.root, address), link)
        assert server.get(target).status == 200, link


@pytest.mark.parametrize(
    ("address", "link"),
    [(f"/-/article/{THAI_BINH}", "citations"), (f"/-/article/{THAI_BINH}", "statistics"), (CADRES, "events"), (CADRES, "documents")],
)
def test_rows_are_led_to(server: Server, address: str, link: str) -> None:
    rows = [one for one in links(server.page(address)) if f"/{link}/" in one]
    assert rows
    assert all(server.get(one).status == 200 for one in rows[:3])


@pytest.mark.parametrize(
    ("row", "page"),
    [
        ("documents/03-NQ~2FTW~401997", CADRES),
        (f"articles/{THAI_BINH}", f"/-/article/{THAI_BINH}"),
        ("provinces/ca-mau", "/-/province/ca-mau"),
        ("officials/vu-nhat-tao~40thai-binh", "/-/official/vu-nhat-tao%40thai-binh"),
    ],
)
def test_rows_lead_to_our_pages(server: Server, row: str, page: str) -> None:
    (link,) = [one for one in links(server.page(f"/samples/{row}"), "body") if one.startswith("/-/") and "/correct/" not in one]
    assert link.replace("%40", "@") == page.replace("%40", "@")
    assert server.get(link).status == 200


def test_home_says_how_the_crawl_stands(tmp_path: Path) -> None:
    file = tmp_path / "facts.db"
    with store.connect(file) as db, db.conn:
        store.store(db, record())
        fill(db, [usual(state="broken", reason="layout changed?")])
    with serving(file) as made:
        row = words(made.page("/").select_one("td.broken"))
        assert "layout changed?" in row
        assert "hỏng" in row


def test_a_file_of_before_the_crawl_is_shown(samples: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    shutil.copy(samples, file)
    with sqlite3.connect(file) as old:
        old.execute("drop table visits")
    old.close()
    with serving(file) as made:
        assert "Chưa thu thập" in words(made.page("/"))
        assert made.get(CADRES).status == 200


# --- search ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "section", "first"),
    [
        ("19-nq/tw", "documents", "Nghị quyết 19-NQ/TW"),
        ("19 nq tw", "documents", "Nghị quyết 19-NQ/TW"),
        ("Nghị quyết số 03-NQ/TW", "documents", "Nghị quyết 03-NQ/TW"),
        ("nghi quyet trung uong 3 khoa viii", "documents", "Nghị quyết 03-NQ/TW"),
        ("chiến lược cán bộ", "documents", "Nghị quyết 03-NQ/TW"),
        ("214-kh/tu", "documents", "Kế hoạch 214-KH/TU"),
        ("98-qd/tw", "documents", "Quy định 98-QĐ/TW"),
        ("vũ nhật tảo", "persons", "Vũ Nhật Tảo"),
        ("vu nhat tao", "persons", "Vũ Nhật Tảo"),
        ("nhat tao", "persons", "Vũ Nhật Tảo"),
        ("lạng sơn", "provinces", "Lạng Sơn"),
        ("tinh lang son", "provinces", "Lạng Sơn"),
        ("TP.HCM", "provinces", "Hồ Chí Minh"),
        ("ủy ban", "sentences", "“"),
        ("uỷ ban", "sentences", "“"),
        ("uy ban", "sentences", "“"),
        ("tổng kết 20 năm", "articles", "Tổng kết 20 năm"),
        ('"tong ket 20 nam"', "articles", "Tổng kết 20 năm"),
    ],
)
def test_search_finds(server: Server, asked: str, section: str, first: str) -> None:
    item = server.page(f"/-/search?q={quote(asked)}").select_one(f"#{section} li")
    assert (item and first in words(item)) or (item and first == "“" and item.select_one("q")), words(
        server.page(f"/-/search?q={quote(asked)}")
    )


def test_spellings_find_the_same(server: Server) -> None:
    found = [set(links(server.page(f"/-/search?q={quote(asked)}"), "#sentences")) for asked in ("uỷ ban", "ủy ban")]
    assert found[0]
    plain = [{link.partition("?")[0] for link in some} for some in found]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(
    "asked",
    ["", " ", '"', '""', "---", "/", "*", "a*", "NEAR(", "a AND", "col:x", "'; drop table articles --", "%", "_", "\\", "{}", "đ" * 5000,
     "%00", "%ff%fe", "x%0Ay", "🙂", "(" * 300, "<script>", "-1", "^a", "%ED%A0%80"],
)  # fmt: skip
@pytest.mark.parametrize(
    "box",
    [
        "/-/search?q=",
        "/-/question/search?words=",
        "/-/question/posts-of?name=",
        "/samples/articles?_search=",
        "/samples/search-sentences?words=",
    ],
)
def test_any_text_is_answered(server: Server, asked: str, box: str) -> None:
    """Whatever is typed into any search box gives results or an empty list."""
    assert server.get(box + (asked if re.match("%[0-9a-fA-F]{2}|x%0A", asked) else quote(asked))).status == 200


def test_nothing_found_says_so(server: Server) -> None:
    assert "Không có gì khớp với “khongcodau”" in words(server.page("/-/search?q=khongcodau"))


@pytest.mark.parametrize(
    ("text", "words", "excerpted"),
    [
        ("Tỉnh ủy tổng kết", {"tong"}, "Tỉnh ủy \x02tổng\x03 kết"),
        ("Đảng bộ, ĐẢNG viên", {"dang"}, "\x02Đảng\x03 bộ, \x02ĐẢNG\x03 viên"),
        ("không có gì", {"khac"}, "không có gì"),
        ("", {"a"}, ""),
        ("một " * 40 + "tổng kết " + "hai " * 60, {"tong", "ket"}, "\x02tổng\x03 \x02kết\x03"),
        ("x" * 1000, {"y"}, "x" * 90 + "…"),
    ],
)
def test_excerpts_hold_what_was_asked_for(text: str, words: set[str], excerpted: str) -> None:
    made = excerpt(text, words)
    assert excerpted in made
    assert len(made) < 320


# --- languages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "language"),
    [
        (None, None, "", "vi"),
        (None, None, "*", "vi"),
        (None, None, "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        (None, None, "en-US,en;q=0.9", "en"),
        (None, None, "en;q=0.2, vi;q=0.9", "vi"),
        (None, None, "fr", "en"),
        (None, None, "vi;q=x, en;q=0.1", "en"),
        (None, "en", "vi", "en"),
        ("vi", "en", "en", "vi"),
        ("xx", None, "en", "en"),
        ("xx", "yy", "", "vi"),
    ],
)
def test_language_is_chosen(asked: str | None, kept: str | None, accepted: str, language: str) -> None:
    assert chosen(asked=asked, kept=kept, accepted=accepted).language == language


def test_language_is_remembered(server: Server) -> None:
    answer = server.get("/?lang=en")
    assert answer.headers["set-cookie"].startswith("lang=en;")
    assert "How provinces of Viet Nam carry out" in answer.text
    assert "How provinces of Viet Nam carry out" in server.get("/", cookie="lang=en").text
    assert "set-cookie" not in server.get("/", cookie="lang=en").headers
    assert "accept-language" in server.get("/").headers["vary"].lower()


def test_english_pages_are_english(server: Server) -> None:
    page = words(server.page(f"{CADRES}?lang=en").select_one("main"))
    for said in ("Resolution 03-NQ/TW", "18 June 1997", "final review", "1 act, counted once", "directed", "7,365"):
        assert said in page
    assert "{" not in page


def test_a_question_says_what_its_answer_leaves_out(server: Server) -> None:
    left = "việc đã diễn ra mà chưa đọc thấy tin báo trước"
    assert left in words(server.page("/-/question/announced?lang=vi").select_one("main"))
    assert left not in words(server.page("/-/question/announced?lang=vi&document=no-such-document").select_one("main"))


def test_phrases_are_complete() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (*SERVE.glob("*.py"), *SERVE.glob("templates/*.html"))}
    text = "\n".join(sources.values())
    # what is said outright, and what stands anywhere in what chooses a key
    said = set(re.findall(r"""\bsay\(\s*["']([^"'{]*[^"'{.])["']""", text))
    chosen_from = {key for chooses in re.findall(r"\bsay\(([^()]*)", text) for key in re.findall(r"""["']([^"']+)["']""", chooses)}
    built = {"data.", "legend.", "missing.", "document.grid.", "column.", "correct."}
    grouped = {
        "parameter.",
        "value.",
        "period.",
        "basis.",
        "from.",
        "act.",
        "status.",
        "role.",
        "level.",
        "relation.",
        "inward.",
        "table.",
        "provincekind.",
        "kind.",
        "state.",
        "left_out.",
    }
    known = phrase.phrases()
    assert said <= known.keys(), sorted(said - known.keys())
    unused = {key for key in known if key not in said | chosen_from and not key.startswith(tuple(built | grouped))}
    assert not unused
    for key, texts in known.items():
        assert set(texts) - {"one"} == set(LANGUAGES), key
        fields = [set(re.findall(r"{(\w+)}", text)) for language, text in texts.items() if language != "one"]
        assert fields[0] == fields[1], key
        assert all(text == nfc(text) and text.strip() == text for text in texts.values()), key


def test_what_questions_leave_out_has_a_name() -> None:
    said = {what for one in questions().values() for what in re.findall(r"select count\([^)]*\), '([^']*)'", one.left_out)}
    assert said
    assert said == set(phrase.group("left_out"))


def test_every_word_of_the_data_has_a_name() -> None:
    known = phrase.phrases()
    kinds = {row["kind"] for row in load.table("kinds")}
    assert {f"kind.{kind}" for kind in kinds} <= known.keys()
    assert {f"act.{row['kind']}" for row in load.table("acts")} <= known.keys()
    facts = {table.name for table in schema.TABLES if "rule" in table.names} | {"unresolved"}
    assert {f"table.{name}" for name in facts} <= known.keys()


@pytest.mark.parametrize(
    ("language", "date", "earliest", "latest", "said"),
    [
        ("vi", "2017-08-17", "2017-08-17", "2017-08-17", "17/8/2017"),
        ("en", "2017-08-17", "2017-08-17", "2017-08-17", "17 August 2017"),
        ("vi", "2018-07", "2018-07-01", "2018-07-31", "7/2018"),
        ("en", "XXXX-12-06", "2017-12-06", "2019-12-06", "6 December 2017 – 6 December 2019"),
        ("vi", "2018-Q1", "2018-01-01", "2018-03-31", "2018-Q1"),
        ("vi", None, None, None, "chưa rõ ngày"),
        ("en", None, "2018-01-05", "2018-01-05", "5 January 2018"),
    ],
)
def test_times_are_written_as_people_do(language: str, date: str | None, earliest: str | None, latest: str | None, said: str) -> None:
    assert Voice(language).when(date, earliest, latest) == said


# --- hostile words and headers ---------------------------------------------------------------------------------

_HOSTILE_PAGES = (
    "/", "/-/search?q=alert", f"/-/search?q={quote(HOSTILE)}", "/-/document/18-NQ/TW@2017", "/-/province/lang-son",
    "/-/official/lo-thi-mau@lang-son", f"/-/figures?measure={quote(HOSTILE)}", f"/-/article/{number_of(URL)}",
    f"/-/article/{number_of('javascript:alert(4)//x')}", f"/-/document/{quote(HOSTILE)}", f"/-/article/{quote(HOSTILE)}",
    f"/-/document/18-NQ/TW@2017?act={quote(HOSTILE)}&province={quote(HOSTILE)}&page={'9' * 5000}&grid={quote(HOSTILE)}",
    f"/?lang={quote(HOSTILE)}", f"/-/document/18-NQ/TW@2017?data={quote(HOSTILE)}", f"/{quote('<script>alert(1)</script>')}",
)  # fmt: skip


@pytest.mark.parametrize("address", _HOSTILE_PAGES)
def test_hostile_words_stay_words(hostile: Server, address: str) -> None:
    answer = hostile.get(address)
    page = BeautifulSoup(answer.text, "lxml")
    assert answer.status in {200, 404}
    assert not page.select("script, iframe, object, embed, base, meta[http-equiv], img")
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], tag
        for name in ("href", "src", "action", "xlink:href"):
            assert urlsplit(str(tag.get(name, ""))).scheme in {"", "http", "https"}, tag
            if tag.name != "a":
                assert not urlsplit(str(tag.get(name, ""))).netloc, tag


def test_hostile_words_are_there_to_be_read(hostile: Server) -> None:
    assert HOSTILE in hostile.page(f"/-/article/{number_of(URL)}").get_text()


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://baolangson.vn/a.html", True),
        ("http://baolangson.vn", True),
        ("HTTPS://BAOLANGSON.VN/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("file:vixuyen.txt", False),
        ("//evil.example", False),
        ("https:", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, safe: bool) -> None:
    assert linkable(url) == (url if safe else None)


@pytest.mark.parametrize("address", [*PAGES, "/-/search", "/nowhere", "/samples/articles", "/samples", "/-/pages/reader.css"])
def test_headers_forbid_what_is_not_ours(server: Server, address: str) -> None:
    headers = server.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe-inline" not in policy.get("script-src", "")
    assert not re.search(r"https?:|\*", headers["content-security-policy"])
    if address == "/" or address.startswith("/-/"):
        assert "script-src" not in policy
        assert policy["style-src"] == "'self'"


@pytest.mark.parametrize("address", ["/samples/articles", "/samples", "/samples/search?words=a", "/samples?sql=select+1"])
def test_scripts_of_datasette_are_allowed_by_their_hash(server: Server, address: str) -> None:
    from base64 import b64encode
    from hashlib import sha256

    answer = server.get(address)
    inline = [script.get_text() for script in BeautifulSoup(answer.text, "html.parser").select("script:not([src])")]
    assert inline
    for script in inline:
        assert b64encode(sha256(script.encode()).digest()).decode() in answer.headers["content-security-policy"], script[:80]


@pytest.mark.parametrize("address", PAGES)
def test_nothing_comes_from_elsewhere(server: Server, address: str) -> None:
    page = server.page(address)
    loaded = [str(tag.get("href") or tag.get("src")) for tag in page.select("link[href], [src]")]
    assert loaded
    assert not [url for url in loaded if urlsplit(url).netloc]
    assert "url(http" not in server.get("/-/pages/reader.css").text
    assert "@import" not in server.get("/-/pages/reader.css").text


@pytest.mark.parametrize(
    "address",
    ["/-/document/none", "/-/province/none", "/-/official/none", "/-/article/none", "/-/article/1", f"/-/article/{quote('٣')}", "/-/article/-1",
     f"/-/article/{'9' * 40}", f"{CADRES}?data=none.csv", f"{CADRES}?data=acts.xml", "/-/nowhere", "/nowhere"],
)  # fmt: skip
def test_what_is_not_there_is_said_with_a_way_on(server: Server, address: str) -> None:
    answer = server.get(address)
    assert answer.status == 404
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select_one("form[role=search] input[name=q]")
    assert "Không có" in words(page)


@pytest.mark.parametrize("address", ["/", CADRES, f"/-/article/{THAI_BINH}"])
def test_nothing_is_taken_in(server: Server, address: str) -> None:
    asked = urllib.request.Request(urljoin(server.root, address), data=b"q=1", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=30)
    with refused.value as answer:
        assert answer.code in {403, 405}


# --- data, charts and marks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_data_is_the_same_as_csv_and_json(server: Server, address: str) -> None:
    names = [link for link in links(server.page(address)) if ".csv" in link]
    for link in names:
        where = urljoin(urljoin(server.root, address), link)
        table = server.get(where)
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
        same = json.loads(server.get(where.replace(".csv", ".json")).text)
        assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in same] == rows


def test_acts_as_data(server: Server) -> None:
    (act,) = json.loads(server.get(f"{CADRES}?data=acts.json").text)
    assert act["kind"] == "tổng kết"
    assert act["articles"] == 1
    (first,) = json.loads(server.get(f"{CADRES}?data=map.json").text)
    assert first == {"province": "thai-binh", "earliest": "2017-08-17", "days": 7365, "exact": 1, "acts": 1, "articles": 1}


def test_acts_are_counted_once_with_their_articles(tmp_path: Path) -> None:
    file = tmp_path / "facts.db"
    with store.connect(file) as db:
        for number in range(3):
            store.store(db, record(f"https://baolangson.vn/{number}.html", body=f"{BODY}\nLần {number}."))
        store.finish(db)
    with serving(file) as made:
        page = made.page("/-/document/18-NQ/TW@2017")
        assert "1 việc, mỗi việc đếm một lần" in words(page)
        assert len(page.select(".timeline > li")) == 1
        assert "3 bài" in words(page.select_one(".timeline"))
        assert "Tỉnh ủy Lạng Sơn tổng kết" in words(page.select_one("blockquote"))
        assert "chủ trì Lò Thị Mẫu" in words(page.select_one(".chairs"))
        assert "hơn 500 đại biểu của việc" in words(page.select_one("#figures"))


@pytest.mark.parametrize("address", PAGES[:-1])
def test_charts_are_described(server: Server, address: str) -> None:
    for drawing in server.page(address).select("svg"):
        assert drawing["role"] == "img"
        title, description = (drawing.find(str(name), recursive=False) for name in ("title", "desc"))
        assert len(words(title)) > 8
        assert len(words(description)) > 30
        assert str(drawing["aria-labelledby"]).split() == [title["id"], description["id"]]  # type: ignore[index]


@pytest.mark.parametrize(("grid", "day"), [(63, "2025-06-30"), (34, "2025-07-01")])
def test_every_province_has_its_tile(grid: int, day: str) -> None:
    tiles = tile.tiles(grid)
    valid = {p.id for p in load.provinces() if (not p.valid_from or p.valid_from <= day) and (not p.valid_to or day <= p.valid_to)}
    assert {one.provinces[-1] for one in tiles} == valid
    assert len(tiles) == grid == len({(one.column, one.row) for one in tiles})
    known = {p.id for p in load.provinces()}
    assert all(name in known for one in tiles for name in one.provinces)


@pytest.mark.parametrize(
    ("day", "grid"), [(None, 63), ("1997-06-18", 63), ("2025-06-30", 63), ("2025-07-01", 34), ("2025-07", 34), ("2025", 63), ("2026", 34)]
)
def test_grid_is_that_of_the_time(day: str | None, grid: int) -> None:
    assert tile.grid_of(day) == grid


def _act(province: str | None, earliest: str | None, status: str = "held", latest: str | None = None) -> Act:
    return Act(
        id="a", kind="tổng kết", organization=None, level=None, province=province, date=earliest, earliest=earliest,
        latest=latest or earliest, documents=None, status=status, articles=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("acts", "issued", "expected"),
    [
        ([_act("ha-noi", "2018-01-01")], "2017-10-25", {"ha-noi": (68, 1, 1, "s0")}),
        ([_act("ha-noi", "2018-10-25"), _act("ha-noi", "2018-01-23")], "2017-10-25", {"ha-noi": (90, 1, 2, "s0")}),
        ([_act("ha-noi", "2018-01-24")], "2017-10-25", {"ha-noi": (91, 1, 1, "s1")}),
        ([_act("ha-noi", "2018-01-01", latest="2018-12-31")], "2017-10-25", {"ha-noi": (68, 0, 1, "s0")}),
        ([_act("ha-noi", None), _act("ha-noi", "2020-10-26")], "2017-10-25", {"ha-noi": (1097, 1, 2, "s3")}),
        ([_act("ha-noi", None)], "2017-10-25", {"ha-noi": (None, 1, 1, "some")}),
        # no sooner than a day, and who knows how much later
        ([replace(_act("ha-noi", "1997-09-21"), latest=None)], "1997-06-18", {"ha-noi": (None, 0, 1, "some")}),
        ([_act("ha-noi", "2018-01-01")], "2017", {"ha-noi": (None, 1, 1, "some")}),
        ([_act("ha-noi", "2016-01-01")], "2017-10-25", {"ha-noi": (-663, 1, 1, "some")}),
        ([_act("ha-noi", "2018-01-01", "planned,asked"), _act(None, "2018-01-01")], "2017-10-25", {}),
        ([_act("ha-noi", "2018-01-01", "held,planned"), _act("hue", "2030-01-01")], "2017-10-25", {"ha-noi": (68, 1, 1, "s0"), "hue": (4451, 1, 1, "s4")}),
    ],
)  # fmt: skip
def test_first_acts_are_dated_from_the_issue(acts: list[Act], issued: str, expected: dict[str, tuple[int | None, int, int, str]]) -> None:
    found = firsts(acts, issued)
    assert {name: (one.days, one.exact, one.acts, shade(one)) for name, one in found.items()} == expected
    assert days_between(None, issued) is None


@pytest.mark.parametrize(
    ("date", "earliest", "latest", "vi", "en"),
    [
        ("2017-08-17", "2017-08-17", "2017-08-17", "17/8/2017", "17 August 2017"),
        ("XXXX-12-06", "2017-12-06", "2019-12-06", "6/12/2017 – 6/12/2019", "6 December 2017 – 6 December 2019"),
        ("XXXX-09-21", "1997-09-21", None, "21/9, chưa rõ năm", "21 September, year not known"),
        (None, None, None, "chưa rõ ngày", "day not known"),
    ],
)
def test_time_of_an_act_in_words(date: str | None, earliest: str | None, latest: str | None, vi: str, en: str) -> None:
    assert (Voice("vi").when(date, earliest, latest), Voice("en").when(date, earliest, latest)) == (vi, en)


def test_day_without_an_end_has_no_place_on_the_timeline() -> None:
    endless = replace(_act("ha-noi", "1997-09-21"), latest=None)
    assert acts_through_time(Voice("vi"), [endless], None) is None
    both = str(acts_through_time(Voice("vi"), [endless, _act("hue", "2018-01-01")], None))
    assert both.count("<circle") == 1


def test_the_table_tells_none_found_from_not_read(server: Server) -> None:
    """Beside provinces with acts stand those of which articles were read and none reports one, and, in grey, those of which nothing was read."""
    table = server.page(CADRES).select_one("table.by")
    assert table is not None
    assert words(table.select_one("tr.none td")).replace(" ,", ",") == "Hà Giang, Lạng Sơn, Kon Tum"
    unread = words(table.select_one("tr.unread td"))
    assert unread.count(",") == 63 - 4 - 1
    assert "Cà Mau" in unread
    assert "Thái Bình" not in unread


def test_provinces_that_nobody_read_are_hatched(server: Server) -> None:
    page = server.page(CADRES)
    styles = {words(a.select_one("title")).partition(":")[0]: a.select_one("rect")["class"] for a in page.select("svg.tiles a")}  # type: ignore[index]
    assert styles["Thái Bình"] == ["tile", "s4"]
    assert styles["Lạng Sơn"] == ["tile", "none"]
    assert styles["Cà Mau"] == ["tile", "unread"]
    assert len(styles) == 63


def _span(start: int, end: int, name: str) -> Span:
    return Span(start=start, end=end, element="b", name=name)


@pytest.mark.parametrize(
    ("spans", "html"),
    [
        ([], "abcdef"),
        ([(1, 3, "x")], 'a<b class="x">bc</b>def'),
        ([(0, 6, "x"), (2, 4, "y")], '<b class="x">ab<b class="y">cd</b>ef</b>'),
        ([(2, 4, "y"), (0, 6, "x")], '<b class="x">ab<b class="y">cd</b>ef</b>'),
        ([(0, 4, "x"), (2, 6, "y")], '<b class="x">ab<b class="y">cd</b></b><b class="y">ef</b>'),
        ([(1, 3, "x"), (3, 5, "y")], 'a<b class="x">bc</b><b class="y">de</b>f'),
        ([(1, 3, "x"), (1, 3, "y")], 'a<b class="x"><b class="y">bc</b></b>def'),
        ([(-4, 2, "x"), (5, 99, "y")], '<b class="x">ab</b>cde<b class="y">f</b>'),
        ([(3, 3, "x"), (5, 2, "y"), (9, 12, "z")], "abcdef"),
        ([(0, 3, "x"), (1, 5, "y"), (2, 6, "z")],
         '<b class="x">a<b class="y">b<b class="z">c</b></b></b><b class="y"><b class="z">de</b></b><b class="z">f</b>'),
    ],
)  # fmt: skip
def test_marks_lie_in_each_other(spans: list[tuple[int, int, str]], html: str) -> None:
    assert highlighted("abcdef", [_span(*span) for span in spans]) == html


def test_marks_escape_and_name_anchors_once() -> None:
    spans = [Span(start=0, end=3, element="span", name="s", anchor="s1"), Span(start=0, end=1, element="mark", name="m", hint='"<')]
    assert highlighted("<&>", spans) == '<span class="s" id="s1"><mark class="m" title="&#34;&lt;">&lt;</mark>&amp;&gt;</span>'
    cut = highlighted("abcd", [_span(0, 3, "x"), Span(start=1, end=4, element="i", name="y", anchor="a")])
    assert cut.count('id="a"') == 1


def test_every_mention_of_an_article_is_marked_and_leads_to_its_row(server: Server) -> None:
    address = f"/-/article/{THAI_BINH}"
    read = json.loads(server.get(f"{address}?data=mentions.json").text)
    page = server.page(address)
    tags = [str(tag["href"]) for tag in page.select("article .tag")]
    assert len(tags) == len(read) > 20
    assert sorted(tags) == sorted(f"/samples/{one['table']}/{one['key'].replace('.', '~2E')}" for one in read)
    assert all(re.search(r"\[[a-z]+\.[a-z-]+\]", str(mark["title"])) for mark in page.select("article mark"))


def test_text_of_an_article_is_whole(server: Server, samples: Path) -> None:
    with database.read(samples) as db:
        body = next(iter(db.execute("select body from articles where id = ?", (THAI_BINH,))))[0]
    article = server.page(f"/-/article/{THAI_BINH}").select_one("article")
    assert article
    for tail in article.select("sup"):
        tail.extract()
    lines = [part.get_text() for part in article.find_all(["h1", "p"])]
    assert "\n".join(lines) == body


@pytest.mark.parametrize(("counts", "columns"), [({}, 0), ({"2018-07": 3}, 1), ({"2017-12": 1, "2018-01": 2, "2020-01": 1}, 3)])
def test_months_are_drawn(counts: dict[str, int], columns: int) -> None:
    drawn = BeautifulSoup(chart.months(counts, title="T", description="D"), "lxml")
    assert len(drawn.select("rect.column")) == columns


# --- speed -----------------------------------------------------------------------------------------------------

_LARGE = ("articles", "sentences", "citations", "events", "posts", "statistics", "dates", "acts", "document_relations", "event_officials")


@pytest.mark.parametrize(
    ("maker", "name", "arguments"),
    [
        (pages.document, "03-NQ/TW@1997", {}),
        (pages.province, "thai-binh", {}),
        (pages.official, "vu-nhat-tao@thai-binh", {}),
        (pages.article, str(THAI_BINH), {}),
        (pages.search, "", {"q": "tổng kết 19-nq/tw"}),
        (pages.figures, "", {"measure": "%", "about": "cán bộ"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_pages_look_things_up(samples: Path, maker: Callable[[Ask], Page], name: str, arguments: dict[str, str]) -> None:
    """No page reads a table of facts from end to end: SQLite's plan of each of its queries searches by an index."""
    asked: list[str] = []
    with database.read(samples) as db:
        db.conn.set_trace_callback(asked.append)
        link = Link(application(samples).urls, samples.stem)
        page = maker(Ask(db=db.conn, path=samples, voice=Voice("vi"), link=link, name=name, arguments=arguments))
        assert page.status == 200
        db.conn.set_trace_callback(None)
        plans = {sql: [row[3] for row in db.execute(f"explain query plan {sql}")] for sql in asked if not sql.startswith("--")}
    assert plans
    # an alias of a table stands in the plan; the tables themselves in the query
    for sql, plan in plans.items():
        aliases = {alias: table for table, alias in re.findall(r"\b(?:from|join) (\w+) (\w+)\b", sql)}
        scanned = {aliases.get(step.split()[1], step.split()[1]) for step in plan if step.startswith("SCAN") and "INDEX" not in step}
        assert not scanned & set(_LARGE), (sql, plan)
