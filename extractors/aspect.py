"""What a figure is of: what there is at a time, what came in a period, or what came since a beginning."""

import re
from collections.abc import Sequence

_STATE = (
    r"(?<!thực\s)(?<!phát\s)(?<!thể\s)(?<!xuất\s)(?<!biểu\s)hiện(?:\s+(?:có|nay|tại))?|tổng\s+(?:số|đàn|nguồn\s+vốn|dư\s+nợ|diện\s+tích|dân\s+số)|còn(?!\s+(?:lãi|thu|được|bao|vướng|chậm|cao|hạn|khó|phải))|(?:bao\s+)?gồm|đến\s+nay|chiếm"
    r"|nâng\s+tổng|tỷ\s+lệ|tỉ\s+lệ|có(?!\s+(?:thêm|hiệu|thể|nguy))|dân\s+số|diện\s+tích|dư\s+nợ|nợ\s+(?:quá\s+hạn|xấu|đọng)|tồn\s+đọng|mật\s+độ|độ\s+che\s+phủ|rộng|chiều\s+dài"
)
# "cấp" gives only as a verb: "cấp 300 giấy phép", not "cấp xã", "các cấp"
_DEED = (
    r"kết\s+nạp|thu(?!\s+(?:nhập|gọn|hút))|chi(?!\s+(?:bộ|ủy|uỷ|hội|đoàn|nhánh|cục|tiết))|giải\s+ngân|xây(?:\s+dựng|\s+mới)?|trao(?:\s+tặng)?|tặng|khen\s+thưởng|mở(?!\s+rộng)"
    r"|tổ\s+chức(?!\s+(?:cơ\s+sở|đảng|chính\s+trị|hội|đoàn|trực|bộ|lại))|đào\s+tạo|tạo\s+(?:việc\s+làm|thêm)|xử\s+(?:lý|phạt)|tịch\s+thu|phát\s+hiện|thi\s+hành|kiểm\s+tra|giám\s+sát"
    r"|thành\s+lập|tiếp\s+nhận|giải\s+quyết|hỗ\s+trợ|trồng(?:\s+mới)?|sản\s+xuất|đón|(?<!các\s)(?<!hai\s)(?<!trung\s)(?<!cao\s)(?<!cung\s)cấp(?:\s+mới)?(?=\s+(?:\d|được|hơn|gần|trên|cho)|\s*\Z)|công\s+nhận|bầu"
    r"|có\s+thêm|nộp|bán|lãi|huy\s+động|quyên\s+góp|ủng\s+hộ|tinh\s+giản|luân\s+chuyển|điều\s+động|bổ\s+nhiệm|thẩm\s+định|ký\s+kết|cứu|sửa\s+chữa|khám"
)
_CUE = re.compile(rf"(?i)(?<!\w)(?:(?P<stock>{_STATE})|(?P<flow>{_DEED}))(?!\w)")
# what lies between a deed and what came of it: words, and figures that came with this one
_REACHES = re.compile(
    r"(?:(?!\s(?:với|theo|tại|của|về|gồm|gắn|sau|khi|nhưng|từ)\s)(?:[^,;:]|,\s?(?=\d)|,\s(?=(?:gần|hơn|trên|khoảng)\s+\d)|(?<=\d),(?=\d)))*\Z"
)
# "Tỷ lệ lao động qua đào tạo đạt 70%": a level, whatever verbs tell what it is of
_SHARE = re.compile(r"(?i)(?<!\w)(?:tỷ|tỉ)\s+(?:lệ|trọng)\s[^,.;:()]*\Z")
_COUNT = r"(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa|nhiều)"
_SINCE = re.compile(
    rf"""(?ix)(?<!\w)(?:
      l[ũu][yỹ]\s+kế | luỹ\s+kế | cộng\s+dồn | kể\s+từ | từ\s+đó\s+đến\s+nay
    | từ\s+đầu\s+(?:năm|nhiệm\s+kỳ|quý|tháng)
    | từ\s+(?:[^\s,;:]+\s+){{0,6}}?(?:đến|tới)\s+(?:nay|hết|cuối|tháng|năm|ngày|quý|thời\s+điểm)
    | đến\s+nay,?\s+(?:[^\W\d_]+\s+){{0,4}}?đã | tính\s+đến
    | (?:sau|qua|trong)\s+(?:hơn\s+|gần\s+)?{_COUNT}\s+(?:năm|tháng|nhiệm\s+kỳ)(?!\s+\d)
    )(?!\w)"""
)
_DONE = re.compile(r"(?<!\w)đã(?!\w)")
_BRACKETS = re.compile(r"\([^()]*\)?")
_PART = re.compile(r";|\.\s")
# "giảm còn 3%", "tăng lên 50 triệu" tell the level that is reached
_LEVEL = frozenset({"còn", "lên", "xuống"})
_WINDOW, _NEAR = 300, 110


def aspect(text: str, start: int, first: int, *, direction: str | None, words: Sequence[str], unit: str) -> str:
    """stock, flow, cumulative or unknown, of the figure at text[first:] in the sentence from `start`; `words` stand before it, the nearest first.

    The nearest word that tells decides; a deed tells it of a figure that nothing parts from it.
    """
    sentence = text[max(start, first - _WINDOW) : first]
    passed = "cumulative" if _SINCE.search(sentence) else "flow"
    if direction:
        return passed if _LEVEL.isdisjoint(words[:4]) else "stock"
    near = _BRACKETS.sub(" ", _PART.split(sentence[-_NEAR:])[-1])
    left = _SINCE.sub(" ", near)
    if _SHARE.search(left):
        return "stock"
    # "lượt người" are counted as they come, whatever there is of them
    if unit.startswith("lượt"):
        return passed
    cue = None
    for cue in _CUE.finditer(left):  # noqa: B007 - the last one
        pass
    if cue is not None and cue.lastgroup == "stock":
        return "stock"
    if cue is not None and _REACHES.match(left, cue.end()):
        return passed
    return passed if passed == "cumulative" and _DONE.search(near) else "unknown"
