"""Crawls as processes of their own, what they leave in a database, and a host that answers what a test tells it to."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from tests.website.story import HOSTS

ROOT = Path(__file__).parents[1]
CONTACT = "https://nghiquyet.example/crawler"
# facts, their history and what was refused: equal however a database came about
FACTS = (
    "articles", "revisions", "sentences", "documents", "officials", "acts", "citations", "document_relations", "unresolved", "posts", "dates",
    "statistics", "events", "event_officials", "rejected",
)  # fmt: skip
# what depends on the moment of the crawl and on the files of its archive
_OF_THE_RUN = {"fetched", "warc_file", "warc_offset"}


def start(folder: Path, *words: object, python: Iterable[Path] = (), limits: Callable[[], object] | None = None) -> subprocess.Popen[str]:
    """The program begun in a folder with these words; `python` are folders of modules that come before ours, `limits` is called in the child."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (*python, ROOT))), "NGHIQUYET_CONTACT": CONTACT}
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *map(str, words)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limits,
    )


def run(folder: Path, *words: object, status: int = 0, python: Iterable[Path] = (), limits: Callable[[], object] | None = None) -> str:
    """What the program says in a folder to these words, on both of its channels, once it has ended with a status."""
    with start(folder, *words, python=python, limits=limits) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == status, out + err
    assert "Traceback" not in out + err
    return out + err


def crawling(*words: object, sites: Iterable[str] = HOSTS, db: object = "facts.db", archive: object = "archive") -> list[object]:
    """The words of a crawl of sites on this machine, quick as it may be there."""
    return ["crawl", *sites, "--db", db, "--archive", archive, "--allow-private", "--delay", "0.02", *words]


def ask(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """The rows of a query."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


def change(database: Path, sql: str) -> int:
    """How many rows a statement changed."""
    with closing(sqlite3.connect(database)) as db, db:
        return db.execute(sql).rowcount


def facts(database: Path, tables: Iterable[str] = FACTS) -> dict[str, list[str]]:
    """The rows of tables in a fixed order, without what depends on the run."""
    shown = {}
    for table in tables:
        columns = [str(name) for (name,) in ask(database, "select name from pragma_table_info(?)", table) if name not in _OF_THE_RUN]
        shown[table] = sorted(map(repr, ask(database, f"select {', '.join(f'[{name}]' for name in columns)} from [{table}]")))
    return shown


def wait_until(true: Callable[[], bool], *, within: float = 60) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


Answer = tuple[int, Mapping[str, str], str]


class Host:
    """A host at a loopback address that gives the answers it is told to, in their order where there are several, and 404 for the rest.

    `pause` is how many seconds it takes for each; `asked` has the time, the name by which it was asked and the path of every request.
    """

    def __init__(self, answers: Mapping[str, Answer | list[Answer]], *, address: str = "127.0.0.5", pause: float = 0) -> None:
        self.answers = {path: list(given) if isinstance(given, list) else [given] for path, given in answers.items()}
        self.pause = pause
        self.asked: list[tuple[float, str, str]] = []
        self._server = ThreadingHTTPServer((address, 0), self._handler())
        self.port = self._server.server_address[1]
        self.url = f"http://{address}:{self.port}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host.asked.append((time.time(), self.headers["Host"].partition(":")[0], self.path))
                given = host.answers.get(self.path, [(404, {}, "")])
                status, headers, body = given.pop(0) if len(given) > 1 else given[0]
                time.sleep(host.pause)
                self.send_response(status)
                for name, value in ({"Content-Type": "text/html; charset=utf-8"} | dict(headers)).items():
                    self.send_header(name, value.format(port=host.port))
                content = body.encode()
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: what was asked is kept."""

        return Handler

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for _, _, path in self.asked]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
