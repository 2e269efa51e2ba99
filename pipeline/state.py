"""State: what a crawl remembers of every address, in the tables `addresses` and `fetches`.

Everything here follows from the exchanges in the archive, in their order: noting them again, after a crash or for a new database, gives the
same rows. What has not been archived, such as a queue of links, is found again in the listings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlite_utils import Database

from corpus.model import Exchange, Found, Irrelevant, Record, Rejected, Role
from pipeline.furniture import LOCAL
from pipeline.parse import article_id, canonical
from pipeline.rows import Rows

# a listing that was looked at less than this ago is not due
_LISTING = timedelta(hours=1)
# an article is looked at again a day after it was found, then each time after as long again, and after this age no more: not by when it
# changed, since pages with a clock or a count of views are others each time
_FIRST_CHECK, _LAST_CHECK = timedelta(days=1), timedelta(days=90)
# how often a failure is tried again within a crawl; the first wait of later crawls, the longest one, and after how many failures in all an article is given up
QUICK, _RETRY, _LAST_RETRY, _TRIES = 2, timedelta(minutes=15), timedelta(days=7), 8
# seconds between two requests to a host, unless it or the user says otherwise
PACE = 5.0
# why an article is rejected that may be there another day
_INSTEAD = {"block page", "login wall", "soft 404"}
# a change that is said to be younger than this is the moment of asking
_JUST_NOW = timedelta(minutes=1)
# pages of a listing in a row that may name nothing new
_IDLE = 3
_ROBOTS = timedelta(days=7)
# redirects in a row that are followed: browsers follow some twenty, sites need three
_MOVES = 10
# a crawl that was stopped this long ago is a new one
_INTERRUPTED = timedelta(hours=1)
_ASKED_TO_WAIT = "asked to wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address that is due, with what to send along so that an unchanged body stays where it is."""

    url: str
    site: str
    role: Role
    found_in: str | None
    etag: str | None
    last_modified: str | None
    digest: str | None
    last_changed: str | None


class Further(NamedTuple):
    """Another listing, feed or sitemap that one leads to, with the moment at which it last changed, where that is said."""

    url: str
    role: Role
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What a listing, feed or sitemap holds: articles, and further listings."""

    articles: Sequence[Found] = ()
    further: Sequence["Further"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What an exchange came to: its outcome as in `fetches`, why it is not what was asked for, and how many articles it names, known and new."""

    outcome: str
    problem: str | None
    found: int
    new: int


class Unread(NamedTuple):
    """An article whose last body has not been read."""

    url: str
    site: str
    found: str
    published: str | None
    warc_file: str
    warc_offset: int


def moment(at: str) -> str:
    """A moment of an exchange (UTC) as local time to the millisecond.

    >>> moment("2026-11-22T03:04:05.250Z")
    '2026-11-22T10:04:05.250'
    """
    return datetime.fromisoformat(at).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]


def instant(local: str) -> str:
    """A local moment in UTC, as exchanges are dated: the inverse of `moment`."""
    return datetime.fromisoformat(local).replace(tzinfo=LOCAL).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def later(local: str, by: timedelta) -> str:
    """A local moment so much later, to the millisecond: what is to be done then is not done before."""
    return (datetime.fromisoformat(local) + by).isoformat(timespec="milliseconds")


def began(db: Database, run: int, now: str) -> str:
    """When the crawl of a run began: now, or with the runs right before it where these were killed or stopped a short while ago."""
    sql = """
        select min(started) from runs where command = 'crawl' and id < :run and started >= :earliest and id > (
            select coalesce(max(id), 0) from runs where command = 'crawl' and outcome is 'ok'
        )
    """
    (started,) = db.conn.execute(sql, {"run": run, "earliest": later(now, -_INTERRUPTED)}).fetchone()
    return started or now


def begin(db: Database, site: str, starts: Iterable[tuple[str, Role]], now: str, *, began: str, due_only: bool = False) -> None:
    """Puts the addresses that a crawl of a site begins at among its addresses.

    Unless `due_only`, they are due now, but for what this crawl, which `began` before it was interrupted, looked at already, and for what
    the host asked to leave alone.
    """
    # what is due anyway keeps its place in the order
    again = """
        update addresses set due = :now, state = 'queued'
        where id = :id and (due is null or due > :now) and (last_checked is null or last_checked < :began) and reason is not :wait
    """
    for url, role in starts:
        _add(db, url, site, role, now, None)
        if not due_only:
            db.conn.execute(again, {"now": now, "id": article_id(url), "began": began, "wait": _ASKED_TO_WAIT})


