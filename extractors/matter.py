"""What an act is about: the instruments behind it, or before it where its rule tells it so, with their siblings of the same list."""

import re
from bisect import bisect_left

from corpus.model import Citation
from extractors.act import INSTRUMENT
from extractors.around import Around, Span, within
from extractors.status import CLAUSE

# What was done to an instrument stands behind it, and what it was done to inside the verb's frame.
PASSIVE_RULES = {
    "event.issued",
    "event.born",
    "event.matter",
    "event.ballot",
    "event.passed",
    "event.reviewed",
    "event.backed",
    "event.announced",
    "event.inspected",
}
# "… được HĐND tỉnh thông qua, gồm: …"
_LIST = re.compile(r"\s*[,:;]?\s*(?:bao\s+gồm|gồm|trong\s+đó|như|đó\s+là|là)(?!\w)")
# "các đại biểu được đồng chí … truyền đạt Nghị quyết …": who was told, not what
_AUDIENCE = re.compile(
    r"(?i)(?:đại\s+biểu|học\s+viên|hội\s+viên|đoàn\s+viên|đảng\s+viên|cán\s+bộ|chiến\s+sĩ|hội\s+nghị)\s+(?:đã\s+|cũng\s+)?\Z"
)
# "nhìn lại … tại một hội nghị sơ kết", "đưa … đến đảng viên qua hội nghị quán triệt": the meeting says how, the matter stands before it
_VENUE = re.compile(r"(?i)(?<!\w)(?:tại|qua|bằng|trong|ở)\s+(?:một\s+|các\s+|những\s+|hai\s+|cuộc\s+|khuôn\s+khổ\s+)*\Z")
# "… tổ chức hội nghị tổng kết.": nothing stands behind the act
_ENDS = re.compile(r"\s*(?:[.,;]|\Z|\s(?:của|do|tại|vào|đến|tới|cho|với|sáng|chiều|ngày|hôm|ở)(?!\w))")


def objects(around: Around, match: re.Match[str], rule_id: str, anchor: int, stop: int) -> tuple[int, ...]:
    """Start offsets of the instruments that an act is about: behind it and before `stop`, or before it, as its rule tells it.

    `anchor` is where the act begins with its meeting.
    """
    (first, last), start = match.span("acts"), around.start
    if rule_id == "event.born" and (opening := opening_instrument(around, first)):
        return (opening.start,)
    if rule_id == "event.after":
        return _between(around, start, first)
    if rule_id == "event.review":
        return _between(around, match.start(), first)
    behind = about(around, last, stop)
    if rule_id in PASSIVE_RULES:
        apart = match[0].startswith("mà ")
        heard = rule_id == "event.reviewed" and _AUDIENCE.search(around.text, around.before(match.start(), 40), match.start())
        listed = behind if heard or _LIST.match(around.text, last) else ()
        return _undergone(around, match.start()) or listed or (_between(around, start, match.start()) if apart else ())
    if behind:
        return behind
    if rule_id == "event.meeting" and (_VENUE.search(around.text, around.before(anchor, 80), anchor) or _looks_back(around, anchor, last)):
        return _between(around, start, anchor)
    return _between(around, start, first) if rule_id == "event.told" and _ENDS.match(around.text, last, around.end) else ()


# "Bằng Chỉ thị số …", at the head of the sentence
_MEANS = re.compile(r"(?i)\W*(?:bằng|tại|với|trong|theo)\s+")


def opening_instrument(around: Around, first: int) -> Span | None:
    """The instrument that opens the sentence and whose words hold `first` ("Bằng Chỉ thị số … ban hành ngày 3/9/2019, Ban Thường vụ …")."""
    cited = within(first, around.cited)
    return cited if cited and _MEANS.fullmatch(around.text, around.start, cited.start) else None


# "Nhân dịp 15 năm | Nghị quyết số …, Sở … tổ chức hội nghị tổng kết."
_YEARS_OF = re.compile(r"(?i)\d+\s+năm\s+(?:triển\s+khai\s+|thực\s+hiện\s+|ban\s+hành\s+|có\s+|ra\s+đời\s+)*\Z")


def _looks_back(around: Around, anchor: int, last: int) -> bool:
    """Whether nothing follows an act ending at `last`, and the last instrument before its meeting is told with its years."""
    at = bisect_left(around.starts, anchor) - 1
    return at >= 0 and bool(
        _ENDS.match(around.text, last, around.end)
        and _YEARS_OF.search(around.text, around.before(around.starts[at], 80), around.starts[at])
    )


# "công bố quyết định và tiến hành giám sát …": what follows is the second act's
_INSPECTS = re.compile(r"(?:,|;|\bvà|\bđồng\s+thời)\s+(?:tiến\s+hành|tổ\s+chức|bắt\s+đầu)\s+(?:kiểm\s+tra|giám\s+sát)(?!\w)")


