"""Migration: makes the tables of `pipeline.schema` in a file, and brings a file that an older program made to the present schema."""

from sqlite_utils import Database
from sqlite_utils.db import Table as Made
from sqlite_utils.migrations import Migrations

from pipeline import fulltext
from pipeline.schema import APPLICATION_ID, TABLES, VIEWS, Table, indexes

MIGRATIONS = Migrations("nghiquyet")


@MIGRATIONS()
def m001_tables(db: Database) -> None:
    """Makes every table of `TABLES`, the full text and the mark that the file is ours."""
    for table in TABLES:
        _create(db, table)
    for index in fulltext.INDEXES:
        for statement in index.statements():
            db.conn.execute(statement)
    db.conn.execute(f"pragma application_id = {APPLICATION_ID}")


@MIGRATIONS()
def m002_crawl(db: Database) -> None:
    """Makes what a file of schema 1 lacks: what a crawl remembers, corrections, and copies that are not the same to the letter."""
    _create_missing(db)
    if "copy_hash" in db["articles"].columns_dict:
        for statement in (
            "drop index idx_articles_copy_hash",
            "alter table articles drop column copy_hash",
            "alter table articles add column text_hash integer",
            "create index idx_articles_text_hash on articles (text_hash)",
            "create index idx_articles_republished_from on articles (republished_from)",
            "alter table events add column said_act text",
            "update events set said_act = act_id",
            "alter table events add column repeated integer",
        ):
            db.conn.execute(statement)
    for table in TABLES:
        _index(db, table)


@MIGRATIONS()
def m003_growth(db: Database) -> None:
    """Makes what a file of schema 2 lacks: what was read, and by which rules."""
    _create_missing(db)


@MIGRATIONS()
def m004_dataset(db: Database) -> None:
    """Makes what a file of schema 3 lacks: what a data set needs that is released and cited."""
    _create_missing(db)
    for view in VIEWS:
        db.conn.execute(f"create view if not exists {view.name} as {view.sql}")


@MIGRATIONS()
def m005_answers(db: Database) -> None:
    """Makes the indexes that a file of schema 4 lacks, in the place of those that they begin with."""
    for table in TABLES:
        _index(db, table)
    _drop_indexes(db, "articles_duplicate_of", "posts_official_id", "events_document_id_act_id_article_id", "statistics_measure")


@MIGRATIONS()
def m006_attendance(db: Database) -> None:
    """Makes the indexes that a file of schema 5 lacks, in the place of those that they begin with, and views as they are now."""
    for table in TABLES:
        _index(db, table)
    _drop_indexes(db, "statistics_measure_article_id", "articles_site")
    for view in VIEWS:
        db.conn.execute(f"drop view if exists {view.name}")
        db.conn.execute(f"create view {view.name} as {view.sql}")


def _drop_indexes(db: Database, *names: str) -> None:
    for name in names:
        db.conn.execute(f"drop index if exists idx_{name}")


def _create_missing(db: Database) -> None:
    """Makes the tables that a file has not."""
    there = set(db.table_names())
    for table in TABLES:
        if table.name not in there:
            _create(db, table)


def _create(db: Database, table: Table) -> None:
    """Makes one table with its keys and indexes."""
    made = db[table.name]
    assert isinstance(made, Made)
    links = [(column.name, column.of, "id") for column in table.columns if column.of]
    made.create({column.name: column.type for column in table.columns}, pk=_key(table), foreign_keys=links)
    _index(db, table)


def _index(db: Database, table: Table) -> None:
    """Makes the indexes that a table lacks."""
    made = db[table.name]
    assert isinstance(made, Made)
    for columns in indexes(table):
        made.create_index(columns, if_not_exists=True)
    for part in table.parts:
        db.conn.execute(f"create index if not exists {part.name} on {table.name} ({', '.join(part.columns)}) where {part.where}")


def _key(table: Table) -> str | tuple[str, ...] | None:
    return table.key[0] if len(table.key) == 1 else table.key or None


def version() -> int:
    """The number of the schema that this program writes: how many migrations there are."""
    return len(MIGRATIONS._migrations)


def create(db: Database) -> None:
    """Brings a file to the present schema, in the caller's transaction; nothing is written where it has it already.

    A later migration changes what an older file has; a new file gets everything from the first.
    """
    if MIGRATIONS.pending(db):
        MIGRATIONS.apply(db)
        db.conn.execute(f"pragma user_version = {version()}")
