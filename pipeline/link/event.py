"""Decides which acts an article reports, what they are about, when they were held and by whom.

The headline, the lead and what "the conference was told" speak of one act; further down only what is dated or issued there
counts. One row an act, instrument and article. `acts` are the same acts without the article and the instrument.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import load
from corpus.model import ActRow, Article, CitationRow, DateRow, Event, EventOfficialRow, EventRow, Mention, Sentence
from corpus.text import fold, one_tone, slug
from extractors.event import is_beside, opens_clause, session, subject
from pipeline.link import fact, sentence_at

_CONFERENCE_RULES = {
    "event.meeting",
    "event.body",
    "event.told",
    "event.speaker",
    "event.headline",
    "event.place",
    "event.review",
    "event.reviewed",
    "event.summon",
}
# what these tell is an act only where it is known what it was about
_ABOUT_SOMETHING = {
    "event.issued",
    "event.review",
    "event.reviewed",
    "event.call",
    "event.hand",
    "event.vote",
    "event.backed",
    "event.announced",
    "event.inspected",
}
_LEAD_SENTENCES = 3
# verbs of issuing that only ever have a numbered instrument
_NUMBERED = {"event.sign", "event.give", "event.issued"}
_INSTRUMENT_AFTER = re.compile(
    r"\s+(?:các\s+|\d+\s+)?(nghị quyết|chỉ thị|kết luận|quyết định|quy định|quy chế|kế hoạch|chương trình|đề án|hướng dẫn|công văn|thông tri)",
    re.IGNORECASE,
)
_SINGULAR = re.compile(
    r"(?<!các )(?<!những )(?<!\d )(?<!\w)(nghị quyết|chỉ thị|kết luận|quy định|kế hoạch|chương trình|đề án)(?!\w)", re.IGNORECASE
)
# "các nghị quyết, quy định, kết luận của Bộ Chính trị": many of every kind
_MANY = re.compile(r"(?<!\w)(?:các|những|nhiều|một\s+số|\d+)\s+(?:[^\W\d_]+(?:\s+[^\W\d_]+){0,2}\s*(?:,|và)\s*){1,6}\Z")
# "Đại hội thông qua …" names no body; headline or lead do
_BARE_MEETING = {"Đại hội", "Hội nghị"}
_ADOPTS = re.compile(r"(?i)(?:đại\s+hội|hđnd|hội\s+đồng\s+nhân\s+dân|kỳ\s+họp|hội\s+nghị|đại\s+biểu|ban\s+chấp\s+hành|bch)(?!\w)")
# "Đại hội công bố …"
_MEETS = re.compile(r"(?:Đại\s+hội|Hội\s+nghị|Buổi\s+lễ)\s+(?:đã\s+|cũng\s+)?\Z")
_COUNTED = re.compile(r"(?i)thông\s+qua\s+(?:được\s+|gần\s+|hơn\s+)?\d+\s+(?:dự\s+thảo\s+)?nghị\s+quyết")
_CENTRAL_SYMBOL = re.compile(r"(?:/TW|-TW|-CP|/QH\d*|-TTg|/UBTVQH\d*)$")
_DONE = re.compile(r"(?:đã|vừa|mới)\s+(?:\w+\s+){0,4}\Z")
_DONE_WORD = re.compile(r"(?:đã|vừa|mới|biểu\s+quyết|nhất\s+trí|thống\s+nhất)")
_DECISION = re.compile(r"(?i)(?:công\s+bố|trao)[^.;\n]{0,40}\squyết\s+định(?!\w)")
_BY_DECISION = re.compile(
    r"(?i)(?:(?<!\w)theo(?:\s+đó,?)?(?:\s+nội\s+dung)?|(?<!\w)trao|công\s+bố|tại|cụ\s+thể,?|;|(?:^|(?<=\n))(?:\s*[-+•*]\s*)?)\s*(?:các\s+|toàn\s+văn\s+)?\Z"
)
# "Nội dung buổi làm việc xoay quanh …"
_TALK = re.compile(
    r"(?i)(?:nội\s+dung|tại|trong|chủ\s+đề)?\s*(?:(?:chính|trọng\s+tâm)\s+)?(?:của\s+)?(?:buổi|cuộc|đợt)\s+(?:làm\s+việc|kiểm\s+tra|giám\s+sát)"
)
_DAY = re.compile(r"(?:\d{4}|XXXX)-\d\d-\d\d")
_DAYS = re.compile(rf"{_DAY.pattern}(?:/{_DAY.pattern})?")
# between the days of one conference: "18 và 19/7", "sáng 21, chiều ngày 22/12"
_NEXT_DAY = re.compile(r"\s*(?:,|;|và|&|,\s+và)\s*(?:ngày\s+)?")
# no body's name is longer
_NAMED = 200
# no conference takes more days one by one; a calendar's list costs no more than its length
_LISTED = 8
# "ngày 1/9, hôm nay": the first is another act's
_TODAY = re.compile(r"(?i)hôm(?!\w)|(?:(?:sáng|trưa|chiều|tối|ngày)\s+)?(?:hôm\s+)?nay(?!\w)")
_SAME_DAY = re.compile(r"(?i)(?<!\w)cùng\s+ngày(?!\w)")
# "Hội nghị toàn quốc", as far as the instrument's name does not say it
_NATIONAL = re.compile(r"(?i)(?:hội\s+nghị|trực\s+tuyến|cán\s+bộ)\s+toàn\s+quốc(?!\w)")
_HEARD = re.compile(r"(?i)(?:cũng\s+)?(?:tại|trong\s+khuôn\s+khổ|hội\s+nghị|(?:các\s+)?đại\s+biểu|dịp\s+này|buổi\s+(?:lễ|họp))(?!\w)")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """An article with what the other kinds made of it; `zones` maps a sentence's id to title, lead, caption or body."""

    article: Article
    sentences: Sequence[Sentence]
    zones: Mapping[int, str]
    citations: Sequence[CitationRow]
    dates: Sequence[DateRow]
    by_start: Mapping[int, Sequence[CitationRow]]
    date_at: Mapping[int, int]

    def sentence(self, mention: Mention) -> Sentence:
        """The sentence of a mention."""
        return self.sentences[sentence_at(self.sentences, mention.start)]

    def cited(self, starts: Sequence[int]) -> tuple[CitationRow, ...]:
        """The citations at these offsets that name more than a topic."""
        return tuple(row for start in starts for row in self.by_start.get(start, ()) if not _bare(row))

    def day(self, start: int) -> DateRow | None:
        """The date that stands at an offset; days coordinated with it and it are one range."""
        at = self.date_at.get(start)
        return None if at is None else self._days(at)

    def day_before(self, start: int) -> DateRow | None:
        """The last day that the article names before an offset ("Chiều cùng ngày")."""
        at = bisect_left(self.dates, start, key=lambda date: date.start)
        return next((self.dates[i] for i in range(at - 1, max(-1, at - 9), -1) if _DAY.fullmatch(self.dates[i].value)), None)

    def _days(self, at: int) -> DateRow:
        first = last = at
        while at - first < _LISTED and self._coordinated(first - 1):
            first -= 1
        while last - at < _LISTED and self._coordinated(last):
            last += 1
        begin, end = self.dates[first], self.dates[last]
        if first == last:
            return begin
        text = self.article.body[begin.start : end.end]
        return replace(begin, type="RANGE", value=f"{begin.value}/{end.value}", latest=end.latest, end=end.end, text=text)

    def _coordinated(self, at: int) -> bool:
        """Whether the date row `at` and the one after it are days of one list, in order."""
        if not 0 <= at < len(self.dates) - 1:
            return False
        day, other = self.dates[at], self.dates[at + 1]
        return (
            bool(_DAY.fullmatch(day.value) and _DAY.fullmatch(other.value))
            and day.value < other.value
            and not _TODAY.match(other.text)
            and not is_beside(self.article.body, day)
            and _NEXT_DAY.fullmatch(self.article.body, day.end, other.start) is not None
        )

    def leading(self) -> list[Sentence]:
        """The sentences of headline and lead."""
        return [s for s in self.sentences if self.zones[s.id] in ("title", "lead")]


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
    context = _Context(
        article=article,
        sentences=sentences,
        zones=_zones(sentences),
        citations=citations,
        dates=dates,
        by_start=by_start,
        date_at={date.start: at for at, date in enumerate(dates)},
    )
    told = [m for m in mentions if isinstance(m.value, Event) and m.value.kind]
    candidates = [candidate for mention in told for candidate in _candidate(context, mention)]
    main_day, main_body = _main_day(context, candidates), _main_body(context, candidates)

    taken: set[str] = set()
    rows: list[EventRow] = []
    leading: set[str] = set()
    for candidate in _distinct(context, candidates):
        organization = candidate.event.organization
        # "HĐND thành phố cũng thông qua Nghị quyết số …": at the session that the article is about
        session = candidate.event.kind == "thông qua" and organization is not None and organization in (main_body or "")
        date = candidate.date or (main_day if (candidate.main or session) and candidate.event.status == "held" else None)
        if organization is None or organization in _BARE_MEETING:
            organization = main_body if candidate.main else organization
        about: tuple[CitationRow | None, ...] = candidate.citations or (None,)
        for instrument in about:
            row = _row(context, candidate, instrument, date, organization, taken)
            rows.append(row)
            if candidate.main and row.status == "held":
                leading.add(row.id)
    roles = [(role, persons[start]) for m in mentions if isinstance(m.value, Event) for role, start in m.value.roles if start in persons]
    return Happened(events=tuple(rows), event_officials=tuple(_officials(rows, leading, roles)), acts=tuple(_acts(rows)))


