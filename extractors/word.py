"""Vietnamese words by underthesea's model, weighed here: the same words in a fraction of the time.

underthesea writes out, token by token, the 42 strings that its CRF reads, and the CRF looks each of them up. Nearly all of them say
something of one token, or of a pair, that was met before. With two labels, whether a token begins a word or goes on with one, all
that a string does is to move the balance between them; so the sums of a pair are kept, and a sentence takes a few additions a
token. The model, its dictionary and its tokenizer are underthesea's own, and at the first use the words of a sentence are
compared with what the library makes of it: a version that works otherwise is used as it is.
"""

import re
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from corpus.text import flip_tones, one_tone

# Chunks, tokens and pairs that are kept; what a page of news adds is little once a few thousand pages were read.
MOST_KEPT = 100_000
# longer than any word: what goes beyond is met once
_LONGEST_KEPT = 40
_CHECK = (
    "Ngày 30/10/2013, UBND tỉnh Kon Tum và H'Mông đạt 5,3% (chỉ tiêu 10%) “ở cơ sở”: ĐẢNG bộ, Nghị quyết 71-NQ/TU.",
    "Ban Thường vụ Tỉnh ủy vừa ban hành Kế hoạch thực hiện cuộc vận động “Học tập và làm theo tấm gương đạo đức Hồ Chí Minh”",
    "Học",
)

Span = tuple[int, int]
Cut = Callable[[str, int, int], list[Span]]


@cache
def cutter() -> Cut:
    """A function from a text and the bounds of a sentence in it to the offsets of its words, in order."""
    try:
        fast = _Cutter(model())
        known = all(fast(check, 0, len(check)) == _plain(check, 0, len(check)) for check in _CHECK)
    except (ImportError, OSError, TypeError, KeyError, AttributeError, ValueError, struct.error):
        # another version of the library: its own way is the only one known to be right
        known = False
    return fast if known else _plain


def model() -> Path:
    """The folder of the library's model."""
    from importlib import import_module

    module = import_module("underthesea.pipeline.word_tokenize")
    return Path(str(module.__file__)).parent / "models" / "ws_crf_vlsp2013_20230727"


def _plain(text: str, start: int, end: int) -> list[Span]:
    """The library's own words, found again in the text."""
    from underthesea import word_tokenize

    words: list[Span] = []
    at = start
    for word in word_tokenize(text[start:end], use_token_normalize=False):
        first = -1
        for token in word.split(" "):
            found = text.find(token, at, end)
            if found < 0:
                # the library changed a character: the syllables of the rest stand in for its words
                return words + [match.span() for match in _CHUNK.finditer(text, at, end)]
            first = found if first < 0 else first
            at = found + len(token)
        words.append((first, at))
    return words


def is_known(words: str) -> bool:
    """Whether the model's dictionary has these syllables as one word, with the tone mark in either place; False where no dictionary is at hand."""
    cut = cutter()
    low = " ".join(words.lower().split())
    return isinstance(cut, _Cutter) and not cut.known.isdisjoint((low, one_tone(low), flip_tones(low)))


_CHUNK = re.compile(r"\S+")
# what stands before the first token and behind the last
_BEGINNING, _END = "", " "


Adds = tuple[float, ...]
# spans of one, two and three tokens about the one that is weighed, from the last token of the text to the first
_SPANS = (("-2", "-1", "0", "1", "2"), ("-2,-1", "-1,0", "0,1", "1,2"), ("-2,0", "-1,1", "0,2"))


class _One(NamedTuple):
    """A token: what it adds to the balance of the tokens two and one behind it, its own, and of those one and two before it."""

    adds: Adds
    low: str
    title: bool


class _Two(NamedTuple):
    """What a pair adds, with its tokens, to the balance of the two tokens behind its first and of the two before its second.

    `first` is added to the token that is two behind the pair's first, `second` to its second, `third` to its first and `fourth` to the
    token before it. `more` says whether triples that the model or its dictionary knows begin with the pair; where none do, `if_title` or
    `otherwise` is what each triple adds, whether its last token is a title or not.
    """

    first: float
    second: float
    third: float
    fourth: float
    more: bool
    title: bool
    ends_in_title: bool
    if_title: Adds
    otherwise: Adds


