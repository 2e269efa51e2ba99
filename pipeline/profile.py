"""Check the selectors of a site profile before it is used. `corpus.load` checks all the rest; the package `corpus` reads no CSS."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import soupsieve

from corpus import key, load
from corpus.model import Site


@cache
def check(site: Site, path: Path | None = None) -> None:
    """Raises ProfileError for the first selector of a site that is not CSS, with the file and line where it is written.

    `path` is the profile's file; without it the one by which the site is known.
    """
    for selector in _selectors(site):
        if wrong := _wrong(selector):
            profile = key.read(path or load.profile_path(site))
            written = profile if selector in profile.text else key.read(load.system_path(profile))
            raise written.fault(f"{selector!r} is no CSS selector: {wrong}; mend it, or leave it out", value=selector)


def check_all() -> tuple[Site, ...]:
    """Every known site by its id, its selectors checked. Raises ProfileError for the first profile that cannot be used."""
    sites = sorted({site.id: site for site in load.sites().values()}.values(), key=lambda site: site.id)
    for site in sites:
        check(site)
    return tuple(sites)


def _selectors(site: Site) -> Iterator[str]:
    yield from site.links
    for layout in site.layouts:
        for selectors in (layout.title, layout.published, layout.lead, layout.body, layout.author, layout.section, layout.drop):
            yield from selectors


def _wrong(selector: str) -> str | None:
    """What is wrong with a selector, in one line; None where nothing is."""
    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        return str(error).partition("\n")[0]
    return None
