"""`make accuracy`: F1 of ours and of the usual tools on both parts of the gold, terms kept whole, word F1 on the VLSP 2013 test, and pairs of copies.

The peers get the text as it stands and the day of publication where they take one. quantulum3's units are English, so it is
asked for the number alone, which favours it. With `--write`, the table goes into the README. Floors rise to what was measured;
`--lower` lowers them.
"""

import argparse
import json
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.text import nfc
from pipeline import same
from pipeline.score import Score, distinct, pair
from tests.accuracy import floors, terms
from tests.accuracy.terms import Share

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpus" / "gold"
PARTS = ("tuning", "held-back")
# what is built of each part, and the gold that cites its symbols
TERMS = {
    "tuning": ((GOLD / "tuning", ROOT / "corpus" / "samples"), (GOLD / "tuning", GOLD)),
    "held-back": ((GOLD / "held-back",), (GOLD / "held-back",)),
}
Fact = Mapping[str, Any]
BEGIN, END = "<!-- accuracy -->", "<!-- /accuracy -->"


def golds(part: str) -> list[tuple[dict[str, Any], str]]:
    """The gold of one part, each with the text that it annotates."""
    files = sorted((GOLD / part).glob("*.json"))
    return [(json.loads(f.read_text(encoding="utf-8")), nfc(f.with_suffix(".txt").read_text(encoding="utf-8"))) for f in files]


@dataclass(frozen=True, slots=True)
class Measured:
    """One part of the gold: the score of its database, and the terms that ours and the usual tool keep whole in its sentences."""

    score: Score
    terms: Share
    peer_terms: Share

    def figures(self) -> dict[str, float]:
        """F1 of each kind, and the part of citations that are linked to the right instrument."""
        kinds = {kind: tally.f1 for kind, tally in self.score.kinds.items() if kind != "articles"}
        linked = self.score.attributes["document"]
        return {**kinds, "document links": linked.right / linked.asked}


