"""Notify: tells another program, over HTTP, which sites changed their state, and that a run has ended at all."""

import json
import logging
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import Request, urlopen

from corpus.model import Visit
from pipeline.errors import InputError

# seconds; whoever is told must not hold up a crawl
PATIENCE = 10.0
_log = logging.getLogger(__name__)


def check(url: str) -> str:
    """The address, if it can be told something. Raises InputError for anything but http and https, before a crawl begins."""
    if not url.lower().startswith(("https://", "http://")):
        raise InputError(f"{url!r} is no address to tell: give one that begins with https:// or http://")
    return url


def notify(changes: Sequence[Visit], url: str, *, timeout: float = PATIENCE) -> bool:
    """Posts the changes of state of one run as JSON, all in one request, and says whether they were taken; without changes nothing is sent.

    The body has `text`, a line a site for chat services, and `changes`, a list of `site`, `state`, `reason`, `run` and `at`. A failure is
    logged and never raised.
    """
    if not changes:
        return True
    rows = [{"site": one.site, "state": one.state, "reason": one.reason, "run": one.run_id, "at": one.ended} for one in changes]
    text = "\n".join(f"{one.site} is {one.state}" + (f": {one.reason}" if one.reason else "") for one in changes)
    body = json.dumps({"text": text, "changes": rows}, ensure_ascii=False).encode()
    return _send(Request(url, data=body, headers={"Content-Type": "application/json; charset=utf-8"}, method="POST"), timeout)


def ping(url: str, *, timeout: float = PATIENCE) -> bool:
    """Asks for an address that raises the alarm when nobody has asked for it in time, and says whether it answered; a failure is logged."""
    return _send(Request(url), timeout)


def _send(request: Request, timeout: float) -> bool:
    request.add_header("User-Agent", "nghiquyet")
    try:
        with urlopen(request, timeout=timeout):
            return True
    except (OSError, HTTPException, ValueError) as error:
        # the path of such an address is mostly a secret
        told = error.reason if isinstance(error, URLError) else error
        _log.warning("%s was not told: %s", request.host, told)
        return False
