"""Every question is run by its name, and answers what it says."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.utils import tilde_encode
from sqlite_utils import Database

from pipeline import database, schema, store
from pipeline.serve import application
from pipeline.serve.questions import questions
from tests.conftest import record, unlike
from tests.many import many

# name → parameters, and what must be among the columns of the answer's first row
ASKED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "who-did-what": (
        {"document": "18-NQ/TW", "act": "tổng kết", "province": "lang-son"},
        {"province": "Lạng Sơn", "document": "18-NQ/TW", "date": "2018-07-24", "status": "held", "articles": 2},
    ),
    "who-chaired": (
        {"role": "all", "province": "lang-son"},
        {"official": "Lò Thị Mẫu", "posts": "Bí thư Tỉnh ủy", "role": "chairs", "act": "tổng kết", "documents": "18-NQ/TW"},
    ),
    "figures": (
        {"measure": "đại biểu", "about": "dự", "province": "lang-son"},
        {"figure": "hơn 500 đại biểu", "amount": 500.0, "subject": None, "is_a": "result"},
    ),
    "acts-by-province": (
        {"document": "18-NQ/TW@2017"},
        {"province": "Lạng Sơn", "act": "tổng kết", "acts": 1, "documents": 1, "articles": 2},
    ),
    "most-cited": ({"kind": "nghị quyết"}, {"document_id": "18-NQ/TW@2017", "articles": 2, "provinces": 1}),
    "posts-of": ({"name": "lo thi"}, {"official": "Lò Thị Mẫu", "position": "Bí thư Tỉnh ủy", "articles": 2}),
    "implementing": ({}, {"instrument": "86-KH/TU@lang-son", "type": "implements", "document_id": "18-NQ/TW@2017"}),
    "unresolved-citations": ({"site": "baolangson.vn"}, {"text": "Nghị quyết nêu trên", "reason": "two candidates"}),
    "search": ({"words": 'nghi quyet "tong ket"'}, {"province": "lang-son"}),
    "search-sentences": ({"words": "uỷ"}, {"province": "lang-son"}),
    "reprints": ({"site": "baolangson.vn"}, {"site": "kontumtv.vn", "taken_from": "baolangson.vn", "articles": 1, "found": 1}),
    "coverage-by-site": ({"site": "baolangson.vn"}, {"month": "2018-07", "built": 2}),
    "lag": (
        {"document": "18-NQ/TW", "act": "tổng kết"},
        {"province": "Lạng Sơn", "at_least": 272, "at_most": 272, "acts": 1, "articles": 2, "note": None},
    ),
    "provinces-without-acts": ({"document": "18-NQ/TW"}, {"province": "An Giang", "until": None, "coverage": "not covered", "articles": 0}),
    "cited-by-month": (
        {"kind": "nghị quyết", "month": "2018"},
        {"month": "2018-07", "place": 1, "document_id": "18-NQ/TW@2017", "articles": 2, "provinces": 1},
    ),
    "figures-of-subject": (
        {"subject": "đại", "province": "lang-son"},
        {"figure": "450 đại biểu", "is_a": "goal", "measure": "đại biểu", "published": "2018-07-24"},
    ),
    "targets-and-results": (
        {"about": "đại biểu", "province": "lang-son"},
        {"goal": "450 đại biểu", "result": "hơn 500 đại biểu", "reached": 111.1, "subject": "đại biểu"},
    ),
    "acts-by-quarter": (
        {"document": "18-NQ/TW@2017", "province": "lang-son"},
        {"quarter": "2018-Q3", "act": "tổng kết", "acts": 1, "provinces": 1, "articles": 2},
    ),
    "spread": (
        {"document": "18-NQ/TW", "act": "tổng kết"},
        {"month": "2018-07", "at_least": 1, "at_most": 1, "by_then": "Lạng Sơn"},
    ),
    "changed-since": (
        {"since": "2018-07-25", "province": "lang-son"},
        {"at": "2018-07-25T08:00", "what": "article of a file", "site": "kontumtv.vn"},
    ),
    "crawls": ({"state": "never visited", "site": "baolangson.vn"}, {"site": "baolangson.vn", "visits": 0}),
}
HOSTILE = ["'; drop table articles --", '"', '" OR *', "a:b^2 NEAR(", "đ%_", "\\", "x" * 5000]


def asked(path: Path, name: str, parameters: dict[str, str]) -> Any:
    """The JSON that the Datasette gives for a question."""
    client = application(path).client
    return asyncio.run(client.get(f"/{path.stem}/{name}.json?{urlencode({'_shape': 'objects', **parameters})}"))


def test_there_are_enough_and_all_are_asked() -> None:
    assert questions().keys() == ASKED.keys()
    assert len(questions()) >= 20


def test_no_question_hides_the_page_of_a_table() -> None:
    assert not questions().keys() & schema.BY_NAME.keys()


@pytest.mark.parametrize("name", ASKED)
def test_questions_say_what_they_are(name: str) -> None:
    question = questions()[name]
    assert len(question.title) > 10
    assert question.description.endswith(".")
    assert set(re.findall(r":([a-z_]+)\b", question.sql)) == set(question.defaults)
    for parameter in question.defaults:
        assert f"`{parameter}`" in question.description or parameter == "words"


@pytest.mark.parametrize("name", ASKED)
def test_questions_are_answered(built: Path, name: str) -> None:
    parameters, expected = ASKED[name]
    response = asked(built, name, parameters)
    assert response.status_code == 200, response.text
    rows = response.json()["rows"]
    assert rows
    assert {column: rows[0][column] for column in expected} == expected


@pytest.mark.parametrize("name", ASKED)
def test_questions_left_empty_are_answered(built: Path, name: str) -> None:
    response = asked(built, name, {})
    assert response.status_code == 200, response.text
    assert response.json()["rows"] or name in {"figures", "figures-of-subject"}


@pytest.mark.parametrize("name", ASKED)
def test_hostile_words_are_only_words(built: Path, name: str) -> None:
    with_words = [dict.fromkeys(questions()[name].defaults, words) for words in HOSTILE]
    for parameters in with_words:
        response = asked(built, name, parameters)
        assert response.status_code == 200, (parameters, response.text)
    assert asked(built, "coverage-by-site", {}).json()["rows"]


@pytest.mark.parametrize("name", ASKED)
def test_questions_need_no_datasette(built: Path, name: str) -> None:
    question = questions()[name]
    with database.read(built) as db:
        assert len(list(db.query(question.sql, {**question.defaults, **ASKED[name][0]}))) == len(
            asked(built, name, ASKED[name][0]).json()["rows"]
        )


def test_empty_parameters_take_their_defaults(built: Path) -> None:
    for name, question in questions().items():
        empty, filled = ({**dict.fromkeys(question.defaults, "")}, dict(question.defaults))
        assert asked(built, name, empty).json()["rows"] == asked(built, name, filled).json()["rows"], name


def test_copies_are_not_counted_as_articles(built: Path) -> None:
    with database.read(built) as db:
        copies = db["articles"].count_where("duplicate_of is not null")
    assert copies == 1
    (row,) = asked(built, "most-cited", {"kind": "kế hoạch"}).json()["rows"]
    assert row["articles"] == 2


LARGE = {"articles", "sentences", "citations", "posts", "dates", "statistics", "addresses", "fetches"}
_NAMED = re.compile(r"(?:from|join)\s+(\w+)(?:\s+(?!on\b|where\b|join\b|cross\b|left\b|group\b|order\b)(\w+))?")


@pytest.mark.parametrize("name", ASKED)
def test_questions_read_large_tables_by_index(samples: Path, name: str) -> None:
    question = questions()[name]
    with database.read(samples) as db:
        plan = [row[3] for row in db.execute(f"explain query plan {question.sql}", {**question.defaults, **ASKED[name][0]})]
    scanned = {words.split()[1] for words in plan if words.startswith("SCAN ")}
    tables = {table for table, alias in _NAMED.findall(question.sql) if (alias or table) in scanned}
    assert not tables & LARGE, plan


@pytest.mark.parametrize("name", ["acts-by-province", "lag", "spread"])
def test_what_was_done_about_one_document_is_read_by_index(db: Database, name: str) -> None:
    question = questions()[name]
    plan = [row[3] for row in db.execute(f"explain query plan {question.sql}", {**question.defaults, "document": "18-NQ/TW"})]
    assert "SEARCH e USING INDEX idx_events_document_id (document_id=?)" in plan


@pytest.mark.parametrize("name", ASKED)
def test_descriptions_name_what_there_is(samples: Path, name: str) -> None:
    question = questions()[name]
    with database.read(samples) as db:
        columns = {column[0] for column in db.execute(question.sql, dict(question.defaults)).description}
    named = set(re.findall(r"`(\w+)`", question.description))
    assert named <= {*columns, *question.defaults}


@pytest.mark.parametrize("name", ASKED)
def test_every_question_has_rows_of_the_sample_pages(samples: Path, name: str) -> None:
    assert asked(samples, name, {}).json()["rows"]


# --- what is counted, from bounds and from what was not read ---

DAYS = {
    "known": (("2018-07-24", "2018-07-24"), (272, 272, None)),
    "of a month": (("2018-07-01", "2018-07-31"), (249, 279, None)),
    "of one of several years": (("2017-07-24", "2019-07-24"), (0, 637, None)),
    "not known": ((None, None), (None, None, "act not dated")),
    "before the issue": (("2017-10-01", "2017-10-02"), (-24, -23, "before the issue")),
}


def reported(file: Path, *told: tuple[str, dict[str, Any]], **changes: Any) -> None:
    """A database of articles at an address, with their event as given and everything else as in `record`."""
    with store.connect(file) as db:
        for url, given in told:
            made = record(url, body=unlike(url), **changes)
            (event,), (act,) = made.events, made.acts
            act_id = f"{act.kind}@{url}"
            bounds = {key: value for key, value in given.items() if key in {"earliest", "latest", "province", "kind"}}
            event = replace(event, act_id=act_id, **given)
            store.store(db, replace(made, events=(event,), acts=(replace(act, id=act_id, **bounds),)))
        store.finish(db)


@pytest.mark.parametrize("case", DAYS)
def test_the_lag_is_as_long_as_it_can_be_known(file: Path, case: str) -> None:
    (earliest, latest), expected = DAYS[case]
    reported(file, ("https://baolangson.vn/1.html", {"earliest": earliest, "latest": latest}))
    (row,) = asked(file, "lag", {"document": "18-NQ/TW"}).json()["rows"]
    assert (row["at_least"], row["at_most"], row["note"]) == expected


def test_the_first_act_counts_for_the_lag_and_each_act_once(file: Path) -> None:
    days = [("2018-01-01", "2018-12-31"), ("2018-02-01", "2018-02-01"), ("2018-03-01", "2018-03-01")]
    told = [(f"https://baolangson.vn/{n}.html", {"earliest": first, "latest": last}) for n, (first, last) in enumerate(days)]
    reported(file, *told)
    (row,) = asked(file, "lag", {"document": "18-NQ/TW"}).json()["rows"]
    assert (row["earliest"], row["latest"], row["at_least"], row["at_most"], row["acts"]) == ("2018-01-01", "2018-02-01", 68, 99, 3)


def test_a_day_of_issue_that_no_source_confirms_gives_no_lag(file: Path) -> None:
    reported(file, ("https://baolangson.vn/1.html", {"document_id": "03-NQ/TW@1997"}))
    (row,) = asked(file, "lag", {"document": "03-NQ/TW@1997"}).json()["rows"]
    assert (row["issued"], row["at_least"], row["at_most"], row["note"]) == ("1997-06-18", None, None, "issue not confirmed")


def test_not_covered_is_told_from_none(file: Path) -> None:
    acted, silent, before, undated = "lang-son", "kon-tum", "thai-binh", "ha-giang"
    reported(file, ("https://baolangson.vn/1.html", {"province": acted}), province=acted)
    with store.connect(file) as db:
        for province, day in ((silent, "2018-08-01"), (before, "2016-08-01"), (undated, None)):
            made = record(
                f"https://x.vn/{province}", site=None, province=province, published=day, body=unlike(province)
            )
            empty: dict[str, Any] = dict.fromkeys(("citations", "events", "event_officials", "document_relations", "acts", "documents"), ())
            statistics = tuple(replace(one, event_id=None) for one in made.statistics)
            store.store(db, replace(made, **empty, statistics=statistics))
        store.finish(db)
    rows = {row["province"]: row for row in asked(file, "provinces-without-acts", {}).json()["rows"]}
    assert "Lạng Sơn" not in rows
    stand = {name: (rows[name]["coverage"], rows[name]["articles"], rows[name]["undated"]) for name in ("Kon Tum", "Thái Bình", "Hà Giang")}
    assert stand == {"Kon Tum": ("covered", 1, 0), "Thái Bình": ("not covered", 0, 0), "Hà Giang": ("covered", 0, 1)}
    assert rows["Kon Tum"]["until"] == "2025-06-30"
    assert len(rows) > 60


def test_a_document_spreads_between_bounds(file: Path) -> None:
    days = {"lang-son": ("2018-07-24", "2018-07-24"), "kon-tum": ("2018-06-01", "2018-08-31"), "thai-binh": ("2018-08-02", "2018-08-02")}
    told = [(f"https://x.vn/{p}", {"province": p, "earliest": first, "latest": last}) for p, (first, last) in days.items()]
    reported(file, *told)
    rows = asked(file, "spread", {"document": "18-NQ/TW@2017"}).json()["rows"]
    assert [(row["month"], row["at_least"], row["at_most"]) for row in rows] == [("2018-06", 0, 1), ("2018-07", 1, 2), ("2018-08", 3, 3)]
    assert [row["by_then"] for row in rows] == [None, "Lạng Sơn", "Kon Tum, Thái Bình"]


QUARTERS = [
    ("2018-01-31", "2018-01-31", "2018-Q1"),
    ("2018-09-30", "2018-09-30", "2018-Q3"),
    ("2018-10-01", "2018-12-31", "2018-Q4"),
    ("2018-03-01", "2018-04-01", "2018"),
    ("2017-07-24", "2019-07-24", "2017–2019"),
    (None, None, None),
]


@pytest.mark.parametrize(("earliest", "latest", "quarter"), QUARTERS)
def test_acts_stand_in_the_quarter_that_is_known(file: Path, earliest: str | None, latest: str | None, quarter: str | None) -> None:
    reported(file, ("https://baolangson.vn/1.html", {"earliest": earliest, "latest": latest}))
    (row,) = asked(file, "acts-by-quarter", {}).json()["rows"]
    assert (row["quarter"], row["acts"], row["articles"]) == (quarter, 1, 1)


VISITS = [("ok", None), ("broken", "listings are empty"), ("broken", "listings are empty"), ("ok", None)]


def test_news_are_changes_of_state_and_the_last_visit_is_the_verdict(built: Path) -> None:
    with database.write(built) as db:
        for number, (state, reason) in enumerate(VISITS[:3], 1):
            db.conn.execute("insert into runs (id, command, started) values (?, 'crawl', ?)", (number, f"2024-05-0{number}T01:00:00"))
            db.conn.execute(
                "insert into visits (run_id, site, state, reason, fetched) values (?, 'kontumtv.vn', ?, ?, ?)",
                (number, state, reason, number),
            )
    (row,) = asked(built, "changed-since", {"since": "2024-01-01"}).json()["rows"]
    assert (row["at"], row["what"], row["about"]) == ("2024-05-02T01:00", "site broken, was ok", "listings are empty")
    row, *others = asked(built, "crawls", {}).json()["rows"]
    assert (row["site"], row["state"], row["reason"], row["fetched"], row["usual"]) == (
        "kontumtv.vn",
        "broken",
        "listings are empty",
        3,
        2.0,
    )
    assert {other["state"] for other in others} == {"never visited"}


def test_a_large_database_is_a_small_one_again_and_again(samples: Path, tmp_path: Path) -> None:
    many(samples, tmp_path / "many.db", articles=60)
    with database.read(tmp_path / "many.db") as db:
        assert db["articles"].count >= 60
        assert not db.conn.execute("pragma foreign_key_check").fetchall()
        ((found,),) = db.conn.execute("select count(*) from articles_fts where articles_fts match 'nghi quyet'")
        assert found >= 50
        words = "select count(*) from events join articles a on a.id = article_id where substr(a.body, start + 1, [end] - start) <> text"
        assert db.conn.execute(words).fetchone() == (0,)
        for name, question in questions().items():
            assert db.conn.execute(question.sql, dict(question.defaults)).fetchone(), name


def test_a_person_at_an_act_about_two_documents_is_one_row(file: Path) -> None:
    made = record()
    (held,) = made.events
    other = replace(held, id=held.id + ".2", citation_id=made.citations[1].id, document_id="86-KH/TU@lang-son")
    present = (
        *made.event_officials,
        replace(made.event_officials[0], event_id=other.id),
        replace(made.event_officials[0], event_id=other.id, role="directs"),
    )
    with store.connect(file) as db:
        store.store(db, replace(made, events=(held, other), event_officials=present))
    for role, roles in (("chairs", {"chairs"}), ("all", {"chairs", "directs"})):
        (row,) = asked(file, "who-chaired", {"role": role}).json()["rows"]
        assert set(row["documents"].split(", ")) == {"18-NQ/TW", "86-KH/TU"}
        assert set(row["role"].split(",")) == roles


def test_a_figure_stands_in_brackets_in_its_sentence(built: Path) -> None:
    rows = asked(built, "figures", {"measure": "đại biểu"}).json()["rows"]
    assert len(rows) == 4
    for row in rows:
        assert f"[{row['figure']}]" in row["sentence"]
        assert row["sentence"].replace("[", "").replace("]", "").startswith("Ngày 24-7-2018, Tỉnh ủy Lạng Sơn tổng kết")


def test_days_that_are_not_known_name_the_years_that_they_may_be_in(file: Path) -> None:
    made = record()
    open_day = {"date": "XXXX-07-24", "earliest": "2017-07-24", "latest": "2019-07-24"}
    with store.connect(file) as db:
        store.store(db, replace(made, events=(replace(made.events[0], **open_day),), acts=(replace(made.acts[0], **open_day),)))
        store.finish(db)
    (row,) = asked(file, "who-did-what", {}).json()["rows"]
    assert row["date"] == "XXXX-07-24 (2017–2019)"


@pytest.mark.parametrize("name", list(questions())[:3])
def test_the_overview_has_several_rows_of_the_sample_pages(samples: Path, name: str) -> None:
    rows = asked(samples, name, {}).json()["rows"]
    assert len(rows) >= 3
    assert all(row["article_id"] for row in rows)


def test_pages_of_questions_link_to_what_their_ids_name(built: Path) -> None:
    client = application(built).client
    page = asyncio.run(client.get(f"/{built.stem}/who-did-what")).text
    links = re.findall(r'href="(/facts/(?:articles|documents)/[^"]+)"', page)
    assert len(links) == 2
    for link in links:
        assert asyncio.run(client.get(link)).status_code == 200


def test_pages_of_questions_say_what_an_empty_field_means(built: Path) -> None:
    page = asyncio.run(application(built).client.get(f"/{built.stem}/who-chaired")).text
    assert "<code>role</code> is chairs." in page


def test_the_page_of_a_row_explains_it_and_leads_on(built: Path) -> None:
    client = application(built).client
    (event,) = asyncio.run(client.get("/facts/events.json?_shape=objects&_size=1")).json()["rows"]
    page = asyncio.run(client.get(f"/facts/events/{tilde_encode(event['id'])}")).text
    assert next(column.description for column in schema.BY_NAME["events"].columns if column.name == "act_id") in page
    links = set(re.findall(r'href="(/facts/(\w+)/[^"?]+)"', page))
    assert {table for _, table in links if table != "events"} == {"articles", "sentences", "citations", "documents", "provinces", "acts"}
    for link, _ in links:
        assert asyncio.run(client.get(link)).status_code == 200, link
