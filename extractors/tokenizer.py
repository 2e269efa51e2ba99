"""Sentences and words of an article, with exact offsets; and the spaCy document made of them.

Sentences: a line break of the page is a boundary unless the line ends in a comma or an open bracket (captions set over two
lines); abbreviations, initials, host names and numbers are none. Words: underthesea without its token normalisation (which
alters the text), then two corrections: symbols, dates and numbers stay whole, and so do the terms of `gazetteers/words.csv`,
which its model cuts ("cấp | ủy", "71 | - | NQ | / | TU"), unless their syllables belong to other words ("tham dự | thảo luận").
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from corpus import load
from corpus.model import Part, Sentence
from corpus.text import flip_tones
from extractors import word
from extractors.rule import one_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Longer than any sentence of prose: what goes beyond is a table or a page without stops, and is cut so that no rule meets it whole.
LONGEST = 3000
# A sentence id is article id × this + position.
MOST_SENTENCES = 4096

# A stop, with the quotes and brackets that close behind it, before white space and what begins a sentence.
_STOP = re.compile(r"""(?:[.!?…]+|\./\.?)[”"’')\]»]*(?=\s)""")
# What stands before a stop that ends no sentence: abbreviations, alone or chained ("PGS.TS."), and initials ("H.", "Ng.V.").
_ABBREVIATION = re.compile(
    r"""(?<![\w/])(?:(?:(?i:tp|tx|tt|ths|ts|pgs|gs|bs|ks|cn|cki{1,2}|đ/c|v\.v|vv|st|tr|mr|mrs|dr|no|www|tk|tl|kt)|[A-ZĐƯ][a-zđ]?)(?:\.|\Z))+\Z""",
    re.VERBOSE,
)
# One capital that is a numeral or a class and may well end a sentence: "khóa X.", "quý I.", "hạng A."
_NUMERAL = re.compile(
    r"(?i)(?:kh[oó][aá]|thứ|quý|loại|hạng|nhóm|khu|vùng|mục|phần|bảng|cấp|bậc|lớp|phương\s+án|đại\s+hội|giai\s+đoạn)\s+\w\Z"
)
_LIST_NUMBER = re.compile(r"(?:\d{1,2}|[a-zđIVX]{1,3})\Z")
_BEGINS = re.compile(r"""\s*[-–+*•“"‘'(\[«]*\s*(?:[\dA-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ])""")
# A line that goes on: it ends in a comma, a dash or an open bracket and the next one is not empty.
_GOES_ON = re.compile(r"[,(\[–-]\s*\Z")

# Kept whole as one word: document symbols, dates, numbers with points and commas, host names and addresses.
# A digit is sought before it is asked what stands in front of it: that the engine does for itself.
_SYMBOLS = r"""
    \d(?<![\w/]\d)\d{0,4}[a-zđA-ZĐ]?(?:/\d{4})?\s?[-–/]\s?(?:[A-ZĐƯ][A-Za-zĐđƯưi&]{0,9}\d{0,2})(?:\s?[-–/]\s?[A-ZĐƯ][A-Za-zĐđƯư.&]{0,11}\d{0,2})*
    | \d(?<![\w.,]\d)\d{0,3}(?:[./-]\d{1,4}){1,2}(?![\w])
    | \d(?<![\w.,]\d)\d*(?:[.,]\d+)+(?:\s?%)?
    | \d(?<![\w.,]\d)\d*\s?%
"""
_HOSTS = r"(?<![\w@])(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|vn|net|org|gov|edu|info)(?:\.vn)?(?![\w])"
_WHOLE = re.compile(_SYMBOLS, re.VERBOSE)
_WHOLE_OR_HOST = re.compile(f"{_SYMBOLS} | {_HOSTS}", re.VERBOSE)
_TAILS = (".com", ".vn", ".net", ".org", ".gov", ".edu", ".info")


