"""The main job from end to end: the same pages give the same rows however they are read, and no page costs another one its rows."""

import gzip
import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import warnings
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import migration, schema
from pipeline.build import build
from pipeline.cli import main
from pipeline.store import connect, store
from tests.conftest import SAMPLES, record

ROOT = Path(__file__).parents[1]
Rows = dict[str, list[str]]


def run(*inputs: Path | str, db: Path) -> Result:
    """What `nghiquyet build` does with these inputs."""
    result = CliRunner(env={"COLUMNS": "110"}).invoke(main, ["build", *map(str, inputs), "--db", str(db)], prog_name="nghiquyet")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def rows(db: Path) -> Rows:
    """The rows of every table but the one that depends on the day, in an order of their own."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        return {
            table: sorted(map(repr, connection.execute(f"select * from [{table}]")))
            for table in (*schema.BY_NAME, "articles_fts", "sentences_fts")
            if table != "runs"
        }


def rejected(db: Path) -> dict[str, tuple[str, str]]:
    """Address → stage and reason of every page that was refused."""
    with closing(sqlite3.connect(db)) as connection:
        return {url: (stage, reason) for stage, url, reason in connection.execute("select stage, url, reason from rejected")}


def urls(db: Path) -> set[str]:
    """The addresses of every article."""
    with closing(sqlite3.connect(db)) as connection:
        return {url for (url,) in connection.execute("select url from articles")}


# --- the same pages, the same rows ---


def test_every_table_of_facts_is_filled(samples: Path) -> None:
    made = rows(samples)
    for table in ("articles", "sentences", "documents", "officials", "acts", "citations", "posts", "dates", "statistics", "events"):
        assert made[table], table
    assert made["event_officials"]
    assert made["rejected"]


def test_words_of_every_fact_stand_where_it_says(samples: Path) -> None:
    with closing(sqlite3.connect(samples)) as connection:
        for table in (*(table.name for table in schema.TABLES if {"start", "end", "text", "article_id"} <= set(table.names)),):
            wrong = f"select t.text from {table} t join articles a on a.id = t.article_id where substr(body, start + 1, [end] - start) <> t.text"
            assert not connection.execute(wrong).fetchall(), table
        assert not connection.execute("pragma foreign_key_check").fetchall()


def test_building_again_changes_no_row(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    first = run(SAMPLES, db=db)
    before = rows(db)
    second = run(SAMPLES, db=db)
    assert first.exit_code == second.exit_code == 0
    assert rows(db) == before
    with closing(sqlite3.connect(db)) as connection:
        assert [outcome for (outcome,) in connection.execute("select outcome from runs")] == ["ok", "ok"]


def test_progress_is_told_page_by_page(tmp_path: Path) -> None:
    stored: list[int] = []
    db = tmp_path / "a.db"
    build([SAMPLES], db, step=lambda: stored.append(len(urls(db))))
    assert len(stored) == len(list(SAMPLES.iterdir()))
    assert set(stored) == {0}, "the bar waits until pages are stored"


def _reversed(pages: list[Path], db: Path) -> None:
    build(pages[::-1], db)


def _one_by_one(pages: list[Path], db: Path) -> None:
    for page in pages:
        build([page], db)


def _halves_that_overlap(pages: list[Path], db: Path) -> None:
    build(pages[len(pages) // 3 :], db)
    build(pages[: 2 * len(pages) // 3][::-1], db)


@pytest.mark.parametrize("split", [_reversed, _one_by_one, _halves_that_overlap], ids=lambda split: split.__name__.strip("_"))
def test_order_and_split_of_the_inputs_do_not_matter(tmp_path: Path, samples: Path, split: Callable[[list[Path], Path], None]) -> None:
    split(sorted(SAMPLES.iterdir()), tmp_path / "a.db")
    assert rows(tmp_path / "a.db") == rows(samples)


# --- a build that is killed ---


def _copies(folder: Path, count: int) -> Path:
    """So many short pages of text, made of the beginnings of the sample pages, each with words of its own."""
    folder.mkdir()
    build([SAMPLES], folder.parent / "beginnings.db")
    with closing(sqlite3.connect(folder.parent / "beginnings.db")) as connection:
        beginnings = [body for (body,) in connection.execute("select substr(body, 1, 700) from articles order by id")]
    for number in range(count):
        text = f"{beginnings[number % len(beginnings)]}\nBản tin số {number} của chuyên mục.\n"
        (folder / f"trang-{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


def _begun(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("select count(*) from runs").fetchone()[0])


def _some_are_stored(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("select count(*) from articles").fetchone()[0])


def _killed_when(moment: Callable[[sqlite3.Connection], bool], pages: Path, db: Path) -> int:
    """Runs a build, kills it at once when the database shows the moment, and returns how many articles were in it then."""
    command = [sys.executable, "-m", "pipeline.cli", "build", str(pages), "--db", str(db)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as building:
        while building.poll() is None:
            time.sleep(0.005)
            try:
                with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=5)) as connection:
                    if moment(connection):
                        break
            except sqlite3.OperationalError:
                continue  # the file or the table is not there yet
        os.kill(building.pid, signal.SIGKILL)
    assert building.returncode == -signal.SIGKILL, "the build ended before it could be killed"
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert not connection.execute("pragma foreign_key_check").fetchall()
        return int(connection.execute("select count(*) from articles").fetchone()[0])


def test_a_killed_build_is_completed_by_the_next(tmp_path: Path) -> None:
    pages = _copies(tmp_path / "pages", 80)
    whole = tmp_path / "whole.db"
    assert build([pages], whole).built == 80
    expected = rows(whole)
    for number, moment in enumerate((_begun, _some_are_stored)):
        db = tmp_path / f"killed-{number}.db"
        stored = _killed_when(moment, pages, db)
        assert stored < 80
        assert (stored > 0) == (moment is _some_are_stored)
        for table in ("articles", "sentences", "citations", "posts", "dates", "statistics", "events"):
            column = "id" if table == "articles" else "article_id"
            there = "select id from articles where id in (select id from killed.articles)"
            with closing(sqlite3.connect(whole)) as connection:
                connection.execute("attach ? as killed", (str(db),))
                # what of an article is there is all of it
                counts = [
                    connection.execute(f"select count(*) from {name}.{table} where {column} in ({there})").fetchone()
                    for name in ("main", "killed")
                ]
            assert counts[0] == counts[1], table
        assert run(pages, db=db).exit_code == 0
        assert rows(db) == expected
        with closing(sqlite3.connect(db)) as connection:
            assert [outcome for (outcome,) in connection.execute("select outcome from runs order by id")] == [None, "ok"]


# --- pages that are none ---

GOOD = (SAMPLES / "langson-2017-quan-triet-18-19.html").read_bytes()
LEAD = (
    "Lạng Sơn tổng kết 5 năm thực hiện nghị quyết\n"
    "Ngày 24/7/2023, Ban Thường vụ Tỉnh ủy Lạng Sơn tổ chức hội nghị tổng kết 5 năm thực hiện Nghị quyết số 18-NQ/TW; "
    "dự hội nghị có hơn 200 đại biểu đại diện các ban, ngành, đoàn thể của tỉnh và các huyện, thành phố.\n"
)
TCVN3 = "Ngµy 24/7, Ban Th­êng vô TØnh ñy tæ chøc héi nghÞ tæng kÕt NghÞ quyÕt sè 18-NQ/TW cña Ban ChÊp hµnh Trung ­¬ng §¶ng. " * 8
ENGLISH = "The Provincial Party Committee held a conference on Tuesday to review five years of work under Resolution 18. " * 12
PLAIN = "Ban Thuong vu Tinh uy Lang Son to chuc hoi nghi tong ket 5 nam thuc hien Nghi quyet so 18-NQ/TW cua Trung uong. " * 12
TABLE = "TT\nĐơn vị\nChỉ tiêu\nThực hiện\nĐạt (%)\n" + "".join(
    f"{n}\nHuyện số {n}\n{n * 10}\n{n * 9},5\n{90 + n % 9},{n % 10}\n" for n in range(1, 60)
)


def _html(body: str, title: str = "Bản tin") -> str:
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1><p>{body}</p></body></html>"


# file → what is in it, and the stage and reason of its row in `rejected`; None where it is an article
PAGES: dict[str, tuple[bytes, tuple[str, str] | None]] = {
    "good.html": (GOOD, None),
    "empty.html": (b"", ("read", "empty")),
    "blank.txt": (b"\xef\xbb\xbf \r\n\t\n", ("parse", "empty")),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, ("parse", "binary")),
    "cut.html": (GOOD[: len(GOOD) * 2 // 3], ("parse", "truncated")),
    "cut-in-a-letter.txt": (LEAD.encode() + "huyện Chi Lă".encode()[:-1], ("parse", "truncated")),
    "list.html": ((SAMPLES / "langson-danh-sach.html").read_bytes(), ("parse", "no article")),
    "gone.html": ((SAMPLES / "kontum-khong-tim-thay.html").read_bytes(), ("parse", "soft 404")),
    "windows-1258.html": ((SAMPLES / "langson-2016-windows-1258.html").read_bytes(), ("parse", "legacy encoding")),
    "tcvn3.html": (_html(TCVN3, "NghÞ quyÕt").encode(), ("parse", "legacy encoding")),
    "tcvn3-as-bytes.html": (_html(TCVN3, "NghÞ quyÕt").replace("utf-8", "iso-8859-1").encode("latin-1"), ("parse", "legacy encoding")),
    "script.html": ((SAMPLES / "thaibinh-2025-script.html").read_bytes(), ("parse", "script in title")),
    "english.html": (_html(ENGLISH, "Conference").encode(), ("parse", "not vietnamese")),
    "no-marks.txt": (PLAIN.encode(), ("parse", "not vietnamese")),
    "capitals.txt": (LEAD.upper().encode(), None),
    "table.txt": ((LEAD + TABLE).encode(), None),
    "brackets.txt": ((LEAD + "(" * 3000 + "nghị quyết [" * 500 + ")" * 3000).encode(), None),
    "nested.html": (_html("<div>" * 200 + LEAD + "</div>" * 200).encode(), None),
    "nested-too-deep.html": (_html("<div>" * 3000 + LEAD + "</div>" * 3000).encode(), ("parse", "no article")),
    "one-sentence.txt": ((LEAD + "đại biểu các huyện, thành phố và cơ sở, " * 40_000).encode()[:2_000_000].rsplit(b",", 1)[0], None),
}
LARGE = ("large.html", ("read", "too large"))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A database built of all pages above, and what the program said; the large file holds 50 MB of nothing."""
    folder = tmp_path_factory.mktemp("mixed")
    for name, (content, _) in PAGES.items():
        (folder / name).write_bytes(content)
    with (folder / LARGE[0]).open("wb") as file:
        file.truncate(50_000_000)
    db = tmp_path_factory.mktemp("built") / "mixed.db"
    return db, run(folder, db=db)


