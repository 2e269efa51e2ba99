"""Dates: what is read of a sentence, how publication and tense complete it, and what bounds it."""

from datetime import date as day

import pytest

from corpus.model import Article, CitationRow, Date
from extractors import date as extractor
from extractors import number
from pipeline.link import date as link
from pipeline.segment import segment
from tests.growth import FOURFOLD, fourfold


def article(body: str, published: str | None = None, page_date: str | None = None) -> Article:
    return Article(
        id=7, url="file:a.txt", site=None, title=None, lead=None, author=None, section=None, published=published, published_from=None,
        page_date=page_date, province=None, republished_from=None, body=body, parts=(), words=0, content_hash="",
    )  # fmt: skip


def read(text: str) -> list[tuple[str, str]]:
    mentions = list(extractor.find(text, 0, len(text), ()))
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return [(m.text, m.value.value) for m in mentions if isinstance(m.value, Date)]


def rows(body: str, published: str | None = None, page_date: str | None = None) -> list[tuple[str, str | None, str | None]]:
    made = article(body, published, page_date)
    sentences = segment(made)
    mentions = [mention for s in sentences for mention in extractor.find(body, s.start, s.end, ())]
    out = link.resolve(made, sentences, mentions)
    assert all(body[row.start : row.end] == row.text for row in out)
    assert len({row.id for row in out}) == len(out)
    return [(row.value, row.earliest, row.latest) for row in out]


