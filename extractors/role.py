"""The part that officials took: who chairs, directs, reports, attends."""

import re
from collections.abc import Iterator, Sequence

from corpus.model import Event, Mention

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


def roles(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
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