def _zones(sentences: Sequence[Sentence]) -> dict[int, str]:
    """Sentence id → "title", "lead" (the lead and the first sentences after the title), "caption" or "body"."""
    zones: dict[int, str] = {}
    seen = 0
    for sentence in sentences:
        if sentence.part in ("title", "caption"):
            zones[sentence.id] = sentence.part
            continue
        seen += 1
        zones[sentence.id] = "lead" if sentence.part == "lead" or seen <= _LEAD_SENTENCES else "body"
    return zones


def _candidate(context: _Context, mention: Mention) -> Iterator[_Candidate]:
    """The mention as a candidate, if the article reports it as an act at all."""
    event = mention.value
    assert isinstance(event, Event)
    sentence = context.sentence(mention)
    zone = context.zones[sentence.id]
    leading = zone in ("title", "lead") or (zone == "caption" and mention.rule == "event.meeting")
    cited = _instruments(context, sentence, mention, event, leading)
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
    elif mention.rule in _CONFERENCE_RULES:
        yield from _conference(candidate, sentence)
    elif event.kind == "ban hành":
        yield from _issue(context, candidate, sentence)
    else:
        yield from _other(context, candidate, sentence)


def _conference(candidate: _Candidate, sentence: Sentence) -> Iterator[_Candidate]:
    """A conference of headline or lead, what one was told, or one further down with its day."""
    rule, date = candidate.mention.rule, candidate.date
    # what a conference was told is about it; a speaker's sentence says so by naming the instrument
    heard = bool(candidate.citations) and (rule == "event.speaker" or bool(_HEARD.match(sentence.text)))
    dated = date is not None and rule == "event.meeting" and date.start <= candidate.mention.start
    if rule in ("event.told", "event.speaker"):
        known = heard or (rule == "event.told" and candidate.main and bool(candidate.citations) and date is not None)
    elif rule in ("event.headline", "event.place"):
        known = candidate.main
    else:
        known = candidate.main or heard or dated
    if known:
        yield replace(candidate, main=candidate.main or heard)


