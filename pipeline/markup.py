"""HTML to a draft: what a page says of itself, the profile's selectors, trafilatura where they find nothing.

The page is searched and read in lexbor's tree. BeautifulSoup reads the element that holds the text where a profile's selectors are more than CSS
(`p:-soup-contains('…')`), and whole pages for those who look for links or selectors in them. Nothing of a page is ever run: scripts, styles, forms, menus and hidden elements leave the tree before any text is read.
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
from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.model import Layout, Part, Site
from corpus.text import nfc
from pipeline import furniture, node
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
_UNSEEN = ", ".join((*_DROPPED, "[hidden]", "[style*='none' i]", "[style*='hidden' i]", *(f".{name}" for name in sorted(_HIDDEN_CLASSES))))
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
# the largest pages of the papers that were looked at have some 8,000 tags; below this length no element can hold up a parser
_MOST_TAGS, _MOST_ATTRIBUTES, _SHORT = 100_000, 400, 200_000
# without a way back, since it is for pages that are made to hold up what reads them
_OVERGROWN = re.compile(
    rf"""<[a-z](?:[\s/]*+[^\s=>/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]++))?+){{{_MOST_ATTRIBUTES}}}""", re.IGNORECASE
)
_HEADING = re.compile(r"<(title|h1)\b[^<>]{0,400}>", re.IGNORECASE)
_TITLE_META = re.compile(
    r"<meta\b[^<>]{0,80}(?:og:title|twitter:title)[\"'][^>]{0,20}content\s*=\s*([\"'])(.{0,600}?)\1", re.IGNORECASE | re.DOTALL
)
_GENERIC_AUTHOR = re.compile(r"admin|administrator|quản trị|\bwebsite\b|@|\.vn\b|^(?:Báo|Đài|Cổng|Trang)\s", re.IGNORECASE)
# how far down blocks end lines: pages of news do not come near
_DEEPEST = 200
# the headline links of a list: so many siblings of one shape make a page a listing
_TEASERS = 3
_LISTED = 0.5


def cut_short(html: str) -> bool:
    """Whether a page opens its body and never closes it: its end was lost on the way."""
    # where nearly every page has it, at its end, it is found at once
    if html.rfind("</body") >= 0 or html.rfind("</html") >= 0:
        return False
    low = html.lower()
    return ("<body" in low or "<html" in low) and "</body" not in low and "</html" not in low


def script_in_title(html: str) -> bool:
    """Whether the title that a page shows, or names itself by, holds markup that would run."""
    for match in islice(_HEADING.finditer(html), 20):
        shown = html[match.end() : match.end() + 3000]
        if _SCRIPT.search(shown, 0, end if (end := shown.lower().find(f"</{match[1].lower()}")) >= 0 else 400):
            return True
    return any(_SCRIPT.search(match[2]) for match in islice(_TITLE_META.finditer(html), 4))


def bounded(html: str) -> str:
    """The page. Raises Refused "too large" for more elements, or attributes of one element, than any page of news has.

    They take the parsers time out of proportion.
    """
    if html.count("<") > _MOST_TAGS:
        raise Refused("too large", f"more than {_MOST_TAGS:,} tags")
    if len(html) > _SHORT and _OVERGROWN.search(html):
        raise Refused("too large", f"more than {_MOST_ATTRIBUTES} attributes in one element")
    return html


def tree(html: str) -> BeautifulSoup:
    """The tree of a page; XHTML and bare fragments are what many portals send. Raises Refused as `bounded` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(bounded(html), "lxml")


