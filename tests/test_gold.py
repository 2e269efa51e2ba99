"""The program against annotated articles: every kind stays above its floor, and the README says what was measured.

`floors.json` rises with `make accuracy`; a floor is lowered only on purpose (`python -m tests.accuracy --lower`). The held-back part was written by someone
who did not know the rules; rules are written looking at the tuning part alone.
"""

import json
import re
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.score import Score, score
from tests.accuracy import floors
from tests.accuracy.__main__ import Measured, measure

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "gold"
SHARED = ROOT.parent / "shared"
FLOORS = floors.read()


@pytest.fixture(scope="module")
def measured() -> dict[str, Measured]:
    """What the program makes of each part of the gold."""
    return {part: measure(part) for part in FLOORS}


@pytest.fixture(scope="module")
def scores(measured: dict[str, Measured]) -> dict[str, Score]:
    """The score of each part of the gold."""
    return {part: of.score for part, of in measured.items()}


@pytest.mark.parametrize(("part", "name"), [(part, name) for part, names in FLOORS.items() for name in names])
def test_floor(measured: dict[str, Measured], part: str, name: str) -> None:
    of, least = measured[part], FLOORS[part][name]
    got = floors.measured(of.score, of.terms).get(name, 0.0)
    missed = [line for line in of.score.errors if f" {name} " in line] if part != "held-back" else []
    assert got >= least, f"{part}: {name} {got:.3f} < {least}\n" + "\n".join(missed)


def test_terms_are_kept_whole(measured: dict[str, Measured]) -> None:
    for of in measured.values():
        assert of.terms.asked > 500
        assert of.terms.value >= max(0.95, of.peer_terms.value)


def test_no_article_is_lost(scores: dict[str, Score]) -> None:
    assert {part: (result.kinds["articles"].fn, result.articles >= 40) for part, result in scores.items()} == dict.fromkeys(
        FLOORS, (0, True)
    )


def test_parts_share_no_site() -> None:
    sites = {
        part: {json.loads(f.read_text(encoding="utf-8"))["article"]["source"] for f in (GOLD / part).glob("*.json")} - {None}
        for part in FLOORS
    }
    assert not set.intersection(*sites.values())


def test_the_readme_says_what_was_measured(measured: dict[str, Measured]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\w[^|]*?) \| \*\*([\d.]+)\*\* \|", readme, re.MULTILINE))
    figures = {**measured["held-back"].figures(), "terms kept whole (share)": measured["held-back"].terms.value}
    assert set(figures) <= set(rows), "make accuracy puts them into the README"
    assert {kind: float(rows[kind]) for kind in figures} == pytest.approx(figures, abs=0.0051)


@pytest.mark.skipif(not SHARED.exists(), reason="the reference articles are not beside this checkout")
def test_at_most_one_error_a_kind_on_the_reference_articles(tmp_path: Path) -> None:
    build([SHARED / "samples"], tmp_path / "reference.db")
    result = score(tmp_path / "reference.db", SHARED / "gold")
    assert {kind: tally.fp + tally.fn for kind, tally in result.kinds.items() if tally.fp + tally.fn > 1} == {}
