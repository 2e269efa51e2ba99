"""Parse, case by case: what each line of a page is, which province it speaks of, and what is refused."""

import unicodedata
from contextlib import suppress
from typing import Literal

import pytest

from corpus.model import Article, Page
from pipeline import furniture, province
from pipeline.encoding import decode
from pipeline.errors import Refused
from pipeline.parse import article_id, canonical, parse
from tests.growth import FOURFOLD, fourfold

LEAD = (
    "Sáng 12/4, Huyện ủy Mỏ Hương tổ chức hội nghị sơ kết việc thực hiện Nghị quyết số 18-NQ/TW; "
    "dự hội nghị có đông đủ cán bộ chủ chốt của các xã, thị trấn trong huyện."
)
PROSE = (
    "Qua sơ kết cho thấy các chi bộ đã chủ động rà soát chức năng, nhiệm vụ của từng đơn vị, phân công lại công việc, "
    "giảm đầu mối trung gian và nâng cao chất lượng sinh hoạt ở từng thôn, bản, tổ dân phố."
)
TITLE = "Mỏ Hương sơ kết việc thực hiện Nghị quyết 18"


def _text(*lines: str, fetched: str | None = None) -> Article:
    return parse(Page(url="file:a.txt", content="\n".join(lines).encode(), media="text", fetched=fetched))


def _html(body: str, head: str = "", *, url: str = "file:a.html", fetched: str | None = None) -> Article:
    html = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return parse(Page(url=url, content=html.encode(), media="html", fetched=fetched))


# --- the head of a text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("06/09/2018", "2018-09-06"),
        ("6-9-2018", "2018-09-06"),
        ("31/08/2021 09:47 143 lượt xem", "2021-08-31T09:47"),
        ("17:54, 08/04/2024", "2024-04-08T17:54"),
        ("09:19 04/01/2017", "2017-01-04T09:19"),
        ("Thứ Bảy, 18/12/2021, 21:07 [GMT+7]", "2021-12-18T21:07"),
        ("Thời gian: 18/12/2021 07:00", "2021-12-18T07:00"),
        ("18/12/2021 07:00:00 Xem cỡ chữ", "2021-12-18T07:00"),
        ("Cỡ chữ: A- A+ 18/12/2021", "2021-12-18"),
        ("Thứ sáu: 15:00 ngày 09/02/2024", "2024-02-09T15:00"),
        ("21:48 | 28/06/2020", "2020-06-28T21:48"),
        ("Thứ 4, 14/10/2020 | 16:39:25", "2020-10-14T16:39"),
        ("Cập nhật: 25/12/2016 09:00:00", "2016-12-25T09:00"),
        ("Ngày đăng: 08/07/2024  11:38", "2024-07-08T11:38"),
        ("- Được đăng: Thứ ba, 13 Tháng 10 2015 09:10", "2015-10-13T09:10"),
        ("Lượt xem: 7370 | Gửi lúc: 05/12/2013 15:42:27", "2013-12-05T15:42"),
        ("(03/02/2019 21:20)", "2019-02-03T21:20"),
        ("23/07/2020 13:36 G7T+7", "2020-07-23T13:36"),
        ("10/12/2025 03:59 CH", "2025-12-10T15:59"),
        ("10/12/2025 | 2:05:10 Chiều", "2025-12-10T14:05"),
        ("10/12/2025 - 07:30 sáng", "2025-12-10T07:30"),
        ("10/12/2025 12:10 trưa", "2025-12-10T12:10"),
        ("Nhóm PV Kinh tế - 09:15 06/07/2020", "2020-07-06T09:15"),
        ("Nhóm phóng viên Chính trị - Xã hội 09:15 06/07/2020", "2020-07-06T09:15"),
        ("2018-05-27 06:34:00", "2018-05-27T06:34"),
        ("31/02/2019", None),
        # readers are counted on the article's own line
        ("03/11/2016 | Lượt xem: 1.057 | Tin huyện Tân Lạc", "2016-11-03"),
        ("12/03/2020 - 09:15 | Đọc: 1023", "2020-03-12T09:15"),
        ("Lần xem: 123 | Cập nhật : 12/03/2020", "2020-03-12"),
        ("Cập nhật lần cuối lúc 10:22, 10/04/2019", "2019-04-10T10:22"),
        ("Last Updated on 12/03/2020", "2020-03-12"),
        ("Ngày phát hành: 12/03/2020", "2020-03-12"),
        # whoever put it there
        ("Người đăng: Văn phòng Đảng ủy - Ngày đăng: 05/11/2025 - Lượt xem: 214", "2025-11-05"),
        ("Đăng lúc: Thứ năm - 12/03/2020 09:15 - Người đăng bài viết: Trần Thị Hoa", "2020-03-12T09:15"),
        ("Viết bởi Quản trị | 12/03/2020", "2020-03-12"),
        ("Đăng lúc 09:15 ngày 12/03/2020 bởi Trần Thị Hoa", "2020-03-12T09:15"),
        ("Chuyên mục: Tin trong tỉnh | Ngày đăng: 12/03/2020", "2020-03-12"),
        # months in words, and in English
        ("12 Tháng Ba, 2020", "2020-03-12"),
        ("Tháng Mười Hai 12, 2020", "2020-12-12"),
        ("Thứ Hai, 23 Tháng Năm 2016 14:35", "2016-05-23T14:35"),
        ("Mar 12, 2020", "2020-03-12"),
        ("12 March 2020", "2020-03-12"),
        # the code of a paper, known or not, and an office
        ("QBĐT - 08/12/2021 14:05", "2021-12-08T14:05"),
        ("XBT - 08/12/2021 14:05", "2021-12-08T14:05"),
        ("GD&TĐ - 12/03/2020, 09:02", "2020-03-12T09:02"),
        ("Ban Tuyên giáo Tỉnh ủy - 12/03/2020", "2020-03-12"),
        # a plan's line below the title, and a place that has its day
        ("Tiến độ đến 12/03/2020 đạt thấp", None),
    ],
)
def test_stamp_under_the_title_is_the_day_of_publication(stamp: str, published: str | None) -> None:
    article = _text(TITLE, "", stamp, "", LEAD, "", PROSE)
    assert (article.title, article.published, article.page_date) == (TITLE, published, None)
    assert article.published_from == ("text" if published else None)
    assert article.lead == LEAD or published is None


