"""Archive: keeps every answer of a crawl in WARC files, and reads such files again, whoever wrote them.

A file is a row of gzip members, one a record, so that each can be read by its offset without its neighbours. Bodies are kept without content
and transfer coding, since that is what was hashed and read. Our own records say what the crawl asked for (`WARC-Nghiquyet-Role`).
"""

import base64
import hashlib
import io
import mmap
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from importlib.metadata import version
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, get_args
from urllib.parse import urljoin, urlsplit, urlunsplit

from corpus.model import Exchange, Rejected, Role
from pipeline.errors import ArchiveError

# A news page is some 100 KB; what is a hundred times that is no page, and is not read into memory to find out.
LARGEST = 20_000_000
# a sitemap has at most 50 MB by its protocol
_LARGEST_SITEMAP = 50_000_000
# bytes after which a new file is begun: large enough for few files, small enough to copy
ROTATE = 1_000_000_000
_ROLE = "WARC-Nghiquyet-Role"
_SAME_BODY = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# coding and length of what was sent, not of what is kept
_OF_TRANSFER = {"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"}
_MEMBER = b"\x1f\x8b\x08"
_ANY_WRITE = 0o222
_ADDED = "X-Archive-Orig-"
Headers = Iterable[tuple[str, str]]


def digest(body: bytes) -> str:
    """The payload digest of a body as WARC writes it.

    >>> digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def redirect(url: str, status: int, location: str | None) -> str | None:
    """The address that an answer sends on to; None where it sends nowhere, or nowhere that is an address.

    >>> redirect("https://a.vn/x", 301, "/y"), redirect("https://a.vn/x", 302, "http://[bad"), redirect("https://a.vn/x", 200, "/y")
    ('https://a.vn/y', None, None)
    """
    if location is None or not 300 <= status < 400:
        return None
    try:
        return urlunsplit(urlsplit(urljoin(url, location)))
    except ValueError:
        return None


def now() -> str:
    """The present moment in UTC, ISO 8601 to the millisecond, as records are dated."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# --- writing -------------------------------------------------------------------------------------------------------


class Archive:
    """The archive in one folder, open for one writer. Use as a context manager.

    A file that a killed writer left with half a record at its end is cut behind its last whole one when the archive is opened.
    """

    def __init__(self, folder: Path, *, rotate: int = ROTATE) -> None:
        """Opens or makes the archive. Raises ArchiveError where the folder cannot be used."""
        self.folder = Path(folder)
        self.rotate = rotate
        self._file: FileIO | None = None
        if self.folder.exists() and not self.folder.is_dir():
            raise ArchiveError(f"{self.folder}: it is a file; name a folder for the archive")
        # the bits are looked at because the superuser is refused nothing, and a folder marked so is meant to stay as it is
        there = next(place for place in (self.folder, *self.folder.absolute().parents) if place.exists())
        if not there.stat().st_mode & _ANY_WRITE:
            raise ArchiveError(f"{there}: it is read-only; give write permission on it, or name another folder for the archive")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.folder, os.O_RDONLY)
            flock(self._lock, LOCK_EX | LOCK_NB)
            if (newest := self._newest()) is not None:
                mend(newest)
                if newest.stat().st_size < rotate:
                    self._file = _opened(newest)
        except BlockingIOError:
            raise ArchiveError(f"{self.folder}: another crawl writes to it; wait until it has ended, or name another folder") from None
        except OSError as error:
            raise ArchiveError(f"{self.folder}: {error.strerror}; name a folder that may be written for the archive") from None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
        os.close(self._lock)

    def write(
        self, exchange: Exchange, *, sent: Headers, received: Headers, reason: str = "", method: str = "GET", refers_to: str | None = None
    ) -> Exchange:
        """The exchange with its place in the archive, once it lies on the disk; the body is left out where it did not change.

        `sent` and `received` are the headers of request and response; `refers_to` the moment (as `at`) of the record that has the body.
        Raises ArchiveError where the disk takes it no more; the file then ends with its last whole record.
        """
        file = self._ready(exchange.at)
        offset = _size(file)
        records = io.BytesIO()
        _write(records, exchange, sent=sent, received=received, reason=reason, method=method, refers_to=refers_to)
        self._append(file, records.getbuffer())
        return replace(exchange, warc_file=Path(str(file.name)).name, warc_offset=offset)

    def _append(self, file: FileIO, records: memoryview) -> None:
        """Writes records to the disk, all or none of them. Raises ArchiveError."""
        end = _size(file)
        try:
            while records:
                records = records[file.write(records) :]
            os.fsync(file.fileno())
        except OSError as error:
            file.truncate(end)
            raise ArchiveError(f"{file.name}: {error.strerror}; make room, then crawl again: what was fetched before is safe") from None

    def _ready(self, at: str) -> FileIO:
        """The file to append to; a new one when there is none or the last one is large enough. Raises ArchiveError."""
        if self._file is not None and _size(self._file) >= self.rotate:
            self._file.close()
            self._file = None
        if self._file is None:
            stamp = re.sub(r"\D", "", at)[:14]
            number = sum(1 for _ in self.folder.glob("*.warc.gz"))
            self._file = _opened(self.folder / f"nghiquyet-{stamp}-{number:05d}.warc.gz")
        if _size(self._file) == 0:
            info = io.BytesIO()
            _write_info(info, Path(str(self._file.name)).name, at)
            self._append(self._file, info.getbuffer())
        return self._file

    def _newest(self) -> Path | None:
        return max(self.folder.glob("nghiquyet-*.warc.gz"), default=None)


