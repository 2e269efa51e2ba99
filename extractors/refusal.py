"""Words that look like an act and are none: a topic, a sum of many, what somebody says others do, what is still ahead."""

import re
from collections.abc import Callable, Mapping

from extractors.around import LONGEST_NAME, NEAR, Around, within
from extractors.body import BODY, LOCALITY, WORDS, subject, subject_span
from extractors.rule import NAMES
from extractors.status import CLAUSE

_Doubt = Callable[[Around, re.Match[str]], bool]


def is_refused(around: Around, match: re.Match[str], rule_id: str) -> bool:
    """Whether the words around an act make it none, or its body is part of a person's post."""
    doubts = _DOUBTS.get(rule_id, (_is_said_of,))
    return any(doubt(around, match) for doubt in doubts) or _is_of_post(around, match)


def _is_of_post(around: Around, match: re.Match[str]) -> bool:
    return match.groupdict().get("organization") is not None and within(match.start("organization"), around.people) is not None


# The act as a noun that something else is said of: "việc quán triệt …", "kết quả triển khai …".
_NOMINAL = re.compile(
    r"(?i)(?:(?<!hoàn\sthành\s)(?<!xong\s)việc|qua|(?<!tổ\s)(?<!đoàn\s)công\s+tác|kết\s+quả|tình\s+hình|quá\s+trình|kỹ\s+năng|nghiệp\s+vụ|trong|sau\s+khi|trước\s+khi|sau|báo\s+cáo|dự\s+thảo|thời\s+gian|năng\s+lực|phục\s+vụ|nhằm|để|dịp|tiến\s+độ|đã\s+được\s+tổ\s+chức)\s+(?:tổ\s+chức\s+|tham\s+mưu\s+|thực\s+hiện\s+)?\Z"
)


def _is_said_of(around: Around, match: re.Match[str]) -> bool:
    first = match.start("acts")
    return _NOMINAL.search(around.text, around.before(first, 30), first) is not None


# Behind a meeting noun only what makes the act a topic of it counts: "nhằm quán triệt …" is what it was held for.
_TOPIC = re.compile(r"(?i)(?:việc|kết\s+quả|tình\s+hình|quá\s+trình|báo\s+cáo|dự\s+thảo)\s+(?:tổ\s+chức\s+)?\Z")


def _is_topic(around: Around, match: re.Match[str]) -> bool:
    first = match.start("acts")
    return _TOPIC.search(around.text, around.before(first, 30), first) is not None


# "Mọi công việc cho hội nghị tổng kết … đã xong": not yet
_AHEAD = re.compile(r"(?i)(?<!\w)(?:công\s+việc\s+cho|trước\s+giờ|trước\s+thềm|hướng\s+tới|tiến\s+tới|chờ)(?!\w)[^.;:!?\n]{0,60}\Z")


def _lies_ahead(around: Around, match: re.Match[str]) -> bool:
    before = _AHEAD.search(around.text, around.before(match.start(), 100), match.start())
    return before is not None or around.text[match.start() : match.start("acts")].endswith(" trong ")


# "Hội nghị được triển khai theo hình thức trực tuyến": how it was held
_CARRIED_OUT = re.compile(r"(?i)\sđược\s+(?:tổ\s+chức\s+)?triển\s+khai\s+(?:theo|bằng|với|qua|tại|ở|trong|từ|đến|tới|trực|kết|vào)(?!\w)")


def _is_carried_out(around: Around, match: re.Match[str]) -> bool:
    return _CARRIED_OUT.search(around.text, match.start(), around.end) is not None and match["acts"].lower().startswith("triển")


# "… lồng ghép trong đợt cuối, do báo cáo viên của tỉnh truyền đạt": the speaker's verb, not what the meeting was for
_BY_SPEAKER = re.compile(
    r"(?i)\sdo\s+(?:đồng\s+chí|đ/c|ông|bà|báo\s+cáo\s+viên|giảng\s+viên)(?:(?!\schủ\s+trì|\sđiều\s+hành)[^,.;:!?\n]){2,110}\s\Z"
)


def _is_by_speaker(around: Around, match: re.Match[str]) -> bool:
    return _BY_SPEAKER.search(around.text, match.start(), match.start("acts")) is not None


_RECALLS = re.compile(r"(?i)(?<!\w)(?:kể\s+lại|nhớ\s+lại|ngày\s+ấy|năm\s+ấy)(?!\w)")


def _is_recalled(around: Around, match: re.Match[str]) -> bool:
    first = match.start("acts")
    return _RECALLS.search(around.text, around.before(first, LONGEST_NAME), first) is not None


