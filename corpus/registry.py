"""The instruments that are known beforehand, from `gazetteers/documents.csv`, and the ids of all instruments.

An id is the symbol and what tells it from namesakes: `18-NQ/TW@2017`, `67-NQ/TU@lang-son.2013`; without a symbol an
ASCII name: `nq-dai-hoi@XII`. A plenum that issued several resolutions is a row (`nq-hoi-nghi-tw-6@XII`) that they are
`part_of`; one that issued a single resolution is that resolution.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from corpus import load
from corpus.model import DocumentRow
from corpus.text import fold, one_tone, slug

# Kinds whose instruments a plenum is known by; its rules of procedure are always cited by number.
_PLENARY = {"nghị quyết": "nq", "kết luận": "kl"}

# Syllable pairs that stand in the titles of instruments about anything: they tell nothing apart.
_IDLE = frozenset((
    "phat trien", "tiep tuc", "thuc hien", "trong tinh", "tinh hinh", "hinh moi", "nang cao", "tang cuong", "day manh", "den nam",
    "nam tam", "tam nhin", "cong tac", "giai doan", "dinh huong", "nhiem vu", "mot so", "so van", "van de", "trien khai", "dang bo",
    "tinh uy", "tren dia", "dia ban", "hoi nghi", "lanh dao", "chi dao", "su lanh", "dao cua", "cua dang", "viet nam", "nghi quyet",
    "chi thi", "ket luan", "quy dinh", "quyet dinh", "can bo", "dang vien", "trung uong", "ban chap", "chap hanh", "xay dung",
    "cac cap",
))  # fmt: skip
_SYLLABLE = re.compile(r"[^\W\d_]+")
_CLAUSE_END = re.compile(r"[,;:.()\"“”\n–-]")
_YEARS = re.compile(r"\(.*?\)|\d[\d/-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One row of the registry with what it is recognised by.

    `known_by` says what the press means it by without more words: its "number", or the name of its "plenum".
    `topic` is the folded syllable pairs of its title that tell it from others.
    """

    row: DocumentRow
    plenum: str | None
    congress: str | None
    known_by: frozenset[str]
    topic: frozenset[str]


def topic(text: str) -> frozenset[str]:
    """The folded pairs of neighbouring syllables of a text that say what it is about.

    >>> sorted(topic("Cải cách chính sách tiền lương"))
    ['cach chinh', 'cai cach', 'chinh sach', 'sach tien', 'tien luong']
    """
    pairs: set[str] = set()
    for clause in _CLAUSE_END.split(fold(one_tone(text))):
        syllables = _SYLLABLE.findall(clause)
        pairs.update(map(" ".join, pairwise(syllables)))
    return frozenset(pairs - _IDLE)


def identifier(symbol: str, *, place: str | None = None, year: str | None = None, kind: str | None = None) -> str:
    """The id of an instrument with a symbol; `place` is an ASCII id, `kind` tells a namesake of another kind.

    >>> identifier("67-NQ/TU", place="lang-son", year="2013")
    '67-NQ/TU@lang-son.2013'
    """
    apart = ".".join(part for part in (place, year, kind and slug(kind)) if part)
    return f"{symbol}@{apart}" if apart else symbol


def plenum_id(kind: str, plenum: str, term: str) -> str:
    """The id of what a plenum issued, taken together.

    >>> plenum_id("nghị quyết", "6 (lần 2)", "VIII")
    'nq-hoi-nghi-tw-6-lan-2@VIII'
    """
    return f"{_PLENARY.get(kind, slug(kind))}-hoi-nghi-tw-{slug(plenum)}@{term}"


def congress_id(kind: str, at: str) -> str:
    """The id of what a Party congress issued: `at` is the ordinal of a national one, or place and term of another.

    >>> congress_id("nghị quyết", "XIII")
    'nq-dai-hoi@XIII'
    """
    return f"{_PLENARY.get(kind, slug(kind))}-dai-hoi@{at}"


@cache
def kind_of(abbreviation: str, system: str) -> str | None:
    """The kind that an abbreviation stands for in symbols of the "party" or the "state"; None where there is none."""
    rows = [row for row in load.table("kinds") if fold(row["abbreviation"]) == fold(abbreviation) and row["abbreviation"]]
    own = [row for row in rows if row["system"] == system] or rows
    return own[0]["kind"] if own else None


_own: tuple[Mapping[str, str], ...] = ()


def use(own: Iterable[Mapping[str, str]]) -> None:
    """Lets rows of a user's stand before those of the gazetteer from now on, in the place of those about the same instruments."""
    global _own
    if (rows := tuple(own)) != _own:
        _own = rows
        for cached in (instruments, by_id, names, by_number, by_alias, by_plenum):
            cached.cache_clear()


def own() -> tuple[Mapping[str, str], ...]:
    """The rows of a user's that hold."""
    return _own


def about(row: Mapping[str, str]) -> tuple[str, ...]:
    """What tells which instrument a row is about: symbol and year, or what else its id is made from."""
    if row["symbol"]:
        return row["symbol"], row["issued"][:4]
    return row["kind"], row["congress"], row["plenum"], row["term"], row["issued"][:4], fold(row["title"])


def rows() -> tuple[Mapping[str, str], ...]:
    """The rows of the registry: those of the gazetteer, with a user's in the place of those about the same instruments."""
    overruled = {about(row) for row in _own}
    return (*(row for row in load.table("documents") if about(row) not in overruled), *_own)


