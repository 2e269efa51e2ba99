"""Export: the tables of a database as files that other programs read, all from one moment of it, whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from sqlite_utils import Database

from pipeline import database, schema
from pipeline.errors import InputError
from pipeline.export import descriptor, feed
from pipeline.export.descriptor import File
from pipeline.export.form import Form, forms

_SNAPSHOT = "facts.db"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: the number of tables, of their rows, of feeds, and the length of all files in bytes."""

    tables: int
    rows: int
    feeds: int
    bytes: int


def export(
    path: Path, out: Path, *, form: str = "csv", excel: bool = False, snapshot: bool = False, documents: Sequence[str] = ()
) -> Exported:
    """Writes every public table of the database at `path` to the folder `out`, with `datapackage.json` and a feed per document.

    A crawl may go on meanwhile: the files are made of a copy of one moment, in a folder beside `out` that takes its name when it is
    whole. `documents` are those whose feeds are wanted, all by default; `snapshot` keeps the copy as `facts.db`.
    The same database gives the same bytes. Raises DatabaseError, and InputError for a folder that holds anything but an export.
    """
    wanted = forms(form, excel=excel)
    out = out.absolute()
    _check(out)
    with _explained(out), TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as staging:
        made = Path(staging) / "made"
        made.mkdir()
        moment = made / _SNAPSHOT
        with database.read(path) as db:
            db.conn.execute("vacuum into ?", (str(moment),))
        with database.write(moment):
            pass  # a file of an older schema is given the tables that it lacks
        with database.read(moment) as db:
            exported = _write(made, db, wanted, documents=documents, snapshot=snapshot)
        if not snapshot:
            moment.unlink()
        _put(made, out, aside=Path(staging) / "old")
    return exported


def _check(out: Path) -> None:
    """Raises InputError unless an export may take the place of what is at `out`."""
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(f"{out}: it is not a folder; name one that is new, or one that holds an earlier export")
    if out.exists() and (stray := descriptor.stray(out)):
        raise InputError(f"{out}: {stray} in it is not as an export leaves it, and nothing is overwritten; name another folder")


def _write(made: Path, db: Database, wanted: Sequence[Form], *, documents: Sequence[str], snapshot: bool) -> Exported:
    """Writes every file of an export but the copy of the database."""
    tables = [table for table in schema.TABLES if table.public]
    files = [_table(made, db, table, form, described=form is wanted[0]) for form in wanted for table in tables]
    feeds = list(_feeds(made, db, documents))
    copy = [descriptor.other_file(_SNAPSHOT, title="The database", form="sqlite", media="application/vnd.sqlite3")] if snapshot else []
    descriptor.write(made, [*files, *feeds, *copy], db)
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
def _explained(out: Path) -> Iterator[None]:
    """Turns what the system says of a folder that cannot be written into an InputError that says what to do."""
    try:
        yield
    except OSError as error:
        advice = "nothing was changed: make room or give permission, or name another folder"
        raise InputError(f"{out}: {error.strerror or error}; {advice}") from error
