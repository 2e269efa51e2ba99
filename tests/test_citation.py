"""Citations: what is read in a sentence, and which instrument it stands for in its article."""

from dataclasses import asdict

import pytest

from corpus.model import Article, Citation, Sentence
from extractors import citation as extractor
from extractors import rule, tokenizer
from extractors.date import find as find_dates
from pipeline.link.citation import Cited, resolve
from tests.growth import FOURFOLD, fourfold


def read(text: str) -> list[Citation]:
    return [mention.value for mention in extractor.find(text, 0, len(text), ()) if isinstance(mention.value, Citation)]


def cited(body: str, published: str | None = "2024-12-10", page_date: str | None = None, province: str | None = "lang-son") -> Cited:
    article = Article(
        id=7, url="file:mau.txt", site=None, title=None, lead=None, author=None, section=None, published=published, published_from=None,
        page_date=page_date, province=province, republished_from=None, body=body, parts=(), words=0, content_hash="",
    )  # fmt: skip
    sentences = [
        Sentence(7 * 4096 + position, 7, position, start, end, body[start:end], "body", ())
        for position, (start, end) in enumerate(tokenizer.sentences(body))
    ]
    mentions = []
    for sentence in sentences:
        found = list(extractor.find(body, sentence.start, sentence.end, ()))
        mentions += [*found, *find_dates(body, sentence.start, sentence.end, found)]
    return resolve(article, sentences, [mention for mention in mentions if mention.kind == "citation"], mentions)


def documents(made: Cited) -> list[str | None]:
    return [row.document_id for row in made.citations]


