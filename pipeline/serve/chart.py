"""Chart: small pictures of numbers in SVG, drawn for eyes with and without colour and described in words for none.

Each has a title and a description, takes its colours from the style sheet and its texts escaped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

# units of the drawing: letters of 11 are read on a telephone, where it is shown somewhat smaller
_WIDTH, _LETTERS = 420, 11
_LEFT, _RIGHT, _FOOT = 8, 412, 18
_TILE_WIDTH, _TILE_HEIGHT = 60, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A tile of the map: a name, what is written below it, a style (`s0` dark to `s4` light, `none`, `unread`), a link, and a hint in words."""

    column: int
    row: int
    label: str
    value: str
    style: str
    link: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A point of a chart; a hollow one stands for what is planned or aimed at, a large one for `many` things."""

    day: str
    many: int = 1
    value: float = 0
    hollow: bool = False
    hint: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of time with a name; an open one stands for what has ended."""

    label: str
    first: str
    last: str
    hollow: bool = False
    hint: str = ""


def months(counts: Mapping[str, int], *, title: str, description: str) -> Markup:
    """Columns of a number a month (2018-07 → 3), the months without any left blank."""
    named = list(_every_month(min(counts), max(counts))) if counts else []
    highest, height = max(counts.values(), default=1), 96
    step = (_RIGHT - _LEFT) / max(len(named), 12)
    columns = [
        _tag(
            "rect",
            _tag("title", f"{month}: {counts[month]}"),
            x=_LEFT + number * step,
            y=height + 14 - (tall := height * counts[month] / highest),
            width=max(step - 1, 1.5),
            height=tall,
            class_="column",
        )
        for number, month in enumerate(named)
        if month in counts
    ]
    years = [(number, month[:4]) for number, month in enumerate(named) if month.endswith("-01") or number == 0]
    apart = -(-len(years) // 10)
    ticks = [
        _text(year, _LEFT + number * step, height + 14 + _FOOT - 4, "tick")
        for place, (number, year) in enumerate(years)
        if place % apart == 0 and (place or len(years) < 2 or years[1][0] * step > 36)
    ]
    base = _tag("line", x1=_LEFT, x2=_RIGHT, y1=height + 14, y2=height + 14, class_="axis")
    top = _text(str(highest), _LEFT, 10, "tick")
    return _drawing("months", height + 14 + _FOOT, [top, *columns, base, *ticks], title=title, description=description)


def tiles(cells: Sequence[Cell], *, title: str, description: str) -> Markup:
    """The map of one tile a province; its links are left out of the tab order, since the table beside it has them."""
    width = max(cell.column for cell in cells) * _TILE_WIDTH + _TILE_WIDTH
    height = max(cell.row for cell in cells) * _TILE_HEIGHT + _TILE_HEIGHT
    hatch = Markup(
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" class="hatch-ground"/><line x1="0" y1="0" x2="0" y2="6" class="hatch-line"/></pattern></defs>'
    )
    return _drawing("tiles", height, [hatch, *map(_tile, cells)], title=title, description=description, width=width)


def _tile(cell: Cell) -> Markup:
    x, y = cell.column * _TILE_WIDTH, cell.row * _TILE_HEIGHT
    box = _tag("rect", x=x + 1, y=y + 1, width=_TILE_WIDTH - 2, height=_TILE_HEIGHT - 2, rx=3, class_=f"tile {cell.style}")
    middle = x + _TILE_WIDTH / 2
    # a word a line: so they are large enough on a telephone
    lines = [_text(word, middle, y + 15 * number, f"label {cell.style}") for number, word in enumerate(cell.label.split(" "), start=1)]
    words = [*lines, _text(cell.value, middle, y + 45, f"value {cell.style}")]
    return _tag("a", _tag("title", cell.hint), box, *words, href=cell.link, tabindex=-1)


def rows(
    dots: Mapping[str, Sequence[Dot]], *, title: str, description: str, day: Callable[[str], str], since: tuple[str, str] | None = None
) -> Markup:
    """A line a name with a dot a day on it; `since` is a day that is marked, and what is said of it; `day` writes a day."""
    days = [dot.day for on_row in dots.values() for dot in on_row] + ([since[0]] if since else [])
    x = _scale(days)
    top, apart = 16 if since else 4, 30
    parts = []
    for number, (name, on_row) in enumerate(dots.items()):
        y = top + number * apart + 22
        parts += [_text(name, _LEFT, y - 9, "name"), _tag("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, class_="axis faint")]
        parts += [_dot(dot, x(dot.day), y) for dot in on_row]
    foot = top + len(dots) * apart + 6
    if since:
        parts.insert(0, _tag("line", x1=x(since[0]), x2=x(since[0]), y1=top, y2=foot, class_="since"))
        parts.append(_text(since[1], x(since[0]), 11, f"tick {'end' if x(since[0]) > _WIDTH / 2 else 'begin'}"))
    return _drawing("rows", foot + _FOOT, [*parts, *_years(days, x, foot, day)], title=title, description=description)


def bars(stretches: Sequence[Bar], *, title: str, description: str, day: Callable[[str], str]) -> Markup:
    """A line a stretch of time, its name above it; `day` writes a day."""
    days = [end for bar in stretches for end in (bar.first, bar.last)]
    x, apart = _scale(days), 30
    parts = []
    for number, bar in enumerate(stretches):
        y, style = number * apart + 22, "bar hollow" if bar.hollow else "bar"
        long = max(x(bar.last) - x(bar.first), 7)
        parts += [
            _text(bar.label, _LEFT, y - 6, "name"),
            _tag("rect", _tag("title", bar.hint), x=min(x(bar.first), _RIGHT - long), y=y - 1, width=long, height=7, rx=3, class_=style),
        ]
    foot = len(stretches) * apart + 4
    return _drawing("bars", foot + _FOOT, [*parts, *_years(days, x, foot, day)], title=title, description=description)


def points(dots: Sequence[Dot], *, title: str, description: str, day: Callable[[str], str], say: Callable[[float], str] = str) -> Markup:
    """A dot a value over time, from nought up; `say` writes a value, `day` a day. A few dots are named beside them."""
    height, top = 170, 14
    x, highest, lowest = _scale([dot.day for dot in dots]), max((dot.value for dot in dots), default=1), min((*(d.value for d in dots), 0))
    spread = (highest - lowest) or 1

    def y(value: float) -> float:
        return top + (height - top) * (1 - (value - lowest) / spread)

    levels = [lowest, lowest + spread / 2, highest]
    parts = [_tag("line", x1=_LEFT, x2=_RIGHT, y1=y(level), y2=y(level), class_="axis faint") for level in levels]
    parts += [_text(say(level), _LEFT, y(level) - 3, "tick begin") for level in levels]
    parts += [_dot(dot, x(dot.day), y(dot.value)) for dot in dots]
    if len(dots) <= 12:
        parts += [_text(dot.label, x(dot.day), y(dot.value) - 8, f"tick {_side(x(dot.day), 80)}") for dot in dots]
    return _drawing(
        "points", height + _FOOT + 4, [*parts, *_years([dot.day for dot in dots], x, height, day)], title=title, description=description
    )


def spread(dots: Mapping[str, Sequence[Dot]], *, title: str, description: str, say: Callable[[float], str] = str) -> Markup:
    """A line a name with its dots by value from left to right; `say` writes a value."""
    values = [dot.value for of_one in dots.values() for dot in of_one]
    lowest, highest = min(*values, 0), max(values)
    reach, apart, left = (highest - lowest) or 1, 18, 96
    levels = [lowest, lowest + reach / 2, highest]

    def x(value: float) -> float:
        return left + (_RIGHT - 8 - left) * (value - lowest) / reach

    foot = len(dots) * apart + 4
    parts = [_tag("line", x1=x(level), x2=x(level), y1=0, y2=foot, class_="axis faint") for level in levels]
    parts += [_text(say(level), x(level), foot + 13, f"tick {_side(x(level), 40)}") for level in levels]
    for number, (name, on_row) in enumerate(dots.items()):
        y = number * apart + 11
        parts += [_text(name, left - 12, y + 4, "name end"), *(_dot(dot, x(dot.value), y) for dot in on_row)]
    return _drawing("spread", foot + _FOOT, parts, title=title, description=description)


# --- pieces ----------------------------------------------------------------------------------------------------


def _drawing(name: str, height: float, parts: Sequence[Markup], *, title: str, description: str, width: float = _WIDTH) -> Markup:
    """The whole picture with its title and description."""
    said = [_tag("title", title, id=f"{name}-title"), _tag("desc", description, id=f"{name}-desc")]
    about = {"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "viewBox": f"0 0 {width:g} {height:g}"}
    return _tag("svg", *said, *parts, class_=f"chart {name}", **about)


def _tag(element: str, *inside: str, **attributes: object) -> Markup:
    """An element with its attributes and what is inside, escaped."""
    # a map has hundreds of these: joined as texts they cost a fifth of what Markup.format does
    written = "".join(
        f' {key.rstrip("_")}="{f"{value:g}" if isinstance(value, float) else escape(value)}"' for key, value in attributes.items()
    )
    return Markup(f"<{element}{written}>{''.join(map(escape, inside))}</{element}>")


def _text(words: str, x: float, y: float, style: str) -> Markup:
    return _tag("text", words, x=round(x, 1), y=round(y, 1), class_=style)


def _dot(dot: Dot, x: float, y: float) -> Markup:
    """A full disc, or a hollow diamond: two shapes, so that no colour is needed; it grows slowly with what it stands for."""
    said, reach = _tag("title", dot.hint), min(4 * dot.many**0.25, 11)
    if dot.hollow:
        wide = reach + 1.5
        return _tag(
            "path",
            said,
            d=f"M{x:.1f} {y - wide:.1f}l{wide:.1f} {wide:.1f}l-{wide:.1f} {wide:.1f}l-{wide:.1f} -{wide:.1f}z",
            class_="dot hollow",
        )
    return _tag("circle", said, cx=round(x, 1), cy=round(y, 1), r=round(reach, 1), class_="dot")


def _side(x: float, margin: float = 24) -> str:
    """From where words at a place are written, so that none reaches beyond the margin."""
    return "end" if x > _WIDTH - margin else "begin" if x < margin else "middle"


def _number(day: str) -> int:
    """A day as a number; of a month or year, its first day."""
    year, month, first = [*map(int, day[:10].split("-")), 1, 1][:3]
    return date(year, month, first).toordinal()


def _scale(days: Sequence[str]) -> Callable[[str], float]:
    """Day → place from left to right; a single day stands in the middle."""
    numbers = [_number(day) for day in days] or [0]
    first, last = min(numbers), max(numbers)
    if first == last:
        first, last = first - 183, last + 183
    left, right = _LEFT + 6, _RIGHT - 6
    return lambda day: left + (right - left) * (_number(day) - first) / (last - first)


def _years(days: Sequence[str], x: Callable[[str], float], foot: float, said: Callable[[str], str]) -> Iterator[Markup]:
    """The axis of time below a chart: a tick at the beginning of a year, eight at most; the days themselves where no year begins among them."""
    if not days:
        return
    yield _tag("line", x1=_LEFT, x2=_RIGHT, y1=foot, y2=foot, class_="axis")
    first, last = int(min(days)[:4]), int(max(days)[:4])
    if first == last:
        for day in dict.fromkeys((min(days), max(days))):
            yield _text(said(day[:10]), x(day), foot + 13, f"tick {_side(x(day), 40)}")
        return
    apart = -(-(last - first) // 8)
    for year in range(first + 1, last + 1, apart):
        place = x(str(year))
        yield _tag("line", x1=place, x2=place, y1=foot, y2=foot + 3, class_="axis")
        yield _text(str(year), place, foot + 14, f"tick {_side(place)}")


def _every_month(first: str, last: str) -> Iterator[str]:
    """The months from one to another, both included."""
    number, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    for month in range(number, end + 1):
        yield f"{month // 12}-{month % 12 + 1:02}"
