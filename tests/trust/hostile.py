"""Hostile content: texts and pages put together of what rules look for and of what no page should hold, and the law that every reading keeps."""

import json
import math
import random
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
from pipeline.rows import rows
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

# --- sound sentences with odd values -----------------------------------------------------------------------------------

# numbers, days and numerals that no one checks before they are printed: none of them, too many, of other scripts
NUMBERS = (
    "0", "00", "1", "12", "13", "29", "30", "31", "32", "99", "366", "1000", "1899", "1945", "2000", "2023", "2024", "2100", "9999", "0000", "999999",
    "1.000.000", "1.234.567", "1,234,567", "0,0", "5.3", "9" * 20, "1" * 400, "-5", "−5", "0/0", "5/0", "29/2", "31/4", "0/13", "29/2/1900",
    "29/2/2023", "29/2/2024", "31/12/9999", "1/1/0001", "29-2", "24/7", "²", "½", "٣", "1٣", "20٢٤", "२०२४", "２０２４", "2０",
)  # fmt: skip
NUMERALS = (
    "I", "IV", "IX", "X", "XX", "XXX", "XXXI", "XXXV", "XXXIX", "XXXX", "XL", "L", "MMMM", "IIII", "VX", "xii", "Ⅻ", "nhất", "thứ nhất", "tư", "lăm",
    "mươi", "mười", "mười lăm", "năm mươi", "mươi mươi", "chín mươi chín", "không", "rưỡi", "trăm",
)  # fmt: skip
# what news says with a number in each gap, by kind
FRAMES: Mapping[Kind, tuple[str, ...]] = {
    "date": (
        "Ngày {} tháng {} năm {}, xã họp", "Sáng {}, huyện họp", "từ ngày {} đến ngày {}", "các ngày {}, {} và {}/2024", "tháng {}, {} và {} năm {}",
        "quý {} năm {}", "{} tháng đầu năm {}", "{} tháng cuối năm", "thứ {}, ngày {}", "giai đoạn {} - {}", "nhiệm kỳ {}-{}", "những năm {}",
        "sau {} năm {} tháng", "trong {} giờ đồng hồ", "kéo dài {}-{} phút", "ngày {} cùng năm", "ngày {} năm ngoái", "trước {}", "{} tháng Năm",
    ),
    "citation": (
        "Nghị quyết Trung ương {} khóa {}", "Nghị quyết Trung ương {}, {} và {} (khóa {}), {} đã", "Nghị quyết Hội nghị lần thứ {} Ban Chấp hành Trung ương khóa {}",
        "Nghị quyết Đại hội {} của Đảng", "Nghị quyết Đại hội Đảng bộ huyện Vị Xuyên lần thứ {}, nhiệm kỳ {}-{}", "Nghị quyết Đại hội đại biểu toàn quốc lần thứ {}",
        "Nghị quyết số {}-NQ/TW ngày {} của Bộ Chính trị khóa {}", "Nghị quyết {}/{}/NQ-HĐND ngày {} tháng {} năm {}", "Luật Đất đai năm {}", "{} nghị quyết trên",
        "Nghị quyết của HĐND tỉnh khóa {}, kỳ họp thứ {}", "các Nghị quyết {}, {} và {}",
    ),
    "statistic": (
        "đạt {}%, tăng {} điểm % so với năm {}", "giảm từ {} xuống còn {} hộ", "đạt {}/{} chỉ tiêu", "{} tỷ {} triệu đồng", "gấp {} lần", "bầu với số phiếu {}/{}",
        "{} đại biểu, trong đó nữ {}, dân tộc {}.", "lần lượt là {}, {} và {} tỷ đồng", "{} xã, nay còn {}.", "từ {}-{} triệu đồng/ha", "{} phần {}", "{} tấn/{} tấn",
    ),
    "official": (
        "đồng chí Lò Thị Mẫu, Bí thư Huyện ủy khóa {}", "ông Lò Văn {}, Trưởng thôn {}", "Phó Chủ tịch thứ {} UBND xã {}", "Tổ trưởng Tổ dân phố {} phường {}",
    ),
    "event": (
        "Sáng {}, Tỉnh ủy tổ chức hội nghị quán triệt Nghị quyết số {}-NQ/TW", "Trong các ngày {} và {}, Huyện ủy sơ kết {} năm thực hiện Chỉ thị số {}-CT/TW",
        "Đoàn kiểm tra số {} của Ban Thường vụ Tỉnh ủy kiểm tra việc thực hiện Nghị quyết {}", "HĐND tỉnh khóa {} thông qua {} nghị quyết tại kỳ họp thứ {}",
    ),
}  # fmt: skip


def filled(frame: str, chance: random.Random) -> str:
    """A text of sentences made of a frame: each value that is odd stands in each gap once, beside any others."""
    values, gaps = (*NUMBERS, *NUMERALS), frame.count("{}")
    return ". ".join(
        frame.format(*(value if at == gap else chance.choice(values) for at in range(gaps))) for gap in range(gaps) for value in values
    )


# --- pieces ------------------------------------------------------------------------------------------------------------


@cache
def vocabulary() -> tuple[str, ...]:
    """Words and signs of the examples of every rule, odd characters and values, and what stands around these: what a fuzzer makes texts of."""
    words: set[str] = set()
    for kind in get_args(Kind):
        written = (EXTRACTORS / f"{kind}.toml").read_text(encoding="utf-8")
        for quoted in re.findall(r'^"(.+?)"\s*=', written, re.MULTILINE) + re.findall(r"rejects = \[(.*)\]", written):
            words |= set(re.findall(r"\w+|[^\w\s]", quoted))
    said = [piece for frames in FRAMES.values() for frame in frames for piece in frame.split("{}") if piece.strip()]
    return (*ODD, *SIGNS, " ", " ", *sorted(words), *NUMBERS, *NUMERALS, *dict.fromkeys(said))


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


def read_text(said: str, published: str | None = "2018-07-24") -> None:
    """Reads a text as the body of an article of that day. Raises AssertionError where the law is broken, and whatever a stage raises but Refused."""
    body = unicodedata.normalize("NFC", said.replace("\x00", "").encode("utf-8", "ignore").decode())
    if body.strip():
        record = read(article(body=body, published=published, parts=("body",) * (body.count("\n") + 1)))
        lawful(record)
        rows(record)


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
