"""Same: whether a fact that was read is the one that was asked for, however both are spelled.

Facts are mappings with the columns of their table, or the keys of gold. Where a span begins or ends counts for nothing.
"""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from corpus.text import fold, one_tone

Fact = Mapping[str, Any]

_ROMAN = {
    str(ten * 10 + one): "X" * ten + digit
    for ten in range(3)
    for one, digit in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
    if 0 < ten * 10 + one <= 25
}
# what abbreviations of bodies and offices say; a fixed list, since figures are compared with those of other scorers
_LONG = {
    "uvtw": "ủy viên trung ương",
    "uvbtv": "ủy viên ban thường vụ",
    "ubvtu": "ủy viên ban thường vụ tỉnh ủy",
    "btv": "ban thường vụ",
    "bch": "ban chấp hành",
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
    "đbqh": "đại biểu quốc hội",
    "tp": "thành phố",
    "ub": "ủy ban",
    "qh": "quốc hội",
    "tw": "trung ương",
    "tư": "trung ương",
    "bct": "bộ chính trị",
    "ubmttq": "ủy ban mặt trận tổ quốc",
}
_MAGNITUDES = (
    ("nghìn tỷ", 1e12),
    ("ngàn tỷ", 1e12),
    ("nghìn", 1e3),
    ("ngàn", 1e3),
    ("vạn", 1e4),
    ("triệu", 1e6),
    ("tỷ", 1e9),
    ("tỉ", 1e9),
)


@cache
def wording(text: str | None) -> str:
    """A text as it compares: small letters, one placement of tone marks, no punctuation, abbreviations written out."""
    text = unicodedata.normalize("NFC", text or "").casefold()
    text = one_tone(re.sub("[–—−]", "-", text)).replace("t.ư", "tw").replace("t.w", "tw")
    words = re.sub(r"[\s.,;:()“”\"']+", " ", text).strip().split(" ")
    return one_tone(" ".join(_LONG.get(word, word) for word in words))


def place(text: str) -> str:
    """A province's name without diacritics, hyphens and its kind.

    >>> place("Thành phố Hồ Chí Minh"), place("ho-chi-minh")
    ('ho chi minh', 'ho chi minh')
    """
    return re.sub("^(tinh|thanh pho|tp) ", "", re.sub("[^a-z]+", " ", fold(unicodedata.normalize("NFC", text))).strip())


def alike(a: str | None, b: str | None, least: float) -> bool:
    """Whether two wordings share at least this part of their letters, from 0 to 1."""
    return SequenceMatcher(None, wording(a), wording(b)).ratio() >= least


def document(a: Fact, b: Fact) -> bool:
    """Whether two citations name one instrument: by symbol where both have one, else by anything that they have in common."""
    keys, others = _names(a), _names(b)
    if keys[0][0] == others[0][0] == "symbol":
        return keys[0] == others[0]
    return any(x == y or _one_plenum(x, y) for x in keys for y in others)


def _names(fact: Fact) -> list[tuple[str, ...]]:
    """What an instrument may be recognised by, the most telling first."""
    kind, number = wording(fact.get("kind")), _given(fact, "number").lstrip("0")
    plenum, congress = _given(fact, "plenum").lstrip("0"), _given(fact, "congress")
    term = re.sub(r"\s*[-–—]\s*", "-", _given(fact, "term").upper())
    term = _ROMAN.get(term, term)
    symbol = re.sub(r"\s+", "", _given(fact, "symbol")).upper().replace("–", "-")
    names: list[tuple[str, ...]] = []
    if symbol:
        names.append(("symbol", re.sub(r"^0+(?=\d)", "", symbol)))
    if number:
        names.append(("number", kind, number))
    if plenum:
        names.append(("plenum", kind, plenum, term))
    if congress:
        names.append(("congress", kind, _ROMAN.get(congress, congress.upper())))
    if not (symbol or number or plenum):
        names.append(("issuer", kind, wording(fact.get("issuer")), wording(term), wording(fact.get("title"))))
        names += [("term", kind, wording(term))] if term else []
    return names


def _given(fact: Fact, key: str) -> str:
    return "" if fact.get(key) is None else str(fact[key]).strip()


def _one_plenum(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two plena are one where at least one of them is named without its term."""
    return a[0] == b[0] == "plenum" and a[1:3] == b[1:3] and "" in (a[3], b[3])


def date(a: Fact, b: Fact) -> bool:
    """Whether the second date is the first, or one of the values that are also right for it."""
    return extent(b.get("value")) in {extent(value) for value in [a.get("value"), *a.get("also", ())] if value}


def extent(value: str | None) -> str:
    """A value with a range written out in days, clock times left off.

    >>> extent("2018-01/2018-09"), extent("2018-08-03/05"), extent("2018-Q4")
    ('2018-01-01/2018-09-30', '2018-08-03/2018-08-05', '2018-Q4')
    """
    value = re.sub(r"T\d\d:\d\d[^/]*", "", value or "")
    if "/" not in value or "X" in value:
        return value
    first, last = (end.strip() for end in value.split("/", 1))
    if len(last) < len(first) and not re.match(r"\d{4}", last):
        last = first[: len(first) - len(last)] + last
    return f"{first}{_first_day(first)}/{last}{_last_day(last)}"


def _first_day(value: str) -> str:
    return {4: "-01-01", 7: "-01"}.get(len(value), "")


def _last_day(value: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d", value):
        return f"-{calendar.monthrange(int(value[:4]), int(value[5:]))[1]}"
    return "-12-31" if len(value) == 4 else ""


def statistic(a: Fact, b: Fact) -> bool:
    """Whether two figures are of one size, their magnitudes multiplied out, and of units that begin alike or hold each other."""
    try:
        (x, unit), (y, other) = _amount(a), _amount(b)
    except (TypeError, ValueError):
        return False
    if abs(x - y) > 1e-6 * max(1.0, abs(x)):
        return False
    return unit == other or unit.split(" ")[0] == other.split(" ")[0] or bool(unit and other and (unit in other or other in unit))


def _amount(fact: Fact) -> tuple[float, str]:
    value, unit = float(fact["value"]), wording(fact.get("unit"))
    for word, times in _MAGNITUDES:
        if unit == word or unit.startswith(f"{word} "):
            return value * times, unit[len(word) :].strip()
    return value, unit


def official(a: Fact, b: Fact) -> bool:
    """Whether two names are of one person of an article."""
    return wording(a["name"]) == wording(b["name"])


def post(a: Fact, b: Fact) -> bool:
    """Whether two posts of one person are one; up to four words more behind it, such as a place, make no other of it."""
    if post_in_words(a, b):
        return True
    short, long = sorted((wording(a["position"]), wording(b["position"])), key=len)
    words, more = len(short.split()), len(long.split())
    return official(a, b) and long.startswith(f"{short} ") and words >= 2 and more - words <= 4


def post_in_words(a: Fact, b: Fact) -> bool:
    """Whether person and post are worded the same."""
    return official(a, b) and wording(a["position"]) == wording(b["position"])


def province(stored: str | None, asked: str, names: Mapping[str, str]) -> bool:
    """Whether a stored province (an id of `names`, or a name) is the one asked for by name."""
    return place(names.get(stored or "", str(stored))) == place(asked)
