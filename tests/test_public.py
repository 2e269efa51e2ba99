"""A public copy holds no whole text, nobody private and nothing suppressed; all else is as it was, and only such a copy is served in public."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.model import OfficialRow, PostRow, Record
from pipeline import database, migration, schema, store
from pipeline.ask import answer
from pipeline.cli import main
from pipeline.doctor import examine
from pipeline.errors import DatabaseError, InputError
from pipeline.export import export
from pipeline.export.feed import MEDIA
from pipeline.public import SENTENCES, SHARE, reduce, within_cap
from pipeline.serve.questions import answerable
from pipeline.standing import is_public
from tests.conftest import article, fact, record, unlike
from tests.test_correct import write
from tests.test_serve import get

FACTS = [table for table in schema.TABLES if table.columns[: len(schema.FACT)] == schema.FACT]


def rows(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with database.read(path) as db:
        return list(db.conn.execute(sql, values))


def finished(path: Path, *records: Record) -> Path:
    with store.connect(path) as db:
        for one in records:
            store.store(db, one)
        store.finish(db)
    return path


@pytest.fixture(scope="module")
def public(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public copy of the samples."""
    copy = Path(shutil.copy(samples, tmp_path_factory.mktemp("public") / "facts.db"))
    reduce(copy)
    return copy


# --- no whole text ---


def test_nothing_of_the_texts_is_left_in_the_file(samples: Path, public: Path) -> None:
    kept = {text for (text,) in rows(public, "select text from sentences where text is not null union select title from articles")}
    held = public.read_bytes()
    gone = [text for (text,) in rows(samples, "select text from sentences") if text not in kept and len(text) > 60]
    assert len(gone) > 20
    for text in gone:
        # a quoted sentence may share its beginning with one that is not
        assert text.encode() not in held, text


def test_no_column_holds_a_text(public: Path) -> None:
    assert rows(public, "select count(body), count(lead), count(author) from articles") == [(0, 0, 0)]
    assert rows(public, "select count(segmented) from sentences") == [(0,)]
    assert rows(public, "select name from sqlite_master where name like '%fts%' or name like '%spell%'") == []
    for table in ("revisions", "addresses", "fetches", "rejected", "contributions", "corrected", "bands", "likenesses"):
        assert rows(public, f"select count(*) from {table}") == [(0,)], table


def test_no_more_than_the_cap_is_quoted(public: Path) -> None:
    quoted = """
        select a.id, a.words, count(s.id), sum(length(s.text) - length(replace(s.text, ' ', '')) + 1) from articles a
        join sentences s on s.article_id = a.id and s.text is not null and s.part <> 'title' group by a.id
    """
    counted = rows(public, quoted)
    assert counted
    assert all(count <= SENTENCES and words <= total * SHARE for _, total, count, words in counted)
    assert rows(public, "select count(*) from sentences where part = 'caption' and text is not null") == [(0,)]


def test_only_sentences_with_facts_are_kept(public: Path) -> None:
    carried = " union ".join(f"select sentence_id from {table.name}" for table in FACTS)
    assert rows(public, f"select count(*) from sentences where id not in ({carried})") == [(0,)]


@pytest.mark.parametrize(
    ("sentences", "room", "kept"),
    [
        ([(False, 1, "một hai ba")], 3, [1]),
        ([(False, 1, "một hai ba")], 2.9, []),
        # the headline takes no room; what is too long is passed over
        ([(True, 0, "một " * 20), (False, 1, "một hai ba bốn"), (False, 2, "một hai")], 3, [0, 2]),
        ([(False, number, "một") for number in range(20)], 100, list(range(SENTENCES))),
        ([(True, 99, "một"), *((False, number, "một") for number in range(20))], 100, [99, *range(SENTENCES)]),
        ([], 100, []),
    ],
)
def test_cap(sentences: list[tuple[bool, int, str]], room: float, kept: list[int]) -> None:
    assert list(within_cap(sentences, room)) == kept


def test_the_sentences_of_acts_come_first(public: Path) -> None:
    """Where the words of an event are not quoted, the event stands with others in more than a third of the article, or in a caption."""
    assert rows(public, "select count(*) > 2 * sum(s.text is null) from events e join sentences s on s.id = e.sentence_id") == [(1,)]


@pytest.mark.parametrize("table", [table.name for table in FACTS])
def test_facts_are_as_they_were_but_for_words_that_are_not_quoted(samples: Path, public: Path, table: str) -> None:
    names = [name for name in schema.BY_NAME[table].names if name != "text"]
    columns = ", ".join(f"f.[{name}]" for name in names)
    before, after = (set(rows(path, f"select {columns} from {table} f")) for path in (samples, public))
    assert after <= before
    gone = {row[0] for row in before - after}
    assert not gone or table == "posts"
    for text, sentence in rows(public, f"select f.text, s.text from {table} f join sentences s on s.id = f.sentence_id"):
        assert (text is None) == (sentence is None)
        assert text is None or text in sentence


