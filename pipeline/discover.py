"""Discover: where a crawl of a site begins, and which addresses a feed, a sitemap or a listing names.

Pure: content in, addresses out. Every address is canonical, http or https, spelled with the scheme and host of the page that names it
where it only differs from them by `www.`, and of a host of the site. A listing leads to its articles and to its own following page,
never to another section: what a crawl walks through is what `starts` says.
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from html import unescape
from io import BytesIO
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag
from lxml import etree

from corpus import load
from corpus.model import Found, JsonList, Role, Site
from corpus.text import fold, nfc, slug
from pipeline import furniture
from pipeline.errors import Refused
from pipeline.markup import tree
from pipeline.parse import canonical


@dataclass(frozen=True, slots=True)
class Start:
    """An address where a crawl begins, and what is expected there. A JSON list is a listing: `list_of` tells it from a page."""

    url: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing names: articles in its order, the page that follows it (none at the end), and the feeds that it announces."""

    articles: tuple[Found, ...] = ()
    further: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap names: articles, or further sitemaps, the last changed first."""

    articles: tuple[Found, ...] = ()
    further: tuple[Found, ...] = ()


# --- where a crawl begins --------------------------------------------------------------------------------------


def starts(site: Site | None, url: str | None = None) -> tuple[Start, ...]:
    """Where a crawl begins: at `url` alone where it is a page of a site; else, or for its home page, at what the profile lists.

    An address that is an article's beyond doubt begins and ends with that article.

    A profile that lists nothing begins at its home page, as a host without profile does at `url`: its further listings are those that the
    home page names (`sections`), its feeds those that it announces, its sitemaps those of robots.txt (`sitemaps`); `guesses` come last.
    """
    if url is not None and (site is None or not _home(url, site)):
        return (Start(canonical(url), "article" if _sure(canonical(url), site) else _role(url)),)
    home = canonical(url or (f"https://{site.hosts[0]}/" if site else ""))
    if site is None:
        return ()
    named = (
        *(Start(urljoin(home, feed), "feed") for feed in site.feeds),
        *(Start(urljoin(home, sitemap), "sitemap") for sitemap in site.sitemaps),
        *(Start(urljoin(home, item.url.replace("{n}", "1")), "listing") for item in site.lists),
        *(Start(urljoin(home, section), "listing") for section in site.sections),
    )
    return tuple(dict.fromkeys(named)) or (Start(home, "listing"),)


def _sure(url: str, site: Site | None) -> bool:
    """Whether an address is an article's by the profile's `article_url`, or by its shape where that leaves no doubt."""
    return is_article(url, site_at(site, url)) and ((site is not None and site.article_url is not None) or _shape(url) == "sure")


def _home(url: str, site: Site) -> bool:
    """Whether an address is the home page of one of a site's own hosts."""
    parts = urlsplit(canonical(url))
    return parts.path == "/" and not parts.query and _of(parts.netloc, site)


_FEED = re.compile(r"/rss/.|\.rss$|/feed/?$|/(?:rss|atom|feed)\.xml$", re.IGNORECASE)
_SITEMAP = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)


def _role(url: str) -> Role:
    path = urlsplit(url).path
    return "sitemap" if _SITEMAP.search(path) else "feed" if _FEED.search(path) or path in ("/rss", "/rss/") else "listing"


def guesses(url: str) -> tuple[Start, ...]:
    """Where a host without profile may have what it does not announce: to be asked once, and only when everything else named no article."""
    return tuple(Start(urljoin(url, path), _role(urljoin(url, path))) for path in ("/sitemap.xml", "/feed/", "/rss"))


