"""What numbers look like in Vietnamese prose, and what stands before them: shared by dates and statistics."""

import re

from corpus.text import one_tone

# The first digit is looked at before what stands left of it: a pattern that begins with a set of characters is searched for fast.
DIGITS = r"[0-9](?<![\w./\-–][0-9])(?<![0-9],[0-9])[0-9]*(?:[.,][0-9]+)*(?![0-9])"

_UNITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mốt": 1}
_ONES = "mốt|một|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín"
_TENS = rf"\s+mươi(?:\s+(?:{_ONES})(?!\w))?"
# 2 to 99 in words, but not the bare "năm", which mostly means "year". Each alternative begins with a letter, so that it is searched
# for fast; that no letter stands before has to be asked of the match.
WORDS = "|".join(
    (
        *(
            first + rf"(?:{_TENS})?"
            for one in ("hai", "ba", "bốn", "sáu", "bảy", "bẩy", "tám", "chín")
            for first in (one, one.capitalize())
        ),
        *(first + _TENS for first in ("năm", "Năm")),
        *(first + rf"(?:\s+(?:{_ONES})(?!\w))?" for first in ("mười", "Mười")),
    )
)

# so many characters hold any number that is meant; of a few hundred digits a float would be infinite
_LONGEST = 30
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?\Z")
_DECIMAL = re.compile(r"(?:0|[1-9]\d*)[.,]\d+\Z")
_PLAIN = re.compile(r"(?:0?\d|[1-9]\d*)\Z")
_ENDS = ',;:.!?)”"»…]'
_OPENS = "(“\"'[«‘"


def read(text: str) -> float | None:
    """The value of digits as Vietnamese writes them (point for thousands, comma for decimals), None where they are no number.

    >>> [read(text) for text in ("17.000", "5,3", "1.950,5", "7.36", "05", "0912345678", "1.2.3")]
    [17000.0, 5.3, 1950.5, 7.36, 5.0, None, None]
    """
    if len(text) > _LONGEST:
        return None
    if _PLAIN.match(text):
        return float(text)
    if _GROUPED.match(text):
        return float(text.replace(".", "").replace(",", "."))
    if _DECIMAL.match(text):
        return float(text.replace(",", "."))
    return None


def word(text: str) -> int | None:
    """The value of a number in words from 1 to 99, None where it is none.

    >>> [word(text) for text in ("hai", "Mười lăm", "ba mươi mốt", "nhiều", "mươi")]
    [2, 15, 31, None, None]
    """
    parts = one_tone(text).lower().split()
    if parts and parts[0] == "mười":
        parts = ["một", "mươi", *parts[1:]]
    digits = [_UNITS[part] for part in (*parts[:1], *parts[2:]) if part in _UNITS]
    if len(parts) == 1 and digits:
        return digits[0]
    if parts[1:2] != ["mươi"] or len(digits) != len(parts) - 1 or len(digits) > 2:
        return None
    return 10 * digits[0] + sum(digits[1:])


def before(text: str, start: int, at: int, count: int) -> list[str]:
    """The words before `at`, nearest first, at most `count`, in lower case; a comma, stop or closing bracket between ends the list.

    An opening bracket or quote directly before `at` is the only word then.

    >>> before("tăng hơn 5%", 0, 9, 3)
    ['hơn', 'tăng']
    """
    out: list[str] = []
    piece = text[max(start, at - 12 * count) : at].rstrip()
    if piece and piece[-1] in _OPENS:
        return [piece[-1]]
    for token in reversed(piece.split()):
        if token[-1] in _ENDS:
            break
        bare = token.lstrip(_OPENS)
        if bare:
            out.append(bare.lower())
        if bare != token or len(out) == count:
            break
    return out


def next_word(text: str, at: int, end: int) -> str:
    """The word after `at` as written, "" where a stop, a bracket or the end comes first."""
    piece = text[at : min(end, at + 24)]
    if not piece[:1].isspace():
        return ""
    parts = piece.split(None, 1)
    return parts[0].rstrip(_ENDS) if parts else ""
