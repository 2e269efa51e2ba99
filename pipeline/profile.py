"""Check the selectors of a site profile before it is used. `corpus.load` checks all the rest; the package `corpus` reads no CSS."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import soupsieve

from corpus import key, load
from corpus.model import Site
from pipeline import node


@cache
def check(site: Site, path: Path | None = None) -> None:
    """Raises ProfileError for the first selector of a site that is not CSS, with the file and line where it is written.

    `path` is the profile's file; without it the one by which the site is known.
    """
    for selector, sought_in_page in _selectors(site):
        wrong = _wrong(selector)
        if wrong or (sought_in_page and node.wrong(selector)):
            profile = key.read(path or load.profile_path(site))
            written = profile if selector in profile.text else key.read(load.system_path(profile))
            said = f"is no CSS selector: {wrong}" if wrong else "is more than CSS, which `links` and `drop` alone may hold"
            raise written.fault(f"{selector!r} {said}; mend it, or leave it out", value=selector)


def check_all() -> tuple[Site, ...]:
    """Every known site by its id, its selectors checked. Raises ProfileError for the first profile that cannot be used."""
    sites = sorted({site.id: site for site in load.sites().values()}.values(), key=lambda site: site.id)
    for site in sites:
        check(site)
    return tuple(sites)


def _selectors(site: Site) -> Iterator[tuple[str, bool]]:
    """Each selector, and whether it is sought in the whole page: those are lexbor's to find, the others BeautifulSoup's."""
    yield from ((selector, False) for selector in site.links)
    for layout in site.layouts:
        for selectors in (layout.title, layout.published, layout.lead, layout.body, layout.author, layout.section):
            yield from ((selector, True) for selector in selectors)
        yield from ((selector, False) for selector in layout.drop)


def _wrong(selector: str) -> str | None:
    """What is wrong with a selector, in one line; None where nothing is."""
    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        return str(error).partition("\n")[0]
    return None