def sitemaps(robots: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt announces, of its own host."""
    named = re.findall(r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", robots.decode("utf-8", "replace"))
    return tuple(dict.fromkeys(link for href in named if (link := _link(href, url, url, None))))


def list_of(url: str, site: Site | None) -> JsonList | None:
    """The JSON list of a site that an address is a page of, None where it is none."""
    return next((item for item in (site.lists if site else ()) if _number_in(item, url) is not None), None)


# --- addresses -------------------------------------------------------------------------------------------------

_LANGUAGES = r"(?:en|eng|english|tieng-anh|zh|cn|chinese|tieng-trung|fr|ru|jp|ja|kr|ko|lo|lao|km|khmer|de|es)(?:-[a-z]{2})?"
_FOREIGN_PATH = re.compile(rf"/{_LANGUAGES}(?:/|$)", re.IGNORECASE)
_FOREIGN_HOST = re.compile(rf"{_LANGUAGES}\.[^.]+\.", re.IGNORECASE)
_FOREIGN_QUERY = re.compile(r"(?:^|&)lang(?:uage)?=(?!vi)[a-z]", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg|ico|tiff?|mp[34]|m4[av]|avi|mov|wmv|flv|webm|wav|wma|ogg|m3u8|pdf|docx?|xlsx?|pptx?|odt|rtf|zip|rar"
    r"|7z|exe|apk|css|js|woff2?|ttf|ics)$",
    re.IGNORECASE,
)
# doors to what is no page to read on any system: accounts, searches, printed and mailed copies of an article
_DOOR = re.compile(
    r"/(?:wp-(?:admin|content|includes|login\.php)|login|logout|dang-nhap|dang-ky|dang-xuat|register|account|cart|cgi-bin|print|in-trang"
    r"|ban-in|amp|sendmail|gui-email|share|documents|uploads?)(?:/|$)",
    re.IGNORECASE,
)
# no newspaper's address is longer; calendars and filters that link to themselves make longer ones
_LONGEST = 600


def allowed(url: str, site: Site | None) -> bool:
    """Whether a crawl of a site may ask for an address: its host, nothing that its profile skips, no file, door or other language."""
    parts = _split(url)
    if parts is None or len(url) > _LONGEST or (site is not None and not _of(parts.netloc, site)):
        return False
    if site is not None and site.skip and re.search(site.skip, url):
        return False
    foreign = _FOREIGN_HOST.match(_bare(parts.netloc)) or _FOREIGN_PATH.match(parts.path) or _FOREIGN_QUERY.search(parts.query)
    return not (foreign or _FILE.search(parts.path) or _DOOR.search(parts.path) or _circles(parts.path))


def _circles(path: str) -> bool:
    """Whether a path repeats itself: a relative link that is resolved against itself grows for ever."""
    segments = [segment for segment in path.split("/") if segment]
    return any(segments.count(segment) >= 3 for segment in segments)


def site_at(site: Site | None, url: str) -> Site | None:
    """A site as it is seen from one of its pages: with the host of that page, where it lies below the profile's ("vuthu.thaibinh.gov.vn")."""
    parts = _split(url)
    return site if site is None or parts is None or _of(parts.netloc, site) else replace(site, hosts=(*site.hosts, parts.netloc.lower()))


def is_article(url: str, site: Site | None) -> bool:
    """Whether an address is an article's: by the profile's `article_url`, by the shapes that addresses of news have where it says none."""
    if not allowed(url, site):
        return False
    if site is not None and site.article_url is not None:
        return re.search(site.article_url, url) is not None
    return _shape(url) is not None


def _article(url: str, site: Site | None) -> str | None:
    """The address of the article that a link leads to, without a query that it does not need; None where it leads to none."""
    bare = url.partition("?")[0]
    return next((address for address in dict.fromkeys((bare, url)) if is_article(address, site)), None)


def _split(url: str) -> SplitResult | None:
    """The parts of a web address, None for anything else: other schemes, names and passwords in it, what is no address at all."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and port != 0 else None


def _joined(base: str, href: str) -> str | None:
    """A link of a page as an address of its own, None where it is none."""
    try:
        url = urljoin(base, href.strip())
    except ValueError:
        return None
    return url if _split(url) else None


def _bare(netloc: str) -> str:
    """A host as it is compared: `www.` and `m.` show the same pages, a port only counts where it is not the usual one."""
    return re.sub(r"^(?:www|m)\.|:(?:80|443)$", "", netloc.lower())


def _of(netloc: str, site: Site) -> bool:
    """Whether a host is one of a site's, which names them without a port."""
    return re.sub(r":\d+$", "", _bare(netloc)) in map(_bare, site.hosts)


def _link(href: str, base: str, page: str, site: Site | None) -> str | None:
    """The canonical address that a link of a page leads to, None where it is not one of the page's own host or of the site's hosts."""
    joined = _joined(base, href)
    own = _split(page)
    if joined is None or own is None:
        return None
    parts = urlsplit(canonical(joined))
    if _bare(parts.netloc) == _bare(own.netloc):
        return urlunsplit((own.scheme, own.netloc.lower(), parts.path, parts.query, ""))
    return urlunsplit(parts) if site is not None and _bare(parts.netloc) in map(_bare, site.hosts) else None


# --- the shape of an article's address -------------------------------------------------------------------------

# segments of a path under which no article stands
_NO_ARTICLE = re.compile(
    r"tags?|tag-video|tu-?khoa|keywords?|chu-de|topics?|tac-gia|authors?|categor(?:y|ies)|chuyen-muc|danh-muc|list|search|tim-?kiem|s|users?"
    r"|members?|thanh-vien|rss|feed|wp-json|comments?|lien-he|contact|gioi-thieu|about|quang-cao|rao-vat|gop-y|gui-bai|so-do-site|sitemap|download|tai-ve|videos?|clips?"
    r"|audios?|podcasts?|photos?|gallery|albums?|thu-vien-(?:anh|video)|live|truc-tiep|epaper|xem-bao|bao-(?:in|giay)|lich-cong-tac|hoi-dap|faq"
    r"|binh-luan|privacy|policy|dieu-khoan"
)
_EXTENSION = re.compile(r"\.(?!\d+$)[a-z]{2,5}$", re.IGNORECASE)
# topics: "thuan-nong-tag145451", "ha-giang-p32", "dai-hoi-dang.31"
_TOPIC = re.compile(r"(?:-p?tag\d*|-p\d{1,3}|\.\d+|\.tag)(?:\.html?)?$|^rao-vat-|^bang-gia-quang-cao")
# "…-5071654", "…-post896415", "…-a196670", "402511-…"; a year ends many titles and sections
_NUMBERED = re.compile(r"[-_](?:(?!(?:19|20)\d\d$)\d{4,}|(?!tag)[a-z]{1,7}\d{3,})$|^\d{5,}[-_]")
_NUMBER = re.compile(r"\d{4,}|\d+p\d+c\d+")
_STAMPED = re.compile(r"d?\d{14,17}")
_DATED = re.compile(r"/20\d\d(?:0[1-9]|1[0-2])/|/(?:19|20)\d\d/\d{1,2}/|/20\d\d-\d{1,2}-\d{1,2}/")
_KEYED = re.compile(
    r"(?:^|&)(?:mabb|nid|newsid|news_id|articleid|idtin|tinid|id_tin|idbaiviet|baiviet|postid|contentid)=\d{2,}", re.IGNORECASE
)
_ID = re.compile(r"(?:^|&)(?:id|itemid|item)=\d{2,}", re.IGNORECASE)
_DETAIL = re.compile(r"detail|chi-?tiet|viewer|view=article|xem-?tin|bai-?viet|article", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.\w{3,5}$", re.IGNORECASE)
_LONG_SLUG = 6


def _shape(url: str) -> Literal["sure", "likely"] | None:
    """How much an address looks like an article's: "sure" for an id, a date or a key beside a slug, "likely" for a long slug alone."""
    parts = urlsplit(url)
    segments = [fold(nfc(segment)) for segment in _INDEX.sub("", unquote(parts.path)).split("/") if segment]
    name = _EXTENSION.sub("", segments[-1]) if segments else ""
    if any(_NO_ARTICLE.fullmatch(_EXTENSION.sub("", segment)) for segment in segments) or _TOPIC.search("".join(segments[-1:])):
        return None
    if _KEYED.search(parts.query) or (_ID.search(parts.query) and _DETAIL.search(f"{parts.path}?{parts.query}")):
        return "sure"
    words, before = _words(name), segments[:-1]
    if len(words) >= 2 and (_NUMBERED.search(name) or _DATED.search(parts.path)):
        return "sure"
    if any(_NUMBER.fullmatch(segment) and len(words) >= (3 if len(segment) > 4 else 5) for segment in before):
        return "sure"
    if before and len(_words(before[-1])) >= 3 and (_STAMPED.fullmatch(name) or re.fullmatch(r"\d{5,}", name)):
        return "sure"
    return "likely" if len(words) >= _LONG_SLUG and "-".join(words) not in _section_slugs() and not _CAMPAIGN.fullmatch(name) else None


# sections that are as long as titles, on party and government portals everywhere
_CAMPAIGN = re.compile(
    r"(?:day-manh-)?(?:viec-)?hoc-tap-va-lam-theo(?:-(?:tam|guong|tu|tuong|dao|duc|phong|cach|bac|chu|tich|ho|chi|minh))*"
    r"|bao-ve-nen-tang-tu-tuong(?:-cua)?-dang|dua-nghi-quyet(?:-cua)?(?:-dai-hoi)?(?:-dang)?-vao-cuoc-song"
    r"|xay-dung-dang-(?:va-)?(?:he-thong-chinh-tri|chinh-quyen)(?:-doan-the)?"
)


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[-_+\s]+", name) if re.search(r"[a-z]", word)]


@cache
def _section_slugs() -> frozenset[str]:
    return frozenset(slug(name) for name in load.column("sections", "name"))


# --- listings --------------------------------------------------------------------------------------------------

_TITLE_WORDS = 3


def listing(text: str, url: str, site: Site | None) -> Listing:
    """What the page of a listing names. Raises Refused "not a list" for a page without a link."""
    site, soup = site_at(site, url), tree(text)
    base, links = _linked(soup, url)
    if not links:
        raise Refused("not a list", "no link in the page")
    articles = _articles(soup, links, base, url, site)
    further = _next(soup, links, base, url, site) if articles else None
    return Listing(articles=articles, further=(further,) if further else (), feeds=_announced(soup, links, base, url, site))


def sections(text: str, url: str) -> tuple[str, ...]:
    """The sections that a page's links name, those about politics and Party first: where a host without profile has its further listings.

    A link names a section by one of the names in `gazetteers/sections.csv`; sport, entertainment and the like are left out.
    """
    base, links = _linked(tree(text), url)
    named = [(_label(tag), address) for tag in links if (address := _link(str(tag["href"]), base, url, None))]
    ranked = [
        (rank, address)
        for name, address in named
        if furniture.section(name) and (rank := _rank(name)) is not None and allowed(address, None) and urlsplit(address).path != "/"
    ]
    return tuple(dict.fromkeys(address for _, address in sorted(ranked, key=lambda one: one[0])))[:_MOST_SECTIONS]


# what sections are about that carry news of resolutions, the likeliest first
_ABOUT = (
    re.compile(r"chinh tri|xay dung dang|cong tac dang|nghi quyet|dang - doan the"),
    re.compile(r"thoi su|chinh quyen|hdnd|ubnd|noi chinh"),
    re.compile(r"tin tuc|su kien|trong tinh|trong huyen|dia phuong|hoat dong|tong hop"),
    re.compile(r"kinh te|xa hoi|nong thon|nong nghiep|doi song"),
)
_MOST_SECTIONS = 8


def _rank(name: str) -> int | None:
    return next((rank for rank, about in enumerate(_ABOUT) if about.search(fold(name))), None)


def _linked(soup: BeautifulSoup, url: str) -> tuple[str, list[Tag]]:
    """What the links of a page are relative to, and the elements that link."""
    stated = soup.select_one("base[href]")
    base = _joined(url, str(stated["href"])) if stated else None
    return base or url, [tag for tag in soup.find_all(["a", "area"]) if tag.get("href")]


def _selected(soup: BeautifulSoup, site: Site | None) -> list[Tag]:
    """The links that the profile's selectors find; a selector may name a box around the link."""
    found = [tag for selector in (site.links if site else ()) for tag in soup.select(selector)]
    return [link for tag in found if (link := tag if tag.get("href") else tag.select_one("a[href]"))]


def _articles(soup: BeautifulSoup, links: Sequence[Tag], base: str, page: str, site: Site | None) -> tuple[Found, ...]:
    """The articles that links lead to, each once, with the longest text that leads to it for its title.

    Where the profile's selectors find nothing, every link is looked at, and its address has to say that it is an article's.
    """
    selected = _selected(soup, site)
    pattern = site is not None and site.article_url is not None
    generic = not pattern and not selected
    named: dict[str, str] = {}
    for link in selected or links:
        address = _link(str(link["href"]), base, page, site)
        if address is None or address == canonical(page):
            continue
        taken = address if selected and not pattern and allowed(address, site) else _article(address, site)
        if taken is None:
            continue
        text = _label(link)
        if generic and _shape(taken) == "likely" and (len(text.split()) < _LONG_SLUG or _in_menu(link)):
            continue
        named[taken] = max(named.get(taken, ""), text, key=len)
    return tuple(
        Found(url=address, title=text or None) for address, text in named.items() if not generic or not 0 < len(text.split()) < _TITLE_WORDS
    )


def _label(link: Tag) -> str:
    """What a link says of its target: its text, title, or the description of its picture."""
    image = link.select_one("img[alt]")
    said = (link.get_text(" "), str(link.get("title") or ""), str(image["alt"]) if image else "")
    return next((text for raw in said if (text := _plain(raw))), "")


def _plain(text: str) -> str:
    """Text on one line, without markup that was escaped into it."""
    return " ".join(re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", nfc(unescape(text))).split())


_MENU = re.compile(r"(?:^|[-_])(?:menu|nav|navbar|navigation|breadcrumbs?|footer|topbar)(?:$|[-_])", re.IGNORECASE)


def _in_menu(link: Tag) -> bool:
    """Whether a link stands in the frame of the page; the header of a teaser is none of it."""
    for tag in link.parents:
        if tag.name in ("nav", "footer") or (tag.name == "header" and tag.find_parent("article") is None):
            return True
        if any(_MENU.search(name) for name in (*(tag.get("class") or ()), str(tag.get("id") or ""))):
            return True
    return False


def _announced(soup: BeautifulSoup, links: Iterable[Tag], base: str, page: str, site: Site | None) -> tuple[str, ...]:
    """The feeds that a page announces in its head, and those that it links to."""
    named = [
        tag for tag in soup.select("link[rel~='alternate'][href]") if re.search(r"rss|atom|rdf", str(tag.get("type") or ""), re.IGNORECASE)
    ]
    linked = [tag for tag in links if _FEED.search(_path(str(tag["href"])))]
    found = (_link(str(tag["href"]), base, page, site) for tag in (*named, *linked))
    return tuple(dict.fromkeys(link for link in found if link and not re.search(r"/comments?/", link) and allowed(link, site)))


def _path(href: str) -> str:
    return re.split(r"[?#]", href, maxsplit=1)[0]


# --- the page that follows -------------------------------------------------------------------------------------

_PAGE_KEY = re.compile(
    r"(?:p|pg|tr|cp|cur|page|trang|paged|start|offset|current_?page|page_?(?:index|no|num|number|id))$|_cur$|^_\w+_(?:cur|page)$", re.I
)
_PAGE_PATH = re.compile(
    r"(?P<base>.*?)(?:(?P<mark>/(?:page|trang|p)[/-]?|[-_](?:page|trang|p)-?)|/)(?P<n>\d{1,4})(?:\.html?|\.aspx)?/?$", re.IGNORECASE
)


def _next(soup: BeautifulSoup, links: Sequence[Tag], base: str, page: str, site: Site | None) -> str | None:
    """The page that follows a page of a listing: by the profile, by what the page says of itself, by the numbers of its links."""
    if site is not None and site.paging:
        return _paged(page, site)
    told = soup.select_one("link[rel~='next'][href], a[rel~='next'][href]")
    if told is not None and (link := _link(str(told["href"]), base, page, site)) and link != canonical(page):
        return _trimmed(link, page) if _number(link, page) else link
    found = [(link, tag) for tag in links if (link := _link(str(tag["href"]), base, page, site))]
    numbered = [(number, link, tag.get_text(strip=True)) for link, tag in found if (number := _number(link, page)) is not None]
    from_zero = any(number == 1 and text == "2" for number, _, text in numbered)
    stated = _here(page)
    here = stated if stated is not None else 0 if from_zero else 1
    following = min(((number, link) for number, link, _ in numbered if number > here), default=None)
    return _trimmed(following[1], page) if following else None


def _paged(page: str, site: Site) -> str:
    """The address of the following page, by the profile's `paging`; a page that is none of its sections is a section itself."""
    assert site.paging is not None
    home = f"https://{site.hosts[0]}/"
    sections = {_key(urljoin(home, section)): urljoin(home, section) for section in site.sections}
    pattern = re.escape(site.paging).replace(r"\{section\}", "(?P<section>.+?)").replace(r"\{n\}", r"(?P<n>\d+)")
    turned = None if _key(page) in sections else re.fullmatch(pattern, page)
    section, number = (turned["section"], int(turned["n"])) if turned else (sections.get(_key(page), page), 1)
    after = site.paging.partition("{section}")[2]
    section = section.rstrip("/") if after.startswith("/") else section
    return canonical(urljoin(home, site.paging.replace("{section}", section).replace("{n}", str(number + 1))))


def _key(url: str) -> str:
    """An address as it is compared: without scheme, `www.` and closing slash."""
    parts = urlsplit(canonical(url))
    return _bare(parts.netloc) + parts.path.rstrip("/") + ("?" + parts.query if parts.query else "")


def _stem(path: str) -> str:
    return re.sub(r"(?:\.html?|/)+$", "", path)


def _here(page: str) -> int | None:
    """The number of a page of a listing, None where its address has none: the first, be it 1 or 0."""
    parts = urlsplit(page)
    stated = [int(value) for key, value in parse_qsl(parts.query) if _PAGE_KEY.search(key) and value.isdecimal()]
    turned = _PAGE_PATH.match(parts.path)
    return stated[0] if stated else int(turned["n"]) if turned and turned["mark"] else None


def _number(link: str, page: str) -> int | None:
    """The number of the page that a link leads to, None where it leads to no page of the same listing."""
    there, here = urlsplit(link), urlsplit(page)
    asked = dict(parse_qsl(here.query))
    query = parse_qsl(there.query)
    if any(key in asked and asked[key] != value and not _PAGE_KEY.search(key) for key, value in query):
        return None
    if _stem(there.path) == _stem(here.path):
        return next((int(value) for key, value in query if _PAGE_KEY.search(key) and value.isdecimal() and len(value) < 6), None)
    turned, own = _PAGE_PATH.match(there.path), _PAGE_PATH.match(here.path)
    if turned is None:
        return None
    bases = {_stem(here.path), *([_stem(own["base"])] if own and (own["mark"] or int(own["n"]) > 1) else [])}
    return int(turned["n"]) if _stem(turned["base"]) in bases else None


def _trimmed(link: str, page: str) -> str:
    """The address of a listing's page with no parameter but the number and those that the listing is asked by: filters never end.

    Liferay reads the number of a portlet only where `p_p_id` names the portlet.
    """
    parts = urlsplit(link)
    asked = parse_qsl(urlsplit(page).query)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if _PAGE_KEY.search(key) or key == "p_p_id" or (key, value) in asked]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), ""))