def _issue(context: _Context, candidate: _Candidate, sentence: Sentence) -> Iterator[_Candidate]:
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


def _issues_itself(context: _Context, candidate: _Candidate) -> bool:
    """Whether the body that acts stands right before the verb ("Huyện ủy ban hành Chương trình số …")."""
    organization = candidate.event.organization
    before = context.article.body[max(0, candidate.mention.start - _NAMED) : candidate.mention.start]
    return organization is not None and before.rstrip().endswith(organization)


def _other(context: _Context, candidate: _Candidate, sentence: Sentence) -> Iterator[_Candidate]:
    """An adoption, announcement or inspection of headline or lead, or one that is said to have been made."""
    body, mention = context.article.body, candidate.mention
    done = _is_done(context, candidate, sentence)
    counted = candidate.event.kind == "thông qua" and bool(_COUNTED.search(body, mention.start, mention.end + 40))
    # "Đại hội thông qua Nghị quyết …": who adopts stands before it
    adopts = candidate.event.kind == "thông qua" and bool(candidate.citations)
    adopted = adopts and (done or bool(_ADOPTS.search(body, sentence.start, mention.start)))
    # "Tại buổi lễ, Trưởng ban Tổ chức công bố Quyết định số …", "Đại hội công bố …": made known where the article tells of
    announces = candidate.event.kind == "công bố" and bool(candidate.citations)
    adopted |= announces and bool(_HEARD.match(sentence.text) or _MEETS.search(body, sentence.start, mention.start))
    # what "Đại hội" or "các đại biểu" adopt, the meeting that the article is about adopts
    here = (
        adopted and candidate.date is None and (candidate.event.organization in {None, *_BARE_MEETING} or bool(_HEARD.match(sentence.text)))
    )
    if candidate.main or counted or adopted or (done and candidate.date is not None):
        yield replace(candidate, main=candidate.main or counted or here)


