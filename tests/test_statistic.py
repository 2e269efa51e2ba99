"""Statistics: what counts and what only looks like it, and what a figure is tied to."""

from dataclasses import replace

import pytest

from corpus import load
from corpus.model import Article, EventRow, Mention, Official, Statistic, StatisticRow
from extractors import citation, date, official, statistic
from pipeline.link import date as link_date
from pipeline.link import statistic as link
from pipeline.segment import segment
from tests.growth import FOURFOLD, fourfold


def found(text: str) -> list[Mention]:
    dates = list(date.find(text, 0, len(text), ()))
    mentions = list(statistic.find(text, 0, len(text), dates))
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return mentions


def read(text: str) -> list[Statistic]:
    return [mention.value for mention in found(text) if isinstance(mention.value, Statistic)]


def rows(body: str, published: str | None = None, events: tuple[EventRow, ...] = ()) -> tuple[StatisticRow, ...]:
    made = Article(
        id=7, url="file:a.txt", site=None, title=None, lead=None, author=None, section=None, published=published, published_from=None,
        page_date=None, province=None, republished_from=None, body=body, parts=(), words=0, content_hash="",
    )  # fmt: skip
    sentences = segment(made)
    dates, mentions = [], []
    for sentence in sentences:
        dated = list(date.find(body, sentence.start, sentence.end, ()))
        dates += dated
        mentions += statistic.find(body, sentence.start, sentence.end, dated)
    out = link.resolve(made, sentences, mentions, link_date.resolve(made, sentences, dates), events)
    assert all(body[row.start : row.end] == row.text for row in out)
    return out


READ = [
    ("17 đơn tố cáo; xử lý 3 đơn, lưu 1 đơn", [(17, "đơn tố cáo"), (3, "đơn"), (1, "đơn")]),
    ("với 1.900 đại biểu/75 điểm cầu", [(1900, "đại biểu")]),
    ("đạt 50% (8 xã), trong đó 58,9% (66/112 thôn, tăng thêm 20 thôn)", [(50, "%"), (8, "xã"), (58.9, "%"), (66, "thôn"), (20, "thôn")]),
    ("hơn 310ha chè; 22.004,14 ha; 3,5km; 35 m²", [(310, "ha"), (22004.14, "ha"), (3.5, "km"), (35, "m²")]),
    ("lương cơ sở 1.490.000 đồng/tháng, mức 50 triệu đồng", [(1490000, "đồng/tháng"), (50, "triệu đồng")]),
    ("- 26 biểu mẫu", [(26, "biểu mẫu")]),
    ("gồm 7 liên khu dân cư", [(7, "liên khu")]),
    ("sáp nhập ba xã, hai thị trấn", [(3, "xã"), (2, "thị trấn")]),
    ("2 Huân chương, 5 Bằng khen", [(2, "Huân chương"), (5, "Bằng khen")]),
    ("gấp 20 lần, giảm 1,2 điểm %", [(20, "lần"), (1.2, "điểm %")]),
    ("12 người ở Tổ 3; lớp 40 học viên", [(12, "người"), (40, "học viên")]),
    ("cấp 25 giấy chứng nhận, thu 3 nghìn tỷ đồng", [(25, "giấy chứng nhận"), (3, "nghìn tỷ đồng")]),
    ("người dân tộc thiểu số 8 đồng chí (20,5%)", [(8, "đồng chí"), (20.5, "%")]),
    ("dâng ba ghè rượu, nứt hai chỗ, 56 đầu việc", [(3, "ghè"), (2, "chỗ"), (56, "đầu việc")]),
    ("tàu công suất 90CV, dung lượng 48MB", [(90, "CV"), (48, "MB")]),
    ("danh mục 36 dự án, mục 3 phần II", [(36, "dự án")]),
    ("mỗi huyện, thị xã 2 trường; mỗi xã, thành phố 3 chợ; mỗi phường, xã 4 tổ", [(2, "trường"), (3, "chợ"), (4, "tổ")]),
    ("Trung đoàn 841 đổi mới; Đại đội Trinh sát 20 thẳng thắn; Đại đội có 20 người", [(20, "người")]),
    ("mỗi khách hàng mất điện 118 phút/năm; gần 2.300 con người; 30 con trâu", [(118, "phút/năm"), (2300, "con người"), (30, "con trâu")]),
    ("KIỂM TRA ĐỐI VỚI 03 CHI BỘ; SÁP NHẬP 5 XÃ; NGHỊ QUYẾT 18 HỘI NGHỊ; KỲ HỌP THỨ 5 HĐND", [(3, "chi bộ"), (5, "xã")]),
    ("trao 264 “Mái ấm công đoàn”; Chỉ thị 05 “Học tập và làm theo”", [(264, "Mái ấm công đoàn")]),
    ("thi hành kỷ luật 29 tổ chức đảng; theo Luật 29 xã phải làm; Bộ luật 5 điều", [(29, "tổ chức đảng")]),
    ("kỷ luật 17 đảng viên (khiển trách 11, cảnh cáo 5)", [(17, "đảng viên"), (11, "đảng viên"), (5, "đảng viên")]),
    ("có 17 đảng viên (nam 15, nữ 12)", [(17, "đảng viên")]),
    ("kết nạp 42 đảng viên (chỉ tiêu giao 40); theo Kế hoạch (chỉ tiêu 3)", [(42, "đảng viên"), (40, "đảng viên")]),
    ("có 12 xã (kế hoạch 135 của tỉnh)", [(12, "xã")]),
    ("tỷ lệ hộ có nước sạch 83%/80%; 5%/năm", [(83, "%"), (80, "%"), (5, "%/năm")]),
    ("cách chức 1 chi ủy viên", [(1, "chi ủy viên")]),
    ("39 vạn tấn; 1,2 triệu lượt khách", [(39, "vạn tấn"), (1.2, "triệu lượt khách")]),
]