READ = [
    ("Hôm nay 10.10, Ủy ban Kiểm tra họp", [("Hôm nay 10.10", "XXXX-10-10")]),
    ("Chiều nay (17/11), Tỉnh ủy họp", [("Chiều nay (17/11)", "XXXX-11-17")]),
    ("Sáng nay - 23/9, huyện họp", [("Sáng nay - 23/9", "XXXX-09-23")]),
    ("nhiệm vụ tháng 2 – 2018", [("tháng 2 – 2018", "2018-02")]),
    ("TUẦN THỨ 02 THÁNG 03/2024", [("THÁNG 03/2024", "2024-03")]),
    ("từ ngày 04-10/3/2024", [("từ ngày 04-10/3/2024", "2024-03-04/2024-03-10")]),
    ("lúc 8 giờ 30 phút, ngày 5-8", [("ngày 5-8", "XXXX-08-05")]),
    ("Từ 7 giờ ngày 5/8 đến 17 giờ ngày 6/8/2022", [("ngày 5/8", "XXXX-08-05"), ("ngày 6/8/2022", "2022-08-06")]),
    ("quý I, triển khai nhiệm vụ quý II/2024", [("quý I", "XXXX-Q1"), ("quý II/2024", "2024-Q2")]),
    ("2 năm 2016, 2017", [("năm 2016", "2016"), ("2017", "2017")]),
    ("trong 2 ngày 6 và 7-12", [("2 ngày", "P2D"), ("6", "XXXX-12-06"), ("7-12", "XXXX-12-07")]),
    ("nhiệm kỳ 2020 – 2025 đến nay", [("nhiệm kỳ 2020 – 2025", "2020/2025")]),
    ("giai đoạn 2021-2025, 2026-2030", [("giai đoạn 2021-2025", "2021/2025"), ("2026-2030", "2026/2030")]),
    ("kế hoạch 5 năm 2021-2025", [("5 năm", "P5Y"), ("2021-2025", "2021/2025")]),
    ("kỷ niệm 76 năm Quốc khánh 2/9", [("76 năm", "P76Y"), ("2/9", "XXXX-09-02")]),
    ("các năm 1917, 1920 và 1947", [("các năm 1917", "1917"), ("1920", "1920"), ("1947", "1947")]),
    (
        "từ ngày 5.10.2013-5.10.2014; trong 3 ngày 15-17.10",
        [("từ ngày 5.10.2013-5.10.2014", "2013-10-05/2014-10-05"), ("3 ngày", "P3D"), ("15-17.10", "XXXX-10-15/XXXX-10-17")],
    ),
    ("Năm Du lịch quốc gia 2023 với 208 sự kiện", [("2023", "2023")]),
    # a range whose year stands with its beginning, and two days that are none since the later comes first
    ("từ ngày 28/12/2023 đến 2/1", [("từ ngày 28/12/2023 đến 2/1", "2023-12-28/2024-01-02")]),
    ("từ ngày 24/2/2024 đến 29/2", [("từ ngày 24/2/2024 đến 29/2", "2024-02-24/2024-02-29")]),
    ("từ ngày 5/9/2024 đến 3/9/2020", [("từ ngày 5/9/2024", "2024-09-05"), ("đến 3/9/2020", "2020-09-03")]),
    ("từ năm 2024 đến ngày 4/11/2000", [("từ năm 2024", "2024"), ("đến ngày 4/11/2000", "2000-11-04")]),
    ("từ ngày 30/8 đến tháng 3/1945", [("từ ngày 30/8 đến tháng 3/1945", "1944-08-30/1945-03")]),
    ("từ quý III/2018 đến tháng 11/2018", [("từ quý III/2018 đến tháng 11/2018", "2018-Q3/2018-11")]),
    ("sau 1.234.567 ngày", [("sau 1.234.567 ngày", "P1234567D")]),
    ("ngày 5/9/20٢٤", []),
    ("năm mươi tháng; chục mươi tháng Tám", [("năm mươi tháng", "P50M"), ("tháng Tám", "XXXX-08")]),
    ("xuống giống vụ hè thu 2020 đúng lịch", [("2020", "2020")]),
    ("Trong 47 năm công tác", [("47 năm", "P47Y")]),
    (
        "tuần thứ 2 tháng 10; đến 31/12 hoàn thành; Quốc khánh 2-9",
        [("tháng 10", "XXXX-10"), ("đến 31/12", "XXXX-12-31"), ("2-9", "XXXX-09-02")],
    ),
    ("riêng tháng Giêng dương lịch", [("tháng Giêng", "XXXX-01")]),
    ("có việc trong vòng 6 tháng sau tốt nghiệp", [("6 tháng", "P6M")]),
    ("xử lý trong 72 giờ, không quá 36 giờ, sau 48 giờ", [("72 giờ", "PT72H"), ("36 giờ", "PT36H"), ("sau 48 giờ", "PT48H")]),
    ("trong vòng hơn 2 giờ; 4 giờ đồng hồ; 24 giờ qua", [("hơn 2 giờ", "PT2H"), ("4 giờ đồng hồ", "PT4H"), ("24 giờ qua", "PT24H")]),
    ("lúc 7 giờ ngày 5/8, sau 17 giờ; xong chưa đến 31/12", [("ngày 5/8", "XXXX-08-05"), ("đến 31/12", "XXXX-12-31")]),
    ("TỔNG KẾT 10 NĂM VÀ SƠ KẾT HAI NĂM THỰC HIỆN", [("10 NĂM", "P10Y"), ("HAI NĂM", "P2Y")]),
    ("Nghị quyết số 16 / 2007 / NQ - CP ngày 27 / 02 / 2007", [("ngày 27 / 02 / 2007", "2007-02-27")]),
]

