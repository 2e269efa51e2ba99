"""Fetch: one page asked for once, as a person at the keyboard would; the crawl has its own way, with queue, archive and pauses."""

import socket
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from importlib.metadata import version
from typing import IO
from urllib.parse import urljoin, urlsplit

from protego import Protego

from corpus.model import Page
from pipeline.archive import LARGEST
from pipeline.crawl.hosts import private
from pipeline.errors import InputError

AGENT = f"nghiquyet/{version('nghiquyet')}"
_PATIENCE = 20.0
# what a network and those who answer in it do wrong
_FAILURES = (OSError, ValueError, HTTPException)


def fetch(url: str, *, allow_private: bool = False) -> Page:
    """The page at an address, asked for once where robots.txt lets us, by the address that it was redirected to.

    Raises InputError for what is no web address, for an address of a private network unless `allow_private`, for what robots.txt
    forbids, and for what does not answer with a page.
    """
    opener = urllib.request.build_opener(_Guard(allow_private=allow_private))
    opener.addheaders = [("User-Agent", AGENT)]
    _check(url, allow_private=allow_private)
    if not _welcome(opener, url):
        raise InputError(f"{url}: robots.txt asks programs not to read it; save the page in a browser and give the file")
    try:
        with opener.open(url, timeout=_PATIENCE) as answer:
            content = answer.read(LARGEST + 1)
            reached, charset = answer.geturl(), answer.headers.get_content_charset()
    except _FAILURES as error:
        raise InputError(f"{url}: {error}; look whether a browser opens it, save the page and give the file") from None
    if len(content) > LARGEST:
        raise InputError(f"{url}: more than {LARGEST} bytes, which is no page")
    return Page(url=reached, content=content, media="html", charset=charset)


def _welcome(opener: urllib.request.OpenerDirector, url: str) -> bool:
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


def _check(url: str, *, allow_private: bool) -> None:
    """Raises InputError for what is no web address, and for a host with an address that is not of the public internet."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError as error:
        raise InputError(f"{url}: no web address: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(f"{url}: no web address and no file; give https://… or the path of a saved page")
    if allow_private:
        return
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise InputError(f"{url}: the host is not found ({error})") from None
    if hidden := sorted(filter(private, found)):
        raise InputError(f"{url}: {hidden[0]} is an address of a private network; --allow-private lets it be asked")


class _Guard(urllib.request.HTTPRedirectHandler):
    """Follows redirects to addresses that could be asked for themselves."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        _check(newurl, allow_private=self._allow_private)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
