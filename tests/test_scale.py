"""docs/scale.md is so: its commands work or are understood, and its plan follows from what was measured."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.bench import press
from tests.bench.scale import plan
from tests.test_docs import PROGRAM, run

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"(?s)```sh\n(.*?)```", TEXT) for line in block.splitlines()]
OF_CLUSTER = [line for line in LINES if "--cluster" in line]


def _part(name: str) -> str:
    return TEXT.partition(f"<!-- {name} -->\n")[2].partition(f"\n<!-- /{name} -->")[0]


def test_there_are_lines_to_type() -> None:
    assert {shlex.split(line)[0] for line in LINES} == {PROGRAM, "pip", "dask"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    return folder


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith(PROGRAM) and line not in OF_CLUSTER])
def test_lines_of_the_program_work(line: str, clone: Path) -> None:
    done = run(line, clone)
    assert done.returncode == 0, done.stderr
    assert "built" in done.stdout


@pytest.mark.parametrize("line", OF_CLUSTER)
def test_lines_of_a_cluster_are_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    assert main.commands[words[0]].make_context(words[0], words[1:]).params["cluster"] == "tcp://SCHEDULER:8786"


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("dask")])
def test_lines_of_dask_are_understood(line: str) -> None:
    _, command, *words = shlex.split(line)
    told = subprocess.run([sys.executable, "-m", "dask", command, "--help"], capture_output=True, text=True, check=True).stdout
    assert [word for word in words if word.startswith("--")]
    assert all(word in told for word in words if word.startswith("--"))


def test_the_plan_follows_from_what_was_measured() -> None:
    measured = {what: float(value) for what, value in re.findall(r"(?m)^\| ([^|]+?) \| ([\d.]+) (?:ms|KB) \|$", _part("measured"))}
    assert len(measured) == 5
    assert _part("plan") == plan(measured)


def test_pages_of_the_bench_repeat_few_sentences() -> None:
    assert press.repeated(range(300)) < 0.12
    assert len(press.page(1, kilobytes=60).content) >= 60_000
