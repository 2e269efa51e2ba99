"""Says which instrument a citation stands for.

A mention is completed from the rest of its article, then looked up in the registry; namesakes are told apart by day or
year, term, issuer and title, by what else the article cites, and by its own day, in that order. What stays open is NULL.
An instrument that the registry does not know becomes an observed row, whose columns follow from its id alone, so that
every article that cites it makes the same row.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from corpus import load, registry
from corpus.model import Article, Citation, CitationRow, Date, DocumentRow, Mention, RelationRow, Sentence, UnresolvedRow
from corpus.registry import Instrument, bare
from corpus.text import fold, one_tone, slug
from extractors.rule import NAMES
from pipeline.link import fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What the citations of an article come to; `documents` are the instruments that they stand for."""

    citations: tuple[CitationRow, ...] = ()
    unresolved: tuple[UnresolvedRow, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    document_relations: tuple[RelationRow, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A mention with its value completed and the text that says what it is about.

    It was issued not after `until`: the day of what carries it out. `chained` says that it goes on a coordination.
    """

    mention: Mention
    value: Citation
    about: frozenset[str]
    until: str | None = None
    chained: bool = False


def resolve(article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], every: Sequence[Mention]) -> Cited:
    """The rows of an article's citations; `every` is all its mentions, whose dates tell when it was written."""
    named = [mention for mention in mentions if not _value(mention).short]
    reads = _completed([_read(article, sentences, named, index) for index in range(len(named))])
    documents = _documents(article, reads, every)
    found = {id(read.mention): (read.value, document) for read, document in zip(reads, documents, strict=True)}
    short, unresolved = _short(article, mentions, found)
    taken: set[str] = set()
    rows: list[CitationRow] = []
    for mention in mentions:
        for value, document in short.get(id(mention), ()) if _value(mention).short else (found[id(mention)],):
            rows.append(_row(fact(article, sentences, mention, taken), value, document))
    known = {document.id: document for document in documents if document}
    for document in list(known.values()):
        if document.part_of and document.part_of not in known:
            known[document.part_of] = registry.by_id()[document.part_of].row
    return Cited(
        citations=tuple(rows),
        unresolved=tuple(unresolved),
        documents=tuple(known[name] for name in sorted(known)),
        document_relations=tuple(_relations(article, sentences, rows)),
    )


def _value(mention: Mention) -> Citation:
    assert isinstance(mention.value, Citation)
    return mention.value


def _row(columns: dict[str, object], value: Citation, document: DocumentRow | None) -> CitationRow:
    return CitationRow(
        **columns,  # type: ignore[arg-type]
        kind=value.kind,
        number=value.number,
        symbol=value.symbol,
        title=value.title,
        issued=value.issued or value.year,
        issuer=value.issuer,
        plenum=value.plenum,
        congress=value.congress,
        term=value.term,
        document_id=document.id if document else None,
    )


# So many members of a coordination are looked at, so that a long list costs no more than its length.
_LONGEST = 16

# --- completing a mention from its article -----------------------------------------------------------------------

_NEXT_TO = re.compile(r"\s*(?:,|và|,\s*và)?\s*(?:số\s*)?\Z")


def _read(article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], index: int) -> _Read:
    mention = mentions[index]
    until, chained = None, False
    if index:
        before = mentions[index - 1]
        between = article.body[before.end : mention.start] if mention.start - before.end <= 160 else "\n"
        chained = mention.start >= before.end and bool(_NEXT_TO.fullmatch(between))
        if _CARRIES_OUT.fullmatch(between) and "\n" not in between:
            until = _value(before).issued
    return _Read(mention, _value(mention), _about(article, sentences, mentions, index), until, chained)


# "Kế hoạch số 86-KH/TU ngày 15/01/2018 về thực hiện Nghị quyết số 18-NQ/TW"
_CARRIES_OUT = re.compile(
    r"[^.;]*\b(?:thực\s+hiện|triển\s+khai|thi\s+hành|cụ\s+thể\s+hóa|quán\s+triệt|theo|sửa\s+đổi|bổ\s+sung|thay\s+thế)\b[^.;,]{0,40}"
)


def _about(article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], index: int) -> frozenset[str]:
    """What the words behind a mention say it is about, up to the next mention or the end of the sentence, 220 characters at most.

    The members of a coordination share the words behind its last.
    """
    mention = mentions[index]
    stop = sentences[bisect_right(sentences, mention.start, key=lambda sentence: sentence.start) - 1].end
    end, last = stop, mention
    for later in mentions[index + 1 : index + _LONGEST]:
        if later.start >= stop:
            break
        if later.start < last.end or _NEXT_TO.match(article.body, last.end, later.start):
            last = later
            continue
        end = later.start
        break
    tail = article.body[last.end : min(end, last.end + 220)]
    return registry.topic(f"{_value(mention).title or ''}; {tail}")


