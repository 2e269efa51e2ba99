"""Terms kept whole: the share of domain terms that are not cut, of every occurrence in a text.

Terms are those of `gazetteers/words.csv`, the longest where several begin, and the symbols of instruments that gold cites. One that
stands inside a longer word is whole ("bí thư" in "phó_bí_thư").
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus import load
from extractors.rule import one_of
from pipeline import database


@dataclass(slots=True)
class Share:
    """How many terms were kept whole, of how many; and those that were cut, with how often."""

    kept: int = 0
    asked: int = 0
    cut: Counter[str] = field(default_factory=Counter)

    @property
    def value(self) -> float:
        """The part that was kept whole, 0 to 1."""
        return self.kept / self.asked

    def count(self, text: str, words: Sequence[str], terms: re.Pattern[str]) -> None:
        """Counts the terms of a sentence of which these are the words, in order."""
        bounds = word_bounds(words)
        for match in terms.finditer(text):
            start = _letters(text[: match.start()])
            end = start + _letters(match[0])
            whole = any(first <= start and end <= last for first, last in bounds)
            self.kept, self.asked = self.kept + whole, self.asked + 1
            if not whole:
                self.cut[match[0].lower()] += 1


def word_bounds(words: Iterable[str]) -> list[tuple[int, int]]:
    """Where each word begins and ends in its sentence, in letters; neither white space nor what joins syllables counts."""
    at, bounds = 0, []
    for word in words:
        bounds.append((at, at + _letters(word)))
        at = bounds[-1][1]
    return bounds


def _letters(text: str) -> int:
    return len(re.sub(r"[\s_]", "", text))


def pattern(symbols: Iterable[str]) -> re.Pattern[str]:
    """What finds a term or one of these symbols; a symbol is no part of a longer one."""
    cited = "|".join(sorted(map(re.escape, symbols), key=len, reverse=True))
    return re.compile(rf"(?<![\w/-])(?:{cited})(?![\w/-])|(?<!\w){one_of(load.column('words', 'word'))}(?!\w)")


def symbols(*folders: Path) -> set[str]:
    """The symbols of instruments that the gold of these folders cites."""
    golds = [json.loads(file.read_text(encoding="utf-8")) for folder in folders for file in folder.glob("*.json")]
    return {citation["symbol"] for gold in golds for citation in gold["citations"] if citation.get("symbol")}


def share(path: Path, cited: Iterable[str], words: Callable[[str], Sequence[str]] | None = None) -> Share:
    """The terms kept whole in the sentences of a database, as they are segmented there, or as a peer's `words` cuts them."""
    out, terms = Share(), pattern(cited)
    with database.read(path) as db:
        for text, segmented in db.conn.execute("select text, segmented from sentences"):
            out.count(text, segmented.split(" ") if words is None else words(text), terms)
    return out
