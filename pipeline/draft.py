"""An article while it is read: what its lines are, before they become `body` and `parts`.

Text copied from a page comes with everything that stood around it; HTML comes cleaner, through a profile, and then takes the same way.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.model import Part
from extractors.rule import NAMES
from pipeline import furniture

_UPPER, _LOWER = NAMES["upper"], NAMES["lower"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page: white space collapsed; `part` where the markup says it; `apart` whether a blank line stands before it."""

    text: str
    part: Part | None = None
    apart: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of an article so far; `lines` are those not yet told apart, `frame` those of the page that are no part of its text."""

    lines: tuple[Line, ...]
    title: str | None = None
    lead: str | None = None
    author: str | None = None
    section: str | None = None
    published: str | None = None
    published_from: str | None = None
    page_date: str | None = None
    republished_from: str | None = None
    site: str | None = None
    province: str | None = None
    banner: str | None = None
    frame: tuple[str, ...] = ()


def lines(text: str) -> tuple[Line, ...]:
    """The lines of a plain text that hold something, the wrapped ones joined again."""
    found: list[Line] = []
    apart = True
    for raw in text.split("\n"):
        line = " ".join(raw.split())
        if line:
            found.append(Line(text=line, apart=apart))
        apart = not line
    return join(found)


_OPEN_END = re.compile(rf"[{_LOWER[1:-1]}\d,–-]")
_GOES_ON = re.compile(rf"{_LOWER}(?!\)|\.\s)")


def join(found: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with those joined that one line of print made: a caption that goes on after a comma, a paragraph broken inside a sentence."""
    joined: list[tuple[Line, list[str]]] = []
    for line in found:
        if joined and not line.apart and line.part == joined[-1][0].part and _continues(joined[-1][1], line.text):
            joined[-1][1].append(line.text)
        else:
            joined.append((line, [line.text]))
    return tuple(line if len(texts) == 1 else replace(line, text=" ".join(texts)) for line, texts in joined)


def _continues(before: list[str], text: str) -> bool:
    """Whether a line goes on in the next; `before` are its pieces so far."""
    last = before[-1]
    if last.endswith(",") and sum(map(len, before[-8:])) < 160 and len(text) < 200 and not text.startswith(("-", "•", "*", "+")):
        return furniture.stamp(last) is None
    return bool(_OPEN_END.match(last[-1]) and _GOES_ON.match(text)) and not furniture.widget(last) and furniture.stamp(last) is None


# --- the head of a text ----------------------------------------------------------------------------------------

_HEAD_LINES = 16


def read_head(draft: Draft) -> Draft:
    """The draft of a text with what stands above its body taken out: clock, section, title, stamp, byline.

    A date before the title is the page's clock, one after it the day of publication, unless words say that it is ("Ngày đăng")
    or the text tells of that day.
    """
    found = draft.lines
    clock: furniture.Stamp | None = None
    at = 0
    for at, line in enumerate(found[:_HEAD_LINES]):
        text, following = line.text, found[at + 1 :]
        if furniture.widget(text) or (draft.title is None and _frame(text)):
            continue
        if (stamp := _stamp_line(text, titled=draft.title is not None)) is not None:
            draft, clock = _dated(draft, stamp, clock)
        elif draft.title is None and len(following) > 1 and (furniture.banner(text) or _owner(text, following)):
            draft = replace(draft, banner=draft.banner or text)
        elif draft.title is None and ((furniture.section(text) and following) or _above_title(text, following)):
            draft = replace(draft, section=draft.section or text)
        elif draft.title is None and (title := _title(text, following)) is not None:
            draft = replace(draft, title=title)
        elif draft.title is not None and (furniture.bare(text) == furniture.bare(draft.title) or draft.title.endswith(f": {text}")):
            continue
        elif draft.title is not None and following and (furniture.section(text) or _under_title(draft, text)):
            draft = replace(draft, author=draft.author or furniture.byline(text, alone=False))
        else:
            break
    else:
        at = min(len(found), _HEAD_LINES)
    if clock is not None:
        draft = _clocked(draft, clock, found[at:])
    return replace(draft, lines=found[at:])


def _frame(text: str) -> bool:
    """Whether a line in plain letters above the title is a link of the page's frame ("Skip to main content")."""
    return text.isascii() and len(text) < 60 and not any(c.isdigit() for c in text)


def _stamp_line(text: str, *, titled: bool = False) -> furniture.Stamp | None:
    """The stamp that a line of the head is, None where the rest of the line is neither a section nor a paper's code nor a byline.

    Under a title the byline may be an office.
    """
    stamp = furniture.stamp(text)
    if stamp is None or not stamp.rest or furniture.section(stamp.rest) or furniture.code(stamp.rest):
        return stamp
    if furniture.byline(stamp.rest, alone=stamp.labelled or titled):
        return stamp
    return stamp if stamp.labelled and len(stamp.rest) < 25 else None


