"""Reads citations: which instruments of Party and State a sentence names, by number, symbol, plenum, congress or term."""

import calendar
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from corpus import load, registry
from corpus.model import Citation, Mention
from corpus.text import fold, one_tone
from extractors import rule
from extractors.rule import NAMES, factory, one_of

_KINDS = load.table("kinds")
_ISSUERS = load.table("issuers")

# 1 to 39, in order: all that _NUMERAL reads
_ROMAN = [tens + ones for tens in ("", "X", "XX", "XXX") for ones in ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")][1:]
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "nhất",
            "hai",
            "ba",
            "tư|bốn",
            "năm",
            "sáu",
            "bảy|bẩy",
            "tám",
            "chín",
            "mười",
            "mười một",
            "mười hai",
            "mười ba",
            "mười bốn|mười tư",
            "mười lăm",
        ),
        1,
    )
    for word in words.split("|")
}
# What the press writes for a kind in front of a number; the rest of the abbreviations stand in symbols only.
_SHORT_KINDS = {
    "NQ": "nghị quyết",
    "CT": "chỉ thị",
    "KL": "kết luận",
    "NĐ": "nghị định",
    "QĐ": "quyết định",
    "KH": "kế hoạch",
    "CTr": "chương trình",
}
_WRITTEN = {fold(one_tone(row["written"])): row["kind"] for row in _KINDS} | {fold(short): kind for short, kind in _SHORT_KINDS.items()}
_BARE = {fold(one_tone(row["written"])): row["bare"] for row in _KINDS} | {
    "nq": "always",
    "ct": "closed",
    "kl": "closed",
    "nd": "always",
    "qd": "closed",
}
_OF_KIND = {(row["kind"], row["system"]): row["abbreviation"] for row in reversed(_KINDS) if row["abbreviation"]}

# Codes of bodies of the Party: their symbols are number-kind/body, those of the State number/kind-body.
_EITHER = frozenset(("BCH", "BTV", "BCĐ", "ĐĐ"))  # what mass organisations have too: set as it is written
_PARTY_CODES = {row["code"] for row in _ISSUERS if row["system"] == "party"} | {"TW"}
_CODES = {fold(row["code"]): row["code"] for row in _ISSUERS} | {"tw": "TW"}
_CODES |= {"t.w": "TW", "hdnd": "HĐND", "ttg": "TTg", "thu": "ThU", "tu": "TU"}
_CENTRAL = {
    fold(one_tone(phrase)): re.sub(r"\s*\(.*", "", row["name"]) if row["code"] != "UBTVQH15" else "Ủy ban Thường vụ Quốc hội"
    for row in _ISSUERS
    for phrase in row["written"].split("|")
    if phrase
}
_PHRASES = tuple(phrase for row in _ISSUERS for phrase in row["written"].split("|") if phrase)
# "của Trung ương" is said of what the Central Committee issued
_CENTRAL |= {key: "Ban Chấp hành Trung ương" for key, name in _CENTRAL.items() if name == "Trung ương" and key != "dang"}

_UP, _DASH = NAMES["upper"], NAMES["dash"]
_ABBREVIATION = one_of(
    {x for row in _KINDS if (a := row["abbreviation"]) for x in (a, a.replace("Đ", "D"))} | {"CTrHĐ", "CTHĐ", "ĐA", "QĐI"}
)
_KNOWN = one_of({x for code in _CODES.values() for x in (code, code.replace("Đ", "D"))} | {"T.Ư", "TƯ", "T.W"})
_WIDE = rf"{_UP}[{_UP[1:-1]}a-zđ&]{{1,12}}"
_CODE = rf"(?:(?:UBTV)?QH\s?\d{{1,2}}|HĐND\d{{1,2}}|{_KNOWN}|{_WIDE})(?:[-.&][A-ZĐƯ][A-ZĐƯ&]{{1,12}}){{0,3}}(?![\w&])"
# "Nghị quyết (NQ) số 18": the article says how it will shorten the word
_AKA = r"(?:\s?\((?:NQ|CT|KL|NĐ|QĐ|KH|CTr)\))?"
_JOIN = r"(?:\s*(?:,|;|&|,?\s+(?:và|cùng|hoặc))\s*)"
_LAW = r"(?:(?i:bộ\s+luật|luật|pháp\s+lệnh))"

# Where a place ends: words that may follow a body with a capital and are no part of its name.
_PLACE = (
    rf"(?!(?:Khóa|Khoá|KHÓA|Nhiệm|Về|VỀ|Số|Ngày|Kỳ|Lần|Đã|Và|Do|Tại|Nghị|Quyết|Kế|Chỉ|Kết|Chương|Thông|Theo)\b){_UP}[\w'’]*"
    rf"(?:(?:\s|\s?-\s?)(?!(?:Khóa|Khoá|KHÓA|Nhiệm|Về|Lần|Nghị|Quyết|Kế|Chỉ|Kết|Chương|Ban|Bộ|Đảng)\b){_UP}[\w'’]*){{0,3}}"
)
_LEVEL = r"(?i:tỉnh|thành\s+phố|TP\.?|huyện|quận|thị\s+xã|TX\.?|thị\s+trấn|xã|phường|đặc\s+khu|cơ\s+sở)"
_LOCAL = (
    r"(?:(?i:ban\s+chấp\s+hành|BCH|ban\s+thường\s+vụ|BTV|thường\s+trực|TT|chủ\s+tịch)\s+)?"
    r"(?:(?i:tỉnh|thành|huyện|quận|thị)\s?(?i:ủy|uỷ)|Đảng\s+(?:ủy|uỷ)|đảng\s+(?:ủy|uỷ)|(?:(?i:tỉnh|huyện|thành|thị|quận)\s+)?(?i:đảng\s+bộ)|(?i:chi\s+bộ)"
    r"|HĐND|UBND|(?i:hội\s+đồng\s+nhân\s+dân|(?:ủy|uỷ)\s+ban\s+nhân\s+dân))"
    rf"(?:(?<=[ủỦyY])\s+(?:Công\s+an|Quân\s+sự|Bộ\s+đội\s+Biên\s+phòng)(?!\w))?(?:\s+{_LEVEL}(?![\w]))?(?:\s+{_PLACE})?"
)
_ISSUER = rf"(?:{one_of(_PHRASES)}(?![\w])(?!\s+(?i:bộ|ủy|uỷ|viên)\b)|{_LOCAL})"
_NUMERAL = r"(?:(?:X{1,3}|X{0,3}(?:IX|IV|V?I{1,3}|V))(?![\w])|(?:[1-9]|[12][0-9]|30)(?![\w/%]|[.,]\d))"

