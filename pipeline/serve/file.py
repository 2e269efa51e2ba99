"""File: the database as Datasette opens it, and what it is called in addresses."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.database import Database

# the folder beside the database in which its web archive is looked for
ARCHIVE = "archive"
# milliseconds that counting one table may take
_PATIENCE = 100
# what stands there in an address already: our pages, and databases that Datasette keeps for itself
_TAKEN = {"-", "_internal", "_memory"}


def name_of(path: Path) -> str:
    """What a database is called in addresses: its file's name without the suffix, unless that is taken.

    >>> name_of(Path("data/facts.db")), name_of(Path("-.db"))
    ('facts', '-.db')
    """
    return f"{path.stem}.db" if path.stem in _TAKEN else path.stem


class File(Database):  # type: ignore[misc]  # Datasette ships no types
    """A database file that is only read, whatever signs stand in its name; `archive` is the folder of its web archive."""

    def __init__(self, datasette: Any, path: Path, *, archive: Path | None = None) -> None:
        """The file at `path`; its archive lies in the folder `archive` beside it where none is named."""
        super().__init__(datasette, path=str(path))
        self._counted: tuple[object, dict[str, int | None]] = (None, {})
        self.archive = archive or path.absolute().parent / ARCHIVE

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that cannot write."""
        assert not write
        made = sqlite3.connect(f"file:{quote(str(Path(self.path).absolute()))}?mode=ro", uri=True, check_same_thread=False)
        self._all_file_connections.append(made)
        return made

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """How many rows each table has, counted again only where the file has changed; None where that takes longer than `limit` ms."""
        state = [_state(Path(f"{self.path}{log}")) for log in ("", "-wal")]
        if self._counted[0] != state:
            self._counted = (state, await super().table_counts(max(limit, _PATIENCE)))
        return self._counted[1]


def _state(file: Path) -> tuple[int, int] | None:
    """What changes when a file is written to; None where there is none."""
    if not file.exists():
        return None
    known = file.stat()
    return known.st_mtime_ns, known.st_size
