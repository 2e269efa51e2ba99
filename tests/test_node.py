"""Nodes of a page: what stands before and behind one, what is cut out, what lies in what."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline import node
from pipeline.markup import Document, tree

PAGE = LexborHTMLParser(
    "<html><body class='home <&quot;>'><div id='top'>Thứ Hai, <b>1/1/2024</b><!-- 2025 --></div><ul><li>năm 2019<li>không</ul>"
    "<main><p>2021</p><h1>Tin <i>2022</i> mới</h1><p>10/10/<b>2023</b></p></main><div>cuối 2026</div></body></html>"
)
YEAR = re.compile(r"20\d\d")


def _heading() -> node.LexborNode:
    heading = node.first(PAGE, "h1")
    assert heading is not None
    return heading


def test_strings_before_come_from_the_nearest_and_comments_are_none() -> None:
    assert [string.text_content for string in node.before(_heading(), YEAR)] == ["2021", "năm 2019", "1/1/2024"]


def test_strings_behind_begin_with_the_node_s_own() -> None:
    assert [string.text_content for string in node.behind(_heading())] == ["Tin ", "2022", " mới", "10/10/", "2023", "cuối 2026"]


def test_a_cut_keeps_the_shell_by_which_selectors_go() -> None:
    held = tree(node.cut(_heading())).select_one(f"main > h1[{node.CUT}]")
    assert held is not None
    assert held.get_text() == "Tin 2022 mới"
    assert [tag.get("class") for tag in held.parents if tag.name == "body"] == [["home", '<">']]
    assert len(held.find_parents()) == 4  # main, body, html, the document: no sibling of theirs
    assert node.CUT not in (PAGE.html or "")


def test_what_lies_in_another_is_removed_with_it() -> None:
    page = LexborHTMLParser("<div>a<p>b<i>c</i></p></div><p>d</p><b>e</b>" * 100)
    node.remove(node.select(page, "div, p, i"))
    assert node.text(page.body).split() == ["e"] * 100


@pytest.mark.parametrize(
    ("selector", "wrong"), [("div > p:not(.a)", False), ("a:has(> b)", False), ("p:-soup-contains('x')", True), ("p[", True), ("", True)]
)
def test_selectors_beyond_css_are_told(selector: str, wrong: bool) -> None:
    assert node.wrong(selector) is wrong


def test_unseen_elements_leave_with_all_that_lies_in_them() -> None:
    nested = "<nav><nav><script>a</script><div hidden><form><nav>b</nav></form></div></nav>c</nav>" * 50
    document = Document(f"<html><body style='display: none'>{nested}<form><p>{'chữ ' * 600}</p><script>d</script></form></body></html>")
    assert set(node.text(document.page.body).split()) == {"chữ"}


def test_ten_thousand_elements_in_each_other_are_walked() -> None:
    deep = LexborHTMLParser("<div>" * 10_000 + "năm 2020" + "</div>" * 10_000 + "<h1>Tin</h1>")
    heading = node.first(deep, "h1")
    assert heading is not None
    assert [string.text_content for string in node.before(heading, YEAR)] == ["năm 2020"]
    assert node.text(node.first(deep, "div") or heading).strip() == "năm 2020"
