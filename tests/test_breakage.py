"""What breaks at a site is told: real crawls of the test site, each followed by `nghiquyet status`, before the damage, under it and after it."""

import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from corpus.model import Visit
from pipeline import archive, store
from pipeline.furniture import LOCAL
from pipeline.health import FAULTS
from tests.test_notify import Listener
from tests.visits import fill
from tests.website import Website
from tests.website.damage import DAMAGES, Damage
from tests.website.story import HOSTS

ROOT = Path(__file__).parents[1]
ONE, TWO, THREE, FOUR = HOSTS
TODAY = datetime.now(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
COUNT = 32
Rows = Mapping[str, dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """A folder with a database, an archive and profiles, in which the program is run."""

    folder: Path

    def run(self, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """What the program does with these words."""
        return subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def crawl(self, *words: str, delay: str = "0", **environment: str) -> None:
        """A crawl, as fast as hosts of one's own allow, that comes to its end."""
        done = self.run("crawl", *words, *TO, "--delay", delay, "--allow-private", **environment)
        assert done.returncode == 0, done.stderr

    def status(self) -> tuple[int, Rows]:
        """How `status` ends, and what it says of each site."""
        done = self.run("status", "--db", "facts.db", "--json")
        return done.returncode, {row["site"]: row for row in json.loads(done.stdout)}

    def copy(self, folder: Path) -> "Place":
        """The same in another folder."""
        return Place(Path(shutil.copytree(self.folder, folder)))

    def visits(self, site: str) -> list[Visit]:
        """The rows of a site's visits, in order."""
        names = [field.name for field in fields(Visit)]
        with closing(sqlite3.connect(self.folder / "facts.db")) as db:
            return [
                Visit(**dict(zip(names, row, strict=True)))
                for row in db.execute(f"select {', '.join(names)} from visits where site = ? order by started", (site,))
            ]

    def due(self, host: str) -> list[timedelta]:
        """How long after they were looked at a host's rejected articles are due again."""
        sql = "select last_checked, due from addresses where site = ? and reading = 'rejected' and digest is null"
        with closing(sqlite3.connect(self.folder / "facts.db")) as db:
            return [datetime.fromisoformat(due) - datetime.fromisoformat(checked) for checked, due in db.execute(sql, (host,))]

    def remember(self, site: str, visits: Sequence[Visit]) -> None:
        """Puts visits in the place of those that a site had."""
        with store.connect(self.folder / "facts.db") as db, db.conn:
            db.execute("delete from visits where site = ?", (site,))
            fill(db, visits)


TO = ("--db", "facts.db", "--archive", "warc")


def homes(site: Website, *hosts: str) -> list[str]:
    """The addresses at which hosts are crawled."""
    return [f"http://{host}:{site.port}/" for host in hosts or HOSTS]


def states(rows: Rows) -> dict[str, str]:
    """The state of each site."""
    return {site: row["state"] for site, row in rows.items()}


WELL = dict.fromkeys(HOSTS, "ok")


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    """Four hosts whose last article is some days old and whose next one is of yesterday; one page of each is slow, one fails once."""
    with Website(COUNT, delay=0.01, slow=0.5, large=10_100_000, until=TODAY - timedelta(days=3)) as made:
        yield made


@pytest.fixture(scope="module")
def healthy(site: Website, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Three visits of each host, none of them harmed: the first, one that finds nothing new, and one that finds a few new articles."""
    place = Place(tmp_path_factory.mktemp("healthy"))
    site.profiles(place.folder / "sites")
    for new in (0, 0, 12):
        if new:
            site.add(new)
        place.crawl(*homes(site))
        code, rows = place.status()
        assert (code, states(rows)) == (0, WELL), rows
    return place


@pytest.fixture
def place(healthy: Place, site: Website, tmp_path: Path) -> Place:
    """A copy of the three healthy visits; the hosts are again as they were then."""
    site.begin_again()
    site.add(12)
    return healthy.copy(tmp_path / "place")


# --- each way to break -----------------------------------------------------------------------------------------

# what breaks together in one crawl: host → how, the state that a single visit leads to, words of the reason
ROUNDS: dict[str, dict[str, tuple[Damage, str, str]]] = {
    "one": {
        ONE: ("empty", "broken", "listings without a link to an article: run `nghiquyet sites check 127.0.0.1`"),
        TWO: ("layout", "broken", "pages gave no article: run `nghiquyet sites check 127.0.0.2`"),
        THREE: ("soft-404", "broken", "soft 404s: "),
        FOUR: (
            "block-200",
            "broken",
            "block pages instead of listings: 6 of 6 answers (usual 0 of 6): crawl slower or from another network",
        ),
    },
    "other": {
        ONE: (
            "block-403",
            "broken",
            "block pages instead of listings: 10 of 10 answers (usual 0 of 10): crawl slower or from another network",
        ),
        TWO: ("login", "broken", "login walls: "),
        # the parser takes no clock for a date: the day is missed
        THREE: ("clock", "broken", "pages without a day of publication: run `nghiquyet sites check 127.0.0.3`"),
        FOUR: ("errors", "degraded", "the host gave nothing: 1 request failed (robots.txt: status 503): without its rules"),
    },
}


@pytest.mark.parametrize("harm", ROUNDS.values(), ids=ROUNDS.keys())
def test_breakage_is_told_until_it_is_mended(place: Place, site: Website, harm: dict[str, tuple[Damage, str, str]]) -> None:
    for host, (kind, _, _) in harm.items():
        site.damage(host, kind)
    # four pages a host: three could be chance
    site.add(16)
    place.crawl(*homes(site))
    code, rows = place.status()
    assert (code, states(rows)) == (3, {host: state for host, (_, state, _) in harm.items()}), rows
    for host, (kind, _, words) in harm.items():
        assert words in rows[host]["reason"], kind
    instead = [host for host, (kind, _, _) in harm.items() if kind in {"soft-404", "login"}]
    # what came in the place of an article is asked for again
    for host in instead:
        assert len(place.due(host)) >= 4
        assert set(place.due(host)) == {timedelta(days=1)}
    for host in harm:
        site.mend(host)
    site.add(4)
    place.crawl(*homes(site))
    assert states(place.status()[1]) == WELL, place.status()[1]


def test_every_damage_has_its_test() -> None:
    assert {kind for harm in ROUNDS.values() for kind, _, _ in harm.values()} | {"frozen"} == set(DAMAGES)
    assert {kind for kinds in FIRST for kind in kinds} | {"frozen"} == set(DAMAGES)


def test_feed_that_no_longer_moves(place: Place, site: Website) -> None:
    first, *_ = place.visits(THREE)
    days = [TODAY - timedelta(days=day) for day in range(40, 10, -1)]
    place.remember(THREE, [at(first, day, run_id=900 + n, new=3, newest=f"{day:%Y-%m-%d}") for n, day in enumerate(days)])
    site.damage(THREE, "frozen")
    site.add(8)
    place.crawl(*homes(site, THREE))
    code, rows = place.status()
    assert (code, rows[THREE]["state"]) == (3, "broken")
    assert rows[THREE]["reason"] == (
        f"the feed no longer moves: no new link since {days[-1]:%Y-%m-%d} (usually 1 day apart at most): "
        "is it still the right one? run `nghiquyet sites check 127.0.0.3`"
    )
    site.mend(THREE)
    place.crawl(*homes(site, THREE))
    assert states(place.status()[1]) == WELL, place.status()[1]


def at(visit: Visit, day: datetime, **changes: Any) -> Visit:
    """A real visit as if it had been in the early morning of another day."""
    started = day + timedelta(hours=4)
    changes = {"started": started.isoformat(), "ended": (started + timedelta(minutes=5)).isoformat(), **changes}
    return replace(visit, **changes)


def test_clock_that_a_profile_takes_for_a_date(place: Place, site: Website) -> None:
    path = place.folder / "sites" / f"{THREE}.toml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace('title = ["h1', 'published = [".top-nav"]\ntitle = ["h1'), encoding="utf-8")
    site.damage(THREE, "clock")
    site.add(16)
    place.crawl(*homes(site, THREE))
    code, rows = place.status()
    assert (code, states(rows)) == (3, WELL | {THREE: "broken"})
    # the feed knows better
    assert "a clock taken for a date? " in rows[THREE]["reason"]
    assert "pages of earlier days dated today: mend `published` in the profile" in rows[THREE]["reason"]
    path.write_text(whole, encoding="utf-8")
    site.mend(THREE)
    site.add(4)
    place.crawl(*homes(site, THREE))
    assert states(place.status()[1]) == WELL, place.status()[1]


def test_one_host_of_four_without_rules(place: Place, site: Website) -> None:
    site.robots(ONE, 500)
    for code, state in ((2, "degraded"), (3, "broken")):
        site.forget()
        place.crawl(*homes(site))
        ended, rows = place.status()
        assert (ended, states(rows)) == (code, WELL | {ONE: state})
        assert "(robots.txt: status 500): without its rules nothing else is asked for" in rows[ONE]["reason"]
        assert [request.path for request in site.log() if request.host == ONE] == ["/robots.txt"]
    # what could not be asked for is due still, and not put off for the week that a rule is given
    with closing(sqlite3.connect(place.folder / "facts.db")) as db:
        day = (datetime.now(LOCAL) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
        sql = "select count(*) filter (where role = 'listing' and due > ?), count(*) filter (where due <= ?) > 0 from addresses where site = ?"
        assert db.execute(sql, (day, day, ONE)).fetchone() == (0, 1)
    site.mend(ONE)
    place.crawl(*homes(site))
    assert states(place.status()[1]) == WELL, place.status()[1]


# --- the first visit -------------------------------------------------------------------------------------------

FIRST: tuple[tuple[Damage, ...], ...] = (("empty", "layout", "soft-404", "block-403"), ("block-200", "login", "clock", "errors"))


@pytest.mark.parametrize("kinds", FIRST)
def test_broken_from_the_first_visit(tmp_path: Path, kinds: tuple[Damage, ...]) -> None:
    with Website(COUNT, delay=0.01, slow=0, large=10_100_000, until=TODAY) as site:
        for host, kind in zip(HOSTS, kinds, strict=True):
            site.damage(host, kind)
        place = Place(tmp_path)
        site.profiles(tmp_path / "sites")
        place.crawl(*homes(site))
    code, rows = place.status()
    assert (code, states(rows)) == (3, dict.fromkeys(HOSTS, "broken")), rows
    words = {**{kind: words for harm in ROUNDS.values() for kind, _, words in harm.values()}, "empty": "listings without a link"}
    for host, kind in zip(HOSTS, kinds, strict=True):
        assert words[kind].partition(":")[0] in rows[host]["reason"], kind


# --- hosts that cannot be reached ------------------------------------------------------------------------------


@contextmanager
def secure(host: str, folder: Path, *, days: int) -> Iterator[str]:
    """The address of a server whose certificate, which its own file `host.pem` vouches for, is good for so many days more."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    end = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), end - timedelta(days=90), end)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / f"{host}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{host}.key").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{host}.pem", folder / f"{host}.key")
    with ThreadingHTTPServer((host, 0), _Plain) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that does not trust it hangs up
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"https://{host}:{server.server_address[1]}/"
        server.shutdown()


class _Plain(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<html><head><title>Trang</title></head><body><p>Xin chao</p></body></html>"
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_hosts_that_give_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with secure("127.0.0.5", tmp_path, days=-3) as expired, secure("127.0.0.6", tmp_path, days=3) as valid:
        trusted = tmp_path / "trusted.pem"
        trusted.write_bytes(b"".join((tmp_path / f"{host}.pem").read_bytes() for host in ("127.0.0.5", "127.0.0.6")))
        # nobody listens at port 9
        place.crawl(expired, valid, "http://127.0.0.7:9/", SSL_CERT_FILE=str(trusted))
    place.crawl("http://nichtda.invalid/", delay="1")
    code, rows = place.status()
    assert (code, set(states(rows).values())) == (3, {"broken"})
    # without the port, which is another one each time
    rows = {site.partition(":")[0]: row for site, row in rows.items()}
    assert rows["127.0.0.5"]["reason"] == (
        "the host gave nothing: 1 request failed (certificate not valid): it has expired or is another host's, so nothing is taken; "
        "a browser shows it, those who run the site can renew it"
    )
    assert "1 request failed (connection refused): look at the site in a browser" in rows["127.0.0.7"]["reason"]
    assert "1 request failed (no such host): see whether this machine reaches others" in rows["nichtda.invalid"]["reason"]
    # a certificate that is valid is taken, and only its host is in the archive
    assert rows["127.0.0.6"]["failed"] == 0
    kept = [one for file in sorted((tmp_path / "warc").glob("*.warc.gz")) for one in archive.exchanges(file)]
    assert {one.url.partition(":1")[0].split("/")[2].partition(":")[0] for one in kept} == {"127.0.0.6"}


# --- visits that do not end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_visit_that_does_not_end_is_not_judged(tmp_path: Path, number: signal.Signals) -> None:
    with Website(COUNT, delay=0.01, slow=0, large=10_100_000) as site:
        words = ["crawl", *homes(site, ONE, TWO), *TO, "--delay", "0.5", "--allow-private"]
        site.profiles(tmp_path / "sites")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", *words], cwd=tmp_path, env=environment, stderr=subprocess.PIPE
        ) as process:
            until = time.monotonic() + 60
            while len(site.log()) < 8 and time.monotonic() < until:
                time.sleep(0.05)
            process.send_signal(number)
            process.communicate(timeout=60)
    place = Place(tmp_path)
    assert not place.visits(ONE)
    assert not place.visits(TWO)
    assert place.status() == (2, {})
    assert place.run("status", "--db", "facts.db", ONE).stdout.count("never visited: run `nghiquyet crawl`") == 1


# --- what is told to whom --------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A server that is told of changes."""
    with Listener() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def test_change_is_told_once(place: Place, site: Website, listener: Listener) -> None:
    def crawl() -> list[tuple[str, str]]:
        listener.told.clear()
        place.crawl(*homes(site, THREE, FOUR), "--webhook", listener.url)
        told = [json.loads(body) for _, _, _, body in listener.told]
        return [(one["site"], one["state"]) for post in told for one in post["changes"]]

    assert crawl() == []
    site.damage(FOUR, "block-200")
    assert crawl() == [(FOUR, "broken")]
    assert crawl() == []
    site.mend(FOUR)
    assert crawl() == [(FOUR, "ok")]
    assert crawl() == []


TYPES: dict[str, type | tuple[type, ...]] = {
    "site": str,
    "state": str,
    "reason": (str, type(None)),
    "last_run": str,
    "last_new": str,
    "newest": str,
    **dict.fromkeys(("found", "fetched", "failed", "rejected", "waiting"), int),
    "fill": dict,
}


def test_status_for_programs(healthy: Place) -> None:
    code, rows = healthy.status()
    assert code == 0
    for row in rows.values():
        assert row.keys() == TYPES.keys()
        assert {name for name, type_ in TYPES.items() if not isinstance(row[name], type_)} == set()
        assert row["fill"] == {"title": 1.0, "published": 1.0, "author": 1.0, "lead": 1.0}
        assert row["newest"] == f"{TODAY - timedelta(days=1):%Y-%m-%d}"
        assert datetime.fromisoformat(row["last_run"]).tzinfo is None


def test_status_for_people(place: Place, site: Website) -> None:
    site.damage(ONE, "errors")
    place.crawl(*homes(site, ONE))
    done = place.run("status", "--db", "facts.db")
    lines = done.stdout.splitlines()
    assert done.returncode == 2
    assert [line.split()[0] for line in lines[:3]] == ["site", "degraded:", ONE]
    assert lines[3].startswith("    the host gave nothing: 1 request failed (robots.txt: status 503)")
    assert "ok: 3" in lines
    assert max(map(len, lines)) <= 80


# --- profiles that cannot be used ------------------------------------------------------------------------------

WRONG = {
    "regex": ("article_url = '^https?://127", "article_url = '^(https?://127", "127.0.0.2.toml:6: 'article_url': "),
    "selector": ('body = ["div.article_content', 'body = ["div..article_content', "127.0.0.2.toml:20: 'div..article_content"),
}


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG.values(), ids=WRONG.keys())
def test_profile_that_cannot_be_used(place: Place, site: Website, right: str, wrong: str, said: str) -> None:
    path = place.folder / "sites" / f"{TWO}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    before = {file: file.read_bytes() for file in place.folder.rglob("*") if file.is_file()}
    site.forget()
    for words in (
        ("crawl", *homes(site, ONE, TWO), *TO, "--delay", "0", "--allow-private"),
        ("status", "--db", "facts.db"),
        ("sites", "list"),
        ("sites", "check", str(path), "page.html"),
    ):
        done = place.run(*words)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert done.stderr.startswith(f"nghiquyet: {said}"), words
        assert len(done.stderr.splitlines()) == 1, words
    assert {file: file.read_bytes() for file in place.folder.rglob("*") if file.is_file()} == before
    assert not site.log()


# --- what is no breakage ---------------------------------------------------------------------------------------


def test_busy_day_of_a_first_visit_with_a_limit(tmp_path: Path) -> None:
    now = datetime.now(LOCAL).replace(tzinfo=None)
    # eighty articles, five minutes ago the last of them
    with Website(COUNT, delay=0.01, slow=0, large=10_100_000, until=now - timedelta(days=2, hours=12, minutes=7 * 80 + 5)) as site:
        site.add(80)
        place = Place(tmp_path)
        site.profiles(tmp_path / "sites")
        place.crawl(*homes(site, TWO, THREE), "--limit", "24")
    assert place.status()[0] == 0, place.status()[1]


# how many days apart a site's visits found something new, and for how many days nothing is new now
QUIET = {"a newspaper's Sunday": (1, 2), "a portal's quiet week": (3, 8), "a district that writes once a month": (30, 45)}


@pytest.mark.parametrize(("apart", "silent"), QUIET.values(), ids=QUIET.keys())
def test_quiet_time_after_ten_visits(place: Place, site: Website, apart: int, silent: int) -> None:
    first, *_ = place.visits(THREE)
    days = [TODAY - timedelta(days=silent + apart * n) for n in range(10)]
    place.remember(THREE, [at(first, day, run_id=900 - n, new=3, newest=f"{day:%Y-%m-%d}") for n, day in enumerate(days)])
    place.crawl(*homes(site, THREE))
    code, rows = place.status()
    assert (code, states(rows)) == (0, WELL), rows[THREE]
    assert rows[THREE]["fetched"] == 0


# --- what the guide says ---------------------------------------------------------------------------------------

GUIDE = (ROOT / "docs" / "crawl.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"(?ms)^```sh\n(.*?)^```$", GUIDE) for line in block.splitlines()]


def test_lines_of_the_guide_work(site: Website, tmp_path: Path) -> None:
    site.begin_again()
    place = Place(tmp_path)
    site.profiles(tmp_path / "data" / "sites")
    ended = {}
    for line in LINES:
        program, *words = shlex.split(line)
        if program == ".venv/bin/nghiquyet":
            crawls = ("--delay", "0", "--allow-private") if words[0] == "crawl" else ()
            done = place.run(*(word.replace("baolangson.vn", *homes(site, FOUR)) for word in words), *crawls)
        elif shutil.which(program):
            done = subprocess.run([program, *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        else:
            continue
        ended[line] = done.returncode, done.stderr
    assert len(ended) >= 7
    # nothing is installed where the tests run
    assert {line: end for line, end in ended.items() if end[0] and " schedule " not in line} == {}


def test_guide_knows_every_reason() -> None:
    said = {fault.seen.partition(":")[0].replace("{of} ", "") for fault in FAULTS}
    named = " ".join(re.findall(r"(?m)^\| (`.*?) \|", GUIDE))
    assert {words for words in said if words.split(" instead")[0].split("?")[0] not in named and words != "failed"} == set()
