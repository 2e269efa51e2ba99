"""Every key of a site profile: what it holds and what it means, the one source of the check and of the documentation.

A profile is `sites/<host>.toml`, a content system `systems/<name>.toml`. `profile` and `system` check one file as it is written; a
ProfileError names the file and the line, and says what to mend.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.regex import runaway

# what stands for the site's own host in an address or regex of a content system
HOST = "{host}"
_ADDRESS = re.compile(r"https?://(?P<host>[^\s/?#:@]+)(?::\d+)?(?:[/?#]|$)")


class ProfileError(ValueError):
    """A site profile that cannot be used: the message names the file and the line and says what to mend."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, the shape of its value (a key of `SHAPES`), what it means; `inherited` says that a content system may say it."""

    name: str
    shape: str
    meaning: str
    required: bool = False
    inherited: bool = False


SHAPES: Mapping[str, str] = {
    "text": "text",
    "texts": "list of texts",
    "flag": "`true` or `false`",
    "kind": "text",
    "province": "text",
    "day": 'day, `"2026-11-22"`',
    "regex": "regex",
    "address": "address",
    "addresses": "list of addresses",
    "paging": "address with places",
    "selectors": "list of CSS selectors",
}

PROFILE = (
    Key("name", "text", "Name of the newspaper, station or portal as it writes it.", required=True),
    Key("kind", "kind", "`newspaper`, `television` or `portal`.", required=True),
    Key("province", "province", "Id of its province in `corpus/gazetteers/provinces.csv`, as it was before 1 July 2025; `\"\"` for none.", required=True),
    Key("hosts", "texts", "Further host names of the site, old and new, without `www.`; the first is the file's name."),
    Key("datelines", "texts", "What its texts begin with before the dash: `LSO`, `BHG`."),
    Key("shows_clock", "flag", "`true` where the page shows the time of viewing, which is not the article's.", inherited=True),
    Key("system", "text", "The content system, a file of `corpus/systems`: what the profile does not say is taken from there."),
    Key("article_url", "regex", "Regex that an article's address matches.", inherited=True),
    Key("skip", "regex", "Regex of addresses that are left alone although they look like articles: other languages, videos, copies for print.", inherited=True),
    Key("sections", "addresses", "Listings where a crawl begins, the newest articles first; those about politics, Party, economy and society."),
    Key("paging", "paging", "Address of the n-th page of a section, with `{section}` and `{n}`.", inherited=True),
    Key("feeds", "addresses", "RSS or Atom feeds.", inherited=True),
    Key("sitemaps", "addresses", "Sitemaps or sitemap indexes.", inherited=True),
    Key("links", "selectors", "CSS selectors of the links to articles in a listing; without any, every link counts.", inherited=True),
    Key("checked", "day", "The day of the newest real page whose HTML was read with this profile; absent where none was."),
    Key("unsupported", "text", "Why the site cannot be crawled; a profile that says this still reads pages that are brought to it."),
    Key("examples", "addresses", "Addresses of articles: each must match `article_url` and not `skip`."),
    Key("rejects", "addresses", "Addresses of the site that are no articles: none may match `article_url`, unless it matches `skip`."),
)  # fmt: skip

LAYOUT = (
    Key("valid_until", "day", "The last day on which pages had this design; absent for today's, which stands last."),
    Key("title", "selectors", "The title.", inherited=True),
    Key("published", "selectors", "The day and time of publication.", inherited=True),
    Key("lead", "selectors", "The paragraph in bold under the title.", inherited=True),
    Key("body", "selectors", "The element that holds the text.", inherited=True),
    Key("author", "selectors", "The byline.", inherited=True),
    Key("section", "selectors", "The section's name.", inherited=True),
    Key("drop", "selectors", "What stands in the body and is none of it.", inherited=True),
)

LIST = (
    Key("url", "address", "Address of the list, with `{n}` for the page, counted from 1.", required=True),
    Key("links", "text", "Path to the articles' addresses in it: `data[].link`.", required=True),
    Key("published", "text", "Path to the days of publication, beside `links`."),
)

SYSTEM = tuple(key for key in PROFILE if key.inherited)
TABLES = {"layout": LAYOUT, "list": LIST}


@dataclass(frozen=True, slots=True)
class Source:
    """One TOML file: its path, its text, what it says, and the host names that it answers for, the file's name first."""

    path: Path
    text: str
    data: Mapping[str, Any]
    hosts: tuple[str, ...]

    def fault(self, message: str, *, key: str = "", value: str = "", table: tuple[str, int] | None = None) -> ProfileError:
        """An error that names the line of `value` under `key`, in the n-th `[[table]]` where one is given."""
        heads = [match.start() for match in re.finditer(rf"(?m)^[ \t]*\[\[{table[0]}\]\]", self.text)] if table else []
        start = heads[table[1]] if table and table[1] < len(heads) else 0
        said = re.compile(rf"^[ \t]*(?:{re.escape(key)}\s*=|\[+{re.escape(key)}\])", re.MULTILINE).search(self.text, start) if key else None
        at = said.end() if said else start
        at = max(at, self.text.find(value, at)) if value else at
        return ProfileError(f"{self.path.name}:{self.text.count(chr(10), 0, at) + 1}: {message}")