_DIGITS = rf"(?:\d{{1,2}}(?![\w/%]|[.,]\d)(?!\s+(?i:năm|tháng|ngày|khóa\s+học)\b)|(?!\d){_NUMERAL})"
_ORDINAL = "|".join(sorted((re.sub(" ", r"\\s+", word) for word in _ORDINALS), key=len, reverse=True))

RULES = rule.load(
    "citation",
    {
        "kind": rf"(?<![^\W\d_])(?:{one_of({row['written'] for row in _KINDS})}(?![\w])|(?<![\w/-]){one_of(_SHORT_KINDS, ignore_case=False)}(?=[\s\d]))",
        "aka": _AKA,
        "between": (
            rf"{_AKA}(?:(?<=luật|LUẬT|Luật)(?:\s+[\w,-]+){{1,14}}?(?=\s+số\s))?(?:\s+(?:liên\s+tịch|liên\s+ngành|phối\s+hợp|kết\s+luận|hành\s+động|thẩm\s+định|thẩm\s+tra|tổng\s+thể|tổng\s+hợp))?"
            rf"(?:\s+(?:của\s+)?(?P<issuer>{_ISSUER})(?=\s*,?\s*\(?\s*số))?\s*,?\s*\(?\s*(?P<so>(?i:số)\s*:?\s*)?"
        ).replace("(?<=luật|LUẬT|Luật)", r"(?<=[Ll][Uu][Ậậ][Tt])"),
        "number": r"(?:\d{1,5}[a-eA-E]?(?![\w]))",
        "join": _JOIN,
        "symbol": (
            rf"(?P<number>\d{{1,5}}[a-eA-E]?)(?:\s?/\s?(?P<year>(?:19|20)\d\d))?"
            rf"(?:(?:\s{{0,2}}{_DASH}\s{{0,2}}|\s?/\s?|\s?)(?P<abbreviation>{_ABBREVIATION})(?:\s?(?:{_DASH}|/)\s?|(?=TW|TƯ|HU\b|CP\b|UBND|HĐND))(?P<code>{_CODE})"
            rf"|\s?/\s?(?P<house>(?i:(?:NQ|PL|L)\s?{_DASH}\s?)?(?:UBTV)?QH\s?\d{{1,2}})(?!\w)"
            rf"|(?(kind)\s?(?:{_DASH}|/)\s?(?P<typed>[A-ZĐ]{{2,4}})\s?/\s?(?P<committee>TW|TƯ|TU|HU|ĐU)(?!\w)"
            rf"|\b\B)"
            rf"|(?(kind)\s?[/-]\s?(?P<office>{_WIDE}(?:-[A-ZĐ&]{{1,14}}(?:\.[A-ZĐ]{{1,6}})?){{1,3}}|{_KNOWN}(?![\w]))(?![\w])|\b\B))"
        ),
        "plenary": rf"(?:{one_of(('nghị quyết', 'kết luận'))}|(?<!\w)NQ|(?<!\w)KL)",
        "congressional": rf"(?:{one_of(('nghị quyết',))}|(?<!\w)NQ)(?![\w])",
        "pointed": rf"(?:{one_of(('nghị quyết', 'chỉ thị', 'nghị định', 'thông tư', 'văn bản'))}|Kết\s+luận|Quyết\s+định|Quy\s+định|Kế\s+hoạch|Chương\s+trình|Đề\s+án|Luật|Hướng\s+dẫn)",
        "ordinal": rf"(?:(?i:{_ORDINAL})(?!\w)|{_DIGITS})",
        "digits": _DIGITS,
        "roman": _NUMERAL,
        "tw": r"(?:(?i:trung\s*ương)|TW|T\.?Ư|T\.?ư|T\.W)",
        "committee": r"(?:(?i:ban\s+chấp\s+hành|BCH)\s*(?:(?i:trung\s+ương)|TW|T\.?Ư)(?:\s+(?i:đảng))?(?:\s+Cộng\s+sản\s+Việt\s+Nam)?|(?i:trung\s+ương(?:\s+đảng)?))",
        "local": _LOCAL,
    },
)

# A number that counts is followed by what it counts; one that names an instrument is not.
_COUNTED = re.compile(
    r"\s*(?:%|(?i:năm(?!\s+\d{4}(?!\s?[-–]))|tháng(?!\s+\d)|tuần|nội\s+dung|vụ|hộ|người|đồng\s+chí|đồng|điểm|khâu|nhiệm\s+vụ|nhóm|chương|điều|lần|bước|tỷ|tỉ|triệu|nghìn|ngàn|ha|km|m2|tấn|cơ\s+quan|đơn\s+vị|tỉnh|"
    r"huyện|xã|phường|thôn|chỉ\s+tiêu|mục\s+tiêu|giải\s+pháp|dự\s+án|công\s+trình|chuyên\s+đề|trường\s+hợp|cá\s+nhân|tập\s+thể|buổi|cuộc|đợt|phần|quan\s+điểm|cán\s+bộ|đảng\s+viên|đại\s+biểu|nghị\s+quyết|vấn\s+đề|lĩnh\s+vực|"
    r"lớp|trường|học\s+sinh|doanh\s+nghiệp|ngày(?!\s+\d)|giờ|phút|lượt|suất|căn|cái|con|tờ|bản|văn\s+bản|quyết\s+định|bộ|ban|đảng\s+bộ|chi\s+bộ|sản\s+phẩm|tiêu\s+chí|nội|loại|hình\s+thức))(?![\w])"
)
_FOLLOWS = re.compile(
    r"\s*(?:[.,;:!?)”\"»…(“–-]|\Z|(?i:của|về|ngày|năm|khóa|khoá|và|hoặc|cho|được|đã|đang|sẽ|là|có|do|theo|tại|để|trên|vào|cùng|bằng|gắn|từ|nêu|đề|ban\s+hành|như|thì|mà|nhằm|trong|sau|khi|đến|tới|còn|cũng|vừa|mới|quy|xác|yêu|nhấn|"
    r"chỉ|thể|không|đi|ra|thực|triển|tạo|giúp|mang|mở|bổ|sửa|thay|hỗ|hướng|tiếp|phải|cần|nên|bộ\s+chính\s+trị|ban\s+bí\s+thư|hội\s+nghị\s+(?:trung\s+ương|tw|lần\s+thứ)|hđnd|ubnd|chính\s+phủ|trung\s+ương|tw))(?![\w])"
)
_PLURAL = re.compile(r"(?i:\b(?:các|những|nhiều|một\s+số|mọi|hàng\s+loạt|\d+))\s+\Z")

