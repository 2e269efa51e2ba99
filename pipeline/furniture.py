"""What stands on a page beside the article: stamps, clocks, bylines, source lines, share bars, related links. Each function judges one line.

Lines are NFC text with single spaces, as `corpus.text.nfc` and `str.split` leave them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta, timezone
from functools import cache

from corpus import load
from corpus.text import fold
from extractors.rule import NAMES

# Vietnam has kept UTC+7 without daylight saving since 1975
LOCAL = timezone(timedelta(hours=7))
_UPPER, _LOWER = NAMES["upper"], NAMES["lower"]


# --- dates -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date line. `value` is an ISO day or local minute, `labelled` whether words say that it dates the article ("Ngày đăng", a count of its readers),
    `weekday` whether a weekday stands in it, `rest` what else the line says ("PV - 03/04/2025 17:35" → "PV"), whoever put it there left out."""

    value: str
    labelled: bool
    weekday: bool
    rest: str


_DAY = re.compile(
    r"(?<!\d)(?:(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>(?:19|20)\d\d)"
    r"|(?P<y2>(?:19|20)\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d)"
    r"|(?P<d3>\d{1,2}),?\s+tháng\s+(?P<m3>\d{1,2}),?\s+(?:năm\s+)?(?P<y3>(?:19|20)\d\d)"
    r"|tháng\s+(?P<m4>\d{1,2})\s+(?P<d4>\d{1,2}),?\s+(?P<y4>(?:19|20)\d\d))(?!\d)",
    re.IGNORECASE,
)
# "23 Tháng Năm, 2016", "Tháng Năm 23, 2016", "May 23, 2016": what content systems print in one language or the other
_MONTHS = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11,
    "mười hai": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_VIETNAMESE_MONTH = r"tháng\s+(?P<vi>mười\s+(?:một|hai)|mười|một|giêng|hai|ba|tư|năm|sáu|bảy|bẩy|tám|chín)"
_ENGLISH_MONTH = r"\b(?P<en>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_MONTH_WORD = re.compile(
    rf"(?:{_VIETNAMESE_MONTH}|{_ENGLISH_MONTH})(?=\s+\d{{1,2}},?\s+(?:19|20)\d\d|,?\s+(?:năm\s+)?(?:19|20)\d\d)", re.IGNORECASE
)
# "Thứ hai, 23-6-25 19:32:21": only clocks leave the century out
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})[-/](\d{1,2})[-/](\d\d)(?=,?\s+\d{1,2}:\d\d)")
_TIME = re.compile(
    r"(?<![\d/.-])(?P<h>[01]?\d|2[0-3])\s?(?::|h|g|giờ)\s?(?P<min>[0-5]\d)(?:\s?(?::|m|ph|phút)\s?(?:[0-5]\d)?)?(?:\s?(?P<half>[AP]M|SA|CH|sáng|trưa|chiều|tối)\b(?!\s+nay))?(?![\d/])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bCN(?=,)", re.IGNORECASE
)
# who put the page there wrote nothing of it, and what a list calls it in which it stands
_POSTED = re.compile(
    r"(?:(?:người|được)\s+(?:đăng(?:\s+(?:bài|tin))?(?:\s+viết)?|gửi|tạo)|(?:đăng|viết|gửi|tạo|post(?:ed)?)\s+(?:bởi|by))\s*:?\s*[^|:\d]{2,40}?(?=\s*[|\d(]|\s+[-–]\s|\s+(?:ngày|lúc|vào)\b|$)"
    r"|\bbởi\s*:?\s*[^|:\d]{2,40}$|(?:chuyên\s+mục|danh\s+mục|thể\s+loại)\s*:\s*[^|:\d]{2,50}?(?=\s*[|]|\s+[-–]\s|$)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!người\s)(?:thời\s+gian\s+|ngày\s+|được\s+|đã\s+)?(?:cập\s+nhật|đăng\s+tải|đăng\s+tin|đăng|xuất\s+bản|phát\s+hành|gửi|tạo|viết|post(?:ed)?|published|last\s+updated)"
    r"(?:\s+(?:lần\s+cuối|mới\s+nhất|lúc|ngày|vào|bài|tin|on))*\s*:?|thời\s+gian\s*:",
    re.IGNORECASE,
)
_VIEWS = re.compile(
    r"(?:(?:số\s+)?(?:lượt|lần)\s+(?:xem|đọc|truy\s+cập|view)|đã\s+xem|view\s+count|xem|đọc\s*:)\s*:?\s*\d[\d.,]*|\d[\d.,]*\s*(?:lượt\s+)?(?:xem|đọc|truy\s+cập|views?|bình\s+luận)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:xem\s+)?cỡ\s+chữ\s*:?(?:\s*A\b\s?[-+]?)*|\bin\s+bài(?:\s+viết)?\b|(?<!\w\s)\bA\s?[-+](?=\s|$)|\[?\(?GMT\s?\+?\d*\)?\]?|G7T\+7|\(?UTC\+7\)?|\b(?:lúc|ngày|vào|hôm\s+nay|date)\b(?!\w)",
    re.IGNORECASE,
)
_VISITS = re.compile(r"truy\s+cập", re.IGNORECASE)
# every day has two digits in a row: a look that most lines do not get beyond
_DIGITS = re.compile(r"\d\d")
_EDGES = " \t|,;:.-–—•*·()[]/»>_\"'"


