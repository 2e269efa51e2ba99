"""Each column is counted as read, asked and right, and intervals are those that the literature gives."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.variable import HEADER, Slot, as_csv, design_effect, lines, slots, wilson

GOLD = Path(__file__).parents[1] / "corpus" / "gold"


# Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 3
@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0, 1),
    ],
)
def test_intervals_are_those_of_the_literature(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        # ten articles of five facts, all right or all wrong: five facts count as one, times 10 / 9
        ([(5, 5)] * 5 + [(0, 5)] * 5, 5 * 10 / 9),
        # as many right in each: alike, and not narrower than independent facts
        ([(3, 5)] * 10, 1.0),
        ([(1, 1)] * 5 + [(0, 1)] * 5, 10 / 9),
        ([(5, 5)] * 10, 1.0),
        ([(2, 5)], 1.0),
        ([], 1.0),
    ],
)
def test_design_effect(articles: list[tuple[int, int]], expected: float) -> None:
    assert design_effect(articles) == pytest.approx(expected)


def test_facts_that_are_right_or_wrong_together_leave_more_open() -> None:
    together = [Slot(str(number), "dates.value", True, True, number < 8) for number in range(10) for _ in range(5)]
    apart = [Slot(str(number), "dates.value", True, True, number < 40) for number in range(50)]
    (wide,), (narrow,) = (list(lines(found, {})) for found in (together, apart))
    assert wide.precision.value == narrow.precision.value == 0.8
    assert wide.precision.interval[0] < narrow.precision.interval[0] - 0.1
    assert wide.precision.interval[1] > narrow.precision.interval[1]


def counted(kind: str, column: str, *, pairs: Any = (), missed: Any = (), spare: Any = ()) -> list[tuple[bool, bool, bool]]:
    """Asked, read and right of one column."""
    return [(slot.asked, slot.read, slot.right) for slot in slots("a", kind, pairs, missed, spare) if slot.variable == f"{kind}.{column}"]


@pytest.mark.parametrize(
    ("kind", "column", "asked", "read", "expected"),
    [
        ("citations", "symbol", "18-NQ/TW", "018-nq/tw", [(True, True, True)]),
        ("citations", "symbol", "18-NQ/TW", "19-NQ/TW", [(True, True, False)]),
        ("citations", "symbol", "18-NQ/TW", None, [(True, False, False)]),
        ("citations", "symbol", None, "18-NQ/TW", [(False, True, False)]),
        ("citations", "symbol", None, None, []),
        # the registry may know more than the mention says
        ("citations", "issuer", None, "Bộ Chính trị", []),
        ("citations", "document_id", "18-NQ/TW@2017", "18-NQ/TW@2017", [(True, True, True)]),
        ("events", "date", "XXXX-07-24", "2018-07-24", [(True, True, True)]),
        ("events", "date", "2018-07-24", "XXXX-07-24", [(True, True, False)]),
        ("events", "organization", "BCH Đảng bộ tỉnh", "Ban Chấp hành Đảng bộ tỉnh", [(True, True, True)]),
        ("statistics", "of", 11, 11.0, [(True, True, True)]),
        ("statistics", "direction", None, "increase", [(False, True, False)]),
        ("dates", "value", "2018-01/2018-09", "2018-01-01/2018-09-30", [(True, True, True)]),
    ],
)
def test_columns_of_a_fact_that_both_have(kind: str, column: str, asked: Any, read: Any, expected: list[tuple[bool, bool, bool]]) -> None:
    assert counted(kind, column, pairs=[({"kind": "x", column: asked}, {"kind": "x", column: read})]) == expected


def test_another_right_value_is_right() -> None:
    assert counted("dates", "value", pairs=[({"value": "2018", "also": ["2018-H1"]}, {"value": "2018-H1"})]) == [(True, True, True)]


def test_facts_that_only_one_has() -> None:
    assert counted("officials", "name", missed=[{"name": "A"}], spare=[{"name": "B"}]) == [(True, False, False), (False, True, False)]


def test_lines_are_counted_by_stratum() -> None:
    found = [
        Slot("a", "dates.value", True, True, True),
        Slot("b", "dates.value", True, False, False),
        Slot("b", "dates.value", False, True, False),
    ]
    strata = {"a": {"region": "north"}, "b": {"region": "south"}}
    shown = {
        (line.stratum, line.value): (line.articles, line.precision.right, line.precision.of, line.recall.of)
        for line in lines(found, strata)
    }
    assert shown == {("all", "all"): (2, 1, 2, 2), ("region", "north"): (1, 1, 1, 1), ("region", "south"): (1, 0, 1, 1)}
    assert as_csv(lines(found, {})).splitlines()[1] == "all,all,dates.value,2,2,0.500,0.055,0.945,2,0.500,0.055,0.945"


def test_the_command_prints_every_column_and_stratum(samples: Path) -> None:
    done = CliRunner().invoke(main, ["score", str(GOLD), "--db", str(samples), "--by-column"])
    assert done.exit_code == 0, done.output
    header, *rows = done.output.splitlines()
    assert header == HEADER
    strata = {row.split(",")[0] for row in rows}
    assert strata == {"all", "level", "period", "region", "site kind"}
    assert {"citations.symbol", "posts.position", "statistics.unit", "events.date", "articles.published"} <= {
        row.split(",")[2] for row in rows
    }
