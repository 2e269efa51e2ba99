"""Propose: a profile for a site that has none, from one or two of its pages, for a person to look through.

What a page says of itself shows which element holds it: the element whose text is the title that JSON-LD or the meta elements state, the
one that holds the paragraphs read without a profile, the one whose text is the day of publication. Its shortest selector that finds
nothing else is proposed. What could not be known stands as a comment that begins with "check:".
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import soupsieve
from bs4 import BeautifulSoup, Tag

from corpus import key, load
from corpus.model import Page, Site
from corpus.text import fold, nfc
from pipeline import discover, encoding, furniture
from pipeline.draft import Draft
from pipeline.errors import InputError, Refused
from pipeline.markup import Document
from pipeline.parse import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One page as it was understood: an article with its draft, or a listing with what it names."""

    url: str
    text: str
    document: Document
    draft: Draft | None = None
    listing: discover.Listing = field(default_factory=discover.Listing)


def see(page: Page, site: Site | None = None) -> Seen:
    """A page as an article or, where it is none, as a listing. Raises InputError where it is neither, or does not say its address."""
    text = encoding.decode(page.content, page.charset).text
    document = Document(text)
    url = canonical(document.address(page.url if page.url.startswith("http") else f"https://{site.hosts[0]}/" if site else page.url))
    if not url.startswith("http"):
        raise InputError(f"{page.url}: it does not say its address (no canonical link); give the address instead of the file")
    listing = _listing(text, url)
    # the home page and a section show articles' texts too: the address decides where it can
    if not discover.is_article(url, site) and len(listing.articles) >= _LISTED:
        return Seen(url=url, text=text, document=document, listing=listing)
    try:
        draft = Document(text).draft(None)
    except Refused as refused:
        if not listing.articles:
            raise InputError(f"{url}: neither an article ({refused}) nor a list of articles; give a page of either kind") from None
        return Seen(url=url, text=text, document=document, listing=listing)
    return Seen(url=url, text=text, document=document, draft=draft, listing=listing)


_LISTED = 3


def _listing(text: str, url: str) -> discover.Listing:
    """What a page names by the shapes of its links, whatever a profile says of them."""
    try:
        return discover.listing(text, url, None)
    except Refused:
        return discover.Listing()


def propose(seen: Sequence[Seen]) -> str:
    """A profile in TOML from pages of one site, articles and listings. Raises InputError for pages of several hosts."""
    hosts = {host_of(one.url) for one in seen}
    if len(hosts) != 1:
        raise InputError(f"the pages are of several hosts ({', '.join(sorted(hosts))}): draft a profile for one at a time")
    articles = [one for one in seen if one.draft is not None]
    listings = [one for one in seen if one.draft is None]
    lines = [*_head(seen, articles), *_addresses(articles, listings)]
    system = next((name for one in articles if (name := _system(one))), None)
    if system:
        lines += ["# check: the content system whose selectors fit the article; what follows adds to it", f"system = {_quoted(system)}"]
    if articles:
        lines += ["", "[[layout]]", *_layout(articles[0])]
    else:
        lines += ["", "# check: no article was given; `nghiquyet sites draft` with an article's address proposes the selectors of the text"]
    return "\n".join(lines) + "\n"


def host_of(url: str) -> str:
    """The host of an address as profiles are named: without `www.`, `m.` and port."""
    return re.sub(r"^(?:www|m)\.", "", (urlsplit(url).hostname or "").lower())


# --- who publishes it ------------------------------------------------------------------------------------------


def _head(seen: Sequence[Seen], articles: Sequence[Seen]) -> Iterator[str]:
    host = host_of(seen[0].url)
    name = _name(seen, host)
    yield f"# Drafted from {', '.join(one.url for one in seen)}."
    yield "# check: the name as the site writes it, and what it is: newspaper, television or portal"
    yield f"name = {_quoted(name)}"
    yield f"kind = {_quoted(_kind(name, host))}"
    province = _province(name, host)
    yield f"# check: {'' if province else 'no province is named; '}an id of corpus/gazetteers/provinces.csv, " + '"" for none'
    yield f"province = {_quoted(province or '')}"
    codes = {line.code for one in articles if one.draft for text in one.draft.lines[:3] if (line := furniture.dateline(text.text))}
    if codes:
        yield f"datelines = {_listed(sorted(codes))}"
    if any(one.draft and one.draft.page_date for one in articles):
        yield "shows_clock = true"


