"""Build: the way of a page from bytes to rows, one page at a time, in one process."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.model import Article, Irrelevant, Mention, Page, Record, Rejected, Sentence
from pipeline.errors import Refused
from pipeline.relevance import relevant

Result = Record | Rejected | Irrelevant
# Pages whose strings the vocabulary keeps at once: enough that common words are built once, little enough to stay small.
BATCH = 64


@dataclass(slots=True)
class Summary:
    """What a build came to: articles built, those about other things, and what was refused with its reason."""

    built: int = 0
    irrelevant: int = 0
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


def read_page(page: Page, *, until: str = "link", everything: bool = True) -> Any:
    """What the stages up to and including `until` make of a page; a `Record` after the last. Raises Refused with the stage's name.

    Unless `everything` is wanted, an article about other things is given back as `Irrelevant` before it is segmented.
    """
    value: Any = page
    for name, stage in STAGES.items():
        value = stage(value)
        if name == until:
            break
        if name == "parse" and not everything and not relevant(value):
            return Irrelevant(value)
    return value


def records(pages: Iterable[Page | Rejected], *, everything: bool = False) -> Iterator[Result]:
    """One record or one refusal per page, in order; a page that fails never stops the others.

    Pages from web archives, which hold whatever a paper prints, are extracted only where they are relevant, unless `everything` is wanted.
    """
    from pipeline.extract import zone

    remaining = iter(pages)
    while batch := list(islice(remaining, BATCH)):
        with zone():
            yield from (_record(page, everything) for page in batch)


def _record(page: Page | Rejected, everything: bool) -> Result:
    if isinstance(page, Rejected):
        return page
    try:
        record: Record | Irrelevant = read_page(page, everything=everything or page.warc_file is None)
    except Refused as refused:
        return refused.row("parse", page.url)
    except Exception as error:  # one page of thousands must not end the run; the row says what to report
        return Rejected(stage="extract", url=page.url, reason="internal error", detail=f"{type(error).__name__}: {error}")
    return record


def _stepped(results: Iterable[Result], step: Callable[[], None]) -> Iterator[Result]:
    # reading takes the time and storing is done for many at once: a bar that waited for that would jump
    for result in results:
        step()
        yield result


def build(inputs: Sequence[Path], database: Path, *, everything: bool = False, step: Callable[[], None] = lambda: None) -> Summary:
    """Builds or completes a database from files, folders and web archives; `step` is called when a page has been read.

    Of the archives of a crawl also what the crawl remembers is restored, so that it can go on from there. Raises InputError for a path that
    is not there and DatabaseError for a database that cannot be used.
    """
    from pipeline import state, store
    from pipeline.crawl.reading import restore
    from pipeline.read import archives, read

    summary = Summary()
    pages = read(inputs)
    with store.connect(database) as db:
        run = store.begin(db, "build")
        for file in archives(inputs):
            restore(db, run, file)
        for result in store.store_all(db, _stepped(records(pages, everything=everything), step)):
            state.read(db, result)
            if isinstance(result, Rejected):
                summary.rejected.append(result)
            elif isinstance(result, Irrelevant):
                summary.irrelevant += 1
            else:
                summary.built += 1
        store.finish(db)
        store.end(db, run, "ok" if summary.built or not summary.rejected else "all refused")
    return summary