def rest(db: Database, site: str, now: str) -> float:
    """The seconds for which a site is still to be left alone, since it asked for that."""
    sql = "select max(due) from addresses where site = ? and reason = ? and due > ?"
    (until,) = db.conn.execute(sql, (site, _ASKED_TO_WAIT, now)).fetchone()
    return _seconds(now, until) if until else 0.0


def due(db: Database, site: str, now: str, *, since: str | None = None, limit: int = 20) -> list[Address]:
    """The addresses of a site that are due: first those where a crawl begins, then articles, the newest first and those that failed last,
    then further pages of listings.

    Articles known to be published before `since` are left for a later crawl, and so are further pages behind a page that named new
    articles, all of them older.
    """
    rows = db.conn.execute(
        """
        select url, site, role, found_in, etag, last_modified, digest, last_changed from addresses as a
        where site = :site and due <= :now and (:since is null or case role
            when 'article' then coalesce(published, :since) >= :since
            else found_in is null or role <> 'listing' or (
                select coalesce(max(coalesce(b.published, :since)), :since) from addresses as b where b.found_in = a.found_in and b.role = 'article'
            ) >= :since end)
        order by role = 'listing' and found_in is not null, role = 'article', failures > 0, published desc nulls first, due, id limit :limit
        """,
        {"site": site, "now": now, "since": since, "limit": limit},
    )
    return [Address(**dict(zip(Address.__slots__, row, strict=True))) for row in rows]


def note(
    db: Database,
    run: int,
    site: str,
    exchange: Exchange,
    links: Links,
    *,
    began: str,
    problem: str | None = None,
    pace: float = PACE,
    retry_after: float | None = None,
) -> Noted:
    """Notes an exchange with the links that were read from it, and says what it came to.

    Further listings that were last looked at before `began` (local) are looked at again. `problem` says why it is not what was asked for,
    where it is not; `pace` are the seconds between two requests to the
    host, `retry_after` those that it asks to wait. To be called in a transaction, once the exchange is in the archive.
    """
    now = moment(exchange.at)
    outcome = _outcome(exchange, _row(db, exchange.url))
    _log(db, run, site, exchange.url, now, exchange.status, outcome, exchange)
    if exchange.role is not None and exchange.role != "robots":
        _add(db, exchange.url, site, exchange.role, now, None)
        if outcome == "moved" and _moves(db, exchange.url) >= _MOVES:
            links, problem = Links(), "moved too often"
        _settle(db, exchange, outcome, now, problem=problem, wait=retry_after, pace=pace)
    dated = _dated(links.articles, now)
    new = sum(_find(db, site, found, exchange.url, now, dated=dated) for found in links.articles)
    goes_on = _goes_on(db, exchange, outcome, new) if exchange.role == "listing" else True
    for further in links.further if goes_on else ():
        if not _add(db, further.url, site, further.role, now, exchange.url):
            again = "update addresses set due = ?, state = 'queued' where id = ? and found_in is not null and last_checked < ?"
            db.conn.execute(again, (now, article_id(further.url), further.modified or began))
    return Noted(outcome=outcome, problem=problem, found=len(links.articles), new=new)


def _dated(articles: Sequence[Found], now: str) -> bool:
    """Whether the moments at which articles are said to have changed say anything: some systems print the present one, for all of them."""
    told = {found.modified for found in articles if found.modified is not None}
    return len(told) != 1 or len(articles) == 1 or max(told) < later(now, -_JUST_NOW)


def _goes_on(db: Database, exchange: Exchange, outcome: str, new: int) -> bool:
    """Whether the page behind a page of a listing is worth a look.

    It is when this one names a new article, since that moves others on. When it is seen for the first time, its articles may be known from a
    feed or another section, so a few pages without a new one are borne; a listing that repeats its last page for ever has more.
    """
    if outcome == "moved":
        return True
    there = _row(db, exchange.url)
    before = _row(db, there["found_in"]) if there["found_in"] else {}
    idle = 0 if new else (before.get("idle") or 0) + 1
    db.conn.execute("update addresses set idle = ? where id = ?", (idle, there["id"]))
    return bool(new) or (outcome == "new" and idle <= _IDLE)


def fail(db: Database, run: int, site: str, url: str, at: str, reason: str, *, pace: float = PACE, final: bool = False) -> None:
    """Notes that an address gave no answer, and when to ask again: not in this crawl where it is `final`. To be called in a transaction."""
    now = moment(at)
    _log(db, run, site, url, now, None, reason, None)
    _put_off(db, url, now, reason, None, pause=_LAST_RETRY if final else None, pace=pace)


def soon(db: Database, site: str, now: str, within: float) -> float | None:
    """In how many seconds, at most `within`, something of a site that failed is to be tried again; None where nothing is."""
    sql = "select min(due) from addresses where site = ? and failures > 0 and due > ? and due <= ?"
    (due,) = db.conn.execute(sql, (site, now, later(now, timedelta(seconds=within)))).fetchone()
    return None if due is None else _seconds(now, due)


