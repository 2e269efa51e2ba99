"""A large database made of a small one: its rows again and again, under new ids, sites, documents and days."""

import random
import re
import shutil
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from corpus.model import Visit
from pipeline import database, fulltext, schema
from tests.conftest import number_of

Row = tuple[Any, ...]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS = {"published", "fetched", "page_date", "earliest", "latest", "date", "period"}
_FACTS = ("citations", "document_relations", "posts", "dates", "events", "statistics")
_TABLES = ("articles", "sentences", "officials", "acts", *_FACTS, "unresolved", "event_officials")
_OF_ARTICLE = dict.fromkeys(_TABLES, "article_id = :id") | {
    "articles": "id = :id",
    "officials": "id in (select official_id from posts where article_id = :id)",
    "acts": "id in (select act_id from events where article_id = :id)",
    "event_officials": "event_id in (select id from events where article_id = :id)",
}
# so many copies share a person, so many an act; so many documents are cited, so many runs of the crawl there were
_NAMESAKES, _REPORTS, _DOCUMENTS, _RUNS = 40, 2, 200, 60


class Copy:
    """How the rows of one article change in a copy of it: ids, and by chance the site, its documents and the days."""

    def __init__(self, number: int, article: int, url: str, sites: list[Row], documents: list[str]) -> None:
        chance = random.Random(f"{number} {article}")
        self.number, self.old, self.url = number, article, f"{url}?{number}"
        self.new = number_of(self.url)
        self.site, self.province = chance.choice(sites)
        self.later = timedelta(days=chance.randrange(-2000, 400))
        # a few documents are cited often, most seldom
        chosen = chance.choices(documents, weights=[1 / rank for rank in range(1, len(documents) + 1)], k=len(documents))
        self.document = dict(zip(documents, chosen, strict=True))

    def row(self, table: schema.Table, row: Row) -> Row:
        """A row of the article as the copy has it."""
        return tuple(self._value(table.name, column, value) for column, value in zip(table.columns, row, strict=True))

    def _value(self, table: str, column: schema.Column, value: Any) -> Any:
        if value is None or column.name == "duplicate_of":
            return None
        if column.name == "url":
            return self.url
        if column.name in _DAYS:
            return _DAY.sub(lambda day: f"{date.fromisoformat(day[0]) + self.later}", value)
        return self._id(table if column.name == "id" else column.of, value)

    def _id(self, table: str | None, value: Any) -> Any:
        if table in _FACTS:
            return value.replace(str(self.old), str(self.new), 1)
        if table == "sentences":
            return self.new * 4096 + value % 4096
        if table == "officials":
            return f"{value}.{self.number % _NAMESAKES}"
        if table == "acts":
            return f"{value}.{self.number // _REPORTS}"
        if table == "documents":
            return self.document.get(value, value)
        return {"articles": self.new, "sites": self.site, "provinces": self.province}.get(table or "", value)


def many(source: Path, target: Path, *, articles: int) -> None:
    """Writes at `target` a database of at least so many articles, made of the rows of the one at `source`; always the same."""
    shutil.copy(source, target)
    with database.write(target) as db, database.transaction(db):
        # a figure may come before its goal
        db.conn.execute("pragma defer_foreign_keys = on")
        _multiply(db, articles)
        for statement in _CRAWLED:
            db.conn.execute(statement)


def _multiply(db: Database, articles: int) -> None:
    originals = db.conn.execute("select id, url, title, body from articles order by id").fetchall()
    rows = {(name, article): _rows(db, name, article) for name in _TABLES for article, *_ in originals}
    words = {article: fulltext.Spellings.of(body) for article, _, _, body in originals}
    sites = db.conn.execute("select id, province from sites where province is not null order by id").fetchall()
    documents = _documents(db)
    for number in range(1, -(-articles // len(originals))):
        copies = [(Copy(number, article, url, sites, documents), title) for article, url, title, _ in originals]
        for name in _TABLES:
            table = schema.BY_NAME[name]
            made = [copy.row(table, row) for copy, _ in copies for row in rows[name, copy.old]]
            marks = ", ".join("?" * len(table.columns))
            db.conn.executemany(f"insert or ignore into {name} values ({marks})", made)
        for copy, title in copies:
            spelled = words[copy.old]
            whole = spelled.part(0, len(spelled.text))
            db.conn.execute(fulltext.ARTICLES.insert(), (copy.new, title, *whole))
            parts = [(copy.new * 4096 + row[0] % 4096, *spelled.part(row[3], row[4])) for row in rows["sentences", copy.old]]
            db.conn.executemany(fulltext.SENTENCES.insert(), parts)


def _rows(db: Database, table: str, article: int) -> list[Row]:
    return db.conn.execute(f"select * from {table} where {_OF_ARTICLE[table]}", {"id": article}).fetchall()


def _documents(db: Database) -> list[str]:
    """Ids of documents that may be cited, those that are first."""
    sql = """
        select id from documents where kind = 'nghị quyết'
        order by id not in (select document_id from citations where document_id is not null), verified desc, id limit ?
    """
    return [row[0] for row in db.conn.execute(sql, (_DOCUMENTS,))]


# how much a visit counted of what
_COUNTED = {field.name: 0 for field in fields(Visit) if field.default == 0} | {"found": 40, "new": 10, "fetched": 10, "built": 8}
# what a crawl would have left: an address and a request for each article, and visits of every site
_CRAWLED = (
    "update acts set (articles, sites) = (select count(distinct article_id), 1 from events where act_id = acts.id)",
    f"""
    insert into runs (command, started, ended, outcome, version)
    with recursive n(i) as (select 0 union all select i + 1 from n where i < {_RUNS} - 1)
    select 'crawl', date('2024-01-01', i || ' days') || 'T01:00:00', date('2024-01-01', i || ' days') || 'T02:00:00', 'ok', '0' from n
    """,
    """
    insert into addresses (id, url, site, role, state, found, published, due, warc_file, warc_offset, reading, article_id)
    select id, url, site, 'article', 'fetched', published, published, published, 'a.warc.gz', 1, 'built', id from articles
    where instr(url, '?')
    """,
    """
    insert into fetches (url, site, run_id, at, status, outcome, warc_file, warc_offset)
    select url, site, (select max(id) from runs), coalesce(published, '2024-01-01') || 'T01:30:00.000', 200, 'new', 'a.warc.gz', 1
    from articles where instr(url, '?')
    """,
    f"""
    insert into visits (run_id, site, started, ended, state, reason, {", ".join(_COUNTED)})
    select r.id, s.id, r.started, r.ended, case when (r.id + s.rowid) % 9 then 'ok' else 'broken' end,
      case when (r.id + s.rowid) % 9 then null else 'listings are empty' end,
      {", ".join(str(count) for count in _COUNTED.values())}
    from runs r, sites s where r.command = 'crawl' and s.kind is not null
    """,
    "delete from coverage",
    """
    insert into coverage select site, substr(published, 1, 7), count(*) * 4, count(*) * 2, count(*), count(*), 1 from articles group by 1, 2
    """,
)
