"""Who acted: the body that a rule, the words around an act or its sentence name."""

import re

from corpus.model import Official
from extractors.act import ISSUES
from extractors.around import LONGEST_NAME, NEAR, Around, within
from extractors.body import BODY, ORGANIZER, clean, session, subject
from extractors.rule import NAMES

_INSPECTS = {"event.oversee", "event.inspect"}
# acts whose body may stand right behind them
_NAMES_BEHIND = {"event.oversee", "event.after", "event.told", "event.meeting"}
# rules of acts that a meeting is held for
_MEETS = {"event.meeting", "event.told", "event.summon", "event.announce", "event.hand", "event.announced"}
# "Đoàn giám sát của Thường trực HĐND huyện …"; a small "đoàn" leaves the name to whose it is
_PARTY_NAME = re.compile(
    rf"""(?:.{{0,2}}?(?P<organization>(?:Đoàn|Tổ)\s+(?i:kiểm\s+tra|giám\s+sát)(?:\s[^,.;:!?()“”"\n]{{1,80}}?)??)|.{{0,2}}?(?:đoàn|tổ)\s+(?i:kiểm\s+tra|giám\s+sát)\s+(?:của\s+)?(?P<whose>(?={NAMES["upper"]}){BODY}(?:\s[^,.;:!?()“”"\n]{{1,70}}?)??))
    (?=[,.;]|\s(?:sau|đã|do|có|đến|tới|về|vừa|tại|ngày|sáng|chiều|trong|ghi|làm|tiến|tổ|(?<!tổng\s)(?<!sơ\s)kết|theo|nhận|ở)(?!\w)|\Z)""",
    re.VERBOSE,
)
# "ý kiến của Tổ giám sát số 2 … tại buổi giám sát …": whose the occasion was
_PARTY_AT = re.compile(
    r"""(?<!\w)(?P<organization>(?:Đoàn|Tổ)\s(?i:kiểm\s+tra|giám\s+sát)(?:\s[^,.;:!?()“”"\n]{1,110}?)??)\s(?:tại|trong|qua)\s+(?:các\s+)?(?:cuộc|buổi|đợt|chuyến)\s+\Z"""
)
_BODY_BEFORE = re.compile(
    rf"(?<!\w)(?:việc|khi|để|cho\s+biết,?|rằng)\s+(?P<organization>(?={NAMES['upper']}){BODY}(?:\s[^\s,.;:!?()“”\"]+){{0,10}})\s*\Z"
)
# "kiểm tra của Ban Thường vụ Tỉnh ủy": whose an inspection is
_WHOSE = re.compile(
    rf"(?:\s+chuyên\s+đề)?\s+của\s+(?P<organization>(?={NAMES['upper']}){BODY}(?:\s[^,.;:!?()“”\"\n]{{1,70}}?)??)(?=[,.;]|\s(?:về|đối|tại|ngày|sáng|chiều|trong|vào|do|ở)(?!\w)|\Z)"
)


def actor(around: Around, match: re.Match[str], rule_id: str) -> str | None:
    """The body that acts: as the rule or the words right behind the act name it, else as the sentence does."""
    text, (first, last) = around.text, match.span("acts")
    if named := clean(match.groupdict().get("organization")):
        return _whose(named) if named[0].islower() else named
    if rule_id in _INSPECTS and (party := _party(around, first)):
        return party
    if rule_id in _NAMES_BEHIND and (whose := _WHOSE.match(text, last, around.end)):
        return clean(whose["organization"])
    if rule_id in ISSUES and (nearest := _nearest(around, match.start())):
        return nearest
    found = _organization(around, first, kind_of_meeting=rule_id in _MEETS)
    if found is None and rule_id in ("event.born", "event.oversee", "event.inspect"):
        # "Tại Quyết định số … ban hành ngày 3/9, UBND tỉnh giao …"
        return subject(text, last, min(around.end, last + LONGEST_NAME), around.names)
    return _office(around, match.start()) if found is None and rule_id in ISSUES else found


