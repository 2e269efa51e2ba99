"""Download: Scrapy's way over HTTP, with a limit on the head of an answer; bodies have theirs from Scrapy."""

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

# bytes of status line and headers: servers send a few KB, and what reads them keeps them all
LARGEST_HEAD = 300_000


class HeadTooLargeError(Exception):
    """An answer whose headers do not come to an end."""


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, on connections that are given up when a head is too large."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _limited(self._pool._factory)


def _limited(factory: Any) -> Any:
    """A factory of connections that count what comes before the body of each answer."""

    class Limited(factory):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  - Twisted's name
            protocol = super().buildProtocol(addr)
            protocol.dataReceived = _Head(protocol, protocol.dataReceived)
            return protocol

    return Limited


class _Head:
    """Hands on what a connection receives, until more of it than is allowed comes before a body."""

    def __init__(self, protocol: Any, receive: Any) -> None:
        self._protocol, self._receive = protocol, receive
        self._parser: object = None
        self._bytes = 0

    def __call__(self, data: bytes) -> None:
        parser = self._protocol._parser
        if parser is not self._parser:
            self._parser, self._bytes = parser, 0
        if parser is not None and parser.state in {"STATUS", "HEADER"}:
            self._bytes += len(data)
        if self._bytes > LARGEST_HEAD:
            error = HeadTooLargeError(f"more than {LARGEST_HEAD} bytes before the body")
            self._protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]
        else:
            self._receive(data)
