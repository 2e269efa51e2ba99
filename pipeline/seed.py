"""What the database holds before any article: provinces, sites, the registry, and what it was built with."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlite_utils import Database

import corpus
import extractors
import pipeline
from corpus import load, registry
from corpus.model import DocumentRow
from pipeline import correct, schema
from pipeline.correction import SHIPPED
from pipeline.database import transaction

_SOURCES = {".py", ".toml", ".csv", ".cfg"}


def _hash(*folders: str) -> str:
    """Twelve hex digits of the SHA-256 of every source and data file below the folders, in the order of their paths.

    Corrections are left out: they change what was read, not how a page is read.
    """
    total = sha256()
    for folder in folders:
        for path in sorted(path for path in Path(folder).rglob("*") if path.suffix in _SOURCES and path != SHIPPED):
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


@cache
def program() -> str:
    """A short hash of everything that turns a page into rows: when it differs, so may the rows."""
    return _hash(*(package.__path__[0] for package in (corpus, extractors, pipeline)))


@cache
def meta() -> dict[str, str]:
    """The rows of `meta`: what the database is built with."""
    return {
        "schema_version": str(schema.version()),
        "version": version("nghiquyet"),
        "program": program(),
        "rules": _hash(extractors.__path__[0]),
        "registry": _hash(f"{corpus.__path__[0]}/gazetteers", f"{corpus.__path__[0]}/sites"),
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
        db.conn.execute("delete from province_periods")
        _upsert(
            db,
            "province_periods",
            [tuple(row[name] or None for name in _names("province_periods")) for row in load.table("province_periods")],
        )
        db.conn.execute("update sites set name = id, kind = null, province = null")
        _upsert(db, "sites", sorted({(site.id, site.name, site.kind, site.province) for site in load.sites().values()}))
        db.conn.execute("update documents set origin = 'observed'")
        _upsert(db, "documents", [_values(row) for row in registry.documents()])
        db.conn.execute("delete from meta")
        _upsert(db, "meta", list(meta().items()))


def _values(row: DocumentRow) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _names("documents"))


def _names(table: str) -> tuple[str, ...]:
    return schema.BY_NAME[table].names


def _upsert(db: Database, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Puts rows in, over those with the same key; never by deleting, since others refer to them."""
    names, key = _names(table), schema.BY_NAME[table].key
    over = f" on conflict({', '.join(key)}) do update set {', '.join(f'{n} = excluded.{n}' for n in names if n not in key)}" if key else ""
    db.conn.executemany(f"insert into {table} values ({', '.join('?' * len(names))}){over}", rows)