def read(path: Path) -> Source:
    """What a TOML file says. Raises ProfileError where it is no TOML."""
    text = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, at = str(error).partition(" (at ")
        line = re.search(r"line (\d+)", at)
        raise ProfileError(f"{path.name}:{line[1] if line else text.count(chr(10)) + 1}: not TOML: {what}; mend the line") from None
    said = data.get("hosts")
    return Source(path, text, data, (path.stem, *(host for host in (said if isinstance(said, list) else ()) if isinstance(host, str))))


def profile(path: Path) -> Source:
    """A site profile as it is written. Raises ProfileError for the first thing in it that cannot be used."""
    source = read(path)
    _check(source, source.data, PROFILE, tables=TABLES)
    for name, keys in TABLES.items():
        for number, table in enumerate(source.data.get(name, ())):
            _check(source, table, keys, table=(name, number))
    undated = [number for number, layout in enumerate(source.data.get("layout", ())) if "valid_until" not in layout]
    if len(undated) > 1:
        what = "a second layout without 'valid_until': say in the other how long pages had it"
        raise source.fault(what, table=("layout", undated[1]))
    return source


def system(path: Path) -> Source:
    """A content system as it is written: keys that a profile may inherit, one layout. Raises ProfileError as `profile` does."""
    source = read(path)
    _check(source, source.data, SYSTEM, tables=("layout",))
    for number, layout in enumerate(source.data.get("layout", ())):
        if number:
            raise source.fault("a second layout: a content system has one", table=("layout", number))
        _check(source, layout, tuple(key for key in LAYOUT if key.inherited), table=("layout", number))
    return source


def _check(
    source: Source,
    said: Mapping[str, Any],
    keys: Sequence[Key],
    *,
    tables: Sequence[str] | Mapping[str, object] = (),
    table: tuple[str, int] | None = None,
) -> None:
    """Raises ProfileError for the first key that is unknown, missing, or whose value is not of its shape."""
    known = {key.name: key for key in keys}
    for name, value in said.items():
        if name in tables:
            if not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
                raise source.fault(f"'{name}' is written as a table: [[{name}]] on a line of its own, its keys below it", key=name)
        elif name not in known:
            raise source.fault(f"unknown key '{name}'; known are {', '.join((*known, *tables))}", key=name, table=table)
        else:
            for item, wrong in _wrong(source, known[name], value):
                raise source.fault(f"'{name}': {wrong}", key=name, value=item, table=table)
    for name in (key.name for key in keys if key.required and key.name not in said):
        raise source.fault(f"'{name}' is missing: write {name} = \"…\"", table=table)


def _wrong(source: Source, key: Key, value: object) -> Iterator[tuple[str, str]]:
    """Each part of a value that is not of its key's shape, as it is written, with what is wrong with it and what to do."""
    if key.shape == "flag":
        if not isinstance(value, bool):
            yield "", f"{value!r} is neither true nor false; write one of them, without quotes"
        return
    if key.shape in _EACH and not isinstance(value, list):
        yield "", f'{value!r} is not a list; write ["…", "…"]'
        return
    for item in value if isinstance(value, list) else (value,):
        if not isinstance(item, str):
            yield "", f"{item!r} is not text; put it in quotes"
        elif wrong := _WRONG[_EACH.get(key.shape, key.shape)](item):
            yield item, wrong
        elif key.shape in ("address", "addresses") and not _own(item, source.hosts):
            yield item, f"{item!r} is on no host of this site; add its host to 'hosts', or leave it out"


def _own(address: str, hosts: Sequence[str]) -> bool:
    """True when an address is on one of the hosts, or below one."""
    found = _ADDRESS.match(address)
    host = found["host"].lower() if found else ""
    return any(host == own or host.endswith(f".{own}") for own in (*hosts, HOST))


def _text(value: str) -> str | None:
    return None if value.strip() else "is empty; write it or leave the key out"


def _kind(value: str) -> str | None:
    return (
        None if value in ("newspaper", "television", "portal") else f"{value!r} is none of newspaper, television, portal; write one of them"
    )


def _day(value: str) -> str | None:
    wrong = f'{value!r} is no day; write it as "2026-11-22"'
    try:
        return None if date.fromisoformat(value).isoformat() == value else wrong
    except ValueError:
        return wrong


def _address(value: str) -> str | None:
    return None if _ADDRESS.match(value) else f'{value!r} is no http or https address; write it whole, "https://…"'


def _paging(value: str) -> str | None:
    missing = [name for name in ("{section}", "{n}") if name not in value]
    return f'{value!r} has no {missing[0]}; write it as "{{section}}?page={{n}}"' if missing else None


def _regex(value: str) -> str | None:
    try:
        re.compile(value)
    except re.error as error:
        return f"no regex: {error}; mend it, a literal dot or question mark is \\. or \\?"
    if part := runaway(value):
        return f"{part!r} can take forever on a long address: repeats that can take the same characters; part them by one that they cannot take, (?:[^/]+/)*"
    return None


_WRONG: Mapping[str, Callable[[str], str | None]] = {
    "text": _text, "province": lambda _: None, "kind": _kind, "day": _day, "address": _address, "paging": _paging, "regex": _regex,
}  # fmt: skip
_EACH = {"texts": "text", "addresses": "address", "selectors": "text"}
