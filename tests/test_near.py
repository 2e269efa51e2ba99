"""Copies: found however they are cut and framed, told from texts of one template, and their acts counted once."""

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from corpus.model import Record
from pipeline import database, near, store
from pipeline.build import build
from tests import clusters
from tests.conftest import BODY, OWN_WORDS, article, number_of, record
from tests.growth import fourfold
from tests.test_store import bare, dump, fill

# measured 1.0 and 1.0: a text that is no copy must not be taken out of the counts
LEAST_PRECISION, LEAST_RECALL = 0.98, 0.95
NOTE = (
    "Ngày 15/3, Huyện ủy Cao Lộc tổ chức hội nghị tổng kết 5 năm thực hiện Nghị quyết số 18-NQ/TW do đồng chí Vi Thị Hoan chủ trì. "
    "Sau 5 năm, huyện đã giảm 12 đầu mối và 146 biên chế, sáp nhập 31 thôn; bí thư chi bộ kiêm trưởng thôn đạt 62,4%. "
    "Kết luận hội nghị, đồng chí đề nghị các cấp ủy tiếp tục quán triệt nghị quyết, kiện toàn bộ máy tinh gọn, hiệu quả. "
    "Hội nghị cũng nghe ba tham luận của các xã về kinh nghiệm vận động nhân dân khi nhập thôn và chọn tên thôn mới."
)
LOOKALIKE = [
    ("15/3", "17/3"),
    ("Cao Lộc", "Lộc Bình"),
    ("Vi Thị Hoan", "Hoàng Văn Tảo"),
    ("146", "203"),
    ("31 thôn", "54 thôn"),
    ("62,4%", "48,9%"),
]


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first word turned into the second."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


# --- a text as it is compared ---


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ngày 05/9/2018", "ngày 5-9-2018"),
        ("45.799 tỷ đồng", "45799 tỷ đồng"),
        ("tăng 5,3%", "tăng 5.3 %"),
        ("Uỷ ban hoà bình", "Ủy ban hòa bình"),
        ("1,2 tỷ USD, 277,5km", "1,2 tỉ USD, 277,5 km"),
        ("Đắk Lắk – Đăk Lăk", "Dak Lak Dak Lak"),
        ("“Nghị quyết”,\nsố 18-NQ/TW", "Nghị quyết số 18 NQ/TW"),
    ],
)
def test_spellings_of_one_text_have_the_same_phrases(a: str, b: str) -> None:
    assert near.read(a).phrases == near.read(b).phrases


@pytest.mark.parametrize(("a", "b"), [("1,5 tỷ", "15 tỷ"), ("10 tỷ", "1 tỷ"), ("xã Tân An", "xã An Tân")])
def test_other_numbers_and_names_are_other_phrases(a: str, b: str) -> None:
    assert near.read(a).phrases != near.read(b).phrases


@pytest.mark.parametrize("text", ["", "…", "Một", "Một hai ba bốn"])
def test_texts_shorter_than_a_phrase_are_like_themselves_alone(text: str) -> None:
    read = near.read(text)
    assert len(set(near.bands(read))) == near.BANDS
    assert near.alike(read, near.read(text))
    assert not near.alike(read, near.read(NOTE))


def test_a_signature_is_the_same_in_every_process() -> None:
    """What stands in a database made today must be found by a program of next year."""
    code = "from pipeline import near; from tests.test_near import NOTE; t = near.read(NOTE); print(t.hash, *near.bands(t)[:2])"
    printed = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}, cwd=Path(__file__).parents[1]).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert printed == {"8253077781937171185 4077916919203268 224015126109612202\n"}