# "đã mở 3 lớp quán triệt …": a sum of many, not an act.
_SUM = re.compile(r"(?:mở|tổ\s+chức)\s+(?:được\s+)?(?:\d[\d.]*|nhiều|các)\s+(?:lớp|hội\s+nghị|buổi|đợt|cuộc)")


def _is_sum(around: Around, match: re.Match[str]) -> bool:
    return _SUM.search(around.text, match.start(), match.start("acts")) is not None


# "… nhấn mạnh, đảng viên luôn gương mẫu học tập …": what a speaker says others do
_SAYS = re.compile(
    r"(?i)(?<!\w)(?:nhấn\s+mạnh|cho\s+biết|khẳng\s+định|cho\s+rằng|kể\s+lại|nhớ\s+lại|nghĩ|luôn|gương\s+mẫu|chia\s+sẻ|bày\s+tỏ|đánh\s+giá\s+cao)(?!\w)"
)


def _is_said_by(around: Around, match: re.Match[str]) -> bool:
    return _SAYS.search(around.text, match.start(), match.start("acts")) is not None


def _is_quoted(around: Around, match: re.Match[str]) -> bool:
    """Whether a headline's act is what somebody before its colon says."""
    text, first = around.text, match.start("acts")
    return text[first - 2 : first] == ": " and _SAYS.search(text, around.before(first, LONGEST_NAME), first) is not None


_CARRYING = re.compile(r"(?i)triển\s+khai(?!\s*(?:,|và|-)\s)")
_THEN = re.compile(rf",\s+(?:{LOCALITY}|(?={NAMES['upper']}){BODY}){WORDS}{{0,6}}?\s+(?:đã|có|chú\s+trọng|tập\s+trung|quan\s+tâm)(?!\w)")


def _is_why(around: Around, match: re.Match[str]) -> bool:
    """Whether carrying something out is why something else was done ("Triển khai Nghị quyết 57, huyện Bình Lâm đã …")."""
    carrying = _CARRYING.match(around.text, match.start("acts"))
    return carrying is not None and _THEN.search(around.text, match.end(), around.end) is not None


# … unless the act stands beside that by itself ("cho ý kiến và sơ kết …").
_BESIDE_IT = re.compile(r"(?:,|;|\bvà|\bđồng\s+thời)\s+(?:tổ\s+chức\s+)?\Z")


def _is_for_another(around: Around, match: re.Match[str]) -> bool:
    """Whether the act is what another instrument is for ("Tỉnh đoàn vừa có Kế hoạch số … triển khai Nghị quyết …")."""
    first = match.start("acts")
    return around.cites(match.start(), first) and not _BESIDE_IT.search(around.text, match.start(), first)


# "Ban Thường vụ ban hành Kế hoạch … triển khai …": the body's verb is another one
# … or the act is what its paper is about ("kế hoạch của Ban Thường vụ Tỉnh ủy về học tập …")
_DOES = re.compile(r"\s(?:(?:ban\s+hành|tặng|trao|khen\s+thưởng|biểu\s+dương|tuyên\s+dương|tham\s+mưu)(?!\w)|về(?:\s+việc)?\Z)")
# "Ban Chỉ đạo tổng kết Nghị quyết 26": what a body was set up for
_REVIEWERS = re.compile(
    r"(?i:ban\s+chỉ\s+đạo|tổ\s+biên\s+tập|tổ\s+giúp\s+việc)(?:\s+Trung\s+ương)?\s+(?:sơ|tổng)\s+kết\s+(?:việc|\d|[Nn]ghị|[Cc]hỉ|[Kk]ết)"
)


def _is_of_body(around: Around, match: re.Match[str]) -> bool:
    """Whether the body does something else, its paper is about the act, or the act is what it was set up for."""
    return bool(_DOES.search(match["organization"]) or _REVIEWERS.search(around.text, match.start(), match.end() + 12))


def _is_of_reviewers(around: Around, match: re.Match[str]) -> bool:
    """Whether the act is part of the name of those who were set up for it ("… của Ban Chỉ đạo tổng kết 10 năm …")."""
    first, last = match.span("acts")
    reviewers = _REVIEWERS.search(around.text, around.before(first, 40), min(around.end, last + 12))
    return reviewers is not None and reviewers.end() > last


# who issues by his post
_HEAD = re.compile(r"(?i)(?<!\w)(?:chủ\s+tịch|bí\s+thư|giám\s+đốc|thủ\s+tướng|bộ\s+trưởng)(?:\s+[^\s,.;:!?()]+){1,9}\s+\Z")


def _is_given_by_nobody(around: Around, match: re.Match[str]) -> bool:
    """Whether nobody stands before a verb that gives an instrument only of those who can ("có Kết luận số …")."""
    return not (match["before"].strip() or _does_itself(around, match.start("acts")))