NOT_READ = [
    "Nghị quyết 18 của Trung ương; Đề án 06; Chương trình 135; Quốc lộ 1A; COVID-19; Điều 4, khoản 2",
    "lớp 12; cấp 2; khu vực 3; hạng II; nhóm 2; Tổ 3; phường 4 thành phố Vĩnh Long; Ngã ba thị trấn",
    "“5 không, 3 sạch”; phương châm “4 tại chỗ”",
    "143 lượt xem; Lượt xem: 4945; 25 lượt truy cập; 12 bình luận",
    "ĐT: 0205.3812.345; số nhà 15 đường Lê Lợi; thắng 2-1; đường dây nóng 1900",
    "55 tuổi; 30 năm tuổi Đảng; trong 2 ngày; 48 giờ; 5 phút; hai năm; ba tháng",
    "kỳ họp thứ 9; lần thứ 5; Đại hội 13; thứ ba; Một là; Hai là; cả hai",
    "đứng thứ 11/34 tỉnh, thành phố; xếp hạng 3/6 tỉnh",
    "ngày 5/9 xã họp; năm 2020 huyện họp; đến năm 2025 tỉnh có điện",
    "hàng trăm hộ; hàng chục nghìn người; một số xã; nhiều huyện",
]

MEANT = [
    ("trên 17.000 người", {"qualifier": "over"}),
    ("gần 2.000 người", {"qualifier": "about"}),
    ("xấp xỉ 100% hộ", {"qualifier": "about"}),
    ("ước khoảng 5.000 tỷ đồng", {"qualifier": "about"}),
    ("ước đạt trên 7.600 tỷ đồng", {"qualifier": "over"}),
    ("ước tăng 7,36%", {"qualifier": "exact", "direction": "increase"}),
    ("chưa đến 2%", {"qualifier": "under"}),
    ("không dưới 5 xã", {"qualifier": "at_least"}),
    ("từ 50 triệu đồng/năm trở lên", {"qualifier": "at_least"}),
    ("tối đa 3 người", {"qualifier": "at_most"}),
    ("cao hơn 2,36 tiêu chí so với cả nước", {"qualifier": "exact"}),
    ("giảm được 61 người", {"direction": "decrease"}),
    ("tăng bình quân 3,02%/năm", {"direction": "increase"}),
    ("tăng thêm 12 chi bộ", {"direction": "increase"}),
    ("tăng cường 12 cán bộ", {"direction": None}),
    ("giảm còn 3,5%", {"direction": "decrease", "aspect": "stock"}),
    ("tốc độ tăng trưởng bình quân đạt 14,3%", {"direction": None}),
    ("phấn đấu tăng trưởng từ 8,5% trở lên", {"direction": "increase", "qualifier": "at_least"}),
    ("giảm hộ nghèo từ 4%/năm trở lên", {"direction": "decrease"}),
    ("tăng năng suất lao động bình quân 7%/năm", {"direction": "increase"}),
    ("giảm nghèo bền vững đạt 95%", {"direction": None}),
    ("thủ tục thông quan rút ngắn 30%", {"direction": "decrease"}),
    ("so với cuối năm (+6,2%)", {"direction": "increase"}),
    ("từ 100 kg thóc/sào/năm trở lên", {"qualifier": "at_least"}),
    ("cấp phó xuống còn 2 người", {"direction": "decrease", "aspect": "stock"}),
    ("đoàn xuống 5 xã", {"direction": None}),
    ("giá mủ giảm sâu, chỉ còn khoảng 23 ngàn đồng/kg", {"direction": "decrease", "qualifier": "about"}),
    ("cả phường chỉ còn 5 hộ cận nghèo", {"direction": None}),
    ("năm 2015 có nhiều hộ nghèo, đến nay chỉ còn 40 hộ", {"direction": "decrease", "qualifier": "exact"}),
    ("giá cao hơn so với đầu vụ 300 đồng", {"direction": "increase"}),
    ("từ năm 2016, huyện còn 3 hộ", {"direction": None}),
    ("rút còn 3 thủ tục", {"direction": "decrease"}),
    ("năng suất cao hơn vụ trước 2,4 tạ/ha", {"direction": "increase", "qualifier": "exact"}),
    ("giá lúa thấp hơn cùng vụ năm ngoái gần 500 đồng/kg", {"direction": "decrease", "qualifier": "about"}),
    ("sản lượng nhiều hơn cùng kỳ năm trước 300 tấn", {"direction": "increase"}),
    ("cao hơn giá chợ 300 đồng", {"direction": None}),
    ("cao hơn bình quân chung 2,5%", {"direction": None}),
    ("bỏ bớt 17 tổ", {"direction": "decrease"}),
    ("bớt được 12 thủ tục", {"direction": "decrease"}),
    ("giảm bớt 3 đầu mối", {"direction": "decrease"}),
    ("gấp 2,1 lần năm 2010", {"direction": None}),
    ("thu nhập tăng gần gấp 3 lần", {"direction": "increase", "qualifier": "about"}),
    ("tăng hơn gấp 2 lần", {"direction": "increase", "qualifier": "over"}),
    ("sản lượng đều vượt 45 tạ/ha", {"qualifier": "over"}),
    ("thu nhập vượt mức 50 triệu đồng/người", {"qualifier": "over"}),
    ("doanh thu vượt mốc 12% tổng thu", {"qualifier": "over"}),
    ("tỷ lệ bao phủ phải vượt 85%", {"qualifier": "over"}),
    ("không vượt 5%", {"qualifier": "at_most"}),
    ("thu ngân sách vượt 6% dự toán", {"qualifier": "exact"}),
    ("diện tích vượt 1.500ha so kế hoạch", {"qualifier": "exact"}),
    ("vượt 16 đảng viên so với chỉ tiêu", {"qualifier": "exact"}),
    ("vượt 60km đường đèo", {"qualifier": "exact"}),
    ("nguồn vốn đạt >3.624 tỷ đồng", {"qualifier": "over"}),
    ("tỷ lệ hộ nghèo <2%", {"qualifier": "under"}),
    ("- 26 biểu mẫu", {"qualifier": "exact"}),
    ("Nơi có số đơn cao nhất với 645 đơn", {"qualifier": "exact"}),
    ("mức hỗ trợ cao nhất là 5 triệu đồng", {"qualifier": "at_most"}),
    ("giảm hộ tái nghèo so với 12% của khóa trước", {"direction": None}),
    ("sẽ thực hiện việc bỏ 6 tổ", {"target": True}),
    ("nghị quyết đặt mục tiêu mỗi năm trồng 90 ha", {"target": True}),
    ("chỉ tiêu đặt ra đã đạt được 90 ha", {"target": False}),
    ("bảo đảm theo kế hoạch đề ra, thu 37 tỷ đồng", {"target": False}),
    ("thu theo kế hoạch là 37 tỷ đồng", {"target": True}),
    ("nâng bình quân mỗi xã lên 6,8 đồng chí", {"direction": "increase"}),
    ("nâng tổng số đoàn viên lên trên 780.000 người", {"direction": "increase", "qualifier": "over"}),
    ("phấn đấu đưa diện tích rau lên 50 ha", {"direction": None}),
    ("11 trong số 47 chi bộ", {"of": 47, "value": 11}),
    ("5 trên 16 chỉ tiêu có nguy cơ không đạt", {"of": 16, "value": 5}),
    ("có 5/11 huyện thực hiện", {"of": 11, "aspect": "stock"}),
    ("thu ngân sách đạt 45.799 tỷ đồng", {"amount": 45799e9, "measure": "đồng", "subject": "thu ngân sách"}),
    ("đạt 46,8 triệu đồng/người/năm", {"amount": 46.8e6, "measure": "đồng/người/năm"}),
    ("phấn đấu đạt 95% hộ", {"target": True}),
    ("đạt 95% kế hoạch", {"target": False}),
    ("vượt mục tiêu nghị quyết 0,36%", {"target": False}),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_read(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(value.value, value.unit) for value in read(text)] == expected


@pytest.mark.parametrize("text", NOT_READ)
def test_not_read(text: str) -> None:
    assert [mention.text for mention in found(text)] == []


@pytest.mark.parametrize(("text", "expected"), MEANT)
def test_meant(text: str, expected: dict[str, object]) -> None:
    (value,) = read(text)
    assert {name: getattr(value, name) for name in expected} == expected


@pytest.mark.parametrize("digits", ["9" * 400, "999" + ".999" * 120, "9" * 400 + ",5"])
def test_digits_without_end_are_no_number(digits: str) -> None:
    assert not read(f"Đạt {digits} người dự.")


def test_each_number_of_a_range_is_read() -> None:
    assert [(v.value, v.unit, v.qualifier, v.direction) for v in read("giảm khoảng 3 - 4%/năm")] == [
        (3, "%/năm", "about", "decrease"),
        (4, "%/năm", "about", "decrease"),
    ]
    assert read("tỷ số 5-3 người") == []


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("giảm từ 4,92% xuống dưới 1%", ["decrease", "decrease"]),
        ("chuyển đổi ruộng đất, từ 3,2 thửa xuống còn 1,4 thửa/hộ", ["decrease", "decrease"]),
        ("giảm 1 đơn vị cấp huyện và 18 đơn vị cấp xã", ["decrease", "decrease"]),
        ("tăng lần lượt 5,4% và 17,2%, so với cùng kỳ", ["increase", "increase"]),
        ("tăng 5% và 90% hộ dân có điện", ["increase", None]),
        ("tăng 10 xã và 2 huyện", ["increase", "increase"]),
        ("huyện giảm được 5 đầu mối cơ quan chuyên môn, 11 đơn vị sự nghiệp; có 8 trạm", ["decrease", "decrease", None]),
        ("giảm 6 phòng, 8 trạm và 12 tổ.", ["decrease", "decrease", "decrease"]),
        ("so với năm trước giảm 2 trường, 15 lớp, tăng 300 học sinh", ["decrease", "decrease", "increase"]),
        ("rút từ 12 đầu mối xuống 8 đầu mối; hạ từ 12% xuống 8%", ["decrease"] * 4),
        ("giảm 6 phòng và có 8 trạm", ["decrease", None]),
        ("tăng 12 chi bộ, 350 đảng viên được kết nạp", ["increase", None]),
        ("tăng 3 xã, 15 tỷ đồng", ["increase", None]),
        ("số trường sắp xếp từ 210 xuống còn 190 trường", [None, "decrease"]),
        ("giảm số trường từ 210 xuống còn 190 trường", ["decrease", "decrease"]),
        ("hộ nghèo từ 120 hộ năm 2019, nay còn 12 hộ", [None, "decrease"]),
        ("có từ 50% trở lên, còn 3 xã chưa đạt", [None, None]),
        ("từ 5 đến 7 xã, còn 3 xã chưa đạt", [None, None, None]),
        ("rút từ 12 xuống còn 8 đầu mối", ["decrease", "decrease"]),
        ("nâng mức vay từ 15 lên 30 triệu đồng", [None, "increase"]),
        ("tỷ lệ hộ nghèo từ 11,2% xuống dưới 5%", [None, "decrease"]),
        ("kết quả 229 xã đạt chuẩn, thu 152 tỷ đồng, vượt 57%", [None, None, None]),
    ],
)
def test_two_figures_may_share_a_direction(text: str, directions: list[str | None]) -> None:
    assert [value.direction for value in read(text)] == directions


