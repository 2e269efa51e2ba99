"""A crawl as it is run, against the test site: what it asks for and how, what it keeps, and what is left of it when it is killed."""

import os
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from corpus.model import Exchange
from pipeline.archive import Archive, digest, exchanges, now
from pipeline.parse import canonical
from tests.crawling import CONTACT, FACTS, Answer, Host, ask, change, crawling, facts, run, start, wait_until
from tests.website import Website
from tests.website.server import Request
from tests.website.story import HOSTS
from tests.website.web import Expected

ONE, TWO, THREE, FOUR = HOSTS
COUNT = 120
CRAWL_DELAY = 0.1
SLOW = 0.3
PINNED = datetime(2026, 11, 22, 16, 48)


@dataclass
class Step:
    """One step of the story that the tests of this module look at: what it asked for and the database behind it."""

    log: list[Request]
    database: Path
    expected: Expected
    said: str = ""

    def asked(self, *statuses: int) -> Counter[str]:
        """How often each address was answered with one of the statuses, or at all."""
        return Counter(f"{self.base(request.host)}{request.path}" for request in self.log if not statuses or request.status in statuses)

    def base(self, host: str) -> str:
        """How addresses of a host begin."""
        return "//".join(self.expected.articles[0].url.split("/")[:3:2]).replace(self.expected.articles[0].host, host)

    def articles(self, *statuses: int) -> Counter[str]:
        """The same of addresses of articles."""
        known = {entry.url for entry in self.expected.articles} | set(self.expected.gone)
        return Counter({url: times for url, times in self.asked(*statuses).items() if url in known})


@dataclass
class Story:
    """The steps by name, the archive, and what was done to the articles between them."""

    folder: Path
    port: int
    steps: dict[str, Step] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Step:
        return self.steps[name]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A site crawled, crawled again at once, crawled a day later when it has changed; its archive built without network, and crawled on."""
    folder = tmp_path_factory.mktemp("story")
    with Website(COUNT, delay=CRAWL_DELAY, slow=SLOW, now=PINNED) as site:
        site.profiles(folder / "sites")
        told = Story(folder, site.port)

        def step(name: str, *words: object, database: str = "facts.db", **options: object) -> None:
            site.forget()
            said = run(folder, *words, **options)  # type: ignore[arg-type]
            kept = folder / f"after-{name}.db"
            shutil.copy(folder / database, kept)
            told.steps[name] = Step(site.log(), kept, site.expected(), said)

        step("first", *crawling())
        step("second", *crawling())
        change(folder / "facts.db", "update addresses set due = '2026-01-01T00:00:00' where url like '%/feed/'")
        step("due", *crawling("--due"))
        told.edited, told.removed = site.edit(5), site.remove(3)
        told.gone, told.added = site.remove(2, status=410), site.add(6)
        change(folder / "facts.db", "update addresses set due = '2026-01-01T00:00:00' where role = 'article' and state = 'fetched'")
        step("third", *crawling())
        step("built", "build", "archive", "--db", "built.db", database="built.db", python=[_without_network(folder / "offline")])
        step("on", *crawling(db="built.db"), database="built.db")
        step("everything", *crawling("--due", "--everything"))
        yield told


def _without_network(folder: Path) -> Path:
    """A folder of modules with which Python cannot connect to anything."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        "def connect(*_):\n    raise OSError('there is no network')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = socket.gethostbyname = connect\n"
    )
    return folder


# --- the first crawl -------------------------------------------------------------------------------------------------


def test_every_article_is_fetched_once(story: Story) -> None:
    first = story["first"]
    assert len(first.expected.articles) > COUNT * 0.9
    assert first.articles(200) == Counter(entry.url for entry in first.expected.articles)


def test_nothing_is_fetched_twice_but_what_was_cut_off(story: Story) -> None:
    first = story["first"]
    kinds = {canonical(url): kind for url, kind in first.expected.odd.items()}
    twice = {url: times for url, times in first.asked(200, 301, 302, 404, 410).items() if times > 1}
    assert {kinds.get(url) for url in twice} == {"cut"}
    # sessions, tracking, https and www. are the same address
    assert not [url for url in first.asked() if canonical(url) != url]
    assert len(first.asked()) == len({re.sub(r"^https?://(www\.)?", "", url) for url in first.asked()})