@pytest.mark.parametrize(
    ("above", "page_date", "published"),
    [
        ("Thứ ba, 23/04/2019", "2019-04-23", None),
        ("Thứ hai, 15/09/2025 - 12:40", "2025-09-15", None),
        ("Chủ nhật, 24/11/2024, 14:20[GMT+7]", "2024-11-24", None),
        ("Thứ 3, Ngày 16/07/2024 -", "2024-07-16", None),
        ("Hà Nội, ngày 23-10-2021", "2021-10-23", None),
        ("15/03/2021", "2021-03-15", None),
        ("Ngày đăng: 15/03/2021", None, "2021-03-15"),
        ("Thứ ba, 23/04/2019 - Lượt truy cập: 1.234.567", "2019-04-23", None),
    ],
)
def test_date_above_the_title_is_the_clock_of_the_page(above: str, page_date: str | None, published: str | None) -> None:
    article = _text(above, "", TITLE, "", LEAD, "", PROSE)
    assert (article.title, article.page_date, article.published) == (TITLE, page_date, published)


@pytest.mark.parametrize(
    ("above", "lead", "page_date", "published"),
    [
        ("Thứ Hai, 06/07/2020 14:05", "Sáng nay (6/7), Huyện ủy Tân Lạc họp", None, "2020-07-06T14:05"),
        ("Thứ Hai, 06/07/2020 14:05", "Ngày 4-7-2020, Huyện ủy Tân Lạc họp", None, "2020-07-06T14:05"),
        ("Thứ hai, 6/7/2020 | 2:05:10 Chiều", "Chiều 5/7, Huyện ủy Tân Lạc họp", None, "2020-07-06T14:05"),
        # the text tells of other days, of the day in another year, of no day; a clock without time stays one
        ("Thứ Hai, 06/07/2020 14:05", "Chiều nay (17/11), Huyện ủy Tân Lạc họp", "2020-07-06", None),
        ("Thứ Hai, 06/07/2020 14:05", "Ngày 6/7/2019, Huyện ủy Tân Lạc họp", "2020-07-06", None),
        ("Thứ Hai, 06/07/2020 14:05", "Huyện ủy Tân Lạc họp, 6/7 xã có mặt", "2020-07-06", None),
        ("Thứ Hai, 06/07/2020", "Sáng nay (6/7), Huyện ủy Tân Lạc họp", "2020-07-06", None),
    ],
)
def test_a_clock_that_the_text_agrees_with_is_the_stamp(above: str, lead: str, page_date: str | None, published: str | None) -> None:
    article = _text(above, TITLE, f"{lead} để nhìn lại bốn năm thực hiện Nghị quyết số 24-NQ/TW của Ban Chấp hành Trung ương.", PROSE)
    assert (article.title, article.page_date, article.published) == (TITLE, page_date, published)


def test_clock_and_stamp_are_told_apart() -> None:
    article = _text("Chủ nhật, 24/11/2024, 14:20[GMT+7]", TITLE, "Chủ nhật, 31/12/2017 | 19:57:31", "1,464 lượt xem", LEAD, PROSE)
    assert (article.page_date, article.published) == ("2024-11-24", "2017-12-31T19:57")
    assert article.body.split("\n") == [TITLE, LEAD, PROSE]


