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
from tests.conftest import record

# name → parameters, and what must be among the columns of the answer's first row
ASKED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "who-did-what": (
        {"document": "18-NQ/TW", "act": "tổng kết", "province": "lang-son"},
        {"province": "Lạng Sơn", "document": "18-NQ/TW", "date": "2018-07-24", "status": "held", "articles": 3},
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
        {"province": "Lạng Sơn", "act": "tổng kết", "acts": 1, "documents": 1, "articles": 3},
    ),
    "most-cited": ({"kind": "nghị quyết"}, {"document_id": "18-NQ/TW@2017", "articles": 2, "provinces": 1}),
    "posts-of": ({"name": "lo thi"}, {"official": "Lò Thị Mẫu", "position": "Bí thư Tỉnh ủy", "articles": 3}),
    "implementing": ({}, {"instrument": "86-KH/TU@lang-son", "type": "implements", "document_id": "18-NQ/TW@2017"}),
    "unresolved-citations": ({"site": "kontumtv.vn"}, {"text": "Nghị quyết nêu trên", "reason": "two candidates"}),
    "search": ({"words": 'nghi quyet "tong ket"'}, {"province": "lang-son"}),
    "search-sentences": ({"words": "uỷ"}, {"province": "lang-son"}),
    "coverage-by-site": ({"site": "baolangson.vn"}, {"month": "2018-07", "built": 2}),
}
HOSTILE = ["'; drop table articles --", '"', '" OR *', "a:b^2 NEAR(", "đ%_", "\\", "x" * 5000]


def asked(path: Path, name: str, parameters: dict[str, str]) -> Any:
    """The JSON that the Datasette gives for a question."""
    client = application(path).client
    return asyncio.run(client.get(f"/{path.stem}/{name}.json?{urlencode({'_shape': 'objects', **parameters})}"))


def test_there_are_enough_and_all_are_asked() -> None:
    assert questions().keys() == ASKED.keys()
    assert len(questions()) >= 8


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
    assert response.json()["rows"] or name == "figures"


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


def test_questions_read_by_index(db: Database) -> None:
    """Counting the acts about one document does not look through all facts."""
    question = questions()["acts-by-province"]
    plan = " ".join(row[3] for row in db.execute(f"explain query plan {question.sql}", {"document": "18-NQ/TW"}))
    assert "SEARCH" in plan
    assert not re.search(r"SCAN (?:e|a|r)\b", plan), plan


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
    assert schema.BY_NAME["events"].columns[-1].description in page
    links = set(re.findall(r'href="(/facts/(\w+)/[^"?]+)"', page))
    assert {table for _, table in links if table != "events"} == {"articles", "sentences", "citations", "documents", "provinces", "acts"}
    for link, _ in links:
        assert asyncio.run(client.get(link)).status_code == 200, link