def test_each_article_is_read_as_it_was_written(story: Story) -> None:
    for entry in story["first"].expected.articles:
        ((body, published, lead),) = ask(
            story["first"].database, "select body, published, lead from articles where url = ?", entry.url
        ) or [(None, None, None)]
        if entry.relevant:
            assert (body, str(published)[:16], lead) == ("\n".join(entry.body), entry.published, entry.lead)
        else:
            assert body is None


def test_robots_txt_comes_first_and_is_kept_to(story: Story) -> None:
    first = story["first"]
    for host in HOSTS:
        assert next(request.path for request in first.log if request.host == host) == "/robots.txt"
    assert len(first.expected.forbidden) >= 3
    assert not first.asked().keys() & set(first.expected.forbidden)
    hidden = ("/wp-admin", "/noi-bo", "/tim-kiem", "/lich/", "/?s=")
    assert not [url for url in first.asked() if urlsplit(url).path.startswith(hidden) or "?s=" in url]


def test_refusals_are_noted(story: Story) -> None:
    refused = {
        url for (url,) in ask(story["first"].database, "select url from addresses where state = 'refused' and reason = 'robots.txt'")
    }
    assert refused >= set(story["first"].expected.forbidden)


def test_no_other_host_is_asked_and_no_trap_entered(story: Story) -> None:
    (elsewhere,) = ask(story["first"].database, "select count(*) from addresses where url like '%10.0.0.1%' or url like '%quangcao%'")
    assert elsewhere == (0,)
    assert not [url for url in story["first"].asked() if "/loc/" in url or url.endswith((".pdf", ".jpg"))]


def _gaps(log: list[Request], host: str) -> list[tuple[Request, float]]:
    """Each request to a host and the seconds to the next one."""
    of_host = [request for request in log if request.host == host]
    return [(request, after.at - request.at) for request, after in pairwise(of_host)]


def test_crawl_delay_is_kept(story: Story) -> None:
    for name in ("first", "third"):
        gaps = [gap for _, gap in _gaps(story[name].log, TWO)]
        assert len(gaps) > 30
        assert min(gaps) >= CRAWL_DELAY


@pytest.mark.parametrize("host", HOSTS)
def test_host_that_asks_for_a_pause_gets_it(story: Story, host: str) -> None:
    rests = [gap for request, gap in _gaps(story["first"].log, host) if request.status == 429]
    assert len(rests) == 1
    assert rests[0] >= 1.0


@pytest.mark.parametrize("host", HOSTS)
def test_host_is_asked_for_one_thing_at_a_time(story: Story, host: str) -> None:
    slow = [entry.url for entry in story["first"].expected.articles if entry.host == host][3]
    (gap,) = [gap for request, gap in _gaps(story["first"].log, host) if story["first"].base(host) + request.path == slow]
    assert gap >= SLOW


def test_crawler_says_who_it_is(story: Story) -> None:
    (agent,) = {request.agent for request in story["first"].log}
    assert re.fullmatch(rf"nghiquyet/[\w.]+ \(\+{re.escape(CONTACT)}\)", agent or "")


def test_oddities_are_noted_as_what_they_are(story: Story) -> None:
    expected = {
        "error": ("failed", "status 500", None),
        "missing": ("gone", None, None),
        "gone": ("gone", None, None),
        "loop": ("moved", None, None),
        "loop-back": ("moved", None, None),
        "elsewhere": ("moved", "moved away", None),
        "private": ("moved", "moved away", None),
        "large": ("failed", "too large", None),
        "cut": ("failed", "answer cut off", None),
        "pdf": ("fetched", None, "rejected"),
        "image": ("fetched", None, "rejected"),
    }
    for url, kind in story["first"].expected.odd.items():
        ((state, reason, reading),) = ask(story["first"].database, "select state, reason, reading from addresses where url = ?", url)
        if "noi-bo" in url or "khong-dang" in url:  # robots.txt forbids that
            continue
        assert (state, reason and str(reason).partition(":")[0], reading) == expected[kind], kind


# --- the next crawls -------------------------------------------------------------------------------------------------


def test_second_crawl_fetches_no_article(story: Story) -> None:
    second = story["second"]
    assert not second.articles()
    assert not [request for request in second.log if request.status == 304 and request.host == FOUR]
    lists = {url for (url,) in ask(second.database, "select url from addresses where role <> 'article'")}
    robots = {f"{second.base(host)}/robots.txt" for host in HOSTS}
    odd = {url for url, kind in second.expected.odd.items() if kind in {"error", "cut"}}
    assert second.asked().keys() <= lists | robots | odd
    assert facts(second.database) == facts(story["first"].database)


