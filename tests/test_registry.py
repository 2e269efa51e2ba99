"""The registry of instruments: ids, and what can be checked of its rows without the instruments themselves."""

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest

from corpus import load, registry

CONTRACT_KINDS = frozenset(
    ("nghị quyết", "kết luận", "chỉ thị", "quyết định", "quy định", "quy chế", "nghị định", "thông tư", "luật", "hiến pháp", "pháp lệnh", "kế hoạch",
     "chương trình", "đề án", "hướng dẫn", "thông báo", "công văn", "báo cáo", "tờ trình", "điều lệ", "cương lĩnh chính trị", "văn bản")
)  # fmt: skip
ROWS = load.table("documents")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (registry.identifier("18-NQ/TW", year="2017"), "18-NQ/TW@2017"),
        (registry.identifier("67-NQ/TU", place="lang-son", year="2013"), "67-NQ/TU@lang-son.2013"),
        (registry.identifier("67-NQ/TU", place="lang-son"), "67-NQ/TU@lang-son"),
        (registry.identifier("12-QĐ/TU", place="kon-tum", year="2019", kind="quy định"), "12-QĐ/TU@kon-tum.2019.quy-dinh"),
        (registry.identifier("08/CĐ-TTg"), "08/CĐ-TTg"),
        (registry.congress_id("nghị quyết", "XII"), "nq-dai-hoi@XII"),
        (registry.plenum_id("nghị quyết", "6", "XII"), "nq-hoi-nghi-tw-6@XII"),
    ],
)
def test_ids(made: str, expected: str) -> None:
    assert made == expected


@pytest.mark.parametrize(
    ("name", "part_of"),
    [
        ("18-NQ/TW@2017", "nq-hoi-nghi-tw-6@XII"),
        ("18-NQ/TW@2022", "nq-hoi-nghi-tw-5@XIII"),
        ("03-NQ/TW@1997", "nq-hoi-nghi-tw-3@VIII"),
        ("10-NQ/TW@2007", "nq-hoi-nghi-tw-4@X"),
        ("10-NQ/TW@2022", None),
        ("30-CT/TW@2019", None),
        ("33-NQ/TW@2014", None),
        ("42-CT/TW@2010", None),
        ("42-CT/TW@2015", None),
        ("42-CT/TW@2020", None),
        ("43-CT/TW@2015", None),
        ("82-KL/TW@2020", None),
        ("178/2024/NĐ-CP@2024", None),
        ("202/2025/QH15@2025", None),
        ("nq-dai-hoi@XIII", None),
    ],
)
def test_known_instruments(name: str, part_of: str | None) -> None:
    assert registry.by_id()[name].row.part_of == part_of


def test_ids_are_distinct_and_parts_exist() -> None:
    rows = registry.documents()
    assert [name for name, count in Counter(row.id for row in rows).items() if count > 1] == []
    kinds = {row.id: row.kind for row in rows}
    assert [row.id for row in rows if row.part_of and kinds.get(row.part_of) != row.kind] == []
    assert all(row.id.isascii() or row.symbol for row in rows)


def test_kinds_are_those_of_the_contract() -> None:
    assert {row.kind for row in registry.documents()} <= CONTRACT_KINDS
    assert {row["kind"] for row in load.table("kinds")} - CONTRACT_KINDS == {"thông tri", "công điện"}


def test_verified_rows_name_what_was_seen() -> None:
    assert [row["symbol"] for row in ROWS if row["confidence"] == "verified" and not row["source_url"].startswith("http")] == []
    assert [row["symbol"] for row in ROWS if row["confidence"] == "verified" and row["symbol"] and len(row["issued"]) != 10] == []
    assert {row["confidence"] for row in ROWS} == {"verified", "known"}


def test_numbers_and_days_are_those_of_the_symbols() -> None:
    for row in ROWS:
        assert re.fullmatch(r"|\d{4}|\d{4}-\d\d-\d\d", row["issued"]), row
        if row["symbol"]:
            assert re.match(rf"{row['number']}[-/]", row["symbol"]), row
        if year := re.search(r"/(\d{4})/", row["symbol"]):
            assert row["issued"].startswith(year[1]), row


def test_days_lie_in_their_terms() -> None:
    spans = {(row["body"], row["term"]): (row["start"], row["end"] or "9999") for row in load.table("terms")}
    checked = 0
    for row in ROWS:
        body = (
            "Ban Chấp hành Trung ương Đảng Cộng sản Việt Nam"
            if row["symbol"].endswith("/TW")
            else "Quốc hội"
            if "/QH" in row["symbol"]
            else ""
        )
        if len(row["issued"]) == 10 and (body, row["term"]) in spans:
            start, end = spans[body, row["term"]]
            checked += 1
            assert start <= row["issued"] <= end, row
    assert checked > 250


def test_numbers_rise_with_days() -> None:
    """Bodies of the Party number anew each term and go on from there: a row out of order has a wrong day or number."""
    series = defaultdict(list)
    for row in ROWS:
        if row["symbol"].endswith("/TW") and row["number"].isdigit() and len(row["issued"]) == 10:
            series[row["kind"], row["term"], row["symbol"].partition("-")[2]].append((int(row["number"]), row["issued"], row["symbol"]))
    wrong = [
        (first, second)
        for rows in series.values()
        for first, second in zip(sorted(rows), sorted(rows)[1:], strict=False)
        if second[1] < first[1]
    ]
    # two conclusions of term XIII are cited as number 12
    assert [pair for pair in wrong if pair[0][2] != "12-KL/TW"] == []


def test_numbers_are_given_once() -> None:
    """A number stands once: of the Party within its term, of the state within its year."""
    given = Counter(
        (row["kind"], row["symbol"], row["term"] if row["symbol"].endswith("/TW") else row["issued"][:4]) for row in ROWS if row["symbol"]
    )
    assert {key[1:] for key, count in given.items() if count > 1} == {("03-NQ/TW", "VIII"), ("12-KL/TW", "XIII")}


def test_plena_issue_within_weeks_and_follow_one_another() -> None:
    plena = defaultdict(list)
    for row in ROWS:
        if row["plenum"]:
            assert row["issuer"] == "Ban Chấp hành Trung ương", row
            if len(row["issued"]) == 10:
                plena[row["term"], int(row["plenum"].split()[0])].append(date.fromisoformat(row["issued"]))
    for key, days in plena.items():
        assert (max(days) - min(days)).days <= 15, (key, days)
    for first, second in pairwise(sorted(plena)):
        assert first[0] != second[0] or max(plena[first]) < min(plena[second]), (first, second)


def test_topics_tell_namesakes_apart() -> None:
    (restructuring, land) = (registry.by_id()[name].topic for name in ("18-NQ/TW@2017", "18-NQ/TW@2022"))
    about = registry.topic("sắp xếp tổ chức bộ máy của hệ thống chính trị tinh gọn")
    assert len(about & restructuring) > 3 > len(about & land)
