"""Vietnamese words by underthesea's model, with its features put together here: the same words in half the time.

underthesea spends most of its time on writing out, token by token, the 42 strings that its CRF reads. Most of them say
something of one token, or of a pair, that was met before; here those are kept. The model, its dictionary and its
tokenizer are underthesea's own, and at the first use a sentence is compared with what the library makes of it: a version
that works otherwise is used as it is.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

# Tokens and pairs that are kept; what a page of news adds is little once a few thousand pages were read.
MOST_KEPT = 200_000
_CHECK = "Ngày 30/10/2013, UBND tỉnh Kon Tum và H'Mông đạt 5,3% (chỉ tiêu 10%) “ở cơ sở”: ĐẢNG bộ, Nghị quyết 71-NQ/TU."

Features = list[str]


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
    except (ImportError, OSError, TypeError, KeyError, AttributeError):
        # another version of the library: its own way is the only one known to be right
        known = False
    return fast if known else plain


class _Cutter:
    """underthesea's word segmentation over features that are kept."""

    def __init__(self, folder: Path) -> None:
        import joblib
        from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
        from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

        self._model = FastCRFSequenceTagger()
        self._model.load(str(folder))
        self._known: frozenset[str] = frozenset(joblib.load(folder / "dictionary.bin"))
        self._tokenize: Callable[..., list[str]] = tokenize
        self._ones: dict[str, tuple[Any, ...]] = {}
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
        return [sorted(row) for row in theirs] == [sorted(row) for row in self.features(tokens)]

    def features(self, tokens: Sequence[str]) -> list[Features]:
        """The strings that the model reads, a list per token: the token, its neighbours, pairs and triples, their case and whether they are known."""
        if len(self._ones) > MOST_KEPT:
            self._ones.clear()
        if len(self._twos) > MOST_KEPT:
            self._twos.clear()
        last = len(tokens) - 1
        ones = [self._ones.get(token) or self._one(token) for token in tokens]
        twos = [self._twos.get((a, b)) or self._two(a, b) for a, b in pairwise(tokens)]
        threes = [self._three(tokens[i], twos[i + 1]) for i in range(last - 1)]
        out: list[Features] = []
        for i in range(last + 1):
            row: Features = []
            row += ones[i - 2][0] if i > 1 else _BEFORE_2
            row += ones[i - 1][1] if i else _BEFORE_1
            row += ones[i][2]
            row += ones[i + 1][3] if i < last else _AFTER_1
            row += ones[i + 2][4] if i < last - 1 else _AFTER_2
            row += twos[i - 2][0] if i > 1 else _BEFORE_21
            row += twos[i - 1][1] if i else _BEFORE_10
            row += twos[i][2] if i < last else _AFTER_01
            row += twos[i + 1][3] if i < last - 1 else _AFTER_12
            row += threes[i - 2][0] if i > 1 else _BEFORE_20
            row += threes[i - 1][1] if 0 < i < last else (_BEFORE_11 if not i else _AFTER_11)
            row += threes[i][2] if i < last - 1 else _AFTER_02
            out.append(row)
        return out

    def _one(self, token: str) -> tuple[Any, ...]:
        low = token.lower()
        title, known, digit = _title(token), low in self._known, _digit(token)
        made = (
            (f"T[-2]={token}", f"T[-2].lower={low}", f"T[-2].istitle={title}", f"T[-2].is_in_dict={known}"),
            (f"T[-1]={token}", f"T[-1].lower={low}", f"T[-1].isdigit={digit}", f"T[-1].istitle={title}", f"T[-1].is_in_dict={known}"),
            (f"T[0]={token}", f"T[0].lower={low}", f"T[0].isdigit={digit}", f"T[0].istitle={title}", f"T[0].is_in_dict={known}"),
            (f"T[1]={token}", f"T[1].lower={low}", f"T[1].isdigit={digit}", f"T[1].istitle={title}", f"T[1].is_in_dict={known}"),
            (f"T[2]={token}", f"T[2].lower={low}", f"T[2].istitle={title}", f"T[2].is_in_dict={known}"),
        )
        self._ones[token] = made
        return made

    def _two(self, a: str, b: str) -> tuple[Any, ...]:
        both = f"{a} {b}"
        low = both.lower()
        title, known = _title(both), low in self._known
        made = (
            (f"T[-2,-1]={both}", f"T[-2,-1].lower={low}", f"T[-2,-1].is_in_dict={known}"),
            (f"T[-1,0]={both}", f"T[-1,0].lower={low}", f"T[-1,0].is_in_dict={known}"),
            (f"T[0,1]={both}", f"T[0,1].lower={low}", f"T[0,1].istitle={title}", f"T[0,1].is_in_dict={known}"),
            (f"T[1,2]={both}", f"T[1,2].lower={low}", f"T[1,2].is_in_dict={known}"),
            both,
            low,
            title,
        )
        self._twos[a, b] = made
        return made

    def _three(self, a: str, pair: tuple[Any, ...]) -> tuple[tuple[str, ...], ...]:
        # triples hardly ever come again: they are made from the pair that does
        three = f"{a} {pair[4]}"
        known = f"{a.lower()} {pair[5]}" in self._known
        title = pair[6] and _title(a)
        return (
            (f"T[-2,0]={three}", f"T[-2,0].is_in_dict={known}"),
            (f"T[-1,1]={three}", f"T[-1,1].is_in_dict={known}"),
            (f"T[0,2]={three}", f"T[0,2].istitle={title}", f"T[0,2].is_in_dict={known}"),
        )


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


_BEFORE_2 = _outside("-2", "BOS", "lower istitle is_in_dict")
_BEFORE_1 = _outside("-1", "BOS", "lower isdigit istitle is_in_dict")
_AFTER_1 = _outside("1", "EOS", "lower isdigit istitle is_in_dict")
_AFTER_2 = _outside("2", "EOS", "lower istitle is_in_dict")
_BEFORE_21 = _outside("-2,-1", "BOS", "lower is_in_dict")
_BEFORE_10 = _outside("-1,0", "BOS", "lower is_in_dict")
_AFTER_01 = _outside("0,1", "EOS", "lower istitle is_in_dict")
_AFTER_12 = _outside("1,2", "EOS", "lower is_in_dict")
_BEFORE_20 = _outside("-2,0", "BOS", "is_in_dict")
_BEFORE_11 = _outside("-1,1", "BOS", "is_in_dict")
_AFTER_11 = _outside("-1,1", "EOS", "is_in_dict")
_AFTER_02 = _outside("0,2", "EOS", "istitle is_in_dict")
