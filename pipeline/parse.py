"""Parse: one page to one article, or the reason why it gives none.

A page is text copied from a browser or HTML. HTML is read by the profile of its site (`corpus/sites`), by what it says of itself in JSON-LD
and meta elements, and by trafilatura where no profile fits or its selectors find nothing. Both then take the same way: dateline, byline,
source line and what follows the article are told apart from the body.
"""

import hashlib
import re
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from corpus import load
from corpus.model import Article, Page, Site
from pipeline import encoding, furniture, markup, profile, province
from pipeline.draft import Draft, cut_end, lines, parts, read_end, read_head, read_opening
from pipeline.errors import Refused
from pipeline.sign import sign

# An article shorter than this many words is a teaser, a caption or an error message.
FEWEST_WORDS = 30
# Letters with Vietnamese marks are about 28 % of the letters of a text; names and quotations lower it, never to this.
_VIETNAMESE = 0.08
# the share of marks shows in the first paragraphs
_SAMPLE = 3000
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|zarsrc|mc_[ce]id|_ga|ref_src|igshid|yclid|dclid|phpsessid|jsessionid|aspsessionid\w+)$", re.IGNORECASE
)
_SESSION = re.compile(r";jsessionid=[^/]*|/\(S\(\w+\)\)", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)


def parse(page: Page, *, lenient: bool = False) -> Article:
    """The article of a page.

    Raises Refused with reason "empty", "binary", "not html", "soft 404", "block page", "login wall", "no article", "not vietnamese",
    "legacy encoding", "truncated" or "script in title". `lenient` reads what it can of the last three instead: windows-1258 is decoded, a
    page that ends too early gives what there is of it, scripts are left out of the title.
    """
    decoded = encoding.decode(page.content, page.charset)
    if page.media == "html" and (told := sign(decoded.text)) is not None:
        raise Refused(told.kind, told.seen)
    if not lenient:
        _sound(page, decoded)
    address, draft = _html(page, decoded.text) if page.media == "html" else (canonical(page.url), _text(decoded.text))
    return _article(page, address, draft)


def article_id(url: str) -> int:
    """The id of the article at a canonical address: 51 bits of a hash, the same for http and https, with and without `www.`."""
    plain = re.sub(r"^https?://(?:www\.|m\.)?", "//", url)
    return int.from_bytes(hashlib.sha256(plain.encode()).digest()[:8], "big") >> 13


def canonical(url: str) -> str:
    """An address without fragment, session and tracking parameters, host in lower case, letters beyond ASCII in percent-encoding.

    Other parameters stay, some sites keep the article's id there.

    >>> canonical("https://BaoBinhDinh.vn/viewer.aspx?macm=1&mabb=23&utm_source=zalo#top")
    'https://baobinhdinh.vn/viewer.aspx?macm=1&mabb=23'
    """
    if not re.match(r"https?://", url, re.IGNORECASE):
        return url
    parts_ = urlsplit(url.strip())
    query = [(key, value) for key, value in parse_qsl(parts_.query, keep_blank_values=True) if not _TRACKING.match(key)]
    kept = parts_.query if len(query) == len(parse_qsl(parts_.query, keep_blank_values=True)) else urlencode(query)
    path = _SESSION.sub("", parts_.path) or "/"
    return urlunsplit((parts_.scheme.lower(), parts_.netloc.lower(), _encoded(path), _encoded(kept), ""))


def _encoded(part: str) -> str:
    return _ESCAPE.sub(lambda escape: escape[0].upper(), quote(part, safe="/%:=&?~+!$,;'@()*"))


def _sound(page: Page, decoded: encoding.Text) -> None:
    """Raises Refused for a page that could be read in part only: half an article states half its facts."""
    if decoded.legacy is not None:
        raise Refused("legacy encoding", f"{decoded.legacy}: convert the page to UTF-8 first")
    if decoded.cut or (page.media == "html" and markup.cut_short(decoded.text)):
        raise Refused("truncated", "the page ends before it closes")
    if page.media == "html" and markup.script_in_title(decoded.text):
        raise Refused("script in title", "the title holds markup that would run")


def _text(text: str) -> Draft:
    """The draft of a text copied from a page."""
    found = lines(text)
    draft = read_end(read_opening(cut_end(read_head(Draft(lines=found)))))
    kept = {line.text for line in draft.lines}
    return replace(draft, frame=tuple(line.text for line in found if line.text not in kept))


def _html(page: Page, text: str) -> tuple[str, Draft]:
    """Canonical address and draft of an HTML page."""
    if not re.search(r"<(?:html|head|body|div|p|article|meta|table|title|h1|!doctype)\b", text, re.IGNORECASE):
        raise Refused("not html", "no element of a page in it")
    read = markup.Document(text)
    address = canonical(read.address(page.url))
    site = load_site(address)
    draft = read_end(read_opening(cut_end(read.draft(site))))
    if draft.published_from == "text":
        draft = replace(draft, published_from="page")
    # what the page says under the text is the byline; JSON-LD mostly names the paper
    return address, draft if draft.author else replace(draft, author=read.named_author)


def load_site(url: str) -> Site | None:
    """The profile that answers for an address: of its host, or of the nearest host above it ("vuthu.thaibinh.gov.vn" → thaibinh.gov.vn).

    Raises ProfileError where one of its selectors is not CSS.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    while "." in host:
        if site := load.site_of(host):
            profile.check(site)
            return site
        host = host.partition(".")[2]
    return None


def site_id(url: str, profile: Site | None) -> str | None:
    """The id of the site of an address: that of its profile, else its host, with the port where that is not the usual one; None for a local file."""
    return profile.id if profile else re.sub(r"^(?:www|m)\.|:(?:80|443)$", "", urlsplit(url).netloc.lower()) or None


def _article(page: Page, url: str, draft: Draft) -> Article:
    """The article of a finished draft. Raises Refused where there is none in it."""
    told = parts(draft)
    counted = [(part, len(line.split())) for part, line in told]
    words = sum(count for part, count in counted if part != "title")
    if words < FEWEST_WORDS:
        raise Refused("no article", f"{words} words of text")
    body = "\n".join(line for _, line in told)
    if (marked := encoding.share(body[:_SAMPLE])) < _VIETNAMESE:
        raise Refused("not vietnamese", f"{marked:.0%} of the letters have a Vietnamese mark")
    site = load_site(url)
    published = furniture.sensible(draft.published, page.fetched)
    if site is None and url.startswith("file:") and draft.site:
        site = load.sites()[draft.site]
    return Article(
        id=article_id(url),
        url=url,
        site=site_id(url, site),
        title=draft.title,
        lead=next((line for part, line in told if part == "lead"), None),
        author=draft.author,
        section=draft.section,
        published=published,
        published_from=draft.published_from if published else None,
        page_date=furniture.sensible(draft.page_date, None),
        province=province.decide(
            site=site,
            url=url,
            dateline=draft.province,
            republished_from=draft.republished_from,
            frame=(*draft.frame, *([draft.banner] if draft.banner else [])),
            title=draft.title,
            text="\n".join(((draft.banner or "").title(), draft.section or "", body)),
            published=published,
        ),
        republished_from=draft.republished_from,
        body=body,
        parts=tuple(part for part, _ in told),
        words=sum(count for _, count in counted),
        content_hash=hashlib.sha256(body.encode()).hexdigest(),
        fetched=page.fetched,
        warc_file=page.warc_file,
        warc_offset=page.warc_offset,
    )
