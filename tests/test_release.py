"""A release is whole or not at all, never replaced, tells every row that changed, keeps tombstones, and says how it is cited."""

import csv
import json
import shutil
import subprocess
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from pipeline import codebook, database, schema, store
from pipeline.cli import main
from pipeline.errors import DatabaseError, InputError
from pipeline.public import check
from pipeline.release import release
from pipeline.serve.questions import questions
from tests.conftest import record, unlike
from tests.test_correct import write

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 22)
FIRST, SECOND, THIRD = "https://baolangson.vn/mot-1.html", "https://baolangson.vn/hai-2.html", "https://baolangson.vn/ba-3.html"


def built_of(path: Path, *urls: str) -> Path:
    """A database of articles of these addresses, each of its own words."""
    with store.connect(path) as db:
        for url in urls:
            store.store(db, record(url, body=unlike(url)))
        store.finish(db)
    return path


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with database.read(folder / "facts.db") as db:
        return list(db.conn.execute(sql))


def changes(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def first(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the samples, with the error of each column."""
    out = tmp_path_factory.mktemp("releases") / "2026.1"
    release(samples, "2026.1", out, today=DAY, gold=ROOT / "corpus" / "gold")
    return out


def test_it_holds_what_it_must(first: Path) -> None:
    files = {path.name for path in first.iterdir()}
    assert {"facts.db", "datapackage.json", "codebook.md", "changes.csv", "errors.csv", "CITATION.cff", "SHA256SUMS", "feeds"} <= files
    tables = {path.stem for path in first.iterdir() if path.suffix in {".parquet", ".csv"}}
    assert {table.name for table in schema.TABLES if table.public} <= tables
    assert (first / "codebook.md").read_text(encoding="utf-8") == codebook.markdown()
    assert (first / "errors.csv").read_text(encoding="utf-8").startswith("stratum,value,variable,articles,read,precision")


def test_sums_are_those_of_every_file(first: Path) -> None:
    summed = dict(reversed(line.split("  ")) for line in (first / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    files = {path.relative_to(first).as_posix(): path for path in first.rglob("*") if path.is_file() and path.name != "SHA256SUMS"}
    assert summed == {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    if shutil.which("sha256sum"):
        assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=first, check=False).returncode == 0


def test_the_database_says_which_release_it_is(first: Path) -> None:
    said = dict(rows(first, "select key, value from meta"))
    assert said["release"] == "2026.1"
    assert {"version", "program", "rules", "registry", "schema_version"} <= said.keys()
    assert rows(first, "select count(*) from withdrawn") == [(0,)]


def test_the_citation_file_is_one(first: Path) -> None:
    said = dict(line.split(": ", 1) for line in (first / "CITATION.cff").read_text(encoding="utf-8").splitlines() if ": " in line)
    assert (said["cff-version"], said["type"], said["version"], said["date-released"]) == ("1.2.0", "dataset", '"2026.1"', "2026-11-22")
    assert {"message", "title", "  - name"} <= said.keys()


def test_the_descriptor_names_the_other_files(first: Path) -> None:
    resources = {one["path"]: one for one in json.loads((first / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
    assert {"codebook.md", "changes.csv", "errors.csv", "CITATION.cff", "facts.db"} <= resources.keys()
    assert resources["codebook.md"]["hash"] == f"sha256:{sha256((first / 'codebook.md').read_bytes()).hexdigest()}"


def test_a_first_release_has_no_changes(first: Path) -> None:
    assert changes(first) == []


# --- against the one before ---


def test_changes_are_told_row_by_row(file: Path, tmp_path: Path) -> None:
    release(built_of(file, FIRST, SECOND), "1", tmp_path / "1", today=DAY)
    write(tmp_path, "rename,officials,lo-thi-mau@lang-son,,Lò Thị Mẫn,,,", f"reject,dates,{dates(file)[0]},,,,,")
    made = release(built_of(file, FIRST, SECOND, THIRD), "2", tmp_path / "2", today=DAY, against=tmp_path / "1")
    told = changes(tmp_path / "2")
    assert {"table": "officials", "id": "lo-thi-mau@lang-son", "change": "changed", "columns": "name name_folded"} in told
    assert [one["table"] for one in told if one["change"] == "withdrawn"] == ["dates"]
    added = [one for one in told if one["change"] == "added"]
    assert {one["table"] for one in added} >= {"articles", "sentences", "citations", "events", "posts", "statistics"}
    assert len([one for one in added if one["table"] == "articles"]) == 1
    # one more article tells of the act
    assert {"table": "acts", "change": "changed", "columns": "articles"} in [
        {key: one[key] for key in ("table", "change", "columns")} for one in told
    ]
    assert (made.added, made.changed, made.withdrawn) == tuple(
        sum(one["change"] == kind for one in told) for kind in ("added", "changed", "withdrawn")
    )
    assert dict(rows(tmp_path / "2", "select key, value from meta"))["release_before"] == "1"


def dates(file: Path) -> list[str]:
    with database.read(file) as db:
        return [row[0] for row in db.conn.execute("select id from dates order by id")]


def test_ids_that_are_gone_stay_as_tombstones_until_they_come_back(file: Path, tmp_path: Path) -> None:
    gone = dates(built_of(file, FIRST, SECOND))[0]
    release(file, "1", tmp_path / "1", today=DAY)
    write(tmp_path, f"reject,dates,{gone},,,,,")
    release(built_of(file, FIRST, SECOND), "2", tmp_path / "2", today=DAY, against=tmp_path / "1")
    assert rows(tmp_path / "2", "select * from withdrawn") == [("dates", gone, "1", "2")]
    release(file, "3", tmp_path / "3", today=DAY, against=tmp_path / "2")
    assert rows(tmp_path / "3", "select * from withdrawn") == [("dates", gone, "1", "2")]
    write(tmp_path)
    release(built_of(file, FIRST, SECOND), "4", tmp_path / "4", today=DAY, against=tmp_path / "3")
    assert rows(tmp_path / "4", "select * from withdrawn") == []


def test_releases_of_the_same_database_differ_in_nothing_but_their_names(file: Path, tmp_path: Path) -> None:
    release(built_of(file, FIRST), "1", tmp_path / "1", today=DAY)
    made = release(file, "2", tmp_path / "2", today=DAY, against=tmp_path / "1")
    assert (made.added, made.changed, made.withdrawn) == (0, 0, 0)


def test_a_row_is_cited_as_release_id_sentence_and_archived_copy(first: Path) -> None:
    ((event,),) = rows(first, "select id from events order by id limit 1")
    (row,) = list(cited(first, event))
    assert (row["release"], row["id"], row["withdrawn"]) == ("2026.1", event, None)
    assert (row["sentence"],) in rows(first, f"select text from sentences where article_id = {row['article_id']}")


def test_an_id_that_went_is_cited_as_withdrawn(file: Path, tmp_path: Path) -> None:
    gone = dates(built_of(file, FIRST))[0]
    release(file, "1", tmp_path / "1", today=DAY)
    write(tmp_path, f"reject,dates,{gone},,,,,")
    release(built_of(file, FIRST), "2", tmp_path / "2", today=DAY, against=tmp_path / "1")
    (row,) = list(cited(tmp_path / "2", gone))
    assert (row["release"], row["fact"], row["id"], row["withdrawn"]) == ("1", "dates", gone, "2")


def cited(folder: Path, row_id: str) -> list[dict[str, Any]]:
    with database.read(folder / "facts.db") as db:
        return list(db.query(questions()["cite"].sql, {"id": row_id}))


# --- public ones ---


def test_a_public_release_is_a_public_copy(samples: Path, tmp_path: Path) -> None:
    release(samples, "1", tmp_path / "1", today=DAY, public=True)
    check(tmp_path / "1" / "facts.db")
    everything = b"".join(path.read_bytes() for path in (tmp_path / "1").rglob("*") if path.is_file() and path.suffix != ".parquet")
    with database.read(samples) as db:
        bodies = [body for (body,) in db.conn.execute("select body from articles")]
    assert not [body for body in bodies if body.encode() in everything]


def test_a_suppressed_person_is_not_named_by_the_tombstone(file: Path, tmp_path: Path) -> None:
    release(built_of(file, FIRST), "1", tmp_path / "1", today=DAY, public=True)
    write(tmp_path, "suppress,officials,lo-thi-mau@lang-son,,,asked,,")
    release(built_of(file, FIRST), "2", tmp_path / "2", today=DAY, against=tmp_path / "1", public=True)
    hashed = f"sha256:{sha256(b'lo-thi-mau@lang-son').hexdigest()}"
    assert ("officials", hashed, "1", "2") in rows(tmp_path / "2", "select * from withdrawn")
    for path in (tmp_path / "2").rglob("*"):
        assert path.is_dir() or b"lo-thi-mau" not in path.read_bytes(), path.name


# --- refused ---


def another_kind(folder: Path, samples: Path) -> Path:
    release(samples, "0", folder / "public", today=DAY, public=True)
    return folder / "public"


def no_release(folder: Path, samples: Path) -> Path:
    (folder / "old").mkdir()
    shutil.copy(samples, folder / "old" / "facts.db")
    return folder / "old"


def nothing_there(folder: Path, _: Path) -> Path:
    (folder / "old").mkdir()
    return folder / "old"


@pytest.mark.parametrize(
    ("before", "message"),
    [
        (another_kind, "it is a public one and this would be one with whole texts"),
        (no_release, "is not that of a release"),
        (nothing_there, "there is no facts.db in it"),
    ],
)
def test_an_earlier_release_that_cannot_be_compared_is_refused(samples: Path, tmp_path: Path, before: Any, message: str) -> None:
    old = before(tmp_path, samples)
    with pytest.raises(InputError, match=message):
        release(samples, "1", tmp_path / "1", today=DAY, against=old)
    assert not (tmp_path / "1").exists()


def test_the_name_of_the_one_before_is_refused(samples: Path, first: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"2026\.1: the release in .* has this name already"):
        release(samples, "2026.1", tmp_path / "again", today=DAY, against=first)


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "2026 1"])
def test_names_that_cannot_be_are_refused(samples: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="the name of a release is of letters"):
        release(samples, name, tmp_path / "1", today=DAY)


def test_a_release_over_an_existing_one_is_refused_and_leaves_it(samples: Path, tmp_path: Path) -> None:
    words = ["release", "1", "--db", str(samples), "--out", str(tmp_path / "1")]
    assert CliRunner().invoke(main, words).exit_code == 0
    before = {path: path.read_bytes() for path in (tmp_path / "1").rglob("*") if path.is_file()}
    again = CliRunner().invoke(main, words)
    assert again.exit_code == 1
    assert "it is there already, and a release is never changed" in again.output
    assert before == {path: path.read_bytes() for path in (tmp_path / "1").rglob("*") if path.is_file()}


def test_gold_of_articles_that_are_not_there_is_refused(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\d+ of its \d+ articles are not in .*build them into it"):
        release(samples, "1", tmp_path / "1", today=DAY, gold=ROOT / "corpus" / "gold" / "tuning")
    assert list(tmp_path.iterdir()) == []


def test_what_fails_leaves_nothing(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no gold"):
        release(samples, "1", tmp_path / "1", today=DAY, gold=tmp_path)
    with pytest.raises(DatabaseError):
        release(tmp_path / "none.db", "1", tmp_path / "1", today=DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_the_schema_before_gets_the_table_of_tombstones(samples: Path, tmp_path: Path) -> None:
    old = Path(shutil.copy(samples, tmp_path / "facts.db"))
    db = Database(old)
    db.conn.executescript("drop table withdrawn; delete from _sqlite_migrations where name = 'm004_dataset'; pragma user_version = 3")
    db.close()
    release(old, "1", tmp_path / "1", today=DAY)
    assert rows(tmp_path / "1", "select count(*) from withdrawn") == [(0,)]
