"""Near: which articles are copies of an earlier one, by the phrases that their texts share.

A text is what an article says without headline and captions, since those are what a reprint changes first. Its 5-word phrases make a
MinHash; texts that agree in a band of it are looked at, and are copies of one another when most of the shorter one stands in the longer
and hardly a name or number is another one. That tells reprints, cut and framed as they are, from texts written by one template for
two districts or two weeks. Nothing is compared twice: what is known of each text stays in the database.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import combinations, pairwise
from zlib import crc32

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray
from sqlite_utils import Database

from corpus.text import plain

# words in a phrase: fewer are common property of the officialese, more are lost with every word that is changed
PHRASE = 5
# two rows a band find a copy that keeps 30 % of the phrases in 19 of 20 cases, one that keeps half of them always
BANDS, ROWS = 32, 2
# the shorter text is at least this part of the longer: a note that stands whole in a long survey makes no copy of that
LEAST_LENGTH = 0.25
# the part of the shorter text's phrases that the longer has too
LEAST_SHARED = 0.6
# passages a word of the shorter text in which both have names or numbers that the other lacks; one is a correction in any text
MOST_CHANGED = 0.005

_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_WORD = re.compile(r"[A-Za-z]+|\d+")
# odd, so that no bit of a word is lost
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1)
# the scheme is named because numbers of another one could not be compared with those in the database
_EMPTY = MinHash(num_perm=BANDS * ROWS, seed=1, hashfunc=int, scheme="affine32")


@dataclass(frozen=True, eq=False)
class Text:
    """A text as numbers: its phrases and its pairs of neighbouring words in order, and where pairs stand that name or count."""

    hash: int
    phrases: list[int]
    pairs: list[int]
    telling: list[int]

    # most texts are compared with none
    @cached_property
    def all_phrases(self) -> frozenset[int]:
        """Its different phrases."""
        return frozenset(self.phrases)

    @cached_property
    def all_pairs(self) -> frozenset[int]:
        """Its different pairs."""
        return frozenset(self.pairs)

    @property
    def length(self) -> int:
        """The number of words."""
        return len(self.pairs) + 1


def words(text: str) -> list[str]:
    """The words and numbers of a text without diacritics, their case kept; numbers in one spelling, i for y.

    >>> words("Ngày 05/9, Đắk Lắk chi 45.799 tỷ")
    ['Ngai', '5', '9', 'Dak', 'Lak', 'chi', '45799', 'ti']
    """
    # tỷ and tỉ, kỹ and kĩ are one word each
    found = _WORD.findall(_THOUSANDS.sub("", plain(text)).replace("y", "i").replace("Y", "I"))
    return [word.lstrip("0") or "0" if word[0] == "0" else word for word in found]


def read(text: str) -> Text:
    """A text as it is compared. The same in every process and version: nothing but CRC-32 and SHA-256 of its words goes in."""
    found = words(text)
    written = " ".join(found)
    codes = np.array([crc32(word) for word in written.lower().encode().split()], dtype=np.uint32)
    # fewer words than a phrase has are one phrase
    phrases = _joined(codes if len(codes) >= PHRASE else np.resize(codes, PHRASE), PHRASE)
    pairs = _joined(codes, 2)
    number = int.from_bytes(sha256(written.encode()).digest()[:8], signed=True)
    return Text(number, phrases, pairs, _telling(found))


def _joined(codes: NDArray[np.uint32], size: int) -> list[int]:
    """A number for each run of so many codes."""
    count = max(0, len(codes) - size + 1)
    total = np.zeros(count, dtype=np.uint32)
    for place, factor in enumerate(_FACTORS[:size]):
        total = (total ^ (total >> np.uint32(15))) + codes[place : place + count] * np.uint32(factor)
    found: list[int] = total.tolist()
    return found


def _telling(found: list[str]) -> list[int]:
    """Where a number stands before a word, or two capitals in a row: one alone may only begin a sentence."""
    return [at for at, (word, then) in enumerate(pairwise(found)) if word[0] <= "9" or (word[0] <= "Z" and then[0] <= "Z")]


def bands(text: Text) -> list[int]:
    """The bands of a text's MinHash, a 64-bit number each: two texts of which one copies half of the other have one in common."""
    sketch = _EMPTY.copy()
    sketch.update_batch(text.phrases)
    rows = sketch.hashvalues.astype(np.uint64).reshape(BANDS, ROWS)
    found: list[int] = ((rows[:, 0] << np.uint64(32)) | rows[:, 1]).view(np.int64).tolist()
    return found


