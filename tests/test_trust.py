"""What `make trust` tries out at length, in short: a few seconds a part. docs/reliability.md tells what came of the long form."""

import random
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.crawl.hosts import private
from pipeline.serve import pages
from tests.crawling import run, start, wait_until
from tests.trust import addresses, bombs, faults, injections, kills
from tests.trust.__main__ import DOCUMENT, PARTS, document, kept
from tests.trust.figure import silent
from tests.website import Website


def test_table_is_that_of_the_figures() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == document(text), "python -m tests.trust table"


def test_every_part_was_tried_and_holds() -> None:
    figures = kept()
    # all of `make test` in what is given out has this test in it
    assert figures.keys() | {"package", "sdist"} == PARTS.keys()
    assert [one.tried for of in figures.values() for one in of if not one.sound or not date.fromisoformat(one.made)] == []


# --- fetching ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [one for of_kind in addresses.REFUSED.values() for one in of_kind])
def test_address_that_is_not_public(address: str) -> None:
    assert private(address)


@pytest.mark.parametrize("address", addresses.TAKEN)
def test_address_that_is_public(address: str) -> None:
    assert not private(address)


@pytest.mark.parametrize(("name", "first_public"), [("2130706433", False), ("bao.example", True)])
def test_name_of_a_private_address(tmp_path: Path, name: str, first_public: bool) -> None:
    assert addresses.crawled_by_name(name, tmp_path, first_public=first_public) == []


@pytest.mark.parametrize(
    ("answers", "connected"),
    # looked up again the second would be another one: what was checked is what is connected to
    [(["127.0.0.1"], []), (["192.0.3.1", "127.0.0.1"], ["192.0.3.1"])],
)
def test_page_of_a_name_of_a_private_address(answers: list[str], connected: list[str]) -> None:
    assert addresses.connected_by_name(answers) == connected


@pytest.mark.parametrize("name", bombs.SHORT)
def test_bomb_is_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    crawled = bombs.crawl(tmp_path, bombs.BOMBS[name])
    # a crawl without a bomb takes some 260 MB
    assert bombs.problems(bombs.BOMBS[name], crawled, tmp_path, 260) == []


# --- kills: of builds and crawls test_build and test_crawl have theirs ---------------------------------------------------


@pytest.mark.parametrize("command", [kills.Correct, kills.Export])
def test_killed_command_comes_to_the_same(samples: Path, tmp_path: Path, command: type[kills.Correct | kills.Export]) -> None:
    shutil.copy(samples, tmp_path / "facts.db")
    assert kills.survive(command(tmp_path), 2, random.Random(5), silent) == (2, [])


def test_snapshot_of_a_database_that_a_crawl_writes_to_is_restored(tmp_path: Path) -> None:
    with Website(kills.ARTICLES, slow=0.05, now=kills.PINNED) as site:
        crawl = kills.Crawl(site)
        expected, _ = kills.whole(crawl)
        asked = len(site.log())
        crawl.lay(tmp_path)
        with start(tmp_path, *crawl.words) as process:
            wait_until(lambda: len(site.log()) > asked + 20)
            run(tmp_path, "export", "--db", "facts.db", "--out", "copy", "--snapshot")
            assert process.poll() is None, "the crawl should still be writing"
            process.kill()
            process.communicate()
        assert kills.flaws(tmp_path / "copy" / "facts.db") == []
        for name in ("facts.db", "facts.db-wal", "facts.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        shutil.copy(tmp_path / "copy" / "facts.db", tmp_path / "facts.db")
        run(tmp_path, *crawl.words)
        assert crawl.came(tmp_path) == expected


def test_full_disk_is_said_in_a_line(samples: Path, tmp_path: Path) -> None:
    shutil.copy(samples, tmp_path / "facts.db")
    command = kills.Correct(tmp_path)
    expected, _ = kills.whole(command)
    for number, room in enumerate((8, 300, 1500)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert faults.full(command, expected, room, None, folder) is None


@pytest.mark.parametrize("command", [kills.Correct, kills.Export])
def test_folder_that_is_read_only_is_said_in_a_line(samples: Path, tmp_path: Path, command: type[kills.Correct | kills.Export]) -> None:
    shutil.copy(samples, tmp_path / "facts.db")
    expected, _ = kills.whole(command(tmp_path))
    assert faults.sealed(command(tmp_path), expected, None, tmp_path) is None


def test_clock_that_is_set_back_changes_nothing(tmp_path: Path) -> None:
    with Website(8, now=kills.PINNED) as site:
        assert faults.backwards(kills.Crawl(site), tmp_path) is None


# --- serving -----------------------------------------------------------------------------------------------------------


def test_every_page_and_parameter_is_tried() -> None:
    tried = " ".join(injections.PAGES)
    untried = [pattern for pattern, _ in pages.routes() if not any(re.match(pattern, page.partition("?")[0]) for page in injections.PAGES)]
    assert untried == []
    serving = "".join(path.read_text(encoding="utf-8") for path in Path(pages.__file__).parent.glob("*.py"))
    parameters = {*re.findall(r'given\("(\w+)"', serving), *re.findall(r'asked(?:\.get\(|\[)"(\w+)"', serving)}
    assert {name for name in parameters if f"{name}={{}}" not in tried} == set()
    assert len(parameters) > 8


def test_what_is_injected_does_nothing(samples: Path, tmp_path: Path) -> None:
    count, wrong = injections.tried(samples, tmp_path, injections.SHORT[:3], silent)
    assert wrong == []
    assert count > 300