@pytest.mark.parametrize(
    ("other", "copy"),
    [
        (NOTE, True),
        (NOTE.upper(), True),
        (NOTE.partition(" Hội nghị cũng")[0], True),
        (NOTE.partition(" Kết luận")[0], True),
        (f"Theo Báo Lạng Sơn, công tác sắp xếp bộ máy ở Cao Lộc có nhiều chuyển biến. {NOTE}", True),
        (changed(NOTE, ("15/3", "15-03"), ("62,4%", "62,4 %"), ("đồng chí", "ông")), True),
        (changed(NOTE, *LOOKALIKE), False),
        (changed(NOTE, *LOOKALIKE[:3]), False),
        (changed(NOTE, *LOOKALIKE[3:]), False),
        (" ".join([NOTE, *(changed(NOTE, *LOOKALIKE, ("Huyện", f"Huyện {n}")) for n in "ABCD")]), False),
        (OWN_WORDS, False),
        (NOTE.partition(" Sau 5 năm")[0] + OWN_WORDS, False),
    ],
    ids=[
        "same", "capitals", "cut", "half", "framed", "respelled", "template", "template-names", "template-figures", "round-up", "own-words",
        "first-sentence",
    ],
)  # fmt: skip
def test_what_is_a_copy(other: str, copy: bool) -> None:
    a, b = near.read(NOTE), near.read(other)
    assert near.alike(a, b) is near.alike(b, a) is copy


def test_names_and_figures_beyond_the_first_count_by_passage() -> None:
    """A sentence of the site's own is one difference, however many names it has."""
    text, framed = near.read(NOTE), near.read("Đài Lạng Sơn, Báo Cao Bằng, Báo Bắc Kạn và Báo Hà Giang cùng đưa: " + NOTE)
    assert [near._changed(framed, text, most) for most in (0, 1)] == [True, False]
    other = near.read(changed(NOTE, *LOOKALIKE))
    assert [near._changed(other, text, most) for most in (3, 4)] == [True, False]


# --- the gold ---


def test_gold_has_enough_of_everything(tmp_path: Path) -> None:
    made = clusters.write(tmp_path)
    assert len({cluster for name, cluster in made.items() if name.startswith("copy")}) >= 30
    assert clusters.lookalikes() >= 40
    assert {name.split("-", 2)[2] for name in made if name.startswith("copy")} == {
        "exact",
        "retitled",
        "cut",
        "framed",
        "captions",
        "respelled",
    }


def test_copies_of_the_gold_are_found_and_nothing_else(tmp_path: Path) -> None:
    made = clusters.write(tmp_path)
    build([tmp_path], tmp_path / "gold.db")
    with database.read(tmp_path / "gold.db") as db:
        found = clusters.compare(db, made)
        acts = dict(
            db.execute("select url, group_concat(distinct act_id) from events join articles on articles.id = article_id group by 1")
        )
        copied = dict(db.execute("select a.url, o.url from articles a join articles o on o.id = a.duplicate_of"))
    assert found.precision >= LEAST_PRECISION, sorted(map(sorted, found.found - found.asked))
    assert found.recall >= LEAST_RECALL, sorted(map(sorted, found.asked - found.found))
    told = [(url, original) for url, original in copied.items() if acts.get(url) and acts.get(original)]
    assert len(told) >= 10
    for url, original in told:
        # a copy that lost its stamp knows no year, and what is long past may look new in it
        dated = {act for act in acts[url].split(",") if ".XXXX-" not in act}
        assert dated <= set(acts[original].split(",")), (url, original)


# --- in the database ---


def page(name: str, body: str, published: str | None = "2018-03-16") -> Record:
    """An article with nothing but a body."""
    return bare(f"https://{name}.vn/1", body=body, published=published)


CUT = NOTE.partition(" Kết luận")[0]
REST = NOTE.partition("biên chế, ")[2]
PAGES = (
    page("goc", NOTE),
    page("nguyen-van", NOTE, "2018-03-17"),
    page("cat", CUT, "2018-03-18"),
    page("phan-sau", REST, "2018-03-19"),
    page("khong-ngay", f"Tin từ Lạng Sơn. {NOTE}", None),
    page("huyen-khac", changed(NOTE, *LOOKALIKE), "2018-03-17"),
    page("huyen-khac-cat", changed(CUT, *LOOKALIKE), "2018-03-17T09:00"),
    page("viec-khac", OWN_WORDS, "2018-03-15"),
)
ORIGINALS = {"nguyen-van": "goc", "cat": "goc", "phan-sau": "goc", "khong-ngay": "goc", "huyen-khac-cat": "huyen-khac"}


