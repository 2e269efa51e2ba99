"""HTML to a draft: what a page says of itself, the profile's selectors over one BeautifulSoup tree, trafilatura where they find nothing.

Nothing of a page is ever run: scripts, styles, forms, menus and hidden elements leave the tree before any text is read.
"""

import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString

from corpus.model import Layout, Part, Site
from corpus.text import nfc
from pipeline import furniture
from pipeline.draft import Draft, Line, join
from pipeline.errors import Refused

# What most systems call the text, for sites without a profile: the property of schema.org, then names that several systems share.
_GENERIC = Layout(
    body=(
        "[itemprop='articleBody']",
        "#content-detail",
        ".entry-content",
        ".td-post-content",
        ".article__body",
        ".detail-content",
        ".content-detail",
        ".article-content",
        ".journal-content-article",
        "#divArticleContent",
        ".news-content",
        ".post-content",
    ),
    lead=("[itemprop='description']:not(meta)", ".article__sapo", ".sapo", "#hometext", ".detail-sapo", "article .brief"),
    drop=(
        "[class*='relate']",
        "[class*='comment']",
        "[class*='share']",
        ".social",
        ".tags",
        ".topics",
        ".rating",
        ".print_page",
        ".breadcrumb",
    ),
)
_DATES = ", ".join(
    (
        "[itemprop='datePublished']",
        "time",
        ".post-date",
        ".publish-date",
        ".article-date",
        ".detail-date",
        ".entry-date",
        ".date-post",
        ".news-date",
        ".pubdate",
        ".ngay-dang",
    )
)
# a date stands in the box of its heading, not farther out than this many elements, in no more pieces than this
_BOX, _PIECES = 4, 12
_DROPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "form",
        "button",
        "select",
        "svg",
        "nav",
        "footer",
        "aside",
        "audio",
        "video",
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASSES = {"hidden", "hide", "d-none", "sr-only", "visually-hidden", "screen-reader-text"}
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("tfoot", "thead", "tr", "ul"),
    )
)
_CAPTION = re.compile(r"caption|chu-?thich|img-?desc|image-?desc|photo-?desc|note-?image|figdesc|PhotoCMS", re.IGNORECASE)
_ARTICLE_TYPES = {"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle", "OpinionNewsArticle"}
_SCRIPT = re.compile(r"<\s*/?\s*script|&lt;\s*script|javascript\s*:|<[^<>]{0,200}\son\w{3,20}\s*=", re.IGNORECASE)
_HEADING = re.compile(r"<(title|h1)\b[^<>]{0,400}>", re.IGNORECASE)
_TITLE_META = re.compile(
    r"<meta\b[^<>]{0,80}(?:og:title|twitter:title)[\"'][^>]{0,20}content\s*=\s*([\"'])(.{0,600}?)\1", re.IGNORECASE | re.DOTALL
)
_GENERIC_AUTHOR = re.compile(r"admin|administrator|quản trị|\bwebsite\b|@|\.vn\b|^(?:Báo|Đài|Cổng|Trang)\s", re.IGNORECASE)
# the headline links of a list: so many siblings of one shape make a page a listing
_TEASERS = 3
_LISTED = 0.5


def cut_short(html: str) -> bool:
    """Whether a page opens its body and never closes it: its end was lost on the way."""
    low = html.lower()
    return ("<body" in low or "<html" in low) and "</body" not in low and "</html" not in low


def script_in_title(html: str) -> bool:
    """Whether the title that a page shows, or names itself by, holds markup that would run."""
    for match in islice(_HEADING.finditer(html), 20):
        shown = html[match.end() : match.end() + 3000]
        if _SCRIPT.search(shown, 0, end if (end := shown.lower().find(f"</{match[1].lower()}")) >= 0 else 400):
            return True
    return any(_SCRIPT.search(match[2]) for match in islice(_TITLE_META.finditer(html), 4))


