"""Figure: one row of the table, what was tried and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

Say = Callable[[str], None]


class LeftOut(Exception):  # noqa: N818  - nothing is wrong: the message says what this machine has not
    """A part that cannot be tried out on this machine."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was tried, what came of it in figures, whether that is what is promised, and the day on which it was made."""

    tried: str
    came: str
    sound: bool
    made: str = ""

    def on(self, day: date) -> "Figure":
        """The figure as one that was made on a day."""
        return replace(self, made=day.isoformat())


def silent(_: str) -> None:
    """Says nothing: for tests, which have their own way to tell."""
