"""What spans articles, worked out anew from what each of them says: the same whatever the order in which they came."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline import correct, schema
from pipeline.correction import corrections
from pipeline.database import transaction

Row = tuple[Any, ...]
# rows of these are made from articles and go when no row refers to them any more; what is known beforehand stays
_GOING = {"documents": "origin = 'observed'", "officials": "true", "acts": "true", "sites": "kind is null"}
# of these, what articles say of the same is put together
_MERGED = ("documents", "officials", "acts")
# what a copy says of an act that is another one in the article copied is left out
_STANDING = {"acts": "and exists (select 1 from events where events.article_id = contributions.article_id and act_id = contributions.id)"}


def finish(db: Database) -> None:
    """Brings everything that spans articles up to date and corrects it, in one transaction; a second time changes nothing.

    Raises InputError, nothing written, for a file of corrections that cannot be meant.
    """
    from pipeline import near

    lines = corrections(_folder(db))
    with transaction(db):
        correct.undo(db)
        _share_acts(db, near.mark(db))
        for table in _MERGED:
            _merge(db, table)
        for table in _GOING:
            _drop_unmentioned(db, table)
        correct.apply(db, lines)
        for table in _MERGED:
            while correct.drop(db, table, _unmentioned(table)):
                continue
        count_reports(db)
        db.conn.execute("delete from rejected where url in (select url from articles)")
        _cover(db)


def _folder(db: Database) -> Path | None:
    """The folder in which the database lies; None for one in memory."""
    ((file,),) = db.conn.execute("select file from pragma_database_list where name = 'main'")
    return Path(file).parent if file else None


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
    sql = f'select id, "row", count(*) from contributions where shared = ? {_STANDING.get(table, "")} group by id, "row" order by id'
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
    while db.conn.execute(f"delete from {table} where {_unmentioned(table)}").rowcount:
        continue


def _unmentioned(table: str) -> str:
    """The SQL condition for rows that were made from articles and that no other row refers to."""
    free = (f"not exists (select 1 from {child} as child where child.{column} = {table}.id)" for child, column in schema.references(table))
    return " and ".join((_GOING[table], *free))


@dataclass(frozen=True, slots=True)
class _Told:
    """An event of an article of a cluster, with what an act is recognised by in another copy of the text."""

    cluster: int
    article: int
    id: str
    act: str
    repeated: int | None
    said: str
    kind: str
    stated: int
    date: str | None
    text: str
    organization: str | None
    instrument: str | None


_YEAR = re.compile(r"(?:XXXX|\d{4})(?=-)")
_TOLD = """
select coalesce(a.duplicate_of, a.id), a.id, e.id, e.act_id, e.repeated, e.said_act, e.kind, e.date_basis = 'stated',
    e.date, e.text, e.organization, e.document_id
from events e join articles a on a.id = e.article_id
where e.said_act is not null and a.id in (select value from json_each(?))
order by 1, a.duplicate_of is not null, a.published is null, a.published, a.id, e.start, e.id
"""


def _share_acts(db: Database, articles: set[int]) -> None:
    """Gives the events of copies the acts of the articles copied, and those of others their own; `articles` are copies, or were."""
    originals = db.conn.execute("select distinct duplicate_of from articles where duplicate_of is not null")
    named = json.dumps(sorted(articles | {id for (id,) in originals}))
    told = [_Told(*row) for row in db.conn.execute(_TOLD, (named,))]
    changed: list[tuple[str, int | None, str]] = []
    for _, of_cluster in groupby(told, key=attrgetter("cluster")):
        known: dict[str, list[_Told]] = {}
        for _, of_article in groupby(of_cluster, key=attrgetter("article")):
            own: dict[str, list[_Told]] = {}
            for event in of_article:
                own.setdefault(event.said, []).append(event)
            same = _same_acts(own, known)
            for said, events in own.items():
                act, repeated = same.get(said, said), 1 if said in same else None
                known.setdefault(act, []).extend(events)
                changed += [(act, repeated, event.id) for event in events if (event.act, event.repeated) != (act, repeated)]
    for act in sorted({act for act, _, _ in changed}):
        _restore(db, act)
    db.conn.executemany("update events set act_id = ?, repeated = ? where id = ?", changed)


def _same_acts(own: Mapping[str, list[_Told]], known: Mapping[str, list[_Told]]) -> dict[str, str]:
    """Acts of a copy that were told before in its cluster, each with the one that it is most like."""
    same = {}
    for act, events in own.items():
        likeness, other = max(((_likeness(events, others), name) for name, others in known.items()), default=(0, act))
        if likeness:
            same[act] = other
    return same


def _likeness(events: list[_Told], others: list[_Told]) -> int:
    """How much two acts of one text have in common; 0 where they are two, of other kinds or on other days."""
    return max(_marks(a, b) if a.kind == b.kind and _same_day(a, b) else 0 for a in events for b in others)


def _marks(a: _Told, b: _Told) -> int:
    """How many of day, words, body and instrument two events of one day share; in a copy with another headline one or two may differ."""
    same = (
        a.text == b.text,
        bool(a.organization) and a.organization == b.organization,
        bool(a.instrument) and a.instrument == b.instrument,
    )
    return sum(same) + (a.date is not None and b.date is not None)


def _same_day(a: _Told, b: _Told) -> bool:
    """Whether two events may be of one day. One that is counted from the day of publication is another one in each copy."""
    if a.date is None or b.date is None or a.date == b.date:
        return True
    if "XXXX" in a.date + b.date:
        return _YEAR.sub("", a.date) == _YEAR.sub("", b.date)
    return a.text == b.text and not (a.stated and b.stated)


def _restore(db: Database, act: str) -> None:
    """Puts an act back that had gone because no event was of it."""
    (said,) = db.conn.execute("select \"row\" from contributions where shared = 'acts' and id = ? limit 1", (act,)).fetchone()
    row = json.loads(said)
    columns = ", ".join(schema.BY_NAME["acts"].names[: len(row)])
    db.conn.execute(f"insert or ignore into acts ({columns}) values ({', '.join('?' * len(row))})", row)


def count_reports(db: Database) -> None:
    """Counts how many articles and sites report each act; in the caller's transaction."""
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


def _cover(db: Database) -> None:
    """Counts what was found, fetched, relevant, built and refused by site and month of publication; of pages that do not say it under no month."""
    from pipeline.parse import load_site, site_id

    found = """
        select site, substr(published, 1, 7), count(*), count(warc_file), sum(reading is 'built') from addresses where role = 'article' group by 1, 2
    """
    counts: dict[tuple[str | None, str | None], list[int | None]] = {}
    for site, month, *crawled in db.conn.execute(found):
        counts[site, month] = [*crawled, 0, 0]
    for site, month, built in db.conn.execute("select site, substr(published, 1, 7), count(*) from articles group by 1, 2"):
        counts.setdefault((site, month), [None, None, None, 0, 0])[3] = built
    known = {site for (site,) in db.conn.execute("select id from sites")}
    for (url,) in db.conn.execute("select url from rejected"):
        site = site_id(url, load_site(url))
        # of a host that nothing was read from there is no row of `sites`
        row = counts.setdefault((site if site in known else None, None), [None, None, None, 0, 0])
        row[4] = (row[4] or 0) + 1
    db.conn.execute("delete from coverage")
    rows = [(site, month, *numbers) for (site, month), numbers in counts.items()]
    rows.sort(key=lambda row: (row[0] or "", row[1] or ""))
    db.conn.executemany("insert into coverage (site, month, found, fetched, relevant, built, rejected) values (?, ?, ?, ?, ?, ?, ?)", rows)
