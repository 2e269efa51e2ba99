"""Vietnamese words by underthesea's model, with its features put together here: the same words in a third of the time.

underthesea spends most of its time on writing out, token by token, the 42 strings that its CRF reads, and the CRF on looking
them up. Most of them say something of one token, or of a pair, that was met before; here those are kept. And most of them have no
weight in the model, which passes over them; here they are left out. The model, its dictionary and its
tokenizer are underthesea's own, and at the first use a sentence is compared with what the library makes of it: a version
that works otherwise is used as it is.
"""

import re
import struct
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from corpus.text import flip_tones, one_tone

# Tokens and pairs that are kept; what a page of news adds is little once a few thousand pages were read.
MOST_KEPT = 200_000
_CHECK = "Ngày 30/10/2013, UBND tỉnh Kon Tum và H'Mông đạt 5,3% (chỉ tiêu 10%) “ở cơ sở”: ĐẢNG bộ, Nghị quyết 71-NQ/TU."

Features = list[str]
Strings = tuple[str, ...]


@cache
def cutter() -> Callable[[str], list[list[str]]]:
    """A function from a sentence to its words, each the list of its tokens as they stand in the sentence."""
    from importlib import import_module

    from underthesea import word_tokenize

    word_tokenize_module = import_module("underthesea.pipeline.word_tokenize")

    def plain(sentence: str) -> list[list[str]]:
        return [word.split(" ") for word in word_tokenize(sentence, use_token_normalize=False)]

    try:
        fast = _Cutter(Path(str(word_tokenize_module.__file__)).parent / "models" / "ws_crf_vlsp2013_20230727")
        known = fast.agrees() and fast(_CHECK) == plain(_CHECK)
    except (ImportError, OSError, TypeError, KeyError, AttributeError, ValueError, struct.error):
        # another version of the library: its own way is the only one known to be right
        known = False
    return fast if known else plain


def is_known(words: str) -> bool:
    """Whether the model's dictionary has these syllables as one word, with the tone mark in either place; False where no dictionary is at hand."""
    cut = cutter()
    low = " ".join(words.lower().split())
    return isinstance(cut, _Cutter) and not cut.known.isdisjoint((low, one_tone(low), flip_tones(low)))


class _Cutter:
    """underthesea's word segmentation over features that are kept."""

    def __init__(self, folder: Path) -> None:
        import joblib
        from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
        from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

        self._model = FastCRFSequenceTagger()
        self._model.load(str(folder))
        self.known: frozenset[str] = frozenset(joblib.load(folder / "dictionary.bin"))
        self._weighed = attributes(folder / "models.bin")
        self._edges = tuple(map(self._heard, _EDGES))
        self._flags = {(known, title): self._flags_of_three(known, title) for known in (False, True) for title in (False, True)}
        self._threes = {three: self._strings_of_three(three) for three in _triples(self._weighed)}
        self._tokenize: Callable[..., list[str]] = tokenize
        self._ones: dict[str, tuple[Strings, ...]] = {}
        self._twos: dict[tuple[str, str], tuple[Any, ...]] = {}

    def __call__(self, sentence: str) -> list[list[str]]:
        tokens = self._tokenize(sentence, use_token_normalize=False)
        if not tokens:
            return []
        words: list[list[str]] = []
        for token, tag in zip(tokens, self._model.estimator.tag(self.features(tokens)), strict=True):
            if tag == "I-W" and words:
                words[-1].append(token)
            else:
                words.append([token])
        return words

    def agrees(self) -> bool:
        """Whether the features of a sentence full of odd tokens are the library's own."""
        tokens = self._tokenize(_CHECK, use_token_normalize=False)
        theirs = self._model.featurizer.process([[[token] for token in tokens]])[0]
        return [sorted(self._heard(row)) for row in theirs] == [sorted(row) for row in self.features(tokens)]

    def _heard(self, strings: Iterable[str]) -> Strings:
        """The strings that the model has a weight for: it passes over the others, which are most."""
        return tuple(filter(self._weighed.__contains__, strings))

    def features(self, tokens: Sequence[str]) -> list[Features]:
        """The strings that the model hears, a list per token: of the token, its neighbours, pairs and triples, their case and whether they are known."""
        if len(self._ones) > MOST_KEPT:
            self._ones.clear()
        if len(self._twos) > MOST_KEPT:
            self._twos.clear()
        last = len(tokens) - 1
        (
            before_2, before_1, after_1, after_2, before_21, before_10, after_01, after_12, before_20, before_11, after_11, after_02,
        ) = self._edges  # fmt: skip
        ones = [self._ones.get(token) or self._one(token) for token in tokens]
        twos = [self._twos.get((a, b)) or self._two(a, b) for a, b in pairwise(tokens)]
        threes = [self._three(tokens[i], twos[i + 1]) for i in range(last - 1)]
        out: list[Features] = []
        for i in range(last + 1):
            row: Features = []
            row += ones[i - 2][0] if i > 1 else before_2
            row += ones[i - 1][1] if i else before_1
            row += ones[i][2]
            row += ones[i + 1][3] if i < last else after_1
            row += ones[i + 2][4] if i < last - 1 else after_2
            row += twos[i - 2][0] if i > 1 else before_21
            row += twos[i - 1][1] if i else before_10
            row += twos[i][2] if i < last else after_01
            row += twos[i + 1][3] if i < last - 1 else after_12
            row += threes[i - 2][0] if i > 1 else before_20
            row += threes[i - 1][1] if 0 < i < last else (before_11 if not i else after_11)
            row += threes[i][2] if i < last - 1 else after_02
            out.append(row)
        return out

    def _one(self, token: str) -> tuple[Strings, ...]:
        low = token.lower()
        title, known, digit = _title(token), low in self.known, _digit(token)
        made = (
            (f"T[-2]={token}", f"T[-2].lower={low}", f"T[-2].istitle={title}", f"T[-2].is_in_dict={known}"),
            (f"T[-1]={token}", f"T[-1].lower={low}", f"T[-1].isdigit={digit}", f"T[-1].istitle={title}", f"T[-1].is_in_dict={known}"),
            (f"T[0]={token}", f"T[0].lower={low}", f"T[0].isdigit={digit}", f"T[0].istitle={title}", f"T[0].is_in_dict={known}"),
            (f"T[1]={token}", f"T[1].lower={low}", f"T[1].isdigit={digit}", f"T[1].istitle={title}", f"T[1].is_in_dict={known}"),
            (f"T[2]={token}", f"T[2].lower={low}", f"T[2].istitle={title}", f"T[2].is_in_dict={known}"),
        )
        self._ones[token] = heard = tuple(map(self._heard, made))
        return heard

    def _two(self, a: str, b: str) -> tuple[Any, ...]:
        both = f"{a} {b}"
        low = both.lower()
        title, known = _title(both), low in self.known
        made = (
            (f"T[-2,-1]={both}", f"T[-2,-1].lower={low}", f"T[-2,-1].is_in_dict={known}"),
            (f"T[-1,0]={both}", f"T[-1,0].lower={low}", f"T[-1,0].is_in_dict={known}"),
            (f"T[0,1]={both}", f"T[0,1].lower={low}", f"T[0,1].istitle={title}", f"T[0,1].is_in_dict={known}"),
            (f"T[1,2]={both}", f"T[1,2].lower={low}", f"T[1,2].is_in_dict={known}"),
        )
        self._twos[a, b] = heard = (*map(self._heard, made), both, low, title)
        return heard

    def _three(self, a: str, pair: tuple[Any, ...]) -> tuple[Strings, ...]:
        # triples hardly ever come again, and few are in the model: those are at hand
        flags = self._flags[f"{a.lower()} {pair[5]}" in self.known, pair[6] and _title(a)]
        strings = self._threes.get(f"{a} {pair[4]}")
        return flags if strings is None else tuple(said + flag for said, flag in zip(strings, flags, strict=True))

    def _flags_of_three(self, known: bool, title: bool) -> tuple[Strings, ...]:
        made = (
            (f"T[-2,0].is_in_dict={known}",),
            (f"T[-1,1].is_in_dict={known}",),
            (f"T[0,2].istitle={title}", f"T[0,2].is_in_dict={known}"),
        )
        return tuple(map(self._heard, made))

    def _strings_of_three(self, three: str) -> tuple[Strings, ...]:
        return tuple(self._heard((f"T[{span}]={three}",)) for span in _SPANS_OF_THREE)


