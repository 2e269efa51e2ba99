"""Spread: pages read by several processes at once, the results in the order of the pages."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from corpus.model import Page
from pipeline.build import Item, Result
from pipeline.worker import Settings, Worker

# pages, and bytes of them, that a process gets at once
_PAGES, _BYTES = 16, 2_000_000
# batches for each process that are read or have been: enough that all have work while one is slow, few enough to stay small
_AHEAD = 4

Batch = list[Item]


def spread(pages: Iterable[Item], workers: int, settings: Settings) -> Iterator[Result]:
    """What `records` gives, worked out by so many processes. No more pages are taken than those have work for.

    Raises WorkerError where no process can be started.
    """
    every = [Worker(settings) for _ in range(workers)]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in every:
        idle.put(worker)

    def read(batch: Batch) -> list[Result]:
        worker = idle.get()
        try:
            return worker.read(batch)
        finally:
            idle.put(worker)

    ahead: deque[Future[list[Result]]] = deque()
    # a thread waits for each process; the models are in the processes alone
    threads = ThreadPoolExecutor(workers)
    try:
        for batch in batches(pages):
            ahead.append(threads.submit(read, batch))
            if len(ahead) == _AHEAD * workers:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()
    finally:
        for worker in every:
            worker.close()
        threads.shutdown(cancel_futures=True)


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