def _completed(reads: Sequence[_Read]) -> list[_Read]:
    """The reads with what other mentions of the article tell: the symbol of the same number and kind, the term of the same plenum or local congress."""
    reads = _in_years(reads)
    symbols: dict[tuple[str, str], set[str]] = defaultdict(set)
    terms: dict[tuple[str, str], set[str]] = defaultdict(set)
    held: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for read in reads:
        if (level := _congress_level(read.value)) and read.value.term:
            held[level][read.value.term] |= {read.value.place} if read.value.place else set()
        if read.value.symbol and read.value.number:
            symbols[read.value.kind, bare(read.value.number)].add(read.value.symbol)
        elif read.value.plenum and read.value.term and not read.value.place:
            terms[read.value.kind, read.value.plenum].add(read.value.term)
    out = []
    for read in reads:
        value = read.value
        if value.number and not value.symbol:
            fits = [symbol for symbol in symbols[value.kind, bare(value.number)] if _fits(symbol, value)]
            if len(fits) == 1:
                read = replace(read, value=replace(value, symbol=fits[0]))
        elif value.plenum and not value.number and not value.term and len(told := terms[value.kind, value.plenum]) == 1:
            read = replace(read, value=replace(value, term=min(told)))
        elif not value.term and (level := _congress_level(value)) and len(held[level]) == 1:
            ((term, places),) = held[level].items()
            if places <= {value.place}:
                read = replace(read, value=replace(value, term=term))
        out.append(read)
    return out


_CONGRESS_LEVEL = re.compile(
    r"(?i)\AĐại\s+hội\s(?:.*\s)?Đảng\s+bộ\s+(tỉnh|thành\s+phố|huyện|quận|thị\s+xã|xã|phường|thị\s+trấn|đặc\s+khu)(?!\w)"
)


_DELEGATES = re.compile(r"(?i)\s+đại\s+biểu(?!\w)")


def _congress_level(value: Citation) -> str | None:
    """What held a local Party congress ("phường"), or the congress of a mass organisation ("dai hoi doan tinh"); None for any other issuer."""
    found = _CONGRESS_LEVEL.match(value.issuer or "")
    return " ".join(found[1].lower().split()) if found else _mass_congress(value)


def _mass_congress(value: Citation) -> str | None:
    """What a congress of a mass organisation is called without delegates and place ("dai hoi doan tinh"); None for any other issuer."""
    issuer = value.issuer or ""
    if not issuer.startswith("Đại hội") or _PARTY_CONGRESS.search(issuer):
        return None
    return fold(one_tone(_DELEGATES.sub("", issuer).removesuffix(value.place or ""))).strip()


# A Party congress names the Party's organisation, or nothing at all.
_PARTY_CONGRESS = re.compile(r"(?i)(?:đảng|chi)\s+bộ|\AĐại\s+hội(?:\s+đại\s+biểu)?\Z")
_WHICH = re.compile(r"(?i)\blần\s+(?:thứ\s+)?([XVI]+)(?!\w)|\bĐại\s+hội(?:\s+đại\s+biểu)?\s+([XVI]+)(?!\w)")


def _in_years(reads: Sequence[_Read]) -> list[_Read]:
    """The reads, a mass organisation's congress by its ordinal with the years that another mention of it gives beside the ordinal.

    The Party's keep what is written: press and gold tell them apart by either.
    """
    told = _told_years(reads, _mass_congress)
    return [_with_years(read, _mass_congress(read.value), told) for read in reads]


def _told_years(reads: Iterable[_Read], name: Callable[[Citation], str | None]) -> Mapping[tuple[str, str], set[str]]:
    """What a congress is called, and its ordinal → the years that mentions give beside the ordinal."""
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for read in reads:
        level, term, ordinal = name(read.value), read.value.term, congress_ordinal(read.mention.text)
        if level and term and term[0].isdigit() and ordinal:
            told[level, ordinal].add(term)
    return told


def congress_ordinal(text: str) -> str | None:
    """Which congress words are about ("Đại hội Đảng bộ tỉnh lần thứ XV" → XV), None where they do not count it."""
    which = _WHICH.search(text)
    return (which[1] or which[2]).upper() if which else None


def _with_years(read: _Read, name: str | None, told: Mapping[tuple[str, str], set[str]]) -> _Read:
    years = told.get((name or "", read.value.term or ""), set())
    return replace(read, value=replace(read.value, term=min(years))) if len(years) == 1 else read


def _years(reads: Sequence[_Read]) -> dict[tuple[str, str], str]:
    """Kind and symbol → the year in which the article says it was issued, where it says one year only."""
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for read in reads:
        year = (read.value.issued or read.value.year or "")[:4]
        if read.value.symbol and year:
            told[read.value.kind, read.value.symbol].add(year)
    return {key: years.pop() for key, years in told.items() if len(years) == 1}