def _seconds(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()


def refuse(db: Database, url: str, now: str, reason: str) -> None:
    """Notes that an address must not be asked for at present; to be called in a transaction."""
    sql = "update addresses set state = 'refused', reason = ?, due = ? where id = ?"
    db.conn.execute(sql, (reason, later(now, _ROBOTS), article_id(url)))


def unread(db: Database, *, after: tuple[str, int] = ("", -1), limit: int) -> list[Unread]:
    """Articles whose last body has not been read yet and stands behind a place in the archive, in the order of the archive."""
    rows = db.conn.execute(
        """
        select url, site, found, published, warc_file, warc_offset from addresses
        where role = 'article' and reading is null and warc_file is not null and (warc_file, warc_offset) > (?, ?)
        order by warc_file, warc_offset limit ?
        """,
        (*after, limit),
    )
    return [Unread(*row) for row in rows]


def read_anew(db: Database) -> None:
    """Has those articles read again that were left out because they are about other things; to be called in a transaction."""
    db.conn.execute("update addresses set reading = null where reading = 'irrelevant'")


def read(db: Database, result: Record | Rows | Irrelevant | Rejected, *, url: str | None = None) -> None:
    """Notes what became of the last body of an address; nothing where it was not crawled or has another body since.

    `url` is the address, where it is known: what is refused late is so by the address that the page says of itself.
    """
    if isinstance(result, Rejected):
        number = article_id(url or result.url)
        db.conn.execute("update addresses set reading = 'rejected' where id = ?", (number,))
        if result.reason in _INSTEAD:
            _ask_again(db, number)
        return
    article = result.article
    built = not isinstance(result, Irrelevant)
    db.conn.execute(
        """
        update addresses set reading = ?, article_id = coalesce(?, article_id), published = coalesce(?, published)
        where warc_file = ? and warc_offset = ?
        """,
        ("built" if built else "irrelevant", article.id if built else None, article.published, article.warc_file, article.warc_offset),
    )


def _ask_again(db: Database, number: int) -> None:
    """Has an article of any age asked for again that another page came for: after a day, then each time after as long again."""
    row = db.conn.execute("select found, last_checked from addresses where id = ? and last_checked is not null", (number,)).fetchone()
    if row is None:
        return
    found, checked = row
    age = max(_FIRST_CHECK, timedelta(seconds=_seconds(found, checked)))
    due = later(checked, age) if age <= _LAST_CHECK else None
    sql = "update addresses set due = ?, etag = null, last_modified = null, digest = null where id = ?"
    db.conn.execute(sql, (due, number))


def files(db: Database, *, unread_only: bool = False) -> list[str]:
    """The files of the archive in which the last bodies of addresses stand, or only those that have not been read yet."""
    sql = "select distinct warc_file from addresses where warc_file is not null" + " and role = 'article' and reading is null" * unread_only
    return sorted(name for (name,) in db.conn.execute(sql))


def newest_in(db: Database, warc_file: str) -> int | None:
    """The largest offset in a file of the archive that has been noted."""
    (offset,) = db.conn.execute("select max(warc_offset) from fetches where warc_file = ?", (warc_file,)).fetchone()
    return offset  # type: ignore[no-any-return]


# --- what an exchange means ------------------------------------------------------------------------------------------


def _row(db: Database, url: str) -> dict[str, Any]:
    """What is known of an address; empty where nothing is."""
    cursor = db.conn.execute("select * from addresses where id = ?", (article_id(url),))
    row = cursor.fetchone()
    return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row else {}


def _outcome(exchange: Exchange, there: dict[str, Any]) -> str:
    if exchange.status == 304 or (exchange.status == 200 and not exchange.changed):
        return "unchanged"
    if exchange.status == 200:
        return "changed" if there.get("digest") else "new"
    if exchange.location is not None and 300 <= exchange.status < 400:
        return "moved"
    return {404: "gone", 410: "gone", 401: "denied", 403: "denied", 429: "too many requests"}.get(
        exchange.status, f"status {exchange.status}"
    )


def _settle(db: Database, exchange: Exchange, outcome: str, now: str, *, problem: str | None, wait: float | None, pace: float) -> None:
    """Brings the row of an address up to date after an answer."""
    there = _row(db, exchange.url)
    values: dict[str, Any] = {"state": "fetched", "reason": problem, "status": exchange.status, "failures": 0, "last_checked": now[:19]}
    if outcome in {"new", "changed"}:
        values |= {name: getattr(exchange, name) for name in ("etag", "last_modified", "digest", "warc_file", "warc_offset")}
        values |= {"last_changed": now, "reading": None, "due": _next_check(there, now)}
        if problem is not None:
            # it is judged anew each time: a block page that stays the same is no listing that has not changed
            values |= {"etag": None, "last_modified": None, "digest": None}
    elif outcome == "unchanged":
        values["due"] = _next_check(there, now)
    elif outcome == "moved" and _same_address(exchange) and there["failures"] < QUICK:
        # from http to https, with or without www.: the same address spelled as the host wants it, asked for again at once
        values |= {"url": canonical(exchange.location or ""), "state": "queued", "failures": there["failures"] + 1, "due": now}
    elif outcome in {"moved", "gone"}:
        values |= {"state": outcome, "due": None if exchange.role == "article" else _next_check(there, now)}
    else:
        pause = None if wait is None else timedelta(seconds=wait)
        _put_off(db, exchange.url, now, outcome if wait is None else _ASKED_TO_WAIT, exchange.status, pause=pause, pace=pace)
        return
    db.conn.execute(f"update addresses set {', '.join(f'{name} = ?' for name in values)} where id = ?", (*values.values(), there["id"]))


def _moves(db: Database, url: str) -> int:
    """How many redirects in a row led to an address, as far as they count."""
    moves, there = 0, _row(db, url)
    while moves < _MOVES and there and there["found_in"]:
        there = _row(db, there["found_in"])
        if not there or there["state"] != "moved":
            break
        moves += 1
    return moves


def _same_address(exchange: Exchange) -> bool:
    target = canonical(exchange.location or "")
    return target != exchange.url and article_id(target) == article_id(exchange.url)


def _next_check(there: dict[str, Any], now: str) -> str | None:
    """When to look again at an address; None for an old article, and for a further listing, which the one before it tells of."""
    if there["role"] == "article":
        since = min(filter(None, (there["found"], there["published"])))
        age = max(_FIRST_CHECK, datetime.fromisoformat(now) - datetime.fromisoformat(since))
        return later(now, age) if age <= _LAST_CHECK else None
    return None if there["role"] != "feed" and there["found_in"] else later(now, _LISTING)


def _put_off(db: Database, url: str, now: str, reason: str, status: int | None, *, pause: timedelta | None, pace: float) -> None:
    """Puts an address off after a failure, for a pause if one is given, else twice for little, within the crawl, then each time for longer.

    An article that fails too often is given up.
    """
    there = _row(db, url)
    if not there:
        return
    failures = there["failures"] + 1
    given_up = there["role"] == "article" and failures >= _TRIES
    if pause is None:
        quick = timedelta(seconds=pace * 2**failures)
        pause = quick if failures <= QUICK else min(_RETRY * 4 ** (failures - QUICK - 1), _LAST_RETRY)
    state = "failed" if given_up or there["digest"] is None else there["state"]
    due = None if given_up else later(now, pause)
    sql = "update addresses set state = ?, reason = ?, status = ?, failures = ?, due = ? where id = ?"
    db.conn.execute(sql, (state, reason, status, failures, due, there["id"]))


def _find(db: Database, site: str, found: Found, within: str, now: str, *, dated: bool) -> bool:
    """Notes a link to an article; whether it is new. One that changed since it was last looked at is due, where such moments are `dated`."""
    if found.modified is not None and dated:
        again = "update addresses set due = ? where id = ? and state = 'fetched' and last_checked < ?"
        db.conn.execute(again, (now, article_id(found.url), found.modified))
    # what a sitemap says it was changed on, it was published on or before: enough for --since
    published = found.published or found.modified
    if _add(db, found.url, site, "article", now, within, published=published):
        return True
    if published is not None:
        # a listing without dates may have named it before
        db.conn.execute("update addresses set published = ? where id = ? and published is null", (published, article_id(found.url)))
    return False


def _add(db: Database, url: str, site: str, role: Role, now: str, within: str | None, *, published: str | None = None) -> bool:
    """Puts an address in where it is not known yet; whether it was new."""
    values = (article_id(url), url, site, role, now[:19], within, published, now[:19])
    cursor = db.conn.execute(
        "insert or ignore into addresses (id, url, site, role, state, found, found_in, published, due, failures) values (?, ?, ?, ?, 'queued', ?, ?, ?, ?, 0)",
        values,
    )
    return cursor.rowcount > 0


def _log(db: Database, run: int, site: str, url: str, now: str, status: int | None, outcome: str, exchange: Exchange | None) -> None:
    place = (exchange.warc_file, exchange.warc_offset) if exchange is not None else (None, None)
    db.conn.execute("insert or ignore into fetches values (?, ?, ?, ?, ?, ?, ?, ?)", (url, site, run, now, status, outcome, *place))