def test_the_file_is_sound_and_rows_refer_to_rows(public: Path) -> None:
    with closing(sqlite3.connect(public)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        (version,) = connection.execute("pragma user_version").fetchone()
    assert version == migration.version()
    assert [finding for finding in examine(public) if not finding.harmless] == []


def test_acts_are_those_of_the_events_with_their_reports_counted(public: Path) -> None:
    assert rows(public, "select count(*) from acts where id not in (select act_id from events)") == [(0,)]
    counted = "select count(distinct e.article_id) from events e where e.act_id = a.id"
    assert rows(public, f"select count(*) from acts a where articles <> ({counted})") == [(0,)]


# --- nobody private ---


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (("Bí thư Tỉnh ủy", "Bí thư Tỉnh ủy", "Tỉnh ủy"), True),
        (("nguyên Chủ tịch UBND huyện Vị Xuyên", None, "UBND huyện Vị Xuyên"), True),
        (("Ủy viên Ban Thường vụ", None, "Ban Thường vụ"), True),
        (("Uỷ viên Ban Thường vụ Tỉnh uỷ", None, None), True),
        (("Chủ tịch Liên minh Hợp tác xã tỉnh", None, None), True),
        (("Phó Giám đốc Sở Nông nghiệp và Phát triển nông thôn", None, None), True),
        (("Chủ tịch Hội Nông dân phường Ninh Sơn", None, None), True),
        (("Giám đốc Hợp tác xã Nông sản sạch", "Giám đốc hợp tác xã", None), False),
        (("Bí thư Chi bộ ấp Tân Thành", None, "ấp Tân Thành"), False),
        (("Giám đốc Công ty TNHH Gỗ, thuộc Sở Công Thương", None, None), False),
        (("Già làng", None, None), False),
        (("Phó Giám đốc Bệnh viện Đa khoa tỉnh", None, None), False),
        (("Trưởng Ban Lễ", None, None), False),
        ((None, None, None), False),
        ((), False),
    ],
)
def test_public_posts(post: tuple[str | None, ...], expected: bool) -> None:
    assert is_public(*post) is expected


def with_person(position: str | None, name: str = "Lò Thị Mẫu", **changes: object) -> Record:
    """The article of the tests, with another post for the person in it."""
    made = record(**changes)
    row = PostRow(
        **fact(made.article, "Lò Thị Mẫu, Bí thư Tỉnh ủy", "official.after"),
        official_id="lo-thi-mau@lang-son",
        name=name,
        position=position,
    )  # type: ignore[arg-type]
    return Record(**{**{name: getattr(made, name) for name in made.__dataclass_fields__}, "posts": (row,)})  # type: ignore[arg-type]


@pytest.mark.parametrize(("position", "stays"), [("Bí thư Tỉnh ủy", 1), ("Giám đốc Công ty Mẫu", 0), (None, 0)])
def test_persons_without_a_public_post_go_with_their_sentences(file: Path, position: str | None, stays: int) -> None:
    reduce(finished(file, with_person(position, body=unlike(position))))
    for table in ("officials", "posts", "event_officials"):
        assert rows(file, f"select count(*) from {table}") == [(stays,)], table
    if not stays:
        assert "Lò Thị Mẫu".encode() not in file.read_bytes()
        assert b"lo-thi-mau" not in file.read_bytes()
        assert b"lo thi mau" not in file.read_bytes()


def test_who_has_one_public_post_stays_with_the_others(file: Path) -> None:
    other = with_person("Giám đốc Công ty Mẫu", url="https://baolangson.vn/khac-2.html", body=unlike("other"))
    reduce(finished(file, record(), other))
    assert rows(file, "select count(*) from posts") == [(2,)]


def test_bylines_are_left_out_where_the_text_repeats_them(file: Path) -> None:
    signed = record(body=unlike("signed") + "\nNGUYỄN MẪU ghi lại 450 đại biểu")
    reduce(finished(file, signed))
    assert "NGUYỄN MẪU".encode() not in file.read_bytes()


def test_a_headline_with_a_private_name_is_left_out(file: Path) -> None:
    body = "Lò Thị Mẫu, Bí thư Tỉnh ủy, kể\n" + unlike("headline")
    reduce(finished(file, with_person("Già làng", body=body)))
    assert rows(file, "select title from articles") == [(None,)]