def _is_done(context: _Context, candidate: _Candidate, sentence: Sentence) -> bool:
    before = context.article.body[sentence.start : candidate.mention.start]
    return bool(_DONE.search(before) or _DONE_WORD.match(candidate.mention.text))


def _instruments(context: _Context, sentence: Sentence, mention: Mention, event: Event, leading: bool) -> tuple[CitationRow, ...]:
    """What an act is about: what its sentence names, the list below it, or what headline and lead together leave no doubt about."""
    if cited := context.cited(event.citations):
        return cited
    if event.kind == "ban hành" and (own := tuple(_own_instrument(context, sentence, mention, event))):
        return own
    if sentence.text.endswith(":") and (listed := tuple(_listed(context, sentence))):
        return listed
    if mention.rule == "event.call":
        return tuple(_taken_up(context, sentence))
    if not leading or event.status != "held":
        return ()
    return tuple(_named_in_lead(context, sentence, mention, event)) or (tuple(_decided(context)) if _DECISION.search(sentence.text) else ())


def _taken_up(context: _Context, visit: Sentence) -> Iterator[CitationRow]:
    """What a visit was about, as one of the two sentences after it says ("Nội dung buổi làm việc xoay quanh …")."""
    for sentence in context.sentences[visit.position + 1 : visit.position + 3]:
        if topic := _TALK.match(sentence.text):
            cited = [c for c in context.citations if sentence.start + topic.end() <= c.start < sentence.end and not _bare(c)]
            yield from cited[:1]
            return


def _decided(context: _Context) -> Iterator[CitationRow]:
    """The numbered decisions that the article says people were given or appointed by ("Theo Quyết định số …, ông … giữ chức …")."""
    for row in context.citations:
        if row.kind == "quyết định" and row.number and _BY_DECISION.search(context.article.body, max(0, row.start - 60), row.start):
            yield row


def _named_in_lead(context: _Context, sentence: Sentence, mention: Mention, event: Event) -> Iterator[CitationRow]:
    """The one instrument of the kind that the act's words name ("giám sát việc thực hiện Nghị quyết của HĐND tỉnh") in headline and lead."""
    noun = _SINGULAR.search(context.article.body, mention.end, min(sentence.end, mention.end + 90))
    if noun is None or _MANY.search(context.article.body, mention.end, noun.start()) or event.kind in ("ban hành", "thông qua"):
        return
    leading = {s.id for s in context.leading()}
    distinct: list[CitationRow] = []
    for row in context.citations:
        if (
            row.sentence_id in leading
            and row.kind == noun[1].lower()
            and not _bare(row)
            and not any(_same(row, other) for other in distinct)
        ):
            distinct.append(row)
    if len(distinct) == 1:
        yield distinct[0]


def _listed(context: _Context, head: Sentence) -> Iterator[CitationRow]:
    """The instruments that head the lines of a list after a sentence that ends in a colon."""
    for sentence in context.sentences[head.position + 1 :]:
        own = [c for c in context.citations if sentence.start <= c.start < sentence.end]
        if not own or own[0].start - sentence.start > 12:
            return
        yield from (c for c in own if c.start == own[0].start and not _bare(c))


def _bare(row: CitationRow) -> bool:
    """Whether nothing but a topic tells the instrument: such a mention says no more than none."""
    return not (row.number or row.symbol or row.plenum or row.congress or row.term or row.issuer or row.document_id)


def _issued(context: _Context, rows: Sequence[CitationRow]) -> DateRow | None:
    """The date row that stands in a citation as its day of issue."""
    return next(
        (
            date
            for row in rows
            for date in context.dates
            if row.issued and date.value == row.issued and row.start <= date.start <= row.end + 8
        ),
        None,
    )


def _own_instrument(context: _Context, sentence: Sentence, mention: Mention, event: Event) -> Iterator[CitationRow]:
    """The one instrument that "đã ban hành Nghị quyết về …" means: named later in the sentence, or by its issuer in the article."""
    noun = _INSTRUMENT_AFTER.match(context.article.body, mention.end)
    if not noun:
        return
    of_kind = [c for c in context.citations if c.kind == noun[1].lower() and not _bare(c)]
    fitting = [c for c in of_kind if mention.end <= c.start < sentence.end]
    if not fitting and event.organization:
        body = _plain_body(event.organization)
        fitting = [c for c in of_kind if c.issuer and (_plain_body(c.issuer) in body or body in _plain_body(c.issuer))]
    if len({(c.document_id, c.symbol, c.number, c.term) for c in fitting}) == 1:
        yield fitting[0]


