"""The archive holds what came as it came, is read record by record, and loses only what is damaged."""

import gzip
import io
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.model import Exchange, Page, Rejected
from pipeline.archive import Archive, digest, exchange_at, exchanges, mend, next_record
from pipeline.errors import ArchiveError
from pipeline.read import read

AT = "2026-11-22T03:04:05.250Z"
BODY = "<html><body><p>Tỉnh ủy họp.</p></body></html>".encode()
FIRST = Exchange(
    url="https://baolangson.vn/a.html?x=1", role="article", at=AT, status=200, media="text/html; charset=utf-8", body=BODY, digest=digest(BODY),
    etag='"1"', last_modified="Sun, 22 Nov 2026 03:00:00 GMT",
)  # fmt: skip
SAME = replace(FIRST, at="2026-11-23T03:04:05.250Z", body=b"", changed=False)
MOVED = Exchange(
    url="https://baolangson.vn/b",
    role="listing",
    at=AT,
    status=301,
    body=b"Moved",
    digest=digest(b"Moved"),
    location="https://baolangson.vn/c",
)
SENT = [("User-Agent", "nghiquyet/0.1 (+https://nghiquyet.example)"), ("If-None-Match", '"0"')]


def headers(exchange: Exchange) -> list[tuple[str, str]]:
    """What a host sent with an answer; the length is that of packed bytes."""
    told = {"Content-Type": exchange.media, "ETag": exchange.etag, "Last-Modified": exchange.last_modified, "Location": exchange.location}
    return [("Content-Encoding", "gzip"), ("Content-Length", "7"), *((name, value) for name, value in told.items() if value)]


def put(folder: Path, *given: Exchange, rotate: int = 1_000_000) -> list[Exchange]:
    """The exchanges as they lie in the archive of a folder."""
    with Archive(folder, rotate=rotate) as warc:
        return [warc.write(one, sent=SENT, received=headers(one), reason="OK", refers_to=AT if not one.changed else None) for one in given]


def records(file: Path) -> list[tuple[str, dict[str, str], dict[str, str], bytes]]:
    """Type, own headers, HTTP headers and body of each record, as another program reads them."""
    with file.open("rb") as stream:
        return [
            (record.rec_type, dict(record.rec_headers.headers), dict(record.http_headers.headers) if record.http_headers else {}, record.content_stream().read())
            for record in ArchiveIterator(stream)
        ]  # fmt: skip


