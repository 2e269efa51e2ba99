"""Samples for coders are drawn reproducibly, sheets that cannot be meant are refused by line, and agreement is what the literature computes."""

import csv
import math
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import coding
from pipeline.agreement import INTERVAL, NOMINAL, alpha
from pipeline.cli import main
from pipeline.coding import VARIABLES, agree, sample
from pipeline.errors import InputError
from pipeline.export import export


def columns(*coders: str) -> list[tuple[Any, ...]]:
    """The units of coders whose values stand in columns, a point where there is none."""
    return list(zip(*([None if v == "." else int(v) if v.isdigit() else v for v in coder.split()] for coder in coders), strict=True))


# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, sections B to E
BINARY = columns("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NOMINAL_TWO = columns("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR = columns("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .")


@pytest.mark.parametrize(
    ("units", "level", "expected"),
    [
        (BINARY, NOMINAL, 0.095),
        (NOMINAL_TWO, NOMINAL, 0.692),
        (FOUR, NOMINAL, 0.743),
        (FOUR, INTERVAL, 0.849),
        ([(1, 1), (2, 2)], NOMINAL, 1),
        ([(1, 2), (2, 1)], NOMINAL, -0.5),
    ],
)
def test_alpha_is_that_of_the_literature(units: list[tuple[Any, ...]], level: str, expected: float) -> None:
    assert alpha(units, level=level) == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize("units", [[], [(1, 1), (1, 1)], [(1, None), (None, 2)]])
def test_alpha_of_what_cannot_vary_is_no_number(units: list[tuple[Any, ...]]) -> None:
    assert math.isnan(alpha(units))


# --- drawing ---


def lines_of(sheet: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(sheet, newline="")))


def test_a_sample_is_drawn_the_same_again_and_another_with_another_seed(samples: Path) -> None:
    first = sample(samples, size=20, seed=1, by=("act",))
    assert first == sample(samples, size=20, seed=1, by=("act",))
    assert {line["id"] for line in lines_of(first)} != {line["id"] for line in lines_of(sample(samples, size=20, seed=2, by=("act",)))}


@pytest.mark.parametrize("by", [(), ("act",), ("site-kind", "region"), ("period", "level"), tuple(coding.STRATA)])
def test_strata_have_as_many_and_weights_add_up(samples: Path, by: tuple[str, ...]) -> None:
    everything, drawn = (lines_of(sample(samples, size=size, seed=3, by=by)) for size in (10_000, 24))
    assert len(drawn) == 24
    there, got = Counter(line["stratum"] for line in everything), Counter(line["stratum"] for line in drawn)
    assert got.keys() == there.keys() or len(there) > 24
    fullest = max(got.values())
    assert all(got[name] in (there[name], fullest, fullest - 1) for name in got)
    assert sum(float(line["weight"]) for line in drawn) == pytest.approx(len(everything), abs=0.02) or len(there) > 24
    assert {line["id"] for line in drawn} <= {line["id"] for line in everything}


def test_a_sheet_shows_the_sentence_and_none_of_the_answers(samples: Path) -> None:
    for line in lines_of(sample(samples, size=30, seed=1, by=("act",))):
        assert line["sentence"]
        assert [line[variable.name] for variable in VARIABLES] == [""] * len(VARIABLES)


def test_a_stratum_that_is_none_is_refused(samples: Path) -> None:
    with pytest.raises(InputError, match="--by colour: there is no such stratum; they are site-kind, region, period, level, act"):
        sample(samples, size=1, seed=1, by=("colour",))


def test_nothing_is_drawn_from_a_public_copy(samples: Path, tmp_path: Path) -> None:
    export(samples, tmp_path / "out", public=True, snapshot=True)
    with pytest.raises(InputError, match="it is a public copy"):
        sample(tmp_path / "out" / "facts.db", size=1, seed=1, by=())


# --- two sheets ---


