"""Fuzz: a coverage-guided fuzzer (atheris) looks for texts and pages that crash, hang or break the law of offsets.

`python -m tests.trust.fuzz TARGET RUNS SEED FOLDER` is one fuzzer; what it finds it writes into the folder. `python -m tests.trust fuzz` runs one of each.
"""

import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.trust.figure import Figure, Say

LONG = 100_000
# target → its share of the cases: pages take longer than sentences, and hold them
SHARES = {"text": 0.45, "page": 0.2, "copied": 0.15, "bytes": 0.2}
# bytes of a case, seconds after which it hangs
_LONGEST, _HANGS = 600, 20
_SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"


def look(target: str, runs: int, seed: int, folder: str) -> None:
    """Fuzzes one target; ends the process, with a status other than 0 where it found something."""
    import logging

    import atheris

    logging.disable()
    with atheris.instrument_imports(include=["corpus", "extractors", "pipeline"]):
        from pipeline.extract import language
        from tests.trust.hostile import TARGETS

        language()
    limits = [f"-runs={runs}", f"-seed={seed}", f"-max_len={_LONGEST}", f"-timeout={_HANGS}", "-rss_limit_mb=3000", "-len_control=0"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/", f"{folder}/seeds"], TARGETS[target])
    atheris.Fuzz()


def _seed(folder: Path, target: str) -> None:
    """Puts a few cases into a folder for the fuzzer to begin with."""
    (folder / "seeds").mkdir()
    chance = random.Random(target)
    pages = [path.read_bytes()[:_LONGEST] for path in sorted(_SAMPLES.glob("*.html"))] if target == "bytes" else []
    for number, case in enumerate((*pages, *(chance.randbytes(chance.randrange(20, _LONGEST)) for _ in range(20)))):
        (folder / "seeds" / str(number)).write_bytes(case)


def fuzz(target: str, runs: int, say: Say) -> tuple[int, int, str | None]:
    """How many cases one fuzzer tried, how many branches they reached, and what it found, if anything."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        _seed(folder, target)
        words = [sys.executable, "-m", "tests.trust.fuzz", target, str(runs), "7", str(folder)]
        lines, done, reached = [], 0, 0
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines = [*lines[-40:], line.rstrip()]
                if match := re.match(r"#(\d+)\s.*?cov: (\d+)", line):
                    done, reached = int(match[1]), int(match[2])
                    if "pulse" in line or "DONE" in line:
                        say(f"fuzz {target}: {done:,} of {runs:,} cases, {reached:,} branches reached")
        if process.returncode == 0:
            return done, reached, None
        cases = [f"{path.name}: {path.read_bytes().hex()}" for path in folder.glob("*-*")]
        return done, reached, "\n".join([*lines, *cases])


def run(cases: int, say: Say) -> list[Figure]:
    """Fuzzes every target with its share of the cases."""
    if find_spec("atheris") is None:
        raise SystemExit("the fuzzer is not installed: .venv/bin/pip install atheris (Linux, CPython up to 3.13)")
    tried, reached, found = 0, 0, []
    for target, share in SHARES.items():
        done, branches, problem = fuzz(target, int(cases * share), say)
        tried, reached = tried + done, max(reached, branches)
        if problem:
            found.append(target)
            say(problem)
    came = f"{tried:,} cases, {len(found)} crashes, hangs or broken offsets; {reached:,} branches reached"
    return [Figure("texts, pages and bytes that a fuzzer makes, through parse, segment, extract and link", came, not found)]


def _main(words: Sequence[str]) -> None:
    target, runs, seed, folder = words
    os.chdir(folder)
    look(target, int(runs), int(seed), folder)


if __name__ == "__main__":
    _main(sys.argv[1:])
