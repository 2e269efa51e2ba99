"""Bodies in running text: which one a clause has as its subject, who held a meeting, whose session it was.

A body's name begins with a head of `gazetteers/bodies.csv` and ends before the verb of what it did.
"""

import re
from collections.abc import Sequence

from corpus import load as corpus
from extractors.act import INSTRUMENT, MEETINGS
from extractors.around import Span, within
from extractors.rule import NAMES, one_of

BODY = one_of(corpus.column("bodies", "head"))
# What a body does, in small letters: so far its name goes ("Sở Thông tin … thông tin").
_DEED = one_of(corpus.column("deeds", "phrase"), ignore_case=False)
# A locality that acts by its name alone: "huyện Yên Định tổ chức …".
_NAMED_PLACE = rf"(?i:tỉnh|huyện|thị\s+xã|thành\s+phố|TP\.?|quận|xã|phường|thị\s+trấn|đặc\s+khu)\s+(?={NAMES['upper']})[^\s,.;:!?()]+"
LOCALITY = rf"(?:(?<![^\W\d_][^\S\n])|(?<=nay\s)){_NAMED_PLACE}"
# a comma within the name of a team ("Đoàn kiểm tra, giám sát số 5 của …"), a ministry, department or committee ("Sở Văn hóa, Thể thao và Du lịch")
_FIELD = r"(?:Thể\sthao|Thương\sbinh|Công\snghệ|Giáo\sdục|Thanh\sniên|Truyền\shình|Gia\sđình)"
WORDS = rf"(?:,\s(?={_FIELD}(?!\w))[^\s,.;:!?()]+|(?<=kiểm\stra),\sgiám\ssát(?=\s(?:số|của|thuộc|do|\d))|\s\([^()\n]{{1,24}}\)|\s(?:TP|TX|TT)\.(?=\s)|\s[^\s,.;:!?()“”\"]+)"
# A body where something was held, and one that something was done to, is no subject.
# ("Trưởng Đoàn đại biểu Quốc hội tỉnh chủ trì …", "Bí thư Huyện ủy dự …": neither is one that is part of a post;
# "tại Nhà Quốc hội, Bộ Chính trị …": nor of a building's name)
_NOT_SUBJECT = r"(?<!của\s)(?<!với\s)(?<!tại\s)(?<!thuộc\s)(?<![Tt]rưởng\s)(?<![Bb]í\sthư\s)(?<!tịch\s)(?<!nhiệm\s)(?<!đốc\s)(?<!viên\s)(?<!biểu\s)(?<!trường\s)(?<!trụ\ssở\s)(?<!Nhà\s)(?!(?i:bộ\s+trưởng))"
# three and more that share a place and act as one: "Thị ủy, HĐND, UBND thị xã …", "Đảng ủy, HĐND, UBND và các đoàn thể xã …"
_TOGETHER = rf"(?={NAMES['upper']}){BODY}(?:\s[^\s,.;:!?()“”]+){{0,4}}?(?:,\s+(?={NAMES['upper']}){BODY}(?:\s[^\s,.;:!?()“”]+){{0,5}}?){{2,4}}(?:\s+và(?:\s[^\s,.;:!?()“”]+){{1,8}}?)?"
# A body, up to the verb that it is the subject of; its place, its term or its leader may stand between
# ("Đoàn kiểm tra do bà … làm trưởng đoàn đã …", "Đảng ủy phường A, tỉnh B (huyện C cũ) tổ chức …").
_SUBJECT = re.compile(
    rf"""(?<!\w){_NOT_SUBJECT}(?P<organization>{_TOGETHER}|(?={NAMES["upper"]}){BODY}{WORDS}{{0,16}}?|{LOCALITY}{WORDS}{{0,16}}?(?!\s*,\s+{BODY}))
    (?:,\s+nhiệm\s+kỳ\s+[\d\s–-]{{4,14}}|(?:,\s+{BODY}[^,.;:!?()\n]{{0,50}}?){{1,2}}\s+và\s+{BODY}[^,.;:!?()\n]{{0,60}}?|,\s+(?!{_FIELD})(?:tỉnh\s|huyện\s|thành\s+phố\s|TP\.?\s?|thị\s+xã\s)?{NAMES["upper"]}[^,.;:!?()\n]{{1,28}}?)?
    (?:\s*\([^()\n]{{1,60}}\))?
    (?:\s+do\s+[^.;:!?\n]{{1,160}}?\s(?i:trưởng\s+đoàn|dẫn\s+đầu|chủ\s+trì))? ,?
    \s+(?:phối\s+hợp\s+(?:với\s+)?[^.;:!?\n]{{0,90}}?\s+)?
    (?=(?:vừa|đã|cũng|đồng\s+loạt|long\s+trọng|tổ\s+chức|triệu\s+tập|khai\s+mạc|mở|tiến\s+hành|họp|ban\s+hành|xây\s+dựng|ký|(?:cho\s+ra\s+đời|ra|có|phát\s+đi)(?=\s+{INSTRUMENT})|mời|tập\s+hợp|nhìn\s+lại|đem|đưa|thông\s+qua|biểu\s+quyết|thống\s+nhất|nhất\s+trí|tiếp\s+tục|có\s+(?:buổi|cuộc|đợt|chuyến)|công\s+bố|kiểm\s+tra|(?<!kiểm\stra,\s)giám\s+sát|làm\s+việc|tham\s+gia|tham\s+dự|dự|sơ\s+kết|tổng\s+kết|quán\s+triệt|học\s+tập|triển\s+khai|yêu\s+cầu|bế\s+mạc|{_DEED}|(?:đến|tới|về|xuống)\s+(?:làm|kiểm|giám|nắm|thăm|xã|phường|huyện|cơ))(?!\w))""",
    re.VERBOSE,
)
# "tại Đảng ủy | Công an huyện, Đoàn kiểm tra …": the rest of where it was; "Hội nghị lần thứ 9 – | BCH Trung ương …": whose plenum is spoken of
_PLACED = re.compile(rf"(?:(?:tại|của|với)\s+{BODY}|(?i:hội\s+nghị)\s+lần\s+thứ\s+\w+\s*(?:\s[–-])?)\s+\Z")