NOT_READ = [
    "đạt 5,3%, xếp thứ 3/6 tỉnh; 63/63 tỉnh; 35.599/35.900 đảng viên; tỷ lệ 2/3",
    "Nghị quyết số 07/2019/NQ-HĐND; Nghị định 100/2019/NĐ-CP; Thông tư 12/2018/TT-BTC",
    "hiện nay, ngày nay, thời gian qua, những năm qua, trong các năm tới",
    "8 giờ 30, 14h30, 7g15, 48 giờ, trực 24/7",
    "trước 17 giờ, quá 22 giờ, sau 8 giờ sáng, khoảng 10 giờ đêm, trực 24/24 giờ, từ 7 giờ đến 20 giờ",
    "số có hợp đồng chiếm chưa đến 1/4. Còn không tới 1/3; chừng 1/2.",
    "ĐT: 0205.3812.345; 098 765 4321; giá 1.200 đồng",
    "ngày 30 Tết, 31/2, ngày 31/4, 30/02/2019, 29/02/2019",
    "đường 30/4, Trường THPT 19/5, quảng trường 2/4, đường 3 tháng 2",
    "lần thứ 28, khóa XII, đại hội 13, 45 tuổi, 20 năm tuổi Đảng",
    "thắng 2-1, hòa 3-3, từ 90 - 100 đảng viên",
    "ngày mùng 10 tháng 3 âm lịch",
    "ngày rằm tháng Ba năm Nhâm Dần; tháng Giêng; ngày 7/9 năm Kỷ Hợi",
    "Đề án 1956, Quyết định 1956; tổng đài 1900; lúa mùa 2018 ha; khoảng 2000",
    "20 ngày công lao động; đến 5/11 huyện; đạt đến 12.5",
    "lần thứ hai; thứ tư, xã nghèo; sáng thứ hai phát thanh; mỗi sáng thứ Hai; từ thứ Hai đến thứ Sáu; ngày thứ ba; mất điện 118 phút/năm",
    "lúc 7 giờ 15 phút; 9 giờ kém 10 phút; một năm hai lần",
    "bước sang năm mới; sang năm thứ hai; mấy năm rồi",
]

