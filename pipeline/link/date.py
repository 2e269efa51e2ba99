"""Completes dates from the day of publication, and bounds them.

What has happened is never after publication; what is announced ("sẽ", "dự kiến", "chào mừng kỷ niệm") may be. Where the day of
publication is unknown the year stays `XXXX` and only `earliest` and `latest` say what is known of it.
"""

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice

from corpus import load, registry
from corpus.model import Article, CitationRow, Date, DateRow, Mention, Sentence
from extractors.rule import one_of
from pipeline.link import fact


def _cue(*roles: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){one_of(row['phrase'] for row in load.table('contexts') if row['kind'] == 'date' and row['role'] in roles)}(?!\w)"
    )


_ANNOUNCED, _FUTURE, _PAST = _cue("announced"), _cue("announced", "asked"), _cue("past")
_NEXT = re.compile(r"\s*(?:sắp\s+)?(?:tới|này|sắp)(?!\w)")
_NEXT_YEAR = re.compile(r"\s*(?:sắp\s+)?tới(?!\w)")
_LAST = re.compile(r"\s*(?:(?:vừa\s+)?(?:qua|rồi)|(?:đến|tới)\s+nay)(?!\w)")
_EVERY_YEAR = re.compile(r"\s*(?:hằng|hàng|mỗi)\s+năm(?!\w)")
_GOAL = re.compile(r"(?i)(?:đến|tới|trước|hết|tầm nhìn|mục tiêu)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?\Z|(?:đến|tới|trước|hết)\s")
_WEEKDAY = re.compile(
    r"(?i)(?<!lần )(?<!ngày )(?<!buổi )(?<!hội )(?<!họp )(?<!phiên )(?:thứ\s+(?P<day>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<sunday>chủ\s+nhật))\s*[,(]?\s*(?:ngày\s+)?\Z"
)
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, **{str(n): n - 2 for n in range(2, 8)}}
_PERIOD = re.compile(r"(\d{4})(?:-(?:(\d\d)(?:-(\d\d))?|Q(\d)|H(\d)|W(\d\d)))?\Z")


def resolve(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], citations: Sequence[CitationRow] = ()
) -> tuple[DateRow, ...]:
    """One row per date mention, in the same order; a mention that only the day of publication could complete gives none where it is unknown.

    `citations` bound from below what has no year: the article was written after the instruments that it names.
    """
    published = _day(article.published) or _confirmed(article, mentions)
    by_start = {mention.start: sentence for sentence, mention in _within(sentences, mentions)}
    done = _completed(article, mentions, by_start, published)
    ceiling = published or _day(article.page_date)
    floor = max((day for day in (_newest_past(article, done), _newest_issued(citations, ceiling)) if day), default=None)
    taken: set[str] = set()
    rows = []
    for mention, value in done:
        if value is None:
            continue
        assert isinstance(mention.value, Date)
        yearly = _EVERY_YEAR.match(article.body, mention.end)
        earliest, latest = bounds(value, floor=None if yearly else floor, ceiling=None if yearly else ceiling)
        kind = "RANGE" if "/" in value else mention.value.type
        rows.append(DateRow(**fact(article, sentences, mention, taken), type=kind, value=value, earliest=earliest, latest=latest))  # type: ignore[arg-type]
    return tuple(rows)


def _day(value: str | None) -> date | None:
    if value is None or not re.match(r"\d{4}-\d\d-\d\d", value):
        return None
    return date.fromisoformat(value[:10])


# an article comes out on the day that it reports, or so many days later
_REPORTED = 2


def _confirmed(article: Article, mentions: Sequence[Mention]) -> date | None:
    """The page's clock, where the first day that the article names says that it is the day of writing; else None.

    A clock that shows the day of the crawl stands that close behind a day without a year once in a hundred pages.
    """
    clock = _day(article.page_date)
    first = next((m.value.value for m in mentions if isinstance(m.value, Date) and re.fullmatch(r"XXXX-\d\d-\d\d", m.value.value)), None)
    if clock is None or first is None:
        return None
    near = {(clock - timedelta(days=days)).isoformat()[4:] for days in range(_REPORTED + 1)}
    return clock if first[4:] in near else None