def originals(db: Database) -> dict[str, str]:
    """Each copy with its original, by their hosts."""
    rows = db.execute("select a.url, o.url from articles a join articles o on o.id = a.duplicate_of")
    return {url.split("/")[2][:-3]: original.split("/")[2][:-3] for url, original in rows}


def test_clusters_have_their_earliest_whatever_the_order(tmp_path: Path) -> None:
    chance = random.Random(3)
    first = fill(tmp_path / "first.db", *PAGES)
    with database.read(tmp_path / "first.db") as db:
        assert originals(db) == ORIGINALS
    for number in range(6):
        path = tmp_path / f"{number}.db"
        pages = chance.sample(PAGES, len(PAGES))
        for at in range(0, len(pages), number + 1):
            made = fill(path, *pages[at : at + number + 1])
        assert made == first


def test_a_round_up_joins_no_two_originals(db: Database) -> None:
    one, two = NOTE, changed(NOTE, *LOOKALIKE)
    for record_ in (page("mot", one, "2018-03-16"), page("hai", two, "2018-03-17"), page("diem-bao", f"{one}\n{two}", "2018-03-18")):
        store.store(db, record_)
    store.finish(db)
    assert originals(db) == {"diem-bao": "mot"}


def test_a_second_finish_writes_nothing(db: Database) -> None:
    list(store.store_all(db, PAGES))
    store.finish(db)
    before, rows = db.conn.total_changes, dump(db)
    store.finish(db)
    # the coverage is made anew each time
    assert db.conn.total_changes - before == 2 * len(rows["coverage"])
    assert dump(db) == rows


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_edited_page_leaves_its_cluster(tmp_path: Path, order: tuple[int, ...]) -> None:
    """The original is edited into another text: its copies find a new original, and nothing remembers the old text."""
    texts = (page("goc", NOTE), page("goc", OWN_WORDS))
    with store.connect(tmp_path / "a.db") as db:
        for at in order:
            list(store.store_all(db, [texts[at], *PAGES[1:]]))
            store.finish(db)
        made = originals(db)
        kept = {
            row[0]
            for row in db.execute("select text_hash from bands union select text_hash from likenesses union select other from likenesses")
        }
        assert kept == {row[0] for row in db.execute("select text_hash from articles")}
    last = texts[order[-1]]
    assert made == (ORIGINALS if last is texts[0] else {"cat": "nguyen-van", "phan-sau": "nguyen-van", "khong-ngay": "nguyen-van", "huyen-khac-cat": "huyen-khac", "goc": "viec-khac"})  # fmt: skip
    assert fill(tmp_path / "b.db", last, *PAGES[1:]) == fill(tmp_path / "a.db")


# --- acts ---

HOST = "https://baothaibinh.com.vn/in-lai-9.html"


def elsewhere(**changes: object) -> Record:
    """The record of a reprint whose site is of another province, so that its act has another id."""
    made = record(HOST, site="baothaibinh.com.vn", published="2018-07-25", province="thai-binh")
    other = "tong-ket.tinh-uy-lang-son@thai-binh.2018-07-24"
    events = tuple(replace(event, act_id=other, province="thai-binh", **changes) for event in made.events)  # type: ignore[arg-type]
    return replace(made, events=events, acts=tuple(replace(act, id=other, province="thai-binh") for act in made.acts))


def test_the_act_of_a_reprint_is_that_of_the_original(tmp_path: Path) -> None:
    both = (record(), elsewhere())
    first = fill(tmp_path / "0.db", *both)
    with database.read(tmp_path / "0.db") as db:
        assert [(row["id"], row["province"], row["articles"]) for row in db["acts"].rows] == [(both[0].acts[0].id, "lang-son", 2)]
        rows = {row["article_id"]: (row["act_id"], row["said_act"], row["repeated"]) for row in db["events"].rows}
    ours, other = both[0].acts[0].id, both[1].acts[0].id
    assert rows == {both[0].article.id: (ours, ours, None), number_of(HOST): (ours, other, 1)}
    assert fill(tmp_path / "1.db", *reversed(both)) == first
    fill(tmp_path / "2.db", both[1])
    assert fill(tmp_path / "2.db", both[0]) == first


