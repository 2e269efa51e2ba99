"""Bombs: answers that would fill memory, disk or time, each asked for by a crawl of its own whose peak memory is measured."""

import gzip
import os
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from tests.crawling import ROOT, ask, crawling, facts
from tests.trust.figure import Figure, Say

MB = 1_000_000
# a crawl of a page of 1 KB, read and stored, is the measure; what a bomb may take beyond it, in MB: a few copies of the largest answer that is taken in
MOST = {"article": 200, "robots": 100, "feed": 160, "sitemap": 260}
_PAGE = "/tin/bom-trong-tinh-10001.html"
_HOME = f'<html><head>{{head}}</head><body><h1>Trang chủ</h1><a href="{_PAGE}">Tin về một quả bom trong tỉnh</a></body></html>'
Chunks = Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Bomb:
    """What a host sends for one address: lines of a head, then pieces of a body for as long as they are taken.

    `role` is what it is asked for as, `outcome` what `fetches` must say of it; with `head_only` the body never begins. A crawl has `seconds` for it.
    """

    path: str
    role: str
    head: str
    body: Callable[[], Chunks]
    outcome: str
    head_only: bool = False
    seconds: float = 60


def _forever(piece: bytes) -> Chunks:
    while True:
        yield piece


def _dripping() -> Chunks:
    while True:
        time.sleep(0.5)
        yield b"<p>"


def _chunked(pieces: Chunks) -> Chunks:
    """Pieces as the chunks of a transfer."""
    for piece in pieces:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def _zeros(packer: "zlib._Compress", megabytes: int) -> Chunks:
    """A stream of so many megabytes of zeros, packed; every piece after the first is the same."""
    piece = bytes(MB)
    yield packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes - 1):
        yield again


def _gzip(megabytes: int = 10_000) -> Chunks:
    return _zeros(zlib.compressobj(9, zlib.DEFLATED, 31), megabytes)


def _deflate() -> Chunks:
    return _zeros(zlib.compressobj(9, zlib.DEFLATED, 15), 10_000)


def _brotli() -> Chunks:
    import brotli

    packer = brotli.Compressor(quality=1)
    for _ in range(1000):
        yield packer.process(bytes(MB)) + packer.flush()
    yield packer.finish()


def _nested() -> Chunks:
    """A gigabyte of zeros in gzip in gzip in gzip."""
    inner = b"".join(_gzip(1000))
    yield gzip.compress(gzip.compress(inner))


def _once(content: str | bytes) -> Chunks:
    yield content.encode() if isinstance(content, str) else content


