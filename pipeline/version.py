"""Version: what the program is made of, stage by stage, so that a change is known to concern texts, facts, or rules alone.

A version has three parts. Behind the text of an article, its sentences and words stand the modules and data of `TEXT`; behind what it states
the rules, and everything else that extracts and links. What merely shows, serves or fetches is in none of them.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import corpus
import extractors
import pipeline
from corpus import registry as known
from pipeline.loading import loading

_FOLDERS = {package.__name__: Path(package.__path__[0]) for package in (corpus, extractors, pipeline)}
# behind the text: a test compares modules with what they import, tables with what they read
TEXT = (
    *(f"corpus/{name}.py" for name in ("key", "load", "model", "regex", "text")),
    *(f"extractors/{name}.py" for name in ("rule", "tokenizer", "word")),
    *(
        f"pipeline/{name}.py"
        for name in ("archive", "draft", "encoding", "furniture", "markup", "node", "parse", "profile", "province", "read")
    ),
    *(f"pipeline/{name}.py" for name in ("relevance", "segment", "sign")),
    "corpus/sites/*.toml",
    "corpus/systems/*.toml",
    *(
        f"corpus/gazetteers/{name}.csv"
        for name in ("datelines", "districts", "furniture", "localities", "outlets", "provinces", "sections")
    ),
    "corpus/gazetteers/words.csv",
)
FACTS = (
    "corpus/*.py",
    "corpus/gazetteers/*.csv",
    "extractors/*.py",
    "extractors/*.cfg",
    "pipeline/extract.py",
    "pipeline/link/*.py",
    "pipeline/rows.py",
)
RULES = tuple(f"extractors/{kind}.toml" for kind in ("citation", "date", "official", "statistic", "event"))
# libraries that decide what a text is, and its words
_LIBRARIES = ("underthesea", "selectolax", "beautifulsoup4", "lxml", "trafilatura")


def files(patterns: Iterable[str]) -> Iterator[Path]:
    """The files that patterns such as "corpus/*.py" mean, in order."""
    for pattern in patterns:
        package, _, below = pattern.partition("/")
        yield from sorted(_FOLDERS[package].glob(below))


def _hash(patterns: Iterable[str], *more: str) -> str:
    """Eight hex digits of the SHA-256 of the files and of more that counts."""
    total = sha256("\0".join(more).encode())
    for path in files(patterns):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:8]


@cache
def text() -> str:
    """A short hash of what makes a page an article with sentences and words."""
    return _hash(TEXT, *(f"{name} {version(name)}" for name in _LIBRARIES))


def facts() -> str:
    """A short hash of what makes sentences rows, but for the patterns of the rules."""
    return _with_own(_facts())


@cache
def _facts() -> str:
    return _hash(FACTS)


def _with_own(shipped: str) -> str:
    """A hash of what the program brings with the user's own rows of the registry; the first alone where there are none."""
    own = known.own()
    return sha256(f"{shipped}{[sorted(row.items()) for row in own]}".encode()).hexdigest()[:8] if own else shipped


@cache
def rules() -> str:
    """A short hash of the patterns of the rules; their examples prove them and are no part of them."""
    read = [tomllib.loads(path.read_text(encoding="utf-8"))["rule"] for path in files(RULES)]
    patterns = [[(one["id"], one["pattern"], one.get("needs"), one.get("digit")) for one in of_kind] for of_kind in read]
    return sha256(json.dumps(patterns).encode()).hexdigest()[:8]


def registry() -> str:
    """A short hash of what is known before any article."""
    return _with_own(_known())


@cache
def _known() -> str:
    return _hash(("corpus/gazetteers/*.csv", "corpus/sites/*.toml"))


def program() -> str:
    """The whole version, its parts joined by points: when it differs, so may the rows.

    >>> program().count(".")
    2
    """
    return f"{text()}.{facts()}.{rules()}"


@cache
def patterns() -> Mapping[str, tuple[str, str]]:
    """Id → pattern, with gazetteers spliced in, and the words of which it needs one, a JSON list; in the order of the files."""
    with loading():
        from extractors import citation, date, event, official, statistic

    every = (one for module in (citation, date, official, statistic, event) for one in module.RULES)
    return {one.id: (one.pattern.pattern + "  # and a digit" * one.digit, json.dumps(one.needs, ensure_ascii=False)) for one in every}