def test_pages_that_are_none_do_not_stop_the_others(mixed: tuple[Path, Result]) -> None:
    db, result = mixed
    assert result.exit_code == 0
    good = [name for name, (_, refusal) in PAGES.items() if refusal is None]
    assert f"{len(good)} pages built" in result.output
    assert {f"file:{name}" for name in good if name.endswith(".txt")} <= urls(db)
    assert len(urls(db)) == len(good)
    assert len(rejected(db)) == len(PAGES) + 1 - len(good)


REFUSED = [*((name, refusal) for name, (_, refusal) in PAGES.items() if refusal), LARGE]


@pytest.mark.parametrize(("name", "refusal"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_refused_page_has_a_row_and_a_line(mixed: tuple[Path, Result], name: str, refusal: tuple[str, str]) -> None:
    db, result = mixed
    stage, reason = refusal
    assert rejected(db)[f"file:{name}"] == refusal
    (line,) = (line for line in result.output.splitlines() if f"file:{name}:" in line)
    assert line.startswith(f"refused at {stage}: file:{name}: {reason}")


@pytest.mark.parametrize(("name", "refusal"), [row for row in REFUSED if row[0] != LARGE[0]], ids=lambda v: v if isinstance(v, str) else "")
def test_nothing_but_refused_pages_is_a_failure(tmp_path: Path, name: str, refusal: tuple[str, str]) -> None:
    (tmp_path / name).write_bytes(PAGES[name][0])
    result = run(tmp_path / name, db=tmp_path / "a.db")
    assert result.exit_code == 1
    assert "every page was refused" in result.output
    assert rejected(tmp_path / "a.db") == {f"file:{name}": refusal}


def test_pages_about_other_things_are_not_refused(tmp_path: Path) -> None:
    other = "Đội chủ nhà thắng 3-1 sau hai hiệp phụ; tiền đạo trẻ ghi cú đúp trước hơn năm nghìn khán giả trên sân vận động tỉnh. "
    archive = tmp_path / "pages.warc.gz"
    _archive(archive, [("https://vidu.vn/tin-1", _html(other * 3).encode()), ("https://vidu.vn/tin-2", b"%PDF-1.7")])
    result = run(archive, db=tmp_path / "a.db")
    assert "0 pages built, 1 about other things" in result.output
    assert "refused at parse: https://vidu.vn/tin-2: binary" in result.output
    assert "every page was refused" not in result.output
    assert result.exit_code == 0
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("select outcome from runs").fetchall() == [("ok",)]


def test_one_new_refused_page_among_unchanged_ones_is_not_every_page(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "good.html").write_bytes(GOOD)
    run(tmp_path / "pages", db=tmp_path / "a.db")
    (tmp_path / "pages" / "new.html").write_bytes(b"%PDF-1.7")
    result = run("--changed", tmp_path / "pages", db=tmp_path / "a.db")
    assert "refused at parse: file:new.html: binary" in result.output
    assert "every page was refused" not in result.output
    assert result.exit_code == 0


def test_a_folder_without_pages_builds_nothing(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "report.pdf").write_bytes(b"%PDF-1.7")
    result = run(tmp_path / "pages", db=tmp_path / "a.db")
    assert result.exit_code == 0
    assert "0 pages built" in result.output
    assert f"no page in {tmp_path / 'pages'}: give .txt, .html, .warc or .warc.gz files" in result.stderr


def test_what_the_good_page_says_does_not_depend_on_its_neighbours(mixed: tuple[Path, Result], tmp_path: Path) -> None:
    (tmp_path / "good.html").write_bytes(GOOD)
    run(tmp_path / "good.html", db=tmp_path / "a.db")
    alone, among = rows(tmp_path / "a.db"), rows(mixed[0])
    for table in ("sentences", "citations", "posts", "dates", "statistics", "events"):
        assert alone[table]
        assert set(alone[table]) <= set(among[table])


def test_capitals_are_read_too(mixed: tuple[Path, Result]) -> None:
    with closing(sqlite3.connect(mixed[0])) as connection:
        symbols = connection.execute(
            "select upper(c.symbol) from citations c join articles a on a.id = c.article_id where a.url = 'file:capitals.txt'"
        ).fetchall()
    assert ("18-NQ/TW",) in symbols


def _archive(path: Path, pages: Iterable[tuple[str, bytes]]) -> list[int]:
    """Writes an archive of pages, each a member of the gzip file; returns where the members begin."""
    offsets = []
    with path.open("wb") as file, warnings.catch_warnings():
        # the writer leaves a temporary file of its own to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        writer = WARCWriter(file, gzip=True)
        for url, content in pages:
            offsets.append(file.tell())
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(content), http_headers=http))
    return offsets


