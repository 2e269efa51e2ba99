"""Progress: what a crawl shows while it runs, a table on a terminal, plain lines with local times in a log."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.live import Live
from rich.table import Table

from pipeline.crawl.visit import Tally
from pipeline.furniture import LOCAL

_COLUMNS = ("found", "new", "fetched", "unchanged", "failed", "built", "irrelevant", "rejected")
# sites that a terminal shows at once: those under way come before those that are done
_SHOWN = 15


class _Lines(logging.Formatter):
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802  - the library's name
        return datetime.fromtimestamp(record.created, LOCAL).strftime("%Y-%m-%d %H:%M:%S")


@contextmanager
def shown() -> Iterator[Callable[[Tally], None]]:
    """Shows a crawl on standard error while it runs; gives what is to be called with each tally that changed."""
    console = Console(stderr=True)
    log = logging.getLogger("nghiquyet")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    log.setLevel(logging.WARNING if console.is_terminal else logging.INFO)
    tallies: dict[str, Tally] = {}
    try:
        with Live(console=console, refresh_per_second=4, transient=True, get_renderable=lambda: table(list(tallies.values()))) as live:
            if not console.is_terminal:
                live.stop()
            yield lambda tally: tallies.__setitem__(tally.site, tally)
    finally:
        log.removeHandler(handler)


def table(tallies: list[Tally], *, most: int = _SHOWN) -> Table:
    """The counts of visits, a line a site, those under way first, and their sum."""
    drawn = Table(show_footer=len(tallies) > 1)
    drawn.add_column("site", footer=f"{len(tallies)} sites")
    for name in _COLUMNS:
        drawn.add_column(name, justify="right", footer=f"{sum(tally.counts[name] for tally in tallies):,}")
    for tally in sorted(tallies, key=lambda tally: tally.ended is not None)[:most]:
        drawn.add_row(tally.site, *(f"{tally.counts[name]:,}" for name in _COLUMNS))
    return drawn
