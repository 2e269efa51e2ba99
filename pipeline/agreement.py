"""Agreement: Krippendorff's alpha of coders, and how often the program says what they agree on.

K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): 1 less the disagreement that was seen, divided by that expected by chance. 1 is
perfect, 0 chance; he asks for 0.8, and for 0.667 where conclusions are tentative.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import permutations
from math import nan
from typing import Any

NOMINAL, INTERVAL = "nominal", "interval"


def alpha(units: Sequence[Sequence[Hashable | None]], *, level: str = NOMINAL) -> float:
    """Krippendorff's alpha over units, each with the value of every coder, None where one gave none; not a number where nothing can vary.

    `level` is nominal (values are the same or not) or interval (numbers differ by their distance squared).

    >>> alpha([(1, 1), (1, 1), (0, 0), (0, 1)])
    0.5333333333333333
    """
    pairs: Counter[tuple[Any, Any]] = Counter()
    for unit in units:
        values = [value for value in unit if value is not None]
        for pair in permutations(values, 2):
            # a unit counts by its values, however many pairs these make
            pairs[pair] += 1 / (len(values) - 1)  # type: ignore[assignment]
    totals: Counter[Any] = Counter()
    for (value, _), count in pairs.items():
        totals[value] += count
    n = sum(totals.values())
    seen = sum(count * _distance(a, b, level) for (a, b), count in pairs.items())
    chance = sum(totals[a] * totals[b] * _distance(a, b, level) for a in totals for b in totals)
    return 1 - (n - 1) * seen / chance if chance else nan


def _distance(a: Any, b: Any, level: str) -> float:
    return float(a != b) if level == NOMINAL else float((a - b) ** 2)
