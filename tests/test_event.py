"""Acts out of whole short articles: what is reported as held, about what, when, by whom; and what is no act."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Article, CitationRow, Part, Record
from extractors import event as extractor
from extractors.body import clean
from pipeline.extract import extract
from pipeline.link import link
from pipeline.link.event import level_of
from pipeline.same import alike
from pipeline.segment import segment
from tests.growth import FOURFOLD, fourfold


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
    "a congress by its ordinal and with its years is one": (
        [
            "Phường Tân An quán triệt Nghị quyết Đại hội Đảng bộ phường lần thứ I",
            "Ngày 5/9, Đảng ủy phường Tân An tổ chức hội nghị quán triệt Nghị quyết Đại hội Đảng bộ phường lần thứ I, nhiệm kỳ 2025-2030.",
        ],
        {("quán triệt", "2025-2030", "2019-09-05")},
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
    "a decision made known at the ceremony, behind a colon": (
        [
            "Trao quyết định về công tác cán bộ",
            "Chiều 5/9, Huyện ủy Bình Lâm tổ chức lễ trao quyết định cho cán bộ.",
            "Đồng chí Bí thư Huyện ủy dự.",
            "Cùng dự có lãnh đạo các phòng.",
            "Tại buổi lễ, Trưởng ban Tổ chức Huyện ủy Mùa A Sử công bố: Quyết định số 842-QĐ/HU của Ban Thường vụ Huyện ủy.",
        ],
        {("công bố", "842-QĐ/HU", "2019-09-05")},
    ),
    "lessons of a stated day, however many": (
        [
            "Học tập nghị quyết ở Bình Lâm",
            "Ngày 5/9, Đảng ủy xã Tân Lập mở 4 lớp học tập, quán triệt Nghị quyết số 18-NQ/TW cho đảng viên.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-05")},
    ),
    "what lecturers conveyed, as a list": (
        [
            "Bình Lâm học tập nghị quyết",
            "Sáng 5/9, Huyện ủy Bình Lâm tổ chức hội nghị cho cán bộ chủ chốt.",
            "Các đại biểu đã nghe báo cáo viên truyền đạt các chuyên đề, gồm:",
            "- Nghị quyết số 42-NQ/TW về chính sách xã hội;",
            "- Nghị quyết số 43-NQ/TW về đại đoàn kết.",
        ],
        {("quán triệt", "42-NQ/TW", "2019-09-05"), ("quán triệt", "43-NQ/TW", "2019-09-05")},
    ),
    "adopted, in the passive": (
        [
            "Bế mạc kỳ họp HĐND huyện Bình Lâm",
            "Nghị quyết số 12/2019/NQ-HĐND về đầu tư công đã được đại biểu thông qua trong phiên bế mạc chiều 5/9.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-05")},
    ),
    "a further resolution of the session": (
        [
            "HĐND tỉnh thông qua 4 nghị quyết",
            "Chiều 5/9, HĐND tỉnh thông qua Nghị quyết số 12/2019/NQ-HĐND về đầu tư công.",
            "Đại biểu thảo luận sôi nổi.",
            "Kinh tế của tỉnh tăng trưởng khá.",
            "HĐND tỉnh cũng thông qua Nghị quyết số 13/2019/NQ-HĐND về phân bổ vốn.",
        ],
        {("thông qua", symbol, "2019-09-05") for symbol in ("12/2019/NQ-HĐND", "13/2019/NQ-HĐND")},
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
    "carrying it out": ["Bình Lâm đổi mới", "Triển khai Nghị quyết số 18-NQ/TW, huyện Bình Lâm đã có nhiều cách làm hay."],
    "a steering committee's name": ["Ban Chỉ đạo họp", "Ban Chỉ đạo tổng kết Nghị quyết số 26-NQ/TW họp phiên thứ hai."],
    "planned": ["Chuẩn bị hội nghị", "Ngày 20/9 tới, Huyện ủy sẽ tổ chức hội nghị quán triệt Nghị quyết số 18-NQ/TW."],
    "asked": ["Bí thư thăm xã", "Đồng chí đề nghị các chi bộ tiếp tục quán triệt, triển khai Nghị quyết số 18-NQ/TW."],
    "carried out": ["Nông thôn mới ở Bình Lâm", "Huyện đã thực hiện tốt Nghị quyết số 26-NQ/TW về nông nghiệp, nông dân, nông thôn."],
    "a topic of something else": ["Đánh giá cán bộ", "Huyện đánh giá kết quả việc quán triệt, triển khai Nghị quyết số 18-NQ/TW."],
    "a sum of many": ["Công tác tuyên giáo", "Năm qua, Huyện ủy đã mở 35 lớp quán triệt Nghị quyết số 18-NQ/TW cho 4.200 đảng viên."],
    "a model to follow": ["Học Bác", "Sáng 5/9, Hội Phụ nữ xã tổ chức hội thi học tập và làm theo tấm gương đạo đức Hồ Chí Minh."],
    "by means of": ["Dân vận", "Thông qua hội nghị, các đại biểu nắm vững tinh thần Nghị quyết số 25-NQ/TW."],
    "carried far": ["Nông thôn mới", "Trong 5 năm, Nghị quyết số 26-NQ/TW được các cấp ủy quán triệt sâu rộng."],
    "there is a central one": ["Nông thôn mới", "Năm 2018, Trung ương có Nghị quyết số 27-NQ/TW về tiền lương."],
    "brought into life": ["Kinh tế", "Huyện đưa Nghị quyết số 26-NQ/TW vào cuộc sống, đời sống người dân khá lên ra sao."],
    "agreed to a draft": [
        "Họp báo",
        "Sáng 3/9, các đại biểu nhất trí với Tờ trình và dự thảo Nghị quyết về đầu tư công sẽ trình kỳ họp tới.",
    ],
    "a call about nothing named": [
        "Làm việc",
        "Sáng 3/9, Đoàn kiểm tra của Tỉnh ủy làm việc với Huyện ủy Bình Lâm. Buổi làm việc diễn ra cởi mở.",
    ],
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


# How reporters say it: the instrument first, in the passive, by another verb; kind, instrument and day, and the body where the words name it.
CONSTRUCTIONS = {
    "a plan issued, itself first": (
        [
            "Kế hoạch mới về cán bộ",
            "Kế hoạch số 86-KH/TU vừa được Ban Thường vụ Tỉnh ủy ban hành hôm 3/9.",
        ],
        {("ban hành", "86-KH/TU", "2019-09-03")},
        "Ban Thường vụ Tỉnh ủy",
    ),
    "issued, in a relative clause": (
        [
            "Công tác cán bộ",
            "Huyện Bình Lâm đang sắp xếp lại bộ máy theo Đề án số 05-ĐA/HU, được Ban Thường vụ Huyện ủy ban hành ngày 3/9/2019, về tinh gọn tổ chức.",
        ],
        {("ban hành", "05-ĐA/HU", "2019-09-03")},
        "Ban Thường vụ Huyện ủy",
    ),
    "issued on the day that opens the sentence": (
        [
            "Nghị quyết mới",
            "Ngày 3/9, Nghị quyết số 12-NQ/TU về phát triển du lịch đã được Ban Chấp hành Đảng bộ tỉnh chính thức ban hành.",
        ],
        {("ban hành", "12-NQ/TU", "2019-09-03")},
        "Ban Chấp hành Đảng bộ tỉnh",
    ),
    "issued, with 'do'": (
        [
            "Chỉ thị mới",
            "Chỉ thị số 22-CT/TU về phòng cháy do Ban Thường vụ Tỉnh ủy ban hành ngày 3/9 yêu cầu các cấp ủy vào cuộc.",
        ],
        {("ban hành", "22-CT/TU", "2019-09-03")},
        "Ban Thường vụ Tỉnh ủy",
    ),
    "signed on behalf of": (
        [
            "Chỉ thị mới của Tỉnh ủy",
            "Ngày 3/9, Phó Bí thư Thường trực Tỉnh ủy Mùa A Sử vừa thay mặt Ban Thường vụ Tỉnh ủy ký Chỉ thị số 22-CT/TU về phòng cháy.",
        ],
        {("ban hành", "22-CT/TU", "2019-09-03")},
        "Ban Thường vụ Tỉnh ủy",
    ),
    "signed and issued by its chairman": (
        [
            "Kế hoạch chuyển đổi số",
            "Chủ tịch UBND tỉnh Mùa A Sử vừa ký ban hành Kế hoạch số 112/KH-UBND về chuyển đổi số.",
        ],
        {("ban hành", "112/KH-UBND", None)},
        None,
    ),
    "signed by a body": (
        [
            "Quyết định mới",
            "Sáng 3/9, UBND tỉnh đã ký Quyết định số 1024/QĐ-UBND về phê duyệt đề án.",
        ],
        {("ban hành", "1024/QĐ-UBND", "2019-09-03")},
        "UBND tỉnh",
    ),
    "signed and issued by its secretary": (
        [
            "Chỉ thị mới",
            "Ngày 3/9, đồng chí Mùa A Sử, Bí thư Huyện ủy đã ký ban hành Chỉ thị số 08-CT/HU về đại hội chi bộ.",
        ],
        {("ban hành", "08-CT/HU", "2019-09-03")},
        None,
    ),
    "there is a conclusion": (
        [
            "Kết luận mới của Tỉnh ủy",
            "Ban Thường vụ Tỉnh ủy đã có Kết luận số 41-KL/TU về công tác dân vận.",
        ],
        {("ban hành", "41-KL/TU", None)},
        "Ban Thường vụ Tỉnh ủy",
    ),
    "gave out a resolution": (
        [
            "Công tác dân vận",
            "Ngày 3/9, Ban Thường vụ Huyện ủy Bình Lâm ra Nghị quyết số 07-NQ/HU về xây dựng nông thôn mới.",
        ],
        {("ban hành", "07-NQ/HU", "2019-09-03")},
        "Ban Thường vụ Huyện ủy Bình Lâm",
    ),
    "there is an official letter": (
        [
            "Phòng dịch",
            "UBND tỉnh vừa có Công văn số 3345/UBND-VX ngày 3/9/2019 về phòng dịch.",
        ],
        {("ban hành", "3345/UBND-VX", "2019-09-03")},
        "UBND tỉnh",
    ),
    "adopted, then listed": (
        [
            "Kỳ họp thứ 9 HĐND tỉnh",
            "Chiều 3/9, các nghị quyết quan trọng đã được HĐND tỉnh thông qua, gồm: Nghị quyết số 12/2019/NQ-HĐND về đầu tư công; Nghị quyết số 13/2019/NQ-HĐND về phí.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-03"), ("thông qua", "13/2019/NQ-HĐND", "2019-09-03")},
        "HĐND tỉnh",
    ),
    "adopted many, among them": (
        [
            "Kỳ họp thứ 9",
            "Chiều 3/9, HĐND tỉnh thông qua 14 nghị quyết, trong đó có Nghị quyết số 12/2019/NQ-HĐND về đầu tư công và Nghị quyết số 13/2019/NQ-HĐND về phí.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-03"), ("thông qua", "13/2019/NQ-HĐND", "2019-09-03")},
        "HĐND tỉnh",
    ),
    "adopted many, such as": (
        [
            "Kỳ họp thứ 9",
            "Chiều 3/9, HĐND tỉnh đã thông qua nhiều nghị quyết quan trọng như Nghị quyết số 12/2019/NQ-HĐND về đầu tư công.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-03")},
        "HĐND tỉnh",
    ),
    "voted for by button, and adopted": (
        [
            "Bế mạc kỳ họp HĐND tỉnh",
            "Chiều 3/9, kỳ họp thứ 9 HĐND tỉnh Hà Giang bế mạc.",
            "Với 50/50 đại biểu có mặt bấm nút tán thành, Nghị quyết số 12/2019/NQ-HĐND về đầu tư công đã được thông qua.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-03")},
        None,
    ),
    "voted for by hand, at whose session": (
        [
            "Bế mạc kỳ họp HĐND tỉnh",
            "Chiều 3/9, tại kỳ họp thứ 9 HĐND tỉnh Hà Giang, 50/50 đại biểu đã giơ tay biểu quyết nhất trí với Nghị quyết số 12/2019/NQ-HĐND về đầu tư công.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-03")},
        "HĐND tỉnh Hà Giang",
    ),
    "voted for by button": (
        [
            "Kỳ họp HĐND tỉnh",
            "Chiều 3/9, HĐND tỉnh Hà Giang tổ chức kỳ họp thứ 9. Có 48/50 đại biểu bấm nút tán thành Nghị quyết số 12/2019/NQ-HĐND về đầu tư công.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-03")},
        "HĐND tỉnh Hà Giang",
    ),
    "a call about": (
        [
            "Giám sát tại Bình Lâm",
            "Sáng 3/9, đoàn giám sát của HĐND tỉnh đến làm việc với UBND huyện Bình Lâm xung quanh việc thực hiện Nghị quyết số 12/2019/NQ-HĐND.",
        ],
        {("giám sát", "12/2019/NQ-HĐND", "2019-09-03")},
        None,
    ),
    "a call whose topic the next sentence tells": (
        [
            "Kiểm tra tại Bình Lâm",
            "Sáng 3/9, Đoàn kiểm tra của Ban Thường vụ Tỉnh ủy tới làm việc với Huyện ủy Bình Lâm. Nội dung buổi làm việc xoay quanh kết quả thực hiện Nghị quyết số 18-NQ/TW.",
        ],
        {("kiểm tra", "18-NQ/TW", "2019-09-03")},
        None,
    ),
    "a call with its topic behind a comma": (
        [
            "Kiểm tra tại Bình Lâm",
            "Sáng 3/9, Đoàn kiểm tra của Tỉnh ủy có cuộc làm việc với Huyện ủy Bình Lâm, nội dung xoay quanh Nghị quyết số 18-NQ/TW.",
        ],
        {("kiểm tra", "18-NQ/TW", "2019-09-03")},
        None,
    ),
    "inspectors received": (
        [
            "Kiểm tra tại Bình Lâm",
            "Sáng 3/9, Huyện ủy Bình Lâm làm việc với Đoàn kiểm tra của Ban Thường vụ Tỉnh ủy về tình hình thực hiện Nghị quyết số 18-NQ/TW.",
        ],
        {("kiểm tra", "18-NQ/TW", "2019-09-03")},
        None,
    ),
    "a committee on the spot": (
        [
            "Khảo sát",
            "Sáng 3/9, Ban Pháp chế HĐND tỉnh giám sát tại huyện Bình Lâm về kết quả triển khai Nghị quyết số 12/2019/NQ-HĐND.",
        ],
        {("giám sát", "12/2019/NQ-HĐND", "2019-09-03")},
        "Ban Pháp chế HĐND tỉnh",
    ),
    "summoned for it": (
        [
            "Hội nghị cán bộ",
            "Sáng 3/9, Ban Thường vụ Huyện ủy Bình Lâm triệu tập cán bộ chủ chốt để triển khai Nghị quyết số 18-NQ/TW.",
        ],
        {("triển khai", "18-NQ/TW", "2019-09-03")},
        "Ban Thường vụ Huyện ủy Bình Lâm",
    ),
    "invited for it": (
        [
            "Họp cán bộ",
            "Sáng 3/9, Đảng ủy xã Tân Lập mời toàn thể bí thư chi bộ về trụ sở để quán triệt Chỉ thị số 35-CT/TW.",
        ],
        {("quán triệt", "35-CT/TW", "2019-09-03")},
        "Đảng ủy xã Tân Lập",
    ),
    "gathered to hear it": (
        [
            "Họp cán bộ",
            "Sáng 3/9, Đảng ủy phường Tân Lập tập hợp hơn 200 đảng viên nghe quán triệt Chỉ thị số 35-CT/TW.",
        ],
        {("quán triệt", "35-CT/TW", "2019-09-03")},
        "Đảng ủy phường Tân Lập",
    ),
    "brought out for review, itself first": (
        [
            "Mười năm một nghị quyết",
            "Sáng 3/9, 10 năm thực hiện Nghị quyết số 26-NQ/TW được Tỉnh ủy đem ra tổng kết.",
        ],
        {("tổng kết", "26-NQ/TW", "2019-09-03")},
        "Tỉnh ủy",
    ),
    "brought out for review, split": (
        [
            "Năm năm một nghị quyết",
            "Sáng 3/9, Huyện ủy Bình Lâm đưa 5 năm thực hiện Nghị quyết số 18-NQ/TW ra sơ kết.",
        ],
        {("sơ kết", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "carrying it out brought out": (
        [
            "Năm năm một nghị quyết",
            "Sáng 3/9, Huyện ủy Bình Lâm đã đem việc thực hiện Nghị quyết số 18-NQ/TW ra sơ kết, đánh giá.",
        ],
        {("sơ kết", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "reviewed, itself first": (
        [
            "Nghị quyết 18",
            "Nghị quyết số 18-NQ/TW được Huyện ủy Bình Lâm sơ kết sáng 3/9.",
        ],
        {("sơ kết", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "looked back on at a meeting": (
        [
            "Nhìn lại 5 năm",
            "Sáng 3/9, Huyện ủy Bình Lâm nhìn lại 5 năm thực hiện Nghị quyết số 18-NQ/TW tại một hội nghị sơ kết.",
        ],
        {("sơ kết", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "brought to members by a meeting": (
        [
            "Đưa nghị quyết đến đảng viên",
            "Sáng 3/9, Đảng ủy xã Tân Lập đưa Nghị quyết số 18-NQ/TW và Chỉ thị số 35-CT/TW đến với cán bộ, đảng viên qua hội nghị quán triệt.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03"), ("quán triệt", "35-CT/TW", "2019-09-03")},
        "Đảng ủy xã Tân Lập",
    ),
    "made known, itself first": (
        [
            "Nghị quyết đến với dân",
            "Sáng 3/9, Nghị quyết số 18-NQ/TW được Huyện ủy Bình Lâm quán triệt đến 300 cán bộ.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "made known by a person": (
        [
            "Nghị quyết đến với dân",
            "Sáng 3/9, nội dung Nghị quyết số 18-NQ/TW được đồng chí Bí thư Huyện ủy quán triệt tới toàn thể đảng viên.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03")},
        None,
    ),
    "handed over, the decision in the body": (
        [
            "Bình Lâm: Công bố quyết định về công tác cán bộ",
            "Chiều 3/9, Huyện ủy Bình Lâm tổ chức lễ trao quyết định về công tác cán bộ.",
            "Theo Quyết định số 842-QĐ/HU của Ban Thường vụ Huyện ủy, đồng chí Mùa A Sử giữ chức Chánh Văn phòng.",
        ],
        {("công bố", "842-QĐ/HU", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "behind 'by decision of', the day": (
        [
            "Công bố quyết định nhân sự",
            "Theo Quyết định số 842-QĐ/TU của Ban Thường vụ Tỉnh ủy, ngày 3/9, Tỉnh ủy tổ chức lễ công bố và trao quyết định cho đồng chí Mùa A Sử.",
        ],
        {("công bố", "842-QĐ/TU", "2019-09-03")},
        "Tỉnh ủy",
    ),
    "organised by, in the passive": (
        [
            "Hội nghị sơ kết",
            "Sáng 3/9, hội nghị sơ kết 5 năm thực hiện Nghị quyết số 18-NQ/TW được Huyện ủy Bình Lâm tổ chức tại hội trường huyện.",
        ],
        {("sơ kết", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "organised by, with 'do'": (
        [
            "Hội nghị sơ kết",
            "Sáng 3/9, hội nghị sơ kết 5 năm thực hiện Nghị quyết số 18-NQ/TW do Huyện ủy Bình Lâm tổ chức đã diễn ra.",
        ],
        {("sơ kết", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "lessons opened by": (
        [
            "Lớp học",
            "Sáng 3/9, lớp học tập Nghị quyết số 18-NQ/TW do Đảng ủy xã Tân Lập mở thu hút 200 người.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03")},
        "Đảng ủy xã Tân Lập",
    ),
    "an inspection as a noun": (
        [
            "Kiểm tra",
            "Sáng 3/9, cuộc kiểm tra của Ủy ban Kiểm tra Tỉnh ủy đối với Huyện ủy Bình Lâm về việc thực hiện Nghị quyết số 18-NQ/TW kết thúc.",
        ],
        {("kiểm tra", "18-NQ/TW", "2019-09-03")},
        "Ủy ban Kiểm tra Tỉnh ủy",
    ),
    "inspectors with their leader": (
        [
            "Giám sát",
            "Sáng 3/9, Đoàn giám sát số 3 của Tỉnh ủy do đồng chí Mùa A Sử, Phó Bí thư Tỉnh ủy làm trưởng đoàn làm việc với Huyện ủy Bình Lâm về việc thực hiện Nghị quyết số 18-NQ/TW.",
        ],
        {("giám sát", "18-NQ/TW", "2019-09-03")},
        "Tỉnh ủy",
    ),
    "behind another meeting's day, today": (
        [
            "Hội nghị cán bộ",
            "Tiếp theo hội nghị của tỉnh ngày 1/9, hôm nay, Huyện ủy Bình Lâm tổ chức hội nghị triển khai Nghị quyết số 18-NQ/TW.",
        ],
        {("triển khai", "18-NQ/TW", "2019-09-06")},
        "Huyện ủy Bình Lâm",
    ),
    "behind another meeting's day, today with its date": (
        [
            "Hội nghị cán bộ",
            "Sau hội nghị toàn quốc ngày 1/9, hôm nay 4/9, Huyện ủy Bình Lâm tổ chức hội nghị triển khai Nghị quyết số 18-NQ/TW.",
        ],
        {("triển khai", "18-NQ/TW", "2019-09-04")},
        "Huyện ủy Bình Lâm",
    ),
    "issued, in a report that is read out": (
        [
            "Sơ kết nghị quyết",
            "Sáng 3/9, Huyện ủy Bình Lâm tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.",
            "Báo cáo do đồng chí Phó Bí thư trình bày cho biết, sau khi có Nghị quyết, Huyện ủy đã ban hành Kế hoạch số 44-KH/HU.",
        ],
        {("ban hành", "44-KH/HU", None), ("sơ kết", "18-NQ/TW", "2019-09-03")},
        None,
    ),
    "signed, the body named first": (
        [
            "Tỉnh ủy ban hành nghị quyết",
            "Thay mặt Ban Chấp hành Đảng bộ tỉnh, đồng chí Bí thư Tỉnh ủy Mùa A Sử đã ký ban hành Nghị quyết số 12-NQ/TU ngày 3/9/2019 về du lịch.",
        ],
        {("ban hành", "12-NQ/TU", "2019-09-03")},
        "Ban Chấp hành Đảng bộ tỉnh",
    ),
    "approved and issued": (
        [
            "Du lịch",
            "Ngày 3/9, Tỉnh ủy phê duyệt, ban hành Đề án số 05-ĐA/TU về du lịch.",
        ],
        {("ban hành", "05-ĐA/TU", "2019-09-03")},
        "Tỉnh ủy",
    ),
    "a telegram signed": (
        [
            "Phòng dịch",
            "Ngày 3/9, Chủ tịch UBND tỉnh Mùa A Sử ký Công điện số 07/CĐ-UBND về phòng dịch.",
        ],
        {("ban hành", "07/CĐ-UBND", "2019-09-03")},
        None,
    ),
    "issued behind what it carries out": (
        [
            "Du lịch",
            "Cụ thể hóa Nghị quyết số 08-NQ/TW, ngày 3/9, Ban Thường vụ Tỉnh ủy ban hành Chương trình hành động số 27-CTr/TU.",
        ],
        {("ban hành", "27-CTr/TU", "2019-09-03")},
        "Ban Thường vụ Tỉnh ủy",
    ),
    "carried by the delegates' assent": (
        [
            "Kỳ họp thứ 9 HĐND huyện Bình Lâm",
            "Chiều 3/9, Nghị quyết số 12/NQ-HĐND về đầu tư công nhận được sự tán thành của 100% đại biểu HĐND huyện Bình Lâm.",
        ],
        {("thông qua", "12/NQ-HĐND", "2019-09-03")},
        "HĐND huyện Bình Lâm",
    ),
    "inspected, the inspected body behind the verb": (
        [
            "Kiểm tra",
            "Sáng 3/9, Ban Thường vụ Tỉnh ủy tiến hành kiểm tra Ban Thường vụ Huyện ủy Bình Lâm về việc lãnh đạo thực hiện Nghị quyết số 18-NQ/TW.",
        ],
        {("kiểm tra", "18-NQ/TW", "2019-09-03")},
        "Ban Thường vụ Tỉnh ủy",
    ),
    "held somewhere, organised by": (
        [
            "Hội nghị",
            "Sáng 3/9, tại Bình Lâm diễn ra hội nghị tổng kết 20 năm thực hiện Nghị quyết số 26-NQ/TW do Ban Chỉ đạo tỉnh tổ chức.",
        ],
        {("tổng kết", "26-NQ/TW", "2019-09-03")},
        "Ban Chỉ đạo tỉnh",
    ),
    "attended by others than its organiser": (
        [
            "Hội nghị",
            "Sáng 3/9, hơn 300 cán bộ huyện Bình Lâm dự hội nghị quán triệt Nghị quyết số 18-NQ/TW do Ban Thường vụ Huyện ủy tổ chức.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03")},
        "Ban Thường vụ Huyện ủy",
    ),
    "making known completed": (
        [
            "Hội nghị",
            "Sáng 3/9, Đảng ủy xã Tân Lập đã hoàn thành việc quán triệt Nghị quyết số 18-NQ/TW đến toàn thể đảng viên.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03")},
        "Đảng ủy xã Tân Lập",
    ),
    "what cadres were told": (
        [
            "Hội nghị",
            "Sáng 3/9, cán bộ chủ chốt huyện Bình Lâm đã được nghe đồng chí Mùa A Sử, Phó Bí thư Huyện ủy quán triệt Nghị quyết số 18-NQ/TW.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03")},
        None,
    ),
    "assessed at a review meeting": (
        [
            "Hội nghị",
            "Sáng 3/9, việc thực hiện Nghị quyết số 18-NQ/TW sau 5 năm đã được Huyện ủy Bình Lâm đánh giá tại hội nghị sơ kết.",
        ],
        {("sơ kết", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "handed over by a secretary": (
        [
            "Trao quyết định",
            "Sáng 3/9, tại Tỉnh ủy, đồng chí Mùa A Sử, Bí thư Tỉnh ủy đã trao Quyết định số 842-QĐ/TU của Ban Thường vụ Tỉnh ủy cho đồng chí Vàng A Páo.",
        ],
        {("công bố", "842-QĐ/TU", "2019-09-03")},
        None,
    ),
    "announced, itself first": (
        [
            "Ra mắt phường",
            "Sáng 3/9, Nghị quyết số 594/NQ-UBTVQH15 về thành lập phường Tân Lập được công bố tại buổi lễ do thị xã Bình Lâm tổ chức.",
        ],
        {("công bố", "594/NQ-UBTVQH15", "2019-09-03")},
        "thị xã Bình Lâm",
    ),
    "read out": (
        [
            "Công bố phường",
            "Sáng 3/9, tại lễ công bố thành lập phường Tân Lập, đại diện Sở Nội vụ đã đọc Nghị quyết số 594/NQ-UBTVQH15.",
        ],
        {("công bố", "594/NQ-UBTVQH15", "2019-09-03")},
        None,
    ),
    "connected to many places": (
        [
            "Hội nghị",
            "Sáng 3/9, hội nghị trực tuyến quán triệt Nghị quyết số 18-NQ/TW được Ban Tuyên giáo Trung ương tổ chức kết nối tới 63 tỉnh, thành.",
        ],
        {("quán triệt", "18-NQ/TW", "2019-09-03")},
        "Ban Tuyên giáo Trung ương",
    ),
    "issued after long preparation": (
        [
            "Nghị quyết du lịch ra đời",
            "Sau nhiều tháng chuẩn bị, Nghị quyết số 12-NQ/TU về du lịch đã chính thức được Ban Chấp hành Đảng bộ tỉnh ban hành ngày 3/9.",
        ],
        {("ban hành", "12-NQ/TU", "2019-09-03")},
        "Ban Chấp hành Đảng bộ tỉnh",
    ),
    "brought forth": (
        [
            "Nghị quyết du lịch",
            "Ngày 3/9, Ban Chấp hành Đảng bộ tỉnh cho ra đời Nghị quyết số 12-NQ/TU về du lịch.",
        ],
        {("ban hành", "12-NQ/TU", "2019-09-03")},
        "Ban Chấp hành Đảng bộ tỉnh",
    ),
    "reported to the inspectors": (
        [
            "Giám sát",
            "Sáng 3/9, UBND xã Tân Lập báo cáo Đoàn giám sát của HĐND huyện về kết quả thực hiện Nghị quyết số 12/NQ-HĐND.",
        ],
        {("giám sát", "12/NQ-HĐND", "2019-09-03")},
        "HĐND huyện",
    ),
    "inspected, itself first": (
        [
            "Giám sát",
            "Việc thực hiện Nghị quyết số 12/NQ-HĐND tại xã Tân Lập vừa được Đoàn giám sát của HĐND huyện kiểm tra, giám sát sáng 3/9.",
        ],
        {("giám sát", "12/NQ-HĐND", "2019-09-03"), ("kiểm tra", "12/NQ-HĐND", "2019-09-03")},
        "HĐND huyện",
    ),
    "inspected, by a committee": (
        [
            "Kiểm tra",
            "Sáng 3/9, việc thực hiện Nghị quyết số 18-NQ/TW ở Huyện ủy Bình Lâm được Ủy ban Kiểm tra Tỉnh ủy kiểm tra.",
        ],
        {("kiểm tra", "18-NQ/TW", "2019-09-03")},
        "Ủy ban Kiểm tra Tỉnh ủy",
    ),
    "a delegation that came to inspect": (
        [
            "Kiểm tra",
            "Sáng 3/9, Đoàn công tác của Tỉnh ủy đến kiểm tra việc thực hiện Nghị quyết số 18-NQ/TW tại huyện Bình Lâm.",
        ],
        {("kiểm tra", "18-NQ/TW", "2019-09-03")},
        "Tỉnh ủy",
    ),
    "adopted at the end of the session that the lead opens": (
        [
            "Khai mạc kỳ họp",
            "Sáng 3/9, HĐND tỉnh khóa XVII khai mạc kỳ họp thứ 9.",
            "Kinh tế của tỉnh tăng trưởng khá.",
            "Các đại biểu thảo luận sôi nổi.",
            "Kết thúc kỳ họp, HĐND tỉnh đã biểu quyết thông qua Nghị quyết số 12/2019/NQ-HĐND.",
        ],
        {("thông qua", "12/2019/NQ-HĐND", "2019-09-03")},
        None,
    ),
    "the decisions told one by one": (
        [
            "Điều động cán bộ",
            "Sáng 3/9, Huyện ủy Bình Lâm tổ chức lễ công bố quyết định về công tác cán bộ.",
            "Đồng chí Bí thư Huyện ủy dự.",
            "Tại buổi lễ, lãnh đạo Ban Tổ chức Huyện ủy công bố các quyết định.",
            "Cụ thể, Quyết định số 842-QĐ/HU điều động đồng chí Mùa A Sử giữ chức Chánh Văn phòng; Quyết định số 843-QĐ/HU bổ nhiệm đồng chí Vàng A Páo.",
        ],
        {("công bố", "842-QĐ/HU", "2019-09-03"), ("công bố", "843-QĐ/HU", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "reviewed, lessons drawn": (
        [
            "Bàn việc dân vận",
            "Sáng 3/9, Ban Dân vận Tỉnh ủy tổ chức tổng kết, rút kinh nghiệm việc thực hiện Nghị quyết số 25-NQ/TW.",
        ],
        {("tổng kết", "25-NQ/TW", "2019-09-03")},
        "Ban Dân vận Tỉnh ủy",
    ),
    "met to put it to work": (
        [
            "Hội nghị",
            "Sáng 3/9, Huyện ủy Bình Lâm họp bàn triển khai Nghị quyết số 18-NQ/TW.",
        ],
        {("triển khai", "18-NQ/TW", "2019-09-03")},
        "Huyện ủy Bình Lâm",
    ),
    "put to work and made known, two of them first": (
        [
            "Hội nghị",
            "Sáng 3/9, Nghị quyết số 18-NQ/TW và Nghị quyết số 19-NQ/TW được Ban Thường vụ Huyện ủy Bình Lâm triển khai, quán triệt đến cán bộ chủ chốt.",
        ],
        {
            ("quán triệt", "18-NQ/TW", "2019-09-03"),
            ("quán triệt", "19-NQ/TW", "2019-09-03"),
            ("triển khai", "18-NQ/TW", "2019-09-03"),
            ("triển khai", "19-NQ/TW", "2019-09-03"),
        },
        "Ban Thường vụ Huyện ủy Bình Lâm",
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_construction(name: str) -> None:
    lines, expected, organization = CONSTRUCTIONS[name]
    record = read(*lines)
    assert told(record) == expected
    assert organization is None or {event.organization for event in record.events if event.status == "held"} == {organization}


# Hundreds of ways of telling an act, and of telling none; what none of the rules reads yet is `unread`.
CASES = [
    case for path in sorted(Path(__file__).with_name("cases").glob("acts*.toml")) for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def fields(line: str) -> tuple[str, str, str, str]:
    """Kind, instrument, day and body of an act as a case writes it."""
    kind, instrument, day, body = (field.strip() for field in line.split("|"))
    return kind, instrument, day, body


def acts(record: Record) -> list[tuple[str, str, str, str]]:
    """The acts held, in the fields of a case."""
    cited = {row.id: row for row in record.citations}
    rows = [(event, cited.get(event.citation_id or "")) for event in record.events if event.status == "held"]
    return [(event.kind, _key(about), event.date or "-", event.organization or "-") for event, about in rows]


def _key(about: CitationRow | None) -> str:
    if about is None:
        return "-"
    return about.symbol or (f"TW{about.plenum}" if about.plenum else None) or about.term or about.number or about.congress or "?"


def fits(asked: tuple[str, str, str, str], mine: tuple[str, str, str, str]) -> bool:
    """Whether an act read is the one asked for; "?" asks for nothing, and a body's name may leave its term out."""
    return all(want in ("?", got) for want, got in zip(asked[:3], mine[:3], strict=True)) and (
        asked[3] == "?" or bool(alike(asked[3], mine[3], 0.8))
    )


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["text"][0], marks=[pytest.mark.xfail(strict=True)] if case.get("unread") else []) for case in CASES]
)
def test_way_of_telling(case: dict[str, Any]) -> None:
    left = acts(read(*case["text"], published=case.get("published", "2019-09-06")))
    for asked in map(fields, case["held"]):
        mine = next((act for act in left if fits(asked, act)), None)
        assert mine, (asked, left)
        left.remove(mine)
    optional = [fields(line) for line in case.get("optional", [])]
    assert [act for act in left if not any(fits((*line[:2], "?", "?"), act) for line in optional)] == []


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
    # of days that do not follow each other the first, a range would hold days that were none of it
    (f"Trong hai ngày 2 và 13/5, {HELD_BY}", "2024-05-02"),
    (f"Trong 2 ngày 29/4 và 1/5, {HELD_BY}", "2024-04-29"),
    (f"Đợt học tập diễn ra từ 8 đến 10/5. {HELD_BY}", "2024-05-08/2024-05-10"),
    # celebrated, issued, set as a term: not the act's day
    (f"Nhân kỷ niệm 94 năm Ngày thành lập Đảng (3/2/1930 - 3/2/2024), sáng 1/2, {HELD_BY}", "2024-02-01"),
    (f"Hướng tới Ngày sinh Chủ tịch Hồ Chí Minh (19/5), {HELD_BY}", None),
    (f"Thực hiện Kế hoạch số 12-KH/TU, ngày 10/3/2024 của Tỉnh ủy, ngày 15/4, {HELD_BY}", "2024-04-15"),
    (f"Thực hiện Công văn ngày 10/3/2024 của Tỉnh ủy, trong 2 ngày 15 và 16/4, {HELD_BY}", "2024-04-15/2024-04-16"),
    (f"Vừa qua, {HELD_BY} Đồng chí Bí thư Huyện ủy yêu cầu hoàn thành trước ngày 30/4.", None),
    # a day that is another act's stands before
    (f"Một ngày sau lễ kỷ niệm 1/5, hôm 2/5, {HELD_BY}", "2024-05-02"),
    (f"Như tin đã đưa ngày 12/5, sáng nay, {HELD_BY}", "2024-05-14"),
    (f"Tiếp theo hội nghị của tỉnh ngày 10/5, hôm nay, {HELD_BY}", "2024-05-14"),
    (f"Theo Kế hoạch số 12-KH/HU của Huyện ủy, ngày 3/5, {HELD_BY}", "2024-05-03"),
    (f"Cụ thể hóa Chỉ thị số 35-CT/TW, ngày 3/5, {HELD_BY}", "2024-05-03"),
    (f"Hội nghị của tỉnh ngày 10/5 vừa bế mạc, sáng nay, {HELD_BY}", "2024-05-14"),
    ("Ngày 12/5, Huyện ủy Bình Lâm cho biết hội nghị tổng kết hôm 8/5 về Nghị quyết số 18-NQ/TW đã thành công.", "2024-05-08"),
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
        "Ban Thường vụ Tỉnh ủy",
        "province",
    ),
    ("Thực hiện Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XIX, Huyện ủy Bình Lâm tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.", "Huyện ủy Bình Lâm", "district"),
    ("Sáng 5/9, Bộ Chỉ huy Quân sự tỉnh, Công an tỉnh và Bộ Chỉ huy Bộ đội Biên phòng tỉnh tổ chức hội nghị sơ kết Nghị quyết số 28-NQ/TW.", "Bộ Chỉ huy Quân sự tỉnh", "province"),
    ("Sáng 5/9, tại hội trường UBND phường Tân Hòa, Đảng ủy phường Tân Hòa tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.", "Đảng ủy phường Tân Hòa", "commune"),
    ("Sáng 5/9, tại hội trường 2/9 TP Bình Lâm, Tỉnh ủy tổ chức hội nghị sơ kết Nghị quyết số 18-NQ/TW.", "Tỉnh ủy", "province"),
    ("Sáng 5/9, Tỉnh ủy Bình Lâm cho biết hội nghị tổng kết Nghị quyết số 18-NQ/TW đã thành công.", "Tỉnh ủy Bình Lâm", "province"),
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
        ("Hội Liên hiệp Phụ nữ Việt Nam", "lang-son", "central"),
        ("Hội Liên hiệp Phụ nữ Việt Nam tỉnh Lạng Sơn", "lang-son", "province"),
        ("Chi bộ Văn phòng", "lang-son", None),
        (None, "lang-son", None),
    ],
)
def test_level(organization: str | None, province: str, level: str | None) -> None:
    assert level_of(organization, province) == level


