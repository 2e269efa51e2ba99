"""Several processes: the same rows as one, whatever becomes of them and of the pages that they read."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread, get_native_id

import pytest

from corpus.model import Page, Rejected
from pipeline.build import Result, build, records
from pipeline.errors import Refused, WorkerError
from pipeline.limit import limit
from pipeline.rows import Rows
from pipeline.spread import Pool, batches
from pipeline.worker import Settings, Worker
from tests.bench import press
from tests.conftest import SAMPLES
from tests.test_build import LEAD, rows

ROOT = Path(__file__).parents[1]
# takes some seconds of any machine
SLOW = Page(url="file:slow.txt", content=(LEAD + "đại biểu các huyện, thành phố và cơ sở, " * 12_000).encode(), media="text")
LONG = Page(url="file:long.txt", content=(LEAD + "đại biểu các huyện, thành phố và cơ sở, " * 40_000).encode(), media="text")
GOOD = Page(url="file:good.txt", content=LEAD.encode(), media="text")


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(Settings.here(seconds=60))
    yield made
    made.close()


def _busy(pid: int) -> float:
    """The seconds of the processor that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _signal_when_reading(worker: Worker, number: signal.Signals, *, times: int) -> Thread:
    """Sends a signal to so many processes of a worker, one after the other, when each has been reading for a moment."""

    def run() -> None:
        met: set[int] = set()
        while len(met) < times:
            pid = worker.pid
            if pid is None or pid in met:
                time.sleep(0.01)
                continue
            began = _busy(pid)
            while _busy(pid) < began + 0.2:
                time.sleep(0.01)
            os.kill(pid, number)
            met.add(pid)

    thread = Thread(target=run)
    thread.start()
    return thread


def _said(results: list[Result]) -> list[str]:
    """What became of each page: "built", or the reason why it was refused."""
    return [result.reason if isinstance(result, Rejected) else "built" for result in results]


# --- the same rows ---


def test_rows_do_not_depend_on_the_number_of_workers(tmp_path: Path, samples: Path) -> None:
    build([SAMPLES], tmp_path / "two.db", workers=2)
    assert rows(tmp_path / "two.db") == rows(samples)


def test_results_come_in_the_order_of_the_pages() -> None:
    pages = [press.page(number) for number in range(40)]
    with Pool(2, Settings.here(everything=True)) as pool:
        several = list(pool.read(pages))
    assert several == list(records(pages, everything=True))


def test_no_more_pages_are_taken_than_there_is_work_for() -> None:
    taken: list[int] = []

    def pages() -> Iterator[Page]:
        for number in range(10_000):
            taken.append(number)
            yield GOOD

    with Pool(1, Settings.here()) as pool:
        next(pool.read(pages()))
    assert len(taken) < 100


def _children() -> set[str]:
    """The processes that this thread started and that are there."""
    return set(Path(f"/proc/self/task/{get_native_id()}/children").read_text(encoding="ascii").split())


def test_processes_that_load_at_once_end_with_the_pool() -> None:
    before = _children()
    with Pool(2, Settings.here(), at_once=True):
        started = _children() - before
        assert len(started) == 2
    assert not _children() & started


def test_large_pages_go_alone() -> None:
    large = Page(url="file:large.txt", content=b"x" * 3_000_000, media="text")
    assert [len(batch) for batch in batches([GOOD, large, GOOD, *[GOOD] * 20])] == [2, 8, 8, 5]


# --- processes that die, pages that take too long ---


def test_pages_of_a_process_that_is_killed_are_read_by_another(worker: Worker) -> None:
    killer = _signal_when_reading(worker, signal.SIGKILL, times=1)
    results = worker.read([GOOD, SLOW, GOOD])
    killer.join()
    assert results == list(records([GOOD, SLOW, GOOD]))


def test_a_page_that_ends_two_processes_is_set_aside(worker: Worker) -> None:
    killer = _signal_when_reading(worker, signal.SIGKILL, times=2)
    results = worker.read([SLOW, GOOD])
    killer.join()
    assert _said(results) == ["ended its worker", "built"]
    assert isinstance(results[0], Rejected)
    assert (results[0].stage, results[0].url) == ("extract", SLOW.url)


def _in_a_worker(pages: list[Page], seconds: float) -> list[Result]:
    worker = Worker(Settings.here(seconds=seconds))
    try:
        return worker.read(pages)
    finally:
        worker.close()


