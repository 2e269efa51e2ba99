"""Follow: the links of an answer, by what it was asked for as. Pure, so that the archive can be followed again."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.model import Exchange, Found, Site
from pipeline import discover, encoding
from pipeline.errors import Refused
from pipeline.parse import canonical, load_site, site_id
from pipeline.sign import Sign, sign
from pipeline.state import Further, Links

# feeds and lists of JSON may hold words that a page would be judged by
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
# what those who guard a site answer with
_SHUT = {401, 403, 429, 503}


@dataclass(frozen=True, slots=True)
class Source:
    """What a crawl knows of a site: its id, its profile if it has one, and its hosts without `www.`."""

    id: str
    profile: Site | None
    hosts: frozenset[str]


def source_of(url: str) -> Source:
    """The site that an address belongs to; a host without profile is a site of its own."""
    profile = load_site(url)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = site_id(url, profile)
    assert name is not None
    if profile is None:
        return Source(name, None, frozenset({host}))
    return Source(name, discover.site_at(profile, url), frozenset({host, *profile.hosts}))


def links(exchange: Exchange, source: Source) -> Links:
    """The links that an answer leads to. Raises Refused where it is not what was asked for."""
    if exchange.location is not None and 300 <= exchange.status < 400:
        return _moved(exchange, source)
    if (told := _instead(exchange)) is not None:
        raise Refused(told.kind, told.seen)
    if exchange.status != 200 or not exchange.changed:
        return Links()
    if exchange.role == "robots":
        known = source.profile is not None and (source.profile.sitemaps or source.profile.feeds or source.profile.sections)
        announced = () if known else discover.sitemaps(exchange.body, exchange.url)
        return Links(further=tuple(Further(url, "sitemap") for url in announced))
    if exchange.role == "feed":
        return Links(articles=discover.feed(exchange.body, exchange.url, source.profile))
    if exchange.role == "sitemap":
        read = discover.sitemap(exchange.body, exchange.url, source.profile)
        return Links(articles=read.articles, further=tuple(Further(one.url, "sitemap", one.modified) for one in read.further))
    return _listing(exchange, source) if exchange.role == "listing" else Links()


def _instead(exchange: Exchange) -> Sign | None:
    """What a page says that came instead of a listing or feed, or with a status that lets nobody in; articles are looked at when they are read."""
    if exchange.role == "robots" or not exchange.changed or not _HTML.search(exchange.body[:2000]):
        return None
    expected = exchange.status == 200 and exchange.role != "article"
    return sign(encoding.decode(exchange.body, None).text) if expected or exchange.status in _SHUT else None


def _listing(exchange: Exchange, source: Source) -> Links:
    if source.profile is not None and (item := discover.list_of(exchange.url, source.profile)):
        read = discover.json_list(exchange.body, exchange.url, item, source.profile)
        return Links(articles=read.articles, further=tuple(Further(url, "listing") for url in read.further))
    text = encoding.decode(exchange.body, None).text
    read = discover.listing(text, exchange.url, source.profile)
    further = [Further(url, "listing") for url in read.further]
    if source.profile is None:
        further += _unknown(exchange, text, read)
    return Links(articles=read.articles, further=tuple(further))


def _unknown(exchange: Exchange, text: str, read: discover.Listing) -> list[Further]:
    """Where else a host without profile may name articles: in the feeds that it announces and the sections of its home page, else where others do."""
    found = [Further(url, "feed") for url in read.feeds]
    if urlsplit(exchange.url).path in ("", "/"):
        found += [Further(url, "listing") for url in discover.sections(text, exchange.url)]
    return found or ([] if read.articles else [Further(start.url, start.role) for start in discover.guesses(exchange.url)])


def _moved(exchange: Exchange, source: Source) -> Links:
    """Where a redirect leads, as long as it stays on the site: from an article to an article, from a listing to whatever it is now."""
    target = canonical(exchange.location or "")
    if (urlsplit(target).hostname or "").removeprefix("www.") not in source.hosts or not discover.allowed(target, source.profile):
        raise Refused("moved away", f"to {target[:200]}")
    if exchange.role == "article":
        if not discover.is_article(target, source.profile):
            raise Refused("moved to no article", f"to {target[:200]}")
        return Links(articles=(Found(url=target),))
    return Links(further=(Further(target, exchange.role or "listing"),)) if exchange.role != "robots" else Links()
