"""What figures are of, as sentences of reports tell it: a level, what came in a period, what came since a beginning."""

import pytest

from tests.test_statistic import read

CASES = [
    ("Toàn huyện hiện có 17.000 đảng viên.", "stock"),
    ("Đảng bộ xã có 24 chi bộ.", "stock"),
    ("Tỉnh mới (hợp nhất từ 3 tỉnh) có diện tích trên 24.200 km².", "stock"),
    ("Dân số gần 3,9 triệu người.", "stock"),
    ("Sau hơn 7 tháng vận hành, xã tôi rộng hơn 70 km2.", "stock"),
    ("Tính đến cuối tháng 6, tổng dư nợ đạt 48,9 tỷ đồng.", "stock"),
    ("Tỷ lệ hộ nghèo còn 1,02%.", "stock"),
    ("Tỷ lệ lao động được đào tạo đạt 70%.", "stock"),
    ("Hộ nghèo giảm còn 3,5%.", "stock"),
    ("Huyện kết nạp 180 đảng viên.", "flow"),
    ("Huyện tặng giấy khen cho 8 tập thể và 12 cá nhân.", "flow"),
    ("Thành phố thu ngân sách 4.215 tỷ đồng.", "flow"),
    ("Xã đã cấp 300 giấy phép cho hộ kinh doanh.", "flow"),
    ("Hội đón 9.600 lượt học sinh.", "flow"),
    ("Hộ nghèo giảm 3,4%.", "flow"),
    ("Toàn tỉnh có thêm 1.200 doanh nghiệp.", "flow"),
    ("Trừ chi phí còn lãi 200 triệu đồng.", "flow"),
    ("Từ đầu năm đến nay, huyện kết nạp 95 đảng viên.", "cumulative"),
    ("Lũy kế giải ngân 210 tỷ đồng.", "cumulative"),
    ("Từ năm 2011 đến nay, lũ quét đã làm 18 người chết.", "cumulative"),
    ("Sau 3 năm, huyện đã tích tụ được 386 ha đất.", "cumulative"),
    ("Từ 1/7 đến nay, Tỉnh ủy đã luân chuyển 97 lượt cán bộ.", "cumulative"),
    ("Trong 10 năm, có 38.560 lượt hộ được vay vốn.", "cumulative"),
    # what stands nearer tells more than the time
    ("Đến nay, sau 5 năm, huyện còn 8 xã khó khăn.", "stock"),
    # a plan that counts is no deed that came to so many
    ("Đảng ủy phường ban hành Kế hoạch số 12-KH/ĐU với 9 chỉ tiêu.", "unknown"),
    ("Ủy ban Kiểm tra kiểm tra việc thực hiện Chỉ thị số 05-CT/TW tại 6 chi bộ.", "unknown"),
    ("Cán bộ phải thực hiện nghiêm 8 nội dung.", "unknown"),
    ("Các cấp ủy ở cấp xã phân công 19 cán bộ.", "unknown"),
    ("Các tổ chức đảng thuộc 19 xã.", "unknown"),
    ("Hội nghị được truyền trực tiếp đến 10 điểm cầu.", "unknown"),
    ("Thu nhập bình quân đạt 33 triệu đồng/người/năm.", "unknown"),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=[sentence for sentence, _ in CASES])
