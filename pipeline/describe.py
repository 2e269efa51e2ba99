"""Describe: the tables of the database and the commands of the program in Markdown, from the one source that makes each.

`python -m pipeline.describe database > docs/database.md` writes the documentation again after the schema has changed, and
`python -m pipeline.describe commands > docs/commands.md` after an option has; so do `codebook` and `frame` for docs/codebook.md and docs/frame.md.
"""

import sys
from collections.abc import Sequence

import click
from click.testing import CliRunner

from corpus import key
from pipeline import codebook, frame, fulltext, schema

_HEAD = """\
# The database

One SQLite file, described table by table in the order of creation: a table stands after those that it refers to. An arrow names the
table whose key a column holds. Every build makes all tables; those that no command fills yet are empty.

<!-- Made by `python -m pipeline.describe database > docs/database.md`; change `pipeline/schema.py` and run that. -->
"""
_TYPES = {str: "text", int: "integer", float: "real"}


def markdown() -> str:
    """The documentation of every table, view and index as Markdown, one line per column."""
    parts = [_HEAD, _contents(), *map(_of_table, schema.TABLES), *map(_of_view, schema.VIEWS), *map(_of_index, fulltext.INDEXES)]
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


def _of_view(view: schema.View) -> str:
    lines = [f"## {view.name}", "", f"{view.description} A view.", "", "| column | meaning |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {meaning} |" for name, meaning in view.columns), ""])


def _of_index(index: fulltext.Index) -> str:
    columns = ", ".join(f"`{name}`" for name in index.all_columns)
    words = (
        f"Full text of [{index.table}](#{index.table}), an FTS5 table; `rowid` is the `id` there. Columns: {columns}: the words as they stand, "
        f"with tone marks in their other place, and without diacritics. The view `{index.view}` holds what it indexes."
    )
    return "\n".join([f"## {index.name}", "", words, ""])


def profile_keys() -> str:
    """The keys of a site profile as they must stand in docs/sites.md: a table of the profile's, of a layout's and of a list's."""
    parts = (
        ("", key.PROFILE),
        ("`[[layout]]`, a design of its pages:", key.LAYOUT),
        ("`[[list]]`, a listing that it gives as JSON:", key.LIST),
    )
    return "\n".join(line for title, keys in parts for line in (*([title, ""] if title else []), *_of_keys(keys)))


def _of_keys(keys: Sequence[key.Key]) -> list[str]:
    rows = [
        f"| `{one.name}`{' *' if one.inherited else ''} | {key.SHAPES[one.shape]} | {one.meaning}{' Required.' if one.required else ''} |"
        for one in keys
    ]
    return ["| key | value | meaning |", "|---|---|---|", *rows, ""]


def commands() -> str:
    """What `--help` prints of the program and of each of its commands, as Markdown."""
    from pipeline.cli import main

    parts = ["# The commands", "", "<!-- Made by `python -m pipeline.describe commands > docs/commands.md`. -->", ""]
    for words in ((), *_commands(main)):
        said = CliRunner().invoke(main, [*words, "--help"], prog_name="nghiquyet", terminal_width=100).output
        parts += [f"## {' '.join(['nghiquyet', *words])}", "", "```", said.rstrip(), "```", ""]
    return "\n".join(parts)


def _commands(group: click.Group, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The words of every command of a group and of the groups in it, by name."""
    found = []
    for name, command in sorted(group.commands.items()):
        found.append((*above, name))
        found += _commands(command, (*above, name)) if isinstance(command, click.Group) else []
    return found


if __name__ == "__main__":
    print({"database": markdown, "commands": commands, "codebook": codebook.markdown, "frame": frame.markdown}[sys.argv[1]](), end="")
