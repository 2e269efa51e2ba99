"""Every question is run by its name, and answers what it says."""

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlite_utils import Database

from pipeline import database
from pipeline.serve import application
from pipeline.serve.questions import questions

# name → parameters, and what must be among the columns of the answer's first row
ASKED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "acts-by-province": ({}, {"province": "Lạng Sơn", "act": "tổng kết", "acts": 1, "articles": 3}),
    "most-cited": ({"kind": "nghị quyết"}, {"document": "18-NQ/TW@2017", "articles": 2, "provinces": 1}),
    "who-chaired": ({"role": "chairs", "province": "lang-son"}, {"official": "Lò Thị Mẫu", "act": "tổng kết", "document": "18-NQ/TW"}),
    "figures": ({"measure": "đại biểu"}, {"amount": 500.0, "qualifier": "over"}),
    "posts-of": ({"name": "lo thi"}, {"official": "Lò Thị Mẫu", "position": "Bí thư Tỉnh ủy", "articles": 3}),
    "timeline": ({"document": "18-NQ/TW@2017"}, {"earliest": "2018-07-24", "act": "tổng kết", "articles": 3}),
    "implementing": ({}, {"instrument": "86-KH/TU@lang-son", "type": "implements", "document": "18-NQ/TW@2017"}),
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
    """No question about one document looks through all facts."""
    for name in ("acts-by-province", "timeline"):
        question = questions()[name]
        plan = " ".join(row[3] for row in db.execute(f"explain query plan {question.sql}", dict(question.defaults)))
        assert not re.search(r"SCAN (?:e|a|r)\b", plan), plan
