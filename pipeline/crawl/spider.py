"""Spider: asks the sites for what is due, and hands every answer to the archive and the memory.

All that is to be done stands in the database. The sites are visited side by side, each asked for one address after the other; nothing is
lost when the crawl is killed, and it need not know whether it is the first, another or a continued one.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.client import responses
from math import inf
from time import monotonic, time
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlite_utils import Database
from twisted.python.failure import Failure

from corpus.model import Exchange, Visit
from pipeline import state
from pipeline.archive import Archive, digest, now, redirect
from pipeline.build import Result
from pipeline.crawl import hosts, reading
from pipeline.crawl.robots import Robots, delay, header
from pipeline.crawl.throttle import Throttle
from pipeline.crawl.visit import Tally, close
from pipeline.database import transaction
from pipeline.errors import ArchiveError

logger = logging.getLogger("nghiquyet.crawl")
# addresses of one site that are asked for before what is due is looked up again, and what was fetched is read
_WAVE = 20
# seconds between two batches of articles that are read: enough for an answer that waits to be archived
_BREATH = 0.01
# an address that is asked for more often in one crawl is due for a reason of ours
_OFTEN = 6
# seconds between two lines of the log about a visit that takes long
_HEARTBEAT = 600.0
# after so many failures in a row a site is left alone for this crawl
_PATIENCE = 10
# the longest that a crawl waits for a host that asks to be left alone, and the longest that is believed
_LONGEST_REST, _LONGEST_BAN = 120.0, 7 * 86_400.0
# bytes, unpacked: a news page has some 100 KB, a sitemap at most 50 MB by its protocol
_LARGEST = {"robots": 5_000_000, "article": 10_000_000, "listing": 10_000_000, "feed": 20_000_000, "sitemap": 50_000_000}
_FAILURES = (
    ("CannotResolveHost", "no such host"),
    ("certificate", "certificate not valid"),
    ("SSL", "no secure connection"),
    ("Timeout", "timed out"),
    ("Refused", "connection refused"),
    ("HeadTooLarge", "too large"),
    # Scrapy cancels nothing but what is larger than it may be
    ("DownloadCancelled", "too large"),
    ("DataLoss", "answer cut off"),
    ("ConnectionLost", "answer cut off"),
    ("ResponseFailed", "answer cut off"),
    ("MAXSIZE", "too large"),
    ("download max size", "too large"),
)
# what will not be otherwise in a minute
_FINAL = {"too large", "certificate not valid"}


@dataclass(slots=True)
class Job:
    """One crawl: where it writes, what it visits and how far it goes. `pace` are seconds between two requests to a host."""

    db: Database
    archive: Archive
    run: int
    began: str
    tallies: dict[str, Tally]
    hosts: frozenset[str]
    ports: frozenset[int]
    pace: float
    until: float = inf
    since: str | None = None
    limit: int | None = None
    allow_private: bool = False
    everything: bool = False
    step: Callable[[Tally], None] = lambda _: None
    asked: int = 0
    error: BaseException | None = None
    changes: list[Visit] = field(default_factory=list)

    def close(self, tally: Tally) -> None:
        """Ends a visit, and judges it."""
        tally.end()
        if (changed := close(self.db, self.run, tally)) is not None:
            self.changes.append(changed)

    def read_new(self) -> Iterator[None]:
        """Reads what has been archived and not read yet, and stops after every few articles."""
        return reading.read_new(self.db, self.archive.folder, everything=self.everything, done=self._read)

    def _read(self, place: state.Unread, result: Result) -> None:
        if place.site in self.tallies:
            self.tallies[place.site].read(place, result)
            self.step(self.tallies[place.site])


class Spider(scrapy.Spider):
    """Visits the sites of a job."""

    name = "nghiquyet"

    def __init__(self, *, job: Job) -> None:
        super().__init__()
        self.job = job
        self.robots = Robots(self._get_robots)
        self._reading = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "Spider":
        """As Scrapy makes its spiders."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._failed, signal=signals.spider_error)
        return spider

    def _failed(self, failure: Failure) -> None:
        """Keeps why the crawl cannot go on, such as a full disk, for `crawl` to say."""
        error = failure.value
        self.job.error = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else error

    @property
    def throttle(self) -> Throttle:
        """The throttle of this crawl."""
        throttle = self.crawler.get_extension(Throttle)
        assert isinstance(throttle, Throttle)
        return throttle

    async def start(self) -> AsyncIterator[Request]:
        """Nothing for Scrapy to schedule: one host is asked for one thing at a time, so each site has a visit that asks by itself."""
        async with asyncio.TaskGroup() as visits:
            for tally in self.job.tallies.values():
                visits.create_task(self._visit(tally))
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    # --- what is asked for ---

    async def _visit(self, tally: Tally) -> None:
        """Asks a site for what is due, until there is no more or the site had better be left alone."""
        try:
            await self._rest(tally)
            while tally.ended is None and (wave := await self._wave(tally.site)):
                await self._ask_all(wave, tally)
            await self._read()
        except (ArchiveError, sqlite3.Error):
            raise
        except Exception as error:  # one site of many must not end the crawl; the line says what to report
            logger.exception("%s: internal error", tally.site)
            tally.end(f"an internal error, {type(error).__name__}: {error}")
        self.job.close(tally)
        logger.log(logging.INFO if tally.left is None else logging.WARNING, "%s", tally)
        self.job.step(tally)

    async def _ask_all(self, wave: list[state.Address], tally: Tally) -> None:
        """Asks for addresses one after the other, until the site had better be left alone or the time is up."""
        for address in wave:
            tally.asked[address.url] += 1
            if tally.asked[address.url] > _OFTEN:
                tally.end(f"{address.url} was due again and again")
            elif tally.failures_in_a_row >= _PATIENCE:
                tally.end(f"{tally.failures_in_a_row} failures in a row")
            elif monotonic() >= self.job.until:
                tally.end("its time was up")
            if tally.ended is not None:
                return
            await self._ask(address, tally)
            if monotonic() - tally.told > _HEARTBEAT:
                tally.told = monotonic()
                logger.info("%s so far", tally)

    async def _rest(self, tally: Tally) -> None:
        """Waits for a host that asked an earlier crawl to be left alone; ends the visit where that is for long."""
        seconds = state.rest(self.job.db, tally.site, state.moment(now()))
        if seconds > _LONGEST_REST:
            tally.end(_left_alone(seconds))
        else:
            await asyncio.sleep(seconds)

    async def _wave(self, site: str) -> list[state.Address]:
        """The next addresses of a site to ask for, once what was fetched is read; waits for what failed a moment ago. Empty: that was all."""
        await self._read()
        while not (wave := self._due(site)):
            pause = state.soon(self.job.db, site, state.moment(now()), _LONGEST_REST)
            if pause is None:
                return []
            await asyncio.sleep(pause)
        return wave

    async def _read(self) -> None:
        """Reads what was fetched; between the articles answers of other sites are dealt with."""
        async with self._reading:
            for _ in self.job.read_new():
                await asyncio.sleep(_BREATH)

    def _due(self, site: str) -> list[state.Address]:
        """What is due at a site and within the limit: lists, which tell of which day articles are, or articles, or further pages of lists."""
        job = self.job
        due = state.due(job.db, site, state.moment(now()), since=job.since, limit=_WAVE)
        alike = [address for address in due if (address.role == "article") == (due[0].role == "article")]
        if not alike or alike[0].role != "article" or job.limit is None:
            return alike
        # what is left of the limit is for all sites that are still being visited
        left, visits = max(job.limit - job.asked, 0), sum(tally.ended is None for tally in job.tallies.values())
        return alike[: max(left // visits, min(left, 1))]

    async def _ask(self, address: state.Address, tally: Tally) -> None:
        """Asks for an address, unless it must not be asked for."""
        if (problem := self._forbidden(address.url)) is not None:
            self._refuse(address, problem, tally)
            return
        allowed = await self.robots.allow(address.url, address.site)
        if allowed is None:
            tally.counts["refused"] += 1
            tally.end("robots.txt could not be had")
        elif not allowed:
            self._refuse(address, "robots.txt", tally)
        elif tally.ended is None and self._within_limit(address):
            await self._get(self._request(address))

    def _within_limit(self, address: state.Address) -> bool:
        """Whether an address may still be asked for, and counts it if it is an article's."""
        if address.role == "article" and self.job.limit is not None:
            self.job.asked += 1
            return self.job.asked <= self.job.limit
        return True

    def _request(self, address: state.Address) -> Request:
        conditions = {"If-None-Match": address.etag, "If-Modified-Since": address.last_modified}
        return Request(
            address.url,
            headers={name: value for name, value in conditions.items() if value},
            meta={
                "url": address.url,
                "role": address.role,
                "site": address.site,
                "address": address,
                "download_maxsize": _LARGEST[address.role],
            },
        )

    async def _get_robots(self, url: str, site: str) -> Response | None:
        """The answer to a request for a robots.txt, None where there is none or it must not be asked for."""
        if self._forbidden(url) is not None:
            return None
        request = Request(url, meta={"url": url, "role": "robots", "site": site, "download_maxsize": _LARGEST["robots"]})
        response = await self._get(request)
        if response is not None and (seconds := delay(response)) is not None:
            self.throttle.ask_for(_host(request), seconds)
        return response

    def _forbidden(self, url: str) -> str | None:
        """Why an address must not be asked for, None where it may."""
        return hosts.problem(url, hosts=self.job.hosts, ports=self.job.ports, allow_private=self.job.allow_private)

    # --- what came back ---

    async def _get(self, request: Request) -> Response | None:
        """The answer to a request, archived and noted; None where there is none, which is noted. The host then has its pause."""
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever the network does
            self.throttle.pause(_host(request))
            self._unanswered(request, error)
            return None
        rest = _retry_after(response)
        self.throttle.pause(_host(request), rest or 0.0)
        self._record(request, response, rest)
        return response

    def _record(self, request: Request, response: Response, rest: float | None) -> None:
        """Puts an exchange into the archive, then into the database with the links in it."""
        job, tally = self.job, self.job.tallies[request.meta["site"]]
        exchange = self._archived(request, response)
        with transaction(job.db):
            noted = reading.note(job.db, job.run, exchange, began=job.began, pace=self._pace(request), retry_after=rest)
        address: state.Address | None = request.meta.get("address")
        tally.count(exchange, noted, start=address is not None and address.found_in is None)
        if rest is not None and rest > _LONGEST_REST:
            tally.end(_left_alone(rest))
        logger.debug("%s %s %s", exchange.status, noted.outcome, exchange.url)
        job.step(tally)

    def _archived(self, request: Request, response: Response) -> Exchange:
        address: state.Address | None = request.meta.get("address")
        body_digest = digest(response.body)
        same = address is not None and address.digest is not None and response.status in {200, 304}
        changed = not (same and (response.status == 304 or body_digest == address.digest))  # type: ignore[union-attr]
        url = request.meta["url"]
        exchange = Exchange(
            # not as Scrapy spells it: it is known by this address
            url=url,
            role=request.meta["role"],
            at=now(),
            status=response.status,
            media=header(response, "Content-Type"),
            body=response.body if changed else b"",
            digest=body_digest if changed else address.digest if address else None,
            changed=changed,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            location=redirect(url, response.status, header(response, "Location")),
        )
        body_at = address.last_changed if address is not None and not changed else None
        return self.job.archive.write(
            exchange,
            sent=_headers(request.headers),
            received=_headers(response.headers),
            reason=responses.get(response.status, ""),
            refers_to=state.instant(body_at) if body_at else None,
        )

    def _unanswered(self, request: Request, error: BaseException) -> None:
        """Notes that an address gave no answer."""
        job, site = self.job, request.meta["site"]
        reason = _reason(error)
        with transaction(job.db):
            state.fail(job.db, job.run, site, request.meta["url"], now(), reason, pace=self._pace(request), final=reason in _FINAL)
        job.tallies[site].fail(reason)
        logger.info("%s: no answer: %s (%s)", request.url, reason, " ".join(f"{type(error).__name__} {error}".split())[:200])
        job.step(job.tallies[site])

    def _refuse(self, address: state.Address, reason: str, tally: Tally) -> None:
        with transaction(self.job.db):
            state.refuse(self.job.db, address.url, state.moment(now()), reason)
        tally.counts["refused"] += 1

    def _pace(self, request: Request) -> float:
        return self.throttle.pace(_host(request)) or self.job.pace


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def _left_alone(seconds: float) -> str:
    return f"the host asked for {seconds / 60:.0f} minutes without requests"


def _headers(headers: Any) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]


def _retry_after(response: Response) -> float | None:
    """Seconds that a host asks to wait after 429 or 503, in either form of the header; None where it does not."""
    value = header(response, "Retry-After") if response.status in {429, 503} else None
    if value is None:
        return None
    if value.isdecimal():
        return min(float(value), _LONGEST_BAN)
    with suppress(ValueError):
        until = parsedate_to_datetime(value)
        # "-0000" names no zone: HTTP has but one
        return min(max(0.0, (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - time()), _LONGEST_BAN)
    return None


def _reason(error: BaseException) -> str:
    said = f"{type(error).__name__} {error}"
    return next((reason for sign, reason in _FAILURES if sign in said), "no connection")
