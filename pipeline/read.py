"""Read: the inputs of a build, files, folders and web archives, to pages."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from corpus.model import Exchange, Page, Rejected
from pipeline import archive
from pipeline.archive import LARGEST
from pipeline.errors import InputError
from pipeline.furniture import LOCAL
from pipeline.parse import load_site

_HTML = {".html", ".htm"}
_PAGES = {*_HTML, ".txt"}
# a record of an archive that holds a page takes about this many bytes, packed
_RECORD = 30_000


def read(inputs: Sequence[Path]) -> Iterator[Page | Rejected]:
    """The pages of the inputs in order, and a Rejected (stage "read") for each input or record that gives none.

    An input is a `.txt`, an `.html`, a `.warc` or `.warc.gz`, or a folder of them, read recursively in the order of their paths. A local
    file's address is `file:` and its path below the folder it was found in. Raises InputError for a path that does not exist, before
    anything is read.
    """
    return (page for file, name in files(inputs) for page in pages(file, name))


def files(inputs: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """The files of the inputs in order, each with the name that its address is made of. Raises InputError for a path that does not exist."""
    for path in inputs:
        if not path.exists():
            raise InputError(f"{path} does not exist: give a .txt, .html, .warc or .warc.gz file, or a folder of them")
    return _files(inputs)


def _files(inputs: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for path in inputs:
        if path.is_dir():
            yield from ((file, file.relative_to(path).as_posix()) for file in _below(path))
        else:
            yield path, path.name


def count(inputs: Sequence[Path]) -> int:
    """About how many pages the inputs hold: files are counted, records of an archive guessed from its size. For a progress bar."""
    total = 0
    for path in inputs:
        for file in _below(path) if path.is_dir() else (path,):
            total += max(1, file.stat().st_size // _RECORD) if archive.is_archive(file) and file.exists() else 1
    return total


def archives(inputs: Sequence[Path]) -> list[Path]:
    """The web archives among the inputs, in order."""
    return [file for file, _ in files(inputs) if archive.is_archive(file) and file.stat().st_size]


def _below(folder: Path) -> list[Path]:
    """The files of a folder that can hold pages, hidden ones left out, sorted by their path in it."""
    found = (file for file in folder.rglob("*") if file.suffix.lower() in _PAGES or archive.is_archive(file))
    below = ((file.relative_to(folder), file) for file in found if file.is_file())
    return [
        file for path, file in sorted(below, key=lambda pair: pair[0].as_posix()) if not any(part.startswith(".") for part in path.parts)
    ]


def pages(file: Path, name: str, *, start: int = 0, end: int | None = None) -> Iterator[Page | Rejected]:
    """The pages of one file, of an archive those whose records begin between two offsets; `name` is what a local file's address is made of."""
    url = f"file:{name}"
    suffix = file.suffix.lower()
    try:
        if archive.is_archive(file):
            yield from _archived(file, start, end)
        elif suffix not in _PAGES:
            yield _rejected(url, "unknown type", f"{suffix or 'no suffix'}: give .txt, .html, .warc or .warc.gz")
        elif (size := file.stat().st_size) > LARGEST:
            yield _rejected(url, "too large", f"{size} bytes, at most {LARGEST}")
        elif size == 0:
            yield _rejected(url, "empty", "0 bytes")
        else:
            yield Page(url=url, content=file.read_bytes(), media="html" if suffix in _HTML else "text")
    except OSError as error:
        yield _rejected(url, "unreadable", error.strerror or str(error))


def _rejected(url: str, reason: str, detail: str) -> Rejected:
    return Rejected(stage="read", url=url, reason=reason, detail=detail)


# --- web archives ----------------------------------------------------------------------------------------------


def _archived(file: Path, start: int, end: int | None) -> Iterator[Page | Rejected]:
    """The pages of an archive: of one of ours what was asked for as an article, of one of Common Crawl's news what lies on hosts with a profile."""
    known_hosts_only = file.name.startswith("CC-NEWS")
    for found in archive.exchanges(file, start=start, end=end):
        if isinstance(found, Rejected):
            yield found
        elif _is_meant(found) and (not known_hosts_only or load_site(found.url) is not None):
            yield page(found)


def _is_meant(exchange: Exchange) -> bool:
    """Whether an answer has a body that was asked for as an article, or, in archives of others, that may be one."""
    return exchange.role in (None, "article") and exchange.changed and exchange.status == 200


def page(exchange: Exchange) -> Page | Rejected:
    """An answer as a page, dated in local time; a Rejected where it says that it is something else."""
    if "html" not in (exchange.media or "html").lower():
        return _rejected(exchange.url, "not html", f"it says that it is {exchange.media}")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", exchange.media or "", re.IGNORECASE)
    return Page(
        url=exchange.url,
        content=exchange.body,
        media="html",
        charset=charset[1] if charset else None,
        fetched=local(exchange.at),
        warc_file=exchange.warc_file,
        warc_offset=exchange.warc_offset,
    )


def local(moment: str) -> str | None:
    """A moment in UTC, ISO 8601, as local time to the second; None where it is none.

    >>> local("2024-01-28T18:30:05.250Z")
    '2024-01-29T01:30:05'
    """
    try:
        return datetime.fromisoformat(moment).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError):
        return None
