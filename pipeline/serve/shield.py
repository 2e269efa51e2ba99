"""Shield: headers with which a browser runs and loads nothing that is not ours, whatever stands in a title."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from pipeline.serve.spreadsheet import Harmless

_Message = MutableMapping[str, Any]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, Callable[[], Awaitable[_Message]], _Send], Awaitable[None]]

# names of our pages begin so; those of Datasette need its scripts and inline styles, ours need none
OURS = "/-/"
_COMMON = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:"
_STRICT = f"default-src 'none'; style-src 'self'; {_COMMON}"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# the one script of Datasette that is written anew on each page: two things that it may say
_FACETS = ("DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;")


def linkable(url: str | None) -> str | None:
    """The address if a browser may be sent there: on the web, with a host; None for any other, such as `javascript:` or `file:`."""
    if not url or any(character.isspace() or ord(character) < 32 for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


@cache
def _datasette_policy() -> str:
    """The policy for the pages of Datasette: its own files, and those inline scripts that its templates hold."""
    import datasette

    templates = Path(datasette.__file__).parent / "templates"
    inline = [script for name in ("_close_open_menus", "_codemirror_foot") for script in _INLINE.findall(_text(templates / f"{name}.html"))]
    allowed = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in (*inline, *_FACETS))
    return f"default-src 'none'; script-src 'self' {allowed}; connect-src 'self'; style-src 'self' 'unsafe-inline'; {_COMMON}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _askable(query: bytes) -> bytes:
    """What is asked for in an address, as SQLite and Datasette take it.

    SQLite ends a text at NUL, also inside quotes, so a blank is asked for instead; Datasette looks for nothing, which is an error to the full text.
    """
    pairs = query.replace(b"%00", b"+").split(b"&")
    return b"&".join(pair for pair in pairs if not _looks_for_nothing(pair))


def _looks_for_nothing(pair: bytes) -> bool:
    name, _, words = pair.decode("latin-1").partition("=")
    return name == "_search" and not unquote_plus(words).replace('"', " ").strip()


def _is_csv(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    # that which is shown and not downloaded says that it is plain text
    return any(bytes(name).lower() == b"content-type" and bytes(value).startswith((b"text/csv", b"text/plain")) for name, value in headers)


def shielded(app: _App) -> _App:
    """The application with our headers on each of its answers."""

    async def asgi(scope: _Message, receive: Callable[[], Awaitable[_Message]], send: _Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"]
        policy = _STRICT if path == "/" or path.startswith(OURS) else _datasette_policy()
        added = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]
        scope = {**scope, "query_string": _askable(scope["query_string"])}

        cells: list[Harmless] = []

        async def send_shielded(message: _Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in added}
                kept = [pair for pair in message["headers"] if bytes(pair[0]).lower() not in names]
                # our own pages have made their cells harmless
                if path.endswith(".csv") and _is_csv(kept):
                    cells.append(Harmless())
                    kept = [pair for pair in kept if bytes(pair[0]).lower() != b"content-length"]
                message = {**message, "headers": [*kept, *added]}
            elif cells:
                message = {**message, "body": cells[0].piece(message.get("body", b""), last=not message.get("more_body", False))}
            await send(message)

        await app(scope, receive, send_shielded)

    return asgi
