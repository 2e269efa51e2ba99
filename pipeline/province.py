"""Which province an article is about: by its site, its address, its dateline, its source, or what its text says clearly; else none."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from urllib.parse import urlsplit

from corpus import load
from corpus.model import Site
from corpus.text import one_tone, slug
from extractors.rule import NAMES

_UPPER, _LETTER = NAMES["upper"], NAMES["letter"]
_WORD = rf"{_UPPER}(?:{_LETTER}|['’])*"
_NAME = rf"(?P<name>{_WORD}(?:\s?[-–]?\s?{_WORD}){{0,3}})"
_BODY = r"(?:UBND|HĐND|UBMTTQ|MTTQ|Đảng\sbộ|Đảng\sủy|Công\san|Ban\sChấp\shành\sĐảng\sbộ|BCH\sĐảng\sbộ|Thường\strực|Đoàn\sĐBQH)"
# a place with the word before it that says what it is: one pass over the text for all of them
_PLACE = re.compile(
    rf"""(?<!\w)(?:(?P<province>[Tt]ỉnh(?:\s(?:ủy|đoàn))?|TỈNH(?:\sỦY)?|{_BODY}(?:\stỉnh)?)\s
    |(?P<city>[Tt]hành\s(?:phố|ủy)\s|TP\.?\s?|T\.P\s?)
    |(?P<district>[Hh]uyện(?:\sủy)?\s|[Tt]hị\s(?:xã|ủy)\s|[Qq]uận(?:\sủy)?\s|TX\.?\s?)
    |(?P<commune>[Xx]ã\s|[Pp]hường\s|[Tt]hị\strấn\s|[Đđ]ặc\skhu\s)){_NAME}""",
    re.VERBOSE,
)
# the only province with a short name in general use
_SHORT = re.compile(r"(?<!\w)TP\.?\s?HCM(?!\w)")
_IS_PROVINCE = re.compile(rf"(?<!\w){_NAME}\s+là\s+(?:một\s+)?tỉnh(?!\w)")
_ANY_NAME = re.compile(rf"(?<!\w){_NAME}")
# an outlet that speaks of itself: "Báo X trân trọng giới thiệu", "phóng viên Báo X có cuộc trao đổi"
_SELF = re.compile(
    rf"(?:[Pp]hóng\sviên|PV)\s(?:Báo|Đài)\s(?P<reporter>{_NAME.replace('?P<name>', '?:')})|Báo\s{_NAME}(?=\s(?:trân\strọng|xin\s|giới\sthiệu))"
)
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
    return MappingProxyType({_key(row["name"]): row["province"] for row in load.table("districts")})


@cache
def _communes() -> Mapping[str, str]:
    """Communes whose name only one province has, or one with what it was merged into: then the earlier, which a later day turns into the other."""
    merged = {province.id: province.merged_into for province in load.provinces()}
    found = {}
    for row in load.table("localities"):
        ids = set(row["provinces"].split("|"))
        earlier = {name for name in ids if merged.get(name) not in ids}
        if len(ids) == 1 or (len(ids) == 2 and len(earlier) == 1):
            found[_key(row["name"])] = next(iter(ids - earlier), next(iter(ids)))
    return MappingProxyType(found)


@cache
def _labels() -> Mapping[str, str]:
    """A province's name as host names spell it ("quangnam") → its id."""
    return MappingProxyType({slug(province.name).replace("-", ""): province.id for province in load.provinces()})


@cache
def _outlets() -> Mapping[str, str]:
    return MappingProxyType({row["host"]: row["province"] for row in load.table("outlets")})


def _key(name: str) -> str:
    # Đắk is written Đăk, Đắc and Đak, and is one word
    return re.sub(r"\bđ[ăáắa][kc]\b", "đắk", re.sub(r"[\s–-]+", " ", one_tone(name)).casefold())


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
    """The province of an outlet as a source line prints it: "Baothaibinh.com.vn", "Báo Hà Giang", "Đài PT-TH Gia Lai"."""
    if match := re.search(r"(?:[\w-]+\.)+(?:vn|com|net|org)\b", printed, re.IGNORECASE):
        return by_host(match[0])
    syllables = re.split(r"[\s-]+", printed.strip(" ."))
    return next((found for start in range(1, len(syllables)) if (found := _provinces().get(_key(" ".join(syllables[start:]))))), None)


def by_text(text: str) -> str | None:
    """The province that a text is clearly about, None where none or several are.

    "tỉnh X", "Tỉnh ủy X", "UBND tỉnh X", "X là tỉnh" and districts that only one province has give a point; near the beginning
    a province gives two, a district three. One point is enough where no other province is named at all.
    """
    text = one_tone(text[:_READ])
    points: Counter[str] = Counter()
    for start, province, weight in _mentions(text):
        points[province] += weight if start < _HEAD else 1
    ranked = points.most_common(2)
    if not ranked:
        return None
    if len(ranked) == 1:
        return ranked[0][0] if ranked[0][1] > _ENOUGH or _named_in(text) <= {ranked[0][0]} else None
    return ranked[0][0] if ranked[0][1] > _ENOUGH and ranked[0][1] >= _CLEAR * ranked[1][1] else None


def _named_in(text: str) -> set[str]:
    """The provinces that a text names in any way."""
    return {found for match in _ANY_NAME.finditer(text) if (found := _named(match["name"], _provinces()))}


def _mentions(text: str) -> Iterator[tuple[int, str, int]]:
    """Offset, province and weight near the beginning of every mention: 2 of a province, 3 of a district, 2 of a commune."""
    for match in _PLACE.finditer(text):
        name = match["name"]
        if match["province"]:
            found, weight = _named(name, _provinces()), 2
        elif match["city"] and (found := _named(name, _provinces())) in _cities():
            weight = 2
        elif match["commune"]:
            found, weight = _named(name, _communes()), 2
        else:
            found, weight = _named(name, _districts()), 3
        if found:
            yield match.start(), found, weight
    for match in _IS_PROVINCE.finditer(text):
        if found := _provinces().get(_key(match["name"])):
            yield match.start(), found, 2
    for match in _SHORT.finditer(text):
        yield match.start(), "ho-chi-minh", 2
    for match in _SELF.finditer(text):
        if found := _named(match["name"] or match["reporter"], _provinces()):
            yield match.start(), found, 3


def _named(words: str, table: Mapping[str, str]) -> str | None:
    """The id of the longest name that the capitalised words begin with."""
    syllables = re.split(r"[\s–-]+", words)
    for length in range(min(4, len(syllables)), 0, -1):
        if found := table.get(_key(" ".join(syllables[:length]))):
            return found
    return None


def decide(
    *, site: Site | None, url: str, dateline: str | None, republished_from: str | None, text: str, published: str | None
) -> str | None:
    """The id of the province that an article is about, valid on the day of publication; None where nothing says it clearly.

    A site speaks for its own province, except where it reprints an outlet of another one: then the text has to say.
    """
    own = (site.province if site else None) or by_host(urlsplit(url).hostname or "")
    outlet = by_outlet(republished_from) if republished_from else None
    if own and outlet and own != outlet:
        found = by_text(text)
        found = found if found in (own, outlet) else None
    else:
        found = own or dateline or outlet or by_text(text)
    return load.province_on(found, published) if found else None
