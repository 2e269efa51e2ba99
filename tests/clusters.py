"""The gold of copies, made into pages: reprints of the texts of the tuning gold, and texts that are like another and no copy of it."""

import tomllib
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from corpus.model import Page

GOLD = Path(__file__).parents[1] / "corpus" / "gold"
Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs of copies that a database has and those that it should have, each by the names of the two pages."""

    found: set[Pair]
    asked: set[Pair]

    @property
    def precision(self) -> float:
        """The part of the pairs found that are copies."""
        return len(self.found & self.asked) / len(self.found) if self.found else 1.0

    @property
    def recall(self) -> float:
        """The part of the copies that are found."""
        return len(self.found & self.asked) / len(self.asked)


def write(folder: Path) -> dict[str, str]:
    """Writes every page of the gold into a folder; the name of each, without `.txt`, with the cluster that it is of."""
    pages = {path.stem: (path.stem, path.read_text(encoding="utf-8")) for path in sorted((GOLD / "tuning").glob("*.txt"))}
    for number, entry in enumerate(_read("copies.toml")["copy"]):
        pages[f"copy-{number:02}-{entry['how']}"] = (entry["of"], _copy(entry))
    others = _read("others.toml")
    for number, entry in enumerate(others["other"]):
        kept = [_paragraphs(entry["of"])[at] for at in entry.get("keep", ())]
        pages[f"other-{number:02}"] = (f"other-{number:02}", "\n\n".join([entry["text"], *kept]))
    for number, series in enumerate(others["series"]):
        for at, values in enumerate(series["fills"]):
            name = f"series-{number}-{at}"
            pages[name] = (name, series["text"].format(**values))
    for name, (_, text) in pages.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return {name: cluster for name, (cluster, _) in pages.items()}


def compare(db: Database, clusters: dict[str, str]) -> Found:
    """What a database that was built of the folder makes copies of one another, beside what are."""
    rows = db.execute("select url, coalesce(duplicate_of, id) from articles")
    found = {url.removeprefix("file:").removesuffix(".txt"): first for url, first in rows}
    assert found.keys() == clusters.keys(), found.keys() ^ clusters.keys()
    return Found(_pairs(found), _pairs(clusters))


def lookalikes() -> int:
    """How many pairs of the gold are like one another and no copies."""
    others = _read("others.toml")
    return len(others["other"]) + sum(len(series["fills"]) * (len(series["fills"]) - 1) // 2 for series in others["series"])


def _pairs(clusters: dict[str, Any]) -> set[Pair]:
    return {frozenset(pair) for pair in combinations(clusters, 2) if clusters[pair[0]] == clusters[pair[1]]}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((GOLD / "clusters" / name).read_text(encoding="utf-8"))


def _body(name: str) -> list[str]:
    """The lines of a text of the tuning gold as the program reads it, the headline first."""
    from pipeline.parse import parse

    path = GOLD / "tuning" / f"{name}.txt"
    return parse(Page(url=f"file:{path.name}", content=path.read_bytes(), media="text")).body.split("\n")


def _paragraphs(name: str) -> list[str]:
    return _body(name)[1:]


def _copy(entry: dict[str, Any]) -> str:
    """A page that reprints a text as an entry says."""
    title, *told = _body(entry["of"])
    kept = [told[at] for at in entry.get("keep", range(len(told)))]
    lines = [entry.get("title", title), *filter(None, [entry.get("before")]), kept[0]]
    lines += [*filter(None, [entry.get("caption")]), *kept[1:], *filter(None, [entry.get("after")])]
    text = "\n\n".join(lines)
    for old, new in entry.get("change", {}).items():
        assert old in text, f"{entry['of']}: no “{old}” to change; mend the entry"
        text = text.replace(old, new)
    return text
