"""Acts out of whole short articles: what is reported as held, about what, when, by whom; and what is no act."""

import hashlib

import pytest

from corpus.model import Article, Part, Record
from pipeline.extract import extract
from pipeline.link import link
from pipeline.link.event import level_of
from pipeline.segment import segment


def read(*lines: str, published: str | None = "2019-09-06", province: str | None = "ha-giang") -> Record:
    """The record of an article; its first line is the title."""
    body = "\n".join(lines)
    parts: tuple[Part, ...] = ("title", *("body" for _ in lines[1:]))
    article = Article(
        id=7, url="file:a.txt", site=None, title=lines[0], lead=None, author=None, section=None, published=published,
        published_from=None, page_date=None, province=province, republished_from=None, body=body, parts=parts,
        words=len(body.split()), content_hash=hashlib.sha256(body.encode()).hexdigest(),
    )  # fmt: skip
    sentences = segment(article)
    return link(article, sentences, extract(article, sentences))


def told(record: Record, status: str = "held") -> set[tuple[str, str | None, str | None]]:
    """Kind, symbol or plenum of the instrument, and day of each event."""
    cited = {row.id: row for row in record.citations}
    about = {key: row.symbol or (f"TW{row.plenum}" if row.plenum else row.term) for key, row in cited.items()}
    return {(row.kind, about.get(row.citation_id or ""), row.date) for row in record.events if row.status == status}


