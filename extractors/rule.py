"""The rule engine: patterns are data in TOML, each with examples and rejects; Python says what a match means.

    [[rule]]
    id = "date.day"                      # kind, dot, name: what every fact's `rule` column says
    needs = ["/", "-"]                   # one of these must stand in the sentence (lower case) before the pattern is tried
    digit = true                         # and a digit, where the pattern asks for one
    pattern = '(?:ngày\\s)? (?P<day>\\d{1,2}) / (?P<month>\\d{1,2}) / (?P<year>\\d{4})'
    rejects = ["tỷ lệ 5/11"]
    [rule.examples]
    "ngày 30/10/2013" = { value = "2013-10-30" }

Patterns are Python regular expressions in verbose mode: white space in them counts for nothing, `\\s` stands for a space.
`$name` is spliced from the names that the kind gives, most of them made from a gazetteer by `one_of`.
Ideas: reporters-db (an example for each pattern), duckling (a production may refuse), HeidelTime (patterns are resources).
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.model import Kind, Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Find = Callable[[str, int, int, Sequence[Mention]], Iterable[Mention]]

# Letters of Vietnamese and of the minority names written with it (Ŭ, Ĭ, Ñ, Č, ...).
_UPPER = "".join(c for c in map(chr, [*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]) if c.isupper())
_LOWER = "".join(c for c in map(chr, [*range(0x61, 0x7B), *range(0xDF, 0x250), *range(0x1E00, 0x1F00)]) if c.islower())

NAMES: Mapping[str, str] = {
    "upper": f"[{_UPPER}]",
    "lower": f"[{_LOWER}]",
    "letter": f"[{_UPPER}{_LOWER}]",
    # hyphen, non-breaking and figure hyphens, dashes, minus: pages use them all
    "dash": r"[-\u2010-\u2015\u2212]",
    # before and after a number or word: not inside a longer one
    "begin": r"(?<![\w.,/-])",
    "end": r"(?![\w])",
}


class RuleError(ValueError):
    """A rule file that cannot be used: the message names file and rule and says what to mend."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule; `examples` maps a text to the fields its reading must have, or to a list of them, one per mention."""

    id: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    digit: bool
    examples: Mapping[str, Any]
    rejects: tuple[str, ...]


class _Tree(dict[str, "_Tree"]):
    """Characters that may follow, each with those that may follow it; the empty one where a phrase may end."""


def one_of(phrases: Iterable[str], *, ignore_case: bool = True) -> str:
    """A pattern that matches one of the phrases, the longest first, any white space for a space, either placement of the tone mark."""
    from corpus.text import flip_tones

    tree = _Tree()
    for phrase in phrases:
        for spelled in {phrase, flip_tones(phrase)}:
            at = tree
            for character in spelled.lower() if ignore_case else spelled:
                at = at.setdefault(character, _Tree())
            at[""] = _Tree()
    # what cannot begin a phrase is passed over at once: the engine does not see that for itself where case is ignored
    first = "".join(re.escape(character + character.upper() * ignore_case) for character in sorted(tree))
    return f"(?=[{first}])(?{'i' * ignore_case}:{_branches(tree)})"


def _branches(tree: _Tree) -> str:
    """A tree of characters as a pattern in which what phrases have in common stands once; the longer of two that match comes first."""
    ways = [_step(character) + _branches(following) for character, following in sorted(tree.items()) if character]
    joined = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
    return "" if not ways else f"(?:{joined})?" if "" in tree else joined


def _step(character: str) -> str:
    return r"\s+" if character == " " else re.escape(character)


