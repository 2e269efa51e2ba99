"""Crawl: fetches what is due at the sites into the archive, and reads what was fetched into the database."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from corpus import load
from pipeline import discover, notify, state, store
from pipeline.archive import Archive
from pipeline.crawl import reading
from pipeline.crawl.follow import Source, source_of
from pipeline.crawl.hosts import private
from pipeline.crawl.visit import Tally
from pipeline.database import transaction
from pipeline.errors import ArchiveError, InputError
from pipeline.read import archives

if TYPE_CHECKING:
    from pipeline.crawl.spider import Job

# less than this is taken only for hosts of one's own
_LEAST_PACE = 1.0
_TIMEOUT = 60
logger = logging.getLogger("nghiquyet.crawl")


@dataclass(frozen=True, slots=True)
class Target:
    """One site of a crawl, and where its visit begins."""

    source: Source
    starts: tuple[discover.Start, ...]


def targets(wanted: Sequence[str], *, allow_private: bool = False) -> list[Target]:
    """The sites that ids, host names and addresses stand for; without any, all that have a profile and can be crawled.

    Raises InputError for what is none of these, for a site that cannot be crawled, and for a private address unless it is allowed.
    """
    if not wanted:
        profiles = {site.id: site for site in load.sites().values() if site.unsupported is None}
        return [_site(f"https://{name}/") for name in profiles]
    found: dict[str, Target] = {}
    for name in wanted:
        target = _url(name) if "://" in name else _named(name)
        host = urlsplit(target.starts[0].url).hostname or ""
        if private(host) and not allow_private:
            raise InputError(f"{name}: {host} is an address of this machine or of a private network; --allow-private permits it")
        earlier = found.get(target.source.id)
        starts = target.starts if earlier is None else tuple(dict.fromkeys((*earlier.starts, *target.starts)))
        hosts = target.source.hosts if earlier is None else earlier.source.hosts | target.source.hosts
        found[target.source.id] = Target(Source(target.source.id, target.source.profile, hosts), starts)
    return list(found.values())


def _site(home: str) -> Target:
    source = source_of(home)
    return Target(source, discover.starts(source.profile))


def _named(name: str) -> Target:
    profile = load.site_of(name)
    if profile is None:
        raise InputError(
            f"{name}: there is no profile of that name; `nghiquyet sites list` names them, and an address (https://…) needs none"
        )
    if profile.unsupported is not None:
        raise InputError(f"{name}: it cannot be crawled: {profile.unsupported}")
    return _site(f"https://{profile.id}/")


def _url(url: str) -> Target:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = None
    if not sound:
        raise InputError(f"{url}: it is no address of a page; give https://… or the name of a site")
    source = source_of(url)
    return Target(source, discover.starts(source.profile, url))


def crawl(
    wanted: Sequence[str],
    database: Path,
    archive: Path,
    *,
    since: str | None = None,
    limit: int | None = None,
    due: bool = False,
    budget: float | None = None,
    pace: float = state.PACE,
    contact: str | None = None,
    allow_private: bool = False,
    everything: bool = False,
    webhook: str | None = None,
    ping: str | None = None,
    step: Callable[[Tally], None] = lambda _: None,
) -> list[Tally]:
    """Visits sites and says what each visit came to; `step` is called with a tally whenever it changed.

    After `budget` seconds no more is asked for: what is left is due in the next crawl. Every answer lies in the archive before it is noted, and is noted before it is read: a crawl that is killed goes on where it was.
    Raises InputError, DatabaseError and ArchiveError.
    """
    sites = targets(wanted, allow_private=allow_private)
    if not isfinite(pace) or (pace < _LEAST_PACE and not all(private(urlsplit(target.starts[0].url).hostname or "") for target in sites)):
        raise InputError(f"--delay {pace:g}: less than a second between requests is for hosts of your own; give 1 or more")
    for told in filter(None, (webhook, ping)):
        notify.check(told)
    with store.connect(database) as db, Archive(archive) as warc:
        run = store.begin(db, "crawl")
        began = _prepare(db, run, sites, archive, due_only=due, everything=everything)
        job = _job(db, warc, run, began, sites, pace)
        job.since, job.limit, job.allow_private, job.everything, job.step = since, limit, allow_private, everything, step
        job.until = monotonic() + (budget if budget is not None else inf)
        _run(job, contact)
        for _ in job.read_new():
            continue
        store.finish(db)
        whole = all(tally.ended for tally in job.tallies.values())
        store.end(db, run, "ok" if whole else "stopped")
    if webhook is not None:
        notify.notify(job.changes, webhook)
    if ping is not None and whole:
        notify.ping(ping)
    return list(job.tallies.values())


def _prepare(db: Database, run: int, sites: Sequence[Target], archive: Path, *, due_only: bool, everything: bool) -> str:
    """Notes what an earlier crawl archived and could not note, and puts the starts of the sites in; when this crawl began."""
    for file in archives([archive]):
        if count := reading.restore(db, run, file):
            logger.info("%s: %d answers noted that were archived before", file.name, count)
    _check_archive(db, archive)
    now = store.now()
    began = state.began(db, run, now)
    with transaction(db):
        if everything:
            state.read_anew(db)
        for target in sites:
            db.conn.execute("insert or ignore into sites (id, name) values (?1, ?1)", (target.source.id,))
            state.begin(db, target.source.id, ((start.url, start.role) for start in target.starts), now, began=began, due_only=due_only)
    return began


def _check_archive(db: Database, archive: Path) -> None:
    """Raises ArchiveError where the database was crawled into another archive: it would take pages for lost that lie there."""
    named = state.files(db)
    missing = [name for name in state.files(db, unread_only=True) if not (archive / name).exists()]
    if named and not any((archive / name).exists() for name in named):
        missing = named
    if missing:
        raise ArchiveError(f"{archive}: {missing[0]} is not in it, where this database has pages; name the archive that belongs to it")


def _job(db: Database, archive: Archive, run: int, began: str, sites: Sequence[Target], pace: float) -> "Job":
    from pipeline.crawl.spider import Job

    hosts = frozenset[str]().union(*(target.source.hosts for target in sites))
    ports = frozenset(port for target in sites for start in target.starts if (port := urlsplit(start.url).port) is not None)
    tallies = {target.source.id: Tally(target.source.id) for target in sites}
    return Job(db=db, archive=archive, run=run, began=began, tallies=tallies, hosts=hosts, ports=ports, pace=pace)


def _run(job: "Job", contact: str | None) -> None:
    """Lets Scrapy do the job, until there is nothing left to ask for or the user stops it."""
    from scrapy.crawler import AsyncCrawlerProcess

    from pipeline.crawl.spider import Spider

    process = AsyncCrawlerProcess(settings(job.pace, contact, allow_private=job.allow_private))
    # Scrapy sets its loggers to tell everything
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    process.crawl(Spider, job=job)
    process.start()
    if job.error is not None:
        raise job.error


def settings(pace: float, contact: str | None, *, allow_private: bool) -> dict[str, Any]:
    """Scrapy's settings of a crawl."""
    from importlib.metadata import version

    about = f"+{contact}" if contact else "Vietnamese resolutions research crawler"
    return {
        "USER_AGENT": f"nghiquyet/{version('nghiquyet')} ({about})",
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language": "vi"},
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": pace,
        # a pause is never shorter than what the host or the user asked for
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_TIMEOUT": _TIMEOUT,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3"))
        | dict.fromkeys(("http", "https"), "pipeline.crawl.download.Handler"),
        "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver" if allow_private else "pipeline.crawl.resolver.Resolver",
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": pace,
        # hosts of one's own are asked as fast as one says
        "AUTOTHROTTLE_MAX_DELAY": 60.0 if pace >= _LEAST_PACE else pace,
        "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": None, "pipeline.crawl.throttle.Throttle": 0},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
        },
        "HTTPERROR_ALLOW_ALL": True,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
    }
