"""Regular expressions that contributors write and strangers' addresses are matched against: which of them can take forever.

Python's engine goes back over every way in which a text can be parted among repeats. A regex is taken where there are few ways, by three rules:
a group that is repeated parts its turns in one way; the alternatives in it begin differently; at most two repeats in a row can take the same character.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from string import printable

# addresses are of these; letters beyond ASCII are taken by what takes one of them
_LETTERS = (*printable.strip(), " ", "đ")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[a-zA-Z-]+\)|\(\?(?:P<\w+>|[a-zA-Z-]*:|<?[=!]|>)|.", re.DOTALL)
_QUANTIFIER = re.compile(r"([*+?]|\{(\d*)(,?)(\d*)\})[?+]?")
_FLAGS = re.compile(r"\(\?[a-zA-Z-]+\)")
_MARKS = frozenset(("^", "$", r"\b", r"\B", r"\A", r"\Z"))
_FOREVER = 1 << 30
# a repeat of so few turns more or less is none that costs time
_FEW = 9
# repeats in a row that can take the same character: an address has at most 600, and so many steps squared are milliseconds
_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a regex as it is written: one character, or a group with its alternatives, so many times."""

    text: str
    group: tuple[tuple["_Part", ...], ...] | None
    least: int
    most: int

    @property
    def varies(self) -> bool:
        """Whether it can be there more or fewer times."""
        return self.least != self.most

    def takes(self) -> frozenset[str]:
        """The characters that one turn can hold."""
        if self.group is None:
            return _taken(self.text)
        return frozenset[str]().union(*(part.takes() for parts in self.group for part in parts))


def runaway(pattern: str) -> str | None:
    r"""The first part of a regex that can take time out of proportion to the text, None where there is none.

    Each turn of a repeated group must begin or end with a character that the rest of the turn cannot hold, or else hold no repeat.

    >>> runaway(r"(?:[^/]+/)*a"), runaway(r"(?:[^/]+)*a"), runaway(r"(\d|\w\w)+"), runaway(".*a.*b.*c")
    (None, '(?:[^/]+)*', '(\\d|\\w\\w)+', '.*a.*b.*c')
    """
    alternatives, _ = _alternatives(pattern, 0)
    for part in _every(alternatives):
        if part.most > 1 and part.group is not None and not _one_way(part.group):
            return part.text
    # an expression that may begin anywhere is tried from every character on
    anywhere = int(not pattern.removeprefix("(?i)").startswith("^"))
    long = [part for part in _every(alternatives) if part.most - part.least > _FEW]
    if any(_row(alternatives, pump, anywhere)[1] > _IN_A_ROW for pump in _shared(long, _IN_A_ROW + 1 - anywhere)):
        return pattern
    return None


# --- how it is written -------------------------------------------------------------------------------------------------


def _alternatives(pattern: str, at: int) -> tuple[tuple[tuple[_Part, ...], ...], int]:
    """The alternatives from a place on, and where they end: at the closing bracket or the end of the pattern."""
    found: list[list[_Part]] = [[]]
    while at < len(pattern) and pattern[at] != ")":
        token = _TOKEN.match(pattern, at)
        assert token is not None
        begin, at, group = at, token.end(), None
        if token[0] == "|":
            found.append([])
            continue
        if token[0] in _MARKS or _FLAGS.fullmatch(token[0]):
            continue
        if token[0].startswith("("):
            group, at = _alternatives(pattern, at)
            at += 1
        end = at
        least, most, at = _times(pattern, at)
        found[-1].append(_Part(pattern[begin : at if group else end], group, least, most))
    return tuple(map(tuple, found)), at