HELD = {
    "headline and lead are one act": (
        [
            "Huyện ủy Bình Lâm tổng kết Nghị quyết Trung ương 3 khóa VIII",
            "Sáng 5/9, Huyện ủy Bình Lâm tổ chức hội nghị tổng kết 20 năm thực hiện Nghị quyết Trung ương 3, khóa VIII về chiến lược cán bộ.",
        ],
        {("tổng kết", "TW3", "2019-09-05")},
    ),
    "two kinds and two instruments are four events": (
        [
            "Quán triệt, triển khai các nghị quyết của Trung ương",
            "Ngày 5-9, Thành ủy tổ chức hội nghị quán triệt, triển khai Nghị quyết số 18-NQ/TW và Nghị quyết số 19-NQ/TW của Ban Chấp hành Trung ương.",
        ],
        {(kind, symbol, "2019-09-05") for kind in ("quán triệt", "triển khai") for symbol in ("18-NQ/TW", "19-NQ/TW")},
    ),
    "the instrument that another carries out is not what was put to work": (
        [
            "Hội nghị cán bộ chủ chốt",
            "Chiều 5/9, Ban Thường vụ Tỉnh ủy triệu tập hội nghị triển khai Kết luận số 34-KL/TW của Bộ Chính trị về thực hiện mô hình thí điểm theo Nghị quyết số 18-NQ/TW.",
        ],
        {("triển khai", "34-KL/TW", "2019-09-05")},
    ),
    "a further act of the sentence has its own instrument": (
        [
            "Hội nghị của Quận ủy",
            "Chiều 5-9, Quận ủy tổ chức hội nghị triển khai Nghị quyết số 36-NQ/TW về kinh tế biển; đồng thời quán triệt Chỉ thị số 35-CT/TW về đại hội đảng bộ các cấp.",
        ],
        {("triển khai", "36-NQ/TW", "2019-09-05"), ("quán triệt", "35-CT/TW", "2019-09-05")},
    ),
    "what the delegates were told": (
        [
            "Đảng ủy xã Tân Lập học tập nghị quyết",
            "Sáng 5/9, Đảng ủy xã Tân Lập tổ chức hội nghị cho đảng viên.",
            "Tại hội nghị, các đại biểu được quán triệt Chỉ thị số 35-CT/TW.",
        ],
        {("quán triệt", "35-CT/TW", "2019-09-05")},
    ),
    "an own plan issued": (
        [
            "Công tác cán bộ ở Bình Lâm",
            "Đội ngũ cán bộ của huyện ngày càng vững vàng.",
            "Năm qua, huyện có nhiều đổi mới.",
            "Cán bộ trẻ được chú ý.",
            "Thực hiện Nghị quyết số 26-NQ/TW, Ban Thường vụ Huyện ủy đã ban hành Kế hoạch số 86-KH/HU ngày 12/7/2019.",
        ],
        {("ban hành", "86-KH/HU", "2019-07-12")},
    ),
    "resolutions adopted without a name": (
        ["Bế mạc kỳ họp thứ 9 HĐND tỉnh", "Chiều 5/9, các đại biểu HĐND tỉnh đã biểu quyết thông qua 12 nghị quyết."],
        {("thông qua", None, "2019-09-05")},
    ),
    "the first of two acts that stand beside the conference": (
        [
            "Thông báo của Bộ Chính trị",
            "Sáng 5/9, Tỉnh ủy tổ chức hội nghị triển khai Thông báo số 55-TB/TW của Bộ Chính trị về sơ kết 5 năm thực hiện Nghị quyết số 26-NQ/TW.",
        ],
        {("triển khai", "55-TB/TW", "2019-09-05")},
    ),
    "a place that acts by its name, and the lead that says who": (
        [
            "Bình Lâm quán triệt Nghị quyết Trung ương 8 khóa XII",
            "Sáng 5/9, Huyện ủy Bình Lâm tổ chức hội nghị quán triệt các nghị quyết của Hội nghị Trung ương 8 khóa XII.",
        ],
        {("quán triệt", "TW8", "2019-09-05")},
    ),
    "what the congress adopts, on the day of the lead": (
        [
            "Đại hội Đảng bộ huyện Bình Lâm",
            "Sau 2 ngày làm việc, chiều 5/9, Đại hội đại biểu Đảng bộ huyện Bình Lâm lần thứ XX đã bế mạc.",
            "Đại hội đã bầu Ban Chấp hành gồm 38 đồng chí.",
            "Đồng chí Bí thư Huyện ủy được bầu lại.",
            "Đại hội thông qua Nghị quyết Đại hội đại biểu Đảng bộ huyện Bình Lâm lần thứ XX.",
        ],
        {("thông qua", "XX", "2019-09-05")},
    ),
    "an inspection": (
        [
            "Giám sát tại xã Tân Lập",
            "Ngày 5/9, Đoàn giám sát của HĐND huyện làm việc với UBND xã Tân Lập về việc thực hiện Nghị quyết số 07/2018/NQ-HĐND.",
        ],
        {("giám sát", "07/2018/NQ-HĐND", "2019-09-05")},
    ),
}

NONE = {
    "planned": ["Chuẩn bị hội nghị", "Ngày 20/9 tới, Huyện ủy sẽ tổ chức hội nghị quán triệt Nghị quyết số 18-NQ/TW."],
    "asked": ["Bí thư thăm xã", "Đồng chí đề nghị các chi bộ tiếp tục quán triệt, triển khai Nghị quyết số 18-NQ/TW."],
    "carried out": ["Nông thôn mới ở Bình Lâm", "Huyện đã thực hiện tốt Nghị quyết số 26-NQ/TW về nông nghiệp, nông dân, nông thôn."],
    "a topic of something else": ["Đánh giá cán bộ", "Huyện đánh giá kết quả việc quán triệt, triển khai Nghị quyết số 18-NQ/TW."],
    "a sum of many": ["Công tác tuyên giáo", "Năm qua, Huyện ủy đã mở 35 lớp quán triệt Nghị quyết số 18-NQ/TW cho 4.200 đảng viên."],
    "a model to follow": ["Học Bác", "Sáng 5/9, Hội Phụ nữ xã tổ chức hội thi học tập và làm theo tấm gương đạo đức Hồ Chí Minh."],
    "by means of": ["Dân vận", "Thông qua hội nghị, các đại biểu nắm vững tinh thần Nghị quyết số 25-NQ/TW."],
    "a central instrument's own issuing": [
        "Cải cách tiền lương",
        "Cán bộ rất vui.",
        "Nhân dân đồng tình.",
        "Mọi việc thuận lợi.",
        "Năm 2018, Trung ương đã ban hành Nghị quyết số 27-NQ/TW về cải cách chính sách tiền lương.",
    ],
}


