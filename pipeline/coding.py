"""Coding: sentences drawn for people to code by hand, and what two of them made of the same ones, held against the program.

The unit is a sentence. What is asked of it stands in `VARIABLES`, with the query that gives the program's own answer: the coders never see that.
docs/coding.md is the protocol.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from math import isnan
from pathlib import Path
from types import MappingProxyType

from sqlite_utils import Database

from corpus import load
from corpus.text import nfc
from pipeline import database
from pipeline.agreement import INTERVAL, NOMINAL, alpha
from pipeline.errors import InputError
from pipeline.export.form import harmless, restored
from pipeline.public import is_marked
from pipeline.variable import Rate

# what a coder writes where there is none; a cell that is left empty says nothing
NONE = "-"
Value = str | float


_KINDS = load.column("acts", "kind")


def _list(text: str) -> str:
    """Words between semicolons, each once and in order."""
    return ";".join(sorted({part.strip() for part in text.split(";") if part.strip()}))


def _count(text: str) -> float:
    if not re.fullmatch(r"\d+", text):
        raise ValueError("give a number such as 0 or 3")
    return float(text)


def _acts(text: str) -> str:
    if unknown := [part for part in _list(text).split(";") if part not in {*_KINDS, NONE}]:
        raise ValueError(f"{unknown[0]!r} is no act; give {NONE} or, between semicolons, some of {', '.join(_KINDS)}")
    return _list(text)


def _status(text: str) -> str:
    if unknown := [part for part in _list(text).split(";") if part not in {"held", "planned", "asked", NONE}]:
        raise ValueError(f"{unknown[0]!r} is no status; give held, planned, asked or {NONE}")
    return _list(text)


def _day(text: str) -> str:
    if text != NONE and not re.fullmatch(r"[\dX]{4}(-([QH]\d|[\dX]{2}(-[\dX]{2})?))?(/[\dX-]+)?", text):
        raise ValueError(f"give a day such as 2018-07-24, a month or year, XXXX where the year is open, a range A/B, or {NONE}")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """What is asked of each sentence: `read` makes a value of a cell or says by ValueError what is wrong with it, `sql` is the program's answer."""

    name: str
    question: str
    level: str
    read: Callable[[str], Value]
    sql: str


VARIABLES = (
    Variable(
        name="instruments",
        question="Instruments named, each by its symbol, else by its words",
        level=INTERVAL,
        read=_count,
        sql="select count(distinct coalesce(document_id, symbol, text)) from citations where sentence_id = ?",
    ),
    Variable(
        name="acts",
        question="Acts that the sentence reports about an instrument",
        level=NOMINAL,
        read=_acts,
        sql=f"select coalesce(group_concat(kind, ';'), '{NONE}') from (select distinct kind from events where sentence_id = ?)",
    ),
    Variable(
        name="status",
        question="Whether the act was held, is planned or asked for",
        level=NOMINAL,
        read=_status,
        sql=f"select coalesce(group_concat(status, ';'), '{NONE}') from (select distinct status from events where sentence_id = ? and status is not null)",
    ),
    Variable(
        name="day",
        question="Day of the first act",
        level=NOMINAL,
        read=_day,
        sql=f"select coalesce((select date from events where sentence_id = ? and date is not null order by start, id limit 1), '{NONE}')",
    ),
    Variable(
        name="persons",
        question="Persons named here for the first time in the article",
        level=INTERVAL,
        read=_count,
        sql="select count(distinct official_id) from posts where sentence_id = ?",
    ),
    Variable(
        name="figures",
        question="Numbers that count or measure",
        level=INTERVAL,
        read=_count,
        sql="select count(*) from statistics where sentence_id = ?",
    ),
    Variable(
        name="goals",
        question="Those of them that are goals",
        level=INTERVAL,
        read=_count,
        sql="select count(*) from statistics where sentence_id = ? and target = 1",
    ),
)

