"""Which instruments an act is about, where its own words do not say: those that headline and lead, a list or the sentences around name."""

import re
from collections.abc import Iterator, Sequence

from corpus import load
from corpus.model import CitationRow, Event, Mention, Sentence
from corpus.text import fold, one_tone
from extractors.rule import one_of
from pipeline.link.citation import congress_ordinal
from pipeline.link.context import Context, bare

# acts of conferences, whatever they were about
CONFERENCE_RULES = {
    "event.meeting",
    "event.body",
    "event.told",
    "event.speaker",
    "event.headline",
    "event.place",
    "event.review",
    "event.reviewed",
    "event.summon",
    "event.clause",
    "event.after",
    "event.carried",
    "event.lesson",
    "event.pupils",
}
_INSTRUMENT_AFTER = re.compile(
    r"\s+(?:các\s+|\d+\s+)?(nghị quyết|chỉ thị|kết luận|quyết định|quy định|quy chế|kế hoạch|chương trình|đề án|hướng dẫn|công văn|thông tri)",
    re.IGNORECASE,
)
_SINGULAR = re.compile(
    r"(?<!các )(?<!những )(?<!\d )(?<!\shai )(?<!\sba )(?<!\sbốn )(?<!\ssáu )(?<!\sbảy )(?<!\w)(nghị quyết|chỉ thị|kết luận|quy định|kế hoạch|chương trình|đề án)(?!\w)",
    re.IGNORECASE,
)
# "các nghị quyết, quy định, kết luận của Bộ Chính trị": many of every kind
_MANY = re.compile(r"(?<!\w)(?:các|những|nhiều|một\s+số|\d+)\s+(?:[^\W\d_]+(?:\s+[^\W\d_]+){0,2}\s*(?:,|và)\s*){1,6}\Z")
_DECISION = re.compile(r"(?i)(?:công\s+bố|trao)[^.;\n]{0,40}\squyết\s+định(?!\w)")
_BY_DECISION = re.compile(
    r"(?i)(?:(?<!\w)theo(?:\s+đó,?)?(?:\s+nội\s+dung)?|(?<!\w)trao|công\s+bố|tại|(?<!\w)nhận|cụ\s+thể,?|;|(?:^|(?<=\n))(?:\s*[-+•*]\s*)?)\s*(?:các\s+|toàn\s+văn\s+)?\Z"
)
# "tổng kết công tác tổ chức Đại hội và quán triệt Nghị quyết …": the instrument is the second act's
_NEXT_ACT = re.compile(
    rf"(?:,|;|(?<!\w)và|(?<!\w)đồng\s+thời)\s+(?:tiến\s+hành\s+|tổ\s+chức\s+)?{one_of(load.column('acts', 'phrase'))}(?!\w)"
)
# "quán triệt Nghị quyết này"
_THIS = re.compile(
    r"(?i)\s+(?:việc\s+|nội\s+dung\s+)?(?:\d+\s+năm\s+)?(?:thực\s+hiện\s+)?(nghị\s+quyết|chỉ\s+thị|kết\s+luận|quy\s+định)\s+(?:này|trên|nói\s+trên)(?!\w)"
)
# "Sau khi tiếp thu Nghị quyết ở huyện, Đảng ủy xã đã mở 2 lớp học tập …"
_SPOKEN_OF = re.compile(
    r"(?:tiếp\s+thu|học\s+tập|quán\s+triệt|có|nhận|ban\s+hành|nghiên\s+cứu)\s+(Nghị\s+quyết|Chỉ\s+thị|Kết\s+luận)(?!\s+(?:số\s+)?\d)(?=\s|,)"
)
_WITHOUT_MATTER = re.compile(r"\s*(?:[.,;]|\Z|(?:vào|hồi|cho|trong|tại|với)(?!\w))")
# "quán triệt các nghị quyết quan trọng": which, a list further down says
_SEVERAL = re.compile(
    r"(?i)\s(?:các|những|nhiều|một\s+số|hai|ba|bốn|năm|sáu|bảy|\d+)\s+(?:\w+\s+){0,3}?(?:nghị\s+quyết|chỉ\s+thị|kết\s+luận|quy\s+định|văn\s+bản)(?!\w)"
)
_HEARS = re.compile(r"(?i)(?<!\w)(?:nghe|được|phổ\s+biến|truyền\s+đạt|thông\s+tin|quán\s+triệt|học\s+tập|nghiên\s+cứu|giới\s+thiệu)(?!\w)")
# "Bốn nghị quyết được quán triệt gồm: …", "Cụ thể, Nghị quyết số …": a list in the sentence that opens it
_OPENS_LIST = re.compile(r"(?i)(?:\A(?:cụ\s+thể|đó\s+là)(?:,|:)?(?:\s+(?:bao\s+)?gồm:?)?|(?<!\w)gồm(?:\s+có)?\s*:?|:)\s*\Z")
_LISTED_NEXT = re.compile(r"(?:[;,]|(?<!\w)và|(?<!\w)cùng)\s+\Z")
# "tổng kết các văn bản trên": what the sentences before name
_ABOVE = re.compile(
    r"(?i)\s+(?:việc\s+)?(?:thực\s+hiện\s+)?(?:các\s+|\d+\s+|những\s+)?(?:nghị\s+quyết|chỉ\s+thị|kết\s+luận|quy\s+định|văn\s+bản|,|và|\s)+\s(?:nói\s+trên|nêu\s+trên|trên|này)(?!\w)"
)
# "Nội dung buổi làm việc xoay quanh …"
_TALK = re.compile(
    r"(?i)(?:nội\s+dung|tại|trong|chủ\s+đề)?\s*(?:(?:chính|trọng\s+tâm)\s+)?(?:của\s+)?(?:buổi|cuộc|đợt)\s+(?:làm\s+việc|kiểm\s+tra|giám\s+sát)"
)
# "Tại hội nghị, các đại biểu …"
HEARD = re.compile(
    r"(?i)(?:cũng\s+)?(?:tại|trong\s+khuôn\s+khổ|hội\s+nghị|(?:các\s+)?(?:đại\s+biểu|học\s+viên)|(?:nhân\s+|trong\s+)?dịp\s+này|buổi\s+(?:lễ|họp))(?!\w)"
)