@pytest.mark.parametrize(
    ("title", "lead", "expected"),
    [
        # a headline tells what is to come as it tells what was
        (
            "Huyện ủy Bình Lâm tổ chức hội nghị quán triệt Nghị quyết số 18-NQ/TW",
            "Ngày 9/9, Huyện ủy Bình Lâm sẽ tổ chức hội nghị quán triệt Nghị quyết số 18-NQ/TW.",
            [("quán triệt", "planned", "2019-09-09")],
        ),
        (
            "Huyện ủy Bình Lâm tổng kết Nghị quyết số 18-NQ/TW",
            "Ngày 9/9/2019, Huyện ủy Bình Lâm tổng kết Nghị quyết số 18-NQ/TW.",
            [("tổng kết", "planned", "2019-09-09")],
        ),
        # the day itself is not ahead, another act's is its own, and a date by which something must be done is no act's day
        (
            "Huyện ủy Bình Lâm tổng kết Nghị quyết số 18-NQ/TW",
            "Sáng 6/9, Huyện ủy Bình Lâm tổng kết Nghị quyết số 18-NQ/TW. Ngày 20/9/2019 sẽ tổng kết Nghị quyết số 19-NQ/TW.",
            [("tổng kết", "held", "2019-09-06"), ("tổng kết", "planned", "2019-09-20")],
        ),
        (
            "Huyện ủy Bình Lâm ban hành Kế hoạch số 12-KH/HU",
            "Huyện ủy Bình Lâm vừa ban hành Kế hoạch số 12-KH/HU, hoàn thành trước ngày 30/9/2019.",
            [("ban hành", "held", None)],
        ),
    ],
)
def test_nothing_was_held_after_it_was_reported(title: str, lead: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(row.kind, row.status, row.date) for row in read(title, lead).events] == expected


