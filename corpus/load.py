"""Reads what the corpus holds: gazetteers, site profiles, samples. Each file is read once a process."""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.model import Layout, Province, Site
from corpus.text import fold, one_tone

ROOT = Path(__file__).parent


class ProfileError(ValueError):
    """A site profile that cannot be used: the message names the file and says what to mend."""


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of `gazetteers/<name>.csv`, each a mapping from column to text ("" where a cell is empty)."""
    with (ROOT / "gazetteers" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(MappingProxyType(row) for row in csv.DictReader(file))


def column(name: str, column: str) -> tuple[str, ...]:
    """The distinct values of one column of a gazetteer, cells split at `|`, in file order."""
    return tuple(dict.fromkeys(value for row in table(name) for value in row[column].split("|") if value))


@cache
def provinces() -> tuple[Province, ...]:
    """Every province, of before and since 1 July 2025, from `gazetteers/provinces.csv`."""
    return tuple(
        Province(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            valid_from=row["valid_from"] or None,
            valid_to=row["valid_to"] or None,
            merged_into=row["merged_into"] or None,
            region=row["region"] or None,
            gso_code=row["gso_code"] or None,
            aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        )
        for row in table("provinces")
    )


def province_on(province: str, day: str | None) -> str:
    """The id of the province that `province` was on a day (ISO, or a prefix of one): itself, what it was merged into, or its earlier name.

    >>> province_on("ha-giang", "2025-09-01"), province_on("hue", "2018-05-02")
    ('tuyen-quang', 'thua-thien-hue')
    """
    if not day:
        return province
    by_id = {p.id: p for p in provinces()}
    while (row := by_id[province]).valid_to and row.merged_into and day[:10] > row.valid_to:
        province = row.merged_into
    # a province that took over a single other one's whole extent under a new name (Huế) was that one before
    earlier = [p for p in provinces() if p.merged_into == province and p.valid_to and row.valid_from and p.valid_to < row.valid_from]
    return earlier[0].id if len(earlier) == 1 and row.valid_from and day[:10] < row.valid_from else province


@cache
def province_names() -> Mapping[str, str]:
    """Folded name or alias of a province → its id."""
    return MappingProxyType({fold(one_tone(name)): p.id for p in provinces() for name in (p.name, *p.aliases)})


def _selectors(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _layout(raw: Mapping[str, Any]) -> Layout:
    return Layout(
        valid_until=raw.get("valid_until"),
        title=_selectors(raw.get("title")),
        published=_selectors(raw.get("published")),
        lead=_selectors(raw.get("lead")),
        body=_selectors(raw.get("body")),
        author=_selectors(raw.get("author")),
        section=_selectors(raw.get("section")),
        drop=_selectors(raw.get("drop")),
    )


def site(path: Path) -> Site:
    """The profile in one TOML file. Raises ProfileError with the file's name when a key is unknown, missing or of the wrong type."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path.name}: not TOML: {error}") from None
    layouts = data.pop("layout", [])
    for number, layout in enumerate(layouts, 1):
        if unknown := set(layout) - set(Layout.__dataclass_fields__):
            known = ", ".join(Layout.__dataclass_fields__)
            raise ProfileError(f"{path.name}: layout {number}: unknown key {sorted(unknown)[0]!r}; known are {known}")
    unknown = set(data) - (set(Site.__dataclass_fields__) - {"id", "layouts"})
    if unknown:
        raise ProfileError(f"{path.name}: unknown key {sorted(unknown)[0]!r}")
    if missing := {"name", "kind", "province"} - set(data):
        raise ProfileError(f"{path.name}: {sorted(missing)[0]!r} is missing")
    host = path.stem
    data["province"] = data["province"] or None
    for key in ("hosts", "datelines"):
        data[key] = tuple(data.get(key, ()))
    return Site(id=host, layouts=tuple(map(_layout, layouts)), **{**data, "hosts": (host, *data["hosts"])})


@cache
def sites() -> Mapping[str, Site]:
    """Host name → profile, from `sites/*.toml`; a profile answers for each of its hosts, with and without `www.`."""
    profiles = [site(path) for path in sorted((ROOT / "sites").glob("*.toml"))]
    return MappingProxyType({host: profile for profile in profiles for host in profile.hosts})


def site_of(host: str) -> Site | None:
    """The profile for a host name, None where there is none."""
    return sites().get(host.lower().removeprefix("www."))