@cache
def instruments() -> tuple[Instrument, ...]:
    """Every instrument of the registry, plena included, in the order of their ids."""
    every = rows()
    plena: dict[tuple[str, str, str], list[Mapping[str, str]]] = defaultdict(list)
    for row in every:
        if row["plenum"] and row["kind"] in _PLENARY:
            plena[row["kind"], row["plenum"], row["term"]].append(row)
    out = [_instrument(row, plena.get((row["kind"], row["plenum"], row["term"]), ())) for row in every]
    out += [_plenum(key, members) for key, members in plena.items() if len(members) > 1]
    twice = [name for name, count in Counter(item.row.id for item in out).items() if count > 1]
    if twice:
        raise ValueError(f"documents.csv: two rows come to the id {twice[0]!r}; tell them apart by year or title")
    return tuple(sorted(out, key=lambda item: item.row.id))


def _instrument(row: Mapping[str, str], plenum: Sequence[Mapping[str, str]]) -> Instrument:
    shared = plenum_id(row["kind"], row["plenum"], row["term"]) if len(plenum) > 1 else None
    if row["symbol"]:
        name = identifier(row["symbol"], year=row["issued"][:4])
    elif row["congress"]:
        name = congress_id(row["kind"], row["congress"])
    elif shared:
        name = f"{shared}.{'-'.join(slug(row['title']).split('-')[:4])}"
    elif row["plenum"]:
        name = plenum_id(row["kind"], row["plenum"], row["term"])
    else:
        name = f"{slug(row['kind'])}@{row['issued'][:4]}"
    return Instrument(
        row=DocumentRow(
            id=name,
            kind=row["kind"],
            number=row["number"] or None,
            symbol=row["symbol"] or None,
            title=row["title"] or None,
            issued=row["issued"] or None,
            issuer=row["issuer"] or None,
            term=row["term"] or None,
            level="central",
            part_of=shared,
            origin="registry",
            verified=int(row["confidence"] == "verified"),
            source_url=row["source_url"] or None,
        ),
        plenum=row["plenum"] or None,
        congress=row["congress"] or None,
        known_by=frozenset(filter(None, row["known_by"].split("|"))),
        topic=topic(_YEARS.sub(" ", row["title"])),
    )


def _plenum(key: tuple[str, str, str], members: Sequence[Mapping[str, str]]) -> Instrument:
    kind, number, term = key
    days = {row["issued"] for row in members}
    return Instrument(
        row=DocumentRow(
            id=plenum_id(*key),
            kind=kind,
            title=f"{kind.capitalize()} Hội nghị lần thứ {number} Ban Chấp hành Trung ương khóa {term}",
            issued=days.pop() if len(days) == 1 else min(day[:4] for day in days),
            issuer="Ban Chấp hành Trung ương",
            term=term,
            level="central",
            origin="registry",
            verified=int(all(row["confidence"] == "verified" for row in members)),
        ),
        plenum=number,
        congress=None,
        known_by=frozenset(),
        topic=frozenset(),
    )


def documents() -> tuple[DocumentRow, ...]:
    """The rows of `documents` that are known before any article is read."""
    return tuple(item.row for item in instruments())


@cache
def by_id() -> Mapping[str, Instrument]:
    """Id → instrument of the registry."""
    return MappingProxyType({item.row.id: item for item in instruments()})


@cache
def names() -> Mapping[str, str]:
    """Id of an instrument → the plenum or congress that it is called by, and its other names, in one text."""
    other_names = {(row["kind"], row["symbol"], row["issued"][:4]): row["aliases"] for row in rows()}
    found = {}
    for item in instruments():
        row = item.row
        other = other_names.get((row.kind, row.symbol or "", (row.issued or "")[:4]), "") if row.symbol else ""
        met = f"hội nghị lần thứ trung ương {item.plenum} khóa {row.term}" if item.plenum else ""
        held = f"đại hội đại biểu toàn quốc lần thứ {item.congress}" if item.congress else ""
        found[row.id] = f"{other} {met} {held} khóa nhiệm kỳ số TW".replace("|", " ")
    return MappingProxyType(found)


def bare(number: str) -> str:
    """A number without leading zeros, its letter small: what two spellings of it have in common."""
    return number.lstrip("0").lower() or "0"


@cache
def by_number() -> Mapping[tuple[str, str], tuple[Instrument, ...]]:
    """Kind and bare number → the instruments that have them, oldest first."""
    return _grouped(((item.row.kind, bare(item.row.number)), item) for item in instruments() if item.row.number)


@cache
def by_alias() -> Mapping[tuple[str, str], tuple[Instrument, ...]]:
    """Kind and bare number → the instruments of another kind that go by that name: "Đề án 06" is a decision of 2022."""
    named = {item.row.id: item for item in instruments()}
    pairs = []
    for row in rows():
        for alias in filter(None, row["aliases"].split("|")):
            other = re.fullmatch(r"(Đề án|Chương trình) (\d+[a-z]?)", alias)
            if other and row["symbol"]:
                pairs.append(((other[1].lower(), bare(other[2])), named[identifier(row["symbol"], year=row["issued"][:4])]))
    return _grouped(pairs)


@cache
def by_plenum() -> Mapping[tuple[str, str], tuple[Instrument, ...]]:
    """Kind and plenum → what the plena of that number issued, and the rows that stand for all of it, oldest first."""
    return _grouped(((item.row.kind, item.plenum), item) for item in instruments() if item.plenum)


def _grouped(pairs: Iterable[tuple[tuple[str, str], Instrument]]) -> Mapping[tuple[str, str], tuple[Instrument, ...]]:
    groups: dict[tuple[str, str], list[Instrument]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return MappingProxyType(
        {key: tuple(sorted(items, key=lambda item: (item.row.issued or "", item.row.id))) for key, items in groups.items()}
    )
