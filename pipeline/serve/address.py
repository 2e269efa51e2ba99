"""Address: where our pages and the rows behind them are found."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from datasette.utils import tilde_encode


@dataclass(frozen=True, slots=True)
class Link:
    """The addresses of our pages and of the rows behind them."""

    urls: Any
    database: str

    def to(self, page: str, name: object = "", **arguments: object) -> str:
        """The address of one of our pages, its name as it is read, its arguments as far as they say something."""
        path = f"/-/{page}/{quote(str(name), safe='/@:,')}" if name != "" else f"/-/{page}"
        said = {key: value for key, value in arguments.items() if value}
        return str(self.urls.path(path)) + (f"?{urlencode(said)}" if said else "")

    def article(self, number: int, position: int | None = None) -> str:
        """The address of an article, or of one of its sentences."""
        return self.to("article", number) + ("" if position is None else f"#s{position}")

    def row(self, table: str, key: object) -> str:
        """The address of a row among the tables; a key of several columns has commas."""
        return str(self.urls.row(self.database, table, ",".join(map(tilde_encode, str(key).split(",")))))

    def home(self) -> str:
        """The address of the first page."""
        return str(self.urls.path("/"))

    def tables(self) -> str:
        """The address of the tables and questions."""
        return str(self.urls.database(self.database))

    def question(self, name: str) -> str:
        """The address of the answer to a question."""
        return str(self.urls.query(self.database, name))
