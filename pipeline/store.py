"""Store: puts what articles state into the database, so that the rows depend on the articles alone and not on their order.

An article is stored whole or not at all. Several share a transaction, each in its own savepoint, because the full text is
written much faster for many articles at once. What spans articles is worked out by `finish`.
"""

import sqlite3
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from corpus.model import Article, Irrelevant, Record, Rejected
from pipeline import database, fulltext, overlay, schema
from pipeline.correction import corrections
from pipeline.database import transaction
from pipeline.errors import DatabaseError
from pipeline.merge import finish as finish
from pipeline.public import is_marked
from pipeline.rows import FACTS, SHARED, Row, Rows, columns, rows, spelled
from pipeline.seed import seed
from pipeline.version import program

Item = TypeVar("Item", bound=Record | Rows | Rejected | Irrelevant)
_HANOI = timezone(timedelta(hours=7))
# what an article states, and all that is its own
_STATED = (*FACTS, "contributions", "corrected")
_OWN = ("sentences", *_STATED)
_CAPTURE = schema.BY_NAME["revisions"].names
_TITLE, _FETCHED, _HASH, _PROGRAM = map(_CAPTURE.index, ("title", "fetched", "content_hash", "program"))


def _insert(table: str, verb: str = "insert") -> str:
    return f"{verb} into {table} ({', '.join(f'[{name}]' for name in columns(table))}) values ({', '.join('?' * len(columns(table)))})"


_INSERT = {table: _insert(table) for table in (*_OWN, "articles", "revisions")} | {
    table: _insert(table, "insert or ignore") for table in SHARED
}
_REPLACE_ARTICLE = (
    _INSERT["articles"]
    + " on conflict(id) do update set "
    + ", ".join(f"[{name}] = excluded.[{name}]" for name in columns("articles") if name not in {"id", "duplicate_of"})
)
# the columns of a table as the article alone has them
_SAID = dict.fromkeys(_OWN, "*") | {
    "events": ", ".join("said_act" if name == "act_id" else f"[{name}]" for name in columns("events")),
}
_OF_ARTICLE = dict.fromkeys(_OWN, "article_id = ?") | {"event_officials": "event_id in (select id from events where article_id = ?)"}


@contextmanager
def connect(path: Path, *, patience: float = database.PATIENCE) -> Iterator[Database]:
    """The database at `path` for writing, with what is known before any article in it; see `database.write` for what it refuses.

    Raises InputError at once for corrections that `finish` could not apply, and for a registry of the user's own that cannot be used.
    """
    corrections(path.resolve().parent)
    overlay.use(path.resolve().parent)
    with database.write(path, patience=patience) as db:
        if is_marked(db):
            raise DatabaseError(f"{path}: it is a public copy, to which nothing can be added; name the database that it was made of")
        seed(db)
        yield db


def store(db: Database, record: Record) -> None:
    """Stores one article in a transaction of its own; a second time changes nothing. Raises sqlite3.IntegrityError for rows that refer to none."""
    with transaction(db):
        made = rows(record)
        _index(db, [made] if _place(db, made, unindexed={}) else [])


def store_all(db: Database, items: Iterable[Item], *, at_once: int = 64) -> Iterator[Item | Rejected]:
    """Stores articles and refusals, so many in a transaction, and gives each back when it is safely stored; of the irrelevant nothing is.

    A record that the database does not take comes back as the refusal that was stored instead of it.
    """
    stream = iter(items)
    given: set[int] = set()
    while batch := list(islice(stream, at_once)):
        done: list[Item | Rejected] = []
        changed: dict[int, Rows] = {}
        with transaction(db):
            for item in batch:
                refusal: Rejected | None = item if isinstance(item, Rejected) else None
                if isinstance(item, Record | Rows):
                    if item.article.id not in given:
                        given.add(item.article.id)
                        _forget_edited(db, item.article)
                    refusal = _attempt(db, rows(item) if isinstance(item, Record) else item, changed)
                if refusal:
                    _put_refusal(db, refusal)
                done.append(refusal or item)
            _index(db, changed.values())
        yield from done