def only(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@pytest.mark.parametrize(
    "given",
    [
        FIRST,
        SAME,
        replace(SAME, status=304),
        MOVED,
        replace(FIRST, role="robots", status=404, body=b"", digest=digest(b""), media="text/plain"),
        replace(FIRST, role="feed", body=bytes(range(256)) * 400, digest=digest(bytes(range(256)) * 400)),
        replace(FIRST, role="sitemap", url="https://baolangson.vn/%E1%BB%A7?q=%2F"),
    ],
    ids=lambda one: f"{one.role} {one.status} {one.changed}",
)
def test_what_is_written_is_read(tmp_path: Path, given: Exchange) -> None:
    (kept,) = put(tmp_path, given)
    assert kept == replace(given, warc_file=only(tmp_path).name, warc_offset=kept.warc_offset)
    assert list(exchanges(only(tmp_path))) == [kept]
    assert exchange_at(only(tmp_path), kept.warc_offset or 0) == kept


def test_records_are_those_of_the_standard(tmp_path: Path) -> None:
    put(tmp_path, FIRST, SAME, replace(SAME, status=304))
    info, first, request, same, _, not_modified, _ = records(only(tmp_path))
    assert info[0] == "warcinfo"
    assert info[1]["WARC-Filename"] == only(tmp_path).name
    assert b"software: nghiquyet/" in info[3]
    kind, about, http, body = first
    assert (kind, body, about["WARC-Payload-Digest"]) == ("response", BODY, digest(BODY))
    assert (about["WARC-Nghiquyet-Role"], about["WARC-Date"]) == ("article", AT)
    # what is kept is not packed, and has the length that it has
    assert http["Content-Length"] == str(len(BODY))
    assert "Content-Encoding" not in http
    assert http["X-Archive-Orig-Content-Encoding"] == "gzip"
    assert (request[0], request[1]["WARC-Concurrent-To"]) == ("request", about["WARC-Record-ID"])
    assert {name: request[2][name] for name, _ in SENT} == dict(SENT)
    profiles = "http://netpreserve.org/warc/1.1/revisit/"
    for record, profile in ((same, "identical-payload-digest"), (not_modified, "server-not-modified")):
        assert (record[0], record[1]["WARC-Profile"], record[3]) == ("revisit", profiles + profile, b"")
        assert (record[1]["WARC-Refers-To-Target-URI"], record[1]["WARC-Refers-To-Date"]) == (FIRST.url, AT)
        assert record[1]["WARC-Payload-Digest"] == digest(BODY)


def test_checker_of_another_program_passes(tmp_path: Path) -> None:
    put(tmp_path, FIRST, SAME, MOVED)
    checked = subprocess.run(
        [Path(sys.executable).parent / "warcio", "check", "-v", only(tmp_path)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert "digest pass" in checked.stdout


def test_files_are_not_larger_than_they_need_be(tmp_path: Path) -> None:
    kept = put(tmp_path, *(replace(FIRST, at=f"2026-11-22T03:04:{second:02}.000Z") for second in range(10)), rotate=3000)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == sorted({str(one.warc_file) for one in kept})
    assert len(files) > 2
    assert all(3000 <= file.stat().st_size < 6000 for file in files[:-1])
    assert [found for file in files for found in exchanges(file)] == kept
    # the next crawl goes on in the last file
    assert put(tmp_path, FIRST, rotate=1_000_000)[0].warc_file == files[-1].name
    assert sorted(tmp_path.iterdir()) == files


def test_record_is_read_without_its_neighbours(tmp_path: Path) -> None:
    kept = put(tmp_path, FIRST, MOVED, SAME)
    content = bytearray(only(tmp_path).read_bytes())
    start, end = kept[1].warc_offset or 0, kept[2].warc_offset or 0
    content[:start] = os.urandom(start)
    content[end:] = os.urandom(len(content) - end)
    only(tmp_path).write_bytes(content)
    assert exchange_at(only(tmp_path), start) == kept[1]
    with pytest.raises(ArchiveError, match="the record at offset 5 cannot be read"):
        exchange_at(only(tmp_path), 5)
    with pytest.raises(ArchiveError, match="there is no such file"):
        exchange_at(tmp_path / "none.warc.gz", 5)


def test_every_tear_is_mended(tmp_path: Path) -> None:
    put(tmp_path, MOVED)
    whole = only(tmp_path).stat().st_size
    (last,) = put(tmp_path, FIRST)
    content = only(tmp_path).read_bytes()
    assert mend(only(tmp_path)) == 0
    with gzip.open(io.BytesIO(content[last.warc_offset :])) as member:
        assert member.read().count(b"WARC/1.1") == 2
    request = content.rindex(b"\x1f\x8b\x08")
    for cut in range(whole + 1, len(content)):
        only(tmp_path).write_bytes(content[:cut])
        mend(only(tmp_path))
        # an answer whose request was torn off is whole
        assert only(tmp_path).stat().st_size == (whole if cut < request else request), cut


def test_torn_file_is_mended_before_it_is_written_to(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    with only(tmp_path).open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00torn")
    kept = put(tmp_path, MOVED)
    assert list(exchanges(only(tmp_path)))[1:] == kept
    assert not [found for found in exchanges(only(tmp_path)) if isinstance(found, Rejected)]


def test_file_torn_at_its_beginning_is_begun_again(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    only(tmp_path).write_bytes(only(tmp_path).read_bytes()[:50])
    kept = put(tmp_path, FIRST)
    assert list(exchanges(only(tmp_path))) == kept
    assert records(only(tmp_path))[0][0] == "warcinfo"


@pytest.mark.parametrize("where", [0, 1, 2])
def test_damaged_record_is_lost_and_the_rest_read(tmp_path: Path, where: int) -> None:
    kept = put(tmp_path, FIRST, MOVED, replace(FIRST, url="https://baolangson.vn/d.html"))
    content = bytearray(only(tmp_path).read_bytes())
    start = kept[where].warc_offset or 0
    content[start + 60 : start + 90] = b"\0" * 30
    only(tmp_path).write_bytes(content)
    found = list(exchanges(only(tmp_path)))
    assert [one for one in found if isinstance(one, Exchange)] == kept[:where] + kept[where + 1 :]
    (lost,) = (one for one in found if isinstance(one, Rejected))
    assert (lost.stage, lost.url, lost.reason) == ("read", f"file:{only(tmp_path).name}", "damaged record")
    assert f"offset {start}: " in (lost.detail or "")


@pytest.mark.parametrize("seed", range(12))
def test_damage_costs_what_it_hits_wherever_reading_begins(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    pages = [replace(FIRST, url=f"https://baolangson.vn/{number}.html", body=chance.randbytes(3000).hex().encode()) for number in range(12)]
    kept = put(tmp_path, *pages)
    file = only(tmp_path)
    content = bytearray(file.read_bytes())
    starts = [one.warc_offset or 0 for one in kept]
    for hit in chance.sample(starts[1:], 3):
        at = hit + chance.choice([0, 5, 60, 200, 600, 1500])
        content[at : at + 40] = bytes(40)
    file.write_bytes(content)
    whole = list(exchanges(file))
    assert sum(isinstance(one, Exchange) for one in whole) == len(pages) - 3
    middle = chance.choice(starts)
    assert [*exchanges(file, end=middle), *exchanges(file, start=next_record(file, middle - 1) or 0)] == whole


def foreign(file: Path, *urls: str) -> None:
    """An archive as another program writes it: no roles, pictures and failures between the pages."""
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url in urls:
            for address, status, media, body in (
                (url, "200 OK", "text/html", BODY),
                (f"{url}.jpg", "200 OK", "image/jpeg", b"\xff\xd8"),
                (f"{url}?alt", "404 Not Found", "text/html", BODY),
                (f"{url}?moved", "302 Found", "text/html", BODY),
            ):
                http = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
                writer.write_record(
                    writer.create_warc_record(address, "response", payload=io.BytesIO(body), length=len(body), http_headers=http)
                )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("other.warc.gz", ["https://baolangson.vn/1", "https://unknown.example/2", "https://www.baolangson.vn/3"]),
        ("CC-NEWS-20261122030405-00001.warc.gz", ["https://baolangson.vn/1", "https://www.baolangson.vn/3"]),
    ],
)
def test_archives_of_others_give_their_pages(tmp_path: Path, name: str, expected: list[str]) -> None:
    foreign(tmp_path / name, "https://baolangson.vn/1", "https://unknown.example/2", "https://www.baolangson.vn/3")
    assert [page.url for page in read([tmp_path]) if isinstance(page, Page)] == expected


def test_our_archive_gives_what_was_asked_for_as_an_article(tmp_path: Path) -> None:
    put(tmp_path, FIRST, MOVED, SAME, replace(FIRST, role="listing"), replace(FIRST, role="article", status=404), replace(FIRST, media="application/pdf"))  # fmt: skip
    page, pdf = read([tmp_path])
    assert isinstance(page, Page)
    assert (page.url, page.content, page.charset, page.fetched) == (FIRST.url, BODY, "utf-8", "2026-11-22T10:04:05")
    assert isinstance(pdf, Rejected)
    assert pdf.reason == "not html"


def test_archive_has_one_writer(tmp_path: Path) -> None:
    with Archive(tmp_path), pytest.raises(ArchiveError, match="another crawl writes to it; wait until it has ended"):
        Archive(tmp_path)
    put(tmp_path, FIRST)


def test_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom tests.test_archive import FIRST, put\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\nput(Path(sys.argv[1]), *[FIRST] * 20)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1]
    )
    assert "ArchiveError" in done.stderr
    assert "File too large; make room, then crawl again: what was fetched before is safe" in done.stderr
    kept = list(exchanges(only(tmp_path)))
    assert all(isinstance(found, Exchange) for found in kept)
    assert len(kept) > 1
    assert mend(only(tmp_path)) == 0
    assert len(list(exchanges(only(tmp_path)))) == len(kept)