def test_an_archive_with_a_damaged_record_gives_the_others(tmp_path: Path) -> None:
    texts = [LEAD.replace("24/7", f"{day}/7") for day in (3, 4, 5)]
    pages = [(f"https://vidu.vn/tin-{number}", _html(text).encode()) for number, text in enumerate(texts)]
    archive = tmp_path / "pages.warc.gz"
    offsets = _archive(archive, pages)
    content = bytearray(archive.read_bytes())
    middle = (offsets[1] + offsets[2]) // 2
    content[middle : middle + 40] = bytes(40)
    archive.write_bytes(content)
    with pytest.raises((OSError, EOFError, zlib.error)):
        gzip.decompress(bytes(content))
    result = run(archive, db=tmp_path / "a.db")
    assert result.exit_code == 0
    assert urls(tmp_path / "a.db") == {"https://vidu.vn/tin-0", "https://vidu.vn/tin-2"}
    assert rejected(tmp_path / "a.db") == {"file:pages.warc.gz": ("read", "damaged record")}
    assert re.search(rf"refused at read: file:pages\.warc\.gz: damaged record \(offset {offsets[1]}: ", result.output)


# --- databases that are not ours to write ---


def _text(path: Path) -> None:
    path.write_text("không phải cơ sở dữ liệu " * 40, encoding="utf-8")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table notes (words text)")
        connection.execute("insert into notes values ('của người khác')")
        connection.commit()