def _in_this_process(pages: list[Page], seconds: float) -> list[Result]:
    return list(records(pages, seconds=seconds))


@pytest.mark.parametrize("read", [_in_a_worker, _in_this_process], ids=lambda read: read.__name__.strip("_"))
def test_a_page_that_takes_too_long_is_set_aside(read: Callable[[list[Page], float], list[Result]]) -> None:
    results = read([GOOD, LONG, GOOD], 1)
    assert _said(results) == ["built", "took too long", "built"]
    assert isinstance(results[1], Rejected)
    assert results[1].detail == "more than 1 seconds"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_limit_that_was_swallowed_holds_all_the_same() -> None:
    """What is raised in `__del__`, in a callback of the garbage collector or of a weak reference goes no further."""

    class Cleaned:
        def __del__(self) -> None:
            _work(5)

    def clean_and_go_on() -> None:
        Cleaned()
        _work(5)

    with pytest.raises(Refused, match=r"more than 0\.1 seconds"), limit(0.1):
        clean_and_go_on()


def _work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_a_process_that_says_nothing_any_more_is_replaced() -> None:
    worker = Worker(Settings.here(seconds=0.5), grace=0)
    stopper = _signal_when_reading(worker, signal.SIGSTOP, times=1)
    results = worker.read([SLOW, GOOD])
    stopper.join()
    worker.close()
    assert _said(results) == ["took too long", "built"]


def _goes_on_for_ever() -> None:
    """Works on, whatever `Exception` tells it to stop."""
    with limit(0.05):
        while True:
            with suppress(Exception):
                sum(range(1000))


def test_the_limit_leaves_nothing_behind() -> None:
    with pytest.raises(Refused, match="took too long"):
        _goes_on_for_ever()
    with limit(0.05):
        pass
    deadline = time.process_time() + 0.2
    while time.process_time() < deadline:
        pass


def test_a_worker_that_cannot_start_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(WorkerError, match="ended before it was ready"), Pool(2, Settings.here()) as pool:
        list(pool.read([GOOD]))


# --- a build that is interrupted ---


def _workers_of(folder: str) -> list[int]:
    """The processes that read pages for a build in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, place = (process / "cmdline").read_bytes(), str((process / "cwd").resolve())
        except OSError:
            continue  # it has ended meanwhile
        if b"pipeline.worker" in command and place == folder:
            found.append(int(process.name))
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database, and beside it the archive that it was built of."""
    folder = tmp_path_factory.mktemp("whole")
    build([press.archive(folder / "a.warc.gz", range(120))], folder / "whole.db")
    return folder / "whole.db"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What is started meanwhile can be interrupted, even where this process ignores it, as those of a parallel run of the tests do."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_an_interrupted_build_leaves_no_process_and_can_be_completed(tmp_path: Path, whole: Path, number: signal.Signals) -> None:
    archive = shutil.copy(whole.with_name("a.warc.gz"), tmp_path / "a.warc.gz")
    command = [sys.executable, "-m", "pipeline.cli", "build", archive.name, "--db", "a.db", "--workers", "2"]
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as building:
        while building.poll() is None:
            time.sleep(0.02)
            if (tmp_path / "a.db").exists() and _stored(tmp_path / "a.db"):
                break
        # the second one may have had no time to begin
        assert _workers_of(str(tmp_path))
        building.send_signal(number)
        _, said = building.communicate(timeout=30)
    assert building.returncode == (1 if number == signal.SIGINT else -number)
    assert "Traceback" not in said
    until = time.monotonic() + 20
    while _workers_of(str(tmp_path)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _workers_of(str(tmp_path))
    assert build([archive], tmp_path / "a.db", workers=2).built
    made, asked = rows(tmp_path / "a.db"), rows(whole)
    # a copy of the archive is another file
    del made["inputs"], asked["inputs"]
    assert made == asked


def _stored(db: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=5)) as connection:
            return bool(connection.execute("select count(*) from articles").fetchone()[0])
    except sqlite3.OperationalError:
        return False  # the tables are not there yet


def test_rows_of_a_page_hold_all_that_is_stored() -> None:
    (made,) = records([GOOD])
    assert isinstance(made, Rows)
    assert set(made.tables) >= {"sentences", "documents", "citations", "contributions"}
