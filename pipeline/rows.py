"""Rows: a record as the rows that it becomes, worked out where the record is made, so that whoever writes need only write."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from corpus.model import (
    ActRow,
    Article,
    CitationRow,
    DateRow,
    DocumentRow,
    EventOfficialRow,
    EventRow,
    OfficialRow,
    PostRow,
    Record,
    RelationRow,
    StatisticRow,
    UnresolvedRow,
)
from pipeline import fulltext, schema

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """An article with its rows by table, each table after those that it refers to.

    `spelled` are the rows of article and sentences in the full text.
    """

    article: Article
    tables: Mapping[str, list[Row]]
    spelled: tuple[Row, list[Row]]


def _getter(row: type) -> Callable[[Any], Row]:
    return attrgetter(*(field.name for field in fields(row)))


# What a record has of each table, in the order in which rows may be put in: a row stands after those that it refers to.
FACTS: Mapping[str, Callable[[Any], Row]] = {
    "citations": _getter(CitationRow),
    "document_relations": _getter(RelationRow),
    "unresolved": _getter(UnresolvedRow),
    "posts": _getter(PostRow),
    "dates": _getter(DateRow),
    # in a copy, `finish` puts another act in the place of the one that it tells
    "events": attrgetter(*(field.name for field in fields(EventRow)), "act_id"),
    "statistics": _getter(StatisticRow),
    "event_officials": _getter(EventOfficialRow),
}
SHARED: Mapping[str, Callable[[Any], Row]] = {
    "documents": _getter(DocumentRow),
    "officials": _getter(OfficialRow),
    "acts": _getter(ActRow),
}
# tables whose rows may refer to rows of the same table: the column that does
_OWN_KIND = {"documents": "part_of", "statistics": "target_id"}
# the tables of a record, in that order
TABLES = ("sentences", *SHARED, *FACTS, "contributions")


def columns(table: str) -> tuple[str, ...]:
    """The columns of the rows of a table; what several articles come to is worked out when all have been stored."""
    later = {("acts", "articles"), ("acts", "sites"), ("events", "repeated")}
    return tuple(name for name in schema.BY_NAME[table].names if (table, name) not in later)


def rows(record: Record) -> Rows:
    """The rows of a record."""
    tables: dict[str, list[Row]] = {"sentences": _sentences(record)}
    said: list[Row] = []
    for table, getter in SHARED.items():
        tables[table] = _in_order(table, [getter(row) for row in getattr(record, table)])
        said += [(record.article.id, table, row[0], json.dumps(row, ensure_ascii=False)) for row in tables[table]]
    for table, getter in FACTS.items():
        tables[table] = _in_order(table, [getter(row) for row in getattr(record, table)])
    tables["contributions"] = said
    article = record.article
    return Rows(article, tables, spelled(article.id, article.title, article.body, ((s.id, s.start, s.end) for s in record.sentences)))


def spelled(article_id: int, title: str | None, body: str, sentences: Iterable[tuple[int, int, int]]) -> tuple[Row, list[Row]]:
    """The rows of an article and of its sentences (id, start, end) in the full text."""
    spellings = fulltext.Spellings.of(body)
    return (article_id, title, *spellings.part(0, len(body))), [(number, *spellings.part(start, end)) for number, start, end in sentences]


def _in_order(table: str, found: list[Row]) -> list[Row]:
    """The rows with those last that refer to rows of their own table."""
    column = _OWN_KIND.get(table)
    if column is None:
        return found
    place = schema.BY_NAME[table].names.index(column)
    return sorted(found, key=lambda row: row[place] is not None)


def _sentences(record: Record) -> list[Row]:
    body = record.article.body
    return [
        (s.id, s.article_id, s.position, s.start, s.end, s.text, " ".join([body[a:b].replace(" ", "_") for a, b in s.words]), s.part)
        for s in record.sentences
    ]
