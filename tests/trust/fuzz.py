"""Fuzz: a coverage-guided fuzzer (atheris) looks for texts and pages that crash, hang or break the law of offsets.

`python -m tests.trust.fuzz TARGET RUNS SEED FOLDER` is one fuzzer; what it finds it writes into the folder. `python -m tests.trust fuzz-TARGET` runs one at length.
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

from tests.trust.figure import Figure, LeftOut, Say

# target → what it is and how many cases: 100,000 together; pages take longer than sentences, and hold them
LONG = {
    "text": ("texts that a fuzzer makes, through segment, extract and link", 45_000),
    "page": ("pages that a fuzzer makes, through parse and all that follows", 20_000),
    "copied": ("texts as copied from pages that a fuzzer makes, through parse and all that follows", 15_000),
    "bytes": ("bytes that a fuzzer makes, read as a page, a feed, a sitemap and a listing", 20_000),
}
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


def run(target: str, say: Say) -> list[Figure]:
    """Fuzzes one target with its cases. Raises LeftOut where there is no fuzzer."""
    if find_spec("atheris") is None:
        raise LeftOut("the fuzzer, atheris, is not installed; `make trust` installs it on Linux on x86-64 with CPython 3.11 to 3.13")
    what, cases = LONG[target]
    done, reached, problem = fuzz(target, cases, say)
    if problem:
        say(problem)
    came = f"{done:,} cases, {'a crash, a hang or broken offsets' if problem else '0 crashes, hangs or broken offsets'}; {reached:,} branches reached"
    return [Figure(what, came, problem is None and done == cases)]


def _main(words: Sequence[str]) -> None:
    target, runs, seed, folder = words
    os.chdir(folder)
    look(target, int(runs), int(seed), folder)


if __name__ == "__main__":
    _main(sys.argv[1:])