def test_listings_that_can_say_so_are_not_sent_again(story: Story) -> None:
    # front pages show other stories from time to time, lists past the first page are not looked at when that has nothing new
    log = [request for request in story["second"].log if request.host == ONE and request.path.startswith(("/feed", "/wp-sitemap"))]
    assert log
    assert {request.status for request in log} == {304}


def _state(database: Path, url: str, *names: str) -> tuple[object, ...]:
    ((*values,),) = ask(database, f"select {', '.join(names)} from addresses where url = ?", url)
    return tuple(values)


def test_unchanged_articles_are_asked_for_with_a_condition(story: Story) -> None:
    third = story["third"]
    changed = {*story.edited, *story.removed, *story.gone, *story.added}
    unchanged = {entry.url for entry in third.expected.articles} - changed
    assert third.articles().keys() >= unchanged
    # the portal has no validators: its pages are the same by their digest; others name a neighbour that was removed
    portal = {url for url in unchanged if urlsplit(url).hostname == FOUR}
    neighbours = unchanged - portal - third.articles(304).keys()
    assert len(neighbours) < 10
    assert all(_state(third.database, url, "reading") == _state(story["second"].database, url, "reading") for url in neighbours)
    unchanged = {
        url
        for url in unchanged - neighbours
        if _state(third.database, url, "warc_offset") == _state(story["second"].database, url, "warc_offset")
    }
    assert len(unchanged & portal) > len(portal) - 10
    columns = "digest, last_changed, warc_file, warc_offset, etag, last_modified, reading, published, found, article_id"
    for url in unchanged:
        assert _state(third.database, url, columns) == _state(story["second"].database, url, columns)
        assert _state(third.database, url, "last_checked") > _state(story["second"].database, url, "last_checked")
        assert _state(third.database, url, "status") == (200 if urlsplit(url).hostname == FOUR else 304,)


def test_edited_articles_are_read_anew(story: Story) -> None:
    third = story["third"]
    entries = {entry.url: entry for entry in third.expected.articles}
    assert len(story.edited) == 5
    for url in story.edited:
        if not entries[url].relevant:
            continue
        ((number, body),) = ask(third.database, "select id, body from articles where url = ?", url)
        assert str(body).split("\n") == list(entries[url].body)
        ((old,),) = ask(third.database, "select body from revisions where article_id = ?", number)
        assert str(body).startswith(str(old))
        assert old != body
        ((last,),) = ask(third.database, "select max([end]) from sentences where article_id = ?", number)
        assert last == len(str(body))
        assert [(number, old)] == ask(story["second"].database, "select id, body from articles where url = ?", url)
    assert ask(third.database, "select count(*) from revisions") == [(sum(entries[url].relevant for url in story.edited),)]


def test_removed_articles_are_kept(story: Story) -> None:
    third, second = story["third"].database, story["second"].database
    place = "warc_file, warc_offset, digest, article_id"
    for url, status in [*dict.fromkeys(story.removed, 404).items(), *dict.fromkeys(story.gone, 410).items()]:
        assert _state(third, url, "state", "status", "due") == ("gone", status, None)
        assert _state(third, url, place) == _state(second, url, place)
        for table in ("articles", "sentences", "citations"):
            key = "url" if table == "articles" else "article_id"
            value = url if table == "articles" else _state(third, url, "article_id")[0]
            rows = ask(second, f"select * from {table} where {key} = ? order by id", value)
            unmarked = [tuple(row) for row in ask(third, f"select * from {table} where {key} = ? order by id", value)]
            assert unmarked == rows


def test_new_articles_are_found(story: Story) -> None:
    third = story["third"]
    assert {third.articles(200)[url] for url in story.added} == {1}
    assert {_state(third.database, url, "state")[0] for url in story.added} == {"fetched"}
    # four for each crawl, and the one that looked at what was due
    assert ask(third.database, "select count(*) from visits") == [(4 * 3 + 1,)]


# --- the archive builds the same ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", FACTS)
def test_archive_gives_the_same_rows(story: Story, table: str) -> None:
    crawled, built = (facts(story[name].database, [table])[table] for name in ("third", "built"))
    assert built == crawled
    assert crawled or table in {"document_relations", "unresolved"}


def test_build_asks_nobody(story: Story) -> None:
    assert story["built"].log == []