@pytest.mark.parametrize(
    ("lines", "title", "section"),
    [
        ((TITLE, LEAD, PROSE), TITLE, None),
        (("Chính trị", TITLE, "12/04/2021", LEAD, PROSE), TITLE, "Chính trị"),
        (("Trang chủ > Tin tức", TITLE, LEAD, PROSE), TITLE, "Trang chủ > Tin tức"),
        (("Trang địa phương", TITLE, "12/04/2021", LEAD, PROSE), TITLE, "Trang địa phương"),
        (("Trang nhất > Tin tức > Tin hoạt động", TITLE, "12/04/2021", LEAD, PROSE), TITLE, "Trang nhất > Tin tức > Tin hoạt động"),
        (("Cổng thông tin điện tử tỉnh Hòa An", "Tin trong tỉnh", TITLE, "12/04/2021", LEAD, PROSE), TITLE, "Tin trong tỉnh"),
        (("Hội Nông dân tỉnh Hòa An", "Hoạt động cơ sở", TITLE, "12/04/2021", LEAD, PROSE), TITLE, "Hoạt động cơ sở"),
        (("Tin hoạt động công đoàn", TITLE, "12/04/2021", LEAD, PROSE), TITLE, "Tin hoạt động công đoàn"),
        (("Bảo hiểm xã hội tỉnh Hòa An", TITLE, "12/04/2021", LEAD, PROSE), TITLE, None),
        (("PC HÒA AN", "Trang chủ > Tin tức", TITLE, "12/04/2021", LEAD, PROSE), TITLE, "Trang chủ > Tin tức"),
        ((f"{TITLE}.", "12/04/2021", LEAD, PROSE), f"{TITLE}.", None),
        ((f"{TITLE}.", LEAD, f"{TITLE}.", PROSE), f"{TITLE}.", None),
        (("Skip to main content", TITLE, LEAD, PROSE), TITLE, None),
        (("Xuất bản thông tin", f"null {TITLE}", "Chi tiết bài viết Tin tức", TITLE, LEAD, PROSE), TITLE, None),
        ((LEAD, PROSE), None, None),
        ((f"LSO-{LEAD}", PROSE), None, None),
    ],
)
def test_title_and_section(lines: tuple[str, ...], title: str | None, section: str | None) -> None:
    article = _text(*lines)
    assert (article.title, article.section) == (title, section)
    assert article.lead == LEAD
    assert article.body.count(TITLE) == (title is not None)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("Trước ngày hội của huyện Tân Lạc:", "“Cán bộ gần dân thì việc khó mấy cũng xong”"), "Trước ngày hội của huyện Tân Lạc: “Cán bộ gần dân thì việc khó mấy cũng xong”"),
        # an office that does something, and one without a section below it
        (("Hội Nông dân tỉnh Hòa An tổ chức hội nghị sơ kết",), "Hội Nông dân tỉnh Hòa An tổ chức hội nghị sơ kết"),
        (("Sở Y tế Hòa An sẵn sàng cho mùa dịch mới",), "Sở Y tế Hòa An sẵn sàng cho mùa dịch mới"),
    ],
)
def test_headlines(lines: tuple[str, ...], title: str) -> None:
    article = _text(*lines, "12/04/2021", LEAD, PROSE)
    assert article.title == title
    assert article.body.split("\n") == [title, LEAD, PROSE]


# --- the end ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("PHÙNG TRÀ", "PHÙNG TRÀ"),
        ("VI HẬU", "VI HẬU"),
        ("Ngọc Mơ", "Ngọc Mơ"),
        ("Thanh Vân – Công Lý", "Thanh Vân – Công Lý"),
        ("Minh Hà - Mai Hoa, Y Bliu", "Minh Hà - Mai Hoa, Y Bliu"),
        ("Bài, ảnh: Thu Mận", "Thu Mận"),
        ("Tin, ảnh: Lê Cúc - Văn Đào", "Lê Cúc - Văn Đào"),
        ("Tin và ảnh: Lê Cúc", "Lê Cúc"),
        ("Tin: Hà Lựu; ảnh: Quốc Mai", "Hà Lựu"),
        ("Thực hiện: ANH MAI - QUÁCH ĐÀO", "ANH MAI - QUÁCH ĐÀO"),
        ("Tác giả: Ban Tuyên giáo Huyện ủy", "Ban Tuyên giáo Huyện ủy"),
        ("Thu Mận (Trung tâm VH-TT&DL huyện)", "Thu Mận"),
        ("P.V", "P.V"),
        ("Nhóm PV", "Nhóm PV"),
        ("V.D", "V.D"),
        ("Nguồn tin: Sao Mai", "Sao Mai"),
    ],
)
def test_byline_is_the_author_and_no_line_of_the_body(line: str, author: str) -> None:
    article = _text(TITLE, LEAD, PROSE, "", line, "", "Tin khác", "Khai mạc hội chợ xuân (02/01/2020)")
    assert article.author == author
    assert article.body.split("\n") == [TITLE, LEAD, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "Kết luận",
        "Các đại biểu dự hội nghị",
        "Ảnh: Đức Mận",
        "Quang cảnh hội nghị",
        "Nhiều việc cần làm ngay",
        "PV: Thưa đồng chí, kết quả ra sao?",
    ],
)
def test_line_that_is_no_byline(line: str) -> None:
    assert furniture.byline(line) is None
    assert _text(TITLE, LEAD, PROSE, line).author is None


@pytest.mark.parametrize(
    ("foot", "published"),
    [
        (("Nguyễn Trọng Bách (Ban Xây dựng Đảng, UBKT Huyện ủy)", "21/08/2017", "Lượt xem: 206"), "2017-08-21"),
        (("Thu Hương", "10:22, 10/04/2019"), "2019-04-10T10:22"),
        (("Thu Hương", "Cập nhật lần cuối lúc 10:22, 10/04/2019"), "2019-04-10T10:22"),
        # a clock, and a day that nobody signed
        (("Thu Hương", "Thứ tư, 10/04/2019"), None),
        (("10/04/2019",), None),
    ],
)
def test_a_day_below_the_byline_is_the_day_of_publication(foot: tuple[str, ...], published: str | None) -> None:
    article = _text(TITLE, LEAD, PROSE, PROSE, *foot)
    assert (article.published, article.page_date) == (published, None)
    assert "2019" not in article.body
    assert "2017" not in article.body


