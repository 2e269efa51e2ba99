"""Decides which acts an article reports, what they are about, when they were held and by whom.

The headline, the lead and what "the conference was told" speak of one act; further down only what is dated or issued there
counts. One row an act, instrument and article. `acts` are the same acts without the article and the instrument.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import load
from corpus.model import ActRow, Article, CitationRow, DateRow, Event, EventOfficialRow, EventRow, Mention, Sentence
from corpus.text import fold, one_tone, slug
from extractors.body import last_named, organizer, session, subject
from extractors.day import is_beside, opens_clause
from pipeline.link import fact
from pipeline.link.context import DAYS, Context, zones
from pipeline.link.matter import CONFERENCE_RULES, HEARD, instruments, plain_body, same

# what these tell is an act only where it is known what it was about
_ABOUT_SOMETHING = {
    "event.pupils",
    "event.issued",
    "event.born",
    "event.clause",
    "event.after",
    "event.carried",
    "event.lesson",
    "event.matter",
    "event.ballot",
    "event.review",
    "event.reviewed",
    "event.call",
    "event.hand",
    "event.vote",
    "event.backed",
    "event.announced",
    "event.inspected",
}
# acts that are told below the lead, too, where their day stands before them
_OF_A_DAY = {"event.body", "event.clause", "event.reviewed", "event.carried"}
# acts told by whatever verb
_ANY_VERB = {"event.clause", "event.after", "event.oversee"}
# verbs of issuing that only ever have a numbered instrument
_NUMBERED = {"event.sign", "event.give", "event.issued", "event.born"}
# "Đại hội thông qua …" names no body; headline or lead do
_BARE_MEETING = {"Đại hội", "Hội nghị"}
_ADOPTS = re.compile(r"(?i)(?:đại\s+hội|hđnd|hội\s+đồng\s+nhân\s+dân|kỳ\s+họp|hội\s+nghị|đại\s+biểu|ban\s+chấp\s+hành|bch)(?!\w)")
# "Đại hội công bố …"
_MEETS = re.compile(r"(?:Đại\s+hội|Hội\s+nghị|Buổi\s+lễ)\s+(?:đã\s+|cũng\s+)?\Z")
_COUNTED = re.compile(r"(?i)thông\s+qua\s+(?:được\s+|gần\s+|hơn\s+)?\d+\s+(?:dự\s+thảo\s+)?nghị\s+quyết")
_CENTRAL_SYMBOL = re.compile(r"(?:/TW|-TW|-CP|/QH\d*|-TTg|/UBTVQH\d*)$")
_DONE = re.compile(r"(?:đã|vừa|mới)\s+(?:\w+\s+){0,4}\Z")
_DONE_WORD = re.compile(r"(?:đã|vừa|mới|biểu\s+quyết|nhất\s+trí|thống\s+nhất)")
_IN_BRACKETS = re.compile(r"\s*\((?:ban\s+hành\s+|ký\s+)?(?:ngày\s+)?")
# "do Huyện ủy mở ngày 5/7"
_OPENED = re.compile(
    r"(?<!\w)(?:do|được|mà)\s+(?P<by>[^.;:!?\n]{2,120}?)\s(?:tổ\s+chức|mở|triệu\s+tập|tiến\s+hành|chủ\s+trì)\s+(?:vào\s+|hồi\s+)?\Z"
)
# no body's name is longer
_NAMED = 200
# "quán triệt … hồi tháng 7"
_BACK = re.compile(r"\s(?:hồi|vào)\s+(?:đầu\s+|giữa\s+|cuối\s+)?\Z")
_THAT_DAY = re.compile(r"(?i)cũng\s+(?:trong|vào)\s+(?:(?:buổi\s+)?(?:sáng|chiều|tối)|ngày)(?:\s+(?:nay|này|đó|hôm\s+nay))?,")
_SAME_DAY = re.compile(r"(?i)(?<!\w)cùng\s+ngày(?!\w)")
# "Hội nghị toàn quốc", as far as the instrument's name does not say it
_NATIONAL = re.compile(r"(?i)(?:hội\s+nghị|trực\s+tuyến|cán\s+bộ)\s+toàn\s+quốc(?!\w)")
_LOWER_BODY = re.compile(
    r"(?i)(?<!\w)(?:(huyện|quận|thị\s+xã|thị\s+ủy|huyện\s+ủy|quận\s+ủy|huyện\s+đoàn)|(xã(?!\s+hội)|phường|thị\s+trấn|đặc\s+khu|thôn|bản|ấp))(?!\w)"
)
_LEVEL = {fold(one_tone(row["head"])): row["level"] for row in load.table("bodies") if row["level"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What the events of an article come to."""

    events: tuple[EventRow, ...] = ()
    event_officials: tuple[EventOfficialRow, ...] = ()
    acts: tuple[ActRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """An act as one sentence tells it, with its instruments as rows and whether the sentence speaks of the article's main act."""

    mention: Mention
    event: Event
    citations: tuple[CitationRow, ...]
    date: DateRow | None
    main: bool


def resolve(
    article: Article,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    citations: Sequence[CitationRow],
    dates: Sequence[DateRow],
    persons: Mapping[int, str],
) -> Happened:
    """The events, their officials and acts; `persons` maps the start of an official's mention to the person's id."""
    if not mentions:
        return Happened()
    by_start: dict[int, list[CitationRow]] = {}
    for citation in citations:
        by_start.setdefault(citation.start, []).append(citation)
    context = Context(
        article=article,
        sentences=sentences,
        zones=zones(sentences),
        citations=citations,
        dates=dates,
        by_start=by_start,
        date_at={date.start: at for at, date in enumerate(dates)},
    )
    told = [m for m in mentions if isinstance(m.value, Event) and m.value.kind]
    candidates = _as_of_publication(context.article, [candidate for mention in told for candidate in _candidate(context, mention)])
    main_day, main_body = _main_day(context, candidates), _main_body(context, candidates)

    taken: set[str] = set()
    rows: list[EventRow] = []
    leading: set[str] = set()
    for candidate in _distinct(context, candidates):
        organization = candidate.event.organization
        # "HĐND thành phố cũng thông qua Nghị quyết số …": at the session that the article is about
        session = candidate.event.kind == "thông qua" and organization is not None and organization in (main_body or "")
        date = candidate.date or (main_day if (candidate.main or session) and candidate.event.status == "held" else None)
        if organization is None and candidate.event.kind == "ban hành":
            organization = next((row.issuer for row in candidate.citations if row.issuer), None)
        organization = _short_form(context, candidate, organization) or organization
        if organization is None or organization in _BARE_MEETING:
            organization = (_told_organizer(context, candidate) or main_body) if candidate.main else organization
        if organization is None and candidate.mention.rule in ("event.reviewed", "event.visit"):
            # "… do báo cáo viên của tỉnh truyền đạt": by whom it was held, the act before it says
            held = next((row.organization for row in reversed(rows) if row.kind == candidate.event.kind), main_body)
            organization = _short_form(context, candidate, held) or held
        if organization and context.is_title(candidate.mention):
            organization = _in_full(context, candidate, organization)
        about: tuple[CitationRow | None, ...] = candidate.citations or (None,)
        for instrument in about:
            row = _row(context, candidate, instrument, date, organization, taken)
            rows.append(row)
            if candidate.main and row.status == "held":
                leading.add(row.id)
    roles = [(role, persons[start]) for m in mentions if isinstance(m.value, Event) for role, start in m.value.roles if start in persons]
    return Happened(events=tuple(rows), event_officials=tuple(_officials(rows, leading, roles)), acts=tuple(_acts(rows)))


def _as_of_publication(article: Article, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The acts, those planned whose day is yet to come, and those without a day of which another one tells so.

    A headline tells what is to come as it tells what was ("Tổ chức hội nghị …", two days before the day of it).
    """
    ahead = {candidate.event.kind for candidate in candidates if candidate.event.status != "asked" and _is_ahead(article, candidate.date)}
    past = {candidate.event.kind for candidate in candidates if candidate.date and not _is_ahead(article, candidate.date)}
    # "… sẽ tổ chức hội nghị quán triệt …. Hội nghị được tổ chức nhằm quán triệt …", as long as no day tells that it was held
    ahead |= _only_planned(candidates)
    past -= _only_planned(candidates)
    return [
        replace(candidate, event=replace(candidate.event, status="planned"), main=False)
        if candidate.event.status == "held"
        and (_is_ahead(article, candidate.date) or (candidate.date is None and candidate.event.kind in ahead - past))
        else candidate
        for candidate in candidates
    ]


def _only_planned(candidates: Sequence[_Candidate]) -> set[str]:
    """The kinds of acts that are planned for a day and not said to have been held on any."""
    dated = [candidate for candidate in candidates if candidate.date and candidate.event.status != "asked"]
    return {c.event.kind for c in dated if c.event.status == "planned"} - {c.event.kind for c in dated if c.event.status == "held"}


def _candidate(context: Context, mention: Mention) -> Iterator[_Candidate]:
    """The mention as a candidate, if the article reports it as an act at all."""
    event = mention.value
    assert isinstance(event, Event)
    sentence = context.sentence(mention)
    zone = context.zones[sentence.id]
    leading = zone in ("title", "lead") or (zone == "caption" and mention.rule == "event.meeting")
    cited = instruments(context, sentence, mention, event, leading)
    date = context.day(event.date) if event.date is not None else None
    if date is None and _SAME_DAY.search(context.article.body, sentence.start, mention.start):
        date = context.day_before(sentence.start)
    candidate = _Candidate(mention=mention, event=event, citations=cited, date=date, main=leading)
    if mention.rule in _ABOUT_SOMETHING and not cited:
        return
    if event.status != "held":
        # a plan or a demand without an instrument says nothing that could be followed
        if cited:
            yield replace(candidate, main=False)
    elif mention.rule in CONFERENCE_RULES:
        yield from _conference(context, candidate, sentence)
    elif event.kind == "ban hành":
        yield from _issue(context, candidate, sentence)
    else:
        yield from _other(context, candidate, sentence)


def _conference(context: Context, candidate: _Candidate, sentence: Sentence) -> Iterator[_Candidate]:
    """A conference of headline or lead, what one was told, or one further down with its day."""
    rule, date = candidate.mention.rule, candidate.date
    # what a conference was told is about it; a speaker's sentence says so by naming the instrument
    heard = bool(candidate.citations) and (rule == "event.speaker" or bool(HEARD.match(sentence.text)))
    # further down, what a day is told of: a conference, or an act with its instrument
    told = rule == "event.meeting" or (rule in _OF_A_DAY and bool(candidate.citations) and date is not None)
    dated = told and (_is_told_when(context, candidate) or _is_opened(context, candidate))
    # "Cũng trong buổi sáng, Ủy ban Kiểm tra đã sơ kết công tác …": on the day that the article is about
    beside = rule == "event.body" and candidate.event.kind in ("sơ kết", "tổng kết") and bool(_THAT_DAY.match(sentence.text))
    if rule in ("event.told", "event.speaker"):
        known = heard or (rule == "event.told" and candidate.main and bool(candidate.citations) and date is not None)
    elif rule in ("event.headline", "event.place", "event.pupils"):
        # of those who learn only a headline makes news
        known = candidate.main and (rule != "event.pupils" or context.is_title(candidate.mention))
    else:
        known = candidate.main or heard or dated or beside
    if known:
        yield replace(candidate, main=candidate.main or heard or beside)


def _is_told_when(context: Context, candidate: _Candidate) -> bool:
    """Whether the date of an act stands before it, or behind it as when it was ("… hồi tháng 7"), and does not lie ahead of the publication."""
    date = candidate.date
    if date is None or _is_ahead(context.article, date):
        return False
    if candidate.mention.rule == "event.reviewed":
        return True
    return date.start <= candidate.mention.start or bool(_BACK.search(context.article.body, candidate.mention.start, date.start))


def _is_opened(context: Context, candidate: _Candidate) -> bool:
    """Whether the day of a meeting stands beside who opened it, behind its instrument ("hội nghị sơ kết … do Huyện ủy mở ngày 5/7")."""
    if candidate.mention.rule != "event.meeting" or candidate.date is None or candidate.event.organization is None:
        return False
    start = max(candidate.mention.end, candidate.date.start - _NAMED)
    opened = _OPENED.search(context.article.body, start, candidate.date.start)
    return opened is not None and opened["by"].startswith(candidate.event.organization)


def _issue(context: Context, candidate: _Candidate, sentence: Sentence) -> Iterator[_Candidate]:
    """A body's own instrument that it issued; that a central one was issued is background."""
    own = tuple(
        row
        for row in candidate.citations
        if not _CENTRAL_SYMBOL.search(row.symbol or "") and not (row.plenum and not row.issuer) and not row.congress
    )
    done = _is_done(context, candidate, sentence)
    # an instrument with a day of issue has been issued, whatever the verb around says ("tham mưu ban hành Kế hoạch số …"),
    # and so has one with a number that a body is said to issue
    numbered = own and own[0].symbol and (candidate.mention.rule in _NUMBERED or _issues_itself(context, candidate))
    if own and (candidate.main or done or own[0].issued or numbered):
        yield replace(candidate, citations=own, date=_issued(context, own) or candidate.date, main=False)
    elif not candidate.citations and candidate.main and done and candidate.event.organization:
        yield replace(candidate, main=False)


def _issues_itself(context: Context, candidate: _Candidate) -> bool:
    """Whether the body that acts stands before the verb in its clause ("Huyện ủy ban hành Chương trình số …, đồng thời ban hành …")."""
    organization = candidate.event.organization
    before = context.article.body[max(0, candidate.mention.start - _NAMED) : candidate.mention.start]
    return organization is not None and organization in re.split(r"[.;:!?]\s", before)[-1]


def _other(context: Context, candidate: _Candidate, sentence: Sentence) -> Iterator[_Candidate]:
    """An adoption, announcement or inspection of headline or lead, or one that is said to have been made."""
    body, mention = context.article.body, candidate.mention
    done = _is_done(context, candidate, sentence)
    counted = candidate.event.kind == "thông qua" and bool(_COUNTED.search(body, mention.start, mention.end + 40))
    # "Đại hội thông qua Nghị quyết …": who adopts stands before it
    adopts = candidate.event.kind == "thông qua" and bool(candidate.citations)
    adopted = adopts and (done or bool(_ADOPTS.search(body, sentence.start, mention.start)))
    # "Tại buổi lễ, Trưởng ban Tổ chức công bố Quyết định số …", "Đại hội công bố …": made known where the article tells of
    announces = candidate.event.kind == "công bố" and bool(candidate.citations)
    adopted |= announces and bool(HEARD.match(sentence.text) or _MEETS.search(body, sentence.start, mention.start))
    # what "Đại hội" or "các đại biểu" adopt, the meeting that the article is about adopts
    here = (
        adopted and candidate.date is None and (candidate.event.organization in {None, *_BARE_MEETING} or bool(HEARD.match(sentence.text)))
    )
    by = candidate.event.organization or _short_form(context, candidate, None)
    dated = bool(candidate.citations and by) and _is_told_when(context, candidate)
    if candidate.main or counted or adopted or dated or (done and candidate.date is not None):
        yield replace(candidate, main=candidate.main or counted or here)


def _is_done(context: Context, candidate: _Candidate, sentence: Sentence) -> bool:
    before = context.article.body[sentence.start : candidate.mention.start]
    return bool(_DONE.search(before) or _DONE_WORD.match(candidate.mention.text))


def _issued(context: Context, rows: Sequence[CitationRow]) -> DateRow | None:
    """The date row that stands in a citation as its day of issue."""
    return next(
        (
            date
            for row in rows
            for date in context.dates
            if (row.issued and date.value == row.issued and row.start <= date.start <= row.end + 8)
            # "Quyết định số 1888/QĐ-UBND (ngày 4/9)"
            or (row.end < date.start and _IN_BRACKETS.fullmatch(context.article.body, row.end, date.start))
        ),
        None,
    )


def _main_day(context: Context, candidates: Sequence[_Candidate]) -> DateRow | None:
    """The day of the article's main act: its own, else the first day that the title or lead names and that is no instrument's."""
    own = next((c.date for c in candidates if c.main and c.date is not None), None)
    if own is not None:
        return own
    leading = {s.id for s in context.leading()}
    days = (
        d
        for d in context.dates
        if d.sentence_id in leading
        and DAYS.fullmatch(d.value)
        and not is_beside(context.article.body, d)
        and not _is_ahead(context.article, d)
    )
    body = context.article.body
    first = next((d for d in days if opens_clause(body, d) or not any(_issues(c, d) for c in context.citations)), None)
    return context.day(first.start) if first else None


def _issues(citation: CitationRow, date: DateRow) -> bool:
    """Whether a date is the day of issue of an instrument that it stands in or behind."""
    if citation.sentence_id != date.sentence_id:
        return citation.issued == date.value
    return citation.start <= date.start < (citation.end if citation.issued else citation.end + 8) or citation.issued == date.value


def _main_body(context: Context, candidates: Sequence[_Candidate]) -> str | None:
    """The body of the article's main act: its own, else the first subject in title or lead, else whose session they name."""
    own = next((c.event.organization for c in candidates if c.main and c.event.organization), None)
    body, leading = context.article.body, context.leading()
    # a headline shortens the body that acts, the lead names it
    leading.sort(key=lambda s: context.zones[s.id] == "title")
    subjects = (subject(body, s.start, s.end, context.citations) for s in leading)
    sessions = (session(body, s.start, s.end) for s in reversed(leading))
    return own or next((found for found in (*subjects, *sessions) if found), None)


# "Trong tháng 10, Ban | đã giám sát …", "đợt giám sát … do Ban tiến hành": a body by its head alone
_HEAD_ALONE = re.compile(
    r"(?:(?:\A|[,.]\s+)(?P<subject>Ban|Đoàn|Hội|Sở|Phòng|Trường|Công\s+ty)\s(?:(?:đã|vừa|cũng|tiến\s+hành|tổ\s+chức)\s+)*\Z)"
    r"|\sdo\s+(?P<agent>Ban|Đoàn|Hội|Sở|Phòng|Trường|Công\s+ty)\s+(?:tiến\s+hành|tổ\s+chức|thực\s+hiện|chủ\s+trì)(?!\w)"
)


_HEAD_OF_ALL = re.compile(r"(?i)(?:đoàn|tổ)\s+(?:kiểm\s+tra|giám\s+sát|công\s+tác)|HĐND|UBND|MTTQ")
# a party is named in full no further back
_BACK_TO = 3000


def _short_form(context: Context, candidate: _Candidate, organization: str | None) -> str | None:
    """The body that its head alone goes back to ("Ban đã giám sát …"): the last that this sentence or the one before names in full."""
    body, mention, sentence = context.article.body, candidate.mention, context.sentence(candidate.mention)
    if organization:
        alone = _HEAD_OF_ALL.fullmatch(organization)
        return last_named(body, max(0, mention.start - _BACK_TO), mention.start, organization) if alone else None
    alone = _HEAD_ALONE.search(body[sentence.start : mention.start]) or _HEAD_ALONE.search(body[mention.end : sentence.end])
    if alone is None:
        return None
    before = context.sentences[max(0, sentence.position - 1)]
    return last_named(body, before.start, mention.start, alone["subject"] or alone["agent"])


def _told_organizer(context: Context, candidate: _Candidate) -> str | None:
    """Who headline or lead say held the meeting that an act is told of, in a sentence of their own ("Hội nghị do Huyện ủy tổ chức.")."""
    if candidate.mention.rule != "event.meeting":
        return None
    body = context.article.body
    return next((found for s in context.leading() if (found := organizer(body, s.start, s.end))), None)


def _in_full(context: Context, candidate: _Candidate, organization: str) -> str:
    """A headline's body as the lead has it: its name in full, or whoever of the same level the lead says held the meeting."""
    body, lead = context.article.body, [s for s in context.leading() if context.zones[s.id] == "lead"]
    short = plain_body(organization)
    for sentence in lead:
        for found in (subject(body, sentence.start, sentence.end, context.citations), session(body, sentence.start, sentence.end)):
            if found and len(plain_body(found)) > len(short) and plain_body(found).startswith(f"{short} "):
                return found
    if candidate.mention.rule not in CONFERENCE_RULES:
        return organization
    held_by = next((found for s in lead if (found := organizer(body, s.start, s.end))), None)
    same = held_by and level_of(held_by, context.article.province) == level_of(organization, context.article.province)
    return held_by if held_by and same and not short.startswith(plain_body(held_by)) else organization


def _distinct(context: Context, candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """One candidate a kind, status, instrument and day: the fullest words win, a mention without instrument gives way to one with."""
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: _fullness(context, candidate)):
        fresh = tuple(
            row
            for row in candidate.citations
            if not any(same(row, other) and _same_act(candidate, k) for k in kept for other in k.citations)
        )
        if candidate.citations and not fresh:
            continue
        if not candidate.citations and any(_same_act(candidate, k) and (candidate.main or k.main or not candidate.date) for k in kept):
            continue
        unique: list[CitationRow] = []
        for row in fresh:
            if not any(same(row, other) for other in unique):
                unique.append(row)
        kept.append(
            _Candidate(mention=candidate.mention, event=candidate.event, citations=tuple(unique), date=candidate.date, main=candidate.main)
        )
    yield from sorted(kept, key=lambda c: (c.mention.start, c.mention.end, c.event.kind))


def _fullness(context: Context, candidate: _Candidate) -> tuple[bool, bool, bool, bool, int]:
    """Order of candidates, the fullest words first: headlines shorten the body that acts, or name its place alone; a frame says more than any verb."""
    event, mention = candidate.event, candidate.mention
    return not candidate.citations, event.organization is None, context.is_title(mention), mention.rule in _ANY_VERB, mention.start


def _same_act(a: _Candidate, b: _Candidate) -> bool:
    if a.event.kind != b.event.kind or a.event.status != b.event.status:
        return False
    return a.date is None or b.date is None or a.date.value == b.date.value or (a.main and b.main)


def _row(
    context: Context, candidate: _Candidate, citation: CitationRow | None, date: DateRow | None, organization: str | None, taken: set[str]
) -> EventRow:
    article = context.article
    national = organization is None and _NATIONAL.search(candidate.mention.text)
    level = "central" if national else level_of(organization, article.province)
    held = candidate.event.status == "held"
    basis = (
        None
        if date is None and not (held and article.published)
        else "bounded"
        if date is None
        else "stated"
        if _year_written(date)
        else "anchored"
    )
    latest = date.latest if date else ((article.published or "")[:10] or None) if held else None
    row = EventRow(
        **fact(article, context.sentences, candidate.mention, taken),  # type: ignore[arg-type]
        kind=candidate.event.kind,
        status=candidate.event.status,
        citation_id=citation.id if citation else None,
        document_id=citation.document_id if citation else None,
        date=date.value if date else None,
        earliest=date.earliest if date else None,
        latest=latest,
        date_basis=basis,
        organization=organization,
        level=level,
        province=None if level == "central" else _province(article, date),
        place=candidate.event.place,
    )
    return replace(row, act_id=act_id(row)) if held else row


def _is_ahead(article: Article, date: DateRow | None) -> bool:
    """Whether a day is after that of the article's publication."""
    return bool(date and article.published and (date.earliest or "") > article.published[:10])


def _province(article: Article, date: DateRow | None) -> str | None:
    """The article's province, which is that of its day of publication; where that is unknown, the one of the day of the act."""
    if article.province is None or article.published or date is None:
        return article.province
    return load.province_on(article.province, date.earliest)


def _year_written(date: DateRow) -> bool:
    return not date.value.startswith("XXXX") and date.value[:4] in date.text


def level_of(organization: str | None, province: str | None) -> str | None:
    """The level of a body by its name: central, province, district or commune; None where the name does not tell."""
    if organization is None:
        return None
    if re.search(r"(?i)trung\s+ương(?!\s+\d)", organization) and not re.search(r"(?i)tỉnh|thành|huyện", organization):
        return "central"
    if lower := _LOWER_BODY.search(organization):
        return "district" if lower[1] else "commune"
    folded = fold(one_tone(organization))
    if re.search(r"\bhoi\b.*\bviet nam\Z", folded) and not re.search(r"\b(?:tinh|thanh)\b", folded):
        return "central"
    if re.search(r"\btinh\b|\btinh uy\b|\btinh doan\b", folded):
        return "province"
    if re.search(r"\bthanh (?:uy|pho|doan)\b|\btp\b", folded):
        city = next((p for p in load.provinces() if p.id == province), None)
        return None if city is None else "province" if city.kind == "thành phố" else "district"
    return next((level for head, level in sorted(_LEVEL.items(), key=lambda item: -len(item[0])) if folded.startswith(head)), None)


def _officials(rows: Sequence[EventRow], leading: set[str], roles: Sequence[tuple[str, str]]) -> Iterator[EventOfficialRow]:
    """Who chaired, directed, reported at and attended the main act; attending is not said of who did more."""
    active = {person for role, person in roles if role != "attends"}
    told = dict.fromkeys((role, person) for role, person in roles if role != "attends" or person not in active)
    for row in rows:
        if row.id in leading:
            for role, person in told:
                yield EventOfficialRow(event_id=row.id, official_id=person, role=role)


def act_id(row: EventRow) -> str:
    """The id of the act of an event: kind, body, province and first day, so that papers that report the same act agree on it.

    Bodies of the province itself are named in many ways ("Tỉnh ủy", "Ban Thường vụ Tỉnh ủy", "tỉnh"), so the province
    alone stands for them; without a full day, a province or a body nothing says that two articles mean the same act.
    """
    if row.province and row.organization and row.date and (day := re.match(r"\d{4}-\d\d-\d\d(?=/|\Z)", row.date)):
        where = row.province if row.level == "province" else f"{row.province}.{slug(row.organization)}"
        return f"{slug(row.kind)}@{where}.{day[0]}"
    return f"{slug(row.kind)}@{row.article_id}" + (f".{row.date}" if row.date else "")


def _acts(rows: Sequence[EventRow]) -> Iterator[ActRow]:
    acts: dict[str, ActRow] = {}
    for row in rows:
        if row.status == "held" and row.act_id and row.act_id not in acts:
            acts[row.act_id] = ActRow(
                id=row.act_id, kind=row.kind, organization=row.organization, level=row.level, province=row.province,
                date=row.date, earliest=row.earliest, latest=row.latest,
            )  # fmt: skip
    yield from acts.values()