# "đoàn giám sát của Thường trực HĐND huyện"
_COMMON_NOUN = re.compile(rf"(?:đoàn|tổ)\s.*?\s(?:của|do)\s+(?={NAMES['upper']})")


def _whose(party: str) -> str | None:
    """The body that a party not written as a name belongs to; None where the words do not say it with a name."""
    of = _COMMON_NOUN.match(party)
    return party[of.end() :] if of else None


def _nearest(around: Around, verb: int) -> str | None:
    """The body that stands right before a verb ("… thông tin về việc Ban Thường vụ Đảng ủy | đã ban hành …")."""
    bodies = _BODY_BEFORE.finditer(around.text, around.before(verb, LONGEST_NAME), verb)
    nearest = next((m for m in bodies if within(m.start("organization"), around.names) is None), None)
    return clean(nearest["organization"]) if nearest else None


def _party(around: Around, first: int) -> str | None:
    """Whose inspection begins at `first`: the party that has it in its name, or at whose visit it was."""
    if named := _PARTY_NAME.match(around.text, around.before(first, 5), around.end):
        return clean(named["organization"] or named["whose"])
    visiting = _PARTY_AT.search(around.text, around.before(first, LONGEST_NAME), first)
    return clean(visiting["organization"]) if visiting else None


_HEADS = ("giám đốc", "chủ tịch ubnd", "phó chủ tịch ubnd", "chủ tịch ủy ban", "phó chủ tịch ủy ban", "chủ tịch hđnd", "chủ tịch hội đồng")


def _office(around: Around, verb: int) -> str | None:
    """The body whose head stands right before a verb of issuing ("Giám đốc Sở Y tế … Mùa A Sử đã ký ban hành …")."""
    signer = next((m.value for m in reversed(around.people) if m.end <= verb and not around.text[m.end : verb].strip(" ,")), None)
    posts = signer.positions if isinstance(signer, Official) else ()
    return next((clean(post.organization) for post in posts if post.text.lower().startswith(_HEADS)), None)


# "Hội nghị của Tỉnh ủy X về tổng kết …"
_HOST = re.compile(
    rf"(?i:hội\s+nghị|buổi\s+lễ|phiên\s+họp)\s+của\s+(?P<organization>(?={NAMES['upper']}){BODY}(?:\s[^,.;:!?()“”\"\n]{{1,60}}?)??)\s+(?=(?:về|nhằm|để)\s)"
)
# "Thay mặt Ban Chấp hành Đảng bộ tỉnh, đồng chí … đã ký ban hành …"
_ON_BEHALF = re.compile(
    rf"(?i:thay\s+mặt|thừa\s+ủy\s+quyền(?:\s+của)?)\s+(?P<organization>(?={NAMES['upper']}){BODY}(?:\s[^,.;:!?()“”\"\n]{{1,70}}?)??)(?=,|\s(?:ký|đã|vừa|trao|công\s+bố))"
)


# "Hội Nông dân tỉnh: Sơ kết 5 năm …"
_BEFORE_COLON = re.compile(rf"(?P<organization>(?={NAMES['upper']}){BODY}(?:\s[^,.;:!?()“”\"\n]{{1,70}})?)\s*:\s")


def _organization(around: Around, first: int, *, kind_of_meeting: bool) -> str | None:
    """The body that acts: who held its meeting, else the first subject, else whose session it is."""
    start = around.before(first, NEAR)
    if kind_of_meeting and (organizer := ORGANIZER.search(around.text, start, min(around.end, first + NEAR))):
        return clean(organizer["organization"])
    if host := _HOST.search(around.text, start, first) or _ON_BEHALF.search(around.text, start, first):
        return clean(host["organization"])
    found = subject(around.text, start, min(around.end, first + 40), around.names) or session(around.text, start, first)
    headed = None if found else _BEFORE_COLON.match(around.text, around.start, first)
    return clean(headed["organization"]) if headed else found
