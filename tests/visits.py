"""Visits made by hand: a site's history day by day, and databases that hold one."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields, replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from corpus.model import Visit

SITE = "baolangson.vn"
# a Monday, far from Tết
START = date(2025, 6, 2)
# an hour after the last of twenty days
NOW = datetime(2025, 6, 21, 7)


def visit(day: date = START, *, hour: int = 6, site: str = SITE, **counts: object) -> Visit:
    """A visit on a day with nothing but what is given."""
    started = datetime(day.year, day.month, day.day, hour)
    counts.setdefault("starts", int(counts.get("listings", 0)) - int(counts.get("listings_unchanged", 0)))  # type: ignore[call-overload]
    made = Visit(
        run_id=int(started.timestamp()) // 3600,
        site=site,
        started=started.isoformat(),
        ended=(started + timedelta(minutes=9)).isoformat(),
    )
    return replace(made, **counts)  # type: ignore[arg-type]


def usual(day: date = START, **changes: object) -> Visit:
    """A visit of a newspaper on a good day: 40 links in two listings, 20 new pages of which one is a film, and eight dated today."""
    counts: dict[str, object] = {
        "listings": 2, "found": 40, "new": 20, "fetched": 22, "unchanged": 6, "failed": 1, "built": 12, "irrelevant": 9, "rejected": 1,
        "no_article": 1, "with_title": 21, "with_published": 21, "with_author": 18, "with_lead": 20, "today_dated": 8, "known_before": 3,
        "newest": day.isoformat(), "state": "ok",
    }  # fmt: skip
    return visit(day, **counts | changes)


def pages(read: int, **changes: object) -> dict[str, object]:
    """The counts of a visit that read so many pages, each with all its fields."""
    full = {"fetched": read, "new": read, "built": read, "with_title": read, "with_published": read, "with_author": read, "with_lead": read}
    return {"listings": 1, "found": 10, **full, **changes}


def days(count: int, *, every: int = 1, start: date = START) -> list[date]:
    """So many days, so far apart."""
    return [start + timedelta(days=every * at) for at in range(count)]


def daily(count: int = 20, **changes: object) -> tuple[Visit, ...]:
    """The history of a newspaper: a good day, every day."""
    return tuple(usual(day, **changes) for day in days(count))


def portal(months: int = 12, *, gap: int = 30) -> tuple[Visit, ...]:
    """The history of a district's portal, visited every third day: one article a month."""
    history = []
    for day in days(months * gap // 3, every=3):
        since = (day - START).days % gap
        newest = (day - timedelta(days=since)).isoformat()
        counts = pages(1, today_dated=1) if since == 0 else {"listings": 1, "found": 10, "unchanged": 1}
        history.append(visit(day, **{**counts, "newest": newest, "state": "ok"}))
    return tuple(history)


def after(history: Sequence[Visit], *, by: int = 1) -> date:
    """The day so many days after the last visit."""
    return date.fromisoformat(history[-1].started[:10]) + timedelta(days=by)


def fill(db: Database, visits: Iterable[Visit]) -> None:
    """Puts visits into a database as a crawl leaves them, with the runs and sites that they belong to."""
    names = [field.name for field in fields(Visit)]
    for one in visits:
        db.execute("insert or ignore into sites (id, name) values (?, ?)", (one.site, one.site))
        db.execute(
            "insert or ignore into runs (id, command, started, ended, outcome) values (?, 'crawl', ?, ?, 'ok')",
            (one.run_id, one.started, one.ended),
        )
        db.execute(f"insert into visits ({', '.join(names)}) values ({', '.join('?' * len(names))})", astuple(one))
