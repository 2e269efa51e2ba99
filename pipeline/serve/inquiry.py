"""Inquiry: each question for readers as a page: what it asks, a form to fill in, and the answer as a table that leads on."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from markupsafe import Markup

from pipeline.serve import phrase, reading
from pipeline.serve.highlight import Span, highlighted
from pipeline.serve.page import Ask, Page, missing
from pipeline.serve.questions import Question, questions
from pipeline.serve.shield import linkable

# rows of an answer that are shown; CSV and JSON have all
_ROWS = 200
_ROLES = ("chairs", "directs", "reports", "attends", "all")
_STATES = ("ok", "degraded", "broken", "never visited")
# what stands in a column → the group of phrases that say it
_SAID = {
    "act": "act", "kind": "kind", "status": "status", "role": "role", "level": "level", "type": "relation", "state": "state", "is_a": "value",
    "coverage": "value", "note": "value", "what": "value", "reason": "value",
}  # fmt: skip
_DAYS = {"published", "issued", "earliest", "latest", "first", "last", "newest", "until", "started", "month", "at", "held"}
_PERIODS = {"period", "announced_for"}
# the column that has the id of what another one names: that one leads there, and the id need not be shown
_NAMES = {"official_id": ("official", "official"), "document_id": ("document", "document")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A parameter in the form: what is filled in, what holds when it is left empty, and what can be chosen or is proposed."""

    name: str
    value: str
    default: str
    choices: tuple[tuple[str, str], ...] = ()
    proposed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """What stands in one place of an answer, where it leads to, and whether it is a number."""

    html: str | Markup = ""
    link: str | None = None
    outward: bool = False
    number: bool = False


def inquiries(ask: Ask) -> Page:
    """All questions with what they answer."""
    return Page(template="questions.html", title=ask.voice.say("home.questions"), context={"questions": questions().values()})


def inquiry(ask: Ask) -> Page:
    """One question with its answer."""
    question = questions().get(ask.name)
    if question is None:
        return missing(ask, "question", ask.name)
    cursor = _asked(ask, question)
    names = [column[0] for column in cursor.description]
    found = _named(names, islice(cursor, _ROWS + 1))
    shown = [name for name in names if name not in _NAMES or _NAMES[name][0] not in names]
    names_of_provinces = reading.names(ask.db)
    context = {
        "question": question,
        "fields": [_field(ask, name, default) for name, default in question.defaults.items()],
        "columns": shown,
        "rows": [[_cell(ask, name, row, names_of_provinces) for name in shown] for row in found[:_ROWS]],
        "cut": len(found) > _ROWS,
        "most": _ROWS,
        "left_out": [(ask.voice.name("left_out", what), count) for count, what in _left_out(ask, question) if count],
    }
    every: Mapping[str, Callable[[], Sequence[Any]]] = {"answer": lambda: [*found, *_named(names, cursor)]}
    return Page(template="question.html", title=question.title_in(ask.voice.language), context=context, data=every)


def _asked(ask: Ask, question: Question) -> sqlite3.Cursor:
    return ask.db.execute(question.sql, _parameters(ask, question))


def _left_out(ask: Ask, question: Question) -> Iterable[tuple[int, str]]:
    """How many of what the answer does not hold; whoever takes the answer as CSV or JSON does not wait for it."""
    return ask.db.execute(question.left_out, _parameters(ask, question)) if question.left_out and not ask.given("data") else ()


def _parameters(ask: Ask, question: Question) -> dict[str, str]:
    return {name: ask.given(name) or default for name, default in question.defaults.items()}


def _named(names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> list[dict[str, object]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


# --- the form --------------------------------------------------------------------------------------------------


def _field(ask: Ask, name: str, default: str) -> _Field:
    """The field of a parameter, with what there is to choose from."""
    choices, proposed = _choices(ask, name), _proposed(ask.db, name)
    return _Field(name=name, value=ask.given(name), default=default, choices=choices, proposed=proposed)


def _choices(ask: Ask, name: str) -> tuple[tuple[str, str], ...]:
    """Value and name of everything that a parameter can be; none where it can be any words."""
    voice = ask.voice
    if name == "province":
        return tuple(sorted(reading.names(ask.db).items(), key=lambda place: place[0]))
    if name in {"act", "kind"}:
        return tuple((word, voice.name(name, word)) for word in phrase.group(name))
    if name == "role":
        return tuple((role, voice.name("role", role)) for role in _ROLES)
    if name == "state":
        return tuple((state, voice.name("state", state)) for state in _STATES)
    return ()


def _proposed(db: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Some of what a parameter may be, the commonest first."""
    if name == "document":
        return tuple(reading.busiest(db, None, 2 * reading.SHORT))
    if name == "measure":
        return tuple(measure.name for measure in reading.measures(db))
    if name == "site":
        return tuple(
            name for (name,) in db.execute("select id from sites s where exists (select 1 from articles where site = s.id) order by id")
        )
    return ()


# --- the answer ------------------------------------------------------------------------------------------------


def _cell(ask: Ask, name: str, row: Mapping[str, Any], provinces: Mapping[str, str]) -> _Cell:
    """What is shown of one value: words in the reader's language, days as people write them, what has a page led to."""
    value = row[name]
    if value is None or value == "":
        return _Cell()
    if name == "article_id":
        return _Cell(html=ask.voice.say("source"), link=ask.link.article(value))
    if name == "url":
        return _Cell(html=str(value), link=linkable(value), outward=True)
    if name == "province":
        # some questions give the id and some the name
        key = next((key for key, called in provinces.items() if value in (key, called)), value)
        return _Cell(html=provinces.get(key, key), link=ask.link.to("province", key))
    return _Cell(html=_words(ask, name, row), link=_page(ask, name, row), number=isinstance(value, int | float))


def _date(ask: Ask, value: str) -> str:
    """A day as people write it; where its year is not known, that is said, or the years that it may be in."""
    day, _, years = value.partition(" ")
    said = ask.voice.when(day, None, None)
    return f"{said.partition(',')[0]} {years}" if years else said


def _page(ask: Ask, name: str, row: Mapping[str, Any]) -> str | None:
    """Our page of what a column names; None where there is none."""
    for key, (named, page) in _NAMES.items():
        if name in {key, named} and row.get(key):
            return ask.link.to(page, row[key])
    return None


def _words(ask: Ask, name: str, row: Mapping[str, Any]) -> str | Markup:
    value, voice = row[name], ask.voice
    if name in _SAID:
        return ", ".join(voice.name(_SAID[name], word) for word in str(value).split(","))
    if name in _DAYS:
        # or a word that says why there is none
        return voice.day(voice.name("value", str(value)))
    if name in _PERIODS:
        return voice.period(str(value))
    if name == "date":
        return _date(ask, str(value))
    if isinstance(value, int | float):
        return voice.number(value)
    if name == "sentence" and (figure := row.get("figure")) and f"[{figure}]" in value:
        start = value.index(f"[{figure}]")
        plain = value[:start] + figure + value[start + len(figure) + 2 :]
        return highlighted(plain, [Span(start=start, end=start + len(figure), element="mark", name="said")])
    return str(value)
