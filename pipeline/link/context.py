"""An article as the linking of its acts sees it: zones, instruments by their place, and days."""

import datetime
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Article, CitationRow, DateRow, Mention, Sentence
from extractors.day import is_beside
from pipeline.link import sentence_at

# after the headline so many sentences are the lead where none is marked as it
_LEAD_SENTENCES = 3
_DAY = re.compile(r"(?:\d{4}|XXXX)-\d\d-\d\d")
DAYS = re.compile(rf"{_DAY.pattern}(?:/{_DAY.pattern})?")
# between the days of one conference: "18 và 19/7", "sáng 21, chiều ngày 22/12"
_NEXT_DAY = re.compile(r"\s*(?:,|;|và|&|,\s+và)\s*(?:ngày\s+)?")
# no conference takes more days one by one; a calendar's list costs no more than its length
_LISTED = 8
# a leap year: every day of an open year is in it
_ANY_YEAR = "2000"
# "ngày 1/9, hôm nay": the first is another act's
_TODAY = re.compile(r"(?i)hôm(?!\w)|(?:(?:sáng|trưa|chiều|tối|ngày)\s+)?(?:hôm\s+)?nay(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """An article with what the other kinds made of it; `zones` maps a sentence's id to title, lead, caption or body."""

    article: Article
    sentences: Sequence[Sentence]
    zones: Mapping[int, str]
    citations: Sequence[CitationRow]
    dates: Sequence[DateRow]
    by_start: Mapping[int, Sequence[CitationRow]]
    date_at: Mapping[int, int]

    def sentence(self, mention: Mention) -> Sentence:
        """The sentence of a mention."""
        return self.sentences[sentence_at(self.sentences, mention.start)]

    def is_title(self, mention: Mention) -> bool:
        """Whether a mention stands in the headline."""
        return self.zones[self.sentence(mention).id] == "title"

    def cited(self, starts: Sequence[int]) -> tuple[CitationRow, ...]:
        """The citations at these offsets that name more than a topic."""
        return tuple(row for start in starts for row in self.by_start.get(start, ()) if not bare(row))

    def day(self, start: int) -> DateRow | None:
        """The date that stands at an offset; days coordinated with it that follow each other are one range, of others it is the first."""
        at = self.date_at.get(start)
        return None if at is None else self._days(at)

    def day_before(self, start: int) -> DateRow | None:
        """The last day that the article names before an offset ("Chiều cùng ngày")."""
        at = bisect_left(self.dates, start, key=lambda date: date.start)
        return next((self.dates[i] for i in range(at - 1, max(-1, at - 9), -1) if _DAY.fullmatch(self.dates[i].value)), None)

    def _days(self, at: int) -> DateRow:
        first = last = at
        while at - first < _LISTED and self._coordinated(first - 1):
            first -= 1
        while last - at < _LISTED and self._coordinated(last):
            last += 1
        begin, end = self.dates[first], self.dates[last]
        if first == last:
            return begin
        text = self.article.body[begin.start : end.end]
        return replace(begin, type="RANGE", value=f"{begin.value}/{end.value}", latest=end.latest, end=end.end, text=text)

    def _coordinated(self, at: int) -> bool:
        """Whether the date row `at` and the one after it are days of one list, in order."""
        if not 0 <= at < len(self.dates) - 1:
            return False
        day, other = self.dates[at], self.dates[at + 1]
        return (
            bool(_DAY.fullmatch(day.value) and _DAY.fullmatch(other.value))
            and _follows(day.value, other.value)
            and not _TODAY.match(other.text)
            and not is_beside(self.article.body, day)
            and _NEXT_DAY.fullmatch(self.article.body, day.end, other.start) is not None
        )

    def leading(self) -> list[Sentence]:
        """The sentences of headline and lead."""
        return [s for s in self.sentences if self.zones[s.id] in ("title", "lead")]


def _follows(day: str, other: str) -> bool:
    """Whether `other` is the day after `day`, both as YYYY-MM-DD, an open year as XXXX."""
    first, second = (datetime.date.fromisoformat(value.replace("XXXX", _ANY_YEAR)) for value in (day, other))
    return second - first == datetime.timedelta(days=1)


def zones(sentences: Sequence[Sentence]) -> dict[int, str]:
    """Sentence id → "title", "lead" (the lead and the first sentences after the title), "caption" or "body"."""
    zone_of: dict[int, str] = {}
    seen = 0
    for sentence in sentences:
        if sentence.part in ("title", "caption"):
            zone_of[sentence.id] = sentence.part
            continue
        seen += 1
        zone_of[sentence.id] = "lead" if sentence.part == "lead" or seen <= _LEAD_SENTENCES else "body"
    return zone_of


def bare(row: CitationRow) -> bool:
    """Whether nothing but a topic tells the instrument: such a mention says no more than none."""
    return not (row.number or row.symbol or row.plenum or row.congress or row.term or row.issuer or row.document_id)
