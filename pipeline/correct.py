"""Correct: lays what people put right over the rows that were read, so that every correction can be taken back without reading a page again.

Every row is kept in `corrected` before it is changed for the first time. `undo` puts these rows back, `apply` works the corrections
out anew from the rows as they were read: what comes out depends on the articles and the lines alone.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from corpus.text import fold
from pipeline import database, schema
from pipeline.correction import Correction

Row = dict[str, Any]

# What goes when the row that it refers to goes; any other reference is emptied.
_GOES_ALONG = {
    ("posts", "official_id"),
    ("event_officials", "official_id"),
    ("event_officials", "event_id"),
    ("document_relations", "from_id"),
    ("document_relations", "to_id"),
    ("events", "act_id"),
}
# The facts by which an article names a person or an instrument, and the column that says whom or which.
_NAMED_BY = {"officials": ("posts", "official_id"), "documents": ("citations", "document_id")}
# An article states these once: facts that are the same in all these columns are one.
_ONCE = {
    "posts": ("article_id", "official_id", "position", "role", "organization", "province", "former"),
    "events": ("article_id", "act_id", "document_id", "kind", "status", "date"),
}


def undo(db: Database) -> None:
    """Puts back every row that corrections changed, as it was read; in the caller's transaction."""
    _defer(db)
    for table, key, row in db.conn.execute('select "table", key, row from corrected').fetchall():
        if row is None:
            _delete(db, table, json.loads(key))
        else:
            _put(db, table, json.loads(row))
    db.conn.execute("delete from corrected")
    db.conn.execute("delete from corrections")


def apply(db: Database, corrections: Sequence[Correction]) -> None:
    """Applies corrections in their order to rows as they were read, and notes in `corrections` what each came to; in the caller's transaction."""
    _defer(db)
    for line in corrections:
        overlay = _Overlay(db)
        unmatched = _unmatched(overlay, line)
        if unmatched is None:
            _ACTIONS[line.action](overlay, line)
        noted = (line.file, line.line, line.action, line.table, line.id, line.within, line.to, line.note, line.by, line.date)
        db.conn.execute(f"insert into corrections values ({', '.join('?' * 12)})", (*noted, overlay.changed, unmatched))


def report(path: Path, *, unmatched: bool = False) -> list[str]:
    """What each correction came to in the database at `path`, a line each; with `unmatched` of those alone that matched nothing."""
    sql = (
        "select file, line, action, [table], id, rows, unmatched from corrections where unmatched is not null or not ? order by file, line"
    )
    with database.read(path) as db:
        lines = db.conn.execute(sql, (unmatched,)).fetchall()
    return [
        f"{file}:{line}: {action} {table} {row_id}: " + (f"matches nothing: {why}" if why else f"{rows} row{'s' if rows != 1 else ''}")
        for file, line, action, table, row_id, rows, why in lines
    ]


def drop(db: Database, table: str, condition: str) -> bool:
    """Takes out the rows that meet an SQL condition, in a way that can be undone; whether there were any. In the caller's transaction."""
    overlay = _Overlay(db)
    for row in overlay.rows(table, condition):
        overlay.remove(table, row)
    return overlay.changed > 0


def take_out(db: Database, table: str, ids: Sequence[str]) -> None:
    """Takes rows out with what says nothing without them; other references to them are emptied. In the caller's transaction."""
    overlay = _Overlay(db)
    for row_id in ids:
        # one row may have gone along with another
        if row := overlay.row(table, row_id):
            _take_out(overlay, table, row)