def _plain_body(name: str) -> str:
    text = fold(one_tone(name)).replace("ban chap hanh", "bch").replace("ban thuong vu", "btv")
    return re.sub(r"\s+khoa\s+[ivxlc]+\b", "", text)


def _main_day(context: _Context, candidates: Sequence[_Candidate]) -> DateRow | None:
    """The day of the article's main act: its own, else the first day that the title or lead names and that is no instrument's."""
    own = next((c.date for c in candidates if c.main and c.date is not None), None)
    if own is not None:
        return own
    leading = {s.id for s in context.leading()}
    days = (d for d in context.dates if d.sentence_id in leading and _DAYS.fullmatch(d.value) and not is_beside(context.article.body, d))
    body = context.article.body
    first = next((d for d in days if opens_clause(body, d) or not any(_issues(c, d) for c in context.citations)), None)
    return context.day(first.start) if first else None


def _issues(citation: CitationRow, date: DateRow) -> bool:
    """Whether a date is the day of issue of an instrument that it stands in or behind."""
    return citation.start <= date.start < (citation.end if citation.issued else citation.end + 8) or citation.issued == date.value


def _main_body(context: _Context, candidates: Sequence[_Candidate]) -> str | None:
    """The body of the article's main act: its own, else the first subject in title or lead, else whose session they name."""
    own = next((c.event.organization for c in candidates if c.main and c.event.organization), None)
    body, leading = context.article.body, context.leading()
    subjects = (subject(body, s.start, s.end, context.citations) for s in leading)
    sessions = (session(body, s.start, s.end) for s in reversed(leading))
    return own or next((found for found in (*subjects, *sessions) if found), None)


def _distinct(context: _Context, candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """One candidate a kind, status, instrument and day: the fullest words win, a mention without instrument gives way to one with."""
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: _fullness(context, candidate)):
        fresh = tuple(
            row
            for row in candidate.citations
            if not any(_same(row, other) and _same_act(candidate, k) for k in kept for other in k.citations)
        )
        if candidate.citations and not fresh:
            continue
        if not candidate.citations and any(_same_act(candidate, k) and (candidate.main or k.main or not candidate.date) for k in kept):
            continue
        unique: list[CitationRow] = []
        for row in fresh:
            if not any(_same(row, other) for other in unique):
                unique.append(row)
        kept.append(
            _Candidate(mention=candidate.mention, event=candidate.event, citations=tuple(unique), date=candidate.date, main=candidate.main)
        )
    yield from sorted(kept, key=lambda c: (c.mention.start, c.mention.end, c.event.kind))


def _fullness(context: _Context, candidate: _Candidate) -> tuple[bool, bool, bool, int]:
    """Order of candidates, the fullest words first: headlines shorten the body that acts, or name its place alone."""
    event, mention = candidate.event, candidate.mention
    return not candidate.citations, event.organization is None, context.zones[context.sentence(mention).id] == "title", mention.start


def _same_act(a: _Candidate, b: _Candidate) -> bool:
    if a.event.kind != b.event.kind or a.event.status != b.event.status:
        return False
    return a.date is None or b.date is None or a.date.value == b.date.value or (a.main and b.main)


def _same(a: CitationRow, b: CitationRow) -> bool:
    """Whether two mentions name one instrument: the same document, or the same number where one leaves its symbol out."""
    if a.plenum and not (a.number or b.number) and (a.kind, a.plenum, a.term) == (b.kind, b.plenum, b.term):
        # "các nghị quyết Trung ương 5" may stand for all of the plenum's or, elsewhere, for the one that is spoken of
        return True
    if a.document_id and b.document_id:
        return a.document_id == b.document_id
    if a.kind != b.kind:
        return False
    if a.number and b.number:
        return a.number.lstrip("0") == b.number.lstrip("0") and (not a.symbol or not b.symbol or a.symbol == b.symbol)
    return (a.number, a.plenum, a.congress, a.term, a.issuer) == (b.number, b.plenum, b.congress, b.term, b.issuer)


def _row(
    context: _Context, candidate: _Candidate, citation: CitationRow | None, date: DateRow | None, organization: str | None, taken: set[str]
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