def _opened(path: Path) -> FileIO:
    """A file to append to, without a buffer: what was written is known. Raises ArchiveError."""
    try:
        return path.open("ab", buffering=0)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; name a folder that may be written for the archive") from None


def _size(file: FileIO) -> int:
    return file.seek(0, os.SEEK_END)


def _write_info(out: BinaryIO, name: str, at: str) -> None:
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    record = writer.create_warcinfo_record(name, {"software": f"nghiquyet/{version('nghiquyet')}", "format": "WARC File Format 1.1"})
    record.rec_headers.replace_header("WARC-Date", at)
    writer.write_record(record)


def _write(out: BinaryIO, exchange: Exchange, *, sent: Headers, received: Headers, reason: str, method: str, refers_to: str | None) -> None:
    """A response, or a revisit where the body did not change, and the request that it answers."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    kept = [(name if name.lower() not in _OF_TRANSFER else _ADDED + name, value) for name, value in received]
    if exchange.changed:
        kept.append(("Content-Length", str(len(exchange.body))))
    http = StatusAndHeaders(f"{exchange.status} {reason}".strip(), kept, protocol="HTTP/1.1")
    about = {"WARC-Date": exchange.at, _ROLE: exchange.role or "article"}
    if exchange.changed:
        response = writer.create_warc_record(
            exchange.url,
            "response",
            payload=io.BytesIO(exchange.body),
            # of a payload without length warcio makes a copy on the disk
            length=len(exchange.body),
            http_headers=http,
            warc_headers_dict=about,
        )
    else:
        about["WARC-Profile"] = _NOT_MODIFIED if exchange.status == 304 else _SAME_BODY
        if refers_to is not None:
            about |= {"WARC-Refers-To-Target-URI": exchange.url, "WARC-Refers-To-Date": refers_to}
        if exchange.digest is not None:
            about["WARC-Payload-Digest"] = exchange.digest
        response = writer.create_warc_record(exchange.url, "revisit", http_headers=http, warc_headers_dict=about)
    parts = urlsplit(exchange.url)
    line = f"{method} {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"
    asked = StatusAndHeaders(line, list(sent), is_http_request=True)
    request = writer.create_warc_record(exchange.url, "request", http_headers=asked, warc_headers_dict={"WARC-Date": exchange.at})
    writer.write_request_response_pair(request, response)


# --- reading -------------------------------------------------------------------------------------------------------


def is_archive(file: Path) -> bool:
    """Whether a file's name says that it is a web archive."""
    return file.name.lower().endswith((".warc", ".warc.gz"))