class _Overlay:
    """Changes rows and keeps what they were; `changed` counts the rows that it changed, added and took away."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.changed = 0

    def rows(self, table: str, condition: str, *values: Any) -> list[Row]:
        """The rows that meet an SQL condition, facts in the order of the text, others in that of their keys."""
        names = schema.BY_NAME[table].names
        order = "start, [end], id" if "start" in names else ", ".join(schema.BY_NAME[table].key)
        found = self._db.conn.execute(f"select * from {table} where {condition} order by {order}", values).fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]

    def row(self, table: str, row_id: str) -> Row | None:
        """The row with an id, None where there is none."""
        return next(iter(self.rows(table, "id = ?", row_id)), None)

    def change(self, table: str, row: Row, **columns: Any) -> None:
        """Sets columns of a row; where that makes it one that is there already, it goes."""
        new = {**row, **columns}
        if _key(table, new) != _key(table, row):
            self.remove(table, row)
            self.add(table, new)
            return
        self._keep(table, row, as_it_was=row)
        _put(self._db, table, list(new.values()))
        self.changed += 1

    def add(self, table: str, row: Row) -> None:
        """Puts a row in, unless there is one with its key."""
        condition = " and ".join(f"{name} = ?" for name in schema.BY_NAME[table].key)
        if self.rows(table, condition, *_key(table, row)):
            return
        self._keep(table, row, as_it_was=None)
        _put(self._db, table, list(row.values()))
        self.changed += 1

    def remove(self, table: str, row: Row) -> None:
        """Takes a row away; what refers to it is the caller's to see to."""
        self._keep(table, row, as_it_was=row)
        _delete(self._db, table, _key(table, row))
        self.changed += 1

    def _keep(self, table: str, row: Row, *, as_it_was: Row | None) -> None:
        # only what it was before the first change is what was read
        kept = None if as_it_was is None else _json(list(as_it_was.values()))
        values = (table, _json(_key(table, row)), kept, self._article(table, row))
        self._db.conn.execute("insert or ignore into corrected values (?, ?, ?, ?)", values)

    def _article(self, table: str, row: Row) -> int | None:
        """The article that states a row; None for what articles share."""
        if table == "event_officials":
            (event,) = self.rows("events", "id = ?", row["event_id"])
            return int(event["article_id"])
        return row.get("article_id")