def _laughs(root: str, inside: str) -> Chunks:
    """Entities of entities, a billion in the end."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return _once(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><{root}>{inside.format("&e9;")}</{root}>')


def _quadratic(root: str, inside: str) -> Chunks:
    """One long entity, many times."""
    said = "&e;" * 100_000
    return _once(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "{"a" * 100_000}">]><{root}>{inside.format(said)}</{root}>')


def _outside(root: str, inside: str) -> Chunks:
    """An entity that is a file of this machine."""
    return _once(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><{root}>{inside.format("&e;")}</{root}>')


def _html(inside: str) -> Chunks:
    words = "Ngày 17/11/2017, Tỉnh ủy tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW. " * 5
    return _once(f"<html><body><h1>Tỉnh ủy tổng kết</h1><p>{words}</p>{inside}</body></html>")


_ITEM = "<channel><item><title>{}</title><link>http://127.0.0.7/tin/x-10002.html</link></item></channel>"
_URL = "<url><loc>http://127.0.0.7/{}</loc></url>"
_TEXT, _PACKED = "Content-Type: text/html; charset=utf-8", "Content-Type: text/html\r\nContent-Encoding: {}\r\nTransfer-Encoding: chunked"
_XML = "Content-Type: application/xml"

BOMBS: Mapping[str, Bomb] = {
    "10 GB in gzip": Bomb(_PAGE, "article", _PACKED.format("gzip"), lambda: _chunked(_gzip()), "too large"),
    "10 GB in deflate": Bomb(_PAGE, "article", _PACKED.format("deflate"), lambda: _chunked(_deflate()), "too large"),
    "1 GB in brotli": Bomb(_PAGE, "article", _PACKED.format("br"), lambda: _chunked(_brotli()), "too large"),
    "1 GB in gzip in gzip in gzip": Bomb(_PAGE, "article", _PACKED.format("gzip, gzip, gzip"), lambda: _chunked(_nested()), "too large"),
    "a body without an end": Bomb(_PAGE, "article", f"{_TEXT}\r\nTransfer-Encoding: chunked", lambda: _chunked(_forever(b"<p>" * 20_000)), "too large"),
    "a body of 100 GB, announced": Bomb(_PAGE, "article", f"{_TEXT}\r\nContent-Length: 100000000000", lambda: _forever(b"<p>" * 20_000), "too large"),
    # a minute each of the three times that it is asked for
    "a body that drips for ever": Bomb(_PAGE, "article", f"{_TEXT}\r\nTransfer-Encoding: chunked", lambda: _chunked(_dripping()), "timed out", seconds=300),
    "headers without an end": Bomb(_PAGE, "article", _TEXT, lambda: _forever(b"X-More: and more\r\n" * 1000), "too large", head_only=True),
    "one header without an end": Bomb(_PAGE, "article", _TEXT, lambda: _forever(b"X-More: " + b"and more " * 1000), "no connection", head_only=True),
    "10,000 elements in each other": Bomb(_PAGE, "article", _TEXT, lambda: _html("<div>" * 10_000 + "sâu" + "</div>" * 10_000), "new"),
    "an attribute of 9 MB": Bomb(_PAGE, "article", _TEXT, lambda: _html(f'<p title="{"a" * 9 * MB}">dài</p>'), "new"),
    "robots.txt without an end": Bomb("/robots.txt", "robots", "Content-Type: text/plain\r\nTransfer-Encoding: chunked", lambda: _chunked(_forever(b"Disallow: /x\n" * 5000)), "too large"),
    "a feed of entities, a billion of them": Bomb("/feed", "feed", _XML, lambda: _laughs("rss", _ITEM), "new"),
    "a feed of one entity, 100,000 times": Bomb("/feed", "feed", _XML, lambda: _quadratic("rss", _ITEM), "new"),
    "a feed that names a file of ours": Bomb("/feed", "feed", _XML, lambda: _outside("rss", _ITEM), "new"),
    "a sitemap of entities, a billion of them": Bomb("/sitemap.xml", "sitemap", _XML, lambda: _laughs("urlset", _URL), "new"),
    "a sitemap of one entity, 100,000 times": Bomb("/sitemap.xml", "sitemap", _XML, lambda: _quadratic("urlset", _URL), "new"),
    "a sitemap that names a file of ours": Bomb("/sitemap.xml", "sitemap", _XML, lambda: _outside("urlset", _URL), "new"),
    "a sitemap, 1 GB in gzip": Bomb("/sitemap.xml", "sitemap", "Content-Type: application/x-gzip", lambda: _gzip(1000), "new"),
}  # fmt: skip
SHORT = ("10 GB in gzip", "1 GB in brotli", "headers without an end", "a sitemap of entities, a billion of them")


class Bomber:
    """A host on a loopback address that has a bomb at one of its addresses."""

    def __init__(self, bomb: Bomb | None) -> None:
        self._bomb = bomb
        self._listening = socket.create_server(("127.0.0.7", 0))
        self.url = f"http://127.0.0.7:{self._listening.getsockname()[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            asked = connection.recv(65_536).split(b" ", 2)
            path = asked[1].decode() if len(asked) > 1 else ""
            for piece in self._pieces(path):
                connection.sendall(piece)

    def _pieces(self, path: str) -> Chunks:
        bomb = self._bomb
        if bomb is not None and path == bomb.path:
            end = "" if bomb.head_only else "Connection: close\r\n\r\n"
            yield f"HTTP/1.1 200 OK\r\n{bomb.head}\r\n{end}".encode()
            yield from bomb.body()
        else:
            yield self._harmless(path)

    def _harmless(self, path: str) -> bytes:
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed">' if self._bomb and self._bomb.role == "feed" else ""
        found = {"/": _HOME.format(head=feed), "/robots.txt": f"User-agent: *\nSitemap: {self.url}sitemap.xml\n"}
        body = found.get(path, "new").encode()
        status = "200 OK" if body else "404 Not Found"
        return f"HTTP/1.1 {status}\r\n{_TEXT}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl of a host came to: its exit status, what it said, its seconds and the most memory that it held, in MB."""

    status: int
    said: str
    seconds: float
    peak: float


