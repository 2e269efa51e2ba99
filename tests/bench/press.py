"""News pages for measuring: as long as real ones and as varied, the same number gives the same page.

The sentences are those of the tuning gold, which name what we look for, and of the VLSP 2013 test that underthesea ships, which name
everything else. In each of them numbers are changed and every eighth word is another word of underthesea's dictionary, so that
articles share sentences and phrases no more than those of papers do.
"""

import random
import re
from functools import cache
from html import escape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from corpus.model import Page

ROOT = Path(__file__).parents[2]
_SITES = ("baolangson.vn", "baocantho.com.vn", "baolaocai.vn", "baokontum.com.vn", "tin.example.vn")
# one word of so many is another one
_CHANGED = 8
# paragraphs of an article, from the gold and from elsewhere
_ABOUT, _ELSE = (6, 12), (6, 14)
_BLANKS = re.compile(r"\s+([,.;:!?)%”])|([(“])\s+")


def text(number: int) -> str:
    """The article of a number as text: a headline, a day and some 20 paragraphs, 4,000 letters on average."""
    chance = random.Random(f"press {number}")
    about = chance.sample(_gold(), chance.randint(*_ABOUT))
    told = [*about, *chance.sample(_elsewhere(), chance.randint(*_ELSE))]
    chance.shuffle(told)
    return "\n".join([_varied(chance.choice(_headlines()), chance), *(_varied(paragraph, chance) for paragraph in told)])


def page(number: int, *, kilobytes: int = 8) -> Page:
    """The article of a number as a page of at least so many kilobytes, most of it what stands around articles."""
    chance = random.Random(f"page {number}")
    title, *paragraphs = text(number).split("\n")
    day = f"{chance.randint(2018, 2026)}-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"
    url = f"https://{_SITES[number % len(_SITES)]}/tin-tuc/bai-viet-{number}.html"
    head = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title><link rel="canonical" href="{url}">'
        f'<meta property="article:published_time" content="{day}T08:00:00+07:00"></head>'
    )
    body = (
        f'<article><h1>{escape(title)}</h1><div class="content">{"".join(f"<p>{escape(told)}</p>" for told in paragraphs)}</div></article>'
    )
    links = [f'<li class="item"><a href="/tin-tuc/lien-quan-{number}-{n}.html" title="Tin khác">Tin khác {n}</a></li>' for n in range(60)]
    lists = max(0, 1000 * kilobytes - len(head.encode()) - len(body.encode())) // len("".join(links).encode()) + 1
    around = "".join(f'<div class="box box-{n}"><ul>{"".join(links)}</ul></div>' for n in range(lists))
    content = f'{head}<body><nav class="menu">Trang chủ</nav>{body}<aside class="sidebar">{around}</aside></body></html>'
    return Page(url=url, content=content.encode(), media="html", fetched=f"{day}T09:00:00")


def archive(file: Path, numbers: range, *, kilobytes: int = 8) -> Path:
    """Writes the pages of the numbers into a web archive."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
        for number in numbers:
            made = page(number, kilobytes=kilobytes)
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            about = {"WARC-Date": f"{made.fetched}Z", "WARC-Nghiquyet-Role": "article"}
            payload = BytesIO(made.content)
            record = writer.create_warc_record(
                made.url, "response", payload=payload, length=len(made.content), http_headers=http, warc_headers_dict=about
            )
            writer.write_record(record)
    return file


def repeated(numbers: range) -> float:
    """The share of sentences of the articles that were met before, word for word."""
    sentences = [sentence for number in numbers for sentence in re.split(r"(?<=[.!?])\s+|\n", text(number)) if sentence]
    return 1 - len(set(sentences)) / len(sentences)


def _varied(paragraph: str, chance: random.Random) -> str:
    """A paragraph with other numbers and, here and there, other words."""
    told = re.sub(r"(?<![\d./-])\d{2,3}(?![\d./-])", lambda match: str(int(match[0]) + chance.randrange(1, 9)), paragraph)
    words = told.split(" ")
    for at in range(chance.randrange(_CHANGED), len(words), _CHANGED):
        # names, symbols and numbers stay: they are what is looked for
        if words[at].isalpha() and words[at].islower():
            words[at] = chance.choice(_words())
    return " ".join(words)


@cache
def _gold_lines() -> tuple[tuple[str, ...], ...]:
    from pipeline.parse import parse

    files = sorted((ROOT / "corpus" / "gold" / "tuning").glob("*.txt"))
    return tuple(tuple(parse(Page(url=f"file:{file.name}", content=file.read_bytes(), media="text")).body.split("\n")) for file in files)


def _headlines() -> list[str]:
    return [lines[0] for lines in _gold_lines()]


@cache
def _gold() -> tuple[str, ...]:
    return tuple(line for lines in _gold_lines() for line in lines[1:])


@cache
def _elsewhere() -> tuple[str, ...]:
    """Sentences of the VLSP 2013 test of eight words or more, as papers print them."""
    tagged = _underthesea() / "pipeline/pos_tag/models/pos_crf_vlsp2013_20230303/test_output.txt"
    sentences = (
        " ".join(line.partition("\t")[0] for line in block.split("\n")) for block in tagged.read_text(encoding="utf-8").split("\n\n")
    )
    return tuple(_BLANKS.sub(r"\1\2", sentence) for sentence in sentences if sentence.count(" ") >= 8)


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for word in (_underthesea() / "corpus/data/Viet22K.txt").read_text(encoding="utf-8").split("\n") if word.isalpha())


def _underthesea() -> Path:
    spec = find_spec("underthesea")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
