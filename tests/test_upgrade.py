"""Files of older schemas are brought up to date with all that is in them; those of a newer one are left alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipeline import schema, store
from pipeline.errors import DatabaseError
from tests.conftest import record
from tests.test_store import check, dump

# what a file of schema 1 has not, and what it has instead
_FIRST = (
    *(f"drop view {view.name}" for view in schema.VIEWS),
    *(f"drop table {table}" for table in ("inputs", "rules", "withdrawn", "site_periods")),
    *(f"drop table {table}" for table in ("corrected", "corrections", "addresses", "visits", "coverage")),
    "drop index if exists idx_articles_text_hash",
    "drop index if exists idx_articles_republished_from",
    "alter table articles drop column text_hash",
    "alter table articles add column copy_hash text",
    "create index idx_articles_copy_hash on articles (copy_hash)",
    "alter table events drop column said_act",
    "alter table events drop column repeated",
)


def _back(path: Path, version: int) -> None:
    """Turns a file into one of an older schema, its articles in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in _FIRST if version == 1 else ():
            db.execute(statement)
        names = [name for (name,) in db.execute("select name from _sqlite_migrations order by name")]
        db.executemany("delete from _sqlite_migrations where name = ?", [(name,) for name in names[version:]])
        db.execute(f"pragma user_version = {version}")


@pytest.mark.parametrize("version", range(1, schema.version() + 1))
def test_file_of_every_schema_is_brought_up_to_date(built: Path, version: int) -> None:
    with store.connect(built) as db:
        expected = dump(db)
    _back(built, version)
    with store.connect(built) as db:
        store.finish(db)
        check(db)
        assert db.execute("pragma user_version").fetchone() == (schema.version(),)
        for table in schema.TABLES:
            assert db[table.name].columns_dict.keys() == set(table.names), table.name
        came = dump(db)
    for table in ("sentences", "citations", "posts", "dates", "statistics", "acts", "documents", "officials", "revisions"):
        assert came[table] == expected[table], table
    with store.connect(built) as db:
        store.store(db, record("https://baolangson.vn/moi-9.html"))
        check(db)


def test_file_of_a_newer_schema_is_left_alone(built: Path) -> None:
    with closing(sqlite3.connect(built, isolation_level=None)) as db:
        db.execute(f"pragma user_version = {schema.version() + 1}")
    before = built.read_bytes()
    for opening in (store.connect,):
        with pytest.raises(DatabaseError, match="update the program"), opening(built):
            pass
    assert built.read_bytes() == before


def test_migrations_are_numbered(db: Database) -> None:
    names = [row["name"] for row in db["_sqlite_migrations"].rows]
    assert [name[:4] for name in sorted(names)] == [f"m{number:03}" for number in range(1, schema.version() + 1)]
