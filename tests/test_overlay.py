"""A user's own rows of the registry, beside the database: they hold for it, take the place of ours, and go with their line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import registry
from pipeline import database, overlay, store
from pipeline.build import build
from pipeline.errors import InputError
from pipeline.serve.find import find
from tests.conftest import SAMPLES

HEAD = "kind,symbol,issued,issuer,title,aliases,source_url,confidence"
KNOWN = "nghị quyết,99-NQ/TW,2027-05-12,Bộ Chính trị,Phát triển kinh tế cửa khẩu,Nghị quyết cửa khẩu,https://a.vn/99,verified"
OURS = "nghị quyết,57-NQ/TW,2024-12-22,Bộ Chính trị,Tên của người dùng,,https://a.vn/57,verified"


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    """What the program brings is all that holds again behind a test."""
    yield
    registry.use(())


def write(folder: Path, *lines: str) -> Path:
    file = folder / overlay.NAME
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return file


def titles(file: Path) -> dict[str, str | None]:
    with database.read(file) as db:
        return {row["id"]: row["title"] for row in db.query("select id, title from documents where origin = 'registry'")}


def test_a_row_is_added_and_one_takes_the_place_of_ours(tmp_path: Path) -> None:
    ours = len(registry.rows())
    write(tmp_path, HEAD, KNOWN, OURS)
    overlay.use(tmp_path)
    assert len(registry.rows()) == ours + 1
    assert registry.by_id()["99-NQ/TW@2027"].row.verified == 1
    assert registry.by_id()["57-NQ/TW@2024"].row.title == "Tên của người dùng"
    assert "99-NQ/TW@2027" in [item.row.id for item in registry.by_number()["nghị quyết", "99"]]


def test_rows_hold_for_the_database_beside_them_alone(tmp_path: Path) -> None:
    """In the file, in what articles are linked to, in the search, and no longer when the line is gone."""
    page = tmp_path / "page.txt"
    page.write_text(
        "Lạng Sơn quán triệt Nghị quyết số 99-NQ/TW\nNgày 2/6/2027, Tỉnh ủy Lạng Sơn tổ chức hội nghị quán triệt Nghị quyết số 99-NQ/TW.\n"
        "Dự hội nghị có lãnh đạo các sở, ban, ngành và các huyện, thành phố trong tỉnh; hơn 500 đại biểu nghe giới thiệu những nội dung mới.\n",
        encoding="utf-8",
    )
    file = tmp_path / "facts.db"
    write(tmp_path, HEAD, KNOWN)
    assert build([page], file).built == 1
    assert titles(file)["99-NQ/TW@2027"] == "Phát triển kinh tế cửa khẩu"
    with database.read(file) as db:
        cited = {row["document_id"] for row in db.query("select document_id from citations")}
        assert cited == {"99-NQ/TW@2027"}
        assert [entry.id for entry in find(db.conn, "nghi quyet cua khau").documents] == ["99-NQ/TW@2027"]
    other = tmp_path / "other"
    other.mkdir()
    with store.connect(other / "facts.db"):
        pass
    assert "99-NQ/TW@2027" not in titles(other / "facts.db")
    (tmp_path / overlay.NAME).unlink()
    assert build([page], file).built == 1
    assert "99-NQ/TW@2027" not in titles(file)
    with database.read(file) as db:
        assert not {row["document_id"] for row in db.query("select document_id from citations")} & {"99-NQ/TW@2027"}


def test_a_changed_registry_reads_every_page_again(tmp_path: Path) -> None:
    file = tmp_path / "facts.db"
    build([SAMPLES], file)
    with database.read(file) as db:
        before = {row["program"] for row in db.query("select distinct program from articles")}
    write(tmp_path, HEAD, KNOWN)
    build([SAMPLES], file)
    with database.read(file) as db:
        after = {row["program"] for row in db.query("select distinct program from articles")}
        meta = dict(db.conn.execute("select key, value from meta").fetchall())
    assert len(before) == len(after) == 1
    assert before != after == {meta["program"]}


# lines of the file, and words of what is said
WRONG = {
    "no header": ((), "the column 'kind' is missing"),
    "another column": (("kind,issued,colour",), "there is no column 'colour'"),
    "no kind": ((HEAD, ",99-NQ/TW,2027-05-12,,,,,"), "line 2: kind ''"),
    "a kind that is none": ((HEAD, "thơ,99-NQ/TW,2027-05-12,,,,,"), "line 2: kind 'thơ'"),
    "a day that is none": ((HEAD, "nghị quyết,99-NQ/TW,12/5/2027,,,,,"), "line 2: issued '12/5/2027'"),
    "no name": ((HEAD, "nghị quyết,,2027-05-12,Bộ Chính trị,,,,"), "line 2: it names no instrument"),
    "a province's": ((HEAD, "nghị quyết,07-NQ/TU,2021,Tỉnh ủy,a,,,"), "line 2: symbol '07-NQ/TU': it is of a province"),
    "verified by nothing": ((HEAD, "nghị quyết,99-NQ/TW,2027,,,,,verified"), "line 2: it is verified, and does not say by which page"),
    "a confidence that is none": ((HEAD, "nghị quyết,99-NQ/TW,2027,,,,,sure"), "line 2: confidence 'sure'"),
    "too few cells": ((HEAD, KNOWN, "nghị quyết,98-NQ/TW"), "line 3: it has 2 cells and the header 8"),
    "one instrument twice": ((HEAD, KNOWN, KNOWN), "line 3: line 2 is about the same instrument"),
    "two rows of one id": ((HEAD, "luật,,2027,,Luật A,,,", "luật,,2027,,Luật B,,,"), "two rows come to the id 'luat@2027'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(tmp_path: Path, case: str) -> None:
    lines, said = WRONG[case]
    file = write(tmp_path, *lines)
    with pytest.raises(InputError) as error, store.connect(tmp_path / "facts.db"):
        pass
    assert str(error.value).startswith(str(file))
    assert said in str(error.value)
    assert not (tmp_path / "facts.db").exists()
    assert registry.own() == ()


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / overlay.NAME).write_bytes(f"{HEAD}\n{KNOWN}\n".encode("utf-16"))
    with pytest.raises(InputError, match="it is not UTF-8"):
        overlay.use(tmp_path)