class _Heard:
    """What the model's strings about spans of so many tokens add: kind of string and value → a number for each span."""

    def __init__(self, spans: Sequence[str], weights: Mapping[str, float]) -> None:
        self.nothing: Adds = (0.0,) * len(spans)
        found: dict[str, dict[str, list[float]]] = {kind: {} for kind in ("", "lower", "isdigit", "istitle", "is_in_dict")}
        for string, weight in weights.items():
            head, _, value = string.partition("=")
            span, _, kind = head.removeprefix("T[").partition("]")
            if span in spans:
                found[kind.removeprefix(".")].setdefault(value, list(self.nothing))[spans.index(span)] = weight
        self.by_kind = {kind: {value: tuple(adds) for value, adds in values.items()} for kind, values in found.items()}

    def adds(self, **values: object) -> Adds:
        """The sums of what is said; `text` is what stands in the span itself."""
        said = [self.by_kind["" if kind == "text" else kind].get(str(value), self.nothing) for kind, value in values.items()]
        return tuple(map(sum, zip(*said, strict=True)))

    def outside(self, mark: str) -> Adds:
        """What is said of a span that reaches beyond the sentence."""
        return self.adds(text=mark, lower=mark, isdigit=mark, istitle=mark, is_in_dict=mark)


class _Cutter:
    """underthesea's word segmentation over sums that are kept."""

    def __init__(self, folder: Path) -> None:
        import joblib
        from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

        self.known: frozenset[str] = frozenset(joblib.load(folder / "dictionary.bin"))
        self._tokenize: Callable[..., list[str]] = tokenize
        weighed, self._steps = weights(folder / "models.bin")
        self._of_one, self._of_two, self._of_three = (_Heard(spans, weighed) for spans in _SPANS)
        truth = (False, True)
        self._flags_of_two = {(t, k): self._of_two.adds(istitle=t, is_in_dict=k) for t in truth for k in truth}
        self._flags_of_three = {(t, k): self._of_three.adds(istitle=t, is_in_dict=k) for t in truth for k in truth}
        self._before, self._behind = self._of_three.outside("BOS"), self._of_three.outside("EOS")
        triples = (*map(str.lower, self._of_three.by_kind[""]), *self.known)
        self._beginnings = frozenset(" ".join(words[:2]) for three in triples if len(words := three.split(" ")) == 3)
        # the tokens of chunks within sentences, and of those that end them
        self._inner: dict[str, tuple[tuple[str, int, int], ...]] = {}
        self._last: dict[str, tuple[tuple[str, int, int], ...]] = {}
        self._ones: dict[str, _One] = {}
        self._twos: dict[tuple[str, str], _Two] = {}

    def __call__(self, text: str, start: int, end: int) -> list[Span]:
        chunks = text[start:end].split()
        if not chunks:
            return []
        last = chunks.pop()
        tokens: list[str] = []
        spans: list[Span] = []
        at, kept = start, self._inner
        for chunk in chunks:
            at = text.index(chunk, at)
            for token, begin, stop in kept.get(chunk) or self._keep_pieces(kept, chunk, " "):
                tokens.append(token)
                spans.append((at + begin, at + stop))
            at += len(chunk)
        at = text.index(last, at)
        # the library reads a stop at the very end otherwise than elsewhere
        behind = "" if at + len(last) == end else " "
        kept = self._inner if behind else self._last
        for token, begin, stop in kept.get(last) or self._keep_pieces(kept, last, behind):
            tokens.append(token)
            spans.append((at + begin, at + stop))
        words: list[Span] = []
        for span, goes_on in zip(spans, self._path(self.balances(tokens)), strict=True):
            if goes_on and words:
                words[-1] = (words[-1][0], span[1])
            else:
                words.append(span)
        return words

    def _keep_pieces(self, kept: dict[str, tuple[tuple[str, int, int], ...]], chunk: str, behind: str) -> tuple[tuple[str, int, int], ...]:
        if len(kept) > MOST_KEPT:
            kept.clear()
        pieces = self._pieces(chunk, behind)
        if len(chunk) <= _LONGEST_KEPT:
            kept[chunk] = pieces
        return pieces

    def _pieces(self, chunk: str, behind: str) -> tuple[tuple[str, int, int], ...]:
        """The library's tokens of what stands between white space, each with its offsets in it."""
        tokens = self._tokenize(chunk + behind, use_token_normalize=False)
        out, at = [], 0
        for token in tokens:
            first = chunk.find(token, at)
            if first < 0:
                # the library changed a character: what stands there is one token
                return (("".join(tokens), 0, len(chunk)),)
            at = first + len(token)
            out.append((token, first, at))
        return tuple(out) or ((chunk, 0, len(chunk)),)

    def balances(self, tokens: Sequence[str]) -> list[float]:
        """By how much the model's strings say, for each token, that it goes on with a word rather than begins one."""
        if len(self._ones) > MOST_KEPT:
            self._ones.clear()
        if len(self._twos) > MOST_KEPT:
            self._twos.clear()
        kept = self._twos
        edged = [_BEGINNING, _BEGINNING, *tokens, _END, _END]
        pairs = [kept.get(pair) or self._two(*pair) for pair in pairwise(edged)]
        threes = [
            self._three(edged[i], edged[i + 1], edged[i + 2], pair.title and following.ends_in_title)
            if pair.more
            else (pair.if_title if following.ends_in_title else pair.otherwise)
            for i, (pair, following) in enumerate(pairwise(pairs))
        ]
        threes[-2:] = [self._behind, self._behind]
        threes[:2] = [self._before, self._before]
        return [
            a.first + b.second + c.third + d.fourth + x[0] + y[1] + z[2]
            for a, b, c, d, x, y, z in zip(pairs, pairs[1:], pairs[2:], pairs[3:], threes, threes[1:], threes[2:], strict=False)
        ]

    def _path(self, balances: Sequence[float]) -> list[bool]:
        """For each token whether it goes on with a word, on the likeliest way through the sentence (Viterbi)."""
        begin_begin, begin_on, on_begin, on_on = self._steps
        # how much likelier going on must be at a token for the way to come from there
        to_begin, to_on = begin_begin - on_begin, begin_on - on_on
        ahead: list[float] = []
        lead = 0.0
        for i, balance in enumerate(balances):
            if i:
                balance += (lead + on_on if lead > to_on else begin_on) - (lead + on_begin if lead > to_begin else begin_begin)
            lead = balance
            ahead.append(lead)
        on = lead > 0
        path = [on]
        for lead in ahead[-2::-1]:
            on = lead > (to_on if on else to_begin)
            path.append(on)
        path.reverse()
        return path

    def _one(self, token: str) -> _One:
        if (kept := self._ones.get(token)) is not None:
            return kept
        low, title = token.lower(), _title(token)
        if token in (_BEGINNING, _END):
            made = _One(self._of_one.outside("BOS" if token == _BEGINNING else "EOS"), low, title=False)
        else:
            adds = self._of_one.adds(text=token, lower=low, isdigit=_digit(token), istitle=title, is_in_dict=low in self.known)
            made = _One(adds, low, title)
        if len(token) <= _LONGEST_KEPT:
            self._ones[token] = made
        return made

    def _two(self, a: str, b: str) -> _Two:
        one, other = self._one(a), self._one(b)
        heard = self._of_two
        inside = a != _BEGINNING and b != _END
        both, low = f"{a} {b}", f"{one.low} {other.low}"
        title = inside and one.title and other.title
        if inside:
            texts, lows, flags = heard.by_kind[""], heard.by_kind["lower"], self._flags_of_two[title, low in self.known]
            adds = [x + y + z for x, y, z in zip(texts.get(both, heard.nothing), lows.get(low, heard.nothing), flags, strict=True)]
        else:
            adds = list(heard.outside("BOS" if a == _BEGINNING else "EOS"))
        made = _Two(
            first=adds[0] + one.adds[0],
            second=adds[1] + one.adds[1],
            third=adds[2] + one.adds[2] + other.adds[3],
            fourth=adds[3] + other.adds[4],
            more=inside and low in self._beginnings,
            title=title,
            ends_in_title=other.title,
            if_title=self._flags_of_three[title, False],
            otherwise=self._flags_of_three[False, False],
        )
        if len(both) <= 2 * _LONGEST_KEPT:
            self._twos[a, b] = made
        return made

    def _three(self, a: str, b: str, c: str, title: bool) -> Adds:
        three = f"{a} {b} {c}"
        flags = self._flags_of_three[title, three.lower() in self.known]
        said = self._of_three.by_kind[""].get(three)
        return flags if said is None else tuple(x + y for x, y in zip(said, flags, strict=True))


