"""Reading: what our pages show, as pure functions from a database to frozen rows.

Acts are counted once (table `acts`), with the number of articles that report them beside. Lists are cut at a length that a reader reads.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pipeline import fulltext, schema

# rows of a list on a page that has several, acts of one page of a timeline, and figures that a chart and a table can bear
SHORT, PAGE, FIGURES = 10, 25, 200
# sentences with some words among which figures are looked for
_LOOKED = 20_000
# the order in which those at an act are named
_ROLES = ("chairs", "directs", "reports", "attends")

Row = TypeVar("Row")


# --- rows ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article in a list."""

    id: int
    title: str
    site: str | None
    province: str | None
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document in a list, with how many acts about it and articles on these there are; `words` name it where nothing else does."""

    id: str
    kind: str | None
    symbol: str | None
    title: str | None
    words: str | None
    issued: str | None
    acts: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document; `verified` is 1 where a source was seen that confirms the row."""

    id: str
    kind: str | None
    symbol: str | None
    title: str | None
    issued: str | None
    issuer: str | None
    term: str | None
    level: str | None
    province: str | None
    part_of: str | None
    origin: str
    verified: int
    source_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Words by which articles cite a document, and in how many articles they do."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a body did, once; `status` are those that articles give it, `held` where any says that it took place."""

    id: str
    kind: str
    organization: str | None
    level: str | None
    province: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    documents: str | None
    status: str
    articles: int

    @property
    def held(self) -> bool:
        """Whether an article says that it took place, and not only that it is planned or asked for."""
        return "held" in self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The sentence in which one article reports an act; `start` and `end` are where the event's words stand in it."""

    act_id: str
    event_id: str
    article_id: int
    title: str
    site: str | None
    url: str
    published: str | None
    position: int
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A person at an act, with the posts that an article gives, and the sentence that gives them."""

    act_id: str
    official_id: str
    name: str
    role: str
    posts: str | None
    article_id: int
    position: int | None
    sentence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its sentence; `act_id` is the act whose article states it, `of_act` 1 where the number is reported for that act itself."""

    id: str
    text: str
    amount: float | None
    measure: str | None
    subject: str | None
    period: str | None
    target: int
    province: str | None
    published: str | None
    article_id: int
    position: int
    sentence: str
    start: int
    end: int
    act_id: str | None = None
    of_act: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A post that a person is said to hold, with the first and last day on which an article says so."""

    official_id: str
    name: str
    position: str | None
    organization: str | None
    province: str | None
    former: int
    first: str | None
    last: str | None
    articles: int
    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many articles there are of something, such as a month; its name is None where they do not say."""

    name: str | None
    articles: int


def _rows(db: sqlite3.Connection, of: Callable[..., Row], sql: str, *values: object) -> tuple[Row, ...]:
    """The rows of an answer, their columns given by name."""
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return tuple(of(**dict(zip(names, row, strict=True))) for row in cursor)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


# --- documents -------------------------------------------------------------------------------------------------

_ENTRY = """
select d.id, d.kind, d.symbol, d.title, case when d.title is null then (select min(text) from citations where document_id = d.id) end as words,
  d.issued, count(distinct e.act_id) as acts, count(distinct e.article_id) as articles
from documents d
left join events e on e.document_id = d.id
"""


def most_acted(db: sqlite3.Connection, count: int = SHORT) -> tuple[Entry, ...]:
    """The documents about which most acts are reported, among those with most events; none of which only plans are."""
    return tuple(entry for entry in entries(db, busiest(db, None, 3 * count)) if entry.acts)[:count]


def busiest(db: sqlite3.Connection, among: Sequence[str] | None, count: int) -> list[str]:
    """The ids of the documents with most events, of all or among some; those without any come last."""
    counts = dict(db.execute("select document_id, count(*) from events where document_id is not null group by document_id").fetchall())
    return sorted(counts if among is None else among, key=lambda name: (-counts.get(name, 0), name))[:count]