def coded(path: Path, lines: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    return path


def answered(samples: Path, size: int = 30) -> list[dict[str, str]]:
    """A sheet that says what the program says."""
    from pipeline import database

    lines = lines_of(sample(samples, size=size, seed=5, by=("act",)))
    with database.read(samples) as db:
        for line in lines:
            for variable in VARIABLES:
                line[variable.name] = str(db.conn.execute(variable.sql, (int(line["id"][1:]),)).fetchone()[0])
    return lines


def test_coders_who_say_what_the_program_says_agree_wholly(samples: Path, tmp_path: Path) -> None:
    lines = answered(samples)
    for row in agree(samples, coded(tmp_path / "a.csv", lines), coded(tmp_path / "b.csv", lines)):
        assert row.alpha == 1 or math.isnan(row.alpha)
        assert (row.program.right, row.program.of) == (30, 30), row.variable


def test_where_coders_differ_or_say_nothing_the_program_is_not_judged(samples: Path, tmp_path: Path) -> None:
    lines = answered(samples)
    others = [dict(line) for line in lines]
    others[0]["figures"], others[1]["figures"], others[2]["acts"] = "99", "", "giám sát;tổng kết"
    lines[2]["acts"] = "tổng kết; giám sát"
    by_name = {row.variable: row for row in agree(samples, coded(tmp_path / "a.csv", lines), coded(tmp_path / "b.csv", others))}
    assert (by_name["figures"].both, by_name["figures"].program.of) == (29, 28)
    assert (by_name["acts"].program.right, by_name["acts"].program.of) == (29, 30)
    assert by_name["figures"].alpha < 1
    assert by_name["acts"].alpha == 1


def changed(column: str, value: str) -> Any:
    def change(lines: list[dict[str, str]]) -> None:
        lines[3][column] = value

    return change


def twice(lines: list[dict[str, str]]) -> None:
    lines.append(dict(lines[3]))


def shorter(lines: list[dict[str, str]]) -> None:
    del lines[3]


WRONG = {
    "missing id": (changed("id", ""), r"a.csv: line 5: the id is missing"),
    "foreign id": (changed("id", "s42"), r"a.csv: line 5: there is no sentence 's42' in the database"),
    "id cut by a spreadsheet": (changed("id", "4.8E+18"), r"a.csv: line 5: there is no sentence"),
    "id twice": (twice, r"a.csv: line 32: the sentence s\d+ stands in line 5 already"),
    "fewer lines": (shorter, r"b.csv: line 5: the sentence s\d+ is not in .*a.csv"),
    "no number": (changed("figures", "drei"), r"a.csv: line 5: figures 'drei': give a number"),
    "no act": (changed("acts", "họp"), r"a.csv: line 5: acts 'họp': 'họp' is no act; give - or"),
    "no status": (changed("status", "done"), r"a.csv: line 5: status 'done'"),
    "no day": (changed("day", "24/7/2018"), r"a.csv: line 5: day '24/7/2018': give a day such as 2018-07-24"),
}


@pytest.mark.parametrize("case", WRONG)
def test_sheets_that_cannot_be_meant_are_refused_with_the_line(samples: Path, tmp_path: Path, case: str) -> None:
    change, message = WRONG[case]
    lines = answered(samples)
    coded(tmp_path / "b.csv", lines)
    change(lines)
    coded(tmp_path / "a.csv", lines)
    with pytest.raises(InputError, match=message):
        agree(samples, tmp_path / "a.csv", tmp_path / "b.csv")


def test_a_sheet_without_a_column_is_refused(samples: Path, tmp_path: Path) -> None:
    lines = [{key: value for key, value in line.items() if key != "goals"} for line in answered(samples)]
    sheet = coded(tmp_path / "a.csv", lines)
    with pytest.raises(InputError, match=r"a.csv: line 1: there is no column 'goals'"):
        agree(samples, sheet, sheet)


def test_the_commands(samples: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    words = ["sample", "--db", str(samples), "--out", str(sheet), "--size", "12"]
    assert CliRunner().invoke(main, words).exit_code == 0
    again = CliRunner().invoke(main, words)
    assert (again.exit_code, "it is there already" in again.output) == (1, True)
    done = CliRunner().invoke(main, ["agree", str(sheet), str(sheet), "--db", str(samples)])
    assert done.exit_code == 0, done.output
    assert [line.split()[0] for line in done.output.splitlines()[1:]] == [variable.name for variable in VARIABLES]
