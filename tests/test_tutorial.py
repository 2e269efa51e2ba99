"""The tutorial can be followed: its commands and programs are run one after the other, and print what it says they print."""

import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_docs import ROOT, run, words_of

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")


def steps() -> Iterator[tuple[str, str, str | None]]:
    """Language and text of every block that is to be run, with the output that is printed behind it, if any."""
    blocks = _BLOCK.findall(TEXT)
    for (language, text), (after, output) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language != "text":
            yield language, text.strip("\n"), output if after == "text" else None


STEPS = list(steps())


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each step prints, followed in order in a folder that looks like a clone."""
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    return [follow(language, text, folder) for language, text, _ in STEPS]


def follow(language: str, text: str, folder: Path) -> str:
    """What one step prints, blank ends of lines and blank lines at the end left off."""
    if " serve " in text:
        return served(text, folder)
    if language == "python":
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        words = [sys.executable, "-W", "error", "-c", text]
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    else:
        done = run(text, folder)
    assert done.returncode == 0, (text, done.stderr)
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines()) + "\n"


def served(line: str, folder: Path) -> str:
    """The front page of the server that a line starts."""
    words, environment = [*words_of(line), "--port", "0"], {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        match = re.match(r"http://127\.0\.0\.1:\d+/", said)
        assert match, said
        with urllib.request.urlopen(match[0], timeout=20) as response:
            page: str = response.read().decode()
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=20)
    return page


def test_there_is_something_to_follow() -> None:
    commands = {shlex.split(text)[1] for language, text, _ in STEPS if language == "sh"}
    assert commands == {"build", "ask", "show", "serve", "export"}
    assert {language for language, _, _ in STEPS} == {"sh", "python"}
    assert sum(output is not None for _, _, output in STEPS) >= 4


@pytest.mark.parametrize("number", range(len(STEPS)), ids=lambda number: f"{number}-{STEPS[number][1].split()[1]}")
def test_every_step_prints_what_it_says(followed: list[str], number: int) -> None:
    said = STEPS[number][2]
    assert followed[number].strip()
    assert said is None or followed[number] == said


def test_its_numbers_are_those_of_the_build(followed: list[str]) -> None:
    assert "Twelve pages become articles, four are refused" in TEXT
    assert followed[0].startswith("12 pages built")
    assert followed[0].count("\nrefused at ") == 4


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)]+)\)", TEXT))))
def test_its_links_lead_somewhere(target: str) -> None:
    assert (ROOT / "docs" / target).is_file()
