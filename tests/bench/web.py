"""Articles and pages to measure with: as long as real ones, and with no sentence twice, so that no cache is what is measured.

A sentence is made of the clauses of several sentences of the tuning articles, its numbers changed. A page is one of the shipped samples
with another text, and with as many scripts, menus and teasers as make it 60 to 100 kB.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path

from corpus.model import Page
from corpus.text import nfc
from extractors import tokenizer
from pipeline.errors import Refused
from pipeline.markup import tree
from pipeline.parse import canonical, load_site, parse

ROOT = Path(__file__).parents[2]
SMALLEST, LARGEST = 60_000, 100_000
_FEW = 8
_NUMBER = re.compile(r"(?<![\d./,-])\d{2,3}(?![\d./,%-])")
_CLAUSE = re.compile(r"(?<=[,;]) (?=[a-zà-ỹđ])")


@cache
def _told() -> tuple[tuple[str, ...], ...]:
    """The sentences of each tuning article, line by line."""
    folder = ROOT / "corpus" / "gold" / "tuning"
    bodies = [nfc(path.read_text(encoding="utf-8")).strip() for path in sorted(folder.glob("*.txt"))]
    return tuple(tuple(_sentences(body)) for body in bodies)


def _sentences(body: str) -> Iterator[str]:
    """The sentences of a text, with the line break behind those that end a line."""
    for start, end in tokenizer.sentences(body):
        yield body[start:end] + ("\n" if body[end : end + 1] == "\n" else " ")


def texts(count: int, *, seed: int = 7) -> list[str]:
    """So many articles as text, all different."""
    chance = random.Random(seed)
    pool = [clause for told in _told() for sentence in told if len(parts := _CLAUSE.split(sentence.strip())) > 1 for clause in parts[1:-1]]
    seen: set[str] = set()
    out = []
    for number in range(count):
        head, *rest = _told()[number % len(_told())]
        # a line of few words stands once in all articles: they would be the same in each
        rest = [sentence for sentence in rest if len(sentence.split()) >= _FEW or not (sentence in seen or seen.add(sentence))]
        kind = f" (kỳ {number // len(_told()) + 1})\n"
        out.append(head.strip() + kind + "".join(_another(sentence, pool, seen, chance) for sentence in rest).strip())
    return out


def _another(sentence: str, pool: Sequence[str], seen: set[str], chance: random.Random) -> str:
    """A sentence like one that was told, and not told yet; a line of few words stays as it is."""
    if len(sentence.split()) < _FEW:
        return sentence
    head, *rest = _CLAUSE.split(sentence.rstrip())
    while True:
        kept = [chance.choice(pool) if chance.random() < 0.5 else clause for clause in rest[:-1]] + rest[-1:]
        made = _NUMBER.sub(lambda match: str(int(match[0]) + chance.randrange(9)), " ".join((head, *kept)))
        if made not in seen:
            seen.add(made)
            return made + sentence[len(sentence.rstrip()) :]
        first, _, last = head.partition(" ")
        head = f"{first} {chance.choice(pool).rstrip(',;')} {last}"


def repeated(articles: Sequence[str]) -> float:
    """The share of sentences that stood before, in the same article or another."""
    sentences = [article[start:end] for article in articles for start, end in tokenizer.sentences(article)]
    return 1 - len(set(sentences)) / len(sentences)


def repeated_in_gold() -> float:
    """The same of the tuning articles as they were written."""
    return repeated(["".join(told) for told in _told()])


def pages(count: int, *, seed: int = 7) -> list[Page]:
    """So many pages with those articles, in the designs of the shipped samples."""
    chance = random.Random(seed)
    designs = list(_designs())
    return [_page(number, text, *designs[number % len(designs)], chance) for number, text in enumerate(texts(count, seed=seed))]


def _designs() -> Iterator[tuple[str, str, str]]:
    """Markup, address and the selector of the text of each sample that is an article of a site with a profile."""
    for path in sorted((ROOT / "corpus" / "samples").glob("*.html")):
        raw = path.read_bytes()
        try:
            url = canonical(parse(Page(url=f"file:{path.name}", content=raw, media="html")).url)
        except Refused:
            continue
        site = load_site(url)
        for selector in [selector for layout in (site.layouts if site else ()) for selector in layout.body]:
            if tree(raw.decode()).select_one(selector) is not None:
                yield raw.decode(), url, selector
                break


def _page(number: int, text: str, markup: str, url: str, selector: str, chance: random.Random) -> Page:
    soup = tree(markup)
    held = soup.select_one(selector)
    assert held is not None
    held.clear()
    for line in text.split("\n"):
        paragraph = soup.new_tag("p")
        paragraph.string = line
        held.append(paragraph)
    for link in soup.select("link[rel=canonical], meta[property='og:url']"):
        link.decompose()
    page = str(soup)
    goal = chance.randrange(SMALLEST, LARGEST)
    address = re.sub(r"(\.\w+)?$", rf"-{number}\1", url, count=1)
    # a third of what stands around an article are scripts, the rest menus and teasers
    missing = max(0, goal - len(page.encode()))
    page = page.replace("</head>", _script(missing // 3) + "</head>", 1).replace(
        "</body>", _teasers(2 * missing // 3, chance) + "</body>", 1
    )
    return Page(url=address, content=page.encode(), media="html")


def _script(size: int) -> str:
    line = "window.config=window.config||[];config.push({id:1,slot:'top',size:[300,250]});\n"
    return f"<script>{line * (size // len(line))}</script>"


def _teasers(size: int, chance: random.Random) -> str:
    pool = [sentence.strip() for told in _told() for sentence in told if 6 < len(sentence.split()) < 25]
    made: list[str] = []
    while sum(map(len, made)) < 0.8 * size:
        at, said = len(made), escape(chance.choice(pool))
        made.append(
            f'<div class="item-news clearfix"><a class="thumb" href="/tin-{at}.html" title="{said}"><img src="/anh/{at}.jpg" alt=""></a>'
            f'<h4><a href="/tin-{at}.html">{said}</a></h4><span class="d">{chance.randrange(1, 28)}/{chance.randrange(1, 12)}/2024 10:15</span></div>'
        )
    return "".join(made)
