"""The descriptor of an export, `datapackage.json`: what each file holds, after the Data Package standard, version 2.

https://datapackage.org: programs that know the standard read the tables with their types, keys and missing values by it.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.export.form import Form
from pipeline.public import is_marked
from pipeline.schema import Column, Table

NAME = "datapackage.json"
_OURS = "nghiquyet"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_DESCRIPTION = (
    "How provinces of Viet Nam carry out resolutions of Party and State, read from news pages. Every fact names the article, the words and the "
    "rule that it was read from; times are those of Viet Nam. Figures are as reported; an event says that an article reports an act, not that "
    "it took place. Rows keep their id in every build; the version names the program and the content of the files, so that "
    "both can be cited. Licence: the words of articles (such as title, lead, body, text) remain their publishers' and are here to be checked and "
    "quoted; the licence below is that of the program, of the descriptions and of what it knows beforehand."
)
_PUBLIC = (
    " This is a public copy: of each article it has the address, the hash of its text and at most ten sentences that state facts, no more than a third of its "
    "words; bylines, persons without a public post and what was asked to be left out are not in it. Where a sentence is not quoted, its words and those of its facts are "
    "NULL and the offsets tell where they stand."
)
_LICENCE = {"name": "Apache-2.0", "title": "Apache License 2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0"}
_CSV = (
    "Empty cells are NULL and empty texts stand in quotes. A text that a spreadsheet could take for a formula has an apostrophe before it: where "
    "apostrophes and then one of = + - @ (in either width), a tab or a line break begin a cell, the first apostrophe is not part of the text."
)
_TYPES = {str: "string", int: "integer", float: "number"}


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export: where it stands in the folder, and what is known of it besides its bytes."""

    path: str
    about: dict[str, Any]


def table_file(path: str, table: Table, form: Form) -> File:
    """What is said of the file of a table, with the types, keys and meanings of its columns."""
    of_csv = form.suffix == "csv"
    about = {
        "name": table.name,
        "title": table.title,
        "description": f"{table.description} {_CSV}" if of_csv else table.description,
        "type": "table",
        "format": form.suffix,
        "mediatype": form.media,
        "encoding": "utf-8",
        **({"dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}} if of_csv else {}),
        "schema": _schema(table),
    }
    return File(path, about)


def other_file(path: str, *, title: str, form: str, media: str) -> File:
    """What is said of a file that is no table, or holds one that stands in the first form already."""
    return File(path, {"name": path, "title": title, "format": form, "mediatype": media})


def _schema(table: Table) -> dict[str, Any]:
    keys = [{"fields": [c.name], "reference": {"resource": c.of, "fields": ["id"]}} for c in table.columns if c.of]
    return {
        "fields": [_field(column, required=column.name in table.key) for column in table.columns],
        **({"primaryKey": list(table.key)} if table.key else {}),
        **({"foreignKeys": keys} if keys else {}),
        "missingValues": [""],
    }


def _field(column: Column, *, required: bool) -> dict[str, Any]:
    field = {"name": column.name, "type": _TYPES[column.type], "description": column.description}
    return {**field, "constraints": {"required": True}} if required else field


def write(folder: Path, files: Sequence[File], db: Database) -> None:
    """Writes the descriptor of the files in a folder, with the SHA-256 and length of each; nothing in it depends on the day."""
    resources = [{**file.about, "path": file.path, **_measured(folder / file.path)} for file in files]
    (program,) = [value for key, value in db.conn.execute("select key, value from meta") if key == "version"] or ["0"]
    package = {
        "$schema": _PROFILE,
        "name": _OURS,
        "title": "Resolutions and what is done about them",
        "description": _DESCRIPTION + (_PUBLIC if is_marked(db) else ""),
        "version": f"{program}+{_content(resource['hash'] for resource in resources)}",
        "licenses": [_LICENCE],
        "sources": _sources(db),
        "resources": resources,
    }
    (folder / NAME).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _measured(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest(path)}"}


def digest(path: Path) -> str:
    """The SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _content(hashes: Iterable[str]) -> str:
    """Twelve hex digits for the content of all files."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:12]


def _sources(db: Database) -> list[dict[str, str]]:
    """The sites whose articles are in the database."""
    sql = "select id, coalesce(name, id) from sites where id in (select site from articles) order by id"
    return [{"title": name, "path": f"https://{host}/"} for host, name in db.conn.execute(sql)]


def stray(folder: Path) -> str | None:
    """A file in a folder that is not as an export left it; None where all are. An empty folder has none."""
    left = _left(folder)
    there = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return next((name for name, path in there if path.is_symlink() or name not in left or left[name] not in {None, digest(path)}), None)


def _left(folder: Path) -> dict[str, str | None]:
    """Path → SHA-256 of each file that an export left in a folder, by the descriptor there; the descriptor itself has none."""
    path = folder / NAME
    try:
        package = json.loads(path.read_bytes()) if path.is_file() else {}
    except ValueError:
        return {}
    if not isinstance(package, dict) or (package.get("$schema"), package.get("name")) != (_PROFILE, _OURS):
        return {}
    return {NAME: None} | {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in package["resources"]}