def _fits(symbol: str, value: Citation) -> bool:
    """Whether a citation without a symbol may have this one: the same level of issuer and the same year where both tell."""
    system = _system(symbol)
    body = _SYSTEM_OF.get(fold(one_tone(value.issuer or "")))
    # "Nghị quyết 19 Hội nghị Trung ương 6" is not the province's 19-NQ/TU
    if value.plenum and not value.place and _level_of_code(symbol) != "central":
        return False
    if value.issuer and body is None and _level_of_code(symbol) == "central":
        return False
    if value.issuer and body is None and system != ("state" if re.search(r"(?i)HĐND|UBND|nhân\s+dân", value.issuer) else "party"):
        return False
    if body is not None and (system != body or _level_of_code(symbol) != "central"):
        return False
    year = re.search(r"/((?:19|20)\d\d)/", symbol)
    return not (year and value.year and year[1] != value.year)


_SYSTEM_OF = {
    fold(one_tone(phrase)): row["system"]
    for row in load.table("issuers")
    if row["level"] == "central"
    for phrase in (*row["written"].split("|"), re.sub(r"\s*\(.*", "", row["name"]))
    if phrase
}
_LEVELS = {row["code"]: row["level"] for row in reversed(load.table("issuers"))}
_STATE_LOCAL = ("HĐND", "UBND", "CTUBND", "VPUBND", "TTHĐND")


def _code(symbol: str) -> str:
    """The body in a symbol: TW of 18-NQ/TW, HĐND of 07/2019/NQ-HĐND, QH of 202/2025/QH15, UBND of 1483/UBND-THNC."""
    tail = re.sub(r"\A\d+[a-zA-Z]?(?:/(?:19|20)\d\d)?[-/]", "", symbol)
    party = re.fullmatch(r"[^/-]+/(.+)", tail)
    if party:
        return re.split(r"[-.]", party[1])[0]
    parts = re.split(r"[-.]", tail)
    if len(parts) > 1 and registry.kind_of(parts[0], "state"):
        return re.sub(r"\d+\Z", "", parts[1])
    return re.sub(r"\d+\Z", "", parts[0])


def _system(symbol: str) -> str:
    return "party" if re.search(r"-[^/-]+/[^/]+\Z", symbol) else "state"


def _level_of_code(symbol: str) -> str | None:
    """The level that a symbol's body has by itself; None where it is one of every level (HĐND, UBND) or unknown."""
    code = _code(symbol)
    if code in _STATE_LOCAL:
        return None
    if code in ("QH", "UBTVQH") or code.endswith("TW"):
        return "central"
    return _LEVELS.get(code) or ("province" if code.endswith("TU") else None)


# --- which instrument --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Time:
    """When an article was written: not after `latest`; `about` is the best evidence of the day, ISO or a prefix of it."""

    latest: str | None
    about: str | None


_CALENDAR = re.compile(r"(?:19|20)\d\d(?:-\d\d|\Z)")
# a year without a day is no evidence where it is a goal
_GOAL = re.compile(r"(?i:đến|tới|trước|hết|sau|cuối|vào)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?\Z")


def _time(article: Article, reads: Sequence[_Read], every: Sequence[Mention]) -> _Time:
    """The day of publication, else the newest day that the article names; nothing of it is after the page's clock."""
    if article.published:
        return _Time(article.published[:10], article.published[:10])
    clock = article.page_date[:10] if article.page_date else None
    days = [read.value.issued for read in reads if read.value.issued]
    days += [read.value.term[:4] for read in reads if read.value.term and read.value.term[0].isdigit()]
    for mention in every:
        day = mention.value.value if isinstance(mention.value, Date) and mention.value.type == "DATE" else ""
        if _CALENDAR.match(day) and (len(day) >= 7 or not _GOAL.search(article.body, max(0, mention.start - 16), mention.start)):
            days.append(day[:10])
    fit = [day for day in days if clock is None or day <= clock]
    return _Time(clock, max(fit, default=None))


def _not_after(item: Instrument, day: str | None) -> bool:
    """Whether an instrument may have been cited on a day; a day given as year or month counts to its end."""
    issued = item.row.issued or ""
    return day is None or not issued or issued[: len(day)] <= day


def _documents(article: Article, reads: Sequence[_Read], every: Sequence[Mention]) -> list[DocumentRow | None]:
    """What each mention stands for."""
    time = _time(article, reads, every)
    reads = list(reads)
    for index, read in enumerate(reads):
        if read.chained and read.until is None:
            reads[index] = replace(read, until=reads[index - 1].until)
    fields = [_candidates(read, time) for read in reads]
    chosen: list[Instrument | None] = [_by_itself(read, field) for read, field in zip(reads, fields, strict=True)]
    _share(reads, fields, chosen)
    days = {item.row.issued for item in chosen if item and item.row.issued}
    topics = _Topics(article.body)
    for index, (read, field) in enumerate(zip(reads, fields, strict=True)):
        if chosen[index] is None and field:
            before = _CLAUSES.split(article.body[max(0, read.mention.start - 160) : read.mention.start])[-1]
            chosen[index] = _by_article(read, field, days, _chain(reads, chosen, index), before, topics, time)
    places, years = frozenset[str]() if all(chosen) else _places(article), _years(reads)
    reads = [_dated(read, years) for read in reads]
    # by its ordinal alone or with its years, a congress is one
    told = _told_years(reads, _congress_level)
    observed = [_with_years(read, _congress_level(read.value), told) for read in reads]
    return [item.row if item else _observed(article, read, field, places) for read, field, item in zip(observed, fields, chosen, strict=True)]


