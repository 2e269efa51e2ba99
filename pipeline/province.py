"""Which province an article is about: by its site, its address, its dateline, its source, or what its text says clearly; else none."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from corpus import load
from corpus.model import Site
from corpus.text import one_tone, slug
from extractors.rule import NAMES
from pipeline import furniture

_UPPER, _LETTER = NAMES["upper"], NAMES["letter"]
_WORD = rf"{_UPPER}(?:{_LETTER}|['’])*"
# a dash joins the halves of a name, and in capitals also a place and the one that it lies in
_NAME = rf"(?P<name>{_WORD}(?:\s?[-–]?\s?(?!(?:Tỉnh|Thành\sPhố|Huyện|Quận|Thị\sXã)(?!\w)){_WORD}){{0,3}})"
_BODY = r"(?:UBND|HĐND|UBMTTQ|MTTQ|Đảng\sbộ|Đảng\sủy|Công\san|Ban\sChấp\shành\sĐảng\sbộ|BCH\sĐảng\sbộ|Thường\strực|Đòan\sĐBQH)"
# a place with the word before it that says what it is: one pass over the text, in which `one_tone` has written "đòan", for all of them
_PLACE = re.compile(
    rf"""(?<!\w)(?:(?P<province>[Tt]ỉnh(?:\s(?:ủy|[đĐ]òan))?|TỈNH(?:\sỦY)?|{_BODY}(?:\stỉnh)?(?!\s(?:Thành\s[pP]hố|Tỉnh|Huyện|Quận|Thị|Phường|Xã|TP|TX)(?!\w)))\s
    |(?P<city>[Tt]hành\s(?:phố|ủy)\s|T[Pp]\.?\s?|T\.P\s?)
    |(?P<district>[Hh]uyện(?:\sủy)?\s|[Tt]hị\s(?:xã|ủy)\s|[Qq]uận(?:\sủy)?\s|TX\.?\s?)
    |(?P<commune>[Xx]ã\s|[Pp]hường\s|[Tt]hị\strấn\s|[Đđ]ặc\skhu\s)){_NAME}""",
    re.VERBOSE,
)
# "các xã: Hải An, Rạng Đông và Đồng Thịnh"
_LIST = re.compile(
    rf"(?<!\w)các\s(?P<kind>xã|phường)\s?:?\s(?P<names>{_WORD}(?:\s{_WORD}){{0,3}}(?:(?:,|\svà)\s{_WORD}(?:\s{_WORD}){{0,3}}){{1,40}})"
)
_COMMA = re.compile(r",\s|\svà\s")
# the only province with a short name in general use
_SHORT = re.compile(r"(?<!\w)TP\.?\s?HCM(?!\w)")
_IS_PROVINCE = re.compile(rf"(?<!\w){_NAME}\s+là\s+(?:một\s+)?tỉnh(?!\w)")
_ANY_NAME = re.compile(rf"(?<!\w){_NAME}")
# a place whose name alone opens a headline or a report: "Nam Đàn quán triệt …", "Hà Tĩnh: …"
_HEADS = re.compile(
    rf"^{_NAME}(?=\s?:\s|\s(?:tổ\schức|quán\striệt|học\stập|triển\skhai|sơ\skết|tổng\skết|ban\shành|công\sbố|kiểm\stra|giám\ssát|đẩy\smạnh|thực\shiện|tập\strung|biểu\sdương)\s)",
    re.MULTILINE,
)
# where something took place says little of who did it: ministries meet in every city
_WHERE = re.compile(r"(?i)(?:tại|ở|từ|đến|tới|về|ra|vào|thủ\sđô)\s\Z")
# the outlet that a byline or the foot of a page names; "Nhà báo" is a person
_OUTLET = re.compile(
    rf"(?<!\w)(?<!Nhà\s)(?<!nhà\s)(?:Báo|BÁO|(?i:đài(?:\s(?:pt-?th|phát\sthanh|truyền\shình|và|-|tỉnh))*|(?:cổng|trang)\s(?:thông\stin(?:\sđiện\stử)?|ttđt)(?:\stỉnh)?))\s{_NAME}"
)
# an office that owns a page; an address alone tells nothing, since national papers have one too
_OWNER = re.compile(
    r"(?i)\W*(?:(?:cơ\squan|đơn\svị)\schủ\squản|(?:cổng|trang)\s(?:thông\stin|ttđt)|ubnd|ủy\sban\snhân\sdân|đảng\s(?:bộ|ủy))(?!\w)"
)
_FRAME, _AROUND = 200, " -–—*•|©:"
# a person's name before it is a city's
_PERSON = "ho-chi-minh"
# an outlet that speaks of itself: "Báo X trân trọng giới thiệu", "phóng viên Báo X có cuộc trao đổi"
_SELF = re.compile(
    rf"(?:[Pp]hóng\sviên|PV)\s(?:Báo|Đài)\s(?P<reporter>{_NAME.replace('?P<name>', '?:')})|Báo\s{_NAME}(?=\s(?:trân\strọng|xin\s|giới\sthiệu))"
)
# the address of a source: "(Nguồn: laichau.gov.vn)"
_ADDRESS = re.compile(r"(?<![\w@./-])(?:[a-z\d-]+\.){1,3}vn(?![\w.-])", re.IGNORECASE)
# points that a reading needs, and how many times those of the next province
_ENOUGH, _CLEAR = 2, 2
_HEAD, _READ = 700, 4000


@cache
def _provinces() -> Mapping[str, str]:
    return MappingProxyType({_key(name): province.id for province in load.provinces() for name in (province.name, *province.aliases)})


@cache
def _cities() -> frozenset[str]:
    """The cities that are provinces themselves."""
    return frozenset(province.id for province in load.provinces() if province.kind == "thành phố")


@cache
def _districts() -> Mapping[str, str]:
    """District → its province, without the names that several provinces have."""
    named = Counter(row["name"] for row in load.table("districts"))
    return MappingProxyType({_key(row["name"]): row["province"] for row in load.table("districts") if named[row["name"]] == 1})


@cache
def _localities() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Every commune with the word before it ("phường hương an"), the provinces that had one before July 2025, and those that have one since."""
    return tuple((f"{row['kind']} {_spelled(row['name'])}", _ids(row["before"]), _ids(row["since"])) for row in load.table("localities"))


