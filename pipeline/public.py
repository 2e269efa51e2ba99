"""Public: makes a copy of a database one that may be passed on: facts and the sentences that carry them, no whole texts, no private persons.

What is decided here, and what a lawyer must decide, stands in docs/rights.md.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlite_utils import Database

from pipeline import correct, database, fulltext, schema
from pipeline.errors import DatabaseError, InputError
from pipeline.merge import count_reports
from pipeline.standing import is_public

MARK = "public"
# of an article besides its headline: so many sentences at most, and no more than this part of its words
SENTENCES, SHARE = 10, 1 / 3
# tables of facts, those first whose sentences are kept before others
_FACTS = ("events", "document_relations", "citations", "statistics", "posts", "dates")
# tables of which no row is passed on: texts, addresses of pages about other things, and what only the program needs
_EMPTIED = (
    "revisions",
    "addresses",
    "fetches",
    "rejected",
    *(table.name for table in schema.TABLES if not table.public),
)
# what facts say in words of their own making or the article's, in which a name may stand
_FREE = {
    "events": ("organization", "place"),
    "statistics": ("subject",),
    "posts": ("organization", "position"),
    "citations": ("title", "issuer"),
}
_CARRIED = " union all ".join(f"select sentence_id, {place} as place from {table}" for place, table in enumerate(_FACTS))
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;/–&()]|\s-\s|\svà\s)\s*")


def is_marked(db: Database) -> bool:
    """Whether a database says that it is a public one: nothing can be built into it, since what it was made of is gone."""
    return db.conn.execute("select 1 from meta where key = ?", (MARK,)).fetchone() is not None


def is_reduced(db: Database) -> bool:
    """Whether a database is a public one: marked as such, and in fact without texts and full text."""
    index = [name for index in fulltext.INDEXES for name in (index.name, index.view) if db[name].exists()]
    texts = "select exists (select 1 from articles where coalesce(body, lead, author) is not null) + exists (select 1 from sentences where segmented is not null)"
    return is_marked(db) and not index and db.conn.execute(texts).fetchone() == (0,)


def check(path: Path) -> None:
    """Raises DatabaseError unless the database at `path` is a public one."""
    with database.read(path) as db:
        if not is_reduced(db):
            raise DatabaseError(
                f"{path}: it holds whole texts, which may not be passed on; `nghiquyet export --public --snapshot` makes a copy without"
            )


def reduce(path: Path) -> None:
    """Makes the database at `path` a public one, in place; what is taken out is nowhere left in the file.

    Raises InputError, nothing changed, where a line of corrections suppresses what is not there: it may stand under another id.
    """
    with database.write(path) as db:
        withdrawn = _suppressed(db)
        private = _private(db) | set(withdrawn.get("officials", ()))
        hidden = _Hidden(_names(db, withdrawn.get("officials", ())), _names_by_article(db, private))
        with database.transaction(db):
            db.conn.execute("pragma defer_foreign_keys = on")
            _drop_articles(db, withdrawn.get("articles", ()))
            for table in (*_FACTS, "officials"):
                correct.take_out(db, table, sorted(private) if table == "officials" else withdrawn.get(table, ()))
            _keep_quoted(db, _quoted(db, hidden) - set(map(int, withdrawn.get("sentences", ()))))
            _blank_articles(db, hidden)
            _blank_words(db, hidden)
            _blank_acts(db, hidden)
            _empty(db)
            count_reports(db)
            db.conn.execute("insert or replace into meta values (?, 'yes')", (MARK,))
        # without it what was deleted could still be read in the free pages of the file
        db.conn.execute("vacuum")


# --- who and what is withheld ---


def _suppressed(db: Database) -> Mapping[str, Sequence[str]]:
    """Table → the ids that corrections withhold; a person who was merged into another stands for that one."""
    sql = "select file, line, [table], id, unmatched from corrections where action = 'suppress' order by file, line"
    merged = dict(db.conn.execute("select id, [to] from corrections where action = 'merge' and unmatched is null").fetchall())
    found: dict[str, list[str]] = {}
    for file, line, table, row_id, unmatched in db.conn.execute(sql):
        if unmatched:
            raise InputError(f"{file}:{line}: suppress {table} {row_id}: {unmatched}; give the id that it has now, or take the line out")
        while table == "officials" and row_id in merged:
            row_id = merged[row_id]
        found.setdefault(table, []).append(row_id)
    return found


def _private(db: Database) -> set[str]:
    """The ids of the persons to whom no article gives a public post."""
    public = {
        row[0] for row in db.conn.execute("select distinct official_id, position, role, organization from posts") if is_public(*row[1:])
    }
    return {row[0] for row in db.conn.execute("select id from officials")} - public


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Names that no text may hold: some in no article, some, such as its byline, in one article."""

    everywhere: frozenset[str]
    within: Mapping[int, frozenset[str]]

    def named(self, article: int, text: str) -> bool:
        """Whether a text of an article holds one of them."""
        return any(name in text for name in (*self.everywhere, *self.within.get(article, ())))


def _names(db: Database, officials: Sequence[str]) -> frozenset[str]:
    """The names of some persons in all their spellings."""
    sql = "select id, name from officials union select official_id, name from posts where name is not null"
    return frozenset(name for row_id, name in db.conn.execute(sql) if row_id in officials)


