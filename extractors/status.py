"""Whether an act was held, is planned or was asked for."""

import re
from typing import Literal

from extractors.act import ISSUES
from extractors.around import NEAR, Around

Status = Literal["held", "planned", "asked"]

# between clauses
CLAUSE = re.compile(r"[;:!?]|(?<=[^\d])\.\s")
# rules of a call, what is told of before its verb
_CALLS = {"event.visit", "event.call", "event.errand"}
# "… cho biết, sau khi có Nghị quyết, Huyện ủy đã ban hành …": what was done was done, whatever else the clause speaks of
_DONE = re.compile(r"(?<!\w)(?:đã|vừa)\s+(?:\w+\s+){0,3}\Z")
_PLANNED = re.compile(
    r"(?i)(?<!\w)(?:sẽ|dự\s+kiến|chuẩn\s+bị|sắp\s+tới|sắp\s+xếp\s+tổ\s+chức|kế\s+hoạch\s+tổ\s+chức|trong\s+thời\s+gian\s+tới|(?<!chương\s)(?<!tờ\s)(?<!quá\s)(?<!công\s)(?<!quy\s)(?<!lộ\s)(?<!giáo\s)trình(?!\s+(?:bày|độ)))(?!\w)"
)
_ASKED = re.compile(
    r"(?i)(?<!\w)(?:(?<!đáp\sứng\s)(?<!theo\s)yêu\s+cầu(?!\s+của)|đề\s+nghị|cần|phải|tiếp\s+tục(?!\s+(?:chương\s+trình|kỳ\s+họp|phiên|đợt)(?!\w))|tăng\s+cường|chỉ\s+đạo\s+các|đẩy\s+mạnh|chú\s+trọng|giao(?!\s+(?:ban|lưu|thông|dịch)(?!\w))|khẩn\s+trương|chủ\s+động|nghiêm\s+túc|kêu\s+gọi|mong\s+muốn|có\s+trách\s+nhiệm|nhiệm\s+vụ\s+trọng\s+tâm)(?!\w)"
)
# "hội nghị quán triệt … sẽ được tổ chức": what stands behind an act may plan it, too
_WILL = re.compile(r"[^.;:!?\n]{0,200}?\ssẽ\s+(?:được\s+)?(?:tổ\s+chức|diễn\s+ra|tiến\s+hành|khai\s+mạc|ban\s+hành|công\s+bố)(?!\w)")


def status(around: Around, match: re.Match[str], rule_id: str, anchor: int) -> Status:
    """What the words around an act that begins at `anchor` say of it: nothing means that it was held."""
    (first, last), before = match.span("acts"), match.groupdict().get("before") or ""
    if rule_id == "event.reviewed" and _DONE.search(around.text, match.start(), first):
        return "held"
    said = _before(around, around.before(anchor, NEAR), match.end() if rule_id in _CALLS else anchor, before)
    if said == "held" and not before and _WILL.match(around.text, last, around.end):
        return "planned"
    day = around.day(first, last)
    # what has a day of issue has been issued
    issued = rule_id in ISSUES and day is not None and day < first
    return "held" if said == "asked" and issued else said


def _before(around: Around, start: int, anchor: int, before: str) -> Status:
    """What the words before an act, in its clause, say of it; `before` are those of its own verb."""
    clause = start
    for boundary in CLAUSE.finditer(around.text, start, anchor):
        clause = boundary.end()
    left = around.text[clause:anchor]
    if _DONE.search(left + before):
        return "held"
    return "planned" if _PLANNED.search(left) else "asked" if _ASKED.search(left) else "held"
