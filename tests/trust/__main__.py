"""`make trust`: tries out at length what the program must survive, and prints the table of docs/reliability.md.

`python -m tests.trust NAME...` tries out some parts. `--write` keeps what came of them in figures.json and makes the table of the document of it;
`python -m tests.trust table` makes that table without trying anything. The exit status is 1 where something does not hold.
"""

import argparse
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path

from tests.trust import addresses, bombs, faults, fuzz, injections, kills, package
from tests.trust.figure import Figure, LeftOut, Say

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
FIGURES = Path(__file__).with_name("figures.json")
BEGIN, END = "<!-- trust -->\n", "<!-- /trust -->"
HEADING = "| tried | what came of it | made by | on |\n|---|---|---|---|\n"
PARTS: Mapping[str, Callable[[Say], Iterable[Figure]]] = {
    "addresses": partial(addresses.run, addresses.NAMES),
    "bombs": partial(bombs.run, tuple(bombs.BOMBS)),
    "kills": partial(kills.run_all, kills.LONG),
    "disk": partial(faults.run_disk, faults.LONG),
    "read-only": faults.run_sealed,
    "clock": faults.run_clock,
    **{f"fuzz-{target}": partial(fuzz.run, target) for target in fuzz.LONG},
    "injections": partial(injections.run, injections.WORDS),
    "package": partial(package.run, package.SHORT),
    "sdist": partial(package.run, ()),
}
Kept = dict[str, list[Figure]]


def kept() -> Kept:
    """Part → what last came of it and was kept."""
    said = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {part: [Figure(**figure) for figure in figures] for part, figures in said.items()}


def keep(part: str, figures: Sequence[Figure]) -> None:
    """Keeps what came of a part in place of what was kept of it."""
    said = {**kept(), part: figures}
    ordered = {name: [asdict(figure) for figure in said[name]] for name in PARTS if name in said}
    FIGURES.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def rows(part: str, figures: Iterable[Figure]) -> str:
    """Figures as rows of the table."""
    return "".join(f"| {one.tried} | {one.came} | `python -m tests.trust {part}` | {one.made} |\n" for one in figures)


def table() -> str:
    """The table of what was kept, the parts in their order."""
    of = kept()
    return HEADING + "".join(rows(part, of.get(part, ())) for part in PARTS)


def document(text: str) -> str:
    """A text of the document with the table in its place."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


def _write_table() -> None:
    DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> int:
    """Tries out the parts that are named, or all; 1 where one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "table", []], metavar="NAME", help=", ".join([*PARTS, "table"]))
    parser.add_argument("--write", action="store_true", help="keep what comes of them and put it into docs/reliability.md")
    options = parser.parse_args()
    if options.parts == ["table"]:
        _write_table()
        return 0
    warnings.simplefilter("ignore")
    sound, left_out, began = True, [], time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", file=sys.stderr, flush=True)

    for part in options.parts or PARTS:
        say(part)
        try:
            figures = [figure.on(date.today()) for figure in PARTS[part](say)]
        except LeftOut as reason:
            left_out.append(f"left out: {part}: {reason}")
            continue
        sound &= all(figure.sound for figure in figures)
        print(rows(part, figures), *("  does not hold\n" for figure in figures if not figure.sound), sep="", end="", flush=True)
        if options.write:
            keep(part, figures)
            _write_table()
    print(*left_out, sep="\n", end="\n" if left_out else "")
    return int(not sound)


if __name__ == "__main__":
    sys.exit(main())
