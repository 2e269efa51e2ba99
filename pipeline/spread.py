"""Spread: pages read by several processes at once, the results in the order of the pages."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Self

from corpus.model import Page
from pipeline.build import Item, Result
from pipeline.worker import Settings, Worker

# pages, and bytes of them, that a process gets at once
_PAGES, _BYTES = 8, 2_000_000
# batches for each process that are read or have been: enough that all have work while one is slow, few enough to stay small
_AHEAD = 8

Batch = list[Item]


class Pool:
    """Processes that read pages, as a context: at its end they are ended, whatever they do.

    They are started when there is something to read, or `at_once`, so that they load their models while this process does what else there is to do.
    """

    def __init__(self, workers: int, settings: Settings, *, at_once: bool = False) -> None:
        self._at_once = at_once
        self._workers = [Worker(settings) for _ in range(workers)]
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        # a thread waits for each process; the models are in the processes alone
        self._threads = ThreadPoolExecutor(workers)

    def __enter__(self) -> Self:
        if self._at_once:
            for worker in self._workers:
                worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(cancel_futures=True)

    def read(self, pages: Iterable[Item]) -> Iterator[Result]:
        """What `records` gives. No more pages are taken than the processes have work for. Raises WorkerError where no process can be started."""
        ahead: deque[Future[list[Result]]] = deque()
        for batch in batches(pages):
            ahead.append(self._threads.submit(self._read, batch))
            if len(ahead) == _AHEAD * len(self._workers):
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()

    def _read(self, batch: Batch) -> list[Result]:
        worker = self._idle.get()
        try:
            return worker.read(batch)
        finally:
            self._idle.put(worker)


def batches(pages: Iterable[Item]) -> Iterator[Batch]:
    """The pages in batches, each of a few pages and, unless one is large, of a few bytes."""
    batch: Batch = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.content) if isinstance(page, Page) else 0
        if len(batch) == _PAGES or size >= _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
