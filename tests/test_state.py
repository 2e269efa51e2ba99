"""What a crawl remembers: when an address is asked for again, in which order, and when no more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from corpus.model import Exchange, Found, Irrelevant, Rejected, Role
from pipeline import state
from pipeline.archive import digest
from pipeline.database import transaction
from pipeline.parse import article_id
from pipeline.state import Links, instant, later, moment
from tests.conftest import article, record

SITE = "baolangson.vn"
HOME = f"https://{SITE}/"
URL = f"https://{SITE}/tin-1.html"
# local time of the crawl, and the same moment in UTC
NOW, AT = "2026-11-22T10:00:00.000", "2026-11-22T03:00:00.000Z"
RUN = 1


@pytest.fixture
def crawl(db: Database) -> Database:
    """A database in which a crawl has begun at a home page and a feed."""
    db.conn.execute("insert into runs (id, command, started) values (?, 'crawl', ?)", (RUN, NOW[:19]))
    with transaction(db):
        state.begin(db, SITE, [(HOME, "listing"), (f"{HOME}rss", "feed")], NOW, began=NOW)
    return db


def answer(url: str = URL, role: Role = "article", *, after: timedelta = timedelta(), status: int = 200, body: bytes = b"x", **more: object) -> Exchange:  # fmt: skip
    """An exchange so long after the crawl began, as it lies in the archive."""
    at = instant(later(NOW, after))
    # any two exchanges lie at different places
    offset = int(after / timedelta(seconds=1)) * 1000 + article_id(url) % 1000
    made = Exchange(url=url, role=role, at=at, status=status, body=body, digest=digest(body), warc_file="a.warc.gz", warc_offset=offset)
    return replace(made, **more)  # type: ignore[arg-type]


def note(db: Database, exchange: Exchange, links: Links | None = None, **more: object) -> state.Noted:
    """What an exchange comes to, in a transaction of its own."""
    with transaction(db):
        return state.note(db, RUN, SITE, exchange, links or Links(), began=NOW, **more)  # type: ignore[arg-type]


def row(db: Database, url: str = URL) -> Mapping[str, object]:
    """What is known of an address."""
    (found,) = db.query("select * from addresses where id = ?", (article_id(url),))
    return found


def due(db: Database, *, after: timedelta = timedelta(), since: str | None = None, limit: int = 100) -> list[str]:
    """The paths that are due so long after the crawl began."""
    return [address.url.removeprefix(HOME) for address in state.due(db, SITE, later(NOW, after), since=since, limit=limit)]


def links(*names: str | Found, further: tuple[str, ...] = ()) -> Links:
    """Links to articles by their paths, and to further pages."""
    found = tuple(name if isinstance(name, Found) else Found(url=HOME + name) for name in names)
    return Links(articles=found, further=tuple(state.Further(HOME + path, "listing") for path in further))


@pytest.mark.parametrize(
    ("at", "local"),
    [
        ("2026-11-22T03:04:05.250Z", "2026-11-22T10:04:05.250"),
        ("2026-11-22T17:00:00.000Z", "2026-11-23T00:00:00.000"),
        ("2025-12-31T23:59:59.999Z", "2026-01-01T06:59:59.999"),
        ("2024-02-28T18:00:00.000Z", "2024-02-29T01:00:00.000"),
    ],
)
def test_moments_are_local_and_back(at: str, local: str) -> None:
    assert moment(at) == local
    assert instant(local) == at


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (timedelta(milliseconds=1), "2026-11-22T10:00:00.001"),
        (timedelta(seconds=0.9), "2026-11-22T10:00:00.900"),
        (timedelta(days=10), "2026-12-02T10:00:00.000"),
        (-timedelta(hours=11), "2026-11-21T23:00:00.000"),
    ],
)
def test_later_is_never_too_early(by: timedelta, expected: str) -> None:
    assert later(NOW, by) == expected


# --- when an address is asked for again --------------------------------------------------------------------------------


def _checks(db: Database, exchange: Exchange, times: int) -> list[float]:
    """The days between which an article is asked for when it always answers when it is due, the last None where it is due no more."""
    days, after = [], timedelta()
    for _ in range(times):
        note(db, replace(exchange, at=instant(later(NOW, after)), warc_offset=int(after.total_seconds())))
        next_one = row(db)["due"]
        if next_one is None:
            break
        reached = datetime.fromisoformat(str(next_one)) - datetime.fromisoformat(NOW)
        days.append((reached - after) / timedelta(days=1))
        after = reached
    return [round(one, 3) for one in days]


@pytest.mark.parametrize("changed", [False, True], ids=["the same", "another each time"])
def test_article_is_looked_at_less_and_less(crawl: Database, changed: bool) -> None:
    # a page with a clock is another each time: that must not keep it young
    note(crawl, answer())
    again = answer(body=b"y") if changed else answer(body=b"", changed=False)
    assert _checks(crawl, again, 20) == [1, 1, 2, 4, 8, 16, 32, 64]
    assert row(crawl)["due"] is None


def test_lists_are_looked_at_each_hour_and_their_further_pages_when_these_say_so(crawl: Database) -> None:
    note(crawl, answer(HOME, "listing"), links("a-1", further=("trang-2",)))
    assert row(crawl, HOME)["due"] == later(NOW, timedelta(hours=1))
    note(crawl, answer(f"{HOME}trang-2", "listing", after=timedelta(seconds=9)), links("a-2"))
    assert row(crawl, f"{HOME}trang-2")["due"] is None


@pytest.mark.parametrize("role", ["article", "listing", "feed"])
def test_waits_grow_and_an_article_is_given_up(crawl: Database, role: Role) -> None:
    url = {"article": URL, "listing": HOME, "feed": f"{HOME}rss"}[role]
    waits, after = [], timedelta()
    note(crawl, answer(HOME, "listing"), links("tin-1.html"))
    for _ in range(9):
        note(crawl, answer(url, role, after=after, status=500), pace=5.0)
        if row(crawl, url)["due"] is None:
            break
        reached = datetime.fromisoformat(str(row(crawl, url)["due"])) - datetime.fromisoformat(NOW)
        waits.append(reached - after)
        after = reached
    quick = [timedelta(seconds=10), timedelta(seconds=20)]
    assert waits[:7] == [*quick, *(timedelta(minutes=minutes) for minutes in (15, 60, 240, 960, 3840))]
    assert waits[7:] == ([] if role == "article" else [timedelta(days=7)] * 2)
    assert row(crawl, url)["reason"] == "status 500"
    assert row(crawl, url)["failures"] == (8 if role == "article" else 9)


def test_answer_ends_a_row_of_failures(crawl: Database) -> None:
    for seconds in range(4):
        note(crawl, answer(after=timedelta(seconds=seconds), status=503))
    note(crawl, answer(after=timedelta(seconds=9)))
    assert (row(crawl)["failures"], row(crawl)["state"], row(crawl)["reason"]) == (0, "fetched", None)


def test_failure_keeps_the_body_that_there_is(crawl: Database) -> None:
    note(crawl, answer(etag='"1"'))
    before = row(crawl)
    note(crawl, answer(after=timedelta(days=1), status=500))
    with transaction(crawl):
        state.fail(crawl, RUN, SITE, URL, instant(later(NOW, timedelta(days=2))), "timed out")
    after = row(crawl)
    kept = ("state", "etag", "digest", "warc_file", "warc_offset", "last_changed", "last_checked")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert (after["failures"], after["reason"], after["status"]) == (2, "timed out", None)


# status, more → outcome, state, due after
OUTCOMES: list[tuple[int, dict[str, object], str, str, timedelta | None]] = [
    (200, {}, "new", "fetched", timedelta(days=1)),
    (404, {}, "gone", "gone", None),
    (410, {}, "gone", "gone", None),
    (301, {"location": f"{HOME}tin-2.html"}, "moved", "moved", None),
    (302, {"location": "https://elsewhere.vn/"}, "moved", "moved", None),
    (301, {}, "status 301", "failed", timedelta(seconds=10)),
    (403, {}, "denied", "failed", timedelta(seconds=10)),
    (401, {}, "denied", "failed", timedelta(seconds=10)),
    (429, {}, "too many requests", "failed", timedelta(seconds=10)),
    (503, {}, "status 503", "failed", timedelta(seconds=10)),
]


@pytest.mark.parametrize(("status", "more", "outcome", "became", "again"), OUTCOMES)
def test_outcome(crawl: Database, status: int, more: dict[str, object], outcome: str, became: str, again: timedelta | None) -> None:
    assert note(crawl, answer(status=status, **more)).outcome == outcome  # type: ignore[arg-type]
    assert (row(crawl)["state"], row(crawl)["due"]) == (became, again and later(NOW, again))
    assert list(crawl.query("select outcome, status from fetches")) == [{"outcome": outcome, "status": status}]


@pytest.mark.parametrize(
    ("first", "second"),
    [("http://x.vn/a", "https://x.vn/a"), ("https://x.vn/a", "https://www.x.vn/a"), ("https://www.x.vn/", "https://x.vn/")],
)
@pytest.mark.parametrize("role", ["article", "listing"])
def test_other_spelling_is_followed_but_not_for_ever(crawl: Database, first: str, second: str, role: Role) -> None:
    note(crawl, answer(first, role, status=301, location=second))
    assert (row(crawl, first)["url"], row(crawl, first)["state"]) == (second, "queued")
    assert second in [address.url for address in state.due(crawl, SITE, NOW)]
    for times in range(5):
        note(crawl, answer(second, role, after=timedelta(seconds=times), status=301, location=first))
        first, second = second, first
    assert row(crawl, first)["state"] == "moved"


# --- hosts that ask to be left alone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["article", "listing"])
def test_redirects_are_followed_but_not_for_ever(crawl: Database, role: Role) -> None:
    followed = 0
    for number in range(100):
        url, target = f"{HOME}tin-{number}.html", f"{HOME}tin-{number + 1}.html"
        further = Links(articles=(Found(url=target),)) if role == "article" else Links(further=(state.Further(target, role),))
        note(crawl, answer(url, role, after=timedelta(seconds=number), status=302, location=target), further)
        if f"tin-{number + 1}.html" not in due(crawl, after=timedelta(seconds=number)):
            break
        followed += 1
    assert followed == 10
    assert (row(crawl, url)["state"], row(crawl, url)["reason"]) == ("moved", "moved too often")


def test_host_that_asks_to_wait_is_not_asked_by_the_next_crawl(crawl: Database) -> None:
    note(crawl, answer(HOME, "listing", status=503), retry_after=3600.0)
    assert row(crawl, HOME)["due"] == later(NOW, timedelta(hours=1))
    assert state.rest(crawl, SITE, later(NOW, timedelta(minutes=20))) == 2400
    assert state.rest(crawl, "kontumtv.vn", NOW) == 0
    with transaction(crawl):
        state.begin(crawl, SITE, [(HOME, "listing")], later(NOW, timedelta(minutes=20)), began=later(NOW, timedelta(minutes=20)))
    assert HOME not in [address.url for address in state.due(crawl, SITE, later(NOW, timedelta(minutes=20)))]
    assert state.rest(crawl, SITE, later(NOW, timedelta(hours=1))) == 0
    assert "" in due(crawl, after=timedelta(hours=1))


@pytest.mark.parametrize(("within", "expected"), [(5, None), (10, 10.0), (60, 10.0)])
def test_what_failed_a_moment_ago_is_tried_again(crawl: Database, within: float, expected: float | None) -> None:
    note(crawl, answer(status=500), pace=5.0)
    assert state.soon(crawl, SITE, NOW, within) == expected


# --- what is due, and in which order -----------------------------------------------------------------------------------


def test_order(crawl: Database) -> None:
    named = links(
        Found(url=f"{HOME}old", published="2020-01-01"),
        "undated",
        Found(url=f"{HOME}new", published="2026-11-22T09:00"),
        Found(url=f"{HOME}newer", published="2026-11-22T09:30"),
        "broken",
        further=("trang-2",),
    )
    assert due(crawl) == ["", "rss"] or due(crawl) == ["rss", ""]
    note(crawl, answer(HOME, "listing"), named)
    note(crawl, answer(f"{HOME}broken", status=500), pace=0.0)
    assert due(crawl) == ["rss", "undated", "newer", "new", "old", "broken", "trang-2"]
    assert due(crawl, limit=2) == ["rss", "undated"]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, ["undated", "new", "old", "trang-2"]),
        ("2026-11-22", ["undated", "new", "trang-2"]),
        ("2020-01-01", ["undated", "new", "old", "trang-2"]),
        ("2026-11-23", ["undated", "trang-2"]),
    ],
)
def test_since(crawl: Database, since: str | None, expected: list[str]) -> None:
    note(crawl, answer(f"{HOME}rss", "feed"))
    named = [Found(url=f"{HOME}new", published="2026-11-22T09:00"), Found(url=f"{HOME}old", published="2020-01-01"), "undated"]
    note(crawl, answer(HOME, "listing"), links(*named, further=("trang-2",)))
    assert due(crawl, since=since) == expected


@pytest.mark.parametrize(
    ("days", "followed"),
    [(["2026-01-01", "2020-01-01"], True), (["2020-01-01", "2020-01-02"], False), ([None], True), ([], True)],
)
def test_pages_behind_what_is_too_old_are_left(crawl: Database, days: list[str | None], followed: bool) -> None:
    named = links(*(Found(url=f"{HOME}a-{n}", published=day) for n, day in enumerate(days)), further=("trang-2",))
    note(crawl, answer(HOME, "listing"), named)
    assert ("trang-2" in due(crawl, since="2026-01-01")) is followed


def test_day_of_publication_is_kept_up_to_date(crawl: Database) -> None:
    note(crawl, answer(HOME, "listing"), links("tin-1.html"))
    assert row(crawl)["published"] is None
    note(crawl, answer(f"{HOME}rss", "feed"), links(Found(url=URL, published="2026-11-20")))
    assert row(crawl)["published"] == "2026-11-20"
    note(crawl, answer(f"{HOME}rss", "feed", after=timedelta(hours=1)), links(Found(url=URL, published="2026-11-21")))
    assert row(crawl)["published"] == "2026-11-20"


@pytest.mark.parametrize(
    ("modified", "again"),
    [("2026-11-22T11:00", True), ("2026-11-22T09:00", False), ("2026-11-22", False), ("2026-11-23", True), (None, False)],
)
def test_article_that_a_sitemap_says_has_changed_is_due(crawl: Database, modified: str | None, again: bool) -> None:
    note(crawl, answer())
    found = links(Found(url=URL, modified=modified))
    note(crawl, answer(f"{HOME}rss", "feed", after=timedelta(hours=2)), found)
    assert ("tin-1.html" in due(crawl, after=timedelta(hours=2))) is again


# --- paging --------------------------------------------------------------------------------------------------------------


def _walk(db: Database, pages: list[tuple[str, ...]], *, after: timedelta = timedelta()) -> int:
    """How many pages of a listing are looked at, where each names these articles and the next page."""
    for number, names in enumerate(pages):
        url = HOME if number == 0 else f"{HOME}trang-{number + 1}"
        at = after + timedelta(seconds=number)
        if number and row(db, url)["due"] is None:
            return number
        further = (f"trang-{number + 2}",)
        began = later(NOW, after)
        with transaction(db):
            state.note(
                db,
                RUN,
                SITE,
                answer(url, "listing", after=at, body=repr((names, at)).encode()),
                links(*names, further=further),
                began=began,
            )
        if not list(db.query("select 1 from addresses where id = ? and due is not null", (article_id(f"{HOME}trang-{number + 2}"),))):
            return number + 1
    return len(pages)


@pytest.mark.parametrize(
    ("pages", "seen"),
    [
        # all are new
        ([("a", "b"), ("c",), ("d",), ("e",)], 4),
        # the last page is shown for ever: a few pages without news are borne
        ([("a",), ("b",), ("b",), ("b",), ("b",), ("b",), ("b",)], 6),
        # pages whose articles a feed named before come first
        ([("a",), ("a",), ("a",), ("b",), ("c",), ("c",), ("c",), ("c",), ("c",), ("c",)], 9),
    ],
)
def test_first_walk_through_a_listing(crawl: Database, pages: list[tuple[str, ...]], seen: int) -> None:
    assert _walk(crawl, pages) == seen


@pytest.mark.parametrize(
    ("pages", "seen"),
    [
        # nothing new on the first page
        ([("a",), ("b",), ("c",)], 1),
        # as far as the news go
        ([("n", "a"), ("b",), ("c",)], 2),
        ([("n",), ("m", "a"), ("b",), ("c",)], 3),
    ],
)
def test_later_walks_end_where_nothing_is_new(crawl: Database, pages: list[tuple[str, ...]], seen: int) -> None:
    _walk(crawl, [("a",), ("b",), ("c",), ("d",), ("e",)])
    assert _walk(crawl, pages, after=timedelta(days=1)) == seen


# --- crawls that were interrupted --------------------------------------------------------------------------------------

# runs before this one (command, started, outcome) → when the crawl began
RUNS: list[tuple[list[tuple[str, str, str | None]], str]] = [
    ([], NOW),
    ([("crawl", "2026-11-22T09:50:00", "ok")], NOW),
    ([("crawl", "2026-11-22T09:50:00", None)], "2026-11-22T09:50:00"),
    ([("crawl", "2026-11-22T09:50:00", "stopped")], "2026-11-22T09:50:00"),
    ([("crawl", "2026-11-22T09:40:00", None), ("crawl", "2026-11-22T09:50:00", None)], "2026-11-22T09:40:00"),
    ([("crawl", "2026-11-22T09:40:00", None), ("build", "2026-11-22T09:50:00", "ok")], "2026-11-22T09:40:00"),
    ([("crawl", "2026-11-22T09:40:00", None), ("crawl", "2026-11-22T09:50:00", "ok")], NOW),
    ([("crawl", "2026-11-22T08:40:00", None)], NOW),
]


@pytest.mark.parametrize(("runs", "expected"), RUNS)
def test_interrupted_crawl_goes_on(db: Database, runs: list[tuple[str, str, str | None]], expected: str) -> None:
    for command, started, outcome in runs:
        db.conn.execute("insert into runs (command, started, outcome) values (?, ?, ?)", (command, started, outcome))
    run = db.conn.execute("insert into runs (command, started) values ('crawl', ?)", (NOW,)).lastrowid
    assert state.began(db, run or 0, NOW) == expected


@pytest.mark.parametrize(
    ("began", "due_only", "again"), [(NOW[:19], False, False), ("2026-11-22T10:05:00", False, True), ("2026-11-22T10:05:00", True, False)]
)
def test_starts_are_looked_at_once_a_crawl(crawl: Database, began: str, due_only: bool, again: bool) -> None:
    note(crawl, answer(HOME, "listing"))
    with transaction(crawl):
        state.begin(crawl, SITE, [(HOME, "listing")], later(NOW, timedelta(minutes=5)), began=began, due_only=due_only)
    assert ("" in due(crawl, after=timedelta(minutes=5))) is again


# --- reading -----------------------------------------------------------------------------------------------------------


def test_bodies_are_read_once(crawl: Database) -> None:
    note(crawl, answer())
    (place,) = state.unread(crawl, after=("", -1), limit=9)
    assert (place.url, place.site, place.found) == (URL, SITE, NOW[:19])
    made = article(URL, warc_file=place.warc_file, warc_offset=place.warc_offset)
    state.read(crawl, Irrelevant(made))
    assert (row(crawl)["reading"], row(crawl)["article_id"], row(crawl)["published"]) == ("irrelevant", None, made.published)
    assert state.unread(crawl, after=("", -1), limit=9) == []
    state.read_anew(crawl)
    assert [one.url for one in state.unread(crawl, limit=9)] == [place.url]


def test_place_of_an_older_body_changes_nothing(crawl: Database) -> None:
    note(crawl, answer())
    (old,) = state.unread(crawl, after=("", -1), limit=9)
    note(crawl, answer(after=timedelta(days=1), body=b"y"))
    state.read(crawl, record(URL, warc_file=old.warc_file, warc_offset=old.warc_offset))
    assert row(crawl)["reading"] is None
    state.read(crawl, Rejected(stage="parse", url=URL, reason="no article"))
    assert row(crawl)["reading"] == "rejected"


def test_noting_again_changes_nothing(crawl: Database) -> None:
    exchanges = [(answer(HOME, "listing"), links("tin-1.html", further=("trang-2",))), (answer(after=timedelta(seconds=1)), Links())]
    for exchange, named in exchanges:
        note(crawl, exchange, named)
    before = list(crawl.query("select * from fetches order by url"))
    note(crawl, *exchanges[1])
    assert list(crawl.query("select * from fetches order by url")) == before
