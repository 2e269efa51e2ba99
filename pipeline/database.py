"""The file: opened for one writer or for readers, and refused clearly, untouched, when it is not ours to use."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from time import monotonic, sleep
from typing import IO
from urllib.parse import quote

from sqlite_utils import Database

from pipeline import fulltext, migration, schema
from pipeline.errors import DatabaseError
from pipeline.furniture import LOCAL

# seconds that a writer waits for another one
PATIENCE = 5.0
_MAGIC = b"SQLite format 3\0"
_ANY_WRITE = 0o222


@contextmanager
def write(path: Path, *, patience: float = PATIENCE) -> Iterator[Database]:
    """The database at `path` for writing, made when there is none; on leaving, everything is in the one file.

    Raises DatabaseError, the file left as it was, when it is not SQLite, of another program, of a newer schema, read-only
    or locked for longer than `patience` seconds.
    """
    path = Path(path)
    _check_place(path)
    if path.exists():
        _check_content(path, patience=patience)
    with _alone(path, patience), explained(path), closing(sqlite3.connect(path, isolation_level=None, timeout=patience)) as connection:
        # asks for the lock before anything is changed
        connection.execute("begin immediate")
        connection.rollback()
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma foreign_keys = on")
        # an article's rows lie all over the file, so what is changed is kept at hand (KiB) and moved to the file seldom (pages)
        connection.execute("pragma cache_size = -65536")
        connection.execute("pragma wal_autocheckpoint = 16000")
        db = Database(connection)
        with transaction(db):
            migration.create(db)
        yield db
        _settle(connection)


@contextmanager
def _alone(path: Path, patience: float) -> Iterator[None]:
    """Keeps other programs of ours from writing to the database; the lock goes with the process, however that ends.

    Raises DatabaseError that says who has it after so many seconds.
    """
    # one file has one lock, whatever the names that it is known by
    file_itself = path.resolve()
    beside = file_itself.with_name(f"{file_itself.name}.lock")
    until = monotonic() + patience
    with ExitStack() as opened, explained(path):
        while True:
            file = opened.enter_context(_lock_file(path, beside))
            if _taken(file) and beside.exists() and os.path.samestat(os.fstat(file.fileno()), beside.stat()):
                break
            if monotonic() > until:
                file.seek(0)
                holder = file.read().strip() or "another process"
                raise DatabaseError(f"{path}: {holder} is writing to it; wait until it has ended, then run this again")
            opened.close()
            sleep(0.05)
        file.truncate(0)
        file.write(f"nghiquyet {' '.join(sys.argv[1:2])} (process {os.getpid()}, since {datetime.now(LOCAL):%H:%M:%S on %d/%m/%Y})")
        file.flush()
        try:
            yield
        finally:
            beside.unlink(missing_ok=True)


def _lock_file(path: Path, beside: Path) -> IO[str]:
    """The file that is locked, open. Raises DatabaseError where the folder of the database takes none."""
    try:
        return beside.open("a+", encoding="utf-8")
    except OSError as error:
        raise DatabaseError(
            f"{path}: {beside.parent}: {error.strerror}; give write permission on the folder, or name another file"
        ) from None


def _taken(file: IO[str]) -> bool:
    """Whether the lock on an open file could be had at once."""
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def read(path: Path) -> Iterator[Database]:
    """The database at `path` for reading, with the SQL function `escape_fts(words)`. Raises DatabaseError when it is not one of ours."""
    path = Path(path)
    if path.is_dir():
        raise DatabaseError(f"{path}: it is a folder; name the database file in it")
    if not path.is_file():
        raise DatabaseError(f"{path}: there is no such file; `nghiquyet build INPUT... --db {path}` makes it")
    _check_content(path, empty_is_ours=False)
    with explained(path), closing(_read_only(path)) as connection:
        connection.create_function("escape_fts", 1, fulltext.quoted, deterministic=True)
        yield Database(connection)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Everything inside is written, or nothing is. Takes the lock at once, so that it need not be fought for halfway."""
    db.conn.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.execute("commit")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a file that cannot be used into a DatabaseError that says what to do."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        for words, advice in _ADVICE:
            if words in str(error):
                raise DatabaseError(f"{path}: {advice}") from error
        raise


_ADVICE = (
    ("locked", "another program is writing to it; wait until it has finished or close it, then run this again"),
    ("readonly", "it is read-only; give write permission on the file and its folder, or name another file"),
    ("unable to open", "it cannot be opened; see that the folder exists and that you may write there"),
    ("not a database", "it is not an SQLite database; name another file"),
    ("malformed", "it is damaged; delete it and build it again, since everything in it comes from the inputs"),
    ("disk I/O", "the disk does not read or write it; see whether there is room, and whether the disk is sound and still there"),
    ("full", "the disk is full; make room and run this again"),
)


def _check_place(path: Path) -> None:
    """Raises DatabaseError unless the path is a file that may be written, or may be made."""
    if path.is_dir():
        raise DatabaseError(f"{path}: it is a folder; name a file in it, such as {path / 'facts.db'}")
    if not path.parent.is_dir():
        raise DatabaseError(f"{path}: there is no folder {path.parent}; make it first")
    # the bits are looked at because the superuser is refused nothing, and a file marked so is meant to stay as it is
    for place in (path, path.parent):
        if place.exists() and not place.stat().st_mode & _ANY_WRITE:
            raise DatabaseError(f"{path}: {place} is read-only; give write permission on it, or name another file")


def _check_content(path: Path, *, empty_is_ours: bool = True, patience: float = PATIENCE) -> None:
    """Raises DatabaseError unless the file is one of ours of this schema or an older one, or has nothing in it."""
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if start and start != _MAGIC:
        raise DatabaseError(f"{path}: it is not an SQLite database; name another file")
    _roll_back(path, patience)
    with explained(path), closing(_read_only(path, patience)) as connection:
        (application,) = connection.execute("pragma application_id").fetchone()
        (made_by,) = connection.execute("pragma user_version").fetchone()
        (objects,) = connection.execute("select count(*) from sqlite_master").fetchone()
    if application != schema.APPLICATION_ID and (objects or application or not empty_is_ours):
        raise DatabaseError(f"{path}: it was not made by this program; name another file")
    if made_by > migration.version():
        raise DatabaseError(f"{path}: it has schema {made_by} and this program knows {migration.version()}; update the program")


def _roll_back(path: Path, patience: float) -> None:
    """Lets SQLite take back what a writer had begun that was killed while it took up or gave up the log: a reader may not.

    Elsewhere writers leave a log, which readers can read. Where another writer is at it, its journal stays.
    """
    if path.with_name(f"{path.name}-journal").exists():
        with explained(path), closing(sqlite3.connect(path, isolation_level=None, timeout=patience)) as connection:
            connection.execute("select count(*) from sqlite_master").fetchone()


def _read_only(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None, timeout=patience)


def _settle(connection: sqlite3.Connection) -> None:
    """Moves what the log holds into the file, and gives the log up where no reader needs it: the file then opens even where nothing may be written."""
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.execute("pragma busy_timeout = 0")
    try:
        connection.execute("pragma journal_mode = delete")
    except sqlite3.OperationalError:
        # a reader has it open: the log stays, and the next writer tries again
        return
