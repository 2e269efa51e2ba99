"""Highlight: a text with what was read in it marked, each mark naming its rule and leading to its row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

_NOTHING = Markup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """text[start:end], shown as an element of a class; `tail` stands at its end, such as the links to its rows."""

    start: int
    end: int
    element: str
    name: str
    hint: str = ""
    anchor: str = ""
    tail: Markup = _NOTHING


def highlighted(text: str, spans: Sequence[Span], *, offset: int = 0) -> Markup:
    """The text in HTML with its spans as elements; `offset` is where the text stands among the characters that the spans count.

    Spans may lie in each other or overlap: one that another one ends inside of is closed and opened again behind that end.
    What lies outside of the text is cut off; spans without a character in it are left out.
    """
    inside = [_Placed(*_cut(span, offset, len(text)), span) for span in spans]
    waiting = sorted((placed for placed in inside if placed.start < placed.end), key=lambda placed: (placed.start, -placed.end))
    out: list[Markup | str] = []
    stack: list[_Placed] = []
    at = 0
    for place in sorted({0, len(text), *(p.start for p in waiting), *(p.end for p in waiting)}):
        out.append(Markup.escape(text[at:place]))
        at = place
        _close(stack, place, out.append)
        while waiting and waiting[0].start == place:
            placed = waiting.pop(0)
            out.append(_opened(placed.span, again=False))
            stack.append(placed)
    return Markup().join(out)


@dataclass(frozen=True, slots=True)
class _Placed:
    start: int
    end: int
    span: Span


def _cut(span: Span, offset: int, length: int) -> tuple[int, int]:
    return max(span.start - offset, 0), min(span.end - offset, length)


def _close(stack: list[_Placed], place: int, write: Callable[[Markup], None]) -> None:
    """Closes what ends at a place, and what was opened inside of that and goes on, which is opened again."""
    if not (ending := [number for number, placed in enumerate(stack) if placed.end == place]):
        return
    again = []
    while len(stack) > ending[0]:
        placed = stack.pop()
        if placed.end == place:
            write(placed.span.tail)
        else:
            again.append(placed)
        write(Markup(f"</{placed.span.element}>"))
    for placed in reversed(again):
        write(_opened(placed.span, again=True))
        stack.append(placed)


def _opened(span: Span, *, again: bool) -> Markup:
    """The tag that begins a span; its anchor stands in the first only, since an id must not come twice."""
    tag = Markup("<{} class={}").format(Markup(span.element), Markup('"{}"').format(span.name))
    if span.anchor and not again:
        tag += Markup(' id="{}"').format(span.anchor)
    if span.hint:
        tag += Markup(' title="{}"').format(span.hint)
    return tag + Markup(">")
