"""A cluster: a scheduler and workers over TCP, the same rows as one process, whoever is killed; errors that say what to do."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import archive, shard
from pipeline.build import build, records
from pipeline.cli import main
from pipeline.cluster import connected
from pipeline.errors import WorkerError
from pipeline.read import read
from tests.bench import press
from tests.conftest import SAMPLES
from tests.test_build import rejected, rows

ROOT = Path(__file__).parents[1]
PAGES = 30
Process = subprocess.Popen[bytes]


def _started(*words: str, folder: Path, tree: Path = ROOT) -> Process:
    """A process of Dask that works in a folder with the program in a tree."""
    with (folder / f"{words[0]}-{time.monotonic_ns()}.log").open("wb") as log:
        command = [sys.executable, "-m", "dask", *words]
        return subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(tree)}, stdout=log, stderr=log)


def _worker(address: str, folder: Path, tree: Path = ROOT) -> Process:
    return _started("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", folder=folder, tree=tree)


def _end(*processes: Process) -> None:
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Dask's processes work."""
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def scheduler(folder: Path) -> Iterator[str]:
    """The address of a scheduler without workers."""
    told = folder / "scheduler.json"
    process = _started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told), folder=folder)
    until = time.monotonic() + 60
    while not told.exists() and time.monotonic() < until:
        time.sleep(0.1)
    yield json.loads(told.read_text(encoding="utf-8"))["address"]
    _end(process)


@pytest.fixture
def workers(scheduler: str, folder: Path) -> Iterator[list[Process]]:
    """Two worker processes of the scheduler."""
    made = [_worker(scheduler, folder) for _ in range(2)]
    with connected(scheduler, patience=60) as client:
        client.wait_for_workers(2, timeout=60)
    yield made
    _end(*made)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Web archives of pages, and the folder of samples."""
    place = tmp_path_factory.mktemp("inputs")
    return [*(press.archive(place / f"{n}.warc.gz", range(n * PAGES, (n + 1) * PAGES)) for n in range(4)), SAMPLES]


@pytest.fixture(scope="module")
def whole(inputs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that one process makes of the inputs."""
    made = tmp_path_factory.mktemp("whole") / "whole.db"
    build(inputs, made)
    return made


def _command(inputs: list[Path], db: Path, address: str) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", "build", *map(str, inputs), "--db", str(db), "--cluster", address]


def _finished(db: Path) -> dict[Path, int]:
    """The folders of shards that are finished, each with the moment at which it came to be."""
    folder = db.with_name(f"{db.name}.shards")
    return {path: path.stat().st_mtime_ns for path in folder.glob("[!.]*")}


def _wait_for_shards(db: Path, building: subprocess.Popen[str], *, count: int) -> None:
    while len(_finished(db)) < count:
        assert building.poll() is None, "the build ended before anything could be killed"
        time.sleep(0.01)


def test_the_rows_are_those_of_one_process_when_a_worker_is_killed(
    scheduler: str, workers: list[Process], inputs: list[Path], whole: Path, tmp_path: Path
) -> None:
    db = tmp_path / "a.db"
    command = _command(inputs, db, scheduler)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as building:
        _wait_for_shards(db, building, count=1)
        workers[0].kill()
        before = _finished(db)
        _, said = building.communicate(timeout=300)
    assert building.returncode == 0, said
    assert rows(db) == rows(whole)
    finished = _finished(db)
    assert len(finished) == len(shard.shards(inputs)) > len(before)
    assert {path: finished[path] for path in before} == before, "a finished shard was read again"


def test_shards_that_are_finished_are_not_read_again_when_the_client_was_killed(
    scheduler: str, workers: list[Process], inputs: list[Path], whole: Path, tmp_path: Path
) -> None:
    assert len(workers) == 2
    db = tmp_path / "a.db"
    command = _command(inputs, db, scheduler)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True) as building:
        _wait_for_shards(db, building, count=2)
        building.send_signal(signal.SIGKILL)
    before = _finished(db)
    build(inputs, db, cluster=scheduler)
    assert rows(db) == rows(whole)
    after = _finished(db)
    assert {path: after[path] for path in before} == before
    build(inputs, db, cluster=scheduler)
    assert _finished(db) == after


