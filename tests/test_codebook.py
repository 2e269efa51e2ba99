"""What the codebook says of a variable is so: its examples are read with that value, the others without any."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from corpus import load
from pipeline import codebook, frame, schema
from pipeline.codebook import Variable, variables
from tests.test_event import read

ROOT = Path(__file__).parents[1]


def values(words: str, name: str) -> list[Any]:
    """What an article with these words has in a column."""
    table, column = name.split(".")
    return [getattr(row, column) for row in getattr(read("Tin trong tỉnh", words), table)]


@pytest.mark.parametrize(
    ("name", "words", "value"), [(v.name, words, value) for v in variables().values() for words, value in v.examples.items()]
)
def test_examples_have_the_value(name: str, words: str, value: Any) -> None:
    assert value in values(words, name)


@pytest.mark.parametrize(("name", "words"), [(v.name, words) for v in variables().values() for words in v.others])
def test_others_have_none(name: str, words: str) -> None:
    assert not [value for value in values(words, name) if value is not None]


def test_every_variable_is_a_column() -> None:
    for name in variables():
        table, column = name.split(".")
        assert column in schema.BY_NAME[table].names, name


def test_every_column_of_a_fact_says_what_null_means_and_the_main_ones_have_examples() -> None:
    text = codebook.markdown()
    for table in schema.TABLES:
        for column in table.columns if table.columns[:7] == schema.FACT else ():
            if column not in schema.FACT:
                part = text.partition(f"\n### {table.name}.{column.name}\n")[2].partition("\n### ")[0]
                assert column.description in part
                assert "- NULL: " in part
    assert len([variable for variable in variables().values() if variable.examples]) >= 20


def test_the_page_is_made_from_the_source() -> None:
    written = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    assert written == codebook.markdown(), "it is stale: run `.venv/bin/python -m pipeline.describe codebook > docs/codebook.md`"


def test_a_variable_without_an_entry_says_that_null_is_silence() -> None:
    assert Variable(name="x.y").null == "The article does not say."


# --- the sampling frame ---


def test_the_frame_is_made_from_the_source() -> None:
    written = (ROOT / "docs" / "frame.md").read_text(encoding="utf-8")
    assert written == frame.markdown(), "it is stale: run `.venv/bin/python -m pipeline.describe frame > docs/frame.md`"


def test_the_frame_has_every_site_once_and_every_province() -> None:
    lines = [line.split(" | ") for line in frame.markdown().splitlines() if line.startswith("| ") and " | " in line][1:]
    hosts = [line[2] for line in lines]
    assert len(hosts) == len(set(hosts))
    assert {site.id for site in load.sites().values()} <= set(hosts)
    before = {one.id for one in load.provinces() if one.valid_to in (None, "2025-06-30")} - {"hue"}
    assert len(before) >= 62
    assert not before - {line[0].removeprefix("| ") for line in lines}


def test_periods_of_sites_are_those_of_known_sites_in_order() -> None:
    rows = load.table("site_periods")
    assert {row["site"] for row in rows} == {site.id for site in load.sites().values()}
    assert {row["province"] for row in rows} <= {one.id for one in load.provinces()} | {""}
    for site in {site.id for site in load.sites().values()}:
        periods = [(row["valid_from"], row["valid_to"] or "9999") for row in rows if row["site"] == site]
        assert periods == sorted(periods)
        assert all(last < first for (_, last), (first, _) in pairwise(periods)), site
