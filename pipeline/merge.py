"""What spans articles, worked out anew from what each of them says: the same whatever the order in which they came."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from corpus import load
from pipeline import schema
from pipeline.database import transaction

Row = tuple[Any, ...]
# rows of these are made from articles and go when no row refers to them any more; what is known beforehand stays
_GOING = {"documents": "origin = 'observed'", "officials": "true", "acts": "true", "sites": "kind is null"}


def finish(db: Database) -> None:
    """Brings everything that spans articles up to date, in one transaction; a second time changes nothing."""
    with transaction(db):
        for table in ("documents", "officials", "acts"):
            _merge(db, table)
        for table in _GOING:
            _drop_unmentioned(db, table)
        _count_reports(db)
        _mark_copies(db)
        db.conn.execute("delete from rejected where url in (select url from articles)")
        _cover(db)


def _merge(db: Database, table: str) -> None:
    """Sets every shared row of articles to what they say of it together."""
    there = {row[0]: row for row in db.conn.execute(f"select * from {table} where {_GOING[table]}")}
    changed = []
    for name, said in groupby(_contributions(db, table), key=itemgetter(0)):
        merged = (name, *_together(table, [(values, times) for _, values, times in said]))
        if name in there and there[name][: len(merged)] != merged:
            changed.append((*merged[1:], name))
    if changed:
        columns = schema.BY_NAME[table].names[1 : len(changed[0])]
        db.conn.executemany(f"update {table} set {', '.join(f'{column} = ?' for column in columns)} where id = ?", changed)


def _contributions(db: Database, table: str) -> Iterator[tuple[str, Row, int]]:
    """Id, columns behind the id, and how many articles say so, sorted by id."""
    sql = 'select id, "row", count(*) from contributions where shared = ? group by id, "row" order by id'
    for name, row, times in db.conn.execute(sql, (table,)):
        yield name, tuple(json.loads(row)[1:]), times


def _together(table: str, said: list[tuple[Row, int]]) -> Row:
    """One row of what several articles say: of each column what most of them say, the smallest of equals; NULL says nothing."""
    if len(said) == 1:
        return said[0][0]
    merged = [_commonest((row[i], times) for row, times in said) for i in range(len(said[0][0]))]
    if table == "acts":
        names = schema.BY_NAME["acts"].names[1:]
        first, last = names.index("earliest"), names.index("latest")
        merged[first], merged[last] = _bounds([(row[first], row[last]) for row, _ in said])
    return tuple(merged)


def _commonest(values: Iterable[tuple[Any, int]]) -> Any:
    counts: Counter[Any] = Counter()
    for value, times in values:
        if value is not None:
            counts[value] += times
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _bounds(said: list[tuple[str | None, str | None]]) -> tuple[str | None, str | None]:
    """The days that all bounds leave open; where they exclude each other, the days that any leaves open."""
    first, last = [day for day, _ in said if day], [day for _, day in said if day]
    if first and last and max(first) > min(last):
        return min(first), max(last)
    return max(first, default=None), min(last, default=None)


def _drop_unmentioned(db: Database, table: str) -> None:
    """Takes out rows that no other row refers to any more; again and again, since they may refer to each other."""
    free = " and ".join(
        f"not exists (select 1 from {child} as child where child.{column} = {table}.id)" for child, column in schema.references(table)
    )
    while db.conn.execute(f"delete from {table} where {_GOING[table]} and {free}").rowcount:
        continue


def _count_reports(db: Database) -> None:
    db.conn.execute(
        """
        update acts set articles = n.articles, sites = n.sites
        from (
            select act_id, count(distinct article_id) as articles, count(distinct site) as sites
            from events join articles on articles.id = article_id where act_id is not null group by act_id
        ) as n
        where acts.id = n.act_id and (acts.articles, acts.sites) is not (n.articles, n.sites)
        """
    )


def _mark_copies(db: Database) -> None:
    """Points every copy to the earliest article with its words: undated ones come last, ties go by id."""
    db.conn.execute(
        """
        update articles set duplicate_of = nullif(ranked.first, ranked.id)
        from (
            select id, first_value(id) over (partition by copy_hash order by published is null, published, id) as first from articles
        ) as ranked
        where ranked.id = articles.id and duplicate_of is not nullif(ranked.first, ranked.id)
        """
    )


def _cover(db: Database) -> None:
    """Counts articles and refusals by site and month; a refused page has no month."""
    months: dict[tuple[str | None, str | None], list[int]] = {}
    for site, month, built in db.conn.execute("select site, substr(published, 1, 7), count(*) from articles group by 1, 2"):
        months[site, month] = [built, 0]
    for (url,) in db.conn.execute("select url from rejected"):
        profile = load.site_of(urlsplit(url).hostname or "")
        months.setdefault((profile.id if profile else None, None), [0, 0])[1] += 1
    db.conn.execute("delete from coverage")
    rows = [(site, month, *counts) for (site, month), counts in months.items()]
    rows.sort(key=lambda row: (row[0] or "", row[1] or ""))
    db.conn.executemany("insert into coverage (site, month, built, rejected) values (?, ?, ?, ?)", rows)