def _chain(reads: Sequence[_Read], chosen: Sequence[Instrument | None], index: int) -> list[Instrument]:
    """What the other members of a mention's coordination stand for."""
    first, last = index, index
    while reads[first].chained and index - first < _LONGEST:
        first -= 1
    while last + 1 < len(reads) and reads[last + 1].chained and last - index < _LONGEST:
        last += 1
    return [item for item in chosen[first : last + 1] if item]


def _candidates(read: _Read, time: _Time) -> tuple[Instrument, ...]:
    """The instruments of the registry that nothing in the mention speaks against, oldest first."""
    value = read.value
    if value.number:
        # the press writes "Quyết định" for "Quy định" and back: both are QĐ in symbols
        other = {"quy định": "quyết định", "quyết định": "quy định"}.get(value.kind)
        for kind in (value.kind, other) if other else (value.kind,):
            field = tuple(item for item in registry.by_number().get((kind, bare(value.number)), ()) if _same_body(item, value))
            if field:
                break
        if not field and not value.symbol:
            field = registry.by_alias().get((value.kind, bare(value.number)), ())
        if value.plenum:
            field = tuple(item for item in field if item.plenum == value.plenum) or field
        if value.issuer:
            field = tuple(item for item in field if item.row.issuer == value.issuer) or field
    elif value.plenum and not value.place and (value.issuer or "Ban Chấp hành Trung ương") == "Ban Chấp hành Trung ương":
        field = registry.by_plenum().get((value.kind, value.plenum), ())
    elif value.congress:
        return tuple(item for item in registry.instruments() if item.congress == value.congress and item.row.kind == value.kind)
    else:
        return ()
    stated = (value.issued or value.year or "")[:4]
    if value.issued and len(value.issued) == 10 and not value.symbol:
        field = tuple(item for item in field if item.row.issued == value.issued)
    elif stated and value.number:
        by_year = tuple(item for item in field if (item.row.issued or "").startswith(stated))
        same_day = tuple(
            item for item in field if value.issued and len(value.issued) == 10 and (item.row.issued or "")[5:] == value.issued[5:]
        )
        field = by_year or same_day
    elif stated:
        field = tuple(item for item in field if (item.row.issued or "").startswith(stated)) or field
    if value.term and (value.plenum or _SYSTEM_OF.get(fold(one_tone(value.issuer or ""))) or not value.issuer):
        in_term = tuple(item for item in field if item.row.term == value.term)
        field = in_term if in_term or value.plenum else tuple(item for item in field if len(item.topic & read.about) > 1)
    return tuple(item for item in field if _not_after(item, time.latest) and _not_after(item, read.until))


def _same_body(item: Instrument, value: Citation) -> bool:
    """Whether symbol and issuer of a mention allow an instrument of the registry, all of them central."""
    if value.symbol:
        theirs = item.row.symbol or ""
        mine = re.sub(r"\A0+(?=\d)", "", value.symbol).upper()
        spelled = {
            re.sub(r"\A0+(?=\d)", "", text).upper() for text in (theirs, theirs.replace("/HNTW", "/TW"), theirs.replace("QĐi/", "QĐ/"))
        }
        return mine in spelled or mine.replace("QĐI/", "QĐ/") in spelled
    if value.issuer is None:
        return True
    key = fold(one_tone(value.issuer))
    system = _SYSTEM_OF.get(key)
    return system is not None and system == (
        "party" if "/" in (item.row.symbol or "") and _system(item.row.symbol or "") == "party" else "state"
    )


def _by_itself(read: _Read, field: Sequence[Instrument]) -> Instrument | None:
    """The one instrument that the mention itself tells; None where more than one, or none, is meant."""
    if not field:
        return None
    value = read.value
    if value.congress:
        return field[0]
    if value.plenum and not value.number:
        return _of_plenum(read, field)
    about = _best(field, read.about)
    if len(field) == 1:
        item = field[0]
        stated = bool(value.issued or value.year or (value.term and value.term == item.row.term))
        if _yearly(item) and not (stated or about or "number" in item.known_by):
            return None
        if value.symbol or value.issuer:
            return item if stated or not _speaks_against(read, item) else None
        return item if stated or about or (item.known_by and not _speaks_against(read, item)) else None
    return about


def _speaks_against(read: _Read, item: Instrument) -> bool:
    """Whether the mention has a title of its own that shares nothing with the instrument's."""
    own = registry.topic(read.value.title or "")
    return len(own) >= 5 and not own & (item.topic | registry.topic(item.row.title or "")) and not own & _words(item)