def test_free_words_that_name_somebody_private_are_emptied(file: Path) -> None:
    body = "Hội nghị\n" + unlike("free")
    made = with_person("Già làng", body=body)
    team = "Đoàn do bà Lò Thị Mẫu làm trưởng đoàn"
    act = replace(made.acts[0], id="giam-sat.doan-do-ba-lo-thi-mau.2018-07-24", organization=team)
    event = replace(made.events[0], organization=team, act_id=act.id)
    figure = replace(made.statistics[1], subject="hộ bà Lò Thị Mẫu")
    reduce(finished(file, replace(made, acts=(act,), events=(event,), statistics=(made.statistics[0], figure))))
    assert rows(file, "select organization, place from events") == [(None, None)]
    assert rows(file, "select subject from statistics where target = 1") == [(None,)]
    ((number, body_of),) = rows(file, "select id, organization from acts")
    assert (number[:4], body_of) == ("act.", None)
    assert rows(file, "select act_id, said_act from events") == [(number, None)]
    assert b"lo-thi-mau" not in file.read_bytes()


# --- nothing suppressed ---

PERSON = "lo-thi-mau@lang-son"


@pytest.fixture
def two(file: Path) -> Path:
    """A database of two articles of its own words each, about the same person and act."""
    other = record("https://kontumtv.vn/khac-2", site="kontumtv.vn", body=unlike("second"))
    return finished(file, record(body=unlike("first")), other)


def suppressed(file: Path, *lines: str) -> Path:
    write(file.parent, *lines)
    finished(file)
    reduce(file)
    return file


def test_a_person_is_suppressed_everywhere(two: Path) -> None:
    held = suppressed(two, f"suppress,officials,{PERSON},,,asked,,").read_bytes()
    assert "Lò Thị Mẫu".encode() not in held
    assert PERSON.encode() not in held
    assert rows(two, "select count(*) from events") == [(2,)]


def test_an_article_is_suppressed_with_its_copies(built: Path) -> None:
    (number,) = rows(built, "select id from articles where url like '%tong-ket-nghi-quyet-1%'")[0]
    copies = rows(built, "select id from articles where duplicate_of = ?", number)
    assert len(copies) == 1
    suppressed(built, f"suppress,articles,{number},,,,,")
    assert rows(built, "select id from articles where id in (?, ?)", number, copies[0][0]) == []
    assert rows(built, "select count(*) from articles") == [(1,)]
    assert rows(built, "select articles from acts") == [(1,)]


def test_a_sentence_loses_its_words_and_keeps_its_facts(two: Path) -> None:
    (sentence,) = rows(two, "select sentence_id from events order by article_id limit 1")[0]
    suppressed(two, f"suppress,sentences,{sentence},,,,,")
    assert rows(two, "select text from sentences where id = ?", sentence) == [(None,)]
    assert rows(two, "select count(*) from events where sentence_id = ?", sentence) == [(1,)]


@pytest.mark.parametrize("table", [table.name for table in FACTS])
def test_a_fact_is_suppressed_alone(two: Path, table: str) -> None:
    (number,) = rows(two, f"select id from {table} order by id limit 1")[0]
    before = {one.name: rows(two, f"select count(*) from {one.name}")[0][0] for one in FACTS}
    suppressed(two, f"suppress,{table},{number},,,,,")
    assert rows(two, f"select count(*) from {table} where id = ?", number) == [(0,)]
    lost = {one.name: before[one.name] - rows(two, f"select count(*) from {one.name}")[0][0] for one in FACTS}
    # without the citation nobody can say what the relation in whose words it stands is about
    assert lost[table] == 1
    assert {name for name, count in lost.items() if count} - {table} <= {"document_relations"}


def test_the_own_database_keeps_what_is_suppressed_and_builds_keep_the_line(two: Path) -> None:
    write(two.parent, f"suppress,officials,{PERSON},,,asked,,")
    for _ in range(2):
        finished(two)
        assert rows(two, "select name from officials") == [("Lò Thị Mẫu",)]
        assert rows(two, "select action, id, rows, unmatched from corrections") == [("suppress", PERSON, 1, None)]


def test_a_person_merged_into_another_stands_for_that_one(two: Path) -> None:
    finished(
        two,
        Record(
            **{name: getattr(record("https://baolangson.vn/3.html", body=unlike("3")), name) for name in Record.__dataclass_fields__}
            | other_person()
        ),
    )
    suppressed(two, f"suppress,officials,{PERSON},,,,,", f"merge,officials,{PERSON},,vi-van-mau@lang-son,,,")
    assert rows(two, "select id from officials") == []


def other_person() -> dict[str, Any]:
    """Posts and officials of the article of the tests under another name."""
    of = article("https://baolangson.vn/3.html", unlike("3"))
    post = PostRow(
        **fact(of, "Lò Thị Mẫu, Bí thư Tỉnh ủy", "official.after"),
        official_id="vi-van-mau@lang-son",
        name="Vi Văn Mẫu",
        position="Bí thư Tỉnh ủy",
    )  # type: ignore[arg-type]
    person = OfficialRow(id="vi-van-mau@lang-son", name="Vi Văn Mẫu", name_folded="vi van mau", basis="name and province")
    return {"posts": (post,), "officials": (person,), "event_officials": ()}