def instruments(context: Context, sentence: Sentence, mention: Mention, event: Event, leading: bool) -> tuple[CitationRow, ...]:
    """What an act is about: what its sentence names, the list below it, or what headline and lead together leave no doubt about."""
    if cited := context.cited(event.citations):
        return cited
    if event.kind == "ban hành" and (own := tuple(_own_instrument(context, sentence, mention, event))):
        return own
    if (this := _THIS.match(context.article.body, mention.end, sentence.end)) and (titled := tuple(_titled(context, this[1].lower()))):
        return titled
    if leading and _ABOVE.match(context.article.body, mention.end, sentence.end) and (above := tuple(_named_above(context, sentence))):
        return above
    if sentence.text.endswith(":") and (listed := tuple(_listed(context, sentence))):
        return listed
    if mention.rule == "event.call":
        return tuple(_taken_up(context, sentence))
    if mention.rule == "event.meeting" and (spoken := _spoken_of(context, sentence, mention)):
        return tuple(_titled(context, spoken))
    if not leading or event.status != "held":
        return ()
    if named := tuple(_named_in_lead(context, sentence, mention, event)):
        return named
    if mention.rule in CONFERENCE_RULES and _SEVERAL.search(context.article.body, mention.end, min(sentence.end, mention.end + 90)):
        return tuple(_told_as_list(context))
    return tuple(_decided(context)) if _DECISION.search(sentence.text) else ()


def _spoken_of(context: Context, sentence: Sentence, mention: Mention) -> str | None:
    """The kind of the instrument that the words before a meeting speak of, where nothing but the day or the audience stands behind it."""
    body = context.article.body
    spoken = _SPOKEN_OF.search(body, sentence.start, mention.start)
    return spoken[1].lower() if spoken and _WITHOUT_MATTER.match(body, mention.end, sentence.end) else None


def _named_above(context: Context, sentence: Sentence) -> Iterator[CitationRow]:
    """The instruments of the nearest sentence before, of the two before it, that names any."""
    for earlier in reversed(context.sentences[max(0, sentence.position - 2) : sentence.position]):
        if own := [c for c in context.citations if earlier.start <= c.start < earlier.end and not bare(c)]:
            yield from own
            return


def _taken_up(context: Context, visit: Sentence) -> Iterator[CitationRow]:
    """What a visit was about, as one of the two sentences after it says ("Nội dung buổi làm việc xoay quanh …")."""
    for sentence in context.sentences[visit.position + 1 : visit.position + 3]:
        if topic := _TALK.match(sentence.text):
            cited = [c for c in context.citations if sentence.start + topic.end() <= c.start < sentence.end and not bare(c)]
            yield from cited[:1]
            return


def _decided(context: Context) -> Iterator[CitationRow]:
    """The numbered decisions that the article says people were given or appointed by ("Theo Quyết định số …, ông … giữ chức …")."""
    for row in context.citations:
        if row.kind == "quyết định" and row.number and _BY_DECISION.search(context.article.body, max(0, row.start - 60), row.start):
            yield row


def _named_in_lead(context: Context, sentence: Sentence, mention: Mention, event: Event) -> Iterator[CitationRow]:
    """The one instrument of the kind that the act's words name ("giám sát việc thực hiện Nghị quyết của HĐND tỉnh") in headline and lead."""
    stop = _NEXT_ACT.search(context.article.body, mention.end, sentence.end)
    noun = _SINGULAR.search(context.article.body, mention.end, min(stop.start() if stop else sentence.end, mention.end + 90))
    if noun is None or _MANY.search(context.article.body, mention.end, noun.start()) or event.kind in ("ban hành", "thông qua"):
        return
    yield from _only_one(context, noun[1].lower(), context.leading())