def _dated(draft: Draft, stamp: furniture.Stamp, clock: furniture.Stamp | None) -> tuple[Draft, furniture.Stamp | None]:
    # "Hà Nội, ngày 23-10-2021" above the title is a clock with its place
    if stamp.rest and draft.title is not None and not furniture.section(stamp.rest):
        known = furniture.code(stamp.rest)
        site, province = known or (None, None)
        author = draft.author or (None if known else furniture.byline(stamp.rest))
        draft = replace(draft, author=author, site=draft.site or site, province=draft.province or province)
    # a bare day under the section's name dates what follows; clocks show weekday or time
    under_section = draft.section is not None and not stamp.weekday and len(stamp.value) == 10
    if draft.published is None and (draft.title is not None or stamp.labelled or under_section):
        return replace(draft, published=stamp.value, published_from="text"), clock
    return draft, clock or (stamp if draft.title is None else None)


def _clocked(draft: Draft, clock: furniture.Stamp, text: Sequence[Line]) -> Draft:
    """The draft with the date that stood above everything: a clock, or the stamp of a text without a title and without a weekday."""
    # clocks name the weekday; a stamp above the title gives time and day
    dates_it = (not clock.weekday and (draft.title is None or len(clock.value) > 10)) or _tells_of(text, clock)
    if dates_it and draft.published is None:
        return replace(draft, published=clock.value, published_from="text")
    return replace(draft, page_date=clock.value[:10])


# the first day that a text names, and how long after it a report comes out
_FIRST_DAY = re.compile(
    r"(?:\b(?:ngày|sáng|trưa|chiều|tối|nay|qua|ngày mai)\s*,?\s*\(?|\()(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})(?:\s?[/.-]\s?(?P<y>(?:19|20)\d\d))?(?![\d/.-]*\d)",
    re.IGNORECASE,
)
_REPORTED = 2


def _tells_of(text: Sequence[Line], clock: furniture.Stamp) -> bool:
    """Whether the first day that a text names is that of a clock with its time, or right before it: then it is no clock of the crawl."""
    named = next((day for line in text[:4] if (day := _FIRST_DAY.search(line.text))), None)
    if named is None or len(clock.value) == 10:
        return False
    shown = date.fromisoformat(clock.value[:10])
    days = (shown - timedelta(days=before) for before in range(_REPORTED + 1))
    return any((day.day, day.month) == (int(named["d"]), int(named["m"])) and named["y"] in (None, str(day.year)) for day in days)


# words of an owner's name in capitals that says nothing of an office ("PC ĐỒNG NAI")
_SHORT_NAME = 4


def _owner(text: str, following: Sequence[Line]) -> bool:
    """Whether a line is the name of the site's owner: a section and a title come after it, or below a name that ends in that of a place a title with its stamp."""
    under, then = following[0].text, following[1].text
    if text.isupper() and len(text.split()) <= _SHORT_NAME and furniture.section(under):
        return True
    if not furniture.owner(text):
        return False
    placed = text.split()[-1][0].isupper() and ":" not in text and len(under.split()) >= 6 and furniture.stamp(under) is None
    return furniture.section(under) or _above_title(under, following[1:]) or (placed and furniture.stamp(then) is not None)


_NEWS = re.compile(r"(?:Tin|Hoạt động|Công tác|Chuyên mục|Chuyên trang|Nhịp cầu|Diễn đàn)(?: \w|$)")
# what banners call for, above the title of any page
_SLOGAN = re.compile(
    r"(?:quyết tâm|chào mừng|nhiệt liệt|đẩy mạnh|thi đua|toàn đảng|đoàn kết|sống, chiến đấu|tăng cường xây dựng)\b", re.IGNORECASE
)


def _above_title(text: str, following: Sequence[Line]) -> bool:
    """Whether a few words are a section that no list has: a title and then a stamp or a paragraph come after it."""
    # two sections joined take more words than one, as does one that says that it is
    named = [word for word in text.split() if word[0].isalnum()]
    few = len(named) <= (7 if re.search(r"\s[-–&]\s", text) or _NEWS.match(text) else 4) and len(text) <= 42
    if not (few or _SLOGAN.match(text)) or text.endswith((".", "?", "!")) or len(following) < 2:
        return False
    title, then = following[0].text, following[1].text
    fits = (
        len(title.split()) >= 6 and len(title) < 220 and not title.endswith(".") and not _caption(title) and furniture.stamp(title) is None
    )
    return fits and furniture.dateline(title) is None and (furniture.stamp(then) is not None or _prose(following[1]) or len(then) > 200)