def _words(item: Instrument) -> frozenset[str]:
    return registry.topic(re.sub(r"[,(]", " ", item.row.title or ""))


def _best(field: Sequence[Instrument], about: frozenset[str]) -> Instrument | None:
    """The instrument whose title the words speak of more than of any other's, None on a tie or without any such word."""
    scores = []
    for item in field:
        others: frozenset[str] = frozenset().union(*(other.topic for other in field if other is not item))
        scores.append((len(about & item.topic - others) + len(about & item.topic) / 100, item))
    scores.sort(key=lambda pair: -pair[0])
    if not scores or scores[0][0] < 1 or (len(scores) > 1 and scores[1][0] >= scores[0][0]):
        return None
    return scores[0][1]


def _of_plenum(read: _Read, field: Sequence[Instrument]) -> Instrument | None:
    """What a mention by plenum stands for: its only resolution, the one it speaks of, else None; terms must agree first."""
    if read.value.term is None and len({item.row.term for item in field}) > 1:
        return None
    members = [item for item in field if item.topic]
    if len(members) == 1:
        return members[0]
    return _best(members, read.about)


def _share(reads: Sequence[_Read], fields: Sequence[Sequence[Instrument]], chosen: list[Instrument | None]) -> None:
    """Gives mentions that are still open what the same name stands for elsewhere in the article, where that is one thing."""
    known: dict[tuple[str | None, ...], dict[str, Instrument]] = defaultdict(dict)
    for read, item in zip(reads, chosen, strict=True):
        if item:
            known[_name(read.value)][item.row.id] = item
    for index, read in enumerate(reads):
        same = known.get(_name(read.value), {})
        if chosen[index] is None and len(same) == 1:
            (item,) = same.values()
            if item in fields[index]:
                chosen[index] = item


def _name(value: Citation) -> tuple[str | None, ...]:
    if value.number:
        return value.kind, value.symbol or bare(value.number)
    return value.kind, "plenum", value.plenum, value.term


_CLAUSES = re.compile(r"[.;:\n]")


class _Topics:
    """What an article is about: all of it, and its first lines. To read a whole text for it takes long, and few instruments need it."""

    def __init__(self, body: str) -> None:
        self._body = body

    @cached_property
    def whole(self) -> frozenset[str]:
        return registry.topic(self._body)

    @cached_property
    def headline(self) -> frozenset[str]:
        return registry.topic("\n".join(self._body.split("\n", 6)[:6])[:900])


def _by_article(
    read: _Read,
    field: Sequence[Instrument],
    days: Set[str],
    mates: Sequence[Instrument],
    before: str,
    topics: _Topics,
    time: _Time,
) -> Instrument | None:
    """The instrument that the rest of the article tells: issued with another that it cites, its subject, or the newest at its time."""
    value = read.value
    if value.plenum and not value.number:
        # "Chương trình nông thôn mới … theo Nghị quyết Trung ương 7 khóa X"
        said = value.term and _best([item for item in field if item.topic], registry.topic(before))
        return said or _open_plenum(value, field, time)
    if not value.symbol and not value.issuer and not (value.issued or value.year or value.term):
        # a number alone is that of a central instrument only where the press means one by it, or the article is about it
        field = [item for item in field if "number" in item.known_by and not _speaks_against(read, item)] or [
            item for item in field if len(item.topic & topics.headline) >= 2 and len(item.topic & topics.whole) >= 3
        ]
    else:
        field = [item for item in field if not _speaks_against(read, item)]
    field = [item for item in field if _not_after(item, time.about)]
    for item in field:
        if len(field) == 1:
            return None if _stale(item, time) and not len(item.topic & topics.headline) > 1 else item
    if not field:
        return None
    # "sắp xếp tổ chức bộ máy theo Nghị quyết số 18-NQ/TW": the clause says what for
    clause = registry.topic(before)
    said = _best(field, clause)
    if said and len(said.topic & clause) > 1:
        return said
    together = [item for item in field if item.row.issued in days]
    if len(together) == 1:
        return together[0]
    terms = {item.row.term for item in mates}
    same_term = [item for item in field if item.row.term and item.row.term in terms]
    if len(same_term) == 1:
        return same_term[0]
    if subject := _subject(field, topics.headline, 2) or _subject(field, topics.whole, 3):
        return subject
    famous = [item for item in field if "number" in item.known_by]
    newest = max(field, key=lambda item: item.row.issued or "")
    if time.about is not None and (len(famous) != 1 or _months(newest.row.issued, time.about) <= _NEWS):
        return None if _stale(newest, time) else newest
    return famous[0] if len(famous) == 1 else None


def _subject(field: Sequence[Instrument], about: frozenset[str], least: int) -> Instrument | None:
    """The instrument that a text is about more than about any other; None where fewer than `least` pairs of syllables say so."""
    best = _best(field, about)
    return best if best and len(best.topic & about) >= least else None


