"""Cluster: a build whose pages are read by the workers of a Dask scheduler, on this machine or on many.

Each worker reads shards by the same functions as one process does, and writes what they come to into a folder that all machines share;
here the shards are stored in the order of the inputs, as soon as each is there. So the rows are those of one process. The shards that
are finished stay so when a worker, the scheduler or this program is killed; Dask gives the shards of lost workers to others.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.model import Rejected
from pipeline import shard
from pipeline.build import Result
from pipeline.errors import WorkerError
from pipeline.shard import Shard
from pipeline.spread import batches
from pipeline.version import program
from pipeline.worker import Settings, Worker

if TYPE_CHECKING:
    from distributed import Client, Future

# seconds to wait for the scheduler, and for its first worker
PATIENCE = 10.0
_here = threading.local()
_UPDATE = "install the same version on every machine and start its workers again"
_START = "`dask scheduler` starts one, `dask worker tcp://HOST:8786` a worker of it"


@contextmanager
def connected(address: str, *, patience: float = PATIENCE) -> "Iterator[Client]":
    """A client of the scheduler at an address, whose workers can be used. Raises WorkerError where there is none, or none of this program."""
    if find_spec("distributed") is None or find_spec("pyarrow") is None:
        raise WorkerError("--cluster needs distributed and pyarrow, which are not installed: pip install 'nghiquyet[cluster]'")
    from distributed import Client

    try:
        client = Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise WorkerError(f"{address}: no scheduler answers there ({error}); {_START}") from None
    with client:
        _check(client, address, patience)
        yield client


def _check(client: "Client", address: str, patience: float) -> None:
    """Raises WorkerError unless there are workers, and all of them have this program."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise WorkerError(f"{address}: the scheduler has no worker; {_START}") from None
    for worker, version in client.run(program, on_error="return").items():
        if version != program():
            said = f"has program {version}" if isinstance(version, str) else f"cannot run it ({version!r})"
            raise WorkerError(f"{worker} {said} and this is {program()}: {_UPDATE}")


def read_on(client: "Client", inputs: Sequence[Path], folder: Path, settings: Settings) -> Iterator[Result]:
    """What `records` gives of the pages of the inputs, read by the workers of a cluster, which begin at once.

    What shards come to is kept in the folder: those that are there are not read again. A shard that cannot be read is one refusal.
    """
    folder.mkdir(exist_ok=True)
    found = [(one, folder.absolute() / one.folder(program(), settings)) for one in shard.shards(inputs)]
    tasks = {place: client.submit(read, one, place, settings, program(), key=place.name) for one, place in found if not place.is_dir()}
    return (result for one, place in found for result in _results(one, place, tasks.get(place)))


def _results(one: Shard, place: Path, task: "Future[None] | None") -> Iterator[Result]:
    """What a shard came to, when it is there."""
    if task is not None and (problem := _problem(task)) is not None:
        return iter([Rejected(stage="shard", url=one.title, reason=problem[0], detail=problem[1])])
    return shard.load(place)


def _problem(task: "Future[None]") -> tuple[str, str] | None:
    """Why a shard cannot be read, in a fixed phrase and in words; None when it was. Raises WorkerError where the scheduler is lost."""
    from distributed import CancelledError, KilledWorker

    try:
        problem = task.exception()  # type: ignore[no-untyped-call]
    except (OSError, CancelledError):
        raise WorkerError("the scheduler is lost; start it and build again: shards that are finished are kept") from None
    if problem is None:
        return None
    if isinstance(problem, KilledWorker):
        return "ended its workers", f"{problem.allowed_failures + 1} workers ended while they read it; build again to try once more"
    return "unreadable shard", f"{problem}"


# --- on a worker ---------------------------------------------------------------------------------------------------


def read(one: Shard, place: Path, settings: Settings, version: str) -> None:
    """Reads a shard, on a worker; nothing where another one was faster. Raises WorkerError where this is another program."""
    if program() != version:
        raise WorkerError(f"a worker has program {program()} and this is {version}: {_UPDATE}")
    if not place.is_dir():
        worker = _worker(settings)
        shard.write((result for batch in batches(one.pages()) for result in worker.read(batch)), place)


def _worker(settings: Settings) -> Worker:
    """The process that reads for this thread, kept from shard to shard since models take long to load."""
    known: tuple[Settings, Worker] | None = getattr(_here, "worker", None)
    if known is None or known[0] != settings:
        if known is not None:
            known[1].close()
        known = _here.worker = settings, Worker(settings)
    return known[1]
