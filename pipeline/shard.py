"""Shard: a part of the inputs that is read by itself, and what it comes to in Parquet files, from which it is stored later.

A finished shard is a folder with a file for each table, named after what went into it: the files, the program and its settings. It comes
to be in one step, so that what is there is whole, whoever is killed; what went into it being the same, it need not be read again.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import uuid4

from corpus.model import Article, Irrelevant, Page, Rejected
from pipeline import archive, read, schema
from pipeline.build import Result
from pipeline.errors import WorkerError
from pipeline.export.form import FORMS
from pipeline.rows import TABLES, Row, Rows, columns, spelled
from pipeline.worker import Settings

# An archive is cut in so many parts of at least and at most so many bytes: a minute's work, and some 100 MB as rows, are the most
PARTS, LEAST, MOST = 16, 1_000_000, 32_000_000
# files of a folder in a shard
FILES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of a shard: the name that its address is made of, its size in bytes, when it was changed, and the part of an archive to read."""

    path: Path
    name: str
    size: int
    changed: int
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """Files of a folder, or a part of an archive."""

    sources: tuple[Source, ...]

    @property
    def title(self) -> str:
        """What it is called in messages, and in `rejected`."""
        first, last = self.sources[0], self.sources[-1]
        if first.end is not None:
            return f"file:{first.name}#{first.start}-{first.end}"
        return f"file:{first.name}" + (f" … {last.name}" if last != first else "")

    def pages(self) -> Iterator[Page | Rejected]:
        """Its pages. Raises WorkerError, before any of them, where a file is not there or not as it was when the shard was cut."""
        for source in self.sources:
            if not source.path.is_file():
                raise WorkerError(f"{source.path} is not there: the inputs must lie under the same path on every machine")
            if source.path.stat().st_size != source.size:
                raise WorkerError(f"{source.path} is not the same here: {source.path.stat().st_size} bytes, not {source.size}")
        return self._pages()

    def _pages(self) -> Iterator[Page | Rejected]:
        for source in self.sources:
            start = archive.next_record(source.path, source.start - 1) if source.start else 0
            if start is not None:
                yield from read.pages(source.path, source.name, start=start, end=source.end)

    def folder(self, program: str, settings: Settings) -> str:
        """The name of the folder of what it comes to, the same while inputs, program and settings are."""
        hashed = sha256(f"{program} {settings.everything} {settings.seconds}".encode())
        for profile in (file for folder in settings.profiles for file in sorted(folder.glob("*.toml"))):
            hashed.update(profile.read_bytes())
        for source in self.sources:
            hashed.update(repr(replace(source, path=Path(source.path.name))).encode())
        return hashed.hexdigest()[:24]


def shards(inputs: Sequence[Path]) -> list[Shard]:
    """The inputs cut into shards, in the order in which one process would read them.

    How a file is cut depends on it alone, so that its shards are the same among other inputs.
    """
    found: list[Shard] = []
    loose: list[Source] = []
    for path, name in read.files(inputs):
        about = path.stat()
        source = Source(path=path.absolute(), name=name, size=about.st_size, changed=about.st_mtime_ns)
        if archive.is_archive(path):
            found += [*_together(loose), *_cut(source)]
            loose = []
        else:
            loose.append(source)
    return [*found, *_together(loose)]


def _together(sources: Sequence[Source]) -> Iterator[Shard]:
    return (Shard(tuple(sources[at : at + FILES])) for at in range(0, len(sources), FILES))


def _cut(source: Source) -> Iterator[Shard]:
    """An archive in parts; which records begin in a part is known to whoever reads it."""
    size = min(MOST, max(LEAST, source.size // PARTS))
    for start in range(0, max(1, source.size), size):
        yield Shard((replace(source, start=start, end=min(start + size, source.size)),))


# --- Parquet -------------------------------------------------------------------------------------------------------

_ARTICLE = [field.name for field in fields(Article) if field.name != "parts"]
_REFUSAL = [field.name for field in fields(Rejected)]
_PAGE = schema.Column("page", int, "Number of the page in its shard, from 0.")


def _table(name: str, names: Iterable[str], *, like: str) -> schema.Table:
    """A table of what pages came to, with these columns of another one."""
    columns = {column.name: column for column in schema.BY_NAME[like].columns}
    return schema.Table(name=name, title=name, description=schema.BY_NAME[like].description, columns=(_PAGE, *(columns[n] for n in names)))


_TABLES = {name: _table(name, columns(name), like=name) for name in TABLES} | {
    "articles": _table("articles", _ARTICLE, like="articles"),
    "irrelevant": _table("irrelevant", _ARTICLE, like="articles"),
    "rejected": _table("rejected", _REFUSAL, like="rejected"),
}


def write(results: Iterable[Result], folder: Path) -> None:
    """Writes what pages came to into a new folder, which comes to be when all is in it; nothing where it is there already."""
    rows: dict[str, list[Row]] = {name: [] for name in _TABLES}
    for page, result in enumerate(results):
        if isinstance(result, Rejected):
            rows["rejected"].append((page, *(getattr(result, name) for name in _REFUSAL)))
        elif isinstance(result, Irrelevant):
            # its words stay in the archive
            rows["irrelevant"].append(_article(page, replace(result.article, body="")))
        else:
            rows["articles"].append(_article(page, result.article))
            for name, found in result.tables.items():
                rows[name] += [(page, *row) for row in found]
    scratch = folder.with_name(f".{folder.name}.{uuid4().hex}")
    scratch.mkdir(parents=True)
    for name, found in rows.items():
        FORMS["parquet"].write(scratch / f"{name}.parquet", _TABLES[name], found)
    if folder.exists():
        # another worker was faster, one that was taken for lost
        shutil.rmtree(scratch)
    else:
        scratch.rename(folder)


def _article(page: int, article: Article) -> Row:
    return (page, *(getattr(article, name) for name in _ARTICLE))


def load(folder: Path) -> Iterator[Result]:
    """What pages came to, in their order, as `write` wrote it."""
    of_page: dict[int, dict[str, list[Row]]] = {}
    for name in TABLES:
        for page, *row in _rows(folder, name):
            of_page.setdefault(page, {}).setdefault(name, []).append(tuple(row))
    built: Iterator[tuple[int, Result]] = ((page, _built(_parsed(row), of_page.get(page, {}))) for page, *row in _rows(folder, "articles"))
    irrelevant: Iterator[tuple[int, Result]] = ((page, Irrelevant(_parsed(row))) for page, *row in _rows(folder, "irrelevant"))
    rejected: Iterator[tuple[int, Result]] = (
        (page, Rejected(**dict(zip(_REFUSAL, row, strict=True)))) for page, *row in _rows(folder, "rejected")
    )
    return (result for _, result in merge(built, irrelevant, rejected, key=itemgetter(0)))


def _rows(folder: Path, name: str) -> Iterator[Row]:
    from pyarrow import parquet

    table = parquet.read_table(folder / f"{name}.parquet")
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _parsed(row: Sequence[Any]) -> Article:
    # which line is the title is in the sentences
    return Article(**dict(zip(_ARTICLE, row, strict=True)), parts=())


def _built(article: Article, tables: Mapping[str, list[Row]]) -> Rows:
    sentences = tables.get("sentences", [])
    bounds = ((row[_ID], row[_START], row[_END]) for row in sentences)
    return Rows(article, {name: tables.get(name, []) for name in TABLES}, spelled(article.id, article.title, article.body, bounds))


_ID, _START, _END = map(columns("sentences").index, ("id", "start", "end"))