@pytest.mark.parametrize("name", HELD)
def test_held(name: str) -> None:
    lines, expected = HELD[name]
    assert told(read(*lines)) == expected


@pytest.mark.parametrize("name", NONE)
def test_nothing_held(name: str) -> None:
    assert told(read(*NONE[name])) == set()


def test_plans_and_demands_are_kept_apart() -> None:
    assert told(read(*NONE["planned"]), "planned") == {("quán triệt", "18-NQ/TW", "2019-09-20")}
    assert {kind for kind, _, _ in told(read(*NONE["asked"]), "asked")} == {"quán triệt", "triển khai"}


def test_without_a_day_of_publication_the_year_stays_open() -> None:
    lines, _ = HELD["headline and lead are one act"]
    (event,) = read(*lines, published=None).events
    assert (event.date, event.date_basis) == ("XXXX-09-05", "anchored")


HELD_BY = "Huyện ủy Bình Lâm tổ chức hội nghị quán triệt Nghị quyết số 18-NQ/TW."
# what the words before the act say of its day; published on 2024-05-14
DAYS = [
    (f"Sáng nay, {HELD_BY}", "2024-05-14"),
    (f"Mới đây (ngày 5/5), {HELD_BY}", "2024-05-05"),
    (f"Đúng 7h30' ngày 10/05/2024, {HELD_BY}", "2024-05-10"),
    (f"Vừa qua, {HELD_BY}", None),
    # the days of one conference are one range
    (f"Ngày 12 và 13/5, {HELD_BY}", "2024-05-12/2024-05-13"),
    (f"Ngày 12/5 và 13/5, {HELD_BY}", "2024-05-12/2024-05-13"),
    (f"Trong hai ngày (12 - 13/5), {HELD_BY}", "2024-05-12/2024-05-13"),
    (f"Chiều ngày 12 và sáng ngày 13/5, {HELD_BY}", "2024-05-12/2024-05-13"),
    (f"Trong các ngày 8, 9 và 10/5, {HELD_BY}", "2024-05-08/2024-05-10"),
    (f"Trong 2 ngày 30/4 và 1/5, {HELD_BY}", "2024-04-30/2024-05-01"),
    (f"Đợt học tập diễn ra từ 8 đến 10/5. {HELD_BY}", "2024-05-08/2024-05-10"),
    # celebrated, issued, set as a term: not the act's day
    (f"Nhân kỷ niệm 94 năm Ngày thành lập Đảng (3/2/1930 - 3/2/2024), sáng 1/2, {HELD_BY}", "2024-02-01"),
    (f"Hướng tới Ngày sinh Chủ tịch Hồ Chí Minh (19/5), {HELD_BY}", None),
    (f"Thực hiện Kế hoạch số 12-KH/TU, ngày 10/3/2024 của Tỉnh ủy, ngày 15/4, {HELD_BY}", "2024-04-15"),
    (f"Thực hiện Công văn ngày 10/3/2024 của Tỉnh ủy, trong 2 ngày 15 và 16/4, {HELD_BY}", "2024-04-15/2024-04-16"),
    (f"Vừa qua, {HELD_BY} Đồng chí Bí thư Huyện ủy yêu cầu hoàn thành trước ngày 30/4.", None),
    # said elsewhere
    (f"Sáng 12/5, Huyện ủy khánh thành nhà văn hóa. Chiều cùng ngày, {HELD_BY}", "2024-05-12"),
    (f"Vừa qua, {HELD_BY} Hội nghị diễn ra sáng 12/5 tại Trung tâm Hội nghị huyện.", "2024-05-12"),
]