def test_what_equals_a_change_is_one_too() -> None:
    assert [v.direction for v in read("đạt 22,4 triệu đồng (tăng 7,7% tương đương 1,6 triệu đồng)")] == [None, "increase", "increase"]


def test_the_share_that_a_change_amounts_to_does_not_change() -> None:
    assert [v.direction for v in read("giảm 10 đầu mối cấp phòng (tương đương 25%), có 35 lãnh đạo")] == ["decrease", None, None]
    assert [v.direction for v in read("giảm từ 300 còn 270 người, tương đương 10%")] == ["decrease", "decrease", None]


def test_what_other_kinds_read_is_left_alone() -> None:
    text = "Nghị quyết 7 xã và 5 thôn"
    taken = Mention("citation", 0, 12, text[:12], "citation.test", Statistic(value=0, unit=None, amount=0, measure=None))
    assert [m.text for m in statistic.find(text, 0, len(text), [taken])] == ["5 thôn"]


def test_what_points_back_may_say_how_many() -> None:
    text = "thực hiện hai nghị quyết trên"
    cited = list(citation.find(text, 0, len(text), ()))
    assert [m.text for m in cited] == ["hai nghị quyết trên"]
    assert [m.text for m in statistic.find(text, 0, len(text), cited)] == ["hai nghị quyết"]