@cache
def _terms() -> re.Pattern[str]:
    """The terms in lower case. One character is sought before what stands in front of it, as above, and then sorted out."""
    terms = sorted({spelled for term in load.column("words", "word") for spelled in (term.lower(), flip_tones(term.lower()))})
    heads = "".join(sorted({term[0] for term in terms}))
    branches = (rf"(?<={head}){one_of((term[1:] for term in terms if term[0] == head), ignore_case=False)}" for head in heads)
    return re.compile(rf"[{heads}](?<!\w.)(?:{'|'.join(branches)})(?!\w)")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Bounds of the sentences of text[start:end], in order, without the white space around them."""
    end = len(text) if end is None else end
    line = start
    while line < end:
        stop = text.find("\n", line, end)
        stop = end if stop < 0 else stop
        while stop < end and _GOES_ON.search(text, line, stop) and text[stop + 1 : stop + 2].strip():
            following = text.find("\n", stop + 1, end)
            stop = end if following < 0 else following
        yield from _of_line(text, line, stop)
        line = stop + 1


def _of_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _STOP.finditer(text, start, end):
        word = text[max(begin, match.start() - 16) : match.start()]
        short = _ABBREVIATION.search(word) and not _NUMERAL.search(word)
        if match[0] == "." and (short or _LIST_NUMBER.fullmatch(text[begin : match.start()].strip())):
            continue
        if _BEGINS.match(text, match.end(), end) is None:
            continue
        yield from _cut(text, begin, match.end())
        begin = match.end()
    yield from _cut(text, begin, end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece in parts of at most LONGEST characters, cut at a semicolon, else a comma, else a space."""
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        at = max(window.rfind("; "), LONGEST // 2) if window.rfind("; ") > LONGEST // 2 else max(window.rfind(", "), window.rfind(" "))
        at = at + 1 if at > 0 else LONGEST
        yield from _trimmed(text, start, start + at)
        start += at
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left < len(piece):
        yield start + left, start + len(piece.rstrip())


def words(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Offsets in `text` of the words of text[start:end], without white space between or around them.

    Source of the model: underthesea (CRF trained on VLSP 2013).
    """
    return _keep_whole(text, start, end, word.cutter()(text, start, end))


def _keep_whole(text: str, start: int, end: int, cuts: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The words with every protected span as exactly one of them."""
    sentence = text[start:end]
    whole = _WHOLE_OR_HOST if any(tail in sentence for tail in _TAILS) else _WHOLE
    spans = [match.span() for match in whole.finditer(text, start, end)]
    symbols = tuple(spans)
    low = sentence.lower()
    words = frozenset(cuts)
    for match in _terms().finditer(low if len(low) == len(sentence) else sentence):
        first, last = start + match.start(), start + match.end()
        # most are words already
        if (first, last) in words:
            continue
        taken = any(first < stop and begin < last for begin, stop in symbols)
        if not taken and not _is_of_other_words(text, first, last, cuts):
            spans.append((first, last))
    if not spans:
        return tuple(cuts)
    spans.sort()
    out: list[tuple[int, int]] = []
    index = 0
    for first, last in cuts:
        while index < len(spans) and spans[index][1] <= first:
            index += 1
        piece, at = first, index
        while at < len(spans) and spans[at][0] < last:
            if piece < spans[at][0]:
                out += _pieces(text, piece, spans[at][0])
            if not out or out[-1] != spans[at]:
                out.append(spans[at])
            piece = max(piece, spans[at][1])
            at += 1
        if piece < last:
            out += _pieces(text, piece, last) if at > index else [(piece, last)]
    return tuple(out)


def _is_of_other_words(text: str, start: int, end: int, cuts: list[tuple[int, int]]) -> bool:
    """Whether the model has a word of its dictionary that begins before what looks like a term or ends behind it, and is not shorter."""
    syllables = len(text[start:end].split())
    at = bisect_right(cuts, start, key=lambda cut: cut[1])
    while at < len(cuts) and cuts[at][0] < end:
        first, last = cuts[at]
        other = text[first:last]
        if (first < start or end < last) and len(other.split()) >= syllables and word.is_known(other):
            return True
        at += 1
    return False


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return list(_trimmed(text, start, end))


def segmented(text: str, cuts: Sequence[tuple[int, int]]) -> str:
    """The words joined by spaces, the syllables of a word by `_`: the form that Vietnamese NLP tools exchange."""
    return " ".join("_".join(text[first:last].split()) for first, last in cuts)


def document(nlp: "Language", body: str, parts: Sequence[Sentence]) -> "Doc":
    """The spaCy document of an article: words as tokens, sentence starts set, `doc.text == body`.

    White space other than one space is a token of its own, as spaCy has it.
    """
    from spacy.tokens import Doc

    tokens: list[str] = []
    spaces: list[bool] = []
    starts: list[bool] = []
    cuts = [cut for sentence in parts for cut in sentence.words]
    first_words = {sentence.words[0][0] for sentence in parts if sentence.words}
    begins = [first for first, _ in cuts]
    if blank := body[: begins[0] if begins else len(body)]:
        tokens.append(blank)
        spaces.append(False)
        starts.append(False)
    for (first, last), following in zip(cuts, [*begins[1:], len(body)], strict=False):
        if following < last:
            raise AssertionError("words overlap: offsets would be wrong")
        tokens.append(body[first:last])
        starts.append(first in first_words)
        blank = body[last:following]
        spaces.append(blank[:1] == " ")
        if blank := blank.removeprefix(" "):
            tokens.append(blank)
            spaces.append(False)
            starts.append(False)
    if starts:
        starts[0] = True
    doc = Doc(nlp.vocab, words=tokens, spaces=spaces, sent_starts=starts)  # type: ignore[arg-type]
    # as they are: spaCy would make them up again from every token
    doc.user_data["text"] = body
    doc.user_data["sentences"] = tuple((sentence.start, sentence.end) for sentence in parts)
    return doc


def create() -> Callable[["Language"], Callable[[str], "Doc"]]:
    """The tokenizer as spaCy's `@tokenizers` entry: text in, document with words and sentences out."""

    def bind(nlp: "Language") -> Callable[[str], "Doc"]:
        return lambda text: document(nlp, text, split(text, article_id=0))

    return bind


def split(body: str, *, article_id: int, parts: Sequence[Part] = ()) -> tuple[Sentence, ...]:
    """The sentences of a body with their words; `parts[i]` is the part of line i, "body" where it is not given."""
    out: list[Sentence] = []
    line, at = 0, 0
    for start, end in sentences(body):
        line += body.count("\n", at, start)
        at = start
        part: Part = parts[line] if line < len(parts) else "body"
        position = len(out)
        out.append(
            Sentence(
                article_id * MOST_SENTENCES + position, article_id, position, start, end, body[start:end], part, words(body, start, end)
            )
        )
    return tuple(out)
