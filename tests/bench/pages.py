"""How long each page takes over HTTP: a server of its own process over a database of 20,000 articles, asked by one reader at a time.

`python -m tests.bench.pages` prints the table; `measured` gives it. The time of the processor is that of the server, from /proc where there is one:
on a machine that does other things besides, the clock says more of these than of the page.
"""

import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import database, schema
from pipeline.serve.questions import questions

ROOT = Path(__file__).parents[2]
TIMES, MOST_MILLISECONDS = 20, 200


def addresses(path: Path) -> dict[str, str]:
    """Name → address of a page of each kind, those chosen of which there is most to show, and of every question and table."""
    with database.read(path) as db:

        def most(sql: str) -> str:
            return str(
                db.conn.execute(
                    f"select id, count(*) from ({sql}) where id is not null group by id order by 2 desc, id limit 1"
                ).fetchone()[0]
            )

        document, province = most("select document_id as id from events"), most("select province as id from articles")
        official, article = most("select official_id as id from posts"), most("select article_id as id from statistics")
    name = path.stem
    pages = {
        "home": "/",
        "search, words that are everywhere": "/-/search?q=nghi+quyet",
        "search, a symbol": "/-/search?q=19-nq/tw",
        "search, a phrase": "/-/search?q=tong+ket+20+nam",
        "document": f"/-/document/{document}",
        "document, filtered": f"/-/document/{document}?province={province}",
        "document, acts as CSV": f"/-/document/{document}?data=acts.csv",
        "province": f"/-/province/{province}",
        "official": f"/-/official/{official}",
        "figures": "/-/figures?measure=%25",
        "figures, of a province": f"/-/figures?measure=%25&province={province}",
        "figures, with a word": "/-/figures?measure=%25&about=can+bo",
        "article": f"/-/article/{article}",
        "rule": "/-/rule/citation.symbol",
        "correction": f"/-/correct/officials/{official}",
        "questions": "/-/questions",
        "tables": f"/{name}",
        "table, searched": f"/{name}/articles?_search=can+bo",
        "row": f"/{name}/articles/{article}",
    }
    pages |= {f"question: {one}": f"/-/question/{one}" for one in questions()}
    pages |= {f"its query: {one}": f"/{name}/{one}" for one in questions()}
    return pages | {f"table: {table.name}": f"/{name}/{table.name}" for table in schema.TABLES if table.public}


@contextmanager
def _serving(path: Path) -> Iterator[tuple[int, int]]:
    """Process and port of a server over a database, ended behind it."""
    words = [sys.executable, "-m", "pipeline.cli", "serve", "--db", str(path), "--port", "0"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = re.match(r"\S+", server.stdout.readline())
        assert address
        yield server.pid, int(urlsplit(address[0]).port or 0)
        server.send_signal(signal.SIGINT)


def _processor(process: int) -> float:
    """Milliseconds that a process has had of the processor; nought where the system does not say."""
    file = Path(f"/proc/{process}/stat")
    if not file.exists():
        return 0
    user, system = file.read_text().rpartition(")")[2].split()[11:13]
    return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measured(path: Path, *, times: int = TIMES) -> dict[str, tuple[float, float, int]]:
    """Name of a page → milliseconds on the clock in 19 of 20 times, those of the server's processor on average, and its length in bytes."""
    took = {}
    with _serving(path) as (process, port):
        for name, address in addresses(path).items():
            _get(port, address)
            clock, before = [], _processor(process)
            for _ in range(times):
                start = time.perf_counter()
                size = _get(port, address)
                clock.append(1000 * (time.perf_counter() - start))
            processor = (_processor(process) - before) / times
            took[name] = (statistics.quantiles(clock, n=20, method="inclusive")[-1], processor, size)
    return took


def _get(port: int, address: str) -> int:
    """The length of an answer. Raises AssertionError for one that is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address)
    response = connection.getresponse()
    size = len(response.read())
    connection.close()
    assert response.status == 200, (address, response.status)
    return size


def print_pages(path: Path) -> float:
    """Prints how long each page takes, and gives the most of it in milliseconds of the processor."""
    took = measured(path)
    print(f"{'95th percentile of ' + str(TIMES) + ' times, over HTTP:':44s} on the clock    processor     length")
    for name, (clock, processor, size) in took.items():
        print(f"{name:44s} {clock:9.0f} ms {processor:9.0f} ms {size / 1024:7.0f} KB")
    clock, processor = (max(figures[place] for figures in took.values()) for place in (0, 1))
    within = {True: "yes", False: "NO"}
    print(
        f"every page within {MOST_MILLISECONDS} ms on the clock: {within[clock <= MOST_MILLISECONDS]}; of the processor: {within[processor <= MOST_MILLISECONDS]}"
    )
    return processor or clock


def main(path: str = "") -> float:
    """Prints the table over a database given by its path, or over one of 20,000 articles made for it; gives what `print_pages` does."""
    from pipeline.build import build
    from tests.many import many

    if path:
        return print_pages(Path(path))
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "corpus" / "samples"], Path(folder) / "few.db")
        many(Path(folder) / "few.db", Path(folder) / "many.db", articles=20_000)
        return print_pages(Path(folder) / "many.db")


if __name__ == "__main__":
    main(*sys.argv[1:])