def _ids(cell: str) -> frozenset[str]:
    return frozenset(cell.split("|")) - {""}


@cache
def _communes(since: bool | None) -> Mapping[str, frozenset[str]]:
    """Commune with the word before it → the provinces that had one before (`since` False) or have one since July 2025.

    Since then a former commune counts where no new one has its name. With `since` None both times do: of a province and what it was
    merged into the earlier, which a later day turns into the other.
    """
    merged = {province.id: province.merged_into for province in load.provinces()}
    found: dict[str, frozenset[str]] = {}
    for name, before, now in _localities():
        ids = before
        if since:
            ids = now or frozenset(merged[province] or province for province in before)
        elif since is None:
            ids = before | frozenset(province for province in now if province not in {merged[earlier] for earlier in before})
        if ids:
            found[name] = ids
    return MappingProxyType(found)


@cache
def _new_communes() -> frozenset[str]:
    """The communes that no one had before July 2025, with the word before them."""
    return frozenset(name for name, before, _ in _localities() if not before)


def warm() -> None:
    """Loads the communes, which are thousands: else the first articles would have to wait for them."""
    for since in (None, False, True):
        _communes(since)
    _new_communes()


@cache
def _labels() -> Mapping[str, str]:
    """A province's name as host names spell it ("quangnam") → its id."""
    return MappingProxyType({slug(province.name).replace("-", ""): province.id for province in load.provinces()})


