"""Evidence: the pages behind a fact: the rule that read it, the answer of the site as it was archived, and how to put it right."""

from dataclasses import dataclass
from pathlib import Path

from corpus.model import Exchange
from pipeline import archive, correction
from pipeline.encoding import decode
from pipeline.errors import ArchiveError, InputError, Refused
from pipeline.serve import reading
from pipeline.serve.page import Ask, Page, missing
from pipeline.serve.rules import rules

# the kind of a rule → the table of what it reads
_READS = {"citation": "citations", "official": "posts", "date": "dates", "statistic": "statistics", "event": "events"}
# a relation is read from the words between two citations
_RELATIONS = {f"citation.{kind}" for kind in ("implements", "amends", "replaces", "reviews")}


def rule(ask: Ask) -> Page:
    """One rule: what it looks for, the examples that prove it, and places where it read something."""
    shown = rules().get(ask.name)
    if shown is None and ask.name not in _RELATIONS:
        return missing(ask, "rule", ask.name)
    table = _READS[ask.name.partition(".")[0]] if shown else "document_relations"
    context = {"rule": shown, "id": ask.name, "table": table, "places": reading.places(ask.db, table, ask.name)}
    return Page(template="rule.html", title=f"{ask.voice.say('column.rule')} {ask.name}", context=context)


# --- the archive -----------------------------------------------------------------------------------------------


def archived(ask: Ask) -> Page:
    """What the site answered when an article was fetched, as plain text: nothing of it is shown as a page or runs."""
    found = reading.article(ask.db, int(ask.name)) if ask.name.isascii() and ask.name.isdecimal() and len(ask.name) < 19 else None
    if found is None:
        return missing(ask, "article", ask.name)
    # a public copy passes no text on, although the archive may lie beside it
    if not found.warc_file or found.warc_offset is None or found.body is None:
        return missing(ask, "archived", found.title or found.url)
    place = ask.voice.say("article.archive.place", file=found.warc_file, offset=str(found.warc_offset))
    exchange = _exchange(ask.archive, found.warc_file, found.warc_offset)
    if exchange is None:
        return missing(ask, "archive", place)
    return Page(template="", title=place, context={}, text=f"{exchange.url}\n{exchange.at}\n{place}\n\n{_text_of(exchange)}")


def _exchange(folder: Path | None, name: str, offset: int) -> Exchange | None:
    """The answer at a place of the archive; None where the archive is not there, or not this file of it, or cannot be read."""
    # a name with a folder in it would lead out of the archive
    if folder is None or name != Path(name).name:
        return None
    try:
        return archive.exchange_at(folder / name, offset)
    except ArchiveError:
        return None


def _text_of(exchange: Exchange) -> str:
    """The body of an answer as text, characters that stand for none left out."""
    try:
        text = decode(exchange.body).text
    except Refused:
        text = exchange.body.decode("utf-8", errors="replace")
    return text.replace("\0", "")


# --- corrections -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line for corrections.csv, or why what was filled in makes none."""

    text: str | None
    problem: str | None


def correct(ask: Ask) -> Page:
    """The line to add to corrections.csv for one row, made of what is filled in; to take the row out until anything is."""
    table, _, key = ask.name.partition("/")
    actions = [action for action, tables in correction.ACTIONS.items() if table in tables]
    row = reading.row(ask.db, table, key) if actions else None
    if row is None:
        return missing(ask, "correct", ask.name)
    action = ask.given("action") if ask.given("action") in actions else "reject"
    given = {name: ask.given(name) for name in ("within", "to", "note", "by")}
    context = {
        "table": table,
        "key": key,
        "row": row,
        "actions": actions,
        "action": action,
        "given": given,
        "needs": correction.NEEDS[action],
        "line": _line(action=action, table=table, id=key, **{name: text for name, text in given.items() if name in _taken(action)}),
        "header": ",".join(correction.COLUMNS),
        "file": correction.NAME,
        "earlier": reading.corrections_of(ask.db, table, key),
    }
    return Page(template="correct.html", title=ask.voice.say("correct.title", what=ask.voice.name("table", table)), context=context)


def _taken(action: str) -> frozenset[str]:
    return correction.NEEDS[action] | {"note", "by"}


def _line(**cells: str) -> _Line:
    try:
        return _Line(text=correction.written(**cells), problem=None)
    except InputError as error:
        return _Line(text=None, problem=str(error))