def stamp(line: str) -> Stamp | None:
    """The stamp that a short line is, None for a line of prose. The day is checked against the calendar.

    >>> stamp("Thứ Bảy, 18/12/2021, 21:07 [GMT+7]")
    Stamp(value='2021-12-18T21:07', labelled=False, weekday=True, rest='')
    """
    if len(line) > 140 or not _DIGITS.search(line):
        return None
    line = _SHORT_YEAR.sub(r"\1-\2-20\3", line) if _WEEKDAY.search(line) else line
    line = _MONTH_WORD.sub(_numbered, line)
    if not (day := _DAY.search(line)):
        return None
    clock = _TIME.search(line[: day.start()]) or _TIME.search(line, day.end())
    value = _iso(day, clock)
    if value is None:
        return None
    rest, labelled = line[: day.start()] + " | " + line[day.end() :], False
    for pattern in (_TIME, _WEEKDAY):
        rest = pattern.sub(" | ", rest)
    without = rest
    for pattern in (_VIEWS, _POSTED, _LABEL):
        without = pattern.sub(" | ", without)
    # how often a site was asked for stands beside its clock
    labelled = without != rest and not _VISITS.search(line)
    rest = " ".join(re.sub(r"(?:\|\s*)+", "| ", _FILLER.sub(" | ", without)).split()).strip(_EDGES)
    rest = rest if any(c.isalpha() for c in rest) else ""
    if len(re.findall(r"[^\W\d_]", rest)) > 45 or re.search(r"\d{3}", rest):
        return None
    return Stamp(value, labelled, bool(_WEEKDAY.search(line)), rest)


def _numbered(month: re.Match[str]) -> str:
    return f"tháng {_MONTHS[' '.join((month['vi'] or month['en']).lower().split())]}"


def _iso(day: re.Match[str], clock: re.Match[str] | None) -> str | None:
    year, month, number = (int(day[a] or day[a + "2"] or day[a + "3"] or day[a + "4"]) for a in "ymd")
    try:
        value = date(year, month, number).isoformat()
    except ValueError:
        return None
    if clock is None:
        return value
    hour = int(clock["h"])
    half = (clock["half"] or "").upper()
    # "12:10 trưa" is noon, "1:10 trưa" an hour later
    later = half in ("PM", "CH", "CHIỀU", "TỐI") or (half == "TRƯA" and hour < 3)
    hour += 12 if later and hour < 12 else -12 if half in ("AM", "SA") and hour == 12 else 0
    return f"{value}T{hour:02d}:{clock['min']}"


_GLUED = re.compile(rf"(?:\((?P<in>[^()]{{8,30}})\)|(?P<out>[\d/:.-]{{8,10}}(?:\s\d\d:\d\d)?)(?={_UPPER}))\s*(?P<lead>{_UPPER}.{{40,}})")


def glued(line: str) -> tuple[str, str] | None:
    """A stamp and the lead it is glued to ("08/02/2020Chiều nay, ...", "(25/08/2022) Sáng ..."), None for any other line.

    A day that belongs to the sentence has a word before it or none of the year ("(20/12) Đồng chí"); "ngày 5/9/2018" is one.
    """
    match = _GLUED.match(line)
    if match and (found := stamp(match["in"] or match["out"])) and not found.rest:
        return found.value, match["lead"]
    return None