def _newer(path: Path) -> None:
    with connect(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"pragma user_version = {migration.version() + 1}")


def _read_only(path: Path) -> None:
    with connect(path):
        pass
    path.chmod(0o444)


def _damaged(path: Path) -> None:
    with connect(path):
        pass
    content = bytearray(path.read_bytes())
    content[100:140] = b"\xff" * 40
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_text, "it is not an SQLite database; name another file"),
        (_foreign, "it was not made by this program; name another file"),
        (_newer, "update the program"),
        (_read_only, "is read-only; give write permission"),
        (_damaged, "it is damaged; delete it and build it again"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_a_file_that_is_not_ours_stays_as_it_is(tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    make(folder / "a.db")
    before = (folder / "a.db").read_bytes()
    result = run(SAMPLES, db=folder / "a.db")
    assert result.exit_code == 1
    assert result.output.startswith("nghiquyet: ")
    assert said in result.output
    assert (folder / "a.db").read_bytes() == before
    assert [file.name for file in folder.iterdir()] == ["a.db"]


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    result = run(SAMPLES, db=tmp_path)
    assert result.exit_code == 1
    assert f"{tmp_path}: it is a folder" in result.output
    assert not list(tmp_path.iterdir())


def test_a_database_that_another_process_writes_stays_as_it_is(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    with connect(db) as made:
        store(made, record())
    before = db.read_bytes()
    code = (
        "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\nc.execute('begin exclusive')\n"
        "print('locked', flush=True)\nsys.stdin.read()\nc.rollback()"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        result = run(SAMPLES, db=db)
        other.communicate()
    assert result.exit_code == 1
    assert "another program is writing to it" in result.output
    assert db.read_bytes() == before
    assert run(SAMPLES, db=db).exit_code == 0