def _forget_edited(db: Database, article: Article) -> None:
    """Takes away what a local file said before it was edited: without a time of fetching nothing else tells which text is newer.

    Two files of one address in the same build are both kept, one of them as a revision, whatever their order.
    """
    if article.fetched is None:
        sql = "select 1 from articles where id = ? and fetched is null and content_hash <> ?"
        if db.conn.execute(sql, (article.id, article.content_hash)).fetchone():
            _clear(db, article.id, _OWN, indexed=True)
            # whose copies its copies are is worked out anew when all are stored
            db.conn.execute("update articles set duplicate_of = null, text_hash = null where duplicate_of = ?", (article.id,))
            db.conn.execute("delete from revisions where article_id = ? and fetched is null", (article.id,))
            db.conn.execute("delete from articles where id = ?", (article.id,))


def _attempt(db: Database, made: Rows, changed: dict[int, Rows]) -> Rejected | None:
    """Stores an article but for its full text, which is left to do for those in `changed`; nothing of it where it fails, and why."""
    try:
        with db.atomic():
            if _place(db, made, unindexed=changed):
                changed[made.article.id] = made
    except sqlite3.IntegrityError as error:
        return _misfit(made, error)
    return None


def reject(db: Database, rejected: Rejected) -> None:
    """Stores a refusal, over an earlier one of the same page by the same stage."""
    with transaction(db):
        _put_refusal(db, rejected)


def _put_refusal(db: Database, rejected: Rejected) -> None:
    sql = (
        "insert into rejected values (?, ?, ?, ?) on conflict(stage, url) do update set reason = excluded.reason, detail = excluded.detail"
    )
    db.conn.execute(sql, (rejected.stage, rejected.url, rejected.reason, rejected.detail))


def restate_all(db: Database, items: Iterable[Item], *, at_once: int = 64) -> Iterator[Item | Rejected]:
    """Puts what stored articles state now in the place of what they stated; their texts stand. Gives each back when it is safely stored.

    An article that is refused now keeps what it stated, and the refusal is noted.
    """
    stream = iter(items)
    while batch := list(islice(stream, at_once)):
        done: list[Item | Rejected] = []
        with transaction(db):
            for item in batch:
                refusal = _attempt_again(db, item) if isinstance(item, Rows) else item
                if isinstance(refusal, Rejected):
                    _put_refusal(db, refusal)
                done.append(refusal or item)
        yield from done


def _attempt_again(db: Database, made: Rows) -> Rejected | None:
    try:
        with db.atomic():
            (old,) = _stored(db, made.article.id)[:1]
            _restate(db, made, _capture(made.article), old)
    except sqlite3.IntegrityError as error:
        return _misfit(made, error)
    return None


def _misfit(made: Rows, error: sqlite3.IntegrityError) -> Rejected:
    return Rejected(stage="store", url=made.article.url, reason="rows that do not fit together", detail=str(error))


def forget_refusals(db: Database, stage: str) -> None:
    """Takes out the refusals of a stage, which is about to say anew what it refuses."""
    with transaction(db):
        db.conn.execute("delete from rejected where stage = ?", (stage,))


# --- one article ---


def _place(db: Database, made: Rows, *, unindexed: Container[int]) -> bool:
    """Gives an article its place among the captures of its address; whether it stands and its full text must be written.

    `unindexed` are articles of this transaction whose full text is not written yet.
    """
    article = made.article
    new = _capture(article)
    old = _stored(db, article.id)
    if not old:
        _write(db, made)
        return True
    standing, *older = _captures(new, old)
    db.conn.execute("delete from revisions where article_id = ?", (article.id,))
    db.conn.executemany(_INSERT["revisions"], older)
    if standing != new:
        return False
    if _same_text(new, old[0]) and _same(db, made, ("sentences",)):
        _restate(db, made, new, old[0])
        return False
    _clear(db, article.id, _OWN, indexed=article.id not in unindexed)
    _write(db, made)
    return True