# --- what stands behind a citation and belongs to it, piece by piece

_GAP = re.compile(r"\s*(?P<comma>,)?\s*(?P<open>\()?\s*")
_DAY = re.compile(
    rf"(?:(?i:được\s+)?(?i:ban\s+hành|ký|thông\s+qua|đề)\s+)?(?i:ngày)\s*(?P<day>\d{{1,2}})\s?(?:[/.]|{_DASH}|(?i:tháng))\s?(?P<month>\d{{1,2}})\s?(?:[/.]|{_DASH}|,?\s*(?i:năm))\s?(?P<year>[0-9]{{4}})(?!\d)"
    rf"|(?P<day2>\d{{1,2}})\s?[/.-]\s?(?P<month2>\d{{1,2}})\s?[/.-]\s?(?P<year2>[0-9]{{4}})(?=\s*\))"
    rf"|(?i:tháng)\s+(?P<month3>\d{{1,2}})\s?(?:[/.-]|\s+năm\s+)\s?(?P<year3>[0-9]{{4}})(?!\d)"
    rf"|(?:(?i:ban\s+hành)\s+)?(?i:năm)\s+(?P<year4>(?:19|20)\d\d)(?!\d)(?!\s?(?:{_DASH}|/)\s?\d)"
)
_BY = re.compile(rf"(?P<of>(?:(?i:của|do)\s+)(?:(?i:đồng\s+chí)\s+)?)?(?P<body>{_ISSUER})(?:\s+(?i:ban\s+hành))?")
_ISSUED_BY = re.compile(r"(?i)ban\s+hành\Z")
# "…, năm 2018 huyện đã xây …": a year behind a comma opens the next clause unless the citation goes on or ends behind it
_OWN_YEAR = re.compile(r"(?i)\s*(?:,?\s*(?:của|về|khóa|khoá|do|quy\s+định|ban\s+hành)(?!\w)|\(|[).;:”\"»]|\Z)")
_SESSION = re.compile(
    rf"(?:(?:của|tại)\s+)?(?:(?i:hội\s+nghị|HN)\s+)(?:(?i:lần\s+(?:thứ\s+)?)(?P<plenum>(?:\d{{1,2}}|{_ORDINAL})(?!\w))\s*,?\s*(?:của\s+)?"
    rf"(?i:ban\s+chấp\s+hành|BCH)\s+(?:(?i:trung\s+ương)|TW|T\.?Ư)(?:\s+Đảng)?(?:\s+Cộng\s+sản\s+Việt\s+Nam)?|(?:(?i:trung\s+ương)|TW|T\.?Ư)\s*(?P<number>\d{{1,2}})(?!\w))"
    rf"|(?:(?i:trung\s+ương)|TW|T\.?Ư)\s*(?P<short>\d{{1,2}})(?=\s*[,(]?\s*(?i:khóa|khoá))",
)
_TERM = re.compile(
    rf"(?:của\s+)?(?i:khóa|khoá)\s*:?\s*(?P<term>{_NUMERAL})|(?:(?i:giữa|đầu|cả)\s+)?(?i:nhiệm\s+kỳ)\s*:?\s*(?P<from>(?:19|20)\d\d)\s?(?:{_DASH}|/)\s?(?P<to>(?:19|20)?\d\d)(?!\d)"
)
_CLOSE = re.compile(r"\s*\)")

# The title begins with "về" or a quotation mark and ends where the clause does.
_TITLE = re.compile(
    r"\s*[,:]?\s*(?:\(\s*)?(?:(?i:về\s+(?:việc\s+)?|v/v\s+))?(?P<quote>[“\"'‘])\s*(?P<quoted>[^”\"'’\n]{8,400})|\s*[,:]?\s*\(?\s*(?i:về|v/v)\s+(?P<plain>[^\n;.:“\"()]{6,300})"
)
_TITLE_END = re.compile(
    r",?\s+(?:(?=(?:Nghị\s+quyết|Chỉ\s+thị|Kết\s+luận|Quyết\s+định|Quy\s+định|Kế\s+hoạch|Nghị\s+định|Hướng\s+dẫn|Chương\s+trình|Đề\s+án|Thông\s+báo|Ban\s+(?:Thường|Chấp)|Tỉnh\s+ủy|Huyện\s+ủy|Đảng\s+(?:ủy|bộ)|Đồng\s+chí|UBND|HĐND|Hội\s+nghị)\b)"
    r"|(?=(?:đồng\s+chí|đã\s+được|được|nhằm|gắn\s+với|trên\s+địa\s+bàn|tại\s+(?:hội\s+nghị|địa\s+phương)|trong\s+(?:thời\s+gian|những\s+năm|toàn)|thời\s+gian\s+qua|đến\s+(?:toàn\s+thể|các|cán\s+bộ)|cho\s+(?:cán\s+bộ|đội\s+ngũ|hơn|gần|\d)|"
    r"với\s+(?:sự|nội\s+dung|chủ\s+đề)|do\s+(?:đồng|Ban|Tỉnh)|và\s+(?:các\s+)?(?:nghị\s+quyết|chỉ\s+thị|kế\s+hoạch|văn\s+bản)|từ\s+đó|qua\s+đó|đến\s+nay|toàn\s+(?:tỉnh|huyện|đảng)|các\s+cấp\s+(?:ủy|uỷ))\b))"
)

