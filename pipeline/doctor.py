"""Doctor: looks over a database, its archive and the SQLite under them, and mends what can be mended without losing anything."""

import sqlite3
from collections.abc import Callable, Iterator, Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Rejected
from pipeline import archive, database, fulltext, migration
from pipeline.database import explained
from pipeline.errors import InputError
from pipeline.public import is_marked

# the first version without the defect by which two writers that check-point at once can lose a page
_SOUND = (3, 51, 3)
_SPANS = ("sentences", "citations", "document_relations", "unresolved", "posts", "dates", "statistics", "events")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, what to do about it, and whether it was done; what is `harmless` is said and does not count."""

    wrong: str
    advice: str
    mended: bool = False
    harmless: bool = False

    def __str__(self) -> str:
        """The finding in a line."""
        return f"{'mended' if self.mended else 'note' if self.harmless else 'wrong'}: {self.wrong}; {self.advice}"


def examine(path: Path, folder: Path | None = None, *, mend: bool = False) -> Iterator[Finding]:
    """What is wrong with the database at `path` and with the archive in `folder`; with `mend` it is mended on the way.

    The archive is read whole, which takes a minute for some GB. Raises DatabaseError for a file that is not ours or that another
    program writes to, and InputError for an archive that is not there.
    """
    if folder is not None and not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; name the one that the crawl keeps its archive in")
    with database.read(path) as db:  # what is not ours is refused before anything is looked at
        public = is_marked(db)
    yield from _library()
    again = f"build it anew from the archive: `nghiquyet build {folder or 'ARCHIVE'} --db NEW.db`"
    with explained(path), closing(sqlite3.connect(path, isolation_level=None, timeout=database.PATIENCE)) as connection:
        damaged = [Finding(wrong, again) for wrong in _damage(connection)]
        yield from damaged
        # a public copy has no full text
        if not damaged and not public:
            yield from _fulltext(connection, mend=mend)
    if not damaged:
        yield from _schema(path, mend=mend)
        if folder is not None:
            yield from _archive(path, folder, mend=mend)


def _library() -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < _SOUND:
        advice = "let no other program write to the database; nghiquyet itself writes as one at a time"
        yield Finding(
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset defect of versions before {'.'.join(map(str, _SOUND))}",
            advice,
            harmless=True,
        )


# --- the database ------------------------------------------------------------------------------------------------------


def _damage(db: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the pages of the file, with references, and with offsets."""
    if (said := [line for (line,) in db.execute("pragma integrity_check(10)")]) != ["ok"]:
        yield f"the file is damaged: {'; '.join(said[:_SHOWN])}"
        return
    if lost := db.execute("pragma foreign_key_check").fetchall():
        tables = ", ".join(sorted({row[0] for row in lost}))
        yield f"{len(lost)} rows refer to rows that are not there, in {tables}"
    for table in _SPANS:
        sql = (
            f"select count(*) from {table} t join articles a on a.id = t.article_id where substr(body, start + 1, [end] - start) <> t.text"
        )
        if (count := db.execute(sql).fetchone()[0]) > 0:
            yield f"the words of {count} rows of {table} do not stand where they say"


def _fulltext(db: sqlite3.Connection, *, mend: bool) -> Iterator[Finding]:
    """Indexes of words that do not fit the texts."""
    for index in fulltext.INDEXES:
        if not _fits(db, index):
            if mend:
                db.execute(f"insert into {index.name}({index.name}) values ('rebuild')")
            yield Finding(f"{index.name} does not fit the texts", "--mend makes it anew", mended=mend and _fits(db, index))


def _fits(db: sqlite3.Connection, index: fulltext.Index) -> bool:
    db.execute("begin immediate")
    try:
        db.execute(f"insert into {index.name}({index.name}, rank) values ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return False
    finally:
        db.rollback()
    return True


def _schema(path: Path, *, mend: bool) -> Iterator[Finding]:
    with database.read(path) as db:
        (made_by,) = db.conn.execute("pragma user_version").fetchone()
    if made_by < migration.version():
        if mend:
            with database.write(path):
                pass
        yield Finding(f"it has schema {made_by}, this program writes {migration.version()}", "--mend brings it up to date", mended=mend)


# --- the archive -------------------------------------------------------------------------------------------------------


def _archive(path: Path, folder: Path, *, mend: bool) -> Iterator[Finding]:
    """Records that are damaged, answers that only one of archive and database knows, and half a record at the end of a file."""
    files = sorted(folder.glob("*.warc.gz"))
    with database.read(path) as db:
        known = {file.name: _noted(db.conn, file.name) for file in files}
        named = {name for (name,) in db.conn.execute("select distinct warc_file from addresses where warc_file is not null")}
    for name in sorted(named - known.keys()):
        yield _lost(path, f"{name} is not in {folder}", lambda file, name=name: file == name, mend=mend)  # type: ignore[misc]
    for file in files:
        yield from _file(path, file, known[file.name], mend=mend)


def _noted(db: sqlite3.Connection, name: str) -> Set[int]:
    """Where in a file the last bodies of addresses stand."""
    return {offset for (offset,) in db.execute("select warc_offset from addresses where warc_file = ?", (name,))}


def _file(path: Path, file: Path, known: Set[int], *, mend: bool) -> Iterator[Finding]:
    torn = archive.torn(file)
    if torn and mend:
        archive.mend(file)
    if torn:
        yield Finding(f"{file.name} ends with {torn} bytes of half a record", "--mend cuts them off, as the next crawl does", mended=mend)
    whole, damaged = set(), []
    for found in archive.exchanges(file) if file.stat().st_size else ():
        if isinstance(found, Rejected):
            damaged.append(found.detail or found.reason)
        else:
            whole.add(found.warc_offset)
    if damaged and not (torn and len(damaged) == 1):
        yield Finding(
            f"{file.name}: {len(damaged)} damaged records ({damaged[0]})", "the others are read; put a copy of the file in its place"
        )
    if missing := known - whole:
        yield _lost(
            path, f"{len(missing)} pages are not in {file.name} where the database says", missing.__contains__, mend=mend, file=file.name
        )


def _lost(path: Path, wrong: str, which: Callable[[object], bool], *, mend: bool, file: str | None = None) -> Finding:
    """Pages that the archive has lost; mended, they are asked for again by the next crawl, and what was read from them stays."""
    if mend:
        with database.write(path) as db, database.transaction(db):
            rows = db.conn.execute("select id, warc_file, warc_offset from addresses where warc_file is not null").fetchall()
            lost = [(number,) for number, name, offset in rows if (which(name) if file is None else name == file and which(offset))]
            db.conn.executemany(
                """
                update addresses set state = 'queued', due = found, etag = null, last_modified = null, digest = null, warc_file = null,
                    warc_offset = null, reading = case when reading = 'built' then 'built' end where id = ?
                """,
                lost,
            )
    return Finding(wrong, "put a copy of the file in its place, or --mend has the next crawl ask for them again", mended=mend)