def subject(text: str, start: int, end: int, others: Sequence[Span] = ()) -> str | None:
    """The first body in text[start:end] that stands before a verb of acting, as written; None where there is none.

    A body within one of `others`, a person's post ("Phó Bí thư Thường trực Đảng ủy …") or an instrument's name
    ("Nghị quyết Đại hội Đảng bộ tỉnh, Huyện ủy …"), is not the subject.
    """
    span = subject_span(text, start, end, others)
    return clean(text[slice(*span)]) if span else None


def subject_span(text: str, start: int, end: int, others: Sequence[Span] = ()) -> tuple[int, int] | None:
    """The bounds of the words that `subject` reads; None where there is no such body."""
    at = start
    while found := _SUBJECT.search(text, at, end):
        inside = within(found.start(), others)
        if inside is None and not _PLACED.search(text, max(start, found.start() - 60), found.start()):
            return found.span("organization")
        at = inside.end if inside else found.end("organization")
    return None


# "hội nghị … do Huyện ủy tổ chức", "… được Tỉnh ủy long trọng tổ chức": who held it, wherever it is said
ORGANIZER = re.compile(
    rf"""(?<!\w)(?:do|được|mà)\s+(?P<organization>(?:(?={NAMES["upper"]}){BODY}|{_NAMED_PLACE}){WORDS}{{0,14}}?)
    \s+(?:phối\s+hợp\s+(?:với\s+)?[^.;:!?\n]{{0,90}}?\s+)?(?:(?:vừa|đã|long\s+trọng|trọng\s+thể)\s+)?(?:tổ\s+chức|mở|triệu\s+tập|tiến\s+hành|chủ\s+trì)(?!\w)""",
    re.VERBOSE,
)


def organizer(text: str, start: int, end: int) -> str | None:
    """Who text[start:end] says held a meeting ("buổi học do Đảng ủy xã mở"), as written; None where it does not say."""
    found = ORGANIZER.search(text, start, end)
    return clean(found["organization"]) if found and MEETINGS.search(text, start, found.start()) else None