def test_aspect(sentence: str, expected: str) -> None:
    """Of the sentence's last figure."""
    assert read(sentence)[-1].aspect == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Hội nghị thẳng thắn chỉ ra tỷ lệ cán bộ nữ chỉ đạt 12,1%.", "tỷ lệ cán bộ nữ"),
        ("Thu ngân sách năm 2022 đạt 4.215 tỷ đồng.", "Thu ngân sách"),
        ("Phấn đấu tốc độ tăng trưởng bình quân giai đoạn 2026 - 2030 đạt 10%/năm.", "tốc độ tăng trưởng"),
        ("Trong đó khu vực ngoài nhà nước chiếm 60%.", "khu vực ngoài nhà nước"),
        ("Huyện có 12 xã, trong đó 8,5 ha trồng chè.", None),
        ("Tỷ lệ số hóa hồ sơ, trả kết quả qua mạng đạt 91%.", "Tỷ lệ số hóa hồ sơ, trả kết quả qua mạng"),
        ("Tỷ lệ hộ nghèo giảm nhanh, số hộ có nhà kiên cố đạt 91%.", "số hộ có nhà kiên cố"),
        ("Khu vực nông, lâm nghiệp và thủy sản tăng 3%.", "Khu vực nông, lâm nghiệp và thủy sản"),
        ("Về trồng trọt của người M'nông, diện tích lúa đạt 3%.", "diện tích lúa"),
        ("Thu ngân sách trong 9 tháng năm 2023 đạt 22 tỷ đồng.", "Thu ngân sách"),
        ("Giá trị sản xuất công nghiệp, tiểu thủ công nghiệp đạt 22 tỷ đồng.", "Giá trị sản xuất công nghiệp, tiểu thủ công nghiệp"),
        ("Lúa được 3 vạn tấn, thủy sản tăng 4%.", "thủy sản"),
        ("Tỷ lệ chi bộ hoàn thành tốt nhiệm vụ trở lên bình quân đạt 97%.", "Tỷ lệ chi bộ hoàn thành tốt nhiệm vụ trở lên"),
        ("Hiện 100% tổ chức đảng đã họp.", "tổ chức đảng"),
        ("Hiện 100% tổ chức họp.", None),
        ("Đã có 30% thủ tục hành chính làm qua mạng.", "thủ tục hành chính"),
        ("Có 80 - 85% tổ chức cơ sở đảng đã họp.", "tổ chức cơ sở đảng"),
        ("Toàn xã đã trồng 310 ha chè.", "chè"),
        ("Nhân dân hiến hơn 26.000m2 đất.", "đất"),
        ("Diện tích gieo trồng đạt 310 ha lúa.", "Diện tích gieo trồng"),
        ("Toàn xã trồng 310 ha.", "Toàn xã trồng"),
        ("Tổng sản phẩm của tỉnh (GRDP) tăng 6,2%.", "Tổng sản phẩm của tỉnh"),
        ("Tổng sản phẩm của tỉnh (theo giá so sánh) tăng 6,2%.", None),
        ("Tinh giản biên chế giảm 61 người, đạt 5,3%.", "Tinh giản biên chế"),
        ("Cả huyện có 61 người dự, đạt 5,3%.", "người"),
        ("Thu ngân sách đạt 12 tỷ đồng (tăng 5%).", "Thu ngân sách"),
        ("Thu ngân sách đạt 12 tỷ đồng, gấp 2 lần năm 2015.", "Thu ngân sách"),
        ("Năng suất đạt 60 tạ/ha (tăng 2 tạ/ha).", "Năng suất"),
        ("Thu ngân sách đạt 12 tỷ đồng, chi 5 tỷ đồng.", "chi"),
        ("Có 30 dịch vụ công.", "dịch vụ công"),
        ("Giá chè tươi đang được mua ở mức 12.000 đồng/kg.", "Giá chè tươi đang được mua"),
        (
            "Ban Thường vụ Huyện ủy bàn và thông qua một nghị quyết chuyên đề mới về phát triển thương mại dịch vụ tăng bình quân 12%.",
            "thông qua một nghị quyết chuyên đề mới về phát triển thương mại dịch vụ",
        ),
        ("Vườn cà phê trồng từ những năm 1990 đạt 1,6 tấn/ha.", None),
    ],
)
def test_subject_of_a_measure(sentence: str, expected: str | None) -> None:
    """Without the words that lead up to it, and without its time, which is its period."""
    assert read(sentence)[-1].subject == expected
