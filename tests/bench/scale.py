"""`python -m tests.bench.scale`: how much several processes and a cluster gain, how time and memory grow, what a changed rule costs.

Everything that is compared is measured in one run, in turns: what else the machine does costs all alike. `loop2_ratio` is what two
processes of a plain loop do in the time in which one does one's work, the most that these machines give; `workers2_ratio` and
`dask2_ratio` say how much sooner two of ours are ready. Without arguments it measures all of these; `growth` (20,000 articles, ten
minutes) and `changed` measure one thing. Prints the figures as JSON.
"""

import json
import os
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from tests.bench import press

ROOT = Path(__file__).parents[2]
ARTICLES, ROUNDS = 600, 3
# every process takes three seconds to begin: what is compared is an archive for which more than one is worth while
ARCHIVE = 2_000
FEW, MANY = 2_000, 20_000
# some seconds, as long as what others do on the machine comes and goes
_LOOP = "sum(i * i % 7 for i in range(60_000_000))"
# words of which some stand in every article, some in few
_QUERIES = ("nghị quyết", '"Tỉnh ủy" AND "Lạng Sơn"', "dang bo", '"18-NQ/TW"', "chuyển đổi số", '"bí thư" "nông thôn mới"', "hoà bình")
_TIMES = 5
Figures = dict[str, float]


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _processor(run: Callable[[], object]) -> float:
    """The seconds of the processor that the processes had that a function started and waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _loops(count: int) -> None:
    for process in [subprocess.Popen([sys.executable, "-c", _LOOP]) for _ in range(count)]:
        process.wait()


def _build(inputs: Path, db: Path, *more: str, tree: Path = ROOT) -> None:
    for path in db.parent.glob(f"{db.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    _run(inputs, db, *more, tree=tree)


def _run(inputs: Path, db: Path, *more: str, tree: Path = ROOT) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "build", str(inputs), "--db", str(db), *more]
    subprocess.run(command, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, stdout=subprocess.DEVNULL, check=True)


def _archives(folder: Path, articles: int, *, files: int = 8, kilobytes: int = 60) -> Path:
    """A folder with web archives of so many articles."""
    folder.mkdir()
    step = -(-articles // files)
    for at in range(0, articles, step):
        press.archive(folder / f"{at:06}.warc.gz", range(at, min(articles, at + step)), kilobytes=kilobytes)
    return folder


class _Cluster:
    """A scheduler and two worker processes on this machine, over TCP."""

    def __init__(self, folder: Path) -> None:
        told = folder / "scheduler.json"
        self._folder = folder
        self._processes = [self._dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))]
        while not told.exists():
            time.sleep(0.1)
        self.address: str = json.loads(told.read_text(encoding="utf-8"))["address"]
        self._processes += [self._dask("worker", self.address, "--nthreads", "1", "--no-nanny") for _ in range(2)]

    def _dask(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, cwd=self._folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        """Ends its processes."""
        for process in self._processes:
            process.kill()
            process.wait()


def ratios(articles: int = ARCHIVE) -> Figures:
    """How much sooner two processes are ready than one: of a plain loop, of ours, of a cluster's. Of each the best of some rounds, which others disturbed least."""
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs, db = _archives(folder / "in", articles), folder / "a.db"
        cluster = _Cluster(folder)
        runs: dict[str, Callable[[], object]] = {
            "loop": lambda: _loops(1),
            "two loops": lambda: _loops(2),
            "one": lambda: _build(inputs, db),
            "two workers": lambda: _build(inputs, db, "--workers", "2"),
            "cluster": lambda: _build(inputs, db, "--cluster", cluster.address),
        }
        for _ in range(ROUNDS):
            took = {what: _seconds(run) for what, run in runs.items()}
            best = {what: min(seconds, best.get(what, seconds)) for what, seconds in took.items()}
            print(*(f"{what} {seconds:.1f} s" for what, seconds in took.items()), sep=", ", file=sys.stderr)
        cluster.close()
    figures = {
        "loop2_ratio": 2 * best["loop"] / best["two loops"],
        "workers2_ratio": best["one"] / best["two workers"],
        "dask2_ratio": best["one"] / best["cluster"],
    }
    shares = {f"{ours}_of_loop": figures[f"{ours}_ratio"] / figures["loop2_ratio"] for ours in ("workers2", "dask2")}
    return {figure: round(value, 3) for figure, value in {**figures, **shares}.items()}


