"""Full text: what plain `MATCH` must find, as columns of two FTS5 tables over articles and sentences.

A word is found as it is written (`body`, `text`), with the tone mark in its other place (`tones`: "uỷ" for "ủy"), and without
diacritics (`folded`: "dang bo" for "Đảng bộ"). Marks that are typed count: "án" does not find "an". The words are not stored
twice: the content of each index is a view that works `tones` and `folded` out in plain SQL, so that snippets, rebuilds and
integrity checks need nothing but SQLite. What goes into the index is worked out in Python, which is faster and gives the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from corpus.text import TONE_PAIRS, flip_tones, plain

# so many letters a step: SQLite's parser gives up on calls nested much deeper, while steps one after the other may be many
_STEP = 25
# stands between the letters of a pair whose tone was on the first, while those with it on the last are turned; never in a text
_MARK = "\x01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The full text of one table: `columns` are indexed as they are, the last of them in the other spellings too."""

    table: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the FTS5 table."""
        return f"{self.table}_fts"

    @property
    def view(self) -> str:
        """The name of the view that is its content."""
        return f"{self.table}_search"

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column of the index, in order."""
        return (*self.columns, "tones", "folded")

    def statements(self) -> tuple[str, ...]:
        """The SQL that makes the view and the index.

        Merging parts of the index is left until there are many: for a builder that adds and adds, a little at every commit costs twice.
        """
        columns = ", ".join(self.all_columns)
        options = f"content='{self.view}', content_rowid='id', tokenize='unicode61 remove_diacritics 0'"
        made = f"create virtual table {self.name} using fts5({columns}, {options})"
        return _view(self), made, f"insert into {self.name}({self.name}, rank) values ('automerge', 0)"

    def insert(self) -> str:
        """The SQL that indexes one row: its id, then its columns, the last text as `Spellings.part` gives it."""
        return f"insert into {self.name}(rowid, {', '.join(self.all_columns)}) values (?{', ?' * len(self.all_columns)})"

    def delete(self) -> str:
        """The SQL that takes one row out of the index, given all that `insert` was."""
        columns = ", ".join(self.all_columns)
        return f"insert into {self.name}({self.name}, rowid, {columns}) values ('delete', ?{', ?' * len(self.all_columns)})"


ARTICLES = Index(table="articles", columns=("title", "body"))
SENTENCES = Index(table="sentences", columns=("text",))
INDEXES = (ARTICLES, SENTENCES)


@dataclass(frozen=True, slots=True)
class Spellings:
    """A text in the spellings that are indexed. They are as long as the text, so that those of a part are parts of them."""

    text: str
    flipped: str
    folded: str

    @classmethod
    def of(cls, text: str) -> "Spellings":
        """The spellings of a text in NFC."""
        return cls(text, flip_tones(text), plain(text))

    def part(self, start: int, end: int) -> tuple[str, str | None, str]:
        """The columns of text[start:end]: itself, with tone marks in their other place where that differs, and without diacritics."""
        text, flipped = self.text[start:end], self.flipped[start:end]
        return text, flipped if flipped != text else None, self.folded[start:end]


def quoted(query: str) -> str:
    """A reader's words as a query that FTS5 takes: each a phrase, all asked for; what stands in quotes stays one phrase. Nothing finds nothing.

    >>> quoted('18-NQ/TW "xây dựng Đảng')
    '"18-NQ/TW" "xây" "dựng" "Đảng"'
    """
    parts = query.split('"')
    if len(parts) % 2 == 0:
        parts = [" ".join(parts)]
    phrases = [phrase for number, part in enumerate(parts) for phrase in ([part] if number % 2 else part.split())]
    return " ".join(f'"{phrase}"' for phrase in phrases if phrase.strip()) or '""'


@cache
def _folds() -> tuple[tuple[str, str], ...]:
    """Every letter that has diacritics, with what it is without."""
    letters = map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
    return tuple((letter, plain(letter)) for letter in letters if plain(letter) != letter)


def _flips() -> tuple[tuple[str, str], ...]:
    """Replacements that, one after the other, swap both placements of each tone mark."""
    parted = tuple((first, last[0] + _MARK + last[1]) for first, last in TONE_PAIRS)
    return (*parted, *((last, first) for first, last in TONE_PAIRS), (_MARK, ""))


def _view(index: Index) -> str:
    """The SQL of the view: `step0` has the text twice, each later step turns some more letters of both."""
    names, text = ", ".join(index.columns), index.columns[-1]
    pairs = zip_longest(_batched(_flips()), _batched(_folds()), fillvalue=())
    steps = [f"step0 as (select id, {names}, {text} as tones, {text} as folded from {index.table})"]
    for number, (flips, folds) in enumerate(pairs, 1):
        turned = f"{_nested('tones', flips)} as tones, {_nested('folded', folds)} as folded"
        steps.append(f"step{number} as (select id, {names}, {turned} from step{number - 1})")
    chosen = f"select id, {names}, nullif(tones, {text}) as tones, folded from step{len(steps) - 1}"
    return f"create view {index.view} as with {', '.join(steps)} {chosen}"


def _batched(pairs: tuple[tuple[str, str], ...]) -> Iterator[tuple[tuple[str, str], ...]]:
    return (pairs[start : start + _STEP] for start in range(0, len(pairs), _STEP))


def _nested(column: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        column = f"replace({column}, '{old}', '{new}')"
    return column
