"""Reads what was done about an instrument: conferences held, documents issued, adopted or announced, inspections made.

An act is a word of `gazetteers/acts.csv` in one of a few frames (`event.toml`). Around it this module reads the body that
acted, the day, the instruments it is about, and whether it was held, is planned or was asked for.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from corpus import load as corpus
from corpus.model import Citation, Date, Event, Mention, Official
from extractors.rule import NAMES, factory, load, matches, one_of

_MEETING = one_of(
    [
        "hội nghị",
        "hội thảo",
        "tọa đàm",
        "buổi lễ",
        "lễ",
        "buổi làm việc",
        "phiên họp",
        "cuộc họp",
        "buổi họp",
        "họp",
        "lớp",
        "đợt",
        "buổi",
        "kỳ họp",
    ]
)
_CONFERENCE = {
    row["phrase"]: row["kind"] for row in corpus.table("acts") if row["kind"] in {"tổng kết", "sơ kết", "quán triệt", "triển khai"}
}
_KIND = {row["phrase"]: row["kind"] for row in corpus.table("acts")}
# Rules whose verb is no act's word anywhere else ("có Kết luận số …", "bấm nút tán thành …"): what they say was done.
_KIND_OF_RULE = {
    "event.sign": "ban hành",
    "event.give": "ban hành",
    "event.issued": "ban hành",
    "event.vote": "thông qua",
    "event.hand": "công bố",
    "event.backed": "thông qua",
}
# Business that stands beside an act in the same list and is no act of ours.
_BESIDE = one_of(
    [
        "tiếp thu",
        "nghiên cứu",
        "phổ biến",
        "tuyên truyền",
        "thông báo nhanh",
        "thông tin",
        "truyền đạt",
        "đánh giá",
        "biểu dương",
        "khen thưởng",
        "tôn vinh",
        "thực hiện",
        "giới thiệu",
        "hướng dẫn",
        "rút kinh nghiệm",
        "sơ",
    ]
)
_ACT = rf"(?:{one_of(_CONFERENCE)})(?!\s+(?:và\s+)?làm\s+theo|\s+(?:tư\s+tưởng|tấm\s+gương|và\s+rèn\s+luyện))"
_JOIN = r"\s*(?:,\s*và|,|và|-|–|;)\s*"
_ACTS = rf"(?:{_BESIDE}{_JOIN}){{0,3}}{_ACT}(?:{_JOIN}(?:{_BESIDE}|{_ACT})){{0,6}}"
_INSTRUMENT = one_of(
    [
        "nghị quyết",
        "chỉ thị",
        "kết luận",
        "quyết định",
        "quy định",
        "quy chế",
        "nghị định",
        "thông tư",
        "luật",
        "kế hoạch",
        "chương trình",
        "đề án",
        "hướng dẫn",
        "thông tri",
        "thông báo",
        "công văn",
        "công điện",
        "văn bản",
    ]
)
# What a conference is about, so that a verb that merely looks like its act is none ("gắn học tập Bác với …").
_MATTER = (
    rf"(?:\d+\s+năm|công\s+tác|việc|nội\s+dung|nhiệm\s+vụ|các|chuyên\s+đề|thực\s+hiện|phong\s+trào|năm\s+\d|\d+\s+tháng|quý|{_INSTRUMENT})"
)
_BODY = one_of(corpus.column("bodies", "head"))
_OPENING = one_of(["hội nghị", "lễ", "tổ chức", "khai mạc", "bế mạc"])

NAMED = {
    "meeting": _MEETING,
    "act": _ACT,
    "acts": _ACTS,
    "instrument": _INSTRUMENT,
    "matter": _MATTER,
    "body": rf"(?-i:(?={NAMES['upper']})){_BODY}",
    "opening": _OPENING,
}
RULES = load("event", NAMED)

_MEETINGS = re.compile(rf"(?<!\w){_MEETING}(?!\w)")
_ACT_WORD = re.compile(rf"(?<!\w){one_of(_KIND)}(?!\w)")
# A locality that acts by its name alone: "huyện Yên Định tổ chức …".
_NAMED_PLACE = rf"(?i:tỉnh|huyện|thị\s+xã|thành\s+phố|TP\.?|quận|xã|phường|thị\s+trấn|đặc\s+khu)\s+(?={NAMES['upper']})[^\s,.;:!?()]+"
_LOCALITY = rf"(?:(?<![^\W\d_]\s)|(?<=nay\s)){_NAMED_PLACE}"
_WORDS = r"(?:\s\([^()\n]{1,24}\)|\s(?:TP|TX|TT)\.(?=\s)|\s[^\s,.;:!?()“”\"]+)"
# A body where something was held, and one that something was done to, is no subject.
# ("Trưởng Đoàn đại biểu Quốc hội tỉnh chủ trì …", "Bí thư Huyện ủy dự …": neither is one that is part of a post)
_NOT_SUBJECT = r"(?<!của\s)(?<!tại\s)(?<![Tt]rưởng\s)(?<![Bb]í\sthư\s)(?<!tịch\s)(?<!nhiệm\s)(?<!đốc\s)(?<!viên\s)(?<!biểu\s)(?<!trường\s)(?<!trụ\ssở\s)(?!(?i:bộ\s+trưởng))"
# A body, up to the verb that it is the subject of; its place, its term or its leader may stand between
# ("Đoàn kiểm tra do bà … làm trưởng đoàn đã …", "Đảng ủy phường A, tỉnh B (huyện C cũ) tổ chức …").
_SUBJECT = re.compile(
    rf"""(?<!\w){_NOT_SUBJECT}(?P<organization>(?={NAMES["upper"]}){_BODY}{_WORDS}{{0,16}}?|{_LOCALITY}{_WORDS}{{0,16}}?(?!\s*,\s+{_BODY}))
    (?:,\s+nhiệm\s+kỳ\s+[\d\s–-]{{4,14}}|(?:,\s+{_BODY}[^,.;:!?()\n]{{0,50}}?){{1,2}}\s+và\s+{_BODY}[^,.;:!?()\n]{{0,60}}?|,\s+(?:tỉnh\s|huyện\s|thành\s+phố\s|TP\.?\s?|thị\s+xã\s)?{NAMES["upper"]}[^,.;:!?()\n]{{1,28}}?)?
    (?:\s*\([^()\n]{{1,60}}\))?
    (?:\s+do\s+[^.;:!?\n]{{1,160}}?\s(?i:trưởng\s+đoàn|dẫn\s+đầu|chủ\s+trì))? ,?
    \s+(?:phối\s+hợp\s+(?:với\s+)?[^.;:!?\n]{{0,90}}?\s+)?
    (?=(?:vừa|đã|cũng|đồng\s+loạt|long\s+trọng|tổ\s+chức|triệu\s+tập|khai\s+mạc|mở|tiến\s+hành|họp|ban\s+hành|xây\s+dựng|ký|(?:cho\s+ra\s+đời|ra|có|phát\s+đi)(?=\s+{_INSTRUMENT})|mời|tập\s+hợp|nhìn\s+lại|đem|đưa|thông\s+qua|biểu\s+quyết|thống\s+nhất|nhất\s+trí|tiếp\s+tục|có\s+buổi|công\s+bố|kiểm\s+tra|giám\s+sát|làm\s+việc|tham\s+gia|tham\s+dự|dự|sơ\s+kết|tổng\s+kết|quán\s+triệt|học\s+tập|triển\s+khai|yêu\s+cầu|bế\s+mạc)(?!\w))""",
    re.VERBOSE,
)
# Where a body's name ends and what it did begins, when a frame took in both.
_VERB = re.compile(
    r"(?i),?\s+(?:do\s+(?:đồng\s+chí|đ/c|ông|bà)|đã|vừa|cũng|chủ\s+trì|triệu\s+tập|tập\s+hợp|mời|nhìn\s+lại|đem|đưa|đánh\s+giá|phê\s+duyệt|gặp\s+mặt|tới|(?:đến|về|xuống)(?:\s+(?:làm|kiểm|giám)|\Z)|có\s+(?:buổi|cuộc)|khai\s+mạc|bế\s+mạc|diễn\s+ra|mở\s+\d|tiến\s+hành|hoàn\s+thành|phối\s+hợp|tổ\s+chức\s+(?:hội|lễ|buổi|lớp|đợt|kỳ|phiên|học|quán|\d))(?!\w).*",
    re.DOTALL,
)
# "đã mở 3 lớp quán triệt …": a sum of many, not an act.
_SUM = re.compile(r"(?:mở|tổ\s+chức)\s+(?:được\s+)?(?:\d[\d.]*|nhiều|các)\s+(?:lớp|hội\s+nghị|buổi|đợt|cuộc)")
# A further act of the same sentence: "…; đồng thời quán triệt …", "… kết hợp triển khai …".
_ALSO = re.compile(
    rf"(?:,|;|\bvà|\bđồng\s+thời|\bkết\s+hợp(?:\s+với)?|\bgắn\s+với|\bcùng\s+với)\s+(?:đồng\s+thời\s+|kết\s+hợp\s+)?(?:tổ\s+chức\s+)?(?P<acts>{_ACTS})(?=\s+{_MATTER})"
)
# What was done to an instrument stands behind it, and what it was done to inside the verb's frame.
_PASSIVE_RULES = {"event.issued", "event.passed", "event.reviewed", "event.backed", "event.announced", "event.inspected"}
_INVERTED = {"event.review"}
_ISSUES = {"event.issue", "event.sign", "event.give"}
# rules of acts that a meeting is held for
_MEETS = {"event.meeting", "event.told", "event.summon", "event.announce", "event.hand", "event.announced"}
# "nhìn lại … tại một hội nghị sơ kết", "đưa … đến đảng viên qua hội nghị quán triệt": the meeting says how, the matter stands before it
_VENUE = re.compile(r"(?i)(?<!\w)(?:tại|qua|bằng|trong|ở)\s+(?:một\s+|các\s+|những\s+|hai\s+|cuộc\s+|khuôn\s+khổ\s+)*\Z")
# "… được HĐND tỉnh thông qua, gồm: …"
_LIST = re.compile(r"\s*[,:;]?\s*(?:bao\s+gồm|gồm|trong\s+đó|như|đó\s+là|là)(?!\w)")
# "… ban hành hôm 3/9", between an act and its day
_THEREUPON = re.compile(r"\s+(?:vào\s+|hồi\s+)?")
# no list of instruments is longer
_LISTED = 12
# so far from an act its subject, place and further acts are looked for, so that a sentence without end costs no more than its length
_NEAR = 900
_PASSIVE = re.compile(
    rf"""được\s+(?P<organization>(?={NAMES["upper"]}){_BODY}(?:\s[^,.;:!?()“”"\n]{{1,70}}?)??)\s+(?:đã\s+)?(?:thống\s+nhất\s+|nhất\s+trí\s+|biểu\s+quyết\s+)*(?:thông\s+qua|ban\s+hành)""",
    re.VERBOSE,
)
# "Hội nghị của Tỉnh ủy X về tổng kết …"
_HOST = re.compile(
    rf"(?i:hội\s+nghị|buổi\s+lễ|phiên\s+họp)\s+của\s+(?P<organization>(?={NAMES['upper']}){_BODY}(?:\s[^,.;:!?()“”\"\n]{{1,60}}?)??)\s+(?=(?:về|nhằm|để)\s)"
)
# "hội nghị … do Huyện ủy tổ chức", "… được Tỉnh ủy long trọng tổ chức": who held it, wherever it is said
_ORGANIZER = re.compile(
    rf"""(?<!\w)(?:do|được)\s+(?P<organization>(?:(?={NAMES["upper"]}){_BODY}|{_NAMED_PLACE}){_WORDS}{{0,14}}?)
    \s+(?:phối\s+hợp\s+(?:với\s+)?[^.;:!?\n]{{0,90}}?\s+)?(?:(?:vừa|đã|long\s+trọng|trọng\s+thể)\s+)?(?:tổ\s+chức|mở|triệu\s+tập|tiến\s+hành)(?!\w)""",
    re.VERBOSE,
)
# "Thay mặt Ban Chấp hành Đảng bộ tỉnh, đồng chí … đã ký ban hành …"
_ON_BEHALF = re.compile(
    rf"(?i:thay\s+mặt|thừa\s+ủy\s+quyền(?:\s+của)?)\s+(?P<organization>(?={NAMES['upper']}){_BODY}(?:\s[^,.;:!?()“”\"\n]{{1,70}}?)??)(?=,|\s(?:ký|đã|vừa|trao|công\s+bố))"
)
# "Tại kỳ họp thứ 9 HĐND tỉnh X, 50/50 đại biểu …": whose session it is that votes
_SESSION = re.compile(
    rf"""(?<!\w)(?i:kỳ\s+họp|phiên\s+họp|phiên\s+bế\s+mạc)(?:\s+(?i:chuyên\s+đề|bất\s+thường|thường\s+lệ|cuối\s+năm|giữa\s+năm|lần|thứ\s+[\w-]+|\(.{{1,24}}?\)))*,?\s+(?:của\s+)?
    (?P<organization>(?={NAMES["upper"]}){_BODY}(?:(?!\s(?:khóa|khoá|nhiệm|đã|vừa|diễn|bế|khai|bàn|thông|sẽ|ngày|sáng|chiều|với|có))\s[^\s,.;:!?()“”"]+){{0,8}})""",
    re.VERBOSE,
)
_PLANNED = re.compile(
    r"(?i)(?<!\w)(?:sẽ|dự\s+kiến|chuẩn\s+bị|sắp\s+tới|sắp\s+xếp\s+tổ\s+chức|kế\s+hoạch\s+tổ\s+chức|trong\s+thời\s+gian\s+tới|(?<!chương\s)(?<!tờ\s)(?<!quá\s)(?<!công\s)(?<!quy\s)(?<!lộ\s)(?<!giáo\s)trình(?!\s+(?:bày|độ)))(?!\w)"
)
# "… cho biết, sau khi có Nghị quyết, Huyện ủy đã ban hành …": what was done was done, whatever else the clause speaks of
_DONE = re.compile(r"(?<!\w)(?:đã|vừa)\s+(?:\w+\s+){0,3}\Z")
_ASKED = re.compile(
    r"(?i)(?<!\w)(?:yêu\s+cầu|đề\s+nghị|cần|phải|tiếp\s+tục|tăng\s+cường|chỉ\s+đạo\s+các|đẩy\s+mạnh|chú\s+trọng|giao|khẩn\s+trương|chủ\s+động|nghiêm\s+túc|kêu\s+gọi|mong\s+muốn|có\s+trách\s+nhiệm|nhiệm\s+vụ\s+trọng\s+tâm)(?!\w)"
)
# The act as a noun that something else is said of: "việc quán triệt …", "kết quả triển khai …".
_NOMINAL = re.compile(
    r"(?i)(?:(?<!hoàn\sthành\s)việc|(?<!tổ\s)(?<!đoàn\s)công\s+tác|kết\s+quả|tình\s+hình|quá\s+trình|trong|sau\s+khi|trước\s+khi|sau|báo\s+cáo|dự\s+thảo|thời\s+gian|năng\s+lực|phục\s+vụ|nhằm|để|dịp|tiến\s+độ|đã\s+được\s+tổ\s+chức)\s+(?:tổ\s+chức\s+|tham\s+mưu\s+|thực\s+hiện\s+)?\Z"
)
# Behind a meeting noun only what makes the act a topic of it counts: "nhằm quán triệt …" is what it was held for.
_TOPIC = re.compile(r"(?i)(?:việc|kết\s+quả|tình\s+hình|quá\s+trình|báo\s+cáo|dự\s+thảo)\s+(?:tổ\s+chức\s+)?\Z")
_COUNTED = re.compile(r"(?i)(?:\d[\d.]*|nhiều|các|những|hàng\s+trăm|mọi|hằng\s+năm\s+tổ\s+chức)\s+\Z")
_CLAUSE = re.compile(r"[;:!?]|(?<=[^\d])\.\s")
# What stands between two instruments that an act is about alike; anything that subordinates the second ends the list.
_SIBLING = re.compile(
    r"""(?:,|;|\bvà|\bcùng(?:\s+với)?|\bgắn\s+với|\bđồng\s+thời)\s*(?:(?:sơ\s+kết|tổng\s+kết)\s+)?(?:việc\s+)?(?:(?:\d+\s+năm\s+)?(?:triển\s+khai\s+)?thực\s+hiện\s+)?(?:các\s+|nội\s+dung\s+|chuyên\s+đề\s+)?[“"]?\s*\Z"""
)

_ROLE_AFTER = re.compile(
    r"""\s*,?\s*(?:cùng\s+)?(?:đã\s+)?(?:đến\s+|tới\s+)?(?:
      (?P<chairs>(?:dự\s*(?:,|và)\s*)?(?:đồng\s+)?chủ\s+trì|chủ\s+tọa|điều\s+hành)
    | (?P<directs>(?:dự\s*,?\s*(?:và\s+)?)?(?:phát\s+biểu\s+(?:kết\s+luận|chỉ\s+đạo)|chỉ\s+đạo|kết\s+luận)|phát\s+biểu\s+(?:chỉ\s+đạo|kết\s+luận))
    | (?P<reports>(?:trực\s+tiếp\s+)?(?:quán\s+triệt|truyền\s+đạt|trình\s+bày|báo\s+cáo|triển\s+khai|giới\s+thiệu|thông\s+báo))
    | (?P<attends>dự|tham\s+dự|tham\s+gia|có\s+mặt)
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_ROLE_BEFORE = re.compile(
    r"""(?:
      (?P<chairs>chủ\s+trì|chủ\s+tọa|điều\s+hành|dưới\s+sự\s+chủ\s+trì\s+của)
    | (?P<directs>(?:dự\s+(?:và|,)\s+)?chỉ\s+đạo|phát\s+biểu\s+(?:chỉ\s+đạo|kết\s+luận)|kết\s+luận)
    | (?P<attends>(?:tham\s+)?dự|tham\s+gia|về\s+dự|đến\s+dự|có)
    )\s*(?:tại\s+)?(?:hội\s+nghị|buổi\s+lễ|lễ|phiên\s+họp|kỳ\s+họp|buổi\s+làm\s+việc|đại\s+hội|cuộc\s+họp)?\s*,?\s*(?:còn\s+)?(?:có|là)?\s*(?:sự\s+tham\s+dự\s+của\s+)?(?:(?:các\s+)?(?:đồng\s+chí|đ/c|ông|bà)\s*:?\s*)?\Z""",
    re.VERBOSE | re.IGNORECASE,
)

_IN_LIST = re.compile(r"\s*[,;]?\s*(?:và\s+|cùng\s+)?(?:(?:các\s+)?(?:đồng\s+chí|đ/c|ông|bà)\s*:?\s*)?", re.IGNORECASE)


_NOUN = re.compile(rf"\s+(?:nhiều\s+|các\s+|\d+\s+)?({_INSTRUMENT})")


# "sáng 5/9" is never a day of issue, wherever it stands
_PART_OF_DAY = re.compile(r"(?i)(?:sáng|trưa|chiều|tối|đêm|hôm)(?!\w)")
_TODAY = re.compile(r"(?i)(?:sáng|trưa|chiều|tối|hôm|ngày\s+hôm)(?:\s+hôm)?\s+nay")
_WITH_DAY = re.compile(r"-\d\d-\d\d")
# "Nhân kỷ niệm 94 năm Ngày thành lập Đảng (3/2), …": a day that is celebrated, not the act's
_CELEBRATED = r"(?:kỷ\s+niệm|quốc\s+khánh|ngày\s+(?:thành\s+lập|sinh|mất|truyền\s+thống|hội|quốc\s+tế|giải\s+phóng|thương\s+binh|toàn\s+dân|toàn\s+quốc))"
_ANNIVERSARY = re.compile(rf"(?i){_CELEBRATED}(?:[^;:.\n]{{0,110}}\(\s*(?:ngày\s+)?|[^,;:.\n]{{0,80}})\Z")
# "hoàn thành trước ngày 30/9": a term that is set, not the act's day
_TERM = re.compile(r"(?i)(?<!\w)(?:trước|hết|chậm\s+nhất|đến|tới|kể\s+từ|sau|xong)\s+(?:ngày\s+)?\Z")
_TERM_INSIDE = re.compile(r"(?i)(?:trước|hết|đến|tới|kể\s+từ|sau)\s")
_SHORT_DAY = re.compile(r"(?i)(?:ngày\s+)?\d{1,2}\s?[/.-]\s?\d{1,2}")
_NEXT_CLAUSE = re.compile(r",\s+(?!(?:về|của|do|khóa|khoá|được|nhằm)\s)")
# A clause before the sentence's subject says why; the day of the act is the last that stands before the act.
_REASON = re.compile(
    r"(?i)\W*(?:cụ\s+thể\s+hóa|trên\s+cơ\s+sở|trước\s+đó|một\s+ngày|tiếp\s+nối|như\s+tin|thực\s+hiện|triển\s+khai|căn\s+cứ|theo|nhân|chào\s+mừng|hướng\s+tới|tiếp\s+tục|tiếp\s+theo|sau|thi\s+hành)(?!\w)"
)


# "Ban Thường vụ ban hành Kế hoạch … triển khai …": the body's verb is another one
_DOES = re.compile(r"\s(?:ban\s+hành|tặng|trao|khen\s+thưởng|biểu\s+dương|tuyên\s+dương|tham\s+mưu)(?!\w)")
# "Ban Chỉ đạo tổng kết Nghị quyết 26": what a body was set up for
_REVIEWERS = re.compile(
    r"(?i:ban\s+chỉ\s+đạo|tổ\s+biên\s+tập|tổ\s+giúp\s+việc)(?:\s+Trung\s+ương)?\s+(?:sơ|tổng)\s+kết\s+(?:việc|\d|[Nn]ghị|[Cc]hỉ|[Kk]ết)"
)
_CARRYING = re.compile(r"(?i)triển\s+khai(?!\s*(?:,|và|-)\s)")
_THEN = re.compile(rf",\s+(?:{_LOCALITY}|(?={NAMES['upper']}){_BODY}){_WORDS}{{0,6}}?\s+(?:đã|có|chú\s+trọng|tập\s+trung|quan\s+tâm)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Around:
    """One sentence with what earlier components read in it: instruments, the days that may be an act's, persons."""

    text: str
    start: int
    end: int
    cited: tuple[Mention, ...]
    starts: tuple[int, ...]
    days: tuple[Mention, ...]
    opening: int | None
    people: tuple[Mention, ...]

    @classmethod
    def of(cls, text: str, start: int, end: int, found: Sequence[Mention]) -> "_Around":
        """The sentence text[start:end]."""
        cited = tuple(m for m in found if isinstance(m.value, Citation) and not m.value.short)
        dated = [m for m in found if isinstance(m.value, Date) and m.value.type != "DURATION"]
        # an instrument without its day of issue may have it behind a comma
        spans = [(c.start, c.end if isinstance(c.value, Citation) and c.value.issued else c.end + 6) for c in cited]
        days = tuple(m for m in dated if _is_day(text, m, spans) and not is_beside(text, m))
        # "Quý I-2015, Ban Dân vận tổ chức …": a month or quarter that opens the sentence
        first = next((m for m in dated if m.start - start <= 12 and isinstance(m.value, Date) and m.value.type == "DATE"), None)
        people = tuple(m for m in found if isinstance(m.value, Official))
        return cls(text, start, end, cited, tuple(m.start for m in cited), days, first.start if first else None, people)

    def cites(self, first: int, last: int) -> bool:
        """Whether an instrument's words overlap text[first:last]."""
        at = bisect_left(self.starts, last)
        return any(m.end > first for m in self.cited[max(0, at - 3) : at])

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
        return self.days[0].start if self.days else self.opening


def _is_day(text: str, mention: Mention, cited: Sequence[tuple[int, int]]) -> bool:
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


class Span(Protocol):
    """Words as a mention or a row has them: the bounds of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Dated(Protocol):
    """A date as a sentence or a row has it: where its words begin, the words, and what kind of time they name."""

    @property
    def start(self) -> int: ...
    @property
    def text(self) -> str: ...


def is_beside(text: str, date: Dated) -> bool:
    """Whether a date is celebrated, or a term that is set ("trước ngày 30/9"), and so never the day of an act."""
    if _PART_OF_DAY.match(date.text):
        return False
    before = text[max(0, date.start - 130) : date.start]
    return bool(_ANNIVERSARY.search(before) or _TERM.search(before) or _TERM_INSIDE.match(date.text))


def opens_clause(text: str, date: Dated) -> bool:
    """Whether a day without its year stands alone between an instrument and what was done ("Theo Quyết định số … của Tỉnh ủy, ngày 3/9, …")."""
    behind = _NEXT_CLAUSE.match(text, date.start + len(date.text))
    return bool(_SHORT_DAY.fullmatch(date.text) and text.startswith(", ", date.start - 2) and behind)


def find(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """The acts of one sentence, text[start:end], and the roles of officials in it; `found` is what earlier components read in it."""
    around: _Around | None = None
    read: list[Mention] = []
    for rule, match in matches(RULES, text, start, end):
        around = around or _Around.of(text, start, end, found)
        first, last = match.span("acts")
        if around.cites(first, last) or _is_no_act(around, match, rule.id):
            continue
        groups = match.groupdict()
        anchor = match.start() if rule.id in _PASSIVE_RULES else first
        if groups.get("meeting"):
            anchor = max((m.start() for m in _MEETINGS.finditer(text, match.start(), first)), default=first)
            # "Trong hai ngày 12 - 13/3, Huyện ủy mở 4 lớp học tập …" is one act, "đã mở 4 lớp học tập …" a sum of many
            dated = any(day.start < first for day in around.days)
            if text[anchor].islower() and not dated and _COUNTED.search(text, max(start, anchor - 24), anchor):
                continue
        joins = rule.id in ("event.meeting", "event.body")
        also = [m for m in _ALSO.finditer(text, last, min(end, last + _NEAR)) if not around.cites(*m.span("acts"))] if joins else []
        chain = _about(around, last, also[0].start("acts") if also else end)
        if rule.id in _PASSIVE_RULES:
            chain = _undergone(around, match.start()) or (chain if _LIST.match(text, last) else ())
        elif rule.id in _INVERTED:
            chain = _between(around, match.start(), first)
        elif not chain and rule.id == "event.meeting" and _VENUE.search(text, start, anchor):
            chain = _between(around, start, anchor)
        if rule.id in _ISSUES and chain and not _is_issued(around, last, chain[0]):
            chain = ()
        event = Event(
            kind="",
            status=_status(text, max(start, anchor - _NEAR), anchor, groups.get("before") or ""),
            citations=chain,
            date=around.day(first, last),
            organization=_clean(groups.get("organization")) or _organization(around, first, kind_of_meeting=rule.id in _MEETS),
            place=_place(text, max(start, first - _NEAR), first),
        )
        if event.status == "asked" and rule.id in _ISSUES and event.date is not None and event.date < first:
            event = replace(event, status="held")
        begin = match.start("organization") if groups.get("organization") and match.start("organization") < first else match.start()
        read += _mentions(around, begin, first, last, event, rule.id, read)
        for number, other in enumerate(also if read else ()):
            stop = also[number + 1].start("acts") if number + 1 < len(also) else end
            first, last = other.span("acts")
            read += _mentions(around, first, first, last, replace(event, citations=_about(around, last, stop)), rule.id, read)
    yield from read
    yield from _roles(text, start, end, found)


def _is_no_act(around: _Around, match: re.Match[str], rule_id: str) -> bool:
    """Whether the words around an act make it a topic of something else, a sum of many, or part of a person's post."""
    text, first = around.text, match.start("acts")
    topic = _TOPIC if rule_id in ("event.meeting", "event.summon", "event.review") else _NOMINAL
    if rule_id == "event.give" and not (match["before"].strip() or _does_itself(around, first)):
        return True
    if rule_id not in ("event.visit", "event.call") and topic.search(text, max(around.start, first - 30), first):
        return True
    if rule_id in ("event.body", "event.speaker", "event.told") and _SUM.search(text, match.start(), first):
        return True
    if rule_id == "event.body" and (_DOES.search(match["organization"]) or _REVIEWERS.search(text, match.start(), match.end() + 12)):
        return True
    # "Triển khai Nghị quyết 57, huyện Bình Lâm đã …": carrying it out is why something else was done
    if rule_id == "event.headline" and _CARRYING.match(text, first) and _THEN.search(text, match.end(), around.end):
        return True
    return match.groupdict().get("organization") is not None and _within(match.start("organization"), around.people) is not None


def _does_itself(around: _Around, first: int) -> bool:
    """Whether a body stands right before a verb at `first` ("Huyện ủy ra Nghị quyết số …")."""
    body = subject(around.text, max(around.start, first - _NEAR), min(around.end, first + 40), (*around.people, *around.cited))
    return body is not None and re.sub(r"\s+", " ", around.text[around.start : first]).rstrip().endswith(body)


def _mentions(around: _Around, begin: int, first: int, last: int, event: Event, rule_id: str, read: Sequence[Mention]) -> Iterator[Mention]:
    """One mention a kind of act that text[first:last] names; its words run from `begin` to the last instrument, what a reader needs to check it."""
    stop = max([last, *(m.end for m in around.cited if m.start in event.citations)]) if event.citations else last
    seen = {m.value.kind for m in read[-12:] if isinstance(m.value, Event) and m.start < last and first < m.end}
    named = (_KIND[re.sub(r"\s+", " ", word[0].lower())] for word in _ACT_WORD.finditer(around.text, first, last))
    for kind in (_KIND_OF_RULE[rule_id],) if rule_id in _KIND_OF_RULE else named:
        if kind not in seen:
            seen.add(kind)
            yield Mention("event", begin, stop, around.text[begin:stop], rule_id, replace(event, kind=kind))


_PLACE = re.compile(
    r"(?<!\w)tại\s+(?P<place>(?:hội\s+trường|trung\s+tâm|nhà|trụ\s+sở|khách\s+sạn|UBND|Tỉnh\s+ủy|thành\s+phố|TP\.?|thị\s+xã|huyện|quận|xã|phường)(?-i:\s[^,.;:!?()\n]{2,70}?))(?=,|\s(?:đã|diễn\s+ra|tổ\s+chức)(?!\w))",
    re.IGNORECASE,
)


def _place(text: str, start: int, first: int) -> str | None:
    """Where the act was held, as the words before it say ("tại Hội trường Tỉnh ủy, …")."""
    found = _PLACE.search(text, start, first)
    return found["place"] if found else None


def _status(text: str, start: int, anchor: int, before: str) -> Literal["held", "planned", "asked"]:
    """What the words before an act, in its clause, say of it: nothing means that it was held."""
    clause = start
    for boundary in _CLAUSE.finditer(text, start, anchor):
        clause = boundary.end()
    left = text[clause:anchor]
    if _DONE.search(left + before):
        return "held"
    return "planned" if _PLANNED.search(left) else "asked" if _ASKED.search(left) else "held"


def _about(around: _Around, last: int, stop: int) -> tuple[int, ...]:
    """Start offsets of the instruments before `stop` that an act ending at `last` is about: the first after it, and its siblings."""
    text, after = around.text, around.cited[bisect_left(around.starts, last) : bisect_left(around.starts, stop)]
    if not after or after[0].start - last > 220:
        return ()
    if after[0].start - last > 60 and _CLAUSE.search(text[last : after[0].start].rstrip(": ")):
        return ()
    chain = [after[0]]
    for mention in after[1:]:
        if mention.start < chain[-1].end:
            chain.append(mention)
            continue
        between = text[chain[-1].end : mention.start]
        if between.endswith("("):
            # the same instrument's short name in brackets
            continue
        if not _SIBLING.search(between):
            break
        chain.append(mention)
    return tuple(dict.fromkeys(m.start for m in chain))


# "Nghị quyết Đại hội … về du lịch, đã được …": between an instrument and what was done to it
_UNDERGOES = re.compile(r"[”\"\s]*(?:\([^()\n]{1,60}\)\s*)?(?:,?\s*(?:về|của|tại|ở|sau|trong)\s[^.;:!?\n]{3,200}?)?[\s,]*")


def _undergone(around: _Around, verb: int) -> tuple[int, ...]:
    """Start offsets of the instruments that a passive beginning at `verb` is said of; nothing where none stands right before it."""
    at = bisect_left(around.starts, verb) - 1
    return _siblings(around, at) if at >= 0 and _UNDERGOES.fullmatch(around.text, around.cited[at].end, verb) else ()


def _between(around: _Around, begin: int, first: int) -> tuple[int, ...]:
    """Start offsets of the instruments nearest before an act at `first` ("đem Nghị quyết … ra sơ kết"), no further back than `begin`."""
    at = bisect_left(around.starts, first) - 1
    return _siblings(around, at) if at >= 0 and around.starts[at] >= begin else ()


def _siblings(around: _Around, at: int) -> tuple[int, ...]:
    """Start offsets of an instrument and those before it in the same list, in their order."""
    chain = [around.cited[at]]
    for mention in reversed(around.cited[max(0, at - _LISTED) : at]):
        if mention.end <= chain[-1].start and not _SIBLING.search(around.text, mention.end, chain[-1].start):
            break
        chain.append(mention)
    return tuple(dict.fromkeys(m.start for m in reversed(chain)))


def _is_issued(around: _Around, last: int, first: int) -> bool:
    """Whether the instrument is what was issued, not one that it carries out ("ban hành Kế hoạch thực hiện Nghị quyết …")."""
    noun = _NOUN.match(around.text, last)
    return noun is None or any(m.start == first and isinstance(m.value, Citation) and m.value.kind == noun[1].lower() for m in around.cited)


def _organization(around: _Around, first: int, *, kind_of_meeting: bool) -> str | None:
    """The body that acts: the agent of a passive around the act, who held its meeting, else the first subject, else whose session it is."""
    start = max(around.start, first - _NEAR)
    passive = _PASSIVE.search(around.text, start, min(around.end, first + 40))
    if passive and passive.start() < first < passive.end() + 12:
        return _clean(passive["organization"])
    if kind_of_meeting and (organizer := _ORGANIZER.search(around.text, start, min(around.end, first + _NEAR))):
        return _clean(organizer["organization"])
    if host := _HOST.search(around.text, start, first) or _ON_BEHALF.search(around.text, start, first):
        return _clean(host["organization"])
    others = (*around.people, *around.cited)
    return subject(around.text, start, min(around.end, first + 40), others) or session(around.text, start, first)


def session(text: str, start: int, end: int) -> str | None:
    """The council or committee whose session text[start:end] names ("kỳ họp thứ 9 HĐND tỉnh"), as written; None where there is none."""
    found = _SESSION.search(text, start, end)
    return _clean(found["organization"]) if found else None


def subject(text: str, start: int, end: int, others: Sequence[Span] = ()) -> str | None:
    """The first body in text[start:end] that stands before a verb of acting, as written; None where there is none.

    A body within one of `others`, a person's post ("Phó Bí thư Thường trực Đảng ủy …") or an instrument's name
    ("Nghị quyết Đại hội Đảng bộ tỉnh, Huyện ủy …"), is not the subject.
    """
    at = start
    while found := _SUBJECT.search(text, at, end):
        inside = _within(found.start(), others)
        if inside is None:
            return _clean(found["organization"])
        at = inside.end
    return None


def _within(offset: int, spans: Sequence[Span]) -> Span | None:
    """The first of the spans that an offset stands within."""
    return next((span for span in spans if span.start < offset < span.end), None)


def _clean(organization: str | None) -> str | None:
    return re.sub(r"\s+", " ", _VERB.sub("", organization)).strip() or None if organization else None


def _roles(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """Who chairs, directs, reports or attends, as an Event without kind: link ties it to the article's act.

    A role said before a list holds for the whole list; "đồng chủ trì" behind one for all of its persons.
    """
    people = [m for m in found if m.kind == "official"]
    roles: list[str | None] = []
    for number, person in enumerate(people):
        stop = people[number + 1].start if number + 1 < len(people) else end
        role = None
        if after := _ROLE_AFTER.match(text, person.end, stop):
            role = after.lastgroup
            if "đồng" in after[0].lower():
                roles = [role if held in (None, "attends") else held for held in roles]
        elif before := _ROLE_BEFORE.search(text[max(start, person.start - 90) : person.start]):
            role = before.lastgroup
        elif number and _IN_LIST.fullmatch(text, people[number - 1].end, person.start):
            role = roles[-1]
        roles.append(role)
    for person, role in zip(people, roles, strict=True):
        if role:
            yield Mention("event", person.start, person.end, person.text, f"event.{role}", Event(kind="", roles=((role, person.start),)))


create = factory("event", find)