def test_a_figure_between_a_name_and_its_post_is_read() -> None:
    text = "đồng chí Lê Quang Cảnh, Bí thư Huyện ủy đã được 100% đại biểu tín nhiệm bầu giữ chức Chủ tịch HĐND huyện khóa 20"
    officials = list(official.find(text, 0, len(text), ()))
    assert [len(m.value.positions) for m in officials if isinstance(m.value, Official)] == [2]
    assert [m.text for m in statistic.find(text, 0, len(text), officials)] == ["100%"]


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("Phấn đấu đến năm 2030 thu 50 tỷ đồng; trồng 40 ha; tỷ lệ hộ nghèo dưới 2%.", [True, True, True]),
        ("Phấn đấu thu 50 tỷ đồng; đến nay đã có 40 ha; còn 2%.", [True, False, False]),
        ("Phấn đấu vươn lên, xã có 12 thôn; trồng 40 ha.", [True, False]),
        ("Phấn đấu thu 50 tỷ đồng. Xã có 12 thôn; trồng 40 ha.", [True, False, False]),
        (
            "Phấn đấu tỷ lệ chi bộ được đánh giá, xếp loại từ hoàn thành tốt nhiệm vụ trở lên hằng năm theo quy định của cấp trên đạt hơn 90%.",
            [True],
        ),
        ("Xã đề ra 19 chỉ tiêu, 6 nhiệm vụ.", [False, False]),
    ],
)
def test_goals_of_a_list(text: str, goals: list[bool]) -> None:
    assert [value.target for value in read(text)] == goals


