"""Spreadsheet: CSV as Datasette writes it, made so that no cell is taken for a formula, record by record as it comes."""

import csv
import re
from codecs import getincrementaldecoder
from io import StringIO

from pipeline.export.form import harmless

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


class Harmless:
    """Takes pieces of a CSV file and gives the whole records that they complete, their cells harmless."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._left = ""

    def piece(self, body: bytes, *, last: bool) -> bytes:
        """The records that end in a piece; with the `last` one, all that is left."""
        text = self._left + self._decode(body, last)
        end = len(text) if last else _end(text)
        self._left = text[end:]
        out = StringIO()
        csv.writer(out).writerows([_cell(cell) for cell in row] for row in csv.reader(StringIO(text[:end], newline="")))
        return out.getvalue().encode()


def _end(text: str) -> int:
    """Where the last whole record of a text ends: behind a line break outside of quotes.

    >>> _end('a,b\\r\\n"c\\r\\n')
    5
    """
    # a quote within quotes is doubled, so an even number of them stands before the end of a record
    at = text.rfind("\n")
    while at >= 0 and text.count('"', 0, at) % 2:
        at = text.rfind("\n", 0, at)
    return at + 1


def _cell(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else harmless(cell)
