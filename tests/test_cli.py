"""The program as it is run: every command, what it prints, how it ends, and that it never shows a traceback."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.serve.questions import questions
from tests.conftest import SAMPLES

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "gold"
PAGE = SAMPLES / "langson-2017-quan-triet-18-19.html"
# what only building, showing or serving needs: too slow to load for a line of help
HEAVY = {"spacy", "underthesea", "bs4", "lxml", "trafilatura", "datasette", "sqlite_utils", "rich"}


def run(*words: object) -> Result:
    """What the program does with these words on its command line."""
    result = CliRunner(env={"COLUMNS": "110"}).invoke(main, [str(word) for word in words], prog_name="nghiquyet")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"], ["--version"]], ids=" ".join)
def test_help_loads_no_models(words: list[str]) -> None:
    code = (
        f"import sys\nfrom pipeline.cli import main\ntry: main({words!r}, prog_name='nghiquyet')\nexcept SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "nghiquyet" in done.stdout
    loaded = set(done.stderr.split())
    assert {"click", "pipeline"} <= loaded
    assert not loaded & HEAVY
    assert time.monotonic() - began < 2


def test_questions_are_answered_without_models(samples: Path) -> None:
    code = "import sys\nfrom pipeline.cli import main\ntry: main(['ask', '--db', sys.argv[1]])\nexcept SystemExit: pass\nprint(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, str(samples)], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"spacy", "underthesea", "trafilatura", "datasette"} & set(done.stderr.split())


def test_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert run("--version").output == f"nghiquyet, version {version('nghiquyet')}\n"


# words → status, what is said
SAID: list[tuple[list[str], int, str]] = [
    ([], 2, "Usage: nghiquyet [OPTIONS] COMMAND"),
    (["frobnicate"], 2, "No such command 'frobnicate'"),
    (["build"], 2, "Missing argument 'INPUT...'"),
    (["build", "{none}.html", "--db", "{new}"], 1, "does not exist: give a .txt, .html, .warc or .warc.gz file"),
    (["build", "{none}.warc", "--db", "{new}"], 1, "does not exist: give a .txt, .html, .warc or .warc.gz file"),
    (["build", "{page}", "--db", "{none}/a.db"], 1, "there is no folder"),
    (["ask", "--db", "{none}.db"], 1, "`nghiquyet build INPUT... --db"),
    (["ask", "nope", "--db", "{db}"], 1, "'nope' is not a question; known are who-did-what, who-chaired"),
    (["ask", "figures", "--set", "nope=1", "--db", "{db}"], 1, "figures has no parameter 'nope'; it has measure, about, province"),
    (["ask", "figures", "--set", "measure", "--db", "{db}"], 1, "--set measure: give NAME=VALUE"),
    (["ask", "--set", "measure=%", "--db", "{db}"], 1, "--set needs a QUESTION"),
    (["show", "nope", "--db", "{db}"], 1, "no article has this id"),
    (["show", ".html", "--db", "{db}"], 1, "may mean several articles"),
    (["show", "{none}.html"], 1, "does not exist"),
    (["show", "{listing}"], 1, "no article: a list of other pages"),
    (["show", "{page}", "--stage", "parse", "--db", "{db}"], 1, "leave --db out"),
    (["show", "{page}", "--stage", "store"], 2, "'store' is not one of 'parse', 'segment', 'extract', 'link'"),
    (["score", "{none}", "--db", "{db}"], 2, "does not exist"),
    (["score", "{empty}", "--db", "{db}"], 1, "there is no gold"),
    (["score", "{gold}", "--db", "{db}", "--need", "citations=x"], 1, "a number from 0 to 1"),
    (["serve", "--db", "{none}.db"], 1, "there is no such file"),
    (["serve", "--db", "{empty}"], 1, "it is a folder"),
    (["serve", "--db", "{db}", "--port", "70000"], 2, "70000 is not in the range"),
]


@pytest.mark.parametrize(("words", "status", "said"), SAID, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_cannot_be_done_is_said(tmp_path: Path, samples: Path, words: list[str], status: int, said: str) -> None:
    new, empty = tmp_path / "new.db", tmp_path / "empty"
    empty.mkdir()
    places = {"none": tmp_path / "none", "new": new, "empty": empty, "page": PAGE, "db": samples, "gold": GOLD}
    places["listing"] = SAMPLES / "langson-danh-sach.html"
    result = run(*(word.format(**places) for word in words))
    assert result.exit_code == status
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert not new.exists()


def test_build_says_what_it_made_and_refused(tmp_path: Path) -> None:
    result = run("build", SAMPLES, "--db", tmp_path / "a.db")
    assert result.exit_code == 0
    pages = len(list(SAMPLES.iterdir()))
    refused = [line for line in result.output.splitlines() if line.startswith("refused at ")]
    assert f"{pages - len(refused)} pages built" in result.output
    assert "refused at parse: file:langson-danh-sach.html: no article (a list of other pages)" in refused
    for table in ("citations", "posts", "dates", "events", "statistics", "rejected"):
        (line,) = (line for line in result.output.splitlines() if line.split()[1:2] == [table])
        assert int(line.split()[3].replace(",", "")) > 0, line


def test_build_of_nothing_but_refused_pages_fails(tmp_path: Path) -> None:
    result = run("build", SAMPLES / "langson-danh-sach.html", "--db", tmp_path / "a.db")
    assert result.exit_code == 1
    assert "0 pages built" in result.output
    assert "every page was refused" in result.output


def test_overview_answers_three_questions_in_the_width_of_a_terminal(samples: Path) -> None:
    result = run("ask", "--db", samples)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    for question in list(questions().values())[:3]:
        assert any(line.startswith(question.title) for line in lines)
    assert all(any(line.split()[:1] == [name] for line in lines) for name in questions())
    assert max(len(line) for line in lines if str(samples) not in line) <= 110
    # no column is cut off at the edge: each answer shows whole ids of articles
    assert sum("article_id" in line for line in lines) == 3


@pytest.mark.parametrize("name", list(questions()))
@pytest.mark.parametrize("columns", ["80", "120"])
def test_every_question_is_answered(samples: Path, name: str, columns: str) -> None:
    result = CliRunner(env={"COLUMNS": columns}).invoke(main, ["ask", name, "--db", str(samples)])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].startswith(questions()[name].title)
    assert len(lines) > 3
    assert max(len(line) for line in lines[1:]) <= int(columns)


def test_brackets_in_an_answer_are_words_and_no_markup(samples: Path) -> None:
    result = run("ask", "search", "--set", "words=nghị quyết", "--db", samples)
    assert "[quyết]" in result.output


def test_parameters_are_taken(samples: Path) -> None:
    everyone = run("ask", "who-chaired", "--set", "role=all", "--db", samples).output
    assert "(role=all)" in everyone
    only = run("ask", "who-chaired", "--set", "role=all", "--set", "province=thai-binh", "--db", samples).output
    assert "kon-tum" in everyone
    assert "kon-tum" not in only


def test_answers_without_rows_say_so(samples: Path) -> None:
    assert "Nothing in this database." in run("ask", "figures", "--set", "measure=con voi", "--db", samples).output


def test_a_page_is_shown_as_it_is_stored(samples: Path) -> None:
    (article,) = map(json.loads, run("show", PAGE, "--stage", "parse").output.splitlines())
    of_page, of_database = run("show", PAGE), run("show", article["url"], "--db", samples)
    assert of_page.exit_code == of_database.exit_code == 0
    facts = [json.loads(line) for line in of_page.output.splitlines()]
    assert {fact["kind"] for fact in facts} >= {"citation", "date", "official", "statistic", "event"}
    assert all(fact["rule"] for fact in facts)
    stored = [json.loads(line) for line in of_database.output.splitlines()]
    assert [(fact["id"], fact["rule"]) for fact in facts] == [(fact["id"], fact["rule"]) for fact in stored]


@pytest.mark.parametrize(
    ("stage", "columns"),
    [
        ("parse", {"title", "body", "published", "province"}),
        ("segment", {"position", "text", "words"}),
        ("extract", {"kind", "rule", "start", "end"}),
        ("link", {"kind", "rule", "start", "end", "value"}),
    ],
)
def test_stages_are_shown_as_json_lines(stage: str, columns: set[str]) -> None:
    result = run("show", PAGE, "--stage", stage)
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert lines
    assert all(columns <= line.keys() for line in lines)


def _gold_with_a_miss(folder: Path) -> Path:
    """Gold of one sample with one citation more than the page has."""
    folder.mkdir()
    asked = json.loads((GOLD / f"{PAGE.stem}.json").read_text(encoding="utf-8"))
    asked["citations"].append({"kind": "nghị quyết", "number": "999", "symbol": "999-NQ/TW"})
    (folder / f"{PAGE.stem}.json").write_text(json.dumps(asked), encoding="utf-8")
    shutil.copy(PAGE, folder)
    return folder


@pytest.mark.parametrize(("need", "status"), [("citations=0.5", 0), ("citations=1", 1)])
def test_score_ends_by_what_is_needed(tmp_path: Path, samples: Path, need: str, status: int) -> None:
    result = run("score", _gold_with_a_miss(tmp_path / "gold"), "--db", samples, "--need", need, "--verbose")
    assert result.exit_code == status
    assert "999-NQ/TW" in result.output
    assert ("citations" in result.output.splitlines()[-1] and "1" in result.output.splitlines()[-1]) == bool(status)
    (line,) = (line for line in result.output.splitlines() if line.startswith("citations"))
    assert " fn 1)" in line


def test_a_reader_that_has_seen_enough_is_no_error(samples: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "ask", "--db", str(samples)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as asking:
        assert asking.stdout is not None
        asking.stdout.close()
        assert asking.stderr is not None
        said = asking.stderr.read()
        asking.wait(30)
    assert b"Traceback" not in said
    assert asking.returncode == 0