def _name(seen: Sequence[Seen], host: str) -> str:
    for one in seen:
        publisher = one.document.about.get("publisher")
        stated = (one.document.meta.get("og:site_name"), publisher.get("name") if isinstance(publisher, Mapping) else None)
        title = one.document.soup.find("title")
        tail = re.split(r"\s+[|–-]\s+", nfc(title.get_text(" ")).strip())[-1] if title else ""
        for name in (*stated, tail if re.match(r"(?:Báo|Đài|Cổng|Trang|Tạp chí)\b", tail) else None):
            if isinstance(name, str) and name.strip() and fold(name).replace("www.", "") != host:
                return " ".join(nfc(name).split())
    return host


def _kind(name: str, host: str) -> str:
    said = fold(name)
    if re.search(r"\bdai\b|truyen hinh|phat thanh", said) or re.search(r"(?:tv|ptth|rtv)\.(?:[a-z]+\.)?vn$|^(?:dai|ptth)", host):
        return "television"
    return "portal" if host.endswith(".gov.vn") or re.match(r"(?:cong|trang)\b", said) else "newspaper"


def _province(name: str, host: str) -> str | None:
    """The province that the name or the host is of, None for none or several; of two names, one in the other, the longer."""
    letters = re.sub(r"[^a-z]", "", host)
    named = [(fold(spelling), province) for province in load.provinces() for spelling in (province.name, *province.aliases)]
    found = {spelling: p for spelling, p in named if spelling in fold(name) or (len(spelling) > 5 and spelling.replace(" ", "") in letters)}
    longest = [spelling for spelling in found if not any(spelling != other and spelling in other for other in found)]
    ids = {found[spelling].id for spelling in longest}
    return ids.pop() if len(ids) == 1 else None


# --- addresses -------------------------------------------------------------------------------------------------


def _addresses(articles: Sequence[Seen], listings: Sequence[Seen]) -> Iterator[str]:
    linked = [found.url for one in (*listings, *articles) for found in one.listing.articles]
    if pattern := article_url([one.url for one in articles], linked):
        yield "# check: that sections and videos do not match it too"
        yield f"article_url = '{pattern}'"
    if sections := list(dict.fromkeys(url for one in listings for url in (one.url, *discover.sections(one.text, one.url)))):
        yield "# check: further sections, those about politics, Party, economy and society first"
        yield f"sections = {_listed(sections)}"
    if paging := next((paging for one in listings if (paging := _paging(one))), None):
        yield f"paging = {_quoted(paging)}"
    if feeds := dict.fromkeys(feed for one in listings for feed in one.listing.feeds):
        yield f"feeds = {_listed(list(feeds))}"


# how the last segment is made beside its slug, the most telling first; `{0}` is the mark before the number
_ENDS = (
    (re.compile(r"[^/]+-(post(?:id)?|news|event|[acdi])\d{3,}"), r"[^/?#]+-{0}\d+"),
    (re.compile(r"[^/]+-(?=[0-9a-f]*[a-f])[0-9a-f]{7}"), r"[^/?#]+-[0-9a-f]{{7}}"),
    (re.compile(r"[^/]+-(?!(?:19|20)\d\d$)\d{4,}"), r"[^/?#]+-\d{{4,}}"),
    (re.compile(r"\d{4,}-[^/]+"), r"\d{{4,}}-[^/?#]+"),
    (re.compile(r"d?\d{14,17}"), r"d?\d{{14,17}}"),
    (re.compile(r"\d{4,}"), r"\d{{4,}}"),
)
_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_NUMBER_KEY = re.compile(r"(?:^|&)(\w*id|mabb)=\d+", re.IGNORECASE)
# words of a slug that stands alone: sections have fewer
_FEWEST_WORDS = 5
# shapes that fewer of the links have are boxes and advertisements
_COMMON = 0.2


def article_url(sure: Iterable[str], linked: Iterable[str] = ()) -> str | None:
    """A regex that the addresses of articles match, `{host}` for their host. None without addresses.

    It has the shapes of the addresses that surely are articles', and those that a good part of the links have.
    """
    sure, linked = list(sure), list(linked)
    shapes = Counter(map(_shape_of, linked))
    common = (shape for shape, times in shapes.most_common(3) if times >= _COMMON * shapes.total())
    every = list(dict.fromkeys((*map(_shape_of, sure), *common)))
    if not every:
        return None
    joined = every[0] if len(every) == 1 else f"(?:{'|'.join(every)})"
    port = urlsplit((*sure, *linked)[0]).port
    return f"^https?://{key.HOST}{f':{port}' if port else ''}/{joined}$"