@pytest.mark.parametrize(("lead", "day"), DAYS)
def test_when(lead: str, day: str | None) -> None:
    assert {event.date for event in read("Hội nghị của huyện", lead, published="2024-05-14").events if event.status == "held"} == {day}


def test_the_days_of_a_conference_bound_it_and_its_first_day_names_the_act() -> None:
    (event,) = read("Hội nghị", f"Ngày 12 và 13/5, {HELD_BY}", published="2024-05-14").events
    assert (event.earliest, event.latest) == ("2024-05-12", "2024-05-13")
    assert event.act_id == "quan-triet@ha-giang.huyen-uy-binh-lam.2024-05-12"


def test_what_was_issued_has_its_own_day() -> None:
    lead = "Sáng 12/5, Bí thư Tỉnh ủy cho biết Ban Thường vụ Tỉnh ủy đã ban hành Kế hoạch số 86-KH/TU ngày 8/5/2024."
    assert told(read("Tỉnh ủy họp", lead, published="2024-05-14")) == {("ban hành", "86-KH/TU", "2024-05-08")}


@pytest.mark.parametrize(
    ("lead", "province"),
    [
        ("Sáng 5/9, Tỉnh ủy tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW.", "ha-giang"),
        ("Sáng 5/9, Ban Bí thư tổ chức hội nghị quán triệt Nghị quyết số 18-NQ/TW.", None),
        ("Sáng 5/9 đã diễn ra Hội nghị toàn quốc quán triệt Nghị quyết số 18-NQ/TW.", None),
        ("Sáng 5/9, Tỉnh ủy dự Hội nghị toàn quốc quán triệt Nghị quyết số 18-NQ/TW.", "ha-giang"),
        ("Sáng 5/9, Bộ Lao động - Thương binh và Xã hội tổ chức hội nghị tổng kết Nghị quyết số 15-NQ/TW.", None),
    ],
)
def test_where(lead: str, province: str | None) -> None:
    assert {event.province for event in read("Hội nghị", lead).events} == {province}


def test_an_act_later_than_the_merger_is_the_merged_provinces() -> None:
    (event,) = read("Hội nghị", "Sáng 5/9/2025, Tỉnh ủy tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW.", published=None).events
    assert event.province == "tuyen-quang"


def test_an_act_without_a_day_is_bounded_by_publication() -> None:
    (event,) = read("Tổng kết nghị quyết", "Huyện ủy Bình Lâm đã tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW.").events
    assert (event.date, event.earliest, event.latest, event.date_basis) == (None, None, "2019-09-06", "bounded")


ORGANIZATIONS = [
    ("Sáng 5/9, Ban Thường vụ Huyện ủy Bình Lâm tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW.", "Ban Thường vụ Huyện ủy Bình Lâm", "district"),
    ("Sáng 5/9, Đảng ủy phường Tân Hòa, tỉnh Lâm Đồng (huyện Bình Lâm cũ) tổ chức hội nghị triển khai Nghị quyết số 68-NQ/TW.", "Đảng ủy phường Tân Hòa", "commune"),
    ("Sáng 5/9, huyện Bình Lâm tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.", "huyện Bình Lâm", "district"),
    (
        "Ngày 5/9, Đoàn kiểm tra số 2 của Ban Thường vụ Tỉnh ủy do đồng chí Mùa A Sử, Phó Bí thư Tỉnh ủy làm Trưởng đoàn đã kiểm tra việc thực hiện Nghị quyết số 18-NQ/TW.",
        "Đoàn kiểm tra số 2 của Ban Thường vụ Tỉnh ủy",
        "province",
    ),
    ("Thực hiện Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XIX, Huyện ủy Bình Lâm tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.", "Huyện ủy Bình Lâm", "district"),
    ("Sáng 5/9, Bộ Chỉ huy Quân sự tỉnh, Công an tỉnh và Bộ Chỉ huy Bộ đội Biên phòng tỉnh tổ chức hội nghị sơ kết Nghị quyết số 28-NQ/TW.", "Bộ Chỉ huy Quân sự tỉnh", "province"),
    ("Sáng 5/9, tại hội trường UBND phường Tân Hòa, Đảng ủy phường Tân Hòa tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.", "Đảng ủy phường Tân Hòa", "commune"),
    ("Sáng 5/9, tại hội trường 2/9 TP Bình Lâm, Tỉnh ủy tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.", "Tỉnh ủy", "province"),
    ("Sáng 5/9, đồng chí Mùa A Sử, Bộ trưởng Bộ Quốc phòng dự Hội nghị của Tỉnh ủy Bình Lâm về tổng kết Nghị quyết số 18-NQ/TW.", "Tỉnh ủy Bình Lâm", "province"),
]  # fmt: skip


