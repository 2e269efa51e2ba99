"""Kills: every command that writes is ended by SIGKILL at moments of chance, and must come to the same as if it had not been."""

import hashlib
import random
import shutil
import sqlite3
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.model import Exchange
from pipeline import fulltext
from pipeline.archive import exchanges
from tests.crawling import FACTS, ask, crawling, facts, run, start
from tests.trust.figure import Figure, Say
from tests.website import Website

LONG = 50
ARTICLES = 48
# kills in a row before the command may end
_ROW = 5
_DB = "facts.db"
PINNED = datetime(2026, 11, 22, 16, 48)
_SPANS = ("sentences", "citations", "document_relations", "unresolved", "posts", "dates", "statistics", "events")


def dump(database: Path) -> dict[str, list[str]]:
    """Every row of a database but those that tell of runs, without the moments of the crawl; addresses of articles by what is known of them."""
    with closing(sqlite3.connect(database)) as db:
        db.execute("select 1 from sqlite_master")
    known = ask(database, "select url, role, state, reason, reading, digest from addresses where role = 'article' order by url")
    return facts(database, [*FACTS, "coverage", "contributions", "corrected"]) | {"addresses": [*map(repr, known)]}


def flaws(database: Path) -> list[str]:
    """What is wrong with a database as a kill left it: pages, references, full text, offsets. It is looked at in a copy."""
    if not database.exists():
        return []
    with TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        for name in (database.name, f"{database.name}-wal", f"{database.name}-journal"):
            if (database.parent / name).exists():
                shutil.copy(database.parent / name, copy.with_name(name))
        with closing(sqlite3.connect(copy)) as db:
            return list(_flaws(db))


