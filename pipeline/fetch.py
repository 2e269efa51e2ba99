"""Fetch: one page asked for once, as a person at the keyboard would; the crawl has its own way, with queue, archive and pauses."""

import io
import socket
import urllib.error
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection
from importlib.metadata import version
from time import monotonic
from typing import IO, Any, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from protego import Protego

from corpus.model import Page
from pipeline.archive import LARGEST
from pipeline.crawl.hosts import private
from pipeline.errors import InputError

AGENT = f"nghiquyet/{version('nghiquyet')}"
# seconds without a byte, and seconds for everything that one answer is, its redirects included
_PATIENCE, _LONGEST = 20.0, 60.0
# what a network and those who answer in it do wrong
_FAILURES = (OSError, ValueError, HTTPException)


def fetch(url: str, *, allow_private: bool = False, longest: float = _LONGEST) -> Page:
    """The page at an address, asked for once where robots.txt lets us, by the address that it was redirected to.

    Raises InputError for what is no web address, for an address of a private network unless `allow_private`, for what robots.txt
    forbids, and for what does not answer with a page within `longest` seconds.
    """
    _check(url)
    if not _welcome(_opener(allow_private=allow_private, longest=longest), url):
        raise InputError(f"{url}: robots.txt asks programs not to read it; save the page in a browser and give the file")
    try:
        with _opener(allow_private=allow_private, longest=longest).open(url, timeout=_PATIENCE) as answer:
            content = answer.read(LARGEST + 1)
            reached, charset = answer.geturl(), answer.headers.get_content_charset()
    except _FAILURES as error:
        raise InputError(f"{url}: {error}; look whether a browser opens it, save the page and give the file") from None
    if len(content) > LARGEST:
        raise InputError(f"{url}: more than {LARGEST} bytes, which is no page")
    return Page(url=reached, content=content, media="html", charset=charset)


def _welcome(opener: OpenerDirector, url: str) -> bool:
    """Whether robots.txt lets us read an address; a site that has none does. Raises InputError where it cannot be had (RFC 9309)."""
    try:
        with opener.open(urljoin(url, "/robots.txt"), timeout=_PATIENCE) as answer:
            robots = Protego.parse(answer.read(500_000).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        if error.code < 500:
            return True
        raise InputError(
            f"{url}: its robots.txt answers with status {error.code}, so nobody knows what it permits; try again later"
        ) from None
    except _FAILURES as error:
        raise InputError(f"{url}: {error}; look whether a browser opens it, save the page and give the file") from None
    return robots.can_fetch(url, AGENT)


def _check(url: str) -> None:
    """Raises InputError for what is no web address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"{url}: no web address: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(f"{url}: no web address and no file; give https://… or the path of a saved page")


# --- connections to addresses that were checked ------------------------------------------------------------------------


class _Limits(NamedTuple):
    """Whether private addresses may be asked, and the moment until which answers are waited for."""

    allow_private: bool
    until: float


def _opener(*, allow_private: bool, longest: float) -> OpenerDirector:
    """What opens web addresses and nothing else, by no proxy, and gives up after so many seconds."""
    limits = _Limits(allow_private, monotonic() + longest)
    opener = OpenerDirector()
    for handler in (
        _Plain(limits),
        _Secure(limits),
        _Redirect(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", AGENT)]
    return opener


class _Plain(HTTPHandler):
    """Opens http by connections of ours."""

    def __init__(self, limits: "_Limits") -> None:
        super().__init__()
        self._limits = limits

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_connection, _Connection, self._limits), req)


class _Secure(HTTPSHandler):
    """Opens https by connections of ours, on valid certificates only."""

    def __init__(self, limits: "_Limits") -> None:
        super().__init__()
        self._limits = limits

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_connection, _SecureConnection, self._limits), req)


class _Redirect(HTTPRedirectHandler):
    """Follows redirects to addresses that could be asked for themselves."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str) -> Request | None:
        _check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _connection(kind: "type[_Connection]", limits: _Limits, host: str, **options: Any) -> "_Connection":
    """A connection within limits, not yet open."""
    made = kind(host, **options)
    made.limits = limits
    made.response_class = partial(_Answer, until=limits.until)  # type: ignore[assignment]
    return made


class _Connection(HTTPConnection):
    """A connection to the very address that was checked: asked again, a name may stand for another one."""

    limits: _Limits

    def connect(self) -> None:
        """Raises InputError for a host that is not found or has an address that is not of the public internet."""
        problem: OSError | None = None
        for address in _addresses(self.host, self.port, allow_private=self.limits.allow_private):
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                problem = error
            else:
                return
        raise problem or OSError("no address")


class _SecureConnection(HTTPSConnection, _Connection):
    """The same, secured: the certificate is that of the name."""


def _addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses that a host name stands for, in the order in which they are tried. Raises InputError."""
    try:
        found = list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        raise InputError(f"{host}: the host is not found ({error})") from None
    if not allow_private and (hidden := sorted(filter(private, found))):
        raise InputError(f"{host}: {hidden[0]} is an address of a private network; --allow-private lets it be asked")
    return found


class _Answer(HTTPResponse):
    """An answer that is over at a moment, however slowly it drips."""

    def __init__(self, sock: socket.socket, *args: Any, until: float, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Timed(sock, self.fp.detach(), until))


class _Timed(io.RawIOBase):
    """What comes over a socket until a moment. Raises TimeoutError."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, until: float) -> None:
        self._sock, self._raw, self._until = sock, raw, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError("it does not come to an end")
        self._sock.settimeout(min(left, _PATIENCE))
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()
