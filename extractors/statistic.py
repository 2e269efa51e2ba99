"""Reads statistics: numbers that count or measure, told from those that name, order, date or number something."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from corpus import load
from corpus.model import Mention, Official, Statistic
from extractors import number
from extractors.aspect import aspect
from extractors.rule import NAMES, FirstCome, Matcher, Rule, factory, one_of
from extractors.rule import load as load_rules

_ROWS = load.table("units")
_MAGNITUDES: Mapping[str, float] = {row["unit"]: float(row["multiplier"]) for row in _ROWS if row["dimension"] == "number"}
_MEASURED = frozenset(
    ("money", "area", "length", "mass", "volume", "power", "energy", "voltage", "temperature", "percent", "rate", "yield", "data")
)
_DIMENSIONS: Mapping[str, str] = {row["unit"]: row["dimension"] for row in _ROWS}
_MEASURES = frozenset(row["unit"] for row in _ROWS if row["dimension"].split("_")[0] in _MEASURED)
_NOUNS = tuple(row["unit"] for row in _ROWS if row["dimension"] not in {"number", "percent", "percentage_points"})
_SHORT_MEASURES = tuple(
    unit
    for unit in _MEASURES
    if len(unit) <= 4 and " " not in unit and unit not in {"%", "‰", "yên", "won", "cân", "sào", "mẫu", "công", "khối"}
)


def _phrases(role: str) -> tuple[str, ...]:
    return tuple(row["phrase"] for row in load.table("contexts") if row["kind"] == "statistic" and row["role"] == role)


def _values(role: str) -> Mapping[str, str]:
    return {row["phrase"]: row["value"] for row in load.table("contexts") if row["kind"] == "statistic" and row["role"] == role}


_QUALIFIERS, _DIRECTIONS = _values("qualifier"), _values("direction")
# a label with a number up to which it names, without one where it always does
_LABELS = _values("label")
_COMPARATIVES, _CARRIES, _QUANTIFIES, _STOPS, _FURNITURE, _VAGUE = (
    frozenset(_phrases(role)) for role in ("comparative", "carries", "quantifies", "stop", "furniture", "vague")
)

# what headlines in capitals count
_HEADED = frozenset(
    {"people", "party_members", "party_organisations", "households", "admin_units", "villages", "delegates", "targets", "criteria"}
)
_CASED = tuple(
    dict.fromkeys(
        name
        for noun in _NOUNS
        for name in (
            (noun, noun[0].upper() + noun[1:], noun.upper() if noun.islower() and _DIMENSIONS[noun] in _HEADED else noun)
            if noun not in {"điều", "khoản", "chương", "m", "đ", "g"}
            else (noun,)
        )
    )
)
_NOUN = rf"{one_of(_CASED, ignore_case=False)}(?!\w)"
_MAGNITUDE = rf"(?:(?:nghìn|ngàn)\s+(?:tỷ|tỉ)|{'|'.join(sorted(_MAGNITUDES, key=len, reverse=True))})(?!\w)"
_RATE = r"(?:\s?/\s?(?:1(?:\.?000|00?)*\s)?(?:(?:chi|đảng)\s+bộ|đơn\s+vị|lao\s+động|đảng\s+viên|học\s+sinh|tổ\s+chức|trường\s+hợp|(?:nhân|vạn)\s+(?:khẩu|dân)|hộ\s+(?:nghèo|dân)|mô\s+hình|sản\s+phẩm|[^\W\d_]+[23²³]?)(?:\s+dân)?(?!\w)){0,2}"
_STOP = "|".join(sorted(map(re.escape, sorted(_STOPS)), key=len, reverse=True))
_LOWER = NAMES["lower"] + "+"

RULES = load_rules(
    "statistic",
    {
        "number": number.DIGITS,
        "digits": r"\d+(?:[.,]\d+)*",
        "words": number.WORDS,
        "range": r"(?:\s?%?\s?(?:[-\u2010-\u2015\u2212]|đến|tới)\s?(?P<second>\d+(?:[.,]\d+)*))?",
        "noun": rf"{one_of(_NOUNS, ignore_case=False)}(?!\w)",
        "magnitude": _MAGNITUDE,
        "measure": rf"{one_of(_SHORT_MEASURES, ignore_case=False)}(?!\w){_RATE}",
        # "tỷ lệ", "triệu tập" begin with what is no magnitude
        "unit": rf"(?:(?:{_MAGNITUDE}\s+)?{_NOUN}|{_MAGNITUDE}(?!\s+(?:lệ|trọng|phú|số|tập)(?!\w))){_RATE}",
        # one or two words in lower case that are no function words: a noun that no gazetteer has
        "some": rf"(?!(?:{_STOP})(?!\w)){_LOWER}(?!\w)(?:\s+(?!(?:{_STOP})(?!\w)){_LOWER}(?!\w))?",
    },
)

_SPACED = re.compile(r"\S+\s+")
_NUMBER_SOON = re.compile(r"\d")
# a short quotation holds a motto or a name: “5 không, 3 sạch”
_OPENED = re.compile(r"[“\"«][^“”\"«»]{0,28}\Z")
_CLOSED = re.compile(r"[^“”\"«»]{1,32}[”\"»]")
_FROM = re.compile(
    r"(?i)(?<!\w)(?:(?P<way>tăng|nâng|giảm)\s+)?từ\s[^.;]{1,40}?\s(?P<to>lên|xuống|đến|còn)(?:\s+(?:còn|đến|trên|hơn|gần|dưới|khoảng|chỉ|mức|thấp))*\s*\Z"
)
# "Huyện dồn ruộng, từ 3,2 thửa xuống còn 1,4 thửa", "rút từ 12 xuống 8 đầu mối": the clause has no verb but "xuống", or one of lowering,
# so both its figures go down
_LOWERED = re.compile(r"(?:[,;]|(?<!\w)(?i:rút|hạ|kéo|cắt|thu\s+gọn|tinh\s+gọn))\s+(?:từ\s+)?\Z")
_DOWN = re.compile(r"(?:(?:\s+|\s?/\s?)[^\W\d_]+){0,4}?(?:\s+năm\s+\d{4})?\s+xuống(?!\w)")
# what is left: "120 xóm xuống còn 98", "từ 12% nay chỉ còn 4%", "giá giảm sâu, chỉ còn 23 ngàn đồng"; "còn 5 hộ nghèo" alone tells no change
_LEFT = re.compile(
    r"(?i)(?<!\w)(?:xuống(?:\s+chỉ)?\s+còn|rút(?:\s+lại)?\s+còn|(?:nay|hiện|giờ)\s+chỉ\s+còn"
    r"|từ\s+(?:mức\s+)?(?!(?:19|20)\d\d(?!\d))\d+(?:[.,]\d+)*(?:(?!\s(?:trở|tới|đến\s+\d))[^.,;]){0,40}?(?:,\s+(?:đến\s+)?nay(?:\s+[^\W\d_]+){0,3}?)?\s+còn"
    r"|(?:giảm|sụt|tụt)(?:\s+[^\W\d_]+){0,3},\s+(?:(?:hiện|nay|đến\s+nay)\s+)?(?:chỉ\s+)?còn)(?:\s+(?:hơn|gần|trên|dưới|khoảng|chỉ|mức))*\s*\Z"
)
# "cao hơn vụ trước 2,4 tạ/ha": compared with what is of an earlier time, it rose; compared with anything else, it did not
_EARLIER = re.compile(
    r"(?i)(?<!\w)(?P<way>cao|nhiều|lớn|tăng|nhỉnh|thấp|ít|giảm|kém)\s+hơn\s+(?:so\s+với\s+)?"
    r"(?:(?:cùng\s+)?(?:vụ|năm|tháng|quý|tuần|kỳ|đợt|mùa|niên\s+vụ|nhiệm\s+kỳ|giai\s+đoạn)(?:\s+[^\W\d_]+){0,4}?\s+(?:trước|ngoái|rồi)|cùng\s+kỳ|đầu\s+(?:vụ|mùa|năm|nhiệm\s+kỳ))"
    r"(?:\s+(?:từ|là|tới|đến|khoảng|gần|hơn|trên))*\s*\Z"
)
# "nâng bình quân mỗi xã lên 6,8 đồng chí"; what is to be brought to a level ("đưa diện tích lên 50 ha") need not have risen
_RAISED = re.compile(r"(?i)(?<!\w)nâng\s(?:(?!\s(?:từ|xuống|còn|đến)\s)[^.;:\d]){1,70}?\slên\s+(?:hơn\s+|gần\s+|trên\s+|khoảng\s+)?\Z")
_LESS = frozenset({"thấp", "ít", "giảm", "kém"})
# "giảm hộ nghèo từ 4%/năm", "tăng năng suất lao động bình quân 7%": the verb, what it is about, the share
_VERB = re.compile(
    r"(?i)(?<!độ\s)(?<!\w)(?P<way>giảm|tăng|rút\s+ngắn|cắt\s+giảm)\s+(?!trưởng|cường|gia|tốc|thiểu)"
    r"(?:(?!(?:đạt|là|chiếm|bằng|có|vượt|đã|cho|và|ở|tại|để|nhằm|được|thì|mà|gồm|hoặc|bền|vẫn|so)(?!\w))(?:[^\W\d_]+|năm\s+\d{4})\s+){1,7}\Z"
)
_AFTERWARDS = re.compile(r"(?:(?:\s+|\s?/\s?)[^\W\d_]+){0,5}?\s+(?P<word>trở\s+lên|trở\s+xuống)(?!\w)")
# "đạt từ 5% lên 7%" goes on to what was reached, "đạt từ 90%" sets the least
_ONWARD = re.compile(r"[^.;]{0,40}?\s(?:lên|xuống|đến|tới|còn)(?!\w)")
_AND = re.compile(r"(?P<more>(?:\s+[^\W\d_]+){0,4}?)\s*(?:,\s*)?(?:và|,)\s+(?:hơn\s+|gần\s+|trên\s+|khoảng\s+)?")
# the end of a list's member: more words without a verb, then a stop, the next member or what all is compared with
_LISTED = re.compile(
    r"(?:\s+(?!(?:đạt|được|có|là|đã|đang|sẽ|còn|chiếm|không|chưa|tham|hoàn|vẫn|phải|cần|vượt|bằng|gồm|thì|mà|tăng|giảm|nhận|thoát|thực|xây|do)(?!\w))[^\W\d_]+){0,6}?"
    r"(?:\s*(?:[.;)]|\Z)|\s*,\s+(?=\d|so\s|(?:tăng|giảm)\s)|\s+và\s+(?=\d)|\s+so\s+(?:với\s+)?(?:cùng|năm|tháng|quý|trước|đầu))"
)
# a share behind which nothing stands that it is a share of
_ALONE = re.compile(r"\s*(?:[.,;)]|\Z|so\s+(?:với\s+)?(?:cùng|năm|tháng|quý))")
# "tăng 26.801 trẻ (2,9%)"
_BRACKETED = re.compile(r"(?:\s+[^\W\d_]+){0,4}?\s*\(\s*")
_EQUALS = re.compile(r"(?:\s+[^\W\d_]+){0,4}?\s*[,(]?\s*(?:tương\s+(?:đương|ứng)|ứng)(?:\s+(?:với|khoảng|gần|hơn|trên))*\s*\Z")
_TARGET = re.compile(
    r"(?i)(?<!\w)(?:phấn\s+đấu|dự\s+kiến|sẽ|phải\s+đạt|phải\s+có|(?:đề\s+ra|đặt\s+ra|đặt|xác\s+định)\s+(?:chỉ|mục)\s+tiêu(?=\s+[^\W\d_])|(?:(?<!\d\s)chỉ\s+tiêu|mục\s+tiêu|kế\s+hoạch|nghị\s+quyết)(?:\s+(?!đạt)[^\W\d_]+){0,8}?\s*(?::|là|đạt|đề\s+ra|giao|năm\s+\d{4}|đến\s+năm\s+\d{4})|(?:chỉ\s+tiêu|mục\s+tiêu|kế\s+hoạch)\s*\Z)"
)
_NO_TARGET = re.compile(
    r"(?i)(?<!\w)(?:vượt|đạt\s+(?:cao|khá|tốt|và|được)|so\s+với|hoàn\s+thành(?!\s+(?:(?:tốt|xuất\s+sắc)\s+)?nhiệm\s+vụ)|thực\s+hiện\s+được|bằng|đã|kết\s+quả|đến\s+nay|(?<!thực\s)(?<!thể\s)(?<!phát\s)hiện|(?:đảm\s+bảo|bảo\s+đảm)\s+(?:theo|đúng))(?!\w)"
)
# "nông, lâm nghiệp, thủy sản" is one, and so is "công nghiệp, tiểu thủ công nghiệp"
_CLAUSE = re.compile(r"[;:()]|\.\s|,\s(?!lâm(?!\w))(?<!lâm,\s)(?!(?<=nghiệp,\s)(?:tiểu\s+thủ|th[uủ][yỷ]\s+sản|ngư)(?!\w))")
# "tổng sản phẩm (GRDP)": how a word will be shortened parts nothing
# "tỷ lệ khai thác, sử dụng lại dữ liệu đạt 92%": a share is of all that is listed before its first verb
_SHARE_OF_SEVERAL = re.compile(
    r"(?i)(?<!\w)(?:tỷ|tỉ)\s+lệ\s(?:(?!(?<=\s)(?:đạt|chiếm|là|có|còn|bằng|tăng|giảm|được|đã|vượt|trên|dưới|phấn\s+đấu|và)\s)[^\d,;:().]){3,60}"
    r"(?:,\s(?:(?!(?<=\s)(?:đạt|chiếm|là|có|còn|bằng|tăng|giảm|được|đã|vượt|trên|dưới|phấn\s+đấu|thu|tỷ|tỉ)\s)[^\d,;:().]){3,60}){1,3}\s(?:đạt|chiếm|là|tăng|giảm)\s(?:[^\W\d_]+\s){0,2}\Z"
)
_SHORTENED = re.compile(r"\s\([A-ZĐ][A-ZĐ&-]{1,9}\)")
_PARTS = re.compile(r";|\.\s")
# what a share is of, and what is counted, as long as it may be told
_OF_SHARE = re.compile(r"\s+((?:số|tổng số)?(?:\s*[^\W\d_]+){1,6})")
_FOLLOWING = re.compile(r"(?:\s+[^\W\d_]+){0,5}")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\Z")
_TRAIL = frozenset(
    {
        *_CARRIES,
        *(word for phrase in (*_QUALIFIERS, *_DIRECTIONS) for word in phrase.split()),
        "chiếm",
        "bằng",
        "ở",
        "đã",
        "hiện",
        "vượt",
        "gấp",
        "bình",
        "quân",
        "trung",
    }
)


# "mỗi huyện, xã 2 trường": what is dealt out to each of a list is no name
_EACH_OF = re.compile(
    r"(?i)(?<!\w)(?:mỗi|từng)\s+(?:[^\W\d_]+(?:\s+[^\W\d_]+)?\s*(?:,|/|\svà|\shoặc)\s*){1,3}[^\W\d_]+(?:\s+[^\W\d_]+)?\s+\Z"
)
_TRAILING = frozenset({"thực hiện", "mỗi năm", "hằng năm", "hàng năm"})
_BARE_SHARE = frozenset(
    {
        "chỉ tiêu",
        "mục tiêu",
        "kế hoạch",
        "nghị quyết",
        "trong khi mục tiêu",
        "đến",
        "tỷ lệ",
        "tỉ lệ",
        "đạt tỷ lệ",
        "đạt tỉ lệ",
        "chiếm tỷ lệ",
        "với tỷ lệ",
    }
)

# "thấp hơn mục tiêu 15%": what the figure before it is of
_COMPARES = re.compile(
    r"(?:thấp|cao|ít|nhiều|lớn|kém|vượt|bằng|so)\b(?:\s+(?:hơn|quá|với|xa))?(?:\s+(?:mức|mục tiêu|chỉ tiêu|kế hoạch|nghị quyết|yêu cầu|bình quân|cả nước|toàn quốc|năm|cùng kỳ)\b|\s*$)",
    re.IGNORECASE,
)
# "hội nghị thẳng thắn chỉ ra tỷ lệ cán bộ nữ …": what is measured has a noun of its own
_HEAD_NOUN = re.compile(
    r"(?i)(?<!\w)(?:tỷ\s+(?:lệ|trọng|suất)|tỉ\s+(?:lệ|trọng)|tốc\s+độ|sản\s+lượng|năng\s+suất|thu\s+nhập|(?:tổng\s+)?giá\s+trị|(?:tổng\s+)?doanh\s+thu|kim\s+ngạch|(?:tổng\s+)?diện\s+tích|dân\s+số|(?:tổng\s+)?dư\s+nợ|nợ\s+quá\s+hạn|mật\s+độ|(?:tổng\s+)?thu\s+ngân\s+sách|tổng\s+(?:vốn|nguồn\s+vốn|mức|kinh\s+phí|số\s+tiền)|kinh\s+phí)(?!\w)"
)
# the time of a figure is its period's
_WHEN = re.compile(
    r"(?i)(?<!những)\s+(?:(?:trong|đến|tính\s+đến|vào|cuối|đầu)\s+)*(?:\d{1,2}\s+tháng\s+)?(?:cuối\s+|đầu\s+)?(?:năm|quý|tháng|vụ|giai\s+đoạn|nhiệm\s+kỳ|ngày)\s+(?:\d[\d/–-]*|[IVX]+)(?:\s?[-–]\s?\d{4})?(?:\s?/\s?\d{4}|\s+năm\s+\d{4})?(?!\w)"
)
_LEADS = re.compile(r"(?i)^(?:(?:trong\s+đó|phấn\s+đấu|với|về|riêng|và|cùng|chưa\s+kể|ngoài\s+ra|nhất\s+là|như)(?:\s+|\Z))+")


def _trimmed(words: list[str]) -> list[str]:
    """The words without those at their end that lead to a number: "diện tích cây ăn quả thực hiện được" is about "diện tích cây ăn quả"."""
    while words and " ".join(words[-4:]).lower() != "tốc độ tăng trưởng":
        if " ".join(words[-2:]).lower() in _TRAILING:
            words = words[:-2]
        elif words[-1].lower() in _TRAIL and words[-2:] != ["trở", "lên"]:
            words = words[:-1]
        else:
            break
    return words


_SUPERLATIVES = frozenset({"cao nhất", "nhiều nhất", "ít nhất"})


def _context(words: Sequence[str]) -> tuple[str, str | None, int]:
    """Qualifier and direction that the words before a number give it, nearest first, and how many words they are."""
    qualifier, direction, used = "exact", None, 0
    at = 0
    while at < len(words):
        word = words[at]
        two = f"{words[at + 1]} {word}" if at + 1 < len(words) else ""
        three = f"{words[at + 2]} {two}" if at + 2 < len(words) else ""
        # "nơi có số hồ sơ cao nhất với 645 hồ sơ" ranks, it sets no limit
        if two in _SUPERLATIVES and "với" in words[:at]:
            break
        if qualifier == "exact" and (phrase := next((p for p in (three, two, word) if p in _QUALIFIERS), None)):
            length = phrase.count(" ") + 1
            behind = words[at + length] if at + length < len(words) else ""
            if phrase == "hơn" and behind in _COMPARATIVES:
                return qualifier, direction, at + 2
            qualifier, at = _QUALIFIERS[phrase], at + length
            used = at
            continue
        if (phrase := next((p for p in (two, word) if p in _DIRECTIONS), None)) is not None:
            length = phrase.count(" ") + 1
            # "tốc độ tăng trưởng bình quân 8%" names a rate, it does not say that something rose
            if words[at + length : at + length + 1] != ["độ"]:
                direction, at = _DIRECTIONS[phrase], at + length
                used = at
            break
        if word not in _CARRIES and two not in _CARRIES:
            break
        at += 1 if word in _CARRIES else 2
    return qualifier, direction, used


_SIGNS = {">": "over", "<": "under", "≥": "at_least", "≤": "at_most", "~": "about"}
_REACHES = frozenset({"lên", "xuống", "còn", "đến", "trên", "hơn", "gần", "dưới", "khoảng", "chỉ", "mức"})
_SHARES = ("%", "điểm %", "điểm phần trăm", "phần trăm", "lần")


def _opening(text: str, start: int, first: int, used: int) -> int:
    """Where the last `used` words before a number begin, behind the bracket or quote that opens them."""
    said = "".join(_SPACED.findall(text[max(start, first - 60) : first])[-used:])
    return first - len(said.lstrip('(“"[«'))


def _moved(text: str, start: int, first: int, last: int, unit: str, words: Sequence[str]) -> str | None:
    """The direction that words tell which do not stand right before the number, at text[first:last]; None where none do."""
    if "còn" in words[:3] and _LEFT.search(text, max(start, first - 64), first):
        return "decrease"
    if words[0] in _REACHES and (came := _FROM.search(text, max(start, first - 64), first)):
        if came["way"] is None:
            return {"xuống": "decrease", "lên": "increase"}.get(came["to"].lower())
        return "decrease" if came["way"].lower() == "giảm" else "increase"
    if words[0] == "từ" and _LOWERED.search(text, max(start, first - 16), first) and _DOWN.match(text, last, min(len(text), last + 40)):
        return "decrease"
    if "hơn" in words and (compared := _EARLIER.search(text, max(start, first - 70), first)):
        return "decrease" if compared["way"].lower() in _LESS else "increase"
    if "lên" in words[:2] and _RAISED.search(text, max(start, first - 90), first):
        return "increase"
    if unit.startswith(_SHARES) and "xuống" in words[:3]:
        return "decrease"
    if unit.startswith(_SHARES) and (said := _VERB.search(text, max(start, first - 70), first)):
        return "increase" if said["way"].lower() == "tăng" else "decrease"
    return "increase" if text[first - 1 : first] == "+" and unit.startswith("%") else None


# "vượt 6% dự toán", "vượt 1.500 ha so với kế hoạch", "đạt 152 tỷ đồng, vượt 23%": by how much something was surpassed
_SURPLUS = re.compile(
    r"(?i)(?:\s+[^\W\d_]+){0,3}?\s+(?:dự\s+toán|kế\s+hoạch|chỉ\s+tiêu|mục\s+tiêu|nghị\s+quyết|nq|kh|so|định\s+mức|công\s+suất|cùng\s+kỳ)(?!\w)"
)
_SURPASSED = re.compile(r"\d[^.;]{0,60}[,(]\s*(?:[^\W\d_]+\s+){0,2}vượt\s+\Z")


def _is_level(text: str, first: int, last: int, end: int, value: float, unit: str) -> bool:
    """Whether what "vượt" stands before is the level that was passed ("vượt 45 tạ/ha") and not how far it was passed by ("vượt 6% dự toán")."""
    base = unit.split("/")[0]
    # "vượt 60km đường đèo" is a way that was gone
    if base.split(" ")[-1] not in _MEASURES or _DIMENSIONS.get(base, "").startswith("length") or _SURPLUS.match(text, last, end):
        return False
    if _SURPASSED.search(text, max(0, first - 70), first):
        return False
    # a share of which nothing says that it is a surplus is one where it is small
    return unit != "%" or value >= 50


_TOTALS = frozenset({"tổng", "quân", "dân", "sĩ", "con", "nhân", "doanh", "trong", "thiểu", "đa"})
_PEOPLE = frozenset({"people", "party_members", "staff", "workers", "delegates", "members", "households", "person_times"})


def _names(words: Sequence[str], value: float, written: str, unit: str) -> bool:
    """Whether the number is the name, rank or order of what stands before it ("Điều 5", "thứ 28", "phường 2")."""
    if not words or "%" in unit:
        return False
    two = f"{words[1]} {words[0]}" if len(words) > 1 else ""
    three = f"{words[2]} {two}" if len(words) > 2 else ""
    label = next((phrase for phrase in (three, two, words[0]) if phrase in _LABELS), None)
    if label is None or (label == "số" and words[1:2] and words[1] in _TOTALS):
        return False
    most = _LABELS[label]
    if most == "":
        return True
    # a name has a small whole number, and is neither a measure's nor a head count's: "mức 50 triệu đồng", "lớp 40 học viên"
    if value > float(most) or "." in written or "," in written or _DIMENSIONS.get(unit.split("/")[0], "").split("_")[0] in _MEASURED:
        return False
    if unit.split(" ")[0] in _MAGNITUDES or _DIMENSIONS.get(unit.split("/")[0]) in _PEOPLE:
        return False
    # "mỗi xã 2 mô hình"
    behind = words[label.count(" ") + 1 : label.count(" ") + 2]
    return not behind or behind[0] not in _QUANTIFIES


def _amount(value: float, unit: str) -> tuple[float, str | None]:
    """Value and unit with the words for magnitudes multiplied out: 45.799 tỷ đồng is 45799e9 đồng."""
    words = unit.split(" ")
    while words and (times := _MAGNITUDES.get(words[0].split("/")[0])):
        value *= times
        rest = words[0].partition("/")[2]
        words = [f"/{rest}", *words[1:]] if rest else words[1:]
    # a product of decimals like 46.8 × 1e6 is rounded to what was written
    return float(f"{value:.12g}"), " ".join(words) or None


def _value(written: str, unit: str) -> float | None:
    value = number.read(written)
    # nothing that is counted has three decimals: "17,000 người" has a comma where the point should stand
    if (
        value is not None
        and "," in written
        and _THOUSANDS.match(written)
        and unit.split("/")[0] not in _MEASURES
        and unit.split(" ")[0] not in _MAGNITUDES
    ):
        return float(written.replace(",", ""))
    return value


_OF_STUFF = frozenset({"area", "length", "mass", "volume"})
# what stands behind a measure and is measured, where no noun before it says what is: "310 ha chè", "3 km đường"
_STUFF = re.compile(
    r"\s+(?:cây|lúa|ngô|lạc|mía|sắn|chè|cà\s+phê|cao\s+su|rau|rừng|quế|đất|đường|kênh|mặt\s+bằng|mặt\s+nước|bờ|gạo|thóc|lương\s+thực|thịt|cá|tôm|rác)(?!\w)(?:\s+(?:(?<=cây\s)trồng|màu|ăn\s+(?:quả|trái)|biển|biên\s+giới|giao\s+thông|nội\s+đồng|mương|sản\s+xuất|thải)(?!\w))?"
)
_OF_PLAN = frozenset({"kế", "dự", "chỉ", "nghị", "nq", "mục"})


def _subject(text: str, start: int, first: int, end: int, last: int, unit: str) -> str | None:
    """What is counted: the noun with what follows it; for a measure the words before the number, or "số …" behind a share."""
    base = unit.split("/")[0]
    # "dịch vụ công" ends like a measure
    measured = base in _MEASURES or (base not in _DIMENSIONS and base.split(" ")[-1] in _MEASURES)
    if measured or base in _MAGNITUDES or base == "lần" or base.startswith("điểm"):
        share = _OF_SHARE.match(text, last, min(end, last + 60)) if base == "%" else None
        told = share[1].split() if share else []
        if told and told[0].lower() not in _OF_PLAN and (told[0].lower() not in _STOPS or _goes_on(told, 0)):
            return _until_stop(told)
        window = _SHORTENED.sub("", _whole_words(text, max(start, first - 90), first))
        listed = _SHARE_OF_SEVERAL.search(window) if base == "%" and "lệ" in window else None
        piece = listed[0] if listed else _CLAUSE.split(window)[-1]
        words = _WHEN.sub("", piece).split()
        said = " ".join(_trimmed(words)).strip("“”\"'-–•* ")
        headed = _HEAD_NOUN.search(said)
        stuffed = headed is None and _DIMENSIONS.get(base, "").split("_")[0] in _OF_STUFF
        if stuffed and (stuff := _STUFF.match(text, last, min(end, last + 40))):
            return " ".join(stuff[0].split())
        said = _LEADS.sub("", said[headed.start() :] if headed else said)
        # what holds a number is another figure's, not this one's subject
        return said if said and said.lower() not in _BARE_SHARE and not _NUMBER_SOON.search(said) and not _COMPARES.match(said) else None
    following = _FOLLOWING.match(text, last, min(end, last + 50))
    words = base.split() + (following[0].split() if following else [])
    head = base.split()
    while head and head[0] in _MAGNITUDES:
        head.pop(0)
    return _until_stop(words[len(base.split()) :], " ".join(head)) if words else None


def _whole_words(text: str, first: int, last: int) -> str:
    """text[first:last] without the part of a word that it begins with."""
    piece = text[first:last]
    return piece.partition(" ")[2] if first and text[first - 1].isalnum() and text[first].isalnum() else piece


def _until_stop(words: Sequence[str], head: str = "") -> str | None:
    kept = [head] if head else []
    for at, word in enumerate(words):
        if word.lower() in _STOPS and word != "số" and not _goes_on(words, at):
            break
        kept.append(word)
    return " ".join(kept) or None


# function words that are also a syllable of a noun: "tổ chức đảng", "thủ tục hành chính"
_BEHIND = {"tổ": frozenset({"chức đảng", "chức cơ", "chức chính", "chức hội", "chức đoàn", "chức công"})}
_AHEAD = {"chính": frozenset({"hành", "tài", "bưu"}), "cơ": frozenset({"chức"}), "sở": frozenset({"cơ"})}


def _goes_on(words: Sequence[str], at: int) -> bool:
    """Whether the function word words[at] is a part of the noun that is told."""
    word = words[at].lower()
    return " ".join(words[at + 1 : at + 3]).lower() in _BEHIND.get(word, ()) or (at > 0 and words[at - 1].lower() in _AHEAD.get(word, ()))


# "đề ra 19 chỉ tiêu, 6 nhiệm vụ": what aims are told by is no aim itself
_AIMS = frozenset({"chỉ", "nhiệm", "mục", "nhóm", "giải", "nội", "khâu"})
# "Phấn đấu đến năm 2030 thu 50 tỷ đồng; trồng 40 ha; …": what opens a list of goals
_LIST_OF_GOALS = re.compile(r"(?i)(?<!\w)phấn\s+đấu(?=\s*:|\s+(?:đến|tới|trong|mỗi|tỷ|tỉ|đạt|thu|có|tổng|giá)(?!\w))")


def _is_target(text: str, start: int, first: int) -> bool:
    """Whether the number at text[first] is told as a goal, by its own part of the sentence or by what opens the list that it stands in."""
    left = text[max(start, first - 400) : first]
    part = _PARTS.split(left)[-1][-160:]
    if any(not _NO_TARGET.search(part[max(0, cue.start() - 14) :]) for cue in list(_TARGET.finditer(part))[-1:]):
        return True
    opened = list(_LIST_OF_GOALS.finditer(left)) if ";" in left and "hấn đấu" in left else []
    return bool(opened) and not _NO_TARGET.search(left[opened[-1].end() :]) and ". " not in left[opened[-1].end() :]


Reading = tuple[int, int, Statistic]


def _read(match: re.Match[str], text: str, start: int, end: int, after_date: bool) -> Iterator[Reading]:
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("glued")
    if unit is None:
        return
    unit = " ".join(unit.split()).replace(" /", "/").replace("/ ", "/")
    unit = unit.lower() if unit.isupper() and _DIMENSIONS.get(unit.lower()) in _HEADED else unit
    first, last = match.start(), match.end()
    word = groups.get("word")
    if word:
        if first and text[first - 1].isalnum():
            return
        value: float | None = 5.0 if word.lower() == "năm" else float(number.word(word) or 0) or None
    else:
        value = _value(groups["value"], unit)
    words = number.before(text, start, first, 8)
    # "9 tháng 20,8 tỷ đồng": what belongs to a date is no label
    # "vượt kế hoạch 6/16 chỉ tiêu"
    whole = groups.get("of") is not None and words[:2] == ["hoạch", "kế"]
    named = (
        not after_date
        and not whole
        and value is not None
        and _names(words, value, groups.get("value") or "", unit)
        and not _EACH_OF.search(text, max(start, first - 60), first)
    )
    if value is None or named or not _counts(text, start, end, match, unit, words):
        return
    qualifier, direction, used = _context(words)
    if value == 1 and qualifier == "over" and _DIMENSIONS.get(unit.split("/")[0], "").startswith("area"):
        # "giá trị trên 1 ha" is by the hectare
        qualifier = "exact"
    elif qualifier == "exact" and first > start:
        qualifier = _SIGNS.get(text[first - 1], qualifier)
    after = _AFTERWARDS.match(text, last, min(end, last + 50))
    if after:
        qualifier = "at_least" if after["word"].endswith("lên") else "at_most"
    elif qualifier == "exact" and "vượt" in words[: 1 + (words[:1] == ["mức"])] and _is_level(text, first, last, end, value, unit):
        qualifier = "over"
    elif words[:2] == ["từ", "đạt"] and groups.get("second") is None and not _ONWARD.match(text, last, min(end, last + 60)):
        qualifier = "at_least"
    if direction is None and words:
        direction = _moved(text, start, first, last, unit, words)
    opens = first
    if used:
        # the words that gave qualifier and direction belong to what is cited
        opens = _opening(text, start, first, used)
    aimed = unit.split(" ")[0] not in _AIMS and _is_target(text, start, first)
    amount, measure = _amount(value, unit)
    read = Statistic(
        value=value, unit=unit, amount=amount, measure=measure, qualifier=qualifier, direction=direction,
        of=number.read(groups["of"]) if groups.get("of") else None,
        subject=_subject(text, start, first, end, last, unit), target=aimed, aspect=aspect(text, start, first, end, direction=direction, words=words, unit=unit),
    )  # fmt: skip
    second = groups.get("second")
    if second is None:
        yield opens, last, read
        return
    other = _value(second, unit)
    if other is None or (other <= value and "%" not in unit):
        return
    stop = match.end("value")
    yield opens, stop, read
    amount, measure = _amount(other, unit)
    yield match.start("second"), last, replace(read, value=other, amount=amount, measure=measure)


def _read_move(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """A figure before and after a move; the word between says which way the second went, a verb before them which way both did."""
    values = [(match.start(), match.end("value"), match["value"]), (match.start("second"), match.end(), match["second"])]
    way = "increase" if match["to"] == "lên" else "decrease"
    yield from _alike(
        values, (way if _moves_both(text, start, match.start(), way) else None, way), match["unit"] or match["glued"], text, start, end
    )


def _moves_both(text: str, start: int, at: int, way: str) -> bool:
    """Whether a verb before "từ" says that what follows moves that way: "giảm từ 12 xuống 4", "giảm hộ nghèo từ 12 xuống 4"."""
    said = _VERB.search(text, max(start, at - 70), at)
    words = number.before(text, start, at, 3)
    if said is None:
        return _context(words)[1] == way or (way == "decrease" and _LOWERED.search(text, max(start, at - 16), at) is not None)
    return ("increase" if said["way"].lower() == "tăng" else "decrease") == way


def _read_each(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """The figures of a list that has its unit behind the last; what "tương ứng" follows says which way all went."""
    listed = list(re.finditer(r"\d+(?:[.,]\d+)*", match["values"]))
    at = match.start("values")
    values = [(at + one.start(), at + one.end(), one[0]) for one in listed] + [(match.start("value"), match.end(), match["value"])]
    _, direction, _ = _context(number.before(text, start, match.start(), 4))
    yield from _alike(values, [direction] * len(values), match["unit"] or match["glued"], text, start, end)


_PART = re.compile(r"\d+(?:[.,]\d+)*(?=\s*[,.;)](?!\d)|\s*\Z)")


def _read_part(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """The parts of a whole, each smaller than it, in its unit; nothing where a number of them is a name ("thôn 3")."""
    whole = number.read(match["value"])
    parts = list(_PART.finditer(text, *match.span("parts")))
    for part in parts:
        value = number.read(part[0])
        words = number.before(text, start, part.start(), 2)
        named = not words or (words[0] in _LABELS and not (words[0] == "số" and words[-1] in _TOTALS))
        if whole is None or value is None or value >= whole or named:
            return
    values = [(part.start(), part.end(), part[0]) for part in parts]
    yield from _alike(values, [None] * len(values), match["unit"], text, start, end)


def _read_sorts(match: re.Match[str], text: str, start: int, end: int, after_date: bool) -> Iterator[Reading]:
    """The parts of a whole by sorts; nothing where they are more than it, or where a number is a name ("thôn 3")."""
    parts = list(_read_part(match, text, start, end, after_date))
    if parts and sum(read.value for _, _, read in parts) <= (number.read(match["value"]) or 0):
        yield from parts


def _read_goal(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """The goal of what stands before it, in its unit; nothing where it may as well be the number of a plan."""
    whole, goal = number.read(match["whole"]), number.read(match["value"])
    if whole is None or goal is None or not 0.5 < goal / whole < 2:
        return
    for first, last, read in _alike([(match.start("value"), match.end(), match["value"])], [None], match["unit"], text, start, end):
        yield first, last, replace(read, target=True)


def _read_number(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """A number that stands behind the noun that it counts."""
    words = number.before(text, start, match.start("value"), 3)
    value = number.read(match["value"])
    if value is None or _YEAR.match(match["value"]) or _names(words, value, match["value"], match["unit"]):
        return
    for first, last, read in _alike([(match.start("value"), match.end(), match["value"])], [None], match["unit"], text, start, end):
        yield first, last, replace(read, of=number.read(match["of"]) if match["of"] else None)


def _read_against(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """The goal that a result is set against, told in the same unit."""
    unit = match["unit"] or match["glued"]
    if not text.endswith(unit, start, match.start()):
        return
    for first, last, read in _alike([(match.start("value"), match.end(), match["value"])], [None], unit, text, start, end):
        yield first, last, replace(read, target=True)


def _alike(
    values: Sequence[tuple[int, int, str]], directions: Sequence[str | None], unit: str, text: str, start: int, end: int
) -> Iterator[Reading]:
    """Figures that share one unit, given as bounds and digits, with the direction of each; nothing where one cannot be read."""
    unit = " ".join(unit.split()).replace(" /", "/").replace("/ ", "/")
    read = [_value(written, unit) for _, _, written in values]
    years = all(_YEAR.match(written) for _, _, written in values)
    if years or None in read:
        return
    subject = _subject(text, start, values[0][0], end, values[-1][1], unit)
    for (first, last, _), value, direction in zip(values, read, directions, strict=True):
        assert value is not None
        amount, measure = _amount(value, unit)
        yield first, last, Statistic(
            value=value, unit=unit, amount=amount, measure=measure, qualifier="exact", direction=direction, subject=subject,
            aspect="stock" if direction else "unknown",
        )  # fmt: skip


def _in_motto(text: str, start: int, at: int, end: int) -> bool:
    return _OPENED.search(text, max(start, at - 30), at) is not None and _CLOSED.match(text, at, end) is not None


_FIVE_AFTER = frozenset(
    {
        "có",
        "dưới",
        "trên",
        "hơn",
        "gần",
        "gồm",
        "được",
        "đạt",
        "tăng",
        "giảm",
        "thêm",
        "lập",
        "nhập",
        "ở",
        "tại",
        "về",
        "và",
        "với",
        "cả",
        "đủ",
    }
)


def _counts(text: str, start: int, end: int, match: re.Match[str], unit: str, words: Sequence[str]) -> bool:
    """Whether the number counts its unit, by what each rule's shape may also be."""
    rule_of = match.groupdict()
    first, last = match.span()
    following = number.next_word(text, last, end).split("/")[0]
    if f"{unit} {following}" in _FURNITURE:
        return False
    if unit.split(" ")[0] == "lượt" and following in _FURNITURE | {"truy", "chia", "theo", "quan"}:
        return False
    written, written_word = rule_of.get("value") or "", (rule_of.get("word") or "").lower()
    # a bare year before a noun: "Đến 2020 tỉnh …"
    if _YEAR.match(written) and rule_of.get("second") is None and not rule_of.get("of") and "%" not in unit:
        return bool(words) and (
            words[0] in _QUALIFIERS or words[0] in {"có", "gồm", "cho", "với", "là", "được", "đạt", "số", "nạp", "của", "giảm", "tăng"}
        )
    if "%" not in unit and _in_motto(text, start, first, end):
        return False
    if rule_of.get("of"):
        denominator = number.read(rule_of["of"])
        # "5 trên 16": a part is no more than its whole; "3 trên 1 vạn" is a rate
        if "/" not in text[first:last] and not 0 < (number.read(written) or 0) <= (denominator or 0):
            return False
        # more than the whole, and no noun that is counted: "Công ty 30/4 tặng …"
        if denominator and denominator <= 12 < (number.read(written) or 0) and unit.split(" ")[0] not in _DIMENSIONS:
            return False
        return (
            denominator is not None
            and denominator > 0
            and not (words and words[0] in {"thứ", "hạng", "trí", "ngày", "sáng", "chiều", "tối"})
        )
    if rule_of.get("word"):
        if written_word == "năm" and not (words and words[0] in _FIVE_AFTER):
            return False
        return (
            not (words and words[0] in {"ngã", "thứ", "cấp", "lần", "tháng", "quý", "hạng", "bậc", "loại", "khóa", "ngày", "một", "mươi"})
            and unit not in _VAGUE
            and not (unit == "phần" and number.word(following))
        )
    # "2 Hồ tiêu hữu cơ": a list's number and what its line is about
    opens = first == start or text[first - 1] == "\n"
    return not (opens and unit[:1].isupper() and unit.isalpha() and following[:1].islower())


