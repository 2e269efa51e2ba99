"""The pages behind a fact: its rule, the answer as it was archived, and the line that puts it right."""

import asyncio
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup

from corpus.model import Exchange
from pipeline import archive, correction, database, store
from pipeline.build import build
from pipeline.public import reduce
from pipeline.serve import application
from pipeline.serve.rules import rules
from tests.conftest import SAMPLES

URL = "https://thaibinh.gov.vn/tin-tuc/tong-ket-20-nam.html"
SAMPLE = SAMPLES / "thaibinh-2017-tong-ket-trung-uong-3.html"


def get(path: Path, address: str, *, folder: Path | None = None) -> Any:
    """What the server answers in Vietnamese."""
    return asyncio.run(application(path, archive=folder).client.get(address))


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.text, "lxml").get_text(" ").split())


# --- rules -----------------------------------------------------------------------------------------------------


def test_every_rule_of_a_fact_has_its_page(samples: Path) -> None:
    with database.read(samples) as db:
        tables = ("citations", "posts", "dates", "statistics", "events", "document_relations")
        asked = {row["rule"] for table in tables for row in db.query(f"select distinct rule from {table}")}
    assert len(asked) >= 20
    client = application(samples).client
    for name in sorted(asked):
        response = asyncio.run(client.get(f"/-/rule/{name}"))
        assert response.status_code == 200, name
        assert BeautifulSoup(response.text, "lxml").select("mark"), name


@pytest.mark.parametrize("name", sorted(rules()))
def test_rules_show_what_proves_them(name: str) -> None:
    rule = rules()[name]
    assert rule.file == f"extractors/{name.partition('.')[0]}.toml"
    assert rule.examples
    assert all(text and read for text, read in rule.examples)
    assert rule.pattern


@pytest.mark.parametrize("name", ["no.such", "citation.", "../citation.symbol", "<script>"])
def test_there_is_no_page_of_what_is_no_rule(samples: Path, name: str) -> None:
    assert get(samples, f"/-/rule/{quote(name, safe='')}").status_code == 404


# --- the archive -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database beside its archive, in which a page with a script lies."""
    folder = tmp_path_factory.mktemp("crawled")
    body = SAMPLE.read_bytes().replace(b"</body>", b"<script>alert(1)</script></body>")
    exchange = Exchange(url=URL, role="article", at="2017-08-18T02:00:00.000Z", status=200, media="text/html; charset=utf-8", body=body)
    with archive.Archive(folder / "archive") as kept:
        kept.write(exchange, sent=[("Host", "thaibinh.gov.vn")], received=[("Content-Type", "text/html; charset=utf-8")])
    assert build([folder / "archive"], folder / "facts.db").built == 1
    return folder / "facts.db"


def number(path: Path) -> int:
    with database.read(path) as db:
        (row,) = db.query("select id from articles")
    return int(row["id"])


def test_the_archived_answer_is_shown_as_plain_text(crawled: Path) -> None:
    page = get(crawled, f"/-/article/{number(crawled)}")
    link = BeautifulSoup(page.text, "lxml").select_one("dl.source a[href^='/-/archived/']")
    assert link is not None
    response = get(crawled, str(link["href"]))
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    head, _, text = response.text.partition("\n\n")
    assert head.splitlines()[:2] == [URL, "2017-08-18T02:00:00.000Z"]
    assert link.get_text() == head.splitlines()[2]
    assert "<script>alert(1)</script>" in text
    assert "Tổng kết 20 năm" in text


def test_a_public_copy_shows_no_archived_answer(crawled: Path, tmp_path: Path) -> None:
    """It names the place in the archive, and passes on nothing of it although the archive is there."""
    copy = Path(shutil.copy(crawled, tmp_path / "facts.db"))
    reduce(copy)
    page = get(copy, f"/-/article/{number(copy)}", folder=crawled.parent / "archive")
    assert page.status_code == 200
    assert "warc.gz" in words(page)
    assert "/-/archived/" not in page.text
    assert get(copy, f"/-/archived/{number(copy)}", folder=crawled.parent / "archive").status_code == 404


@pytest.mark.parametrize(
    ("file", "offset", "folder"),
    [
        (None, None, "nowhere"),
        ("other.warc.gz", None, None),
        ("../facts.db", 0, None),
        ("/etc/passwd", 0, None),
        (None, 7, None),
        (None, 10**9, None),
    ],
)
def test_what_the_archive_does_not_hold_is_named(
    crawled: Path, tmp_path: Path, file: str | None, offset: int | None, folder: str | None
) -> None:
    """Another folder, another file, a file outside of the archive, an offset where no record begins: the page names file and offset."""
    moved = tmp_path / "facts.db"
    moved.write_bytes(crawled.read_bytes())
    with store.connect(moved) as db:
        if file is not None:
            db.execute("update articles set warc_file = ?", (file,))
        if offset is not None:
            db.execute("update articles set warc_offset = ?", (offset,))
        ((name, place),) = db.execute("select warc_file, warc_offset from articles").fetchall()
    response = get(moved, f"/-/archived/{number(moved)}", folder=tmp_path / folder if folder else crawled.parent / "archive")
    assert response.status_code == 404
    assert f"{name}, byte {place}" in words(response)
    assert "--archive" in words(response)