def test_byline_at_the_end_of_the_last_paragraph() -> None:
    article = _text(TITLE, LEAD, f"{PROSE[:-1]}./. PHÙNG TRÀ")
    assert article.author == "PHÙNG TRÀ"
    assert article.body.endswith("tổ dân phố./.")


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("Theo Baothaibinh.com.vn", "Baothaibinh.com.vn"),
        ("(Theo TTXVN)", "TTXVN"),
        ("Theo Hồng Mận/TTXVN", "Hồng Mận/TTXVN"),
        ("Nguồn: Báo Hà Giang", "Báo Hà Giang"),
        ("Nguồn: dangcongsan.vn", "dangcongsan.vn"),
        ("Đài PT-TH Gia Lai", "Đài PT-TH Gia Lai"),
        ("(Theo baolangson.vn)", "baolangson.vn"),
        ("* Nguồn: TTXVN", "TTXVN"),
        ("- Theo TTXVN -", "TTXVN"),
        ("NGUỒN: BÁO LẠNG SƠN", "BÁO LẠNG SƠN"),
        ("(Nguồn: https://baolangson.vn/chinh-tri/hoi-nghi-1.html)", "https://baolangson.vn/chinh-tri/hoi-nghi-1.html"),
        ("Dẫn theo Báo Gia Lai", "Báo Gia Lai"),
        ("Tổng hợp từ TTXVN", "TTXVN"),
        ("Sưu tầm: Báo Sơn La", "Báo Sơn La"),
        ("Bài gốc: Báo Sơn La", "Báo Sơn La"),
        ("Theo Hà Nội mới", "Hà Nội mới"),
        ("Theo Xây dựng Đảng", "Xây dựng Đảng"),
        ("Theo Hồng Mận (TTXVN)", "Hồng Mận (TTXVN)"),
        ("Hồng Mận/TTXVN", "Hồng Mận/TTXVN"),
        ("Hồng Mận (Theo TTXVN)", "Hồng Mận (Theo TTXVN)"),
        ("Theo đó, các chi bộ đã thảo luận", None),
        ("Theo báo cáo của Ban Tổ chức", None),
        ("Theo kế hoạch", None),
        ("Theo đồng chí Lục Thị Mơ (Báo Lạng Sơn)", None),
        ("Theo Quyết định số 5/QĐND", None),
        ("Theo Pháp luật về đất đai", None),
        ("Theo gương Bác", None),
        ("Theo Bác", None),
        ("Tổng hợp từ các báo cáo", None),
        ("Nguồn: vốn ngân sách tỉnh", None),
        ("Xây dựng Đảng", None),
        ("Báo cáo viên", None),
        ("Nguồn nhân lực chất lượng cao", None),
    ],
)
def test_source_line(line: str, printed: str | None) -> None:
    article = _text(TITLE, LEAD, PROSE, line)
    assert article.republished_from == printed
    assert (line in article.body) == (printed is None)


@pytest.mark.parametrize(
    ("end", "printed"),
    [
        ("(Theo TTXVN)", "TTXVN"),
        ("/. (Nguồn: baolangson.vn)", "baolangson.vn"),
        ("Theo Báo Hà Giang", "Báo Hà Giang"),
        ("(TTXVN)", "TTXVN"),
        ("(theo kế hoạch)", None),
        ("Theo Nghị quyết số 18-NQ/TW", None),
    ],
)
def test_source_at_the_end_of_the_last_paragraph(end: str, printed: str | None) -> None:
    article = _text(TITLE, LEAD, f"{PROSE}{'' if end[0] == '/' else ' '}{end}", "PHÙNG TRÀ")
    assert (article.republished_from, article.author) == (printed, "PHÙNG TRÀ")
    assert article.body.endswith("tổ dân phố." if printed and end[0] != "/" else "tổ dân phố./." if printed else end)


@pytest.mark.parametrize(
    "after",
    [
        ("Trả lời", "Email của bạn sẽ không được hiển thị công khai. Các trường bắt buộc được đánh dấu *"),
        ("Tin liên quan", "Khai mạc hội chợ xuân", "Ra quân làm đường"),
        ("Từ khóa: nghị quyết, tỉnh ủy",),
        ("Các tin khác", "» Khai mạc hội chợ xuân (02/01/2020)"),
        ("Tổng số điểm của bài viết là: 0 trong 0 đánh giá", "Click để đánh giá bài viết"),
        ("Chia sẻ", "Facebook", "Zalo", "143 lượt xem", ">> Khai mạc hội chợ xuân", "A- A A+", ";", ".", "TONG KET 20 NAM"),
    ],
)
def test_what_follows_the_article_is_left_out(after: tuple[str, ...]) -> None:
    assert _text(TITLE, LEAD, PROSE, *after).body.split("\n") == [TITLE, LEAD, PROSE]


def test_box_of_related_links_inside_the_text_does_not_end_it() -> None:
    more = [f"{number}. {PROSE}" for number in range(3)]
    assert _text(TITLE, LEAD, "Tin liên quan", ">> Khai mạc hội chợ xuân", *more).body.split("\n") == [TITLE, LEAD, *more]


# --- the lines of the body -------------------------------------------------------------------------------------


def test_caption_over_two_lines_is_one_line() -> None:
    article = _text(TITLE, LEAD, "", "Đồng chí Lục Thị Mơ, Phó Bí thư Huyện ủy,", "Chủ tịch UBND huyện phát biểu tại hội nghị", "", PROSE)
    caption = "Đồng chí Lục Thị Mơ, Phó Bí thư Huyện ủy, Chủ tịch UBND huyện phát biểu tại hội nghị"
    assert dict(zip(article.body.split("\n"), article.parts, strict=True)) == {
        TITLE: "title",
        LEAD: "lead",
        caption: "caption",
        PROSE: "body",
    }


def test_title_and_lead_stand_once() -> None:
    assert _text(TITLE, LEAD, TITLE, "Quang cảnh hội nghị", LEAD, PROSE).body.split("\n") == [TITLE, LEAD, "Quang cảnh hội nghị", PROSE]


def test_wrapped_paragraph_is_one_line() -> None:
    wrapped = PROSE.replace("nhiệm vụ của ", "nhiệm vụ của\n")
    assert "\n" in wrapped
    assert _text(TITLE, "", LEAD, "", wrapped).body.split("\n") == [TITLE, LEAD, PROSE]