def _does_itself(around: Around, first: int) -> bool:
    """Whether a body or its head stands right before a verb at `first` ("Huyện ủy ra Nghị quyết số …", "Chủ tịch UBND tỉnh ra …")."""
    if _HEAD.search(around.text, around.before(first, LONGEST_NAME), first):
        return True
    body = subject(around.text, around.before(first, NEAR), min(around.end, first + 40), around.names)
    return body is not None and re.sub(r"\s+", " ", around.text[around.start : first]).rstrip().endswith(body)


def _is_adopted_before(around: Around, match: re.Match[str]) -> bool:
    """Whether an adoption is said of, and no day of the sentence makes "sau khi thông qua …" an act told in passing."""
    told = around.days and around.text.endswith("sau khi ", around.start, match.start("acts"))
    return not told and _is_said_of(around, match)


_LATELY = re.compile(r"(?i)(?<!\w)(?:vừa|mới)(?!\w)")


def _is_undated(around: Around, match: re.Match[str]) -> bool:
    """Whether the sentence tells the act neither of a day nor as done lately."""
    first = match.start("acts")
    return not (around.days or around.opening is not None or _LATELY.search(around.text, around.before(first, NEAR), first))


def _is_no_news(around: Around, match: re.Match[str]) -> bool:
    """Whether the act is undated, said by somebody, or still ahead."""
    first = match.start("acts")
    return (
        _is_undated(around, match)
        or _SAYS.search(around.text, around.before(first, NEAR), first) is not None
        or _AHEAD.search(around.text, around.before(first, 100), first) is not None
    )


# "dành trọn ngày 5/9 để quán triệt …": what time is given to is done in it
_GIVES_TIME = re.compile(
    r"(?<!\w)(?:dành|chọn|mang|đem|đưa|họp|gặp|mời|tập\s+trung|có\s+mặt|cho|nghỉ)(?:\s[^.;:!?,\n]{0,160}?)?\s(?:để|cho(?:\s+việc)?)\s+(?:cùng\s+)?\Z"
)


def _is_said_of_unless_given_time(around: Around, match: re.Match[str]) -> bool:
    first = match.start("acts")
    return not _GIVES_TIME.search(around.text, around.before(first, LONGEST_NAME), first) and _is_said_of(around, match)


def _is_told_by_speaker(around: Around, match: re.Match[str]) -> bool:
    """Whether who spoke is all that is said of when an instrument was made known ("Nghị quyết … do đồng chí … truyền đạt")."""
    return match[0].startswith("do ") and _is_undated(around, match)


# what a meeting that the article is about does needs no day of its own
_HERE = re.compile(
    r"(?i)\W*(?:(?:cũng\s+)?(?:tại|trong\s+khuôn\s+khổ|nhân|trong)\s+(?:hội\s+nghị|buổi\s+\w+|kỳ\s+họp|dịp|phiên)[^,.;:!?]{0,40},\s+|dịp\s+này,\s+)?(?:các\s+đại\s+biểu|đại\s+biểu|hội\s+nghị|kỳ\s+họp|đại\s+hội)\s+(?:đã\s+|cũng\s+|còn\s+|tiến\s+hành\s+|cùng\s+|được\s+|nghe\s+)*"
)
# "Các đại biểu đã nghe …; quán triệt …": the next business of the same meeting
_FURTHER = re.compile(r";\s+(?:đồng\s+thời\s+)?(?:được\s+|nghe\s+)*\Z")
# Words between a body and an act that make the act what is written, said or rewarded, not what is done.
_ABOUT_ACT = re.compile(
    r"(?<!\w)(?:ban\s+hành|tham\s+mưu|xây\s+dựng|tặng|cho\s+biết|nhấn\s+mạnh|khẳng\s+định|góp\s+ý|phản\s+biện|cho\s+ý\s+kiến|dự\s+thảo|đề\s+cương|kế\s+hoạch|hướng\s+dẫn|tờ\s+trình|báo\s+cáo|công\s+văn|văn\s+bản|bài\s+viết|thi|cuộc\s+thi|hội\s+thi|khởi\s+công|khánh\s+thành|thành\s+tích|phục\s+vụ|góp\s+phần|khảo\s+sát|giải\s+pháp\s+nhằm)(?!\w)",
    re.IGNORECASE,
)
# acts of no other use: whoever held them, they were held
_STRONG = re.compile(r"(?i)(?!.*triển\s+khai)(?!.*công\s+bố)", re.DOTALL)


