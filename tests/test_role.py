"""Who chairs, directs, reports or attends, as sentences of reports tell it; every name is invented."""

import pytest

from tests.test_event import read

CU, MAN, TAN = "Lê Văn Cừ", "Trần Thị Mẫn", "Hà Văn Tấn"
CASES = [
    ("Đồng chí Lê Văn Cừ thay mặt Ban Chỉ đạo trình bày báo cáo.", {(CU, "reports")}),
    ("Tại buổi làm việc với Ban Chỉ đạo, đồng chí Lê Văn Cừ đề nghị sớm ban hành kế hoạch.", set()),
    ("Hội nghị nghe thông báo kết luận của đồng chí Lê Văn Cừ, Bí thư Huyện ủy.", set()),
    ("Huyện giao Phòng Nội vụ chủ trì, đồng chí Lê Văn Cừ theo dõi.", set()),
    ("Tại hội nghị triển khai, đồng chí Lê Văn Cừ nêu một số khó khăn.", set()),
    ("Tại điểm cầu huyện, chủ trì hội nghị có đồng chí Lê Văn Cừ, Bí thư Huyện ủy.", {(CU, "chairs")}),
    ("Cùng tham dự hội nghị, đồng chí Hà Văn Tấn, Phó Chủ tịch UBND huyện.", {(TAN, "attends")}),
    ("Báo cáo tại hội nghị, bà Trần Thị Mẫn, Trưởng phòng Nội vụ cho biết kết quả.", {(MAN, "reports")}),
    (
        "Các đồng chí: Lê Văn Cừ - Bộ trưởng Bộ Nội vụ; Trần Thị Mẫn - Thứ trưởng Bộ VH - TT&DL đồng chủ trì tại điểm cầu chính.",
        {(CU, "chairs"), (MAN, "chairs")},
    ),
    (
        "Dự hội nghị có các đồng chí: Lê Văn Cừ, Bí thư Huyện ủy; Trần Thị Mẫn, Phó Bí thư Huyện ủy; Hà Văn Tấn, Trưởng ban Tổ chức Huyện ủy.",
        {(CU, "attends"), (MAN, "attends"), (TAN, "attends")},
    ),
    (
        "Các đồng chí: Lê Văn Cừ, Bí thư Huyện ủy; Trần Thị Mẫn, Phó Bí thư Huyện ủy; Hà Văn Tấn, Trưởng ban Tổ chức Huyện ủy dự hội nghị.",
        {(CU, "attends"), (MAN, "attends"), (TAN, "attends")},
    ),
    ("Đồng chí Lê Văn Cừ, Bí thư Huyện ủy; các đồng chí Ủy viên Ban Chấp hành; lãnh đạo các phòng, ban dự hội nghị.", {(CU, "attends")}),
    ("Các đồng chí Lê Văn Cừ, Bí thư Huyện ủy; Trần Thị Mẫn, Phó Bí thư Huyện ủy chủ trì hội nghị.", {(CU, "chairs"), (MAN, "chairs")}),
    (
        "Các đồng chí Lê Văn Cừ, Bí thư Huyện ủy và Trần Thị Mẫn, Chủ tịch UBND huyện đồng chủ trì hội nghị.",
        {(CU, "chairs"), (MAN, "chairs")},
    ),
    (
        "Hội nghị do đồng chí Lê Văn Cừ, Bí thư Huyện ủy chủ trì, có sự tham dự của đồng chí Hà Văn Tấn, Phó Chủ tịch UBND huyện.",
        {(CU, "chairs"), (TAN, "attends")},
    ),
    (
        "Dưới sự chủ trì của đồng chí Lê Văn Cừ, Bí thư Huyện ủy, hội nghị đã nghe đồng chí Hà Văn Tấn, Trưởng ban Tuyên giáo Huyện ủy quán triệt nội dung nghị quyết.",
        {(CU, "chairs"), (TAN, "reports")},
    ),
    ("Chủ trì hội nghị có ông Lê Văn Cừ - Bí thư Huyện ủy, bà Trần Thị Mẫn - Chủ tịch UBND huyện.", {(CU, "chairs"), (MAN, "chairs")}),
    ("Chủ trì và phát biểu tại hội nghị, đồng chí Lê Văn Cừ, Bí thư Huyện ủy nhấn mạnh kết quả.", {(CU, "chairs")}),
    ("Phát biểu chỉ đạo hội nghị, đồng chí Lê Văn Cừ, Bí thư Huyện ủy yêu cầu các cấp làm tốt.", {(CU, "directs")}),
    ("Phát biểu tại hội nghị, đồng chí Lê Văn Cừ, Bí thư Huyện ủy đề nghị các cấp làm tốt.", set()),
    ("Phát biểu kết luận hội nghị, Bí thư Huyện ủy Lê Văn Cừ yêu cầu các cấp làm tốt.", {(CU, "directs")}),
    ("Kết luận hội nghị, đồng chí Lê Văn Cừ ghi nhận kết quả.", {(CU, "directs")}),
    ("Đồng chí Lê Văn Cừ, Bí thư Huyện ủy đến dự và chỉ đạo hội nghị.", {(CU, "directs")}),
    (
        "Đồng chí Lê Văn Cừ, Bí thư Huyện ủy dự, chỉ đạo hội nghị; đồng chí Hà Văn Tấn, Phó Bí thư chủ trì.",
        {(CU, "directs"), (TAN, "chairs")},
    ),
    (
        "Tham dự hội nghị có đồng chí Lê Văn Cừ, Ủy viên Ban Thường vụ Tỉnh ủy, Bí thư Huyện ủy, cùng các đồng chí Trần Thị Mẫn, Phó Bí thư; Hà Văn Tấn, Chủ tịch UBND huyện.",
        {(CU, "attends"), (MAN, "attends"), (TAN, "attends")},
    ),
    (
        "Về phía tỉnh có đồng chí Lê Văn Cừ, Phó Bí thư Tỉnh ủy; về phía huyện có đồng chí Hà Văn Tấn, Bí thư Huyện ủy.",
        {(CU, "attends"), (TAN, "attends")},
    ),
    (
        "Tại hội nghị, đồng chí Hà Văn Tấn, Trưởng ban Tuyên giáo Huyện ủy đã trực tiếp truyền đạt nội dung Nghị quyết số 18-NQ/TW.",
        {(TAN, "reports")},
    ),
    ("Hội nghị được nghe báo cáo viên là đồng chí Hà Văn Tấn, Trưởng ban Tuyên giáo Huyện ủy truyền đạt nghị quyết.", {(TAN, "reports")}),
    ("Đồng chí Hà Văn Tấn, Trưởng ban Tuyên giáo Huyện ủy được giao báo cáo kết quả trong quý I.", set()),
    ("Chủ tịch UBND huyện Lê Văn Cừ chủ trì hội nghị.", {(CU, "chairs")}),
    ("Ông Lê Văn Cừ, Chủ tịch UBND huyện, Trưởng ban Chỉ đạo, chủ trì cuộc họp.", {(CU, "chairs")}),
    ("Đồng chí Lê Văn Cừ (Bí thư Huyện ủy) chủ trì hội nghị.", {(CU, "chairs")}),
    (
        "Các đồng chí Thường trực Huyện ủy: Lê Văn Cừ, Trần Thị Mẫn, Hà Văn Tấn đồng chủ trì hội nghị.",
        {(CU, "chairs"), (MAN, "chairs"), (TAN, "chairs")},
    ),
    ("Chủ trì hội nghị tại điểm cầu tỉnh có đồng chí Lê Văn Cừ, Bí thư Tỉnh ủy.", {(CU, "chairs")}),
    ("Đồng chí Lê Văn Cừ, Bí thư Tỉnh ủy dự và chủ trì tại điểm cầu tỉnh.", {(CU, "chairs")}),
    ("Đồng chí Lê Văn Cừ, Bí thư Tỉnh ủy và đồng chí Hà Văn Tấn, Phó Bí thư Tỉnh ủy dự hội nghị.", {(CU, "attends"), (TAN, "attends")}),
    ("Đến dự có đồng chí Lê Văn Cừ, Bí thư Tỉnh ủy.", {(CU, "attends")}),
    ("Hội nghị có sự tham dự, chỉ đạo của đồng chí Lê Văn Cừ, Bí thư Tỉnh ủy.", {(CU, "directs")}),
    ("Cùng dự có các đồng chí trong Ban Thường vụ Huyện ủy; đồng chí Hà Văn Tấn, nguyên Bí thư Huyện ủy.", {(TAN, "attends")}),
    ("Thay mặt Ban Thường vụ Huyện ủy, đồng chí Hà Văn Tấn trình bày báo cáo tổng kết.", {(TAN, "reports")}),
    ("Đồng chí Hà Văn Tấn, Phó Bí thư Huyện ủy thay mặt Ban Thường vụ báo cáo kết quả.", {(TAN, "reports")}),
    ("Đồng chí Lê Văn Cừ, Bí thư Huyện ủy phát biểu khai mạc và chủ trì hội nghị.", {(CU, "chairs")}),
    (
        "Đồng chí Lê Văn Cừ, Bí thư Huyện ủy, chủ trì hội nghị; cùng dự có đồng chí Trần Thị Mẫn, Chủ tịch UBND huyện; Hà Văn Tấn, Phó Bí thư.",
        {(CU, "chairs"), (MAN, "attends"), (TAN, "attends")},
    ),
    ("Chủ trì tại điểm cầu tỉnh: đồng chí Lê Văn Cừ, Bí thư Tỉnh ủy.", {(CU, "chairs")}),
    ("Đồng chủ trì có các đồng chí: Lê Văn Cừ, Trần Thị Mẫn, Phó Chủ tịch UBND huyện.", {(CU, "chairs"), (MAN, "chairs")}),
    ("Đồng chí Lê Văn Cừ, Bí thư Huyện ủy không dự hội nghị.", set()),
    ("Đồng chí Lê Văn Cừ, Bí thư Huyện ủy đã giao đồng chí Hà Văn Tấn chủ trì tham mưu đề án.", set()),
    ("Đồng chí Hà Văn Tấn, Chánh Văn phòng chủ trì soạn thảo nghị quyết.", set()),
    (
        "Tại điểm cầu huyện có sự tham dự của các đồng chí: Lê Văn Cừ - Bí thư Huyện ủy chủ trì; Trần Thị Mẫn - Phó Bí thư Thường trực Huyện ủy.",
        {(CU, "chairs"), (MAN, "attends")},
    ),
    ("Dưới sự chủ tọa của Bí thư Huyện ủy Lê Văn Cừ, Phó Bí thư Huyện ủy Trần Thị Mẫn, kỳ họp bế mạc.", {(CU, "chairs"), (MAN, "chairs")}),
    ("Đồng chí Hà Văn Tấn, Trưởng ban Tuyên giáo Huyện ủy đã thông tin kết quả hội nghị.", {(TAN, "reports")}),
    ("Tiếp và làm việc với đoàn có đồng chí Hà Văn Tấn, Phó Chủ tịch UBND huyện.", {(TAN, "attends")}),
    ("Dự lễ bế mạc có bà Trần Thị Mẫn, Chủ tịch Hội Nông dân huyện.", {(MAN, "attends")}),
    ("Huyện khen thưởng 7 cá nhân, trong đó có ông Hà Văn Tấn, nguyên Phó Chủ tịch Hội Nông dân huyện.", set()),
    # a list goes on behind a rank, a bracket
    (
        "Dự hội nghị có các đồng chí: Lê Văn Cừ, Bí thư Huyện ủy (dự tại điểm cầu tỉnh); Trần Thị Mẫn, Phó Bí thư Huyện ủy; Đại tá Hà Văn Tấn, Phó Giám đốc Công an tỉnh.",
        {(CU, "attends"), (MAN, "attends"), (TAN, "attends")},
    ),
    ("Dự hội nghị có đồng chí Lê Văn Cừ, Bí thư Huyện ủy. Đại tá Hà Văn Tấn, Phó Giám đốc Công an tỉnh nêu ý kiến.", {(CU, "attends")}),
    # what a meeting is held for, nobody who comes to it reports
    (
        "Nhiều cán bộ nghỉ hưu dự hội nghị quán triệt: nguyên Bí thư Huyện ủy Lê Văn Cừ; nguyên Chủ tịch UBND huyện Hà Văn Tấn.",
        {(CU, "attends"), (TAN, "attends")},
    ),
    ("Quán triệt nghị quyết có 2 người: đồng chí Lê Văn Cừ, Bí thư Huyện ủy.", set()),
    (
        "Cùng dự còn có lãnh đạo huyện: Phó Bí thư Huyện ủy Trần Thị Mẫn; Chủ tịch UBND huyện Hà Văn Tấn.",
        {(MAN, "attends"), (TAN, "attends")},
    ),
    ("Phó Chủ tịch UBND tỉnh Lê Văn Cừ cùng lãnh đạo Công an tỉnh, các huyện dự hội nghị.", {(CU, "attends")}),
    ("Phó Chủ tịch UBND tỉnh Lê Văn Cừ và lãnh đạo các huyện bàn dự án mới.", set()),
    ("Đồng chí Hà Văn Tấn, Giám đốc Trung tâm Chính trị huyện về dự và trực tiếp quán triệt nghị quyết.", {(TAN, "reports")}),
    ("Đồng chí Hà Văn Tấn được điều động giữ chức Phó Bí thư Đảng ủy, giới thiệu bầu Chủ tịch UBND xã.", set()),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=[sentence for sentence, _ in CASES])
def test_roles(sentence: str, expected: set[tuple[str, str]]) -> None:
    record = read("Tổng kết nghị quyết", "Sáng 5/9, Huyện ủy Bình Lâm tổ chức hội nghị tổng kết Nghị quyết số 18-NQ/TW.", sentence)
    names = {row.id: row.name for row in record.officials}
    assert {(names[row.official_id], row.role) for row in record.event_officials} == expected