RESOLVED = [
    # what has happened is never after publication
    ("Ngày 20/12, Tỉnh ủy triển khai nhiệm vụ.", "2019-01-03", "2018-12-20"),
    ("Chiều ngày 5/9, huyện họp.", "2018-09-06", "2018-09-05"),
    ("Thực hiện kế hoạch ngày 15/11, xã họp.", "2018-06-01", "2017-11-15"),
    ("Sáng 29/2, huyện họp.", "2022-05-01", "2020-02-29"),
    ("Sáng 29/2, huyện đã họp.", "2016-02-20", "2012-02-29"),
    ("Huyện sẽ họp ngày 29/2.", "2023-12-20", "2024-02-29"),
    ("Từ ngày 29/2 đến 2/3, lớp học mở.", "2017-04-05", "2016-02-29/2016-03-02"),
    ("Từ ngày 28/12 đến ngày 2/1, lớp học mở.", "2024-01-05", "2023-12-28/2024-01-02"),
    # what is announced may be
    ("Hội nghị sẽ diễn ra vào ngày 5/1.", "2018-12-28", "2019-01-05"),
    ("Dịp Quốc khánh 2/9 tới, huyện mở hội.", "2021-08-20", "2021-09-02"),
    ("Phấn đấu hoàn thành trong tháng 12.", "2019-03-10", "2019-12"),
    ("Tháng 1 tới, tỉnh tổ chức đại hội.", "2019-09-10", "2020-01"),
    ("Trong tháng 12 đã hoàn thành.", "2019-03-10", "2018-12"),
    ("Kết quả quý IV.", "2019-01-10", "2018-Q4"),
    ("Kết quả 6 tháng đầu năm.", "2019-07-10T08:30", "2019-H1"),
    ("9 tháng đầu năm, thu ngân sách tăng.", "2019-10-10", "2019-01/2019-09"),
    # a day without a year is the one nearest to publication, unless it is told of as done
    ("Ngày thứ nhất (5/12): khai mạc.", "2016-11-29", "2016-12-05"),
    ("Từ ngày 10 đến 16/2, mặn tiếp tục tăng.", "2020-02-08", "2020-02-10/2020-02-16"),
    ("Cuộc thi mở đến hết ngày 30.4.", "2019-02-13", "2019-04-30"),
    ("Ngày 10/9, Huyện ủy đã họp.", "2018-09-01", "2017-09-10"),
    ("Tại hội nghị lần thứ ba ngày 10-11, Tỉnh ủy quyết định.", "2025-11-12", "2025-11-10"),
    ("Ra quân chào mừng ngày thành lập Đảng 3/2.", "2020-12-30", "2021-02-03"),
    # a term that is set lies ahead however far
    ("Chỉ đạo kiểm điểm cấp cơ sở xong trước 15/12.", "2012-03-14", "2012-12-15"),
    ("Cấp cơ sở đã hoàn thành trước 15/12.", "2012-03-14", "2011-12-15"),
    ("Yêu cầu các chi bộ phổ biến điều vừa bàn tới từng tổ; ai cũng gửi phiếu trước 25/7.", "2020-07-18", "2020-07-25"),
    ("Từng tổ nghe điều vừa bàn; lấy ý kiến đến 25/7.", "2020-07-18", "2020-07-25"),
    ("Các xã đã họp; huyện họp ngày 25/7.", "2020-07-18", "2020-07-25"),
    ("Góp ý gửi về xã trước 15/1.", "2020-12-20", "2021-01-15"),
    ("Góp ý đã gửi về xã trước 15/1.", "2020-12-20", "2020-01-15"),
    # relative to the day of publication
    ("Sang năm, huyện kiểm tra 30 chi bộ.", "2015-10-09", "2016"),
    ("Cũng may năm rồi có đào ao.", "2020-02-08", "2019"),
    ("Hôm qua, xã họp.", "2021-01-01", "2020-12-31"),
    ("Năm nay, xã đạt chuẩn.", "2021-01-01", "2021"),
    ("So với cùng kỳ năm ngoái.", "2021-01-01", "2020"),
    ("Trong tháng trước, xã họp.", "2021-01-01", "2020-12"),
    ("Tuần này, xã họp.", "2021-01-04", "2021-W01"),
    ("Quý trước, xã họp.", "2021-01-04", "2020-Q4"),
    ("Tháng 12 năm ngoái, xã họp.", "2021-01-04", "2020-12"),
    # a day of the week is the last one up to publication, unless its week is named
    ("Xã họp hôm thứ Năm.", "2021-01-04", "2020-12-31"),
    ("Sáng thứ Hai, xã họp.", "2021-01-04", "2021-01-04"),
    ("Thứ Sáu tuần trước, xã họp.", "2021-01-09", "2021-01-01"),
    ("Chiều thứ Sáu tuần này, xã họp.", "2021-01-04", "2021-01-08"),
    ("Hội thi mở vào tối thứ Bảy tới.", "2021-01-04", "2021-01-09"),
    ("Vốn Chương trình 135 năm nay tăng.", "2016-11-03", "2016"),
    # the weekday tells the year
    ("Thứ Năm, ngày 5/9, xã họp.", "2020-08-01", "2019-09-05"),
    # said of every year
    ("Ngày 20/11 hằng năm.", "2024-01-05", "XXXX-11-20"),
    # unknown publication
    ("Chiều nay (17/11), Tỉnh ủy họp.", None, "XXXX-11-17"),
    ("Sơ kết 6 tháng đầu năm.", None, "XXXX-H1"),
    ("Từ ngày 3 đến ngày 5-8, lớp học mở.", None, "XXXX-08-03/XXXX-08-05"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", NOT_READ)
def test_not_read(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(("body", "published", "value"), RESOLVED)
def test_resolved(body: str, published: str | None, value: str) -> None:
    assert [row[0] for row in rows(body, published)] == [value]


# 29 February, and tellings that send its year forth and back
LEAP = [
    "Sáng 29/2, huyện họp.",
    "Sáng 29/2, huyện đã họp.",
    "Huyện sẽ họp ngày 29/2 tới.",
    "Góp ý gửi về xã trước 29/2.",
    "Thứ Hai, ngày 29/2, xã họp.",
    "Từ ngày 29/2 đến ngày 5/3, lớp học mở.",
    "Từ ngày 20 đến 29/2, lớp học sẽ mở.",
    "Đợt 1 đến ngày 31-7-2031; đợt 2 xong trước 29-2.",
    "Ngày 29/2 năm ngoái, xã họp.",
    "Ngày 29/2 năm nay, xã sẽ họp.",
    "Năm 2019, xã họp; ngày 29/2 cùng năm, huyện họp.",
    "Ngày 29/2 hằng năm, xã họp.",
]


@pytest.mark.parametrize("body", LEAP)
def test_a_day_that_not_every_year_has_is_given_a_year_that_has_it(body: str) -> None:
    for published in (f"{year}-{end}" for year in range(2015, 2030) for end in ("01-01", "02-20", "02-28", "03-01", "12-20")):
        for value, *bounds in rows(body, published):
            days = [part for part in value.split("/") if len(part) == 10 and "X" not in part]
            assert [day.fromisoformat(part).isoformat() for part in days] == days
            assert not days or None not in bounds


def test_what_only_publication_completes_gives_no_row_without_it() -> None:
    assert rows("Hôm qua, sáng nay, năm nay, tuần trước.") == []


def test_last_year_is_the_year_before_the_one_spoken_of() -> None:
    assert [row[0] for row in rows("Năm 2016, sản lượng tăng so với năm trước.", "2018-01-05")] == ["2016", "2015"]


def test_last_month_is_the_month_before_the_one_spoken_of() -> None:
    assert [row[0] for row in rows("Chỉ số tháng 9-2019 tăng so với tháng trước.", "2019-10-10")] == ["2019-09", "2019-08"]


def test_a_day_to_come_with_its_year_sets_those_behind_it() -> None:
    body = "Đợt 1 từ ngày 20-5 đến 31-7-2019; đợt 2 từ 5-8 đến 15-10."
    assert [row[0] for row in rows(body, "2019-05-02")] == ["2019-05-20/2019-07-31", "2019-08-05/2019-10-15"]


def test_a_length_is_no_half_year() -> None:
    body = "Kết quả 6 tháng đầu năm 2019. Sinh viên có việc trong vòng 6 tháng sau tốt nghiệp."
    assert [row[0] for row in rows(body, "2019-07-02")] == ["2019-H1", "P6M"]


def test_a_length_may_begin_the_words_of_a_date() -> None:
    body = "Những con số sau 6 tháng mở rộng. Kết quả 6 tháng đầu năm 2020."
    assert [row[0] for row in rows(body, "2020-07-02")] == ["P6M", "2020-H1"]


def test_months_alone_are_those_of_the_year_that_were_named() -> None:
    body = "Kết quả 9 tháng đầu năm 2025. Qua 9 tháng, thu tăng. Đào tạo 3 tháng."
    assert [row[0] for row in rows(body)] == ["2025-01/2025-09", "2025-01/2025-09", "P3M"]


def test_months_beside_the_rest_of_the_year_are_its_first() -> None:
    assert [row[0] for row in rows("Đánh giá kết quả 9 tháng, nhiệm vụ 3 tháng cuối năm.", "2023-10-01")] == [
        "2023-01/2023-09",
        "2023-10/2023-12",
    ]


@pytest.mark.parametrize("published", [None, "2019-06-01"])
@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("Nghị quyết ban hành ngày 3-5-2016, đến tháng 9 cùng năm thì xong.", ["2016-05-03", "2016-09"]),
        ("Đảng bộ thành lập năm 1947. Ngày 12/6 năm đó, chi bộ họp.", ["1947", "1947-06-12"]),
        ("Tháng 3/1961, xã tách; tháng 10 năm ấy, huyện sáp nhập.", ["1961-03", "1961-10"]),
        ("Nhiệm kỳ 2010-2015, đến tháng 9 cùng năm thì xong.", ["2010/2015", "XXXX-09"]),
        ("Tháng 9 cùng năm, xã họp.", ["XXXX-09"]),
    ],
)
def test_the_same_year_is_that_of_the_date_before(body: str, values: list[str], published: str | None) -> None:
    assert [row[0] for row in rows(body, published)] == values


def test_the_other_half_gives_the_year() -> None:
    assert [row[0] for row in rows("Sơ kết 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2018.")] == ["2018-H1", "2018-H2"]


def test_an_open_year_is_bounded_by_what_is_past_and_by_the_page() -> None:
    body = "Chiều nay (17/11), Tỉnh ủy họp. Nghị quyết ngày 30/10/2013 nêu rõ mục tiêu đến năm 2020."
    assert rows(body, page_date="2019-04-23")[0] == ("XXXX-11-17", "2013-11-17", "2018-11-17")
    assert rows("Chiều nay (17/11), Tỉnh ủy họp.", page_date="2019-04-23")[0] == ("XXXX-11-17", None, "2018-11-17")


@pytest.mark.parametrize(
    ("document", "page_date", "expected"),
    [
        ("26-NQ/TW@2018", "2022-08-19", ("2018-07-24", "2022-07-24")),
        ("26-NQ/TW@2018", None, ("2018-07-24", None)),
        # nothing that was issued behind the clock has been read
        ("26-NQ/TW@2022", "2022-08-19", (None, "2022-07-24")),
        # a day of issue that nobody has seen a source for is no evidence
        ("19-NQ/TW@2012", "2022-08-19", (None, "2022-07-24")),
        ("none@of-the-registry", "2022-08-19", (None, "2022-07-24")),
    ],
)
def test_an_open_year_is_bounded_by_the_instruments_of_the_article(
    document: str, page_date: str | None, expected: tuple[str | None, str | None]
) -> None:
    body = "Sáng nay (24/7), huyện sơ kết nghị quyết."
    made = article(body, page_date=page_date)
    cited = CitationRow(
        id="7.31.41", article_id=7, sentence_id=0, start=31, end=41, text="nghị quyết", rule="citation.number", kind="nghị quyết", document_id=document
    )  # fmt: skip
    (row,) = link.resolve(made, segment(made), list(extractor.find(body, 0, len(body), ())), [cited])
    assert (row.earliest, row.latest) == expected


def test_a_clock_right_behind_the_first_day_gives_the_year() -> None:
    assert [row[0] for row in rows("Hôm qua (21/11), xã họp. Ngày 2/9, xã nghỉ.", page_date="2019-11-22")] == ["2019-11-21", "2019-09-02"]
    assert [row[0] for row in rows("Ngày 21/11, xã họp.", page_date="2019-11-24")] == ["XXXX-11-21"]


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2018-09-05", ("2018-09-05", "2018-09-05")),
        ("2018-02", ("2018-02-01", "2018-02-28")),
        ("2018", ("2018-01-01", "2018-12-31")),
        ("2018-Q4", ("2018-10-01", "2018-12-31")),
        ("2018-H1", ("2018-01-01", "2018-06-30")),
        ("2021-W01", ("2021-01-04", "2021-01-10")),
        ("2018/2020", ("2018-01-01", "2020-12-31")),
        ("2018-01/2018-09", ("2018-01-01", "2018-09-30")),
        ("P20Y", (None, None)),
        ("XXXX-11-17", (None, None)),
    ],
)
def test_bounds(value: str, bounds: tuple[str | None, str | None]) -> None:
    assert link.bounds(value, floor=None, ceiling=None) == bounds