def test_memory_is_restored_from_the_archive(story: Story) -> None:
    # where a crawl begins is known to it before it is asked for
    found = "iif(role = 'article', found, null)"
    columns = (
        f"url, site, role, state, status, {found}, found_in, etag, last_modified, digest, reading, warc_file, warc_offset, last_changed"
    )
    told = "where state not in ('refused', 'failed', 'queued') order by url"
    crawled, built = (ask(story[name].database, f"select {columns} from addresses {told}") for name in ("third", "built"))
    assert len(crawled) > COUNT
    assert built == crawled


def test_crawl_goes_on_from_a_rebuilt_database(story: Story) -> None:
    on = story["on"]
    assert not on.articles()
    assert on.log
    assert facts(on.database) == facts(story["third"].database)


def test_the_rest_is_extracted_from_the_archive(story: Story) -> None:
    everything = story["everything"]
    assert everything.log == []
    held = {url for (url,) in ask(everything.database, "select url from articles")}
    # what was removed before it was named by a list again is there, too
    assert held >= {entry.url for entry in everything.expected.articles}
    assert ask(everything.database, "select count(*) from addresses where reading = 'irrelevant'") == [(0,)]


# --- figures that add up -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["first", "third", "built", "on", "everything"])
def test_coverage_adds_up(story: Story, step: str) -> None:
    database = story[step].database
    coverage = ask(database, "select site, sum(found), sum(fetched), sum(relevant), sum(built), sum(rejected) from coverage group by site")
    assert {site for site, *_ in coverage} == set(HOSTS)
    for site, *sums in coverage:
        ((found, fetched, read, aside, refused),) = ask(
            database,
            "select count(*), count(warc_file), sum(reading = 'built'), sum(reading = 'irrelevant'), sum(reading = 'rejected') "
            "from addresses where site = ? and role = 'article'",
            site,
        )
        assert sums == [found, fetched, read, read, refused]
        assert fetched == sum(part for part in (read, aside, refused) if isinstance(part, int))
    months = [month for (month,) in ask(database, "select distinct month from coverage where built > 0")]
    assert len(months) > 24
    assert all(re.fullmatch(r"20\d\d-\d\d", str(month)) for month in months)


def test_visits_say_what_became_of_each_site(story: Story) -> None:
    first = story["first"]
    sums = ask(first.database, "select sum(new), sum(fetched), sum(built), sum(irrelevant), sum(rejected), sum(refused) from visits")
    ((new, fetched, built, irrelevant, rejected, refused),) = sums
    assert ask(first.database, "select count(*) from addresses where role = 'article'") == [(new,)]
    assert ask(first.database, "select count(*) from addresses where warc_file is not null and role = 'article'") == [(fetched,)]
    assert ask(first.database, "select count(*) from articles") == [(built,)]
    assert built == sum(entry.relevant for entry in first.expected.articles)
    assert irrelevant == sum(not entry.relevant for entry in first.expected.articles)
    assert (rejected, refused) == (
        fetched - built - irrelevant,  # type: ignore[operator]
        ask(first.database, "select count(*) from addresses where state = 'refused'")[0][0],
    )
    assert {state for (state,) in ask(first.database, "select distinct state from visits")} <= {"ok", "degraded"}


def test_crawl_prints_its_figures(story: Story) -> None:
    lines = [line for line in story["first"].said.splitlines() if line.startswith("│")]
    assert [line.split("│")[1].strip() for line in lines] == [*HOSTS, "4 sites"]


@pytest.mark.parametrize("step", ["first", "third"])
def test_every_request_stands_in_the_archive(story: Story, step: str) -> None:
    database = story[step].database
    kept = [found for file in sorted((story.folder / "archive").iterdir()) for found in exchanges(file)]
    assert all(isinstance(found, Exchange) for found in kept)
    places = {(found.warc_file, found.warc_offset): found for found in kept if isinstance(found, Exchange)}
    noted = ask(database, "select url, status, warc_file, warc_offset from fetches where warc_file is not null")
    assert noted
    for url, status, file, offset in noted:
        found = places[file, offset]  # type: ignore[index]
        assert (found.url, found.status) == (url, status)
        assert not found.body or digest(found.body) == found.digest
    if step == "first":
        assert ask(database, "select count(*) from fetches") == [(len(story[step].log),)]


