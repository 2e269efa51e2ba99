"""Reads what was done about an instrument: conferences held, documents issued, adopted or announced, inspections made.

An act is a word of `gazetteers/acts.csv` in one of a few frames (`event.toml`). What makes such words none says `refusal`; around
an act `actor` reads the body that acted, `around` the day, `matter` the instruments and `status` whether it was held, is planned or was asked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.model import Event, Mention
from extractors.act import ACT, ACTS, INSTRUMENT, ISSUES, KIND, MATTER, MEETING, MEETINGS, OPENING
from extractors.actor import actor
from extractors.around import NEAR, Around
from extractors.body import BODY
from extractors.matter import PASSIVE_RULES, about, is_issued, objects, opening_instrument
from extractors.refusal import is_refused
from extractors.role import roles
from extractors.rule import NAMES, Matcher, factory, load, one_of
from extractors.status import status

NAMED = {
    "meeting": MEETING,
    "act": ACT,
    "acts": ACTS,
    "instrument": INSTRUMENT,
    "matter": MATTER,
    "body": rf"(?-i:(?={NAMES['upper']})){BODY}",
    "opening": OPENING,
}
RULES = load("event", NAMED)
_MATCHES = Matcher(RULES)

# Rules whose verb is no act's word anywhere else ("có Kết luận số …", "bấm nút tán thành …"): what they say was done.
_KIND_OF_RULE = {
    "event.sign": "ban hành",
    "event.give": "ban hành",
    "event.issued": "ban hành",
    "event.vote": "thông qua",
    "event.hand": "công bố",
    "event.backed": "thông qua",
    "event.born": "ban hành",
    "event.lesson": "quán triệt",
    "event.pupils": "quán triệt",
    "event.ballot": "thông qua",
    "event.announced": "công bố",
}
_ACT_WORD = re.compile(rf"(?<!\w){one_of(KIND)}(?!\w)")
# acts that a further one of the same sentence may follow
_JOINS = {"event.meeting", "event.body", "event.clause", "event.headline"}
# A further act of the same sentence: "…; đồng thời quán triệt …", "… kết hợp triển khai …".
_ALSO = re.compile(
    rf"(?:,|;|\bvà|\bđồng\s+thời|\bkết\s+hợp(?:\s+với)?|\bgắn\s+với|\bcùng\s+với)\s+(?:đồng\s+thời\s+|kết\s+hợp\s+)?(?:tổ\s+chức\s+)?(?P<acts>{ACTS})(?=\s+{MATTER})"
)
# what these tell is an instrument of one's own, not the one that it carries out
_OWN = {"event.adopt", *ISSUES}
_COUNTED = re.compile(r"(?i)(?:\d[\d.]*|nhiều|các|những|hàng\s+trăm|mọi|hằng\s+năm\s+tổ\s+chức)\s+\Z")


def find(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """The acts of one sentence, text[start:end], and the roles of officials in it; `found` is what earlier components read in it."""
    around: Around | None = None
    read: list[Mention] = []
    for rule, match in _MATCHES(text, start, end):
        around = around or Around.of(text, start, end, found)
        read += _acts(around, match, rule.id, read)
    yield from read
    yield from roles(text, start, end, found)


def _acts(around: Around, match: re.Match[str], rule_id: str, earlier: Sequence[Mention]) -> list[Mention]:
    """The acts of one match, and those that follow it in the sentence; `earlier` are the acts read in the sentence so far."""
    anchor = None if _is_named(around, match, rule_id) or is_refused(around, match, rule_id) else _anchor(around, match, rule_id)
    if anchor is None:
        return []
    first, last = match.span("acts")
    also = _also(around, last) if rule_id in _JOINS else []
    cited = objects(around, match, rule_id, anchor, also[0].start("acts") if also else around.end)
    if cited and rule_id in _OWN and not is_issued(around, last, cited[0]):
        if rule_id == "event.adopt":
            return []
        cited = ()
    event = Event(
        kind="",
        status=status(around, match, rule_id, anchor),
        citations=cited,
        date=around.day(first, last),
        organization=actor(around, match, rule_id),
        place=_place(around, first),
    )
    read = list(_mentions(around, _begin(match), match.span("acts"), event, rule_id, earlier))
    for number, other in enumerate(also if earlier or read else ()):
        stop = also[number + 1].start("acts") if number + 1 < len(also) else around.end
        following = replace(event, citations=about(around, other.end("acts"), stop))
        read += list(_mentions(around, other.start("acts"), other.span("acts"), following, rule_id, [*earlier[-12:], *read]))
    return read


def _is_named(around: Around, match: re.Match[str], rule_id: str) -> bool:
    """Whether the words of an act are part of an instrument's name, but for an instrument that opens the sentence."""
    first, last = match.span("acts")
    return around.cites(first, last) and not (rule_id == "event.born" and opening_instrument(around, first))