def alike(a: Text, b: Text) -> bool:
    """Whether one of two texts is a copy of the other, cut or framed; a text from the same template is none."""
    short, long = sorted((a, b), key=lambda text: (text.length, text.hash))
    if short.length < LEAST_LENGTH * long.length:
        return False
    # texts of one template are many, and told apart by their first names and numbers
    most = max(1, MOST_CHANGED * short.length)
    if _changed(short, long, most) and _changed(long, short, most):
        return False
    return len(short.all_phrases & long.all_phrases) >= LEAST_SHARED * len(short.all_phrases)


def _changed(text: Text, other: Text, most: float) -> bool:
    """Whether a text has names or numbers that the other lacks in more than so many passages between shared phrases."""
    passages, last = 0, None
    for at in text.telling:
        if text.pairs[at] in other.all_pairs:
            continue
        # no shared phrase holds both words of a foreign pair: one that parts two of them begins behind the first and ends before the second does
        if last is None or not other.all_phrases.isdisjoint(text.phrases[last + 1 : max(0, at - PHRASE + 2)]):
            passages += 1
            if passages > most:
                return True
        last = at
    return False


# --- what the database knows of texts ---

# a band of more texts than these is of a template or of a page's furniture and leads to no pair: the work stays in proportion to the texts
WIDE = 100
# texts kept at hand, 60 KB each, and texts of which the phrases are, 1 KB each
_AT_HAND, _PHRASES_AT_HAND = 1024, 20_000
_SIZES = """
select key, value, (select count(*) from (select 1 from bands where number = key and band = value limit ?2)) from json_each(?1)
"""
_MEMBERS = "select text_hash from bands where number = ? and band = ?"
_WORDED = """
select coalesce(
    (select group_concat(text, ' ') from (select text from sentences where article_id = ?1 and part in ('lead', 'body') order by position)),
    (select body from articles where id = ?1)
)
"""


# how many different phrases a text has, and the lower halves of their numbers, which tell nearly as much in half the memory
_Phrases = tuple[int, NDArray[np.uint16]]


