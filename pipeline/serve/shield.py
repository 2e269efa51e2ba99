"""Shield: headers with which a browser runs and loads nothing that is not ours, whatever stands in a title."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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

        async def send_shielded(message: _Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in added}
                message = {**message, "headers": [*(pair for pair in message["headers"] if bytes(pair[0]).lower() not in names), *added]}
            await send(message)

        await app(scope, receive, send_shielded)

    return asgi