def _flaws(db: sqlite3.Connection) -> Iterator[str]:
    if (said := db.execute("pragma integrity_check").fetchall()) != [("ok",)]:
        yield f"integrity_check: {said[:3]}"
    if said := db.execute("pragma foreign_key_check").fetchall():
        yield f"foreign_key_check: {said[:3]}"
    if not db.execute("select 1 from sqlite_master where name = 'articles_fts'").fetchone():
        return
    for index in fulltext.INDEXES:
        try:
            db.execute(f"insert into {index.name}({index.name}, rank) values ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield f"{index.name}: {error}"
    for table in _SPANS:
        sql = (
            f"select count(*) from {table} t join articles a on a.id = t.article_id where substr(body, start + 1, [end] - start) <> t.text"
        )
        if (wrong := db.execute(sql).fetchone()) != (0,):
            yield f"{table}: the words of {wrong[0]} rows do not stand where they say"


class Command(ABC):
    """A command that writes, in a folder that has what it needs."""

    name: str
    words: Sequence[object]

    @abstractmethod
    def lay(self, folder: Path) -> None:
        """Puts into a folder what the command is to work on."""

    def writes(self, folder: Path) -> bool:
        """Whether it has begun to write."""
        return (folder / f"{_DB}.lock").exists()

    def came(self, folder: Path) -> object:
        """What it came to, once it has ended."""
        return dump(folder / _DB)

    def flaws(self, folder: Path) -> list[str]:
        """What is wrong with what a kill left."""
        return flaws(folder / _DB)


class Crawl(Command):
    """A crawl of four sites."""

    name = "crawl"

    def __init__(self, site: Website) -> None:
        self._site = site
        self.words = crawling()

    def lay(self, folder: Path) -> None:
        self._site.profiles(folder / "sites")

    def flaws(self, folder: Path) -> list[str]:
        """Every answer that the database knows must lie in the archive, whole."""
        found = super().flaws(folder)
        for file in (folder / "archive").glob("*.warc.gz"):
            whole = [one for one in exchanges(file) if isinstance(one, Exchange)] if file.stat().st_size else []
            noted = ask(folder / _DB, "select warc_offset from fetches where warc_file = ?", file.name) if (folder / _DB).exists() else []
            if missing := {offset for (offset,) in noted} - {one.warc_offset for one in whole}:
                found.append(f"{len(missing)} answers are noted and not in {file.name}")
        return found


class Build(Command):
    """A build of the archive of a crawl and of the sample pages."""

    name = "build"
    words = ("build", "archive", "--db", _DB)

    def __init__(self, crawled: Path) -> None:
        self._crawled = crawled

    def lay(self, folder: Path) -> None:
        shutil.copytree(self._crawled / "archive", folder / "archive")
        shutil.copytree(self._crawled / "sites", folder / "sites")


class Correct(Command):
    """Corrections of every kind in a database."""

    name = "correct"
    words = ("correct", "--db", _DB)

    def __init__(self, crawled: Path) -> None:
        self._crawled = crawled

    def lay(self, folder: Path) -> None:
        shutil.copy(self._crawled / _DB, folder / _DB)
        officials = [str(name) for (name,) in ask(folder / _DB, "select id from officials order by id")]
        figures = [str(name) for (name,) in ask(folder / _DB, "select id from statistics order by id limit 100")]
        lines = [f"merge,officials,{one},,{officials[0]},,," for one in officials[1:3]]
        lines += [f"rename,officials,{one},,Lò Thị Mẫu,,," for one in officials[3:40]]
        lines += [f"reject,statistics,{one},,,,," for one in figures]
        (folder / "corrections.csv").write_text("action,table,id,within,to,note,by,date\n" + "\n".join(lines) + "\n")


class Export(Command):
    """An export in every form, over an earlier one."""

    name = "export"
    words = ("export", "--db", _DB, "--out", "out", "--format", "all")

    def __init__(self, crawled: Path) -> None:
        self._crawled = crawled

    def lay(self, folder: Path) -> None:
        shutil.copy(self._crawled / _DB, folder / _DB)

    def writes(self, folder: Path) -> bool:
        return any(folder.glob(".out.*"))

    def came(self, folder: Path) -> object:
        """Every file with its hash, and nothing beside the folder that an export makes on its way."""
        files = sorted(path for path in (folder / "out").rglob("*") if path.is_file())
        hashed = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        return hashed, [path.name for path in folder.glob(".out.*")]

    def flaws(self, folder: Path) -> list[str]:
        """What stands under the name of the export is a whole one."""
        there = (folder / "out").exists()
        return ["the export is not whole"] if there and not (folder / "out" / "datapackage.json").exists() else []


def _ready(command: Command, folder: Path, process: "subprocess.Popen[str]", within: float = 60) -> bool:
    """Waits until a started command writes; False where it ended before."""
    until = time.monotonic() + within
    while process.poll() is None and time.monotonic() < until:
        if command.writes(folder):
            return True
        time.sleep(0.002)
    return False


def whole(command: Command) -> tuple[object, float]:
    """What a command comes to when nothing stops it, and the seconds for which it writes."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        command.lay(folder)
        with start(folder, *command.words) as process:
            assert _ready(command, folder, process)
            began = time.monotonic()
            out, err = process.communicate(timeout=300)
        assert process.returncode == 0, out + err
        return command.came(folder), time.monotonic() - began


def kill(command: Command, folder: Path, after: float) -> bool:
    """Starts a command and kills it so many seconds after it began to write; whether it was still there."""
    with start(folder, *command.words) as process:
        _ready(command, folder, process)
        time.sleep(after)
        process.kill()
        process.communicate()
    return process.returncode == -9


def survive(command: Command, kills: int, chance: random.Random, say: Say) -> tuple[int, list[str]]:
    """How many kills a command survived, and what was wrong after the others."""
    expected, seconds = whole(command)
    done, wrong = 0, []
    while done < kills:
        with TemporaryDirectory() as place:
            folder = Path(place)
            command.lay(folder)
            row = min(_ROW, kills - done) if command.name in {"build", "crawl"} else 1
            killed = 0
            for _ in range(row):
                # after several kills in a row there is less to do: it is killed the sooner
                killed += kill(command, folder, chance.uniform(0, seconds / (1 + killed / 2)))
                if found := command.flaws(folder):
                    wrong.append(f"{command.name}: {'; '.join(found)}")
            run(folder, *command.words)
            if command.came(folder) != expected:
                wrong.append(f"{command.name}: it came to something else after {killed} kills")
            done += killed
        say(f"{command.name}: killed {done} of {kills} times, {len(wrong)} wrong")
    return done - len(wrong), wrong


@contextmanager
def commands() -> Iterator[list[Command]]:
    """The four commands, over a site that is there as long."""
    with TemporaryDirectory() as place, Website(ARTICLES, slow=0.02, now=PINNED) as site:
        crawled = Path(place)
        crawl = Crawl(site)
        crawl.lay(crawled)
        run(crawled, *crawl.words)
        yield [Build(crawled), crawl, Correct(crawled), Export(crawled)]


def run_all(kills: int, say: Say) -> list[Figure]:
    """Kills each command so many times."""
    chance = random.Random(20261122)
    figures = []
    with commands() as them:
        for command in them:
            survived, wrong = survive(command, kills, chance, say)
            came = (
                f"{survived} of {survived + len(wrong)} survived: checks hold after each, and the end is row for row that of a run without"
            )
            figures.append(Figure(f"SIGKILL at a moment of chance while `{command.name}` writes", came, not wrong))
            for line in wrong:
                say(line)
    return figures