def exchange_at(file: Path, offset: int) -> Exchange:
    """The one answer whose record begins at an offset. Raises ArchiveError where none can be read there."""
    problem = "there is no such file"
    if file.exists():
        with file.open("rb") as stream:
            stream.seek(offset)
            try:
                for _, found in _walk(stream, file.name):
                    if isinstance(found, Exchange):
                        return found
                    if found is not None:
                        break
                problem = "it holds no answer"
            except _damage():
                problem = _flaw(stream, offset)
    raise ArchiveError(f"{file}: the record at offset {offset} cannot be read: {problem}")


def exchanges(file: Path, *, start: int = 0, end: int | None = None) -> Iterator[Exchange | Rejected]:
    """The answers of a file whose records begin between two offsets, and a Rejected for each record that cannot be read.

    Where a record is damaged the reading goes on at the next one that can be found. A revisit is an Exchange that has not `changed`.
    """
    size = file.stat().st_size
    if size == 0:
        yield _rejected(file, "empty", "0 bytes")
        return
    with file.open("rb") as stream:
        following: int | None = start
        while following is not None and (end is None or following < end):
            reached = following
            stream.seek(following)
            with suppress(*_damage()):
                for reached, found in _walk(stream, file.name):
                    if found is not None:
                        yield found
                    if reached < size and _is_behind(file, reached, end):
                        return
            # what cannot be unpacked ends the walk as the end of the file does, or somewhere inside it
            cut = _cut_member(stream, following, upto=reached, damaged=True)
            if reached >= size and cut is None:
                return
            reached = reached if cut is None else cut
            if _is_behind(file, reached, end):
                return
            yield _rejected(file, "damaged record", f"offset {reached}: {_flaw(stream, reached)}")
            following = next_record(file, reached)


def _flaw(stream: BinaryIO, start: int) -> str:
    """What is wrong with a record, said of its bytes alone: what warcio says depends on whether it met others before it."""
    stream.seek(start)
    unpack = zlib.decompressobj(31)
    try:
        while not unpack.eof and (chunk := stream.read(65_536)):
            unpack.decompress(chunk)
    except zlib.error:
        return "it cannot be unpacked, or is no record"
    return "it is no record, or shorter than it says" if unpack.eof else "the file ends inside it"


def _is_behind(file: Path, offset: int, end: int | None) -> bool:
    """Whether the record at an offset is another reader's, the one of what begins at or behind `end`.

    A record without a head that can be recognised is the business of whoever reads up to it.
    """
    return end is not None and offset >= end and next_record(file, end - 1) == offset


def torn(file: Path) -> int:
    """The length of half a record that a killed writer left at the end of a file, in bytes; 0 where it ends with a whole one."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        cut = _cut_member(stream, _last_record(file)) if size else None
    return 0 if cut is None else size - cut


def mend(file: Path) -> int:
    """Cuts off half a record that a killed writer left at the end of a file; how many bytes that were."""
    if length := torn(file):
        os.truncate(file, file.stat().st_size - length)
    return length


def _last_record(file: Path) -> int:
    """The offset of the last gzip member that begins with a whole WARC header, 0 where none does."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.rfind(_MEMBER)
        while at > 0 and not _opens_record(data[at : at + 4096]):
            at = data.rfind(_MEMBER, 0, at)
    return max(at, 0)


def _walk(stream: BinaryIO, name: str) -> Iterator[tuple[int, Exchange | Rejected | None]]:
    """For each record from where the stream stands: its offset before it is read, then the offset behind it and its answer, if it holds one.

    Raises ValueError for a record that is shorter than it says.
    """
    from warcio.archiveiterator import ArchiveIterator

    records = ArchiveIterator(stream)
    while (record := _next(records)) is not None:
        offset = records.offset
        yield offset, None
        found = _exchange(record, name, offset)
        while record.raw_stream.read(65_536):
            pass
        if getattr(record.raw_stream, "limit", 0):
            raise ValueError("the record is shorter than its length")
        records.get_record_offset()
        yield records.offset, found


