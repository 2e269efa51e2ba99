"""Sites: which are known, whether a profile still reads a page, and a profile for a site that has none."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from corpus import load
from corpus.key import ProfileError
from corpus.model import Layout, Page, Site
from pipeline import discover, markup, profile, propose
from pipeline.errors import InputError, Refused
from pipeline.fetch import fetch
from pipeline.parse import parse

PARTS = ("title", "published", "lead", "body", "author", "section")
# between two requests to the same host
_PAUSE = 2.0


def known() -> Iterator[Mapping[str, Any]]:
    """Every site that has a profile, by its id: what it is, whether it can be crawled and when its profile was last held against a page."""
    for site in profile.check_all():
        yield {
            "site": site.id,
            "name": site.name,
            "kind": site.kind,
            "province": site.province,
            "system": site.system,
            "starts": len(discover.starts(site)),
            "checked": site.checked,
            "unsupported": site.unsupported,
        }


def page_of(given: str, *, allow_private: bool = False) -> Page:
    """The page that a path or an address names; an address is asked for once."""
    path = Path(given)
    if path.is_file():
        return Page(url=f"file:{path.name}", content=path.read_bytes(), media="html")
    return fetch(given, allow_private=allow_private)


def site_named(given: str) -> Site:
    """The profile that a host or the path of a profile names. Raises InputError for neither, ProfileError for one that cannot be used."""
    path = Path(given)
    if path.suffix == ".toml":
        if not path.is_file():
            raise InputError(f"{given} does not exist: give a profile, or a host that `nghiquyet sites list` names")
        site = load.site(path)
        profile.check(site, path)
        return site
    known_site = load.site_of(given)
    if known_site is None:
        raise InputError(f"{given!r} is no site that is known: `nghiquyet sites list` names them, `nghiquyet sites add` makes a profile")
    profile.check(known_site)
    return known_site


# --- a profile against a page ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an article: what the profile's selectors find of it and by which, and what is found without a profile."""

    name: str
    selector: str | None = None
    found: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A profile held against a page: the parts of an article, or the links of a listing; `becomes` is what the whole program makes of it."""

    url: str
    kind: str
    matches: bool
    becomes: str
    parts: tuple[Part, ...] = ()
    listing: discover.Listing = field(default_factory=discover.Listing)

    @property
    def sound(self) -> bool:
        """Whether the profile's own selectors find what a crawl needs: title and text of an article, articles in a listing."""
        found = {part.name for part in self.parts if part.found}
        return {"title", "body"} <= found if self.parts else bool(self.listing.articles)


def check(site: Site, page: Page) -> Check:
    """What a profile makes of a page of its site. Raises InputError for a page that is neither an article nor a listing."""
    seen = propose.see(page, site)
    listed = discover.listing(seen.text, seen.url, site) if seen.draft is None else seen.listing
    matches = discover.is_article(seen.url, discover.site_at(site, seen.url))
    if seen.draft is None:
        return Check(url=seen.url, kind="listing", matches=matches, becomes=f"{len(listed.articles)} articles", listing=listed)
    plain = {
        "title": seen.draft.title,
        "published": seen.draft.published,
        "lead": seen.draft.lead,
        "author": seen.draft.author or seen.document.named_author,
        "section": seen.draft.section,
        "body": _measured(" ".join(line.text for line in seen.draft.lines)),
    }
    soup = markup.Document(seen.text).soup
    parts = tuple(_part(name, site.layouts, soup, plain[name]) for name in PARTS)
    return Check(url=seen.url, kind="article", matches=matches, becomes=_becomes(page), parts=parts, listing=listed)


def _part(name: str, layouts: Iterable[Layout], soup: BeautifulSoup, otherwise: str | None) -> Part:
    """A part by the first selector that finds it, today's design before those of other days."""
    for layout in sorted(layouts, key=lambda layout: layout.valid_until or "9999", reverse=True):
        for selector in getattr(layout, name):
            for tag in soup.select(selector, limit=3):
                text = " ".join((str(tag.get("content") or "") or tag.get_text(" ")).split())
                if text and (name != "body" or len(text) > 150):
                    until = f" (design until {layout.valid_until})" if layout.valid_until else ""
                    return Part(
                        name=name, selector=selector + until, found=_measured(text) if name == "body" else text, otherwise=otherwise
                    )
    return Part(name=name, otherwise=otherwise)


def _measured(text: str) -> str:
    words = text.split()
    return f"{len(words)} words: {' '.join(words[:12])} …" if words else ""


def _becomes(page: Page) -> str:
    try:
        article = parse(page)
    except Refused as refused:
        return f"refused: {refused}"
    return f"an article of {article.words} words, published {article.published or 'on a day that it does not say'}"


def lines(checked: Check) -> Iterator[str]:
    """A check for a person to read."""
    shape = "its address is an article's" if checked.matches else "its address is not an article's"
    yield f"{checked.url}: {checked.kind}; {shape} by the profile"
    for part in checked.parts:
        yield f"{part.name}"
        yield f"  by selector   {_short(part.found) + f'   [{part.selector}]' if part.found else 'nothing'}"
        yield f"  otherwise     {_short(part.otherwise) if part.otherwise else 'nothing'}"
    if checked.kind == "listing":
        yield from (f"  {found.url}   {_short(found.title or '')}" for found in checked.listing.articles)
        yield from (f"next   {url}" for url in checked.listing.further)
        yield from (f"feed   {url}" for url in checked.listing.feeds)
    yield f"becomes {checked.becomes}"


def _short(text: str, length: int = 100) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


# --- a profile for a site that has none ------------------------------------------------------------------------


def draft(given: Iterable[str], *, allow_private: bool = False) -> str:
    """A profile in TOML from pages of one site, each a path or an address."""
    return propose.propose([propose.see(page_of(one, allow_private=allow_private)) for one in given])


def add(url: str, folder: Path, *, allow_private: bool = False) -> Path:
    """The file of a new profile in a folder of one's own, from the page at `url` and, where that is a listing, its first article.

    Raises InputError where the site is known already, and where its pages cannot be read.
    """
    first = propose.see(fetch(url, allow_private=allow_private))
    host = propose.host_of(first.url)
    if (there := load.site_of(host)) is not None:
        raise InputError(
            f"{host} is known: {load.profile_path(there)} says how it is read; `nghiquyet sites check {there.id} {url}` tries it"
        )
    seen = [first]
    if first.draft is None:
        time.sleep(_PAUSE)
        seen.append(propose.see(fetch(first.listing.articles[0].url, allow_private=allow_private)))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{host}.toml"
    path.write_text(propose.propose(seen), encoding="utf-8")
    try:
        profile.check(load.site(path), path)
    except ProfileError:
        path.unlink()
        raise
    load.use_profiles(folder)
    return path
