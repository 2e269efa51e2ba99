"""The pages over the database: described throughout, read-only, and closed to what is not ours."""

import asyncio
import csv
import io
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from datasette.utils import tilde_encode

from pipeline import database, migration, schema, store
from pipeline.errors import DatabaseError, PortError
from pipeline.export.form import restored
from pipeline.serve import application, serve
from pipeline.serve.file import name_of
from pipeline.serve.metadata import SETTINGS, metadata
from pipeline.serve.spreadsheet import Harmless
from tests.conftest import BODY, record, unlike

ROOT = Path(__file__).parents[1]


def get(path: Path, address: str) -> Any:
    """What the Datasette over a database answers."""
    return asyncio.run(application(path).client.get(address))


def test_every_table_and_column_is_described(built: Path) -> None:
    described = metadata(built)["databases"]["facts"]["tables"]
    with database.read(built) as db:
        names = {row["name"] for row in db.query("select name from sqlite_master where type in ('table', 'view')")}
        shadows = {name for name in names if re.search(r"_fts_\w+$", name)}
        assert names - shadows == described.keys()
        for name, table in described.items():
            if name == migration.MIGRATIONS.migrations_table:
                continue
            assert table["title"]
            assert table["description"].endswith(".")
            columns = {row["name"] for row in db.query(f"select name from pragma_table_info('{name}')")}
            assert columns == table["columns"].keys(), name
            assert all(words.endswith(".") for words in table["columns"].values()), name


