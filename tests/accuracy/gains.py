"""`make gains`: what the working tree reads better and worse than the last commit, on the same pages and the same gold.

The commit is taken out into a temporary folder and builds its own database there; both are scored by the working tree. Of the
held-back part only how many were gained and lost is printed.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from pipeline.score import changes, is_held_back, score

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
# the pages of each part and their gold
PARTS = {
    "samples": (CORPUS / "samples", CORPUS / "gold"),
    "tuning": (CORPUS / "gold" / "tuning", CORPUS / "gold" / "tuning"),
    "held-back": (CORPUS / "gold" / "held-back", CORPUS / "gold" / "held-back"),
}


def take_out(revision: str, folder: Path) -> None:
    """Puts the tree of a revision into a folder. Raises CalledProcessError where git does not know it; git says why."""
    with tempfile.TemporaryFile() as archive:
        subprocess.run(["git", "-C", str(ROOT), "archive", "--format=tar", revision], stdout=archive, check=True)
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tree:
            tree.extractall(folder, filter="data")


def build(tree: Path, pages: Path, database: Path) -> None:
    """Builds a database of pages by the program of a tree, with this interpreter and what is installed for it."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "pipeline.cli", "build", str(pages), "--db", str(database)]
    subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.DEVNULL, check=True)


def report(revision: str) -> str:
    """What was gained and lost since a revision, part by part."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        take_out(revision, tree)
        for part, (pages, gold) in PARTS.items():
            old, new = Path(folder) / f"{part}-old.db", Path(folder) / f"{part}-new.db"
            build(tree, pages, old)
            build(ROOT, pages, new)
            lines += [f"{part}:", *(f"  {line}" for line in changes(score(new, gold), score(old, gold), cases=not is_held_back(gold)))]
    return "\n".join(lines)


def main() -> None:
    """Prints what was gained (+) and lost (-)."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.gains")
    parser.add_argument("revision", nargs="?", default="HEAD", help="the commit to compare with (default: the last one)")
    print(report(parser.parse_args().revision))


if __name__ == "__main__":
    main()
