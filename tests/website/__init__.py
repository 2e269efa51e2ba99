"""A web of four invented news sites on the loopback addresses, for a crawl to be tested against.

    with Website(articles=200) as site:
        crawl(profiles=site.profiles(folder))
        assert seen(site.log()) == {entry.url for entry in site.expected().articles}

Each host has its own content system, manners (robots.txt, validators, encodings) and oddities; `Website.damage` breaks one as sites break.
"""

from tests.website.server import Website

__all__ = ["Website"]