def crawl(folder: Path, bomb: Bomb | None) -> Crawled:
    """A crawl, as a process of its own, of a host with a bomb or without one."""
    with Bomber(bomb) as host, (folder / "said").open("w+b") as said:
        words = crawling("--limit", "3", sites=[host.url])
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", *map(str, words)],
            cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        alarm = threading.Timer(bomb.seconds if bomb else 60, process.kill)
        alarm.start()
        peak = _peak(process)
        alarm.cancel()
        said.seek(0)
        return Crawled(process.returncode, said.read().decode(), time.monotonic() - began, peak)


def _peak(process: "subprocess.Popen[bytes]") -> float:
    """The most memory that a process held at once, in MB, when it has ended.

    What the system says of an ended process counts the memory of the one that started it, too: here it is asked while it runs.
    """
    peak = 0
    while process.poll() is None:
        try:
            said = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        peak = max([peak, *(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM:"))])
        time.sleep(0.02)
    return peak / 1024


def problems(bomb: Bomb, crawled: Crawled, folder: Path, usual: float) -> list[str]:
    """What is wrong with a crawl of a bomb; `usual` is the peak of a crawl without one."""
    found = []
    if crawled.status != 0:
        found.append(f"exit status {crawled.status}: {crawled.said[-300:]}")
    outcomes = ask(folder / "facts.db", "select outcome from fetches where url like ?", f"%{bomb.path}")
    if not outcomes or set(outcomes) != {(bomb.outcome,)} or (bomb.outcome == "too large" and len(outcomes) > 1):
        found.append(f"it came to {outcomes}, not to {bomb.outcome!r}")
    if (over := crawled.peak - usual) > MOST[bomb.role]:
        found.append(f"{over:.0f} MB more than usual, at most {MOST[bomb.role]}")
    stored = str(facts(folder / "facts.db", ["articles", "addresses"]))
    if "root:" in stored or "haha" in stored:
        found.append("what an entity stands for is in the database")
    return found


def run(names: Sequence[str], say: Say) -> list[Figure]:
    """Crawls a host without a bomb and one with each, and says what was refused and the most memory that it took."""
    with TemporaryDirectory() as quiet:
        usual = crawl(Path(quiet), None).peak
    wrong, peaks = [], {}
    for name in names:
        with TemporaryDirectory() as folder:
            crawled = crawl(Path(folder), BOMBS[name])
            found = problems(BOMBS[name], crawled, Path(folder), usual)
        peaks[name] = crawled.peak - usual
        say(f"{name}: {crawled.seconds:.0f} s, {crawled.peak - usual:+.0f} MB" + "".join(f"; {one}" for one in found))
        wrong += found
    worst = max(peaks, key=lambda name: peaks[name])
    came = f"{len(names) - len(wrong)} of {len(names)} refused or harmless; peak memory of a crawl {usual:.0f} MB, with a bomb at most {peaks[worst]:+.0f} MB ({worst})"
    return [Figure("bombs: packed, endless, nested, entities", came, not wrong)]