# A clause with a verb of its own behind a comma, and words that lead on to something else.
_TITLE_LOOSE = re.compile(
    r",\s[^,]*\s(?:có|là|đã|đạt|chưa|còn|từng)\s.*\Z|(?:\s+(?:và|theo|của|với|gắn\s+với|thực\s+hiện|trong|cho|đến|tinh\s+thần|triển\s+khai))+\Z"
)

# --- congresses

_CONGRESS = re.compile(r"(?i:đại\s+hội|ĐH)(?![\w])")
_NATIONAL = re.compile(
    rf"(?P<words>(?:\s+(?i:đại\s+biểu|toàn\s+quốc|của\s+Đảng(?!\s+(?:bộ|ủy|uỷ))|Đảng\s+Cộng\s+sản\s+Việt\s+Nam|Đảng(?!\s+(?:bộ|ủy|uỷ)))){{0,4}})\s*,?\s*(?P<lead>(?i:lần\s+thứ|lần|khóa|khoá|thứ)\s+)?"
    rf"(?P<ordinal>{_NUMERAL}|(?<=thứ\s)(?i:{_ORDINAL})(?!\w))"
    rf"(?P<after>\s+(?i:của\s+)?(?i:đảng)(?!\s+(?i:bộ|ủy|uỷ|viên)\b))?(?!\s+(?:của\s+)?(?:Đoàn|Hội|Liên|Mặt|MTTQ|Công\s+đoàn))(?!\s*,?\s+(?:của\s+)?(?:(?i:đảng\s+(?:bộ|ủy|uỷ)|chi\s+bộ|huyện|tỉnh|xã|phường)\b))"
)
_SEAT = _LEVEL.replace(r"|cơ\s+sở", "")
# Mass organisations: those with a word of their own, and "Hội" with any name up to where, which or when the congress was.
_MASS = (
    r"(?:(?:(?i:tỉnh|huyện|thành|thị|quận)\s?)?(?i:đoàn)(?!\s*(?i:thể|viên|kết|công|đại)(?!\w))(?:\s+(?i:TNCS|TN|thanh\s+niên(?:\s+cộng\s+sản)?)(?!\w))?(?:\s+(?i:Hồ\s+Chí\s+Minh|HCM)(?!\w))?"
    r"|(?i:công\s+đoàn|MTTQ|(?:(?:ủy|uỷ)\s+ban\s+)?mặt\s+trận\s+tổ\s+quốc|hội\s+(?:nông\s+dân|LHPN|LHTN|(?:liên\s+hiệp\s+)?(?:phụ\s+nữ|thanh\s+niên)|cựu\s+chiến\s+binh|CCB|sinh\s+viên))"
    rf"|(?:(?i:hội|hiệp\s+hội|liên\s+(?:hiệp|đoàn|minh))\s+{_UP}|(?i:phụ\s+nữ|nông\s+dân|cựu\s+chiến\s+binh|CCB|sinh\s+viên|thanh\s+niên|MTTQ))"
    r"(?:(?!\s+(?i:các|cấp|cơ\s+sở|và|của|đã|sẽ|đề|về|do|tại|theo|gắn|vào)(?!\w))(?:\w|\s+[^\W\d_])){0,50}?"
    rf"(?=\s*[,(]?\s*(?:(?i:toàn\s+quốc|Việt\s+Nam|lần\s+thứ|khóa|khoá|nhiệm\s+kỳ)(?!\w)|{_SEAT}(?:(?<=\.)|(?!\w))|\Z)))(?!\w)"
)
# the armed forces have a Party organisation of their own, whose name goes on in lower case
_ARMED = r"(?:Quân\s+đội(?:\s+nhân\s+dân)?(?:\s+Việt\s+Nam)?|Quân\s+(?:khu|chủng|đoàn)(?:\s+\d{1,2})?|Quân\s+sự|Công\s+an(?:\s+(?:Trung\s+ương|nhân\s+dân))?|(?:Bộ\s+đội\s+)?Biên\s+phòng|Cảnh\s+sát\s+biển)(?!\w)"
_BODY = (
    rf"(?:(?i:tỉnh|huyện|thành|thị|quận)\s+)?(?i:đảng\s+bộ)(?:\s+{_ARMED})?(?:\s+{_LEVEL}(?![\w]))?(?:\s+{_PLACE})?|(?i:chi\s+bộ)(?:\s+{_PLACE})?"
    rf"|(?P<mass>{_MASS})(?:\s+(?i:toàn\s+quốc|Việt\s+Nam)(?!\w))?(?:\s+{_SEAT}(?:(?<=\.)|(?!\w)))?(?:(?:\s+|(?<=\.))(?P<seat>{_PLACE}))?"
)
_TIMES = r"(?:(?i:lần\s+thứ|lần|khóa|khoá|thứ)\s+)?"
_NTH = rf"{_NUMERAL}|(?<=thứ\s)(?i:{_ORDINAL})(?!\w)"
# Behind a comma a mass organisation is the next clause's subject: "Nghị quyết Đại hội XIII, Hội Nông dân tỉnh đã …".
_OTHER = re.compile(
    rf"(?P<words>(?:\s+(?i:đại\s+biểu))?(?:\s+(?i:toàn\s+quốc))?)(?:\s*,?\s*{_TIMES}(?P<first>{_NTH}))?(?:\s*,?\s*(?i:nhiệm\s+kỳ)\s+(?P<from1>\d{{4}})\s?{_DASH}\s?(?P<to1>\d{{4}}))?"
    rf"(?:(?:\s*,(?!\s*(?:của\s+)?{_MASS}))?\s*(?:của\s+)?(?P<body>{_BODY})(?:\s*\({_PLACE}\))?)?"
    rf"(?:\s*,?\s*\(?\s*{_TIMES}(?P<second>{_NTH})\)?)?(?:\s*,?\s*\(?\s*(?:(?i:giữa|đầu|cả)\s+)?(?i:nhiệm\s+kỳ)\s+(?P<from2>\d{{4}})\s?(?:{_DASH}|/)\s?(?P<to2>\d{{4}})\)?)?"
)
# "trong nhiệm kỳ 2015 - 2020 như Nghị quyết Đại hội …"
_TERM_BEFORE = re.compile(rf"(?i:nhiệm\s+kỳ)\s+(?P<from>\d{{4}})\s?{_DASH}\s?(?P<to>\d{{4}})\s*,?\s*(?:(?i:như|theo|mà|tại|do|của|trong)\s+)?(?:(?i:mục\s+tiêu|tinh\s+thần)\s+)?\Z")
_ALL_LEVELS = re.compile(r"\s+(?i:(?:đại\s+biểu\s+)?(?:đảng\s+bộ|đảng)?\s*(?:các\s+cấp|các\s+đảng\s+bộ|cấp\s+trên|cấp\s+cơ\s+sở|cơ\s+sở))")
# "Đại hội XV, XVI của Đảng bộ thành phố": all but the last
_CONGRESSES = re.compile(rf"\s+(?:(?i:lần\s+thứ)\s+)?(?P<ordinals>(?!\d){_NUMERAL}(?:\s*,\s*(?!\d){_NUMERAL}){{0,3}})\s*(?:,|,?\s+và)(?=\s*(?:(?i:lần\s+thứ)\s+)?(?!\d){_NUMERAL})")
_NEXT_CONGRESS = re.compile(rf"\s*(?:,|;|và|,\s*và)\s*(?=(?i:đại\s+hội)\s+(?:(?i:đại\s+biểu|đảng|lần|[XVI])|{_MASS}))")


