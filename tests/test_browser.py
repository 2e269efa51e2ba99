"""A reader's way through the pages in a real browser: Debian's chromium, driven by Playwright, before a server of its own process.

Whatever happens, no page may ask another host for anything, complain of the content security policy or write an error to the console.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from corpus.text import nfc
from tests.conftest import URL, browser_path, number_of
from tests.test_pages import CADRES, HOSTILE, PAGES, THAI_BINH, Server
from tests.test_pages import hostile as hostile
from tests.test_pages import server as server

CHROMIUM = browser_path()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path")]
if CHROMIUM is not None:
    from playwright.sync_api import Browser, Page, Response, sync_playwright

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
RULE, QUESTION, MEND = "/-/rule/citation.plenum", "/-/question/lag", "/-/correct/officials/vu-nhat-tao@thai-binh"
EVERY = (
    *PAGES,
    "/-/questions",
    QUESTION,
    RULE,
    MEND,
    "/samples",
    "/samples/events",
    "/samples/lag",
    "/samples/documents/03-NQ~2FTW~401997",
)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


class Reader:
    """A reader before a page; `complaints` is everything that a page did which none of ours may do."""

    def __init__(self, browser: "Browser", root: str, viewport: dict[str, int]) -> None:
        self.root = root
        self.complaints: list[str] = []
        self._context = browser.new_context(viewport=viewport, locale="vi-VN", accept_downloads=True)
        self._context.set_default_timeout(15_000)
        self.page: Page = self._context.new_page()
        self.page.on("request", self._asked)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _asked(self, request: object) -> None:
        address = str(request.url)  # type: ignore[attr-defined]
        if urlsplit(address).netloc != urlsplit(self.root).netloc and not address.startswith("data:"):
            self.complaints.append(f"asked another host: {address}")

    def open(self, address: str) -> "Response":
        """The answer for an address of the server."""
        answer = self.page.goto(urljoin(self.root, address))
        assert answer is not None
        if answer.status == 404:
            # the browser writes down that the page itself was not there
            self.complaints = [said for said in self.complaints if "404" not in said]
        return answer

    def words(self, selector: str) -> str:
        """The words of the first part of the page that a selector finds, white space evened out, once the page is whole.

        A page that was followed to has its words before its style sheet, and what is measured then has no style.
        """
        self.page.wait_for_load_state()
        return nfc(" ".join(self.page.locator(selector).first.inner_text().split()))

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def reader(browser: "Browser", server: Server) -> Iterator[Reader]:
    made = Reader(browser, server.root, WIDE)
    yield made
    made.close()
    assert not made.complaints


@pytest.fixture
def narrow(browser: "Browser", server: Server) -> Iterator[Reader]:
    made = Reader(browser, server.root, NARROW)
    yield made
    made.close()
    assert not made.complaints


@pytest.mark.parametrize("address", EVERY)
def test_every_page_is_shown_without_complaint(reader: Reader, address: str) -> None:
    assert reader.open(address).status == (404 if "no-such" in address else 200)
    assert reader.words("h1")


@pytest.mark.parametrize("address", EVERY)
def test_no_page_is_wider_than_a_telephone(narrow: Reader, address: str) -> None:
    narrow.open(address)
    assert narrow.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_three_clicks_answer_who_reviewed_what(reader: Reader) -> None:
    """Which provinces reviewed the resolution of the third plenum of the eighth term, when, chaired by whom, with which figures, by which sentence."""
    reader.open("/")
    reader.page.get_by_role("link", name="Nghị quyết 03-NQ/TW (1997)").first.click()
    assert reader.words(".timeline h3") == "17/8/2017 tổng kết Thái Bình"
    assert "Ban Thường vụ Tỉnh ủy" in reader.words(".timeline .who")
    # the article says who directed and who attended, and the page says that nobody is said to have chaired
    assert reader.words(".timeline .chairs") == "chỉ đạo Vũ Nhật Tảo; dự Đoàn Thị Vân Hạ, Phạm Khắc Lĩnh; bài không nói ai chủ trì"
    assert "Chiều 17/8, Ban Thường vụ Tỉnh ủy tổ chức hội nghị tổng kết 20 năm" in reader.words(".timeline blockquote")
    figures = reader.words("#figures")
    assert "187 lượt cán bộ" in figures
    assert "12,1%" in figures
    reader.page.locator("#figures tr", has_text="187 lượt cán bộ").first.get_by_role("link", name="Nguồn").click()
    sentence = reader.page.locator(".sentence:target")
    assert "tỉnh luân chuyển 187 lượt cán bộ" in nfc(re.sub(r"\s*số liệu\s*", "", sentence.inner_text()))
    assert sentence.is_visible()
    # three clicks: the resolution, the sentence, the row with its rule
    sentence.locator("mark.statistics a.tag").first.click()
    assert "statistic.count" in reader.words("table.one-row")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("03-nq/tw", "Nghị quyết 03-NQ/TW (1997)"),
        ("thai binh", "Thái Bình"),
        ("nghi quyet trung uong 3 khoa viii", "Nghị quyết 03-NQ/TW (1997)"),
    ],
)
def test_search_leads_on(reader: Reader, asked: str, first: str) -> None:
    reader.open("/")
    reader.page.get_by_role("searchbox").fill(asked)
    reader.page.get_by_role("button", name="Tìm").click()
    assert asked in reader.words("h1")
    titles = [nfc(text) for text in reader.page.locator("main a.title").all_inner_texts()]
    assert first in titles
    reader.page.locator("main a.title", has_text=first).first.click()
    assert reader.words("h1") == first


def test_a_facet_narrows_a_table(reader: Reader) -> None:
    reader.open("/samples/events")
    reader.page.locator(".facet-results a", has_text="tổng kết").first.click()
    assert "kind = " in reader.words("h3")
    assert reader.page.locator("table.rows-and-columns tbody tr").count() == 1


def test_a_question_is_filled_in_and_answered(reader: Reader) -> None:
    reader.open("/")
    reader.page.get_by_role("link", name="Ai chủ trì việc gì").click()
    reader.page.get_by_label("Vai trò").select_option("directs")
    reader.page.get_by_label("Tỉnh, thành phố").select_option("thai-binh")
    reader.page.get_by_role("button", name="Hỏi").click()
    assert "Vũ Nhật Tảo" in reader.words("table.answer")
    assert "chỉ đạo" in reader.words("table.answer")
    reader.page.locator("table.answer").get_by_role("link", name="Vũ Nhật Tảo").first.click()
    assert reader.words("h1") == "Vũ Nhật Tảo"


@pytest.mark.parametrize(
    ("address", "chart"),
    [("/", "svg.months"), ("/", "svg.tiles"), (CADRES, "svg.rows"), (CADRES, "svg.tiles"), ("/-/figures?measure=%25", "svg.points")],
)
def test_charts_are_drawn_and_said(reader: Reader, address: str, chart: str) -> None:
    """A chart has a size, a name and a description for those who hear it, and its data beside it as CSV and JSON."""
    reader.open(address)
    drawn = reader.page.locator(chart).first
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] > 200
    assert box["height"] > 40
    named = str(drawn.get_attribute("aria-labelledby")).split()
    assert all(reader.page.locator(f"#{name}").text_content() for name in named)
    section = reader.page.locator("section", has=drawn).last
    assert section.get_by_role("link", name="CSV").count() >= 1
    assert section.get_by_role("link", name="JSON").count() >= 1


def test_an_export_is_a_click_away(reader: Reader, tmp_path: Path) -> None:
    reader.open(CADRES)
    with reader.page.expect_download() as download:
        reader.page.locator("#figures").get_by_role("link", name="CSV").click()
    file = tmp_path / "figures.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert "187 lượt cán bộ" in {row["text"] for row in rows}
    reader.page.locator("#figures").get_by_role("link", name="JSON").click()
    same = json.loads(reader.page.locator("body").inner_text())
    assert [row["id"] for row in same] == [row["id"] for row in rows]


def test_the_keyboard_is_enough(reader: Reader) -> None:
    """Tab shows where it is, first of all a way past the head of the page; Enter searches and follows."""
    reader.open(CADRES)
    reader.page.keyboard.press("Tab")
    skip = reader.page.locator("a.skip")
    assert reader.page.evaluate("document.activeElement.className") == "skip"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    reader.page.keyboard.press("Enter")
    assert urlsplit(reader.page.url).fragment == "content"
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.closest('main') !== null")
    for _ in range(30):
        outline = reader.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", reader.page.evaluate("document.activeElement.outerHTML")
        reader.page.keyboard.press("Tab")
    reader.open("/")
    reader.page.get_by_role("searchbox").focus()
    reader.page.keyboard.type("vu nhat tao")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/-/search?**")
    link = reader.page.get_by_role("link", name="Vũ Nhật Tảo").first
    link.focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/-/official/**")
    assert reader.words("h1") == "Vũ Nhật Tảo"


def test_a_telephone_is_enough(narrow: Reader) -> None:
    """On a narrow screen the answer to the same question can be read, and what is pressed is large enough for a thumb."""
    narrow.open("/")
    narrow.page.get_by_role("link", name="Nghị quyết 03-NQ/TW (1997)").first.click()
    assert narrow.words(".timeline h3") == "17/8/2017 tổng kết Thái Bình"
    button = narrow.page.get_by_role("button", name="Tìm").bounding_box()
    assert button is not None
    assert button["height"] >= 40
    size = narrow.page.evaluate("parseFloat(getComputedStyle(document.querySelector('svg.tiles .label')).fontSize)")
    shown = narrow.page.evaluate(
        "document.querySelector('svg.tiles').getBoundingClientRect().width / document.querySelector('svg.tiles').viewBox.baseVal.width"
    )
    assert size * shown >= 9


def test_a_correction_is_written_for_the_reader(reader: Reader) -> None:
    """From a row, by its form, to the very line that `nghiquyet correct` takes."""
    reader.open("/samples/officials/vu-nhat-tao~40thai-binh")
    assert reader.words("code.correction") == "reject,officials,vu-nhat-tao@thai-binh,,,,,"
    reader.page.get_by_role("link", name="Sửa cách khác").click()
    reader.page.get_by_label("Điều cần sửa").select_option("rename")
    reader.page.get_by_role("button", name="Tạo dòng").click()
    reader.page.get_by_label("Ghi là").fill('Vũ Nhật "Táo"')
    reader.page.get_by_label("Ai sửa").fill("N. V. M.")
    reader.page.get_by_role("button", name="Tạo dòng").click()
    assert reader.words("pre.line") == 'rename,officials,vu-nhat-tao@thai-binh,,"Vũ Nhật ""Táo""",,N. V. M.,'


