"""Questions that readers can ask of the database, from `questions.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: `defaults` has every parameter of `sql` with what it is when a reader leaves it empty."""

    name: str
    title: str
    description: str
    sql: str
    defaults: Mapping[str, str]

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
    data = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
    return MappingProxyType({entry["name"]: Question(**{**entry, "sql": entry["sql"].strip()}) for entry in data["question"]})