# --- feeds -----------------------------------------------------------------------------------------------------


def feed(content: bytes, url: str, site: Site | None = None) -> tuple[Found, ...]:
    """The articles that a feed (RSS, RDF, Atom) names, with local days; broken XML gives what can be read. Raises Refused "not a feed"."""
    import feedparser

    # a stream, for feedparser takes bytes for the name of a file first; entities that a feed declares are bombs: they double and double
    parsed = feedparser.parse(BytesIO(_ENTITY.sub(b"", content)), sanitize_html=False, resolve_relative_uris=False)
    version = parsed.get("version") or ""
    if not version and not parsed.entries:
        raise Refused("not a feed", _begins(content))
    site, found = site_at(site, url), []
    for entry in parsed.entries:
        href = entry.get("feedburner_origlink") or entry.get("link") or ""
        address = _link(href, url, url, site) if href else None
        # not entry.get, which gives one for the other with a warning
        published, updated = dict.get(entry, "published"), dict.get(entry, "updated")
        if published is None and not version.startswith("atom"):
            published, updated = updated, None  # `dc:date`, the only date of RDF
        if address and allowed(address, site):
            found.append(
                Found(
                    url=_article(address, site) or address,
                    published=_day(published),
                    modified=_day(updated),
                    title=_plain(entry.get("title") or "") or None,
                )
            )
    return _once(found)


