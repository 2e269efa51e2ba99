"""Visit: what a crawl comes to at one site, counted as it goes, and the row of `visits` that it becomes."""

from collections import Counter
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import datetime, timedelta
from time import monotonic

from sqlite_utils import Database

from corpus.model import Exchange, Irrelevant, Rejected, Visit
from pipeline import health
from pipeline.build import Result
from pipeline.database import transaction
from pipeline.state import Noted, Unread
from pipeline.store import now

_COLUMNS = tuple(field.name for field in fields(Visit))
# visits that are older tell nothing of what is usual
_MEMORY = timedelta(days=366)
_GOOD = {"new", "changed", "unchanged", "moved", "gone"}
# a reason to reject a page → the column that counts it
_REASONS = {"no article": "no_article", "soft 404": "soft_404", "block page": "blocked", "login wall": "login_wall"}


@dataclass(slots=True)
class Tally:
    """The counts of one visit by the names of their columns; `left` says why it ended before everything due was asked for."""

    site: str
    started: str | None = None
    ended: str | None = None
    left: str | None = None
    failures_in_a_row: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    newest: str | None = None
    asked: Counter[str] = field(default_factory=Counter)
    told: float = field(default_factory=monotonic)

    def __str__(self) -> str:
        """The visit in a line, for logs."""
        said = ", ".join(
            f"{self.counts[name]} {name}" for name in ("found", "new", "fetched", "unchanged", "failed", "built", "irrelevant", "rejected")
        )
        return f"{self.site}: {said}" + (f"; left after {self.left}" if self.left else "")

    def end(self, left: str | None = None) -> None:
        """Ends the visit, if it has not ended yet."""
        if self.ended is None:
            self.ended, self.left = now(), left

    def count(self, exchange: Exchange, noted: Noted, *, start: bool = False) -> None:
        """Counts an answer; `start` says that a crawl begins with what was asked for."""
        self.started = self.started or now()
        if exchange.role == "robots":
            if exchange.status == 429 or exchange.status >= 500:
                self.fail(f"robots.txt: {noted.outcome}")
            return
        blocked = (noted.problem or "").startswith("block page")
        if blocked or noted.outcome not in _GOOD:
            self.fail("block page" if blocked else noted.outcome)
            self.counts["blocked" if exchange.role == "article" else "listings_blocked"] += blocked
            return
        self.failures_in_a_row = 0
        self.counts["found"] += noted.found
        self.counts["new"] += noted.new
        if exchange.role == "article":
            self.counts["fetched"] += noted.outcome in {"new", "changed"}
            self.counts["unchanged"] += noted.outcome == "unchanged"
            self.counts["failed"] += noted.outcome == "gone"
            return
        self.counts["listings"] += 1
        self.counts["listings_unchanged"] += noted.outcome == "unchanged"
        if start and exchange.role != "sitemap" and noted.outcome in {"new", "changed"}:
            self.counts["starts"] += 1
            self.counts["listings_empty"] += not noted.found

    def fail(self, problem: str) -> None:
        """Counts a request without a usable answer, and why."""
        self.started = self.started or now()
        self.failures_in_a_row += 1
        self.counts["failed"] += 1
        self.problems[problem] += 1

    def read(self, place: Unread, result: Result) -> None:
        """Counts what became of a body."""
        if isinstance(result, Rejected):
            self.counts["rejected"] += 1
            if result.reason in _REASONS:
                self.counts[_REASONS[result.reason]] += 1
            return
        article = result.article
        self.counts["irrelevant" if isinstance(result, Irrelevant) else "built"] += 1
        for name in ("title", "published", "author", "lead"):
            self.counts[f"with_{name}"] += getattr(article, name) is not None
        day, today = (article.published or "")[:10], (article.fetched or "")[:10]
        before = min(filter(None, (place.found, place.published)))[:10] < today
        self.counts["today_dated"] += day == today
        self.counts["known_before"] += before
        self.counts["misdated"] += before and day == today
        self.newest = max(filter(None, (self.newest, day)), default=None)

    def visit(self, run: int) -> Visit:
        """The counts of a visit that has ended as a row of `visits`, not judged yet."""
        assert self.started is not None
        assert self.ended is not None
        problem = next((problem for problem, _ in self.problems.most_common(1)), None)
        visit = Visit(run_id=run, site=self.site, started=self.started, ended=self.ended, newest=self.newest, problem=problem)
        return replace(visit, **{name: number for name, number in self.counts.items() if name in _COLUMNS})  # type: ignore[arg-type]


def close(db: Database, run: int, tally: Tally) -> Visit | None:
    """Judges a visit that has ended by the earlier ones of its site and stores it; it, where its state is another than before.

    A visit that asked for nothing tells nothing and is not stored.
    """
    if tally.started is None:
        return None
    sql = f"select {', '.join(_COLUMNS)} from visits where site = ? and started >= ?"
    moment = datetime.fromisoformat(now())
    before = [Visit(**dict(zip(_COLUMNS, row, strict=True))) for row in db.conn.execute(sql, (tally.site, (moment - _MEMORY).isoformat()))]
    visit = tally.visit(run)
    verdict = health.judge(visit, before, now=moment)
    visit = replace(visit, state=verdict.state, reason=verdict.reason)
    with transaction(db):
        db.conn.execute(f"insert into visits ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})", astuple(visit))
    return next(iter(health.changes(before, [visit])), None)