def changed(articles: int = ARTICLES) -> Figures:
    """How many times as much of the processor as `--changed` a full build takes when one rule was changed, for some rules, and when nothing was."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs, db = _archives(folder / "in", articles), folder / "a.db"
        _build(inputs, db)
        for rule in (None, "citation.plenum", "date.quarter", "statistic.percent", "statistic.count", "event.meeting", "official.person"):
            tree = _tree(folder / f"tree-{rule}", rule)
            again = folder / "again.db"
            shutil.copy(db, again)
            whole = _processor(lambda tree=tree: _build(inputs, folder / "whole.db", tree=tree))  # type: ignore[misc]
            part = _processor(lambda tree=tree, again=again: _run(inputs, again, "--changed", tree=tree))  # type: ignore[misc]
            figures[f"changed_ratio {rule or 'nothing'}"] = round(whole / part, 2)
    return figures


def _tree(folder: Path, rule: str | None) -> Path:
    """A copy of the program in which one rule is another one: a word more may stand before what it reads."""
    for package in ("corpus", "extractors", "pipeline"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("gold", "__pycache__"))
    if rule is not None:
        path = folder / "extractors" / f"{rule.partition('.')[0]}.toml"
        head, mark, tail = path.read_text(encoding="utf-8").partition(f'id = "{rule}"\n')
        altered, count = re.subn(r"(?m)^pattern = ('''|')", r"pattern = \1(?:khoanh\\s)?", tail, count=1)
        assert mark, f"there is no {rule} any more"
        assert count, f"{rule} has no pattern"
        path.write_text(head + mark + altered, encoding="utf-8")
    return folder


def growth() -> Figures:
    """Articles a second and peak megabytes of writer and worker for few and many articles, and what a search takes in the many."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for articles in (FEW, MANY):
            inputs = _archives(folder / f"in-{articles}", articles, files=max(2, articles // 1000), kilobytes=8)
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.scale", "peak", str(inputs), str(folder / f"{articles}.db")],
                cwd=ROOT, capture_output=True, text=True, check=True,
            )  # fmt: skip
            figures |= {f"{figure} of {articles}": value for figure, value in json.loads(done.stdout).items()}
        figures["search_ms"] = search(folder / f"{MANY}.db")
    figures["memory_ratio"] = round(figures[f"writer_mb of {MANY}"] / figures[f"writer_mb of {FEW}"], 2)
    figures["rate_ratio"] = round(figures[f"articles_per_second of {MANY}"] / figures[f"articles_per_second of {FEW}"], 2)
    return figures


def peak(inputs: Path, db: Path) -> Figures:
    """One build with two workers, by the processor's time of all of its processes."""
    from pipeline.build import build

    summary = build([inputs], db, workers=2)
    writer, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    store, read = (usage.ru_utime + usage.ru_stime for usage in (writer, workers))
    return {
        "articles_per_second": round(summary.built / (store + read), 2),
        "ms_to_read": round(1000 * read / summary.built, 1),
        "ms_to_store": round(1000 * store / summary.built, 1),
        "writer_mb": round(writer.ru_maxrss / 1024),
        "worker_mb": round(workers.ru_maxrss / 1024),
        "bytes_per_article": round(db.stat().st_size / summary.built),
    }


def search(db: Path) -> float:
    """The median of the milliseconds that a search for the best ten articles takes."""
    took = []
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        for query in _QUERIES * _TIMES:
            sql = "select rowid from articles_fts where articles_fts match ? order by rank limit 10"
            took.append(1000 * _seconds(lambda query=query, sql=sql: connection.execute(sql, (query,)).fetchall()))  # type: ignore[misc]
    return round(statistics.median(took), 1)


def plan(measured: Mapping[str, float], *, articles: int = 10_000_000, cores: int = 8) -> str:
    """What so many articles take on 1, 10 and 100 machines of so many cores, given what one takes, as a table of docs/scale.md."""
    read, store = (measured[f"processor time to {what} it"] * articles / 1000 / 60 for what in ("read", "store"))
    lines = ["| machines | reading | storing in SQLite | together |", "|---:|---:|---:|---:|"]
    for machines in (1, 10, 100):
        reading = read / machines / cores
        lines.append(f"| {machines} | {reading:,.0f} min | {store:,.0f} min | {max(reading, store):,.0f} min |")
    archives, parquet, database = (
        f"{measured[what] * articles / 1e6:,.0f} GB" for what in ("in the archive, packed", "in Parquet", "in the database, with full text")
    )
    hours = f"{read / 60:,.0f} core-hours to read, {store / 60:,.0f} to store"
    return "\n".join([*lines, "", f"{hours}; {archives} of archives, {parquet} of Parquet, {database} of SQLite."])


def main(words: list[str]) -> Figures:
    """What the words on the command line ask for."""
    if words[:1] == ["peak"]:
        return peak(Path(words[1]), Path(words[2]))
    if words[:1] == ["search"]:
        return {"search_ms": search(Path(words[1]))}
    chosen = {"ratios": ratios, "changed": changed, "growth": growth}
    return {figure: value for name in words or chosen for figure, value in chosen[name]().items()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), indent=1))