# strata that a sample can be drawn by → their SQL
STRATA: Mapping[str, str] = MappingProxyType(
    {
        "site-kind": "coalesce(t.kind, 'unknown')",
        "region": "coalesce(p.region, 'unknown')",
        "period": "coalesce(substr(a.published, 1, 4) / 5 * 5 || '–' || (substr(a.published, 1, 4) / 5 * 5 + 4), 'unknown')",
        "level": "coalesce((select e.level from events e where e.article_id = a.id and e.level is not null order by e.start, e.id limit 1), 'unknown')",
        "act": "case when exists (select 1 from events e where e.sentence_id = s.id) then 'with act' else 'without' end",
    }
)
_SHEET = ("id", "stratum", "weight", "url", "published", "before", "sentence", "after")


def sample(path: Path, *, size: int, seed: int, by: Sequence[str]) -> str:
    """A coding sheet as CSV: sentences drawn at random, as many from each stratum as far as there are, with empty cells to fill in.

    Copies of articles, headlines and captions are left out. The same database, size, seed and strata give the same sheet. `weight` is how many sentences of
    the database one of the sheet stands for. Raises InputError for a stratum that is not known, and for a public copy.
    """
    if unknown := [name for name in by if name not in STRATA]:
        raise InputError(f"--by {unknown[0]}: there is no such stratum; they are {', '.join(STRATA)}")
    with database.read(path) as db:
        if is_marked(db):
            raise InputError(
                f"{path}: it is a public copy, which has a part of the sentences only; draw from the database that it was made of"
            )
        drawn = _drawn(db, size, seed, by)
        lines = [",".join([*_SHEET, *(variable.name for variable in VARIABLES)])]
        lines += [
            ",".join([*map(_cell, (f"s{row}", stratum, weight, *_around(db, row))), *[""] * len(VARIABLES)])
            for row, stratum, weight in drawn
        ]
    return "\r\n".join(lines) + "\r\n"


def _drawn(db: Database, size: int, seed: int, by: Sequence[str]) -> list[tuple[int, str, str]]:
    """Id, stratum and weight of each sentence drawn, in an order that says nothing of the strata."""
    stratum = " || ' · ' || ".join(STRATA[name] for name in by) or "'all'"
    sql = f"""
        select s.id, {stratum} from sentences s join articles a on a.id = s.article_id and a.duplicate_of is null
        left join sites t on t.id = a.site left join provinces p on p.id = a.province
        where s.part in ('lead', 'body')
    """
    strata: dict[str, list[tuple[str, int]]] = {}
    for row_id, name in db.conn.execute(sql):
        # a hash for a die: it falls the same on every machine and whatever the order
        strata.setdefault(name, []).append((sha256(f"{seed} {row_id}".encode()).hexdigest(), row_id))
    shares = _shares({name: len(found) for name, found in strata.items()}, size)
    drawn = [
        (die, row_id, name, f"{len(found) / shares[name]:.3f}")
        for name, found in strata.items()
        for die, row_id in sorted(found)[: shares[name]]
    ]
    return [row[1:] for row in sorted(drawn)]