NOTHING = [
    "Đưa nghị quyết đại hội Đảng bộ các cấp vào cuộc sống; nghị quyết đại hội là kim chỉ nam.",
    "Các nghị quyết của Đảng, chỉ thị của Tỉnh ủy được quán triệt đầy đủ.",
    "Hội nghị Trung ương 7 khóa XII thành công tốt đẹp; Đại hội XIII của Đảng; nhiệm kỳ 2020-2025.",
    "Ban Thường vụ quyết định 3 nội dung, kết luận 5 vụ việc, thông báo 2 lần, xây dựng kế hoạch 5 năm 2021-2025.",
    "HĐND huyện thông qua 12 nghị quyết; mục tiêu Nghị quyết năm 2020 đề ra; Nghị quyết 5 năm qua.",
    "Trường Tiểu học số 1, đường 30/4, số 18 đường Lê Lợi, điện thoại 0205.3812.345, xe 12A-123.45.",
    "Chương trình 135, Dự án 1, Tiểu dự án 2, Báo cáo số liệu, công văn của Sở.",
    "Trận đấu kết thúc với tỷ số 3-2; đạt 5/11 huyện; tăng 5,3%; ngày 25/10/2017.",
    "Tỉnh ủy ban hành Nghị quyết về phát triển du lịch, Nghị quyết chuyên đề về chuyển đổi số.",
    "Nghị quyết Đại hội Đoàn các cấp nhiệm kỳ 2022 - 2027, Nghị quyết Đại hội Phụ nữ cơ sở nhiệm kỳ 2021-2026, nghị quyết đại hội đoàn thể.",
    "Nghị quyết Đại hội Đoàn đề ra nhiều chỉ tiêu; nghị quyết đại hội đại biểu toàn quốc nhiệm kỳ 2021-2026.",
    "Nghị quyết của HĐND tỉnh về chính sách hỗ trợ; các nghị quyết của HĐND tỉnh khóa XVII.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_citation(text: str) -> None:
    assert read(text) == []


SYMBOLS = [
    ("Nghị quyết số 18 -NQ/TW ngày 25-10-2017", ["18-NQ/TW"]),
    ("Nghị quyết số 18−NQ/TW", ["18-NQ/TW"]),
    ("Nghị quyết số 18-NQ/T.Ư", ["18-NQ/TW"]),
    ("Chỉ thị số 05-CT/TƯ", ["05-CT/TW"]),
    ("Nghị quyết 18NQ/TW", ["18-NQ/TW"]),
    ("Nghị quyết số 18-NQTW", ["18-NQ/TW"]),
    ("chỉ thị 05-ct/tw", ["05-CT/TW"]),
    ("NGHỊ QUYẾT SỐ 18-NQ/TW", ["18-NQ/TW"]),
    ("Chỉ thị 05/CT-TW", ["05-CT/TW"]),
    ("Nghị quyết 22-NQ/HU; Nghị quyết 08-NQ/ĐU", ["22-NQ/HU", "08-NQ/ĐU"]),
    ("Công văn số 493 -CV/TU và Công văn số 1825-CV/BTCTW", ["493-CV/TU", "1825-CV/BTCTW"]),
    ("Tờ trình số 45/TTr-UBND, Báo cáo số 123/BC-UBND", ["45/TTr-UBND", "123/BC-UBND"]),
    ("Thông báo kết luận số 234-TB/TU; Quyết định 56/2021/QĐ-UBND", ["234-TB/TU", "56/2021/QĐ-UBND"]),
    ("Nghị định số 178/2024/ND-CP", ["178/2024/NĐ-CP"]),
    ("Quyết định số 33/2020/QD-TTg", ["33/2020/QĐ-TTg"]),
    ("văn bản số 4912/UBND-NC.", ["4912/UBND-NC"]),
    ("các Nghị quyết số 57-NQ/TW, 59-NQ/TW, 66-NQ/TW và 68-NQ/TW", ["57-NQ/TW", "59-NQ/TW", "66-NQ/TW", "68-NQ/TW"]),
    ("Nghị quyết số 10, 11 và 12-NQ/TW", ["10-NQ/TW", "11-NQ/TW", "12-NQ/TW"]),
]


@pytest.mark.parametrize(("text", "symbols"), SYMBOLS)
def test_symbols(text: str, symbols: list[str]) -> None:
    assert [value.symbol for value in read(text)] == symbols


BEHIND = [
    ("Kế hoạch số 86-KH/TU ngày 15/01/2018 của Ban Thường vụ Tỉnh ủy", {"issued": "2018-01-15", "issuer": "Ban Thường vụ Tỉnh ủy"}),
    ("Nghị quyết số 18-NQ/TW (ngày 25-10-2017)", {"issued": "2017-10-25"}),
    (
        "Nghị quyết 26 của BCH TW Đảng (khoá X) về nông nghiệp, nông dân, nông thôn",
        {"issuer": "Ban Chấp hành Trung ương", "term": "X", "title": "nông nghiệp, nông dân, nông thôn"},
    ),
    ("Nghị quyết 06-NQ/HU của Huyện ủy Mẫu Sơn khóa XXI", {"issuer": "Huyện ủy Mẫu Sơn", "place": "Mẫu Sơn", "term": "XXI"}),
    ("Nghị quyết 57 năm 2024", {"number": "57", "year": "2024"}),
    ("Nghị quyết số 18-NQ/TW, Ban Thường vụ Tỉnh ủy đã ban hành kế hoạch", {"symbol": "18-NQ/TW", "issuer": None}),
    ("lớp học tập Nghị quyết số 18-NQ/TW do Đảng ủy xã Tân Lập mở", {"symbol": "18-NQ/TW", "issuer": None}),
    ("Nghị quyết số 12-NQ/TU do Tỉnh ủy Hà Giang ban hành", {"issuer": "Tỉnh ủy Hà Giang"}),
    ("Thực hiện Nghị quyết số 12-NQ/TU của Tỉnh ủy, năm 2018 huyện đã xây 3 trường", {"issuer": "Tỉnh ủy", "year": None}),
    ("Luật Đất đai số 45/2013/QH13, năm 2013, của Quốc hội", {"symbol": "45/2013/QH13", "year": "2013"}),
    ("Chỉ thị số 05 về học tập và làm theo Bác; nêu gương", {"title": "học tập và làm theo Bác"}),
    ("Kế hoạch số 86-KH/TU ngày 29/02/2020 của Tỉnh ủy", {"issued": "2020-02-29"}),
    ("Kế hoạch số 86-KH/TU ngày 29/02/2019 của Tỉnh ủy", {"issued": None, "symbol": "86-KH/TU"}),
    ("Kế hoạch số 86-KH/TU ngày 31/4/2019 của Tỉnh ủy", {"issued": None}),
]


@pytest.mark.parametrize(("text", "fields"), BEHIND)
def test_what_stands_behind(text: str, fields: dict[str, str | None]) -> None:
    (value,) = read(text)
    assert {key: asdict(value)[key] for key in fields} == fields


@pytest.mark.parametrize(
    ("text", "plena"),
    [
        ("Nghị quyết Trung ương 4, mười một khóa VII", ["4", "11"]),
        ("Nghị quyết Trung ương V, X và XII khóa IX", ["5", "10", "12"]),
        ("Nghị quyết Trung ương XXXI khóa X", []),
    ],
)
def test_plena_of_a_list(text: str, plena: list[str]) -> None:
    assert [value.plenum for value in read(text)] == plena


@pytest.mark.parametrize("text", ["Nghị quyết Trung ương 4 (khóa XI) XII là", "Nghị quyết Trung ương 4 (khóa XI), khóa XII là"])
def test_what_is_cited_ends_with_its_words(text: str) -> None:
    assert {text[m.start : m.end] for m in extractor.find(text, 0, len(text), ())} == {text.removesuffix(" là")}


@pytest.mark.parametrize(
    ("text", "congresses"),
    [
        ("Nghị quyết Đại hội XII, XIII của Đảng", [("XII", None, None), ("XIII", None, None)]),
        ("Nghị quyết Đại hội XI, XII và XIII", [("XI", None, None), ("XII", None, None), ("XIII", None, None)]),
        (
            "các nghị quyết Đại hội XV, XVI của Đảng bộ thành phố",
            [(None, "Đại hội Đảng bộ thành phố", "XV"), (None, "Đại hội Đảng bộ thành phố", "XVI")],
        ),
        ("Nghị quyết Đại hội XIII, 5 nghị quyết khác", [("XIII", None, None)]),
        ("Nghị quyết Đại hội XIII của Đảng, X Đại hội", [("XIII", None, None)]),
    ],
)
def test_congresses_of_a_list(text: str, congresses: list[tuple[str | None, str | None, str | None]]) -> None:
    assert [(value.congress, value.issuer, value.term) for value in read(text)] == congresses


def test_each_number_of_a_list_keeps_its_day_and_shares_the_issuer() -> None:
    first, second = read("Nghị quyết số 01 ngày 15/2/2021 và số 02 ngày 16/2/2021 của Tỉnh ủy")
    assert (first.number, first.issued, first.issuer) == ("01", "2021-02-15", "Tỉnh ủy")
    assert (second.number, second.issued, second.issuer) == ("02", "2021-02-16", "Tỉnh ủy")


def test_congress_of_another_body_is_not_the_national_one() -> None:
    assert [value.congress for value in read("Nghị quyết Đại hội XII Công đoàn Việt Nam và Nghị quyết Đại hội XII Đảng bộ tỉnh")] == [
        None,
        None,
    ]


CONGRESSES = [
    ("Nghị quyết Đại hội Đoàn toàn quốc lần thứ XI, nhiệm kỳ 2017 - 2022 do Tỉnh đoàn tổ chức", [("Đại hội Đoàn toàn quốc", "2017-2022")]),
    ("Nghị quyết Đại hội Đoàn tỉnh Hòa An lần thứ XIII", [("Đại hội Đoàn tỉnh Hòa An", "XIII")]),
    ("Nghị quyết Đại hội đại biểu Phụ nữ toàn quốc lần thứ XII là cơ sở", [("Đại hội đại biểu Phụ nữ toàn quốc", "XII")]),
    ("nghị quyết đại hội đại biểu phụ nữ tỉnh lần thứ 12, góp phần", [("Đại hội đại biểu phụ nữ tỉnh", "XII")]),
    ("Nghị quyết Đại hội VII Hội Nông dân Việt Nam, (nhiệm kỳ 2018 – 2023)", [("Đại hội Hội Nông dân Việt Nam", "2018-2023")]),
    ("Nghị quyết Đại hội Công đoàn TP.HCM lần thứ I", [("Đại hội Công đoàn TP.HCM", "I")]),
    (
        "Nghị quyết Đại hội đại biểu toàn quốc Đoàn TNCS Hồ Chí Minh lần thứ XI",
        [("Đại hội đại biểu toàn quốc Đoàn TNCS Hồ Chí Minh", "XI")],
    ),
    ("Nghị quyết Đại hội Đoàn TNCS Hồ Chí Minh tỉnh Lạng Sơn lần thứ XIV", [("Đại hội Đoàn TNCS Hồ Chí Minh tỉnh Lạng Sơn", "XIV")]),
    ("Nghị quyết Đại hội MTTQ Việt Nam lần thứ X", [("Đại hội MTTQ Việt Nam", "X")]),
    ("Nghị quyết Đại hội Hội Cựu chiến binh Việt Nam lần thứ VI", [("Đại hội Hội Cựu chiến binh Việt Nam", "VI")]),
    ("Nghị quyết Đại hội Hội Sinh viên Việt Nam lần thứ XI", [("Đại hội Hội Sinh viên Việt Nam", "XI")]),
    ("Nghị quyết Đại hội Hội LHTN Việt Nam lần thứ IX", [("Đại hội Hội LHTN Việt Nam", "IX")]),
    # a name that no list has
    (
        "Nghị quyết Đại hội Hội Cựu thanh niên xung phong thành phố nhiệm kỳ 2019 - 2024",
        [("Đại hội Hội Cựu thanh niên xung phong thành phố", "2019-2024")],
    ),
    ("Nghị quyết Đại hội Huyện đoàn Vị Xuyên lần thứ XX", [("Đại hội Huyện đoàn Vị Xuyên", "XX")]),
    ("Nghị quyết Đại hội XIII của Đảng, Đại hội Đoàn toàn quốc lần thứ XII", [(None, None), ("Đại hội Đoàn toàn quốc", "XII")]),
    # who goes on behind a comma, or is spoken of, held no congress
    ("Thực hiện Nghị quyết Đại hội XIII, Hội Nông dân tỉnh đã phát động", [(None, None)]),
    ("Nghị quyết Đại hội XIII đoàn viên thanh niên phấn khởi", [(None, None)]),
    # the years before, and an ordinal in words
    (
        "Đạt 9% trong nhiệm kỳ 2015 - 2020 như Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XIX",
        [("Đại hội đại biểu Đảng bộ tỉnh", "2015-2020")],
    ),
    ("Nhiệm kỳ 2015 - 2020 đã qua, Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX đề ra", [("Đại hội đại biểu Đảng bộ tỉnh", "XX")]),
    ("Nghị quyết Đại hội đại biểu Đảng bộ Quân đội lần thứ XI", [("Đại hội đại biểu Đảng bộ Quân đội", "XI")]),
    ("Nghị quyết Đại hội Đảng bộ Quân khu 4 lần thứ X", [("Đại hội Đảng bộ Quân khu 4", "X")]),
    ("Nghị quyết Đại hội Đảng bộ Công an tỉnh Kon Tum lần thứ XVI", [("Đại hội Đảng bộ Công an tỉnh Kon Tum", "XVI")]),
    ("Nghị quyết Đại hội Đảng bộ Công an các cấp", []),
    ("Nghị quyết Đại hội Đảng bộ phường lần thứ nhất", [("Đại hội Đảng bộ phường", "I")]),
    # districts are past their thirtieth
    ("Nghị quyết Đại hội Đảng bộ huyện Mẫu Sơn lần thứ XXXIV", [("Đại hội Đảng bộ huyện Mẫu Sơn", "XXXIV")]),
    ("Nghị quyết Đại hội lần thứ XXXI Đảng bộ huyện Mẫu Sơn", [("Đại hội Đảng bộ huyện Mẫu Sơn", "XXXI")]),
    ("Nghị quyết Đại hội lần thứ MMMM Đảng bộ huyện Mẫu Sơn", []),
]


@pytest.mark.parametrize(("text", "expected"), CONGRESSES)
def test_whose_congress_it_was(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert [(value.issuer, value.term) for value in read(text)] == expected


LINKS = [
    (
        "Hội nghị triển khai Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị. Kết quả sắp xếp bộ máy theo Nghị quyết số 18-NQ/TW: giảm 4 phòng.",
        "2025-03-20",
        ["57-NQ/TW@2024", "18-NQ/TW@2017"],
    ),
    # namesakes: by day, term, title, coordination, what carries it out, the article's own day
    ("Nghị quyết số 18-NQ/TW ngày 16/6/2022", "2024-12-10", ["18-NQ/TW@2022"]),
    ("Nghị quyết số 26-NQ/TW của Ban Chấp hành Trung ương khóa X", "2024-12-10", ["26-NQ/TW@2008"]),
    ("Nghị quyết số 26-NQ/TW về tập trung xây dựng đội ngũ cán bộ các cấp, nhất là cấp chiến lược", None, ["26-NQ/TW@2018"]),
    ("Nghị quyết số 26-NQ/TW về phát triển vùng Bắc Trung Bộ và duyên hải", None, ["26-NQ/TW@2022"]),
    (
        "Nghị quyết số 29-NQ/TW và Nghị quyết số 33-NQ/TW của Ban Chấp hành Trung ương khóa XI",
        "2024-12-10",
        ["29-NQ/TW@2013", "33-NQ/TW@2014"],
    ),
    ("Kế hoạch số 86-KH/TU ngày 15/01/2018 thực hiện Nghị quyết số 18-NQ/TW", "2024-12-10", ["86-KH/TU@lang-son.2018", "18-NQ/TW@2017"]),
    ("Quán triệt Nghị quyết số 18-NQ/TW", "2018-03-01", ["18-NQ/TW@2017"]),
    ("Quán triệt Nghị quyết số 18-NQ/TW", "2022-09-01", ["18-NQ/TW@2022"]),
    ("Quán triệt Nghị quyết số 18-NQ/TW", "2024-12-10", ["18-NQ/TW@2017"]),
    ("Quán triệt Nghị quyết số 10-NQ/TW", None, [None]),
    ("Quán triệt Nghị quyết số 12-NQ/TW", "2025-03-01", ["12-NQ/TW@2022"]),
    ("Quán triệt Nghị quyết số 26-NQ/TW", "2010-03-01", ["26-NQ/TW@2008"]),
    ("Quán triệt Nghị quyết số 26-NQ/TW", "2019-03-01", ["26-NQ/TW@2018"]),
    ("Quán triệt Nghị quyết số 11-NQ/TW", "2018-03-01", ["11-NQ/TW@2017"]),
    ("Quán triệt Nghị quyết số 11-NQ/TW", "2023-03-01", ["11-NQ/TW@2022"]),
    ("Quán triệt Nghị quyết số 19-NQ/TW và Nghị quyết số 20-NQ/TW", "2023-01-01", ["19-NQ/TW@2022", "20-NQ/TW@2022"]),
    (
        "Quán triệt Chỉ thị số 01-CT/TW của Bộ Chính trị, Nghị quyết số 79-NQ/TW, 80-NQ/TW",
        "2026-03-06",
        ["01-CT/TW@2026", "79-NQ/TW@2026", "80-NQ/TW@2026"],
    ),
    # a number alone
    ("Tiếp tục thực hiện Chỉ thị 05", "2024-12-10", ["05-CT/TW@2016"]),
    ("Chỉ thị số 05 của Bộ Chính trị khóa XII", None, ["05-CT/TW@2016"]),
    ("Đề án 06 của Chính phủ", "2024-12-10", ["06/QĐ-TTg@2022"]),
    ("Nghị quyết số 05 của HĐND tỉnh", "2024-12-10", [None]),
    ("Nghị quyết 80 của Chính phủ", "2024-12-10", [None]),
    # plena and congresses
    ("Nghị quyết Trung ương 3, khóa VIII về chiến lược cán bộ", None, ["03-NQ/TW@1997"]),
    ("Nghị quyết Trung ương 4 khóa XI, XII", None, ["12-NQ/TW@2012", "04-NQ/TW@2016"]),
    ("Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII", None, ["nq-hoi-nghi-tw-6@XIII"]),
    ("Nghị quyết Trung ương 9 khóa XI", None, ["33-NQ/TW@2014"]),
    ("Nghị quyết Đại hội XII của Đảng", None, ["nq-dai-hoi@XII"]),
    ("Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVII, nhiệm kỳ 2020-2025", None, ["nq-dai-hoi@lang-son.2020-2025"]),
    # by its ordinal alone, with its years, by its years: one congress
    (
        "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVII. Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVII, nhiệm kỳ 2020-2025. Nghị quyết Đại hội Đảng bộ tỉnh nhiệm kỳ 2020-2025",
        None,
        ["nq-dai-hoi@lang-son.2020-2025"] * 3,
    ),
    (
        "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVII. Nghị quyết Đại hội Đảng bộ tỉnh nhiệm kỳ 2015-2020",
        None,
        ["nq-dai-hoi@lang-son.XVII", "nq-dai-hoi@lang-son.2015-2020"],
    ),
    ("Nghị quyết Đại hội Đảng bộ huyện Vị Xuyên nhiệm kỳ 2015-2020", None, ["nq-dai-hoi@lang-son.vi-xuyen.2015-2020"]),
    (
        "Nghị quyết Trung ương 7 về tam nông.\nSơ kết Nghị quyết Trung ương 7 (khóa X) về nông nghiệp, nông dân, nông thôn",
        "2018-05-31",
        ["26-NQ/TW@2008"] * 2,
    ),
    ("Chương trình nông thôn mới được nâng chất theo Nghị quyết Trung ương 7 khóa X.", "2013-12-20", ["26-NQ/TW@2008"]),
    # what the registry does not know
    ("Đảng ủy xã Vĩnh Phú họp. Nghị quyết số 05-NQ/ĐU nêu rõ", "2025-12-26", ["05-NQ/ĐU@lang-son.vinh-phu"]),
    ("Đảng ủy xã Vĩnh Phú và Đảng ủy phường Âu Cơ họp. Nghị quyết số 05-NQ/ĐU nêu rõ", "2025-12-26", [None]),
    ("Nghị quyết số 09-NQ/ĐH nêu rõ", "2025-12-26", [None]),
    ("Nghị quyết số 67-NG/TU của Ban Chấp hành Đảng bộ tỉnh", None, ["67-NQ/TU@lang-son"]),
    ("Nghị quyết số 67-NQ/TU ngày 1/10/2013 của Tỉnh ủy Kon Tum", None, ["67-NQ/TU@kon-tum.2013"]),
    ("Nghị quyết số 05-NQ/HU của Huyện ủy Chi Lăng", None, ["05-NQ/HU@lang-son.chi-lang"]),
    ("Nghị quyết số 05-NQ/HU", None, [None]),
    ("Chỉ thị số 99-CT/TW ngày 9/2/2018 của Ban Bí thư", None, ["99-CT/TW@2018"]),
    ("Nghị quyết số 07/2019/NQ-HĐND của HĐND tỉnh", None, ["07/2019/NQ-HĐND@lang-son.2019"]),
]


@pytest.mark.parametrize(("body", "published", "expected"), LINKS)
def test_documents(body: str, published: str | None, expected: list[str | None]) -> None:
    assert documents(cited(body, published)) == expected


def test_nothing_is_cited_before_it_was_issued() -> None:
    assert documents(cited("Quán triệt Nghị quyết số 57-NQ/TW của Bộ Chính trị", "2015-03-01")) == ["57-NQ/TW"]


def test_same_symbol_of_two_provinces_is_two_instruments() -> None:
    body = "Thực hiện Nghị quyết số 67-NQ/TU"
    assert documents(cited(body, province="lang-son")) != documents(cited(body, province="kon-tum"))
    assert documents(cited(body, province=None)) == [None]


def test_what_one_sentence_holds_is_found_whatever_is_tried() -> None:
    text = "nghị quyết số 18-nq/tw; 05-CT/TW; số 202/2025/QH15; NQ 18; Quyết  định số 5/QĐ-TTg; NQ-TW; Kế hoạch năm"
    tried = (
        m for one, match in rule.Matcher(extractor.RULES)(text, 0, len(text)) for m in extractor._READ[one.id](match, len(text), one.id)
    )
    assert [m.text for m in extractor.find(text, 0, len(text), ())] == sorted(
        (m.text for m in extractor._first_come(tried)), key=text.index
    )


def test_a_plenum_takes_the_term_that_the_article_gives_it() -> None:
    made = cited(
        "Nghị quyết Trung ương 4.\nNghị quyết Trung ương 4 khóa XI và Nghị quyết Trung ương 6 khóa XII, khóa XIII.\nNghị quyết Trung ương 6."
    )
    assert [(row.plenum, row.term) for row in made.citations] == [("4", "XI"), ("4", "XI"), ("6", "XII"), ("6", "XIII"), ("6", None)]


@pytest.mark.parametrize(
    ("body", "terms"),
    [
        ("Triển khai Nghị quyết Đại hội Đảng bộ phường Tân Lập.\nNghị quyết Đại hội Đảng bộ phường nhiệm kỳ 2025-2030 đề ra 5 chỉ tiêu.", ["2025-2030", "2025-2030"]),
        ("Nghị quyết Đại hội Đảng bộ xã Tân Lập nhiệm kỳ 2025-2030, Nghị quyết Đại hội Đảng bộ xã nhiệm kỳ 2025-2030.\nNghị quyết Đại hội Đảng bộ xã Tân Lập.", ["2025-2030"] * 3),
        ("Triển khai Nghị quyết Đại hội Đảng bộ phường Tân Lập.\nNghị quyết Đại hội Đảng bộ tỉnh nhiệm kỳ 2025-2030.", [None, "2025-2030"]),
        ("Nghị quyết Đại hội Đảng bộ xã Tân Lập.\nNghị quyết Đại hội Đảng bộ xã Tân Thành nhiệm kỳ 2020-2025.", [None, "2020-2025"]),
        ("Nghị quyết Đại hội Đảng bộ xã Tân Lập.\nNghị quyết Đại hội Đảng bộ xã nhiệm kỳ 2015-2020, Nghị quyết Đại hội Đảng bộ xã nhiệm kỳ 2020-2025.", [None, "2015-2020", "2020-2025"]),
        ("Quán triệt Nghị quyết Đại hội Đoàn toàn quốc.\nNghị quyết Đại hội Đoàn toàn quốc lần thứ XI, nhiệm kỳ 2017-2022.\nNghị quyết Đại hội đại biểu Đoàn toàn quốc lần thứ XI.", ["2017-2022"] * 2),
        ("Nghị quyết Đại hội Đảng bộ huyện lần thứ XII.\nNghị quyết Đại hội Đảng bộ huyện lần thứ XII, nhiệm kỳ 2020-2025.", ["XII", "2020-2025"]),
        ("Nghị quyết Đại hội Đoàn tỉnh lần thứ XIII.\nNghị quyết Đại hội Đoàn tỉnh lần thứ XIV, nhiệm kỳ 2017-2022.", ["XIII", "2017-2022"]),
        ("Nghị quyết Đại hội Đoàn tỉnh lần thứ XI.\nNghị quyết Đại hội Đoàn toàn quốc lần thứ XI, nhiệm kỳ 2017-2022.", ["XI", "2017-2022"]),
    ],
)  # fmt: skip
def test_a_local_congress_takes_the_one_term_that_the_article_gives_its_level(body: str, terms: list[str | None]) -> None:
    assert [row.term for row in cited(body).citations] == terms


def test_completion_from_the_article() -> None:
    made = cited("Quán triệt Kết luận số 34-KL/TW ngày 7/8/2018 của Bộ Chính trị.\nThực hiện Kết luận số 34, các huyện đã làm tốt.")
    assert [row.symbol for row in made.citations] == ["34-KL/TW", "34-KL/TW"]
    assert set(documents(made)) == {"34-KL/TW@2018"}


def test_local_number_takes_no_central_symbol() -> None:
    made = cited("Thực hiện Nghị quyết số 18-NQ/TW ngày 25/10/2017.\nNghị quyết số 18 của HĐND tỉnh được thông qua.")
    assert [(row.symbol, row.document_id) for row in made.citations] == [("18-NQ/TW", "18-NQ/TW@2017"), (None, None)]


SHORT = [
    ("Nghị quyết số 57-NQ/TW đã ban hành. Nghị quyết này là đột phá.", ["57-NQ/TW", "57-NQ/TW"], 0),
    ("Nghị quyết số 57-NQ/TW và Nghị quyết số 68-NQ/TW. Hai nghị quyết trên đã đi vào cuộc sống.", ["57-NQ/TW", "68-NQ/TW"] * 2, 0),
    ("Nghị quyết số 57-NQ/TW và Nghị quyết số 68-NQ/TW. Nghị quyết này là đột phá.", ["57-NQ/TW", "68-NQ/TW"], 1),
    ("Nghị quyết này là đột phá.", [], 1),
    ("Nghị quyết số 57-NQ/TW. Tỉnh ủy ban hành Nghị quyết về du lịch. Nghị quyết này là đột phá.", ["57-NQ/TW"], 1),
    ("Nghị quyết số 57-NQ/TW và Chỉ thị số 45-CT/TW. Chỉ thị trên đã được quán triệt.", ["57-NQ/TW", "45-CT/TW", "45-CT/TW"], 0),
    ("Kế hoạch trên địa bàn và quyết định trên cơ sở Nghị quyết số 57-NQ/TW.", ["57-NQ/TW"], 0),
]


@pytest.mark.parametrize(("body", "symbols", "open_"), SHORT)
def test_short_forms(body: str, symbols: list[str], open_: int) -> None:
    made = cited(body, "2025-10-01")
    assert [row.symbol for row in made.citations] == symbols
    assert len(made.unresolved) == open_
    assert all(row.reason and body[row.start : row.end] == row.text for row in made.unresolved)


RELATIONS = [
    (
        "Kế hoạch số 86-KH/TU ngày 15/01/2018 của Tỉnh ủy thực hiện Nghị quyết số 18-NQ/TW",
        [("implements", "86-KH/TU@lang-son.2018", "18-NQ/TW@2017")],
    ),
    ("Nghị định số 67/2025/NĐ-CP sửa đổi, bổ sung Nghị định số 178/2024/NĐ-CP", [("amends", "67/2025/NĐ-CP@2025", "178/2024/NĐ-CP@2024")]),
    (
        "Quyết định 56/2021/QĐ-UBND thay thế Quyết định số 12/2017/QĐ-UBND",
        [("replaces", "56/2021/QĐ-UBND@lang-son.2021", "12/2017/QĐ-UBND@lang-son.2017")],
    ),
    (
        "Báo cáo số 45-BC/TU ngày 3/5/2021 tổng kết thực hiện Nghị quyết số 39-NQ/TW",
        [("reviews", "45-BC/TU@lang-son.2021", "39-NQ/TW@2015")],
    ),
    ("Nghị quyết số 57-NQ/TW; Tỉnh ủy đã chỉ đạo thực hiện Chỉ thị 45-CT/TW", []),
    ("Nghị quyết số 57-NQ/TW gắn với thực hiện Chỉ thị 05-CT/TW", []),
]


@pytest.mark.parametrize(("body", "expected"), RELATIONS)
def test_relations(body: str, expected: list[tuple[str, str, str]]) -> None:
    made = cited(body, "2025-10-01")
    assert [(row.type, row.from_id, row.to_id) for row in made.document_relations] == expected
    assert all(body[row.start : row.end] == row.text for row in made.document_relations)


def test_observed_rows_follow_from_their_ids_alone() -> None:
    told = cited("Nghị quyết số 67-NQ/TU ngày 1/10/2013 của Ban Chấp hành Đảng bộ tỉnh về công tác cán bộ").documents
    bare = cited("Nghị quyết số 67-NQ/TU năm 2013 của Tỉnh ủy").documents
    assert told == bare
    assert (told[0].origin, told[0].verified, told[0].level, told[0].province, told[0].issued) == (
        "observed",
        0,
        "province",
        "lang-son",
        "2013",
    )


def test_part_of_a_plenum_brings_its_row() -> None:
    assert {row.id for row in cited("Nghị quyết số 18-NQ/TW ngày 25/10/2017").documents} == {"18-NQ/TW@2017", "nq-hoi-nghi-tw-6@XII"}


def test_rows_are_the_words_of_the_article() -> None:
    body = "Các Nghị quyết số 10, 11, 12-NQ/TW; Nghị quyết Trung ương 4 khóa XI, XII và Chỉ thị 05 của Bộ Chính trị."
    rows = cited(body).citations
    assert len(rows) == len({row.id for row in rows}) == 6
    assert all(body[row.start : row.end] == row.text for row in rows)


HOSTILE = (
    "Nghị quyết số 1, 2, 3, ", "Nghị quyết của Đại hội đại biểu ", "(", "18-", "khóa XI, ", "Luật an ninh mạng ", "Nghị quyết Trung ương 4 khóa XI, XII, ",
    "Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương (", "Nghị quyết Hội nghị lần thứ ", "Tỉnh ủy Lạng Sơn ", "1234567890",
    "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ ", "NQ/", "Quyết định số 5/QĐ-UBND-", "về “", "này trên ", "Nghị quyết số 01 và số 02 và số ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text(piece: str) -> None:
    def run(length: int) -> None:
        text = (piece * (length // len(piece) + 1))[:length]
        list(extractor.find(text, 0, length, ()))

    assert fourfold(run, 10_000) < FOURFOLD


def test_coordination_of_a_thousand_costs_no_more_than_its_length() -> None:
    body = "Thực hiện " + ", ".join(["18-NQ/TW"] * 1000)
    made = cited(body)
    assert len(made.citations) == 1000
    assert {(row.symbol, row.document_id) for row in made.citations} == {("18-NQ/TW", "18-NQ/TW@2017")}
