"""`nghiquyet status`: what people and programs are told of each site, and how it ends."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.model import Visit
from pipeline import store
from pipeline.cli import main
from pipeline.errors import DatabaseError, InputError
from pipeline.furniture import LOCAL
from pipeline.status import as_json, as_text, code, status
from tests.visits import NOW, daily, days, fill, pages, usual, visit

HISTORY = daily()
LAST = HISTORY[-1]
BROKEN = "layout changed? 18 of 20 pages gave no article (usual 1 of 20): run `nghiquyet sites check baonghean.vn`"


def of(site: str, history: Sequence[Visit], **last: object) -> list[Visit]:
    """A history moved to another site, with what is given changed in its last visit."""
    moved = [replace(one, site=site) for one in history]
    return [*moved[:-1], replace(moved[-1], **last)]  # type: ignore[arg-type]


def made(file: Path, *histories: Sequence[Visit]) -> Path:
    """A database in which these visits stand."""
    with store.connect(file) as db, db.conn:
        for history in histories:
            fill(db, history)
    return file


@pytest.fixture
def three(file: Path) -> Path:
    """A site of each state, and one not visited for twelve days."""
    return made(
        file,
        HISTORY,
        of("baonghean.vn", HISTORY, state="broken", reason=BROKEN, built=2, irrelevant=0, rejected=18, with_title=2, with_published=1, with_author=2, with_lead=0),
        of("baohatinh.vn", HISTORY, state="degraded", reason="listings shrank: 3 links in 2 listings (usual 40): run `nghiquyet sites check baohatinh.vn`"),
        of("vixuyen.hagiang.gov.vn", daily(8)),
    )  # fmt: skip


def run(*words: object) -> Result:
    """What the program does with these words."""
    result = CliRunner().invoke(main, ["status", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_worst_first_with_reasons(three: Path) -> None:
    found = [(one.site, one.state, one.reason) for one in status(three, now=NOW)]
    assert [row[:2] for row in found] == [
        ("baonghean.vn", "broken"),
        ("baohatinh.vn", "degraded"),
        ("vixuyen.hagiang.gov.vn", "degraded"),
        ("baolangson.vn", "ok"),
    ]
    assert found[0][2] == BROKEN
    assert found[2][2] == "last visit 12 days ago: see whether the schedule still runs (`nghiquyet schedule`)"
    assert found[3][2] is None


def test_numbers_are_those_of_the_last_visit(three: Path) -> None:
    one = status(three, ["baonghean.vn"], now=NOW)[0]
    assert (one.found, one.fetched, one.failed, one.rejected, one.newest) == (40, 22, 1, 18, "2025-06-21")
    assert (one.last_run, one.last_new) == (LAST.started, LAST.started)
    assert one.fill == {"title": 1.0, "published": 0.5, "author": 1.0, "lead": 0.0}


def test_fill_is_that_of_the_pages_last_read(file: Path) -> None:
    history = [*HISTORY[:-1], visit(date(2025, 6, 21), listings=2, listings_unchanged=2, state="ok")]
    one = status(made(file, history), now=NOW)[0]
    assert one.fill == {"title": 1.0, "published": 1.0, "author": 0.857, "lead": 0.952}
    assert one.last_new == HISTORY[-2].started


def test_addresses_say_when_an_article_was_last_found(file: Path) -> None:
    made(file, HISTORY)
    with store.connect(file) as db, db.conn:
        for number, (role, state) in enumerate([("article", "fetched"), ("article", "queued"), ("listing", "fetched")]):
            found = f"2025-06-2{number}T01:00:00"
            db.execute(
                "insert into addresses (url, site, role, state, found) values (?, 'baolangson.vn', ?, ?, ?)",
                (f"https://baolangson.vn/{number}", role, state, found),
            )
    one = status(file, now=NOW)[0]
    assert (one.last_new, one.waiting) == ("2025-06-21T01:00:00", 1)


def test_visit_that_was_never_judged_is_judged(file: Path) -> None:
    assert status(made(file, of("baolangson.vn", HISTORY, state=None, found=0)), now=NOW)[0].state == "broken"


def test_last_visit_counts_however_old_it_is(file: Path) -> None:
    one = status(made(file, HISTORY), now=NOW + timedelta(days=900))[0]
    assert (one.state, one.last_run) == ("degraded", LAST.started)


# --- what is printed -------------------------------------------------------------------------------------------


def test_table_fits_80_columns(three: Path) -> None:
    text = as_text(status(three, now=NOW), now=NOW)
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith(
        "site                    run  new found  got fail rej. ti% da% by% le%     newest\n"
        "broken: 1\n"
        "baonghean.vn             1h   1h    40   22    1   18 100  50"
    )
    assert "    layout changed? 18 of 20 pages gave no article (usual 1 of 20): run\n    `nghiquyet sites check baonghean.vn`\n" in text
    assert "degraded: 2\nbaohatinh.vn " in text
    assert "\nvixuyen.hagiang.gov.vn  12d  12d " in text
    assert re.search(r"\nok: 1\nbaolangson\.vn            1h   1h    40   22    1    1 100 100  86  95 2025-06-21\n", text)


def test_huge_numbers_and_long_names_fit(file: Path) -> None:
    wide = of("trang-thong-tin-dien-tu.huyen-mo-huong.gov.vn", HISTORY, found=1_234_567, fetched=98_765, failed=43_210, rejected=10_000)
    text = as_text(status(made(file, wide), now=NOW), now=NOW)
    assert max(map(len, text.splitlines())) <= 80
    assert "trang-thong-tin-dien-…" in text


def test_color_is_for_terminals(three: Path) -> None:
    standings = status(three, now=NOW)
    assert "\x1b[" in as_text(standings, now=NOW, color=True)
    assert "\x1b" not in as_text(standings, now=NOW)
    assert re.sub(r"\x1b\[[\d;]*m", "", as_text(standings, now=NOW, color=True)) == as_text(standings, now=NOW)


def test_json_has_everything(three: Path) -> None:
    rows = json.loads(json.dumps(as_json(status(three, now=NOW))))
    assert rows[0]["site"] == "baonghean.vn"
    assert set(rows[0]) == {
        *("site", "state", "reason", "last_run", "last_new", "newest", "found", "fetched", "failed", "rejected", "waiting", "fill")
    }


@pytest.mark.parametrize(
    ("states", "status_"), [(["ok"], 0), (["ok", "degraded"], 2), (["ok", "broken", "degraded"], 3), (["broken"], 3), ([], 2)]
)
def test_exit_status(file: Path, states: list[str], status_: int) -> None:
    histories = [of(f"bao{at}.vn", HISTORY, state=state, reason=None if state == "ok" else "why: what") for at, state in enumerate(states)]
    made(file, *histories)
    assert code(status(file, now=NOW)) == status_


# --- the command -----------------------------------------------------------------------------------------------


def recent(file: Path) -> Path:
    """A database whose last visit was today."""
    today = datetime.now(LOCAL).date()
    return made(file, [usual(day) for day in days(20, start=today - timedelta(days=19))])


def test_command_of_a_good_day(file: Path) -> None:
    recent(file)
    before = file.read_bytes()
    result = run("--db", file)
    assert result.exit_code == 0, result.output
    assert "ok: 1" in result.output
    assert file.read_bytes() == before


def test_command_for_programs(file: Path) -> None:
    result = run("--db", recent(file), "--json", "baolangson.vn")
    assert result.exit_code == 0
    assert [row["state"] for row in json.loads(result.output)] == ["ok"]


@pytest.mark.parametrize(("words", "exit_code", "said"), [
    ([], 2, "No site has been visited yet: `nghiquyet crawl` visits them."),
    (["baolangson.vn"], 2, "never visited: run `nghiquyet crawl`"),
    (["https://www.baolangson.vn/"], 2, "never visited"),
    (["baolangsn.vn"], 1, "'baolangsn.vn' is not a site of this database: give the host of its profile"),
])  # fmt: skip
def test_command_without_visits(file: Path, words: list[str], exit_code: int, said: str) -> None:
    result = run("--db", made(file), *words)
    assert result.exit_code == exit_code
    assert said in result.output


def test_database_that_cannot_be_read(tmp_path: Path) -> None:
    assert run("--db", tmp_path / "none.db").exit_code == 1
    with pytest.raises(DatabaseError, match="there is no such file"):
        status(tmp_path / "none.db")


def test_database_from_before_the_crawl(file: Path) -> None:
    with store.connect(made(file)) as db, db.conn:
        db.execute("drop table visits")
    with pytest.raises(DatabaseError, match="made before there was a crawl"):
        status(file)


def test_sites_are_named_by_host(three: Path) -> None:
    with pytest.raises(InputError, match="corpus/sites"):
        status(three, ["Báo Lạng Sơn"])
    assert [one.site for one in status(three, ["BAOLANGSON.VN"], now=NOW)] == ["baolangson.vn"]


def test_new_site_of_a_first_visit(file: Path) -> None:
    one = status(made(file, [visit(date(2025, 6, 21), **pages(0, found=0, state="broken", reason="empty listing: look"))]), now=NOW)[0]
    assert (one.state, one.fill, one.last_new, one.newest) == ("broken", None, None, None)
    assert " -   -   -   -          -" in as_text([one], now=NOW)
