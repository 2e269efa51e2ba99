"""Links: what Datasette asks us for: our pages, our headers, and in the answers to questions the pages that ids lead to."""

import sys
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.plugins import pm
from datasette.utils import tilde_encode
from markupsafe import Markup

from pipeline.serve import pages, shield

# column of an answer → table whose id it holds
_LEADS_TO = {"article_id": "articles", "document_id": "documents", "official_id": "officials"}


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """The link that is shown for an id in an answer; None for every other cell, which is shown as Datasette does."""
    if table is not None or value is None or column not in _LEADS_TO:
        return None
    return Markup('<a href="{}">{}</a>').format(datasette.urls.row(database, _LEADS_TO[column], tilde_encode(str(value))), value)


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def prepare_jinja2_environment(env: Any) -> None:
    """Lets our pages write a key as it stands in the address of its row."""
    env.filters["tilde_encode"] = tilde_encode


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The addresses of our pages."""
    return pages.routes()


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def asgi_wrapper() -> Callable[..., Any]:
    """What puts our headers on every answer."""
    return shield.shielded


def register() -> None:
    """Makes Datasette ask here how to show a cell; a second time changes nothing."""
    if not pm.has_plugin(__name__):
        pm.register(sys.modules[__name__], name=__name__)
