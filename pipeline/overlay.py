"""Overlay: instruments that a user knows, rows of `documents.csv` beside the database, laid over the registry that the program brings.

The columns are those of `corpus/gazetteers/documents.csv`, in any order, all but `kind` and `issued` optional:

    kind,symbol,issued,issuer,title,source_url,confidence
    nghị quyết,99-NQ/TW,2027-05-12,Bộ Chính trị,Phát triển kinh tế cửa khẩu,https://…,verified

They are instruments of central bodies; those of provinces are known from the articles that cite them.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from corpus import load, registry
from corpus.text import nfc
from pipeline.errors import InputError

NAME = "documents.csv"

_COLUMNS = tuple(load.table("documents")[0])
_ISSUED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LOCAL = re.compile(r"/(?:TU|ThU|HU|QU|ĐU)\b|HĐND|UBND")
_KNOWN_BY, _CONFIDENCE = {"number", "plenum"}, ("verified", "known")


def use(folder: Path) -> None:
    """Lets the rows in a database's folder hold from now on, and those of no other. Raises InputError with file and line."""
    file = folder / NAME
    registry.use(_rows(file) if file.is_file() else ())
    try:
        registry.instruments()
    except ValueError as error:
        registry.use(())
        raise InputError(f"{file}: {error}") from None


def _rows(file: Path) -> tuple[Mapping[str, str], ...]:
    found: dict[tuple[str, ...], int] = {}
    rows = []
    for number, row in _read(file):
        if problem := _problem(row):
            raise InputError(f"{file}: line {number}: {problem}")
        if (about := registry.about(row)) in found:
            raise InputError(f"{file}: line {number}: line {found[about]} is about the same instrument; leave one of them out")
        found[about] = number
        rows.append(row)
    return tuple(rows)


def _read(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the file that are not empty, every column filled, with the number of the line at which each ends."""
    try:
        # spreadsheets write a byte order mark
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file}: it is not UTF-8; save it as CSV in UTF-8") from None
    reader = csv.reader(StringIO(text, newline=""))
    header = [nfc(cell).strip() for cell in next(reader, [])]
    known = ",".join(_COLUMNS)
    if unknown := [name for name in header if name not in _COLUMNS]:
        raise InputError(f"{file}: line 1: there is no column {unknown[0]!r}; the columns are {known}")
    if missing := [name for name in ("kind", "issued") if name not in header]:
        raise InputError(f"{file}: line 1: the column {missing[0]!r} is missing; the columns are {known}")
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise InputError(
                f"{file}: line {reader.line_num}: it has {len(cells)} cells and the header {len(header)}; put a text with commas in quotation marks"
            )
        given = dict(zip(header, (nfc(cell).strip() for cell in cells), strict=True))
        yield reader.line_num, _filled(given)


def _filled(given: Mapping[str, str]) -> dict[str, str]:
    """A row with every column; the number is that of the symbol, and nothing is taken for verified that does not say so."""
    row = {name: given.get(name, "") for name in _COLUMNS}
    symbol = re.match(r"\d+[a-z]?", row["symbol"])
    row["number"] = row["number"] or (symbol[0] if symbol else "")
    row["confidence"] = row["confidence"] or "known"
    return row


def _problem(row: Mapping[str, str]) -> str | None:
    """What is wrong with a row and how it is mended; None where nothing is."""
    kinds = load.column("kinds", "kind")
    if row["kind"] not in kinds:
        return f"kind {row['kind']!r}: write one of {', '.join(kinds)}"
    if not _ISSUED.fullmatch(row["issued"]):
        return f"issued {row['issued']!r}: write the day as 2027-05-12, or the year"
    if not (row["symbol"] or row["title"] or row["plenum"] or row["congress"]):
        return "it names no instrument: give its symbol, or its title"
    if _LOCAL.search(row["symbol"]):
        return f"symbol {row['symbol']!r}: it is of a province; only instruments of central bodies are known beforehand"
    if not set(filter(None, row["known_by"].split("|"))) <= _KNOWN_BY:
        return f"known_by {row['known_by']!r}: write number, plenum, number|plenum, or nothing"
    if row["confidence"] not in _CONFIDENCE:
        return f"confidence {row['confidence']!r}: write {' or '.join(_CONFIDENCE)}"
    if row["confidence"] == "verified" and not row["source_url"]:
        return "it is verified, and does not say by which page: give source_url, or write known"
    return None