_TIMES = {"đôi": 2.0, "rưỡi": 1.5, "ba": 3.0, "bốn": 4.0}


def _read_multiple(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """A factor in words, or without the noun for times: "gấp đôi" is 2 times, "gấp 3 so với năm trước" 3 times."""
    times = _TIMES.get(match["value"].lower()) or number.read(match["value"])
    if times is not None:
        yield from _worded(match, text, start, end, times, "lần")


def _read_left(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    """What is left of what was counted before, without its unit: fewer than there were."""
    whole, left = number.read(match["whole"]), number.read(match["value"])
    if whole is None or left is None or left >= whole or _YEAR.match(match["whole"]):
        return
    for first, last, read in _alike([(match.start("value"), match.end("value"), match["value"])], [None], match["unit"], text, start, end):
        qualifier, _, _ = _context(number.before(text, start, first, 4))
        yield first, last, replace(read, qualifier=qualifier, aspect="stock")


def _read_quoted(match: re.Match[str], text: str, start: int, end: int, after_date: bool) -> Iterator[Reading]:
    """A number of what has its name in quotes; none where the number names what stands before it ("Chỉ thị 05 “Học tập …”")."""
    before = text[max(start, match.start() - 30) : match.start()].split()
    if match.start() == start or (before and (before[-1][:1].isupper() or before[-1].isdigit())):
        return
    if (
        len(before) > 1
        and before[-2][:1].isupper()
        and not before[-1][0].isupper()
        and before[-1] in {"thị", "quyết", "định", "án", "trình", "luận"}
    ):
        return
    yield from _read(match, text, start, end, after_date)


def _read_half(match: re.Match[str], text: str, start: int, end: int, _after_date: bool) -> Iterator[Reading]:
    yield from _worded(match, text, start, end, 50.0, "%")


def _worded(match: re.Match[str], text: str, start: int, end: int, value: float, unit: str) -> Iterator[Reading]:
    words = number.before(text, start, match.start(), 8)
    qualifier, direction, used = _context(words)
    opens = _opening(text, start, match.start(), used) if used else match.start()
    yield opens, match.end(), Statistic(
        value=value, unit=unit, amount=value, measure=unit, qualifier="over" if words[:1] == ["quá"] else qualifier, direction=direction,
        subject=_subject(text, start, match.start(), end, match.end(), unit),
    )  # fmt: skip


# "Đại đội Trinh sát 20", "Trung đoàn Bộ binh 841": a unit of the army is numbered behind its arm
_ARMY_UNIT = re.compile(r"(?i:(?:đại|trung|tiểu|hải|phi)\s+đội|(?:trung|tiểu|sư|lữ|hải|binh)\s+đoàn)\s+[^\W\d_]+(?:\s+[^\W\d_]+)?\s+\Z")


def _read_other(match: re.Match[str], text: str, start: int, end: int, after_date: bool) -> Iterator[Reading]:
    words = number.before(text, start, match.start(), 1)
    # a capital before it makes the number part of a name; an opening quote part of a motto
    previous = text[max(start, match.start() - 30) : match.start()].split()
    if len(previous) > 1 and previous[-1][:1].isupper():
        return
    if len(previous) > 2 and previous[-2][:1].isupper() and _ARMY_UNIT.search(text, max(start, match.start() - 40), match.start()):
        return
    # "1 Về kinh tế": a list's number
    # "1 số hàng" is "một số"
    if match["unit"].startswith("số ") and number.read(match["value"]) == 1:
        return
    if (words and words[0] in {"“", '"', "‘"}) or (match.start() == start and len(match["value"]) == 1):
        return
    yield from _read(match, text, start, end, after_date)


_READ: Mapping[str, Callable[[re.Match[str], str, int, int, bool], Iterator[Reading]]] = {
    "statistic.move": _read_move,
    "statistic.each": _read_each,
    "statistic.against": _read_against,
    "statistic.number": _read_number,
    "statistic.part": _read_part,
    "statistic.sorts": _read_sorts,
    "statistic.goal": _read_goal,
    "statistic.other": _read_other,
    "statistic.multiple": _read_multiple,
    "statistic.half": _read_half,
    "statistic.left": _read_left,
    "statistic.quoted": _read_quoted,
}


_MATCHES = Matcher(RULES)
_OF_SEVERAL = frozenset({"statistic.move", "statistic.each", "statistic.part", "statistic.sorts"})


def _is_one(rule: Rule, match: re.Match[str]) -> bool:
    """Whether a match tells one figure, from its number to its end: where another stands there it need not be read."""
    return rule.id not in _OF_SEVERAL and not ("second" in match.re.groupindex and match["second"])


def find(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """The statistics of one sentence, text[start:end], in text order; what `found` holds of citations, dates and officials is left alone."""
    taken = sorted(span for mention in found if mention.kind in {"citation", "date", "official"} for span in _spans(mention))
    # how far the first n of them reach
    reached = list(accumulate((stop for _, stop in taken), max, initial=start))
    dated = {mention.end for mention in found if mention.kind == "date"}

    read = FirstCome()
    for rule, match in _MATCHES(text, start, end):
        # what the number counts may be part of another mention: "3 nghị quyết và 1 kết luận của Hội nghị …"
        at, stop = match.span("word" if "word" in match.re.groupindex else "value")
        if reached[bisect_left(taken, (stop, 0))] > at or (_is_one(rule, match) and (at, match.end()) in read):
            continue
        for begin, stop, value in _READ.get(rule.id, _read)(match, text, start, end, at - 1 in dated):
            read.add(Mention("statistic", begin, stop, text[begin:stop], rule.id, value))

    last: Mention | None = None
    for mention in _summed(text, read.mentions):
        if last is not None and (direction := _shared(text, last, mention, end)):
            assert isinstance(mention.value, Statistic)
            assert isinstance(last.value, Statistic)
            mention = replace(mention, value=replace(mention.value, direction=direction, aspect=last.value.aspect))
        if last is not None and (subject := _inherited(text, start, last, mention)):
            assert isinstance(mention.value, Statistic)
            mention = replace(mention, value=replace(mention.value, subject=subject))
        last = mention
        yield mention


def _spans(mention: Mention) -> Iterator[tuple[int, int]]:
    """What a mention takes of its sentence: all of it, but of an official the name and the posts without what stands between."""
    if mention.rule == "citation.short" and _tells_how_many(mention.text):
        return
    if not isinstance(mention.value, Official):
        yield mention.start, mention.end
        return
    if mention.value.name is not None:
        yield mention.value.name_start, mention.value.name_end
    for position in mention.value.positions:
        yield position.start, position.end


def _tells_how_many(text: str) -> bool:
    """Whether words that point back begin with a number: "hai nghị quyết trên"."""
    first = text.split(None, 1)[0]
    return number.read(first) is not None or number.word(first) is not None


def _summed(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those that tell one figure piece by piece ("15 tỷ 300 triệu đồng") made one."""
    summed: list[Mention] = []
    for mention in mentions:
        whole = _sum(text, summed[-1], mention) if summed else None
        if whole is None:
            summed.append(mention)
        else:
            summed[-1] = whole
    return summed


def _sum(text: str, first: Mention, second: Mention) -> Mention | None:
    """The figure of two neighbours of which the second goes on with a smaller magnitude; None where they are two figures."""
    a, b = first.value, second.value
    assert isinstance(a, Statistic)
    assert isinstance(b, Statistic)
    times = _MAGNITUDES.get(a.unit or "")
    # "12 nghìn 500 con" too, but not "5 triệu 3 con"
    goes_on = (b.unit or "").split(" ")[0] in _MAGNITUDES or (times == 1e3 and b.value >= 100)
    if times is None or a.amount is None or b.amount is None or not goes_on or b.amount >= times or text[first.end : second.start].strip():
        return None
    amount = float(f"{a.amount + b.amount:.12g}")
    unit = f"{a.unit} {b.measure}".replace(" /", "/") if b.measure else a.unit
    subject = a.subject if b.measure is None or b.measure.split("/")[0] in _MEASURES else b.subject
    value = replace(a, value=float(f"{amount / times:.12g}"), unit=unit, amount=amount, measure=b.measure, subject=subject)
    return replace(first, end=second.end, text=text[first.start : second.end], value=value)


def _shared(text: str, last: Mention, mention: Mention, end: int) -> str | None:
    """The direction that a figure without one has from the one before it: its equivalent, or its partner in "giảm 1 xã và 8 thôn"."""
    assert isinstance(last.value, Statistic)
    assert isinstance(mention.value, Statistic)
    if last.value.direction is None or mention.value.direction is not None or mention.start - last.end > 60:
        return None
    if _EQUALS.match(text, last.end, mention.start):
        # the share that a change amounts to is of the whole: it does not change itself
        return None if mention.value.unit == "%" else last.value.direction
    if mention.value.unit == "%" and text[mention.end : mention.end + 1] == ")" and _BRACKETED.fullmatch(text, last.end, mention.start):
        return last.value.direction
    between = _AND.fullmatch(text, last.end, mention.start)
    if not between or "%" in f"{last.value.unit}{mention.value.unit}":
        alone = between and not between["more"] and last.value.unit == mention.value.unit and _ALONE.match(text, mention.end, end)
        return last.value.direction if alone else None
    same = (last.value.unit or "").split(" ")[0] == (mention.value.unit or "").split(" ")[0]
    listed = _is_count(last.value) and _is_count(mention.value) and _LISTED.match(text, mention.end, end)
    return last.value.direction if same or listed else None


def _is_count(value: Statistic) -> bool:
    return value.of is None and (value.unit or "").split("/")[0] not in _MEASURES and (value.unit or "").split(" ")[0] not in _MAGNITUDES


# what leads from a figure to the share or change that is told of it: "đạt 1.560 tỷ đồng, tăng hơn 4% so với cùng kỳ"
_FURTHER = re.compile(r"\)?(?:\s+[^\W\d_]+){0,6}?(?:\s*[,(]\s*|\s+và\s+|\s+(?=(?:đạt|bằng|tăng|giảm)\s))(?:[^\W\d_]+\s+){0,4}")


# "tinh giản biên chế giảm 61 người, đạt 5,3%": the share is of what went down, which is told before
_ANYONE = frozenset({"người", "trường hợp", "đồng chí"})


def _inherited(text: str, start: int, last: Mention, mention: Mention) -> str | None:
    """What a share, a factor or a change without a subject of its own is of: what the figure before it in its clause is of; None where it has one, or none stands there."""
    assert isinstance(last.value, Statistic)
    assert isinstance(mention.value, Statistic)
    told_of_last = mention.value.unit in {"%", "lần"} or (
        mention.value.direction is not None and mention.value.measure == last.value.measure
    )
    if mention.value.subject is not None or not told_of_last or not _FURTHER.fullmatch(text, last.end, mention.start):
        return None
    moved = last.value.direction is not None and last.value.unit in _ANYONE
    return (_subject(text, start, last.start, last.end, last.end, "lần") if moved else None) or last.value.subject


create = factory("statistic", find)