@cache
def _outlets() -> Mapping[str, str]:
    return MappingProxyType({row["host"]: row["province"] for row in load.table("outlets")})


# names come back in every article of a province
@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return _spelled(name)


def _spelled(name: str) -> str:
    """A name as it compares: in small letters, one space for white space and dashes, one placement of tone marks."""
    # Đắk is written Đăk, Đắc and Đak, and is one word
    return _DAK.sub("đắk", _PARTED.sub(" ", one_tone(name)).casefold())


_DAK, _PARTED = re.compile(r"\bđ[ăáắa][kc]\b"), re.compile(r"[\s–-]+")


def by_host(host: str) -> str | None:
    """The province that a host name speaks for: a known outlet, or a label such as `hiepduc.quangnam.gov.vn`, `baolangson.vn`, `gialaitv.vn`."""
    host = host.lower().removeprefix("www.")
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if found := _outlets().get(".".join(labels[start:])):
            return found
    for label in reversed(labels[:-1] if labels[-1] == "vn" else ()):
        plain = label.replace("-", "")
        if found := _labels().get(plain):
            return found
        # "xuctiendautuhagiang", "gialaitv": a short name such as "hue" stands inside other words too
        for name, province in _labels().items():
            if len(name) > 4 and (plain.endswith(name) or plain.removesuffix("tv") == name):
                return province
    return None


def by_outlet(printed: str) -> str | None:
    """The province of an outlet as a source line prints it: "Baothaibinh.com.vn", "Báo Hà Giang", "Báo Tây Ninh Online", "Đài PT-TH Gia Lai"."""
    if match := re.search(r"(?:[\w-]+\.)+(?:vn|com|net|org)\b", printed, re.IGNORECASE):
        return by_host(match[0])
    syllables = re.split(r"[\s-]+", printed.strip(" ."))
    return next(
        (found for start in range(1, len(syllables)) if (found := _named(" ".join(syllables[start : start + 4]), _provinces()))), None
    )


def by_frame(lines: Iterable[str], published: str | None = None) -> str | None:
    """The province of the outlet or office that a page's lines around the article name; None where they name none or several."""
    near = [line for line in lines if len(line) <= _FRAME]
    short = [one_tone(line.title() if line.isupper() else line) for line in near]
    outlets = {found for line in short for match in _OUTLET.finditer(line) if (found := _named(match["name"], _provinces()))}
    owners = [line for line in short if _OWNER.match(line)]
    if not outlets:
        outlets = {found for line in near if furniture.owner(line.strip(_AROUND)) and (found := _last(line))}
    return outlets.pop() if len(outlets) == 1 else by_text("\n".join(owners), published)


def _last(owner: str) -> str | None:
    """The province whose name an office's name ends in ("Sở Y tế Lào Cai"); a commune or district may have the same, and in a headline it is a place."""
    syllables = _key(owner.strip(" .")).split()
    for length in (4, 3, 2):
        if (
            length + 1 < len(syllables) <= _LONGEST_OFFICE
            and syllables[-length - 1] not in _NOT_ITS
            and (found := _provinces().get(" ".join(syllables[-length:])))
        ):
            return found
    return None


_LONGEST_OFFICE = 12
_NOT_ITS = frozenset(["xã", "phường", "trấn", "huyện", "quận", "khu", "thôn", "bản", "thpt", "thcs", "tại", "ở", "về", "từ", "đến", "tới", "với", "thăm", "ra", "vào", "cho"])


