"""Corrections: each action on real builds, taken back without reading again, the same whatever the order, and wrong lines refused whole."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import correction, database, store
from pipeline.build import build
from pipeline.cli import main
from pipeline.errors import InputError
from tests.conftest import SAMPLES
from tests.test_store import check, dump

ROOT = Path(__file__).parents[1]
HEADER = ",".join(correction.COLUMNS)
# articles of corpus/samples, by the number made from their address
KON_TUM_2018, KON_TUM_2025, LANG_SON, VI_XUYEN_2020, THAI_BINH, SA_THAY = (
    610890388410186, 738697297839837, 1173608202387438, 1192118135245320, 460863698458218, 1410213389037029,
)  # fmt: skip
Rows = dict[str, list[str]]


def write(folder: Path, *lines: str) -> Path:
    """The user's own corrections of the databases in a folder."""
    file = folder / correction.NAME
    file.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return file


def corrected(file: Path, *lines: str) -> Rows:
    """The rows of a database after these lines have been applied, and no others."""
    write(file.parent, *lines)
    with store.connect(file) as db:
        store.finish(db)
        check(db)
        return dump(db)


def stated(rows: Rows) -> Rows:
    """The rows but for the account of the corrections themselves."""
    return {table: listed for table, listed in rows.items() if table not in {"corrections", "corrected"}}