def _names_by_article(db: Database, private: set[str]) -> Mapping[int, frozenset[str]]:
    """Article → the names of its authors, and of those persons in it who are private."""
    found: dict[int, set[str]] = {}
    for article, name, official in db.conn.execute("select article_id, name, official_id from posts where name is not null"):
        if official in private:
            found.setdefault(article, set()).add(name)
    for article, author in db.conn.execute("select id, author from articles where author is not null"):
        found.setdefault(article, set()).update(filter(None, _BETWEEN_NAMES.split(author.strip())))
    return {article: frozenset(names) for article, names in found.items()}


# --- what is kept of the texts ---


def _quoted(db: Database, hidden: _Hidden) -> set[int]:
    """The ids of the sentences whose words are kept."""
    sql = f"""
        select s.article_id, a.words, s.part, s.id, s.text from sentences s
        join (select sentence_id, min(place) as place from ({_CARRIED}) group by sentence_id) c on c.sentence_id = s.id
        join articles a on a.id = s.article_id
        where s.part <> 'caption'
        order by s.article_id, s.part <> 'title', c.place, s.position
    """
    kept: set[int] = set()
    for (article, words), rows in groupby(db.conn.execute(sql), key=itemgetter(0, 1)):
        kept.update(within_cap(((row[2] == "title", row[3], row[4]) for row in rows if not hidden.named(article, row[4])), words * SHARE))
    return kept


def within_cap(sentences: Iterable[tuple[bool, int, str]], room: float) -> Iterator[int]:
    """The ids of the headline and of as many (title, id, text) as the cap lets through, in their order; `room` is in words."""
    left = SENTENCES
    for is_title, row_id, text in sentences:
        words = 0 if is_title else len(text.split())
        if is_title or (left and words <= room):
            left, room = left - (not is_title), room - words
            yield row_id


def _keep_quoted(db: Database, quoted: set[int]) -> None:
    """Takes away sentences without facts, the words of those that are not quoted and of the facts in them, and every segmentation."""
    db.conn.execute("create temp table quoted (id integer primary key)")
    db.conn.executemany("insert into quoted values (?)", ((row_id,) for row_id in quoted))
    db.conn.execute(f"delete from sentences where id not in (select sentence_id from ({_CARRIED}))")
    db.conn.execute("update sentences set segmented = null, text = case when id in (select id from quoted) then text end")
    for table in _FACTS:
        db.conn.execute(f"update {table} set text = null where sentence_id not in (select id from quoted)")
    within = (
        "select 1 from sentences s where s.article_id = u.article_id and s.text is not null and s.start <= u.start and s.[end] >= u.[end]"
    )
    db.conn.execute(f"update unresolved as u set text = null where not exists ({within})")
    db.conn.execute("drop table quoted")


def _blank_articles(db: Database, hidden: _Hidden) -> None:
    """Empties the texts and bylines of articles, and headlines that name whom they may not."""
    db.conn.execute("update articles set body = null, lead = null, author = null")
    titles = db.conn.execute("select id, title from articles where title is not null").fetchall()
    db.conn.executemany("update articles set title = null where id = ?", ((row[0],) for row in titles if hidden.named(*row)))


def _blank_words(db: Database, hidden: _Hidden) -> None:
    """Empties what facts say in free words where these name whom they may not: a body “led by” somebody, a subject with a name in it."""
    for table, columns in _FREE.items():
        for column in columns:
            said = db.conn.execute(f"select id, article_id, {column} from {table} where {column} is not null").fetchall()
            gone = ((row_id,) for row_id, article, words in said if hidden.named(article, words))
            db.conn.executemany(f"update {table} set {column} = null where id = ?", gone)


def _blank_acts(db: Database, hidden: _Hidden) -> None:
    """Does the same for acts; one whose id is made of such words gets the hash of it for an id."""
    sql = "select distinct e.article_id, a.id, a.organization from acts a join events e on e.act_id = a.id where a.organization is not null"
    named = {row_id for article, row_id, words in db.conn.execute(sql) if hidden.named(article, words)}
    for row_id in sorted(named):
        other = f"act.{sha256(row_id.encode()).hexdigest()[:16]}"
        db.conn.execute("update acts set id = ?, organization = null where id = ?", (other, row_id))
        db.conn.execute("update events set act_id = ? where act_id = ?", (other, row_id))
    # what an article alone says of an act is an id made of the same words
    db.conn.execute("update events set said_act = null where said_act not in (select id from acts)")


# --- what goes ---


def _drop_articles(db: Database, ids: Sequence[str]) -> None:
    """Takes articles out with their copies and everything that they state."""
    gone = "select id from articles where id in (select value from json_each(?1)) or duplicate_of in (select value from json_each(?1))"
    named = (json.dumps([int(row_id) for row_id in ids]),)
    db.conn.execute(f"delete from event_officials where event_id in (select id from events where article_id in ({gone}))", named)
    for table, column in schema.references("articles"):
        if table != "articles":
            db.conn.execute(f"delete from {table} where {column} in ({gone})", named)
    db.conn.execute(f"delete from articles where id in ({gone})", named)


def _empty(db: Database) -> None:
    """Takes out whole tables, the full text, acts of which nothing is left, and what corrections say of persons."""
    for table in _EMPTIED:
        db.conn.execute(f"delete from {table}")
    for index in fulltext.INDEXES:
        db.conn.execute(f"drop table if exists {index.name}")
        db.conn.execute(f"drop view if exists {index.view}")
    db.conn.execute("delete from acts where id not in (select act_id from events where act_id is not null)")
    db.conn.execute("delete from corrections where action = 'suppress' or [table] = 'officials'")
    db.conn.execute("update corrections set note = null, [by] = null")
