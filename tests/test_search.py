"""What plain MATCH finds, and that the index agrees with the articles after whatever was done to them."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from corpus.model import Record
from corpus.text import flip_tones, nfc, plain
from pipeline import database, fulltext, store
from tests.conftest import BODY, URL, article, record, sentences

LETTERS = "".join(map(chr, range(0x20, 0x250))) + "".join(map(chr, range(0x1E00, 0x1F00)))
TEXTS = [
    BODY,
    "UỶ BAN NHÂN DÂN; Ủy ban, Thuỷ lợi, thủy sản, hoá học, hóa đơn, khoẻ, khỏe, HÒA BÌNH, HOÀ",
    "Đắk Lắk, Ðà Nẵng, Zürich, Curaçao, Ⱥ, œuvre, “ngoặc”, 5,3% - 18-NQ/TW",
    " ".join(LETTERS),
    " ".join(flip_tones(LETTERS)),
    "",
]


def found(db: Database, query: str, table: str = "articles") -> int:
    return db.execute(f"select count(*) from {table}_fts where {table}_fts match ?", [query]).fetchone()[0]


def check(db: Database) -> None:
    """Raises sqlite3.DatabaseError unless both indexes hold exactly what their tables say."""
    for index in fulltext.INDEXES:
        db.execute(f"insert into {index.name}({index.name}, rank) values ('integrity-check', 1)")


@pytest.mark.parametrize(
    ("words", "query", "there"),
    [
        ("nghị quyết", "nghị quyết", True),
        ("nghị quyết", "nghi quyet", True),
        ("nghị quyết", "NGHI QUYET", True),
        ("nghị quyết", '"nghi quyet"', True),
        ("nghị quyết", "nghĩ quyết", False),
        ("Đảng bộ", "Đảng bộ", True),
        ("Đảng bộ", "đảng bộ", True),
        ("Đảng bộ", "dang bo", True),
        ("Đảng bộ", "Dang", True),
        ("đường Điện Biên", "duong dien bien", True),
        ("Ủy ban", "uỷ ban", True),
        ("Uỷ ban", "ủy ban", True),
        ("Uỷ ban", "uy ban", True),
        ("hoà bình", "hòa", True),
        ("HÒA BÌNH", "hoà", True),
        ("sức khoẻ", "khỏe", True),
        ("an toàn", "án", False),
        ("an toàn", "an", True),
        ("bản án", "án", True),
        ("bản án", "an", True),
        ("18-NQ/TW", '"18-NQ/TW"', True),
        ("12/2025/NQ-HĐND", '"12/2025/nq-hdnd"', True),
        ("5,3%", '"5,3"', True),
    ],
)
@pytest.mark.parametrize("table", ["articles", "sentences"])
def test_match_finds(db: Database, table: str, words: str, query: str, there: bool) -> None:
    body = f"Tin trong tỉnh\n{words}" if table == "articles" else f"Tin trong tỉnh\n{words}\n"
    store.store(db, bare(URL, body))
    assert found(db, query, table) == there


def bare(url: str, body: str) -> Record:
    """A record of nothing but an article and its sentences."""
    made = article(url, body.strip("\n"))
    return Record(article=made, sentences=sentences(made))


@pytest.mark.parametrize("text", TEXTS)
def test_views_say_what_python_says(db: Database, text: str) -> None:
    text = nfc(text)
    db["articles"].insert({"id": 1, "url": URL, "title": "t", "body": text})
    (row,) = db.execute("select body, tones, folded from articles_search")
    assert row == (text, flip_tones(text) if flip_tones(text) != text else None, plain(text))
    assert row == fulltext.Spellings.of(text).part(0, len(text))


def test_spellings_of_a_part_are_parts_of_the_spellings() -> None:
    whole = fulltext.Spellings.of(nfc(BODY))
    assert whole.part(50, 120) == fulltext.Spellings.of(nfc(BODY)[50:120]).part(0, 70)


def test_index_agrees_after_building_again_and_vacuum(built: Path) -> None:
    with store.connect(built) as db:
        check(db)
        store.store(db, record(body=BODY + "\nDòng mới", fetched="2019-01-01T00:00:00"))
        check(db)
        store.store(db, record())
        store.finish(db)
        check(db)
        db.execute("vacuum")
        check(db)
        db.execute("insert into articles_fts(articles_fts) values ('rebuild')")
        check(db)


def test_check_notices_a_wrong_index(built: Path) -> None:
    with store.connect(built) as db:
        db.execute("update articles set body = 'khác'")
        with pytest.raises(sqlite3.DatabaseError):
            check(db)


def test_words_of_an_older_text_are_no_longer_found(db: Database) -> None:
    store.store(db, bare(URL, "Tiêu đề\nchữ cũ hoà"))
    newer = bare(URL, "Tiêu đề\nchữ mới")
    store.store(db, replace(newer, article=replace(newer.article, fetched="2020-01-01")))
    assert [found(db, query, table) for table in ("articles", "sentences") for query in ("cũ", "cu", "hòa", "mới")] == [0, 0, 0, 1] * 2


def test_snippets_need_nothing_but_sqlite(built: Path) -> None:
    with sqlite3.connect(built) as plain_connection:
        sql = "select snippet(articles_fts, 1, '[', ']', '…', 8) from articles_fts where articles_fts match 'nghị' order by rowid"
        assert "[Nghị]" in plain_connection.execute(sql).fetchone()[0]
    plain_connection.close()


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("18-NQ/TW", '"18-NQ/TW"'),
        ("nghị quyết", '"nghị" "quyết"'),
        ('"xây dựng Đảng" cấp', '"xây dựng Đảng" "cấp"'),
        ('mở " ngoặc', '"mở" "ngoặc"'),
        ("a* OR b:c", '"a*" "OR" "b:c"'),
        ('""', '""'),
        ("  ", '""'),
    ],
)
def test_readers_words_become_a_query(built: Path, words: str, query: str) -> None:
    assert fulltext.quoted(words) == query
    with database.read(built) as db:
        found = db.execute("select count(*) from articles_fts where articles_fts match escape_fts(?)", [words]).fetchone()[0]
    assert found == (3 if words in {"18-NQ/TW", "nghị quyết"} else 0)
