"""Links: what Datasette asks us for: our pages, our headers, and in the answers to questions the pages that ids lead to."""

import sqlite3
import sys
from collections.abc import Callable
from errno import ENAMETOOLONG
from functools import lru_cache
from typing import Any

from datasette import Response, hookimpl
from datasette import handle_exception as telling
from datasette.plugins import pm
from datasette.utils import tilde_encode, to_css_class
from datasette.views.base import DatasetteError
from markupsafe import Markup, escape

from pipeline import correction
from pipeline.serve import pages, shield

# column of an answer → table whose id it holds
_LEADS_TO = {"article_id": "articles", "document_id": "documents", "official_id": "officials"}
# bytes: as long as the largest page that is taken in
_LONGEST_VALUE = 20_000_000
# these pad for as long as they are told to, and do not look at the time
_TOO_LONG = ("printf", "format")


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """The link that is shown for an id in an answer; None for every other cell, which is shown as Datasette does."""
    if table is not None or value is None or column not in _LEADS_TO:
        return None
    return _link(datasette.setting("base_url"), database, _LEADS_TO[column], value)


# a page has thousands of cells, and an answer names the same instruments and persons again and again
@lru_cache(maxsize=1 << 14, typed=True)
def _link(base: str, database: str, table: str, key: object) -> Markup:
    """The link to a row."""
    address = f"{base}{tilde_encode(database)}/{table}/{tilde_encode(str(key))}"
    return Markup(f'<a href="{escape(address)}">{escape(key)}</a>')


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def prepare_jinja2_environment(env: Any) -> None:
    """Lets templates write a key as it stands in the address of its row, and the line that takes a row out."""
    env.filters["tilde_encode"] = tilde_encode
    # asked of the column of every cell of an answer
    env.filters["to_css_class"] = lru_cache(to_css_class)
    env.globals["correction_line"] = correction_line


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The addresses of our pages."""
    return pages.routes()


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Keeps a statement from making a value that fills the memory or takes long, which its time limit does not."""
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    for name in _TOO_LONG:
        conn.create_function(name, -1, _nothing)


def _nothing(*_: object) -> None:
    """NULL, whatever it is asked."""


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def handle_exception(exception: BaseException) -> Response | None:
    """Status 400 for what is wrong with a question, such as a column that there is not, where Datasette takes it for a fault of its own."""
    if isinstance(exception, DatasetteError) and exception.status == 500:
        exception.status = 400
    if isinstance(exception, sqlite3.ProgrammingError):
        return Response.text(f"{exception}\n", status=400)
    # the name of a file that is too long to be one
    return Response.text("not found\n", status=404) if isinstance(exception, OSError) and exception.errno == ENAMETOOLONG else None


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def asgi_wrapper() -> Callable[..., Any]:
    """What puts our headers on every answer."""
    return shield.shielded


def correction_line(table: str, key: object) -> str | None:
    """The line for corrections.csv that takes a row out; None where no line can."""
    return correction.written(action="reject", table=table, id=str(key)) if table in correction.ACTIONS["reject"] else None


def register() -> None:
    """Makes Datasette ask here how to show a cell; a second time changes nothing."""
    # for each mistake in an address it would print all variables of all callers, which takes seconds and puts what was asked into the log
    telling.rich = None
    if not pm.has_plugin(__name__):
        pm.register(sys.modules[__name__], name=__name__)
