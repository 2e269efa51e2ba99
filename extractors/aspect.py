"""What a figure is of: what there is at a time, what came in a period, or what came since a beginning."""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus import load
from corpus.text import one_tone
from extractors.rule import one_of

# phrase → what a figure behind it is: there at a time (stock), come to pass (flow); "thực hiện" only ends like one
_ROLES = {
    one_tone(row["phrase"]): row["role"]
    for row in load.table("contexts")
    if row["kind"] == "statistic" and row["role"] in ("stock", "flow", "neither")
}
_CUE = re.compile(rf"(?<!\w){one_of(_ROLES)}(?!\w)")
# what lies between a deed and what came of it: words, and figures that came with this one
_REACHES = re.compile(
    r"(?:(?!\s(?:với|theo|tại|của|về|gồm|gắn|sau|khi|nhưng|từ)\s)(?:[^,;:]|,\s?(?=\d)|,\s(?=(?:gần|hơn|trên|khoảng)\s+\d)))*\Z"
)
# "Tỷ lệ lao động qua đào tạo đạt 70%": a level, whatever verbs tell what it is of
_SHARE = re.compile(r"(?i)(?<!\w)(?:tỷ|tỉ)\s+(?:lệ|trọng)\s[^,.;:()]*\Z")
_COUNT = r"(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa|nhiều)"
_SINCE = re.compile(
    rf"""(?ix)(?<!\w)(?:
      l[ũu][yỹ]\s+kế | luỹ\s+kế | cộng\s+dồn | kể\s+từ | từ\s+đó\s+đến\s+nay
    | từ\s+đầu\s+(?:năm|nhiệm\s+kỳ|quý|tháng)
    | từ\s+(?:[^\s,;:]+\s+){{0,6}}?(?:đến|tới)\s+(?:nay|hết|cuối|tháng|năm|ngày|quý|thời\s+điểm)
    | đến\s+nay,?\s+(?:[^\W\d_]+\s+){{0,4}}?đã | tính\s+đến
    | (?:sau|qua|trong)\s+(?:hơn\s+|gần\s+)?{_COUNT}\s+(?:năm|tháng|nhiệm\s+kỳ)(?!\s+\d)
    )(?!\w)"""
)
_DONE = re.compile(r"(?<!\w)đã(?!\w)")
_BRACKETS = re.compile(r"\([^()]*\)?")
_PART = re.compile(r";|\.\s")
# "giảm còn 3%", "tăng lên 50 triệu" tell the level that is reached
_LEVEL = frozenset({"còn", "lên", "xuống"})
_NEAR = 110


def aspect(text: str, start: int, first: int, end: int, *, direction: str | None, words: Sequence[str], unit: str) -> str:
    """stock, flow, cumulative or unknown, of the figure at text[first:] in the sentence text[start:end]; `words` stand before it, the nearest first.

    The nearest word that tells decides; a deed tells it of a figure that nothing parts from it.
    """
    if direction and not _LEVEL.isdisjoint(words[:4]):
        return "stock"
    since = _since(text, start, end)
    passed = "cumulative" if since and since[0][1] <= first else "flow"
    if direction:
        return passed
    cues, parts = _told(text, start, end)
    near = max([start, first - _NEAR, *(part for part in parts if part <= first)])
    left = text[near:first]
    if ("lệ" in left or "trọng" in left) and _SHARE.search(left):
        return "stock"
    # "lượt người" are counted as they come, whatever there is of them
    if unit.startswith("lượt"):
        return passed
    at, role = next(((stop, role) for begin, stop, role in reversed(cues) if near <= begin and stop <= first), (first, None))
    if role == "stock":
        return "stock"
    if role == "flow" and _REACHES.match(text, at, first):
        return passed
    return passed if passed == "cumulative" and _DONE.search(left) else "unknown"


# both are asked of every figure of a sentence
@lru_cache(maxsize=4)
def _since(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The bounds of a sentence's words for the time since a beginning."""
    return tuple(match.span() for match in _SINCE.finditer(text, start, end))


@lru_cache(maxsize=4)
def _told(text: str, start: int, end: int) -> tuple[tuple[tuple[int, int, str], ...], tuple[int, ...]]:
    """A sentence's cues, with their bounds and roles, and where its parts begin.

    A cue in brackets tells nothing of what stands outside of them, nor does one within the words for a time.
    """
    aside = [*_since(text, start, end), *(match.span() for match in _BRACKETS.finditer(text, start, end))]
    cues = tuple(
        (match.start(), match.end(), role)
        for match in _CUE.finditer(text, start, end)
        if (role := _ROLES[one_tone(" ".join(match[0].lower().split()))]) != "neither"
        and not any(first <= match.start() < last for first, last in aside)
    )
    return cues, tuple(match.end() for match in _PART.finditer(text, start, end))
