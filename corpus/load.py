"""Reads what the corpus holds: gazetteers, site profiles, samples. Each file is read once a process."""

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus import key
from corpus.key import ProfileError as ProfileError
from corpus.model import JsonList, Layout, Province, Site
from corpus.text import fold, one_tone

ROOT = Path(__file__).parent


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


def site(path: Path) -> Site:
    """The profile in one TOML file, with what it inherits from its content system. Raises ProfileError with file and line."""
    source = key.profile(path)
    province = source.data["province"]
    if province and province not in {known.id for known in provinces()}:
        raise source.fault(f'no province has the id {province!r}; take one from gazetteers/provinces.csv, or ""', key="province")
    inherited = _system(system_path(source)) if "system" in source.data else {}
    said = {name: _of_hosts(name, value, source.hosts) for name, value in {**inherited, **source.data}.items() if name not in key.TABLES}
    said |= {"id": path.stem, "hosts": source.hosts, "province": province or None}
    lists = tuple(JsonList(**table) for table in source.data.get("list", ()))
    return Site(lists=lists, layouts=_layouts(source.data.get("layout", ()), inherited.get("layout", ())), **said)


def system_path(source: key.Source) -> Path:
    """The file of the content system that a profile names. Raises ProfileError where there is none of that name."""
    name, known = source.data["system"], systems(source.path.parent.parent / "systems")
    if name not in known:
        raise source.fault(f"unknown system {name!r}; known are {', '.join(known) or 'none'}", key="system")
    return known[name]


def systems(beside: Path | None = None) -> Mapping[str, Path]:
    """Name → file of every content system: those in a folder beside a user's own profiles, then those of `corpus/systems`."""
    found: dict[str, Path] = {}
    for folder in (*([beside] if beside else []), ROOT / "systems"):
        for path in sorted(folder.glob("*.toml")):
            found.setdefault(path.stem, path)
    return found


@cache
def _system(path: Path) -> Mapping[str, Any]:
    return MappingProxyType(dict(key.system(path).data))


def _layouts(own: Sequence[Mapping[str, Any]], inherited: Sequence[Mapping[str, Any]]) -> tuple[Layout, ...]:
    """The layouts of a site, today's last: a selector that the profile does not say for today's design is that of the content system."""
    today = {name: value for layout in (*inherited, *own) if "valid_until" not in layout for name, value in layout.items()}
    dated = [layout for layout in own if "valid_until" in layout]
    return tuple(Layout(**_frozen(layout)) for layout in (*dated, today) if layout)


def _frozen(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}


def _of_hosts(name: str, value: Any, hosts: Sequence[str]) -> Any:
    """A value with `{host}` written out: the first host in an address, any of them, with or without `www.` or `m.`, in a regex."""
    if name in ("article_url", "skip"):
        return value.replace(key.HOST, rf"(?:www\.|m\.)?(?:{'|'.join(map(re.escape, hosts))})")
    return tuple(item.replace(key.HOST, hosts[0]) for item in value) if isinstance(value, list) else value


_folders = [ROOT / "sites"]


def use_profiles(folder: Path) -> None:
    """Lets the profiles of a folder answer for their hosts, before those of `corpus/sites`: a file of the same name takes the other's place.

    To be called before anything is read, and again when a profile was added. The folder need not be there yet.
    """
    if folder not in _folders:
        _folders.append(folder)
    sites.cache_clear()


def profile_folders() -> tuple[Path, ...]:
    """The folders whose profiles are read, those that count most last."""
    return tuple(_folders)


def profile_path(site: Site) -> Path:
    """The file in which a profile is written."""
    name = f"{site.id}.toml"
    return next((path for folder in reversed(_folders) if (path := folder / name).exists()), _folders[0] / name)


@cache
def sites() -> Mapping[str, Site]:
    """Host name → profile, from `sites/*.toml`; a profile answers for each of its hosts, with and without `www.`."""
    files = {path.name: path for folder in _folders for path in sorted(folder.glob("*.toml"))}
    # a user's own come last: what they say of a host is what counts
    profiles = [site(path) for path in sorted(files.values(), key=lambda path: (_folders.index(path.parent), path.name))]
    return MappingProxyType({host: profile for profile in profiles for host in profile.hosts})


def site_of(host: str) -> Site | None:
    """The profile for a host name, None where there is none."""
    return sites().get(host.lower().removeprefix("www."))