def test_archive_is_what_other_programs_take_for_one(story: Story) -> None:
    (file,) = (story.folder / "archive").iterdir()
    warcio = Path(os.path.dirname(os.sys.executable)) / "warcio"  # type: ignore[attr-defined]
    checked = subprocess.run([warcio, "check", "-v", file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout[-2000:]
    assert "digest pass" in checked.stdout


# --- killed ------------------------------------------------------------------------------------------------------------

KILLS = 10
# the moments differ each time that this is changed, and are the same until then
SEED = 20261122


@dataclass
class Killed:
    """A crawl that ran through and the same crawl killed again and again: what each asked for and left."""

    whole: Step
    torn: Step
    archive: Path


def _kill(folder: Path, site: Website, lost: set[str], *, after: int) -> None:
    """Crawls until so many requests were made, and kills the crawl when none of what was `lost` by earlier kills is being asked for again."""
    before = len(site.log())

    def under_way() -> set[str]:
        return set({request.host: f"{request.host}{request.path}" for request in site.log()}.values())

    with start(folder, *crawling(db="torn.db", archive="torn")) as process:
        wait_until(lambda: process.poll() is not None or (len(site.log()) >= before + after and not under_way() & lost))
        process.kill()
        process.communicate()
    lost |= {page for page in under_way() if not page.endswith("/robots.txt")}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Killed:
    """The same small site crawled in one go, and crawled by a process that is killed ten times."""
    folder = tmp_path_factory.mktemp("killed")
    chance = random.Random(SEED)

    def website(port: int) -> Website:
        return Website(48, port=port, slow=0.02, now=PINNED)

    with website(0) as site:
        site.profiles(folder / "sites")
        port = site.port
        run(folder, *crawling(db="whole.db", archive="whole"))
        whole = Step(site.log(), folder / "whole.db", site.expected())
    moments = [chance.randrange(10, len(whole.log) // (KILLS - 1)) for _ in range(KILLS)]
    print(f"seed {SEED}: killed after {moments} further requests")
    lost: set[str] = set()
    with website(port) as site:
        for requests in moments:
            _kill(folder, site, lost, after=requests)
        run(folder, *crawling(db="torn.db", archive="torn"))
        torn = Step(site.log(), folder / "torn.db", site.expected())
    return Killed(whole, torn, folder / "torn")


@pytest.mark.parametrize("table", FACTS)
def test_killed_crawl_comes_to_the_same(killed: Killed, table: str) -> None:
    assert facts(killed.torn.database, [table]) == facts(killed.whole.database, [table])


def test_killed_crawl_knows_the_same_addresses(killed: Killed) -> None:
    sql = "select url, role, state, reading, digest from addresses where role = 'article' order by url"
    assert ask(killed.torn.database, sql) == ask(killed.whole.database, sql)


def test_killed_crawl_asks_for_little_again(killed: Killed) -> None:
    once, again = killed.whole.asked(), killed.torn.asked()
    more = {url: times - once[url] for url, times in again.items() if times > once[url] and not url.endswith("/robots.txt")}
    assert not {url: times for url, times in more.items() if times > 1}
    of_host = Counter(urlsplit(url).hostname for url in more)
    assert max(of_host.values(), default=0) <= KILLS


def test_archive_of_a_killed_crawl_is_whole(killed: Killed) -> None:
    kept = [found for file in sorted(killed.archive.iterdir()) for found in exchanges(file)]
    assert not [found for found in kept if not isinstance(found, Exchange)]
    bodies = Counter(found.url for found in kept if isinstance(found, Exchange) and found.role == "article" and found.status == 200)
    assert bodies.keys() >= killed.whole.articles(200).keys()
    # whatever lies in the archive is not fetched again
    assert not {url for url, times in bodies.items() if times > 1}


def test_runs_that_were_killed_have_no_end(killed: Killed) -> None:
    ends = [ended for (ended,) in ask(killed.torn.database, "select ended from runs order by id")]
    assert ends[-1] is not None
    assert set(ends[:-1]) == {None}
    assert len(ends) == KILLS + 1


# --- what a crawl is told to do -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Website, Path]]:
    """A site that stays as it is, and the folder with its profiles."""
    with Website(COUNT, slow=0.02, now=PINNED) as made:
        yield made, made.profiles(tmp_path_factory.mktemp("profiles"))


def _asked(site: Website) -> list[str]:
    return [f"http://{request.host}:{site.port}{request.path}" for request in site.log()]


def test_crawl_since_a_day(site: tuple[Website, Path], tmp_path: Path) -> None:
    web, profiles = site
    web.forget()
    run(tmp_path, *crawling("--since", "2026-06-01", "--profiles", profiles))
    entries = {entry.url: entry for entry in web.expected().articles}
    asked = Counter(url for url in _asked(web) if url in entries)
    assert {url for url, entry in entries.items() if entry.published >= "2026-06"} <= asked.keys()
    older = Counter(entries[url].host for url in asked if entries[url].published < "2026-06")
    # only where nothing tells the day before an article is read: on the last pages of the sections that are looked at, and on front pages
    assert older[THREE] + older[FOUR] <= 20
    assert older[ONE] == 0
    known = dict(ask(tmp_path / "facts.db", "select url, published from addresses where role = 'article' and warc_file is null"))
    assert sum(str(published) < "2026-06" for published in known.values() if published) > COUNT / 4


def test_crawl_to_a_limit(site: tuple[Website, Path], tmp_path: Path) -> None:
    web, profiles = site
    web.forget()
    run(tmp_path, *crawling("--limit", 7, "--profiles", profiles))
    shapes = [re.compile(str(pattern)) for pattern in (r"/\d{4}/\d\d/", r"/\d{6}/", r"-post\d+", r"-\d{7}\.html")]
    articles = [url for url in _asked(web) if any(shape.search(url) for shape in shapes)]
    assert len(articles) == 7
    assert ask(tmp_path / "facts.db", "select count(*) from addresses where role = 'article' and last_checked is not null")[0][0] <= 7  # type: ignore[operator]


def test_crawl_of_what_is_due(story: Story) -> None:
    assert [(request.host, request.path) for request in story["due"].log] == [(ONE, "/robots.txt"), (ONE, "/feed/")]
    assert facts(story["due"].database) == facts(story["second"].database)


def test_hosts_without_a_profile(site: tuple[Website, Path], tmp_path: Path) -> None:
    web, _ = site
    web.forget()
    # the fourth names its articles in JSON, of which only a profile knows
    hosts = {ONE: 1.0, TWO: 0.9, THREE: 0.9}
    run(tmp_path, *crawling(sites=[f"http://{host}:{web.port}/" for host in hosts]))
    asked = Counter(_asked(web))
    assert not asked.keys() & set(web.expected().forbidden)
    for host, least in hosts.items():
        there = {entry.url: entry for entry in web.expected().articles if entry.host == host}
        assert sum(url in asked for url in there) >= least * len(there)
        # one answers 429 and one 500 the first time
        assert max(asked[url] for url in there) <= 2
        built = {url for (url,) in ask(tmp_path / "facts.db", "select url from articles where url like ?", f"http://{host}:%")}
        assert built == {url for url, entry in there.items() if entry.relevant and url in asked}


def test_address_of_an_article(site: tuple[Website, Path], tmp_path: Path) -> None:
    web, profiles = site
    entry = next(entry for entry in web.expected().articles[::-1] if entry.relevant and entry.host == ONE)
    web.forget()
    run(tmp_path, *crawling("--profiles", profiles, sites=[entry.url]))
    assert [request.path for request in web.log()] == ["/robots.txt", urlsplit(entry.url).path]
    assert ask(tmp_path / "facts.db", "select url from articles") == [(entry.url,)]


# words → what is said; nothing is asked for
REFUSED = [
    ([f"http://{ONE}:1/"], f"{ONE} is an address of this machine or of a private network; --allow-private permits it"),
    (["http://[::ffff:10.0.0.1]/"], "private network"),
    (["http://169.254.169.254/latest/meta-data"], "private network"),
    (["http://100.64.0.1/"], "private network"),
    (["http://localhost:8000/"], "private network"),
    (["ftp://bao.example/"], "it is no address of a page; give https://"),
    (["https:///tin"], "it is no address of a page; give https://"),
    (["bao-nay-khong-co.vn"], "there is no profile of that name; `nghiquyet sites list` names them, and an address (https://…) needs none"),
    (["https://bao.example/", "--delay", "0.5"], "--delay 0.5: less than a second between requests is for hosts of your own; give 1 or more"),
    (["https://bao.example/", f"http://{ONE}/", "--allow-private", "--delay", "0.5"], "less than a second"),
    (["https://bao.example/", "--since", "hôm qua"], "does not match the format '%Y-%m-%d'"),
    (["https://bao.example/", "--limit", "0"], "0 is not in the range"),
    (["https://bao.example/", "--webhook", "hook.example"], "https://"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_crawl_that_is_refused(tmp_path: Path, words: list[str], said: str) -> None:
    status = 2 if said.startswith(("does not match", "0 is not")) else 1
    assert said in " ".join(run(tmp_path, "crawl", *words, "--db", "facts.db", "--archive", "archive", status=status).split())
    assert list(tmp_path.iterdir()) == []


def _says_all_is_here(folder: Path) -> Path:
    """A folder of modules with which every host name stands for 127.0.0.5."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text("import socket\nsocket.gethostbyname = lambda name: '127.0.0.5'\n")
    return folder


def test_public_name_of_a_private_address(tmp_path: Path) -> None:
    with Host({"/": (200, {}, "<html></html>")}) as host:
        words = ["crawl", f"http://bao.example:{host.port}/", "--db", "facts.db", "--archive", "archive", "--delay", "1"]
        said = run(tmp_path, *words, python=[_says_all_is_here(tmp_path / "names")])
        assert host.asked == []
    assert "bao.example is 127.0.0.5, an address of a private network" in said
    assert "robots.txt could not be had" in said


# --- hosts in trouble ---------------------------------------------------------------------------------------------------


def test_robots_txt_that_fails_closes_the_host(site: tuple[Website, Path], tmp_path: Path) -> None:
    web, profiles = site
    web.robots(TWO, 500)
    web.forget()
    said = run(tmp_path, *crawling("--profiles", profiles, sites=[TWO]))
    assert [request.path for request in web.log()] == ["/robots.txt"]
    assert "127.0.0.2: 0 found" in said
    assert "left after robots.txt could not be had" in said
    # what was to be done still is, once it can be had
    assert {state for (state,) in ask(tmp_path / "facts.db", "select state from addresses")} == {"queued"}
    assert ask(tmp_path / "facts.db", "select count(*) from addresses where due > strftime('%Y-%m-%dT%H:%M', 'now', '+8 hours')") == [(0,)]
    web.mend(TWO)


def test_host_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.6", 0))
        said = run(tmp_path, *crawling(sites=[f"http://127.0.0.6:{nobody.getsockname()[1]}/"]))
    assert "no answer: connection refused" in said
    assert re.search(r"127\.0\.0\.6:\d+: 0 found", said)
    ((state, reason),) = ask(tmp_path / "facts.db", "select state, reason from visits")
    assert state in {"degraded", "broken"}
    assert "the host gave nothing: 1 request failed (connection refused)" in str(reason)
    run(tmp_path, "status", "--db", "facts.db", status={"degraded": 2, "broken": 3}[str(state)])


PATHS = [f"/tin/ban-tin-so-{n}-trong-tinh-{n}0001.html" for n in range(30)]


def _list(paths: list[str]) -> Answer:
    """A page that names articles."""
    links = "".join(f'<a href="{path}">Bản tin {number} trong tỉnh</a>' for number, path in enumerate(paths))
    return 200, {}, f"<html><body>{links}</body></html>"


def test_host_that_only_fails_is_left(tmp_path: Path) -> None:
    with Host({"/": _list(PATHS), **{path: (500, {}, "") for path in PATHS}}) as host:
        said = run(tmp_path, *crawling(sites=[host.url + "/"]))
        assert len(host.asked) == 2 + 10
    assert "left after 10 failures in a row" in said


def test_host_that_asks_for_a_long_pause_is_left_until_then(tmp_path: Path) -> None:
    # more seconds than there are
    with Host({"/": _list(PATHS), PATHS[3]: (429, {"Retry-After": "9" * 400}, "")}) as host:
        said = run(tmp_path, *crawling(sites=[host.url + "/"]))
        assert host.paths()[-1] == PATHS[3]
        assert "left after the host asked for 10080 minutes without requests" in said
        before = len(host.asked)
        assert "left after the host asked for 10080 minutes" in run(tmp_path, *crawling(sites=[host.url + "/"]))
        assert len(host.asked) == before


def test_slow_refusal_is_kept_to(tmp_path: Path) -> None:
    # the pause before the next request has passed when the answer comes
    with Host({"/": _list(PATHS[:4]), PATHS[2]: [(503, {"Retry-After": "2"}, ""), (404, {}, "")]}, pause=0.1) as host:
        run(tmp_path, *crawling(sites=[host.url + "/"]))
        assert host.paths().count(PATHS[2]) == 2
        at = host.paths().index(PATHS[2])
        assert host.asked[at + 1][0] - host.asked[at][0] >= 2


def test_host_that_wants_another_spelling(tmp_path: Path) -> None:
    with Host({}) as host:
        host.answers["/"] = [
            (301, {"Location": f"http://www.bao.example:{host.port}/"}, ""),
            _list([f"http://bao.example:{host.port}{PATHS[0]}"]),
        ]
        host.answers[PATHS[0]] = [(200, {}, "<html></html>")]
        words = ["crawl", f"http://bao.example:{host.port}/", "--db", "facts.db", "--archive", "archive", "--allow-private", "--delay", "1"]
        run(tmp_path, *words, python=[_says_all_is_here(tmp_path / "names")])
    asked = [(name, path) for _, name, path in host.asked]
    assert asked[:4] == [("bao.example", "/robots.txt"), ("bao.example", "/"), ("www.bao.example", "/robots.txt"), ("www.bao.example", "/")]
    assert asked[4:] == [("www.bao.example", PATHS[0])]
    assert ask(tmp_path / "facts.db", "select state from addresses where role = 'article'") == [("fetched",)]


# --- who writes where, and what if that fails ----------------------------------------------------------------------------


def test_two_crawls_do_not_share_a_database_or_an_archive(tmp_path: Path) -> None:
    with Host({"/": _list(PATHS)}, pause=0.5) as host:
        words = [host.url + "/"]
        with start(tmp_path, *crawling(sites=words)) as first:
            wait_until(lambda: bool(host.asked))
            said = run(tmp_path, *crawling(sites=words), status=1)
            assert re.search(
                rf"facts\.db: nghiquyet crawl \(process {first.pid}, since .*\) is writing to it; wait until it has ended", said
            )
            said = run(tmp_path, *crawling(sites=words, db="other.db"), status=1)
            assert "archive: another crawl writes to it; wait until it has ended, or name another folder" in said
            first.send_signal(signal.SIGTERM)
            # stopped before its end, as by Ctrl-C
            assert first.wait(30) == 130
            first.communicate()
    assert ask(tmp_path / "facts.db", "select outcome from runs") == [("stopped",)]


# records that make an archive larger than the database beside it
FILLING = 32


def _fill(archive: Path) -> Path:
    """The file of an archive of some 16 MB, of a robots.txt that cannot be packed."""
    body = random.Random(0).randbytes(500_000)
    exchange = Exchange(url="http://bao.example/robots.txt", role="robots", at=now(), status=404, body=body, digest=digest(body))
    with Archive(archive) as warc:
        for _ in range(FILLING):
            kept = warc.write(exchange, sent=[], received=[])
    return archive / str(kept.warc_file)


def test_full_disk_loses_nothing(tmp_path: Path) -> None:
    # what cannot be packed: half of it is on the disk for each page
    pages = {path: f"<html><body><p>{random.Random(path).randbytes(3000).hex()}</p></body></html>" for path in PATHS}
    file = _fill(tmp_path / "archive")
    limit = file.stat().st_size + 50_000
    with Host({"/": _list(PATHS), **{path: (200, {}, page) for path, page in pages.items()}}) as host:
        words = crawling(sites=[host.url + "/"])
        said = run(tmp_path, *words, status=1, limits=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        assert re.search(r"nghiquyet: archive/nghiquyet-.*\.warc\.gz: File too large; make room, then crawl again: what was", said)
        before = len(host.asked)
        kept = list(exchanges(file))
        # all but the last answer lie in the archive, and none of them in part
        assert all(isinstance(found, Exchange) for found in kept)
        assert 5 < len(kept) - FILLING == before - 1 < 25
        run(tmp_path, *words)
        asked = Counter(host.paths())
    assert {asked[path] for path in PATHS} == {1, 2}
    assert sum(asked[path] - 1 for path in PATHS) == 1
    sql = "select count(*) from addresses where reading is null and role = 'article'"
    assert ask(tmp_path / "facts.db", sql) == [(0,)]


@pytest.mark.parametrize(
    ("db", "archive", "said"),
    [
        ("facts.db", "a-file", "a-file: it is a file; name a folder for the archive"),
        ("facts.db", "closed", "closed: it is read-only; give write permission on it, or name another folder for the archive"),
        ("facts.db", "closed/archive", "closed: it is read-only; give write permission on it, or name another folder for the archive"),
        ("closed/facts.db", "archive", "closed is read-only; give write permission on it, or name another file"),
        ("nowhere/facts.db", "archive", "there is no folder nowhere; make it first"),
    ],
)
def test_place_that_cannot_be_written(tmp_path: Path, db: str, archive: str, said: str) -> None:
    (tmp_path / "a-file").write_text("x")
    (tmp_path / "closed").mkdir(mode=0o555)
    with Host({}) as host:
        assert said in run(tmp_path, *crawling(sites=[host.url + "/"], db=db, archive=archive), status=1)
        assert host.asked == []
