"""Variable: how often each column is right, over gold annotations, with an interval for what a sample of this size leaves open.

A column of a fact counts as read where the program gives a value, as asked where gold has one, as right where both are the same of the same fact.
Precision is right of read, recall right of asked. The interval is Wilson's (1927, JASA 22:209–212; of the simple ones the one to use for few
cases: Brown, Cai and DasGupta 2001, Statistical Science 16:101–133). Facts of one article are right or wrong together: the sample counts for as many
facts as its design effect leaves (Dean and Pagano 2015, Journal of Survey Statistics and Methodology 3:484–503).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import sqrt
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from pipeline import same
from pipeline.same import Fact

# the standard normal deviate that leaves 2.5 % on either side
_Z = 1.959963985
Compare = Callable[[Any, Any], bool]


def _words(a: Any, b: Any) -> bool:
    return same.wording(str(a)) == same.wording(str(b))


def _symbol(a: Any, b: Any) -> bool:
    return re.sub(r"\s", "", str(a)).upper().lstrip("0") == re.sub(r"\s", "", str(b)).upper().lstrip("0")


def _number(a: Any, b: Any) -> bool:
    return abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(a)))


def _day(a: Any, b: Any) -> bool:
    """Whether two days or ranges are one; a year that gold leaves open may be known."""
    asked, read = same.extent(str(a)), same.extent(str(b))
    return asked == read or ("XXXX" in asked and read.endswith(asked.replace("XXXX", "")))


_near = partial(same.alike, least=0.8)
# kind → the columns that gold has, as gold names them, with what makes two values one
_COLUMNS: Mapping[str, Mapping[str, Compare]] = MappingProxyType(
    {
        "citations": {
            "kind": _words,
            "number": _symbol,
            "symbol": _symbol,
            "plenum": _symbol,
            "congress": _symbol,
            "issuer": _near,
            "term": _words,
            "issued": _day,
            "document_id": lambda a, b: str(b).upper().startswith(str(a).upper()),
        },
        "officials": {"name": _words},
        "posts": {"position": _near},
        "dates": {"type": _words, "value": _day},
        "statistics": {"value": _number, "unit": _words, "qualifier": _words, "direction": _words, "of": _number},
        "events": {"kind": _words, "date": _day, "organization": _near, "province": _words},
        "articles": {"title": partial(same.alike, least=0.9), "author": _near, "published": lambda a, b: str(a)[:10] == str(b)[:10], "province": _words},
    }
)  # fmt: skip
# gold gives these only where the mention itself does: a value more, from elsewhere in the article or the registry, is no error
_OPEN = {("citations", "issuer"), ("citations", "term"), ("citations", "issued"), ("citations", "document_id")}


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of one fact of an article of gold: whether gold has a value, whether the program gives one, whether they are the same."""

    article: str
    variable: str
    asked: bool
    read: bool
    right: bool


def slots(article: str, kind: str, pairs: Iterable[tuple[Fact, Fact]], missed: Iterable[Fact], spare: Iterable[Fact]) -> Iterator[Slot]:
    """The columns of the facts of one kind, those that gold and program share as pairs; columns that neither fills are none."""
    for asked, read in (*pairs, *((fact, {}) for fact in missed), *(({}, fact) for fact in spare)):
        for column, alike in _COLUMNS[kind].items():
            a, b = asked.get(column), read.get(column)
            if a is None and (b is None or (asked and (kind, column) in _OPEN)):
                continue
            right = a is not None and b is not None and (alike(a, b) or any(alike(other, b) for other in asked.get("also", ())))
            yield Slot(article, f"{kind}.{column}", a is not None, b is not None, right)


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of so many, 0 to 1, with the interval that holds the true part in 95 of 100 samples; `effect` is the design effect."""

    right: int
    of: int
    effect: float = 1.0

    @property
    def value(self) -> float | None:
        """The part itself; None of nothing."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval; everything is open where there is no case."""
        return wilson(self.right / self.effect, self.of / self.effect)


