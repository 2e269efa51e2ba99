"""Questions that readers can ask of the database, from `questions.toml`; what they are in Vietnamese is in `questions.vi.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: `defaults` has every parameter of `sql` with what it is when a reader leaves it empty.

    `left_out` gives how many of what the answer does not hold, with the same parameters. What is `whole` asks for texts or for the record of the crawl, which a public copy has not; `vi` is the question in Vietnamese.
    """

    name: str
    title: str
    description: str
    sql: str
    defaults: Mapping[str, str]
    vi: Mapping[str, str]
    whole: bool = False
    left_out: str = ""

    def title_in(self, language: str) -> str:
        """The title in Vietnamese (`vi`) or English."""
        return self.vi["title"] if language == "vi" else self.title

    def description_in(self, language: str) -> str:
        """The description in Vietnamese (`vi`) or English."""
        return self.vi["description"] if language == "vi" else self.description

    def filled(self) -> str:
        """The SQL with the defaults in the place of empty parameters, for readers who fill in a form."""
        return re.sub(r":([a-z_]+)\b", lambda match: _or_default(match[1], self.defaults[match[1]]), self.sql)


def _or_default(name: str, default: str) -> str:
    if not default:
        return f":{name}"
    quoted = default.replace("'", "''")
    return f"coalesce(nullif(:{name}, ''), '{quoted}')"


@cache
def questions() -> Mapping[str, Question]:
    """Name → question, in the order of the file."""
    asked, said = _read("questions.toml")["question"], _read("questions.vi.toml")
    return MappingProxyType(
        {one["name"]: Question(**one | {"sql": one["sql"].strip()}, vi=MappingProxyType(said[one["name"]])) for one in asked}
    )


def answerable(*, whole: bool) -> Mapping[str, Question]:
    """The questions that a database answers, which is a `whole` one or a public copy."""
    return {name: question for name, question in questions().items() if whole or not question.whole}


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
