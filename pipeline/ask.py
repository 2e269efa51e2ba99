"""Ask: the questions that readers ask in the browser, answered in the terminal."""

import io
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from pipeline import database
from pipeline.errors import InputError
from pipeline.serve.questions import questions as questions

# what a terminal shows of one cell and of one answer; the browser and the file hold the rest
_CELL, _ROWS = 60, 12


def answer(path: Path, name: str, given: Mapping[str, str]) -> str:
    """The answer to one question as text: its title, its parameters and a table of at most twelve rows.

    Raises InputError for a question or a parameter that is not known, DatabaseError for a database that cannot be read.
    """
    from rich.console import Console
    from rich.table import Table

    if name not in questions():
        raise InputError(f"{name!r} is not a question; known are {', '.join(questions())}")
    question = questions()[name]
    if unknown := set(given) - set(question.defaults):
        raise InputError(f"{name} has no parameter {sorted(unknown)[0]!r}; it has {', '.join(question.defaults) or 'none'}")
    parameters = {**question.defaults, **{key: value for key, value in given.items() if value}}
    with database.read(path) as db:
        try:
            cursor = db.conn.execute(question.sql, parameters)
        except sqlite3.OperationalError as error:
            raise InputError(f"{name}: {error}") from None
        rows = cursor.fetchmany(_ROWS + 1)
    said = ", ".join(f"{key}={value}" for key, value in parameters.items())
    table = Table(title=f"{question.title}" + (f" ({said})" if said else ""), title_justify="left")
    for column in cursor.description:
        table.add_column(column[0], overflow="fold")
    for row in rows[:_ROWS]:
        table.add_row(*("" if value is None else _short(str(value)) for value in row))
    if len(rows) > _ROWS:
        table.caption = f"the first {_ROWS} rows; the rest in the browser: nghiquyet serve"
    out = io.StringIO()
    Console(file=out, width=140).print(table)
    return out.getvalue().rstrip() + "\n"


def _short(value: str) -> str:
    return value if len(value) <= _CELL else value[: _CELL - 1] + "…"
