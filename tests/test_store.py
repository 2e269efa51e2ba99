"""Storing: whole or not at all, the same rows whatever the order, and files that are not ours left alone."""

import itertools
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from sqlite_utils import Database

from corpus.model import Article, DocumentRow, Record, Rejected
from pipeline import database, fulltext, migration, schema, store
from pipeline.errors import DatabaseError
from pipeline.merge import finish
from tests.conftest import BODY, OWN_WORDS, URL, article, number_of, record

ROOT = Path(__file__).parents[1]
DATED = ("runs", "_sqlite_migrations")
COPY = "https://kontumtv.vn/dang-lai-2"
OTHER = "https://baolangson.vn/viec-khac-3.html"


def dump(db: Database) -> dict[str, list[str]]:
    """The rows of every table that does not depend on the day, in a fixed order."""
    return {table.name: sorted(map(repr, db.execute(f"select * from {table.name}"))) for table in schema.TABLES if table.name not in DATED}


def fill(path: Path, *items: Record | Rejected, at_once: int = 64) -> dict[str, list[str]]:
    """Builds a database of the items and says what is in it."""
    with store.connect(path) as db:
        list(store.store_all(db, items, at_once=at_once))
        store.finish(db)
        check(db)
        return dump(db)


def check(db: Database) -> None:
    """Raises unless every reference leads somewhere, the offsets hold, and the full text is that of the articles."""
    assert not db.execute("pragma foreign_key_check").fetchall()
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    for index in fulltext.INDEXES:
        db.execute(f"insert into {index.name}({index.name}, rank) values ('integrity-check', 1)")
    for table in ("sentences", "citations", "document_relations", "unresolved", "posts", "dates", "statistics", "events"):
        sql = (
            f"select count(*) from {table} t join articles a on a.id = t.article_id where substr(body, start + 1, [end] - start) <> t.text"
        )
        assert db.execute(sql).fetchone() == (0,)


def renamed(made: Record, title: str | None, issued: str | None) -> Record:
    """The same record, which says something else of the plan that it shares with others."""
    (plan,) = made.documents
    return replace(made, documents=(replace(plan, title=title, issued=issued),))


# --- one article ---


def test_every_row_of_a_record_is_stored(db: Database) -> None:
    made = record()
    store.store(db, made)
    store.finish(db)
    check(db)
    for table in (
        "sentences",
        "citations",
        "posts",
        "dates",
        "statistics",
        "events",
        "event_officials",
        "document_relations",
        "unresolved",
    ):
        assert db[table].count == len(getattr(made, table)), table
    (row,) = db["articles"].rows
    assert {name: row[name] for name in ("id", "url", "title", "published", "province", "body")} == {
        name: getattr(made.article, name) for name in ("id", "url", "title", "published", "province", "body")
    }
    assert row["duplicate_of"] is None
    assert db.execute("select segmented from sentences order by position").fetchone() == (
        "Tỉnh_ủy Lạng Sơn tổng kết Nghị quyết số 18-NQ/TW".replace("Tỉnh ủy", "Tỉnh_ủy"),
    )


def test_storing_twice_changes_no_row(db: Database) -> None:
    for _ in range(2):
        store.store(db, record())
    store.finish(db)
    before, changes = dump(db), db.conn.total_changes
    store.store(db, record())
    assert db.conn.total_changes == changes
    store.finish(db)
    assert dump(db) == before


def test_new_facts_of_the_same_article_replace_the_old(db: Database) -> None:
    made = record()
    store.store(db, made)
    store.store(db, replace(made, statistics=(), dates=(), unresolved=()))
    assert [db[table].count for table in ("articles", "citations", "statistics", "dates", "unresolved")] == [1, 2, 0, 0, 0]
    check(db)


def test_rows_that_refer_to_nothing_store_nothing(db: Database) -> None:
    broken = replace(record(), officials=())
    before = dump(db)
    with pytest.raises(sqlite3.IntegrityError):
        store.store(db, broken)
    assert dump(db) == before


