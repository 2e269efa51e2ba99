"""Loading: models, rules and gazetteers, which stay as long as the process does."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Inside, nothing is looked for that could be thrown away: nothing of what is loaded is, and to look takes a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
