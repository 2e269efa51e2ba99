"""Which dates may be the day of an act: none that is celebrated, set as a term, or an instrument's day of issue."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from corpus.model import Date, Mention


class Dated(Protocol):
    """A date as a sentence or a row has it: where its words begin, the words, and what kind of time they name."""

    @property
    def start(self) -> int: ...
    @property
    def text(self) -> str: ...


# "sáng 5/9" is never a day of issue, wherever it stands
_PART_OF_DAY = re.compile(r"(?i)(?:sáng|trưa|chiều|tối|đêm|hôm)(?!\w)")
# "Nhân kỷ niệm 94 năm Ngày thành lập Đảng (3/2), …": a day that is celebrated, not the act's
_CELEBRATED = r"(?:kỷ\s+niệm|quốc\s+khánh|ngày\s+(?:thành\s+lập|sinh|mất|truyền\s+thống|hội|quốc\s+tế|giải\s+phóng|thương\s+binh|toàn\s+dân|toàn\s+quốc))"
_ANNIVERSARY = re.compile(rf"(?i){_CELEBRATED}(?:[^;:.\n]{{0,110}}\(\s*(?:ngày\s+)?|[^,;:.\n]{{0,80}})\Z")
# "hoàn thành trước ngày 30/9": a term that is set, not the act's day
_TERM = re.compile(r"(?i)(?<!\w)(?:trước|hết|chậm\s+nhất|đến|tới|kể\s+từ|sau|xong)\s+(?:ngày\s+)?\Z")
_TERM_INSIDE = re.compile(r"(?i)(?:trước|hết|đến|tới|kể\s+từ|sau)\s")


def is_beside(text: str, date: Dated) -> bool:
    """Whether a date is celebrated, or a term that is set ("trước ngày 30/9"), and so never the day of an act."""
    if _PART_OF_DAY.match(date.text):
        return False
    before = text[max(0, date.start - 130) : date.start]
    return bool(_ANNIVERSARY.search(before) or _TERM.search(before) or _TERM_INSIDE.match(date.text))


# "ngày 3/9", without its year
_SHORT_DAY = re.compile(r"(?i)(?:ngày\s+)?\d{1,2}\s?[/.-]\s?\d{1,2}")
_NEXT_CLAUSE = re.compile(r",\s+(?!(?:về|của|do|khóa|khoá|được|nhằm)\s)")


def opens_clause(text: str, date: Dated) -> bool:
    """Whether a day without its year stands alone between an instrument and what was done ("Theo Quyết định số … của Tỉnh ủy, ngày 3/9, …")."""
    behind = _NEXT_CLAUSE.match(text, date.start + len(date.text))
    return bool(_SHORT_DAY.fullmatch(date.text) and text.startswith(", ", date.start - 2) and behind)


_WITH_DAY = re.compile(r"-\d\d-\d\d|-WXX-\d")


def is_day(text: str, mention: Mention, cited: Sequence[tuple[int, int]]) -> bool:
    """Whether a date has a day, spans no years and is not the day of issue of an instrument that it stands in or behind."""
    value = mention.value
    assert isinstance(value, Date)
    if value.relative == "day" or opens_clause(text, mention):
        return True
    years = re.findall(r"\d{4}(?=-)", value.value)
    if not _WITH_DAY.search(value.value) or (years and int(years[-1]) - int(years[0]) > 1):
        return False
    at = bisect_left(cited, (mention.start + 1, 0))
    return bool(_PART_OF_DAY.match(mention.text)) or not any(first <= mention.start <= last for first, last in cited[max(0, at - 3) : at])
