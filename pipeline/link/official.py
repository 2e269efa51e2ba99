"""Says which person a name is, and which a post alone stands for.

Within an article a name is one person. Across articles a person is a name and a province: `nguyen-van-hung@kon-tum`; holders of
central posts are `@vn`, and `@-` says that neither the post nor the article names a province.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from corpus import load
from corpus.model import Article, Mention, Official, OfficialRow, Position, PostRow, Sentence
from corpus.text import fold, slug
from extractors import office, rule
from pipeline.link import fact

_EXPANDED = {
    "uvtw": "ủy viên ban chấp hành trung ương", "uvtư": "ủy viên ban chấp hành trung ương", "uvt.ư": "ủy viên ban chấp hành trung ương", "uvbct": "ủy viên bộ chính trị",
    "uvbtv": "ủy viên ban thường vụ", "uvtv": "ủy viên ban thường vụ", "ubvtu": "ủy viên ban thường vụ tỉnh ủy", "uvbch": "ủy viên ban chấp hành", "uv": "ủy viên",
    "tuv": "tỉnh ủy viên", "huv": "huyện ủy viên", "thuv": "thành ủy viên", "đuv": "đảng ủy viên", "pbt": "phó bí thư", "bt": "bí thư", "pct": "phó chủ tịch",
    "ct": "chủ tịch", "gđ": "giám đốc", "pgđ": "phó giám đốc", "tgđ": "tổng giám đốc", "cvp": "chánh văn phòng", "pcvp": "phó chánh văn phòng", "cht": "chỉ huy trưởng",
    "btv": "ban thường vụ", "bch": "ban chấp hành", "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc", "đbqh": "đại biểu quốc hội",
    "tp": "thành phố", "tp.": "thành phố", "ub": "ủy ban", "qh": "quốc hội", "tw": "trung ương", "t.ư": "trung ương", "t.w": "trung ương",
    "bct": "bộ chính trị", "ubmttq": "ủy ban mặt trận tổ quốc", "mttqvn": "mặt trận tổ quốc việt nam", "ubmttqvn": "ủy ban mặt trận tổ quốc việt nam", "vp": "văn phòng",
    "chqs": "chỉ huy quân sự", "bđbp": "bộ đội biên phòng", "tand": "tòa án nhân dân", "vksnd": "viện kiểm sát nhân dân", "lđlđ": "liên đoàn lao động", "hnd": "hội nông dân",
    "lhpn": "liên hiệp phụ nữ", "ccb": "cựu chiến binh", "tt": "thường trực", "htx": "hợp tác xã", "ubkt": "ủy ban kiểm tra", "tx": "thị xã", "bcđ": "ban chỉ đạo",
}  # fmt: skip
_CENTRAL = re.compile(
    r"""\b(?:trung\ ương | bộ\ chính\ trị | ban\ bí\ thư | tổng\ bí\ thư | thủ\ tướng | chủ\ tịch\ nước | bộ\ trưởng | thứ\ trưởng | chính\ phủ | tổng\ cục | nhà\ nước
      | tối\ cao | quân\ khu | quân\ đoàn | tổng\ tham\ mưu | bộ\ quốc\ phòng | bộ\ công\ an | bộ\ (?:nội\ vụ|tài\ chính|y\ tế|tư\ pháp|xây\ dựng|ngoại\ giao|công\ thương
      |nông\ nghiệp|giáo\ dục|văn\ hóa|khoa\ học|thông\ tin|tài\ nguyên|lao\ động|kế\ hoạch|giao\ thông|dân\ tộc))\b
      | (?<!đại\ biểu\ )(?<!đoàn\ đại\ biểu\ )\bquốc\ hội\b | \bviệt\ nam$ | \bhọc\ viện\ chính\ trị\ quốc\ gia\b""",
    re.VERBOSE,
)
_LOCAL = re.compile(
    r"\b(?:tỉnh|thành ủy|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|sở|thôn|ấp|bản|buôn|khu phố|khóm|chi bộ|chi cục)\b"
)
_HIGH = frozenset(office.words("tỉnh phố tp ủy đoàn hđnd ubnd tx xã huyện quận thuế an đbqh hội")) | {"tp.", "tx."}


@dataclass(slots=True)
class _Person:
    """What an article says of one name: its mentions, and its posts with the mention that each stands in."""

    name: str
    id: str = ""
    mentions: list[Mention] = field(default_factory=list)
    posts: list[tuple[Mention, Position, str]] = field(default_factory=list)


def resolve(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> tuple[tuple[PostRow, ...], tuple[OfficialRow, ...], Mapping[int, str]]:
    """The posts and persons of an article, and mention start → official id for every mention whose person is known.

    One row of posts per person and post, at the first mention; a person without any post has one row with position NULL.
    A post without a name goes to the one person of the article who holds it, and to nobody where there are several.
    """
    persons = _persons(article, mentions)
    holders: dict[str, str | None] = {}
    rows: list[tuple[int, PostRow]] = []
    officials: dict[str, OfficialRow] = {}
    known: dict[int, str] = {}
    taken: set[str] = set()
    for key, person in persons.items():
        said = _said(person)
        if not said:
            # a name that nothing but its form makes a person's
            continue
        official_id = f"{slug(key)}@{_home(article, person)}"
        # one romanised form may stand for two names of an article (Hòa, Hoa): the later one is told apart
        if official_id in officials:
            official_id = _apart(official_id, officials)
        person.id = official_id
        officials[official_id] = OfficialRow(
            id=official_id,
            name=person.name,
            name_folded=office.folded(person.name),
            basis="name and province" if not official_id.endswith("@-") else "name",
        )
        for mention in person.mentions:
            known[mention.start] = official_id
        for mention, position in said:
            at = _spanned(article, mention, position)
            rows.append((at.start, _row(article, sentences, at, official_id, person.name, position, taken)))
    for mention in mentions:
        value = mention.value
        if isinstance(value, Official) and value.name is None:
            wanted = canonical(value.positions[-1].text)
            if wanted not in holders:
                holders[wanted] = _holder(wanted, persons.values())
            if (holder := holders[wanted]) is not None:
                known.setdefault(mention.start, holder)
    return tuple(row for _, row in sorted(rows, key=lambda item: item[0])), tuple(officials.values()), known


def _persons(article: Article, mentions: Iterable[Mention]) -> dict[str, _Person]:
    """Name key → person, in order of first mention, without those who are only spoken of.

    The last words of one name given in full before are that person's ("Năm Chiêu" of "Bùi Văn Năm Chiêu"), a given name alone where
    only one has it so far.
    """
    persons: dict[str, _Person] = {}
    tails: dict[str, list[_Person]] = {}
    for mention in mentions:
        value = mention.value
        if isinstance(value, Official) and value.name is not None:
            key = _key(value.name)
            if mention.rule == "official.given" and len(tails.get(key, ())) != 1:
                continue
            if key not in persons and len(known := tails.get(key, [])) == 1:
                person = known[0]
            elif key in persons:
                person = persons[key]
            else:
                person = persons[key] = _Person(_cased(value.name))
                words = key.split()
                for first in range(1, len(words)):
                    tails.setdefault(" ".join(words[first:]), []).append(person)
            person.mentions.append(mention)
            person.posts += [(mention, position, canonical(position.text)) for position in value.positions]
    return {
        key: person
        for key, person in persons.items()
        if any(m.rule != "official.person" for m in person.mentions)
        or any(_speaks_later(article, m) or _heads_an_answer(article, m) for m in person.mentions[:3])
    }


# How far behind a name its bearer is looked for as "ông", "chị Lan" with a word of speaking.
_EARSHOT = 900


@cache
def _titles() -> frozenset[str]:
    """The last words of what people without a post are called: ông, chị, nhân of nghệ nhân."""
    return frozenset(
        phrase.split()[-1] for entries in office.lexicon()["title"].values() for phrase, part in entries.parts.items() if part == "civil"
    )


@cache
def _speaking(title: str) -> re.Pattern[str]:
    said = rule.one_of(
        phrase for entries in office.lexicon()["link"].values() for phrase, part in entries.parts.items() if part == "speech"
    )
    who = f"(?:{title}|{title.capitalize()})"
    name = rf"(?:\s+{rule.NAMES['upper']}[\w'’]*){{0,4}}"
    return re.compile(rf"(?<!\w){who}(?:(?<=heo\s{title})|(?<=lời\s{title})|{name}\s+(?:vui vẻ\s+|xúc động\s+|nhẹ nhàng\s+)?{said})(?!\w)")


def _speaks_later(article: Article, mention: Mention) -> bool:
    """Whether who is called "ông", "chị" before the name of a mention speaks further on by that word."""
    value = mention.value
    assert isinstance(value, Official)
    titles = article.body[max(0, value.name_start - 16) : value.name_start].lower().split()
    if not titles or titles[-1] not in _titles():
        return False
    # "cụ bà Trần Thị Bình" goes on as "cụ"
    return _speaking("cụ" if "cụ" in titles[-2:] else titles[-1]).search(article.body, value.name_end, value.name_end + _EARSHOT) is not None


# A line "Nghệ nhân A, phường B: Giữ lấy nghề", and the paragraph below it in the first person.
_LINE_START = re.compile(r"(?:\A|\n)[ \t]*(?:[-–*+•][ ]*)?[^\W\d_]+(?:[ ][^\W\d_]+){0,2}[ ]\Z")
_ANSWER = re.compile(
    rf"[ ]?,[^\n:;.]{{2,90}}:[ ]+{rule.NAMES['upper']}[^\n]{{3,120}}\n\s*[^\n]{{0,600}}?(?<!\w)(?:[Tt]ôi|[Mm]ình|(?:[Cc]húng )?[Ee]m)(?!\w)"
)


def _heads_an_answer(article: Article, mention: Mention) -> bool:
    """Whether a mention opens the heading of what its bearer says in the first person below it."""
    value = mention.value
    assert isinstance(value, Official)
    before = article.body[max(0, value.name_start - 40) : value.name_start]
    if value.name_start <= 40:
        before = "\n" + before
    return _LINE_START.search(before) is not None and _ANSWER.match(article.body, value.name_end) is not None


def _key(name: str) -> str:
    """A name as it is compared: tone marks in one place, Sĩ as Sỹ, Lí as Lý, Đắc as Đắk."""
    key = " ".join("đắk" if word == "đắc" else word for word in office.words(name))
    return re.sub(r"\b([smlkht])([iìíỉĩị])\b", lambda m: m[1] + "yỳýỷỹỵ"["iìíỉĩị".index(m[2])], key)


def _cased(name: str) -> str:
    """A name as it is printed, one in capitals with small letters."""
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() and len(name) > 3 else name


@cache
def canonical(position: str) -> str:
    """A post as it is compared: small letters, abbreviations written out, one wording for the Central Committee and for "Phó ban"."""
    words = office.words(re.sub(r"\bTƯ\b", "TW", position))
    words[:1] = ["trưởng phòng"] if words[:1] == ["tp"] else words[:1]
    text = " ".join(_EXPANDED.get(word, word) for word in words if word not in ("-", ",", "."))
    text = (
        text.replace("trung ương trung ương", "trung ương")
        .replace("ban chấp hành trung ương đảng", "trung ương đảng")
        .replace("ban chấp hành trung ương", "trung ương đảng")
    )
    text = re.sub(r"^ủy viên trung ương$", "ủy viên trung ương đảng", text).replace("trung ương đảng đảng", "trung ương đảng")
    text = re.sub(r"^(nguyên )?phó (ban|phòng|đoàn) ", r"\1phó trưởng \2 ", text)
    return re.sub(r"\bủy viên thường vụ\b", "ủy viên ban thường vụ", text)


def _same(a: str, b: str) -> bool:
    """Whether two posts of one person are one: equal, or one says more of the place or body than the other."""
    short, long = sorted((a, b), key=len)
    return short == long or (long.startswith(short + " ") and len(long.split()) - len(short.split()) <= 6)


def _said(person: _Person) -> list[tuple[Mention, Position | None]]:
    """The distinct posts of a person, each at its first mention that names the body; [(first mention, None)] where there is none."""
    kept: list[tuple[Mention, Position, str]] = []
    for mention, position, key in person.posts:
        same = next((i for i, (_, _, other) in enumerate(kept) if _same(key, other)), None)
        if same is None:
            kept.append((mention, position, key))
        elif kept[same][1].organization is None and position.organization is not None:
            kept[same] = (mention, position, key)
    if not kept:
        named = [m for m in person.mentions if m.rule != "official.person"]
        return [((named or person.mentions)[0], None)]
    return [(mention, position) for mention, position, _ in kept]


def _spanned(article: Article, mention: Mention, position: Position | None) -> Mention:
    """The mention with its span from name through post."""
    value = mention.value
    assert isinstance(value, Official)
    start, end = value.name_start, value.name_end
    if position is not None:
        start, end = min(start, position.start), max(end, position.end)
    return replace(mention, start=start, end=end, text=article.body[start:end])


def _row(
    article: Article, sentences: Sequence[Sentence], at: Mention, official_id: str, name: str, position: Position | None, taken: set[str]
) -> PostRow:
    return PostRow(
        **fact(article, sentences, at, taken),  # type: ignore[arg-type]
        official_id=official_id,
        name=name,
        position=None if position is None else position.text,
        role=None if position is None else role(position.text),
        organization=None if position is None else position.organization,
        province=None if position is not None and central(position.text) else _province(article, position),
        former=int(position is not None and position.former),
    )


@cache
def _roles() -> Mapping[str, tuple[str, str]]:
    """Compared form of a post → its canonical role and level."""
    out: dict[str, tuple[str, str]] = {}
    for row in load.table("positions"):
        for variant in (row["role"], *row["variants"].split("|")):
            if variant:
                out.setdefault(canonical(variant), (row["role"], row["level"]))
    return out


def _bare(position: str) -> str:
    """A post without `nguyên`, quyền and the name of its place, as it is compared."""
    words = office.words(position)
    written = [match[0] for match in re.finditer(r"\S+", position)]
    while words and words[0] in ("nguyên", "quyền", "cựu", "là"):
        words, written = words[1:], written[1:]
    text = " ".join(written)
    cut = re.sub(r"(\b(?:tỉnh|huyện|xã|phường|thị xã|thị trấn|thành phố|quận|đặc khu|ủy|[Uu]ỷ|đoàn|Đoàn))\s+[A-ZĐÀ-Ỵ][^,;]*$", r"\1", text)
    return canonical(cut)


@cache
def role(position: str) -> str | None:
    """The canonical role of a post as written, None where positions.csv does not know it."""
    found = _roles().get(_bare(position))
    return found[0] if found else None


@cache
def central(position: str) -> bool:
    """Whether a post is one of the Centre, the Government or the National Assembly."""
    bare = canonical(position)
    if found := _roles().get(_bare(position)):
        return found[1] == "central"
    return bool(_CENTRAL.search(bare)) and not _LOCAL.search(bare)


def _province(article: Article, position: Position | None) -> str | None:
    """The province of a post: the one that its words name, else the article's."""
    if position is not None and (named := _named(article, position.text)):
        return named
    return article.province