def by_text(text: str, published: str | None = None, *, title: str | None = None) -> str | None:
    """The province that a text is clearly about, None where none or several are.

    "tỉnh X", "Tỉnh ủy X", "UBND tỉnh X", "X là tỉnh" and districts that only one province has give a point; near the beginning
    a province gives two, a district three; a province's bare name gives one. One point is enough where no other province is named at all;
    the only one that the title names needs no more than to lead, and the only one named at all needs not even that where the title calls it a province or the text names its bodies.
    Provinces are those of the day of publication: a commune that lay in Hà Giang speaks for Tuyên Quang since 1 July 2025.
    """
    text = one_tone(text[:_READ])
    published = published or _day(text)
    told: Counter[str] = Counter()
    for start, province, weight in _mentions(text, published):
        told[province] += weight if start < _HEAD else 1
    points: Counter[str] = Counter()
    for province, count in told.items():
        points[load.province_on(province, published)] += count
    ranked = points.most_common(2)
    if not ranked:
        return _shared(text, published)
    if len(ranked) == 1:
        return ranked[0][0] if ranked[0][1] > _ENOUGH or _named_in(text, published) <= {ranked[0][0]} else None
    # "tỉnh X" in the headline, "Tỉnh ủy X", and no other province's name: communes and districts that elsewhere have the same names count for nothing
    stated = {load.province_on(found, published) for found in _stated(text, one_tone(title or ""))}
    if len(stated) == 1 and _named_in(text, published) <= stated:
        return stated.pop()
    clear = 1 if _named_in(one_tone(title or ""), published) == {ranked[0][0]} else _CLEAR
    leads = ranked[0][1] > max(_ENOUGH, ranked[1][1]) and ranked[0][1] >= clear * ranked[1][1]
    return ranked[0][0] if leads else None


# from this day on there are 34 provinces, and no districts
_SINCE = "2025-07-01"


# asked several times of one text, and then never again
@lru_cache(maxsize=4)
def _places(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_PLACE.finditer(text))


def _since(day: str | None) -> bool | None:
    return None if day is None else day >= _SINCE


def _day(text: str) -> str | None:
    """The first day on which a text without a date can have been written, where it names a commune that there was none of before."""
    return _SINCE if not _new_communes().isdisjoint(_communes_named(text, _communes(None))) else None


def _stated(text: str, title: str) -> set[str]:
    """The provinces that a title calls so ("tỉnh X"), and those whose bodies a text names ("Tỉnh ủy X", "UBND tỉnh X")."""
    bodies = (match for match in _places(text) if match["province"] and match["province"].lower() != "tỉnh")
    named = (_named(match["name"], _provinces()) for match in (*_PLACE.finditer(title), *bodies) if match["province"])
    return {found for found in named if found}


def _shared(text: str, day: str | None) -> str | None:
    """The one province in which all the communes of a text lie that several provinces have; None where it names fewer than two."""
    table = _communes(_since(day))
    told = _communes_named(text, table)
    common = frozenset.intersection(*(table[name] for name in told)) if len(told) > 1 else frozenset()
    return next(iter(common)) if len(common) == 1 else None


def _communes_named(text: str, table: Mapping[str, frozenset[str]]) -> set[str]:
    """The communes of `table` that a text names, alone or in a list."""
    told = {_commune(match, table) for match in _places(text) if match["commune"]}
    for match in _LIST.finditer(text) if "các xã" in text or "các phường" in text else ():
        told |= {_longest(name, table, before=f"{match['kind']} ") for name in _COMMA.split(match["names"])}
    return {name for name in told if name}


def _commune(match: re.Match[str], table: Mapping[str, frozenset[str]]) -> str | None:
    """The longest commune of `table` that the words of a match begin with; no shorter name is read out of it ("xã Thanh Thủy" is no commune Thanh)."""
    return _longest(match["name"], table, before=" ".join(match["commune"].lower().split()) + " ")


def _named_in(text: str, published: str | None) -> set[str]:
    """The provinces that a text names in any way; Hồ Chí Minh by itself is the person, and the whole country meets in Hà Nội."""
    return {
        load.province_on(found, published)
        for match in _ANY_NAME.finditer(text)
        if (found := _named(match["name"], _provinces()))
        and not _is_person(match, found)
        and not (found == "ha-noi" and _WHERE.search(text, max(0, match.start() - 9), match.start()))
    }


