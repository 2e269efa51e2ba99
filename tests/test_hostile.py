"""Hostile content: texts and pages made of what rules look for and of what no page should hold pass every stage by the law, or are refused."""

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Kind, Page
from pipeline import store
from pipeline.errors import Refused
from pipeline.parse import parse
from tests.trust import hostile

# no deadline: the first case loads the models
FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
PIECES = st.lists(st.sampled_from(hostile.vocabulary()), max_size=80).map("".join)
PAGES = st.lists(st.sampled_from([*hostile.TAGS, hostile.WORDS_ENOUGH, *hostile.ODD, *hostile.SIGNS]), max_size=40).map("".join)


@FEW
@given(PIECES | st.text(max_size=200))
def test_any_text_is_read_by_the_law(said: str) -> None:
    hostile.read_text(said)


@pytest.mark.parametrize("published", [None, "2023-12-30", "2024-02-29"])
@pytest.mark.parametrize("kind", hostile.FRAMES)
def test_sound_sentences_with_odd_values_are_read_by_the_law(kind: Kind, published: str | None) -> None:
    chance = random.Random(f"{kind} {published}")
    for frame in hostile.FRAMES[kind]:
        for said in (text := hostile.filled(frame, chance), text.upper()):
            hostile.read_text(said, published)


@FEW
@given(PAGES)
def test_any_page_is_read_by_the_law_or_refused(inside: str) -> None:
    hostile.read_page(f"<html><body><article>{inside}<p>{hostile.WORDS_ENOUGH * 2}</p></article></body></html>")


@FEW
@given(PIECES)
def test_any_copied_text_is_read_by_the_law_or_refused(said: str) -> None:
    hostile.read_page(f"{hostile.WORDS_ENOUGH}{said}{hostile.WORDS_ENOUGH}", "text")


@FEW
@given(st.binary(max_size=400))
def test_any_bytes_are_read_by_the_law_or_refused(content: bytes) -> None:
    hostile.read_bytes(content)


@settings(FEW, max_examples=12)
@given(PIECES)
def test_any_text_is_stored_as_it_is(said: str) -> None:
    try:
        of = parse(Page(url="https://baolangson.vn/a-1.html", content=f"{hostile.WORDS_ENOUGH}{said}{hostile.WORDS_ENOUGH}".encode("utf-8", "surrogatepass"), media="text"))  # fmt: skip
    except Refused:
        return
    with TemporaryDirectory() as folder, store.connect(Path(folder) / "facts.db") as db:
        store.store(db, hostile.read(of))
        store.finish(db)
        ((body, law),) = db.conn.execute(
            "select body, (select count(*) from sentences s where substr(body, s.start + 1, s.[end] - s.start) <> s.text) from articles where id = ?",
            (of.id,),
        )
    assert (body, law) == (of.body, 0)


# --- what is large or deep ---------------------------------------------------------------------------------------------

_P = f"<p>{hostile.WORDS_ENOUGH * 3}</p>"
LARGE = {
    "10,000 elements in each other": "<div>" * 10_000 + _P + "</div>" * 10_000,
    "10,000 elements never closed": "<b><i>" * 5000 + _P,
    "100,000 paragraphs": "<p>x</p>" * 100_000 + _P,
    "an attribute of 10 MB": f'<p title="{"a" * 10_000_000}">dài</p>{_P}',
    "100,000 attributes": f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>nhiều</p>{_P}",
    "100,000 attributes, quoted": "<p " + "".join(f"a{n}='<>'" for n in range(100_000)) + f">nhiều</p>{_P}",
    "100,000 attributes, parted by slashes": f"<p {'/'.join(f'a{n}' for n in range(100_000))}>nhiều</p>{_P}",
    "an attribute never closed": f"<p a='{'<b c=' * 50_000}{_P}",
    "a word of 1 MB": f"<p>{'a' * 1_000_000}</p>{_P}",
    "5,000 facts in a line": f"<p>{'Nghị quyết số 18-NQ/TW, ngày 1/2/2018, đạt 5,3%; ' * 1666}</p>",
    "100,000 digits": f"<p>{'1' * 100_000} đồng, {'9.' * 10_000} tỷ</p>{_P}",
    "100,000 marks on a letter": f"<p>a{chr(0x301) * 100_000}</p>{_P}",
    "100,000 brackets": f"<p>{'(' * 100_000}{')' * 100_000}</p>{_P}",
    "100,000 quotation marks": f"<p>{'“' * 100_000}</p>{_P}",
    "JSON-LD 10,000 deep": f'<script type="application/ld+json">{"[" * 10_000}{"]" * 10_000}</script>{_P}',
    "comments never closed": "<!--" * 100_000 + _P,
}


@pytest.mark.parametrize("name", LARGE)
def test_large_page_is_read_in_time_or_refused(name: str) -> None:
    began = time.process_time()
    hostile.read_page(f"<html><body><article><h1>Tỉnh ủy tổng kết</h1>{LARGE[name]}</article></body></html>")
    # a page of 10 MB may take seconds; what takes longer grows faster than the page
    assert time.process_time() - began < 10
