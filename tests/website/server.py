"""The server: one port on four loopback addresses, and another port by which a test in another process says what to change."""

import gzip
import hashlib
import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast
from urllib.parse import parse_qs, urlsplit

from tests.website.damage import Damage
from tests.website.story import HOSTS
from tests.website.system import Answer
from tests.website.web import Web

_ZONE = timezone(timedelta(hours=7))
# hosts that send an ETag, the one that sends Last-Modified, hosts that compress their pages
_TAGGED, _DATED, _PACKED = (0, 2), 1, (0, 3)
# a slow page comes in so many pieces
_PIECES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came and was answered; `at` is seconds since 1970."""

    at: float
    host: str
    method: str
    path: str
    status: int
    if_none_match: str | None
    if_modified_since: str | None
    agent: str | None


class Website(Web):
    """The four hosts, served by threads of this process from `with` to its end; the arguments are those of `Web`.

    `port` and `control_port` are any that are free where they are 0; `log` is a file that gets each request as a line of JSON.
    """

    def __init__(
        self,
        articles: int = 200,
        *,
        port: int = 0,
        control_port: int = 0,
        delay: float = 0.02,
        slow: float = 1.0,
        large: int = 12_000_000,
        now: datetime | None = None,
        until: datetime | None = None,
        log: Path | None = None,
    ) -> None:
        if articles < len(HOSTS):
            raise ValueError(f"{articles} articles: each of the {len(HOSTS)} hosts needs one")
        self._requests: list[Request] = []
        self._log: IO[str] | None = log.open("w", encoding="utf-8") if log else None
        self._servers = _bind(port, self)
        self._control = _Server(("127.0.0.1", control_port), _Control, self)
        self.control = f"http://127.0.0.1:{self._control.server_address[1]}"
        super().__init__(articles, self._servers[0].server_address[1], delay=delay, slow=slow, large=large, now=now, until=until)

    def __enter__(self) -> Self:
        for server in (*self._servers, self._control):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for server in (*self._servers, self._control):
            server.shutdown()
            server.server_close()
        if self._log:
            self._log.close()

    def log(self) -> list[Request]:
        """Every request since the start or the last `forget`, in order."""
        with self._lock:
            return list(self._requests)

    def forget(self) -> None:
        """Empties the log."""
        with self._lock:
            self._requests.clear()

    def note(self, request: Request) -> None:
        """Keeps a request in the log."""
        with self._lock:
            self._requests.append(request)
            if self._log:
                print(json.dumps(asdict(request)), file=self._log, flush=True)


class _Server(ThreadingHTTPServer):
    """A server that knows its website and shuts its connections down without waiting for those kept open."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], site: Website) -> None:
        self.site = site
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of a crawl that hangs up because it was killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _bind(port: int, site: Website) -> list[_Server]:
    """Servers on the same port of every host. Raises OSError where a port that was asked for is taken."""
    for _ in range(50):
        first = _Server((HOSTS[0], port), _Page, site)
        made = [first]
        try:
            made += [_Server((host, first.server_address[1]), _Page, site) for host in HOSTS[1:]]
        except OSError:
            for server in made:
                server.server_close()
            if port:
                raise
        else:
            return made
    raise OSError("no port is free on all of " + ", ".join(HOSTS))


class _Page(BaseHTTPRequestHandler):
    """Answers as the host whose address was connected to."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        site, host = self.server.site, str(self.server.server_address[0])
        index = HOSTS.index(host)
        answer = self._validated(index, site.answer(index, self.path))
        site.note(
            Request(
                at=time.time(),
                host=host,
                method=self.command,
                path=self.path,
                status=answer.status,
                if_none_match=self.headers["If-None-Match"],
                if_modified_since=self.headers["If-Modified-Since"],
                agent=self.headers["User-Agent"],
            )
        )
        self._send(self._packed(index, answer))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _validated(self, index: int, answer: Answer) -> Answer:
        """The answer with the validators of its host, or 304 where the client has it."""
        if answer.status != 200:
            return answer
        if index in _TAGGED:
            tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            headers, same = {"ETag": tag}, self.headers["If-None-Match"] == tag
        elif index == _DATED and answer.modified is not None:
            moment = answer.modified.replace(tzinfo=_ZONE).astimezone(UTC)
            since = self.headers["If-Modified-Since"]
            headers, same = (
                {"Last-Modified": format_datetime(moment, usegmt=True)},
                since is not None and moment <= parsedate_to_datetime(since),
            )
        else:
            return answer
        return Answer(status=304, headers=headers) if same else replace(answer, headers={**answer.headers, **headers})

    def _packed(self, index: int, answer: Answer) -> Answer:
        if index not in _PACKED or not answer.media.startswith("text/html") or "gzip" not in (self.headers["Accept-Encoding"] or ""):
            return answer
        headers = {**answer.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return replace(answer, body=gzip.compress(answer.body, compresslevel=1, mtime=0), headers=headers)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.media)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        # a client that has enough hangs up, as one does that meets a page too large for it
        with suppress(ConnectionError):
            self._write(answer)

    def _write(self, answer: Answer) -> None:
        if self.command == "HEAD" or answer.status == 304:
            return
        if answer.cut:
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self.close_connection = True
            return
        size = -(-len(answer.body) // _PIECES) if answer.pause else len(answer.body) or 1
        for at in range(0, len(answer.body), size):
            time.sleep(answer.pause / _PIECES)
            self.wfile.write(answer.body[at : at + size])
            if answer.pause:
                self.wfile.flush()
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the site keeps its own log."""


class _Control(BaseHTTPRequestHandler):
    """`Website`'s methods for a client in another process: GET /log, /expected; POST /edit?count=3, /damage?host=127.0.0.1&kind=login, ..."""

    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        told: dict[str, Callable[[], object]] = {
            "/log": lambda: [asdict(request) for request in site.log()],
            "/expected": lambda: asdict(site.expected()),
        }
        self._tell(told[self.path]() if self.path in told else None)

    def do_POST(self) -> None:
        site = self.server.site
        asked = urlsplit(self.path)
        given = {key: values[-1] for key, values in parse_qs(asked.query).items()}
        doing: dict[str, Callable[[], object]] = {
            "/forget": site.forget,
            "/edit": lambda: site.edit(int(given["count"])),
            "/remove": lambda: site.remove(int(given["count"]), status=410 if given.get("status") == "410" else 404),
            "/add": lambda: site.add(int(given["count"])),
            "/damage": lambda: site.damage(given["host"], cast(Damage, given["kind"])),
            "/mend": lambda: site.mend(given["host"]),
            "/robots": lambda: site.robots(given["host"], int(given["status"])),
        }
        try:
            self._tell({"done": doing[asked.path]()} if asked.path in doing else None)
        except (KeyError, ValueError) as error:
            self._tell({"error": str(error)}, 400)

    def _tell(self, what: object, status: int = 200) -> None:
        body = json.dumps(what, ensure_ascii=False).encode()
        self.send_response(404 if what is None else status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: only what a crawl asks for is of interest."""