def _within(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[tuple[Sentence, Mention]]:
    """Each mention with its sentence; both come in text order."""
    out, at = [], 0
    for mention in mentions:
        while at + 1 < len(sentences) and sentences[at + 1].start <= mention.start:
            at += 1
        out.append((sentences[at], mention))
    return out


def _completed(
    article: Article, mentions: Sequence[Mention], by_start: dict[int, Sentence], published: date | None
) -> list[tuple[Mention, str | None]]:
    """Each mention with its value completed as far as can be; None for what stays without meaning."""
    out: list[tuple[Mention, str | None]] = []
    partners = _partners(mentions, by_start)
    # "kết quả 9 tháng, nhiệm vụ 3 tháng cuối năm": the year's first months
    months: dict[int, str] = {}
    others: dict[int, str] = {}
    for mention in mentions:
        value = mention.value
        assert isinstance(value, Date)
        sentence = by_start[mention.start]
        full: str | None = value.value
        if value.relative is not None:
            month = _month_spoken_of(value, mention, out, sentence)
            if _SAME_YEAR.search(mention.text):
                full = _same_year(value.value, out)
            else:
                full = _relative(value, month or published, _year_spoken_of(value, mention, out, sentence))
        elif "X" in value.value and not _EVERY_YEAR.match(article.body, mention.end):
            full = _open(
                article.body,
                mention,
                value.value,
                sentence,
                published,
                partners.get(sentence.id),
                ahead=_told_ahead(out, sentence, published),
            )
        # "29/2 năm ngoái" in a year after one without that day
        if full and "X" not in full and not _is_real(full):
            full = None
        if mention.rule == "date.part-of-year" and full:
            months.setdefault(_months_of(full), full)
            if full.endswith(("H2", "-12")):
                others.setdefault(12 - _months_of(full), _before(full))
        out.append((mention, full))
    return [(mention, _named_months(article.body, mention, full, others | months)) for mention, full in out]


# So many dates back in its sentence a date is looked for that another leans on, so that a long list costs no more than its length.
_LOOKED_BACK = 16


def _told_ahead(before: Sequence[tuple[Mention, str | None]], sentence: Sentence, published: date | None) -> str | None:
    """The last whole day (ISO) to come that the sentence has spoken of with its year; None where it has not."""
    for earlier, full in islice(reversed(before), _LOOKED_BACK):
        if earlier.start < sentence.start or published is None:
            return None
        if full and isinstance(earlier.value, Date) and earlier.value.value == full:
            last = full.split("/")[-1]
            if len(last) == 10 and last > published.isoformat():
                return last
    return None


def _named_months(body: str, mention: Mention, value: str | None, months: dict[int, str]) -> str | None:
    """The value; for "qua 9 tháng" in an article of "9 tháng đầu năm 2018" that time, which is no length."""
    length = re.fullmatch(r"P(\d+)M", value or "")
    if not length or _SPAN.search(mention.text) or _LONG.match(body, mention.end):
        return value
    # the words of a date may begin with those that tell a length: "sau 6 tháng"
    at = next((at for at in range(mention.start, mention.end) if body[at].isdigit()), mention.start)
    return value if _LENGTH.search(body, max(0, at - 16), at) else months.get(int(length[1]), value)


_SPAN = re.compile(r"(?:qua|tới|nữa|trước|đây)\Z")
# "trong vòng 6 tháng sau tốt nghiệp" is a length whatever else the article speaks of
_LENGTH = re.compile(r"(?i)(?:vòng|thời\s+(?:gian|hạn)|kéo\s+dài|sau|suốt|mỗi|cứ|hơn|gần|từ|hạn|được)\s+\Z")
_LONG = re.compile(r"\s+(?:sau|trước|kể\s+từ|liên|tù|nữa|tuổi|một\s+lần)(?!\w)")


def _months_of(value: str) -> int:
    """How many months a part of a year has: 9 for "2018-01/2018-09"."""
    first, _, last = value.partition("/")
    return int(last[5:7]) - int(first[5:7]) + 1 if last else 6


def _before(value: str) -> str:
    """The months of its year before the last ones: "2018-01/2018-09" for "2018-10/2018-12"."""
    count = 12 - _months_of(value)
    return f"{value[:4]}-H1" if count == 6 else f"{value[:4]}-01/{value[:4]}-{count:02d}"


def _partners(mentions: Sequence[Mention], by_start: dict[int, Sentence]) -> dict[int, str]:
    """Sentence id → the year of its last half, quarter or "9 tháng" that gives one."""
    return {
        by_start[mention.start].id: mention.value.value[:4]
        for mention in mentions
        if mention.rule in {"date.part-of-year", "date.quarter"} and isinstance(mention.value, Date) and mention.value.value[0].isdigit()
    }


def _month_spoken_of(value: Date, mention: Mention, before: Sequence[tuple[Mention, str | None]], sentence: Sentence) -> date | None:
    """For "so với tháng trước": the first day of the month that the sentence spoke of last, None where it names none."""
    if value.relative == "month" and value.value == "XXXX-XX" and value.offset == -1 and "trước" in mention.text:
        for earlier, full in islice(reversed(before), _LOOKED_BACK):
            if earlier.start < sentence.start:
                break
            if full and re.fullmatch(r"\d{4}-\d\d", full):
                return date.fromisoformat(f"{full}-01")
    return None


def _year_spoken_of(value: Date, mention: Mention, before: Sequence[tuple[Mention, str | None]], sentence: Sentence) -> int | None:
    """For "so với năm trước": the year that the sentence spoke of last, None where it names none."""
    if value.relative == "year" and value.offset == -1 and "trước" in mention.text:
        for earlier, full in islice(reversed(before), _LOOKED_BACK):
            if earlier.start < sentence.start:
                break
            if full and earlier.rule != mention.rule and re.match(r"\d{4}(?:\Z|-)", full) and "/" not in full:
                return int(full[:4])
    return None


# "tháng 9 cùng năm": the year is that of the date before, which may stand in another sentence
_SAME_YEAR = re.compile(r"(?i)(?:cùng\s+năm|năm\s+(?:đó|ấy))\Z")


def _same_year(value: str, before: Sequence[tuple[Mention, str | None]]) -> str:
    """The value with the year of the date before it, left open where none of the last ones has one."""
    for _, full in islice(reversed(before), _LOOKED_BACK):
        if full and re.match(r"\d{4}(?:\Z|-)", full) and "/" not in full:
            return value.replace("XXXX", full[:4])
    return value


def _relative(value: Date, published: date | None, spoken_of: int | None) -> str | None:
    if value.relative == "year" and spoken_of is not None:
        return value.value.replace("XXXX", str(spoken_of + value.offset))
    if published is None:
        # "tháng 12 năm ngoái" still names a month; "hôm qua" alone names nothing
        return value.value if re.search(r"\d", value.value) and not value.value.startswith("XXXX-WX") else None
    if weekday := _NAMED_DAY.fullmatch(value.value):
        return _on_weekday(published, int(weekday[1]), value).isoformat()
    if value.relative == "day":
        return (published + timedelta(days=value.offset)).isoformat()
    if value.relative == "week":
        year, week, _ = (published + timedelta(weeks=value.offset)).isocalendar()
        return f"{year}-W{week:02d}"
    if value.relative == "month":
        year, month = divmod(published.year * 12 + published.month - 1 + value.offset, 12)
        return f"{year}-{month + 1:02d}"
    if value.relative == "quarter":
        year, quarter = divmod(published.year * 4 + (published.month - 1) // 3 + value.offset, 4)
        return f"{year}-Q{quarter + 1}"
    return value.value.replace("XXXX", str(published.year + value.offset))


_NAMED_DAY = re.compile(r"XXXX-WXX-([1-7])")


def _on_weekday(published: date, weekday: int, value: Date) -> date:
    """The day of that name (1 is Monday) in the week that is `offset` from that of publication, or where no week is told the last, or next, one."""
    if value.relative == "week":
        return published + timedelta(weeks=value.offset, days=weekday - published.isoweekday())
    gone = (published.isoweekday() - weekday) % 7
    return published + timedelta(days=7 - gone if value.offset else -gone)


def _open(
    body: str, mention: Mention, value: str, sentence: Sentence, published: date | None, partner: str | None, *, ahead: str | None
) -> str:
    """A value whose year the words leave open, with the year that the day of publication and the tense give it.

    `partner` is the year of the other half in "6 tháng đầu năm, phương hướng 6 tháng cuối năm 2018", all there is without publication;
    `ahead` is a day to come that the sentence has spoken of.
    """
    if published is None:
        return value.replace("XXXX", partner) if partner and mention.rule in {"date.part-of-year", "date.quarter"} else value
    here = body[max(sentence.start, mention.start - 160) : min(sentence.end, mention.end + 120)]
    last = value.split("/")[-1]
    year = _having(value, published.year, -1)
    first, _ = bounds(last.replace("XXXX", str(year)), floor=None, ceiling=None)
    assert first is not None
    begins = date.fromisoformat(first)
    days = (begins - published).days
    # what is asked for lies ahead by the month, hardly by the day: "thực hiện Kế hoạch …, ngày 15/11" is past
    clause = _clause(body, mention, sentence)
    coming = (
        bool(_NEXT.match(body, mention.end))
        or bool((_ANNOUNCED if len(last) == 10 else _FUTURE).search(here))
        or (_is_term(body, mention) and not _DONE.search(clause))
    )
    gone = bool(_LAST.match(body, mention.end))
    weekday = _WEEKDAY.search(body, max(sentence.start, mention.start - 24), mention.start)
    if weekday and len(last) == 10:
        wanted = 6 if weekday["sunday"] else _WEEKDAYS[weekday["day"].lower()]
        for candidate in (year, year - 1, year + 1):
            if (
                bounds(last.replace("XXXX", str(candidate)), floor=None, ceiling=None)[0]
                and date(candidate, begins.month, min(begins.day, 28)).weekday() == (wanted - (begins.day - min(begins.day, 28))) % 7
            ):
                year = candidate
                break
    elif ahead and len(last) == 10 and last.replace("XXXX", ahead[:4]) >= ahead:
        year = _having(value, int(ahead[:4]), 1)
    elif len(last) == 10:
        if (
            days > 0
            and not _is_due(body, mention, sentence)
            and (gone or days > 270 or not (ahead or coming or _is_near(value, published, here, clause)))
        ):
            year = _having(value, year - 1, -1)
        elif days < -270 and coming and not gone and not _DONE.search(clause):
            year = _having(value, year + 1, 1)
    elif days > 0 and (gone or (not coming and (days > 240 or (days > 100 and bool(_PAST.search(here)))))):
        year -= 1
    elif days < -31 and _NEXT_YEAR.match(body, mention.end):
        year += 1
    done = last.replace("XXXX", str(year))
    if "/" not in value:
        return done
    start = value.split("/")[0].replace("XXXX", str(year))
    return f"{start if start <= done else value.split('/')[0].replace('XXXX', str(year - 1))}/{done}"


def _having(value: str, year: int, step: int) -> int:
    """That year, or the next one in the direction of `step`, that has the days of a value without its year: not all have 29 February."""
    # eight years lie between leap years around 1900
    return next((y for y in range(year, year + 9 * step, step) if _is_real(value.replace("XXXX", str(y)))), year)


def _is_real(value: str) -> bool:
    """Whether the calendar has the days of a value."""
    return all(len(part) != 10 or bounds(part, floor=None, ceiling=None)[0] is not None for part in value.split("/"))


_DUE = re.compile(
    r"(?i)(?<!\w)(?:xong|hoàn\s+thành|chậm\s+nhất|muộn\s+nhất)(?!\w)(?:[^.;:\n]{0,60}\strước)?\s+(?:là\s+|vào\s+)?(?:ngày\s+)?\d\S*\Z"
)


def _is_due(body: str, mention: Mention, sentence: Sentence) -> bool:
    """Whether a day is the term by which something has to be done, however far ahead ("cấp cơ sở xong trước 15/12")."""
    left = body[max(sentence.start, mention.start - 120) : mention.end]
    due = _DUE.search(left)
    return due is not None and not _DONE.search(left[: due.start()])


# A day without a year is mostly the one nearest to publication: so many days ahead nothing else need say that it is still to come.
_NEAR = 60
_DONE = re.compile(r"(?<!\w)(?:đã|vừa)(?!\w)")


def _clause(body: str, mention: Mention, sentence: Sentence) -> str:
    """The words around a date that may tell of it as done: those of another clause (behind a semicolon) tell of something else."""
    left = body[max(sentence.start, mention.start - 160) : mention.start].rpartition(";")[2]
    return left + body[mention.start : min(sentence.end, mention.end + 120)].partition(";")[0]


_BY = re.compile(r"(?i)(?<!\w)trước\s+(?:ngày\s+)?\Z")


def _is_term(body: str, mention: Mention) -> bool:
    """Whether a date without its year is a day by which something is due: "gửi phiếu trước 25/7"."""
    digit = next((at for at in range(mention.start, mention.end) if body[at].isdigit()), mention.end)
    return _BY.search(body, max(0, digit - 16), digit) is not None


def _is_near(value: str, published: date, here: str, clause: str) -> bool:
    """Whether a day, or the first of a range, follows publication so soon that it is the coming one, unless the words tell of it as done.

    `here` is what stands around it, `clause` as much of that as belongs to it.
    """
    first = bounds(value.split("/")[0].replace("XXXX", str(published.year)), floor=None, ceiling=None)[0]
    ahead = (date.fromisoformat(first) - published).days if first else _NEAR + 1
    if ahead <= 1:
        # an article may be dated the day before it appears
        return True
    return ahead <= _NEAR and not _DONE.search(clause) and str(published.year - 1) not in here


def _newest_past(article: Article, done: Sequence[tuple[Mention, str | None]]) -> date | None:
    """The newest day that the article speaks of as past: a whole date, or the beginning of a year, that nothing sets in the future."""
    newest: date | None = None
    for mention, value in done:
        if not value or "/" in value or not re.fullmatch(r"\d{4}(?:-\d\d-\d\d)?", value):
            continue
        left = article.body[max(0, mention.start - 60) : mention.end]
        if _FUTURE.search(left) or _GOAL.search(left[-len(mention.text) - 12 :]):
            continue
        if len(value) == 4 and not _PAST.search(left):
            continue
        day = date(int(value[:4]), 1, 1) if len(value) == 4 else date.fromisoformat(value)
        if newest is None or day > newest:
            newest = day
    return newest


def _newest_issued(citations: Sequence[CitationRow], ceiling: date | None) -> date | None:
    """The newest verified day of issue of the instruments, none behind `ceiling`: that would be another of the same number."""
    known = registry.by_id()
    documents = (known[row.document_id].row for row in citations if row.document_id is not None and row.document_id in known)
    days = (_day(document.issued) for document in documents if document.verified)
    return max((day for day in days if day and (ceiling is None or day <= ceiling)), default=None)


def bounds(value: str, *, floor: date | None, ceiling: date | None) -> tuple[str | None, str | None]:
    """The first and the last day (ISO) that a value covers; None where there is none or nothing tells.

    For a value without a year, `floor` is a day that it cannot lie before by a year or more, `ceiling` one that it cannot lie behind:
    the first and the last year that fit give the bounds.

    >>> bounds("2018-Q4", floor=None, ceiling=None)
    ('2018-10-01', '2018-12-31')
    >>> bounds("XXXX-11-17", floor=date(2013, 10, 30), ceiling=date(2019, 4, 23))
    ('2013-11-17', '2018-11-17')
    """
    if value.startswith("P"):
        return None, None
    if "XXXX" in value:
        return _open_bounds(value, floor, ceiling)
    if "/" in value:
        start, end = value.split("/")
        return bounds(start, floor=None, ceiling=None)[0], bounds(end, floor=None, ceiling=None)[1]
    match = _PERIOD.match(value)
    if match is None:
        return None, None
    year, month, day, quarter, half, week = (int(group) if group else None for group in match.groups())
    assert year is not None
    if day and month:
        if day > calendar.monthrange(year, month)[1]:
            return None, None
        return value, value
    if week:
        monday = date.fromisocalendar(year, week, 1)
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    first, last = (month, month) if month else (3 * quarter - 2, 3 * quarter) if quarter else (6 * half - 5, 6 * half) if half else (1, 12)
    return f"{year}-{first:02d}-01", f"{year}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}"


def _open_bounds(value: str, floor: date | None, ceiling: date | None) -> tuple[str | None, str | None]:
    earliest = latest = None
    if floor is not None:
        for year in range(floor.year, floor.year + 9):
            first, last = bounds(value.replace("XXXX", str(year)), floor=None, ceiling=None)
            if last and last >= floor.isoformat():
                earliest = first
                break
    if ceiling is not None:
        for year in range(ceiling.year, ceiling.year - 9, -1):
            first, last = bounds(value.replace("XXXX", str(year)), floor=None, ceiling=None)
            if first and first <= ceiling.isoformat():
                latest = last
                break
    if earliest and latest and earliest > latest:
        return None, None
    return earliest, latest