def test_two_papers_report_one_act() -> None:
    lead = "Sáng 5/9, Tỉnh ủy tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW và Nghị quyết số 19-NQ/TW."
    one = read("Tổng kết hai nghị quyết", lead)
    other = read("Tỉnh ủy tổng kết nghị quyết", "Ngày 5-9, Ban Thường vụ Tỉnh ủy tổng kết Nghị quyết số 18-NQ/TW.")
    assert {row.act_id for row in one.events} == {row.act_id for row in other.events} == {"tong-ket@ha-giang.2019-09-05"}
    assert len(one.acts) == 1


@pytest.mark.parametrize(
    "piece",
    [
        "lớp học tập, ",
        "Đoàn giám sát Sở A về ",
        "các nghị quyết, quy định, ",
        "được đại biểu thông qua trong ngày, ",
        "đồng chí Lê Văn Cừ, chủ trì; các đồng chí lãnh đạo, ",
        "dự và chủ trì, chỉ đạo, ",
        "HĐND huyện A giám sát tại ",
        "đưa Nghị quyết ra ",
        "mời để nghe ",
        "được Huyện ủy A quán ",
        "Đoàn kiểm tra làm việc với ",
        "do Huyện ủy A ",
        "cuộc kiểm tra của Huyện ủy A về ",
        "tại kỳ họp thứ 9 HĐND tỉnh ",
        "đại biểu bấm nút ",
        "Sáng 5/9, Huyện ủy A học tập nghị quyết ",
        "tổng kết nghị quyết ",
        "Đoàn giám sát A kiểm tra thực hiện nghị quyết ",
        "việc quán triệt nghị quyết được Huyện ủy A ",
        "vừa được ban hành ngày ",
        "là nội dung cuộc kiểm tra của Huyện ủy A ",
        "giành được 45/45 phiếu thuận của đại biểu HĐND A ",
        "dành ngày để quán triệt ",
        "buổi học nghị quyết số ",
        "năm thực hiện, họp sơ kết của ",
        "đã tham mưu để Huyện ủy A ",
        "Sáng 5/9, Tổ giám sát số 2 giám sát việc thực hiện nghị quyết tại buổi ",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    def run(times: int) -> None:
        text = piece * times
        list(extractor.find(text, 0, len(text), ()))

    assert fourfold(run, 300) < FOURFOLD


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("Đoàn kiểm tra số 2 của Ban Thường vụ Huyện ủy Bình Lâm", "Ban Thường vụ Huyện ủy Bình Lâm"),
        ("Đoàn công tác Ban Chỉ đạo 35 Tỉnh ủy", "Ban Chỉ đạo 35 Tỉnh ủy"),
        ("Đoàn kiểm tra theo Quyết định số 12-QĐ/TU của Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy"),
        ("Tổ giám sát 27 thuộc Ban Thường vụ Tỉnh ủy Hà Giang", "Ban Thường vụ Tỉnh ủy Hà Giang"),
        ("Đoàn giám sát chuyên đề HĐND tỉnh", "HĐND tỉnh"),
        ("Ban Bí thư năm 2018", "Ban Bí thư"),
        ("HĐND huyện lần thứ XIX", "HĐND huyện"),
        ("Đảng ủy Quân sự tỉnh tập trung lãnh đạo", "Đảng ủy Quân sự tỉnh"),
        # whose team it is nothing tells
        ("Đoàn kiểm tra số 2", "Đoàn kiểm tra số 2"),
        # bodies of their own
        ("Đoàn đại biểu Quốc hội tỉnh", "Đoàn đại biểu Quốc hội tỉnh"),
        ("Ban Chỉ đạo của Tỉnh ủy", "Ban Chỉ đạo của Tỉnh ủy"),
        ("", None),
    ],
)
def test_a_team_acts_for_the_body_that_sent_it(words: str, body: str | None) -> None:
    assert clean(words) == body
