"""Status: how each site stands, from what the crawl wrote down; nothing is written."""

import io
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from sqlite_utils import Database

from corpus.model import State, Visit
from pipeline import database, health, profile
from pipeline.errors import DatabaseError, InputError
from pipeline.furniture import LOCAL
from pipeline.health import Verdict

# what a program that watches is told: 1 is left to errors
EXIT: Mapping[State, int] = {"ok": 0, "degraded": 2, "broken": 3}
# a year tells what is usual of a site that writes once a month
_REACH = timedelta(days=366)
_WIDTH = 80
_STYLE: Mapping[State, str] = {"ok": "green", "degraded": "yellow", "broken": "bold red"}
_FIELDS = ("title", "published", "author", "lead")
# name over the column, width; negative for what is aligned on the left
_COLUMNS = (
    ("site", -22),
    ("run", 4),
    ("new", 4),
    ("found", 5),
    ("got", 4),
    ("fail", 4),
    ("rej.", 4),
    ("ti%", 3),
    ("da%", 3),
    ("by%", 3),
    ("le%", 3),
    ("newest", 10),
)
_LEGEND = (
    "run, new: how long ago the last run and the last new article were. found to rej.: links found, pages fetched, requests failed and pages "
    "rejected in the last run. ti% da% by% le%: pages with a title, a day, a byline and a lead."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one site stands: its last visit in numbers, shares of the pages last read that had a field, and the verdict.

    Times are local ISO; None stands for what has never been.
    """

    site: str
    state: State
    reason: str | None
    last_run: str | None = None
    last_new: str | None = None
    newest: str | None = None
    found: int = 0
    fetched: int = 0
    failed: int = 0
    rejected: int = 0
    waiting: int = 0
    fill: Mapping[str, float] | None = None


def status(path: Path, sites: Sequence[str] = (), *, now: datetime | None = None) -> tuple[Standing, ...]:
    """How the sites stand, the worst first: those named, or all that were ever visited.

    Raises InputError for a site that the database does not know, DatabaseError for a database that cannot be read, and ProfileError for a
    profile that would stop the next crawl.
    """
    profile.check_all()
    with database.read(path) as db:
        _check(path, db)
        _known(db, sites)
        return standings(db.conn, [_host(site) for site in sites], now=now)


def standings(db: sqlite3.Connection, sites: Sequence[str] = (), *, now: datetime | None = None, most: int = -1) -> tuple[Standing, ...]:
    """How sites of an open database stand, the worst first: those with these ids, or all that were ever visited.

    With `most` only so many of the last visits of each are looked at: enough for the verdict, not for what was long ago.
    """
    now = now or datetime.now(LOCAL).replace(tzinfo=None)
    visits = _visits(db, since=now - _REACH, most=most)
    found = dict(db.execute("select site, max(found) from addresses where role = 'article' group by site").fetchall())
    waiting = dict(db.execute("select site, count(*) from addresses where state = 'queued' group by site").fetchall())
    stand = [_standing(site, visits.get(site, ()), found.get(site), waiting.get(site, 0), now=now) for site in sites or visits]
    return tuple(sorted(stand, key=lambda one: (-Verdict(one.state).rank, one.site)))


def code(standings: Iterable[Standing]) -> int:
    """The exit status: 0 when all are ok, 2 when any is degraded, 3 when any is broken; 2 as well when there is none."""
    return max((EXIT[one.state] for one in standings), default=EXIT["degraded"])


def as_json(standings: Iterable[Standing]) -> list[dict[str, object]]:
    """The standings as JSON values."""
    return [asdict(one) for one in standings]


def as_text(standings: Sequence[Standing], *, now: datetime | None = None, color: bool = False) -> str:
    """The standings as a table for people, 80 columns wide: a line a site under its state, the reason below."""
    from rich.console import Console
    from rich.text import Text

    if not standings:
        return "No site has been visited yet: `nghiquyet crawl` visits them.\n"
    now = now or datetime.now(LOCAL).replace(tzinfo=None)
    out = io.StringIO()
    console = Console(file=out, width=_WIDTH, highlight=False, force_terminal=color, color_system="standard" if color else None)
    console.print(Text(_line([name for name, _ in _COLUMNS]), style="bold"))
    for state, group in groupby(standings, key=lambda one: one.state):
        of_state = list(group)
        console.print(Text(f"{state}: {len(of_state)}", style=_STYLE[state]))
        for one in of_state:
            console.print(Text(_line(_cells(one, now))))
            for line in wrap(one.reason or "", _WIDTH - 4, break_long_words=False, break_on_hyphens=False):
                console.print(Text(f"    {line}", style=_STYLE[state]), soft_wrap=True)
    console.print(Text("\n".join(("", *wrap(_LEGEND, _WIDTH))), style="dim"))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


# --- what the crawl wrote --------------------------------------------------------------------------------------


def _check(path: Path, db: Database) -> None:
    if "visits" not in db.table_names():
        raise DatabaseError(f"{path}: it was made before there was a crawl; `nghiquyet crawl --db {path}` brings it up to date")


def _known(db: Database, sites: Sequence[str]) -> None:
    known = {site for (site,) in db.execute("select id from sites")}
    if unknown := [site for site in sites if _host(site) not in known]:
        raise InputError(
            f"{unknown[0]!r} is not a site of this database: give the host of its profile in corpus/sites, such as baolangson.vn"
        )


def _host(site: str) -> str:
    return site.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _visits(db: sqlite3.Connection, *, since: datetime, most: int) -> dict[str, list[Visit]]:
    """The visits of each site since a day, the oldest first, at most so many (-1: all); where there are none since, the last one."""
    names = [field.name for field in fields(Visit)]
    sql = f"""
    select {", ".join(f"v.{name}" for name in names)} from sites s join visits v on v.site = s.id
      and v.started >= min(?, (select max(started) from visits where site = s.id))
      and v.started >= coalesce((select started from visits where site = s.id order by started desc limit 1 offset ?), '')
    order by v.site, v.started
    """
    rows = (Visit(**dict(zip(names, row, strict=True))) for row in db.execute(sql, (since.isoformat(), most - 1 if most > 0 else 1 << 40)))
    return {site: list(group) for site, group in groupby(rows, key=lambda one: one.site)}


def _standing(site: str, visits: Sequence[Visit], found: str | None, waiting: int, *, now: datetime) -> Standing:
    """The standing of one site: what its last visit was judged to be, or worse where no other followed in time."""
    verdict = max(_judged(visits), health.absent(visits, now=now), key=lambda one: one.rank)
    if not visits:
        return Standing(site=site, state=verdict.state, reason=verdict.reason, waiting=waiting)
    last = visits[-1]
    return Standing(
        site=site,
        state=verdict.state,
        reason=verdict.reason,
        last_run=last.started,
        last_new=found or max((one.started for one in visits if one.new), default=None),
        newest=max((one.newest for one in visits if one.newest), default=None),
        found=last.found,
        fetched=last.fetched,
        failed=last.failed,
        rejected=last.rejected,
        waiting=waiting,
        fill=_fill(visits),
    )


def _judged(visits: Sequence[Visit]) -> Verdict:
    """The verdict that the crawl wrote down for the last visit; one that was never judged is judged now."""
    if not visits:
        return health.OK
    last = visits[-1]
    return Verdict(last.state, last.reason) if last.state else health.judge(last, visits[:-1], now=datetime.fromisoformat(last.ended))


def _fill(visits: Sequence[Visit]) -> dict[str, float] | None:
    """The share of pages with each field in the last visit that read any."""
    last = next((one for one in reversed(visits) if one.built + one.irrelevant), None)
    if last is None:
        return None
    counts = (last.with_title, last.with_published, last.with_author, last.with_lead)
    return {name: round(count / (last.built + last.irrelevant), 3) for name, count in zip(_FIELDS, counts, strict=True)}


# --- words -----------------------------------------------------------------------------------------------------


def _cells(one: Standing, now: datetime) -> list[str]:
    ago = [_ago(moment, now) for moment in (one.last_run, one.last_new)]
    counts = [_short(count) for count in (one.found, one.fetched, one.failed, one.rejected)]
    fill = [f"{one.fill[name]:.0%}".rstrip("%") if one.fill else "-" for name in _FIELDS]
    return [one.site, *ago, *counts, *fill, (one.newest or "-")[:10]]


def _line(cells: Sequence[str]) -> str:
    return " ".join(
        _fit(cell, -width).ljust(-width) if width < 0 else cell.rjust(width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True)
    )


def _fit(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _short(count: int) -> str:
    return str(count) if count < 10_000 else f"{count // 1000}k"


def _ago(moment: str | None, now: datetime) -> str:
    """How long ago a moment was, in the largest unit: 35m, 6h, 12d."""
    if moment is None:
        return "-"
    minutes = max(0, int((now - datetime.fromisoformat(moment).replace(tzinfo=None)).total_seconds() // 60))
    return f"{minutes}m" if minutes < 60 else f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"
