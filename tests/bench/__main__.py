"""`make bench`: text to rows against underthesea.word_tokenize alone, on the same texts in the same run, and peak memory.

The texts are the shipped samples, each repeated under its own address with its numbers shifted, so that no cache of
sentences can be what is measured: the share of sentences seen twice is printed. Then how long every question takes in a database of
20,000 articles (`python -m tests.bench questions` measures that alone). Writes `tests/bench/latest.json`.
"""

import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIES = 20
ROUNDS = 3
NAMES = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lâm", "Mai", "Nam", "Phúc", "Quang", "Sơn", "Tâm", "Vinh", "Yên")
MOST_WORDS_RATIO = 1.6
MOST_MEGABYTES = 500
ARTICLES, TIMES = 20_000, 20
MOST_MILLISECONDS = 200


def texts() -> list[str]:
    """Articles as text: the bodies of the sample pages, with sentences shuffled and every number changed in each copy."""
    from corpus.model import Page
    from pipeline.errors import Refused
    from pipeline.parse import parse

    chance = random.Random(7)
    bodies = []
    for path in sorted((ROOT / "corpus" / "samples").glob("*.html")):
        try:
            bodies.append(parse(Page(url=f"file:{path.name}", content=path.read_bytes(), media="html")).body)
        except Refused:
            continue
    out = []
    for _ in range(COPIES):
        for body in bodies:
            head, *rest = body.split("\n")
            chance.shuffle(rest)
            varied = re.sub(r"(?<![\d./-])\d{2,3}(?![\d./-])", lambda m: str(int(m[0]) + chance.randrange(1, 9)), "\n".join([head, *rest]))
            out.append(
                re.sub(
                    r"(?<=\w )(?:của|cho|trong|và) ", lambda m: m[0] + (f"{chance.choice(NAMES)} " if chance.random() < 0.3 else ""), varied
                )
            )
    return out


# as many as are built and stored at once
CHUNK = 64


def both(articles: list[str], folder: Path) -> tuple[float, float]:
    """Processor seconds that underthesea takes for the words of the articles, and that ours takes from texts to a finished database.

    The two take turns, a batch of articles at a time: what else the machine does meanwhile costs both alike.
    """
    from underthesea import word_tokenize

    from corpus.model import Page
    from pipeline import store
    from pipeline.build import read_page, records

    pages = [Page(url=f"file:{number}.txt", content=article.encode(), media="text") for number, article in enumerate(articles)]
    word_tokenize("khởi động")
    read_page(pages[0])
    words = rows = 0.0
    with store.connect(folder / f"{time.monotonic_ns()}.db") as db:
        for at in range(0, len(articles), CHUNK):
            start = time.process_time()
            for article in articles[at : at + CHUNK]:
                word_tokenize(article)
            words += time.process_time() - start
            start = time.process_time()
            for _ in store.store_all(db, records(pages[at : at + CHUNK])):
                pass
            rows += time.process_time() - start
        start = time.process_time()
        store.finish(db)
        rows += time.process_time() - start
    return words, rows


def answers() -> dict[str, tuple[float, float]]:
    """Question → milliseconds on the clock and of the processor in 19 of 20 times that it is asked, with nothing filled in.

    What is asked for are as many rows as the browser shows at most.
    """
    from pipeline import database
    from pipeline.build import build
    from pipeline.serve.metadata import SETTINGS
    from pipeline.serve.questions import questions
    from tests.many import many

    took = {}
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "corpus" / "samples"], Path(folder) / "few.db")
        many(Path(folder) / "few.db", Path(folder) / "many.db", articles=ARTICLES)
        for name, question in questions().items():
            clock, processor = [], []
            for _ in range(TIMES):
                with database.read(Path(folder) / "many.db") as db:
                    start = time.perf_counter(), time.process_time()
                    db.conn.execute(question.sql, dict(question.defaults)).fetchmany(SETTINGS["max_returned_rows"])
                    clock.append(1000 * (time.perf_counter() - start[0]))
                    processor.append(1000 * (time.process_time() - start[1]))
            took[name] = (_most(clock), _most(processor))
    return took


def _most(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def print_answers() -> float:
    """Prints how long each question takes, and gives the most of it in milliseconds of the processor."""
    took = answers()
    print(f"95th percentile of {TIMES} times, {ARTICLES:,} articles:  on the clock    processor")
    for name, (clock, processor) in took.items():
        print(f"{name:46s} {clock:8.0f} ms {processor:9.0f} ms")
    most = max(processor for _, processor in took.values())
    print(f"every question within {MOST_MILLISECONDS} ms of the processor: {'yes' if most <= MOST_MILLISECONDS else 'NO'}")
    return most


def main() -> int:
    """Prints the figures; the exit status says whether they are within their bounds."""
    if sys.argv[1:] == ["questions"]:
        print_answers()
        return 0
    if sys.argv[1:] == ["memory"]:
        with tempfile.TemporaryDirectory() as folder:
            both(texts(), Path(folder))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    articles = texts()
    sentences = [s for article in articles for s in re.split(r"(?<=[.!?])\s+|\n", article) if s]
    with tempfile.TemporaryDirectory() as folder:
        words, rows = sorted((both(articles, Path(folder)) for _ in range(ROUNDS)), key=lambda pair: pair[1] / pair[0])[ROUNDS // 2]
    peak = float(
        subprocess.run([sys.executable, "-m", "tests.bench", "memory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )
    figures = {
        "articles": len(articles),
        "characters": sum(map(len, articles)),
        "repeated_sentences": round(1 - len(set(sentences)) / len(sentences), 3),
        "articles_per_second": round(len(articles) / rows, 1),
        "words_ratio": round(rows / words, 3),
        "peak_mb": round(peak),
    }
    for name, value in figures.items():
        print(f"{name:22s} {value}")
    figures["slowest_question_ms"] = round(print_answers())
    (Path(__file__).parent / "latest.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    within = rows / words <= MOST_WORDS_RATIO and peak <= MOST_MEGABYTES
    print(f"text to rows at most {MOST_WORDS_RATIO} x words alone and under {MOST_MEGABYTES} MB: {'yes' if within else 'NO'}")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