def test_a_shard_that_cannot_be_read_is_set_aside_and_read_when_it_can(
    scheduler: str, workers: list[Process], inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(workers) == 2
    db = tmp_path / "a.db"
    shutil.copy(inputs[0], tmp_path / "here.warc.gz")
    monkeypatch.chdir(tmp_path)
    # the folder of whoever asks: another one for each process
    only_here = Path("/proc/self/cwd/here.warc.gz")
    summary = build([only_here, inputs[1]], db, cluster=scheduler)
    assert summary.built
    ((url, told),) = rejected(db).items()
    assert url.startswith("file:here.warc.gz")
    assert told == ("shard", "unreadable shard")
    assert "same path on every machine" in str(summary.rejected[0].detail)
    build([tmp_path / "here.warc.gz", inputs[1]], db, cluster=scheduler)
    build([tmp_path / "here.warc.gz", inputs[1]], tmp_path / "b.db")
    assert rows(db) == rows(tmp_path / "b.db")


# --- what cannot be used ---


def _said(address: str, tmp_path: Path, *more: str) -> str:
    """What a build says that ends before anything is read; a process of its own, since a client that failed leaves its loop behind."""
    command = [*_command([SAMPLES], tmp_path / "a.db", address), *more]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return _one_line(result.returncode, result.stdout + result.stderr, tmp_path)


def _one_line(status: int, said: str, tmp_path: Path) -> str:
    assert status == 1, said
    # the libraries below may log what they tried
    lines = [line for line in said.splitlines() if line.startswith("nghiquyet: ")]
    assert len(lines) == 1, said
    assert not list(tmp_path.glob("a.db*"))
    return lines[0]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere"])
def test_a_scheduler_that_nobody_reaches_is_said(address: str, tmp_path: Path) -> None:
    assert f"{address}: no scheduler answers there" in _said(address, tmp_path)


def test_a_scheduler_without_workers_is_said(scheduler: str, tmp_path: Path) -> None:
    assert "the scheduler has no worker; `dask scheduler` starts one" in _said(scheduler, tmp_path)


def test_a_worker_of_another_version_is_named(scheduler: str, folder: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    for package in ("corpus", "extractors", "pipeline"):
        shutil.copytree(ROOT / package, older / package, ignore=shutil.ignore_patterns("gold", "__pycache__"))
    with (older / "extractors" / "number.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    process = _worker(scheduler, folder, older)
    (tmp_path / "db").mkdir()
    said = _said(scheduler, tmp_path / "db")
    _end(process)
    assert "tcp://127.0.0.1:" in said
    assert "has program" in said
    assert "install the same version on every machine" in said


def test_a_missing_extra_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = CliRunner().invoke(main, _command([SAMPLES], tmp_path / "a.db", "tcp://127.0.0.1:1")[3:])
    assert "pip install 'nghiquyet[cluster]'" in _one_line(result.exit_code, result.output, tmp_path)


def test_workers_and_cluster_exclude_each_other(tmp_path: Path) -> None:
    assert "leave out --workers, or --cluster" in _said("tcp://127.0.0.1:1", tmp_path, "--workers", "2")


# --- shards ---


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 30, 200])
def test_every_record_is_in_one_shard(parts: int, inputs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shard, "LEAST", 1)
    monkeypatch.setattr(shard, "PARTS", parts)
    cut = [page for one in shard.shards(inputs[:1]) for page in one.pages()]
    assert cut == list(read(inputs[:1]))
    assert len(cut) == PAGES


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 30])
def test_a_damaged_record_is_said_once_however_a_file_is_cut(
    parts: int, inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard, "LEAST", 1)
    monkeypatch.setattr(shard, "PARTS", parts)
    content = bytearray(inputs[0].read_bytes())
    offsets = [found.warc_offset or 0 for found in archive.exchanges(inputs[0]) if hasattr(found, "warc_offset")]
    for number in (3, 20, 21, PAGES - 1):
        content[offsets[number] + 600 : offsets[number] + 640] = bytes(40)
    damaged = tmp_path / "a.warc.gz"
    damaged.write_bytes(content)
    assert [page for one in shard.shards([damaged]) for page in one.pages()] == list(read([damaged]))


def test_shards_that_are_not_as_they_were_are_not_read(inputs: list[Path], tmp_path: Path) -> None:
    shutil.copy(inputs[0], tmp_path / "a.warc.gz")
    (cut,) = shard.shards([tmp_path / "a.warc.gz"])
    with (tmp_path / "a.warc.gz").open("ab") as file:
        file.write(b"more")
    with pytest.raises(WorkerError, match="is not the same here"):
        cut.pages()


def test_parquet_holds_what_pages_came_to(tmp_path: Path) -> None:
    results = list(records(list(read([SAMPLES]))))
    shard.write(results, tmp_path / "made")
    loaded = list(shard.load(tmp_path / "made"))
    assert [getattr(one, "tables", one) for one in loaded] == [getattr(one, "tables", one) for one in results]
    assert [getattr(one, "spelled", one) for one in loaded] == [getattr(one, "spelled", one) for one in results]