_ENTITY = re.compile(rb"<!ENTITY[^>]*>", re.IGNORECASE)
_MAIL_DATE = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}")
_AMERICAN = re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?P<time>\s+\d{1,2}:\d\d(?::\d\d)?\s+[AP]M)", re.IGNORECASE)


def _day(value: object) -> str | None:
    """A feed's or sitemap's date as local ISO day or minute; what gives no zone, or one without a meaning ("GMT+7"), is local."""
    if isinstance(value, (int, float)):
        return _day(datetime.fromtimestamp(value / (1000 if value > 1e11 else 1), UTC).isoformat()) if 0 < value < 1e13 else None
    if not isinstance(value, str):
        return None
    if _MAIL_DATE.match(value.strip()):
        try:
            return furniture.moment(parsedate_to_datetime(value.strip()).isoformat())
        except ValueError:
            return None
    # .NET prints dates in the American order where nobody set a culture, and only there with AM and PM
    return furniture.moment(_AMERICAN.sub(r"\g<d>/\g<m>/\g<y>\g<time>", value))


def _once(found: Iterable[Found]) -> tuple[Found, ...]:
    named: dict[str, Found] = {}
    for one in found:
        named.setdefault(one.url, one)
    return tuple(named.values())


def _begins(content: bytes) -> str:
    """How content begins, for the reader of an error."""
    begin = " ".join(content[:200].decode("utf-8", "replace").split())
    return f"begins with {begin[:60]!r}" if begin else "empty"