# For so many months a number means the newest instrument that has it; then again the one that the press knows it by.
_NEWS = 18


def _months(issued: str | None, day: str) -> int:
    """Months from the issue of an instrument to a day, either of them ISO or a prefix of it."""
    years, months = (int(part) for part in f"{issued or '0000-01'}-01".split("-")[:2])
    end, last = (int(part) for part in f"{day}-12".split("-")[:2])
    return (end - years) * 12 + last - months


def _yearly(item: Instrument) -> bool:
    """Whether the symbol of an instrument comes again each year: 80/NQ-CP does, 178/2024/NĐ-CP does not."""
    symbol = item.row.symbol or ""
    return _system(symbol) == "state" and not re.search(r"/(?:19|20)\d\d/", symbol)


def _stale(item: Instrument, time: _Time) -> bool:
    """Whether another of the same number is likelier: the State numbers anew each year, so its number alone lasts two years."""
    return _yearly(item) and "number" not in item.known_by and (time.about is None or _months(item.row.issued, time.about) > 24)


def _open_plenum(value: Citation, field: Sequence[Instrument], time: _Time) -> Instrument | None:
    """What a plenum's name alone stands for: of the newest term before the article, what the press means, else all of it."""
    if value.term is None:
        past = [item for item in field if time.about and _not_after(item, time.about)]
        if not past:
            return None
        term = max(past, key=lambda item: item.row.issued or "").row.term
        field = [item for item in past if item.row.term == term]
    members = [item for item in field if item.topic]
    if len(members) == 1:
        return members[0]
    meant = [item for item in members if "plenum" in item.known_by]
    return meant[0] if len(meant) == 1 else next((item for item in field if not item.topic), None)


# --- instruments that the registry does not know -----------------------------------------------------------------

_NAME = rf"(?!(?:Ủy|Uỷ|Đảng|Đoàn|Khóa|Khoá|Nhiệm|Lần)\b){NAMES['upper']}{NAMES['lower']}[\w'’]*"
_DISTRICT = re.compile(rf"\b(?:(?i:huyện|thị|quận)\s+(?:ủy|uỷ)|(?i:huyện|quận|thị\s+xã))\s+({_NAME}(?:\s{_NAME}){{0,3}})")


_COMMUNE = re.compile(rf"\b(?:(?i:Đảng\s+(?:ủy|uỷ|bộ)|HĐND|UBND)\s+(?i:xã|phường|thị\s+trấn|đặc\s+khu))\s+({_NAME}(?:\s{_NAME}){{0,3}})")


def _communes(article: Article) -> frozenset[str]:
    """The communes whose committees or councils an article names, as ids."""
    return frozenset(slug(match[1]) for match in _COMMUNE.finditer(article.body))


def _places(article: Article) -> frozenset[str]:
    """The districts that an article names, as ids."""
    return frozenset(slug(match[1]) for match in _DISTRICT.finditer(article.body))


def _level(value: Citation, article: Article) -> tuple[str | None, str | None]:
    """Level and place id of a local issuer as an article names it; the place None where it is not told."""
    words = fold(one_tone(value.issuer or ""))
    named = load.province_names().get(fold(one_tone(value.place))) if value.place else None
    own = next((p for p in load.provinces() if p.id == article.province), None)
    if re.search(r"\b(?:xa|phuong|thi tran|chi bo)\b", words.replace("thi xa", "")):
        return "commune", slug(value.place) if value.place else None
    if re.search(r"\b(?:huyen|quan|thi uy|thi xa|tx)\b", words):
        return "district", slug(value.place) if value.place else None
    if re.search(r"\btinh\b", words):
        return "province", named or article.province
    if re.search(r"\b(?:thanh uy|thanh pho|tp)\b", words):
        if named or (not value.place and own and own.kind == "thành phố"):
            return "province", named or article.province
        return ("district", slug(value.place)) if value.place else (None, None)
    if named:
        return "province", named
    return None, slug(value.place) if value.place else None


def _dated(read: _Read, years: dict[tuple[str, str], str]) -> _Read:
    """A mention without a year with the one that another of its symbol has."""
    year = None if read.value.year else years.get((read.value.kind, read.value.symbol or ""))
    return replace(read, value=replace(read.value, year=year)) if year else read


def _observed(article: Article, read: _Read, field: Sequence[Instrument], places: frozenset[str]) -> DocumentRow | None:
    """The row of an instrument that the registry does not have; None where it cannot be told from others."""
    value = read.value
    if value.symbol:
        if any(not _speaks_against(read, item) and not _yearly(item) for item in field):
            return None
        return _observed_symbol(article, value, places)
    if value.number:
        return None
    if value.congress:
        return DocumentRow(
            id=registry.congress_id(value.kind, value.congress),
            kind=value.kind,
            issuer="Đại hội đại biểu toàn quốc của Đảng",
            level="central",
        )
    central = value.plenum and not value.place and value.issuer in (None, "Ban Chấp hành Trung ương")
    if central:
        if field or not value.term or not value.plenum:
            return None
        return DocumentRow(
            id=registry.plenum_id(value.kind, value.plenum, value.term),
            kind=value.kind,
            issuer="Ban Chấp hành Trung ương",
            term=value.term,
            level="central",
        )
    return _observed_local(article, value, places)


