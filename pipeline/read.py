"""Read: the inputs of a build, files, folders and web archives, to pages."""

import mmap
import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from corpus.model import Page, Rejected
from pipeline.errors import InputError
from pipeline.furniture import LOCAL

# A news page is some 100 KB; what is a hundred times that is no page, and is not read into memory to find out.
LARGEST = 20_000_000
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
    for path in inputs:
        if not path.exists():
            raise InputError(f"{path} does not exist: give a .txt, .html, .warc or .warc.gz file, or a folder of them")
    return _inputs(inputs)


def _inputs(inputs: Sequence[Path]) -> Iterator[Page | Rejected]:
    for path in inputs:
        if path.is_dir():
            for file in _below(path):
                yield from _file(file, file.relative_to(path).as_posix())
        else:
            yield from _file(path, path.name)


def count(inputs: Sequence[Path]) -> int:
    """About how many pages the inputs hold: files are counted, records of an archive guessed from its size. For a progress bar."""
    total = 0
    for path in inputs:
        for file in _below(path) if path.is_dir() else (path,):
            total += max(1, file.stat().st_size // _RECORD) if _archive(file) and file.exists() else 1
    return total


def _below(folder: Path) -> list[Path]:
    """The files of a folder that can hold pages, hidden ones left out, sorted by their path in it."""
    found = (file for file in folder.rglob("*") if file.suffix.lower() in _PAGES or _archive(file))
    below = ((file.relative_to(folder), file) for file in found if file.is_file())
    return [
        file for path, file in sorted(below, key=lambda pair: pair[0].as_posix()) if not any(part.startswith(".") for part in path.parts)
    ]


def _archive(file: Path) -> bool:
    return file.name.lower().endswith((".warc", ".warc.gz"))


def _file(file: Path, name: str) -> Iterator[Page | Rejected]:
    """The pages of one file; `name` is what its address is made of."""
    url = f"file:{name}"
    suffix = file.suffix.lower()
    try:
        if _archive(file):
            yield from _records(file, url)
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


def _records(file: Path, url: str) -> Iterator[Page | Rejected]:
    """The pages of an archive. Where a record is damaged the reading goes on at the next one that can be found."""
    from warcio.exceptions import ArchiveLoadFailed

    if file.stat().st_size == 0:
        yield _rejected(url, "empty", "0 bytes")
        return
    size = file.stat().st_size
    with file.open("rb") as stream:
        start: int | None = 0
        while start is not None:
            reached = begun = start
            stream.seek(start)
            try:
                for reached, found in _pages(stream, file.name):
                    if found is not None:
                        yield found
                    begun = reached if reached < size else begun
                if reached >= size and (cut := _cut_member(stream, begun)) is None:
                    return
                reached = reached if reached < size else cut or reached
                problem = "the file ends inside a record"
            except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
                problem = " ".join(str(error).split())[:120] or type(error).__name__
            yield _rejected(url, "damaged record", f"offset {reached}: {problem}")
            start = _next_record(file, reached)


def _pages(stream: BinaryIO, name: str) -> Iterator[tuple[int, Page | Rejected | None]]:
    """For each record from where the stream stands: its offset before it is read, then the offset behind it and its page, if it holds one.

    Raises ValueError for a record that is shorter than it says.
    """
    from warcio.archiveiterator import ArchiveIterator

    records = ArchiveIterator(stream)
    for record in records:
        offset = records.offset
        yield offset, None
        page = _page(record, name, offset)
        while record.raw_stream.read(65_536):
            pass
        if getattr(record.raw_stream, "limit", 0):
            raise ValueError("the record is shorter than its length")
        records.get_record_offset()
        yield records.offset, page


def _page(record: object, name: str, offset: int) -> Page | Rejected | None:
    """The page of one record of warcio."""
    from warcio.recordloader import ArcWarcRecord

    assert isinstance(record, ArcWarcRecord)
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return None
    media = headers.get_header("Content-Type") or ""
    if media and not re.search(r"html", media, re.IGNORECASE):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    content = record.content_stream().read(LARGEST + 1)
    if len(content) > LARGEST:
        return _rejected(url, "too large", f"more than {LARGEST} bytes at offset {offset} of {name}")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", media, re.IGNORECASE)
    return Page(
        url=url,
        content=content,
        media="html",
        charset=charset[1] if charset else None,
        fetched=_local(record.rec_headers.get_header("WARC-Date")),
        warc_file=name,
        warc_offset=offset,
    )


def _local(stamp: str | None) -> str | None:
    """A WARC-Date (UTC) as local ISO time, None where there is none or it is no time."""
    try:
        return datetime.fromisoformat(stamp or "").astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return None


def _next_record(file: Path, damaged: int) -> int | None:
    """The offset of the first record that begins behind a damaged one: a new member of the gzip file, or a new WARC header."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        packed = data[:2] == b"\x1f\x8b"
        mark = b"\x1f\x8b\x08" if packed else b"WARC/1."
        at = data.find(mark, damaged + 1)
        while at >= 0:
            if not packed or _opens_record(data[at : at + 4096]):
                return at
            at = data.find(mark, at + 1)
    return None


def _cut_member(stream: BinaryIO, start: int) -> int | None:
    """The offset of the gzip member that the file ends in, None where it ends with a whole one or is not packed."""
    stream.seek(start)
    unpack = zlib.decompressobj(31)
    while chunk := stream.read(65_536):
        while chunk:
            try:
                unpack.decompress(chunk)
            except zlib.error:
                return None
            if not unpack.eof:
                break
            chunk = unpack.unused_data
            start = stream.tell() - len(chunk)
            unpack = zlib.decompressobj(31)
    return start if start < stream.tell() and not unpack.eof else None


def _opens_record(packed: bytes) -> bool:
    """Whether bytes that look like a gzip member begin with a WARC header."""
    try:
        return zlib.decompressobj(31).decompress(packed, 16).startswith(b"WARC/")
    except zlib.error:
        return False