def answers(file: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with database.read(file) as db:
        return list(db.conn.execute(sql, values))


@pytest.fixture
def copy(samples: Path, tmp_path: Path) -> Path:
    """A database of the samples to be changed."""
    return Path(shutil.copy(samples, tmp_path / "facts.db"))


# --- what each action does ---

PERSON, OTHER = "a-rit-kon@kon-tum", "tran-dai-ngan@kon-tum"
PLAN, DIRECTIVE = "131-KH/HU@ha-giang.vi-xuyen.2020", "35-CT/TW@2019"
# the line; how many rows it changes; a query and what it gives afterwards
ACTIONS = {
    "merged persons hold the posts of both, a post they share once": (
        f"merge,officials,{PERSON},,{OTHER},,,", 8,
        f"select official_id, name, position from posts where article_id = {KON_TUM_2018} and start > 400 order by start, [end]",
        [(OTHER, "Trần Đại Ngàn", "Ủy viên Ban Thường vụ"), (OTHER, "Trần Đại Ngàn", "Trưởng Ban Tổ chức Tỉnh ủy"), (OTHER, "A Rít Kon", "Phó Chủ tịch UBND tỉnh")],
    ),
    "merged persons did once what both did": (
        f"merge,officials,{PERSON},,{OTHER},,,", 8,
        "select official_id, role, count(*) from event_officials where role = 'reports' and event_id like '610890388410186.%' group by 1, 2",
        [(OTHER, "reports", 4)],
    ),
    "of merged persons the first is gone": (
        f"merge,officials,{PERSON},,{OTHER},,,", 8, "select id, name from officials where id in ('a-rit-kon@kon-tum', 'tran-dai-ngan@kon-tum')", [(OTHER, "Trần Đại Ngàn")],
    ),
    "merged instruments have the citations and events of both": (
        "merge,documents,214-KH/TU@kon-tum,,57-NQ/TW@2024,,,", 7,
        f"select (select group_concat(document_id) from (select distinct document_id from citations where article_id = {KON_TUM_2025} order by 1 desc)), group_concat(id), group_concat(citation_id) from events where article_id = {KON_TUM_2025}",
        [("57-NQ/TW@2024,18-NQ/TW@2017", f"{KON_TUM_2025}.107.319", f"{KON_TUM_2025}.127.182")],
    ),
    "an instrument does not act on itself": (
        f"merge,documents,{PLAN},,{DIRECTIVE},,,", 4, "select count(*) from document_relations", [(0,)],
    ),
    "a merged act is counted once": (
        f"merge,acts,quan-triet@{LANG_SON}.XXXX-12-06,,quan-triet@kon-tum.2018-07-12,,,", 4,
        "select articles, sites, (select count(*) from events where act_id = acts.id) from acts where id = 'quan-triet@kon-tum.2018-07-12'", [(2, 2, 6)],
    ),
    "one post split off leaves the person the others, and what was done": (
        f"split,officials,{OTHER},{KON_TUM_2018}.440.505,{OTHER}.2,,,", 2,
        "select p.official_id, position, name_folded, (select count(*) from event_officials e where e.official_id = p.official_id) from posts p join officials o on o.id = p.official_id where p.official_id like 'tran-dai-ngan%' order by p.[end]",
        [(OTHER, "Ủy viên Ban Thường vụ", "tran dai ngan", 4), (f"{OTHER}.2", "Trưởng Ban Tổ chức Tỉnh ủy", "tran dai ngan", 0)],
    ),
    "a person split off in an article takes along what the article says": (
        f"split,officials,{OTHER},{KON_TUM_2018},{OTHER}.2,,,", 11,
        "select o.id, (select count(*) from posts p where p.official_id = o.id), (select count(*) from event_officials e where e.official_id = o.id) from officials o where o.id like 'tran-dai-ngan%'",
        [(f"{OTHER}.2", 2, 4)],
    ),
    "a person may be split into one who is there": (
        f"split,officials,{OTHER},{KON_TUM_2018},{PERSON},,,", 7, "select count(*) from posts where official_id = 'a-rit-kon@kon-tum'", [(3,)],
    ),
    "a citation that means another instrument takes its event and relation along": (
        f"split,documents,{PLAN},{VI_XUYEN_2020}.111.147,57-NQ/TW@2024,,,", 3,
        "select c.document_id, e.document_id, r.from_id, r.to_id, (select count(*) from documents where id = '131-KH/HU@ha-giang.vi-xuyen.2020') from citations c join events e on e.citation_id = c.id join document_relations r on r.article_id = c.article_id",
        [("57-NQ/TW@2024", "57-NQ/TW@2024", "57-NQ/TW@2024", DIRECTIVE, 0)],
    ),
    "a name is shown otherwise and found without diacritics": (
        f"rename,officials,{PERSON},,A Rít Krông,,,", 1, "select o.name, name_folded, p.name from officials o join posts p on p.official_id = o.id where o.id = 'a-rit-kon@kon-tum' limit 1", [("A Rít Krông", "a rit krong", "A Rít Kon")],
    ),
    "a title is shown otherwise": (
        f'rename,documents,{DIRECTIVE},,"Đại hội đảng bộ các cấp, nhiệm kỳ 2020-2025",,,', 1, "select title, origin from documents where id = '35-CT/TW@2019'", [("Đại hội đảng bộ các cấp, nhiệm kỳ 2020-2025", "registry")],
    ),
    "a rejected figure goes, and a result that stood beside it stays": (
        f"reject,statistics,{THAI_BINH}.933.936,,,,,", 2, f"select id, target_id from statistics where id in ('{THAI_BINH}.933.936', '{THAI_BINH}.908.913')", [(f"{THAI_BINH}.908.913", None)],
    ),
    "a rejected date goes": (
        f"reject,dates,{KON_TUM_2018}.52.61,,,,,", 1, f"select count(*) from dates where id = '{KON_TUM_2018}.52.61'", [(0,)],
    ),
    "a rejected citation leaves its event without an instrument and takes the relation": (
        f"reject,citations,{VI_XUYEN_2020}.111.147,,,,,", 4,
        f"select citation_id, document_id, act_id is null, (select count(*) from document_relations), (select count(*) from documents where id = '{PLAN}') from events where article_id = {VI_XUYEN_2020}",
        [(None, None, 0, 0, 0)],
    ),
    "a rejected post leaves the person what was done": (
        f"reject,posts,{THAI_BINH}.345.372,,,,,", 1, "select count(*), (select count(*) from posts where official_id = 'vu-nhat-tao@thai-binh') from event_officials where official_id = 'vu-nhat-tao@thai-binh'", [(1, 0)],
    ),
    "a rejected event takes the act and who took part, and leaves the figures": (
        f"reject,events,{SA_THAY}.585.657,,,,,", 6,
        f"select (select count(*) from acts where id = 'thong-qua@{SA_THAY}'), count(*), count(event_id) from statistics where id in ('{SA_THAY}.552.556', '{SA_THAY}.668.679')", [(0, 2, 0)],
    ),
    "of one act with three events one may be rejected": (
        f"reject,events,{LANG_SON}.126.241.2,,,,,", 3, f"select count(*), max(a.articles) from events join acts a on a.id = act_id where article_id = {LANG_SON}", [(2, 1)],
    ),
    "a rejected person is gone with posts and parts": (
        f"reject,officials,{PERSON},,,,,", 7, "select (select count(*) from officials where id like 'a-rit%'), (select count(*) from posts where name = 'A Rít Kon'), (select count(*) from event_officials where official_id like 'a-rit%')", [(0, 0, 0)],
    ),
    "a rejected instrument leaves citations that mean none": (
        f"reject,documents,{DIRECTIVE},,,,,", 4, "select document_id, count(*), (select count(*) from document_relations) from citations where symbol = '35-CT/TW' group by 1", [(None, 2, 0)],
    ),
    "a rejected act takes its events": (
        f"reject,acts,quan-triet@{LANG_SON}.XXXX-12-06,,,,,", 10, f"select count(*) from events where article_id = {LANG_SON}", [(0,)],
    ),
    "a rejected relation goes alone": (
        f"reject,document_relations,{VI_XUYEN_2020}.111.209,,,,,", 1, "select (select count(*) from document_relations), count(*) from citations where article_id = 1192118135245320", [(0, 3)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ACTIONS)
def test_action(copy: Path, samples: Path, case: str) -> None:
    line, changed, sql, expected = ACTIONS[case]
    assert answers(samples, sql) != expected, "the case holds without the correction"
    corrected(copy, line)
    assert answers(copy, sql) == expected
    assert answers(copy, "select file, line, rows, unmatched from corrections") == [("corrections.csv", 2, changed, None)]


@pytest.mark.parametrize("case", ACTIONS)
def test_action_is_undone_when_its_line_is_gone(copy: Path, samples: Path, case: str) -> None:
    with database.read(samples) as db:
        before = dump(db)
    once = corrected(copy, ACTIONS[case][0])
    assert once != before
    assert corrected(copy, ACTIONS[case][0]) == once
    assert corrected(copy) == before


def test_lines_are_applied_from_top_to_bottom(copy: Path) -> None:
    lines = (
        f"split,officials,{OTHER},{KON_TUM_2018}.440.505,{OTHER}.2,,,",
        f"merge,officials,{PERSON},,{OTHER}.2,,,",
        f"rename,officials,{OTHER}.2,,Trần Đại Nghĩa,,,",
        f"reject,officials,{PERSON},,,,,",
    )
    corrected(copy, *lines)
    assert answers(
        copy, "select o.name, count(*) from posts p join officials o on o.id = official_id where official_id = ? group by 1", f"{OTHER}.2"
    ) == [("Trần Đại Nghĩa", 3)]
    assert answers(copy, "select line, unmatched from corrections where unmatched is not null") == [
        (5, f"there is no {PERSON} in officials")
    ]


UNMATCHED = [
    ("reject,dates,1.2.3,,,,,", "there is no 1.2.3 in dates"),
    ("merge,officials,nobody@hue,,a-rit-kon@kon-tum,,,", "there is no nobody@hue in officials"),
    ("merge,officials,a-rit-kon@kon-tum,,nobody@hue,,,", "there is no nobody@hue in officials"),
    (f"split,documents,{PLAN},{VI_XUYEN_2020},1-NQ/TU@hue,,,", "there is no 1-NQ/TU@hue in documents"),
    (f"split,officials,{PERSON},{VI_XUYEN_2020},{PERSON}.2,,,", f"{VI_XUYEN_2020} has no row in posts that names {PERSON}"),
    (f"split,officials,{PERSON},{KON_TUM_2018}.440.505,{PERSON}.2,,,", f"{KON_TUM_2018}.440.505 has no row in posts that names {PERSON}"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), UNMATCHED)
def test_line_that_matches_nothing_changes_nothing_and_is_said(copy: Path, samples: Path, line: str, reason: str) -> None:
    with database.read(samples) as db:
        before = stated(dump(db))
    write(copy.parent, line)
    said = CliRunner().invoke(main, ["correct", "--db", str(copy)])
    assert said.exit_code == 0, said.output
    assert said.output.startswith("corrections.csv:2: ")
    assert said.output.endswith(f": matches nothing: {reason}\n")
    with database.read(copy) as db:
        assert stated(dump(db)) == before


def test_each_line_says_what_it_came_to(copy: Path) -> None:
    write(copy.parent, f"reject,officials,{PERSON},,,,,", "", f"rename,officials,{OTHER},,Trần Đại Nghĩa,one letter,NVM,2026-03-01")
    said = CliRunner().invoke(main, ["correct", "--db", str(copy)])
    assert said.output == f"corrections.csv:2: reject officials {PERSON}: 7 rows\ncorrections.csv:4: rename officials {OTHER}: 1 row\n"
    assert answers(copy, "select [to], note, [by], date from corrections where line = 4") == [
        ("Trần Đại Nghĩa", "one letter", "NVM", "2026-03-01")
    ]
    assert answers(copy, "select command, outcome from runs order by id desc limit 1") == [("correct", "ok")]


# --- whatever the order, however often, wherever it is killed ---

LINES = tuple(
    dict.fromkeys(case[0] for name, case in ACTIONS.items() if not name.startswith(("merged", "of merged", "a merged", "a person may")))
)


def test_the_same_rows_whatever_the_order_of_builds(tmp_path: Path) -> None:
    pages = sorted(SAMPLES.glob("*.*"))
    orders: dict[str, list[list[Path]]] = {
        "at once": [pages],
        "one by one": [[page] for page in pages],
        "backwards": [[page] for page in reversed(pages)],
        "twice": [pages[::2], pages[1::2], pages],
    }
    made = []
    for name, builds in orders.items():
        folder = tmp_path / name
        folder.mkdir()
        write(folder, *LINES)
        for inputs in builds:
            build(inputs, folder / "facts.db")
        with store.connect(folder / "facts.db") as db:
            check(db)
            made.append(dump(db))
    assert all(rows == made[0] for rows in made)
    assert len(made[0]["corrections"]) == len(LINES)


def test_lines_added_later_and_taken_away_leave_no_trace(tmp_path: Path) -> None:
    pages = sorted(SAMPLES.glob("*.*"))
    early, late = tmp_path / "early" / "facts.db", tmp_path / "late" / "facts.db"
    for file, lines in ((early, LINES), (late, ())):
        file.parent.mkdir()
        write(file.parent, *lines)
        build(pages[:9], file)
    write(early.parent, *LINES[:3])
    write(late.parent, *LINES[:3])
    made = []
    for file in (early, late):
        build(pages[9:], file)
        with database.read(file) as db:
            made.append(dump(db))
    assert made[0] == made[1]


def test_a_page_that_was_edited_brings_back_no_old_row(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "tin.txt"
    page.parent.mkdir()
    text = (SAMPLES / "vixuyen-2020-ke-hoach.txt").read_text(encoding="utf-8")
    page.write_text(text, encoding="utf-8")
    file = tmp_path / "facts.db"
    build([page.parent], file)
    ((figure,),) = answers(file, "select id from statistics order by start limit 1")
    write(tmp_path, f"reject,statistics,{figure},,,,,")
    build([page.parent], file)
    page.write_text(text.replace("Vị Xuyên", "huyện Vị Xuyên", 1), encoding="utf-8")
    write(tmp_path)
    build([page.parent], file)
    build([page.parent], tmp_path / "fresh.db")
    with database.read(file) as mine, database.read(tmp_path / "fresh.db") as fresh:
        assert dump(mine) == dump(fresh)


def test_a_new_registry_is_laid_under_the_corrections(copy: Path) -> None:
    line = f"rename,documents,{DIRECTIVE},,Tên khác,,,"
    once = corrected(copy, line)
    with store.connect(copy) as db:
        db.conn.execute("update meta set value = 'an older program' where key = 'registry'")
    with store.connect(copy) as db:
        ((title,),) = db.conn.execute("select title from documents where id = ?", (DIRECTIVE,))
        assert title != "Tên khác"
    assert corrected(copy, line) == once


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline import store
with store.connect(Path(sys.argv[1])) as db:
    db.conn.set_trace_callback(lambda sql: os.kill(os.getpid(), signal.SIGKILL) if sys.argv[2] in sql else None)
    store.finish(db)
"""


@pytest.mark.parametrize(
    "moment", ["delete from corrected", "insert or ignore into corrected", "insert into corrections", "delete from coverage"]
)
def test_killed_halfway_nothing_is_written_and_the_next_time_completes_it(copy: Path, moment: str) -> None:
    before = corrected(copy, LINES[0])
    write(copy.parent, *LINES)
    died = subprocess.run([sys.executable, "-c", KILLED, str(copy), moment], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    with database.read(copy) as db:
        assert dump(db) == before
    whole = corrected(copy, *LINES)
    assert len(whole["corrections"]) == len(LINES)
    assert corrected(copy) != whole


# --- the files ---

WRONG = {
    "unknown action": ("delete,officials,x@hue,,,,,", "line 2: there is no action 'delete'; the actions are merge, split, rename, reject"),
    "no action": (",officials,x@hue,,,,,", "line 2: there is no action ''"),
    "unknown table": ("reject,persons,x@hue,,,,,", "line 2: reject is for officials, documents, acts, citations"),
    "table of another action": ("rename,dates,1.2.3,,ngày,,,", "line 2: rename is for officials, documents, not for 'dates'"),
    "no id": ("reject,dates,,,,,,", "line 2: reject needs id, and 'id' is empty"),
    "no target": ("merge,officials,x@hue,,,,,", "line 2: merge needs id, to, and 'to' is empty"),
    "no place": ("split,officials,x@hue,,y@hue,,,", "line 2: split needs id, to, within, and 'within' is empty"),
    "idle target": ("reject,officials,x@hue,,y@hue,,,", "line 2: reject takes no 'to'; leave it empty"),
    "idle place": ("merge,officials,x@hue,12,y@hue,,,", "line 2: merge takes no 'within'"),
    "itself": ("merge,officials,x@hue,,x@hue,,,", "line 2: 'to' is the id itself"),
    "place that is no id": ("split,officials,x@hue,12.3,y@hue,,,", "line 2: within '12.3': give the id of an article (a number) or of a fact"),
    "target that is no id": ("merge,officials,x@hue,,Trần Văn Mẫu,,,", "line 2: to 'Trần Văn Mẫu': give an id, which has no spaces"),
    "day": ("reject,officials,x@hue,,,,,1/3/2026", "line 2: date '1/3/2026': write it as 2026-03-01"),
    "comma in a text": ("rename,documents,x,,Về tổ chức, bộ máy,,,", "line 2: it has 9 cells and the header 8; put a text with commas in quotation marks"),
    "cells missing": ("reject,officials,x@hue", "line 2: it has 3 cells and the header 8"),
    "twice": ("merge,officials,x@hue,,y@hue,,,\n\nmerge,officials,x@hue,,z@hue,,,", "line 4: line 2 is about the same; leave one of them out"),
    "open quotation": ('\nrename,documents,x,,"Về tổ chức,,,\n', "line 3: it is not CSV"),
    "after a note of two lines": ('reject,dates,1.2.3,,,"hai\ndòng",,\nxoá,dates,1.2.3,,,,,', "line 4: there is no action 'xoá'"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_line_is_refused_before_anything_is_written(copy: Path, tmp_path: Path, case: str) -> None:
    lines, message = WRONG[case]
    file, bytes_before = write(tmp_path, lines), copy.read_bytes()
    for inputs in (["build", str(SAMPLES), "--db"], ["correct", "--db"]):
        refused = CliRunner().invoke(main, [*inputs, str(copy)])
        assert refused.exit_code == 1
        assert refused.output.startswith(f"nghiquyet: {file}: {message}"), refused.output
    assert copy.read_bytes() == bytes_before
    with pytest.raises(InputError), store.connect(tmp_path / "new.db"):
        pass
    assert not (tmp_path / "new.db").exists()


HEADERS = [
    ("action,table,id,to,reason", "line 1: there is no column 'reason'; the columns are action,table,id,within,to,note,by,date"),
    ("action;table;id;to", "line 1: there is no column 'action;table;id;to'"),
    ("table,id,to", "line 1: the column 'action' is missing"),
    ("", "line 1: the column 'action' is missing"),
    ("action,table,id,id", "line 1: a column stands there twice"),
]


@pytest.mark.parametrize(("header", "message"), HEADERS)
def test_wrong_header(tmp_path: Path, header: str, message: str) -> None:
    (tmp_path / correction.NAME).write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        correction.corrections(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / correction.NAME}: {message}")


def test_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / correction.NAME).write_bytes("action,table,id\nreject,dates,é".encode("cp1258"))
    with pytest.raises(InputError, match="it is not UTF-8"):
        correction.corrections(tmp_path)


def test_file_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    (tmp_path / correction.NAME).write_bytes("\ufeffid,action,table,to\r\n x@hue ,rename,officials,Lò Thị Mẫu\r\n,,,\r\n".encode())
    (line,) = correction.corrections(tmp_path)
    assert (line.id, line.to, line.line, line.note) == ("x@hue", "Lò Thị Mẫu", 2, None)


def test_own_line_stands_instead_of_a_shipped_one_about_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "shipped.csv"
    shipped.write_text(f"{HEADER}\nmerge,officials,a@hue,,b@hue,,,\nreject,officials,c@hue,,,,,\n", encoding="utf-8")
    monkeypatch.setattr(correction, "SHIPPED", shipped)
    write(tmp_path, "merge,officials,a@hue,,d@hue,,,")
    assert [(line.file, line.id, line.to) for line in correction.corrections(tmp_path)] == [
        ("corpus/corrections.csv", "c@hue", None),
        ("corrections.csv", "a@hue", "d@hue"),
    ]
    assert len(correction.corrections(None)) == 2


def test_the_file_that_comes_with_the_program_can_be_meant() -> None:
    assert all(line.file == "corpus/corrections.csv" for line in correction.corrections(None))
