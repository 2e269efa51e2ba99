"""Codebook: what each variable means, with examples that a test reads, what tells it from others, and what NULL says; the one source of docs/codebook.md."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline import schema

_HEAD = """\
# Codebook

Every variable of the data: what it is, words that have it and words that do not, and what NULL says. Each example is read by a test, as an
article of 6 September 2019 from Hà Giang. What every fact has (`id`, `article_id`, `sentence_id`, `start`, `end`, `text`, `rule`) and the tables are
described in [database.md](database.md). Where nothing else is said, NULL says that the article does not give the value: nothing is guessed.

<!-- Made by `python -m pipeline.describe codebook > docs/codebook.md` from `pipeline/codebook.toml` and `pipeline/schema.py`. -->
"""
_SILENT = "The article does not say."
_SHARED = {column.name for column in schema.FACT}
# tables of which each column is a variable
_TABLES = (
    "documents",
    "document_relations",
    "citations",
    "officials",
    "posts",
    "events",
    "event_officials",
    "acts",
    "dates",
    "statistics",
    "coverage",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable: `examples` are words with the value that they have, `others` words that have none; `changes` names releases that changed it."""

    name: str
    null: str = _SILENT
    examples: Mapping[str, str | float] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@cache
def variables() -> Mapping[str, Variable]:
    """Name, such as `events.kind`, → what the codebook says besides the schema."""
    data = tomllib.loads((Path(__file__).parent / "codebook.toml").read_text(encoding="utf-8"))
    return MappingProxyType({entry["name"]: _variable(entry) for entry in data["variable"]})


def _variable(entry: dict[str, Any]) -> Variable:
    said: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Variable(**said)


def markdown() -> str:
    """The codebook in Markdown, a section per variable."""
    return "\n".join([_HEAD, *(line for name in _TABLES for line in _of_table(schema.BY_NAME[name]))])


def _of_table(table: schema.Table) -> list[str]:
    lines = [f"## {table.name}", "", table.description, ""]
    for column in table.columns:
        if column.name not in _SHARED:
            lines += _of_variable(column, variables().get(f"{table.name}.{column.name}", Variable(name=column.name)), table)
    return lines


def _of_variable(column: schema.Column, variable: Variable, table: schema.Table) -> list[str]:
    kind = {str: "text", int: "whole number", float: "number"}[column.type]
    refers = f", an id of [{column.of}](database.md#{column.of})" if column.of else ""
    lines = [f"### {table.name}.{column.name}", "", f"{column.description} ({kind}{refers})", ""]
    lines += [f"- “{_line(words)}” → `{value}`" for words, value in variable.examples.items()]
    lines += [f"- not: “{_line(words)}”" for words in variable.others]
    never = column.name in table.key
    lines += [f"- NULL: {'Never.' if never else variable.null}"]
    return [*lines, *(f"- {change}" for change in variable.changes), ""]


def _line(words: str) -> str:
    return words.replace("\n", " / ")