@pytest.mark.parametrize(
    ("opening", "site", "province_id"),
    [
        ("LSO-", "baolangson.vn", "lang-son"),
        ("LSO - ", "baolangson.vn", "lang-son"),
        ("(kontumtv.vn) – ", "kontumtv.vn", "kon-tum"),
        ("(QBĐT) - ", "baoquangbinh.vn", "quang-binh"),
        ("BHG - ", "baohagiang.vn", "ha-giang"),
        ("(GLO)- ", "baogialai.com.vn", "gia-lai"),
        ("(Báo Quảng Ngãi)- ", "baoquangngai.vn", "quang-ngai"),
        ("(TGAG)- ", None, "an-giang"),
        ("BẮC GIANG – ", None, "bac-giang"),
        ("(PLVN) - ", None, None),
        ("- ", None, None),
        ("", None, None),
    ],
)
def test_dateline_leaves_the_text_and_tells_the_place(opening: str, site: str | None, province_id: str | None) -> None:
    article = _text(TITLE, opening + LEAD, PROSE)
    assert (article.lead, article.site, article.province) == (LEAD, site, province_id)


def test_hyphen_of_an_office_is_no_dateline() -> None:
    lead = f"HĐND - UBND huyện vừa họp. {LEAD}"
    assert _text(TITLE, lead, PROSE).lead == lead


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Huyện ủy Vị Xuyên họp. Cán bộ huyện Vị Xuyên đã học nghị quyết.", "ha-giang"),
        ("Tỉnh ủy Lạng Sơn tổng kết. UBND tỉnh Lạng Sơn báo cáo.", "lang-son"),
        ("UBND tỉnh Bà Rịa - Vũng Tàu họp, tỉnh Bà Rịa – Vũng Tàu triển khai.", "ba-ria-vung-tau"),
        ("Thành ủy Đà Nẵng quán triệt. TP. Đà Nẵng sơ kết.", "da-nang"),
        ("Đoàn công tác của Bình Định thăm tỉnh Gia Lai.", None),
        ("Dự lễ có lãnh đạo tỉnh Gia Lai.", "gia-lai"),
        ("Báo Ninh Thuận trân trọng giới thiệu toàn văn, so với Hà Nội và Đà Nẵng.", "ninh-thuan"),
        ("Đảng ủy xã Sà Phìn tổ chức hội nghị.", "ha-giang"),
        ("Chiều nay, TPHCM tổng kết nghị quyết.", "ho-chi-minh"),
        ("Đảng ủy xã Bình Sơn tổ chức hội nghị.", None),
        ("Huyện Châu Thành họp. Huyện ủy Châu Thành sơ kết.", None),
        ("Tỉnh ủy Gia Lai và Tỉnh ủy Kon Tum ký kết; tỉnh Gia Lai, tỉnh Kon Tum.", None),
        ("Người dân thành phố Lạng Sơn và thành phố Cà Mau.", None),
        ("Sáng nay, tỉnh Hà Tĩnh sơ kết việc học tập tư tưởng Hồ Chí Minh.", "ha-tinh"),
        ("Đảng bộ Thành phố Hồ Chí Minh họp.", "ho-chi-minh"),
        ("Dự có lãnh đạo các quận, huyện của Hà Nội.", "ha-noi"),
        ("Tại Hà Nội, Bộ Nội vụ tổ chức hội nghị.", None),
        ("Tiếp đó, đoàn thăm phường Thanh Thủy (TP. Huế).", "hue"),
        ("Đảng ủy xã Thanh Thủy tổ chức hội nghị.", None),
        ("Đảng ủy phường Thanh Thủy tổ chức hội nghị.", "hue"),
        ("Đảng ủy phường Xuân Đài tổ chức hội nghị.", "phu-yen"),
        ("Đảng ủy xã Xuân Đài tổ chức hội nghị.", "phu-tho"),
        ("Đảng bộ xã Xuân Lãng có đảng viên huyện Bình Xuyên cũ, xã Đạo Đức cũ.", "phu-tho"),
        ("Đoàn đến xã Tân Lập và xã Bản Rịa.", "ha-giang"),
        ("Đoàn đến xã Tân Lập và xã Tân Thành.", None),
        ("Đoàn kiểm tra tại các xã: Hải An, Hải Thịnh, Rạng Đông và Đồng Thịnh.", "ninh-binh"),
        ("Hội nghị của xã. (Nguồn: laichau.gov.vn)", "lai-chau"),
        ("Thư gửi về toasoan@baonghean.vn, chinhphu.vn.", None),
        ("UBND phường Nguyễn Thái Bình nghe kể về chuyến đi tại Hà Nội.", "ho-chi-minh"),
        ("Nam Đàn quán triệt nghị quyết mới", "nghe-an"),
        ("Đô Lương: Sơ kết nghị quyết", "nghe-an"),
        ("Tỉnh đoàn Hòa Bình tổ chức hội nghị.", "hoa-binh"),
        ("Chiến dịch Điện Biên Phủ đã toàn thắng.", None),
    ],
)
def test_province_by_text_needs_clear_support(text: str, expected: str | None) -> None:
    assert province.by_text(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Công an tỉnh Nghệ An có giám đốc mới", "nghe-an"), ("Hà Tĩnh và Nghệ An ký kết", None), ("Công an tỉnh Hà Tĩnh vui mừng", None), (None, None)],
)
def test_the_province_of_the_title_needs_only_to_lead(title: str | None, expected: str | None) -> None:
    text = "Ông là người tỉnh Hà Tĩnh, học ở tỉnh Hà Tĩnh; Công an tỉnh Nghệ An, UBND tỉnh Nghệ An, HĐND tỉnh Nghệ An chúc mừng."
    assert province.by_text(text, title=title) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tin, ảnh: BÁO VĨNH LONG", "vinh-long"),
        ("Theo dõi Báo Gia Lai trên Google News", "gia-lai"),
        ("Báo Tây Ninh Online", "tay-ninh"),
        ("Bản quyền thuộc về Đài Phát thanh và Truyền hình Bắc Ninh", "bac-ninh"),
        ("Cơ quan chủ quản: UBND tỉnh Thanh Hóa", "thanh-hoa"),
        ("Trụ sở: 71 Hàng Trống, Hà Nội", None),
        ("Hội Nhà báo Nghệ An thăm Trường Sa", None),
        ("Báo Hà Tĩnh kết nghĩa với Báo Nghệ An", None),
        ("Tin liên quan: Quảng Nam sơ kết nghị quyết", None),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO AN GIANG", "an-giang"),
        ("Hội Nông dân tỉnh Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("Đảng ủy phường Hòa Bình", None),
        ("Ban Chỉ đạo làm việc tại Hà Tĩnh", None),
        ("Công an Nghệ An bắt thêm hai người", None),
    ],
)
def test_province_by_a_line_around_the_article(line: str, expected: str | None) -> None:
    assert province.by_frame([line]) == expected


