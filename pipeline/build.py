"""Build: the way of a page from bytes to rows, one page at a time, in one process."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.model import Article, Mention, Page, Record, Rejected, Sentence
from pipeline.errors import Refused

# Pages whose strings the vocabulary keeps at once: enough that common words are built once, little enough to stay small.
BATCH = 64


@dataclass(slots=True)
class Summary:
    """What a build came to: articles built, and what was refused with its reason."""

    built: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def _parse(page: Page) -> Article:
    from pipeline.parse import parse

    return parse(page)


def _segment(article: Article) -> tuple[Article, tuple[Sentence, ...]]:
    from pipeline.segment import segment

    return article, segment(article)


def _extract(value: tuple[Article, tuple[Sentence, ...]]) -> tuple[Article, tuple[Sentence, ...], tuple[Mention, ...]]:
    from pipeline.extract import extract

    return *value, extract(*value)


def _link(value: tuple[Article, tuple[Sentence, ...], tuple[Mention, ...]]) -> Record:
    from pipeline.link import link

    return link(*value)


# The pure stages in order; each takes what the one before it gives. Models load when the first page needs them.
STAGES: dict[str, Callable[[Any], Any]] = {"parse": _parse, "segment": _segment, "extract": _extract, "link": _link}


def read_page(page: Page, *, until: str = "link") -> Any:
    """What the stages up to and including `until` make of a page; a `Record` after the last. Raises Refused with the stage's name."""
    value: Any = page
    for name, stage in STAGES.items():
        value = stage(value)
        if name == until:
            break
    return value


def records(pages: Iterable[Page | Rejected]) -> Iterator[Record | Rejected]:
    """One record or one refusal per page, in order; a page that fails never stops the others."""
    from pipeline.extract import zone

    remaining = iter(pages)
    while batch := list(islice(remaining, BATCH)):
        with zone():
            yield from map(_record, batch)


def _record(page: Page | Rejected) -> Record | Rejected:
    if isinstance(page, Rejected):
        return page
    try:
        record: Record = read_page(page)
    except Refused as refused:
        return refused.row("parse", page.url)
    except Exception as error:  # one page of thousands must not end the run; the row says what to report
        return Rejected(stage="extract", url=page.url, reason="internal error", detail=f"{type(error).__name__}: {error}")
    return record


def _stepped(results: Iterable[Record | Rejected], step: Callable[[], None]) -> Iterator[Record | Rejected]:
    # reading takes the time and storing is done for many at once: a bar that waited for that would jump
    for result in results:
        step()
        yield result


def build(inputs: Sequence[Path], database: Path, *, step: Callable[[], None] = lambda: None) -> Summary:
    """Builds or completes a database from files, folders and web archives; `step` is called when a page has been read.

    Raises InputError for a path that is not there and DatabaseError for a database that cannot be used.
    """
    from pipeline import store
    from pipeline.read import read

    summary = Summary()
    pages = read(inputs)
    with store.connect(database) as db:
        run = store.begin(db, "build")
        for result in store.store_all(db, _stepped(records(pages), step)):
            if isinstance(result, Rejected):
                summary.rejected.append(result)
            else:
                summary.built += 1
        store.finish(db)
        store.end(db, run, "ok" if summary.built or not summary.rejected else "all refused")
    return summary