def _roman(text: str) -> str:
    """A numeral in Roman."""
    return _ROMAN[int(text) - 1] if text.isdigit() else text.upper()


def _ordinal(text: str) -> str:
    """An ordinal as digits: "tư" → "4", "VI" → "6"."""
    word = " ".join(text.lower().split())
    if word.isdigit():
        return str(int(word))
    return str(_ORDINALS[word]) if word in _ORDINALS else str(_ROMAN.index(text.upper()) + 1)


def _nth(text: str) -> str:
    """An ordinal in Roman: "nhất" → "I", "12" → "XII"."""
    return _ROMAN[int(_ordinal(text)) - 1]


def _years(first: str, last: str) -> str:
    return f"{first}-{last if len(last) == 4 else first[:2] + last}"


def _kind(written: str) -> str:
    return _WRITTEN[fold(one_tone(" ".join(written.split())))]


def _body(written: str) -> tuple[str, str | None]:
    """Name and place of an issuer as written; central bodies by the one name they have."""
    written = " ".join(written.split())
    central = _CENTRAL.get(fold(one_tone(written)))
    if central:
        return central, None
    place = re.search(rf"(?:{_PLACE})\Z", written)
    named = (
        place[0]
        if place and not re.search(r"(?i)ủy\Z|uỷ\Z|bộ\Z|HĐND\Z|UBND\Z|nhân\s+dân\Z|tỉnh\Z|huyện\Z|xã\Z|phường\Z|phố\Z", place[0])
        else None
    )
    return written, named


def _code(written: str) -> str:
    """A body's code as it should be: T.Ư → TW, HDND → HĐND."""
    if written in ("T.Ư", "TƯ", "T.W", "Tư", "T.ư"):
        return "TW"
    return _CODES.get(fold(written), written)


def _near(typed: str, meant: str) -> bool:
    """Whether one letter makes the difference."""
    return len(typed) == len(meant) and sum(a != b for a, b in zip(typed, meant, strict=True)) <= 1


@cache
def _abbreviation(written: str, kind: str | None, system: str) -> str:
    """An abbreviation of a kind as it should be: NG → NQ where the word says "nghị quyết", QD → QĐ."""
    known = {a: row for row in _KINDS if (a := row["abbreviation"])}
    same = [a for a in known if fold(a) == fold(written)]
    own = _OF_KIND.get((kind, system)) or _OF_KIND.get((kind, "party")) or _OF_KIND.get((kind, "state")) if kind else None
    if written in known:
        return written
    if same:
        return next((a for a in same if kind and known[a]["kind"] == kind), same[0])
    return own if own and _near(written.upper(), own.upper()) else written


def _symbol(match: re.Match[str], kind: str | None) -> tuple[str, str, str | None, str] | None:
    """Kind, symbol, abbreviation and what follows the number in the symbol; None where the words are no symbol."""
    number, year = match["number"], match["year"]
    middle = f"/{year}" if year else ""
    if match["house"]:
        if not year:
            return None
        house = re.sub(r"\s", "", match["house"]).replace("–", "-").upper()
        tail = f"{middle}/{house}"
        return (
            kind or ("pháp lệnh" if house.startswith("PL") else "luật" if house.startswith("L-") else "nghị quyết"),
            number + tail,
            None,
            tail,
        )
    if match["abbreviation"] or match["typed"]:
        code = _code(re.sub(r"\s", "", match["code"] or match["committee"]))
        head = code.split("-")[0].split(".")[0]
        as_party = bool(_PARTY_FORM.search(match[0]))
        party = not (year and head not in ("TW", "TU")) and (
            as_party if head in _EITHER or head not in _CODES.values() else head in _PARTY_CODES
        )
        system = "party" if party else "state"
        abbreviation = _abbreviation(match["abbreviation"] or match["typed"], kind, system)
        read = kind or registry.kind_of(abbreviation, system)
        if read is None:
            return None
        tail = f"-{abbreviation}/{code}" if party else f"{middle}/{abbreviation}-{code}"
        return read, number + tail, abbreviation, tail
    if kind is None:
        return None
    office = match["office"]
    if _code(office) in ("TW", "TU", "HU"):
        own = _OF_KIND.get((kind, "party"))
        return (kind, f"{number}-{own}/{_code(office)}", own, f"-{own}/{_code(office)}") if own else None
    if kind in ("nghị quyết", "chỉ thị", "luật", "nghị định") and "-" not in office:
        return None
    separator = "-" if _DASH_ONLY.search(match.string, match.start("number"), match.start("office")) else "/"
    return kind, f"{number}{separator}{office}", None, f"{separator}{office}"


