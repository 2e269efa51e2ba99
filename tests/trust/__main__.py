"""`make trust`: tries out at length what the program must survive, and prints the table of docs/reliability.md.

`python -m tests.trust NAME...` tries out some parts, `--write` puts their rows into the document, `--list` names the parts.
The exit status is 1 where something does not hold.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from tests.trust import addresses, bombs, faults, fuzz, injections, kills, package
from tests.trust.figure import Figure, Say

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- trust -->", "<!-- /trust -->"
PARTS: Mapping[str, Callable[[Say], Iterable[Figure]]] = {
    "addresses": partial(addresses.run, addresses.NAMES),
    "bombs": partial(bombs.run, tuple(bombs.BOMBS)),
    "kills": partial(kills.run_all, kills.LONG),
    "faults": partial(faults.run_all, faults.LONG),
    "fuzz": partial(fuzz.run, fuzz.LONG),
    "injections": partial(injections.run, injections.WORDS),
    "package": package.run,
}


def row(part: str, figure: Figure) -> str:
    """A figure as a row of the table."""
    return f"| {figure.tried} | {figure.came} | `python -m tests.trust {part}` |"


def write(rows: Mapping[str, list[str]]) -> None:
    """Puts the rows of parts into the document, in place of those that they had."""
    head, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"{BEGIN}\n")
    body, _, tail = rest.partition(END)
    heading, kept = body.splitlines()[:2], body.splitlines()[2:]
    of = {part: rows.get(part) or [line for line in kept if line.endswith(f"tests.trust {part}` |")] for part in PARTS}
    table = "\n".join([*heading, *(line for lines in of.values() for line in lines)])
    DOCUMENT.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")


def main() -> int:
    """Tries out the parts that are named, or all; 1 where one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--write", action="store_true", help="put the rows into docs/reliability.md")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rows, sound, began = {}, True, time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", file=sys.stderr, flush=True)

    for part in options.parts or PARTS:
        say(part)
        figures = list(PARTS[part](say))
        rows[part] = [row(part, figure) for figure in figures]
        sound &= all(figure.sound for figure in figures)
        print(*rows[part], *("  does not hold" for figure in figures if not figure.sound), sep="\n", flush=True)
        if options.write:
            write({part: rows[part]})
    return int(not sound)


if __name__ == "__main__":
    sys.exit(main())
