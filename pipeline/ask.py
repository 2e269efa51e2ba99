"""Ask: the questions that readers ask in the browser, answered in the terminal."""

import io
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from pipeline import database
from pipeline.errors import InputError
from pipeline.public import is_marked
from pipeline.serve.questions import questions as questions

# what a terminal shows of one cell, and of an answer among several and alone; the browser and the file hold the rest
_CELL, _FEW, _ROWS = 56, 5, 20
# what is quoted is what a reader looks for: it may be longer than the rest and is broken over lines later
_QUOTED = {"sentence": 160, "words": 120, "around": 120}
_WIDER = 3
# a cell as short as this is not broken over lines, and no column is narrower than a word
_WHOLE, _WORD = 16, 7
_NARROWEST, _USUAL, _WIDEST = 80, 116, 140


def overview(path: Path) -> str:
    """The answers to the first three questions, each in a few rows, and the names of all questions. Raises DatabaseError."""
    answers = [answer(path, name, {}, rows=_FEW) for name in list(questions())[:3]]
    width = max(map(len, questions()))
    listed = "".join(f"  {name:<{width}}  {question.title}\n" for name, question in questions().items())
    return "\n".join([*answers, f"Ask more: nghiquyet ask QUESTION --db {path} --set NAME=VALUE\n{listed}"])


def answer(path: Path, name: str, given: Mapping[str, str], *, rows: int = _ROWS) -> str:
    """The answer to one question as text: its title, its parameters and a table of at most so many rows, as wide as the terminal.

    The columns behind that of the article are left to the browser, and long texts are cut. Raises InputError for a question or a
    parameter that is not known, DatabaseError for a database that cannot be read.
    """
    if name not in questions():
        raise InputError(f"{name!r} is not a question; known are {', '.join(questions())}")
    question = questions()[name]
    if unknown := sorted(set(given) - set(question.defaults)):
        raise InputError(f"{name} has no parameter {unknown[0]!r}; it has {', '.join(question.defaults) or 'none'}")
    parameters = {**question.defaults, **{key: value for key, value in given.items() if value}}
    with database.read(path) as db:
        if question.whole and is_marked(db):
            raise InputError(
                f"{name}: this is a public copy, which has neither texts nor the record of the crawl; ask the database that it was made of"
            )
        try:
            cursor = db.conn.execute(question.sql, parameters)
            found = cursor.fetchmany(rows + 1)
            left = db.conn.execute(question.left_out, parameters).fetchall() if question.left_out else []
        except sqlite3.OperationalError as error:
            raise InputError(f"{name}: {error}") from None
    said = ", ".join(f"{key}={value}" for key, value in parameters.items() if value)
    title = question.title + (f" ({said})" if said else "")
    table = _table(title, [column[0] for column in cursor.description], found[:rows], given=parameters, more=len(found) > rows)
    return table + "".join(f"Left out: {count:,} {what}\n" for count, what in left if count)


def _table(title: str, names: list[str], rows: list[tuple[object, ...]], *, given: Mapping[str, str], more: bool) -> str:
    """The rows under their names as text; a column that says nothing, or what was given in every row, is left out."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = names[: names.index("article_id") + 1] if "article_id" in names else names
    cells = [[_short("" if value is None else str(value), name) for name, value in zip(names, row, strict=False)] for row in rows]
    shown = [place for place, name in enumerate(names) if not cells or {row[place] for row in cells} - {"", given.get(name)}]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    width = min(max(shutil.get_terminal_size((_USUAL, 40)).columns, _NARROWEST), _WIDEST)
    longest = {names[place]: max(len(cell) for cell in (names[place], *(row[place] for row in cells))) for place in shown}
    widths = _widths(longest, width)
    for place in shown:
        numbers = bool(rows) and all(isinstance(row[place], int | float) for row in rows)
        table.add_column(names[place], width=widths[names[place]], overflow="fold", justify="right" if numbers else "left")
    for row in cells:
        # the words of pages are text, not markup of the terminal
        table.add_row(*(Text(row[place]) for place in shown))
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(table)
    lines = [title, *(line.rstrip() for line in out.getvalue().splitlines())]
    if not rows:
        lines += ["Nothing in this database."]
    elif more:
        lines += [f"The first {len(rows)}; there are more."]
    return "\n".join(line for line in lines if line) + "\n"


def _widths(longest: Mapping[str, int], width: int) -> dict[str, int]:
    """How wide each column is: as wide as its longest cell where all fit, else the long ones are broken at the widest that fits."""
    widths: dict[str, int] = {}
    for room in range(width, _WORD - 1, -1):
        widths = {name: min(most, max(room * _WIDER if name in _QUOTED else room, len(name))) for name, most in longest.items()}
        widths |= {name: most for name, most in longest.items() if most <= _WHOLE}
        if sum(widths.values()) + 2 * len(widths) <= width:
            break
    return widths


def _short(value: str, name: str) -> str:
    """A value in as many letters as its column may have: the beginning, or what stands around the part in brackets."""
    most = _QUOTED.get(name, _CELL)
    value = " ".join(value.split())
    if len(value) <= most:
        return value
    start, end = value.find("["), value.find("]")
    first = max(0, min((start + end - most) // 2, len(value) - most)) if end > start >= 0 else 0
    return ("…" if first else "") + value[first : first + most] + ("…" if first + most < len(value) else "")
