"""Files of older schemas are brought up to date with all that is in them; those of a newer one are left alone."""

import gzip
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipeline import migration, schema, store
from pipeline.errors import DatabaseError
from tests.conftest import record
from tests.test_store import check, dump

RELEASED = Path(__file__).parent / "released"
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

# the indexes of schema 6, with what schema 5 has in the place of each, and schema 4
_FIFTH: dict[str, str | None] = {
    "idx_statistics_measure_article_id_target_event_id_sentence_id_amount": "statistics (measure, article_id)",
    "idx_statistics_goals": None,
    "idx_sentences_attended": None,
    "idx_articles_site_published": "articles (site)",
}
_FOURTH = {
    "idx_articles_duplicate_of_published_site_province_republished_from": "articles (duplicate_of)",
    "idx_posts_official_id_province_position": "posts (official_id)",
    "idx_events_document_id_act_id_article_id_status_repeated_kind_level_province_earliest_latest": "events (document_id, act_id, article_id)",
    "idx_sentences_bridged": None,
    "idx_addresses_found": None,
    "idx_addresses_queued": None,
    **_FIFTH,
    "idx_statistics_measure_article_id_target_event_id_sentence_id_amount": "statistics (measure)",
}


def _back(path: Path, version: int) -> None:
    """Turns a file into one of an older schema, its articles in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for index, older in (_FOURTH if version < 5 else _FIFTH if version == 5 else {}).items():
            db.execute(f"drop index {index}")
            if older:
                db.execute(f"create index idx_{'_'.join(re.findall('[a-z_]+', older))} on {older}")
        for statement in _FIRST if version == 1 else ():
            db.execute(statement)
        names = [name for (name,) in db.execute("select name from _sqlite_migrations order by name")]
        db.executemany("delete from _sqlite_migrations where name = ?", [(name,) for name in names[version:]])
        db.execute(f"pragma user_version = {version}")


@pytest.mark.parametrize("name", sorted(path.name for path in RELEASED.glob("*.gz")))
def test_file_that_was_given_out_is_brought_up_to_date(tmp_path: Path, name: str) -> None:
    """Of each version there is a file as its program wrote it; those named by a schema are of programs before the first version."""
    file = tmp_path / "facts.db"
    file.write_bytes(gzip.decompress((RELEASED / name).read_bytes()))
    expected = _told(file)
    with store.connect(file) as db:
        for table in schema.TABLES:
            assert db[table.name].columns_dict.keys() == set(table.names), table.name
        store.finish(db)
        check(db)
        assert db.execute("pragma user_version").fetchone() == (migration.version(),)
    assert _told(file) == expected
    with store.connect(file) as db:
        store.store(db, record("https://baolangson.vn/moi-9.html"))
        store.finish(db)
        check(db)


def test_this_version_has_its_file() -> None:
    (version,) = re.findall(r'(?m)^version = "(.+)"', (RELEASED.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert "dev" in version or (RELEASED / f"{version}.db.gz").exists(), f"python -m tests.released {version}"


def _told(path: Path) -> list[list[tuple[object, ...]]]:
    """The texts of a file, and what was read from them, in columns that every version has."""
    with closing(sqlite3.connect(path)) as db:
        articles = db.execute("select url, title, published, body from articles order by url").fetchall()
        facts = [
            db.execute(f"select a.url, t.start, t.[end], t.text from {table} t join articles a on a.id = t.article_id order by 1, 2, 3, t.id").fetchall()
            for table in ("citations", "posts", "dates", "statistics", "events")
        ]  # fmt: skip
    assert all((articles, *facts))
    return [articles, *facts]


@pytest.mark.parametrize("version", range(1, migration.version() + 1))
def test_file_of_every_schema_is_brought_up_to_date(built: Path, version: int) -> None:
    with store.connect(built) as db:
        expected, indexes = dump(db), _indexes(db)
    _back(built, version)
    with store.connect(built) as db:
        store.finish(db)
        check(db)
        assert db.execute("pragma user_version").fetchone() == (migration.version(),)
        for table in schema.TABLES:
            assert db[table.name].columns_dict.keys() == set(table.names), table.name
        assert _indexes(db) == indexes
        came = dump(db)
    for table in ("sentences", "citations", "posts", "dates", "statistics", "acts", "documents", "officials", "revisions"):
        assert came[table] == expected[table], table
    with store.connect(built) as db:
        store.store(db, record("https://baolangson.vn/moi-9.html"))
        check(db)


def _indexes(db: Database) -> dict[str, str]:
    """The indexes of a file by name, with what each is of."""
    made = db.conn.execute("select name, sql from sqlite_master where type = 'index' and sql is not null").fetchall()
    return {name: " ".join(sql.replace('"', "").lower().split()).replace(" (", "(") for name, sql in made}


def test_file_of_a_newer_schema_is_left_alone(built: Path) -> None:
    with closing(sqlite3.connect(built, isolation_level=None)) as db:
        db.execute(f"pragma user_version = {migration.version() + 1}")
    before = built.read_bytes()
    for opening in (store.connect,):
        with pytest.raises(DatabaseError, match="update the program"), opening(built):
            pass
    assert built.read_bytes() == before


def test_migrations_are_numbered(db: Database) -> None:
    names = [row["name"] for row in db["_sqlite_migrations"].rows]
    assert [name[:4] for name in sorted(names)] == [f"m{number:03}" for number in range(1, migration.version() + 1)]