def _times(pattern: str, at: int) -> tuple[int, int, int]:
    """How many times at least and at most the part before a place is there, and where what says so ends."""
    said = _QUANTIFIER.match(pattern, at)
    # `{` that names no number is a character
    if said is None or (said[1].startswith("{") and not (said[2] or said[4])):
        return 1, 1, at
    if said[1] in ("*", "+", "?"):
        return int(said[1] == "+"), 1 if said[1] == "?" else _FOREVER, said.end()
    least = int(said[2] or 0)
    return least, int(said[4] or _FOREVER) if said[3] else least, said.end()


def _every(alternatives: Sequence[Sequence[_Part]]) -> Iterator[_Part]:
    """Every part, the innermost first."""
    for parts in alternatives:
        for part in parts:
            yield from _every(part.group or ())
            yield part


@cache
def _taken(text: str) -> frozenset[str]:
    """The characters that a part of one character takes; all, where it refers to what was there before."""
    if re.fullmatch(r"\\[1-9]", text):
        return frozenset(_LETTERS)
    if len(text) == 1 and text != ".":
        return frozenset((text.lower(), text.upper()))
    one = re.compile(text, re.IGNORECASE | re.DOTALL)
    return frozenset(letter for letter in _LETTERS if one.fullmatch(letter))


# --- in how many ways it parts a text ----------------------------------------------------------------------------------


def _one_way(turn: Sequence[Sequence[_Part]]) -> bool:
    """Whether repeats of a group part any text in one way."""
    parts = list(_every(turn))
    if not all(_differ(part.group) for part in parts if part.group is not None) or not _differ(turn):
        return False
    varying = [part for part in parts if part.varies]
    return all(_parted(of) or not any(part.varies for part in _every([of])) for of in turn) and not any(
        _row(turn, pump, 0, few=0)[1] > 1 for pump in _shared(varying, 2)
    )


def _parted(turn: Sequence[_Part]) -> bool:
    """Whether a turn begins or ends with a character that the rest of it cannot hold."""
    for edge, rest in ((turn[0], turn[1:]), (turn[-1], turn[:-1])):
        if edge.group is None and (edge.least, edge.most) == (1, 1) and not any(edge.takes() & part.takes() for part in rest):
            return True
    return False


def _differ(alternatives: Sequence[Sequence[_Part]]) -> bool:
    """Whether each of several alternatives begins with another character."""
    if len(alternatives) == 1:
        return True
    begin = [_first(parts) for parts in alternatives]
    return all(begin) and not any(one & other for one, other in combinations(begin, 2))


def _first(parts: Sequence[_Part]) -> frozenset[str]:
    """The characters with which an alternative begins; none where it can be empty."""
    if not parts or parts[0].least == 0:
        return frozenset()
    if parts[0].group is None:
        return parts[0].takes()
    begin = [_first(one) for one in parts[0].group]
    return frozenset[str]().union(*begin) if all(begin) else frozenset()


def _row(alternatives: Sequence[Sequence[_Part]], pump: Set[str], before: int, few: int = _FEW) -> tuple[int, int]:
    """How many repeats in a row can take a text of these characters, where so many can before it: at the end, and at most."""
    ends, worst = [], before
    for parts in alternatives:
        count = before
        for part in parts:
            count, most = _after(part, pump, count, few)
            worst = max(worst, most)
        ends.append(count)
    return max(ends), worst


def _after(part: _Part, pump: Set[str], count: int, few: int) -> tuple[int, int]:
    repeats = int(part.most - part.least > few and part.takes() >= pump)
    if part.group is None:
        taken = most = count + repeats if part.takes() & pump else 0
    else:
        taken, most = _row(part.group, pump, count, few)
        # a turn of nothing but these characters
        if _row(part.group, pump, 1, few)[0]:
            taken += repeats
    left_out = count if part.least == 0 else 0
    return max(taken, left_out), max(taken, most, left_out)


def _shared(repeats: Iterable[_Part], several: int) -> set[frozenset[str]]:
    """What a hostile text could be made of: the characters that several repeats can take, for any so many of them."""
    return {frozenset.intersection(*sets) for sets in combinations([part.takes() for part in repeats], several)} - {frozenset()}
