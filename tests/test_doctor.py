"""`nghiquyet doctor`: what is wrong with a database and its archive is said, and mended where nothing is lost by it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import migration
from pipeline.doctor import Finding, examine
from tests.crawling import Host, ask, change, crawling, run

PAGE = "/tin/ban-tin-so-1-trong-tinh-10001.html"
WORDS = "Ngày 17/11/2017, Tỉnh ủy Lạng Sơn tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW. " * 6
ANSWERS = {
    "/": (200, {}, f'<html><body><a href="{PAGE}">Bản tin số một trong tỉnh hôm nay</a></body></html>'),
    PAGE: (200, {}, f"<html><body><h1>Tỉnh ủy tổng kết nghị quyết</h1><p>{WORDS}</p></body></html>"),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Host]]:
    """A database and its archive as a crawl of one article leaves them, and the host."""
    folder = tmp_path_factory.mktemp("crawled")
    with Host(ANSWERS) as host:
        run(folder, *crawling(sites=[f"{host.url}/"]))
        yield folder, host


@pytest.fixture
def place(crawled: tuple[Path, Host], tmp_path: Path) -> Path:
    """A copy of them."""
    shutil.copytree(crawled[0], tmp_path / "place")
    return tmp_path / "place"


def found(place: Path, *, mend: bool = False) -> list[Finding]:
    """What is wrong, but for the SQLite of this machine."""
    return [one for one in examine(place / "facts.db", place / "archive", mend=mend) if not one.harmless]


def _tear(place: Path) -> None:
    (file,) = (place / "archive").iterdir()
    with file.open("ab") as stream:
        stream.write(file.read_bytes()[:40])


def _lose(place: Path) -> None:
    (file,) = (place / "archive").iterdir()
    file.unlink()


def _cut(place: Path) -> None:
    (file,) = (place / "archive").iterdir()
    ((offset,),) = ask(place / "facts.db", "select warc_offset from addresses where role = 'article'")
    with file.open("r+b") as stream:
        stream.truncate(int(str(offset)))


def _forget_words(place: Path) -> None:
    change(place / "facts.db", "insert into articles_fts(articles_fts) values ('delete-all')")


def _older(place: Path) -> None:
    change(place / "facts.db", "delete from _sqlite_migrations where name = (select max(name) from _sqlite_migrations)")
    change(place / "facts.db", f"pragma user_version = {migration.version() - 1}")


def _misplace(place: Path) -> None:
    change(place / "facts.db", "update citations set start = start + 1")


def _orphan(place: Path) -> None:
    change(place / "facts.db", "update citations set document_id = 'không có'")


def _damage(place: Path) -> None:
    # what the file says of its tables stands before all rows
    with (place / "facts.db").open("r+b") as stream:
        stream.seek((place / "facts.db").stat().st_size // 2 // 4096 * 4096)
        stream.write(b"x" * 40_960)


MENDED: dict[str, tuple[Callable[[Path], None], str]] = {
    "half a record": (_tear, "ends with 40 bytes of half a record"),
    "a file of the archive is gone": (_lose, "is not in"),
    "a page of the archive is gone": (_cut, "1 pages are not in"),
    "full text": (_forget_words, "articles_fts does not fit the texts"),
    "an older schema": (_older, f"it has schema {migration.version() - 1}, this program writes {migration.version()}"),
}
TOLD: dict[str, tuple[Callable[[Path], None], str]] = {
    "offsets": (_misplace, "rows of citations do not stand where they say"),
    "references": (_orphan, "rows refer to rows that are not there, in citations"),
    "pages of the file": (_damage, "the file is damaged"),
}


def test_what_is_sound_is_said_to_be(place: Path) -> None:
    assert found(place) == []
    assert "facts.db is sound" in run(place, "doctor", "--db", "facts.db", "--archive", "archive")


@pytest.mark.parametrize("name", MENDED)
def test_what_can_be_mended_is(place: Path, name: str) -> None:
    harm, said = MENDED[name]
    harm(place)
    (one,) = found(place)
    assert said in one.wrong
    assert not one.mended
    assert "1 of these need you" in run(place, "doctor", "--db", "facts.db", "--archive", "archive", status=1)
    (one,) = found(place, mend=True)
    assert one.mended
    assert found(place) == []


@pytest.mark.parametrize("name", TOLD)
def test_what_cannot_be_mended_is_left_as_it_is(place: Path, name: str) -> None:
    harm, said = TOLD[name]
    harm(place)
    before = (place / "facts.db").read_bytes()
    findings = found(place, mend=True)
    assert any(said in one.wrong for one in findings)
    assert all("nghiquyet build" in one.advice and not one.mended for one in findings)
    assert (place / "facts.db").read_bytes() == before


@pytest.mark.parametrize("harm", [_lose, _cut])
def test_pages_that_the_archive_lost_are_asked_for_again(place: Path, crawled: tuple[Path, Host], harm: Callable[[Path], None]) -> None:
    before = ask(place / "facts.db", "select id, body from articles")
    harm(place)
    found(place, mend=True)
    assert ask(place / "facts.db", "select id, body from articles") == before
    host = crawled[1]
    host.asked.clear()
    run(place, *crawling(sites=[f"{host.url}/"]))
    assert PAGE in host.paths()
    assert found(place) == []
    assert ask(place / "facts.db", "select id, body from articles") == before


def test_a_database_that_is_written_to_is_left_alone(place: Path) -> None:
    with closing(sqlite3.connect(place / "facts.db", isolation_level=None)) as writer:
        writer.execute("begin immediate")
        assert "another program is writing to it" in run(place, "doctor", "--db", "facts.db", status=1)


@pytest.mark.parametrize(("version", "said"), [("3.40.1", True), ("3.51.2", True), ("3.51.3", False), ("3.53.0", False)])
def test_defect_of_sqlite_is_told(place: Path, monkeypatch: pytest.MonkeyPatch, version: str, said: bool) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version", version)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", tuple(map(int, version.split("."))))
    assert any("WAL-reset defect" in one.wrong for one in examine(place / "facts.db")) == said
