"""`make bench`: what one core takes of pages and texts, beside what others take, and how long every question takes.

`python -m tests.bench PART` measures a part alone: single, scale, questions, pages. Figures of all parts go into `tests/bench/latest.json`; the exit
status says whether they are within their bounds. Speeds are ratios of what was measured in the same run.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import pages, scale, single

ROOT = Path(__file__).parents[2]
ARTICLES, TIMES = 20_000, 20
MOST_MILLISECONDS = 200


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


def questions() -> dict[str, float]:
    """The longest that a question takes, in milliseconds of the processor."""
    return {"question_ms": round(print_answers())}


def every_page() -> dict[str, float]:
    """The longest that a page of the reader's takes, in milliseconds of the processor."""
    return {"page_ms": round(pages.main())}


PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "single": single.measure,
    "scale": lambda: scale.main([]),
    "questions": questions,
    "pages": every_page,
}
MOST = {**single.MOST, "question_ms": MOST_MILLISECONDS, "page_ms": MOST_MILLISECONDS}
LEAST = {**single.LEAST}


def main() -> int:
    """Measures the parts that are asked for, all without any; the exit status says whether the figures are within their bounds."""
    asked = sys.argv[1:] or list(PARTS)
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"no part {', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}")
    figures: dict[str, float] = {}
    for part in asked:
        print(f"--- {part}")
        figures |= PARTS[part]()
    latest = Path(__file__).parent / "latest.json"
    known = json.loads(latest.read_text(encoding="utf-8")) if latest.exists() else {}
    latest.write_text(json.dumps({**known, **figures}, indent=1) + "\n", encoding="utf-8")
    print()
    within = True
    for name, value in figures.items():
        bound = f"at most {MOST[name]:g}" if name in MOST else f"at least {LEAST[name]:g}" if name in LEAST else ""
        kept = value <= MOST.get(name, value) and value >= LEAST.get(name, value)
        within = within and kept
        print(f"{name:22s} {value:>10g}   {bound}{'' if kept else '   NO'}")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