def _restate(db: Database, made: Rows, new: Row, old: Row) -> None:
    """Puts what an article states in the place of what it stated, and leaves what is the same: its text always is."""
    if not _same(db, made, _STATED):
        _clear(db, made.article.id, _STATED, indexed=False)
        _write_rows(db, made, (*SHARED, *_STATED))
    if new != old:
        changed = ", ".join(f"[{name}] = ?" for name in _CAPTURE[1:])
        db.conn.execute(f"update articles set {changed} where id = ?", (*new[1:], made.article.id))


def _capture(article: Article) -> Row:
    """An article as a row of `revisions`."""
    return (article.id, *(getattr(article, name) for name in _CAPTURE[1:-1]), program())


def _stored(db: Database, article_id: int) -> list[Row]:
    """The captures of an address that are stored, the one that stands first."""
    captured = ", ".join(f"[{name}]" for name in _CAPTURE[1:])
    standing = db.conn.execute(f"select id, {captured} from articles where id = ?", (article_id,)).fetchall()
    return standing + db.conn.execute(f"select article_id, {captured} from revisions where article_id = ?", (article_id,)).fetchall()


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


def _same_text(new: Row, old: Row) -> bool:
    return (new[_TITLE], new[_HASH]) == (old[_TITLE], old[_HASH])


def _same(db: Database, made: Rows, tables: Sequence[str]) -> bool:
    """Whether the rows of an article in these tables are those that are stored."""
    return all(
        {tuple(row) for row in db.conn.execute(f"select {_SAID[table]} from {table} where {_OF_ARTICLE[table]}", (made.article.id,))}
        == set(made.tables[table])
        for table in tables
        if table in made.tables
    )


def _clear(db: Database, article_id: int, tables: Sequence[str], *, indexed: bool) -> None:
    """Takes out everything that an article has in these tables; the full text first, while the words are there to be told to it."""
    if indexed:
        _unindex(db, article_id)
    for table in reversed(tables):
        db.conn.execute(f"delete from {table} where {_OF_ARTICLE[table]}", (article_id,))


def _write(db: Database, made: Rows) -> None:
    """Puts in an article and everything that it states."""
    article = made.article
    if article.site is not None:
        db.conn.execute("insert or ignore into sites (id, name) values (?1, ?1)", (article.site,))
    values = dict(zip(_CAPTURE[1:], _capture(article)[1:], strict=True)) | {
        "id": article.id,
        "duplicate_of": None,
        "text_hash": None,
    }
    db.conn.execute(_REPLACE_ARTICLE, [values[name] for name in columns("articles")])
    _write_rows(db, made, made.tables)


def _write_rows(db: Database, made: Rows, tables: Iterable[str]) -> None:
    for table in tables:
        if found := made.tables.get(table):
            db.conn.executemany(_INSERT[table], found)


def _index(db: Database, made: Iterable[Rows]) -> None:
    """Writes the full text of articles that are stored and not yet in it."""
    spellings = [one.spelled for one in made]
    db.conn.executemany(fulltext.ARTICLES.insert(), sorted(article for article, _ in spellings))
    db.conn.executemany(fulltext.SENTENCES.insert(), sorted(row for _, sentences in spellings for row in sentences))


def _unindex(db: Database, article_id: int) -> None:
    """Takes an article out of the full text; it must be told the words that it was given."""
    title, body = db.conn.execute("select title, body from articles where id = ?", (article_id,)).fetchone()
    row, sentences = spelled(
        article_id, title, body, db.conn.execute("select id, start, [end] from sentences where article_id = ?", (article_id,))
    )
    db.conn.execute(fulltext.ARTICLES.delete(), row)
    db.conn.executemany(fulltext.SENTENCES.delete(), sentences)


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
    tables = ("articles", "sentences", "documents", "officials", "acts", *FACTS, "rejected")
    with database.read(path) as db:
        return {table: db.conn.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}