def weights(model: Path) -> tuple[dict[str, float], tuple[float, ...]]:
    """What a CRFsuite model of two labels, B-W and I-W, knows of their balance.

    Gives the weight of each string, for going on with a word less for beginning one, and those of the steps from beginning to beginning, from
    beginning to going on, from going on to beginning and from going on to going on. Source: CRFsuite's model format 1.0. Raises ValueError for
    a file of another make.
    """
    data = model.read_bytes()
    magic, _, _, release, _, labels, _, features, labels_at, attributes_at, _, _ = _HEADER.unpack_from(data)
    if (magic, release, labels) != (b"lCRF", 100, 2):
        raise ValueError(f"{model}: no CRFsuite model of format 1.0 with two labels")
    names = _keys(data, labels_at)
    attributes = _keys(data, attributes_at)
    if sorted(names) != ["B-W", "I-W"]:
        raise ValueError(f"{model}: its labels are {', '.join(names)}, not B-W and I-W")
    on = names.index("I-W")
    balances = [0.0] * len(attributes)
    steps = [[0.0, 0.0], [0.0, 0.0]]
    for kind, source, label, weight in _FEATURE.iter_unpack(_features(data, features)):
        if kind:
            steps[source == on][label == on] = weight
        else:
            balances[source] += weight if label == on else -weight
    return dict(zip(attributes, balances, strict=True)), (*steps[0], *steps[1])


