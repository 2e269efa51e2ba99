"""What the documentation says is so: its commands are run, its paths exist, and what is made from the source is fresh."""

import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import click
import pytest

from pipeline import schema
from pipeline.cli import main
from pipeline.describe import commands, markdown
from pipeline.serve.questions import questions

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = ".venv/bin/nghiquyet"
COMMANDS = sorted(main.commands)


def section(title: str) -> str:
    """What stands under a heading of the README."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_help_of_the_commands_is_fresh() -> None:
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == commands(), "it is stale: run `.venv/bin/python -m pipeline.describe commands > docs/commands.md`"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_explained(command: str) -> None:
    assert f"`{command}" in section("Commands")
    assert main.commands[command].help
    for parameter in main.commands[command].params:
        assert parameter.param_type_name == "argument" or parameter.help, (command, parameter.name)  # type: ignore[attr-defined]


def test_description_of_the_database_is_that_of_the_schema() -> None:
    written = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    assert written == markdown(), "it is stale: run `.venv/bin/python -m pipeline.describe database > docs/database.md`"


def test_description_has_every_table_and_column() -> None:
    described = markdown()
    for table in schema.TABLES:
        part = described.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        assert table.description in part
        assert re.findall(r"(?m)^\| `(\w+)` \|", part) == list(table.names)
    for target in re.findall(r"\]\(#([\w-]+)\)", described):
        assert f"\n## {target}\n" in described


def test_tables_of_the_readme_exist() -> None:
    named = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"(?m)^\| (`[^|]+) \|", section("What comes out")))))
    assert len(named) >= 10
    assert named <= schema.BY_NAME.keys()


# a name that may be a path: in backquotes, the target of a link, or the first word of an indented line that ends in a slash
_QUOTED = re.compile(r"`([\w.-]+/[\w./*-]*)`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)]+)\)")
_LISTED = re.compile(r"(?m)^    ([\w.-]+/)\s{2,}")


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_paths_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = {path for pattern in (_QUOTED, _LINK, _LISTED) for path in pattern.findall(text)} - {PROGRAM}
    assert name != "README.md" or len(paths) >= 7
    missing = [path for path in sorted(paths) if not any(ROOT.glob(path.rstrip("/")))]
    assert not missing


# --- the lines to type ---

LINES = [
    re.split(r"\s{2,}#", line.strip())[0] for line in README.splitlines() if re.match(r"    (?:\.venv/bin/nghiquyet|make|sqlite3) ", line)
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a clone to the lines of the README, with the database that its first line makes."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    first = next(line for line in LINES if f"{PROGRAM} build " in line)
    assert run(first, folder).returncode == 0
    return folder


def words_of(line: str) -> list[str]:
    """A line of the README as the words of a process, with this interpreter's program."""
    words = shlex.split(line)
    return [sys.executable, "-m", "pipeline.cli", *words[1:]] if words[0] == PROGRAM else words


def run(line: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Runs a line of the README in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "110"}
    return subprocess.run(words_of(line), cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_there_are_lines_to_type() -> None:
    assert {shlex.split(line)[0] for line in LINES} == {PROGRAM, "make", "sqlite3"}


# what asks hosts of the internet, or changes the machine
ABROAD = {"crawl", "sites", "schedule", "status"}


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith(PROGRAM) and shlex.split(line)[1] in ABROAD])
def test_lines_that_go_abroad_are_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    command = main.commands[words[0]]
    if isinstance(command, click.Group):
        command, words = command.commands[words[1]], words[1:]
    with command.make_context(words[0], words[1:], resilient_parsing=False):
        assert command.help


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith(PROGRAM) and shlex.split(line)[1] not in {*ABROAD, "serve"}])
def test_lines_of_the_program_work(clone: Path, line: str) -> None:
    done = run(line, clone)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("sqlite3")])
def test_lines_of_sqlite_find_rows(clone: Path, line: str) -> None:
    *_, database, sql = shlex.split(line)
    with closing(sqlite3.connect(f"file:{clone / database}?mode=ro", uri=True)) as connection:
        assert connection.execute(sql).fetchall()
    if shutil.which("sqlite3"):
        done = run(line, clone)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make")])
def test_lines_of_make_are_targets(line: str) -> None:
    targets = re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert shlex.split(line)[1] in targets


@pytest.mark.parametrize("line", [line for line in LINES if " serve " in line])
def test_lines_that_serve_answer(clone: Path, line: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [*words_of(line), "--port", "0"]
    with subprocess.Popen(words, cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        match = re.match(r"http://127\.0\.0\.1:\d+/", said)
        assert match, said
        with urllib.request.urlopen(match[0], timeout=20) as response:
            page = response.read().decode()
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=20)
    assert all(question.vi["title"] in page for question in questions().values())