def _shares(there: Mapping[str, int], size: int) -> dict[str, int]:
    """How many are drawn of each stratum: the same of all, what small ones lack going to the others; those left over to the first by name.

    >>> _shares({"a": 2, "b": 100, "c": 100}, 21)
    {'a': 2, 'b': 10, 'c': 9}
    """
    shares: dict[str, int] = {}
    left = size
    for place, (name, count) in enumerate(sorted(there.items(), key=lambda item: (item[1], item[0]))):
        shares[name] = min(count, -(-left // (len(there) - place)))
        left -= shares[name]
    return shares


def _around(db: Database, sentence: int) -> tuple[str, ...]:
    """Address, day, and the sentence between those before and after it."""
    sql = """
        select a.url, substr(a.published, 1, 10),
          (select text from sentences where article_id = s.article_id and position = s.position - 1), s.text,
          (select text from sentences where article_id = s.article_id and position = s.position + 1)
        from sentences s join articles a on a.id = s.article_id where s.id = ?
    """
    return tuple(value or "" for value in db.conn.execute(sql, (sentence,)).fetchone())


def _cell(value: str) -> str:
    return '"' + harmless(value).replace('"', '""') + '"'


# --- two sheets, coded ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How far two coders and the program agree on one variable: `program` is over the sentences on which the coders do."""

    variable: str
    both: int
    alpha: float
    program: Rate


def agree(path: Path, first: Path, second: Path) -> tuple[Agreed, ...]:
    """What two sheets of the same sentences come to, a row per variable. Raises InputError with file and line for what cannot be meant."""
    with database.read(path) as db:
        sheets = [_sheet(db, file) for file in (first, second)]
        _check_same(first, second, *sheets)
        return tuple(_agreed(db, variable, sheets[0], sheets[1]) for variable in VARIABLES)


Sheet = Mapping[int, "Coded"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A line of a sheet: its number and its values by variable, None where the coder gave none."""

    line: int
    values: Mapping[str, Value | None]


def _agreed(db: Database, variable: Variable, first: Sheet, second: Sheet) -> Agreed:
    units = {row: (first[row].values[variable.name], second[row].values[variable.name]) for row in first}
    same = {row: a for row, (a, b) in units.items() if a is not None and a == b}
    right = sum(variable.read(str(db.conn.execute(variable.sql, (row,)).fetchone()[0])) == value for row, value in same.items())
    both = sum(None not in unit for unit in units.values())
    return Agreed(
        variable=variable.name, both=both, alpha=alpha(list(units.values()), level=variable.level), program=Rate(right, len(same))
    )


def _check_same(first: Path, second: Path, a: Sheet, b: Sheet) -> None:
    for file, other, own, theirs in ((first, second, a, b), (second, first, b, a)):
        if missing := [row for row in own if row not in theirs]:
            raise InputError(
                f"{file}: line {own[missing[0]].line}: the sentence s{missing[0]} is not in {other}; both must have the same ones"
            )


def _sheet(db: Database, file: Path) -> Sheet:
    """The lines of a sheet by sentence. Raises InputError, with the line, for an id that is missing, foreign or there twice, and for a wrong value."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: it cannot be read as CSV in UTF-8: {error}") from None
    rows = csv.reader(StringIO(text, newline=""))
    header = next(rows, [])
    if missing := [name for name in ("id", *(variable.name for variable in VARIABLES)) if name not in header]:
        raise InputError(
            f"{file}: line 1: there is no column {missing[0]!r}; code the sheet that `nghiquyet sample` drew, and leave its columns"
        )
    found: dict[int, Coded] = {}
    for line, cells in _numbered(rows):
        given = dict(zip(header, (nfc(restored(cell)).strip() for cell in cells), strict=False))
        place = f"{file}: line {line}"
        row = _id(db, place, given.get("id", ""))
        if row in found:
            raise InputError(f"{place}: the sentence s{row} stands in line {found[row].line} already; leave one of them out")
        found[row] = Coded(line, {variable.name: _value(place, variable, given.get(variable.name, "")) for variable in VARIABLES})
    return found


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty with the number of the line on which each begins."""
    begins = 2
    for cells in rows:
        if any(cells):
            yield begins, cells
        begins = rows.line_num + 1  # type: ignore[attr-defined]


def _id(db: Database, place: str, text: str) -> int:
    if not text:
        raise InputError(f"{place}: the id is missing; take the line from the sheet that was drawn")
    # the letter keeps spreadsheets from taking the id for a number, of which they cut all digits behind the fifteenth
    if not re.fullmatch(r"s\d{1,19}", text) or not db.conn.execute("select 1 from sentences where id = ?", (int(text[1:]),)).fetchone():
        raise InputError(f"{place}: there is no sentence {text!r} in the database; is the sheet of another one?")
    return int(text[1:])


def _value(place: str, variable: Variable, text: str) -> Value | None:
    if not text:
        return None
    try:
        return variable.read(text)
    except ValueError as error:
        raise InputError(f"{place}: {variable.name} {text!r}: {error}") from None


def as_text(agreed: Sequence[Agreed]) -> str:
    """The agreement as a table for the terminal."""
    lines = [f"{'variable':12s} {'both coded':>10s} {'alpha':>7s}   program right where both agree, 95 %"]
    for row in agreed:
        low, high = row.program.interval
        shown = "      –" if isnan(row.alpha) else f"{row.alpha:7.3f}"
        right = f"{row.program.right}/{row.program.of}" + (
            f" = {row.program.value:.3f} [{low:.3f}–{high:.3f}]" if row.program.value is not None else ""
        )
        lines.append(f"{row.variable:12s} {row.both:10d} {shown}   {right}")
    return "\n".join(lines)