@cache
def _districts() -> Mapping[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for row in load.table("districts"):
        key = " ".join(office.words(row["name"]))
        out[key] = (*out.get(key, ()), row["province"])
    return out


def _named(article: Article, position: str) -> str | None:
    """The province that a post's place lies in, None where its words name none or one that several provinces have."""
    line = office.Line(position, 0, len(position))
    day = article.published[:10] if article.published else None
    former = line.low[:1] == ["nguyên"]
    spans = [
        (i, j)
        for i in range(1, len(line))
        if (line.capital[i] and not line.capital[i - 1]) or line.low[i - 1] in _HIGH
        for j in range(min(len(line), i + 5), i, -1)
        if j == len(line) or not line.capital[j]
    ]
    for i, j in spans:
        if province := load.province_names().get(fold(" ".join(line.low[i:j]))):
            return province if former else load.province_on(province, day)
    for i, j in spans:
        if line.low[i - 1] in ("huyện", "quận", "xã", "phố", "tp", "tp.", "ủy", "tx", "ubnd", "hđnd"):
            within = {load.province_on(p, day) for p in _districts().get(" ".join(line.low[i:j]), ())}
            if len(within) == 1:
                return within.pop()
    return None


def _home(article: Article, person: _Person) -> str:
    """What tells a person from namesakes: the province of the posts, `vn` for the Centre, `-` where neither is known."""
    local = [position for _, position, _ in person.posts if not central(position.text)]
    if person.posts and not local:
        return "vn"
    for position in sorted(local, key=lambda position: position.former):
        if named := _named(article, position.text):
            return named
    return article.province or "-"


def _apart(official_id: str, officials: Mapping[str, OfficialRow]) -> str:
    count = 2
    while f"{official_id}.{count}" in officials:
        count += 1
    return f"{official_id}.{count}"


def _holder(wanted: str, persons: Iterable[_Person]) -> str | None:
    """The id of the one person of the article who holds a post, given as it is compared."""
    held = [(person.id, key) for person in persons for _, position, key in person.posts if not position.former]
    exact = {official for official, key in held if key == wanted}
    near = exact or {official for official, key in held if _same(key, wanted)}
    return near.pop() if len(near) == 1 else None