def test_a_result_stands_beside_its_goal() -> None:
    result, goal = rows("Biên chế giảm, đạt 5,3% (chỉ tiêu đến năm 2021 là 10%).", "2018-07-24")
    assert (result.target, result.target_id) == (0, goal.id)
    assert (goal.target, goal.target_id, goal.period) == (1, None, "2021")


def test_a_figure_has_the_time_it_is_told_of() -> None:
    was, now = rows("Hộ có nước sạch tăng từ 28% năm 2005, đến nay đạt 82%.", "2018-07-24")
    assert (was.period, now.period) == ("2005", None)
    (since,) = rows("Từ năm 2005 đến nay, xã trồng 82 ha.", "2018-07-24")
    assert since.period == "2005"
    (done,) = rows("Năm 2014, huyện thực hiện đạt 17 chỉ tiêu.", "2018-07-24")
    assert done.period == "2014"
    (best,) = rows("Mức cao nhất từ năm 2014, hơn cả nước là 8%.", "2018-07-24")
    assert best.period is None
    first, change, goal = rows("Năm 2017, thu đạt 12 tỷ đồng, tăng 5% so với năm 2016; đến năm 2030 đạt 50 tỷ đồng.", "2018-07-24")
    assert [(row.period, row.target) for row in (first, change, goal)] == [("2017", 0), ("2017", 0), ("2030", 1)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Nữ cấp ủy đạt 12,1%, thấp hơn mục tiêu 15% mà Nghị quyết số 11-NQ/TW ngày 27/4/2007 đề ra.",
            [("Nữ cấp ủy", None), ("Nữ cấp ủy", None)],
        ),
        ("Theo Quyết định số 130/QĐ-UBND, ngày 3/5/2019, tỷ lệ che phủ rừng là 42%.", [("tỷ lệ che phủ rừng", None)]),
        (
            "Theo Kế hoạch 12-KH/TU ban hành ngày 3/5/2019, đến ngày 6/9/2019, tỷ lệ che phủ rừng là 42%.",
            [("tỷ lệ che phủ rừng", "2019-09-06")],
        ),
        (
            "Ngày 3/5/2019, tỷ lệ che phủ rừng là 42%, cao hơn bình quân cả nước 0,5%.",
            [("tỷ lệ che phủ rừng", "2019-05-03"), (None, "2019-05-03")],
        ),
    ],
)
def test_the_day_of_an_instrument_and_a_comparison_say_nothing_of_a_figure(text: str, told: list[tuple[str | None, str | None]]) -> None:
    assert [(row.subject, row.period) for row in rows(text, "2019-09-10")] == told


