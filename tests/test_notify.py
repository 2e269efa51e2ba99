"""Changes of state are posted to a server that is really there, and a server that is not never harms a crawl."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.errors import InputError
from pipeline.notify import check, notify, ping
from tests.visits import START, usual


class Listener(ThreadingHTTPServer):
    """A server that keeps what it is told and answers with a status, after a while."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[tuple[str, str, dict[str, str], bytes]] = []
        self.status = 200
        self.wait = 0.0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/secret-token"


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        self._keep()

    def do_GET(self) -> None:
        self._keep()

    def _keep(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.told.append((self.command, self.path, dict(self.headers), body))
        time.sleep(self.server.wait)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A server on 127.0.0.1."""
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


BROKEN = usual(START, state="broken", reason="layout changed? 18 of 20 pages gave no article: xem lại")
OK_AGAIN = usual(START, site="baonghean.vn", state="ok")


def test_changes_of_a_run_are_one_post(listener: Listener) -> None:
    assert notify([BROKEN, OK_AGAIN], listener.url)
    ((method, path, headers, body),) = listener.told
    assert (method, path) == ("POST", "/secret-token")
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body) == {
        "text": "baolangson.vn is broken: layout changed? 18 of 20 pages gave no article: xem lại\nbaonghean.vn is ok",
        "changes": [
            {"site": "baolangson.vn", "state": "broken", "reason": BROKEN.reason, "run": BROKEN.run_id, "at": "2025-06-02T06:09:00"},
            {"site": "baonghean.vn", "state": "ok", "reason": None, "run": BROKEN.run_id, "at": "2025-06-02T06:09:00"},
        ],
    }


def test_nothing_is_sent_without_a_change(listener: Listener) -> None:
    assert notify([], listener.url)
    assert not listener.told


def test_ping_is_a_get(listener: Listener) -> None:
    assert ping(listener.url)
    assert [row[:2] for row in listener.told] == [("GET", "/secret-token")]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_refusal_is_logged(listener: Listener, caplog: pytest.LogCaptureFixture, status: int) -> None:
    listener.status = status
    with caplog.at_level(logging.WARNING):
        assert not notify([BROKEN], listener.url)
    assert f"127.0.0.1:{listener.server_address[1]} was not told" in caplog.text
    assert "secret-token" not in caplog.text


def test_silence_is_given_up(listener: Listener, caplog: pytest.LogCaptureFixture) -> None:
    listener.wait = 2
    began = time.monotonic()
    assert not notify([BROKEN], listener.url, timeout=0.2)
    assert time.monotonic() - began < 1.5
    assert "timed out" in caplog.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://no-such-host.invalid/x", "https://127.0.0.1:1/x", "http://a b/x"])
def test_nobody_there(url: str, caplog: pytest.LogCaptureFixture) -> None:
    assert not notify([BROKEN], url, timeout=2)
    assert not ping(url, timeout=2)
    assert "was not told" in caplog.text


@pytest.mark.parametrize("url", ["hooks.example.com/x", "file:///etc/passwd", "ftp://example.com", ""])
def test_only_web_addresses(url: str) -> None:
    with pytest.raises(InputError, match="https://"):
        check(url)
    assert check("https://hooks.example.com/x") == "https://hooks.example.com/x"
