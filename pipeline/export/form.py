"""The forms in which a table is written: CSV, JSON Lines and Parquet. Each takes rows as they come and holds few of them."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.errors import InputError
from pipeline.schema import Table

Row = tuple[Any, ...]
# what a spreadsheet may take for a formula; an apostrophe before it counts too, so that the mark can be taken off again
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")
_BYTE_ORDER_MARK = "\ufeff"
# rows of a Parquet row group: with whole articles in them some tens of megabytes
_GROUP = 4096


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its name, the ending of its files, its media type, and what writes the rows of a table to a path."""

    name: str
    suffix: str
    media: str
    write: Callable[[Path, Table, Iterable[Row]], None]


def forms(asked: str, *, excel: bool) -> tuple[Form, ...]:
    """The forms that are asked for by name, or `all`; with `excel` CSV begins with a byte order mark. Raises InputError."""
    chosen = tuple(FORMS.values()) if asked == "all" else (FORMS[asked],)
    if FORMS["parquet"] in chosen and find_spec("pyarrow") is None:
        raise InputError("Parquet is written by pyarrow, which is not installed: pip install 'nghiquyet[parquet]', or ask for csv or jsonl")
    if not excel:
        return chosen
    if FORMS["csv"] not in chosen:
        raise InputError(f"--excel is about CSV, and {asked} is asked for: leave it out, or ask for csv or all")
    return (Form("CSV", "csv", FORMS["csv"].media, _write_csv_for_excel), *(form for form in chosen if form.suffix != "csv"))


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before it where it could be one.

    >>> harmless("=1+1"), harmless("- một"), harmless("18-NQ/TW"), harmless("'=1")
    ("'=1+1", "'- một", '18-NQ/TW', "''=1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """The text that `harmless` made this of.

    >>> restored("'=1+1"), restored("'tis"), restored("''=1")
    ('=1+1', "'tis", "'=1")
    """
    return text[1:] if _MARKED.match(text) else text


def _cell(value: str | float | None) -> str:
    """A value as a CSV cell: NULL is nothing, a text stands in quotes even where it is empty, a number as it is."""
    if value is None:
        return ""
    return '"' + harmless(value).replace('"', '""') + '"' if isinstance(value, str) else repr(value)


def _csv(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    return (",".join(map(_cell, row)) + "\r\n" for row in chain([table.names], rows))


def _write_csv(path: Path, table: Table, rows: Iterable[Row]) -> None:
    _write(path, _csv(table, rows))


def _write_csv_for_excel(path: Path, table: Table, rows: Iterable[Row]) -> None:
    _write(path, chain([_BYTE_ORDER_MARK], _csv(table, rows)))


def _write_jsonl(path: Path, table: Table, rows: Iterable[Row]) -> None:
    _write(path, (json.dumps(dict(zip(table.names, row, strict=True)), ensure_ascii=False) + "\n" for row in rows))


def _write(path: Path, lines: Iterable[str]) -> None:
    # newlines within a text are data: none is turned into another
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _write_parquet(path: Path, table: Table, rows: Iterable[Row]) -> None:
    import pyarrow
    from pyarrow import parquet

    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    columns = [pyarrow.field(c.name, types[c.type], metadata={"description": c.description}) for c in table.columns]
    shape = pyarrow.schema(columns, metadata={"description": table.description})
    stream = iter(rows)
    with parquet.ParquetWriter(path, shape) as writer:
        while group := list(islice(stream, _GROUP)):
            values = [pyarrow.array(column, field.type) for column, field in zip(zip(*group, strict=True), shape, strict=True)]
            writer.write_batch(pyarrow.record_batch(values, schema=shape))


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "csv": Form("CSV", "csv", "text/csv", _write_csv),
        "parquet": Form("Parquet", "parquet", "application/vnd.apache.parquet", _write_parquet),
        "jsonl": Form("JSON Lines", "jsonl", "application/jsonl", _write_jsonl),
    }
)
