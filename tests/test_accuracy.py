"""How accuracy is measured: what counts as a term kept whole, and floors that rise by themselves and fall on purpose only, gains since a commit."""

import shutil
from pathlib import Path

import pytest

from pipeline import database
from pipeline.score import is_held_back
from tests.accuracy import floors, gains, terms

ROOT = Path(__file__).parents[1]

SYMBOLS = {"18-NQ/TW", "131-KH/HU"}
# a sentence, its words, how many terms stand in it and how many of them are whole
KEPT = [
    ("Ban Thường vụ Tỉnh ủy họp", "Ban_Thường_vụ Tỉnh_ủy họp", 2, 2),
    ("Ban Thường vụ Tỉnh ủy họp", "Ban Thường_vụ Tỉnh ủy họp", 2, 0),
    ("Phó Bí thư chi bộ", "Phó_Bí_thư chi_bộ", 2, 2),
    ("Phó Bí thư chi bộ", "Phó Bí_thư chi_bộ", 2, 1),
    ("cấp uỷ cơ sở", "cấp_uỷ cơ_sở", 2, 2),
    ("Nghị quyết 18-NQ/TW", "Nghị_quyết 18-NQ/TW", 2, 2),
    ("Nghị quyết 18-NQ/TW", "Nghị_quyết 18 - NQ / TW", 2, 1),
    ("Kế hoạch 1131-KH/HU, 18-NQ/TWB", "Kế_hoạch 1131-KH/HU , 18-NQ/TWB", 1, 1),
    ("tên_tệp của chi bộ", "tên_tệp của chi_bộ", 1, 1),
    ("trời mưa", "trời mưa", 0, 0),
]


@pytest.mark.parametrize(("text", "words", "asked", "kept"), KEPT)
def test_terms_kept_whole(text: str, words: str, asked: int, kept: int) -> None:
    share = terms.Share()
    share.count(text, words.split(" "), terms.pattern(SYMBOLS))
    assert (share.asked, share.kept, share.cut.total()) == (asked, kept, asked - kept)


MOVED = [
    ("rises, cut to two places", {"dates": 0.9}, {"dates": 0.9567}, {"dates": 0.95}, {"dates": 0.95}),
    ("stays where it fell", {"dates": 0.97}, {"dates": 0.9567}, {"dates": 0.97}, {"dates": 0.95}),
    ("a new one is made", {}, {"terms": 1.0}, {"terms": 1.0}, {"terms": 1.0}),
    ("one not measured stays", {"dates": 0.9}, {}, {"dates": 0.9}, {}),
    ("no place is lost to binary fractions", {}, {"dates": 0.29}, {"dates": 0.29}, {"dates": 0.29}),
]


@pytest.mark.parametrize(("floor", "got", "raised", "lowered"), [case[1:] for case in MOVED], ids=[case[0] for case in MOVED])
def test_floors_rise_and_are_lowered_on_purpose_only(
    floor: dict[str, float], got: dict[str, float], raised: dict[str, float], lowered: dict[str, float]
) -> None:
    assert floors.moved({"tuning": floor}, {"tuning": got}) == {"tuning": raised}
    assert floors.moved({"tuning": floor}, {"tuning": got}, lower=True) == {"tuning": lowered}


def test_what_fell_is_named() -> None:
    floor = {"tuning": {"dates": 0.97, "posts": 0.9, "terms": 0.95}}
    assert floors.below(floor, {"tuning": {"dates": 0.9567, "posts": 0.9}}) == [
        "tuning: dates 0.957 is below its floor 0.97",
        "tuning: terms 0.000 is below its floor 0.95",
    ]


def test_another_tree_builds_with_its_own_program(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for package in ("corpus", "extractors", "pipeline"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("gold", "samples", "__pycache__"))
    rules = tree / "extractors" / "date.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("tháng", "tuần trăng"), encoding="utf-8")
    page = tmp_path / "pages" / "vixuyen-2020-ke-hoach.txt"
    page.parent.mkdir()
    shutil.copy(ROOT / "corpus" / "samples" / page.name, page)
    dates = {}
    for name, of in (("mine", ROOT), ("other", tree)):
        gains.build(of, page.parent, tmp_path / f"{name}.db")
        with database.read(tmp_path / f"{name}.db") as db:
            dates[name] = {value for (value,) in db.conn.execute("select value from dates")}
    assert dates["mine"] - dates["other"] == {"2020-06"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a clone has an earlier commit")
def test_a_commit_is_taken_out_whole(tmp_path: Path) -> None:
    gains.take_out("HEAD", tmp_path)
    assert {"corpus", "extractors", "pipeline", "tests"} <= {path.name for path in tmp_path.iterdir()}


def test_pages_and_gold_of_every_part_are_there() -> None:
    for pages, gold in gains.PARTS.values():
        assert any(pages.iterdir())
        assert any(gold.glob("*.json"))
    assert {part for part, (_, gold) in gains.PARTS.items() if is_held_back(gold)} == {"held-back"}
