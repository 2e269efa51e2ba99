"""Correction: what people put right by hand, a line each of two files that are read whole before anything is written.

`corpus/corrections.csv` comes with the program; `corrections.csv` in the folder of a database is its user's own. Columns:

    action,table,id,within,to,note,by,date
    merge,officials,lo-t-mau@lang-son,,lo-thi-mau@lang-son,one person,NVM,2026-03-01       mentions of the one become mentions of `to`
    split,officials,lo-thi-mau@lang-son,123.40.61,lo-thi-mau@lang-son.2,a namesake,,       those of one article or fact become mentions of `to`
    rename,documents,86-KH/TU@lang-son,,Kế hoạch thực hiện …,,,                            the name or title that is shown becomes `to`
    reject,statistics,123.95.110,,,a telephone number,,                                    the row goes, with what only it holds up
    suppress,officials,lo-thi-mau@lang-son,,,asked to,,                                     the row stays here and is left out of public copies
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from corpus import load
from corpus.text import nfc
from pipeline import schema
from pipeline.errors import InputError

NAME = "corrections.csv"
SHIPPED = load.ROOT / NAME

COLUMNS = ("action", "table", "id", "within", "to", "note", "by", "date")
_FACTS = tuple(table.name for table in schema.TABLES if table.columns[: len(schema.FACT)] == schema.FACT)
# action → the tables whose rows it may be done to
ACTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "merge": ("officials", "documents", "acts"),
        "split": ("officials", "documents"),
        "rename": ("officials", "documents"),
        "reject": ("officials", "documents", "acts", *_FACTS),
        "suppress": ("officials", "articles", "sentences", *_FACTS),
    }
)
# action → the columns that say what to do, besides table and id; it takes no other
NEEDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "merge": frozenset({"to"}),
        "split": frozenset({"within", "to"}),
        "rename": frozenset({"to"}),
        "reject": frozenset(),
        "suppress": frozenset(),
    }
)
_ARTICLE_OR_FACT = re.compile(r"\d+(?:\.\d+\.\d+(?:\.\d+)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line: its file as the database names it, the number of the line, and its cells, None where they are empty."""

    file: str
    line: int
    action: str
    table: str
    id: str
    within: str | None = None
    to: str | None = None
    note: str | None = None
    by: str | None = None
    date: str | None = None

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What the line is about: of two lines about the same, only one can hold."""
        return self.action, self.table, self.id, self.within


def corrections(folder: Path | None) -> tuple[Correction, ...]:
    """The lines that hold for a database in `folder`, in the order in which they are applied: those that the program brings, then its user's own.

    A line of the user's stands instead of a shipped one about the same. Raises InputError with file and line for one that cannot be meant.
    """
    own = folder / NAME if folder is not None else None
    second = tuple(_lines(own, NAME)) if own is not None and own.is_file() else ()
    overruled = {line.subject for line in second}
    return (*(line for line in _lines(SHIPPED, f"corpus/{NAME}") if line.subject not in overruled), *second)


def written(**cells: str) -> str:
    """The line of a file with these cells, without its end. Raises InputError for one that cannot be meant.

    >>> written(action="rename", table="officials", id="lo-t-mau@lang-son", to="Lò Thị Mẫu", note="one, not two")
    'rename,officials,lo-t-mau@lang-son,,Lò Thị Mẫu,"one, not two",,'
    """
    given = {name: cleaned for name, text in cells.items() if (cleaned := " ".join(nfc(text).split()))}
    _check("this line", given)
    out = StringIO()
    csv.writer(out, lineterminator="").writerow([given.get(name, "") for name in COLUMNS])
    return out.getvalue()


def _lines(path: Path, name: str) -> Iterator[Correction]:
    """The lines of one file, each checked."""
    seen: dict[tuple[str | None, ...], int] = {}
    rows = _rows(path)
    _, header = next(rows, (1, []))
    _check_header(path, header)
    for number, cells in rows:
        place = f"{path}: line {number}"
        if len(cells) != len(header):
            raise InputError(f"{place}: it has {len(cells)} cells and the header {len(header)}; put a text with commas in quotation marks")
        given = {column: cell for column, cell in zip(header, cells, strict=True) if cell}
        _check(place, given)
        line = Correction(file=name, line=number, **given)
        if line.subject in seen:
            raise InputError(f"{place}: line {seen[line.subject]} is about the same; leave one of them out")
        seen[line.subject] = number
        yield line


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file that are not empty, with the number of the line on which each begins."""
    # spreadsheets write a byte order mark
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: it is not UTF-8; save it as CSV in UTF-8") from None
    number, reader = 1, csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            cleaned = [nfc(cell).strip() for cell in cells]
            if any(cleaned):
                yield number, cleaned
            number = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}: line {number}: it is not CSV: {error}") from None


def _check_header(path: Path, header: list[str]) -> None:
    known = ",".join(COLUMNS)
    if unknown := [column for column in header if column not in COLUMNS]:
        raise InputError(f"{path}: line 1: there is no column {unknown[0]!r}; the columns are {known}")
    if missing := [column for column in ("action", "table", "id") if column not in header]:
        raise InputError(f"{path}: line 1: the column {missing[0]!r} is missing; the columns are {known}")
    if len(set(header)) < len(header):
        raise InputError(f"{path}: line 1: a column stands there twice; the columns are {known}")


def _check(place: str, given: Mapping[str, str]) -> None:
    """Raises InputError unless the cells of a line say one thing that can be done."""
    action, table = given.get("action", ""), given.get("table", "")
    if action not in ACTIONS:
        raise InputError(f"{place}: there is no action {action!r}; the actions are {_listed(ACTIONS)}")
    if table not in ACTIONS[action]:
        raise InputError(f"{place}: {action} is for {_listed(ACTIONS[action])}, not for {table!r}")
    needed = {"id", *NEEDS[action]}
    if missing := sorted(needed - set(given)):
        raise InputError(f"{place}: {action} needs {_listed(sorted(needed))}, and {missing[0]!r} is empty")
    if idle := sorted({"within", "to"} & set(given) - needed):
        raise InputError(f"{place}: {action} takes no {idle[0]!r}; leave it empty")
    if given.get("to") == given["id"]:
        raise InputError(f"{place}: 'to' is the id itself; name another one")
    if action == "split" and not _ARTICLE_OR_FACT.fullmatch(given["within"]):
        raise InputError(f"{place}: within {given['within']!r}: give the id of an article (a number) or of a fact (123.40.61)")
    if action in {"merge", "split"} and not re.fullmatch(r"\S+", given["to"]):
        raise InputError(f"{place}: to {given['to']!r}: give an id, which has no spaces")
    if "date" in given and not _is_day(given["date"]):
        raise InputError(f"{place}: date {given['date']!r}: write it as 2026-03-01")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