def moment(value: str) -> str | None:
    """A machine's date as local ISO day or minute: offsets are turned into Vietnam's time, midnight sharp means only the day is known.

    >>> moment("2024-01-28T18:30:00Z")
    '2024-01-29T01:30'
    """
    value = value.strip()
    if not re.match(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)", value):
        found = stamp(value)
        return found.value if found and not found.rest else None
    if len(value) == 10:
        found = stamp(value)
        return found.value if found else None
    try:
        read = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value))
    except ValueError:
        return None
    if read.tzinfo is not None:
        if read.year in (MINYEAR, MAXYEAR):
            # what a database holds for "never"; in another zone it may be of no year at all
            return None
        read = read.astimezone(LOCAL)
    return read.strftime("%Y-%m-%d" if (read.hour, read.minute, read.second) == (0, 0, 0) else "%Y-%m-%dT%H:%M")


def sensible(value: str | None, fetched: str | None) -> str | None:
    """The day of publication unless it cannot be one: before 1945, from 2100 on, or later than the day after the page was fetched."""
    if value is None or not "1945" <= value < "2100":
        return None
    if fetched and date.fromisoformat(value[:10]) - timedelta(days=1) > date.fromisoformat(fetched[:10]):
        return None
    return value


# --- words of the page -----------------------------------------------------------------------------------------


@cache
def _phrases(role: str) -> frozenset[str]:
    return frozenset(fold(row["phrase"]) for row in load.table("furniture") if row["role"] == role)


@cache
def _openings(role: str) -> tuple[str, ...]:
    return tuple(fold(row["phrase"]) for row in load.table("furniture") if row["role"] == role)


@cache
def _sections() -> frozenset[str]:
    return frozenset(re.sub(r"\W+", "", fold(row["name"])) for row in load.table("sections"))


_AROUND = " :.-–—|•*·>»()[]"


def widget(line: str) -> bool:
    """Whether a line belongs to the page and not to the text: share bars, view counts, links of a reader's tools, separators."""
    if not any(c.isalnum() for c in line):
        return True
    if len(line) > 110:
        return False
    folded = fold(line)
    return (
        folded.strip(_AROUND) in _phrases("line")
        or (folded.startswith(_openings("line_start")) and stamp(line) is None)
        or (bool(_VIEWS.search(line)) and not any(c.isalnum() for c in _VIEWS.sub("", line)))
        or bool(re.fullmatch(r"(?:[A-Z0-9_]+\s)*[A-Z0-9_]+", line) and len(line.split()) > 2)  # a picture's file name as its caption
        or "{{" in line
        or bool(_TELEPHONE.match(line))
    )


_TELEPHONE = re.compile(r"(?:ĐT|Đ/T|Điện thoại|Hotline|Đường dây nóng|Tel|Fax|Email)\s*:\s*[+\d(][\d\s.()+-]{6,}", re.IGNORECASE)


def closing(line: str) -> bool:
    """Whether a line begins what follows the article: comment form, related links, tags, imprint."""
    if len(line) > 200:
        return False
    folded = fold(line)
    key = re.sub(r"\s*\(\d+\)$", "", folded.strip(_AROUND)).strip(" :")
    return key in _phrases("end") or folded.startswith(_openings("end_start"))


def banner(line: str) -> bool:
    """Whether a line in capitals is the name of the site's owner ("CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN ...", "UBND XÃ ...") and no headline."""
    return line.isupper() and owner(line)


def owner(line: str) -> bool:
    """Whether a line could be the name of the site's owner in whatever letters: an office or a paper, and nothing that it does."""
    capitals = line.upper()
    return len(line) <= 90 and bool(_OWNER.match(capitals)) and not _HEADLINE_VERB.search(capitals)