class _Texts:
    """The texts of a database by their number, those used last kept at hand."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._at_hand: dict[int, Text] = {}
        self._phrases: dict[int, _Phrases] = {}

    def add(self, text: Text) -> Text:
        """Keeps a text at hand, and lets the one go that was not used for longest."""
        self._at_hand[text.hash] = text
        if len(self._at_hand) > _AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]
        return text

    def keep_phrases(self, text: Text) -> _Phrases:
        """The different phrases of a text, kept at hand; the ones kept for longest go."""
        different = np.unique(np.array(text.phrases, dtype=np.uint32))
        self._phrases[text.hash] = phrases = len(different), np.unique(different.astype(np.uint16))
        if len(self._phrases) > _PHRASES_AT_HAND:
            del self._phrases[next(iter(self._phrases))]
        return phrases

    def may_be_alike(self, phrases: _Phrases, other: int) -> bool:
        """Whether a text of these phrases may be a copy of another or that of it. Most that meet in a band share little: they need not be read again."""
        known = self._phrases.get(other)
        if known is None:
            return True
        (count, halves), (other_count, other_halves) = phrases, known
        # phrases of one text with the same half may all be shared, and count once
        shared = len(np.intersect1d(halves, other_halves, assume_unique=True)) + count - len(halves)
        return shared >= LEAST_SHARED * min(count, other_count)

    def get(self, number: int) -> Text:
        """The text of a number, from any article with it."""
        if number in self._at_hand:
            return self.add(self._at_hand.pop(number))
        (article,) = self._db.conn.execute("select id from articles where text_hash = ? limit 1", (number,)).fetchone()
        return self.add(_worded(self._db, article))


def mark(db: Database) -> set[int]:
    """Points every copy to the earliest article that it is a copy of; the ids of the articles that are copies, or were until now.

    Undated articles come last, ties go by id. Two copies of different parts of one text are copies of that, and a text that quotes two
    earlier ones whole is a copy of the first and makes them none of each other: what counts is that an earlier one stands in it.
    """
    before = {id for (id,) in db.conn.execute("select id from articles where duplicate_of is not null or text_hash is null")}
    texts = _Texts(db)
    _forget(db, texts)
    _compare_new(db, texts)
    copies = _copies(db)
    there = dict(db.conn.execute("select id, duplicate_of from articles where duplicate_of is not null"))
    changed = [(copies.get(id), id) for id in sorted(there.keys() | copies.keys()) if copies.get(id) != there.get(id)]
    db.conn.executemany("update articles set duplicate_of = ? where id = ?", changed)
    return before | copies.keys()


def _worded(db: Database, article: int) -> Text:
    """The text of an article; of a page of pictures, which has nothing but headline and captions, these."""
    (text,) = db.conn.execute(_WORDED, (article,)).fetchone()
    return read(text)


def _forget(db: Database, texts: _Texts) -> None:
    """Takes out what is known of texts that no article has any more."""
    gone = "select text_hash from bands where number = 0 and text_hash not in (select text_hash from articles where text_hash is not null)"
    left: Counter[tuple[int, int]] = Counter()
    for number in db.conn.execute(gone).fetchall():
        # without an index of their own, since texts seldom go
        left.update(db.conn.execute("delete from bands where text_hash = ? returning number, band", number).fetchall())
        db.conn.execute("delete from likenesses where ?1 in (text_hash, other)", number)
    for band, times in left.items():
        members = _members(db, band)
        if len(members) <= WIDE < len(members) + times:
            _join(db, ((a, b) for a, b in combinations(members, 2) if alike(texts.get(a), texts.get(b))))


def _compare_new(db: Database, texts: _Texts) -> None:
    """Gives articles that have none the number of their text, and notes which of the texts known before a new one is like."""
    full: list[tuple[int, int]] = []
    for (article,) in db.conn.execute("select id from articles where text_hash is null").fetchall():
        text = _worded(db, article)
        db.conn.execute("update articles set text_hash = ? where id = ?", (text.hash, article))
        keys = bands(text)
        if db.conn.execute("select 1 from bands where number = 0 and band = ? and text_hash = ?", (keys[0], text.hash)).fetchone():
            continue
        sizes = {(number, band): size for number, band, size in db.conn.execute(_SIZES, (json.dumps(keys), WIDE + 1))}
        met = {other for band, size in sizes.items() if 0 < size < WIDE for other in _members(db, band)}
        phrases = texts.keep_phrases(text)
        _join(db, ((text.hash, other) for other in met if texts.may_be_alike(phrases, other) and alike(text, texts.get(other))))
        db.conn.executemany("insert into bands (number, band, text_hash) values (?, ?, ?)", [(*band, text.hash) for band in sizes])
        full += [band for band, size in sizes.items() if size == WIDE]
        texts.add(text)
    for band in full:
        _part(db, texts, band)


def _members(db: Database, band: tuple[int, int]) -> list[int]:
    """The texts of a band."""
    return [text for (text,) in db.conn.execute(_MEMBERS, band)]


def _join(db: Database, pairs: Iterable[tuple[int, int]]) -> None:
    """Notes pairs of texts as alike."""
    db.conn.executemany("insert or ignore into likenesses (text_hash, other) values (?, ?)", [sorted(pair) for pair in pairs])


def _part(db: Database, texts: _Texts, band: tuple[int, int]) -> None:
    """Takes out the pairs that a band had led to before it became wide, and no other leads to: as if it had been wide from the start."""
    pairs = f"select text_hash, other from likenesses where text_hash in ({_MEMBERS}) and other in ({_MEMBERS})"
    for a, b in db.conn.execute(pairs, (*band, *band)).fetchall():
        common = set(enumerate(bands(texts.get(a)))) & set(enumerate(bands(texts.get(b))))
        if all(len(_members(db, other)) > WIDE for other in common):
            db.conn.execute("delete from likenesses where text_hash = ? and other = ?", (a, b))


def _copies(db: Database) -> dict[int, int]:
    """Every copy with the article that it is a copy of."""
    likes: dict[int, set[int]] = {}
    for a, b in db.conn.execute("select text_hash, other from likenesses"):
        likes.setdefault(a, set()).add(b)
        likes.setdefault(b, set()).add(a)
    sql = """
    select id, text_hash from articles
    where text_hash in (select text_hash from likenesses union select other from likenesses union
        select text_hash from articles group by text_hash having count(*) > 1)
    order by published is null, published, id
    """
    place: dict[int, int] = {}
    original: dict[int, int] = {}
    found = {}
    for at, (article, text) in enumerate(db.conn.execute(sql)):
        if text not in place:
            place[text] = at
            earlier = [other for other in likes.get(text, ()) if other in place]
            original[text] = original[min(earlier, key=place.__getitem__)] if earlier else article
        if original[text] != article:
            found[article] = original[text]
    return found
