"""Reading: the articles that a crawl has archived, through every stage into the database; and the archive itself into a crawl's memory."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from corpus.model import Exchange, Page, Rejected
from pipeline import archive, state, store
from pipeline.build import Result, records
from pipeline.crawl import follow
from pipeline.database import transaction
from pipeline.errors import ArchiveError, Refused
from pipeline.read import page

# articles that are read and stored at once: little enough that a crawl does not stand still for long
BATCH = 8
_EXCHANGES = 200


def read_new(
    db: Database, folder: Path, *, everything: bool = False, done: Callable[[state.Unread, Result], None] = lambda _, __: None
) -> Iterator[None]:
    """Reads every archived article that has not been read yet and stores it, a batch each time that the next is asked for.

    `done` is called with the place of each article and what became of it.
    """
    after = ("", -1)
    while batch := state.unread(db, after=after, limit=BATCH):
        after = batch[-1].warc_file, batch[-1].warc_offset
        pages = [_page(folder, place) for place in batch]
        for place, result in zip(batch, store.store_all(db, records(pages, everything=everything)), strict=True):
            with transaction(db):
                state.read(db, result, url=place.url)
            done(place, result)
        yield


def _page(folder: Path, place: state.Unread) -> Page | Rejected:
    """The page that an address's last body is, or why it is none."""
    try:
        return page(archive.exchange_at(folder / place.warc_file, place.warc_offset))
    except ArchiveError as error:
        return Rejected(stage="read", url=place.url, reason="damaged record", detail=str(error))


def restore(db: Database, run: int, file: Path) -> int:
    """Notes what a crawl has archived in a file and the database does not know; how many exchanges that were.

    So a crawl that was killed between archiving and noting loses nothing, and a database made from an archive alone crawls on from there.
    """
    known = state.newest_in(db, file.name)
    found = archive.exchanges(file, start=known or 0)
    ours = (item for item in found if isinstance(item, Exchange) and item.role is not None and item.warc_offset != known)
    count = 0
    while batch := list(islice(ours, _EXCHANGES)):
        with transaction(db):
            for exchange in batch:
                note(db, run, exchange, began=state.moment(exchange.at))
        count += len(batch)
    return count


def note(
    db: Database, run: int, exchange: Exchange, *, began: str, pace: float = state.PACE, retry_after: float | None = None
) -> state.Noted:
    """Notes an archived exchange and the links in it; to be called in a transaction."""
    source = follow.source_of(exchange.url)
    problem = None
    try:
        links = follow.links(exchange, source)
    except Refused as refused:
        links, problem = state.Links(), str(refused)
    except Exception as error:  # one page of thousands must not end the crawl; the row says what to report
        links, problem = state.Links(), f"internal error: {type(error).__name__}: {error}"
    db.conn.execute("insert or ignore into sites (id, name) values (?1, ?1)", (source.id,))
    return state.note(db, run, source.id, exchange, links, began=began, problem=problem, pace=pace, retry_after=retry_after)
