"""What is shown of an article, from the database and from a page on disk."""

import json
from pathlib import Path

import pytest

from pipeline import show
from pipeline.errors import DatabaseError, InputError
from tests.conftest import BODY, URL, article, record

PAGE = f"{BODY}\nHội nghị đã nghe báo cáo và thảo luận về kết quả thực hiện nghị quyết trong năm qua trên địa bàn tỉnh.\n" * 3


@pytest.mark.parametrize("named", [str(article().id), URL, "tong-ket-nghi-quyet-1.html"])
def test_facts_stand_in_text_order(built: Path, named: str) -> None:
    facts = list(show.facts(built, named))
    assert [fact["start"] for fact in facts] == sorted(fact["start"] for fact in facts)
    assert sorted(fact["kind"] for fact in facts) == ["citation"] * 2 + ["date", "event", "official", "relation"] + ["statistic"] * 2
    for fact in facts:
        assert BODY[fact["start"] : fact["end"]] == fact["text"]
        assert list(fact) == ["kind", "id", "start", "end", "text", "rule", "value"]
        assert json.loads(json.dumps(fact)) == fact


def test_value_has_the_columns_that_the_words_give(built: Path) -> None:
    event = next(fact for fact in show.facts(built, URL) if fact["kind"] == "event")
    assert event["rule"] == "event.review"
    assert event["value"]["kind"] == "tổng kết"
    assert event["value"]["officials"] == [{"official_id": "lo-thi-mau@lang-son", "role": "chairs"}]
    assert "place" not in event["value"]


@pytest.mark.parametrize(("named", "words"), [("khong-co", "no article"), ("", "no article"), (".html", "several"), ("%", "no article")])
def test_one_article_must_be_meant(built: Path, named: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words):
        list(show.facts(built, named))


@pytest.mark.parametrize(
    ("stage", "columns"),
    [("parse", {"body", "title"}), ("segment", {"position", "words"}), ("extract", {"rule", "value"}), ("link", {"rule", "id"})],
)
def test_stages_show_what_they_make(tmp_path: Path, stage: str, columns: set[str]) -> None:
    page = tmp_path / "trang.txt"
    page.write_text(PAGE, encoding="utf-8")
    lines = list(show.stage_of(page, stage))
    assert lines
    assert all(columns <= line.keys() for line in lines)
    json.dumps(lines)


def test_a_file_without_an_article_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "trang.txt"
    page.touch()
    with pytest.raises(InputError, match="empty"):
        list(show.stage_of(page, "link"))


def test_database_and_record_are_shown_alike(built: Path) -> None:
    assert list(show._lines(record())) == list(show.facts(built, URL))
