"""Show: what the database states of one article, and what each stage makes of a page on disk."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from corpus.model import Record, Rejected
from pipeline import database, schema
from pipeline.errors import DatabaseError, InputError

# table → what a row of it is called
_KINDS = {
    "citations": "citation",
    "document_relations": "relation",
    "posts": "official",
    "dates": "date",
    "statistics": "statistic",
    "events": "event",
}
_FACT = tuple(column.name for column in schema.FACT)
# what says how an event stands to the same one in other articles
_BESIDE_OTHERS = ("said_act", "repeated")
_FIRST = ("id", "start", "end", "text", "rule")


def facts(path: Path, article: str) -> Iterator[dict[str, Any]]:
    """The facts of an article in text order: kind, id, start, end, text, rule, and `value` with the columns that the words give.

    `article` is an id, an address or the end of one. Raises DatabaseError when no article or several are meant.
    """
    with database.read(path) as db:
        number = find(db, article)
        tables = {table: list(db[table].rows_where("article_id = ?", [number])) for table in _KINDS}
        of_article = "event_id in (select id from events where article_id = ?)"
        present = list(db["event_officials"].rows_where(of_article, [number], order_by="official_id, role"))
    yield from _in_text_order(tables, present)


def _in_text_order(tables: Mapping[str, Iterable[Mapping[str, Any]]], present: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the tables of facts as `facts` gives them; events with who was `present`."""
    rows = [_fact(_KINDS[table], row) for table in _KINDS for row in tables[table]]
    events = {row["id"]: row for row in rows if row["kind"] == "event"}
    for person in present:
        events[person["event_id"]]["value"].setdefault("officials", []).append({name: person[name] for name in ("official_id", "role")})
    return sorted(rows, key=lambda row: (row["start"], row["end"], row["kind"], row["id"]))


def _fact(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    value = {name: value for name, value in row.items() if name not in (*_FACT, *_BESIDE_OTHERS) and value is not None}
    return {"kind": kind, **{name: row[name] for name in _FIRST}, "value": value}


def find(db: Database, article: str) -> int:
    """The id of the one article meant by an id, an address or the end of one. Raises DatabaseError when there is none, or more."""
    for condition in ("cast(id as text) = :given or url = :given", "substr(url, -length(:given)) = :given"):
        found = list(db["articles"].rows_where(condition, {"given": article}, select="id, url", order_by="url", limit=6)) if article else []
        if len(found) == 1:
            return int(found[0]["id"])
        if found:
            meant = "".join(f"\n  {row['id']}  {row['url']}" for row in found)
            raise DatabaseError(f"{article!r} may mean several articles; give the id or more of the address of one of them:{meant}")
    raise DatabaseError(f"{article!r}: no article has this id, and none an address that ends so")


def stage_of(path: Path, stage: str) -> Iterator[dict[str, Any]]:
    """What a stage makes of the pages in a file: an article, its sentences, its mentions, or its facts as `facts` gives them.

    Raises InputError when the file holds no article.
    """
    from pipeline.build import read_page
    from pipeline.read import read

    for page in read([path]):
        if isinstance(page, Rejected):
            raise InputError(f"{page.url}: {page.reason}" + (f" ({page.detail})" if page.detail else ""))
        yield from _lines(read_page(page, until=stage))


def _lines(made: Any) -> Iterator[dict[str, Any]]:
    """What a stage gives, a dictionary a line: of a record its facts, of a pair of article and parts the parts."""
    if isinstance(made, Record):
        tables = {table: [asdict(row) for row in getattr(made, table)] for table in _KINDS}
        yield from _in_text_order(tables, [asdict(row) for row in made.event_officials])
    else:
        parts = made[-1] if isinstance(made, tuple) else (made,)
        yield from (asdict(part) for part in parts if is_dataclass(part) and not isinstance(part, type))
