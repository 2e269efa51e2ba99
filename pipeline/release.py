"""Release: freezes a data set into a folder that is never changed again, so that what is cited from it can be found as it was.

The folder holds the database of one moment, every table in a form for other programs, the codebook, the error of each column, what changed against the
release before, how to cite it, and the SHA-256 of every file.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from pipeline import codebook, database, schema, score, variable
from pipeline.errors import InputError
from pipeline.export import descriptor, explained, take, write
from pipeline.export.descriptor import File
from pipeline.export.form import forms
from pipeline.public import is_marked

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SNAPSHOT, SUMS, CITATION, CHANGES, ERRORS, CODEBOOK = "facts.db", "SHA256SUMS", "CITATION.cff", "changes.csv", "errors.csv", "codebook.md"
# rows of these tell of the making, not of the world: they are not compared with those of an earlier release
_NOT_COMPARED = {"runs", "fetches", "addresses", "visits", "rejected", "meta", "withdrawn", "coverage", "corrections"}
_COMPARED = tuple(table for table in schema.TABLES if table.public and table.key and table.name not in _NOT_COMPARED)


@dataclass(frozen=True, slots=True)
class Released:
    """What a release came to: rows, rows added, changed and withdrawn since the one before, and the length of all files in bytes."""

    rows: int
    added: int
    changed: int
    withdrawn: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Change:
    """A row that is new, another or gone; `columns` are those that differ."""

    table: str
    id: str
    change: str
    columns: str = ""


def release(
    path: Path, name: str, out: Path, *, today: date, against: Path | None = None, gold: Path | None = None, public: bool = False
) -> Released:
    """Freezes the database at `path` as release `name` in the new folder `out`.

    `against` is the folder of the release before, `gold` one of annotated articles, which must be in the database, by which the error of each column is measured.
    Raises DatabaseError, and InputError where something is there already or the earlier release is none; nothing is left half-written.
    """
    out = out.absolute()
    _check(name, out)
    before = None if against is None else _before(against, name, public=public)
    with explained(out), TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as staging:
        made = Path(staging) / "made"
        made.mkdir()
        # measured on the texts, which a public copy has not
        errors = None if gold is None else _errors(path, gold)
        take(path, made / SNAPSHOT, public=public)
        changes = _mark(made / SNAPSHOT, name, before)
        files = list(_texts(made, name, today, changes, errors))
        form = "parquet" if find_spec("pyarrow") else "csv"
        with database.read(made / SNAPSHOT) as db:
            exported = write(made, db, forms(form, excel=False), snapshot=True, others=files)
        _sum(made)
        size = sum(file.stat().st_size for file in made.rglob("*") if file.is_file())
        made.rename(out)
    counts = {kind: sum(change.change == kind for change in changes) for kind in ("added", "changed", "withdrawn")}
    return Released(rows=exported.rows, bytes=size, **counts)


def _check(name: str, out: Path) -> None:
    """Raises InputError unless a release of that name may be made there."""
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r}: the name of a release is of letters, digits, points, dashes and underscores, such as 2026.1")
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    if out.exists() or out.is_symlink():
        raise InputError(f"{out}: it is there already, and a release is never changed; name another folder")


def _errors(path: Path, gold: Path) -> str:
    """The error of each column as CSV. Raises InputError where articles of gold are not in the database: they would count as missed."""
    scored = score.score(path, gold)
    if absent := sorted(case.article for case in scored.cases if case.error == "ABSENT"):
        raise InputError(
            f"--gold {gold}: {len(absent)} of its {scored.articles} articles are not in {path}, such as {absent[0]}; build them into it"
        )
    return variable.as_csv(variable.lines(scored.slots, scored.strata))


def _before(folder: Path, name: str, *, public: bool) -> Path:
    """The database of an earlier release. Raises InputError where there is none, or it is of another kind."""
    snapshot = folder / SNAPSHOT
    if not snapshot.is_file():
        raise InputError(f"--against {folder}: there is no {SNAPSHOT} in it; name the folder of a release")
    with database.read(snapshot) as db:
        known = dict(db.conn.execute("select key, value from meta").fetchall())
        marked = is_marked(db)
    if "release" not in known:
        raise InputError(f"--against {folder}: its {SNAPSHOT} is not that of a release")
    if known["release"] == name:
        raise InputError(f"{name}: the release in {folder} has this name already; give another one")
    if marked != public:
        kinds = {True: "a public one", False: "one with whole texts"}
        raise InputError(f"--against {folder}: it is {kinds[marked]} and this would be {kinds[public]}; compare with one of the same kind")
    return snapshot


# --- the snapshot ---


def _mark(snapshot: Path, name: str, before: Path | None) -> list[_Change]:
    """Names the release in the snapshot, lays down tombstones for what is gone, and gives what changed."""
    with database.write(snapshot) as db:
        changes = list(_changes(db, before))
        with database.transaction(db):
            (crawled,) = db.conn.execute("select max(started) from runs where command = 'crawl'").fetchone()
            said = {"release": name, "last_crawl": crawled, "release_before": _release_of(before)}
            db.conn.executemany(
                "insert or replace into meta values (?, ?)", [(key, value) for key, value in said.items() if value is not None]
            )
            db.conn.executemany("insert into withdrawn values (?, ?, ?, ?)", _tombstones(changes, name, before))
        db.conn.execute("vacuum")
    return changes


def _release_of(before: Path | None) -> str | None:
    if before is None:
        return None
    with database.read(before) as db:
        return str(db.conn.execute("select value from meta where key = 'release'").fetchone()[0])


def _tombstones(changes: Sequence[_Change], name: str, before: Path | None) -> Iterator[tuple[str, str, str, str]]:
    """Those of the release before whose rows have not come back, and one for each row that is gone since."""
    if before is None:
        return
    with database.read(before) as old:
        # a release of an older program has none
        kept = list(old.conn.execute("select [table], id, last, withdrawn from withdrawn")) if old["withdrawn"].exists() else []
    back = {(change.table, name) for change in changes if change.change == "added" for name in (change.id, _hashed(change.id))}
    yield from (row for row in kept if (row[0], row[1]) not in back)
    last = _release_of(before)
    assert last is not None
    yield from ((change.table, change.id, last, name) for change in changes if change.change == "withdrawn")


def _changes(db: Database, before: Path | None) -> Iterator[_Change]:
    """What differs from the release before, by table and key; nothing of a first release."""
    if before is None:
        return
    db.conn.execute("attach ? as before", (str(before),))
    for table in _COMPARED:
        there = {name for (name,) in db.conn.execute("select name from pragma_table_info(?) where true", (table.name,))}
        of_old = {name for (name,) in db.conn.execute("select name from pragma_table_info(?, 'before')", (table.name,))}
        # a table or column that the older program did not have says nothing of the world
        if shared := [name for name in table.names if name in there & of_old]:
            yield from _of_table(db, table, shared, hashed=is_marked(db) and _is_of_person(table))
    db.conn.execute("detach before")


def _of_table(db: Database, table: schema.Table, shared: Sequence[str], *, hashed: bool) -> Iterator[_Change]:
    """The changes of one table; of public copies the ids of persons who are gone are hashed, since they are made of names."""
    values = [name for name in shared if name not in table.key]
    same = " and ".join(f"n.[{name}] = o.[{name}]" for name in table.key)
    key = ", ".join(f"[{name}]" for name in table.key)
    for new, old, kind in (("main", "before", "added"), ("before", "main", "withdrawn")):
        sql = f"select {key} from {new}.{table.name} n where not exists (select 1 from {old}.{table.name} o where {same}) order by {key}"
        for row in db.conn.execute(sql).fetchall():
            name = _id(row)
            yield _Change(table.name, _hashed(name) if hashed and kind == "withdrawn" else name, kind)
    if values:
        # most rows are the same: the comparison is left to the database
        differ = " || ".join(f"case when n.[{name}] is o.[{name}] then '' else '{name} ' end" for name in values)
        keys = ", ".join(f"n.[{name}]" for name in table.key)
        sql = f"select {keys}, {differ} as d from main.{table.name} n join before.{table.name} o on {same} where d <> '' order by {keys}"
        for *row, columns in db.conn.execute(sql).fetchall():
            yield _Change(table.name, _id(row), "changed", columns.strip())


def _is_of_person(table: schema.Table) -> bool:
    return table.name == "officials" or any(column.of == "officials" for column in table.columns if column.name in table.key)


def _hashed(name: str) -> str:
    return f"sha256:{sha256(name.encode()).hexdigest()}"


def _id(key: Sequence[object]) -> str:
    return str(key[0]) if len(key) == 1 else json.dumps(list(key), ensure_ascii=False)


# --- the files beside it ---


def _texts(made: Path, name: str, today: date, changes: Sequence[_Change], errors: str | None) -> Iterator[File]:
    """Writes what is neither a table nor the snapshot."""
    text = {
        CODEBOOK: ("What each column means", "text/markdown", codebook.markdown()),
        CHANGES: ("Rows that are new, other or gone since the release before", "text/csv", _as_csv(changes)),
        CITATION: ("How to cite this release", "application/yaml", _citation(name, today)),
    }
    if errors is not None:
        text[ERRORS] = ("Precision and recall of each column, by stratum", "text/csv", errors)
    for file, (title, media, said) in text.items():
        (made / file).write_text(said, encoding="utf-8", newline="")
        yield descriptor.other_file(file, title=title, form=file.rpartition(".")[2], media=media)


def _as_csv(changes: Sequence[_Change]) -> str:
    quoted = ((part.replace('"', '""') for part in (one.table, one.id, one.change, one.columns)) for one in changes)
    return "".join(",".join(f'"{part}"' for part in row) + "\r\n" for row in (("table", "id", "change", "columns"), *quoted))


def _citation(name: str, today: date) -> str:
    """The release in the Citation File Format, version 1.2.0; whoever deposits it adds authors and the DOI."""
    lines = (
        "cff-version: 1.2.0",
        "message: Cite the release with the id of the row, its sentence and the archived copy of the page, as docs/citing.md says.",
        "type: dataset",
        f'title: "nghiquyet, data set {name}: how provinces of Viet Nam carry out resolutions of Party and State, as their news sites report it"',
        f'version: "{name}"',
        f"date-released: {today.isoformat()}",
        "authors:",
        "  - name: The makers of this data set",
        "license: Apache-2.0",
        "keywords: [Viet Nam, resolutions, implementation, provinces, news]",
    )
    return "\n".join(lines) + "\n"


def _sum(made: Path) -> None:
    """Writes the SHA-256 of every file, as `sha256sum --check` reads them."""
    files = sorted(file for file in made.rglob("*") if file.is_file())
    lines = [f"{descriptor.digest(file)}  {file.relative_to(made).as_posix()}" for file in files]
    (made / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")
