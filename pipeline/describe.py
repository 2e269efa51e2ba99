"""Describe: the tables of the database and what their columns mean, in Markdown, from the one source that makes them.

`python -m pipeline.describe > docs/database.md` writes the documentation again after the schema has changed.
"""

from pipeline import fulltext, schema

_HEAD = """\
# The database

One SQLite file, described table by table in the order of creation: a table stands after those that it refers to. An arrow names the
table whose key a column holds. Every build makes all tables; those that no command fills yet are empty.

<!-- Made by `python -m pipeline.describe > docs/database.md`; change `pipeline/schema.py` and run that. -->
"""
_TYPES = {str: "text", int: "integer", float: "real"}


def markdown() -> str:
    """The documentation of every table, view and index as Markdown, one line per column."""
    parts = [_HEAD, _contents(), *map(_of_table, schema.TABLES), *map(_of_index, fulltext.INDEXES)]
    return "\n".join(parts)


def _contents() -> str:
    """A line per table with what a row of it is."""
    lines = [f"- [{table.name}](#{table.name}): {table.description}" for table in schema.TABLES]
    return "\n".join([*lines, ""])


def _of_table(table: schema.Table) -> str:
    lines = [f"## {table.name}", "", table.description, ""]
    if table.key:
        lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    for column in table.columns:
        refers = f" → [{column.of}](#{column.of})" if column.of else ""
        lines.append(f"| `{column.name}` | {_TYPES[column.type]} | {column.description.replace('|', chr(92) + '|')}{refers} |")
    return "\n".join([*lines, ""])


def _of_index(index: fulltext.Index) -> str:
    columns = ", ".join(f"`{name}`" for name in index.all_columns)
    words = (
        f"Full text of [{index.table}](#{index.table}), an FTS5 table; `rowid` is the `id` there. Columns: {columns}: the words as they stand, "
        f"with tone marks in their other place, and without diacritics. The view `{index.view}` holds what it indexes."
    )
    return "\n".join([f"## {index.name}", "", words, ""])


if __name__ == "__main__":
    print(markdown(), end="")