_OWNER = re.compile(
    r"(?:CỔNG|TRANG|CHUYÊN TRANG|BÁO|ĐÀI|TẠP CHÍ|UBND|ỦY BAN|UỶ BAN|HĐND|HỘI ĐỒNG NHÂN DÂN|ĐẢNG BỘ|ĐẢNG ỦY|ĐẢNG UỶ|TỈNH|THÀNH|HUYỆN|QUẬN|THỊ XÃ|PHƯỜNG|XÃ|BAN|SỞ|MẶT TRẬN|HỘI|CÔNG AN|VĂN PHÒNG|BẢO HIỂM XÃ HỘI|LIÊN ĐOÀN|LĐLĐ|TRƯỜNG|BỆNH VIỆN|TRUNG TÂM|CÔNG TY|TỔNG CÔNG TY|BỘ CHỈ HUY|BỘ ĐỘI|BĐBP|QUÂN KHU|CỤC|CHI CỤC|KHO BẠC|NGÂN HÀNG|TÒA ÁN|TOÀ ÁN|VIỆN KIỂM SÁT)\b"
)
_HEADLINE_VERB = re.compile(
    r"\b(?:TỔ CHỨC|HỘI NGHỊ|TRIỂN KHAI|QUÁN TRIỆT|SƠ KẾT|TỔNG KẾT|BAN HÀNH|THÔNG QUA|KIỂM TRA|GIÁM SÁT|ĐẠI HỘI|HỌC TẬP|RA MẮT|CÔNG BỐ|LÀM VIỆC|PHÁT ĐỘNG|THỰC HIỆN|TUYÊN TRUYỀN|NĂM \d+|ĐẨY MẠNH|TĂNG CƯỜNG)\b"
)


def section(line: str) -> bool:
    """Whether a line names a section of a site, sections joined, or a path of them ("Trang chủ > Tin tức", "Thời sự - Sự kiện")."""
    if len(line) > 90:
        return False
    if re.sub(r"\W+", "", fold(line)) in _sections():
        return True
    joined = [re.sub(r"\W+", "", fold(part)) for part in re.split(r"\s+[-–—&]\s+|,\s+|\s+và\s+", line)]
    if len(joined) > 1 and all(part in _sections() for part in joined):
        return True
    # no headline has steps joined by these
    path = [step for step in re.split(r"\s*[>»›]\s*", line) if step]
    if len(path) > 1 and all(len(step) <= 40 for step in path):
        return True
    steps = [step for step in re.split(r"\s*[>»›/|•]\s*", line) if step]
    return len(steps) > 1 and re.sub(r"\W+", "", fold(steps[0])) in _sections()


def bare(line: str) -> str:
    """A line's letters and digits, folded: two lines that read the same have the same."""
    return "".join(_RUN.findall(fold(line)))


_RUN = re.compile(r"\w+")


# --- who wrote it, where it comes from -------------------------------------------------------------------------

