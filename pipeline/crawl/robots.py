"""Robots: asks a host for its robots.txt before anything else, and keeps to it as RFC 9309 says.

A file that is not there (4xx) allows everything; one that cannot be had (5xx, 429, no answer) allows nothing in this crawl.
"""

from collections.abc import Awaitable, Callable
from time import monotonic
from urllib.parse import urlsplit

from protego import Protego
from scrapy.http import Response

from pipeline.archive import redirect

# the name that rules are looked up by
AGENT = "nghiquyet"
# RFC 9309: at least five redirects are followed
_REDIRECTS = 5
# RFC 9309: no longer than a day
_DAY = 86_400.0
# RFC 9309: at least 500 KiB are read
_READ = 512_000


class Robots:
    """The robots.txt of each host, asked for once a crawl, or once a day of one.

    `get(url, site)` sends a request and gives the answer, None where there is none.
    """

    def __init__(self, get: Callable[[str, str], Awaitable[Response | None]]) -> None:
        self._get = get
        self._rules: dict[str, tuple[float, Protego | None]] = {}

    async def allow(self, url: str, site: str) -> bool | None:
        """Whether an address of a site may be asked for; None where the robots.txt of its host cannot be had."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules or monotonic() - self._rules[host][0] > _DAY:
            self._rules[host] = monotonic(), await self._ask(host, site)
        rules = self._rules[host][1]
        return None if rules is None else rules.can_fetch(url, AGENT)

    async def _ask(self, host: str, site: str) -> Protego | None:
        """The rules of a host, None where they cannot be had."""
        url = f"{host}/robots.txt"
        for _ in range(_REDIRECTS + 1):
            response = await self._get(url, site)
            if response is None or response.status == 429 or response.status >= 500:
                return None
            location = redirect(url, response.status, header(response, "Location"))
            if location is None:
                return _rules(response)
            url = location
        # RFC 9309: so many redirects are as good as no file
        return Protego.parse("")


def header(response: Response, name: str) -> str | None:
    """A header of an answer; None where it has none of that name. Some hosts write addresses in plain UTF-8 there."""
    value = response.headers.get(name)
    if value is None:
        return None
    try:
        return value.decode("utf-8").strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()


def delay(response: Response) -> float | None:
    """The seconds between two requests that a robots.txt asks for."""
    asked = _rules(response).crawl_delay(AGENT)
    return None if asked is None else float(asked)


def _rules(response: Response) -> Protego:
    return Protego.parse(response.body[:_READ].decode("utf-8", errors="replace") if response.status == 200 else "")