def tree(html: str) -> BeautifulSoup:
    """The tree of a page; XHTML and bare fragments are what many portals send."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(html, "lxml")


class Document:
    """One page's tree, read once; its questions are answered in the order in which an editor would trust them."""

    def __init__(self, html: str) -> None:
        self.html = html
        self._dating: Tag | None = None
        self.soup = tree(html)
        # both are read before scripts leave the tree
        self.about = _about(self.soup)
        self.meta = _meta(self.soup)
        for tag in [tag for tag in self.soup.find_all(True) if tag.name in _DROPPED or (tag.attrs and _hidden(tag))]:
            # many portals wrap the whole page in one form
            if tag.name == "form" and not tag.decomposed and len(tag.get_text(strip=True)) > 2000:
                tag.unwrap()
            elif not tag.decomposed:
                tag.decompose()

    def address(self, asked: str) -> str:
        """The page's own address: its canonical link, og:url, or what it was asked by."""
        link = self.soup.find("link", rel="canonical")
        named = (str(link.get("href") or "") if isinstance(link, Tag) else "", self.meta.get("og:url", ""))
        return next((url.strip() for url in named if re.match(r"https?://[^/\s]+\.[^/\s]+", url.strip())), asked)

    def draft(self, site: Site | None) -> Draft:
        """The draft of the page's article. Raises Refused "no article" for a list or a page without text."""
        heading = self._heading(site)
        title = self._title(site, heading)
        clock, near = self._dates(site, heading)
        body, read, layout = self._body(site, _layout(site, self._stated() or (near.value if near else None)))
        lead = self._lead(layout, title)
        published, origin = self._published(layout, clock, near)
        return Draft(
            lines=_beside(read, title),
            title=title,
            lead=lead,
            author=self._author(layout, body),
            section=_one(self.soup, layout.section) or self.meta.get("article:section") or _string(self.about.get("articleSection")),
            published=published,
            published_from=origin,
            page_date=clock.value[:10] if clock else None,
        )

    def _stated(self) -> str | None:
        return furniture.first(
            furniture.moment(value)
            for value in (self.meta.get("article:published_time"), _string(self.about.get("datePublished")))
            if value
        )

    # --- title ---

    def _heading(self, site: Site | None) -> Tag | None:
        """The element that shows the title."""
        for layout in site.layouts if site else ():
            for selector in layout.title:
                if (found := self.soup.select_one(selector)) is not None and found.name != "meta" and found.get_text(strip=True):
                    return found
        named = {furniture.bare(text) for text in (_string(self.about.get("headline")), self.meta.get("og:title")) if text}
        headings = [tag for tag in self.soup.find_all(["h1", "h2", "h3"], limit=60) if tag.get_text(strip=True)]
        for tag in headings:
            if furniture.bare(nfc(tag.get_text(" "))) in named:
                return tag
        shown = self.soup.select_one("[itemprop='headline']:not(meta)")
        if shown is not None and shown.get_text(strip=True):
            return shown
        firsts = [tag for tag in headings if tag.name == "h1" and len(tag.get_text(" ").split()) > 3]
        return firsts[0] if firsts else None

    def _title(self, site: Site | None, heading: Tag | None) -> str | None:
        if heading is not None:
            return _clean(heading.get_text(" "))
        for text in (_string(self.about.get("headline")), self.meta.get("og:title")):
            if text:
                return _without_site(_clean(text), site)
        tag = self.soup.find("title")
        text = _without_site(_clean(tag.get_text(" ")), site) if tag else None
        return text if text and len(text.split()) > 2 else None

    # --- dates ---

    def _dates(self, site: Site | None, heading: Tag | None) -> tuple[furniture.Stamp | None, furniture.Stamp | None]:
        """The clock above the heading and the stamp near it; what a selector of the site dates its articles by is no clock."""
        if heading is None:
            return None, None
        clock = near = None
        dating = {
            id(tag) for layout in (site.layouts if site else ()) for selector in layout.published for tag in self.soup.select(selector)
        }
        boxed = self._dating = self._boxed(heading)
        if boxed is not None:
            dating.add(id(boxed))
            near = furniture.stamp(_clean(boxed.get_text(" ")))
        for at, text in enumerate(heading.find_all_previous(string=_DATED, limit=400)):
            stamp = _stamp(text)
            if stamp is None or any(id(tag) in dating for tag in text.parents):
                continue
            if stamp.labelled and not stamp.weekday and at < 3:
                near = near or stamp
            elif stamp.weekday and not stamp.rest:
                clock = stamp
        for text in heading.find_all_next(string=_DATED, limit=4) if near is None else ():
            if (stamp := _stamp(text)) is not None and _close(heading, text):
                near = stamp
                break
        return clock, near

    def _boxed(self, heading: Tag | None) -> Tag | None:
        """The element that dates the article by its name, in the box of the heading: the first in a page may date a teaser."""
        for parent in list(heading.parents)[:_BOX] if heading is not None else ():
            if (found := parent.select_one(_DATES)) is not None:
                return found
        return None

    def _published(self, layout: Layout, clock: furniture.Stamp | None, near: furniture.Stamp | None) -> tuple[str | None, str | None]:
        """The day of publication and where it was read; a machine's date that is the clock's day gives way to a stamp that is not."""
        shown = furniture.first(
            furniture.moment(text) or (s.value if (s := furniture.stamp(text)) else None) for text in _all(self.soup, layout.published)
        )
        shown = shown or (near.value if near else None)
        time = self._dating
        if time is None or not (time.get("datetime") or time.get("content")):
            every = self.soup.select("time[datetime], [itemprop='datePublished']", limit=2)
            time = every[0] if len(every) == 1 else None
        stated = (
            (
                "meta",
                _first_of(
                    self.meta, "article:published_time", "pubdate", "publishdate", "dc.date.issued", "dc.date.created", "datepublished"
                ),
            ),
            ("jsonld", _string(self.about.get("datePublished"))),
            ("time", str(time.get("datetime") or time.get("content") or time.get_text(" ")) if time is not None else None),
        )
        today = clock.value[:10] if clock else None
        for origin, raw in stated:
            value = furniture.moment(nfc(raw)) if raw else None
            if value and not (value[:10] == today and shown and shown[:10] != today):
                return value, origin
        if shown:
            return shown, "page"
        address = re.search(r"/d?((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:\d{9})?[/.-]", self.address(""))
        value = furniture.moment("-".join(address.groups())) if address else None
        return (value, "url") if value else (None, None)

    # --- text ---

    def _body(self, site: Site | None, layout: Layout) -> tuple[Tag | None, tuple[Line, ...], Layout]:
        """The element that holds the text, its lines, and the layout that it was found by.

        Layouts of other days are tried too: sites bring old pages into new designs, and an old page may not say its day.
        """
        others = [other for other in (site.layouts if site else ()) if other is not layout]
        for one in (layout, *others, _GENERIC):
            for selector in one.body:
                for found in self.soup.select(selector):
                    if sum(len(text) for text in found.stripped_strings) > 150 and not self._listing(found):
                        used = replace(one, drop=(*one.drop, *layout.drop)) if one is _GENERIC else one
                        for tag in [tag for dropped in used.drop for tag in found.select(dropped)]:
                            if not tag.decomposed:
                                tag.decompose()
                        return found, join(_lines(found)), used
        return None, self._extracted(), layout

    def _listing(self, found: Tag) -> bool:
        """Whether most of an element's text is that of links to other pages."""
        linked = sum(len(tag.get_text(strip=True)) for tag in found.find_all("a"))
        return linked > _LISTED * len(found.get_text(strip=True))

    def _extracted(self) -> tuple[Line, ...]:
        """The lines that trafilatura takes for the text, less the teasers of a list."""
        import trafilatura

        text = trafilatura.extract(
            self.html, include_comments=False, include_tables=False, include_formatting=False, fast=True, with_metadata=False
        )
        teasers = self._teasers()
        found = tuple(Line(text=line) for raw in nfc(text or "").split("\n") if (line := " ".join(raw.split()).lstrip("-• ")))
        kept = tuple(
            line
            for line in found
            if furniture.bare(line.text) not in teasers and not any(furniture.bare(line.text) in teaser for teaser in teasers)
        )
        if not kept or sum(len(line.text) for line in kept) < 150:
            raise Refused("no article", "a list of other pages" if teasers else "no text in the page")
        return kept

    def _teasers(self) -> frozenset[str]:
        """The texts of list items: siblings of one shape, each with a link for a heading."""
        items: dict[tuple[int, str, str], list[str]] = {}
        for link in self.soup.select("h2 a, h3 a, h4 a, h5 a, a.title, .title a, li > a, figure a"):
            item = next((tag for tag in link.parents if isinstance(tag, Tag) and tag.name in ("article", "li", "div", "tr")), None)
            if item is None or item.parent is None:
                continue
            shape = (id(item.parent), item.name, " ".join(item.get("class") or ()))
            items.setdefault(shape, []).append(furniture.bare(nfc(item.get_text(" "))))
        return frozenset(text for texts in items.values() if len(texts) >= _TEASERS for text in texts if text)

    def _lead(self, layout: Layout, title: str | None) -> str | None:
        """The lead that has an element of its own; else the first paragraph will be it."""
        text = _one(self.soup, layout.lead)
        if text is None or len(text) < 30 or (title and furniture.bare(text) == furniture.bare(title)):
            return None
        return text

    def _author(self, layout: Layout, body: Tag | None) -> str | None:
        """The author that the page names outside of its text; its text may say it better."""
        if shown := _one(self.soup, layout.author):
            return furniture.byline(shown) or shown
        if body is not None and (inside := body.select_one(".author, .tac-gia, .pseudonym")) is not None:
            return furniture.byline(_clean(inside.get_text(" ")) or "")
        return None

    @cached_property
    def named_author(self) -> str | None:
        """The author of JSON-LD or the meta element, None for the name of the paper or of an account."""
        author = self.about.get("author")
        author = author[0] if isinstance(author, list) and author else author
        name = _string(author.get("name")) if isinstance(author, Mapping) else _string(author)
        name = _clean(name or self.meta.get("author") or "") or None
        return None if name is None or _GENERIC_AUTHOR.search(name) or len(name) > 60 else name