_WORK = r"(?:tin|bài(?:\s+viết)?|ảnh|hình(?:\s+ảnh)?|video|clip|nội\s+dung|đồ\s+họa|trình\s+bày|thiết\s+kế)"
_CREDIT = re.compile(rf"\(?(?:{_WORK}(?:\s*(?:,|và|&|-|–|/|\+)?\s*{_WORK})*)\)?\s*(?::|;|của)\s*(?P<who>.+)", re.IGNORECASE)
_AUTHOR = re.compile(
    r"(?:tác\s+giả(?:\s+bài\s+viết)?|người\s+viết|(?:người\s+)?thực\s+hiện|t/h|biên\s+tập|btv|biên\s+khảo(?:\s+của)?|pv|phóng\s+viên|nhóm\s+tác\s+giả|theo\s+pv)\s*:\s*(?P<who>.+)",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"(?:P\.?\s?V|BBT|CTV|BTV|(?:Nhóm\s|Tổ\s)?(?:PV|CTV|phóng viên)|(?:Nhóm|Tổ)\s(?:PV|CTV|phóng viên)(?:\s[^\W\d_]+){1,3}(?:\s[-–]\s[^\W\d_]+(?:\s[^\W\d_]+){0,2})?|[Bb]an [Bb]iên tập|[A-ZĐ]\.(?:\s?[A-ZĐ]\.?){0,3}|[A-ZĐ]{1,2}\.\s?[A-ZÀ-ỸĐ]{2,9}|[A-ZĐ]{1,3}\.[A-ZĐ]{1,3})(?:\s?\([^()]{2,40}\))?"
)
_SYLLABLE = rf"{_UPPER}(?:{_LOWER}|[{_UPPER[1:-1]}]|['’.])*"
_NAME = rf"{_SYLLABLE}(?:\s{_SYLLABLE}){{0,4}}"
_NAMES = re.compile(rf"(?P<who>{_NAME}(?:\s?(?:[-–—,;/&+]|\svà\s)\s?{_NAME}){{0,4}})(?:\s?\((?:[^()]{{2,60}})\))?")
# capitalised phrases that are headings and bodies, not persons
_NOT_NAMES = re.compile(
    r"(?:hội\s+nghị|hội\s+đồng|nghị\s+quyết|kết\s+luận|chỉ\s+thị|đảng\s+(?:bộ|ủy|uỷ)|tỉnh\s+(?:ủy|uỷ)|huyện\s+(?:ủy|uỷ)|thành\s+(?:ủy|uỷ)|việt\s+nam|ban\s+chấp|ban\s+thường|ban\s+tổ"
    r"|ban\s+tuyên|bộ\s+chính|trung\s+ương|chính\s+(?:trị|phủ)|quốc\s+hội|công\s+đoàn|đại\s+hội|đại\s+biểu|quyết\s+định|báo\s+cáo|tham\s+luận|mục\s+tiêu|giải\s+pháp|nhiệm\s+vụ|kế\s+hoạch)"
    r"|^(?:ban|sở|tỉnh|huyện|xã|phường|thành\s+phố|thị\s+xã|chương|phần|điều|mục|theo|nguồn)\s|\b(?:ubnd|hđnd|mttq|ubmttq)\b|\s(?-i:[IVX]+)$",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(?:Ban|Văn phòng|VP|Phòng|Trung tâm|TT|TTVH|Tổ|Đảng ủy|Đảng uỷ|UBND|HĐND|Sở|Hội|Đoàn|MTTQ|UBMTTQ)\b[^.!?:;]{2,70}")
_OUTLET = re.compile(
    rf"(?:(?:Báo|BÁO)(?=\s{_UPPER})|Đài(?=\s(?:PT|TH|P\.?T|Phát|Truyền|Tiếng))|TTXVN|VOV|VTV|VGP|TTĐT|Tạp chí|(?:Cổng|Trang)(?=\s(?:TTĐT|[Tt]hông tin))|Thông tấn|Vietnam\+|Vietnamplus|Nhân Dân|Nhân dân|QĐND|CAND|Dân trí|VnExpress|Vnexpress"
    r"|Lao Động|Tuổi [Tt]rẻ|Thanh Niên|Tiền Phong|Chinhphu|ĐCSVN|HNM|SGGP)\b"
)
# papers that only a label tells from headings and bodies of the same name
_PAPER = re.compile(
    r"(?:Hà\s?[Nn]ội\s?[Mm]ới|Pháp luật|Công an [Nn]hân dân|Quân đội [Nn]hân dân|Đại biểu [Nn]hân dân|Nông nghiệp Việt Nam|Xây dựng Đảng|Cộng sản"
    r"|Người Lao Động|Sài Gòn|Đại [Đđ]oàn [Kk]ết|Zing(?:news)?|Infonet|Viet[Nn]am[Nn]et)\b(?! (?:số|về|năm|sửa))"
)
_AGENCY = r"(?:TTXVN|VOV|VTV|VGP|QĐND)(?:\.VN)?"
_HOST = re.compile(r"\b(?:[\w-]+\.)+(?:vn|com|net|org|info)\b", re.IGNORECASE)
_SOURCE = re.compile(
    r"[*–-]?\s*[(\[]?\s*(?P<label>(?:dẫn\s+|tổng\s+hợp\s+)?theo|nguồn(?:\s+tin)?(?:\s+bài(?:\s+viết)?)?|(?:dẫn|trích)\s+nguồn|tổng\s+hợp\s+từ|bài\s+gốc|sưu\s+tầm|nguồn\s+ảnh|nguồn:?\s+theo)"
    r"(?P<colon>\s*:\s*|\s+)(?P<what>.{2,90}?)\s*[)\]]?\s*[.–-]?",
    re.IGNORECASE,
)
# a person of an agency: "Hồng Mận/TTXVN", "Hồng Mận (Theo TTXVN)"
_OF_AGENCY = re.compile(
    rf"(?P<what>{_NAME}(?:\s?[-–,]\s?{_NAME}){{0,2}}\s?(?:/\s?{_AGENCY}(?:/\S+)?|\({_AGENCY}\)|(?:[-–]\s*|\()[Tt]heo:?\s+(?:{_AGENCY}|Báo\s[^()]{{3,40}})\)?))\.?"
)


def byline(line: str, *, alone: bool = True) -> str | None:
    """Who wrote the article, by a line that says only this; None for any other line. Labels and remarks in brackets are left out.

    `alone` also takes what could be a heading elsewhere: one syllable, an office without label.

    >>> byline("Bài, ảnh: Thu Hương"), byline("Thanh Tùng – Công Luận"), byline("P.V")
    ('Thu Hương', 'Thanh Tùng – Công Luận', 'P.V')
    """
    text = line.strip(" *")
    if not _INITIALS.fullmatch(text):
        text = text.strip("()[]. ") if text.startswith(("(", "[")) else text.rstrip(" .")
    if not 2 <= len(text) <= 110:
        return None
    if _INITIALS.fullmatch(text):
        return text
    if match := _AUTHOR.fullmatch(text) or _CREDIT.fullmatch(text):
        if re.match(r"\(?(?:ảnh|hình|video|clip|đồ|trình|thiết)", text, re.IGNORECASE) and not re.search(
            r"\b(?:tin|bài)\b", text[: match.start("who")], re.IGNORECASE
        ):
            return None
        who = re.split(r"\s*[,;.–-]?\s*\b(?:ảnh|video|clip|đồ họa|hình)\s*:", match["who"], flags=re.IGNORECASE)[0].strip(" ;,.-–—")
        return who if who and len(who) <= 80 and not who.endswith("?") else None
    if len(text) <= 75 and (match := _NAMES.fullmatch(text)) and not _NOT_NAMES.search(match["who"]) and not section(text):
        return match["who"] if alone or " " in match["who"] else None
    return (
        text
        if alone
        and _OFFICE.fullmatch(text)
        and not _NAMES.fullmatch(text)
        and len(text.split()) <= 12
        and not re.search(r"\b(?:đã|được|tại|có|là|họp|tổ chức)\b", text)
        else None
    )


def source(line: str) -> str | None:
    """Where an article was taken from, by its source line, as printed without the label ("Theo Baothaibinh.com.vn"); None for any other line."""
    if len(line) > 110:
        return None
    match = _SOURCE.fullmatch(line)
    if match:
        what = match["what"].strip(" .")
        what += ")" * (what.count("(") - what.count(")"))
        outlet = _HOST.search(what) or _OUTLET.match(what) or _PAPER.match(what) or re.search(rf"(?:(?<!\d)/\s?|\(){_AGENCY}", what)
        if fold(match["label"]).endswith("theo"):
            short = 2 <= len(what.split()) <= 6 and what[0].isupper() and "," not in what
            return what if (outlet and len(what.split()) <= 12) or (short and _NAMES.fullmatch(what)) else None
        if fold(match["label"]) == "nguon anh" or (not outlet and (what[0].islower() or byline(what) is not None)):
            return None
        return what if outlet or (":" in match["colon"] and len(what.split()) <= 12) else None
    if match := _OF_AGENCY.fullmatch(line):
        return match["what"]
    bare_line = line.strip(" ().")
    if (_HOST.fullmatch(bare_line) or (_OUTLET.match(bare_line) and len(bare_line.split()) <= 9)) and not line.endswith((":", "?")):
        return None if re.search(r"\b(?:đã|được|tại|có|là|đưa|tổ chức|tin)\b", bare_line) else bare_line
    return None


def poster(line: str) -> str | None:
    """The person that a line such as "Nguồn tin: Sao Khuê" names instead of an outlet."""
    match = _SOURCE.fullmatch(line)
    if match and fold(match["label"]) not in ("theo", "nguon anh") and source(line) is None:
        return byline(match["what"])
    return None


def photo_credit(line: str) -> bool:
    """Whether a line only says who took the picture ("Ảnh: Đức Thụy", "Ảnh: TL")."""
    return (
        bool(
            re.fullmatch(
                r"\(?\s*(?:ảnh|hình(?:\s+ảnh)?|video|clip|nguồn\s+ảnh)\s*(?:minh\s+họa)?\s*[:;]?\s*.{0,40}\)?\.?", line, re.IGNORECASE
            )
        )
        and len(line) < 55
    )


# --- what opens the text ---------------------------------------------------------------------------------------

_DASH = r"\s*[-–—]\s*"
_CODE = rf"(?P<code>{_UPPER}[^()\[\]–—:;,!?\n]{{1,24}}?|[\w.-]+\.vn)"
_BRACKETED = re.compile(rf"[(\[]\s*{_CODE}\s*[)\]]\s*(?P<dash>[-–—:.]?)\s*(?=\S)", re.IGNORECASE)
_PLAIN = re.compile(
    rf"(?P<code>[{_UPPER[1:-1]}][{_UPPER[1:-1]}.\s]{{0,18}}[{_UPPER[1:-1]}]|[\w.]+\.vn|Báo (?:{_SYLLABLE}\s?){{1,3}}){_DASH}(?=\S)"
)
_WHEN = re.compile(r"(?:sáng|trưa|chiều|tối|đêm|ngày|hôm|trong|vừa|thực|nhân|để|theo|mới|tại|với|xác|sau|qua|năm|từ)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The head of a text: the code or place before its dash, the site and province known for it, and how many characters it takes."""

    code: str
    site: str | None
    province: str | None
    length: int


@cache
def _codes() -> dict[str, tuple[str | None, str | None]]:
    """Code → site, province: those of the profiles, then those of `datelines.csv` that have no profile."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for row in load.table("datelines"):
        found[_code_key(row["code"])] = (None, row["province"] or None)
    for profile in sorted({site.id: site for site in load.sites().values()}.values(), key=lambda site: site.id):
        for code in profile.datelines:
            found[_code_key(code)] = (profile.id, profile.province)
    return found


def _code_key(code: str) -> str:
    return re.sub(r"\s+", "", fold(code)).strip(".-–—()")


def code(text: str) -> tuple[str | None, str | None] | None:
    """Site and province of the code of a paper that stands alone, such as the "TTH" of a stamp; a code of initials without a vowel need not be known.

    >>> code("HG"), code("PV")
    ((None, None), None)
    """
    if _INITIALS.fullmatch(text) or not re.fullmatch(r"[A-ZĐƯƠÂÊÔ&.]{2,9}", text):
        return None
    known = _codes().get(_code_key(text))
    return known or (None if re.search("[AEIOUYƯƠÂÊÔ]", text) else (None, None))


def dateline(line: str) -> Dateline | None:
    """The dateline that opens a paragraph: "LSO-", "(kontumtv.vn) –", "(QBĐT) - ", "BHG -", "BẮC GIANG –", a bare "- "; else None.

    An unknown code counts in brackets before a dash, or before a dash and a word such as "Sáng" that opens a report.
    """
    if match := _BRACKETED.match(line):
        known = _codes().get(_code_key(match["code"])) or _by_host(match["code"])
        if known or (match["dash"] in tuple("-–—") and len(match["code"].split()) <= 4 and not re.search(r"\d", match["code"])):
            return Dateline(match["code"].strip(), *(known or (None, None)), match.end())
    if match := _PLAIN.match(line):
        code = match["code"].strip()
        known = _codes().get(_code_key(code)) or _by_host(code)
        place = load.province_names().get(fold(code))
        if known or place or (len(code) <= 8 and " " not in code and _WHEN.match(line, match.end())):
            return Dateline(code, *(known or (None, place)), match.end())
    match = re.match(r"[-–—]\s*(?=\S)", line)
    if match and len(line) > 80 and _WHEN.match(line, match.end()):
        return Dateline("-", None, None, match.end())
    return None


def _by_host(code: str) -> tuple[str | None, str | None] | None:
    """Site and province of a code that is a host name."""
    if not code.lower().endswith(".vn"):
        return None
    if profile := load.site_of(code):
        return profile.id, profile.province
    province = next((row["province"] for row in load.table("outlets") if row["host"] == code.lower()), None)
    return None, province


def first(values: Iterable[str | None]) -> str | None:
    """The first value that is something."""
    return next((value for value in values if value), None)