def entries(db: sqlite3.Connection, ids: Sequence[str]) -> tuple[Entry, ...]:
    """Documents by their ids, those about which most acts are reported first."""
    if not ids:
        return ()
    return _rows(
        db, Entry, f"{_ENTRY} where d.id in ({_marks(ids)}) group by d.id order by acts desc, articles desc, d.issued desc, d.id", *ids
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A document with what it is called by."""

    id: str
    kind: str | None
    symbol: str | None
    title: str | None
    words: str | None
    issued: str | None


def named(db: sqlite3.Connection, ids: Iterable[str]) -> Mapping[str, Named]:
    """Id → the document, for those that are there."""
    asked = sorted(set(ids))
    sql = f"""select id, kind, symbol, title, case when title is null then (select min(text) from citations where document_id = d.id) end as words, issued
    from documents d where id in ({_marks(asked)})"""
    return {row.id: row for row in _rows(db, Named, sql, *asked)}


def document(db: sqlite3.Connection, name: str) -> Document | None:
    """The document with an id, None where there is none."""
    columns = ", ".join(Document.__dataclass_fields__)
    return next(iter(_rows(db, Document, f"select {columns} from documents where id = ?", name)), None)


def parts(db: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """The ids of the documents that a plenum or package consists of; none where it is no package."""
    return tuple(row[0] for row in db.execute("select id from documents where part_of = ? order by id", (name,)))


def aliases(db: sqlite3.Connection, name: str, count: int = SHORT) -> tuple[Alias, ...]:
    """The words by which articles cite a document, the commonest first."""
    sql = "select text, count(distinct article_id) as articles from citations where document_id = ? and text is not null group by text order by articles desc, text limit ?"
    return _rows(db, Alias, sql, name, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Another document that articles say acts on this one, or that this one acts on (`outward` 1)."""

    type: str
    outward: int
    document_id: str
    articles: int
    article_id: int
    position: int


def relations(db: sqlite3.Connection, name: str, count: int = 2 * SHORT) -> tuple[Relation, ...]:
    """The documents that articles say implement, amend, replace or review one, or that it does."""
    halves = [
        f"select r.type, {outward} as outward, r.{other} as document_id, r.article_id, s.position from document_relations r "
        f"join sentences s on s.id = r.sentence_id where r.{own} = ?"
        for outward, own, other in ((0, "to_id", "from_id"), (1, "from_id", "to_id"))
    ]
    sql = (
        "select type, outward, document_id, count(distinct article_id) as articles, min(article_id) as article_id, position "
        f"from ({' union all '.join(halves)}) group by type, outward, document_id order by outward, articles desc, document_id limit ?"
    )
    return _rows(db, Relation, sql, name, name, count)


# --- acts ------------------------------------------------------------------------------------------------------

_ACT = """
select a.id, a.kind, a.organization, a.level, a.province, a.date, a.earliest, a.latest,
  group_concat(distinct e.document_id) as documents, group_concat(distinct e.status) as status, count(distinct e.article_id) as articles
"""


def acts_about(db: sqlite3.Connection, documents: Sequence[str]) -> tuple[Act, ...]:
    """The acts about any of some documents, the earliest first, those without a day last."""
    sql = f"{_ACT} from events e join acts a on a.id = e.act_id where e.document_id in ({_marks(documents)}) group by a.id order by a.earliest is null, a.earliest, a.id"
    return _rows(db, Act, sql, *documents)


def acts_of(db: sqlite3.Connection, ids: Sequence[str]) -> tuple[Act, ...]:
    """Acts by their ids, the latest first."""
    sql = f"{_ACT} from acts a join events e on e.act_id = a.id where a.id in ({_marks(ids)}) group by a.id order by a.earliest is null, a.earliest desc, a.id"
    return _rows(db, Act, sql, *ids)


def acts_in(db: sqlite3.Connection, province: str, count: int = 2 * SHORT) -> tuple[Act, ...]:
    """The latest acts of a province."""
    sql = "select id from acts where province = ? order by earliest is null, earliest desc, id limit ?"
    return acts_of(db, [row[0] for row in db.execute(sql, (province, count))])


def latest_acts(db: sqlite3.Connection, count: int = SHORT) -> tuple[Act, ...]:
    """The latest acts of all that have a day."""
    return acts_of(
        db, [row[0] for row in db.execute("select id from acts where earliest is not null order by earliest desc, id limit ?", (count,))]
    )


def reports(db: sqlite3.Connection, acts: Sequence[str], documents: Sequence[str] = ()) -> Mapping[str, tuple[Report, ...]]:
    """Act → the sentences that report it, one an article, the earliest article first; of some documents only, where these are given."""
    about = f"and e.document_id in ({_marks(documents)})" if documents else ""
    sql = f"""
    select e.act_id, min(e.id) as event_id, e.article_id, a.title, a.site, a.url, a.published, s.position, coalesce(s.text, '') as sentence,
      e.start - s.start as start, e.end - s.start as end
    from events e join articles a on a.id = e.article_id join sentences s on s.id = e.sentence_id
    where e.act_id in ({_marks(acts)}) {about}
    group by e.act_id, e.article_id
    order by a.duplicate_of is not null, a.published is null, a.published, a.id
    """
    return _by_act(_rows(db, Report, sql, *acts, *documents), lambda report: report.act_id)


def presences(db: sqlite3.Connection, acts: Sequence[str]) -> Mapping[str, tuple[Presence, ...]]:
    """Act → who was there, those who chaired first, with their posts as the articles give them."""
    sql = f"""
    select w.act_id, w.official_id, w.name, w.role, w.posts, w.article_id, n.position, coalesce(n.text, '') as sentence from (
      select e.act_id, x.official_id, o.name, x.role,
        (select group_concat(position, ', ') from (select p.position from posts p
          where p.article_id = e.article_id and p.official_id = o.id and p.position is not null order by p.start, p.id)) as posts,
        min(e.article_id) as article_id, o.name_folded as folded,
        (select min(p.sentence_id) from posts p where p.article_id = e.article_id and p.official_id = o.id) as sentence_id
      from events e join event_officials x on x.event_id = e.id join officials o on o.id = x.official_id
      where e.act_id in ({_marks(acts)})
      group by e.act_id, x.official_id, x.role) w
    left join sentences n on n.id = w.sentence_id
    order by case w.role {" ".join(f"when '{role}' then {number}" for number, role in enumerate(_ROLES))} else {len(_ROLES)} end, w.folded, w.official_id
    """
    return _by_act(_rows(db, Presence, sql, *acts), lambda presence: presence.act_id)


_FIGURE = """s.id, coalesce(s.text, s.amount, '') as text, s.amount, s.measure, s.subject, s.period, s.target, a.province, substr(a.published, 1, 10) as published, s.article_id,
  n.position, coalesce(n.text, '') as sentence, s.start - n.start as start, s.end - n.start as end"""


def figures_of(db: sqlite3.Connection, acts: Sequence[str]) -> Mapping[str, tuple[Figure, ...]]:
    """Act → the numbers in the articles that report it, those reported for the act itself first; copies of an article are left out."""
    sql = f"""
    select {_FIGURE}, w.act_id, max(s.event_id is not null and s.event_id = w.id) as of_act
    from events w join articles a on a.id = w.article_id and +a.duplicate_of is null
    join statistics s on s.article_id = w.article_id join sentences n on n.id = s.sentence_id
    where w.act_id in ({_marks(acts)})
    group by w.act_id, s.id
    having of_act or s.event_id is null
    order by of_act desc, s.article_id, s.start, s.id
    """
    return _by_act(_rows(db, Figure, sql, *acts), lambda figure: figure.act_id or "")


def _by_act(rows: Iterable[Row], act: Callable[[Row], str]) -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(act(row), []).append(row)
    return {name: tuple(of_act) for name, of_act in found.items()}


# --- the country -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """The first act held in a province about a document, and how many acts and articles there are.

    `days` are those from its issue to the first day that the act may be of, None where a day is missing; `exact` is 1 where the act's day is known.
    """

    province: str
    earliest: str | None
    days: int | None
    exact: int
    acts: int
    articles: int


def firsts(acts: Iterable[Act], issued: str | None, place: Callable[[str], str | None] = lambda province: province) -> Mapping[str, First]:
    """Province → the first of the acts held there; `place` says under which province one is counted, None leaves it out."""
    found: dict[str, First] = {}
    for act in acts:
        if not act.held or not act.province or not (province := place(act.province)):
            continue
        known = found.get(province)
        # a day that is bounded on one side only may lie decades off
        begins = act.earliest if act.latest else None
        leads = known is None or (begins or "~") < (known.earliest or "~")
        earliest = begins if leads or known is None else known.earliest
        found[province] = First(
            province=province,
            earliest=earliest,
            days=days_between(issued, earliest),
            exact=int(act.earliest == act.latest) if leads or known is None else known.exact,
            acts=(known.acts if known else 0) + 1,
            articles=(known.articles if known else 0) + act.articles,
        )
    return found


def days_between(first: str | None, last: str | None) -> int | None:
    """The days from one day to another in ISO 8601, None where either is not known to the day.

    >>> days_between("2017-10-25", "2017-12-06"), days_between("2018", "2018-07-12")
    (42, None)
    """
    if not first or not last or len(first) < 10 or len(last) < 10:
        return None
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days


def covered(db: sqlite3.Connection) -> frozenset[str]:
    """The provinces of which anything was read: an article about them, or a site of theirs that was crawled or built."""
    sql = """
    select id from provinces p where exists (select 1 from articles where province = p.id)
    union select s.province from sites s where s.province is not null and exists (select 1 from coverage c where c.site = s.id and c.built > 0)
    """
    visited = "union select s.province from sites s join visits v on v.site = s.id where s.province is not null"
    return frozenset(row[0] for row in db.execute(sql + visited if has_crawl(db) else sql))


def has_crawl(db: sqlite3.Connection) -> bool:
    """Whether the file has the tables of the crawl and of corrections, which those of the first schema lack."""
    return db.execute("select 1 from sqlite_master where name = 'visits'").fetchone() is not None


def articles_by_province(db: sqlite3.Connection) -> Mapping[str, int]:
    """Province → number of articles about it."""
    return dict(db.execute("select province, count(*) from articles where province is not null group by province").fetchall())


def names(db: sqlite3.Connection) -> Mapping[str, str]:
    """Id of a province → its name."""
    return dict(db.execute("select id, name from provinces").fetchall())


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province: its days, and what it went into."""

    id: str
    name: str
    kind: str | None
    valid_from: str | None
    valid_to: str | None
    merged_into: str | None
    region: str | None


def province(db: sqlite3.Connection, name: str) -> Province | None:
    """The province with an id, None where there is none."""
    columns = ", ".join(Province.__dataclass_fields__)
    return next(iter(_rows(db, Province, f"select {columns} from provinces where id = ?", name)), None)


def merged_from(db: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """The provinces that went into one."""
    return tuple(row[0] for row in db.execute("select id from provinces where merged_into = ? order by id", (name,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site of a province with the number of its articles."""

    id: str
    name: str
    articles: int


def sites_of(db: sqlite3.Connection, name: str) -> tuple[Site, ...]:
    """The sites of a province, those first of which most was read."""
    sql = """select s.id, s.name, (select count(*) from articles where site = s.id) as articles
    from sites s where s.province = ? order by articles desc, s.id"""
    return _rows(db, Site, sql, name)


def documents_in(db: sqlite3.Connection, name: str, count: int = 2 * SHORT) -> tuple[Entry, ...]:
    """The documents about which a province acted, the acts counted being those of the province."""
    sql = f"{_ENTRY.replace('left join', 'join')} join acts a on a.id = e.act_id where a.province = ? group by d.id order by acts desc, articles desc, d.id limit ?"
    return _rows(db, Entry, sql, name, count)


def holders_in(db: sqlite3.Connection, name: str, count: int = 3 * SHORT) -> tuple[Holding, ...]:
    """Who holds posts in a province, the last seen first: a row a person, with the post seen last."""
    sql = """
    select p.official_id, o.name, p.position, p.organization, p.province, p.former, min(substr(a.published, 1, 10)) as first,
      max(substr(a.published, 1, 10)) as last, count(distinct p.article_id) as articles, min(p.article_id) as article_id
    from posts p join officials o on o.id = p.official_id join articles a on a.id = p.article_id
    where p.province = ? and p.position is not null group by p.official_id
    order by last is null, last desc, o.name_folded, o.id limit ?
    """
    return _rows(db, Holding, sql, name, count)


# --- articles --------------------------------------------------------------------------------------------------

_HEADLINE = "select id, title, site, province, published from articles"


def newest(db: sqlite3.Connection, *, province: str | None = None, count: int = SHORT) -> tuple[Headline, ...]:
    """The newest articles, of a province where one is given; copies are left out."""
    where = "and province = ?" if province else ""
    values = (province,) if province else ()
    # those without a day come last in this order, without a sort: NULL is the least
    return _rows(db, Headline, f"{_HEADLINE} where +duplicate_of is null {where} order by published desc, id desc limit ?", *values, count)


def months(db: sqlite3.Connection, province: str | None = None) -> tuple[Count, ...]:
    """How many articles were published in each month that has any, the months in order."""
    where, values = ("and province = ?", (province,)) if province else ("", ())
    sql = f"select substr(published, 1, 7) as name, count(*) as articles from articles where published is not null {where} group by 1 order by 1"
    return _rows(db, Count, sql, *values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is in the database."""

    articles: int
    undated: int
    sites: int
    provinces: int
    acts: int
    documents: int
    officials: int


def totals(db: sqlite3.Connection) -> Totals:
    """How many articles, sites with articles, provinces covered, acts, documents cited and persons there are."""
    sql = """
    select (select count(*) from articles) as articles, (select count(*) from articles where published is null) as undated,
      (select count(*) from sites s where exists (select 1 from articles where site = s.id)) as sites,
      (select count(*) from provinces p where exists (select 1 from articles where province = p.id)) as provinces,
      (select count(*) from acts) as acts,
      (select count(*) from documents d where exists (select 1 from citations where document_id = d.id)) as documents,
      (select count(*) from officials) as officials
    """
    return _rows(db, Totals, sql)[0]


def last_run(db: sqlite3.Connection) -> tuple[str, str, str | None] | None:
    """The command, start and outcome of the last run that wrote to the file."""
    found = db.execute("select command, started, outcome from runs order by id desc limit 1").fetchone()
    return tuple(found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article with its text, None in a public copy, and the place of its page in the archive."""

    id: int
    url: str
    site: str | None
    site_name: str | None
    title: str
    author: str | None
    section: str | None
    published: str | None
    published_from: str | None
    province: str | None
    republished_from: str | None
    duplicate_of: int | None
    body: str | None
    content_hash: str
    fetched: str | None
    warc_file: str | None
    warc_offset: int | None
    program: str | None


def article(db: sqlite3.Connection, number: int) -> Article | None:
    """The article with an id, None where there is none."""
    columns = ", ".join(f"a.{name}" for name in Article.__dataclass_fields__ if name != "site_name")
    sql = f"select {columns}, s.name as site_name from articles a left join sites s on s.id = a.site where a.id = ?"
    return next(iter(_rows(db, Article, sql, number)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Where a sentence of an article stands in its body; a public copy has the words of some."""

    position: int
    start: int
    end: int
    part: str
    text: str | None


def sentences(db: sqlite3.Connection, number: int) -> tuple[Sentence, ...]:
    """The sentences of an article in order."""
    return _rows(db, Sentence, "select position, start, end, part, text from sentences where article_id = ? order by position", number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of an article that were read: the table and key of the row, its rule, and what it was read as."""

    table: str
    key: str
    start: int
    end: int
    text: str
    rule: str
    value: str | None
    kind: str | None
    leads_to: str | None


# table → what was read, a kind to name it by, and the id of the row that our pages have a page of
_MENTIONS = {
    "citations": ("coalesce(f.document_id, f.symbol)", "f.kind", "f.document_id"),
    "posts": ("coalesce(f.position, f.name)", "f.role", "f.official_id"),
    "dates": ("f.value", "f.type", "null"),
    "events": ("f.date", "f.kind", "f.document_id"),
    "statistics": ("f.text", "f.measure", "f.measure"),
    "document_relations": ("f.from_id || ' → ' || f.to_id", "f.type", "f.to_id"),
}


def mentions(db: sqlite3.Connection, number: int) -> tuple[Mention, ...]:
    """Everything that was read in an article, in the order of its words; short forms that could not be resolved among it."""
    selects = [
        f"select '{table}' as \"table\", f.id as key, f.start, f.end, coalesce(f.text, '') as text, f.rule, {value} as value, {kind} as kind, {leads} as leads_to "
        f"from {table} f where f.article_id = ?"
        for table, (value, kind, leads) in _MENTIONS.items()
    ]
    selects.append(
        "select 'unresolved', article_id || ',' || start || ',' || end, start, end, coalesce(text, ''), reason, reason, null, null from unresolved where article_id = ?"
    )
    return _rows(db, Mention, f"{' union all '.join(selects)} order by start, end desc, 1, 2", *(number,) * len(selects))


# --- officials -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A person, and why the mentions are taken for one."""

    id: str
    name: str
    basis: str | None


def official(db: sqlite3.Connection, name: str) -> Official | None:
    """The person with an id, None where there is none."""
    return next(iter(_rows(db, Official, "select id, name, basis from officials where id = ?", name)), None)


def holdings(db: sqlite3.Connection, name: str) -> tuple[Holding, ...]:
    """The posts of a person, the last seen first; without the articles that give none."""
    sql = """
    select p.official_id, o.name, p.position, p.organization, p.province, p.former, min(substr(a.published, 1, 10)) as first,
      max(substr(a.published, 1, 10)) as last, count(distinct p.article_id) as articles, min(p.article_id) as article_id
    from posts p join officials o on o.id = p.official_id join articles a on a.id = p.article_id
    where p.official_id = ? and p.position is not null group by p.position, p.organization, p.province, p.former
    order by last is null, last desc, first desc, min(p.start)
    """
    return _rows(db, Holding, sql, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part that a person had in an act."""

    act_id: str
    role: str


def parts_of(db: sqlite3.Connection, name: str, count: int = PAGE) -> tuple[Part, ...]:
    """The acts at which a person was, the latest first, with the part had in each."""
    sql = """
    select e.act_id, x.role from event_officials x join events e on e.id = x.event_id
    where x.official_id = ? and e.act_id is not null group by e.act_id, x.role order by max(e.earliest) is null, max(e.earliest) desc, e.act_id limit ?
    """
    return _rows(db, Part, sql, name, count)


def articles_naming(db: sqlite3.Connection, name: str, count: int = 2 * SHORT) -> tuple[Headline, ...]:
    """The newest articles that name a person."""
    sql = f"{_HEADLINE} where id in (select article_id from posts where official_id = ?) order by published is null, published desc, id limit ?"
    return _rows(db, Headline, sql, name, count)


# --- figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure, such as % or người, and how many numbers have it."""

    name: str
    figures: int


def measures(db: sqlite3.Connection, count: int = 40) -> tuple[Measure, ...]:
    """The commonest measures."""
    sql = "select measure as name, count(*) as figures from statistics where measure is not null group by measure order by figures desc, measure limit ?"
    return _rows(db, Measure, sql, count)


def figures(db: sqlite3.Connection, *, measure: str, about: str = "", province: str = "") -> tuple[Figure, ...]:
    """The newest numbers of a measure, at most so many as a page can bear: those whose sentence has every word of `about`, with diacritics or without."""
    where, values = ("and a.province = ?", [measure, province]) if province else ("", [measure])
    if about and has_full_text(db):
        found = f"(select rowid from sentences_fts where sentences_fts match ? limit {_LOOKED}) f cross join statistics s on s.sentence_id = f.rowid"
        source, values = f"{found} join articles a on a.id = s.article_id", [fulltext.quoted(about), *values]
    elif about:
        # a public copy has few sentences of an article, and no full text of them
        source, values = "statistics s cross join articles a on a.id = s.article_id", [measure, *values[1:], about]
        where += " and instr(n.text, ?)"
    elif _common(db, measure):
        # articles first, by day: such numbers are met soon, and nothing need be sorted
        source = "articles a cross join statistics s on s.article_id = a.id"
    else:
        source = "statistics s cross join articles a on a.id = s.article_id"
    sql = f"""
    select {_FIGURE} from {source} join sentences n on n.id = s.sentence_id
    where s.measure = ? and +a.duplicate_of is null {where} order by a.published desc, a.id desc limit {FIGURES}
    """
    return _rows(db, Figure, sql, *values)


def has_full_text(db: sqlite3.Connection) -> bool:
    """Whether sentences can be searched: not those of a public copy."""
    return bool(db.execute("select 1 from sqlite_master where name = ?", (fulltext.SENTENCES.name,)).fetchone())


def _common(db: sqlite3.Connection, measure: str) -> bool:
    """Whether more than a few thousand numbers have a measure."""
    (count,) = db.execute("select count(*) from (select 1 from statistics where measure = ? limit 5000)", (measure,)).fetchone()
    return bool(count == 5000)


# --- behind a fact ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Words that a rule read, and the sentence in which they stand."""

    id: str
    article_id: int
    position: int
    sentence: str
    start: int
    end: int


def places(db: sqlite3.Connection, table: str, rule: str, count: int = SHORT) -> tuple[Place, ...]:
    """Some of the words that a rule read, the first in the order of their ids; `table` is one of facts."""
    sql = f"""
    select f.id, f.article_id, s.position, s.text as sentence, f.start - s.start as start, f.end - s.start as end
    from {schema.BY_NAME[table].name} f join sentences s on s.id = f.sentence_id where f.rule = ? limit ?
    """
    return _rows(db, Place, sql, rule, count)


def row(db: sqlite3.Connection, table: str, key: str) -> Mapping[str, object] | None:
    """The columns of a row that say something, None where there is none; `table` is one of those with an `id`."""
    cursor = db.execute(f"select * from {schema.BY_NAME[table].name} where id = ?", (key,))
    names = [column[0] for column in cursor.description]
    found = cursor.fetchone()
    return None if found is None else {name: value for name, value in zip(names, found, strict=True) if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A line of corrections.csv that is about a row, and how many rows it changed."""

    file: str
    line: int
    action: str
    to: str | None
    note: str | None
    rows: int


def corrections_of(db: sqlite3.Connection, table: str, key: str) -> tuple[Corrected, ...]:
    """The lines that are applied to a row, those that make others of it included."""
    if not has_crawl(db):
        return ()
    sql = 'select file, line, action, "to", note, rows from corrections where "table" = ? and ? in (id, "to") and unmatched is null order by file, line'
    return _rows(db, Corrected, sql, table, key)