def _is_person(match: re.Match[str], province: str) -> bool:
    return province == _PERSON and _key(match["name"]).startswith("hồ chí minh")


def _mentions(text: str, day: str | None) -> Iterator[tuple[int, str, int]]:
    """Offset, province and weight near the beginning of every mention: 3 of a district, 2 of a commune or a province, 1 of its bare name."""
    told = set()
    communes = _communes(_since(day))
    for match in _places(text):
        told.add(match.start("name"))
        name = match["name"]
        found: str | None
        if match["province"]:
            found, weight = _named(name, _provinces()), 2
        elif match["city"] and (found := _named(name, _provinces())) in _cities():
            weight = 2
        elif match["commune"]:
            ids = communes.get(_commune(match, communes) or "", frozenset())
            found, weight = next(iter(ids)) if len(ids) == 1 else None, 2
        else:
            found, weight = _named(name, _districts()), 3
        if found:
            yield match.start(), found, weight
    for match in _IS_PROVINCE.finditer(text):
        if found := _provinces().get(_key(match["name"])):
            told.add(match.start("name"))
            yield match.start(), found, 2
    for match in _SHORT.finditer(text):
        yield match.start(), "ho-chi-minh", 2
    for match in _SELF.finditer(text):
        if found := _named(match["name"] or match["reporter"], _provinces()):
            yield match.start(), found, 3
    for match in _ADDRESS.finditer(text) if ".vn" in text.lower() else ():
        if found := by_host(match[0]):
            yield match.start(), found, 2
    for match in _HEADS.finditer(text, 0, _HEAD):
        name = match["name"]
        if (found := _provinces().get(_key(name)) or _districts().get(_key(name))) and match.start() not in told:
            told.add(match.start())
            yield match.start(), found, 3
    yield from _bare(text, told)


def _bare(text: str, told: Container[int]) -> Iterator[tuple[int, str, int]]:
    """The provinces that stand in a text by their names alone, whole, and not as the place where something was; `told` are those counted already."""
    for match in _ANY_NAME.finditer(text):
        found = _provinces().get(_key(match["name"]))
        if (
            found
            and match.start() not in told
            and not _is_person(match, found)
            and not _WHERE.search(text, max(0, match.start() - 9), match.start())
        ):
            yield match.start(), found, 1


def _named(words: str, table: Mapping[str, str]) -> str | None:
    """What the longest name that the capitalised words begin with stands for."""
    longest = _longest(words, table)
    return None if longest is None else table[longest]


def _longest(words: str, table: Container[str], *, before: str = "") -> str | None:
    """The longest entry of `table` that the capitalised words, with what is put before them, begin with."""
    syllables = _PARTED.split(words)
    spelled = (before + _key(" ".join(syllables[:length])) for length in range(min(4, len(syllables)), 0, -1))
    return next((name for name in spelled if name in table), None)


def decide(
    *,
    site: Site | None,
    url: str,
    dateline: str | None,
    republished_from: str | None,
    frame: Sequence[str],
    title: str | None,
    text: str,
    published: str | None,
) -> str | None:
    """The id of the province that an article is about, valid on the day of publication; None where nothing says it clearly.

    A site speaks for its own province, except where it reprints an outlet of another one: then the text has to say.
    """
    own = (site.province if site else None) or by_host(urlsplit(url).hostname or "")
    outlet = by_outlet(republished_from) if republished_from else None
    if own and outlet and own != outlet:
        found = by_text(text, published, title=title)
        found = found if found in {load.province_on(name, published) for name in (own, outlet)} else None
    else:
        found = (
            own
            or dateline
            or outlet
            or by_frame(frame, published)
            or by_text(text, published, title=title)
            or by_text(republished_from or "", published)
        )
    return load.province_on(found, published) if found else None