@pytest.mark.parametrize(
    ("line", "expected"), [("Báo Tây Ninh Online", "tay-ninh"), ("Tin, ảnh: BÁO VĨNH LONG", "vinh-long"), ("V.D", None)]
)
def test_the_outlet_under_the_text_tells_the_province(line: str, expected: str | None) -> None:
    assert _text(TITLE, LEAD, PROSE, "", line).province == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("hiepduc.quangnam.gov.vn", "quang-nam"),
        ("xuctiendautuhagiang.gov.vn", "ha-giang"),
        ("gialaitv.vn", "gia-lai"),
        ("www.baohatinh.vn", "ha-tinh"),
        ("baria-vungtau.gov.vn", "ba-ria-vung-tau"),
        ("vnexpress.net", None),
        ("chinhphu.vn", None),
        ("thuehuong.vn", None),
    ],
)
def test_province_by_host(host: str, expected: str | None) -> None:
    assert province.by_host(host) == expected


def test_province_is_the_one_of_the_day_of_publication() -> None:
    lead = f"Tỉnh ủy Hà Giang họp. Tỉnh ủy Hà Giang sơ kết. {LEAD}"
    assert _text(TITLE, "20/06/2025", lead, PROSE).province == "ha-giang"
    assert _text(TITLE, "02/07/2025", lead, PROSE).province == "tuyen-quang"


def test_a_body_of_the_province_outweighs_communes_of_the_same_name_elsewhere() -> None:
    lead = f"Bí thư Tỉnh ủy Hà Giang làm việc với huyện Sapa, huyện Cát Hải, xã Sà Phìn và huyện Nam Đàn. {LEAD}"
    assert _text(TITLE, "20/06/2024", lead, PROSE).province == "ha-giang"


def test_a_commune_speaks_for_the_province_that_it_lies_in_on_the_day_of_publication() -> None:
    lead = f"Đảng ủy xã Sà Phìn, tỉnh Tuyên Quang họp. {LEAD}"
    assert _text(TITLE, "02/07/2025", lead, PROSE).province == "tuyen-quang"
    assert _text(TITLE, "20/06/2025", lead, PROSE).province is None


# --- HTML ------------------------------------------------------------------------------------------------------

BODY = f"<h1>{TITLE}</h1><div class='content-detail'><p>{LEAD}</p><p>{PROSE}</p></div>"


@pytest.mark.parametrize(
    ("head", "body", "published", "origin"),
    [
        ('<meta property="article:published_time" content="2024-01-28T18:30:00Z">', BODY, "2024-01-29T01:30", "meta"),
        ('<meta property="article:published_time" content="2024-01-29T08:05:00+07:00">', BODY, "2024-01-29T08:05", "meta"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-01-29T08:05:00+0700"}</script>',
            BODY,
            "2024-01-29T08:05",
            "jsonld",
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": ["Article"], "datePublished": "2024-01-29"}]}</script>',
            BODY,
            "2024-01-29",
            "jsonld",
        ),
        ('<script type="application/ld+json">{"@type": "NewsArticle", broken</script>', BODY, None, None),
        ("", BODY.replace("<div", "<time datetime='2024-01-29T08:05'>hôm qua</time><div"), "2024-01-29T08:05", "time"),
        ("", BODY.replace("<div", "<span>Thứ hai, 29/01/2024 08:05</span><div"), "2024-01-29T08:05", "page"),
        ("", BODY.replace("</div>", "<p>Cập nhật: 29/01/2024 08:05</p></div>"), "2024-01-29T08:05", "page"),
        ("", BODY.replace("<h1>", "<div><b>Thứ hai, 29/01/2024</b></div><h1>"), None, None),
        # what a database holds for "never"
        ('<meta property="article:published_time" content="9999-12-31T23:59:59Z">', BODY, None, None),
        ('<meta property="article:published_time" content="0001-01-01T00:00:00+14:00">', BODY, None, None),
        ('<meta property="article:published_time" content="9999-12-31">', BODY, None, None),
        ('<link rel="canonical" href="https://a.example.vn/tin/20240129/mo-huong.html">', BODY, "2024-01-29", "url"),
        ('<link rel="canonical" href="https://a.example.vn/tin/202401/mo-huong.html">', BODY, None, None),
        ("", BODY, None, None),
    ],
)
def test_day_of_publication_in_html(head: str, body: str, published: str | None, origin: str | None) -> None:
    article = _html(body, head)
    assert (article.published, article.published_from) == (published, origin)