def _is_of_nobody(around: Around, match: re.Match[str]) -> bool:
    """Whether an act that any verb may tell is no news, or no body before it does it; what the article's own meeting does is told."""
    text, first = around.text, match.start("acts")
    here = _HERE.match(text, around.start, first)
    if here and (here.end() == first or _FURTHER.search(text, here.end(), first)):
        return False
    if _is_no_news(around, match):
        return True
    begin = around.before(first, NEAR)
    body = subject_span(text, begin, min(around.end, first + LONGEST_NAME), around.names)
    if body is None or body[0] >= first:
        return not _STRONG.match(match["acts"]) or _is_written_of(around, begin, first)
    if first < body[1] or _REVIEWERS.search(text, body[0], match.end() + 12):
        return True
    return not _BESIDE_IT.search(text, body[1], first) and _is_written_of(around, body[1], first)


def _is_written_of(around: Around, begin: int, first: int) -> bool:
    """Whether words between `begin` and an act at `first` make it what is written, said or rewarded, or begin another clause."""
    between = around.text[begin:first]
    return bool(_ABOUT_ACT.search(between) or CLAUSE.search(between)) or around.cites(begin, first)


def _is_written_of_shortly_before(around: Around, match: re.Match[str]) -> bool:
    first = match.start("acts")
    return _ABOUT_ACT.search(around.text, around.before(first, 60), first) is not None


# An inspection as the matter of a paper or a talk, or as what was done before something else.
_OF_INSPECTION = re.compile(
    r"(?i)(?<!\w)(?:kết\s+luận|kết\s+quả|báo\s+cáo|thông\s+báo|kế\s+hoạch|quyết\s+định|chương\s+trình|nội\s+dung|dự\s+thảo|qua|sau|ban|về|kỹ\s+năng|làm\s+tốt\s+việc|phục\s+vụ|chuẩn\s+bị|hướng\s+dẫn|tập\s+huấn|tăng\s+cường)\s+(?:công\s+tác\s+|đợt\s+|kiểm\s+tra,\s+|cuộc\s+|chuyên\s+đề\s+)*\Z"
)
_PARTY = re.compile(r"(?i)(?<!\w)(?:đoàn|tổ)\s+(?:kiểm\s+tra,\s+)?\Z")


def _is_inspected_by_nobody(around: Around, match: re.Match[str]) -> bool:
    """Whether an inspection is no news or the matter of a paper, or neither a party nor a body of the sentence makes it."""
    text, first = around.text, match.start("acts")
    if _is_no_news(around, match) or _OF_INSPECTION.search(text, around.before(first, 100), first):
        return True
    if _PARTY.search(text, around.before(first, 30), first):
        return False
    body = subject_span(text, around.before(first, NEAR), min(around.end, first + LONGEST_NAME), around.names)
    return body is None or body[0] <= first < body[1]


# "công bố Quyết định số … về kiểm tra việc …": what was made known is that there will be one
_DECIDED = re.compile(
    r"(?i)(?:công\s+bố|trao|ký|ban\s+hành|triển\s+khai)\s(?:[^.;:!?\n]{0,40}?\s)?quyết\s+định\s(?:(?!(?:và|đồng|tiến)\s)[^\s.;:!?,]+\s+){0,12}?(?:kiểm\s+tra,\s+)?(?:kiểm\s+tra|giám\s+sát)(?!\w)"
)


def _is_decided(around: Around, match: re.Match[str]) -> bool:
    """Whether an inspection is what a decision that was made known is about."""
    first, last = match.span("acts")
    decided = _DECIDED.search(around.text, around.before(first, NEAR), min(around.end, last + LONGEST_NAME))
    return decided is not None and decided.end() >= last


# What may make the act of a rule none; of the other rules, that something is said of it.
_DOUBTS: Mapping[str, tuple[_Doubt, ...]] = {
    "event.meeting": (_lies_ahead, _is_topic, _is_recalled, _is_by_speaker, _is_carried_out),
    "event.summon": (_is_topic,),
    "event.review": (_is_topic,),
    "event.reviewed": (_is_told_by_speaker, _is_said_of),
    "event.body": (_is_said_of, _is_sum, _is_recalled, _is_for_another, _is_of_body),
    "event.speaker": (_is_said_of, _is_sum, _is_said_by, _is_of_reviewers),
    "event.told": (_is_said_of, _is_sum),
    "event.headline": (_is_quoted, _is_said_of, _is_why),
    "event.give": (_is_given_by_nobody, _is_said_of),
    "event.adopt": (_is_adopted_before,),
    "event.through": (_is_undated, _is_said_of),
    "event.lesson": (_is_undated, _is_said_of),
    "event.carried": (_is_undated,),
    "event.clause": (_is_of_nobody, _is_said_of_unless_given_time, _is_of_reviewers),
    "event.after": (_is_no_news, _is_written_of_shortly_before, _is_said_of_unless_given_time),
    "event.oversee": (_is_inspected_by_nobody, _is_decided),
    "event.inspect": (_is_said_of, _is_decided),
    "event.visit": (),
    "event.call": (),
    "event.matter": (),
}
