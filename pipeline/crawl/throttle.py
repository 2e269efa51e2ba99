"""Throttle: how fast a host is asked. Scrapy's AutoThrottle, with a floor for each host and rests that a host asks for."""

from time import monotonic
from typing import Any

from scrapy.core.downloader import Slot
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

# what asks for more than this is a slip of the pen or means never
_LONGEST_DELAY = 300.0


class Throttle(AutoThrottle):
    """AutoThrottle whose delay never falls below what the robots.txt of a host asks for, and is counted from the last answer."""

    def __init__(self, crawler: Any) -> None:
        """Raises NotConfigured where throttling is switched off."""
        super().__init__(crawler)
        self._floors: dict[str, float] = {}

    def ask_for(self, host: str, delay: float) -> None:
        """Keeps at least so many seconds between requests to a host, as its Crawl-delay says."""
        self._floors[host] = min(delay, _LONGEST_DELAY)
        if (slot := self._slot(host)) is not None:
            slot.delay = max(slot.delay, self._floors[host])

    def pause(self, host: str, rest: float = 0.0) -> None:
        """Sends nothing to a host before its delay has passed from now on, nor within the rest that it asks for."""
        if (slot := self._slot(host)) is not None:
            # the slot waits for its delay from the moment that it last sent something: it is made to believe that this was later
            slot.lastseen = monotonic() + max(0.0, rest - slot.delay)

    def pace(self, host: str) -> float | None:
        """The seconds between two requests to a host at present, None where it was not asked for anything."""
        slot = self._slot(host)
        return None if slot is None else slot.delay

    def _slot(self, host: str) -> Slot | None:
        found: Slot | None = self.crawler.engine.downloader.slots.get(host)
        return found

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        host = next((name for name, other in self.crawler.engine.downloader.slots.items() if other is slot), "")
        slot.delay = max(slot.delay, self._floors.get(host, 0.0))