@pytest.mark.parametrize("name", ["1", "-1", "x", "9" * 30, "460863698458218/.."])
def test_there_is_no_archived_answer_of_what_is_no_article(crawled: Path, name: str) -> None:
    assert get(crawled, f"/-/archived/{name}").status_code == 404


def test_a_local_file_is_in_no_archive(samples: Path) -> None:
    response = get(samples, "/-/archived/460863698458218")
    assert response.status_code == 404
    assert "không có trong kho lưu trữ" in words(response)


# --- corrections -----------------------------------------------------------------------------------------------

PERSON = "lo-thi-mau@lang-son"
# table and id, what is filled in, and the line
LINES = {
    "out": ("officials", PERSON, {}, f"reject,officials,{PERSON},,,,,"),
    "with a reason": (
        "officials",
        PERSON,
        {"note": "tên, không phải người", "by": "NVM"},
        f'reject,officials,{PERSON},,,"tên, không phải người",NVM,',
    ),
    "renamed": ("officials", PERSON, {"action": "rename", "to": "  Lò Thị  Mậu "}, f"rename,officials,{PERSON},,Lò Thị Mậu,,,"),
    "joined": ("officials", PERSON, {"action": "merge", "to": "lo-t-mau@lang-son"}, f"merge,officials,{PERSON},,lo-t-mau@lang-son,,,"),
    "parted": (
        "officials",
        PERSON,
        {"action": "split", "within": "123", "to": f"{PERSON}.2"},
        f"split,officials,{PERSON},123,{PERSON}.2,,,",
    ),
    "a document": ("documents", "18-NQ/TW@2017", {"action": "rename", "to": "Đổi mới"}, "rename,documents,18-NQ/TW@2017,,Đổi mới,,,"),
    "what another action needs is left out": ("officials", PERSON, {"to": "x", "within": "1"}, f"reject,officials,{PERSON},,,,,"),
    "an action that is none is taken for the first": ("officials", PERSON, {"action": "drop"}, f"reject,officials,{PERSON},,,,,"),
}


@pytest.mark.parametrize("case", LINES)
def test_the_line_is_written_and_can_be_applied(built: Path, case: str) -> None:
    table, key, filled, line = LINES[case]
    page = BeautifulSoup(get(built, f"/-/correct/{table}/{quote(key)}?{urlencode(filled)}").text, "lxml")
    texts = [pre.get_text() for pre in page.select("pre.line")]
    assert texts == [line, ",".join(correction.COLUMNS)]
    (built.parent / correction.NAME).write_text("\n".join([*reversed(texts), ""]), encoding="utf-8")
    assert [one.id for one in correction.corrections(built.parent)] == [key]


@pytest.mark.parametrize(
    "filled", [{"action": "rename"}, {"action": "merge", "to": PERSON}, {"action": "split", "to": "x", "within": "hôm qua"}]
)
def test_no_line_is_written_of_what_makes_none(built: Path, filled: dict[str, str]) -> None:
    response = get(built, f"/-/correct/officials/{PERSON}?{urlencode(filled)}")
    assert response.status_code == 200
    assert "Điền vào các ô" in words(response)
    assert not BeautifulSoup(response.text, "lxml").select("pre.line")


@pytest.mark.parametrize("name", ["officials/no-such", "articles/1", "sqlite_master/x", "officials", "citations/'; drop table x"])
def test_only_rows_that_are_there_can_be_put_right(built: Path, name: str) -> None:
    assert get(built, f"/-/correct/{quote(name)}").status_code == 404


def test_what_was_put_right_is_said(built: Path) -> None:
    (built.parent / correction.NAME).write_text(f"{','.join(correction.COLUMNS)}\n{LINES['renamed'][3]}\n", encoding="utf-8")
    with store.connect(built) as db:
        store.finish(db)
    page = words(get(built, f"/-/correct/officials/{PERSON}"))
    assert "Đã sửa Đổi cách ghi: Lò Thị Mậu corrections.csv:2" in page


def test_the_page_of_a_row_has_the_line(built: Path) -> None:
    client = application(built).client
    (row,) = asyncio.run(client.get("/facts/events.json?_shape=objects&_size=1")).json()["rows"]
    page = BeautifulSoup(asyncio.run(client.get(f"/facts/events/{row['id'].replace('.', '~2E')}")).text, "lxml")
    line = page.select_one("code.correction")
    assert line is not None
    assert line.get_text() == f"reject,events,{row['id']},,,,,"
    # the rule of a row made by hand is none of ours
    for address in [str(a["href"]) for a in page.select("a[href^='/-/']:not([href*='/rule/'])")]:
        assert asyncio.run(client.get(address)).status_code == 200, address
    other = BeautifulSoup(asyncio.run(client.get("/facts/provinces/lang-son")).text, "lxml")
    assert other.select("code.correction") == []
