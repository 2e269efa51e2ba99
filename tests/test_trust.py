"""What `make trust` tries out at length, in short: a few seconds a part. docs/reliability.md tells what came of the long form."""

import random
import shutil
from pathlib import Path

import pytest

from pipeline.crawl.hosts import private
from tests.trust import addresses, bombs, faults, injections, kills
from tests.trust.__main__ import BEGIN, DOCUMENT, END, PARTS
from tests.trust.figure import silent


def test_every_part_has_its_row() -> None:
    table = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    for part in PARTS:
        assert f"`python -m tests.trust {part}` |" in table


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


def test_full_disk_is_said_in_a_line(samples: Path, tmp_path: Path) -> None:
    shutil.copy(samples, tmp_path / "facts.db")
    command = kills.Correct(tmp_path)
    expected, _ = kills.whole(command)
    for number, room in enumerate((8, 300, 1500)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert faults.full(command, expected, room, None, folder) is None


# --- serving -----------------------------------------------------------------------------------------------------------


def test_what_is_injected_does_nothing(samples: Path, tmp_path: Path) -> None:
    count, wrong = injections.tried(samples, tmp_path, injections.SHORT[:3], silent)
    assert wrong == []
    assert count > 300
