"""What the pages over the database say of it: titles, descriptions, facets and questions, made from the schema."""

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from datasette.utils import tilde_encode

from pipeline import fulltext, migration, schema
from pipeline.database import read
from pipeline.serve.file import name_of
from pipeline.serve.questions import Question, answerable

_DESCRIPTION = (
    "How provinces of Viet Nam carry out resolutions of Party and State, read from news pages. "
    "Every fact names the article, the words and the rule that it was read from. Times are those of Viet Nam. "
    "Figures are as reported; an event says that an article reports an act, not that it took place."
)
_TABLES = (
    "Begin with a question, or with a table of facts: events, citations, posts, dates, statistics. "
    "Each fact leads to its article and its sentence; acts, documents and officials are what several articles speak of."
)
# kept for the program or filled by the crawl: a reader finds them by asking for hidden tables
_HIDDEN = {"contributions", "revisions", "fetches", "province_periods", "site_periods", migration.MIGRATIONS.migrations_table}
_SPELLINGS = {
    "title": "Headline.",
    "body": "The article as it stands.",
    "text": "The sentence as it stands.",
    "tones": "The same with tone marks in their other place (uỷ for ủy); NULL where there are none.",
    "folded": "The same without diacritics, đ as d.",
}

# Facets are asked for by name; guessing more would cost a scan of every column of every table that is opened.
SETTINGS = {
    "default_page_size": 50,
    # a page with more takes longer than readers wait; our page of each question gives all as CSV and JSON
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": False,
    "truncate_cells_html": 400,
}


def metadata(path: Path) -> dict[str, Any]:
    """The metadata of Datasette for the database at `path`, as its version 0.65 takes them."""
    tables = {table.name: _of_table(table) for table in schema.TABLES}
    tables |= {view.name: {"title": view.title, "description": view.description, "columns": dict(view.columns)} for view in schema.VIEWS}
    with read(path) as db:
        indexes = [index for index in fulltext.INDEXES if db[index.name].exists()]
    asked = answerable(whole=bool(indexes))
    for index in indexes:
        tables[index.table] |= {"fts_table": index.name, "fts_pk": "id"}
        tables |= _of_index(index)
    for name in _HIDDEN:
        tables.setdefault(name, {})["hidden"] = True
    database = {"title": "Resolutions and what is done about them", "description": _TABLES, "tables": tables, "queries": _queries(asked)}
    return {
        "title": "nghiquyet",
        "description_html": f"<p>{escape(_DESCRIPTION)}</p>{_list_of_questions(name_of(path), asked)}",
        "extra_css_urls": ["/-/pages/pages.css"],
        "databases": {name_of(path): database},
    }


def _list_of_questions(database: str, asked: Mapping[str, Question]) -> str:
    """The questions as links, with what each answers as their hint."""
    items = "".join(
        f'<li><a href="/{tilde_encode(database)}/{name}" title="{escape(question.description)}">{escape(question.title)}</a></li>'
        for name, question in asked.items()
    )
    return f'<h2>Questions</h2><ul class="bullets">{items}</ul>'


def _of_table(table: schema.Table) -> dict[str, Any]:
    of: dict[str, Any] = {
        "title": table.title,
        "description": table.description,
        "columns": {column.name: column.description for column in table.columns},
        "facets": list(table.facets),
        # for our page of one row: column → table that it leads to
        "refers": {column.name: column.of for column in table.columns if column.of},
    }
    if table.sort:
        of["sort_desc"] = table.sort
    if table.label:
        of["label_column"] = table.label
    return of


def _of_index(index: fulltext.Index) -> dict[str, Any]:
    """The full text of a table and the view behind it; the index is hidden, since the page of the table has its search box."""
    columns = {name: _SPELLINGS[name] for name in index.all_columns}
    words = f"Full text of {index.table}, with and without diacritics."
    view = f"What {index.name} indexes: the words of {index.table} in each spelling, worked out when it is read."
    return {
        index.name: {"title": f"Full text of {index.table}", "description": words, "columns": columns, "hidden": True},
        index.view: {"title": f"Spellings of {index.table}", "description": view, "columns": {"id": f"Id of {index.table}.", **columns}},
    }


def _queries(asked: Mapping[str, Question]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "title": question.title,
            "description_html": _explained(question),
            "description": question.description,
            "sql": question.filled(),
            "params": list(question.defaults),
            "hide_sql": True,
        }
        for name, question in asked.items()
    }


def _explained(question: Question) -> str:
    """The description of a question in HTML, with what its parameters are when they are left empty."""
    filled = [f"<code>{name}</code> is {escape(value)}" for name, value in question.defaults.items() if value]
    said = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(question.description))
    return f"<p>{said}{' Left empty, ' + ' and '.join(filled) + '.' if filled else ''}</p>"