@pytest.mark.parametrize(
    ("changes", "acts"),
    [
        ({"date_basis": "anchored", "date": "2018-07-25"}, 1),
        ({"date": None, "date_basis": "bounded"}, 1),
        ({"date": "2018-07-20"}, 2),
        ({"kind": "sơ kết"}, 2),
    ],
    ids=["day of the reprint", "no day", "another stated day", "another kind"],
)
def test_acts_of_a_reprint_are_matched_by_kind_and_day(db: Database, changes: dict[str, object], acts: int) -> None:
    for made in (record(), elsewhere(**changes)):
        store.store(db, made)
    store.finish(db)
    assert db["acts"].count == acts


def test_a_reprint_whose_original_changes_has_its_own_act_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    fill(path, record(), elsewhere())
    after = fill(path, record(body=OWN_WORDS), elsewhere())
    assert after == fill(tmp_path / "b.db", elsewhere(), record(body=OWN_WORDS))
    with database.read(path) as db:
        assert {(row["act_id"] == row["said_act"], row["repeated"]) for row in db["events"].rows} == {(True, None)}
        assert db["acts"].count == 2


def test_storing_a_reprint_again_changes_nothing(db: Database) -> None:
    both = (record(), elsewhere())
    for made in both:
        store.store(db, made)
    store.finish(db)
    before = db.conn.total_changes
    for made in both:
        store.store(db, made)
    assert db.conn.total_changes == before


# --- how much it takes ---


def _many(size: int) -> list[Record]:
    """Articles of which every tenth is copied, and every tenth is of a series."""
    chance = random.Random(5)
    words = sorted({word for word in BODY.split() + OWN_WORDS.split() + NOTE.split() if word.isalpha()})
    bodies = [" ".join(chance.choices(words, k=150)) for _ in range(size)]
    bodies = [bodies[at - 1] if at % 10 == 5 else f"{bodies[at]} {NOTE} {at}" if at % 10 == 7 else body for at, body in enumerate(bodies)]
    return [Record(article=article(f"https://a.vn/{at}", body, site=None), sentences=()) for at, body in enumerate(bodies)]


def test_the_time_grows_with_the_articles(tmp_path: Path) -> None:
    ready = {size: _many(size) for size in (20, 200, 800)}

    def run(size: int) -> None:
        path = tmp_path / f"{random.random()}.db"
        with store.connect(path) as db:
            list(store.store_all(db, ready[size]))
            store.finish(db)

    assert fourfold(run, 200) < 10


@pytest.mark.parametrize("sql", [near._MEMBERS, near._SIZES])
def test_texts_to_look_at_are_found_by_index(db: Database, sql: str) -> None:
    plan = " ".join(row[3] for row in db.execute(f"explain query plan {sql}", ("[1]", 2)))
    assert "SEARCH bands USING COVERING INDEX" in plan, plan


def test_wide_bands_lead_to_no_pair_whatever_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs that were found while a band was narrow are those that a build of all at once finds; and again when texts go."""
    monkeypatch.setattr(near, "WIDE", 3)
    pages = [page(f"b{at}", f"{' '.join(NOTE.split()[at:])} Đoạn riêng của trang số {at} không giống trang nào.") for at in range(0, 60, 6)]
    first = fill(tmp_path / "first.db", *pages)
    assert 0 < len(first["likenesses"]) < 45
    for number, size in enumerate((1, 2, 5)):
        path = tmp_path / f"{number}.db"
        for at in range(0, len(pages), size):
            made = fill(path, *pages[len(pages) - at - size : len(pages) - at])
        assert made == first


def test_wide_bands_lead_to_pairs_again_when_texts_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "WIDE", 3)
    pages = [page(f"b{at}", f"{NOTE} {word * 3}") for at, word in enumerate(("Một ", "Hai ", "Ba ", "Bốn ", "Năm ", "Sáu ", "Bảy "))]
    many = fill(tmp_path / "a.db", *pages)
    few = [*pages[:3], *(page(f"b{at}", OWN_WORDS) for at in range(3, 7))]
    made = fill(tmp_path / "a.db", *few)
    assert len(many["likenesses"]) < 3 == len(made["likenesses"])
    assert made == fill(tmp_path / "b.db", *few)