def _anchor(around: Around, match: re.Match[str], rule_id: str) -> int | None:
    """Where an act begins with its meeting or its passive; None where the meeting is an instrument's, or a sum of many without a day."""
    first = match.start("acts")
    if not match.groupdict().get("meeting"):
        return match.start() if rule_id in PASSIVE_RULES else first
    meetings = [m.start() for m in MEETINGS.finditer(around.text, match.start(), first)]
    # "nghị quyết của Hội nghị Trung ương 8 đã được quán triệt": a meeting that an instrument is of
    if meetings and around.cites(meetings[0], meetings[0] + 1):
        return None
    anchor = max(meetings, default=first)
    # "Trong hai ngày 12 - 13/3, Huyện ủy mở 4 lớp học tập …" is one act, "đã mở 4 lớp học tập …" a sum of many
    dated = any(day.start < first for day in around.days) or around.recalled(match.end("acts")) is not None
    counted = around.text[anchor].islower() and not dated and _COUNTED.search(around.text, around.before(anchor, 24), anchor)
    return None if counted else anchor


def _also(around: Around, last: int) -> list[re.Match[str]]:
    """The further acts of the sentence, behind one that ends at `last`."""
    further = _ALSO.finditer(around.text, last, min(around.end, last + NEAR))
    return [match for match in further if not around.cites(*match.span("acts"))]


def _begin(match: re.Match[str]) -> int:
    """Where the words of an act begin: with the body where it stands before the act."""
    named = match.groupdict().get("organization")
    return match.start("organization") if named and match.start("organization") < match.start("acts") else match.start()


def _mentions(
    around: Around, begin: int, words: tuple[int, int], event: Event, rule_id: str, earlier: Sequence[Mention]
) -> Iterator[Mention]:
    """One mention a kind of act that words name; it runs from `begin` to the last instrument, what a reader needs to check it."""
    first, last = words
    stop = max([last, *(m.end for m in around.cited if m.start in event.citations)]) if event.citations else last
    seen = {m.value.kind for m in earlier[-12:] if isinstance(m.value, Event) and m.start < last and first < m.end}
    named = (KIND[re.sub(r"\s+", " ", word[0].lower())] for word in _ACT_WORD.finditer(around.text, first, last))
    for kind in (_KIND_OF_RULE[rule_id],) if rule_id in _KIND_OF_RULE else named:
        if kind not in seen:
            seen.add(kind)
            yield Mention("event", begin, stop, around.text[begin:stop], rule_id, replace(event, kind=kind))


_PLACE = re.compile(
    r"(?<!\w)tại\s+(?P<place>(?:hội\s+trường|trung\s+tâm|nhà|trụ\s+sở|khách\s+sạn|UBND|Tỉnh\s+ủy|thành\s+phố|TP\.?|thị\s+xã|huyện|quận|xã|phường)(?-i:\s[^,.;:!?()\n]{2,70}?))(?=,|\s(?:đã|diễn\s+ra|tổ\s+chức)(?!\w))",
    re.IGNORECASE,
)


def _place(around: Around, first: int) -> str | None:
    """Where the act was held, as the words before it say ("tại Hội trường Tỉnh ủy, …")."""
    found = _PLACE.search(around.text, around.before(first, NEAR), first)
    return found["place"] if found else None


create = factory("event", find)