def _features(data: bytes, at: int) -> bytes:
    mark, _, count = _CHUNK_HEADER.unpack_from(data, at)
    if mark != b"FEAT":
        raise ValueError(f"no features at byte {at} of the model")
    return data[at + _CHUNK_HEADER.size :][: count * _FEATURE.size]


def _keys(data: bytes, at: int) -> list[str]:
    """The keys of a constant database in the order of their numbers."""
    mark, _, _, _, count, _ = _DATABASE_HEADER.unpack_from(data, at)
    if mark != b"CQDB":
        raise ValueError(f"no strings at byte {at} of the model")
    # behind the header a table of 256 hash tables, then the records
    at += _DATABASE_HEADER.size + 256 * 8
    found = [""] * count
    for _ in range(count):
        number, length = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        # the key ends in a zero
        found[number] = data[at : at + length - 1].decode()
        at += length
    return found


# magic, size, type, version, numbers of features, labels and attributes, and where features, labels, attributes and their references begin
_HEADER = struct.Struct("<4sI4s9I")
# mark, size and count, then whether it is a step, source, label and weight of each
_CHUNK_HEADER = struct.Struct("<4sII")
_FEATURE = struct.Struct("<IIId")
# mark, size, flag, byte order, count of keys and where they are listed by number
_DATABASE_HEADER = struct.Struct("<4s5I")
# number and length of the key that follows
_RECORD = struct.Struct("<II")


def _digit(token: str) -> bool:
    """What the library calls a digit: a whole number of 32 bits."""
    return bool(_WHOLE.fullmatch(token)) and -(2**31) <= int(token) < 2**31


_WHOLE = re.compile(r"[+-]?[0-9]{1,200}")


def _title(text: str) -> bool:
    """What the library calls a title: each word of the text begins with what is its own capital.

    Letters that this Python's Unicode does not know yet may be told otherwise by the library; news has none.
    """
    return all(word[0].upper() == word[0] for word in text.split(" ") if word)