def _titled(context: Context, kind: str) -> Iterator[CitationRow]:
    """The one instrument of a kind that the headline names: what "Nghị quyết này" goes back to over others named in between."""
    yield from _only_one(context, kind, [s for s in context.sentences if context.zones[s.id] == "title"])


def _only_one(context: Context, kind: str, sentences: Sequence[Sentence]) -> Iterator[CitationRow]:
    """The instrument of a kind that the sentences name, if they name no other."""
    inside = {s.id for s in sentences}
    distinct: list[CitationRow] = []
    for row in context.citations:
        if row.sentence_id in inside and row.kind == kind and not bare(row) and not any(same(row, other) for other in distinct):
            distinct.append(row)
    if len(distinct) == 1:
        yield distinct[0]


def _told_as_list(context: Context) -> Iterator[CitationRow]:
    """The instruments listed below what a conference heard, where headline and lead name no others."""
    head = next((s for s in context.sentences if s.text.endswith(":") and HEARD.match(s.text) and _HEARS.search(s.text)), None)
    listed = tuple(_listed(context, head)) if head else _listed_within(context)
    inside, leading = {row.sentence_id for row in listed}, {s.id for s in context.leading()}
    if not any(row.sentence_id in leading - inside and not bare(row) for row in context.citations):
        yield from listed


def _listed(context: Context, head: Sentence) -> Iterator[CitationRow]:
    """The instruments that head the lines of a list after a sentence that ends in a colon."""
    for sentence in context.sentences[head.position + 1 :]:
        own = [c for c in context.citations if sentence.start <= c.start < sentence.end]
        if not own or own[0].start - sentence.start > 12:
            return
        yield from (c for c in own if c.start == own[0].start and not bare(c))


def _listed_within(context: Context) -> tuple[CitationRow, ...]:
    """The instruments of the first sentence that opens a list and goes on with it; nothing where none does."""
    body = context.article.body
    for sentence in context.sentences:
        own = [c for c in context.citations if sentence.start <= c.start < sentence.end]
        before = body[sentence.start : own[0].start] if own else ""
        if (opening := _OPENS_LIST.search(before)) and (opening.start() == 0 or _HEARS.search(before)):
            return tuple(c for c in own if not bare(c) and (c is own[0] or _LISTED_NEXT.search(body, sentence.start, c.start)))
    return ()


def _own_instrument(context: Context, sentence: Sentence, mention: Mention, event: Event) -> Iterator[CitationRow]:
    """The one instrument that "đã ban hành Nghị quyết về …" means: named later in the sentence, or by its issuer in the article."""
    noun = _INSTRUMENT_AFTER.match(context.article.body, mention.end)
    if not noun:
        return
    of_kind = [c for c in context.citations if c.kind == noun[1].lower() and not bare(c)]
    fitting = [c for c in of_kind if mention.end <= c.start < sentence.end]
    if not fitting and event.organization:
        body = plain_body(event.organization)
        fitting = [c for c in of_kind if c.issuer and (plain_body(c.issuer) in body or body in plain_body(c.issuer))]
    if len({(c.document_id, c.symbol, c.number, c.term) for c in fitting}) == 1:
        yield fitting[0]


def plain_body(name: str) -> str:
    """A body's name for comparison: without tones and term, its usual short forms for the long."""
    text = fold(one_tone(name)).replace("ban chap hanh", "bch").replace("ban thuong vu", "btv")
    return re.sub(r"\s+khoa\s+[ivxlc]+\b", "", text)


def same(a: CitationRow, b: CitationRow) -> bool:
    """Whether two mentions name one instrument: the same document, or the same number where one leaves its symbol out."""
    if a.plenum and not (a.number or b.number) and (a.kind, a.plenum, a.term) == (b.kind, b.plenum, b.term):
        # "các nghị quyết Trung ương 5" may stand for all of the plenum's or, elsewhere, for the one that is spoken of
        return True
    if a.document_id and b.document_id:
        return a.document_id == b.document_id
    if a.issuer and a.issuer.startswith("Đại hội") and (a.kind, a.issuer) == (b.kind, b.issuer):
        # "lần thứ I", and "lần thứ I, nhiệm kỳ 2025-2030"
        ordinal = congress_ordinal(a.text)
        if ordinal is not None and ordinal == congress_ordinal(b.text):
            return True
    if a.kind != b.kind:
        return False
    if a.number and b.number:
        return a.number.lstrip("0") == b.number.lstrip("0") and (not a.symbol or not b.symbol or a.symbol == b.symbol)
    return (a.number, a.plenum, a.congress, a.term, a.issuer) == (b.number, b.plenum, b.congress, b.term, b.issuer)
