"""Find: what a reader's words lead to, among provinces, documents, persons, articles and sentences, with diacritics or without."""

import re
import sqlite3
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus import load
from corpus.registry import names
from corpus.text import fold, nfc
from pipeline import fulltext
from pipeline.serve.reading import SHORT, Entry, busiest, entries, has_full_text

# longer than any title: what is behind it tells nothing
LONGEST = 200
# so many of the matches that fit best, or were met first, are looked at: words that stand everywhere fit everywhere alike
_RANKED = 2000
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person in a list, with the number of articles that give a post, and the post given last."""

    id: str
    name: str
    position: str | None
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article or sentence with words around those that were asked for, these between \\x02 and \\x03."""

    article_id: int
    position: int | None
    title: str
    site: str | None
    published: str | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for some words, a short list of each."""

    words: str
    provinces: tuple[tuple[str, str], ...] = ()
    documents: tuple[Entry, ...] = ()
    persons: tuple[Person, ...] = ()
    articles: tuple[Hit, ...] = ()
    sentences: tuple[Hit, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.provinces or self.documents or self.persons or self.articles or self.sentences)


def find(db: sqlite3.Connection, words: str, *, count: int = SHORT) -> Found:
    """What any text leads to; nothing where it holds no letter or digit, no article and no sentence in a public copy."""
    words = " ".join(nfc(words)[:LONGEST].split())
    if not _WORD.search(words):
        return Found(words=words)
    full_text = has_full_text(db)
    return Found(
        words=words,
        provinces=provinces(words),
        documents=documents(db, words, count=count),
        persons=persons(db, words, count=count),
        articles=articles(db, words, count=count) if full_text else (),
        sentences=sentences(db, words, count=count) if full_text else (),
    )


def provinces(words: str) -> tuple[tuple[str, str], ...]:
    """Ids and names of the provinces that words are, or begin or end with: "Lạng Sơn", "tinh lang son"."""
    asked = f" {' '.join(_tokens(words))} "
    named = [(province.id, province.name, (province.name, *province.aliases)) for province in load.provinces()]
    return tuple((name, said) for name, said, spelled in named if any(f" {' '.join(_tokens(one))} " in asked for one in spelled))


def documents(db: sqlite3.Connection, words: str, *, count: int = SHORT) -> tuple[Entry, ...]:
    """The documents whose symbol, kind, title, issuer, plenum or other names hold all the words; those with that very symbol first, then by acts."""
    asked = set(_tokens(words))
    rows = db.execute("select id, symbol, kind, title, issuer, term, part_of from documents")
    fits = [row for row in rows if asked <= _tokens_of(row)]
    same = [row[0] for row in fits if _is(row, words)][:count]
    ids = [*same, *busiest(db, [row[0] for row in fits], count)]
    best = sorted(entries(db, ids), key=lambda entry: entry.id not in same)
    return tuple(best[:count])


def _is(row: tuple[str | None, ...], words: str) -> bool:
    """Whether the words name the very symbol of a document, or the id of one that has none."""
    return fold(row[1] or row[0] or "") in fold(words)


def _tokens_of(row: tuple[str | None, ...]) -> frozenset[str]:
    """The words that a document is found by: those of its columns, and of its other names where it is known beforehand."""
    known = names().get(row[0] or "", "")
    return _token_set(" ".join(filter(None, (*row, known))))


@lru_cache(maxsize=1 << 16)
def _token_set(text: str) -> frozenset[str]:
    return frozenset(_tokens(text))


def _tokens(text: str) -> list[str]:
    """The words of a text, folded, numbers without noughts before them.

    >>> _tokens("Nghị quyết số 03-NQ/TW")
    ['nghi', 'quyet', 'so', '3', 'nq', 'tw']
    """
    return [word.lstrip("0") or "0" for word in _WORD.findall(fold(text))]


def persons(db: sqlite3.Connection, words: str, *, count: int = SHORT) -> tuple[Person, ...]:
    """The persons whose name holds all the words, those first whom most articles name."""
    asked = [word for word in fold(words).split() if _WORD.search(word)]
    where = " and ".join(["instr(' ' || name_folded, ?)"] * len(asked))
    sql = f"""
    select id, name, (select p.position from posts p join articles a on a.id = p.article_id
        where p.official_id = o.id and p.position is not null order by a.published desc, p.start limit 1) as position,
      (select count(distinct article_id) from posts where official_id = o.id) as articles
    from officials o where {where} order by articles desc, name_folded, id limit ?
    """
    return tuple(
        Person(id=row[0], name=row[1], position=row[2], articles=row[3]) for row in db.execute(sql, (*(f" {w}" for w in asked), count))
    )


def articles(db: sqlite3.Connection, words: str, *, count: int = SHORT) -> tuple[Hit, ...]:
    """The articles that hold all the words, the best first, each with the words about the first of them; copies are left out."""
    sql = f"""
    select a.id, null, a.title, a.site, substr(a.published, 1, 10), a.body from
      (select rowid, bm25(articles_fts, 4.0, 1.0, 1.0, 0.5) as fit from articles_fts where articles_fts match ? order by fit limit {_RANKED}) f
    join articles a on a.id = f.rowid where +a.duplicate_of is null order by f.fit, a.id limit ?
    """
    asked = frozenset(_WORD.findall(fold(words)))
    return tuple(replace(one, words=excerpt(one.words, asked)) for one in _hits(db, sql, fulltext.quoted(words), count))


def sentences(db: sqlite3.Connection, words: str, *, count: int = SHORT) -> tuple[Hit, ...]:
    """The sentences that hold all the words, the newest first."""
    sql = f"""
    select a.id, s.position, a.title, a.site, substr(a.published, 1, 10), s.text
    from (select rowid from sentences_fts where sentences_fts match ? limit {_RANKED}) f
    join sentences s on s.id = f.rowid join articles a on a.id = s.article_id
    where +a.duplicate_of is null order by a.published desc, s.id limit ?
    """
    asked = frozenset(_WORD.findall(fold(words)))
    return tuple(replace(one, words=marked(one.words, asked)) for one in _hits(db, sql, fulltext.quoted(words), count))


def excerpt(text: str, words: Set[str], *, around: int = 90) -> str:
    """About so many characters on both sides of where the most of some folded words stand together, these marked.

    >>> excerpt("Tỉnh ủy họp. Sau đó là tổng kết nghị quyết.", {"tong", "ket"}, around=8)
    '…đó là \\x02tổng\\x03 \\x02kết\\x03 nghị…'
    """
    places = [match.start() for match in _WORD.finditer(fold(text)) if match[0] in words]
    best = max(places, key=lambda place: sum(place <= other < place + around for other in places), default=0)
    start, end = max(0, best - around), min(len(text), best + 2 * around)
    start = text.find(" ", start, best) + 1 if start else 0
    end = text.rfind(" ", best, end) if end < len(text) else end
    cut = text[start:end] if end > start else text[start : best + around]
    return f"{'…' if start else ''}{marked(cut, words)}{'…' if end < len(text) else ''}"


def marked(text: str, words: Set[str]) -> str:
    """A text with each of some folded words between \\x02 and \\x03."""
    places = [match.span() for match in _WORD.finditer(fold(text)) if match[0] in words]
    for start, end in reversed(places):
        text = f"{text[:start]}\x02{text[start:end]}\x03{text[end:]}"
    return text


def _hits(db: sqlite3.Connection, sql: str, *values: object) -> tuple[Hit, ...]:
    names = Hit.__dataclass_fields__
    return tuple(Hit(**dict(zip(names, row, strict=True))) for row in db.execute(sql, values))