def design_effect(articles: Sequence[tuple[int, int]]) -> float:
    """How many times the variance of a part is that of independent facts, from right and all of each article; never less than 1.

    Of all or none, and of one article, it cannot be told and is taken for 1.
    """
    right, of, count = sum(one for one, _ in articles), sum(one for _, one in articles), len(articles)
    if count < 2 or right in (0, of):
        return 1.0
    part = right / of
    between = count / (count - 1) * sum((one - part * all_) ** 2 for one, all_ in articles) / of**2
    return max(1.0, between / (part * (1 - part) / of))


def wilson(right: float, of: float) -> tuple[float, float]:
    """The bounds of the 95 % score interval for a part of so many.

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if of == 0:
        return 0.0, 1.0
    part, z2 = right / of, _Z * _Z
    middle = part + z2 / (2 * of)
    spread = _Z * sqrt(part * (1 - part) / of + z2 / (4 * of * of))
    low, high = ((middle + sign * spread) / (1 + z2 / of) for sign in (-1, 1))
    # of all or none the bound is exact, which rounding would miss by a hair
    return (0.0 if right == 0 else low), (1.0 if right == of else high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How right a column is within one stratum; `articles` have such a fact."""

    stratum: str
    value: str
    variable: str
    articles: int
    precision: Rate
    recall: Rate


def lines(found: Sequence[Slot], strata: Mapping[str, Mapping[str, str]]) -> Iterator[Line]:
    """A line per column over all articles, then per stratum, its values and column; `strata` is article → stratum → value."""
    names = sorted({name for of_article in strata.values() for name in of_article})
    yield from _of(found, "all", "all")
    for name in names:
        for value in sorted({of_article[name] for of_article in strata.values()}):
            yield from _of([slot for slot in found if strata.get(slot.article, {}).get(name) == value], name, value)


def _of(found: Sequence[Slot], stratum: str, value: str) -> Iterator[Line]:
    by_variable: dict[str, list[Slot]] = {f"{kind}.{column}": [] for kind, columns in _COLUMNS.items() for column in columns}
    for slot in found:
        by_variable[slot.variable].append(slot)
    for variable, of_variable in by_variable.items():
        if of_variable:
            yield Line(
                stratum=stratum,
                value=value,
                variable=variable,
                articles=len({slot.article for slot in of_variable}),
                precision=_rate([slot for slot in of_variable if slot.read]),
                recall=_rate([slot for slot in of_variable if slot.asked]),
            )


def _rate(found: Sequence[Slot]) -> Rate:
    """The part of some slots that is right."""
    by_article: dict[str, list[bool]] = {}
    for slot in found:
        by_article.setdefault(slot.article, []).append(slot.right)
    effect = design_effect([(sum(right), len(right)) for right in by_article.values()])
    return Rate(sum(slot.right for slot in found), len(found), effect)


HEADER = "stratum,value,variable,articles,read,precision,precision_low,precision_high,asked,recall,recall_low,recall_high"


def as_csv(table: Iterable[Line]) -> str:
    """The lines as CSV, a rate of nothing empty."""
    rows = [HEADER]
    for line in table:
        rates = (f"{rate.of},{_shown(rate.value)},{','.join(map(_shown, rate.interval))}" for rate in (line.precision, line.recall))
        rows.append(",".join([line.stratum, line.value, line.variable, str(line.articles), *rates]))
    return "\n".join(rows) + "\n"


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def strata_of(db: Database, article: int) -> dict[str, str]:
    """What an article is counted under: kind of site, region, five years of publication, level of its first act; `unknown` where it is."""
    sql = """
        select s.kind, p.region, substr(a.published, 1, 4), (select level from events where article_id = a.id and level is not null order by start, id limit 1)
        from articles a left join sites s on s.id = a.site left join provinces p on p.id = a.province where a.id = ?
    """
    kind, region, year, level = db.conn.execute(sql, (article,)).fetchone()
    began = int(year) // 5 * 5 if year else None
    return {
        "site kind": kind or "unknown",
        "region": region or "unknown",
        "period": f"{began}–{began + 4}" if began else "unknown",
        "level": level or "unknown",
    }
