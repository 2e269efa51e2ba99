"""Reads dates: what stands in a sentence, without deciding the year that the words leave open (that is link's).

Values are TIMEX3 with X for what is open: "XXXX-11-17", "XXXX-H1", "XXXX-08-03/XXXX-08-05".
"""

import calendar
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from corpus import load
from corpus.model import Date, Mention
from corpus.text import one_tone
from extractors import number
from extractors.rule import Matcher, Rule, factory, first_come, one_of
from extractors.rule import load as load_rules

Reading = tuple[int, int, Date]
Unit = Literal["day", "week", "month", "quarter", "year"]


def _phrases(role: str) -> tuple[str, ...]:
    return tuple(row["phrase"] for row in load.table("contexts") if row["kind"] == "date" and row["role"] == role)


def _values(role: str) -> Mapping[str, str]:
    return {row["phrase"]: row["value"] for row in load.table("contexts") if row["kind"] == "date" and row["role"] == role}


_RELATIVE, _MONTHS, _WEEKDAYS = _values("relative"), _values("month"), _values("weekday")
_WHEN, _NOT_DAY, _FOLLOWS, _YEAR_AFTER, _NOT_DURATION, _NOT_RELATIVE = (
    frozenset(_phrases(role)) for role in ("when", "not_day", "follows", "year_after", "not_duration", "not_relative")
)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4, "một": 1, "hai": 2, "ba": 3, "bốn": 4}

# digits of other scripts, which `\d` means too, would be a year that no calendar takes
_YEAR = r"(?:1[89]|20)[0-9][0-9](?!\d)"
_WHICH = r"(?P<which>(?i:năm)\s+(?:nay|ngoái|trước|tới|sau|đó|ấy)(?!\w)|(?i:cùng)\s+năm(?!\w|\s+(?:học|sinh|với)(?!\w)))"
RULES = load_rules(
    "date",
    {
        "day": r"[0-9](?<![\w.,/\-–][0-9])[0-9]?(?![0-9])",
        "number": r"[0-9]{1,2}(?![0-9])",
        "number_at": number.DIGITS,
        "words": number.WORDS,
        # a headline is all capitals
        "count_words": number.WORDS + "|năm|Năm|một|Một|MỘT|HAI|BA|BỐN|SÁU|BẢY|TÁM|CHÍN|MƯỜI",
        "year": _YEAR,
        "year_at": r"[12](?<![\w.,/\-–][12])(?:(?<=1)[89]|(?<=2)0)[0-9][0-9](?!\d)",
        "month_word": one_of(_MONTHS),
        "quarter": r"IV|I{1,3}|[1-4]|một|hai|ba|bốn",
        "part": r"(?i:sáng|trưa|chiều|tối|đêm)",
        "which": _WHICH,
        "tail": rf"(?:(?:\s*,)?\s+(?i:năm)\s+(?P<year>{_YEAR})|\s+{_WHICH})?",
        "weekday": one_of(_WEEKDAYS),
        "relative": one_of((*_RELATIVE, *(phrase.capitalize() for phrase in _RELATIVE)), ignore_case=False),
        "lasting": r"năm|tháng|tuần|ngày|thập\s+kỷ|thập\s+niên|thế\s+kỷ|NĂM|THÁNG|TUẦN|NGÀY",
        # ages, days of work, and a number that belongs to what stands before it ("lần thứ 3 năm 2020")
        "no_duration": rf"(?!\s+tuổi(?!\w)|(?<=tháng)\s+(?i:chạp|giêng)(?!\w)|(?<=ngày)\s+công(?!\w|\s+(?:tác|bố)(?!\w))|\s+{_YEAR}(?!\s?(?:[-\u2010-\u2015]|đến)))",
    },
)
_BETWEEN = next(rule for rule in RULES if rule.id == "date.between")
_ALONE = Matcher(rule for rule in RULES if rule is not _BETWEEN)