# How the Party sets a symbol: a dash before the kind, a stroke before the body.
_PARTY_FORM = re.compile(rf"\d[a-eA-E]?\s*{_DASH}\s*\w+\s?/\s?[\w.&-]+\Z")
_DASH_ONLY = re.compile(rf"\d[a-e]?\s?{_DASH}\s?\Z")


def _tail(text: str, at: int, end: int, value: Citation) -> tuple[Citation, int]:
    """The citation with day, issuer, plenum and term that stand behind it, and where they end."""
    depth = 0
    for _ in range(7):
        gap = _GAP.match(text, at, end)
        assert gap is not None
        start = gap.end()
        if found := (value.issued is None and value.year is None and _DAY.match(text, start, end)) or None:
            day, month = found["day"] or found["day2"], found["month"] or found["month2"] or found["month3"]
            year = found["year"] or found["year2"] or found["year3"] or found["year4"]
            if month and not (1 <= int(month) <= 12 and 1 <= int(day or 1) <= calendar.monthrange(int(year), int(month))[1]):
                break
            if found["year4"] and gap["comma"] and not _OWN_YEAR.match(text, found.end(), end):
                break
            parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
            value = replace(value, issued="-".join(parts)) if month else replace(value, year=year)
        elif found := (value.plenum is None and value.congress is None and _SESSION.match(text, start, end)) or None:
            value = replace(value, plenum=_ordinal(found["plenum"] or found["number"] or found["short"]))
        elif found := (value.issuer is None and _BY.match(text, start, end)) or None:
            if not found["of"] and (gap["comma"] or fold(found["body"]) in ("dang", "trung uong", "tw", "chi bo")):
                break
            # "lớp học tập Nghị quyết … do Đảng ủy xã mở": who did something else with it
            if (found["of"] or "").lower().startswith("do") and not _ISSUED_BY.search(found[0]):
                break
            issuer, place = _body(found["body"])
            value = replace(value, issuer=issuer, place=place)
        elif found := (_TERM.match(text, start, end) if value.term is None else None):
            value = replace(value, term=_roman(found["term"]) if found["term"] else _years(found["from"], found["to"]))
        else:
            break
        depth += bool(gap["open"])
        at = found.end()
        if depth and (close := _CLOSE.match(text, at, end)):
            at, depth = close.end(), depth - 1
    return value, at


def _title(text: str, at: int, end: int) -> str | None:
    """The title behind a citation, without "về" and quotation marks; None where none stands."""
    found = _TITLE.match(text, at, end)
    if found is None:
        return None
    title = found["quoted"]
    if title is None:
        title = _TITLE_END.split(found["plain"], maxsplit=1)[0]
    title = _TITLE_LOOSE.sub("", " ".join(title.split()).strip(" ,-–:“”\"'"))
    return title if len(title) >= 6 else None


def _mention(text: str, start: int, end: int, name: str, value: Citation) -> Mention:
    said = text[start:end].rstrip()
    return Mention("citation", start, start + len(said), said, name, value)


_ITEM = re.compile(r"\d{1,5}[a-eA-E]?(?!\w)")


def _numbered(text: str, spans: Sequence[tuple[int, int, str]], name: str, end: int, make: Callable[[str], Citation]) -> Iterator[Mention]:
    """One mention per number of a coordination: what stands behind the last one belongs to all, its day excepted."""
    last = make(spans[-1][2])
    value, stop = _tail(text, spans[-1][1], end, last)
    title = _title(text, stop, end)
    for index, (start, finish, number) in enumerate(spans):
        if index == len(spans) - 1:
            yield _mention(text, start, stop, name, replace(value, title=title))
        else:
            own = make(number)
            shared = replace(own, issuer=own.issuer or value.issuer, place=own.place or value.place, term=value.term, title=title)
            yield _mention(text, start, finish, name, shared)


def _read_symbol(match: re.Match[str], end: int, name: str) -> Iterator[Mention]:
    text, written = match.string, match["kind"]
    read = _symbol(match, _kind(written) if written else None)
    if read is None:
        return
    kind, _, _, tail = read
    issuer, place = _body(match["issuer"]) if match["issuer"] else (None, None)
    spans = [(item.start(), item.end(), item[0]) for item in _ITEM.finditer(text, *match.span("before"))] if match["before"] else []
    spans.append((match.start("number"), match.end(), match["number"]))
    if written:
        spans[0] = (match.start(), *spans[0][1:])
    yield from _numbered(
        text, spans, name, end, lambda number: Citation(kind=kind, number=number, symbol=number + tail, issuer=issuer, place=place)
    )


# "25 nghị quyết, 12 chỉ thị": the number counts what stands behind it.
_OTHER_KIND = re.compile(rf"\s+{one_of(row['kind'] for row in load.table('kinds') if row['kind'])}(?!\w)(?!\s+số)")


# "Chương trình 04 của Thành ủy"; "Chương trình 135", "Chương trình 60 phút" are known by other numbers than an instrument's.
_OF_COMMITTEE = re.compile(
    r"(?<=\s\d\d)\s+của\s+(?:(?i:ban\s+chấp\s+hành|BCH|ban\s+thường\s+vụ|BTV)\s+)?(?i:(?:tỉnh|thành|huyện|quận|thị)\s?(?:ủy|uỷ)|đảng\s+(?:bộ|ủy|uỷ))(?!\w)"
)


