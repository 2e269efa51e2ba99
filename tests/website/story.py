"""Invented articles: the same number gives the same article, on any machine and in any year."""

import random
import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
PAPERS = ("Đài Suối Mây", "Báo Đồi Chè", "Báo Cửa Gió", "Cổng thông tin Mỏ Sương")
PROVINCES = ("Lào Cai", "Tuyên Quang", "Hà Tĩnh", "Cao Bằng")

FIRST, LAST = datetime(2024, 1, 2, 6, 0), datetime(2026, 10, 30, 18, 0)
# articles added between two crawls, and edits, are newer than everything of the first
ADDED, EDITED = datetime(2026, 11, 2, 6, 0), datetime(2026, 11, 10, 8, 0)

SECTIONS = {
    "thoi-su": "Thời sự",
    "xay-dung-dang": "Xây dựng Đảng",
    "kinh-te": "Kinh tế",
    "the-thao": "Thể thao",
    "xa-hoi": "Xã hội",
}
_SECTION_OF = {"football": "the-thao", "weather": "xa-hoi", "prices": "kinh-te", "traffic": "xa-hoi"}
_OTHERS = tuple(_SECTION_OF)

_ACTS = ("tổng kết", "sơ kết", "quán triệt", "triển khai", "kiểm tra", "giám sát")
_OWN_ACTS = ("thông qua", "ban hành", "công bố")
# symbol, day of issue, issuer, subject: instruments that exist; what communes do about them is invented
_INSTRUMENTS = (
    ("18-NQ/TW", date(2017, 10, 25), "Ban Chấp hành Trung ương Đảng", "tiếp tục đổi mới, sắp xếp tổ chức bộ máy của hệ thống chính trị"),
    ("21-NQ/TW", date(2017, 10, 25), "Ban Chấp hành Trung ương Đảng", "công tác dân số trong tình hình mới"),
    ("28-NQ/TW", date(2018, 5, 23), "Ban Chấp hành Trung ương Đảng", "cải cách chính sách bảo hiểm xã hội"),
    ("19-NQ/TW", date(2022, 6, 16), "Ban Chấp hành Trung ương Đảng", "nông nghiệp, nông dân, nông thôn đến năm 2030"),
    ("41-NQ/TW", date(2023, 10, 10), "Bộ Chính trị", "xây dựng và phát huy vai trò của đội ngũ doanh nhân"),
    ("43-NQ/TW", date(2023, 11, 24), "Ban Chấp hành Trung ương Đảng", "phát huy sức mạnh đại đoàn kết toàn dân tộc"),
    ("57-NQ/TW", date(2024, 12, 22), "Bộ Chính trị", "đột phá phát triển khoa học, công nghệ và chuyển đổi số quốc gia"),
    ("59-NQ/TW", date(2025, 1, 24), "Bộ Chính trị", "hội nhập quốc tế trong tình hình mới"),
    ("66-NQ/TW", date(2025, 4, 30), "Bộ Chính trị", "đổi mới công tác xây dựng và thi hành pháp luật"),
    ("68-NQ/TW", date(2025, 5, 4), "Bộ Chính trị", "phát triển kinh tế tư nhân"),
    ("70-NQ/TW", date(2025, 8, 20), "Bộ Chính trị", "bảo đảm an ninh năng lượng quốc gia"),
    ("71-NQ/TW", date(2025, 8, 22), "Bộ Chính trị", "đột phá phát triển giáo dục và đào tạo"),
)
_SURNAMES = ("Lò", "Vi", "Nông", "Giàng", "Lù", "Bế", "Quách", "Tạ", "Chảo", "Phàn", "Sùng", "Ma", "Lường", "Hứa")
_MIDDLES = ("Văn", "Thị", "Xuân", "Mạnh", "Khánh", "Thu")
_GIVEN = ("Mẫu", "Nháp", "Ngàn", "Khe", "Sương", "Đồi", "Suối", "Lúa", "Sỏi", "Nương", "Thông", "Quế", "Gạo", "Bưởi", "Mận", "Chè")  # fmt: skip
_HEADS = ("Mỏ", "Khe", "Nà", "Suối", "Đồi", "Thác", "Cốc", "Pá")
_TAILS = ("Hương", "Nháp", "Mẫu", "Sương", "Lụa", "Gấm", "Trám", "Bồ Câu", "Mây", "Nắng", "Cói", "Chuối", "Ruộng", "Gừng")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as its editor wrote it; `copy_of` is the number of the article that it reprints, `revision` counts its edits."""

    number: int
    topic: str
    section: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    caption: str
    author: str
    published: datetime
    modified: datetime
    copy_of: int | None = None
    exact: bool = False
    revision: int = 0

    @property
    def host(self) -> int:
        """Which of the hosts it stands on: 0 to 3."""
        return self.number % len(HOSTS)

    @property
    def place(self) -> int:
        """How many articles its host had before it."""
        return self.number // len(HOSTS)

    @property
    def relevant(self) -> bool:
        """Whether it is about a resolution."""
        return self.topic == "resolution"

    @property
    def source(self) -> str | None:
        """The paper that it is reprinted from."""
        return None if self.copy_of is None else PAPERS[self.copy_of % len(HOSTS)]

    @property
    def slug(self) -> str:
        """Its title in plain letters, cut as content systems cut it."""
        return slug(self.title)[:70].strip("-")


@cache
def slug(text: str) -> str:
    """A text in plain letters joined by hyphens.

    >>> slug("Đảng ủy xã Mỏ Hương")
    'dang-uy-xa-mo-huong'
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def stories(count: int) -> list[Story]:
    """The first `count` articles, oldest first, spread over the years; about 60 % are about resolutions, about 3 % reprint another host's."""
    made: list[Story] = []
    for number in range(count):
        published = _minute(FIRST + (LAST - FIRST) * number / max(1, count - 1))
        made.append(_reprint(made[-1], number, published) if number % 33 == 32 else story(number, published))
    return made