# What belongs to the words of a date though it does not change its value; looked for leftwards from it.
_BEFORE = re.compile(
    r"""(?<![\w/])(?i:
    (?: (?: từ|đến|tới|trước|sau|hết|cuối|(?<!bắt\s)đầu|giữa|giai\s+đoạn|nhiệm\s+kỳ|niên\s+khóa|năm\s+học|thời\s+kỳ|năm|các\s+năm|hơn|gần|khoảng|trên ) \s+ )*
    (?: (?: sáng|trưa|chiều\s+tối|chiều|tối|đêm|hôm ) \s+ (?: (?: nay|qua|mai ) \s* (?: [(,] \s* | [-–] \s* | \s ) )? )?
    (?: các \s+ )? (?: ngày \s+ )? )\Z""",
    re.VERBOSE,
)
_AFTER = re.compile(r"\s+(?:vừa\s+qua|qua|tới|nay|trước|đây)(?!\w)")
_APPOSITION = re.compile(r"\s*[(,–-]?\s*(?:tức\s+)?(?:ngày\s+)?\Z")
_LUNAR = re.compile(
    r"\s*\(?(?:âm\s+lịch|ÂL|AL\b|Âm\s+lịch|tết|Tết|năm\s+(?:Giáp|Ất|Bính|Đinh|Mậu|Kỷ|Kỉ|Canh|Tân|Nhâm|Quý|Quí)\s+"
    r"(?:Tý|Tí|Sửu|Dần|Mão|Mẹo|Thìn|Tỵ|Tị|Ngọ|Mùi|Thân|Dậu|Tuất|Hợi))"
)
_SOLAR = re.compile(r"\s+(?:dương\s+lịch|DL)(?!\w)")
_SCORE = re.compile(r"(?i)tỷ số|tỉ số|thắng|thua|hiệp|trận")


def _day(year: str | None, month: str, day: str) -> str | None:
    """The ISO day, `XXXX` for a year that is not given; None where the calendar has no such day."""
    at = (int(year) if year else 2000, int(month), int(day))
    if not (1 <= at[1] <= 12 and 1 <= at[2] <= calendar.monthrange(at[0], at[1])[1]):
        return None
    return f"{year or 'XXXX'}-{at[1]:02d}-{at[2]:02d}"


def _month(text: str) -> str:
    return _MONTHS.get(one_tone(" ".join(text.lower().split())), text)


def _year_of(match: re.Match[str]) -> tuple[str | None, Unit | None, int]:
    """The year that a match names by number, or by what it is to the year of publication ("năm ngoái") or of the date before ("cùng năm")."""
    groups = match.groupdict()
    year = next((groups[name] for name in ("year", "year2", "year3", "year4") if groups.get(name)), None)
    if year is None and groups.get("which"):
        unit, offset = _RELATIVE.get("năm " + groups["which"].lower().split()[-1], "year:0").split(":")
        return None, unit, int(offset)  # type: ignore[return-value]
    return year, None, 0


def _introduced(text: str, start: int, at: int) -> bool:
    """Whether a word stands before `at` that only a day follows, or an opening bracket."""
    words = number.before(text, start, at, 2)
    return bool(words) and (words[0] in _WHEN or words[0] == "(")


def _bracketed(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1] == "(" and text[end : end + 1] in {")", ",", ";"}