def measure(part: str) -> Measured:
    """What the program makes of one part, from files to database to score."""
    from underthesea import word_tokenize

    from pipeline.build import build
    from pipeline.score import score

    cited = terms.symbols(*TERMS[part][1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.db"
        build(TERMS[part][0], path)
        return Measured(score(path, GOLD / part), terms.share(path, cited), terms.share(path, cited, word_tokenize))


def f1(part: str, kind: str, read: Callable[[str, Fact], Iterable[Fact]], alike: Callable[[Fact, Fact], bool]) -> float:
    """F1 of a peer over one part: distinct facts an article, optional ones free, as our own scorer counts."""
    tp = fp = fn = 0
    for gold, text in golds(part):
        asked = distinct(gold[kind], alike)
        pairs, missed, spare = pair(asked, distinct(read(text, gold["article"]), alike), alike)
        free = gold.get(f"optional_{kind}", ())
        tp, fn = tp + len(pairs), fn + len(missed)
        fp += sum(not any(alike(other, fact) for other in free) for fact in spare)
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def persons(text: str, _article: Fact) -> Iterable[Fact]:
    """The persons that underthesea.ner finds, line by line."""
    from underthesea import ner

    for line in filter(str.strip, text.split("\n")):
        name: list[str] = []
        for token, _, _, label in [*ner(line), ("", "", "", "O")]:
            if label != "I-PER" and name:
                yield {"name": " ".join(name)}
                name = []
            if label.endswith("-PER"):
                name.append(token)


def dates(text: str, article: Fact) -> Iterable[Fact]:
    """The days that dateparser finds, relative to the day of publication."""
    from dateparser.search import search_dates

    base = datetime.fromisoformat(article["published"][:10]) if article.get("published") else datetime(2020, 1, 1)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "DATE_ORDER": "DMY"}
    for line in filter(str.strip, text.split("\n")):
        for _, found in search_dates(line, languages=["vi"], settings=settings) or ():
            yield {"value": found.date().isoformat()}


def numbers(text: str, _article: Fact) -> Iterable[Fact]:
    """The numbers that quantulum3 finds."""
    from quantulum3 import parser

    for line in filter(str.strip, text.split("\n")):
        for found in parser.parse(line):
            yield {"value": found.value, "unit": None}


def symbols(text: str, _article: Fact) -> Iterable[Fact]:
    """What the usual one-line pattern finds."""
    for match in re.finditer(r"(\d+)-(NQ|CT|KL)/TW", text):
        kind = {"NQ": "nghị quyết", "CT": "chỉ thị", "KL": "kết luận"}[match[2]]
        yield {"kind": kind, "number": match[1], "symbol": match[0]}


def same_number(a: Fact, b: Fact) -> bool:
    """Whether two statistics have one value, units left out."""
    return abs(float(a["value"]) - float(b["value"])) < 1e-9


PEERS: tuple[tuple[str, str, Callable[[str, Fact], Iterable[Fact]], Callable[[Fact, Fact], bool]], ...] = (
    ("citations", "one regex, `\\d+-(NQ\\|CT\\|KL)/TW`", symbols, same.document),
    ("officials", "underthesea.ner", persons, same.official),
    ("dates", "dateparser.search_dates", dates, same.date),
    ("statistics", "quantulum3, numbers alone", numbers, same_number),
)


def word_f1() -> tuple[float, float] | None:
    """Word F1 on the VLSP 2013 test that underthesea ships with its model: ours and the library's default; None where it is not shipped."""
    import underthesea
    from underthesea import word_tokenize

    from extractors import tokenizer

    file = Path(underthesea.__file__).parent / "pipeline/pos_tag/models/pos_crf_vlsp2013_20230303/test_output.txt"
    if not file.exists():
        return None
    blocks = file.read_text(encoding="utf-8").split("\n\n")
    sentences = [[nfc(line.split("\t")[0]) for line in block.split("\n") if line] for block in blocks]
    counts = {"ours": [0, 0, 0], "library": [0, 0, 0]}
    for gold in filter(None, sentences):
        text = " ".join(gold)
        mine = [text[a:b] for a, b in tokenizer.words(text, 0, len(text))]
        for name, read in (("ours", mine), ("library", word_tokenize(text))):
            asked, found = _spans(gold), _spans(read)
            for number, value in enumerate((len(asked & found), len(found), len(asked))):
                counts[name][number] += value
    return tuple(2 * right / (found + asked) for right, found, asked in counts.values())  # type: ignore[return-value]


def _spans(words: Iterable[str]) -> set[tuple[int, int]]:
    """Words as spans over the letters of their sentence, white space left out."""
    at, out = 0, set()
    for word in words:
        length = len("".join(word.split()))
        out.add((at, at + length))
        at += length
    return out


def table(mine: Mapping[str, Measured]) -> str:
    """The comparison as a Markdown table, figures to two places."""
    held_back, tuning = mine["held-back"], mine["tuning"]
    lines = ["| | ours, held-back | ours, tuning | usual tool | its F1, held-back |", "|---|---:|---:|---|---:|"]
    for kind, figure in held_back.figures().items():
        name, peer = "", ""
        for of, label, read, alike in PEERS:
            if of == kind:
                name, peer = label, f"{f1('held-back', kind, read, alike):.2f}"
        lines.append(f"| {kind} | **{figure:.2f}** | {tuning.figures()[kind]:.2f} | {name} | {peer} |")
    kept = f"**{held_back.terms.value:.3f}** | {tuning.terms.value:.3f} | underthesea.word_tokenize | {held_back.peer_terms.value:.3f}"
    lines.append(f"| terms kept whole (share) | {kept} |")
    if (words := word_f1()) is not None:
        lines.append(f"| words (VLSP 2013 test) | **{words[0]:.3f}** | | underthesea.word_tokenize | {words[1]:.3f} |")
    return "\n".join(lines)


def terms_report(mine: Mapping[str, Measured]) -> str:
    """How many terms each part has and how many were kept whole; which were cut, of the tuning part alone."""
    lines = [
        f"terms kept whole, {part}: {of.terms.kept}/{of.terms.asked}, underthesea.word_tokenize {of.peer_terms.kept}/{of.peer_terms.asked}"
        for part, of in mine.items()
    ]
    return "\n".join([*lines, *(f"  cut in tuning: {term} ({times})" for term, times in mine["tuning"].terms.cut.most_common())])


def write_readme(made: str) -> None:
    """Puts the table between its marks in the README."""
    readme = ROOT / "README.md"
    head, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    readme.write_text(f"{head}{BEGIN}\n{made}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def copies() -> str:
    """Precision and recall of the pairs of copies on the gold of reprints, from files to database."""
    from pipeline import database
    from pipeline.build import build
    from tests import clusters

    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        made = clusters.write(pages)
        build([pages], Path(folder) / "copies.db")
        with database.read(Path(folder) / "copies.db") as db:
            found = clusters.compare(db, made)
    told = f"{len(found.asked)} pairs of copies among {len(made)} pages with {clusters.lookalikes()} pairs of look-alikes"
    return f"{told}: precision {found.precision:.3f}, recall {found.recall:.3f}"


def main() -> int:
    """Prints the table and moves the floors; with `--write` puts the table into the README. 1 where something fell below its floor."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy")
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    parser.add_argument("--lower", action="store_true", help="lower the floors to what was measured, on purpose")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    mine = {part: measure(part) for part in PARTS}
    made = table(mine)
    print(made, terms_report(mine), copies(), sep="\n\n")
    if options.write:
        write_readme(made)
    got = {part: floors.measured(of.score, of.terms) for part, of in mine.items()}
    fallen = floors.below(floors.read(), got)
    print(*fallen, sep="\n")
    if fallen and not options.lower:
        print("the floors stay; mend what fell, or lower them on purpose: python -m tests.accuracy --lower")
    floors.write(floors.moved(floors.read(), got, lower=options.lower))
    return int(bool(fallen) and not options.lower)


if __name__ == "__main__":
    sys.exit(main())