def test_one_broken_record_costs_the_others_nothing(db: Database) -> None:
    items = [record(), replace(record(COPY), officials=(), posts=record(COPY).posts), record(OTHER)]
    broken = replace(items[1], posts=(replace(items[1].posts[0], official_id="ai-do"),))
    done = list(store.store_all(db, [items[0], broken, items[2]]))
    assert done[0] is items[0]
    assert isinstance(done[1], Rejected)
    assert done[1].stage == "store"
    assert {row["url"] for row in db["articles"].rows} == {URL, OTHER}
    assert [row["url"] for row in db["rejected"].rows] == [COPY]
    check(db)


def test_an_address_of_an_unknown_host_has_a_site(db: Database) -> None:
    store.store(db, record(site="bao-chua-biet.vn"))
    assert db["sites"].get("bao-chua-biet.vn") == {"id": "bao-chua-biet.vn", "name": "bao-chua-biet.vn", "kind": None, "province": None}
    store.store(db, record(site=None, author="khác"))
    store.finish(db)
    check(db)


# --- revisions ---

CAPTURES = {
    "times": [("2019-01-01", BODY), ("2019-01-02", BODY + "\nThêm."), ("2019-01-03", BODY + "\nThêm nữa.")],
    "back to the first text": [("2019-01-01", BODY), ("2019-01-02", BODY + "\nThêm."), ("2019-01-03", BODY)],
    "without times": [(None, BODY), (None, BODY + "\nThêm."), (None, BODY + "\nThêm nữa.")],
    "the same time": [("2019-01-01", BODY), ("2019-01-01", BODY + "\nThêm."), (None, BODY + "\nThêm.")],
}


@pytest.mark.parametrize("name", CAPTURES)
@pytest.mark.parametrize("at_once", [1, 64])
def test_newest_capture_stands_whatever_the_order(tmp_path: Path, name: str, at_once: int) -> None:
    captures = [record(fetched=fetched, body=body) for fetched, body in CAPTURES[name]]
    dumps = [fill(tmp_path / f"{n}.db", *order, at_once=at_once) for n, order in enumerate(itertools.permutations(captures))]
    assert all(other == dumps[0] for other in dumps)
    newest = max(captures, key=lambda made: (made.article.fetched or "", made.article.content_hash))
    (standing,) = dumps[0]["articles"]
    assert newest.article.content_hash in standing
    assert len(dumps[0]["revisions"]) == len({made.article.content_hash for made in captures}) - 1
    assert len(dumps[0]["citations"]) == 2


def test_an_edited_file_takes_the_place_of_its_older_text(file: Path, tmp_path: Path) -> None:
    edits = [BODY + "\nsửa lần một", BODY + "\nsửa lần hai", BODY]
    for body in edits:
        seen = fill(file, record(body=body), record(COPY, body=edits[0]))
    assert seen == fill(tmp_path / "once.db", record(body=edits[-1]), record(COPY, body=edits[0]))
    assert not seen["revisions"]


def test_what_an_older_program_read_goes_without_a_trace(file: Path) -> None:
    with store.connect(file) as db:
        store.store(db, record(body=BODY + "\nđọc nhầm"))
        db.execute("update articles set program = 'older', content_hash = 'zzzz'")
        store.store(db, record())
        assert [row["content_hash"] for row in db["articles"].rows] == [article().content_hash]
        assert db["revisions"].count == 0
        check(db)


def test_metadata_of_one_text_do_not_depend_on_the_order(tmp_path: Path) -> None:
    captures = [record(author="A"), record(author="B"), record(author=None)]
    dumps = [fill(tmp_path / f"{n}.db", *order) for n, order in enumerate(itertools.permutations(captures))]
    assert all(other == dumps[0] for other in dumps)


# --- what spans articles ---

SAYING = [
    renamed(record(), "Kế hoạch A", None),
    renamed(record(COPY, site="kontumtv.vn", published="2018-07-25T08:00"), "Kế hoạch B", "2018-03-02"),
    renamed(record(OTHER, body=BODY + "\nKhác."), "Kế hoạch B", None),
    Rejected(stage="parse", url="https://baolangson.vn/khong-co-4.html", reason="no article"),
    Rejected(stage="parse", url=OTHER, reason="no article"),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::7], ids=str)