def _read_days(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    month2 = match["month2"] or match["month3"]
    year2, unit, offset = _year_of(match)
    if month2 is None:
        return
    # "10-12-2018", "ngày 5-6-7": a dash that joins days is not the dash that joins day and month, unless blanks tell them apart
    dash = match["dash"]
    tight = bool(dash) and not text[match.start("dash") - 1].isspace()
    if tight and (match["sep2"] == "-" or (match["sep2"] == "." and match["sep"] != "." and not _introduced(text, start, match.start()))):
        return
    year1 = match["year1"]
    month1 = match["month1"] or month2
    turns = int(month1) > int(month2)
    if year1 and year2 is None and unit is None:
        year2 = str(int(year1) + turns)
    last = _day(year2, month2, match["day2"])
    if not match["month1"] and int(match["day1"]) >= int(match["day2"]):
        return
    if year1 is None and year2:
        year1 = str(int(year2) - turns)
    first = _day(year1, month1, match["day1"])
    if first is None or last is None or (year1 and year2 and first > last):
        return
    words = number.before(text, start, match.start(), 2)
    following = number.next_word(text, match.end(), end)
    sure = bool(year2 or match["month1"] or match["month3"]) or bool(words and words[0] in {*_WHEN, "("})
    if not sure and ((words and words[0] in _NOT_DAY) or (following.islower() and following not in _FOLLOWS)):
        return
    yield match.start(), match.end(), Date(type="RANGE", value=f"{first}/{last}", relative=unit, offset=offset)


_ITEM = re.compile(r"\d{1,2}(?!\d)")


# "trong hai buổi 24 và 25/9", "trong hai ngày, 24 và 25/9"
_THESE = re.compile(r"(?:buổi|ngày\s*,)\s+\Z")


def _read_list(match: re.Match[str], text: str, start: int, _end: int) -> Iterator[Reading]:
    month = match["month"] or match["month3"]
    year, unit, offset = _year_of(match)
    if not _introduced(text, start, match.start()) and not _THESE.search(text, start, match.start()):
        return
    days = list(_ITEM.finditer(text, *match.span("days")))
    values = [_day(year, month, day[0]) for day in days]
    numbers = [int(day[0]) for day in days]
    if None in values or numbers != sorted(set(numbers)):
        return
    for day, value in zip(days, values, strict=True):
        stop = match.end() if day is days[-1] else day.end()
        yield day.start(), stop, Date(type="DATE", value=str(value), relative=unit, offset=offset)


def _read_day(match: re.Match[str], text: str, start: int, _end: int) -> Iterator[Reading]:
    words = number.before(text, start, match.start(), 1)
    year = match["year"]
    if match["short"]:
        if not words or words[0] not in _WHEN:
            return
        year = f"20{match['short']}" if int(match["short"]) < 50 else f"19{match['short']}"
    # "hoàn thành trước tháng 30/6/2020" means the day
    if words and words[0] in {"số", "điều", "khoản", "tháng"} and not (words[0] == "tháng" and int(match["day"]) > 12):
        return
    if value := _day(year, match["month"], match["day"]):
        yield match.start(), match.end(), Date(type="DATE", value=value)


def _read_words(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    year, unit, offset = _year_of(match)
    words = number.before(text, start, match.start(), 1)
    # "6 tháng 10 ngày" and "đường 3 tháng 2" are no days
    if words and words[0] in {"thứ", "số"}:
        return
    if (year is None and not (words and words[0] in {*_WHEN, "("})) or _LUNAR.match(text, match.end(), end):
        return
    if (month := _month(match["month"])).isdigit() and (value := _day(year, month, match["day"])):
        yield match.start(), match.end(), Date(type="DATE", value=value, relative=unit, offset=offset)


def _read_day_month(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    if not _is_day(match, text, start, end):
        return
    year, unit, offset = _year_of(match)
    if value := _day(year, match["month"], match["day"]):
        yield match.start(), match.end(), Date(type="DATE", value=value, relative=unit, offset=offset)


# a pair before it that may be a day itself: "ngày 8-3, 26-3", not the score "20-25, 15-12"
_CHAINED = re.compile(r"\d\s?[-–/]\s?(?:0?[1-9]|1[0-2])\s*(?:,|và)\s+(?:ngày\s+)?\Z")


def _is_day(match: re.Match[str], text: str, start: int, end: int) -> bool:
    """Whether "5/9" is a day and not a fraction, a score or a name, by the words around it."""
    if _LUNAR.match(text, match.end(), end):
        return False
    words = number.before(text, start, match.start(), 3)
    if words and words[0] in _WHEN and not (words[0] in {"qua", "nay"} and words[1:2] != ["hôm"] and _WHEN.isdisjoint(words[1:2])):
        # "ngày 3/2 hàng năm"; but "có ngày 5 - 7 ca"
        return True
    separator = match["sep"]
    if match.start() > start and _bracketed(text, match.start(), match.end()):
        if text[max(start, match.start() - 4) : match.start() - 1].rstrip().endswith("%"):
            return False
        # "(16.10)" is a day, "(5.3)" a number
        return separator is None or (
            len(match["month"]) == 2
            if separator == "."
            else not _SCORE.search(text, max(start, match.start() - 80), min(end, match.end() + 40))
        )
    following = number.next_word(text, match.end(), end)
    if words and words[0] in {"từ", "đến", "tới"} and separator != "." and (match["year"] or match["which"]):
        return True
    # "đến 31/12 hoàn thành": no part of a whole is larger than it
    if words and words[0] in {"từ", "đến", "tới"} and int(match["day"]) > int(match["month"]) and following not in _MEASURED:
        sure = separator != "." or len(match["month"]) == 2 or words[1:2] in (["tính"], ["kể"], ["nay"])
        return sure and (separator != "." or not following or following in _FOLLOWS)
    if separator not in {None, "."} and _CHAINED.search(text, max(start, match.start() - 16), match.start()):
        return True
    if separator not in {None, "."} and words and words[0] in {"trước", "sau"} and (not following or following in _FOLLOWS - {"năm"}):
        return True
    if separator is not None or match["day"] == "24":
        # "trực 24/7" says all day and all week
        return False
    if words and (words[0] in _NOT_DAY or (len(words) > 1 and f"{words[1]} {words[0]}" in _NOT_DAY) or words[0].isdigit()):
        return False
    # where nothing tells, a digit pair is a day unless something is counted by it
    return not following or following in _FOLLOWS or not following[0].islower()


def _read_part_of_year(match: re.Match[str], text: str, start: int, _end: int) -> Iterator[Reading]:
    year, unit, offset = _year_of(match)
    open_year = year or "XXXX"
    if match["half"]:
        yield (
            match.start(),
            match.end(),
            Date(type="DATE", value=f"{open_year}-H{1 if match['half'] == 'đầu' else 2}", relative=unit, offset=offset),
        )
        return
    count = number.word(match["count"]) or number.read(match["count"])
    words = number.before(text, start, match.start(), 1)
    if (
        not count
        or not 1 < count < 12
        or count % 1
        or (words and words[0] in {"ngày", *_NOT_DURATION})
        or text[match.start() - 1 : match.start()].isalpha()
    ):
        return
    months, late = int(count), (match["part"] or "").lower() == "cuối"
    if months == 6:
        value, kind = f"{open_year}-H{2 if late else 1}", "DATE"
    else:
        first, last = (13 - months, 12) if late else (1, months)
        value, kind = f"{open_year}-{first:02d}/{open_year}-{last:02d}", "RANGE"
    yield match.start(), match.end(), Date(type=kind, value=value, relative=unit, offset=offset)  # type: ignore[arg-type]


def _read_quarter(match: re.Match[str], text: str, start: int, _end: int) -> Iterator[Reading]:
    year, unit, offset = _year_of(match)
    words = number.before(text, start, match.start(), 1)
    if words and words[0] in {"mỗi", "hàng", "hằng"}:
        return
    items = list(re.finditer(r"(?:[Qq]u[ýí]\s+)?(?<!\w)(IV|I{1,3}|[1-4]|một|hai|ba|bốn)(?!\w)", match["quarters"]))
    for item in items:
        first = match.start() if item is items[0] else match.start("quarters") + item.start()
        last = match.end() if item is items[-1] else match.start("quarters") + item.end()
        yield first, last, Date(type="DATE", value=f"{year or 'XXXX'}-Q{_QUARTERS[item[1]]}", relative=unit, offset=offset)


def _read_months(match: re.Match[str], text: str, _start: int, end: int) -> Iterator[Reading]:
    year, unit, offset = _year_of(match)
    items = list(re.finditer(r"(?:tháng\s+)?(\d{1,2})", match["months"]))
    numbers = [int(item[1]) for item in items]
    counted = number.next_word(text, match.end(), end)
    if (
        (year is None and unit is None and (not match["all"] or counted[:1].islower()))
        or numbers != sorted(set(numbers))
        or not 1 <= numbers[0] <= numbers[-1] <= 12
    ):
        return
    for item, month in zip(items, numbers, strict=True):
        first = match.start() if item is items[0] else match.start("months") + item.start()
        last = match.end() if item is items[-1] else match.start("months") + item.end()
        yield first, last, Date(type="DATE", value=f"{year or 'XXXX'}-{month:02d}", relative=unit, offset=offset)


_COUNTED = frozenset({"lần", "buổi", "kỳ", "cuộc", "đợt", "ngày", "số", "phiên", "tuần"})


def _read_month(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    year, unit, offset = _year_of(match)
    month = _month(match["month"])
    words = number.before(text, start, match.start(), 2)
    named = match["month"] != month
    if not month.isdigit() or not 1 <= int(month) <= 12:
        return
    if (
        year is None
        and words
        and (words[0] in {"mỗi", "hàng", "hằng", "một", "cách", "mạng"} or number.read(words[0]) is not None or number.word(words[0]))
        and words[1:2] != ["thứ"]
    ):
        return
    if year is None and number.next_word(text, match.end(), end) in _COUNTED:
        return
    # "Cách mạng Tháng Tám" is a name, "tháng ba" mostly the third lunar one or three months
    if named and year is None and words[:2] == ["mạng", "cách"]:
        return
    # "rằm tháng Ba", "tháng Giêng" are of the lunar year unless the text says otherwise
    solar = _SOLAR.match(text, match.end(), end)
    if not solar and (_LUNAR.match(text, match.end(), end) or (words and words[0] == "rằm") or match["month"].lower() == "giêng"):
        return
    value = f"{year or 'XXXX'}-{int(month):02d}"
    if match["month2"] and int(month) < int(match["month2"]) <= 12:
        value += f"/{year or 'XXXX'}-{int(match['month2']):02d}"
    yield match.start(), match.end(), Date(type="RANGE" if "/" in value else "DATE", value=value, relative=unit, offset=offset)


_MONTH_AFTER = frozenset({"từ", "đến", "tới", "trước", "sau", "hết", "cuối", "đầu", "giữa", "trong", "(", "vào", "là", "và", "tính"})


def _read_month_number(match: re.Match[str], text: str, start: int, _end: int) -> Iterator[Reading]:
    words = number.before(text, start, match.start(), 1)
    if words and words[0] in _MONTH_AFTER and 1 <= int(match["month"]) <= 12:
        yield match.start(), match.end(), Date(type="DATE", value=f"{match['year']}-{int(match['month']):02d}")


def _read_years(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    first, last = match["year1"], match["year2"]
    words = number.before(text, start, match.start(), 1)
    if match["short"]:
        if words[:1] not in (["kỳ"], ["đoạn"], ["học"]) or " " in match[0]:
            return
        last = first[:2] + last
    if int(first) >= int(last) or (words and words[0] == "số") or ("/" in match[0] and int(last) - int(first) != 1):
        return
    if number.next_word(text, match.end(), end) in {"đồng", "người", "hộ", "ha", "tấn", "tỷ", "triệu"}:
        return
    yield match.start(), match.end(), Date(type="RANGE", value=f"{first}/{last}")


def _read_decade(match: re.Match[str], text: str, start: int, _end: int) -> Iterator[Reading]:
    decade = match["decade"]
    if len(decade) == 4 and decade.startswith("20") and match[0].lower().startswith(("những", "các")) and "thập" not in match[0].lower():
        words = number.before(text, start, match.start(), 1)
        if match[0].lower().startswith("các") or (words and words[0] == "trong"):
            return
    first = int(decade) if len(decade) == 4 else 1900 + int(decade)
    yield match.start(), match.end(), Date(type="RANGE", value=f"{first}/{first + 9}")


_FOUR = re.compile(r"\d{4}")


def _each_year(match: re.Match[str], text: str) -> Iterator[Reading]:
    items = list(_FOUR.finditer(text, *match.span("years")))
    for item in items:
        yield (match.start() if item is items[0] else item.start()), item.end(), Date(type="DATE", value=item[0])


def _read_year(match: re.Match[str], text: str, _start: int, _end: int) -> Iterator[Reading]:
    yield from _each_year(match, text)


# a number behind these names, counts or is an amount, so it is no year
_NO_YEAR_AFTER = frozenset((
    "số", "đạt", "có", "gồm", "được", "còn", "là", "hơn", "trên", "dưới", "gần", "khoảng", "tăng", "giảm", "lên", "xuống", "bằng", "thứ", "định",
    "quyết", "thị", "luận", "văn", "điện", "báo", "án", "tri", "thông", "trình", "dẫn", "ước", "giá", "thêm", "cả", "với", "và", "đoàn", "tàu", "lộ",
    "nq", "ct", "kl", "nđ", "qđ", "cv", "mã", "máy", "thoại", "đt", "đường", "kênh", "trạm", "cho", "của", "tổng", "chỉ", "qua", "mỗi", "thu", "chi",
    "cao", "thửa", "tờ", "lô", "chừng", "ít", "nhất", "đa", "thiểu", "quá", "ở", "tại", "từng", "nhà", "phòng", "chiếm", "điểm", "mức",
))  # fmt: skip
_SEASONS = frozenset({"xuân", "hè", "thu", "đông", "đán", "vụ", "tết"})
_MEASURED = frozenset({"ha", "tấn", "tạ", "kg", "người", "hộ", "đồng", "tỷ", "triệu", "cây", "con", "m", "km", "lít", "m2", "m3"})
_LAW = re.compile(r"(?:Luật|Bộ luật|Hiến pháp|Pháp lệnh)(?:\s+[^\W\d_]+){0,8}\s+\Z")


def _read_year_alone(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    words = number.before(text, start, match.start(), 6)
    following = number.next_word(text, match.end(), end)
    several = not match["years"].isdigit()
    free = not following or following in _FOLLOWS or not following[0].islower()
    introduced = (
        bool(words)
        and (words[0] in _YEAR_AFTER or not {"tết", "xuân"}.isdisjoint(words))
        and (free or (words[0] in _SEASONS and following not in _MEASURED))
    )
    # "Năm Du lịch quốc gia 2023", "kế hoạch 2025": a name that ends in its year
    named = (
        bool(words)
        and not several
        and free
        and words[0] not in _NO_YEAR_AFTER
        and words[0].isalpha()
        and 1930 <= int(match["years"]) <= 2050
    )
    alone = not words and text[match.end() : match.end() + 1] in {"", ".", ",", ";", ")"} and several
    if (
        introduced
        or named
        or alone
        or _bracketed(text, match.start(), match.end())
        or _LAW.search(text, max(start, match.start() - 60), match.start())
    ):
        yield from _each_year(match, text)


# "vốn Chương trình 135 năm nay": the number is a name, and the year is this one
_NAMED = frozenset(
    {"chương trình", "đề án", "dự án", "nghị quyết", "chỉ thị", "kết luận", "quyết định", "nghị định", "thông tư", "kế hoạch"}
)
_THIS_YEAR = frozenset({"nay", "ngoái", "trước", "tới", "sau"})


def _is_name(words: Sequence[str]) -> bool:
    """Whether a number is the name of what the words before it say, nearest first."""
    return _pair(words) in _NAMED


def _pair(words: Sequence[str]) -> str:
    """The two words that stand before something, given nearest first, as they are read; "" where there are fewer."""
    return f"{words[1]} {words[0]}" if len(words) > 1 else ""


_DURATION_UNIT = {"năm": "Y", "tháng": "M", "tuần": "W", "ngày": "D"}
_LASTING = frozenset({"sau", "trong", "qua", "hơn", "gần", "trên", "vòng", "khoảng", "dưới", "suốt", "được", "tròn", "đúng"})
# "sơ kết một năm", "trước đó một tuần"; "một năm hai lần" is said of every year
_REVIEWED = frozenset(
    {"sơ kết", "tổng kết", "nhìn lại", "trước đó", "sau đó", "kéo dài", "ít nhất", "tối thiểu", "tối đa", "thời hạn", "thời gian"}
)
_LASTS = frozenset({"qua", "thực", "triển", "nay", "tới", "trước", "đầu", "thi", "hoạt"})


def _read_duration(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    words = number.before(text, start, match.start(), 2)
    if words and words[0] in _NOT_DURATION and words not in (["vòng", "trong"], ["đường", "chặng"]):
        return
    unit = match["unit"].split()[0].lower()
    low = match["count"].lower()
    if low.isalpha() and text[match.start() - 1 : match.start()].isalpha() and match.start():
        return
    following = number.next_word(text, match.end(), end).lower()
    if unit == "năm" and following in _THIS_YEAR and _is_name(words):
        return
    if low in {"một", "năm"}:
        if not (_LASTING.intersection(words[:1]) or _pair(words) in _REVIEWED or following in _LASTS) or (low == "năm" and unit != "năm"):
            return
        count: float | None = 1 if low == "một" else 5
    else:
        count = number.word(low) or number.read(low)
    # "ngày 2 tháng": a day of the month that could not be read; 1990 ngày: nothing lasts a year's number
    if not count or (unit == "ngày" and following in {"càng"}):
        return
    if match["second"] and (second := number.read(match["second"])):
        yield match.start(), match.end("count"), Date(type="DURATION", value=_period(count, unit, None))
        yield match.start("second"), match.end(), Date(type="DURATION", value=_period(second, unit, None))
        return
    yield match.start(), match.end(), Date(type="DURATION", value=_period(count, unit, match["more"]))


def _period(count: float, unit: str, more: str | None) -> str:
    if unit in {"thập", "thế"}:
        count, unit = count * (10 if unit == "thập" else 100), "năm"
    if more == "rưỡi":
        count += 0.5
    extra = f"{int(more.split()[0])}M" if more and more != "rưỡi" and unit == "năm" else ""
    return f"P{count:.12g}{_DURATION_UNIT[unit]}{extra}"


# hours of the clock, and those that are worked or taught
_CLOCK = re.compile(r"\s*(?:\d|,?\s*(?:sáng|trưa|chiều|tối|đêm|khuya|kém|ngày|cùng|hôm|thứ|công|học|dạy|giảng|chuẩn|bay)(?!\w))")
_NEARLY = frozenset({"hơn", "gần", "khoảng"})
_LOSES = frozenset({"mất tới", "mất đến", "mất hết", "mất cả", "mất chừng"})
_ON_END = frozenset({"liền", "liên"})
_THROUGHOUT = frozenset({"trong", "vòng", "suốt", "dài", "mất", "tốn"})
_UP_TO = frozenset({*_NEARLY, "quá", "sau", "trên", "dưới", "đa", "thiểu", "nhất", "là", "đủ", "tròn"})
_GOES_ON = frozenset({"qua", "liên", "kể", "tới"})
_DAY = 24


def _read_hours(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    """Hours that something lasts: the words say so, or there are more of them than a clock shows."""
    hours = number.read(match["count"])
    if not hours or _CLOCK.match(text, match.end(), end):
        return
    words = number.before(text, start, match.start(), 2)
    following = number.next_word(text, match.end(), end)
    said = (
        match["span"] is not None
        or _pair(words) in _LOSES
        or following in _ON_END
        or not _THROUGHOUT.isdisjoint(words[: 1 + (not _NEARLY.isdisjoint(words[:1]))])
    )
    measured = not _UP_TO.isdisjoint(words[:1]) or following in _GOES_ON
    if said or (measured and hours >= _DAY):
        yield match.start(), match.end(), Date(type="DURATION", value=f"PT{hours:.12g}H")


# "8 giờ 30 phút", "9 giờ kém 15 phút" are of the clock, "phút 90" of a match
_OF_CLOCK = re.compile(r"(?i)(?:\d\s*(?:giờ|h|g)|giờ\s+kém|lúc|phút(?:\s+thứ)?)\s*\Z")


def _read_minutes(match: re.Match[str], text: str, start: int, _end: int) -> Iterator[Reading]:
    """Minutes that something lasts, each number of a range by itself."""
    if _OF_CLOCK.search(text, max(start, match.start() - 12), match.start()):
        return
    for first, last, written in (
        (match.start(), match.end("count"), match["count"]),
        (match.start("second"), match.end(), match["second"]),
    ):
        if written and (minutes := number.read(written)):
            yield first, last if match["second"] else match.end(), Date(type="DURATION", value=f"PT{minutes:.12g}M")


# "mỗi sáng thứ Hai", "từ thứ Hai đến thứ Sáu": said of every week
_EVERY_WEEK = re.compile(r"(?i)(?<!\w)(?:mỗi|hằng|hàng|các|những|từng|cứ|mọi|định\s+kỳ|từ)(?!\w)[^.;]*\Z")
_WEEKLY = re.compile(r"(?i)\s*,?\s*(?:hằng|hàng|mỗi)(?!\w)|\s+(?:đến|tới|-|–)\s+(?:thứ|chủ|hết)")
_WEEK_AWAY = {"này": 0, "trước": -1, "tới": 1, "sau": 1}


def _read_weekday(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    """A day that is told by its name, the last one up to publication unless the words name its week."""
    part, week = match["part"], match["week"]
    opens = bool(part) and part[0].isupper()
    if not (opens or week or (part and part.lower().startswith("hôm")) or (match["day"][0].isupper() and part)):
        return
    if _EVERY_WEEK.search(text, max(start, match.start() - 60), match.start()) or _WEEKLY.match(text, match.end(), end):
        return
    if match.start() and text[match.start() - 1].isalnum():
        return
    words = number.before(text, start, match.start(), 1)
    if not part and words and words[0] not in _BEFORE_WEEKDAY:
        return
    weekday = _WEEKDAYS[one_tone(" ".join(match["day"].lower().split()))]
    said = week.split()[-1].lower() if week else ""
    if week and week.lower().startswith("tuần") and said in _WEEK_AWAY:
        unit, offset = "week", _WEEK_AWAY[said]
    else:
        unit, offset = "day", int(said == "tới")
    yield match.start(), match.end(), Date(type="DATE", value=f"XXXX-WXX-{weekday}", relative=unit, offset=offset)  # type: ignore[arg-type]


_BEFORE_WEEKDAY = frozenset({"vào", "ngày", "đến", "của", "trong", "cho"})
_NO_YEAR = frozenset({"mới", "thứ", "học", "đầu", "cuối"})


def _read_relative(match: re.Match[str], text: str, start: int, end: int) -> Iterator[Reading]:
    words = number.before(text, start, match.start(), 3)
    counted = bool(words) and number.read(words[0]) is not None and not _is_name(words[1:])
    if (match.start() and text[match.start() - 1].isalpha()) or counted or (words and words[0] in _NOT_RELATIVE):
        return
    phrase = " ".join(match["phrase"].lower().split())
    # "năm sau cao hơn năm trước" is said of every year
    if (
        phrase in {"năm sau", "năm trước"}
        and "năm sau" in (low := text[max(start, match.start() - 50) : min(end, match.end() + 50)].lower())
        and "năm trước" in low
    ):
        return
    # "bước sang năm mới", "sang năm thứ hai" name no year
    if phrase == "sang năm" and number.next_word(text, match.end(), end) in _NO_YEAR:
        return
    unit, offset = _RELATIVE[phrase].split(":")
    value = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX", "quarter": "XXXX-QX", "year": "XXXX"}[unit]
    yield match.start(), match.end(), Date(type="DATE", value=value, relative=unit, offset=int(offset))  # type: ignore[arg-type]


_READ: Mapping[str, Callable[[re.Match[str], str, int, int], Iterator[Reading]]] = {
    "date.days": _read_days,
    "date.list": _read_list,
    "date.day": _read_day,
    "date.words": _read_words,
    "date.day-month": _read_day_month,
    "date.part-of-year": _read_part_of_year,
    "date.quarter": _read_quarter,
    "date.months": _read_months,
    "date.month": _read_month,
    "date.month-number": _read_month_number,
    "date.years": _read_years,
    "date.decade": _read_decade,
    "date.year": _read_year,
    "date.year-alone": _read_year_alone,
    "date.duration": _read_duration,
    "date.duration-words": _read_duration,
    "date.hours": _read_hours,
    "date.minutes": _read_minutes,
    "date.weekday": _read_weekday,
    "date.relative": _read_relative,
}


def _mention(text: str, start: int, end: int, rule: Rule, value: Date) -> Mention:
    return Mention("date", start, end, text[start:end], rule.id, value)


def _alone(text: str, start: int, end: int) -> Iterator[Mention]:
    for rule, match in _ALONE(text, start, end):
        for first, last, value in _READ[rule.id](match, text, start, end):
            yield _mention(text, first, last, rule, value)


def _grain(value: str) -> int:
    return len(value.split("/")[0].split("-"))


def _with_year(value: str, year: str) -> str:
    return value.replace("XXXX", year)


def _joined(text: str, start: int, mentions: list[Mention]) -> list[Mention]:
    """The mentions, each of them that gives no year completed from one that it is coordinated with, two that "từ … đến" or a dash joins made one."""
    out: list[Mention] = []
    for mention in mentions:
        assert isinstance(mention.value, Date)
        value = mention.value
        if not out:
            out.append(mention)
            continue
        last = out[-1]
        assert isinstance(last.value, Date)
        between = text[last.end : mention.start]
        both = last.value.type == value.type == "DATE" and value.relative == last.value.relative
        if last.value.relative == "day" and last.value.value == "XXXX-XX-XX" and _grain(value.value) == 3 and _APPOSITION.match(between):
            # "Chiều nay (17/11)": one day said twice
            stop = mention.end + (between.strip().startswith("(") and text[mention.end : mention.end + 1] == ")")
            out[-1] = Mention("date", last.start, stop, text[last.start : stop], mention.rule, value)
            continue
        joins = _BETWEEN.pattern.fullmatch(between)
        if both and joins and (not joins["dash"] or _grain(value.value) == _grain(last.value.value) > 1) and "XX-" not in value.value[5:]:
            opened = joins["dash"] or (
                number.before(text, start, last.start, 6) and _FROM.search(text[max(start, last.start - 24) : last.start])
            )
            begins = _before(last.value.value, value.value)
            if opened and ("X" in begins or _ordered(begins, value.value)):
                whole = f"{begins}/{value.value}"
                out[-1] = Mention(
                    "date", last.start, mention.end, text[last.start : mention.end], _BETWEEN.id,
                    Date(type="RANGE", value=whole, relative=value.relative, offset=value.offset),
                )  # fmt: skip
                continue
        out.append(mention)
    return _coordinated(text, out)


def _coordinated(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions with the year of the last of "tháng 3, tháng 4 và tháng 5 năm 2019" given to those before it."""
    for at in range(len(mentions) - 2, -1, -1):
        first, later = mentions[at], mentions[at + 1]
        assert isinstance(first.value, Date)
        assert isinstance(later.value, Date)
        if (
            first.value.value.startswith("XXXX-")
            and later.value.value[:1].isdigit()
            and first.value.relative is None
            and _shape(first.value.value) == _shape(later.value.value)
            and _COORDINATED.fullmatch(text, first.end, later.start)
        ):
            value = Date(type=first.value.type, value=_before(first.value.value, later.value.value))
            mentions[at] = Mention("date", first.start, first.end, first.text, first.rule, value)
    return mentions


def _shape(value: str) -> str:
    return re.sub(r"\d", "0", value[5:])


_FROM = re.compile(
    r"(?i)(?<!\w)từ\s+(?:(?:đầu|cuối|giữa|sau)\s+)?(?:\d+\s*(?:giờ|h)\s*\d*\s*,?\s*)?(?:(?:sáng|trưa|chiều|tối)\s+)?(?:ngày\s+)?(?:năm\s+)?\Z"
)
_COORDINATED = re.compile(r"\s*(?:,|và|&)\s*(?:(?:sáng|trưa|chiều|tối|đêm)\s+)?(?:ngày\s+)?")


def _before(value: str, later: str) -> str:
    """`value` with the year of `later`, or the year before where it would lie behind it."""
    year = later[:4]
    if not value.startswith("XXXX") or not year.isdigit():
        return value
    done = _with_year(value, year)
    return done if _ordered(done, later) else _with_year(value, str(int(year) - 1))


def _ordered(value: str, later: str) -> bool:
    """Whether a time begins no later than another one, as far as both tell: a month and a quarter are told apart by their year."""
    told = min(len(value), len(later)) if _NUMBERS.fullmatch(f"{value}{later}") else 4
    return value[:told] <= later[:told]


_NUMBERS = re.compile(r"[\d-]+")


def find(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """The dates of one sentence, text[start:end], in text order. `found` does not matter: dates inside citations count."""
    del found
    at = start
    for mention in _joined(text, start, first_come(_alone(text, start, end))):
        before = _BEFORE.search(text, max(at, mention.start - 36), mention.start)
        first = before.start() if before else mention.start
        assert isinstance(mention.value, Date)
        after = _AFTER.match(text, mention.end, end) if mention.value.type == "DURATION" else None
        at = after.end() if after else mention.end
        yield Mention("date", first, at, text[first:at], mention.rule, mention.value)


create = factory("date", find)
