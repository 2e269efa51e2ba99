"""What the database holds before any article: provinces, sites, the registry, and what it was built with."""

from importlib import metadata
from typing import Any

from sqlite_utils import Database

from corpus import load, registry
from corpus.model import DocumentRow
from pipeline import correct, migration, schema, version
from pipeline.database import transaction


def meta() -> dict[str, str]:
    """The rows of `meta`: what the database is built with."""
    return {
        "schema_version": str(migration.version()),
        "version": metadata.version("nghiquyet"),
        "program": version.program(),
        "rules": version.rules(),
        "registry": version.registry(),
    }


def seed(db: Database) -> None:
    """Puts in what is known beforehand, and takes out what no longer is; writes nothing where nothing changed."""
    if dict(db.conn.execute("select key, value from meta")) == meta():
        return
    with transaction(db):
        # the rows below must be those that were read; `finish` corrects them again
        correct.undo(db)
        # a merged province or a plenum may stand after the rows that refer to it
        db.conn.execute("pragma defer_foreign_keys = on")
        provinces = [(p.id, p.name, p.kind, p.valid_from, p.valid_to, p.merged_into, p.region, p.gso_code) for p in load.provinces()]
        _upsert(db, "provinces", provinces)
        db.conn.execute("update sites set name = id, kind = null, province = null")
        _upsert(db, "sites", sorted({(site.id, site.name, site.kind, site.province) for site in load.sites().values()}))
        for periods in ("province_periods", "site_periods"):
            db.conn.execute(f"delete from {periods}")
            _upsert(db, periods, [tuple(row[name] or None for name in _names(periods)) for row in load.table(periods)])
        db.conn.execute("update documents set origin = 'observed'")
        _upsert(db, "documents", [_values(row) for row in registry.documents()])
        db.conn.execute("delete from meta")
        _upsert(db, "meta", list(meta().items()))
        _remember_rules(db)


def _remember_rules(db: Database) -> None:
    """Keeps the rules beside the articles that they will read, so that a later program can tell what is another one in its own."""
    rules = [(version.program(), place, name, *rule) for place, (name, rule) in enumerate(version.patterns().items())]
    db.conn.executemany("insert or ignore into rules (program, place, id, pattern, needs) values (?, ?, ?, ?, ?)", rules)


def _values(row: DocumentRow) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _names("documents"))


def _names(table: str) -> tuple[str, ...]:
    return schema.BY_NAME[table].names


def _upsert(db: Database, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Puts rows in, over those with the same key; never by deleting, since others refer to them."""
    names, key = _names(table), schema.BY_NAME[table].key
    over = f" on conflict({', '.join(key)}) do update set {', '.join(f'{n} = excluded.{n}' for n in names if n not in key)}" if key else ""
    db.conn.executemany(f"insert into {table} values ({', '.join('?' * len(names))}){over}", rows)