def _read_number(match: re.Match[str], end: int, name: str) -> Iterator[Mention]:
    text, written = match.string, fold(one_tone(" ".join(match["kind"].split())))
    spans = [(item.start(), item.end(), item[0]) for item in _ITEM.finditer(text, match.start("list"), match.end("list"))]
    while len(spans) > 1 and not _is_name(text, spans[-1], end):
        spans.pop()
    stop = spans[-1][1] if spans[-1][1] != match.end("list") else match.end()
    if not match["so"]:
        way = _BARE.get(written, "")
        capital = match["kind"][0].isupper()
        if way == "committee" and not (capital and _OF_COMMITTEE.match(text, stop, end)):
            return
        if not way or (way == "closed" and (not capital or not _FOLLOWS.match(text, stop, end))):
            return
        if _COUNTED.match(text, stop, end) or _OTHER_KIND.match(text, stop, end) or (not capital and not _FOLLOWS.match(text, stop, end)):
            return
        # schemes are known by numbers of decisions too: "Đề án 1956" is none of a year
        if re.fullmatch(r"(?:19[89]|20\d)\d" if written == "de an" else r"(?:19|20)\d\d", spans[0][2]) or (
            len(spans[0][2]) == 1 and written in ("ct", "kl", "qd", "de an", "ke hoach", "thong bao", "huong dan")
        ):
            return
    elif _COUNTED.match(text, stop, end) and _BARE.get(written, "") != "always":
        return
    issuer, place = _body(match["issuer"]) if match["issuer"] else (None, None)
    kind, year = _kind(match["kind"]), match["year"] if stop == match.end() else None
    spans[0] = (match.start(), *spans[0][1:])
    spans[-1] = (spans[-1][0], stop, spans[-1][2])
    mentions = list(
        _numbered(text, spans, name, end, lambda number: Citation(kind=kind, number=number, issuer=issuer, place=place, year=year))
    )
    while more := _MORE.match(text, mentions[-1].end, end):
        value, stop = _tail(text, more.end(), end, Citation(kind=kind, number=more["number"]))
        mentions.append(_mention(text, more.start("number"), stop, name, replace(value, title=_title(text, stop, end))))
    yield from _sharing(mentions)


# "số 01 ngày 15/2 và số 02 ngày 16/2 của Tỉnh ủy": each number with a day of its own.
_MORE = re.compile(rf"\s*(?:,|;|và|,\s*và)\s*(?i:số)\s*:?\s*(?P<number>\d{{1,5}}[a-eA-E]?)(?!\w|\s?/|\s?{_DASH}|[.,]\d)")