# those that stand in an address already, that have a meaning in one, or that SQLite reads as one
NAMES = [
    "pages",
    "-",
    "_internal",
    "_memory",
    ":memory:",
    "search",
    "a b",
    "v1.2",
    "facts.json",
    "Nghị quyết",
    "50%20",
    "a?b",
    "a#b",
    "~x",
    "<b>'\"",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_may_have_any_name(built: Path, name: str) -> None:
    """From the home page of a database with an odd name, its tables, questions, rows and style sheet are found."""
    file = built.rename(built.with_name(f"{name}.db"))
    datasette = application(file)

    async def all_of(address: str, selector: str) -> list[str]:
        response = await datasette.client.get(address)
        assert response.status_code == 200, address
        return [str(tag.get("href")) for tag in BeautifulSoup(response.text, "lxml").select(selector)]

    async def follow() -> None:
        (style,) = await all_of("/", "link[rel=stylesheet]")
        assert (await datasette.client.get(style)).status_code == 200
        (tables,) = await all_of("/", "nav a[href$='" + tilde_encode(name_of(file)) + "']")
        (articles,) = await all_of(tables, "h3 a[href$='/articles']")
        (row, *_) = await all_of(articles, "td.type-pk a")
        assert await all_of(row, "table.one-row a")
        (question, *_) = await all_of(tables, "a[href$='/who-chaired']")
        assert await all_of(question, "table a")

    asyncio.run(follow())


@pytest.mark.parametrize("table", [table.name for table in schema.TABLES])
def test_every_table_has_a_page(built: Path, table: str) -> None:
    response = get(built, f"/facts/{table}")
    assert response.status_code == 200
    assert schema.BY_NAME[table].description in response.text.replace("&#39;", "'")


def test_front_page_has_titles_and_questions(built: Path) -> None:
    assert "How provinces of Viet Nam carry out resolutions" in get(built, "/?lang=en").text
    page = get(built, "/facts").text
    assert "Who chaired what" in page
    assert "_sqlite_migrations" not in page


@pytest.mark.parametrize(
    ("words", "count"),
    [("nghị quyết", 3), ("nghi quyet", 3), ("dang bo", 0), ("uỷ", 3), ("hòa", 3), ("18-NQ/TW", 3), ("án", 0), ("an toan", 1)],
)
@pytest.mark.parametrize("table", ["articles", "sentences"])
def test_search_box_finds_with_and_without_diacritics(built: Path, table: str, words: str, count: int) -> None:
    response = get(built, f"/facts/{table}.json?_shape=objects&_search={words}")
    assert response.status_code == 200
    assert len({row.get("article_id", row["id"]) for row in response.json()["rows"]}) == count


def test_facets_are_counted(built: Path) -> None:
    facets = get(built, "/facts/articles.json").json()["facet_results"]
    assert {item["value"]: item["count"] for item in facets["site"]["results"]} == {"baolangson.vn": 2, "kontumtv.vn": 1}


@pytest.mark.parametrize(
    "sql", ["delete from articles", "insert into meta values ('a', 'b')", "pragma user_version = 9", "attach 'x' as y"]
)
def test_nothing_can_be_written(built: Path, sql: str) -> None:
    before = built.read_bytes()
    assert get(built, f"/facts.json?sql={sql.replace(' ', '+')}").status_code == 400
    assert built.read_bytes() == before


@pytest.mark.parametrize("table", ["sentences", "dates", "statistics"])
def test_facets_of_the_largest_tables_are_counted_by_an_index(built: Path, table: str) -> None:
    """All but `target`, by which goals are looked up: an index on it would lead SQLite to read half of the table for a few rows."""
    with database.read(built) as db:
        for facet in set(schema.BY_NAME[table].facets) - {"target"}:
            plan = db.query(
                f"explain query plan select [{facet}], count(*) from (select * from [{table}]) where [{facet}] is not null group by 1"
            )
            assert all("COVERING INDEX" in step["detail"] for step in plan), facet


def test_endless_queries_are_ended(built: Path) -> None:
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    response = get(built, f"/facts.json?_timelimit=100&sql={sql.replace(' + ', '%2B').replace(' ', '+')}")
    assert response.status_code == 400
    assert "interrupted" in response.text or "too long" in response.text.lower()


def test_settings_are_those_of_datasette(built: Path) -> None:
    settings = get(built, "/-/settings.json").json()
    assert {name: settings[name] for name in SETTINGS} == SETTINGS


def test_words_of_a_page_are_shown_as_words(file: Path) -> None:
    with store.connect(file) as db:
        hostile = '<script>alert("x")</script>'
        store.store(db, record("https://baolangson.vn/x-1.html", title=hostile, author=hostile, body=BODY + "\n" + hostile))
    for address in ("/facts/articles", "/facts/sentences", "/facts/search?words=alert"):
        page = get(file, address).text
        assert "alert(" in page or "alert" in page
        assert "<script>alert" not in page


def test_what_is_not_ours_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        application(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("không phải" * 20)
    with pytest.raises(DatabaseError):
        serve(tmp_path / "text.db", port=0)


def test_a_port_in_use_is_said(built: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(PortError, match="--port"):
        serve(built, port=other.getsockname()[1])


def test_a_real_server_answers_and_ends(built: Path) -> None:
    code = "import sys; from pathlib import Path; from pipeline.serve import serve; serve(Path(sys.argv[1]), port=0)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(built)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        match = re.match(r"http://127\.0\.0\.1:\d+/", said)
        assert match, server.stderr and server.stderr.read()
        with urllib.request.urlopen(f"{match[0]}facts/articles.json?_shape=array&_col=url", timeout=20) as response:
            assert len(json.load(response)) == 3
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=20)
    assert server.returncode in {0, -signal.SIGINT, 130}


def test_rows_are_counted_anew_when_the_file_changes(built: Path) -> None:
    datasette = application(built)

    async def count() -> int:
        counts = await datasette.get_database().table_counts()
        assert counts is await datasette.get_database().table_counts()
        return int(counts["articles"])

    async def count_twice() -> list[int]:
        first = await count()
        with store.connect(built) as db:
            store.store(db, record("https://baolangson.vn/9.html"))
            return [first, await count()]

    assert asyncio.run(count_twice()) == [3, 4]


def test_a_build_goes_on_while_readers_read(built: Path) -> None:
    datasette = application(built)

    async def count() -> int:
        rows = (await datasette.client.get("/facts.json?sql=select+count(*)+as+n+from+articles&_shape=array")).json()
        return int(rows[0]["n"])

    async def read_and_write() -> list[int]:
        counts = [await count()]
        with store.connect(built) as db:
            store.store(db, record("https://baolangson.vn/9.html"))
            counts.append(await count())
        return [*counts, await count()]

    assert asyncio.run(read_and_write()) == [3, 4, 4]


@pytest.mark.parametrize("options", ["", "?_dl=1", "?_stream=1", "?_labels=on&_stream=1"])
def test_csv_of_the_tables_is_harmless_in_a_spreadsheet(file: Path, options: str) -> None:
    titles = ["=1+1", "@SUM(1)", '+"x", y', "- một", "'=2", "Bình thường"]
    with store.connect(file) as db:
        for number, title in enumerate(titles):
            store.store(db, record(f"https://baolangson.vn/{number}.html", title=title, body=unlike(number)))
        db.execute("update statistics set amount = -5.5")
    text = get(file, f"/facts/articles.csv{options}").text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert sorted(restored(row["title"]) for row in rows) == sorted(titles)
    assert not [cell for row in rows for cell in row.values() if re.match(r"[=+@-](?!\d)", cell)]
    same = get(file, "/facts/articles.json?_shape=array").json()
    assert sorted(restored(row["body"]) for row in rows) == sorted(row["body"] for row in same)
    numbers = csv.DictReader(io.StringIO(get(file, f"/facts/statistics.csv{options}").text, newline=""))
    assert {row["amount"] for row in numbers} == {"-5.5"}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_csv_in_pieces_is_the_same_as_whole(size: int) -> None:
    whole = 'a,b\r\n"=x","hai\ndòng, ""quý"""\r\n-5,=y\r\n'.encode()
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    harmless = Harmless()
    out = b"".join(harmless.piece(piece, last=False) for piece in pieces) + harmless.piece(b"", last=True)
    assert list(csv.reader(io.StringIO(out.decode(), newline=""))) == [["a", "b"], ["'=x", 'hai\ndòng, "quý"'], ["-5", "'=y"]]
