"""Floors: what the program has reached on each part of the gold, and must not fall below.

They rise by themselves with `make accuracy`; they are lowered by `python -m tests.accuracy --lower` alone.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from pipeline.score import Score
from tests.accuracy.terms import Share

FILE = Path(__file__).parents[1] / "floors.json"
# floors have the two places that the README prints
_STEP = 100
Floors = Mapping[str, Mapping[str, float]]


def read() -> Floors:
    """Part of the gold → what is measured → the least that it must come to."""
    floors: Floors = json.loads(FILE.read_text(encoding="utf-8"))
    return floors


def measured(score: Score, terms: Share) -> dict[str, float]:
    """Everything that has a floor, under its name: F1 of kinds, the right part of attributes, and the terms kept whole."""
    kinds = {kind: tally.f1 for kind, tally in score.kinds.items() if kind != "articles"}
    attributes = {name: count.right / count.asked for name, count in score.attributes.items() if count.asked}
    return {**kinds, **attributes, "terms": terms.value}


def below(floors: Floors, got: Floors) -> list[str]:
    """What fell below its floor, a line each; what is measured no more has fallen too."""
    return [
        f"{part}: {name} {got[part].get(name, 0.0):.3f} is below its floor {least}"
        for part, names in floors.items()
        for name, least in names.items()
        if got[part].get(name, 0.0) < least
    ]


def moved(floors: Floors, got: Floors, *, lower: bool = False) -> Floors:
    """The floors raised to what was measured, cut to two places; those above it stay unless they may be lowered."""
    reached = {part: {name: _cut(value) for name, value in names.items()} for part, names in got.items()}
    if lower:
        return reached
    return {
        part: {name: max(names.get(name, 0.0), floors.get(part, {}).get(name, 0.0)) for name in {**floors.get(part, {}), **names}}
        for part, names in reached.items()
    }


def _cut(value: float) -> float:
    # 0.29 * 100 is less than 29
    return math.floor(round(value * _STEP, 6)) / _STEP


def write(floors: Floors) -> None:
    """Writes the floors, one to a line, so that a change shows as one."""
    FILE.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
