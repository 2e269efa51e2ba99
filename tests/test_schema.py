"""The tables are those of the contract, the row types have their columns, and every column says what it means."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from sqlite_utils import Database

from corpus import model
from pipeline import fulltext, migration, schema

CONTRACT = Path(__file__).parents[2] / "shared" / "schema.md"
FACT = "id article_id sentence_id start end text rule"
PAGE = "title lead author section published published_from page_date province republished_from"
# table: columns, as readers outside rely on them
EXPECTED = {
    "provinces": "id name kind valid_from valid_to merged_into region gso_code",
    "province_periods": "province valid_from valid_to",
    "sites": "id name kind province",
    "articles": f"id url site {PAGE} duplicate_of body words content_hash fetched warc_file warc_offset",
    "revisions": f"article_id url site {PAGE} body words content_hash fetched warc_file warc_offset",
    "sentences": "id article_id position start end text segmented",
    "documents": "id kind number symbol title issued issuer term level province part_of origin verified source_url",
    "document_relations": f"{FACT} from_id to_id type",
    "citations": f"{FACT} kind number symbol title issued issuer plenum congress term document_id",
    "unresolved": "article_id start end text reason",
    "officials": "id name name_folded basis",
    "posts": f"{FACT} official_id name position role organization province former",
    "dates": f"{FACT} type value earliest latest",
    "statistics": f"{FACT} value unit amount measure qualifier direction of subject period target target_id aspect event_id",
    "events": f"{FACT} kind status citation_id document_id date earliest latest date_basis organization level province place act_id",
    "event_officials": "event_id official_id role",
    "acts": "id kind organization level province date earliest latest articles sites",
    "coverage": "site month found fetched relevant built rejected",
    "runs": "id command started ended outcome version",
    "fetches": "url site run_id at status outcome warc_file warc_offset",
    "rejected": "stage url reason detail",
    "meta": "key value",
}
ROWS = {
    "citations": model.CitationRow,
    "posts": model.PostRow,
    "dates": model.DateRow,
    "statistics": model.StatisticRow,
    "events": model.EventRow,
    "event_officials": model.EventOfficialRow,
    "document_relations": model.RelationRow,
    "unresolved": model.UnresolvedRow,
    "documents": model.DocumentRow,
    "officials": model.OfficialRow,
    "acts": model.ActRow,
}


@pytest.mark.parametrize("table", EXPECTED)
def test_contract_exists_in_a_new_database(db: Database, table: str) -> None:
    assert set(EXPECTED[table].split()) <= set(db[table].columns_dict)


@pytest.mark.parametrize("table", ["articles_fts", "sentences_fts"])
def test_full_text_exists_in_a_new_database(db: Database, table: str) -> None:
    assert db.execute(f"select count(*) from {table}").fetchone() == (0,)


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is written out above; its text is kept elsewhere")
def test_contract_is_the_one_that_readers_have(db: Database) -> None:
    rows = [line.split("|")[1:4] for line in CONTRACT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    named = {table: cells for cells in rows for table in re.findall(r"`(\w+)`", cells[0])}
    assert named.keys() - {"articles_fts", "sentences_fts"} == EXPECTED.keys() - {"province_periods", "revisions"}
    for table, cells in named.items():
        # what stands in brackets explains a column
        names = re.findall(r"`(\w+)`", re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", re.sub(r"→ \w+", "", cells[1])))
        assert set(names) <= set(db[table].columns_dict), table


@pytest.mark.parametrize("table", ROWS)
def test_row_types_have_the_columns_of_their_table(table: str) -> None:
    counted = {"acts": ("articles", "sites"), "events": ("said_act", "repeated")}.get(table, ())
    assert tuple(field.name for field in fields(ROWS[table])) + counted == schema.BY_NAME[table].names


def test_record_has_a_field_for_every_row_type() -> None:
    assert {field.name for field in fields(model.Record)} == {"article", "sentences", *ROWS}


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_tables_describe_themselves(table: schema.Table) -> None:
    for words in (table.title, table.description, *(column.description for column in table.columns)):
        assert len(words) >= 4
    for column in table.columns:
        assert column.description.endswith("."), column.name
    known = set(table.names)
    assert known >= {*table.key, *table.facets, *(name for index in table.indexes for name in index)}
    assert {table.sort, table.label} - {None} <= known


def test_tables_stand_after_those_that_they_refer_to(db: Database) -> None:
    seen: set[str] = set()
    for table in schema.TABLES:
        seen.add(table.name)
        assert {column.of for column in table.columns if column.of} <= seen
        linked = {(key.column, key.other_table) for key in db[table.name].foreign_keys}
        assert linked == {(column.name, column.of) for column in table.columns if column.of}


def test_references_are_indexed(db: Database) -> None:
    for table in schema.TABLES:
        first = {index.columns[0] for index in db[table.name].indexes} | {table.key[0] if table.key else ""}
        assert {column.name for column in table.columns if column.of} <= first, table.name


def test_file_says_whose_it_is(db: Database) -> None:
    assert db.execute("pragma application_id").fetchone() == (schema.APPLICATION_ID,)
    assert db.execute("pragma user_version").fetchone() == (migration.version(),)
    assert dict(db.execute("select key, value from meta"))["schema_version"] == str(migration.version())


def test_numbers_are_the_keys_of_articles_and_sentences_and_of_their_full_text(db: Database) -> None:
    for index in fulltext.INDEXES:
        assert db[index.table].columns_dict["id"] is int
        assert db[index.table].pks == ["id"]
