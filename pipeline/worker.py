"""Worker: one process that reads pages for another, and is replaced when it dies or is lost in a page.

It is an interpreter of its own and talks over a socket: results come back one by one, so that whoever waits knows in which page it is. It
may be started from any thread and from processes that may not have children by `multiprocessing`, such as those of Dask.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from corpus import registry
from corpus.load import profile_folders, use_profiles
from corpus.model import Rejected
from pipeline.build import LIMIT, Item, Result, records, warm
from pipeline.errors import WorkerError
from pipeline.limit import too_long

# processes that a page may end before it is set aside: one may be ended by anything
DEATHS = 2
# so much longer on the clock than of the processor's time, and so many seconds more, before a process counts as lost
_PATIENCE, _GRACE = 4.0, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How pages are read: all of them or those about instruments, how many seconds each at most, and by which profiles and instruments of the user's own."""

    everything: bool = False
    seconds: float = LIMIT
    profiles: tuple[Path, ...] = ()
    instruments: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def here(cls, *, everything: bool = False, seconds: float = LIMIT) -> "Settings":
        """The settings with the folders of profiles and the rows of the registry that this process reads by."""
        return cls(everything=everything, seconds=seconds, profiles=profile_folders(), instruments=registry.own())


class Worker:
    """A process that reads pages; started when there is something to read, or by `start`. `close` it, from any thread."""

    def __init__(self, settings: Settings, *, grace: float = _GRACE) -> None:
        self._settings = settings
        self._patience = _PATIENCE * settings.seconds + grace
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._starting: Connection | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The number of the process, None while none is ready to read."""
        return self._process.pid if self._process is not None and self._connection is not None else None

    def start(self) -> None:
        """Starts the process, which then loads its models, and does not wait for it."""
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "pipeline.worker", str(theirs.fileno())]
            paths = os.pathsep.join(filter(None, sys.path))
            # a session of its own: Ctrl-C is for the one who waits, which ends it
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._starting = Connection(ours.detach())
        # one that has ended already is noticed when it should be ready
        with suppress(OSError):
            self._starting.send(self._settings)

    def read(self, pages: Sequence[Item]) -> list[Result]:
        """The result of each page, in order. A page that ends the process twice, or takes too long, is refused; the others are read.

        Raises WorkerError where no process can be started, or the worker was closed meanwhile.
        """
        results: list[Result] = []
        deaths = 0
        while len(results) < len(pages):
            missing = pages[len(results) :]
            read, lost = self._read(missing)
            results += read
            if len(read) == len(missing):
                break
            deaths = deaths + 1 if not read else 1
            if lost or deaths == DEATHS:
                results.append(self._refusal(missing[len(read)], lost))
                deaths = 0
        return results

    def close(self) -> None:
        """Ends the process, at once and whatever it does."""
        self._closed = True
        self._end()

    def _read(self, pages: Sequence[Item]) -> tuple[list[Result], bool]:
        """What the process gives back before it ends or has read all, and whether it was lost in the next page."""
        connection = self._connection or self._started()
        results: list[Result] = []
        lost = False
        try:
            connection.send(pages)
            while len(results) < len(pages) and not lost:
                lost = not connection.poll(self._patience)
                if not lost:
                    results.append(connection.recv())
        except (EOFError, OSError):
            # it died: what it gave back before is good
            self._end()
        if lost:
            self._end()
        return results, lost

    def _started(self) -> Connection:
        """A connection to a process that is ready to read. Raises WorkerError."""
        if self._closed:
            raise WorkerError("the worker was closed")
        if self._starting is None:
            self.start()
        connection, self._starting = self._starting, None
        assert connection is not None
        try:
            connection.recv()
        except (EOFError, OSError):
            self._end()
            raise WorkerError("a worker process ended before it was ready; what it said stands above") from None
        if self._closed:
            self._end()
        self._connection = connection
        return connection

    def _end(self) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None:
            process.kill()
            process.wait()
        if connection is not None and not self._closed:
            connection.close()

    def _refusal(self, page: Item, lost: bool) -> Rejected:
        if lost:
            return too_long(self._settings.seconds).row("extract", page.url)
        return Rejected(stage="extract", url=page.url, reason="ended its worker", detail=f"{DEATHS} processes ended while they read it")


def serve(parent: Connection) -> None:
    """Reads what the parent sends, until it sends no more."""
    settings: Settings = parent.recv()
    for folder in settings.profiles:
        use_profiles(folder)
    registry.use(settings.instruments)
    warm()
    parent.send("ready")
    while pages := _next(parent):
        for result in records(pages, everything=settings.everything, seconds=settings.seconds):
            parent.send(result)


def _next(parent: Connection) -> list[Item]:
    """The next pages; none when the parent has gone, however it went."""
    try:
        pages: list[Item] = parent.recv()
    except (EOFError, ConnectionResetError):
        return []
    return pages


if __name__ == "__main__":
    try:
        serve(Connection(int(sys.argv[1])))
    except BrokenPipeError:
        # the parent has gone, and with it whoever wants the rest
        os._exit(0)