def _json(value: Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _key(table: str, row: Row) -> list[Any]:
    return [row[name] for name in schema.BY_NAME[table].key]


def _delete(db: Database, table: str, key: Sequence[Any]) -> None:
    db.conn.execute(f"delete from {table} where {' and '.join(f'{name} = ?' for name in schema.BY_NAME[table].key)}", key)


def _put(db: Database, table: str, row: Sequence[Any]) -> None:
    """Puts a row in, over the one with its key; never by deleting, since others refer to it."""
    names, key = schema.BY_NAME[table].names, schema.BY_NAME[table].key
    over = ", ".join(f"[{name}] = excluded.[{name}]" for name in names if name not in key)
    todo = f"update set {over}" if over else "nothing"
    db.conn.execute(f"insert into {table} values ({', '.join('?' * len(names))}) on conflict({', '.join(key)}) do {todo}", row)


def _defer(db: Database) -> None:
    # rows come and go one by one, and refer to each other
    db.conn.execute("pragma defer_foreign_keys = on")


# --- the actions ---


def _unmatched(overlay: _Overlay, line: Correction) -> str | None:
    """Why there is nothing that a line applies to; None where there is."""
    if overlay.row(line.table, line.id) is None:
        return f"there is no {line.id} in {line.table}"
    # only a person may be new: of an instrument nothing but its id would be known
    may_be_new = line.action == "split" and line.table == "officials"
    if line.action in {"merge", "split"} and not may_be_new and overlay.row(line.table, str(line.to)) is None:
        return f"there is no {line.to} in {line.table}"
    if line.action == "split" and not _named(overlay, line):
        return f"{line.within} has no row in {_NAMED_BY[line.table][0]} that names {line.id}"
    return None


def _merge(overlay: _Overlay, line: Correction) -> None:
    _unite(overlay, line.table, line.id, str(line.to))


def _split(overlay: _Overlay, line: Correction) -> None:
    """Makes mentions of one person or instrument mentions of another; what else the article says goes along when it names the old one no more."""
    to, (facts, column), named = str(line.to), _NAMED_BY[line.table], _named(overlay, line)
    article = named[0]["article_id"]
    if line.table == "officials":
        (old,) = overlay.rows("officials", "id = ?", line.id)
        overlay.add("officials", {**old, "id": to, "basis": f"parted from {line.id} by hand"})
    for fact in named:
        overlay.change(facts, fact, **{column: to})
        if facts == "citations":
            _take_along(overlay, fact, to)
    if not overlay.rows(facts, f"article_id = ? and {column} = ?", article, line.id):
        _move(overlay, line.table, line.id, to, article=article)
    _join_alike(overlay, line.table, to)


def _named(overlay: _Overlay, line: Correction) -> list[Row]:
    """The facts that a split moves: those of an article that name the person or instrument, or one of them."""
    facts, column = _NAMED_BY[line.table]
    confined = "id" if "." in str(line.within) else "article_id"
    return overlay.rows(facts, f"{confined} = ? and {column} = ?", line.within, line.id)


def _rename(overlay: _Overlay, line: Correction) -> None:
    (row,) = overlay.rows(line.table, "id = ?", line.id)
    wording = str(line.to)
    shown = {"name": wording, "name_folded": fold(wording)} if line.table == "officials" else {"title": wording}
    overlay.change(line.table, row, **shown)


def _reject(overlay: _Overlay, line: Correction) -> None:
    (row,) = overlay.rows(line.table, "id = ?", line.id)
    _take_out(overlay, line.table, row)


def _suppress(overlay: _Overlay, _: Correction) -> None:
    """Leaves the row as it is: the line itself tells what makes a public copy."""
    overlay.changed += 1


_ACTIONS: Mapping[str, Callable[[_Overlay, Correction], None]] = MappingProxyType(
    {"merge": _merge, "split": _split, "rename": _rename, "reject": _reject, "suppress": _suppress}
)


# --- rows that refer to each other ---


def _unite(overlay: _Overlay, table: str, old: str, to: str) -> None:
    """Makes one row of two: everything that refers to the old one refers to the other, and the old one goes."""
    _move(overlay, table, old, to)
    for row in overlay.rows(table, "id = ?", old):
        overlay.remove(table, row)
    _join_alike(overlay, table, to)


def _move(overlay: _Overlay, table: str, old: str, to: str, *, article: int | None = None) -> None:
    """Points every reference to a row at another one, those of one article or all."""
    for child, column in schema.references(table):
        for row in overlay.rows(child, f"{column} = ? and {_stated_by(child, article)}", old):
            if child == table and row["id"] == to:
                overlay.change(child, row, **{column: None})
            elif child == "document_relations" and to in (row["from_id"], row["to_id"]):
                overlay.remove(child, row)
            else:
                overlay.change(child, row, **{column: to})


def _stated_by(table: str, article: int | None) -> str:
    """The SQL condition for rows that an article states; for all where none is given."""
    if article is None:
        return "true"
    if table == "event_officials":
        return f"event_id in (select id from events where article_id = {article})"
    return f"article_id = {article}" if "article_id" in schema.BY_NAME[table].names else "false"


def _join_alike(overlay: _Overlay, table: str, row_id: str) -> None:
    """Makes one of the facts of an article that came to state the same about a row; the first in the text stays."""
    for child, column in schema.references(table):
        first: dict[tuple[Any, ...], str] = {}
        for row in overlay.rows(child, f"{column} = ?", row_id) if child in _ONCE else ():
            stays = first.setdefault(tuple(row[name] for name in _ONCE[child]), row["id"])
            if stays != row["id"]:
                _unite(overlay, child, row["id"], stays)


def _take_out(overlay: _Overlay, table: str, row: Row) -> None:
    """Takes a row out with what says nothing without it; other references to it are emptied."""
    if table == "citations":
        _take_along(overlay, row, None)
    for child, column in schema.references(table):
        for other in overlay.rows(child, f"{column} = ?", row["id"]):
            if (child, column) in _GOES_ALONG:
                _take_out(overlay, child, other)
            else:
                overlay.change(child, other, **{column: None})
    overlay.remove(table, row)


def _take_along(overlay: _Overlay, citation: Row, to: str | None) -> None:
    """Changes the instrument of what was read from one citation: of events about it, and of relations in whose words it stands."""
    for event in overlay.rows("events", "citation_id = ?", citation["id"]):
        overlay.change("events", event, document_id=to)
    around = "article_id = ? and start <= ? and [end] >= ? and ? in (from_id, to_id)"
    place = (citation["article_id"], citation["start"], citation["end"], citation["document_id"])
    for relation in overlay.rows("document_relations", around, *place):
        ends = {name: to if relation[name] == citation["document_id"] else relation[name] for name in ("from_id", "to_id")}
        if to is None or ends["from_id"] == ends["to_id"]:
            overlay.remove("document_relations", relation)
        else:
            overlay.change("document_relations", relation, **ends)
