"""A sentence as an act stands in it: the instruments, days and persons that earlier components read there."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.model import Citation, Date, Mention, Official
from extractors.day import is_beside, is_day

# so far from an act its subject, place and further acts are looked for, so that a sentence without end costs no more than its length
NEAR = 900
# no body's name with its leader is longer
LONGEST_NAME = 260
_TODAY = re.compile(r"(?i)(?:sáng|trưa|chiều|tối|hôm|ngày\s+hôm)(?:\s+hôm)?\s+nay")
# "… ban hành hôm 3/9", between an act and its day
_THEREUPON = re.compile(r"\s+(?:vào\s+|hồi\s+)?")
# A clause before the sentence's subject says why; the day of the act is the last that stands before the act.
_REASON = re.compile(
    r"(?i)\W*(?:cụ\s+thể\s+hóa|trên\s+cơ\s+sở|trước\s+đó|một\s+ngày|tiếp\s+nối|như\s+tin|thực\s+hiện|triển\s+khai|căn\s+cứ|theo|nhân|chào\s+mừng|hướng\s+tới|tiếp\s+tục|tiếp\s+theo|sau|thi\s+hành)(?!\w)"
)


# "quán triệt Nghị quyết số … hồi tháng 7", "mở 2 lớp học tập vào tháng 2/2017"
_RECALLED = re.compile(r"(?:[^.;:!?\n]{0,220}?\s(?:hồi|từ\s+hồi)|\s+vào)\s+(?:đầu\s+|giữa\s+|cuối\s+)?")
_MONTH = re.compile(r"[\dX]{4}(?:-[\dX]{2}|-[QH][\dX])?")
_THEN = re.compile(r"(?:\s+(?:vừa\s+(?:qua|rồi)|này|đó))?,\s")
# "Về phía mình, quý IV/2022, Ủy ban Kiểm tra …"
_ADVERBIAL = re.compile(r"(?i)(?P<mark>[,;:]\s+|[-–]\s+)?(?:riêng\s+|ngay\s+)?(?:trong|vào|hồi|từ)?\s*(?:đầu\s+|giữa\s+|cuối\s+)?\Z")


def _is_period(text: str, start: int, mention: Mention) -> bool:
    """Whether a month, quarter or year says when: it opens a clause and a comma follows, or "hồi" or "vào" stands before it."""
    value = mention.value
    assert isinstance(value, Date)
    if value.type != "DATE" or not _MONTH.fullmatch(value.value):
        return False
    before = text[max(start, mention.start - 30) : mention.start]
    if before.endswith(("hồi ", "vào ")):
        return True
    opens = _ADVERBIAL.search(before)
    return opens is not None and (bool(opens["mark"]) or mention.start - start == len(opens[0])) and bool(_THEN.match(text, mention.end))


class Span(Protocol):
    """Words as a mention or a row has them: the bounds of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def within(offset: int, spans: Sequence[Span]) -> Span | None:
    """The first of the spans that an offset stands within."""
    return next((span for span in spans if span.start < offset < span.end), None)


@dataclass(frozen=True, slots=True)
class Around:
    """One sentence with what earlier components read in it: instruments and their short forms, the days that may be an act's, persons."""

    text: str
    start: int
    end: int
    cited: tuple[Mention, ...]
    starts: tuple[int, ...]
    shorts: tuple[Mention, ...]
    days: tuple[Mention, ...]
    opening: int | None
    periods: tuple[Mention, ...]
    people: tuple[Mention, ...]

    @classmethod
    def of(cls, text: str, start: int, end: int, found: Sequence[Mention]) -> "Around":
        """The sentence text[start:end]."""
        cited = tuple(m for m in found if isinstance(m.value, Citation) and not m.value.short)
        dated = [m for m in found if isinstance(m.value, Date) and m.value.type != "DURATION"]
        # an instrument without its day of issue may have it behind a comma
        spans = [(c.start, c.end if isinstance(c.value, Citation) and c.value.issued else c.end + 6) for c in cited]
        days = tuple(m for m in dated if is_day(text, m, spans) and not is_beside(text, m))
        # "Quý I-2015, Ban Dân vận tổ chức …": a month or quarter that opens the sentence
        first = next((m for m in dated if m.start - start <= 12 and isinstance(m.value, Date) and m.value.type == "DATE"), None)
        periods = tuple(m for m in dated if _is_period(text, start, m) and not is_beside(text, m))
        people = tuple(m for m in found if isinstance(m.value, Official))
        shorts = tuple(m for m in found if isinstance(m.value, Citation) and m.value.short)
        return cls(text, start, end, cited, tuple(m.start for m in cited), shorts, days, first.start if first else None, periods, people)

    @property
    def names(self) -> tuple[Mention, ...]:
        """Persons with their posts and instruments: a body within one of them does nothing itself."""
        return (*self.people, *self.cited)

    def cites(self, first: int, last: int) -> bool:
        """Whether an instrument's words overlap text[first:last]."""
        at = bisect_left(self.starts, last)
        return any(m.end > first for m in self.cited[max(0, at - 3) : at])

    def before(self, first: int, reach: int) -> int:
        """Where a look back from `first` ends: as far as it reaches, not beyond the sentence."""
        return max(self.start, first - reach)

    def day(self, first: int, last: int) -> int | None:
        """Start offset of the date that says when an act at first:last was: the one right behind it, else the sentence's first.

        Behind a clause of reason it is the last before the act.
        """
        if behind := next((m for m in self.days if m.start >= last and _THEREUPON.fullmatch(self.text, last, m.start)), None):
            return behind.start
        before = [m for m in self.days if m.start < first]
        # "Như tin đã đưa ngày 1/9, sáng nay …"
        if today := next((m for m in before[1:] if _TODAY.fullmatch(m.text)), None):
            return today.start
        if before and _REASON.match(self.text, self.start):
            return before[-1].start
        if back := self.recalled(last):
            return back.start
        if self.days:
            return self.days[0].start
        told = next((m for m in reversed(self.periods) if m.end <= first), None)
        return told.start if told else self.opening

    def recalled(self, last: int) -> Mention | None:
        """The past month, quarter, year or day that the clause of an act ending at `last` names behind it ("… do Ban tiến hành hồi tháng 11")."""
        behind = (m for m in (*self.periods, *self.days) if m.start >= last)
        return next((m for m in behind if _RECALLED.fullmatch(self.text, last, m.start)), None)