def _sharing(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The members of a coordination, those without issuer with that of the next that has one."""
    issuer, place, term, shared = None, None, None, []
    for mention in reversed(mentions):
        value = mention.value
        assert isinstance(value, Citation)
        if value.issuer:
            issuer, place, term = value.issuer, value.place, value.term
        else:
            value = replace(value, issuer=issuer, place=place, term=value.term or term)
        shared.append(replace(mention, value=value))
    yield from reversed(shared)


def _is_name(text: str, span: tuple[int, int, str], end: int) -> bool:
    """Whether the number that ends a coordination names an instrument and does not count something."""
    if re.search(r"(?i)số\s*:?\s*\Z", text[max(0, span[0] - 8) : span[0]]):
        return True
    return not _COUNTED.match(text, span[1], end) and bool(_FOLLOWS.match(text, span[1], end)) and len(span[2]) < 4


_PLENUM = re.compile(rf"(?<!\w)(?:\d{{1,2}}|{_NUMERAL}|(?i:{_ORDINAL}))(?!\w)")


def _read_plenum(match: re.Match[str], end: int, name: str) -> Iterator[Mention]:
    text, kind = match.string, _kind(match["kind"])
    first = _ordinal(match["plenum"] or match["word"] or match["number"])
    if match["part"] or match["again"]:
        first += " (lần 2)" if re.search(r"2|hai", match["part"] or match["again"]) else " (lần 1)"
    more = re.sub(r"(?i)\b(?:trung\s+ương|TW|T\.?Ư)\b", " ", match["more"] or "")
    plena = [first, *(_ordinal(item[0]) for item in _PLENUM.finditer(more))]
    if int(re.match(r"\d+", first)[0]) > 16:  # type: ignore[index]
        return
    terms: list[str | None] = [_roman(item) for item in re.findall(_NUMERAL, match["terms"])] if match["terms"] else [None]
    body = match["body"] or match["after"]
    issuer, place = _body(body) if body else (None, None)
    if issuer and fold(issuer).startswith(("ban chap hanh trung uong", "bch t", "trung uong")):
        issuer = "Ban Chấp hành Trung ương"
    value, stop = _tail(text, match.end(), end, Citation(kind=kind, plenum=first, term=terms[-1], issuer=issuer, place=place))
    title = _title(text, stop, end)
    pairs = (
        [(plenum, term) for term in terms for plenum in plena]
        if len(terms) == 1 or len(plena) == 1
        else list(zip(plena, terms, strict=False))
    )
    kinds = ["nghị quyết", kind] if kind == "kết luận" and _BOTH_KINDS.search(text, max(0, match.start() - 20), match.start()) else [kind]
    for plenum, term in pairs:
        for one in kinds:
            yield _mention(text, match.start(), stop, name, replace(value, kind=one, plenum=plenum, term=term or value.term, title=title))
    while other := _NEXT_PLENUM.match(text, stop, end):
        value = Citation(kind=kind, plenum=_ordinal(other["number"]), term=_roman(other["term"]))
        value, stop = _tail(text, other.end(), end, value)
        yield _mention(text, other.start("tw"), stop, name, replace(value, title=_title(text, stop, end)))


_BOTH_KINDS = re.compile(r"(?i:nghị\s+quyết)\s*(?:,|và)\s*\Z")
# "Nghị quyết Trung ương 4 (khóa XI) và Trung ương 4 (khóa XII)"
_NEXT_PLENUM = re.compile(
    rf"\s*(?:,|;|và|,\s*và)\s*(?P<tw>(?:(?i:hội\s+nghị)\s+)?(?:(?i:trung\s+ương)|TW|T\.?Ư))\s*(?P<number>{_DIGITS})\s*[,(]?\s*(?i:khóa|khoá)\s+(?P<term>{_NUMERAL})\)?"
)


def _read_congress(match: re.Match[str], end: int, name: str) -> Iterator[Mention]:
    text, kind, start = match.string, _kind(match["kind"]), match.start()
    if match["bare"]:
        yield _mention(text, start, match.end(), name, Citation(kind=kind, congress=_roman(match["bare"])))
        return
    at = match.end("congress")
    listed = _CONGRESSES.match(text, at, end)
    if listed and (several := _several_congresses(text, listed, end, kind)):
        values, stop = several
        yield from (_mention(text, start, stop, name, value) for value in values)
        return
    told = _TERM_BEFORE.search(text, max(0, start - 60), start)
    for _ in range(6):
        read = _congress(text, at, end, kind)
        if read is None:
            return
        value, stop = read
        if told and value.issuer and not (value.term and value.term[0].isdigit()):
            value = replace(value, term=_years(told["from"], told["to"]))
        yield _mention(text, start, stop, name, value)
        follows = _NEXT_CONGRESS.match(text, stop, end)
        if follows is None:
            return
        start = follows.end()
        at = _CONGRESS.match(text, start, end).end()  # type: ignore[union-attr]


def _several_congresses(text: str, listed: re.Match[str], end: int, kind: str) -> tuple[list[Citation], int] | None:
    """What each congress of a list issued and where the list ends: all are of the body that the last one is of; None where years tell the last."""
    read = _congress(text, listed.end(), end, kind)
    if read is None:
        return None
    value, stop = read
    ordinals = [_roman(one) for one in re.findall(_NUMERAL, listed["ordinals"])]
    if value.congress:
        return [*(replace(value, congress=one) for one in ordinals), value], stop
    if value.term and not value.term[0].isdigit():
        return [*(replace(value, term=one) for one in ordinals), value], stop
    return None


def _congress(text: str, at: int, end: int, kind: str) -> tuple[Citation, int] | None:
    """What a congress issued, read behind the words "Đại hội"; None where it cannot be told apart."""
    if _ALL_LEVELS.match(text, at, end):
        return None
    national = _NATIONAL.match(text, at, end)
    other = _OTHER.match(text, at, end)
    assert other is not None
    years = next(((other[f"from{i}"], other[f"to{i}"]) for i in (2, 1) if other[f"from{i}"]), None)
    if national and not other["body"]:
        ordinal = _ordinal(national["ordinal"])
        party = "toàn quốc" in national["words"].lower() or re.search(r"(?i)\bđảng\b", national["words"]) or national["after"]
        local_years = years and int(years[0]) % 5 == 0
        if int(ordinal) <= 16 and (party or not local_years) and (party or not national["words"].strip()):
            value, stop = _tail(text, national.end(), end, Citation(kind=kind, congress=_roman(ordinal), issuer="", term=""))
            return replace(value, issuer=None, term=None), stop if stop > national.end() else national.end()
    ordinal_words = other["second"] or other["first"]
    place = None
    if other["body"]:
        place = other["seat"] if other["mass"] else _body(other["body"])[1]
    elif "toàn" in other["words"].lower():
        return None
    if not (years or ordinal_words or place):
        return None
    if not other["body"] and not years and int(_ordinal(ordinal_words or "1")) <= 16:
        return None
    issuer = " ".join(("Đại hội" + other["words"] + (" " + other["body"] if other["body"] else "")).split())
    term = _years(*years) if years else _nth(ordinal_words) if ordinal_words else None
    return Citation(kind=kind, issuer=issuer, term=term, place=place), other.end()


def _read_term(match: re.Match[str], _end: int, name: str) -> Iterator[Mention]:
    text = match.string
    if _PLURAL.search(text, max(0, match.start() - 14), match.start()):
        return
    issuer, place = _body(match["body"])
    term = _roman(match["term"]) if match["term"] else _years(match["from"], match["to"])
    yield _mention(text, match.start(), match.end(), name, Citation(kind="nghị quyết", issuer=issuer, term=term, place=place))


def _read_short(match: re.Match[str], _end: int, name: str) -> Iterator[Mention]:
    yield _mention(match.string, match.start(), match.end(), name, Citation(kind=_kind(match["kind"]), short=True))


_READ: dict[str, Callable[[re.Match[str], int, str], Iterator[Mention]]] = {
    "citation.symbol": _read_symbol,
    "citation.plenum": _read_plenum,
    "citation.congress": _read_congress,
    "citation.number": _read_number,
    "citation.term": _read_term,
    "citation.short": _read_short,
}


# Trying the two long patterns costs the most, so a sentence must hold what they read: a number, and a kind or what a symbol begins with.
_DIGIT = re.compile("[0-9]")
_NAMED = sorted({one_tone(row["written"]) for row in _KINDS})
_HEADS = tuple(word for word in _NAMED if not any(other != word and other in word for other in _NAMED))
_MARK = re.compile(rf"[0-9][a-eA-E]?\s?(?:/\s?(?:19|20)\d\d)?\s{{0,2}}(?:{_DASH}|/)?\s{{0,2}}(?:{_ABBREVIATION}|(?i:(?:UBTV)?QH))")
_WORTH = {
    (symbol, number): rule.Matcher(one for one in RULES if (symbol or one.id != "citation.symbol") and (number or one.id != "citation.number"))
    for symbol in (False, True)
    for number in (False, True)
}


def _worth(text: str, start: int, end: int) -> rule.Matcher:
    """The rules that may read something in a sentence."""
    if not _DIGIT.search(text, start, end):
        return _WORTH[False, False]
    piece = text[start:end]
    low = one_tone(" ".join(piece.lower().split()))
    # a plain loop: this is asked of every sentence
    for word in _HEADS:
        if word in low:
            return _WORTH[True, True]
    return _WORTH[_MARK.search(text, start, end) is not None, any(short in piece for short in _SHORT_KINDS)]


def find(text: str, start: int, end: int, _found: Sequence[Mention]) -> Iterator[Mention]:
    """The citations of one sentence, text[start:end], in text order; one per instrument of a coordination.

    The last of a coordination spans what stands behind it. What earlier components found plays no part: citations are read first.
    """
    matches = _worth(text, start, end)
    mentions = (mention for one, match in matches(text, start, end) for mention in _READ[one.id](match, end, one.id))
    yield from _first_come(mentions)


def _first_come(mentions: Iterator[Mention]) -> list[Mention]:
    """The mentions that overlap no earlier one, in text order; plena and terms of one list may share a span."""
    groups: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        same = groups.setdefault((mention.start, mention.end), [])
        if not same or (same[0].rule == mention.rule and mention.value not in [other.value for other in same]):
            same.append(mention)
    kept: list[tuple[int, int]] = []
    for span in groups:
        at = bisect_left(kept, span)
        if (at == 0 or kept[at - 1][1] <= span[0]) and (at == len(kept) or span[1] <= kept[at][0]):
            kept.insert(at, span)
    return [mention for span in kept for mention in groups[span]]


create = factory("citation", find)
