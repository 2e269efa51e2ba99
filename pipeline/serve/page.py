"""Page: what is asked of us and what one page of ours consists of."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pipeline.serve.address import Link
from pipeline.serve.phrase import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What was asked: the database, who reads it in which language, the name in the address and the arguments behind it.

    `archive` is the folder of the web archive, which need not be there.
    """

    db: sqlite3.Connection
    path: Path
    voice: Voice
    link: Link
    name: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    archive: Path | None = None

    def given(self, key: str) -> str:
        """An argument of the address, empty where it is not given."""
        return self.arguments.get(key, "").strip()


Data = Mapping[str, Callable[[], Sequence[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its template with what is filled in, its title, and the rows behind it by name; with a `text` it is that and nothing else."""

    template: str
    title: str
    context: Mapping[str, object]
    data: Data = field(default_factory=dict)
    status: int = 200
    text: str | None = None


class _Called(Protocol):
    """What a document is called by."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def symbol(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def issued(self) -> str | None: ...


def label(voice: Voice, item: _Called) -> str:
    """What a document is called: kind, symbol and year, since numbers begin anew; else its title, else the words that cite it, else its id."""
    kind = voice.name("kind", item.kind)
    if item.symbol:
        year = f" ({item.issued[:4]})" if item.issued and item.issued[:4] not in item.symbol else ""
        return f"{kind[:1].upper()}{kind[1:]} {item.symbol}{year}".strip()
    return item.title or getattr(item, "words", None) or item.id


def missing(ask: Ask, what: str, name: str, **values: str) -> Page:
    """The page that says that there is nothing of a name, and where to look for it."""
    said = ask.voice.say(f"missing.{what}", name=name, **values)
    words = " ".join(name.replace("-", " ").partition("@")[0].split()) if what in {"province", "official"} else name.partition("@")[0]
    context = {"said": said, "words": "" if what == "data" else words}
    return Page(template="missing.html", title=ask.voice.say("missing.title"), context=context, status=404)
