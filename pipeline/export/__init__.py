"""Export: the tables of a database as files that other programs read, all from one moment of it, whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from glob import escape
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from urllib.parse import quote

from sqlite_utils import Database

from pipeline import database, schema
from pipeline.errors import InputError
from pipeline.export import descriptor, feed
from pipeline.export.descriptor import File
from pipeline.export.form import Form, forms
from pipeline.public import reduce

_SNAPSHOT = "facts.db"
# in the folder of an export that is being made: the earlier one, while the new one takes its name
_ASIDE = "old"
_ANY_WRITE = 0o222


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: the number of tables, of their rows, of feeds, and the length of all files in bytes."""

    tables: int
    rows: int
    feeds: int
    bytes: int


def export(
    path: Path,
    out: Path,
    *,
    form: str = "csv",
    excel: bool = False,
    snapshot: bool = False,
    public: bool = False,
    documents: Sequence[str] = (),
) -> Exported:
    """Writes every public table of the database at `path` to the folder `out`, with `datapackage.json` and a feed per document.

    A crawl may go on meanwhile: the files are made of a copy of one moment, in a folder beside `out` that takes its name when it is
    whole. `documents` are those whose feeds are wanted, all by default; `snapshot` keeps the copy as `facts.db`,
    `public` leaves out what may not be passed on (`pipeline.public`).
    The same database gives the same bytes. Raises DatabaseError, and InputError for a folder that holds anything but an export.
    """
    wanted = forms(form, excel=excel)
    out = out.absolute()
    _check(out)
    with explained(out), _staging(out) as staging:
        made = staging / "made"
        made.mkdir()
        moment = made / _SNAPSHOT
        take(path, moment, public=public)
        with database.read(moment) as db:
            exported = write(made, db, wanted, documents=documents, snapshot=snapshot)
        if not snapshot:
            moment.unlink()
        _put(made, out, aside=staging / _ASIDE)
    return exported


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A folder beside `out`, gone afterwards; those that killed exports left are cleared away, and what they had moved aside is put back."""
    prefix = f".{out.name}.nghiquyet-"
    for left in out.parent.glob(f"{escape(prefix)}*"):
        with _lock(left) as free:
            if free:
                if (left / _ASIDE).exists() and not out.exists():
                    (left / _ASIDE).rename(out)
                rmtree(left)
    with TemporaryDirectory(prefix=prefix, dir=out.parent) as made, _lock(Path(made)):
        yield Path(made)


@contextmanager
def _lock(folder: Path) -> Iterator[bool]:
    """Whether the lock on a folder could be had; it goes with the process, however that ends."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        yield _taken(opened)
    finally:
        os.close(opened)


def _taken(opened: int) -> bool:
    try:
        flock(opened, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _check(out: Path) -> None:
    """Raises InputError unless an export may take the place of what is at `out`."""
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    # the bits are looked at because the superuser is refused nothing, and a folder marked so is meant to stay as it is
    if not out.parent.stat().st_mode & _ANY_WRITE:
        raise InputError(f"{out}: {out.parent} is read-only; give write permission on it, or name another folder")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(f"{out}: it is not a folder; name one that is new, or one that holds an earlier export")
    if out.exists() and (stray := descriptor.stray(out)):
        raise InputError(f"{out}: {stray} in it is not as an export leaves it, and nothing is overwritten; name another folder")


def take(path: Path, moment: Path, *, public: bool) -> None:
    """Makes a copy of one moment of the database at `path`, of the present schema, with `public` without what may not be passed on."""
    with database.read(path) as db:
        db.conn.execute("vacuum into ?", (str(moment),))
    with database.write(moment):
        pass  # a file of an older schema is given the tables that it lacks
    if public:
        reduce(moment)


def write(
    made: Path, db: Database, wanted: Sequence[Form], *, documents: Sequence[str] = (), snapshot: bool, others: Sequence[File] = ()
) -> Exported:
    """Writes every file of an export but the copy of the database; the descriptor tells of `others` that stand there already."""
    tables = [table for table in schema.TABLES if table.public]
    files = [_table(made, db, table, form, described=form is wanted[0]) for form in wanted for table in tables]
    feeds = list(_feeds(made, db, documents))
    copy = [descriptor.other_file(_SNAPSHOT, title="The database", form="sqlite", media="application/vnd.sqlite3")] if snapshot else []
    descriptor.write(made, [*files, *feeds, *copy, *others], db)
    rows = sum(db.conn.execute(f"select count(*) from {table.name}").fetchone()[0] for table in tables)
    size = sum((made / file.path).stat().st_size for file in (*files, *feeds, *copy))
    return Exported(tables=len(tables), rows=rows, feeds=len(feeds), bytes=size)


def _table(made: Path, db: Database, table: schema.Table, form: Form, *, described: bool) -> File:
    """Writes a table in one form; where it is written in several, the first describes its columns."""
    path = f"{table.name}.{form.suffix}"
    form.write(made / path, table, _rows(db, table))
    if described:
        return descriptor.table_file(path, table, form)
    return descriptor.other_file(path, title=f"{table.title}, as {form.name}", form=form.suffix, media=form.media)


def _rows(db: Database, table: schema.Table) -> Iterator[tuple[object, ...]]:
    """The rows of a table as they are read, by its key or, where it has none, by all columns."""
    columns, order = (", ".join(f"[{name}]" for name in names) for names in (table.names, table.key or table.names))
    yield from db.conn.execute(f"select {columns} from {table.name} order by {order}")


def _feeds(made: Path, db: Database, documents: Sequence[str]) -> Iterator[File]:
    for document in feed.documents(db, documents):
        path = f"feeds/{_file_name(document)}.atom"
        (made / path).parent.mkdir(exist_ok=True)
        if title := feed.write(made / path, document, db):
            yield descriptor.other_file(path, title=f"New events: {title}", form="atom", media=feed.MEDIA)


def _file_name(document: str) -> str:
    """An id as the name of a file, different for different ids.

    >>> _file_name("18-NQ/TW@2017"), _file_name("512-QĐ/TU@lang-son")
    ('18-NQ~2FTW@2017', '512-Q~C4~90~2FTU@lang-son')
    """
    return quote(document.replace("~", "%7E"), safe="@%").replace("%", "~")


def _put(made: Path, out: Path, *, aside: Path) -> None:
    """Gives the finished folder its name; an earlier export goes aside first and comes back where that fails."""
    if out.exists():
        out.rename(aside)
    try:
        made.rename(out)
    except OSError:
        if aside.exists():
            aside.rename(out)
        raise


@contextmanager
def explained(out: Path) -> Iterator[None]:
    """Turns what the system says of a folder that cannot be written into an InputError that says what to do."""
    try:
        yield
    except OSError as error:
        advice = "nothing was changed: make room or give permission, or name another folder"
        raise InputError(f"{out}: {error.strerror or error}; {advice}") from error