def _observed_symbol(article: Article, value: Citation, places: frozenset[str]) -> DocumentRow | None:
    symbol = value.symbol
    assert symbol is not None
    in_symbol = re.search(r"/((?:19|20)\d\d)/", symbol)
    year = in_symbol[1] if in_symbol else (value.issued or value.year or "")[:4] or None
    level = _level_of_code(symbol)
    place: str | None = None
    if level != "central":
        stated, named = _level(value, article)
        level = stated if level is None or (level == "province" and stated == "district") else level
        if level in ("district", "commune"):
            near = places if level == "district" else _communes(article)
            named = named or (next(iter(near)) if len(near) == 1 else None)
            if named is None or article.province is None:
                return None
            place = f"{article.province}.{named}"
        else:
            place = (named if stated == "province" else None) or article.province
            if place is None or (level is None and _code(symbol) not in _STATE_LOCAL):
                return None
    abbreviation = re.search(r"[-/]([^\d/-]+)[-/]", symbol)
    default = registry.kind_of(abbreviation[1], _system(symbol)) if abbreviation else None
    return DocumentRow(
        id=registry.identifier(symbol, place=place, year=year, kind=value.kind if default and value.kind != default else None),
        kind=value.kind,
        number=re.match(r"\d+[a-zA-Z]?", symbol)[0],  # type: ignore[index]
        symbol=symbol,
        issued=year,
        level=level,
        province=place.split(".")[0] if place else None,
    )


def _observed_local(article: Article, value: Citation, places: frozenset[str]) -> DocumentRow | None:
    """The row of what a local congress or committee of a term issued, named by place and term."""
    if value.issuer is None or value.term is None or article.province is None:
        return None
    level, named = _level(value, article)
    if level == "district" and named is None and len(places) == 1:
        named = next(iter(places))
    if level is None or named is None:
        return None
    province = named if level == "province" else article.province
    place = province if level == "province" else f"{province}.{named}"
    congress = value.issuer.startswith("Đại hội")
    at = f"{place}.{value.term}"
    body = re.sub(
        r"-(?:tinh|huyen|xa|phuong|thanh-pho|thi-xa|quan|thi-tran)(?:-.*)?\Z",
        "",
        slug(value.issuer).replace("ban-chap-hanh", "bch").replace("ban-thuong-vu", "btv"),
    )
    if value.place:
        body = body.removesuffix(f"-{slug(value.place)}")
    party = congress and _PARTY_CONGRESS.search(value.issuer)
    name = registry.congress_id(value.kind, at) if party else f"nq-{body}@{at}"
    return DocumentRow(id=name, kind=value.kind, term=value.term, level=level, province=province)


# --- short forms -------------------------------------------------------------------------------------------------

_MANY = {"hai": 2, "ba": 3, "bốn": 4, "cả hai": 2}
_STRANGER = re.compile(
    r"(?P<kind>Nghị\s+quyết|Chỉ\s+thị|Kết\s+luận|Quyết\s+định|Quy\s+định|Kế\s+hoạch|Nghị\s+định|Chương\s+trình|Đề\s+án|Hướng\s+dẫn|Thông\s+tư|Luật)\s+(?:về|chuyên\s+đề|mới|khác)\b"
)


def _short(
    article: Article, mentions: Sequence[Mention], found: dict[int, tuple[Citation, DocumentRow | None]]
) -> tuple[dict[int, tuple[tuple[Citation, DocumentRow | None], ...]], list[UnresolvedRow]]:
    """What each short form stands for, by the identity of its mention, and a row for each that stands for no single thing.

    Candidates are the instruments of its kind that the article named before it, since the last one it named without identity.
    """
    resolved: dict[int, tuple[tuple[Citation, DocumentRow | None], ...]] = {}
    unresolved: list[UnresolvedRow] = []
    if not any(_value(mention).short for mention in mentions):
        return resolved, unresolved
    strangers = [(match.start(), " ".join(match["kind"].lower().split())) for match in _STRANGER.finditer(article.body)]
    standing: dict[str, dict[tuple[object, ...], tuple[Citation, DocumentRow | None]]] = defaultdict(dict)
    at, covered = 0, 0
    for mention in mentions:
        while at < len(strangers) and strangers[at][0] < mention.start:
            if strangers[at][0] >= covered:
                standing[strangers[at][1]].clear()
                standing["văn bản"].clear()
            at += 1
        covered = max(covered, mention.end)
        if id(mention) in found:
            value, document = found[id(mention)]
            key = (
                (document.id,)
                if document
                else (value.kind, value.symbol or value.number, value.plenum, value.term, value.congress, value.issuer)
            )
            for kind in (value.kind, "văn bản"):
                standing[kind][key] = (value, document)
            continue
        candidates = tuple(standing[_value(mention).kind].values())
        wanted = _wanted(mention.text)
        if wanted == len(candidates):
            resolved[id(mention)] = candidates
        else:
            reason = (
                f"{len(candidates)} instruments of its kind stand before it" if candidates else "no instrument of its kind stands before it"
            )
            unresolved.append(UnresolvedRow(article_id=article.id, start=mention.start, end=mention.end, text=mention.text, reason=reason))
    return resolved, unresolved