def test_a_line_that_matches_nothing_stops_it(two: Path, tmp_path: Path) -> None:
    write(two.parent, "reject,statistics,9.9.9,,,,,", "suppress,officials,ai-do@lang-son,,,,,")
    finished(two)
    with pytest.raises(InputError, match=r"corrections.csv:3: suppress officials ai-do@lang-son: there is no"):
        export(two, tmp_path / "out", public=True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("suppress,acts,x,,,,,", "suppress is for officials, articles, sentences"),
        ("suppress,officials,,,,,,", "suppress needs id"),
        ("suppress,officials,x,,y,,,", "suppress takes no 'to'"),
        ("hide,officials,x,,,,,", "there is no action 'hide'; the actions are merge, split, rename, reject, suppress"),
    ],
)
def test_lines_that_cannot_be_meant_are_refused(two: Path, line: str, message: str) -> None:
    write(two.parent, line)
    before = two.read_bytes()
    with pytest.raises(InputError, match=rf"corrections.csv: line 2: .*{message}"):
        finished(two)
    assert two.read_bytes() == before


# --- what is made of it ---


def test_it_is_exported_with_its_descriptor_and_feeds(samples: Path, tmp_path: Path) -> None:
    made = export(samples, tmp_path / "out", public=True, snapshot=True)
    assert made.feeds
    said = (tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8")
    assert "This is a public copy" in said
    assert MEDIA in said
    kept = {
        text
        for (text,) in rows(
            tmp_path / "out" / "facts.db", "select text from sentences where text is not null union select title from articles"
        )
    }
    everything = b"\n".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    for (text,) in rows(samples, "select text from sentences where length(text) > 60"):
        assert text in kept or text.encode() not in everything, text
    assert "None" not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out" / "feeds").iterdir())


def test_two_copies_of_one_database_are_the_same(samples: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export(samples, tmp_path / name, public=True)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir() if path.is_file()} for name in ("one", "two"))
    assert one == two


def test_the_database_itself_is_left_as_it_is(samples: Path, tmp_path: Path) -> None:
    before = samples.read_bytes()
    export(samples, tmp_path / "out", public=True)
    assert samples.read_bytes() == before


def test_nothing_is_built_into_a_public_copy(public: Path) -> None:
    with pytest.raises(DatabaseError, match="it is a public copy, to which nothing can be added"), store.connect(public):
        pass


def test_serve_public_refuses_whole_texts(samples: Path, tmp_path: Path) -> None:
    refused = CliRunner().invoke(main, ["serve", "--public", "--db", str(samples), "--port", "0"])
    assert refused.exit_code == 1
    assert "it holds whole texts, which may not be passed on" in refused.output
    pretending = Path(shutil.copy(samples, tmp_path / "facts.db"))
    with closing(sqlite3.connect(pretending)) as connection, connection:
        connection.execute("insert into meta values ('public', 'yes')")
    assert CliRunner().invoke(main, ["serve", "--public", "--db", str(pretending), "--port", "0"]).exit_code == 1


@pytest.mark.parametrize("name", list(answerable(whole=False)))
def test_questions_are_answered(public: Path, name: str) -> None:
    assert answer(public, name, {})


@pytest.mark.parametrize("name", sorted(answerable(whole=True).keys() - answerable(whole=False).keys()))
def test_questions_for_whole_texts_say_so(public: Path, name: str) -> None:
    with pytest.raises(InputError, match="this is a public copy"):
        answer(public, name, {})


def pages(path: Path) -> Iterator[str]:
    yield from ("/", "/facts", "/facts/sentences", "/-/figures?measure=%25&about=đạt", "/-/search?q=Lạng+Sơn", "/-/search?words=nghị+quyết")
    for page, sql in (
        ("article", "select id from articles"),
        ("document", "select distinct replace(document_id, '/', '%2F') from events where document_id is not null"),
        ("official", "select id from officials"),
        ("province", "select distinct province from acts where province is not null"),
    ):
        yield from (f"/-/{page}/{name}" for (name,) in rows(path, sql))


def test_every_page_opens(public: Path) -> None:
    for address in pages(public):
        response = get(public, address)
        assert response.status_code == 200, address
        assert ">None<" not in response.text, address


def test_an_article_is_shown_as_its_quotations(public: Path) -> None:
    ((number, sentence),) = rows(public, "select article_id, text from sentences where text is not null and part <> 'title' limit 1")
    page = get(public, f"/-/article/{number}?lang=en").text
    assert "quotes only sentences that state facts" in page
    assert sentence.split()[0] in page
