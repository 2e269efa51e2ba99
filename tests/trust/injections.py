"""Injections: words that would be SQL, full-text syntax, markup, paths or headers, in every parameter of every page and question of a real server."""

import hashlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import product
from pathlib import Path
from shutil import copy
from types import MappingProxyType
from urllib.parse import quote

from bs4 import BeautifulSoup

from pipeline import schema
from pipeline.serve.questions import questions
from tests.conftest import SAMPLES
from tests.crawling import ROOT, wait_until
from tests.trust.figure import Figure, Say

SECRET = "khong-phai-cho-ai-doc-5b1f"
WORDS = (
    "'", '"', "''", "';--", "' or '1'='1", "' union select 1,2,3,4,5,6,7,8,9,10--", "1); delete from articles;--", "') or 1=1--", "%27%20or%201=1", "\\'; drop table meta;--",
    "*", '"', "a AND", "NEAR(a b)", "a OR NOT", "{title}: a", "title:a*", "^a", '"a" + "', "(", "-a", "a:b:c", "articles_fts MATCH 'a'",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>", "javascript:alert(1)", "{{7*7}}", "{% raw %}", "${7*7}", "</title><script>alert(1)</script>",
    "../../../../etc/passwd", "..%2f..%2fsecret.txt", "/etc/passwd", "file:///etc/passwd", "facts.db", "\x00", "a\x00b", "\r\nX-Injected: yes", "\r\n\r\n<script>alert(1)</script>",
    "\u202e", "đ" * 5000, "9" * 4000, "-1", "1e999", "NaN", "٣", "\U0010ffff", "[]", "null", "select load_extension('x')",
)  # fmt: skip
SHORT = ("' or '1'='1", "NEAR(a b)", '"><img src=x onerror=alert(1)>', "../../../../etc/passwd", "a\x00b", "\r\nX-Injected: yes")
# our pages with the parameters that each takes, the word in the place of {}
PAGES = (
    "/?lang={}", "/?q={}", "/-/search?q={}", "/-/search?q={}&lang=en", "/-/figures?measure={}", "/-/figures?about={}&province={}", "/-/questions?lang={}", "/-/question/{}", "/-/rule/{}", "/-/archived/{}",
    "/-/correct/{}", "/-/correct/officials/{}", "/-/correct/officials/lo-thi-mau?action={}", "/-/document/{}", "/-/province/{}",
    "/-/official/{}", "/-/article/{}", "/-/document/18-NQ%2FTW@2017?act={}", "/-/document/18-NQ/TW@2017?province={}&page={}&grid={}", "/-/document/18-NQ/TW@2017?data={}",
    "/-/province/thai-binh?data={}&page={}", "/-/search?q=a&data={}", "/{}", "/-/{}", "/pages/{}", "/-/static/{}", "/facts/{}", "/facts/articles/{}", "/facts.json?sql={}",
)  # fmt: skip
_TABLE = "/facts/{table}{form}?_search={{}}", "/facts/{table}{form}?_where={{}}", "/facts/{table}{form}?_sort={{}}", "/facts/{table}{form}?_facet={{}}&_next={{}}&_size={{}}", "/facts/{table}{form}?id__exact={{}}&_col={{}}", "/facts/{table}{form}?id__like={{}}&_shape={{}}"  # fmt: skip
# statements that write, read files or do not end
STATEMENTS = (
    "delete from articles", "insert into meta values ('a','b')", "update articles set body = ''", "drop table articles", "create table x (y)", "pragma user_version = 9",
    "pragma journal_mode = delete", "attach 'secret.txt' as y", "attach '/tmp/new.db' as y", "vacuum into '/tmp/nghiquyet-injected.db'", "select load_extension('x')", "select readfile('secret.txt')", "select writefile('/tmp/x','y')",
    "select * from articles; delete from articles", "with x as (select 1) delete from articles", "reindex", "insert into articles_fts(articles_fts) values ('delete-all')",
    "with recursive n(i) as (select 1 union all select i+1 from n) select count(*) from n", "select zeroblob(2000000000)", "select randomblob(900000000)", "select printf('%.*c', 900000000, 'x')",
)  # fmt: skip
# sent as they are: clients would tidy them up
RAW = (
    "/../secret.txt", "/pages/../../secret.txt", "/pages/..%2f..%2fsecret.txt", "/pages/%2e%2e/%2e%2e/secret.txt", "/pages//etc/passwd", "//etc/passwd", "/-/static/../../../../etc/passwd",
    "/-/static/%2e%2e%2f%2e%2e%2fapp.py", "/facts.db", "/corrections.csv", "/secret.txt", "/sites/x.toml", "//evil.example/%2e%2e", "/\\evil.example", "/facts/../secret.txt", "/-/article/..%2f..%2fsecret.txt",
)  # fmt: skip
# what a page is chosen by, or a server looks at
HEADERS = ("Cookie", "Accept-Language", "Accept-Encoding", "Host", "Range", "If-None-Match", "X-Forwarded-Host", "Content-Type")
# seconds for one answer; a statement that does not end is cut off after five
_LONGEST = 20


