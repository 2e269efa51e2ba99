"""Build: the way of a page from bytes to rows, one page at a time, in one process."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from corpus.model import Article, Irrelevant, Mention, Page, Record, Rejected, Segmented, Sentence
from pipeline.errors import Refused
from pipeline.limit import TOO_LONG, limit
from pipeline.loading import loading
from pipeline.relevance import relevant
from pipeline.rows import Rows, rows

if TYPE_CHECKING:
    from sqlite_utils import Database

# what is read: a page, an article whose words are known, or what is refused already
Item = Page | Segmented | Rejected
Result = Rows | Rejected | Irrelevant
# seconds that a page may take of the processor's time: a thousand times what pages take
LIMIT = 60.0
# objects that pages may leave behind, some 5 MB, before the garbage collector looks for circles among them
_YOUNG = 50_000


@dataclass(slots=True)
class Summary:
    """What a build came to: articles built, those about other things, files passed over because they are as they were, and what was refused with its reason."""

    built: int = 0
    irrelevant: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def all_refused(self) -> bool:
        """Whether there were pages and each was refused; one about other things, or read before, was found sound."""
        return bool(self.rejected) and not (self.built or self.irrelevant or self.unchanged)

    def add(self, db: "Database", result: "Result") -> None:
        """Counts what became of a page, and notes it where the page was crawled."""
        from pipeline import state

        state.read(db, result)
        if isinstance(result, Rejected):
            self.rejected.append(result)
        elif isinstance(result, Irrelevant):
            self.irrelevant += 1
        else:
            self.built += 1


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


@cache
def warm(*, texts: bool = True) -> None:
    """Loads what the first page would have to wait for: models, rules, gazetteers and profiles; without `texts` only what extracts and links."""
    with loading():
        from corpus import load
        from extractors import word
        from pipeline import link, parse, province  # noqa: F401
        from pipeline.extract import language

        language()
        if texts:
            word.cutter()
            load.sites()
            province.warm()
    # what is loaded lives as long as the process, and what pages make goes without its help: the garbage collector, which by
    # default walks both again and again, takes 3 % of the time of a page
    gc.freeze()
    gc.set_threshold(_YOUNG)


def records(pages: Iterable[Item], *, everything: bool = False, seconds: float = LIMIT) -> Iterator[Result]:
    """The rows or the refusal of each page, in order; a page that fails never stops the others.

    A page that takes more `seconds` of the processor is refused. Pages from web archives, which hold whatever a paper prints, are extracted only where they are relevant, unless `everything` is wanted.
    """
    for page in pages:
        if not isinstance(page, Rejected):
            warm(texts=isinstance(page, Page))
        yield _record(page, everything, seconds)


def _record(page: Item, everything: bool, seconds: float) -> Result:
    if isinstance(page, Rejected):
        return page
    try:
        with limit(seconds):
            made = _again(page) if isinstance(page, Segmented) else read_page(page, everything=everything or page.warc_file is None)
        return rows(made) if isinstance(made, Record) else made
    except Refused as refused:
        return refused.row("parse" if refused.reason != TOO_LONG else "extract", page.url)
    except Exception as error:  # one page of thousands must not end the run; the row says what to report
        return Rejected(stage="extract", url=page.url, reason="internal error", detail=f"{type(error).__name__}: {error}")


def _again(known: Segmented) -> Record:
    """What an article states whose sentences and words are known."""
    return _link(_extract((known.article, known.sentences)))


def _stepped(results: Iterable[Result], step: Callable[[], None]) -> Iterator[Result]:
    # reading takes the time and storing is done for many at once: a bar that waited for that would jump
    for result in results:
        step()
        yield result


def build(
    inputs: Sequence[Path],
    database: Path,
    *,
    everything: bool = False,
    workers: int = 1,
    cluster: str | None = None,
    changed: bool = False,
    seconds: float = LIMIT,
    step: Callable[[], None] = lambda: None,
) -> Summary:
    """Builds or completes a database from files, folders and web archives; `step` is called when a page has been read.

    The rows are the same however many `workers` read, and whether it is those of a `cluster` (the address of a Dask scheduler), which keep
    what they read in a folder beside the database. A page may take so many `seconds` of the processor. With `changed` files are passed over
    that were read before as they are, and what rules read otherwise since is extracted again from the words that are stored.

    Of the archives of a crawl also what the crawl remembers is restored, so that it can go on from there. Raises InputError for a path that
    is not there, DatabaseError for a database that cannot be used and WorkerError for workers that cannot.
    """
    from pipeline import overlay
    from pipeline.read import files
    from pipeline.spread import Pool
    from pipeline.worker import Settings

    found = list(files(inputs))
    overlay.use(database.resolve().parent)
    settings = Settings.here(everything=everything, seconds=seconds)
    summary = Summary()

    with Pool(workers, settings, at_once=bool(found) and not changed) if workers > 1 else nullcontext() as pool:
        # while they load their models, this process loads what else it needs and opens the database
        from pipeline import store
        from pipeline.changed import note, settle, stale, unread
        from pipeline.cluster import connected, read_on
        from pipeline.crawl.reading import restore
        from pipeline.database import transaction
        from pipeline.read import archives

        def read(items: Iterable[Item]) -> Iterator[Result]:
            return pool.read(items) if pool else records(items, everything=settings.everything, seconds=settings.seconds)

        with connected(cluster) if cluster else nullcontext() as client, store.connect(database) as db:
            run = store.begin(db, "build")
            todo = unread(db, found, settings) if changed else found
            summary.unchanged = len(found) - len(todo)
            taken = _Taken(todo)
            if client is not None:
                store.forget_refusals(db, "shard")
                results = read_on(client, inputs, database.with_name(f"{database.name}.shards"), settings)
            else:
                results = read(taken)
            for file in archives([file for file, _ in todo]):
                restore(db, run, file)
            if pool or client:
                # what the end of a build needs takes half a second to load, and this process has little to do while others read
                Thread(target=import_module, args=("pipeline.near",)).start()
            for result in store.store_all(db, _stepped(results, step)):
                summary.add(db, result)
                taken.told(result)
            if changed:
                for result in store.restate_all(db, _stepped(read(stale(db)), step)):
                    summary.add(db, result)
                with transaction(db):
                    settle(db)
            with transaction(db):
                note(db, taken.whole() if client is None else _whole(found, summary), settings)
            store.finish(db)
            store.end(db, run, "all refused" if summary.all_refused else "ok")
    return summary


def _whole(files: Sequence[tuple[Path, str]], summary: Summary) -> Sequence[tuple[Path, str]]:
    """The files of which shards were read on a cluster: all, unless a shard was set aside, which tells not of which file it is."""
    return () if any(one.stage not in ("read", "parse") for one in summary.rejected) else files


class _Taken:
    """The pages of files, in order; remembers which results were of which file."""

    def __init__(self, files: Iterable[tuple[Path, str]]) -> None:
        self._files = files
        self._counts: list[tuple[tuple[Path, str], int]] = []
        self._late: set[int] = set()
        self._told = 0

    def __iter__(self) -> Iterator[Page | Rejected]:
        from pipeline.read import pages

        taken = 0
        for file in self._files:
            for page in pages(*file):
                taken += 1
                yield page
            self._counts.append((file, taken))

    def told(self, result: Result) -> None:
        """Takes note of the next result, in the order of the pages."""
        if isinstance(result, Rejected) and result.stage not in ("read", "parse"):
            # other rules may read it
            self._late.add(self._told)
        self._told += 1

    def whole(self) -> Iterator[tuple[Path, str]]:
        """The files whose texts were made whole: there is nothing in them that other rules would read from the page."""
        first = 0
        for file, last in self._counts:
            if self._late.isdisjoint(range(first, last)):
                yield file
            first = last