# captions that any page's picture may have
_VIEW = re.compile(r"(?:Quang|Toàn) cảnh\b")


def _title(text: str, following: Sequence[Line]) -> str | None:
    """The title that a line is, None where it opens the text: a paragraph, or a report's dateline."""
    text = re.sub(rf"^null\s+(?={_UPPER})|\s+(?:In trang|Print|Email)$", "", text)
    if (
        not following
        or len(text) > 330
        or _VIEW.match(text)
        or furniture.dateline(text)
        or furniture.glued(text)
        or text.startswith(("- ", "+ ", "•"))
    ):
        return None
    # "Trước thềm đại hội:" and what was said, in quotation marks, on the next line
    if text.endswith(":") and re.fullmatch(r"[“\"][^“”\"]{4,160}[”\"]", following[0].text) and len(following) > 1:
        return f"{text} {following[0].text}"
    if not re.search(r"[.;:,]$", text):
        return text
    # a title may end in a full stop; it then stands twice, or its stamp comes next
    again = any(furniture.bare(line.text) == furniture.bare(text) for line in following[:8])
    after = next((line.text for line in following if not furniture.widget(line.text)), "")
    return text if text.endswith(".") and (again or (len(text) < 200 and _stamp_line(after) is not None)) else None


def _under_title(draft: Draft, text: str) -> bool:
    return draft.author is None and len(text) < 60 and furniture.byline(text, alone=False) is not None


# --- the end ---------------------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"[.!?…:;”\"»)/]$")
_PROSE = 110
_TAIL_LINES = 7
_RUN_IN = re.compile(
    rf"(?P<text>.*[.!?…”\"]\s?/?\.?/?\.?)\s+(?P<name>{_UPPER}{{2,}}(?:\s{_UPPER}{{2,}}){{1,3}}(?:\s[-–]\s{_UPPER}{{2,}}(?:\s{_UPPER}{{2,}}){{0,3}})?)"
)
_RUN_IN_SOURCE = re.compile(
    r"(?P<text>.*[.!?…”\"]/?\.?)\s+(?P<source>\((?:[Tt]heo|[Nn]guồn|TTXVN)[^()]*\)|(?:Theo|Nguồn)\s[^.!?]*(?:\.\w[^.!?]*)*\.?)"
)
_AFTER_SLASH = re.compile(r"(?P<text>.*\./\.?)\s+(?P<name>\S.{1,60})")


def _prose(line: Line) -> bool:
    return len(line.text) >= _PROSE and bool(_SENTENCE_END.search(line.text))


def cut_end(draft: Draft) -> Draft:
    """The draft without what follows the article (comment form, related links, tags, imprint) and without lines that belong to the page."""
    found = draft.lines
    closing = [furniture.closing(line.text) for line in found]
    end = next((at for at, closes in enumerate(closing) if at and closes and not _box(found, at)), len(found))
    found = tuple(
        line
        for line, closes in zip(found[:end], closing[:end], strict=True)
        if not (furniture.widget(line.text) or (closes and len(line.text) < 60))
    )
    kept: list[Line] = []
    for at, line in enumerate(found):
        stamp = furniture.stamp(line.text) if len(line.text) < 90 else None
        if stamp is not None and not stamp.rest:
            # a stamp under the lead or at the foot of the page, where one without words stands right below the byline
            signed = not stamp.weekday and bool(kept) and furniture.byline(kept[-1].text, alone=False) is not None
            if draft.published is None and (at < 3 or stamp.labelled or signed):
                draft = replace(draft, published=stamp.value, published_from="text")
            continue
        kept.append(line)
    return replace(draft, lines=tuple(kept))


def _box(found: Sequence[Line], at: int) -> bool:
    """Whether a heading such as "Tin liên quan" opens a box in the middle of the text: most of the prose, and no byline yet, stands after it."""
    before = sum(_prose(line) for line in found[:at])
    after = sum(_prose(line) for line in found[at + 1 :])
    signed = any(furniture.byline(line.text, alone=False) or furniture.source(line.text) for line in found[max(1, at - 3) : at])
    return after >= 2 and after > before and not signed


def read_end(draft: Draft) -> Draft:
    """The draft with byline and source line taken from its last lines, and what stands after them left out where it is no prose."""
    found = list(_signed(draft.lines))
    author = republished = None
    for _ in range(_TAIL_LINES):
        if len(found) < 2:
            break
        text = found[-1].text
        if (printed := furniture.source(text)) is not None and republished is None:
            republished = printed
        elif (name := furniture.poster(text) or furniture.byline(text)) is not None and not furniture.section(text):
            # the one nearest to the text wrote it; what follows it took the pictures or sent it in
            author = name
        elif not (furniture.photo_credit(text) and author is not None):
            break
        found.pop()
    if republished is None and found:
        found[-1], republished = _run_in_source(found[-1])
    if author is None and republished is None and found:
        found[-1], author = _run_in(found[-1])
    return replace(draft, lines=tuple(found), author=draft.author or author, republished_from=draft.republished_from or republished)


