"""Rules as readers see them: what `extractors/*.toml` says of each, with the examples that prove it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import extractors

# the comment right above the rule
_ABOVE = re.compile(r"((?:^#.*\n)+)\[\[rule\]\]\n\s*id\s*=\s*\"([^\"]+)\"", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One rule: its file, what its author says of it, its pattern, and texts with what must be read in them."""

    id: str
    file: str
    about: str
    pattern: str
    examples: tuple[tuple[str, str], ...]
    rejects: tuple[str, ...]


@cache
def rules() -> Mapping[str, Shown]:
    """Id → rule, those of every kind."""
    found = [shown for path in sorted(Path(extractors.__path__[0]).glob("*.toml")) for shown in _of_file(path)]
    return MappingProxyType({shown.id: shown for shown in found})


def _of_file(path: Path) -> list[Shown]:
    text = path.read_text(encoding="utf-8")
    said = {name: " ".join(line.strip("# ").strip("- ") for line in lines.splitlines()) for lines, name in _ABOVE.findall(text)}
    return [_shown(path, raw, said.get(raw["id"], "")) for raw in tomllib.loads(text)["rule"]]


def _shown(path: Path, raw: Mapping[str, Any], about: str) -> Shown:
    return Shown(
        id=raw["id"],
        file=f"extractors/{path.name}",
        about=about,
        pattern=raw["pattern"].strip(),
        examples=tuple((example, _read(reading)) for example, reading in raw.get("examples", {}).items()),
        rejects=tuple(raw.get("rejects", ())),
    )


def _read(reading: Any) -> str:
    """What must be read in an example, in words; a dash where the pattern fits and nothing may be read all the same.

    >>> _read([{"kind": "nghị quyết", "number": "10"}, {"symbol": "11-NQ/TW"}])
    'kind nghị quyết, number 10; symbol 11-NQ/TW'
    """
    each = reading if isinstance(reading, list) else [reading]
    return (
        "–"
        if not each
        else "; ".join(", ".join(f"{name} {value}" for name, value in one.items()) if isinstance(one, dict) else str(one) for one in each)
    )
