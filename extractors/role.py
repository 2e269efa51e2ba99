"""The part that officials took: who chairs, directs, reports, attends."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.model import Event, Mention

# who does more than one thing is told by the first of these: "dự và chủ trì" chairs
_WORDS = {
    # "chủ trì soạn thảo đề án" is work that has no meeting
    "chairs": r"(?:đồng\s+)?chủ\s+trì(?!\s*,?\s*(?:và\s+)?(?:phối\s+hợp|tham\s+mưu|soạn\s+thảo|biên\s+soạn|xây\s+dựng|nghiên\s+cứu|thẩm\s+định|thực\s+hiện|đề\s+(?:án|tài)|triển\s+khai))|(?:đồng\s+)?chủ\s+(?:tọa|toạ)|điều\s+hành",
    # "Ban Chỉ đạo" is a body, and "kết luận của đồng chí Bí thư" may be of another meeting
    "directs": r"(?:phát\s+biểu\s+)?(?:(?<!ban\s)chỉ\s+đạo|kết\s+luận(?!\s+(?:của|số)))",
    "reports": r"(?:quán\s+triệt|truyền\s+đạt|trình\s+bày|báo\s+cáo(?!\s+viên)|triển\s+khai|giới\s+thiệu(?!\s+(?:bầu|để|ứng\s+cử|nhân\s+sự))|thông\s+(?:báo|tin))",
    "attends": r"(?:tham\s+)?dự|tham\s+gia|có\s+mặt",
}
_NAMED = re.compile("|".join(rf"(?P<{role}>{words})(?!\w)" for role, words in _WORDS.items()), re.IGNORECASE)
_WORD = rf"(?:{'|'.join(_WORDS.values())})(?!\w)"
_SPEAKS = r"phát\s+biểu(?:\s+(?:khai\s+mạc(?:\s+hội\s+nghị)?|ý\s+kiến))?"
_AND = r"\s*(?:,\s*và|,|và|kiêm)\s+(?:trực\s+tiếp\s+)?"
_DOES = rf"(?:{_SPEAKS}{_AND})?{_WORD}(?:{_AND}(?:{_SPEAKS}(?!\s+(?:chỉ|kết))|{_WORD}))*"
_SESSION = r"(?:hội\s+nghị|buổi\s+(?:lễ|làm\s+việc)|lễ|phiên\s+họp|kỳ\s+họp|đại\s+hội|cuộc\s+họp|điểm\s+cầu)"
_RANK = r"(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy)"
# what a session is held for stands behind it: "dự hội nghị quán triệt: …"
_HELD_FOR = r"(?:\s+(?:trực\s+tuyến|toàn\s+quốc|quán\s+triệt|học\s+tập|triển\s+khai|sơ\s+kết|tổng\s+kết|công\s+bố)(?:,|\s+và)?){0,4}"
_TITLED = rf"(?:các\s+)?(?:đồng\s+chí|đ/c|ông|bà|{_RANK})\s*:?\s*"

# behind a person: "…, (thay mặt …) đã đến dự và chỉ đạo"
_AFTER = re.compile(
    rf"[\s),]*(?:cùng\s+|đã\s+|đến\s+|tới\s+|về\s+|trực\s+tiếp\s+|thay\s+mặt\s+[^,;.]{{3,60}}?,?\s+)*(?P<does>{_DOES})", re.IGNORECASE
)
# behind a list of which the last are no persons by name: "…; các đồng chí Ủy viên …; lãnh đạo các sở, ngành dự hội nghị"
_OTHERS = re.compile(
    r"\s*(?:[;,]\s*(?:cùng\s+|và\s+)?|(?:cùng|và)\s+)(?:các\s+|đại\s+diện\s+|đại\s+biểu\s+|lãnh\s+đạo\s+|thành\s+viên\s+|thủ\s+trưởng\s+|cán\s+bộ\s+)[^.]{3,240}?(?<!không)\s(?:cùng\s+|đã\s+|đến\s+|về\s+)*(?:tham\s+)?dự(?!\w)(?!\s+(?:án|thảo|toán|kiến|báo|phòng))",
    re.IGNORECASE,
)
# before a person: "chủ trì hội nghị tại điểm cầu tỉnh có các đồng chí:", "phát biểu chỉ đạo hội nghị, đồng chí", "(hội nghị) do đồng chí"
_BEFORE = re.compile(
    rf"(?<!\w)(?P<does>{_DOES})\s*(?:(?:tại\s+)?{_SESSION}(?:\s+{_SESSION})?{_HELD_FOR})?(?:\s+(?:tại|ở)\s+[^,;.:]{{3,40}})?\s*(?:,\s*)?(?:còn\s+)?(?P<link>có|gồm|là|của|:)?\s*(?:{_TITLED})?\Z",
    re.IGNORECASE,
)
# where a clause begins with what somebody does: elsewhere it is done by what stands before ("giao Sở Nội vụ chủ trì, đồng chí …")
_OPENS = re.compile(
    r"(?:\A|[.,;:!?“”\"(–-])\s*(?:(?:cùng|tới|đến|về|trực\s+tiếp|cũng|sau\s+đó|thay\s+mặt\s+[^,;.]{3,60},?)\s+)*\Z", re.IGNORECASE
)
# "có sự tham dự của", "về phía tỉnh có"; elsewhere what there is ("xã có ông …") takes part in nothing
_THERE = re.compile(
    rf"(?<!\w)(?:{_SESSION}\s+(?:còn\s+)?có|dự\s+(?:[^,;.:]{{2,40}}?\s)?(?:còn\s+)?có|với\s+đoàn\s+có|phía\s+[^,;.]{{2,60}}?\s(?:còn\s+)?có|có\s+sự\s+(?:tham\s+dự|tham\s+gia|có\s+mặt)\s+của)\s+(?:(?:[^.]|(?<=TP)\.){{0,160}}?[;,:]\s*)?(?:{_TITLED})?\Z",
    re.IGNORECASE,
)
# of whom another one asks it: "giao đồng chí A chủ trì"
_ASKED = re.compile(
    r"(?<!\w)(?:giao|phân\s+công|đề\s+nghị|yêu\s+cầu|mời|cử|ủy\s+quyền|uỷ\s+quyền)\s+(?:cho\s+)?(?:đồng\s+chí|đ/c|ông|bà)?\s*\Z",
    re.IGNORECASE,
)
_BY = re.compile(r"[,:]|(?<!\w)(?:của|là)(?!\w)", re.IGNORECASE)
# "… (dự tại điểm cầu huyện); …" goes on behind the bracket
_JOINS = re.compile(rf"(?:\s*\([^()\n]{{0,60}}\))?[\s),;]*(?:và\s+|cùng\s+(?:với\s+)?)?(?:{_TITLED})?", re.IGNORECASE)
_AT_SESSION = re.compile(rf"{_SESSION}\s+(?:trực\s+tuyến\s+|toàn\s+quốc\s+)?\Z", re.IGNORECASE)
_WINDOW = 200


def roles(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """Who chairs, directs, reports or attends, as an Event without kind: link ties it to the article's act.

    A role said before a list or behind it holds for the whole list.
    """
    people = [m for m in found if m.kind == "official"]
    if not people:
        return
    lists = [people[:1]]
    for earlier, person in pairwise(people):
        if person.start < earlier.end or _JOINS.fullmatch(text, earlier.end, person.start):
            lists[-1].append(person)
        else:
            lists.append([person])
    stops = [*(group[0].start for group in lists[1:]), end]
    for group, stop in zip(lists, stops, strict=True):
        if role := _role(text, start, stop, group):
            for person in group:
                yield Mention(
                    "event", person.start, person.end, person.text, f"event.{role}", Event(kind="", roles=((role, person.start),))
                )


def _role(text: str, start: int, stop: int, group: Sequence[Mention]) -> str | None:
    """What the persons of a list take part as; `stop` is where the next list begins."""
    before = text[max(start, group[0].start - _WINDOW) : group[0].start]
    if _ASKED.search(before):
        return None
    if match := _AFTER.match(text, group[-1].end, stop):
        return _first(match["does"])
    if (match := _BEFORE.search(before)) and (match["link"] or _OPENS.search(before[: match.start()])):
        role = _first(match["does"])
        # "…; báo cáo Thường trực HĐND": to whom; "tại hội nghị triển khai: …": what the meeting was for
        if role != "reports" or (_BY.search(before, match.end("does")) and not _AT_SESSION.search(before, 0, match.start())):
            return role
    return "attends" if _OTHERS.match(text, group[-1].end, stop) or _THERE.search(before) else None


def _first(does: str) -> str:
    """The role of the greatest weight that words tell."""
    told = {match.lastgroup for match in _NAMED.finditer(does)}
    return next(role for role in _WORDS if role in told)