def test_both_languages_say_the_same(reader: Reader) -> None:
    reader.open(QUESTION)
    rows = reader.page.locator("table.answer tbody tr").count()
    reader.page.get_by_role("link", name="English").click()
    assert reader.words("h1") == "How long after its issue each province first acted on a document"
    assert reader.page.locator("table.answer tbody tr").count() == rows
    reader.open("/")
    assert reader.page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    "address",
    ["/", f"/-/article/{number_of(URL)}", "/-/search?q=alert", "/-/document/18-NQ/TW@2017", "/-/official/lo-thi-mau@lang-son", "/-/figures",
     "/-/question/who-chaired", "/-/question/figures-of-subject", "/-/question/search?words=alert", "/hostile/articles", "/hostile/posts", "/hostile/who-did-what",
     "/-/correct/officials/lo-thi-mau@lang-son", f"/-/search?q={HOSTILE.replace('&', '%26').replace('#', '%23')}"],
)  # fmt: skip
def test_hostile_titles_do_not_run(browser: "Browser", hostile: Server, address: str) -> None:
    """Whatever a page's title, byline or address says, nothing runs, opens a dialog or asks for a picture."""
    made = Reader(browser, hostile.root, WIDE)
    made.open(address)
    made.page.mouse.move(400, 300)
    made.page.mouse.move(600, 500)
    assert made.words("h1")
    made.close()
    assert not made.complaints


def test_what_was_read_leads_to_its_rule_and_its_correction(reader: Reader) -> None:
    reader.open(f"/-/article/{THAI_BINH}")
    row = reader.page.locator("#read tbody tr", has_text="187 lượt cán bộ")
    row.get_by_role("link", name="statistic.count").click()
    assert "statistic.count" in reader.words("h1")
    assert "extractors/statistic.toml" in reader.words("main")
    reader.page.go_back()
    row.get_by_role("link", name="Sửa").click()
    assert reader.words("pre.line").startswith(f"reject,statistics,{THAI_BINH}.")