def _wanted(text: str) -> int | None:
    """How many instruments a short form means: one, or the number that stands before it; None where it says "các"."""
    many = re.match(r"(?i)(cả\s+hai|hai|ba|bốn|các|những|0?[2-9])\s", text)
    if many is None:
        return 1
    word = " ".join(many[1].lower().split())
    return int(word) if word.isdigit() else _MANY.get(word)


# --- relations between two instruments of one sentence -----------------------------------------------------------

_LEADS = r"\A[\s,(”\"]*(?:(?:nêu\s+trên|này)\s+)?(?:(?:về|để|nhằm|v/v|nhằm\s+để)\s+)?(?:việc\s+)?(?:tiếp\s+tục\s+)?"
_RELATIONS = (
    ("reviews", re.compile(_LEADS + r"(?:kết\s+quả\s+)?(?:[\w\s]{0,30}?)(?:sơ\s+kết|tổng\s+kết)\b[\w\s,]{0,60}\Z")),
    ("amends", re.compile(_LEADS + r"(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh)\b[\w\s,]{0,60}\Z")),
    ("replaces", re.compile(_LEADS + r"(?:thay\s+thế|bãi\s+bỏ|thay\s+cho)\b[\w\s,]{0,20}\Z")),
    (
        "implements",
        re.compile(
            _LEADS
            + r"(?!(?:đã|được|đang|sẽ|và)\b)(?:[\w\s,-]{0,80}?)\b(?:thực\s+hiện|triển\s+khai|thi\s+hành|cụ\s+thể\s+hóa|hướng\s+dẫn|quán\s+triệt|theo)\b[\w\s]{0,40}\Z",
        ),
    ),
)
# A new subject between two citations: the second is not what the first does.
_SUBJECT = re.compile(
    r"\b(?:Ban|Tỉnh|Huyện|Thành|Đảng|Hội|Đồng|UBND|HĐND|Sở|đồng\s+chí|tỉnh|huyện|địa\s+phương|đã|tập\s+trung|chỉ\s+đạo|tiếp\s+tục\s+(?:lãnh|chỉ)|và\s+(?:các|kế)|gắn|gắn\s+với|kết\s+hợp|cùng|từ)\b|;"
)
_DOES = frozenset(
    (
        "kế hoạch",
        "chương trình",
        "hướng dẫn",
        "nghị định",
        "thông tư",
        "quyết định",
        "nghị quyết",
        "đề án",
        "kết luận",
        "chỉ thị",
        "báo cáo",
        "công văn",
        "luật",
        "quy định",
        "tờ trình",
        "văn bản",
    )
)


_SAME_LIST = re.compile(r"\s*(?:,|và|,\s*và)\s*(?:số\s*)?")


def _relations(article: Article, sentences: Sequence[Sentence], rows: Sequence[CitationRow]) -> Iterator[RelationRow]:
    """The relations that the words between two neighbouring citations of a sentence state; a coordination on the right shares one."""
    taken: set[str] = set()
    for index, (first, second) in enumerate(pairwise(rows)):
        if first.sentence_id != second.sentence_id or second.start < first.end or first.kind not in _DOES or second.start - first.end > 160:
            continue
        between = article.body[first.end : second.start]
        kind = next((kind for kind, pattern in _RELATIONS if pattern.search(between)), None)
        if kind is None or (
            kind == "implements" and (_SUBJECT.search(between) or (first.kind == "nghị quyết" and not re.match(r"\s*về\b", between)))
        ):
            continue
        group = [second, *_coordinated(article, rows[index + 2 : index + _LONGEST], second)]
        for row in group:
            if first.document_id and row.document_id and first.document_id != row.document_id:
                span = Mention(
                    "citation", first.start, row.end, article.body[first.start : row.end], f"citation.{kind}", Citation(kind=row.kind)
                )
                yield RelationRow(**fact(article, sentences, span, taken), from_id=first.document_id, to_id=row.document_id, type=kind)  # type: ignore[arg-type]


def _coordinated(article: Article, rows: Iterable[CitationRow], last: CitationRow) -> Iterator[CitationRow]:
    for row in rows:
        if row.start < last.end or row.kind != last.kind or not _SAME_LIST.fullmatch(article.body, last.end, row.start):
            return
        last = row
        yield row