def about(around: Around, last: int, stop: int) -> tuple[int, ...]:
    """Start offsets of the instruments before `stop` that an act ending at `last` is about: the first after it, and its siblings."""
    text, after = around.text, around.cited[bisect_left(around.starts, last) : bisect_left(around.starts, stop)]
    # "Đoàn kiểm tra theo Quyết định số …": by what it was sent
    while after and text.endswith("theo ", last, after[0].start):
        after = after[1:]
    if not after or after[0].start - last > 220 or _INSPECTS.search(text, last, after[0].start):
        return ()
    if after[0].start - last > 60 and CLAUSE.search(text[last : after[0].start].rstrip(": ")):
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
_UNDERGOES = re.compile(
    r"[”\"\s]*(?:\([^()\n]{1,60}\)\s*)?(?:,?\s*(?:về|của|tại|ở|sau|trong|thành\s+lập|quy\s+định|sắp\s+xếp|điều\s+chỉnh|phê\s+duyệt|bổ\s+nhiệm|điều\s+động)\s[^.;:!?\n]{3,200}?)?[\s,]*"
)


# "Chương trình số … của Huyện ủy thực hiện | Nghị quyết … cũng được ban hành": what was done was done to the first
_CARRIES = re.compile(
    r"\s(?:(?:(?!\s(?:và|cùng)\s)[^,.;:!?\n]){1,120}?\s)?(?:thực\s+hiện|triển\s+khai|cụ\s+thể\s+hóa)\s+(?:nội\s+dung\s+)?"
)


def _undergone(around: Around, verb: int) -> tuple[int, ...]:
    """Start offsets of the instruments that a passive beginning at `verb` is said of; nothing where none stands right before it."""
    this = next((m for m in around.shorts if m.end <= verb and not around.text[m.end : verb].strip()), None)
    if this:
        return (this.start,)
    at = bisect_left(around.starts, verb) - 1
    if at < 0 or not _UNDERGOES.fullmatch(around.text, around.cited[at].end, verb):
        return ()
    while at and _CARRIES.fullmatch(around.text, around.cited[at - 1].end, around.starts[at]):
        at -= 1
    return _siblings(around, at)


# "Thực hiện Nghị quyết số …, Huyện ủy … tổ chức hội nghị tổng kết.": why, not what
_WHY = re.compile(
    r"(?i)(?:\A|[,;:]\s)\W*(?:tiếp\s+tục\s+)?(?:thực\s+hiện|triển\s+khai|theo|căn\s+cứ|thi\s+hành)\s+(?:nội\s+dung\s+|tinh\s+thần\s+|các\s+)*\Z"
)


def _between(around: Around, begin: int, first: int) -> tuple[int, ...]:
    """Start offsets of the instruments nearest before an act at `first` ("đem Nghị quyết … ra sơ kết"), no further back than `begin`."""
    at = bisect_left(around.starts, first) - 1
    if at < 0 or around.starts[at] < begin or _is_why(around, around.starts[at]):
        return ()
    return _siblings(around, at)


def _is_why(around: Around, first: int) -> bool:
    """Whether an instrument that begins at `first` is why the rest of the sentence was done."""
    return _WHY.search(around.text[around.before(first, 160) : first]) is not None


# no list of instruments is longer
_LISTED = 12
# What stands between two instruments that an act is about alike; anything that subordinates the second ends the list.
_SIBLING = re.compile(
    r"""(?:,|;|\bvà|\bcùng(?:\s+với)?|\bgắn\s+với|\bđồng\s+thời)\s*(?:(?:sơ\s+kết|tổng\s+kết)\s+)?(?:việc\s+)?(?:(?:\d+\s+năm\s+)?(?:triển\s+khai\s+)?thực\s+hiện\s+)?(?:các\s+|nội\s+dung\s+|chuyên\s+đề\s+)?(?:số\s+)?[“"]?\s*\Z"""
)


def _siblings(around: Around, at: int) -> tuple[int, ...]:
    """Start offsets of an instrument and those before it in the same list, in their order."""
    chain = [around.cited[at]]
    for mention in reversed(around.cited[max(0, at - _LISTED) : at]):
        if mention.end <= chain[-1].start and not _SIBLING.search(around.text, mention.end, chain[-1].start):
            break
        if _is_why(around, mention.start):
            break
        chain.append(mention)
    # "Nghị quyết này cùng Nghị quyết số …"
    chain += (m for m in around.shorts if m.end <= chain[-1].start and _SIBLING.fullmatch(around.text[m.end : chain[-1].start].strip(" ")))
    return tuple(dict.fromkeys(m.start for m in reversed(chain)))


# "ban hành | Kế hoạch …": what was issued, by its kind
_NOUN = re.compile(rf"\s+(?:nhiều\s+|các\s+|\d+\s+)?({INSTRUMENT})")


def is_issued(around: Around, last: int, first: int) -> bool:
    """Whether the instrument is what was issued, not one that it carries out ("ban hành Kế hoạch thực hiện Nghị quyết …")."""
    noun = _NOUN.match(around.text, last)
    return noun is None or any(m.start == first and isinstance(m.value, Citation) and m.value.kind == noun[1].lower() for m in around.cited)