# "Tại kỳ họp thứ 9 HĐND tỉnh X, 50/50 đại biểu …": whose session it is that votes
_SESSION = re.compile(
    rf"""(?<!\w)(?<!quả\s)(?<!quyết\s)(?i:kỳ\s+họp|phiên\s+họp|phiên\s+bế\s+mạc|hội\s+nghị(?=\s+lần\s+thứ\s))(?:\s+(?i:chuyên\s+đề|bất\s+thường|thường\s+lệ|cuối\s+năm|giữa\s+năm|lần|thứ\s+[\w-]+|\(.{{1,24}}?\)))*,?\s+(?:của\s+)?
    (?P<organization>(?={NAMES["upper"]}){BODY}(?:(?!\s(?:khóa|khoá|nhiệm|đã|vừa|diễn|bế|khai|bàn|thông|sẽ|ngày|sáng|chiều|với|có))\s[^\s,.;:!?()“”"]+){{0,8}})""",
    re.VERBOSE,
)
# "50 đại biểu HĐND tỉnh giơ thẻ …"
_DELEGATES = re.compile(
    rf"(?<!\w)đại\s+biểu\s+(?P<organization>(?=(?:HĐND|Hội\sđồng|Quốc\shội)){BODY}(?:\s[^\s,.;:!?()]+){{0,8}}?)(?=[,.]|\s(?:đã|giơ|bấm|biểu|tán|nhất|thống|cùng|có|bỏ|thông)(?!\w))"
)


def session(text: str, start: int, end: int) -> str | None:
    """The council or committee whose session text[start:end] names ("kỳ họp thứ 9 HĐND tỉnh"), as written; None where there is none."""
    found = _SESSION.search(text, start, end) or _DELEGATES.search(text, start, end)
    return clean(found["organization"]) if found else None


# Where a body's name ends and what it did begins, when a frame took in both.
_VERB = re.compile(
    rf"(?i),?\s+(?:(?<=,\s)(?:đồng\s+chí|đ/c|ông|bà)|(?-i:{_DEED}|bằng|tại|qua|khi|nơi|được|vào|với|để|nhằm|trong|ngay|hôm|lúc|ký|thông\s+qua|sau|(?:sáng|trưa|chiều|tối|ngày)\s+(?:ngày\s+)?\d)|do\s+(?:đồng\s+chí|đ/c|ông|bà|[^\n]{{2,200}}?\s(?:làm\s+trưởng\s+đoàn|dẫn\s+đầu))|năm\s+\d{{4}}|lần\s+thứ|tập\s+trung|chú\s+trọng|(?<!ban\s)chỉ\s+đạo|đã|vừa|cũng|cho\s+biết|dự\s+kiến|chuẩn\s+bị|đang|sắp|chủ\s+trì|triệu\s+tập|tập\s+hợp|mời|nhìn\s+lại|đem|đưa|đánh\s+giá|phê\s+duyệt|gặp\s+mặt|tới|(?:đến|về|xuống)(?:\s+(?:làm|kiểm|giám)|\Z)|có\s+(?:buổi|cuộc)|khai\s+mạc|bế\s+mạc|diễn\s+ra|mở\s+\d|sẽ|(?<!ban\s)tổ\s+chức(?=\s+(?:cho|điểm|việc|đợt|chuyên))|tiến\s+hành|hoàn\s+thành|phối\s+hợp|tổ\s+chức\s+(?:hội|lễ|buổi|lớp|đợt|kỳ|phiên|học|quán|\d))(?!\w).*",
    re.DOTALL,
)


# "Đoàn kiểm tra số 2 của Ban Thường vụ Huyện ủy X": a team acts for the body that sent it
_TEAM = re.compile(
    rf"""(?:đoàn|tổ|Đoàn|Tổ|ĐOÀN|TỔ)\s+(?i:kiểm\s+tra|giám\s+sát|công\s+tác|khảo\s+sát)(?i:,\s+giám\s+sát|\s+chuyên\s+đề)?(?:\s+(?:số\s+)?\d+)?
    (?:\s+theo\s+(?i:quyết\s+định|kế\s+hoạch)(?:\s+số)?(?:\s+[\w/-]*\d[\w/-]*)?)?\s+(?:(?:của|thuộc|do)\s+)?(?P<body>(?={NAMES["upper"]}){BODY}(?!\w).*)""",
    re.VERBOSE,
)


def clean(organization: str | None) -> str | None:
    """A body's name without what it did and with single spaces, that of a team's body for the team's; None where nothing is left."""
    name = re.sub(r"\s+", " ", _VERB.sub("", organization)).strip() if organization else ""
    team = _TEAM.fullmatch(name)
    return (team["body"] if team else name) or None


_NAMED = re.compile(rf"(?<!\w)(?P<organization>(?={NAMES['upper']}){BODY}{WORDS}{{1,12}})")


def last_named(text: str, start: int, end: int, head: str) -> str | None:
    """The last body in text[start:end] whose name begins with `head` and goes on, also within a person's post; None where there is none."""
    named = [found["organization"] for found in _NAMED.finditer(text, start, end)]
    return next((clean(name) for name in reversed(named) if name.startswith(f"{head} ")), None)
