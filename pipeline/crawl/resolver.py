"""Resolver: looks hosts up for a crawl, and gives no machine of a private network away."""

import logging
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from pipeline.crawl.hosts import private

logger = logging.getLogger("nghiquyet.crawl")


class Resolver(CachingThreadedResolver):
    """Scrapy's resolver, which gives no address of a private network away: a public name may stand for one."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802  - Twisted's name
        """The address of a host. Fails with DNSLookupError, the only failure that Twisted expects."""
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    @staticmethod
    def _public(address: str, name: str) -> str:
        if private(address):
            logger.warning("%s is %s, an address of a private network; --allow-private permits it", name, address)
            raise DNSLookupError(f"{name} has no public address")
        return address