def _next(records: Iterator[object]) -> Any:
    """The next record, None behind the last. Raises ValueError for a head without an address, which warcio takes for granted."""
    try:
        return next(records, None)
    except AttributeError as error:
        raise ValueError("its head names no address") from error


def _exchange(record: object, name: str, offset: int) -> Exchange | Rejected | None:
    """The answer that one record of warcio holds; of records without a role, which others wrote, only pages."""
    from warcio.recordloader import ArcWarcRecord

    assert isinstance(record, ArcWarcRecord)
    about, http = record.rec_headers, record.http_headers
    if record.rec_type not in {"response", "revisit"} or http is None or not (http.get_statuscode() or "").isdigit():
        return None
    role = about.get_header(_ROLE)
    media = http.get_header("Content-Type")
    changed = record.rec_type == "response"
    if role is None and not (changed and http.get_statuscode() == "200" and "html" in (media or "html").lower()):
        return None
    url = about.get_header("WARC-Target-URI") or ""
    largest = _LARGEST_SITEMAP if role == "sitemap" else LARGEST
    body = record.content_stream().read(largest + 1) if changed else b""
    if len(body) > largest:
        return Rejected(stage="read", url=url, reason="too large", detail=f"more than {largest} bytes at offset {offset} of {name}")
    return Exchange(
        url=url,
        role=role if role in get_args(Role) else None,
        at=about.get_header("WARC-Date") or "",
        status=int(http.get_statuscode()),
        media=media,
        body=body,
        digest=about.get_header("WARC-Payload-Digest"),
        changed=changed,
        etag=http.get_header("ETag"),
        last_modified=http.get_header("Last-Modified"),
        location=redirect(url, int(http.get_statuscode()), http.get_header("Location")),
        warc_file=name,
        warc_offset=offset,
    )


def _damage() -> tuple[type[Exception], ...]:
    from warcio.exceptions import ArchiveLoadFailed

    return (ArchiveLoadFailed, OSError, EOFError, ValueError)


def _rejected(file: Path, reason: str, detail: str) -> Rejected:
    return Rejected(stage="read", url=f"file:{file.name}", reason=reason, detail=detail)


def next_record(file: Path, offset: int) -> int | None:
    """The offset of the first record that begins behind an offset: a new member of the gzip file, or a new WARC header."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        packed = data[:2] == b"\x1f\x8b"
        mark = _MEMBER if packed else b"WARC/1."
        at = data.find(mark, offset + 1)
        while at >= 0:
            if not packed or _opens_record(data[at : at + 4096]):
                return at
            at = data.find(mark, at + 1)
    return None


def _cut_member(stream: BinaryIO, start: int, *, upto: int | None = None, damaged: bool = False) -> int | None:
    """The offset of the gzip member that the file ends in, None where it ends with a whole one or is not packed.

    Members that begin at or behind `upto` are not looked at. With `damaged` also that of the first one that cannot be unpacked.
    """
    stream.seek(start)
    packed = stream.read(2) == _MEMBER[:2]
    stream.seek(start)
    unpack = zlib.decompressobj(31)
    while chunk := stream.read(65_536):
        while chunk:
            try:
                unpack.decompress(chunk)
            except zlib.error:
                return start if damaged and packed else None
            if not unpack.eof:
                break
            chunk = unpack.unused_data
            start = stream.tell() - len(chunk)
            if upto is not None and start >= upto:
                return None
            unpack = zlib.decompressobj(31)
    return start if start < stream.tell() and not unpack.eof else None


def _opens_record(packed: bytes) -> bool:
    """Whether bytes that look like a gzip member begin with a WARC header."""
    try:
        return zlib.decompressobj(31).decompress(packed, 16).startswith(b"WARC/")
    except zlib.error:
        return False