@pytest.mark.parametrize(("lead", "organization", "level"), ORGANIZATIONS)
def test_who_acted(lead: str, organization: str, level: str) -> None:
    events = read("Hội nghị", lead).events
    assert {(event.organization, event.level) for event in events} == {(organization, level)}


def test_the_lead_says_in_full_what_the_headline_shortens() -> None:
    lead = "Sáng 5/9, Đảng ủy Công an tỉnh tổ chức hội nghị quán triệt Nghị quyết số 18-NQ/TW."
    (event,) = read("Công an tỉnh quán triệt Nghị quyết số 18-NQ/TW", lead).events
    assert event.organization == "Đảng ủy Công an tỉnh"


@pytest.mark.parametrize(
    ("organization", "province", "level"),
    [
        ("Tỉnh ủy", "lang-son", "province"),
        ("Thành ủy", "da-nang", "province"),
        ("Thành ủy Lạng Sơn", "lang-son", "district"),
        ("Huyện đoàn", "lang-son", "district"),
        ("UBND xã Tân Lập", "lang-son", "commune"),
        ("Ban Bí thư Trung ương Đảng", "lang-son", "central"),
        ("Sở Nội vụ", "lang-son", "province"),
        ("Bộ Lao động - Thương binh và Xã hội", "lang-son", "central"),
        ("Hội đồng Lý luận Trung ương", "lang-son", "central"),
        ("Chi bộ Văn phòng", "lang-son", None),
        (None, "lang-son", None),
    ],
)
def test_level(organization: str | None, province: str, level: str | None) -> None:
    assert level_of(organization, province) == level


def test_roles_are_told_apart() -> None:
    record = read(
        "Tổng kết nghị quyết",
        "Sáng 5/9, Huyện ủy Bình Lâm tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW. Đồng chí Lê Văn Cừ, Bí thư Huyện ủy chủ trì hội nghị. "
        "Đồng chí Trần Thị Mẫn, Phó Bí thư Tỉnh ủy dự và phát biểu chỉ đạo. Đồng chí Hà Văn Tấn, Trưởng ban Tổ chức Huyện ủy dự hội nghị.",
    )
    names = {row.id: row.name for row in record.officials}
    assert {(names[row.official_id], row.role) for row in record.event_officials} == {
        ("Lê Văn Cừ", "chairs"),
        ("Trần Thị Mẫn", "directs"),
        ("Hà Văn Tấn", "attends"),
    }


def test_two_papers_report_one_act() -> None:
    lead = "Sáng 5/9, Tỉnh ủy tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW và Nghị quyết số 19-NQ/TW."
    one = read("Tổng kết hai nghị quyết", lead)
    other = read("Tỉnh ủy tổng kết nghị quyết", "Ngày 5-9, Ban Thường vụ Tỉnh ủy tổng kết Nghị quyết số 18-NQ/TW.")
    assert {row.act_id for row in one.events} == {row.act_id for row in other.events} == {"tong-ket@ha-giang.2019-09-05"}
    assert len(one.acts) == 1
