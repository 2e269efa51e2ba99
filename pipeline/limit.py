"""Limit: a stretch of work that may take so much of the processor's time and no more."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

from pipeline.errors import Refused

TOO_LONG = "took too long"
# Python swallows what is raised where it cleans up: after this many seconds more it is raised again
_AGAIN = 1.0


class _Over(BaseException):
    """The time is over. No `Exception`: libraries that go on whatever happens must not go on after this."""


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raises Refused TOO_LONG in the midst of what it surrounds, once the process has worked so many seconds at it.

    The processor's time is what counts, so that a page is not refused because the machine was busy. Python hears of it between two steps of
    its own and within regular expressions; a library that is lost in its own code is the business of whoever watches the process. Signals
    reach the main thread alone: in another one nothing is limited.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    except _Over:
        raise too_long(seconds) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def too_long(seconds: float) -> Refused:
    """The refusal of a page that took more than so many seconds."""
    return Refused(TOO_LONG, f"more than {seconds:g} seconds")


def _stop(*_: object) -> None:
    raise _Over