def _signed(found: Sequence[Line]) -> Sequence[Line]:
    """The lines up to a byline that nothing but scraps follow."""
    for at in range(len(found) - 1, max(2, len(found) // 3), -1):
        if _prose(found[at]):
            return found
        if furniture.byline(found[at].text, alone=False) and not any(furniture.source(line.text) for line in found[at + 1 :]):
            earlier = next((back for back in range(at - 1, max(2, at - 3), -1) if not furniture.byline(found[back].text, alone=False)), at)
            return found[: at + 1] if earlier < at else found
    return found


def _run_in_source(line: Line) -> tuple[Line, str | None]:
    """The last paragraph and the source that ends it ("... tiếp theo. (Theo TTXVN)")."""
    if (match := _RUN_IN_SOURCE.fullmatch(line.text)) and (printed := furniture.source(match["source"])) is not None:
        return replace(line, text=match["text"]), printed
    return line, None


def _run_in(line: Line) -> tuple[Line, str | None]:
    """The last paragraph and the byline that ends it ("... tiếp theo./. PHÙNG KHIÊM")."""
    if match := _RUN_IN.fullmatch(line.text):
        return replace(line, text=match["text"]), match["name"]
    if (match := _AFTER_SLASH.fullmatch(line.text)) and (name := furniture.byline(match["name"], alone=False)) is not None:
        return replace(line, text=match["text"]), name
    return line, None


# --- the lines of the body -------------------------------------------------------------------------------------


def read_opening(draft: Draft) -> Draft:
    """The draft with the dateline taken off its first paragraph: it tells site and province."""
    found = list(draft.lines)
    for at, line in enumerate(found[:3]):
        text = line.text
        if at == 0 and (pair := furniture.glued(text)) is not None:
            if draft.published is None:
                draft = replace(draft, published=pair[0], published_from="text")
            text = pair[1]
            found[at] = replace(line, text=text)
        if (head := furniture.dateline(text)) is not None:
            rest = text[head.length :].lstrip()
            found[at] = replace(line, text=rest[:1].upper() + rest[1:] if head.code != "-" else rest)
            draft = replace(draft, site=draft.site or head.site, province=draft.province or head.province)
            break
        if _prose(line):
            break
    return replace(draft, lines=tuple(found))


_CAPTION = re.compile(
    r"^(?:quang cảnh|toàn cảnh|các đại biểu|đại biểu|lãnh đạo|hình ảnh|ảnh|đồng chí|đ/c|ông|bà|ban tổ chức|đoàn)\b.{0,230}"
    r"(?:hội nghị|buổi|phát biểu|kỳ họp|phiên họp|đại hội|dự|trao|tặng|tại|thăm|kiểm tra|cuộc họp|lễ)|\bảnh\s*[:;]|\(\s?ảnh",
    re.IGNORECASE,
)


_GLANCE = 24


def parts(draft: Draft) -> tuple[tuple[Part, str], ...]:
    """The lines of the body with their parts, in reading order: what repeats the title or the lead stands once."""
    told: list[tuple[Part, str]] = [("title", draft.title)] if draft.title else []
    seen = {furniture.bare(draft.title)} if draft.title else set()
    leading = furniture.bare(draft.lead) if draft.lead else None
    if draft.lead and leading not in seen:
        told.append(("lead", draft.lead))
        seen.add(leading or "")
    for line in draft.lines:
        # a line that begins otherwise than all that stands already needs no look at the rest of it
        key = furniture.bare(line.text[:_GLANCE])
        if len(told) <= 3 or any(earlier.startswith(key) for earlier in seen):
            key = furniture.bare(line.text)
        part = line.part or ("caption" if _caption(line.text) else "body")
        if key in seen and (key == leading or part == "caption" or len(told) < 6):
            continue
        opens = draft.lead is None and all(earlier != "lead" for earlier, _ in told)
        told.append(("lead" if opens and part == "body" and len(line.text) >= 60 else part, line.text))
        if len(told) <= 3 or part == "caption":
            seen.add(furniture.bare(line.text))
    return tuple(told)


def _caption(text: str) -> bool:
    """Whether a short line without the end of a sentence describes a picture."""
    return (
        len(text) < 260
        and bool(_CAPTION.search(text))
        and (not text.endswith((".", ":", ";", "?")) or (len(text) < 160 and text.endswith("hội nghị.")))
    )
