"""Store: puts what articles state into the database, so that the rows depend on the articles alone and not on their order.

An article is stored whole or not at all. Several share a transaction, each in its own savepoint, because the full text is
written much faster for many articles at once. What spans articles is worked out by `finish`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from corpus.model import (
    ActRow,
    Article,
    CitationRow,
    DateRow,
    DocumentRow,
    EventOfficialRow,
    EventRow,
    Irrelevant,
    OfficialRow,
    PostRow,
    Record,
    Rejected,
    RelationRow,
    StatisticRow,
    UnresolvedRow,
)
from pipeline import database, fulltext, schema
from pipeline.correction import corrections
from pipeline.database import transaction
from pipeline.merge import finish as finish
from pipeline.seed import program, seed

Row = tuple[Any, ...]
_HANOI = timezone(timedelta(hours=7))


def _getter(row: type) -> Callable[[Any], Row]:
    return attrgetter(*(field.name for field in fields(row)))


# What a record has of each table, in the order in which rows may be put in: a row stands after those that it refers to.
_FACTS: Mapping[str, Callable[[Any], Row]] = {
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
_SHARED: Mapping[str, Callable[[Any], Row]] = {
    "documents": _getter(DocumentRow),
    "officials": _getter(OfficialRow),
    "acts": _getter(ActRow),
}
_OWN = ("sentences", *_FACTS, "contributions", "corrected")
# tables whose rows may refer to rows of the same table: the column that does
_OWN_KIND = {"documents": "part_of", "statistics": "target_id"}
_CAPTURE = schema.BY_NAME["revisions"].names
_FETCHED, _HASH, _PROGRAM = (_CAPTURE.index(name) for name in ("fetched", "content_hash", "program"))


def _insert(table: str, verb: str = "insert") -> str:
    return f"{verb} into {table} ({', '.join(f'[{name}]' for name in _columns(table))}) values ({', '.join('?' * len(_columns(table)))})"


def _columns(table: str) -> tuple[str, ...]:
    # what several articles come to is worked out when all have been stored
    later = {("acts", "articles"), ("acts", "sites"), ("events", "repeated")}
    return tuple(name for name in schema.BY_NAME[table].names if (table, name) not in later)


_INSERT = {table: _insert(table) for table in (*_OWN, "articles", "revisions")} | {
    table: _insert(table, "insert or ignore") for table in _SHARED
}
_REPLACE_ARTICLE = (
    _INSERT["articles"]
    + " on conflict(id) do update set "
    + ", ".join(f"[{name}] = excluded.[{name}]" for name in _columns("articles") if name not in {"id", "duplicate_of"})
)
# the columns of a table as the article alone has them
_SAID = dict.fromkeys(_OWN, "*") | {
    "events": ", ".join("said_act" if name == "act_id" else f"[{name}]" for name in _columns("events")),
}
_OF_ARTICLE = dict.fromkeys(_OWN, "article_id = ?") | {"event_officials": "event_id in (select id from events where article_id = ?)"}


@contextmanager
def connect(path: Path, *, patience: float = database.PATIENCE) -> Iterator[Database]:
    """The database at `path` for writing, with what is known before any article in it; see `database.write` for what it refuses.

    Raises InputError at once for corrections that `finish` could not apply.
    """
    corrections(path.resolve().parent)
    with database.write(path, patience=patience) as db:
        seed(db)
        yield db


def store(db: Database, record: Record) -> None:
    """Stores one article in a transaction of its own; a second time changes nothing. Raises sqlite3.IntegrityError for rows that refer to none."""
    with transaction(db):
        _index(db, [record] if _place(db, record, unindexed={}) else [])


def store_all(
    db: Database, items: Iterable[Record | Rejected | Irrelevant], *, at_once: int = 64
) -> Iterator[Record | Rejected | Irrelevant]:
    """Stores articles and refusals, so many in a transaction, and gives each back when it is safely stored; of the irrelevant nothing is.

    A record that the database does not take comes back as the refusal that was stored instead of it.
    """
    stream = iter(items)
    given: set[int] = set()
    while batch := list(islice(stream, at_once)):
        done: list[Record | Rejected | Irrelevant] = []
        changed: dict[int, Record] = {}
        with transaction(db):
            for item in batch:
                if isinstance(item, Record) and item.article.id not in given:
                    given.add(item.article.id)
                    _forget_edited(db, item.article)
                result = _attempt(db, item, changed) if isinstance(item, Record) else item
                if isinstance(result, Rejected):
                    _put_refusal(db, result)
                done.append(result)
            _index(db, changed.values())
        yield from done


def _forget_edited(db: Database, article: Article) -> None:
    """Takes away what a local file said before it was edited: without a time of fetching nothing else tells which text is newer.

    Two files of one address in the same build are both kept, one of them as a revision, whatever their order.
    """
    if article.fetched is None:
        sql = "select 1 from articles where id = ? and fetched is null and content_hash <> ?"
        if db.conn.execute(sql, (article.id, article.content_hash)).fetchone():
            _clear(db, article.id, indexed=True)
            # whose copies its copies are is worked out anew when all are stored
            db.conn.execute("update articles set duplicate_of = null, text_hash = null where duplicate_of = ?", (article.id,))
            db.conn.execute("delete from revisions where article_id = ? and fetched is null", (article.id,))
            db.conn.execute("delete from articles where id = ?", (article.id,))


def _attempt(db: Database, record: Record, changed: dict[int, Record]) -> Record | Rejected:
    """Stores a record but for its full text, which is left to do for those in `changed`; nothing of it where it fails."""
    try:
        with db.atomic():
            if _place(db, record, unindexed=changed):
                changed[record.article.id] = record
    except sqlite3.IntegrityError as error:
        return Rejected(stage="store", url=record.article.url, reason="rows that do not fit together", detail=str(error))
    return record


def reject(db: Database, rejected: Rejected) -> None:
    """Stores a refusal, over an earlier one of the same page by the same stage."""
    with transaction(db):
        _put_refusal(db, rejected)


def _put_refusal(db: Database, rejected: Rejected) -> None:
    sql = (
        "insert into rejected values (?, ?, ?, ?) on conflict(stage, url) do update set reason = excluded.reason, detail = excluded.detail"
    )
    db.conn.execute(sql, (rejected.stage, rejected.url, rejected.reason, rejected.detail))


def current(db: Database, article: Article) -> bool:
    """Whether this very article is stored as this very program reads it, as the newest or as an older revision: then there is nothing to do."""
    return _capture(article) in _stored(db, article.id)


# --- one article ---


def _place(db: Database, record: Record, *, unindexed: Mapping[int, Record]) -> bool:
    """Gives an article its place among the captures of its address; whether it stands and its full text must be written.

    `unindexed` are articles of this transaction whose full text is not written yet.
    """
    article = record.article
    new = _capture(article)
    old = _stored(db, article.id)
    if not old:
        _write(db, record)
        return True
    standing, *older = _captures(new, old)
    db.conn.execute("delete from revisions where article_id = ?", (article.id,))
    db.conn.executemany(_INSERT["revisions"], older)
    if standing != new or (new == old[0] and _same_facts(db, record)):
        return False
    _clear(db, article.id, indexed=article.id not in unindexed)
    _write(db, record)
    return True


def _capture(article: Article) -> Row:
    """An article as a row of `revisions`."""
    return (article.id, *(getattr(article, name) for name in _CAPTURE[1:-1]), program())


def _stored(db: Database, article_id: int) -> list[Row]:
    """The captures of an address that are stored, the one that stands first."""
    columns = ", ".join(f"[{name}]" for name in _CAPTURE[1:])
    standing = db.conn.execute(f"select id, {columns} from articles where id = ?", (article_id,)).fetchall()
    return standing + db.conn.execute(f"select article_id, {columns} from revisions where article_id = ?", (article_id,)).fetchall()


def _captures(new: Row, old: list[Row]) -> list[Row]:
    """The newest capture of each text that an address had, the newest of all first; whatever the order in which they came.

    What an older program made of the same page is none: it goes.
    """
    newest: dict[str, Row] = {}
    for row in (new, *(row for row in old if row[_FETCHED] != new[_FETCHED] or row[_PROGRAM] == new[_PROGRAM])):
        if row[_HASH] not in newest or _age(row) > _age(newest[row[_HASH]]):
            newest[row[_HASH]] = row
    return sorted(newest.values(), key=_age, reverse=True)


def _age(row: Row) -> tuple[str, ...]:
    """What captures are ordered by: when they were fetched, then their text, then whatever else tells them apart."""
    return (row[_FETCHED] or "", row[_HASH], *("" if value is None else str(value) for value in row))


def _same_facts(db: Database, record: Record) -> bool:
    return all(
        {tuple(row) for row in db.conn.execute(f"select {_SAID[table]} from {table} where {_OF_ARTICLE[table]}", (record.article.id,))}
        == set(rows)
        for table, rows in _rows(record).items()
        if table in _OWN
    )


def _clear(db: Database, article_id: int, *, indexed: bool) -> None:
    """Takes out everything that an article states; the full text first, while the words are there to be told to it."""
    if indexed:
        _unindex(db, article_id)
    for table in reversed(_OWN):
        db.conn.execute(f"delete from {table} where {_OF_ARTICLE[table]}", (article_id,))


def _write(db: Database, record: Record) -> None:
    """Puts in an article and everything that it states."""
    article = record.article
    if article.site is not None:
        db.conn.execute("insert or ignore into sites (id, name) values (?1, ?1)", (article.site,))
    values = dict(zip(_CAPTURE[1:], _capture(article)[1:], strict=True)) | {
        "id": article.id,
        "duplicate_of": None,
        "text_hash": None,
    }
    db.conn.execute(_REPLACE_ARTICLE, [values[name] for name in _columns("articles")])
    for table, rows in _rows(record).items():
        if rows:
            db.conn.executemany(_INSERT[table], rows)


def _rows(record: Record) -> dict[str, list[Row]]:
    """The rows of a record by table, each table after those that it refers to."""
    rows: dict[str, list[Row]] = {"sentences": _sentences(record)}
    said: list[Row] = []
    for table, getter in _SHARED.items():
        rows[table] = _in_order(table, [getter(row) for row in getattr(record, table)])
        said += [(record.article.id, table, row[0], json.dumps(row, ensure_ascii=False)) for row in rows[table]]
    for table, getter in _FACTS.items():
        rows[table] = _in_order(table, [getter(row) for row in getattr(record, table)])
    rows["contributions"] = said
    return rows


def _in_order(table: str, rows: list[Row]) -> list[Row]:
    """The rows with those last that refer to rows of their own table."""
    column = _OWN_KIND.get(table)
    if column is None:
        return rows
    place = schema.BY_NAME[table].names.index(column)
    return sorted(rows, key=lambda row: row[place] is not None)


def _sentences(record: Record) -> list[Row]:
    body = record.article.body
    return [
        (s.id, s.article_id, s.position, s.start, s.end, s.text, " ".join([body[a:b].replace(" ", "_") for a, b in s.words]), s.part)
        for s in record.sentences
    ]


def _index(db: Database, records: Iterable[Record]) -> None:
    """Writes the full text of articles that are stored and not yet in it."""
    articles, sentences = [], []
    for record in records:
        row, rows = _spelled(
            record.article.id, record.article.title, record.article.body, ((s.id, s.start, s.end) for s in record.sentences)
        )
        articles.append(row)
        sentences += rows
    db.conn.executemany(fulltext.ARTICLES.insert(), sorted(articles))
    db.conn.executemany(fulltext.SENTENCES.insert(), sorted(sentences))


def _unindex(db: Database, article_id: int) -> None:
    """Takes an article out of the full text; it must be told the words that it was given."""
    title, body = db.conn.execute("select title, body from articles where id = ?", (article_id,)).fetchone()
    row, rows = _spelled(
        article_id, title, body, db.conn.execute("select id, start, [end] from sentences where article_id = ?", (article_id,))
    )
    db.conn.execute(fulltext.ARTICLES.delete(), row)
    db.conn.executemany(fulltext.SENTENCES.delete(), rows)


def _spelled(article_id: int, title: str | None, body: str, sentences: Iterable[tuple[int, int, int]]) -> tuple[Row, list[Row]]:
    """The rows of an article and of its sentences (id, start, end) in the full text."""
    spellings = fulltext.Spellings.of(body)
    return (article_id, title, *spellings.part(0, len(body))), [(number, *spellings.part(start, end)) for number, start, end in sentences]


# --- runs, and what there is ---


def now() -> str:
    """The local time of Viet Nam, ISO 8601 to the second."""
    return datetime.now(_HANOI).strftime("%Y-%m-%dT%H:%M:%S")


def begin(db: Database, command: str) -> int:
    """Notes that a command begins to write; the number of its run."""
    with transaction(db):
        cursor = db.conn.execute("insert into runs (command, started, version) values (?, ?, ?)", (command, now(), version("nghiquyet")))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def end(db: Database, run: int, outcome: str) -> None:
    """Notes how a run ended."""
    with transaction(db):
        db.conn.execute("update runs set ended = ?, outcome = ? where id = ?", (now(), outcome, run))


def counts(path: Path) -> dict[str, int]:
    """How many rows each table of what articles state has."""
    tables = ("articles", "sentences", "documents", "officials", "acts", *_FACTS, "rejected")
    with database.read(path) as db:
        return {table: db.conn.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}
