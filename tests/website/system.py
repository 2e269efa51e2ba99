"""What the four content systems have in common: an address for each article, a page for each address."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from urllib.parse import parse_qs, urlsplit

from tests.website import page
from tests.website.story import HOSTS, PAPERS, SECTIONS, Story

# how many articles a host had before the one that its lists link by an old address
MOVED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response.

    `pause` is over how many seconds its body is sent, `cut` whether the connection ends in the middle of it, `modified` when what it shows
    last changed, where that is known.
    """

    status: int = 200
    body: bytes = b""
    media: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0
    cut: bool = False
    modified: datetime | None = None


def html(text: str, status: int = 200) -> Answer:
    """A page."""
    return Answer(status=status, body=text.encode())


def xml(text: str, media: str = "application/xml; charset=utf-8") -> Answer:
    """A feed or sitemap."""
    return Answer(body=('<?xml version="1.0" encoding="UTF-8"?>\n' + text).encode(), media=media)


def redirect(url: str, status: int = 301) -> Answer:
    """The way to another address."""
    return Answer(status=status, headers={"Location": url}, body=b"<html><body>Moved</body></html>")


NOT_FOUND = html("<!DOCTYPE html><html><head><title>404</title></head><body><h1>Không tìm thấy trang</h1></body></html>", 404)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a host shows at one moment: the articles that it has, newest first, those that its lists name, and the time of day.

    `dated` is false where the pages of articles lost their date.
    """

    stories: Sequence[Story]
    listed: Sequence[Story]
    now: datetime
    dated: bool = True


class System:
    """A content system: subclasses say how its addresses look and what stands at them."""

    index: int
    per_page = 20
    robots: str | None = None

    def __init__(self, port: int) -> None:
        self.port = port
        self.base = f"http://{HOSTS[self.index]}:{port}"
        self.name = PAPERS[self.index]

    # --- addresses ---

    def path(self, story: Story) -> str:
        """The path of an article's canonical address."""
        raise NotImplementedError

    def url(self, story: Story) -> str:
        """The canonical address of an article."""
        return self.base + self.path(story)

    def old_path(self, story: Story) -> str:
        """The path that an article had before, from which it is still redirected."""
        return self.path(story).rstrip("/")

    def media(self, _: Story) -> str:
        """What the header says an article's page is."""
        return "text/html; charset=utf-8"

    def hidden(self, story: Story) -> bool:
        """Whether robots.txt forbids the article."""
        return self.robots is not None and story.place % 25 == 9

    def sections(self) -> dict[str, str]:
        """The paths of the sections by name."""
        raise NotImplementedError

    # --- pages ---

    def article(self, story: Story, view: View) -> str:
        """The page of an article."""
        raise NotImplementedError

    def listing(self, section: str, number: int, view: View) -> Answer:
        """The nth page of a section, from 1."""
        raise NotImplementedError

    def page_of(self, path: str) -> tuple[str, int] | None:
        """The section and page number that a path (with query) asks for, None where it is no listing."""
        raise NotImplementedError

    def special(self, path: str, view: View, /) -> Answer | None:
        """Feeds, sitemaps and whatever else only this system has."""
        raise NotImplementedError

    def home(self, view: View) -> str:
        """The front page: the newest articles and the ways into every section."""
        return self.framed(self.name, '<meta charset="utf-8">', self.teasers(view.listed[: self.per_page]), view)

    # --- pieces ---

    def framed(self, title: str, head: str, content: str, view: View, *, top: str = "") -> str:
        """A page of this host around its content."""
        shown = top if view.dated else page.clock(view.now)
        return page.page(title=title, head=head, content=content, sections=self.sections(), top=shown, footer=self.name)

    def link(self, story: Story) -> str:
        """The address by which lists link an article."""
        return self.old_path(story) if story.place == MOVED else self.path(story)

    def teasers(self, stories: Iterable[Story]) -> str:
        """The list of a listing."""
        return "\n".join(self.teaser(story) for story in stories)

    def teaser(self, story: Story) -> str:
        """One entry of a listing."""
        raise NotImplementedError

    def related(self, story: Story, view: View) -> str:
        """Links to older articles of the host, the same for as long as the article stands."""
        older = [other for other in view.stories if other.number < story.number][:8]
        items = "\n".join(
            f'<li class="related-item"><a href="{self.path(other)}"><img class="thumb" src="/images/thumb/{other.number}.jpg" alt=""></a><h4><a href="{self.path(other)}">{escape(other.title)}</a></h4></li>'
            for other in older
        )
        return f'<div class="related-posts"><h3>Tin liên quan</h3><ul>{items}</ul></div>'

    def part(self, stories: Sequence[Story], number: int) -> Sequence[Story]:
        """The nth page of articles."""
        return stories[(number - 1) * self.per_page : number * self.per_page]


def of_section(view: View, section: str) -> list[Story]:
    """The articles that the lists of a section name."""
    return [story for story in view.listed if story.section == section]


def query(path: str) -> dict[str, str]:
    """The parameters of an address, the last of each name."""
    return {key: values[-1] for key, values in parse_qs(urlsplit(path).query).items()}


def number(text: str | None) -> int:
    """The number of a page, 1 where the text is none."""
    return int(text) if text and text.isascii() and text.isdigit() and int(text) else 1


def local(moment: datetime) -> str:
    """A time with Việt Nam's offset."""
    return f"{moment.isoformat(timespec='seconds')}+07:00"


def linked_data(story: Story, url: str, paper: str) -> str:
    """The article described for machines, as JSON-LD."""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "mainEntityOfPage": url,
        "datePublished": local(story.published),
        "dateModified": local(story.modified),
        "articleSection": SECTIONS[story.section],
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "Organization", "name": paper},
    }
    return f'<script type="application/ld+json">{json.dumps(told, ensure_ascii=False)}</script>'