def load(kind: Kind, names: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """The rules of `extractors/<kind>.toml` in file order, `$name` spliced from `names` and NAMES.

    Raises RuleError with file and rule where a key is missing or unknown, a name is unknown or a pattern does not compile.
    """
    path = Path(__file__).with_name(f"{kind}.toml")
    spliced = {**NAMES, **(names or {})}

    def splice(match: re.Match[str]) -> str:
        if match[1] not in spliced:
            raise RuleError(f"{path.name}: ${match[1]} is not a name; known are {', '.join(sorted(spliced))}")
        return f"(?:{spliced[match[1]]})"

    rules = []
    for raw in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
        rule_id = raw.get("id", "?")
        if unknown := set(raw) - {"id", "needs", "digit", "pattern", "examples", "rejects"}:
            raise RuleError(f"{path.name}: rule {rule_id}: unknown key {sorted(unknown)[0]!r}")
        if not rule_id.startswith(f"{kind}."):
            raise RuleError(f"{path.name}: rule {rule_id}: an id begins with {kind!r} and a dot")
        try:
            pattern = re.compile(re.sub(r"\$(\w+)", splice, raw["pattern"]), re.VERBOSE)
        except re.error as error:
            raise RuleError(f"{path.name}: rule {rule_id}: {error}") from None
        needs = tuple(word.lower() for word in raw.get("needs", ()))
        rules.append(Rule(rule_id, pattern, needs, raw.get("digit", False), raw.get("examples", {}), tuple(raw.get("rejects", ()))))
    return tuple(rules)


class Matcher:
    """Finds the matches of rules in text.

    A sentence is asked once for each word that any of the rules needs, and what may match with those that stand in it is remembered.
    """

    # so many sets of words are remembered
    _MOST = 4096

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        words: dict[str, int] = {}
        # one bit for each rule
        self._always = self._digit = 0
        for at, rule in enumerate(self._rules):
            self._always |= (not rule.needs) << at
            self._digit |= rule.digit << at
            for word in rule.needs:
                words[word] = words.get(word, 0) | 1 << at
        self._words = tuple(words.items())
        self._tried: dict[int, tuple[Rule, ...]] = {}

    def __call__(self, text: str, start: int, end: int) -> Iterator[tuple[Rule, re.Match[str]]]:
        """Every match of every rule in text[start:end], rule by rule in file order; a rule whose `needs` do not stand there is skipped.

        Offsets are those of `text`. Look-behind sees what stands before `start`, nothing sees beyond `end`.
        """
        low = text[start:end].lower()
        bits = self._always
        # a plain loop: this runs for every sentence, and a generator would cost more than the look
        for word, needing in self._words:
            if word in low:
                bits |= needing
        if bits & self._digit and not _DIGIT.search(low):
            bits &= ~self._digit
        rules = self._tried.get(bits)
        for rule in self._choose(bits) if rules is None else rules:
            for match in rule.pattern.finditer(text, start, end):
                yield rule, match

    def _choose(self, bits: int) -> tuple[Rule, ...]:
        if len(self._tried) == self._MOST:
            self._tried.clear()
        self._tried[bits] = chosen = tuple(rule for at, rule in enumerate(self._rules) if bits >> at & 1)
        return chosen


_DIGIT = re.compile(r"\d")


class FirstCome:
    """Mentions in text order of which none overlaps one that was added before it, so that earlier rules win."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self._starts: list[int] = []

    def __contains__(self, span: tuple[int, int]) -> bool:
        """Whether a mention overlaps these bounds."""
        first, last = span
        at = bisect_left(self._starts, first)
        return (at > 0 and self.mentions[at - 1].end > first) or (at < len(self._starts) and self._starts[at] < last)

    def add(self, mention: Mention) -> None:
        """Takes a mention in, unless one overlaps it."""
        if (mention.start, mention.end) not in self:
            at = bisect_left(self._starts, mention.start)
            self.mentions.insert(at, mention)
            self._starts.insert(at, mention.start)


def first_come(found: Iterable[Mention]) -> list[Mention]:
    """The mentions without those that overlap an earlier one of the iterable, in text order."""
    kept = FirstCome()
    for mention in found:
        kept.add(mention)
    return kept.mentions


@dataclass(frozen=True, slots=True)
class Component:
    """A reader as a component of spaCy.

    `find(text, start, end, found)` gets the text of a whole document, the bounds of one sentence and what earlier components found in that
    sentence.
    """

    kind: Kind
    find: Find

    def read(self, text: str, sentences: Iterable[tuple[int, int]], found: Iterable[Mention]) -> list[Mention]:
        """What is read in the sentences of a text, given by their bounds, where earlier components found something."""
        earlier = sorted(found, key=lambda mention: mention.start)
        added: list[Mention] = []
        at = 0
        for start, end in sentences:
            inside = []
            while at < len(earlier) and earlier[at].start < end:
                inside.append(earlier[at])
                at += 1
            added += self.find(text, start, end, inside)
        return added

    def __call__(self, doc: "Doc") -> "Doc":
        """The document with what is read added to `doc._.mentions` and `doc.spans[kind]`."""
        added = self.read(doc.user_data["text"], doc.user_data["sentences"], doc._.mentions)
        doc._.mentions = (*doc._.mentions, *added)
        spans = (doc.char_span(m.start, m.end, label=self.kind, alignment_mode="expand") for m in added)
        doc.spans[self.kind] = [span for span in spans if span is not None]
        return doc


def factory(kind: Kind, find: Find) -> Callable[["Language", str], Component]:
    """The spaCy factory `nghiquyet_<kind>` of a reader, registered: what the entry point of its module names."""
    from spacy.language import Language

    # spaCy gives every factory the language and the component's name
    def create(nlp: "Language", name: str) -> Component:  # noqa: ARG001
        return Component(kind, find)

    Language.factory(f"nghiquyet_{kind}", assigns=["doc._.mentions", "doc.spans"], func=create)
    return create
