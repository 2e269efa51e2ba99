"""The words that acts are told with: meetings, the business of a conference, instruments, and what a conference is about."""

import re

from corpus import load as corpus
from extractors.rule import one_of

KIND = {row["phrase"]: row["kind"] for row in corpus.table("acts")}
CONFERENCE = {
    row["phrase"]: row["kind"] for row in corpus.table("acts") if row["kind"] in {"tổng kết", "sơ kết", "quán triệt", "triển khai"}
}
MEETING = one_of(
    [
        "hội nghị",
        "hội thảo",
        "tọa đàm",
        "buổi lễ",
        "lễ",
        "buổi làm việc",
        "phiên họp",
        "cuộc họp",
        "cuộc",
        "buổi họp",
        "họp",
        "lớp",
        "đợt",
        "buổi",
        "kỳ họp",
        "sinh hoạt chuyên đề",
        "sinh hoạt chính trị",
    ]
)
# "phòng họp" is where one is held, "buổi sáng" is none
MEETING = rf"(?<!hòng\s){MEETING}"
MEETING += r"(?!(?<=uổi)\s+(?:sáng|trưa|chiều|tối)(?!\w))"
MEETINGS = re.compile(rf"(?<!\w){MEETING}(?!\w)")
# Business that stands beside an act in the same list and is no act of ours.
BESIDE = one_of(
    [
        "tiếp thu",
        "nghiên cứu",
        "phổ biến",
        "tuyên truyền",
        "thông báo nhanh",
        "thông tin",
        "truyền đạt",
        "đánh giá",
        "biểu dương",
        "khen thưởng",
        "tôn vinh",
        "thực hiện",
        "giới thiệu",
        "hướng dẫn",
        "rút kinh nghiệm",
        "sơ",
    ]
)
# "triển khai học tập nghị quyết" is one act, what is rolled out
_ROLLED_OUT = r"(?!(?i:triển\s+khai)\s+(?:việc\s+|tổ\s+chức\s+)?(?i:học\s+tập|quán\s+triệt|sơ\s+kết|tổng\s+kết)(?!\w))"
ACT = rf"(?:{_ROLLED_OUT}{one_of(CONFERENCE)})(?!\s+(?:và\s+)?làm\s+theo|\s+(?:tư\s+tưởng|tấm\s+gương|và\s+rèn\s+luyện))"
# "quán triệt triển khai": with no mark between
_JOIN = r"(?:\s*(?:,\s*và|,|và|-|–|;)\s*|(?<=riệt)\s+(?=triển\s+khai))"
ACTS = rf"(?:{BESIDE}{_JOIN}){{0,3}}{ACT}(?:{_JOIN}(?:{BESIDE}|{ACT})){{0,6}}"
INSTRUMENT = one_of(
    [
        "nghị quyết",
        "chỉ thị",
        "kết luận",
        "quyết định",
        "quy định",
        "quy chế",
        "nghị định",
        "thông tư",
        "luật",
        "kế hoạch",
        "chương trình",
        "đề án",
        "hướng dẫn",
        "thông tri",
        "thông báo",
        "công văn",
        "công điện",
        "văn bản",
    ]
)
_NUMBER = one_of(["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "nửa"])
# What a conference is about, so that a verb that merely looks like its act is none ("gắn học tập Bác với …").
MATTER = rf"(?i:(?:\d+|{_NUMBER})\s+năm|(?:nửa|giữa)\s+nhiệm\s+kỳ|công\s+tác|việc|nội\s+dung|nhiệm\s+vụ|các|chuyên\s+đề|thực\s+hiện|phong\s+trào|năm\s+\d|\d+\s+tháng|quý|{INSTRUMENT})"
OPENING = one_of(["hội nghị", "lễ", "tổ chức", "khai mạc", "bế mạc"])
# rules whose verb is one of issuing
ISSUES = {"event.issue", "event.sign", "event.give"}