def test_clock_of_the_page_is_never_the_day_of_publication() -> None:
    clock = "<div>Thứ năm, 12/03/2020</div>"
    meta = '<meta property="article:published_time" content="2020-03-12T10:00:00+07:00">'
    stamped = BODY.replace("<div", "<span>06/12/2017</span><div")
    article = _html(clock + stamped, meta)
    assert (article.page_date, article.published, article.published_from) == ("2020-03-12", "2017-12-06", "page")


def test_clock_that_shows_no_day_is_none() -> None:
    article = _text("Thứ sáu, 31/12/9999", TITLE, LEAD, PROSE)
    assert (article.page_date, article.published) == (None, None)


def test_day_after_the_page_was_fetched_is_no_day_of_publication() -> None:
    assert _text(TITLE, "06/12/2031", LEAD, PROSE, fetched="2024-01-29T01:30:05").published is None
    assert _text(TITLE, "30/01/2024", LEAD, PROSE, fetched="2024-01-29T01:30:05").published == "2024-01-30"


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        (f"<p>{LEAD}</p><script>var x = 'ẩn';</script><p>{PROSE}</p>", [LEAD, PROSE]),
        (f"<div>{LEAD}<br><br>{PROSE}</div>", [LEAD, PROSE]),
        (f"<p>{LEAD}</p><div style='display: none'>Ẩn đi</div><p class='sr-only'>Ẩn đi</p>{PROSE}", [LEAD, PROSE]),
        (f"<p>{LEAD}</p><figure><img><figcaption>Quang cảnh</figcaption></figure><p>{PROSE}</p>", [LEAD, "Quang cảnh", PROSE]),
        (
            f"<p>{LEAD}</p><table><tr><td>Năm</td><td>Số xã</td></tr><tr><td>2019</td><td>12</td></tr></table><p>{PROSE}</p>",
            [LEAD, "Năm Số xã", "2019 12", PROSE],
        ),
        (f"<p>{LEAD}</p><p>&nbsp;</p><p>{PROSE.replace(' ', '&nbsp; ')}</p>", [LEAD, PROSE]),
        (f"<p>{LEAD}</p><p>{unicodedata.normalize('NFD', PROSE)}</p>", [LEAD, PROSE]),
    ],
)
def test_lines_of_an_element(html: str, lines: list[str]) -> None:
    article = _html(f"<h1>{TITLE}</h1><div class='content-detail'>{html}</div>")
    assert article.body.split("\n") == [TITLE, *lines]


def test_page_without_known_elements_is_read_too() -> None:
    menu = "<ul class='m'>" + "".join(f"<li><a href='/{n}'>Mục số {n}</a></li>" for n in range(12)) + "</ul>"
    article = _html(
        f"{menu}<section><h1>{TITLE}</h1><div><p>{LEAD}</p>" + f"<p>{PROSE}</p>" * 1 + f"<p>Một ý khác: {PROSE}</p></div></section>{menu}"
    )
    assert article.title == TITLE
    assert article.body.split("\n") == [TITLE, LEAD, PROSE, f"Một ý khác: {PROSE}"]


def test_address_is_the_page_s_own() -> None:
    head = '<link rel="canonical" href="https://www.baolangson.vn/a-5012345.html?utm_source=zalo#top">'
    article = _html(BODY, head, url="https://baolangson.vn/print/a-5012345.html")
    assert article.url == "https://www.baolangson.vn/a-5012345.html"
    assert article.site == "baolangson.vn"
    assert article.id == article_id("http://baolangson.vn/a-5012345.html")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://BaoBinhDinh.vn/viewer.aspx?macm=1&mabb=23&fbclid=x#a", "https://baobinhdinh.vn/viewer.aspx?macm=1&mabb=23"),
        ("http://a.vn", "http://a.vn/"),
        ("https://a.vn/%C3%A1.html?b=%20c", "https://a.vn/%C3%A1.html?b=%20c"),
        ("file:thư mục/a.txt", "file:thư mục/a.txt"),
    ],
)
def test_canonical_address(url: str, expected: str) -> None:
    assert canonical(url) == expected


def test_id_fits_and_leaves_room_for_sentences() -> None:
    assert 0 < article_id("https://a.vn/1") < 2**51
    assert article_id("https://www.a.vn/1") == article_id("http://a.vn/1") != article_id("http://a.vn/2")


# --- what is refused -------------------------------------------------------------------------------------------

# "Nghị quyết của Ban Chấp hành Đảng bộ tỉnh về công tác cán bộ" typed with the two old families of fonts
TCVN3 = "NghÞ quyÕt cña Ban ChÊp hµnh §¶ng bé tØnh vÒ c«ng t¸c c¸n bé ®èi víi huyÖn, x·. "
VNI = "Nghò quyeát cuûa Ban Chaáp haønh Ñaûng boä tænh veà coâng taùc caùn boä ñoái vôùi huyeän. "
ENGLISH = "The provincial committee held a conference to review the implementation of the resolution on personnel work. "
LONG = f"{LEAD}\n{PROSE}\n".encode()