class Document:
    """One page's tree, read once; its questions are answered in the order in which an editor would trust them."""

    def __init__(self, html: str) -> None:
        self.html = html
        self._dating: LexborNode | None = None
        self.page = LexborHTMLParser(bounded(html))
        # both are read before scripts leave the tree
        self.about = _about(self.page)
        self.meta = _meta(self.page)
        node.remove([tag for tag in node.select(self.page, _UNSEEN) if _unseen(tag)])

    @cached_property
    def soup(self) -> BeautifulSoup:
        """What is left of the page as a BeautifulSoup tree, for those who look for selectors."""
        return tree(self.page.html or "")

    def address(self, asked: str) -> str:
        """The page's own address: its canonical link, og:url, or what it was asked by."""
        link = node.first(self.page, "link[rel~='canonical']")
        named = (node.attribute(link, "href") if link else "", self.meta.get("og:url", ""))
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
            section=_one(self.page, layout.section) or self.meta.get("article:section") or _string(self.about.get("articleSection")),
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

    def _heading(self, site: Site | None) -> LexborNode | None:
        """The element that shows the title."""
        for layout in site.layouts if site else ():
            for selector in layout.title:
                if (found := node.first(self.page, selector)) is not None and found.tag != "meta" and node.length(found):
                    return found
        named = {furniture.bare(text) for text in (_string(self.about.get("headline")), self.meta.get("og:title")) if text}
        headings = [tag for tag in islice(node.select(self.page, "h1, h2, h3"), 60) if node.length(tag)]
        for tag in headings:
            if furniture.bare(nfc(node.text(tag))) in named:
                return tag
        shown = node.first(self.page, "[itemprop='headline']:not(meta)")
        if shown is not None and node.length(shown):
            return shown
        return next((tag for tag in headings if tag.tag == "h1" and len(node.text(tag).split()) > 3), None)

    def _title(self, site: Site | None, heading: LexborNode | None) -> str | None:
        if heading is not None:
            return _clean(node.text(heading))
        for text in (_string(self.about.get("headline")), self.meta.get("og:title")):
            if text:
                return _without_site(_clean(text), site)
        tag = node.first(self.page, "title")
        text = _without_site(_clean(node.text(tag)), site) if tag else None
        return text if text and len(text.split()) > 2 else None

    # --- dates ---

    def _dates(self, site: Site | None, heading: LexborNode | None) -> tuple[furniture.Stamp | None, furniture.Stamp | None]:
        """The clock above the heading and the stamp near it; what a selector of the site dates its articles by is no clock."""
        if heading is None:
            return None, None
        clock = near = None
        selectors = [selector for layout in (site.layouts if site else ()) for selector in layout.published]
        dating = {tag.mem_id for selector in selectors for tag in node.select(self.page, selector)}
        boxed = self._dating = self._boxed(heading)
        if boxed is not None:
            dating.add(boxed.mem_id)
            near = furniture.stamp(_clean(node.text(boxed)))
        for at, string in enumerate(islice(node.before(heading, _DATED), 400)):
            stamp = _stamp(string)
            if stamp is None or any(tag.mem_id in dating for tag in node.parents(string)):
                continue
            if stamp.labelled and not stamp.weekday and at < 3:
                near = near or stamp
            elif stamp.weekday and not stamp.rest:
                clock = stamp
        return clock, near or _behind(heading)

    def _boxed(self, heading: LexborNode | None) -> LexborNode | None:
        """The element that dates the article by its name, in the box of the heading: the first in a page may date a teaser."""
        for parent in islice(node.parents(heading), _BOX) if heading is not None else ():
            if (found := node.first(parent, _DATES)) is not None:
                return found
        return None

    def _published(self, layout: Layout, clock: furniture.Stamp | None, near: furniture.Stamp | None) -> tuple[str | None, str | None]:
        """The day of publication and where it was read; a machine's date that is the clock's day gives way to a stamp that is not."""
        shown = furniture.first(
            furniture.moment(text) or (s.value if (s := furniture.stamp(text)) else None) for text in _all(self.page, layout.published)
        )
        shown = shown or (near.value if near else None)
        time = self._dating
        if time is None or not _machine(time):
            every = node.select(self.page, "time[datetime], [itemprop='datePublished']")
            time = every[0] if len(every) == 1 else None
        stated = (
            (
                "meta",
                _first_of(
                    self.meta, "article:published_time", "pubdate", "publishdate", "dc.date.issued", "dc.date.created", "datepublished"
                ),
            ),
            ("jsonld", _string(self.about.get("datePublished"))),
            ("time", _machine(time) or node.text(time) if time is not None else None),
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

    def _body(self, site: Site | None, layout: Layout) -> tuple[LexborNode | None, tuple[Line, ...], Layout]:
        """The element that holds the text, its lines, and the layout that it was found by.

        Layouts of other days are tried too: sites bring old pages into new designs, and an old page may not say its day.
        """
        others = [other for other in (site.layouts if site else ()) if other is not layout]
        for one in (layout, *others, _GENERIC):
            for selector in one.body:
                for found in node.select(self.page, selector):
                    if node.length(found) > 150 and not _listing(found):
                        used = replace(one, drop=(*one.drop, *layout.drop)) if one is _GENERIC else one
                        return found, join(_lines(_held(found, used.drop))), used
        return None, self._extracted(), layout

    def _extracted(self) -> tuple[Line, ...]:
        """The lines that trafilatura takes for the text, less the teasers of a list."""
        import trafilatura

        text = trafilatura.extract(
            self.html, include_comments=False, include_tables=False, include_formatting=False, fast=True, with_metadata=False
        )
        teasers = self._teasers()
        found = tuple(Line(text=line) for raw in nfc(text or "").split("\n") if (line := " ".join(raw.split()).lstrip("-• ")))
        kept = tuple(line for line in found if not _told(furniture.bare(line.text), teasers))
        if not kept or sum(len(line.text) for line in kept) < 150:
            raise Refused("no article", "a list of other pages" if teasers else "no text in the page")
        return kept

    def _teasers(self) -> frozenset[str]:
        """The texts of list items: siblings of one shape, each with a link for a heading."""
        items: dict[tuple[int, str, str], list[str]] = {}
        for link in node.select(self.page, "h2 a, h3 a, h4 a, h5 a, a.title, .title a, li > a, figure a"):
            item = next((tag for tag in node.parents(link) if tag.tag in ("article", "li", "div", "tr")), None)
            if item is None or item.parent is None:
                continue
            shape = (item.parent.mem_id, item.tag or "", " ".join(node.classes(item)))
            items.setdefault(shape, []).append(furniture.bare(nfc(node.text(item))))
        return frozenset(text for texts in items.values() if len(texts) >= _TEASERS for text in texts if text)

    def _lead(self, layout: Layout, title: str | None) -> str | None:
        """The lead that has an element of its own; else the first paragraph will be it."""
        text = _one(self.page, layout.lead)
        if text is None or len(text) < 30 or (title and furniture.bare(text) == furniture.bare(title)):
            return None
        return text

    def _author(self, layout: Layout, body: LexborNode | None) -> str | None:
        """The author that the page names outside of its text; its text may say it better."""
        if shown := _one(self.page, layout.author):
            return furniture.byline(shown) or shown
        if body is not None and (inside := node.first(body, ".author, .tac-gia, .pseudonym")) is not None:
            return furniture.byline(_clean(node.text(inside)) or "")
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


def _about(page: LexborHTMLParser) -> Mapping[str, Any]:
    """The first article that the page's JSON-LD describes, {} where there is none or it does not parse."""
    for tag in node.select(page, "script[type='application/ld+json']"):
        try:
            data = json.loads(tag.text().strip().rstrip(";"), strict=False)
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


def _meta(page: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in node.select(page, "meta[content]"):
        told = tag.attributes
        name, content = told.get("property") or told.get("name") or told.get("itemprop"), told.get("content")
        if name and content:
            found.setdefault(name.lower(), nfc(content).strip())
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


def _unseen(tag: LexborNode) -> bool:
    """Whether an element is nothing that a reader reads; many portals wrap the whole page in one form, some hide it until it is loaded."""
    if tag.tag == "form":
        return node.length(tag) <= 2000
    return tag.tag in _DROPPED or (tag.tag not in ("html", "body") and _hidden(tag))


def _hidden(tag: LexborNode) -> bool:
    told = tag.attributes
    return "hidden" in told or bool(_HIDDEN.search(told.get("style") or "")) or not _HIDDEN_CLASSES.isdisjoint(node.classes(tag))


def _told(line: str, teasers: frozenset[str]) -> bool:
    """Whether a line is one of the teasers, or a part of one."""
    return line in teasers or any(line in teaser for teaser in teasers)


def _listing(found: LexborNode) -> bool:
    """Whether most of an element's text is that of links to other pages."""
    return sum(node.length(tag) for tag in node.select(found, "a")) > _LISTED * node.length(found)


def _held(found: LexborNode, drop: Sequence[str]) -> LexborNode:
    """An element without what is to be dropped."""
    plain = [selector for selector in drop if not node.wrong(selector)]
    if plain:
        node.remove([tag for tag in node.select(found, ", ".join(plain)) if tag.mem_id != found.mem_id])
    more = [selector for selector in drop if selector not in plain]
    return _without(found, more) if more else found


def _without(found: LexborNode, drop: Sequence[str]) -> LexborNode:
    """An element without what selectors find that are BeautifulSoup's own, among the shells of those about it, by which selectors go."""
    held = next(tag for tag in tree(node.cut(found)).descendants if isinstance(tag, Tag) and node.CUT in tag.attrs)
    for tag in [tag for selector in drop for tag in held.select(selector)]:
        if not tag.decomposed:
            tag.decompose()
    left = LexborHTMLParser(str(held)).body
    assert left is not None
    return left


def _machine(time: LexborNode) -> str:
    """What an element says of its day to programs."""
    return node.attribute(time, "datetime") or node.attribute(time, "content")


def _layout(site: Site | None, day: str | None) -> Layout:
    """The layout that pages of a day had; today's where the day is unknown, an empty one without a profile."""
    if site is None or not site.layouts:
        return Layout()
    dated = sorted((layout for layout in site.layouts if layout.valid_until), key=lambda layout: layout.valid_until or "")
    return next((layout for layout in dated if day and day[:10] <= (layout.valid_until or "")), site.layouts[-1])


def _all(page: LexborHTMLParser, selectors: Sequence[str]) -> Iterator[str]:
    for selector in selectors:
        for tag in islice(node.select(page, selector), 3):
            text = node.attribute(tag, "content") if tag.tag == "meta" else node.attribute(tag, "datetime") or node.text(tag)
            if text := _clean(text):
                yield text


def _one(page: LexborHTMLParser, selectors: Sequence[str]) -> str | None:
    return next(_all(page, selectors), None)


_DATED = re.compile(r"(?:19|20)\d\d")


def _stamp(string: LexborNode) -> furniture.Stamp | None:
    """The stamp that a string of the page is, with the rest of its element where it is split over several."""
    own = _clean(string.text_content or "")
    if len(own) > 120:
        return None
    box = string.parent.parent if string.parent is not None else None
    whole = _clean(node.text(box)) if box is not None and len(list(islice(box.iter(include_text=True), _PIECES + 1))) <= _PIECES else own
    for candidate in (whole, own):
        stamp = furniture.stamp(candidate) if len(candidate) <= 120 else None
        if stamp is not None and (not stamp.rest or furniture.section(stamp.rest) or furniture.byline(stamp.rest)):
            return stamp
    return None


def _behind(heading: LexborNode) -> furniture.Stamp | None:
    """The stamp that stands near enough behind the heading to date it: less than a paragraph lies between."""
    between = dated = 0
    for string in node.behind(heading):
        text = string.text_content or ""
        if _DATED.search(text):
            dated += 1
            if (stamp := _stamp(string)) is not None:
                return stamp
        if not any(tag.mem_id == heading.mem_id for tag in node.parents(string)):
            between += len(text.strip())
        if between > 500 or dated == 4:
            return None
    return None


def _beside(found: Sequence[Line], title: str | None) -> tuple[Line, ...]:
    """The lines without those that only repeat the title or name a section above the text."""
    named = furniture.bare(title) if title else None
    return tuple(line for at, line in enumerate(found) if not (at < 6 and (_says(line.text, named) or (at < 2 and furniture.section(line.text)))))


# so much of a line shows that most begin otherwise than the title
_GLANCE = 16


def _says(line: str, named: str | None) -> bool:
    """Whether a line reads as what `furniture.bare` has made of another."""
    return named is not None and named.startswith(furniture.bare(line[:_GLANCE])) and furniture.bare(line) == named


def _lines(container: LexborNode) -> Iterator[Line]:
    """The lines of an element: block elements and `br` end them, the cells of a row of a table stand on one."""
    buffer: list[str] = []
    apart = True

    def walk(tag: LexborNode, told: Part | None, depth: int) -> Iterator[Line]:
        for child in tag.iter(include_text=True):
            if child.is_text_node:
                buffer.append(child.text_content or "")
                continue
            name = child.tag
            if name == "br":
                yield from flush(told, broken=True)
            elif depth == _DEEPEST:
                buffer.append(node.text(child))
            elif name in _BLOCKS:
                yield from flush(told)
                inner: Part | None = "caption" if told == "caption" or _captions(child) else told
                yield from walk(child, inner, depth + 1)
                yield from flush(inner)
            elif name in ("td", "th"):
                buffer.append(" ")
                inner = "caption" if told == "caption" or _captions(child) else told
                yield from walk(child, inner, depth + 1)
                if inner != told:
                    yield from flush(inner)
                buffer.append(" ")
            elif child.is_element_node:
                yield from walk(child, told, depth + 1)

    def flush(told: Part | None, *, broken: bool = False) -> Iterator[Line]:
        nonlocal apart
        line = " ".join(nfc("".join(buffer)).split())
        buffer.clear()
        if line:
            yield Line(text=line, part=told, apart=apart)
        # a second break in a row is a blank line
        apart = not (broken and line)

    yield from walk(container, None, 0)
    yield from flush(None)


def _captions(tag: LexborNode) -> bool:
    return tag.tag == "figcaption" or any(_CAPTION.search(name) for name in node.classes(tag))
