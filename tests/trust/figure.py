"""Figure: one row of the table, what was tried and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was tried, what came of it in figures, and whether that is what is promised."""

    tried: str
    came: str
    sound: bool


def silent(_: str) -> None:
    """Says nothing: for tests, which have their own way to tell."""
