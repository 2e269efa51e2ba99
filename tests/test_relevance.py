"""What is about an instrument is told from what papers print besides, by a look at its words."""

import pytest

from corpus.model import Article
from pipeline.relevance import relevant
from tests.conftest import article
from tests.website.story import stories

# floors over the test site's own labels; the measured values are 1.00 and 1.00
PRECISION, RECALL = 0.97, 0.99

ABOUT = [
    "Sáng 24/7, Tỉnh ủy tổ chức hội nghị sơ kết 5 năm thực hiện Nghị quyết số 18-NQ/TW.",
    "Đảng ủy xã quán triệt Nghị quyết 57 của Bộ Chính trị tới toàn thể đảng viên.",
    "HĐND tỉnh khóa XIX thông qua 12 nghị quyết, trong đó có Nghị quyết số 45/2025/NQ-HĐND về mức thu học phí.",
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch số 112/KH-UBND triển khai chiến dịch cao điểm.",
    "Chi bộ thôn sinh hoạt chuyên đề về Chỉ thị số 05-CT/TW.",
    "Ban Thường vụ Thành ủy giám sát việc thực hiện Kết luận số 127-KL/TW.",
    "Huyện ủy kiểm tra các chi bộ về việc chấp hành Quy định số 37-QĐ/TW.",
    "Chính phủ ban hành Nghị định số 178/2024/NĐ-CP về chính sách cho cán bộ khi sắp xếp bộ máy; Sở Nội vụ đang triển khai.",
    "Sở Tài chính hướng dẫn thực hiện Thông tư số 80 tới các đơn vị.",
    "Đại hội đề ra nhiệm vụ đưa nghị quyết Đại hội Đảng bộ tỉnh vào cuộc sống.",
    "Chủ tịch UBND tỉnh ký Quyết định số 1719/QĐ-TTg giao nhiệm vụ cho các địa phương triển khai.",
    "Nghị quyết của HĐND tỉnh về hỗ trợ học sinh vùng cao được triển khai từ tháng này.",
    "Tổng kết 10 năm thực hiện Nghị quyết Trung ương 6 khóa XII tại Đảng bộ khối.",
    "Tỉnh ủy viên truyền đạt nội dung nghị quyết hội nghị lần thứ chín tới cán bộ chủ chốt.",
    "NGHỊ QUYẾT SỐ 68-NQ/TW ĐƯỢC TỈNH ỦY QUÁN TRIỆT TỚI DOANH NGHIỆP",
    "Thành uỷ triển khai Chương trình hành động số 21-CTr/TU tới các xã, phường.",
    "Quốc hội thông qua nghị quyết về cơ chế đặc thù cho tỉnh.",
    "Đảng bộ phường sơ kết Đề án số 02-ĐA/ĐU về chuyển đổi số.",
]
NOT_ABOUT = [
    "Đội chủ nhà thắng 3-1 sau hai hiệp phụ; tiền đạo ghi cú đúp ở phút 57 và 68.",
    "Vòng 18 giải bóng đá hạng nhất diễn ra cuối tuần này trên sân vận động tỉnh.",
    "Ngày mai không khí lạnh tăng cường, vùng núi có nơi dưới 10 độ, cảnh báo cấp 2.",
    "Xe tải mất lái trên quốc lộ 1, ba người bị thương, giao thông ùn tắc 2 giờ.",
    "Giá lợn hơi hôm nay tăng 1.000 đồng, dao động 62.000 - 65.000 đồng/kg.",
    "Giá vàng SJC lên 120 triệu đồng mỗi lượng, tỷ giá trung tâm giảm 5 đồng.",
    "Bán căn hộ hai phòng ngủ, nội thất đầy đủ, liên hệ số 18 đường Nguyễn Trãi.",
    "Khai trương siêu thị, giảm giá 50% toàn bộ gian hàng trong ba ngày.",
    "Tin buồn: gia đình báo tin cụ ông từ trần hồi 5 giờ, hưởng thọ 92 tuổi, nguyên Bí thư Đảng ủy xã.",
    "Đồng chí được bầu giữ chức Bí thư Huyện ủy nhiệm kỳ mới với số phiếu tuyệt đối.",
    "Bổ nhiệm ông Nông Văn Mẫu làm Giám đốc Sở Y tế; Chủ tịch UBND tỉnh trao hoa chúc mừng.",
    "Trường tiểu học khai giảng năm học mới, Chủ tịch xã tặng quà học sinh nghèo.",
    "Công an bắt nhóm đánh bạc, thu giữ 57 triệu đồng cùng 18 điện thoại.",
    "Món bánh cuốn của bà cụ tám mươi tuổi giữa chợ phiên.",
    "Đêm nhạc gây quỹ có hơn 500 khán giả, thu được 200 triệu đồng.",
    "Lễ hội hoa đào mở cửa đón khách, UBND phường triển khai bãi đỗ xe.",
    "Kết quả xổ số ngày 22/11: giải đặc biệt 45799.",
    "Chủ tịch UBND huyện thăm, chúc Tết các gia đình chính sách.",
    "Công an xã ra quyết định xử phạt số 315 đối với tài xế chở quá tải.",
]
# decisions about one person or firm that have a symbol are kept: what is left out cannot be asked, what is kept can be
KEPT_ALL_THE_SAME = [
    "Chủ tịch UBND tỉnh ban hành quyết định xử phạt số 315/QĐ-XPHC đối với công ty xả thải.",
    "UBND tỉnh có Quyết định số 88/QĐ-UBND thành lập đoàn kiểm tra.",
]


def about(text: str) -> Article:
    """An article that says this."""
    return article(body=text, title=None)


@pytest.mark.parametrize("text", [*ABOUT, *KEPT_ALL_THE_SAME])
def test_relevant(text: str) -> None:
    assert relevant(about(text))


@pytest.mark.parametrize("text", NOT_ABOUT)
def test_irrelevant(text: str) -> None:
    assert not relevant(about(text))


def test_labels_of_the_test_site() -> None:
    told = [(story.relevant, relevant(about("\n".join((story.title, story.lead, *story.paragraphs))))) for story in stories(1000)]
    hits = told.count((True, True))
    assert hits / (hits + told.count((False, True))) >= PRECISION
    assert hits / (hits + told.count((True, False))) >= RECALL


def test_spelling_makes_no_difference() -> None:
    text = "Thành ủy hòa nhập Nghị quyết số 18-NQ/TW vào kế hoạch và triển khai."
    for other in (text.upper(), text.replace("ủy", "uỷ").replace("òa", "oà")):
        assert relevant(about(other))
