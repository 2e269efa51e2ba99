"""Hostile content: texts and pages put together of what rules look for and of what no page should hold, and the law that every reading keeps."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple, fields
from functools import cache
from pathlib import Path
from typing import get_args

from corpus.model import Article, Kind, Page, Record, Site
from extractors import rule
from pipeline import discover
from pipeline.errors import Refused
from pipeline.extract import extract
from pipeline.link import link
from pipeline.parse import parse
from pipeline.segment import segment
from tests.conftest import article

EXTRACTORS = Path(rule.__file__).parent
# bidirectional marks, zero widths, combining marks, private use, NUL, half a surrogate pair, digits and letters of other scripts
ODD = tuple("\u202e\u202d\u2066\u2069\u200b\u200c\u200d\u2060\ufeff\u0300\u0323\u0309\u031b\u00a0\u3000\u2028\u2029\x00\x0b\x0c\x1c\x1d\x1e\x85\x7f\ue000\uffff\U0010ffff\ud800\udfff٣৩²½Ⅻ①İıßŸǅﬁ\U0001d7d8\U0001f1fb")  # fmt: skip
SIGNS = tuple("0123456789/-–.,:;%()[]\"'“”…\n\t +x&*")
TAGS = (
    "<p>", "</p>", "<div>", "</div>", "<table><tr><td>", "</td></tr></table>", "<h1>", "</h1>", "<title>", "</title>", "<body>", "</body>", "<html>",
    "</html>", "<article>", "</article>", "<br>", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<style>", "</style>", "<svg>", "<math>",
    "<template>", "</template>", "<noscript>", "<plaintext>", "<textarea>", "<select><option>", "<frameset>", "&nbsp;", "&#0;", "&#x110000;", "&#xD800;",
    "&lt;", "&amp", "&notin;", "<a href='", "'>", "</a>", "<img alt=\"", "\">", "<meta charset=", "<meta property='og:title' content='",
    "<meta property='article:published_time' content='", "<link rel=canonical href='", "<time datetime='", "<script type='application/ld+json'>",
    '{"@type":"NewsArticle","headline":"', '"}', '{"@graph":[', "]}", "<base href='//", "<p style='display:none'>", "<p class='caption'>", "<?xml", "?>",
)  # fmt: skip
WORDS_ENOUGH = " Ban Thường vụ Tỉnh ủy Lạng Sơn tổ chức hội nghị trực tuyến để đánh giá kết quả và bàn nhiệm vụ của các cấp ủy, chính quyền trong thời gian tới, với sự tham dự của đông đảo cán bộ. "  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@cache
def vocabulary() -> tuple[str, ...]:
    """Words and signs of the examples of every rule, and odd characters: what a fuzzer makes texts of."""
    words: set[str] = set()
    for kind in get_args(Kind):
        written = (EXTRACTORS / f"{kind}.toml").read_text(encoding="utf-8")
        for quoted in re.findall(r'^"(.+?)"\s*=', written, re.MULTILINE) + re.findall(r"rejects = \[(.*)\]", written):
            words |= set(re.findall(r"\w+|[^\w\s]", quoted))
    return (*ODD, *SIGNS, " ", " ", *sorted(words))


def text(data: bytes) -> str:
    """The text that bytes stand for: two a piece of the vocabulary, the high bit of the first says that a space follows."""
    pieces, known = [], vocabulary()
    for high, low in zip(data[::2], data[1::2], strict=False):
        pieces.append(known[((high & 0x7F) << 8 | low) % len(known)] + " " * (high >> 7))
    return "".join(pieces)


def markup(data: bytes) -> str:
    """The page that bytes stand for: elements and texts in any order, long enough to be read as an article."""
    pieces, known = [], (*TAGS, WORDS_ENOUGH, *vocabulary())
    for high, low in zip(data[::2], data[1::2], strict=False):
        # every other piece is an element: there are many more words than elements
        among = TAGS if high & 0x40 else known
        pieces.append(among[((high & 0x3F) << 8 | low) % len(among)] + " " * (high >> 7))
    return f"<html><body><article>{''.join(pieces)}<p>{WORDS_ENOUGH * 2}</p></article></body></html>"


# --- the law -----------------------------------------------------------------------------------------------------------


def lawful(record: Record) -> None:
    """Raises AssertionError unless every fact stands where it says, within a sentence, and every value can be stored and compared."""
    body = record.article.body
    assert unicodedata.is_normalized("NFC", body)
    assert "\x00" not in body
    body.encode()
    end = 0
    for sentence in record.sentences:
        assert end <= sentence.start < sentence.end <= len(body)
        assert body[sentence.start : sentence.end] == sentence.text
        assert all(sentence.start <= a < b <= sentence.end for a, b in sentence.words)
        end = sentence.end
    for field in fields(Record):
        rows = getattr(record, field.name)
        for row in rows if field.name not in {"article", "sentences"} else ():
            values = astuple(row)
            json.dumps(values, ensure_ascii=False).encode()
            assert all(math.isfinite(value) for value in values if isinstance(value, float)), row
            if hasattr(row, "start"):
                assert body[row.start : row.end] == row.text, row
                assert row.text.strip(), row
            if hasattr(row, "earliest"):
                days = [day for day in (row.earliest, row.latest) if day is not None]
                assert all(_DAY.fullmatch(day) for day in days), row
                assert days == sorted(days), row
        if rows and hasattr(rows, "__iter__") and hasattr(next(iter(rows), None), "id"):
            assert len({row.id for row in rows}) == len(rows), field.name


def read(of: Article) -> Record:
    """What every stage behind parse makes of an article."""
    sentences = segment(of)
    return link(of, sentences, extract(of, sentences))


def read_text(said: str) -> None:
    """Reads a text as the body of an article. Raises AssertionError where the law is broken, and whatever a stage raises but Refused."""
    body = unicodedata.normalize("NFC", said.replace("\x00", "").encode("utf-8", "ignore").decode())
    if body.strip():
        lawful(read(article(body=body, parts=("body",) * (body.count("\n") + 1))))


def read_page(html: str, media: str = "html", charset: str | None = None) -> None:
    """Reads a page through every stage; that it is refused is fine."""
    with suppress(Refused):
        of = parse(Page(url="https://baolangson.vn/a-1.html", content=html.encode("utf-8", "surrogatepass"), media=media, charset=charset))  # type: ignore[arg-type]
        lawful(read(of))


def read_bytes(content: bytes) -> None:
    """Reads any bytes as a page with a charset that their first ones name, and as a feed, a sitemap and a listing."""
    charset, home = content[:12].decode("latin-1").strip(), "https://baolangson.vn/"
    with suppress(Refused):
        lawful(read(parse(Page(url=f"{home}a-1.html", content=content, media="html", charset=charset))))
    for look in (discover.feed, discover.sitemap, _listing):
        with suppress(Refused):
            look(content, home, None)


def _listing(content: bytes, url: str, site: Site | None) -> None:
    for found in discover.listing(content.decode("utf-8", "replace"), url, site).articles:
        assert re.match(r"https?://baolangson\.vn[:/]", found.url), found


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "text": lambda data: read_text(text(data)),
    "page": lambda data: read_page(markup(data)),
    "copied": lambda data: read_page(WORDS_ENOUGH + text(data) + WORDS_ENOUGH, "text"),
    "bytes": read_bytes,
}