# --- sitemaps --------------------------------------------------------------------------------------------------

# the protocol's own limit on a sitemap, unpacked
_MOST_BYTES = 50 * 1024 * 1024
# parts of a site that have no articles, by the names that WordPress and its like give their sitemaps
_NO_ARTICLES = re.compile(r"(?:image|video|photo|tag|categor|taxonom|author|user|product|page)[^/]*\.xml", re.IGNORECASE)


class _Entry(NamedTuple):
    fields: dict[str, str]
    news: bool


def sitemap(content: bytes, url: str, site: Site | None = None) -> Sitemap:
    """The articles of a sitemap, or the sitemaps of an index; gzip is unpacked up to 50 MB. Raises Refused "not a sitemap"."""
    site, (kind, entries) = site_at(site, url), _entries(_unpacked(content))
    named = [(link, entry) for entry in entries if (link := _link(entry.fields.get("loc", ""), url, url, site))]
    if kind == "sitemapindex":
        further = _once(
            Found(url=link, modified=_day(entry.fields.get("lastmod")))
            for link, entry in named
            if link != url and not _NO_ARTICLES.search(urlsplit(link).path)
        )
        return Sitemap(further=tuple(sorted(further, key=lambda one: one.modified or "", reverse=True)))
    found = [
        Found(
            url=address,
            published=_day(entry.fields.get("publication_date")),
            modified=_day(entry.fields.get("lastmod")),
            title=_plain(entry.fields.get("title", "")) or None,
        )
        for link, entry in named
        if (address := link if entry.news and allowed(link, site) else _article(link, site))
    ]
    return Sitemap(articles=_once(found))


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    reader = zlib.decompressobj(wbits=31)
    try:
        unpacked = reader.decompress(content, _MOST_BYTES)
    except zlib.error as error:
        raise Refused("not a sitemap", f"gzip: {error}") from None
    if reader.unconsumed_tail:
        raise Refused("not a sitemap", f"more than {_MOST_BYTES // 1024**2} MB unpacked")
    return unpacked


