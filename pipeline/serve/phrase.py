"""Phrases: what our pages say, in Vietnamese and English, from `phrases.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

VIETNAMESE, ENGLISH = "vi", "en"
LANGUAGES = (VIETNAMESE, ENGLISH)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Key → what it says by language; `one` is the English of a single thing."""
    data = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: MappingProxyType(said) for key, said in data.items()})


def group(name: str) -> tuple[str, ...]:
    """The words of the data that a group has names for, in the order of the file.

    >>> group("status")
    ('held', 'planned', 'asked')
    """
    return tuple(key.removeprefix(f"{name}.") for key in phrases() if key.startswith(f"{name}."))


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one of `LANGUAGES`."""

    language: str

    def say(self, key: str, **values: object) -> str:
        """What a key says; `n` chooses between one and many, whole numbers are grouped. Raises KeyError for a key that is not there.

        >>> Voice("en").say("count.articles", n=1)
        '1 article'
        """
        said = phrases()[key]
        text = said["one"] if self.language == ENGLISH and values.get("n") == 1 and "one" in said else said[self.language]
        return text.format(**{name: self.number(value) if isinstance(value, int) else value for name, value in values.items()})

    def name(self, group: str, word: str | None) -> str:
        """What a word that stands in the data is called; the word itself where it has no other name.

        >>> Voice("en").name("act", "tổng kết"), Voice("en").name("kind", "sắc lệnh")
        ('final review', 'sắc lệnh')
        """
        if not word:
            return ""
        said = phrases().get(f"{group}.{word}")
        return said[self.language] if said else word

    def number(self, value: float) -> str:
        """A number with its digits grouped, at most two decimals.

        >>> Voice("vi").number(3500), Voice("en").number(23.6)
        ('3.500', '23.6')
        """
        text = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
        return text if self.language == ENGLISH else text.translate({ord(","): ".", ord("."): ","})

    def day(self, moment: str | None) -> str:
        """A day, month or year of ISO 8601 as people write it, the time of day left out; empty where there is none.

        >>> Voice("vi").day("2017-08-17T09:05"), Voice("en").day("2017-08-17"), Voice("en").day("2018-05"), Voice("vi").day("2018")
        ('17/8/2017', '17 August 2017', 'May 2018', '2018')
        """
        parts = (moment or "")[:10].split("-")
        if not all(part.isdigit() for part in parts) or len(parts) > 3 or not 0 < int((parts[1:2] or ["1"])[0]) <= 12:
            return moment or ""
        if self.language == VIETNAMESE:
            return "/".join(part.lstrip("0") for part in reversed(parts))
        named = [_MONTHS[int(part) - 1] if place == 1 else part.lstrip("0") for place, part in enumerate(parts)]
        return " ".join(reversed(named))

    def period(self, value: str | None) -> str:
        """A time that a figure holds for, a TIMEX3 value or a range of days, as people write it; the value itself where it is none of these.

        >>> Voice("en").period("2010/2017"), Voice("vi").period("2018-Q1"), Voice("en").period("2022-H1"), Voice("vi").period("P20Y")
        ('2010–2017', 'quý 1/2018', 'first half of 2022', '20 năm')
        """
        if not value or "X" in value:
            return value or ""
        if "/" in value:
            return "–".join(self.period(end) for end in value.split("/"))
        if part := re.fullmatch(r"(\d{4})-([QH]\d)", value):
            return self.say(f"period.{part[2][0]}" if part[2][0] == "Q" else f"period.{part[2]}", year=part[1], number=part[2][1])
        if length := re.fullmatch(r"P(\d+)([YMWD])", value):
            return self.say(f"period.{length[2]}", n=int(length[1]))
        return self.day(value)

    def when(self, date: str | None, earliest: str | None, latest: str | None) -> str:
        """The time of an act: its day, the bounds that it lies between, or that it is not known.

        >>> Voice("en").when("XXXX-12-06", "2017-12-06", "2019-12-06")
        '6 December 2017 – 6 December 2019'
        >>> Voice("vi").when("XXXX-09-21", "1997-09-21", None), Voice("en").when("XXXX-09-21", "1997-09-21", None)
        ('21/9, chưa rõ năm', '21 September, year not known')
        """
        if date and "X" not in date and "/" not in date:
            return self.day(date)
        if earliest and latest:
            return self.day(earliest) if earliest == latest else f"{self.day(earliest)} – {self.day(latest)}"
        if date and (open_day := re.fullmatch(r"XXXX-(\d\d)-(\d\d)", date)):
            month, day = open_day[1].lstrip("0"), open_day[2].lstrip("0")
            told = f"{day}/{month}" if self.language == VIETNAMESE else f"{day} {_MONTHS[int(month) - 1]}"
            return self.say("date.no_year", day=told)
        return date or self.say("date.unknown")


def chosen(*, asked: str | None, kept: str | None, accepted: str) -> Voice:
    """The voice that a reader asked for, chose before, or accepts according to a header Accept-Language; Vietnamese where nothing is said.

    >>> chosen(asked=None, kept=None, accepted="fr, en;q=0.8, vi;q=0.3").language
    'en'
    """
    for language in (asked, kept):
        if language in LANGUAGES:
            return Voice(language)
    ranked = sorted(map(_weighed, accepted.split(",")), key=lambda item: -item[1])
    ours = [name for name, weight in ranked if name in LANGUAGES and weight > 0]
    return Voice(ours[0] if ours else ENGLISH if accepted.strip(" *") else VIETNAMESE)


def _weighed(item: str) -> tuple[str, float]:
    """A language of Accept-Language without its country, and its weight; one that is no number counts as none."""
    name, _, weight = item.partition(";q=")
    digits = weight.strip() or "1"
    return name.strip().lower().partition("-")[0], float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0