def test_rows_do_not_depend_on_the_order_or_the_split(tmp_path: Path, order: tuple[int, ...]) -> None:
    whole = fill(tmp_path / "whole.db", *SAYING)
    parts = tmp_path / "parts.db"
    for number in order:
        fill(parts, SAYING[number])
    assert fill(parts) == whole


def test_shared_rows_are_what_most_say(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", *SAYING)
    with database.read(tmp_path / "a.db") as db:
        plan = db["documents"].get("86-KH/TU@lang-son")
        assert (plan["title"], plan["issued"], plan["origin"]) == ("Kế hoạch B", "2018-03-02", "observed")


def test_shared_rows_follow_a_replaced_article(file: Path) -> None:
    alone = fill(file.with_name("alone.db"), renamed(record(), "Kế hoạch C", "2018-01-01"))
    fill(file, renamed(record(), "Kế hoạch A", None))
    assert fill(file, renamed(record(), "Kế hoạch C", "2018-01-01")) == alone


def test_what_nothing_refers_to_any_more_goes(file: Path) -> None:
    bare = replace(record(), **dict.fromkeys(("citations", "posts", "events", "event_officials", "document_relations", "statistics"), ()))
    bare = replace(bare, documents=(), officials=(), acts=())
    alone = fill(file.with_name("alone.db"), bare)
    fill(file, record())
    after = fill(file, bare)
    assert after == alone
    assert not after["officials"]
    assert not after["acts"]
    assert not any("86-KH/TU" in row for row in after["documents"])
    assert any("18-NQ/TW@2017" in row for row in after["documents"])


def test_parents_that_only_children_name_stay(file: Path) -> None:
    made = record()
    (plan,) = made.documents
    parent = DocumentRow(id="goi@lang-son", kind="kế hoạch", province="lang-son")
    fill(file, replace(made, documents=(replace(plan, part_of=parent.id), parent)))
    with store.connect(file) as db:
        assert db["documents"].get(parent.id)["origin"] == "observed"
        store.store(db, made)
        finish(db)
        assert db["documents"].get(plan.id)["part_of"] is None
        assert not db["documents"].count_where("id = ?", [parent.id])


def test_known_documents_are_not_changed_by_articles(file: Path) -> None:
    with store.connect(file) as db:
        known = db["documents"].get("18-NQ/TW@2017")
        claimed = DocumentRow(id="18-NQ/TW@2017", kind="chỉ thị", title="Sai")
        store.store(db, replace(record(), documents=(*record().documents, claimed)))
        finish(db)
        assert db["documents"].get("18-NQ/TW@2017") == known
        assert known["origin"] == "registry"


@pytest.mark.parametrize(
    ("said", "merged"),
    [
        ([("2018-07-01", "2018-07-31"), ("2018-07-10", "2018-08-31")], ("2018-07-10", "2018-07-31")),
        ([("2018-07-01", "2018-07-02"), ("2018-07-10", "2018-08-31")], ("2018-07-01", "2018-08-31")),
        ([(None, "2018-07-31"), (None, None)], (None, "2018-07-31")),
    ],
)
def test_bounds_of_an_act_are_those_that_all_leave_open(file: Path, said: list[tuple[str, str]], merged: tuple[str, str]) -> None:
    made = [record(), record(COPY)]
    items = [replace(r, acts=(replace(r.acts[0], earliest=a, latest=b),)) for r, (a, b) in zip(made, said, strict=True)]
    fill(file, *items)
    with database.read(file) as db:
        (act,) = db["acts"].rows
        assert (act["earliest"], act["latest"]) == merged


def test_acts_count_who_reports_them(built: Path) -> None:
    with database.read(built) as db:
        assert [(row["articles"], row["sites"]) for row in db["acts"].rows] == [(3, 2)]


@pytest.mark.parametrize(
    ("articles", "first"),
    [
        ([("a", "2018-07-24", BODY), ("b", "2018-07-23", BODY)], "b"),
        ([("a", None, BODY), ("b", "2018-07-23", BODY)], "b"),
        ([("a", "2018-07-24", BODY), ("b", "2018-07-24T08:00", BODY)], "a"),
        ([("a", "2018-07-24", BODY.replace("hoà", "hòa")), ("b", "2018-07-23", BODY.replace("; ", " – ").upper())], "b"),
        ([("a", "2018-07-24", BODY), ("b", "2018-07-23", BODY + "\nThêm một câu.")], "b"),
        ([("a", "2018-07-24", BODY), ("b", "2018-07-23", OWN_WORDS)], None),
    ],
)
def test_copies_point_to_the_earliest(db: Database, articles: list[tuple[str, str | None, str]], first: str | None) -> None:
    made = {name: bare(f"https://{name}.vn/1", published=published, body=body) for name, published, body in articles}
    list(store.store_all(db, made.values()))
    finish(db)
    expected = {made[name].article.id: made[first].article.id if first and name != first else None for name in made}
    assert dict(db.execute("select id, duplicate_of from articles")) == expected


def bare(url: str, **changes: object) -> Record:
    """An article that states nothing."""
    return Record(article=article(url, site=None, **changes), sentences=())  # type: ignore[arg-type]


def test_ties_between_copies_go_by_id(db: Database) -> None:
    made = [bare(f"https://{name}.vn/1") for name in "abc"]
    list(store.store_all(db, made))
    finish(db)
    first = min(r.article.id for r in made)
    assert dict(db.execute("select id, duplicate_of from articles")) == {
        r.article.id: first if r.article.id != first else None for r in made
    }


def test_coverage_counts_sites_and_months(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", *SAYING, bare("file:x.txt", published=None))
    with database.read(tmp_path / "a.db") as db:
        rows = set(db.execute("select site, month, built, rejected, found from coverage"))
        # a page that was refused once and gave an article another time is no refusal
        assert [row["url"] for row in db["rejected"].rows] == ["https://baolangson.vn/khong-co-4.html"]
    assert rows == {
        ("baolangson.vn", "2018-07", 2, 0, None),
        ("kontumtv.vn", "2018-07", 1, 0, None),
        ("baolangson.vn", None, 0, 1, None),
        (None, None, 1, 0, None),
    }


def test_refusal_of_a_host_that_nothing_is_known_of_is_counted(db: Database) -> None:
    store.reject(db, Rejected(stage="parse", url="https://la.example/x.html", reason="no article"))
    store.finish(db)
    assert db.execute("select site, month, rejected from coverage").fetchall() == [(None, None, 1)]
    check(db)


def test_refusals_of_a_page_by_a_stage_are_one_row(db: Database) -> None:
    for reason in ("no article", "empty"):
        store.reject(db, Rejected(stage="parse", url=URL, reason=reason))
    assert list(db["rejected"].rows) == [{"stage": "parse", "url": URL, "reason": "empty", "detail": None}]


def test_runs_are_noted(db: Database) -> None:
    run = store.begin(db, "build")
    assert db["runs"].get(run)["ended"] is None
    store.end(db, run, "ok")
    row = db["runs"].get(run)
    assert (row["command"], row["outcome"]) == ("build", "ok")
    assert row["started"] <= row["ended"]


def test_counts_are_those_of_the_file(built: Path) -> None:
    counted = store.counts(built)
    assert (counted["articles"], counted["citations"], counted["officials"], counted["rejected"]) == (3, 6, 1, 0)


# --- the seed ---


def test_seed_holds_what_is_known_beforehand(db: Database) -> None:
    assert db.execute("select count(*) from provinces where valid_to is null or valid_to >= '2025-07-01'").fetchone() == (34,)
    assert db["sites"].get("baolangson.vn")["province"] == "lang-son"
    assert db["documents"].get("18-NQ/TW@2017")["origin"] == "registry"
    assert set(dict(db.execute("select key, value from meta"))) == {"schema_version", "version", "program", "rules", "registry"}
    assert not db.execute("pragma foreign_key_check").fetchall()


def test_seed_mends_what_an_older_program_knew(file: Path) -> None:
    fill(file, record())
    with store.connect(file) as db:
        before = dump(db)
        db.execute("insert into documents (id, kind, origin) values ('cu', 'nghị quyết', 'registry')")
        db.execute("update provinces set name = 'khác'")
        db.execute("update meta set value = 'older' where key = 'registry'")
    with store.connect(file) as db:
        store.finish(db)
        assert dump(db) == before


def test_opening_again_writes_nothing(built: Path) -> None:
    before = built.read_bytes()
    with store.connect(built) as db:
        assert db.conn.total_changes == 0
    assert_same_pages(before, built.read_bytes())


def assert_same_pages(before: bytes, after: bytes) -> None:
    """Equal but for the counters of the first page, which count how often the file was written to."""
    assert len(before) == len(after)
    counters = {*range(18, 20), *range(24, 28), *range(92, 100)}
    assert [n for n in range(len(before)) if before[n] != after[n] and n not in counters] == []


# --- files ---


def test_the_file_stands_alone(built: Path) -> None:
    assert [path.name for path in built.parent.iterdir()] == [built.name]
    with closing(sqlite3.connect(f"file:{built}?immutable=1", uri=True)) as connection:
        assert connection.execute("select count(*) from articles").fetchone() == (3,)


def _text(path: Path) -> None:
    path.write_text("đây là văn bản, không phải cơ sở dữ liệu " * 50)


def _foreign(path: Path) -> None:
    Database(path)["notes"].insert({"a": 1}).db.close()


def _marked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma application_id = 42")


def _newer(path: Path) -> None:
    with store.connect(path) as db:
        db.conn.execute(f"pragma user_version = {migration.version() + 1}")


def _read_only(path: Path) -> None:
    with store.connect(path):
        pass
    path.chmod(0o444)


def _damaged(path: Path) -> None:
    fill(path, record())
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)


REFUSED = [
    (_text, "not an SQLite database"),
    (_foreign, "not made by this program"),
    (_marked, "not made by this program"),
    (_newer, "update the program"),
    (_read_only, "read-only"),
    (_damaged, "damaged"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_files_that_are_not_ours_are_left_alone(file: Path, make: Callable[[Path], None], words: str) -> None:
    make(file)
    before, mode = file.read_bytes(), file.stat().st_mode
    with pytest.raises(DatabaseError, match=words), store.connect(file):
        pass
    assert file.read_bytes() == before
    assert file.stat().st_mode == mode
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("make", [_text, _foreign, _marked, _newer, _damaged], ids=lambda value: value.__name__)
def test_readers_are_told_what_is_wrong_too(file: Path, make: Callable[[Path], None]) -> None:
    make(file)
    before = file.read_bytes()
    with pytest.raises(DatabaseError), database.read(file) as db:
        db.execute("select * from articles").fetchall()
    assert file.read_bytes() == before


def test_places_where_no_file_can_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="it is a folder"), store.connect(tmp_path):
        pass
    with pytest.raises(DatabaseError, match="there is no folder"), store.connect(tmp_path / "none" / "facts.db"):
        pass
    with pytest.raises(DatabaseError, match="there is no such file"), database.read(tmp_path / "facts.db"):
        pass
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    with pytest.raises(DatabaseError, match="read-only"), store.connect(closed / "facts.db"):
        pass
    assert list(tmp_path.rglob("*.db")) == []


@pytest.mark.parametrize("lock", ["begin immediate", "begin exclusive"])
def test_a_file_that_another_program_writes_is_left_alone(built: Path, lock: str) -> None:
    before = built.read_bytes()
    with closing(sqlite3.connect(built, isolation_level=None)) as other:
        other.execute(lock)
        with pytest.raises(DatabaseError, match="another program is writing"), store.connect(built, patience=0.1):
            pass
        other.rollback()
    assert built.read_bytes() == before


def test_a_writer_that_waits_in_vain_is_told_who_writes(built: Path) -> None:
    told = rf"nghiquyet .*\(process {os.getpid()}, since .*\) is writing to it"
    with store.connect(built), pytest.raises(DatabaseError, match=told), store.connect(built, patience=0.1):
        pass


def test_a_file_of_two_names_has_one_writer(built: Path) -> None:
    other = built.with_name("other.db")
    other.symlink_to(built)
    with store.connect(built), pytest.raises(DatabaseError, match="is writing to it"), store.connect(other, patience=0.1):
        pass


def test_a_folder_that_takes_no_lock_is_said_in_a_line(built: Path) -> None:
    # stands for a folder of somebody else's: the superuser, who may run this, is refused nothing there
    built.with_name(f"{built.name}.lock").mkdir()
    with pytest.raises(DatabaseError, match="give write permission on the folder"), store.connect(built):
        pass


def test_a_writer_waits_for_another(built: Path) -> None:
    with ThreadPoolExecutor() as pool:
        with store.connect(built) as db:
            store.store(db, record("https://baolangson.vn/5.html"))
            waiting = pool.submit(fill, built, record("https://baolangson.vn/6.html"))
            sleep(0.2)
            assert not waiting.done()
        assert len(waiting.result()["articles"]) == 5
    assert not list(built.parent.glob("*.lock"))


def test_readers_read_while_a_writer_writes(built: Path) -> None:
    with database.read(built) as reader:
        assert reader["articles"].count == 3
        with store.connect(built) as db:
            store.store(db, record("https://baolangson.vn/5.html"))
        assert reader["articles"].count == 4


def test_an_empty_file_may_become_a_database(file: Path) -> None:
    file.touch()
    assert len(fill(file, record())["articles"]) == 1


HALFWAY = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma cache_size = 1")
connection.execute("begin immediate")
connection.execute("update articles set title = 'half'")
connection.execute("create table half as with recursive n(i) as (select 1 union all select i + 1 from n limit 20000) select i, hex(randomblob(50)) from n")
print("written", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("use", [lambda path: rows_of(path), lambda path: fill(path, record())], ids=["a reader", "a writer"])
def test_who_comes_after_a_writer_killed_without_a_log_takes_back_what_it_had_begun(built: Path, use: Callable[[Path], object]) -> None:
    """So SIGKILL leaves a file while a writer takes up the log or gives it up; a reader alone may not mend that."""
    expected = rows_of(built)
    with subprocess.Popen([sys.executable, "-c", HALFWAY, str(built)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        writer.kill()
    assert built.with_name(f"{built.name}-journal").stat().st_size > 512
    use(built)
    assert rows_of(built) == expected


def rows_of(path: Path) -> list[tuple[object, ...]]:
    """The articles of a database, with their titles."""
    with database.read(path) as db:
        return db.conn.execute("select id, title from articles order by id").fetchall()


KILLED = """
import sys
from collections.abc import Callable
from pathlib import Path
from pipeline import store
from tests.conftest import record
with store.connect(Path(sys.argv[1])) as db:
    run = store.begin(db, "build")
    pages = (record(f"https://baolangson.vn/bai-{n}.html") for n in range(100_000))
    for n, made in enumerate(store.store_all(db, pages, at_once=4)):
        print(n, flush=True)
"""


def test_a_killed_build_leaves_whole_articles_and_can_be_completed(file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(file)], stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    ) as child:
        assert child.stdout is not None
        seen = [child.stdout.readline() for _ in range(30)]
        child.send_signal(signal.SIGKILL)
    assert len([line for line in seen if line]) == 30
    with store.connect(file) as db:
        check(db)
        built = db["articles"].count
        assert built >= 30
        assert built % 4 == 0
        assert {row["n"] for row in db.query("select count(*) as n from citations group by article_id")} == {2}
        assert db["citations"].count == 2 * built
        assert db["runs"].get(1)["ended"] is None
    rest = [record(f"https://baolangson.vn/bai-{n}.html") for n in range(built + 5)]
    assert fill(file, *rest) == fill(file.with_name("whole.db"), *rest)


def test_numbers_of_the_tests_are_those_of_the_contract() -> None:
    made: Article = article()
    assert 0 < made.id == number_of(made.url) < 2**51