def _shape_of(url: str) -> str:
    """The regex of one address behind its host: numbers, months and slugs in place of themselves."""
    parts = urlsplit(url)
    if parts.query:
        number = _NUMBER_KEY.search(parts.query)
        return re.escape(parts.path.lstrip("/")) + (rf"\?(?:[^#]*&)?{number[1]}=\d+(?:&[^#]*)?" if number else r"\?[^#]+")
    *before, last = [segment for segment in parts.path.split("/") if segment] or [""]
    extension = re.search(r"\.[A-Za-z]{2,5}$", last)
    stem = last[: extension.start()] if extension else last
    ended = next((shape.format(*match.groups()) for end, shape in _ENDS if (match := end.fullmatch(stem))), None)
    folders = "".join(r"\d{6}/" if _MONTH.fullmatch(one) else r"\d+/" if one.isdigit() else "…" for one in before)
    if ended is None:
        ended = "[^/?#]+" if "d" in folders else rf"(?:[^/?#-]+-){{{min(stem.count('-'), _FEWEST_WORDS - 1)},}}[^/?#-]+"
    leading = r"(?:[^/?#]+/)+" if "d" in folders else r"(?:[^/?#]+/)*"
    return (
        re.sub("…+", lambda _: leading, folders or "…")
        + ended
        + (re.escape(extension[0]) if extension else "")
        + ("" if extension else "/?")
    )


def _paging(one: Seen) -> str | None:
    """The `paging` that leads from a listing to the page that it names as following."""
    if not one.listing.further:
        return None
    following, section = one.listing.further[0], one.url.rstrip("/")
    rest = following.removeprefix(one.url) if following.startswith(one.url) else following.removeprefix(section)
    if rest == following or (number := re.search(r"(?<!\d)[12](?!\d)", rest)) is None:
        return None
    return "{section}" + rest[: number.start()] + "{n}" + rest[number.end() :]


# --- selectors -------------------------------------------------------------------------------------------------