def addresses(words: Sequence[str]) -> Iterator[str]:
    """Every address that is asked for: each word in each parameter of each page, table and question."""
    tables = [of.format(table=table, form=form) for table in ("articles", "sentences") for form in ("", ".json") for of in _TABLE]
    asked = [
        f"/facts/{name}{form}?{parameter}={{}}" for name, one in questions().items() for parameter in one.defaults for form in ("", ".json")
    ]
    asked += [f"/-/question/{name}?{parameter}={{}}" for name, one in questions().items() for parameter in one.defaults]
    for page, word in product((*PAGES, *tables, *asked), words):
        yield page.replace("{}", quote(word, safe=""))
    for statement in STATEMENTS:
        yield f"/facts.json?sql={quote(statement)}"
    for table in schema.TABLES:
        yield f"/facts/{table.name}.csv?_stream=on&_where={quote('1; delete from articles')}"


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A server of the database in a folder: its port, and the process."""
    words = [sys.executable, "-m", "pipeline.cli", "serve", "--db", "facts.db", "--port", "0"]
    environment = {"PYTHONPATH": str(ROOT), "NGHIQUYET_WEBHOOK": f"https://example.org/{SECRET}", "PATH": "/usr/bin:/bin"}
    with (folder / "log").open("w") as log, subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log) as process:
        try:
            wait_until(lambda: "Ctrl-C" in (folder / "log").read_text() or process.poll() is not None)
            yield int((folder / "log").read_text().split(":")[2].partition("/")[0]), process
        finally:
            process.terminate()


def _problem(address: str, status: int, headers: str, body: str, seconds: float) -> str | None:
    if status >= 500:
        return f"status {status}"
    if SECRET in body or SECRET in headers or "root:x:" in body:
        return "what is not to be served is"
    if re.search(r"(?im)^x-injected:|^location: *(?:/?[\\/]{2}|https?:)", headers):
        return "it sets a header or sends elsewhere"
    if seconds > _LONGEST:
        return f"{seconds:.0f} s"
    if "<" in body and "html" in headers and _runs(body):
        return "markup of a parameter is markup of the page"
    return None if address else "no address"


def _runs(body: str) -> bool:
    """Whether a page has markup that runs and is not Datasette's own."""
    if not re.search(r"(?i)alert\(1\)", body):
        return False
    page = BeautifulSoup(body, "lxml")
    return any(
        (tag.name == "script" and "alert(1)" in tag.get_text())
        or any(name.startswith("on") for name in tag.attrs)
        or str(tag.get("href", "")).lower().startswith("javascript:")
        for tag in page.find_all(True)
    )


def headers(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every header that a page is chosen by or that a server looks at, with each word that a client can send in it."""
    for name, word in product(HEADERS, words):
        yield name, f"lang={word}" if name == "Cookie" else word


def ask_with(port: int, header: tuple[str, str]) -> str | None:
    """What is wrong with the answer to a header."""
    name, value = header
    return ask(port, "/-/search?q=a", {name: re.sub(r"[\r\n\0]", " ", value[:4000]).encode().decode("latin-1")})


def ask(port: int, address: str, said: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """What is wrong with the answer to an address, asked for with headers."""
    began = time.monotonic()
    with closing(HTTPConnection("127.0.0.1", port, timeout=_LONGEST)) as connection:
        try:
            connection.request("GET", address, headers=dict(said))
            response = connection.getresponse()
            body = response.read().decode("utf-8", "replace")
        except (OSError, HTTPException) as error:
            return f"no answer: {error!r}"
    return _problem(address, response.status, str(response.headers), body, time.monotonic() - began)


def ask_raw(port: int, path: str) -> str | None:
    """The same for a path that is sent as it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        with suppress(OSError):
            while piece := connection.recv(65_536):
                answer += piece
    head, _, body = answer.decode("utf-8", "replace").partition("\r\n\r\n")
    return _problem(path, int(head.split(" ", 2)[1]), head, body, 0)


def tried(database: Path, folder: Path, words: Sequence[str], say: Say) -> tuple[int, list[str]]:
    """How many requests were made to a server of a copy of a database, and what was wrong with answers, the file or the log."""
    copy(database, folder / "facts.db")
    for name in ("secret.txt", "corrections.csv"):
        (folder / name).write_text(SECRET)
    before, wrong, count = hashlib.sha256((folder / "facts.db").read_bytes()).hexdigest(), [], 0
    there = sorted(path.name for path in folder.iterdir())
    with serving(folder) as (port, process):
        for request, every in ((ask, addresses(words)), (ask_raw, RAW), (ask_with, headers(words))):
            for address in every:
                count += 1
                if (problem := request(port, address)) is not None:
                    wrong.append(f"{str(address)[:200]}: {problem}")
                    say(wrong[-1])
                if count % 500 == 0:
                    say(f"{count} requests, {len(wrong)} wrong")
        if process.poll() is not None:
            wrong.append("the server has ended")
    if hashlib.sha256((folder / "facts.db").read_bytes()).hexdigest() != before:
        wrong.append("the database was changed")
    if stray := sorted({path.name for path in folder.iterdir()} - {*there, "log", "facts.db-shm", "facts.db-wal"}):
        wrong.append(f"files were made: {stray}")
    log = (folder / "log").read_text()
    if SECRET in log:
        wrong.append("the log has a secret")
    return count, wrong


def run(words: Sequence[str], say: Say) -> list[Figure]:
    """Sends every word to a server of the sample pages."""
    from tempfile import TemporaryDirectory

    from pipeline.build import build

    with TemporaryDirectory() as place:
        folder = Path(place) / "served"
        folder.mkdir()
        build([SAMPLES], Path(place) / "built.db")
        count, wrong = tried(Path(place) / "built.db", folder, words, say)
    came = f"{count:,} requests, {len(wrong)} with an error of the server, a change of the file, a file given away, or markup that runs"
    return [Figure("SQL, full text, markup, paths and headers in every parameter of every page and question", came, not wrong)]