def test_bounds_that_contradict_are_none() -> None:
    assert link.bounds("XXXX-11-17", floor=day(2020, 1, 1), ceiling=day(2019, 1, 1)) == (None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("17.000", 17000), ("5,3", 5.3), ("1.950,5", 1950.5), ("7.36", 7.36), ("05", 5), ("0912345678", None), ("1.2.3", None)],
)
def test_number(text: str, value: float | None) -> None:
    assert number.read(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("hai", 2), ("Mười lăm", 15), ("ba mươi mốt", 31), ("mười", 10)),
        *((text, None) for text in ("nhiều", "hai ba", "mươi", "hai mươi mươi", "hai ba mươi", "")),
    ],
)
def test_number_word(text: str, value: int | None) -> None:
    assert number.word(text) == value


HOSTILE = [
    "1-",
    "1/",
    "12, ",
    "1.",
    "ngày 1 đến ",
    "ngày 1 và ",
    "tháng 1 và ",
    "quý I, ",
    "năm ",
    "2019-",
    "2019, ",
    "từ ",
    "(1-5) ",
    "nửa đầu ",
    "Luật ",
    "24 giờ ",
    "15 phút ",
    "hôm thứ ",
    "Sáng thứ Hai ",
    "tháng 1 cùng năm ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text(piece: str) -> None:
    def run(times: int) -> None:
        text = piece * times
        list(extractor.find(text, 0, len(text), ()))

    assert fourfold(run, 1000) < FOURFOLD
