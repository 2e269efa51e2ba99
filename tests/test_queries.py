"""Every question is run by its name, and answers what it says."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from datasette.utils import tilde_encode
from sqlite_utils import Database

from pipeline import database, schema, store
from pipeline.ask import answer
from pipeline.serve import application
from pipeline.serve.metadata import SETTINGS
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
    "time-to-act": (
        {"document": "18-NQ/TW"},
        {"province": "Lạng Sơn", "state": "acted", "at_least": 272, "at_most": 272, "acts": 1, "issued": "2017-10-25"},
    ),
    "acts-of-several": ({}, {}),
    "own-or-bridge": ({"document": "18-NQ/TW"}, {"province": "Lạng Sơn", "act": "tổng kết", "form": "no word of bridges", "articles": 2}),
    "announced": ({}, {}),
    "attendance": ({}, {"province": "Lạng Sơn", "measure": "đại biểu", "least": 500.0, "most": 500.0, "acts": 1, "articles": 2}),
    "district-before-province": ({}, {}),
    "careers": ({}, {}),
    "citations-per-thousand": (
        {"document": "18-NQ/TW"},
        {"month": "2018-07", "citing": 2, "articles": 2, "per_thousand": 1000.0, "sites": 1},
    ),
    "acts-34": ({}, {"province": "Lạng Sơn", "gso_code": "20", "acts": 1, "districts_after": 0, "formerly": "lang-son"}),
    "acts-by-issuer": (
        {"level": "central"},
        {"issuer": "Ban Chấp hành Trung ương", "document": "nghị quyết", "act": "tổng kết", "acts": 1},
    ),
    "cite": ({}, {"release": None, "fact": "events", "published": "2018-07-25", "withdrawn": None}),
}
# of these the article of the tests tells nothing; they have cases of their own below
NONE_THERE = {"acts-of-several", "announced", "district-before-province", "careers"}
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
    assert bool(rows) == (name not in NONE_THERE)
    assert not rows or {column: rows[0][column] for column in expected} == expected


@pytest.mark.parametrize("name", ASKED)
def test_questions_left_empty_are_answered(built: Path, name: str) -> None:
    response = asked(built, name, {})
    assert response.status_code == 200, response.text
    assert response.json()["rows"] or name in {"figures", "figures-of-subject", *NONE_THERE}


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
    # an index of some rows of a table is short
    parts = tuple(part.name for table in schema.TABLES for part in table.parts)
    scanned = {words.split()[1] for words in plan if words.startswith("SCAN ") and not words.endswith(parts)}
    tables = {table for table, alias in _NAMED.findall(question.sql) if (alias or table) in scanned}
    assert not tables & LARGE, plan


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("own-or-bridge", "idx_sentences_bridged"),
        ("attendance", "idx_sentences_attended"),
        ("targets-and-results", "idx_statistics_goals"),
    ],
)
def test_the_rows_in_question_are_found_by_their_index(samples: Path, name: str, index: str) -> None:
    question = questions()[name]
    for sql in (question.sql, question.left_out) if name != "own-or-bridge" else (question.sql,):
        with database.read(samples) as db:
            plan = " ".join(row[3] for row in db.execute(f"explain query plan {sql}", dict(question.defaults)))
        assert index in plan


def test_acts_with_a_number_of_persons_and_those_left_out_are_all_that_were_held(samples: Path) -> None:
    question = questions()["attendance"]
    with database.read(samples) as db:
        shown = {(row["organization"], row["date"], row["act"]) for row in db.query(question.sql, dict(question.defaults))}
        ((left, _),) = db.execute(question.left_out, dict(question.defaults)).fetchall()
        ((held,),) = db.execute("select count(distinct act_id) from events where status = 'held' and repeated is null").fetchall()
    assert shown
    assert len(shown) + left == held


@pytest.mark.parametrize("name", ["acts-by-province", "lag", "spread"])
def test_what_was_done_about_one_document_is_read_by_index(db: Database, name: str) -> None:
    question = questions()[name]
    plan = [row[3] for row in db.execute(f"explain query plan {question.sql}", {**question.defaults, "document": "18-NQ/TW"})]
    assert any(re.match(r"SEARCH e USING (COVERING )?INDEX idx_events_document_id_\w+ \(document_id=\?\)$", step) for step in plan), plan


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


def test_what_the_sample_pages_announce_was_held_or_is_not_seen(samples: Path) -> None:
    rows = asked(samples, "announced", {}).json()["rows"]
    assert [(row["act"], row["announced_for"], row["held"]) for row in rows] == [
        ("sơ kết", "2018-10-01/2018-12-31", "none seen"),
        ("quán triệt", "2018-07-12", "2018-07-12"),
    ]


# --- the fifteen questions of research: each says what it left out ---

RESEARCH = (
    "time-to-act",
    "provinces-without-acts",
    "implementing",
    "acts-of-several",
    "own-or-bridge",
    "who-chaired",
    "announced",
    "targets-and-results",
    "attendance",
    "district-before-province",
    "careers",
    "citations-per-thousand",
    "acts-34",
    "acts-by-issuer",
    "reprints",
)


@pytest.mark.parametrize("name", RESEARCH)
def test_research_questions_say_what_they_left_out(samples: Path, name: str) -> None:
    question = questions()[name]
    assert set(re.findall(r":([a-z_]+)\b", question.left_out)) <= set(question.defaults)
    with database.read(samples) as db:
        left = db.conn.execute(question.left_out, dict(question.defaults)).fetchall()
    assert left
    assert all(isinstance(count, int) and what for count, what in left)
    said = answer(samples, name, {})
    assert [line for line in said.splitlines() if line.startswith("Left out: ")] == [
        f"Left out: {count} {what}" for count, what in left if count
    ]


def test_what_is_left_out_is_counted(file: Path) -> None:
    made = record(body=unlike("one"))
    nowhere = replace(made.events[0], province=None)
    planned = record("https://baolangson.vn/2.html", body=unlike("two"))
    with store.connect(file) as db:
        store.store(db, replace(made, events=(nowhere,)))
        store.store(
            db,
            replace(planned, events=(replace(planned.events[0], status="planned", act_id="x"),), acts=(replace(planned.acts[0], id="x"),)),
        )
        store.finish(db)
    said = answer(file, "time-to-act", {})
    assert "Left out: 1 acts held whose province is not known" in said
    assert "Left out: 1 acts that are only planned or asked for" in said


ACT = "tong-ket.tinh-uy-lang-son.2018-07-24"


def told(url: str, **changes: Any) -> Any:
    """An article of its own words with one event about 18-NQ/TW, changed."""
    made = record(url, body=unlike(url))
    act = {
        name: value
        for name, value in changes.items()
        if name in {"kind", "level", "province", "date", "earliest", "latest", "organization"}
    }
    name = url.rpartition("/")[2]
    event = replace(made.events[0], **{"act_id": name, **changes})
    return replace(made, events=(event,), acts=(replace(made.acts[0], id=event.act_id, **act),))


def days(first: str, last: str | None = None) -> dict[str, str]:
    return {"date": first, "earliest": first, "latest": last or first}


BEFORE_PROVINCE = {
    "the district on an earlier day": (days("2018-01-02"), days("2018-03-01"), "district"),
    "the province on an earlier day": (days("2018-03-01"), days("2018-01-02"), "province"),
    "bounds that overlap": (days("2018-01-01", "2018-12-31"), days("2018-03-01"), "cannot be told"),
    "no provincial act": (days("2018-01-02"), None, "no provincial act seen"),
}


@pytest.mark.parametrize("case", BEFORE_PROVINCE)
def test_which_level_was_first(file: Path, case: str) -> None:
    below, above, expected = BEFORE_PROVINCE[case]
    with store.connect(file) as db:
        store.store(db, told("https://baolangson.vn/district", level="district", **below))
        if above:
            store.store(db, told("https://baolangson.vn/province", **above))
        store.finish(db)
    (row,) = asked(file, "district-before-province", {}).json()["rows"]
    assert row["first"] == expected


ANNOUNCED = {
    "held on the day": (days("2018-08-01"), days("2018-08-01"), None, "2018-08-01"),
    "held later": (days("2018-08-01"), days("2018-09-01"), None, "2018-09-01"),
    "held before, which is another act": (days("2018-08-01"), days("2018-01-01"), "2018-12-01", "none seen"),
    "never held, later articles were read": (days("2018-08-01"), None, "2018-12-01", "none seen"),
    "nothing was read afterwards": (days("2018-08-01"), None, None, "not covered"),
}


@pytest.mark.parametrize("case", ANNOUNCED)
def test_whether_what_was_announced_was_held(file: Path, case: str) -> None:
    announced, held, later, expected = ANNOUNCED[case]
    with store.connect(file) as db:
        store.store(db, told("https://baolangson.vn/announced", status="planned", **announced))
        if held:
            store.store(db, told("https://baolangson.vn/held", **held))
        if later:
            store.store(
                db,
                replace(
                    record("https://baolangson.vn/later", body=unlike("later"), published=later),
                    events=(),
                    acts=(),
                    event_officials=(),
                    statistics=(),
                ),
            )
        store.finish(db)
    (row,) = asked(file, "announced", {}).json()["rows"]
    assert row["held"] == expected


def test_provinces_are_acted_none_seen_or_not_covered(file: Path) -> None:
    with store.connect(file) as db:
        store.store(db, told("https://baolangson.vn/act"))
        quiet = record("https://kontumtv.vn/quiet", site="kontumtv.vn", province="kon-tum", published="2019-01-01", body=unlike("quiet"))
        store.store(db, replace(quiet, events=(), acts=(), event_officials=(), statistics=()))
        store.finish(db)
    rows = {row["province"]: row for row in asked(file, "time-to-act", {"document": "18-NQ/TW"}).json()["rows"]}
    assert (rows["Lạng Sơn"]["state"], rows["Lạng Sơn"]["at_least"], rows["Lạng Sơn"]["at_most"]) == ("acted", 272, 272)
    # from 25 October 2017 to 1 January 2019 pages were read, and none reports an act
    assert (rows["Kon Tum"]["state"], rows["Kon Tum"]["at_least"], rows["Kon Tum"]["at_most"]) == ("none seen", 433, None)
    assert (rows["Cà Mau"]["state"], rows["Cà Mau"]["at_least"]) == ("not covered", None)
    assert len(rows) >= 63


def test_acts_of_districts_after_their_end_are_flagged_and_provinces_recoded(file: Path) -> None:
    with store.connect(file) as db:
        store.store(db, told("https://kontumtv.vn/before", level="district", province="kon-tum", **days("2025-06-30")))
        store.store(db, told("https://kontumtv.vn/after", level="district", province="quang-ngai", **days("2025-07-02")))
        store.finish(db)
        codes = db.conn.execute(
            "select earliest, province, gso_code, province_34, gso_code_34, district_after from events_34 order by earliest"
        ).fetchall()
    assert codes == [("2025-06-30", "kon-tum", "62", "quang-ngai", "51", 0), ("2025-07-02", "quang-ngai", "51", "quang-ngai", "51", 1)]
    (row,) = asked(file, "acts-34", {}).json()["rows"]
    assert (row["province"], row["acts"], row["districts_after"]) == ("Quảng Ngãi", 2, 1)
    assert set(row["formerly"].split(",")) == {"kon-tum", "quang-ngai"}


COUNTED = {"acts-by-quarter": "articles", "spread": "at_most", "time-to-act": "articles"}


def test_a_constant_panel_leaves_out_sites_with_a_gap(file: Path) -> None:
    with store.connect(file) as db:
        for url, site, day in (
            ("https://baolangson.vn/1", "baolangson.vn", "2018-07-01"),
            ("https://baolangson.vn/2", "baolangson.vn", "2018-08-01"),
            ("https://kontumtv.vn/3", "kontumtv.vn", "2018-08-01"),
        ):
            store.store(db, record(url, site=site, published=day, body=unlike(url)))
        store.finish(db)
        days = [(row["site"], row["first"], row["earliest"], row["latest"], row["gaps"]) for row in db["panel"].rows_where(order_by="site")]
    assert days == [
        ("baolangson.vn", "2018-07", "2018-07-01", "2018-08-01", 0),
        ("kontumtv.vn", "2018-08", "2018-08-01", "2018-08-01", 0),
    ]
    for panel, sites in (("", [1, 2]), ("constant", [1, 1])):
        rows = asked(file, "citations-per-thousand", {"panel": panel, "document": "18-NQ/TW"}).json()["rows"]
        assert [row["sites"] for row in rows] == sites
    for name in ("acts-by-quarter", "spread", "time-to-act"):
        (everywhere, constant) = (
            asked(file, name, {"panel": panel, "document": "18-NQ/TW@2017"}).json()["rows"] for panel in ("", "constant")
        )
        counted = [max(row[COUNTED[name]] or 0 for row in rows) for rows in (everywhere, constant)]
        assert counted == ([3, 2] if name != "spread" else [1, 1]), name
    assert "Left out: 1 sites without a page of every month" in answer(file, "citations-per-thousand", {"panel": "constant"})


def test_persons_of_whom_it_is_uncertain_who_they_are(file: Path) -> None:
    made = record()
    (post,), (person,) = made.posts, made.officials
    nowhere = replace(
        made, posts=(replace(post, official_id="x@-"),), officials=(replace(person, id="x@-", basis="name"),), event_officials=()
    )
    with store.connect(file) as db:
        store.store(db, replace(nowhere, posts=(*nowhere.posts, replace(post, id="7.0.1", official_id="y@a", province="lai-chau"), replace(post, id="7.0.2", official_id="y@a")),
            officials=(*nowhere.officials, replace(person, id="y@a"), replace(person, id="z@b", name="Ai", name_folded="ai"))))  # fmt: skip
        found = dict(db.conn.execute("select official_id, uncertain from identities"))
    assert found == {"x@-": "no place tells", "y@a": "posts in several provinces", "z@b": None}


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
    with store.connect(file) as db:
        db.execute("update documents set verified = 0 where id = '03-NQ/TW@1997'")
        db.conn.commit()
    (row,) = asked(file, "lag", {"document": "03-NQ/TW@1997"}).json()["rows"]
    assert (row["issued"], row["at_least"], row["at_most"], row["note"]) == ("1997-06-18", None, None, "issue not confirmed")


def test_not_covered_is_told_from_none(file: Path) -> None:
    acted, silent, before, undated = "lang-son", "kon-tum", "thai-binh", "ha-giang"
    reported(file, ("https://baolangson.vn/1.html", {"province": acted}), province=acted)
    with store.connect(file) as db:
        for province, day in ((silent, "2018-08-01"), (before, "2016-08-01"), (undated, None)):
            made = record(f"https://x.vn/{province}", site=None, province=province, published=day, body=unlike(province))
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


# --- the pages of questions ------------------------------------------------------------------------------------


def page_of(path: Path, question: str, /, **parameters: str) -> Any:
    """Our page of a question, in Vietnamese unless it is asked for otherwise."""
    return asyncio.run(application(path).client.get(f"/-/question/{question}?{urlencode(parameters)}"))


@pytest.mark.parametrize("name", ASKED)
def test_questions_are_pages_in_both_languages(built: Path, name: str) -> None:
    question, parameters = questions()[name], ASKED[name][0]
    for language, title in (("vi", question.vi["title"]), ("en", question.title)):
        response = page_of(built, name, lang=language, **parameters)
        assert response.status_code == 200
        page = BeautifulSoup(response.text, "lxml")
        assert page.h1 is not None
        assert page.h1.get_text() == title
        fields = {str(tag["name"]) for tag in page.select("form.choose [name]")}
        assert fields == set(question.defaults)
        # a column without a name would stand there as its key
        assert not [th for th in page.select("thead th") if "column." in th.get_text()]
        # some ask for what the few articles of this database do not tell
        assert bool(page.select("table.answer tbody tr")) == bool(asked(built, name, parameters).json()["rows"])
    rows = asyncio.run(application(built).client.get(f"/-/question/{name}?{urlencode({'data': 'answer.json', **parameters})}")).json()
    assert len(rows) == len(asked(built, name, parameters).json()["rows"])


@pytest.mark.parametrize("name", ASKED)
def test_questions_say_the_same_in_both_languages(name: str) -> None:
    question = questions()[name]
    assert question.vi["description"].endswith(".")
    assert set(re.findall(r"`(\w+)`", question.vi["description"])) == set(re.findall(r"`(\w+)`", question.description))


def test_answers_say_what_stands_in_the_data_in_the_readers_language(built: Path) -> None:
    page = BeautifulSoup(page_of(built, "who-did-what", document="18-NQ/TW").text, "lxml")
    (row,) = [[td.get_text(" ", strip=True) for td in tr.select("td")] for tr in page.select("table.answer tbody tr")]
    assert row[:5] == ["Lạng Sơn", "tổng kết", "18-NQ/TW", "24/7/2018", "Tỉnh ủy Lạng Sơn"]
    assert "đã diễn ra" in row
    for link in [str(a["href"]) for a in page.select("table.answer a")]:
        assert asyncio.run(application(built).client.get(link)).status_code == 200, link


def test_figures_are_marked_in_their_sentence(built: Path) -> None:
    page = BeautifulSoup(page_of(built, "figures", measure="đại biểu").text, "lxml")
    assert {mark.get_text() for mark in page.select("td mark")} == {"hơn 500 đại biểu", "450 đại biểu"}


@pytest.mark.parametrize(
    ("name", "parameters", "field", "chosen"),
    [
        ("who-did-what", {"province": "lang-son"}, "province", "lang-son"),
        ("who-did-what", {"act": "tổng kết"}, "act", "tổng kết"),
        ("who-chaired", {}, "role", ""),
        ("crawls", {"state": "never visited"}, "state", "never visited"),
        ("figures", {"measure": "đại biểu"}, "measure", "đại biểu"),
    ],
)
def test_the_form_keeps_what_was_asked(built: Path, name: str, parameters: dict[str, str], field: str, chosen: str) -> None:
    page = BeautifulSoup(page_of(built, name, **parameters).text, "lxml")
    selected = page.select_one(f"[name={field}] option[selected], input[name={field}]")
    assert (str(selected["value"]) if selected else "") == chosen


@pytest.mark.parametrize("hostile", HOSTILE)
def test_pages_of_questions_take_any_words(built: Path, hostile: str) -> None:
    client = application(built).client
    for name, question in questions().items():
        words = urlencode(dict.fromkeys(question.defaults, hostile))
        assert asyncio.run(client.get(f"/-/question/{name}?{words}")).status_code == 200, name


def test_a_page_that_takes_too_long_says_so(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.serve import inquiry

    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as acts from n"
    question = replace(questions()["lag"], sql=endless)
    monkeypatch.setattr(inquiry, "questions", lambda: {"lag": question})
    monkeypatch.setitem(SETTINGS, "sql_time_limit_ms", 50)
    response = page_of(built, "lag")
    assert response.status_code == 503
    assert "Câu hỏi này quá rộng" in response.text


def test_cells_of_an_answer_are_harmless_in_a_spreadsheet(file: Path) -> None:
    with store.connect(file) as db:
        store.store(db, record(title="=cmd()", body="=cmd()\n" + record().article.body))
        store.finish(db)
    text = page_of(file, "search", words="cmd", data="answer.csv").text
    assert "'=cmd()" in text
    assert "\n=cmd" not in text.replace("\r", "")