_SPANS_OF_THREE = ("-2,0", "-1,1", "0,2")


def _triples(weighed: Iterable[str]) -> set[str]:
    """The triples of tokens that strings of a model name."""
    heads = tuple(f"T[{span}]=" for span in _SPANS_OF_THREE)
    return {string.partition("=")[2] for string in weighed if string.startswith(heads)}


def attributes(model: Path) -> frozenset[str]:
    """The strings that a CRFsuite model has weights for.

    Source: CRFsuite's model format 1.0, in which they are the keys of a constant database. Raises ValueError for a file of another make.
    """
    data = model.read_bytes()
    magic, _, _, release, _, _, count, _, _, at, _, _ = _HEADER.unpack_from(data)
    if (magic, release) != (b"lCRF", 100) or data[at : at + 4] != b"CQDB":
        raise ValueError(f"{model}: no CRFsuite model of format 1.0")
    at += _DATABASE_HEADER
    found = set()
    for _ in range(count):
        _, length = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        # the key ends in a zero
        found.add(data[at : at + length - 1].decode())
        at += length
    return frozenset(found)


# magic, size, type, version, numbers of features, labels and attributes, and where features, labels, attributes and their references begin
_HEADER = struct.Struct("<4sI4s9I")
# the chunk's header and its table of 256 hash tables, before the records
_DATABASE_HEADER = 24 + 256 * 8
# value and length of the key that follows
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


def _outside(span: str, mark: str, kinds: str) -> tuple[str, ...]:
    return (f"T[{span}]={mark}", *(f"T[{span}].{kind}={mark}" for kind in kinds.split()))


# what is said where a span reaches beyond the sentence: before its beginning and behind its end
_EDGES = (
    _outside("-2", "BOS", "lower istitle is_in_dict"),
    _outside("-1", "BOS", "lower isdigit istitle is_in_dict"),
    _outside("1", "EOS", "lower isdigit istitle is_in_dict"),
    _outside("2", "EOS", "lower istitle is_in_dict"),
    _outside("-2,-1", "BOS", "lower is_in_dict"),
    _outside("-1,0", "BOS", "lower is_in_dict"),
    _outside("0,1", "EOS", "lower istitle is_in_dict"),
    _outside("1,2", "EOS", "lower is_in_dict"),
    _outside("-2,0", "BOS", "is_in_dict"),
    _outside("-1,1", "BOS", "is_in_dict"),
    _outside("-1,1", "EOS", "is_in_dict"),
    _outside("0,2", "EOS", "istitle is_in_dict"),
)
