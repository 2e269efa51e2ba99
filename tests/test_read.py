"""Inputs of every kind become pages, and what cannot be read becomes a row that says why."""

import gzip
import io
import warnings
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.model import Page, Rejected
from pipeline import archive
from pipeline.errors import InputError
from pipeline.read import LARGEST, count, read


def _write(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    _write(tmp_path, b_txt=b"b", a_html=b"<p>a", sub__c_HTM=b"<p>c", sub__a_txt=b"a", note_pdf=b"%PDF", gold_json=b"{}")
    _write(tmp_path / ".cache", a_txt=b"x")
    assert [(page.url, page.media, page.content) for page in read([tmp_path]) if isinstance(page, Page)] == [
        ("file:a.html", "html", b"<p>a"),
        ("file:b.txt", "text", b"b"),
        ("file:sub/a.txt", "text", b"a"),
        ("file:sub/c.HTM", "html", b"<p>c"),
    ]
    assert count([tmp_path]) == 4


def test_single_file_is_named_by_its_name(tmp_path: Path) -> None:
    _write(tmp_path, deep__down__a_txt=b"a")
    assert list(read([tmp_path / "deep" / "down" / "a.txt"])) == [Page(url="file:a.txt", content=b"a", media="text")]


def test_missing_path_is_said_before_anything_is_read(tmp_path: Path) -> None:
    _write(tmp_path, a_txt=b"a")
    with pytest.raises(InputError, match=r"nowhere\.txt does not exist: give"):
        next(read([tmp_path / "a.txt", tmp_path / "nowhere.txt"]))


def test_large_file_is_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "large.html").open("wb") as file:
        file.truncate(50_000_000)

    def fail(path: Path) -> bytes:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert list(read([tmp_path])) == [
        Rejected(stage="read", url="file:large.html", reason="too large", detail=f"50000000 bytes, at most {LARGEST}")
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("empty.warc.gz", b"", "empty"),
        ("page.pdf", b"%PDF-1.4", "unknown type"),
        ("page", b"a", "unknown type"),
    ],
)
def test_file_that_gives_nothing(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    (row,) = read([tmp_path / name])
    assert isinstance(row, Rejected)
    assert (row.stage, row.url, row.reason) == ("read", f"file:{name}", reason)
    assert row.detail


def test_unreadable_file_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, a_txt=b"a", b_txt=b"b")
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    first, second = read([tmp_path])
    assert first == Rejected(stage="read", url="file:a.txt", reason="unreadable", detail="Permission denied")
    assert isinstance(second, Page)


# --- web archives ----------------------------------------------------------------------------------------------

HTML = b"<html><body><p>" + b"Nghi quyet " * 300 + b"</p></body></html>"


def _archive(path: Path, pages: int = 5) -> list[int]:
    """Writes an archive of so many pages, packed where the name says so; returns the offsets of the records."""
    offsets = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for number in range(pages):
            offsets.append(file.tell())
            _record(writer, f"http://a.vn/{number}", gzip.compress(HTML), ("Content-Encoding", "gzip"))
    return offsets


def _record(
    writer: WARCWriter, url: str, body: bytes, *headers: tuple[str, str], status: str = "200 OK", media: str = "text/html; charset=UTF-8"
) -> None:
    http = StatusAndHeaders(status, [("Content-Type", media), *headers], protocol="HTTP/1.1")
    dated = {"WARC-Date": "2024-01-28T18:30:05Z"}
    with warnings.catch_warnings():
        # the writer leaves a temporary file of its own to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=dated)
        )


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_archive_gives_its_pages_decoded_and_dated_in_local_time(tmp_path: Path, name: str) -> None:
    offsets = _archive(tmp_path / name)
    assert list(read([tmp_path / name])) == [
        Page(
            url=f"http://a.vn/{number}",
            content=HTML,
            media="html",
            charset="UTF-8",
            fetched="2024-01-29T01:30:05",
            warc_file=name,
            warc_offset=offset,
        )
        for number, offset in enumerate(offsets)
    ]


def test_only_successful_html_responses_are_pages(tmp_path: Path) -> None:
    with (tmp_path / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        _record(writer, "http://a.vn/gone", HTML, status="404 Not Found")
        _record(writer, "http://a.vn/picture", b"\xff\xd8", media="image/jpeg")
        _record(writer, "http://a.vn/kept", HTML)
    assert [page.url for page in read([tmp_path])] == ["http://a.vn/kept"]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_reading_goes_on_behind_a_damaged_record(tmp_path: Path, name: str) -> None:
    offsets = _archive(tmp_path / name)
    content = bytearray((tmp_path / name).read_bytes())
    for at in range(offsets[2], offsets[2] + 60):
        content[at] ^= 0x5A
    (tmp_path / name).write_bytes(content)
    read_back = list(read([tmp_path]))
    assert [row.url for row in read_back if isinstance(row, Page)] == [f"http://a.vn/{number}" for number in (0, 1, 3, 4)]
    (row,) = (row for row in read_back if isinstance(row, Rejected))
    assert (row.stage, row.url, row.reason) == ("read", f"file:{name}", "damaged record")
    assert row.detail is not None
    assert row.detail.startswith(f"offset {offsets[2]}: ")


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_archive_that_ends_inside_a_record_says_so(tmp_path: Path, name: str) -> None:
    offsets = _archive(tmp_path / name)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-100])
    *pages, row = read([tmp_path])
    assert [page.url for page in pages] == [f"http://a.vn/{number}" for number in range(4)]
    assert isinstance(row, Rejected)
    assert row.reason == "damaged record"
    assert f"offset {offsets[4]}:" in (row.detail or "")


def test_record_that_unpacks_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1000)
    _archive(tmp_path / "a.warc.gz", pages=1)
    (row,) = read([tmp_path])
    assert isinstance(row, Rejected)
    assert (row.url, row.reason) == ("http://a.vn/0", "too large")


def test_count_guesses_an_archive_by_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"x" * 300_000)
    assert count([tmp_path, tmp_path / "a.warc"]) == 20
