"""Serve: pages and JSON over the database, read-only, by Datasette."""

import asyncio
import gc
import socket
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import database, overlay
from pipeline.errors import PortError

# at once, for whoever reads the address from a pipe
_SAY = partial(print, flush=True)
_HERE = Path(__file__).parent


def application(path: Path, *, archive: Path | None = None) -> Any:
    """The Datasette over the database at `path`, its pages taken from the web archive in the folder `archive`.

    Raises DatabaseError when the database is not one of ours.
    """
    from datasette.app import Datasette

    from pipeline.serve import links
    from pipeline.serve.file import File, name_of
    from pipeline.serve.metadata import SETTINGS, metadata

    links.register()
    overlay.use(Path(path).resolve().parent)
    with database.read(path):
        made = Datasette(
            metadata=metadata(Path(path)),
            settings=SETTINGS,
            template_dir=str(_HERE / "templates"),
            static_mounts=[("-/pages", str(_HERE / "static"))],
        )
    # made without a file it has an empty one of its own
    made.remove_database("_memory")
    made.add_database(File(made, Path(path), archive=archive), name=name_of(Path(path)))
    return made


def serve(path: Path, *, port: int, host: str = "127.0.0.1", archive: Path | None = None, say: Callable[[str], None] = _SAY) -> None:
    """Answers readers at `http://host:port/` until it is interrupted; port 0 takes a free one. `say` is told the address.

    `archive` is the folder of the web archive, `archive` beside the database where none is named.

    Raises DatabaseError, and PortError when the address cannot be listened on.
    """
    import uvicorn

    datasette = application(path, archive=archive)
    asyncio.run(datasette.invoke_startup())
    with closing(_listening(host, port)) as listening:
        # what is there before the first reader stays: to go through it again and again would make one answer in ten wait
        gc.freeze()
        say(f"http://{host}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
        server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="warning", lifespan="on", server_header=False))
        server.run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address, before anything else is started. Raises PortError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen()
    except OSError as error:
        made.close()
        raise PortError(f"{host}:{port}: {error.strerror or error}; name another port with --port, or end what listens there") from None
    return made