def _entries(content: bytes) -> tuple[str, list[_Entry]]:
    """The kind of a sitemap and its entries.

    Scrapy's reader has the same safe settings but forgets what stands inside `news:news`, the only date of many news sitemaps.
    """
    events = etree.iterparse(
        BytesIO(content.lstrip()),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_pis=True,
    )
    kind, entries = "", []
    try:
        for event, element in events:
            name = _name(element)
            kind = kind or name
            if kind not in ("urlset", "sitemapindex"):
                break
            if event == "end" and name in ("url", "sitemap"):
                entries.append(_entry(element))
                element.clear()
    except etree.XMLSyntaxError:
        kind = kind if entries else ""
    if kind not in ("urlset", "sitemapindex"):
        raise Refused("not a sitemap", _begins(content))
    return kind, entries


def _entry(element: etree._Element) -> _Entry:
    """The fields of an entry and of its news, by their names without namespace; pictures have a `loc` of their own and are left out."""
    news = next((child for child in element if _name(child) == "news"), None)
    fields = {_name(child): (child.text or "").strip() for child in (*element, *(news if news is not None else ()))}
    return _Entry(fields, news is not None)


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


# --- lists in JSON ---------------------------------------------------------------------------------------------


def json_list(content: bytes, url: str, item: JsonList, site: Site | None = None) -> Listing:
    """The articles that a page of a JSON list names, and its next page as long as there are any. Raises Refused "not a list".

    A path leads through objects by their keys and with `[]` through every element of a list: "data[].link", "[].url".
    Links without a host belong to the site, also where another host serves the list.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused("not a list", f"no JSON: {_begins(content)}") from None
    outer, _, inner = item.links.rpartition("[]")
    elements = list(_walk(data, f"{outer}[]"))
    if not elements and not _empty(data, outer):
        raise Refused("not a list", f"no {item.links} in it")
    stated = item.published.rpartition("[]")[2] if item.published else None
    home = url if site is None or _of(urlsplit(url).netloc, site) else f"https://{site.hosts[0]}/"
    found = []
    for element in elements:
        href = next(iter(_walk(element, inner)), None)
        link = _link(href, home, home, site) if isinstance(href, str) and href.strip() else None
        if link and (address := _article(link, site)):
            day = _day(next(iter(_walk(element, stated)), None)) if stated is not None else None
            found.append(Found(url=address, published=day))
    number = _number_in(item, url)
    further = (urljoin(url, item.url.replace("{n}", str(number + 1))),) if found and number is not None and "{n}" in item.url else ()
    return Listing(articles=_once(found), further=further)


def _walk(data: object, path: str) -> Iterator[object]:
    """What stands in parsed JSON at the end of a path; nothing where the path does not fit."""
    at: list[object] = [data]
    for step in re.findall(r"\[\]|[^.\[\]]+", path):
        if step == "[]":
            at = [value for held in at if isinstance(held, list) for value in held]
        else:
            at = [held[step] for held in at if isinstance(held, dict) and step in held]
    return iter(at)


def _empty(data: object, path: str) -> bool:
    """Whether a list stands at a path, though an empty one: the page behind the last."""
    return any(isinstance(held, list) for held in _walk(data, path))


def _number_in(item: JsonList, url: str) -> int | None:
    """The number of the page of a list that an address is, None where it is no page of it."""
    pattern = re.escape(_key(item.url.replace("{n}", "\0"))).replace(re.escape("\0"), r"(\d+)").replace(re.escape("%00"), r"(\d+)")
    match = re.fullmatch(pattern, _key(url))
    return None if match is None else int(match[1]) if match.groups() else 1