def added(number: int, nth: int) -> Story:
    """The article that is published after the first crawl as the nth."""
    return story(number, ADDED + timedelta(minutes=7 * nth))


def story(number: int, published: datetime) -> Story:
    """The article of a number."""
    chance = random.Random(f"story {number}")
    topic = "resolution" if chance.random() < 0.6 else chance.choice(_OTHERS)
    phrases = _phrases()[topic]
    fill = _filler(chance, PROVINCES[number % len(HOSTS)], published)
    title = fill(chance.choice(phrases["titles"]))
    lead = fill(chance.choice(phrases["leads"]))
    told = [fill(sentence) for sentence in _told(chance, topic)]
    return Story(
        number=number,
        topic=topic,
        section=_SECTION_OF.get(topic) or ("thoi-su", "xay-dung-dang")[number // len(HOSTS) % 2],
        title=title,
        lead=lead,
        paragraphs=tuple(" ".join(told[at : at + 2]) for at in range(0, len(told), 2)),
        caption=fill("Quang cảnh hội nghị tại xã {commune}" if topic == "resolution" else "Một góc xã {commune} chiều cuối tuần"),
        author=_person(chance),
        published=published,
        modified=published,
    )


def _told(chance: random.Random, topic: str) -> list[str]:
    """The sentences of an article's text, each once, before their slots are filled."""
    if topic == "resolution":
        return chance.sample(_phrases()[topic]["bodies"], chance.randint(14, 20))
    drawn = chance.sample(_phrases()[topic]["bodies"], 7) + chance.sample(_phrases()["colour"]["bodies"], 4)
    chance.shuffle(drawn)
    return drawn


def edited(old: Story) -> Story:
    """The article with its next edit: a paragraph more."""
    chance = random.Random(f"edit {old.number} {old.revision}")
    fill = _filler(chance, PROVINCES[old.host], old.published)
    new = " ".join(fill(sentence) for sentence in chance.sample(_phrases()[old.topic]["bodies"], 2))
    return replace(
        old,
        paragraphs=(*old.paragraphs, f"Bản tin được bổ sung lần {old.revision + 1}. {new}"),
        revision=old.revision + 1,
        modified=EDITED + timedelta(hours=old.revision),
    )


def _reprint(old: Story, number: int, slot: datetime) -> Story:
    """What another host prints of an article some hours later.

    Every other one is the same to the letter; the rest have another title, a paragraph less and another figure.
    """
    published = min(slot, old.published + timedelta(hours=5))
    copy = replace(old, number=number, published=published, modified=published, copy_of=old.number, exact=True)
    if number // 33 % 2 == 0:
        return copy
    changed = re.sub(r"\b\d\d\b", "17", old.paragraphs[-2], count=1)
    return replace(copy, exact=False, title=f"{old.title} – những điều ghi nhận", paragraphs=(*old.paragraphs[:-2], changed))


@cache
def _phrases() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))


def _filler(chance: random.Random, province: str, published: datetime) -> Callable[[str], str]:
    """A function that fills the slots of a sentence, the same names and instrument throughout one article."""
    known = [one for one in _INSTRUMENTS if one[1] < published.date()]
    symbol, issued, issuer, subject = chance.choice(known)
    commune, other = (f"{head} {tail}" for head, tail in zip(chance.sample(_HEADS, 2), chance.sample(_TAILS, 2), strict=True))
    own = f"Nghị quyết số {chance.randint(2, 39)}-NQ/ĐU"
    enacts = chance.random() < 0.25
    fixed = {
        "commune": commune,
        "other": other,
        "province": province,
        "chair": _person(chance),
        "second": _person(chance),
        "third": _person(chance),
        "act": chance.choice(_OWN_ACTS if enacts else _ACTS),
        "short": own if enacts else f"Nghị quyết số {symbol}",
        "document": f"{own} về {subject}" if enacts else f"Nghị quyết số {symbol} ngày {_day(issued)} của {issuer} về {subject}",
        "own": f"{own} của Đảng ủy xã {commune}",
        "today": f"{published.day}/{published.month}",
        "year": str(published.year),
    }

    def value(slot: re.Match[str]) -> str:
        name, low, high = slot[1], *(int(bound) if bound else 0 for bound in slot.group(2, 3))
        if name == "n":
            return f"{chance.randint(low, high):,}".replace(",", ".")
        if name == "p":
            return f"{chance.randint(low, high - 1)},{chance.randint(1, 9)}%"
        if name == "money":
            return f"{chance.randint(low, high)},{chance.randint(1, 9)} tỷ đồng"
        if name in ("day", "deadline"):
            return _day(published.date() + timedelta(days=chance.randint(3, 40) * (1 if name == "deadline" else -1)))
        if name == "person":
            return _person(chance)
        return f"{chance.choice(_HEADS)} {chance.choice(_TAILS)}" if name == "village" else fixed[name]

    return lambda sentence: re.sub(r"\{(\w+)(?: (\d+) (\d+))?\}", value, sentence)


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_SURNAMES)} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
