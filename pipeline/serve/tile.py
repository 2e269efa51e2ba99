"""Tiles: the country as a grid of one tile a province, of the 63 that there were until 30 June 2025 or of the 34 since."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from corpus import load

BEFORE, SINCE = 63, 34
# the first day of the 34
MERGED = "2025-07-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Where one province stands; `provinces` are the ids that it had one after the other, the last is that of the end of the time."""

    provinces: tuple[str, ...]
    column: int
    row: int
    label: str


@cache
def tiles(grid: int) -> tuple[Tile, ...]:
    """The tiles of a grid, 63 or 34."""
    return tuple(
        Tile(provinces=tuple(row["provinces"].split("|")), column=int(row["column"]), row=int(row["row"]), label=row["label"])
        for row in load.table("tiles")
        if int(row["grid"]) == grid
    )


def grid_of(day: str | None) -> int:
    """The grid for something of a day: the provinces of its time, the 63 where the day is not known.

    >>> grid_of("2017-10-25"), grid_of("2025-07-01"), grid_of("2026")
    (63, 34, 34)
    """
    return SINCE if day and day >= MERGED[:7] else BEFORE


@cache
def on_grid(grid: int) -> Mapping[str, Tile]:
    """Province → its tile; on the grid of 34, a province that ended stands with the one that it went into."""
    found = {province: tile for tile in tiles(grid) for province in tile.provinces}
    if grid == SINCE:
        after = {province.id: load.province_on(province.id, MERGED) for province in load.provinces()}
        found |= {province: found[later] for province, later in after.items() if later in found}
    return found
