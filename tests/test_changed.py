"""`build --changed`: what a change does not concern is not read again, and the rows are those of a full build all the same."""

import ast
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import version
from pipeline.build import build
from pipeline.changed import segmented, words
from pipeline.database import read
from pipeline.segment import segment
from tests.bench import press
from tests.conftest import SAMPLES
from tests.test_build import rows

ROOT = Path(__file__).parents[1]
PAGES = 12


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a web archive and the sample pages."""
    folder = tmp_path_factory.mktemp("inputs")
    shutil.copytree(SAMPLES, folder / "samples")
    press.archive(folder / "a.warc.gz", range(PAGES))
    return folder


@pytest.fixture(scope="module")
def before(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that today's program makes of the inputs."""
    made = tmp_path_factory.mktemp("before") / "a.db"
    build([inputs], made)
    return made


def _tree(folder: Path) -> Path:
    """A copy of the program, to be changed."""
    for package in ("corpus", "extractors", "pipeline"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("gold", "__pycache__"))
    return folder


def _built(tree: Path, inputs: Path, db: Path, *more: str) -> int:
    """How many pages the program of a tree says that it has built."""
    command = [sys.executable, "-m", "pipeline.cli", "build", str(inputs), "--db", str(db), *more]
    done = subprocess.run(command, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    match = re.search(r"(\d+) pages? built", done.stdout)
    assert match
    return int(match[1])


def _added(name: str, line: str) -> Callable[[Path], None]:
    def change(tree: Path) -> None:
        with (tree / name).open("a", encoding="utf-8") as file:
            file.write(line)

    return change


def _notes(tree: Path) -> None:
    _added("extractors/date.toml", "# no more than a note\n")(tree)
    _added("pipeline/serve/__init__.py", "# no more than a note\n")(tree)


def _rule_gone(kind: str, rule: str) -> Callable[[Path], None]:
    """Lets a rule match nothing but what is never written."""

    def change(tree: Path) -> None:
        path = tree / "extractors" / f"{kind}.toml"
        head, mark, tail = path.read_text(encoding="utf-8").partition(f'id = "{rule}"\n')
        assert mark, f"there is no {rule} any more: mend the case"
        changed, count = re.subn(r"(?m)^pattern = ('''|')", r"pattern = \1(?!)", tail, count=1)
        assert count
        path.write_text(head + mark + changed, encoding="utf-8")

    return change


# what is changed, and the least and most of the articles that are read again for it, as shares
CHANGES: dict[str, tuple[Callable[[Path], None], float, float]] = {
    "what reads nothing": (_notes, 0, 0),
    "a citation rule": (_rule_gone("citation", "citation.plenum"), 0.01, 0.9),
    "a date rule": (_rule_gone("date", "date.quarter"), 0.0, 0.9),
    "a statistic rule": (_rule_gone("statistic", "statistic.percent"), 0.01, 0.99),
    "an event rule": (_rule_gone("event", "event.meeting"), 0.01, 0.99),
    "what joins days": (_rule_gone("date", "date.between"), 1, 1),
    "an official rule": (_rule_gone("official", "official.person"), 0.01, 0.99),
    "how articles are linked": (_added("pipeline/link/date.py", "_NO_MORE_THAN_A_NOTE = 1\n"), 1, 1),
    "how pages are read": (_added("pipeline/furniture.py", "_NO_MORE_THAN_A_NOTE = 1\n"), 1, 1),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_rows_are_those_of_a_full_build(name: str, inputs: Path, before: Path, tmp_path: Path) -> None:
    change, least, most = CHANGES[name]
    tree = _tree(tmp_path / "tree")
    change(tree)
    shutil.copy(before, tmp_path / "changed.db")
    again = _built(tree, inputs, tmp_path / "changed.db", "--changed")
    every = _built(tree, inputs, tmp_path / "whole.db")
    assert rows(tmp_path / "changed.db") == rows(tmp_path / "whole.db")
    assert least * every <= again <= most * every


@pytest.mark.parametrize("workers", [1, 2])
def test_new_and_edited_pages_are_read(workers: int, before: Path, inputs: Path, tmp_path: Path) -> None:
    shutil.copytree(inputs, tmp_path / "inputs")
    press.archive(tmp_path / "inputs" / "b.warc.gz", range(PAGES, PAGES + 3))
    edited = next((tmp_path / "inputs" / "samples").glob("*.txt"))
    edited.write_text(edited.read_text(encoding="utf-8") + "\nThêm một câu ở cuối bài viết này.\n", encoding="utf-8")
    shutil.copy(before, tmp_path / "a.db")
    # a copied file is another one only where its time of change is
    summary = build([tmp_path / "inputs"], tmp_path / "a.db", changed=True, workers=workers)
    assert 1 < summary.built + summary.irrelevant <= 4
    build([tmp_path / "inputs"], tmp_path / "b.db")
    several, one = rows(tmp_path / "a.db"), rows(tmp_path / "b.db")
    # which of the runs it was that read an archive is the one thing that differs
    assert len(several.pop("fetches")) == len(one.pop("fetches"))
    assert several == one


def test_words_are_read_back_as_they_were(before: Path) -> None:
    with read(before) as db:
        articles = [article for (article,) in db.conn.execute("select id from articles")]
        assert articles
        for article in articles:
            known = segmented(db, article)
            plain = [(one.start, one.end, one.text, one.words) for one in known.sentences]
            assert plain == [(one.start, one.end, one.text, one.words) for one in segment(known.article)]


def test_words_with_underscores_and_marks_are_read_back() -> None:
    assert words("a_b (c d)", 10, "a_b ( c_d )") == ((10, 13), (14, 15), (15, 18), (18, 19))


def test_a_killed_run_is_completed_by_the_next(inputs: Path, before: Path, tmp_path: Path) -> None:
    shutil.copy(before, tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        # half of the articles are as an older program left them
        connection.execute("update articles set program = ? || '.00000000.00000000' where id % 2", (version.text(),))
        connection.execute("delete from statistics where article_id % 2")
        connection.commit()
    assert build([inputs], tmp_path / "a.db", changed=True).built
    assert rows(tmp_path / "a.db") == rows(before)


# --- what the versions are made of ---


def _imported(path: Path) -> set[Path]:
    """The modules of ours that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    paths = {ROOT / f"{name.replace('.', '/')}.py" for name in names}
    return {path for path in paths if path.is_file()}


def _behind(*modules: str) -> set[Path]:
    """The modules of ours behind some, these included."""
    found: set[Path] = set()
    todo = {ROOT / module for module in modules}
    while todo:
        found |= todo
        todo = {other for path in todo for other in _imported(path)} - found
    return found


# what is raised and what tables are called decides no row
_APART = {ROOT / "pipeline" / name for name in ("errors.py", "schema.py", "fulltext.py")}
_READS = ("pipeline/read.py", "pipeline/parse.py", "pipeline/relevance.py", "pipeline/segment.py")
_STATES = ("pipeline/extract.py", "pipeline/rows.py", *(str(p.relative_to(ROOT)) for p in (ROOT / "pipeline" / "link").glob("*.py")))


def test_a_version_has_every_module_behind_it() -> None:
    text, facts = set(version.files(version.TEXT)), set(version.files(version.FACTS))
    assert not _behind(*_READS) - _APART - text, "name it in TEXT of pipeline/version.py"
    assert not _behind(*_STATES) - _APART - facts - text, "name it in FACTS of pipeline/version.py"
    assert not [name for name in version.TEXT if not list(version.files([name]))]


def test_the_version_of_texts_has_every_gazetteer_that_they_are_read_by(inputs: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom corpus import load\nread = set()\nreal = load.table\n"
        "load.table = lambda name: read.add(name) or real(name)\n"
        "from pipeline.read import read as pages\nfrom pipeline.build import read_page\nfrom pipeline.errors import Refused\n"
        "for page in pages([Path(sys.argv[1])]):\n    try: read_page(page, until='segment', everything=False)\n    except Refused: pass\n"
        "    except AttributeError: pass\nprint(*sorted(read))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(inputs)], cwd=ROOT, capture_output=True, text=True, check=True)
    known = {path.stem for path in version.files(version.TEXT) if path.suffix == ".csv"}
    assert set(done.stdout.split()) == known


def test_patterns_are_the_same_in_every_process() -> None:
    code = "from pipeline.version import patterns\nprint(patterns())"
    made = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert made[0].stdout == made[1].stdout


def test_every_rule_is_of_the_version() -> None:
    assert len(version.patterns()) >= 50
    assert {path.stem for path in version.files(version.RULES)} == {path.stem for path in (ROOT / "extractors").glob("*.toml")}