def _system(one: Seen) -> str | None:
    """The content system whose selectors find the title and the text of an article, None where none or several do."""
    fitting = [
        name
        for name, path in load.systems().items()
        for layout in key.system(path).data.get("layout", ())
        if all(any(_text(one.document.soup, selector) for selector in layout.get(part, ())) for part in ("title", "body"))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _text(soup: BeautifulSoup, selector: str) -> str:
    found = soup.select_one(selector)
    return " ".join(nfc(found.get_text(" ")).split()) if found is not None else ""


def _layout(one: Seen) -> Iterator[str]:
    """The lines of a `[[layout]]` for an article, with a comment for each part whose element was not found."""
    found = selectors(one)
    for part in ("title", "published", "lead", "body", "author", "section"):
        if selector := found.get(part):
            yield f"{part} = {_listed([selector])}"
        else:
            yield f"# check: no element was found for {_MISSING[part]}"
    if dropped := _dropped(one, found.get("body")):
        yield "# check: what stands in the body and is none of it"
        yield f"drop = {_listed(dropped)}"


_MISSING = {
    "title": "the title",
    "published": "the day of publication; the meta elements of the page may state it",
    "lead": "the lead; it may be the first paragraph of the text",
    "body": "the text",
    "author": "the byline; the last lines of the text may hold it",
    "section": "the section",
}
_NAMED = {
    "lead": "[itemprop='description']:not(meta), [class*='sapo'], [class*='lead'], [class*='summary'], [class*='brief'], [class*='chapeau']",
    "author": "[itemprop='author']:not(meta), [class*='author'], [class*='tac-gia'], [class*='tacgia'], [class*='pseudonym']",
    "section": ".breadcrumb .active, .breadcrumb li:last-child, [class*='breadcrumb'] a:last-of-type, [class*='cat-links'] a, [itemprop='articleSection']",
    "drop": "[class*='relat'], [class*='lien-quan'], [class*='tags'], [class*='share'], [class*='social'], [class*='comment'], [class*='vote'], [class*='rating'], audio, video",
}  # fmt: skip


def selectors(one: Seen) -> Mapping[str, str]:
    """Part of a layout → the selector that is proposed for it, for the parts that an element of the article was found for."""
    assert one.draft is not None
    soup = one.document.soup
    elements = {
        "title": _titled(soup, one.draft.title),
        "published": _dated(soup, one.draft),
        "body": _holder(soup, [line.text for line in one.draft.lines]),
        "lead": next((tag for tag in soup.select(_NAMED["lead"]) if 30 <= len(tag.get_text(" ", strip=True)) <= 1000), None),
        "author": next((tag for tag in soup.select(_NAMED["author"]) if furniture.byline(tag.get_text(" ", strip=True))), None),
        "section": next((tag for tag in soup.select(_NAMED["section"]) if 3 <= len(tag.get_text(" ", strip=True)) <= 60), None),
    }
    found = {part: shortest(tag, soup) for part, tag in elements.items() if tag is not None}
    return {part: selector for part, selector in found.items() if selector}


def _titled(soup: BeautifulSoup, title: str | None) -> Tag | None:
    """The heading that shows the title."""
    named = furniture.bare(title) if title else None
    headings = [tag for tag in soup.select("h1, h2, h3, [itemprop='headline']:not(meta), [class*='title']") if tag.name != "a"]
    return next((tag for tag in headings if named and furniture.bare(nfc(tag.get_text(" "))) == named), None)


def _dated(soup: BeautifulSoup, draft: Draft) -> Tag | None:
    """The smallest element whose text is the stamp of the day of publication."""
    day = (draft.published or "")[:10]
    for text in soup.find_all(string=re.compile(r"(?:19|20)\d\d")) if day else ():
        for tag in [tag for _, tag in zip(range(3), text.parents, strict=False) if isinstance(tag, Tag)]:
            stamp = furniture.stamp(" ".join(nfc(tag.get_text(" ")).split()))
            if stamp is not None and stamp.value.startswith(day) and shortest(tag, soup):
                return tag
    return None


# the share of the text that its element must hold: captions and boxes may stand beside it
_HELD = 0.9


def _holder(soup: BeautifulSoup, lines: Sequence[str]) -> Tag | None:
    """The smallest element with a name of its own that holds nearly all of the text."""
    wanted = [furniture.bare(line) for line in lines if len(line) > 60]
    held: Tag | None = None
    at: Tag | None = soup.body
    while at is not None and wanted:
        if at.name not in ("body", "form") and shortest(at, soup):
            held = at
        inside = [child for child in at.find_all(recursive=False) if isinstance(child, Tag)]
        at = next((child for child in inside if _share(child, wanted) >= _HELD), None)
    return held


def _share(tag: Tag, wanted: Sequence[str]) -> float:
    text = furniture.bare(nfc(tag.get_text(" ")))
    return sum(line in text for line in wanted) / len(wanted)


# classes of the grid and of margins say how an element looks, not what it is
_LOOKS = re.compile(
    r"\d|^(?:col|row|container|clear(?:fix)?|f?left|f?right|active|hidden|w-?full|text-\w+|d-\w+|m[btlrxy]?-\w+|p[btlrxy]?-\w+)$", re.I
)


def shortest(tag: Tag, soup: BeautifulSoup) -> str | None:
    """The shortest selector that finds an element and nothing before it, by its property, id or classes, or below a box that has them."""
    own = list(_simple(tag))
    boxed = [f"{box} {name}" for parent in _boxes(tag) for box in _simple(parent) for name in (*own, tag.name)]
    for selector in (*own, *boxed):
        if soup.select(selector, limit=2) == [tag]:
            return selector
    return next((selector for selector in own if soup.select_one(selector) is tag), None)


def _boxes(tag: Tag) -> Iterator[Tag]:
    yield from (parent for _, parent in zip(range(4), tag.parents, strict=False) if parent.name not in ("body", "html", "[document]"))


def _simple(tag: Tag) -> Iterator[str]:
    if prop := tag.get("itemprop"):
        yield f"{tag.name}[itemprop='{prop}']"
    if (name := tag.get("id")) and not re.search(r"\d{3}", str(name)):
        yield f"#{soupsieve.escape(str(name))}"
    for name in tag.get("class") or ():
        if not _LOOKS.search(name):
            yield f"{tag.name}.{soupsieve.escape(name)}"


def _dropped(one: Seen, body: str | None) -> list[str]:
    """Selectors of boxes in the body that no text is in."""
    held = one.document.soup.select_one(body) if body else None
    if held is None or one.draft is None:
        return []
    wanted = [furniture.bare(line.text) for line in one.draft.lines]
    boxes = [tag for tag in held.select(_NAMED["drop"]) if _share(tag, wanted) == 0]
    outermost = [tag for tag in boxes if not any(parent in boxes for parent in tag.parents)]
    return list(dict.fromkeys(next(_simple(tag), tag.name) for tag in outermost))[:8]


# --- TOML ------------------------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    # JSON's strings are TOML's basic strings
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"
