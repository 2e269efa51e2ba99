"""Ties figures to their time, to the goal that they stand beside, and to the event that they are told of."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Article, DateRow, EventRow, Mention, Sentence, Statistic, StatisticRow
from pipeline.link import fact

_COMPARED = re.compile(
    r"(?i)(?:(?<!\w)so(?:\s+với)?|cùng\s+kỳ|hơn|bằng)\s+(?:[^\W\d_]+\s+){0,4}\Z|(?:cao|thấp|lớn|nhỏ|nhiều|ít)\s+nhất\s+\Z"
)
# the day of an instrument is no time of what it is about
_ISSUED = re.compile(r"(?:\d[-/][A-ZĐ][\w/-]*|[A-ZĐ]{2}[\w/-]*)\s*,?\s*\(?\s*(?:(?:ban\s+hành|ký)\s+)?(?:ngày\s+)?\Z")
_TODAY = re.compile(r"(?i)(?<!\w)(?:(?:đến|tới)\s+nay|(?<!thực\s)hiện(?:\s+nay)?(?=\s+(?:còn|đạt|có|là)\s))(?!\w)")
_SINCE = re.compile(r"(?i)(?:kể\s+)?từ\s")
_UNTIL = re.compile(r"(?i)(?:đến|tới)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?\Z|(?:đến|tới)\s+(?:hết\s+|cuối\s+)?năm\s")


def resolve(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], dates: Sequence[DateRow], events: Sequence[EventRow]
) -> tuple[StatisticRow, ...]:
    """One row per statistic mention, in the same order."""
    taken: set[str] = set()
    rows: list[StatisticRow] = []
    dated = _by_sentence(dates)
    told = _by_sentence(events)
    for mention in mentions:
        value = mention.value
        assert isinstance(value, Statistic)
        given = fact(article, sentences, mention, taken)
        period = _period(article.body, mention, dated.get(int(str(given["sentence_id"])), ()))
        rows.append(
            StatisticRow(
                **given,  # type: ignore[arg-type]
                value=value.value, unit=value.unit, amount=value.amount, measure=value.measure, qualifier=value.qualifier, direction=value.direction,
                of=value.of, subject=value.subject, period=period.value if period else None,
                target=int(value.target or _is_ahead(article, mention, period)), aspect=value.aspect,
                event_id=_event(told.get(int(str(given["sentence_id"])), ())),
            )
        )  # fmt: skip
    return tuple(replace(row, target_id=goal) if (goal := _goal(article.body, rows, at)) else row for at, row in enumerate(rows))


def _by_sentence(rows: Sequence[DateRow] | Sequence[EventRow]) -> dict[int, tuple]:  # type: ignore[type-arg]
    out: dict[int, list[DateRow | EventRow]] = {}
    for row in rows:
        out.setdefault(row.sentence_id, []).append(row)
    return {sentence: tuple(found) for sentence, found in out.items()}


def _period(body: str, mention: Mention, dates: Sequence[DateRow]) -> DateRow | None:
    """The time that a figure is of: the last date before it in the sentence that nothing is compared with, else the one right behind it."""
    told = [row for row in dates if row.type != "DURATION" and not _aside(body[max(0, row.start - 40) : row.start])]
    before = [row for row in told if row.end <= mention.start]
    if before:
        # "từ 28% năm 2005 đến nay đạt 82%": the second is of today
        today = _TODAY.search(body, before[-1].end, mention.start) and not _SINCE.match(before[-1].text)
        return None if today else before[-1]
    behind = [row for row in told if row.start >= mention.end]
    if len(behind) == 1 and not re.search(r"[,;:.(]", body[mention.end : behind[0].start]):
        return behind[0]
    return None


def _aside(before: str) -> bool:
    """Whether the words before a date make it one that a figure is compared with, or that of an instrument."""
    return bool(_COMPARED.search(before) or _ISSUED.search(before))


def _is_ahead(article: Article, mention: Mention, period: DateRow | None) -> bool:
    """Whether a figure is of a time that lies behind the day of publication: "đến năm 2030 đạt 80%"."""
    if article.published is None or period is None or period.earliest is None or period.end > mention.start:
        return False
    return period.earliest > article.published[:10] and bool(_UNTIL.search(article.body[max(0, period.start - 16) : period.end]))


def _goal(body: str, rows: Sequence[StatisticRow], at: int) -> str | None:
    """The id of the goal that a result stands beside: the next figure of its sentence, if it is a goal of the same measure."""
    row = rows[at]
    if row.target or at + 1 == len(rows):
        return None
    other = rows[at + 1]
    beside = other.target and other.sentence_id == row.sentence_id and other.measure == row.measure and 0 <= other.start - row.end < 60
    return other.id if beside and ";" not in body[row.end : other.start] else None


def _event(events: Sequence[EventRow]) -> str | None:
    """The event of the same sentence where it tells of one act only."""
    acts = {event.act_id or event.id for event in events}
    return events[0].id if len(acts) == 1 else None
