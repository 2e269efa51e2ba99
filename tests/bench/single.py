"""One core: what the stages take of a page and of a text, beside underthesea's words, today's usual script and the fastest way there is.

All are processor seconds of one process, in which they take turns, batch by batch: what else the machine does meanwhile costs all
alike. Every measure is made in processes of its own, so that what one keeps does not speed up another, and the median is taken.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXTS, PAGES, PEERS = 240, 240, 24
# articles a turn
TURN = 24
RUNS = 3
MOST = {"words_ratio": 1.3, "parse_ms": 3.0, "peak_mb": 600.0}
LEAST = {"peer_ratio": 12.0}


class Clock:
    """Processor seconds by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - start


def texts() -> dict[str, float]:
    """The seconds that underthesea takes for the words of articles, and that ours takes from their texts to a finished database."""
    from underthesea import word_tokenize

    from corpus.model import Page
    from pipeline import near, store  # noqa: F401  what the first article loads is no work on it
    from pipeline.build import read_page, records, warm
    from tests.bench import web

    articles = web.texts(TEXTS)
    pages = [Page(url=f"file:{number}.txt", content=article.encode(), media="text") for number, article in enumerate(articles)]
    word_tokenize("khởi động")
    warm()
    read_page(Page(url="file:first.txt", content="\n".join(web.texts(1, seed=1)).encode(), media="text"))
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, store.connect(Path(folder) / "a.db") as db:
        for at in range(0, len(pages), TURN):
            with clock("words"):
                for article in articles[at : at + TURN]:
                    word_tokenize(article)
            with clock("rows"):
                for _ in store.store_all(db, records(pages[at : at + TURN])):
                    pass
        with clock("rows"):
            store.finish(db)
    return clock.seconds


def pages() -> dict[str, float]:
    """The seconds a page of each stage, of the usual script and of the fastest way."""
    from pipeline import near, store  # noqa: F401
    from pipeline.build import STAGES, read_page, warm
    from tests.bench import peer, web

    given, first = web.pages(PAGES), web.pages(2, seed=1)
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        warm()
        for page in first:
            read_page(page)
        peer.usual(first, Path(folder) / "first.db")
        with store.connect(Path(folder) / "a.db") as db:
            for at in range(0, PAGES, TURN):
                values: list[object] = list(given[at : at + TURN])
                for name, stage in STAGES.items():
                    with clock(name):
                        values = [stage(value) for value in values]
                with clock("store"):
                    for _ in store.store_all(db, values):  # type: ignore[arg-type]
                        pass
                with clock("fastest"):
                    peer.fastest(given[at : at + TURN], Path(folder) / f"{at}.db")
                few = given[at : at + PEERS * TURN // PAGES]
                with clock("usual"):
                    peer.usual(few, Path(folder) / "usual.db")
            with clock("finish"):
                store.finish(db)
    return {name: seconds / (PEERS if name == "usual" else PAGES) for name, seconds in clock.seconds.items()}


def memory(until: str) -> dict[str, float]:
    """The peak of a process that takes pages to the end of a stage, in MB."""
    from pipeline import store
    from pipeline.build import read_page, records
    from tests.bench import web

    if until == "nothing":
        web.pages(PAGES)
    elif until == "rows":
        with tempfile.TemporaryDirectory() as folder, store.connect(Path(folder) / "a.db") as db:
            for _ in store.store_all(db, records(web.pages(PAGES))):
                pass
            store.finish(db)
    else:
        for page in web.pages(PAGES):
            read_page(page, until=until)
    return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure() -> dict[str, float]:
    """The figures, printed as they are made."""
    from tests.bench import web

    articles, sized = web.texts(TEXTS), [len(page.content) for page in web.pages(PAGES)]
    print(f"{TEXTS} articles of {sum(map(len, articles)) // TEXTS:,} characters; {PAGES} pages of {min(sized):,} to {max(sized):,} bytes")
    print(f"sentences that stood before: {web.repeated(articles):.1%}, in the tuning articles {web.repeated_in_gold():.1%}\n")
    ratios = sorted(run["rows"] / run["words"] for run in (_child("texts") for _ in range(RUNS)))
    runs = sorted((_child("pages") for _ in range(RUNS)), key=lambda run: run["parse"])
    taken = runs[RUNS // 2]
    stages = [name for name in taken if name not in ("usual", "fastest")]
    ours = sum(taken[name] for name in stages)
    print("stage              ms a page   peak MB up to here")
    for name in stages:
        peak = _child("memory", name)["peak_mb"] if name in ("parse", "segment", "extract", "link") else None
        print(f"{name:16s} {1000 * taken[name]:10.2f}   {peak or '':>10.0f}" if peak else f"{name:16s} {1000 * taken[name]:10.2f}")
    peak = _child("memory", "rows")["peak_mb"]
    print(f"{'all':16s} {1000 * ours:10.2f}   {peak:>10.0f}   (the generated pages alone {_child('memory', 'nothing')['peak_mb']:.0f})")
    print(f"{'usual script':16s} {1000 * taken['usual']:10.2f}\n{'fastest way':16s} {1000 * taken['fastest']:10.2f}\n")
    return {
        "articles_per_second": round(1 / ours, 1),
        "words_ratio": round(statistics.median(ratios), 3),
        "parse_ms": round(1000 * taken["parse"], 2),
        "peer_ratio": round(taken["usual"] / ours, 1),
        "fastest_ratio": round(ours / taken["fastest"], 1),
        "peak_mb": round(peak),
    }


def _child(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.single", *arguments]
    made: dict[str, float] = json.loads(
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    )
    return made


if __name__ == "__main__":
    print(json.dumps({"texts": texts, "pages": pages, "memory": memory}[sys.argv[1]](*sys.argv[2:])))  # type: ignore[operator]