def test_a_figure_belongs_to_the_one_event_of_its_sentence() -> None:
    body = "Huyện tổng kết nghị quyết, có 120 đại biểu dự."
    (plain,) = rows(body)
    one = EventRow(
        id="a", article_id=7, sentence_id=plain.sentence_id, start=6, end=14, text="tổng kết", rule="event.test",
        kind="tổng kết", status="held", act_id="x",
    )  # fmt: skip
    other = replace(one, id="b", act_id="y")
    assert plain.event_id is None
    assert [row.event_id for row in rows(body, events=(one,))] == ["a"]
    assert [row.event_id for row in rows(body, events=(one, other))] == [None]


def test_units_are_told_apart_and_multiply() -> None:
    units = load.table("units")
    assert len({row["unit"] for row in units}) == len(units)
    assert all(float(row["multiplier"]) > 0 and row["dimension"] for row in units)


HOSTILE = [
    "giảm hộ ",
    "từ 5 xã ",
    "5% và ",
    "1",
    "1.",
    "1/",
    "5 xã/",
    "tăng ",
    "hơn ",
    "“5 ",
    "ba ",
    "năm ",
    "5 ",
    "5 - ",
    "tương đương ",
    "giảm 1 xã, ",
    "mỗi xã, ",
    "1 trên 2 xã ",
    "1 xã nay còn ",
    "1 “Nhà ",
    "gấp 3 ",
    "nâng xã lên 5 ",
    "cao hơn vụ ",
    "từ 1 còn ",
    "vượt 1% ",
    "số ",
    "a ",
    "5%",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text(piece: str) -> None:
    def run(times: int) -> None:
        text = piece * times
        list(statistic.find(text, 0, len(text), ()))

    assert fourfold(run, 1000) < FOURFOLD