@pytest.mark.parametrize(
    ("content", "media", "reason"),
    [
        (b"", "text", "empty"),
        (b" \n\t\r\n", "html", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "html", "binary"),
        (LONG + b"\x00" + LONG, "text", "binary"),
        (bytes(range(1, 32)) * 40, "text", "binary"),
        (TCVN3.encode() * 9, "text", "legacy encoding"),
        (TCVN3.encode("cp1252") * 9, "text", "legacy encoding"),
        (VNI.encode() * 9, "html", "legacy encoding"),
        (LONG.decode().encode().decode("latin-1").encode() * 3, "text", "legacy encoding"),
        (ENGLISH.encode() * 9, "text", "not vietnamese"),
        (TITLE.encode(), "text", "no article"),
        (LONG * 3, "html", "not html"),
        (f"<html><body>{BODY}".encode(), "html", "truncated"),
        (LONG + "ế".encode()[:2], "text", "truncated"),
        (f"<html><body>{BODY.replace('<h1>', '<h1><script>go()</script>')}</body></html>".encode(), "html", "script in title"),
        (
            f"<html><head><title>&lt;script>go()&lt;/script>{TITLE}</title></head><body>{BODY}</body></html>".encode(),
            "html",
            "script in title",
        ),
        ("<html><body><h1>Lỗi 404 - Không tìm thấy trang</h1><p>Bạn hãy quay lại sau.</p></body></html>".encode(), "html", "soft 404"),
        (
            (
                "<html><body><h1>Chính trị</h1>"
                + f"<div class='i'><h3><a href='/a'>{TITLE}</a></h3><p>{LEAD}</p></div>" * 8
                + "</body></html>"
            ).encode(),
            "html",
            "no article",
        ),
    ],
)
def test_bad_page_is_refused_with_its_reason(content: bytes, media: Literal["html", "text"], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(Page(url="file:a", content=content, media=media))
    assert refused.value.reason == reason
    row = refused.value.row("parse", "file:a")
    assert (row.stage, row.url, row.reason) == ("parse", "file:a", reason)
    assert row.detail


def _windows_1258(text: str) -> bytes:
    """The text in windows-1258, which spells most vowels with a combining tone mark."""
    out = bytearray()
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones))
        out += base.encode("cp1258") + tones.encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize("charset", [None, "windows-1258"])
def test_windows_1258_is_decoded_when_lenient(charset: str | None) -> None:
    page = Page(url="file:a.txt", content=_windows_1258(f"{TITLE}\n{LEAD}\n{PROSE}"), media="text", charset=charset)
    with pytest.raises(Refused, match=r"legacy encoding: windows-1258"):
        parse(page)
    assert parse(page, lenient=True).body.split("\n") == [TITLE, LEAD, PROSE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_in_its_encodings(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert decode(mark + LONG.decode().encode(encoding)).text == LONG.decode()


@pytest.mark.parametrize(
    "charset",
    # codecs of Python that are no encodings of pages: they unpack, escape, look names up, or would take the byte order from a mark that is not there
    ["zip", "bz2", "zlib", "base64", "hex", "uu", "quopri", "rot13", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "utf-32", "undefined", "mbcs", "x" * 40],
)  # fmt: skip
@pytest.mark.parametrize("says", ["header", "page"])
def test_codec_that_no_page_is_in_is_not_used(charset: str, says: str) -> None:
    latin = "<p>résumé à la carte +AGE- \\x41 déjà vu</p>"
    meta = f"<meta charset={charset}>" if says == "page" else ""
    assert decode(f"{meta}{latin}".encode("latin-1"), charset if says == "header" else None).text == f"{meta}{latin}"


@pytest.mark.parametrize("charset", ["windows-1252", "ISO-8859-1", " Latin1 "])
def test_codec_of_the_web_is_used(charset: str) -> None:
    assert decode("<p>“résumé” – déjà vu</p>".encode("cp1252"), charset).text == "<p>“résumé” – déjà vu</p>"


def test_truncated_page_is_read_as_far_as_it_goes_when_lenient() -> None:
    page = Page(url="file:a.html", content=f"<html><body>{BODY}<p>Và rồi".encode(), media="html")
    assert parse(page, lenient=True).lead == LEAD


@pytest.mark.parametrize(
    "text",
    [f"{PROSE} ", "đồng chí và đại biểu\n", "Thanh Vân – ", "Đồng chí A,\n", f"{PROSE}\n", "(", "12/3/2019 "],
)
def test_time_grows_with_the_text_and_not_faster(text: str) -> None:
    def run(times: int) -> None:
        with suppress(Refused):
            parse(Page(url="file:a.txt", content=(text * times).encode() + LONG, media="text"))

    assert fourfold(run, max(100, 100_000 // len(text.encode()))) < FOURFOLD


HEADS = [
    # clock with its weekday, then a line of the page's tools, then the title and its stamp
    (
        ("Tất cả chuyên mục", "Thứ Hai, 25/11/2024 11:14 (GMT +7)", TITLE, "Thứ 7, 24/07/2021 | 09:06:55 [GMT +7] A A"),
        "2021-07-24T09:06",
        "2024-11-25",
    ),
    (("Thứ tư 5/10/2022", "in trang", TITLE), None, "2022-10-05"),
    # time and day without a weekday are no clock
    (("09:12, 21/12/2017", "", TITLE), "2017-12-21T09:12", None),
    # a kicker over the title
    (("Thứ sáu,  12/08/2022", "Hội Nông dân:", "", TITLE), None, "2022-08-12"),
]


@pytest.mark.parametrize(("head", "published", "page_date"), HEADS)
def test_heads_of_real_pages(head: tuple[str, ...], published: str | None, page_date: str | None) -> None:
    article = _text(*head, "", LEAD, "", PROSE)
    assert (article.title, article.published, article.page_date) == (TITLE, published, page_date)