# --- what a page says of itself --------------------------------------------------------------------------------


def _about(soup: BeautifulSoup) -> Mapping[str, Any]:
    """The first article that the page's JSON-LD describes, {} where there is none or it does not parse."""
    for tag in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(tag.get_text().strip().rstrip(";"), strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type")
            if _ARTICLE_TYPES & set(kinds if isinstance(kinds, list) else [kinds]):
                return item
    return {}


def _items(data: object) -> Iterator[Mapping[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            if isinstance(item.get("@graph"), list):
                yield from (one for one in item["@graph"] if isinstance(one, dict))


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if name and content:
            found.setdefault(str(name).lower(), nfc(str(content)).strip())
    return found


def _first_of(found: Mapping[str, str], *names: str) -> str | None:
    return next((found[name] for name in names if found.get(name)), None)


def _string(value: object) -> str | None:
    return nfc(value) if isinstance(value, str) and value.strip() else None


def _clean(text: str) -> str:
    """Text without markup that was escaped into it, on one line."""
    text = re.sub(r"<\s*(script|style)\b.*?(?:<\s*/\s*\1\s*>|$)", " ", nfc(text), flags=re.IGNORECASE | re.DOTALL)
    return " ".join(re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", text).split())


def _without_site(title: str, site: Site | None) -> str:
    """A document title without the name of the site behind it ("… | Báo Lạng Sơn điện tử")."""
    head, mark, tail = title.rpartition(" | ") if " | " in title else title.rpartition(" - ")
    named = site is not None and furniture.bare(site.name) in furniture.bare(tail)
    return head.strip() if mark and (named or re.match(r"(?:Báo|Đài|Cổng|Trang|Website)\b|[\w.-]+\.vn", tail.strip())) else title


# --- elements --------------------------------------------------------------------------------------------------


def _hidden(tag: Tag) -> bool:
    return (
        tag.has_attr("hidden")
        or bool(_HIDDEN.search(str(tag.get("style") or "")))
        or not _HIDDEN_CLASSES.isdisjoint(tag.get("class") or ())
    )


def _layout(site: Site | None, day: str | None) -> Layout:
    """The layout that pages of a day had; today's where the day is unknown, an empty one without a profile."""
    if site is None or not site.layouts:
        return Layout()
    dated = sorted((layout for layout in site.layouts if layout.valid_until), key=lambda layout: layout.valid_until or "")
    return next((layout for layout in dated if day and day[:10] <= (layout.valid_until or "")), site.layouts[-1])


def _all(soup: BeautifulSoup, selectors: Sequence[str]) -> Iterator[str]:
    for selector in selectors:
        for tag in soup.select(selector, limit=3):
            text = str(tag.get("content") or "") if tag.name == "meta" else str(tag.get("datetime") or "") or tag.get_text(" ")
            if text := _clean(text):
                yield text


def _one(soup: BeautifulSoup, selectors: Sequence[str]) -> str | None:
    return next(_all(soup, selectors), None)


_DATED = re.compile(r"(?:19|20)\d\d")


def _stamp(text: object) -> furniture.Stamp | None:
    """The stamp that a string of the page is, with the rest of its element where it is split over several."""
    own = _clean(str(text))
    if len(own) > 120 or isinstance(text, PreformattedString):
        return None
    parent = text.parent if isinstance(text, NavigableString) else None
    box = parent.parent if parent is not None else None
    whole = _clean(box.get_text(" ")) if box is not None and len(box.contents) <= _PIECES else own
    for candidate in (whole, own):
        stamp = furniture.stamp(candidate) if len(candidate) <= 120 else None
        if stamp is not None and (not stamp.rest or furniture.section(stamp.rest) or furniture.byline(stamp.rest)):
            return stamp
    return None


def _close(heading: Tag, text: object) -> bool:
    """Whether a string stands near enough behind the heading to date it: less than a paragraph lies between."""
    between = 0
    for string in heading.find_all_next(string=True):
        if string is text:
            return True
        if string.find_parent(heading.name) is not heading:
            between += len(string.strip())
        if between > 500:
            return False
    return False


def _beside(found: Sequence[Line], title: str | None) -> tuple[Line, ...]:
    """The lines without those that only repeat the title or name a section above the text."""
    named = furniture.bare(title) if title else None
    return tuple(
        line
        for at, line in enumerate(found)
        if not (at < 6 and (furniture.bare(line.text) == named or (at < 2 and furniture.section(line.text))))
    )


def _lines(container: Tag) -> Iterator[Line]:
    """The lines of an element: block elements and `br` end them, the cells of a row of a table stand on one."""
    buffer: list[str] = []
    apart = True

    def walk(tag: Tag, told: Part | None) -> Iterator[Line]:
        for child in tag.children:
            if isinstance(child, Tag):
                name = child.name
                if name == "br":
                    yield from flush(told, broken=True)
                elif name in _BLOCKS:
                    yield from flush(told)
                    inner: Part | None = "caption" if told == "caption" or _captions(child) else told
                    yield from walk(child, inner)
                    yield from flush(inner)
                elif name in ("td", "th"):
                    buffer.append(" ")
                    inner = "caption" if told == "caption" or _captions(child) else told
                    yield from walk(child, inner)
                    if inner != told:
                        yield from flush(inner)
                    buffer.append(" ")
                else:
                    yield from walk(child, told)
            elif type(child) is NavigableString:
                buffer.append(str(child))

    def flush(told: Part | None, *, broken: bool = False) -> Iterator[Line]:
        nonlocal apart
        line = " ".join(nfc("".join(buffer)).split())
        buffer.clear()
        if line:
            yield Line(text=line, part=told, apart=apart)
        # a second break in a row is a blank line
        apart = not (broken and line)

    yield from walk(container, None)
    yield from flush(None)


def _captions(tag: Tag) -> bool:
    return tag.name == "figcaption" or any(_CAPTION.search(name) for name in tag.get("class") or ())
