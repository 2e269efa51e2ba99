"""The pages over the database: described throughout, read-only, and closed to what is not ours."""

import asyncio
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

from pipeline import database, schema, store
from pipeline.errors import DatabaseError, PortError
from pipeline.serve import application, serve
from pipeline.serve.metadata import SETTINGS, metadata
from tests.conftest import BODY, record

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
            if name == schema.MIGRATIONS.migrations_table:
                continue
            assert table["title"]
            assert table["description"].endswith(".")
            columns = {row["name"] for row in db.query(f"select name from pragma_table_info('{name}')")}
            assert columns == table["columns"].keys(), name
            assert all(words.endswith(".") for words in table["columns"].values()), name


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
