"""The words of a sentence as offices and names are made of them: phrases, names of persons, posts.

A post is a head ("Phó Chủ tịch Thường trực") and the body it belongs to ("UBND huyện Vị Xuyên"). The body goes on as long as
its words are of the kinds that `gazetteers/offices.csv` lists, and ends at the first verb, new head, name or honorific.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from corpus import load
from corpus.text import fold, one_tone

# A word keeps its apostrophe (H'Yim) and, where a capital follows, the point of an abbreviation (TP., PGS.); a number its points.
# White space is passed over at once, before all ways to read on are tried at it.
_WORD = re.compile(
    r"""(?!\s)(?:
    [^\W\d_]\w*+(?![.'’ʼ‘`´/\u0300-\u036f-])
    | (?:[Uu][Vv])?[Tt]\.\s?[ƯưWw]\b
    | [Đđ]/[cC]\b
    | (?i:PGS|GS|TS|ThS|TSKH|BS|KS|LS|CN|DS|TP|TX|TT|HT|ĐĐ|P|Q|H|X)\.(?=\s?[^\W\d_]|\Z)
    | (?:[AHKY]-(?=[^\W\d_][a-zà-ỹ]))?[^\W\d_][\w\u0300-\u036f]*(?:['’ʼ‘`´][^\W\d_]?[\w\u0300-\u036f]*)*
    | \d+(?:[.,/]\d+)*[^\W\d_]?
    | [^\w\s]
    )""",
    re.VERBOSE,
)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'"})
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_VOWEL = re.compile(r"[aeiouyàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")


def words(text: str) -> list[str]:
    """The words of a phrase as `Line.low` has them."""
    return [_spelled(match[0]) for match in _WORD.finditer(text)]


def _spelled(word: str) -> str:
    return "-" if word in _DASHES else one_tone(word.translate(_APOSTROPHES).lower())


def _all(phrases: str) -> frozenset[str]:
    return frozenset(
        " ".join(words(phrase)) for phrase in re.split(r"[|\s]+(?=\|)|\|" if "|" in phrases else r"\s+", phrases) if phrase.strip("| ")
    )


HEADS = frozenset({"head", "chief", "staff", "abbreviated"})
TITLES = frozenset({"comrade", "civil"})
TAIL = frozenset({"mark", "short", "organ", "field", "dual", "place", "stop"})
# Places that may stand without their name: "Trưởng phòng Nội vụ huyện".
_LEVELS = _all("tỉnh|thành phố|tp|tp.|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu|thôn|ấp|buôn|bon|khóm|xóm|khu phố|tổ dân phố|khối phố")
_RANK = {
    **dict.fromkeys(("tỉnh",), 4),
    **dict.fromkeys(("thành phố", "tp", "tp.", "huyện", "thị xã", "quận", "tx", "tx.", "h.", "q."), 3),
    **dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu", "tt.", "x.", "p."), 2),
}
_VILLAGES = _all("thôn|ấp|bản|buôn|bon|làng|khóm|xóm|khu|phố")
_NUMBERED = _all("khu|thôn|ấp|tổ|phố|bản|đội|đoàn|vực|quận|phường|xóm|buôn|làng|khóm|số|đạo|viện|trường|khối|bộ|tdp|cụm|bon|phòng")
# Verbs and small words at which the unknown words of an organisation's name end ("Công ty may mặc X | cho biết").
_BREAKS = _all(
    """cho đã đang sẽ là phát dự đến tới tại trong trên và với cùng về để khi nhấn nói nêu ghi báo trình chia đề yêu chủ kết khẳng
    đánh giao trao tặng thăm làm có được bị do từ theo vừa cũng thì mà như nhưng hay hoặc đọc ký gặp động chúc gửi bày tiếp tham đồng
    thông thống tin triển khai quán mạc điều trả lời giải thích nhận bấm dâng thắp cắt bàn giới truyền chứng kiến tuyên dẫn lưu lý
    hướng xin vui mong hy cảm của thay mặt vào ra lên xuống sau trước ở năm ngày cam nghe họp mời nhất biểu thuộc phân phổ công đi rất"""
)
# The same in a line of capitals; those that are given names as well (ĐẠT, THÔNG, KHÁNH) are left out.
_SMALL = _all(
    """cho đã đang sẽ là dự đến tới tại trong trên và với cùng về để khi nhấn nói nêu báo trình yêu kết khẳng trao tặng thăm làm có được bị
    từ theo cũng mà như hoặc đọc gặp chúc gửi tham triển kiểm giám tiếp chủ cắt dâng thắp trả giải bàn thay vào của lên ở sau trước"""
)
_MAY_ADD = _all(
    """công ty|cty|trạm|tổ|bộ phận|hợp tác xã|htx|câu lạc bộ|clb|doanh nghiệp|cơ sở|nhà máy|chi nhánh|nhóm|trung tâm|quỹ|tổ hợp tác|tht|hội|chi hội
    |trang trại|cửa hàng|xí nghiệp|ban quản lý|ban chỉ đạo|khoa|bộ môn|đội|viện|phân xưởng|cơ quan|đơn vị|bql|bcđ|tập đoàn|tổng công ty|nhà hàng"""
)
# What begins a remark behind a dash: "Giám đốc Trung tâm … - Ảnh minh họa".
_REMARKS = _all("ảnh một những các người nguồn tin bài nơi chân nhân nhà")
# An association is called as its members like: "Hội Đoàn kết Sư sãi yêu nước".
_NAMED_AT_WILL = _all("hội|chi hội|hiệp hội|liên hiệp hội|câu lạc bộ|clb")
# "Trưởng phòng Quản lý di sản, Sở Văn hóa và Thể thao": a part of a body, and bodies that have such parts.
_LOWER = _all("phòng|khoa|bộ môn|đội|tổ|bộ phận|trạm|ban|văn phòng")
_UPPER = _all("sở|cục|văn|bệnh|trường|công|viện|bộ|học|đại|tổng|trung|đài|báo|chi|kho")
_POWERS = _all("ủy thẩm chính nhân có cầm tiếm đặc thay")
# Offices whose holder is named after another office: "Văn phòng Chủ tịch nước", "Trợ lý Tổng Bí thư".
_OF_AN_OFFICE = _all("phòng|lý|ký|vấn|lăng")
_REGIONS = _all(
    "tây nguyên|tây bắc|đông bắc|việt bắc|nam bộ|tây nam bộ|đông nam bộ|trung bộ|bắc bộ|việt nam|trường sa|hoàng sa|điện biên phủ"
)
_INNER = _all("văn|thị|đức|xuân|ngọc|hữu")
# Peoples and speech forms written like a name of the highlands.
_PEOPLES = _all("h'mông|h'rê|k'ho|k'bang|k'bông|h'roi|k'tu|h'lăng")
# What a delegation is sent for: who leads it has a part in a visit, and no post.
_DELEGATION, _SERVES = words("đoàn"), words("làm")
_VISITS = _all("kiểm tra giám sát công tác khảo thanh thẩm định toán xác minh số")
# Named as a model to learn from, on every page: never as one who takes part.
_NAMESAKES = _all("hồ chí minh|nguyễn ái quốc|các mác|bác hồ")


class Line:
    """The words of text[start:end].

    `low` has them in lower case with one placement of the tone mark, `capital` whether each begins so, `bits` the groups of phrases
    (HEAD, TITLE, LINK, BODY, added up) of which one may begin there, MARK for a sign.
    """

    __slots__ = ("_broken", "_ends", "_start", "_starts", "bits", "capital", "low", "text", "written")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self._start = text, start
        self._starts: list[int] = []
        self._ends: list[int] = []
        piece = text[start:end]
        # words part only where there is white space or an underscore: other signs are words themselves
        self._broken = "\n" in piece or "_" in piece
        self.written: list[str] = _WORD.findall(piece)
        known = _known()
        about = [known[word] for word in self.written]
        self.low = [word.low for word in about]
        self.capital = [word.capital for word in about]
        self.bits = [
            word.alone | word.longer.get(following, 0) if word.longer else word.alone
            for word, following in zip(about, [*self.low[1:], ""], strict=True)
        ]
        if piece.isupper():
            self._whisper()

    def _whisper(self) -> None:
        """Where a line is set in capitals, takes the capital from what is a verb or small word, so that names end there."""
        link = lexicon()["link"]
        for i, word in enumerate(self.low):
            found = phrase(link, self.low, i) if word in link else None
            if word in _SMALL or (found is not None and found[0] - i > 1):
                self.capital[i : found[0] if found is not None else i + 1] = [False] * (found[0] - i if found is not None else 1)

    def __len__(self) -> int:
        return len(self.low)

    def _place(self) -> None:
        at = self._start
        for word in self.written:
            first = self.text.index(word, at)
            at = first + len(word)
            self._starts.append(first)
            self._ends.append(at)

    @property
    def starts(self) -> list[int]:
        """Where each word begins in the text."""
        if not self._starts:
            self._place()
        return self._starts

    @property
    def ends(self) -> list[int]:
        """Where each word ends in the text."""
        if not self._starts:
            self._place()
        return self._ends

    def begins(self, i: int) -> bool:
        """Whether word i begins a line of the page, or a row of a list behind its number."""
        if self._broken and self.text[self.starts[i] - 1] == "\n":
            return True
        return i == 1 and self.low[0].isdigit()

    def word(self, i: int) -> str:
        """Word i as written."""
        return self.written[i]

    def span(self, first: int, last: int) -> str:
        """Words first to last (exclusive) as written, one space where the page breaks or spaces them."""
        return " ".join(self.text[self.starts[first] : self.ends[last - 1]].split())

    def shouted(self, i: int) -> bool:
        """Whether word i is of two letters or more, all capitals: an abbreviation, or a name in a line of capitals."""
        word = self.written[i]
        return len(word) > 1 and word.isupper() and word[0].isalpha() and "'" not in self.low[i]

    def joined(self, i: int) -> bool:
        """Whether only spaces part word i from the one before it."""
        return i > 0 if not self._broken else i > 0 and self.text[self.ends[i - 1] : self.starts[i]].strip(" ") == ""


@dataclass(frozen=True, slots=True)
class Entries:
    """The phrases with one first word: their lengths in words, the longest first, and phrase → part."""

    sizes: tuple[int, ...]
    parts: Mapping[str, str]


@cache
def lexicon() -> Mapping[str, Mapping[str, Entries]]:
    """Group (head, tail, title, link) → first word → its phrases."""
    groups: dict[str, dict[str, dict[str, str]]] = {"head": {}, "tail": {}, "title": {}, "link": {}}
    for row in load.table("offices"):
        part = row["part"]
        group = (
            "head" if part in HEADS or part in ("former", "acting") else "title" if part in TITLES else "tail" if part in TAIL else "link"
        )
        phrase = words(row["phrase"])
        groups[group].setdefault(phrase[0], {}).setdefault(" ".join(phrase), part)
    return {
        group: {
            first: Entries(tuple(sorted({phrase.count(" ") + 1 for phrase in parts}, reverse=True)), parts)
            for first, parts in table.items()
        }
        for group, table in groups.items()
    }


HEAD, TITLE, LINK, BODY, MARK = 1, 2, 4, 8, 16


class _Word(NamedTuple):
    """A word as `Line` has it, the groups of the phrases that it is alone, and those of longer ones by their second word."""

    low: str
    capital: bool
    alone: int
    longer: Mapping[str, int]


class _Known(dict[str, _Word]):
    """Words by how they are written, worked out when they are met, so many of them."""

    _MOST = 1 << 15

    def __missing__(self, written: str) -> _Word:
        if len(self) == self._MOST:
            self.clear()
        low = _spelled(written)
        made = self[written] = _Word(low, written[0].isupper(), *beginnings().get(low, (0, {})))
        return made


@cache
def _known() -> _Known:
    return _Known()


@cache
def beginnings() -> Mapping[str, tuple[int, Mapping[str, int]]]:
    """First word of phrases → the groups of the phrases that are this word alone; second word → the groups of longer ones."""
    out: dict[str, tuple[int, dict[str, int]]] = dict.fromkeys("-,;:()|", (MARK, {}))
    for group, bit in (("head", HEAD), ("title", TITLE), ("link", LINK), ("tail", BODY)):
        for entries in lexicon()[group].values():
            for phrase in entries.parts:
                first, *others = phrase.split()
                alone, seconds = out.get(first, (0, {}))
                if others:
                    seconds[others[0]] = seconds.get(others[0], 0) | bit
                out[first] = (alone if others else alone | bit, seconds)
    return out


def phrase(table: Mapping[str, Entries], low: list[str], i: int) -> tuple[int, str] | None:
    """The end and part of the longest phrase of `table` that begins at word i, None where none does."""
    entries = table.get(low[i])
    if entries is None:
        return None
    left = len(low) - i
    for size in entries.sizes:
        if size <= left and (part := entries.parts.get(low[i] if size == 1 else " ".join(low[i : i + size]))) is not None:
            return i + size, part
    return None


@cache
def families() -> Mapping[str, str]:
    """First word of a family name → how well it shows that a name begins (strong, weak, title)."""
    order = {"strong": 0, "weak": 1, "title": 2}
    out: dict[str, str] = {}
    for row in load.table("names"):
        first = words(row["name"])[0]
        if first not in out or order[row["evidence"]] < order[out[first]]:
            out[first] = row["evidence"]
    return out


@cache
def places() -> Mapping[str, frozenset[str]]:
    """Level (high: province and district, low: commune) → names in lower case, words joined by spaces."""
    high = [name for p in load.provinces() for name in (p.name, *p.aliases)] + [row["name"] for row in load.table("districts")]
    low = [row["name"] for row in load.table("localities")]

    def spelled(names: Iterable[str]) -> frozenset[str]:
        return frozenset(" ".join(words(name)) for name in names)

    return {"high": spelled(high), "low": spelled(low)}


@cache
def provinces() -> frozenset[str]:
    """The names of the provinces in lower case, words joined by spaces."""
    return frozenset(" ".join(words(name)) for p in load.provinces() for name in (p.name, *p.aliases))


# "Phó Chủ tịch Thường trực", "Phó Trưởng đoàn chuyên trách", "Phó Giám đốc phụ trách"
_RANKS = (("thường", "trực"), ("tt",), ("chuyên", "trách"), ("phụ", "trách"))


@dataclass(frozen=True, slots=True)
class Post:
    """A post in words first to last (exclusive); `head` ends its head, `body` begins the body it belongs to."""

    first: int
    last: int
    head: int
    body: int
    former: bool


def name(line: Line, i: int, *, titled: bool, lone: bool = False, beside: bool = False) -> int:
    """The end of the person's name that begins at word i, or i where none does.

    With `titled` an honorific stands before it: then the family name need not be a known one. With `lone` a single given name counts too.
    With `beside` a post stands next to it: then any family name is evidence ("Thạch Bồi, Phó Giám đốc", "Lại Thế Nguyên - Bí thư").
    """
    low, n = line.low, len(line)
    if not line.capital[i] or not line.word(i)[0].isalpha():
        return i
    shouted = line.shouted(i)
    if shouted and not _VOWEL.search(low[i]):
        return i
    tables = lexicon()
    bits = line.bits
    known = (phrase(tables["tail"], low, i) if bits[i] & BODY else None) or (phrase(tables["head"], low, i) if bits[i] & HEAD else None)
    if known and known[0] - i >= 2 and known[1] not in ("former", "acting"):
        return i
    j = i + 1
    while j < n and j - i < 7 and line.joined(j):
        if line.capital[j]:
            if not line.word(j)[0].isalpha() or (line.shouted(j) != shouted and len(line.word(j)) > 1) or low[j].endswith("."):
                break
            head = phrase(tables["head"], low, j) if bits[j] & HEAD else None
            if head and ((head[0] - j >= 2 and (head[1] != "chief")) or (head[1] == "chief" and begins_body(line, head[0]))):
                break
            title = phrase(tables["title"], low, j) if bits[j] & TITLE else None
            if title and title[0] - j >= 2 and title[1] == "comrade":
                break
            tail = phrase(tables["tail"], low, j) if bits[j] & BODY else None
            if tail and tail[1] == "short" and tail[0] - j >= 2:
                break
        elif not (j - i == 1 and low[j] in _INNER and j + 1 < n and line.capital[j + 1] and line.joined(j + 1)):
            break
        j += 1
    full = " ".join(low[i:j])
    if full in _NAMESAKES or full in _REGIONS or full.startswith("hồ chí minh"):
        return i
    marked = low[i][:2] in ("h'", "k'") and len(low[i]) > 2
    if j - i == 1:
        return j if ((titled and lone) or (marked and full not in _PEOPLES)) and not known else i
    if titled:
        return i if (known and families().get(low[i]) is None) or full in provinces() else j
    if beside and not known and low[i] in families() and j - i <= 5:
        return i if full in places()["high"] or full in places()["low"] else j
    evidence = "strong" if marked else families().get(low[i], "")
    if j - i > (5 if evidence == "strong" else 4) or not evidence or evidence == "title":
        return i
    if (evidence == "weak" and j - i < 3) or full in places()["high"]:
        return i
    return j


def posted(line: Line, j: int) -> bool:
    """Whether a comma, a dash or a bracket stands at word j, and a post behind it."""
    return (
        j + 1 < len(line)
        and line.low[j] in (",", "-", "(", ":")
        and bool(line.bits[j + 1] & HEAD)
        and phrase(lexicon()["head"], line.low, j + 1) is not None
    )


def begins_body(line: Line, i: int) -> bool:
    """Whether the noun of an organisation stands at word i ("Trưởng | ban", "Phó | phòng")."""
    if i >= len(line):
        return False
    found = phrase(lexicon()["tail"], line.low, i)
    return found is not None and found[1] in ("organ", "dual", "short")


def title(line: Line, i: int) -> tuple[int, str] | None:
    """The end and part (comrade, civil) of the honorific at word i."""
    found = phrase(lexicon()["title"], line.low, i) if line.bits[i] & TITLE else None
    # "Già" is a family name of the Mông as well
    if found and line.low[i] == "già" and found[0] == i + 1 and line.capital[i]:
        return None
    if (
        found
        and found[1] == "civil"
        and i
        and line.low[i - 1] in ("đường", "phố", "phường", "xã", "chợ", "hồ", "núi", "cầu", "đền", "huyện", "đèo", "miếu", "thôn")
    ):
        return None
    return found


def post(line: Line, i: int, *, held: bool) -> Post | None:
    """The post that begins at word i; with `held` its holder is already named, so that capitals at its end are places, not a name."""
    low, n = line.low, len(line.low)
    table = lexicon()["head"]
    found = phrase(table, low, i)
    former = False
    first = j = i
    # a part of "ủy quyền", "thẩm quyền", "chính quyền"
    if low[i] == "quyền" and i and low[i - 1] in _POWERS:
        return None
    while found is not None and found[1] in ("former", "acting"):
        former = former or found[1] == "former"
        j = found[0]
        if low[j - 1] in ("tân", "kiêm") or low[first] == "đương":
            first = j
        found = phrase(table, low, j) if j < n else None
    if found is None:
        return None
    head, part = found
    body = head
    if part == "abbreviated":
        if not line.shouted(j):
            return None
        if (low[j] in ("ct", "bt", "uv", "gđ", "quv") and not _follows(line, head, "short", "organ")) or (
            low[j] == "tp" and not _follows(line, head, "field", "dual")
        ):
            return None
    elif part == "chief":
        if not begins_body(line, head):
            return None
        body = head
        head = (phrase(lexicon()["tail"], low, head) or (head, ""))[0]
    last = _body(line, head, held=held, chief=body if part == "chief" else None)
    if last is None or (part == "staff" and last == head):
        return None
    if low[head - 1] == "viên" and part == "staff" and not held and not any(line.capital[head:last]):
        return None
    if low[j] in ("phó", "pbt", "pct"):
        body = _beyond_rank(line, body, last)
    return Post(first, last, head, body, former)


def _beyond_rank(line: Line, body: int, last: int) -> int:
    """Where the body of a deputy's post begins: behind the words that say which of the deputies ("Phó Bí thư Thường trực | Tỉnh ủy")."""
    for i in range(body, last):
        rank = next((rank for rank in _RANKS if tuple(line.low[i : i + len(rank)]) == rank), None)
        if rank and i + len(rank) <= last and (i == body or begins_body(line, i + len(rank))):
            return i + len(rank)
    return body


def _follows(line: Line, i: int, *parts: str) -> bool:
    found = phrase(lexicon()["tail"], line.low, i) if i < len(line) else None
    return found is not None and found[1] in parts


def _body(line: Line, i: int, *, held: bool, chief: int | None) -> int | None:
    """The end of the body of a post whose head ends at word i; `chief` begins the noun that a head like "Trưởng" goes with. None where the words speak of many holders ("Chủ tịch UBND các xã")."""
    low, n = line.low, len(line)
    tables = lexicon()
    end = k = i
    # what was read last: H head, O organ's noun, F field, C closed (a body named in full, a place)
    state, linked, added = ("H" if chief is None else "O"), False, 0
    rank, organ = int(low[i - 1] in _VILLAGES), ("" if chief is None else " ".join(low[chief:i]))
    lower = organ in _LOWER
    while k < n:
        word = low[k]
        if (
            word in "-,&/"
            and state != "H"
            and k + 1 < n
            and (_tight(line, k) or _initials(line, k))
            and not phrase(tables["head"], low, k + 1)
        ):
            end = k = k + 2
            state, linked = "C", False
            continue
        if word == "-" or word == "&":
            if k + 1 < n and (word == "&" or _links(line, k + 1, state)):
                linked, k = True, k + 1
                continue
            break
        if word == "và":
            if k + 1 < n and _coordinates(line, k + 1, state, low[max(0, i - 2) : k]):
                linked, k = True, k + 1
                continue
            break
        if word == "," or word == ";":
            if word == "," and k + 1 < n:
                found = phrase(tables["tail"], low, k + 1)
                if (
                    found
                    and state == "F"
                    and found[1] in ("field", "dual")
                    and not _names(line, k + 1)
                    and low[found[0] : found[0] + 1] != [":"]
                ):
                    linked, k = True, k + 1
                    continue
                if found and held and found[1] == "organ" and lower and line.capital[k + 1] and low[k + 1] in _UPPER and state in "FC":
                    linked, lower, k = True, False, k + 1
                    continue
                if (
                    found
                    and found[1] == "place"
                    and _RANK.get(" ".join(low[k + 1 : found[0]]), 0) > rank > 0
                    and found[0] < n
                    and line.capital[found[0]]
                ):
                    stop = _place(line, found[0], held=True, kind=" ".join(low[k + 1 : found[0]]))
                    if stop > found[0]:
                        return stop
            break
        if word == "của":
            found = phrase(tables["tail"], low, k + 1) if k + 1 < n else None
            if state != "H" and found and found[1] in ("short", "organ", "place") and (line.capital[k + 1] or found[1] != "organ"):
                linked, k = True, k + 1
                continue
            break
        if word == "khóa" and k + 1 < n and state != "H" and re.fullmatch(r"[ivxlc]+|\d{1,2}", low[k + 1]):
            end = k = k + 2
            state = "C"
            continue
        if word[0].isdigit():
            if low[k - 1] in _NUMBERED and word.isalnum() and len(word) <= 4:
                end = k = k + 1
                state = "C"
                continue
            break
        if not (word[0].isalpha() or line.capital[k]):
            break
        if word == "các":
            following = phrase(tables["tail"], low, k)
            if following and following[1] == "field":
                end = k = following[0]
                state = "F"
                continue
            return (
                None
                if state in "HOC" and k + 1 < n and (phrase(tables["tail"], low, k + 1) or state == "C")
                else (end if end > i else None)
            )
        head = phrase(tables["head"], low, k) if line.bits[k] & HEAD else None
        if head and low[k - 1] in _OF_AN_OFFICE and k > i and head[1] == "head":
            end = k = head[0]
            state = "C"
            continue
        if head and word != "thường":
            if head[1] == "head" or (head[1] in ("former", "acting") and head[0] < n and phrase(tables["head"], low, head[0])):
                break
            if head[1] == "chief" and begins_body(line, head[0]):
                break
            if head[1] == "abbreviated" and line.shouted(k) and low[k] not in ("tp", "ct", "bt", "gđ", "uv"):
                break
        found = phrase(tables["tail"], low, k) if line.bits[k] & BODY else None
        called = title(line, k) if line.bits[k] & TITLE else None
        if called and not found and (called[1] == "comrade" or (called[0] < n and line.capital[called[0]])):
            break
        if found is None:
            if line.capital[k]:
                if state in "OF" and _compound(line, k):
                    end = k = k + 2
                    state, linked = "F", False
                    continue
                stop = _run(line, k, held=held, state=state)
                if stop == k:
                    break
                end = k = stop
                state, linked, added = "C", False, 0
                continue
            if state in "OF" and organ in _MAY_ADD and added < 4 and word not in _BREAKS and line.joined(k):
                added += 1
                end = k = k + 1
                continue
            break
        stop, part = found
        capital = line.capital[k]
        if part == "stop" and capital and state == "O" and organ in _NAMED_AT_WILL:
            end = k = stop
            state, linked = "F", False
            continue
        if part == "stop":
            break
        if part == "mark":
            if state != "H" and k > i and not (capital and state != "C"):
                break
            end = k = stop
            continue
        if part == "place":
            kind = " ".join(low[k:stop])
            named = _place(line, stop, held=held, kind=kind)
            if named == stop and kind not in _LEVELS:
                if capital and state in "HO" and _run(line, k, held=held, state=state) > k:
                    end = k = _run(line, k, held=held, state=state)
                    continue
                break
            if named == stop and stop < n and low[stop] in ("hội", "ủy"):
                break
            end = k = named
            state, linked, added = "C", False, 0
            rank = max(rank, _RANK.get(kind, 1))
            continue
        if capital and not held and part in ("organ", "field", "dual") and stop - k == 1 and name(line, k, titled=False) > k:
            break
        if not capital and not linked:
            if part == "organ" and (state == "C" or (state == "F" and stop - k == 1)):
                break
            if part == "field" and state == "C":
                break
            if part == "dual" and state in "CF":
                break
            if part == "dual" and state == "H" and chief is None:
                break
        if part == "short" and state == "C" and not capital and not linked and low[k:stop] != ["huyện", "ủy"] and stop - k < 2:
            break
        if part == "organ":
            organ = " ".join(low[k:stop])
            lower = lower or organ in _LOWER
        end = k = stop
        state, linked, added = {"short": "C", "organ": "O", "field": "F", "dual": "F"}[part], False, 0
    return end


def _tight(line: Line, k: int) -> bool:
    """Whether the mark at word k joins two abbreviations without a space ("VH-TT-DL", "VH,TT&DL")."""
    return line.ends[k - 1] == line.starts[k] and line.ends[k] == line.starts[k + 1] and line.shouted(k - 1) and line.shouted(k + 1)


def _initials(line: Line, k: int) -> bool:
    """Whether the dash at word k parts the initials of an office's fields ("VH - TT - DL"): in headlines words in capitals have vowels."""
    return line.low[k] == "-" and all(line.shouted(at) and not _VOWEL.search(line.low[at]) for at in (k - 1, k + 1))


def visiting(line: Line, post: Post) -> bool:
    """Whether a post is the lead of a delegation ("Trưởng đoàn kiểm tra"), which nobody holds beyond the visit, and not a title that somebody is given."""
    return (
        not (line.capital[post.first] and line.low[max(0, post.first - 1) : post.first] == _SERVES)
        and line.low[post.body : post.body + 1] == _DELEGATION
        and all(word in _VISITS or word.isdigit() for word in line.low[post.body + 1 : post.last])
    )


def _compound(line: Line, k: int) -> bool:
    """Whether a word of two syllables begins at word k, the first with a capital ("Sư sãi", "Phong trào"): part of a body's name, never of a person's."""
    return (
        k + 1 < len(line)
        and line.capital[k]
        and not line.capital[k + 1]
        and not line.shouted(k)
        and line.low[k + 1].isalpha()
        and line.low[k] not in _BREAKS
        and line.low[k + 1] not in _BREAKS | _INNER
        and line.joined(k + 1)
        and (line.joined(k) or line.low[k - 1] in ("-", "&"))
        and not _names(line, k)
    )


def _names(line: Line, k: int) -> bool:
    return line.capital[k] and name(line, k, titled=False) > k


def _links(line: Line, k: int, state: str) -> bool:
    """Whether a dash before word k stands inside the body ("Kinh tế - Ngân sách") and not before a new post or name."""
    found, head = (phrase(lexicon()[group], line.low, k) for group in ("tail", "head"))
    # "Hội Hữu nghị Việt - Lào"
    if line.low[k - 2] == "việt" and line.capital[k] and head is None:
        return not _names(line, k)
    if found is None and head is None and state in "OF" and line.low[k] not in _REMARKS and _compound(line, k):
        return True
    if found is None or (head is not None and head[1] != "abbreviated") or _names(line, k):
        return False
    if found[1] in ("field", "dual"):
        return state in "OF"
    return (found[1] == "short" and state in "CO") or (found[1] == "organ" and line.capital[k] and state == "F" and line.shouted(k))


def _coordinates(line: Line, k: int, state: str, before: list[str]) -> bool:
    """Whether "và" before word k joins two parts of one body ("Nông nghiệp và Môi trường", "HĐND và UBND")."""
    found = phrase(lexicon()["tail"], line.low, k)
    if found is None or _names(line, k):
        return False
    if found[1] in ("field", "dual"):
        return state in "OF"
    office = "phòng" in before or "vp" in before or "cvp" in before
    if found[1] == "short":
        return office or state == "F" or "tổ" in before
    return found[1] == "organ" and ((state == "F" and line.low[k] in ("doanh", "phòng")) or (office and line.low[k] == "đoàn"))


def _run(line: Line, k: int, *, held: bool, state: str) -> int:
    """The end of the capitalised words from word k that belong to a body; k where a person's name begins there."""
    n = len(line)
    if line.shouted(k) and name(line, k, titled=False) == k:
        return k + 1
    stop = k
    while stop < n and line.capital[stop] and line.word(stop)[0].isalpha() and (stop == k or line.joined(stop)):
        if stop > k and any((met := phrase(lexicon()[group], line.low, stop)) and met[0] - stop >= 2 for group in ("head", "tail")):
            break
        stop += 1
    whole = " ".join(line.low[k:stop])
    if whole in places()["high"]:
        return stop
    if not held and _holds(line, k, stop):
        return k
    if not held or state == "C":
        for cut in range(min(stop - 1, k + 4), k, -1):
            if " ".join(line.low[k:cut]) in places()["high"] and name(line, cut, titled=False) > cut:
                return cut
    person = name(line, k, titled=False)
    if person > k and (not held or (state == "C" and person - k >= 3 and whole not in places()["low"])):
        return k
    if not held:
        return _parted(line, k, stop)
    return stop


def _holds(line: Line, k: int, stop: int) -> bool:
    """Whether the words k to stop behind "tỉnh" name who holds the post: all provinces are known, and these are none."""
    return line.low[k - 1] == "tỉnh" and name(line, k, titled=False, beside=True) == stop


def _parted(line: Line, k: int, stop: int) -> int:
    """Where a person's name begins in the capitalised words k to stop, the likeliest length first; stop where none does."""
    cuts = [cut for cut in range(k + 1, stop - 1) if name(line, cut, titled=False) == stop]
    return min(cuts, key=lambda cut: (3, 4, 2, 5).index(stop - cut), default=stop)


def _place(line: Line, k: int, *, held: bool, kind: str) -> int:
    """The end of the name of a place that begins at word k, k where none does; `kind` is the noun before it."""
    n, low = len(line), line.low
    if k < n and low[k][0].isdigit() and low[k].isalnum() and len(low[k]) <= 3:
        return k + 1
    if k >= n or not line.capital[k] or not line.word(k)[0].isalpha() or (not line.joined(k) and not low[k - 1].endswith(".")):
        return k
    head = phrase(lexicon()["head"], low, k)
    called = title(line, k)
    if (head and head[0] - k >= 2) or (called and called[1] == "comrade" and called[0] - k >= 2):
        return k
    stop = k
    while stop < n and line.capital[stop] and line.word(stop)[0].isalpha() and (stop == k or line.joined(stop)) and stop - k < 9:
        if stop > k and (head := phrase(lexicon()["head"], low, stop)) and (head[0] - stop >= 2):
            break
        if stop > k and (called := title(line, stop)) and called[1] == "comrade" and called[0] - stop >= 2:
            break
        stop += 1
    # two names joined by a dash: Phan Rang - Tháp Chàm
    if stop + 1 < n and low[stop] == "-" and line.capital[stop + 1]:
        for cut in range(min(stop + 4, n), stop + 1, -1):
            if " ".join(low[k:cut]) in places()["high"] or " ".join(low[k:cut]) in places()["low"]:
                return cut
    known = places()["high"] if kind in _RANK and _RANK[kind] >= 3 else places()["low"]
    for cut in range(min(stop, k + 5), k, -1):
        if " ".join(low[k:cut]) in known and (cut == stop or name(line, cut, titled=False) > cut):
            return cut
    if (
        stop < n
        and low[stop][0].isdigit()
        and len(low[stop]) <= 2
        and line.joined(stop)
        and low[stop].isalnum()
        and name(line, k, titled=False) == k
    ):
        return stop + 1
    if held:
        return stop
    if _holds(line, k, stop):
        return k
    person = name(line, k, titled=False)
    if person == stop and stop - k >= (2 if kind in _LEVELS else 3):
        return k
    return _parted(line, k, stop)


def folded(text: str) -> str:
    """The words of a name or post with one placement of the tone mark, in lower case, without diacritics, joined by one space."""
    return fold(" ".join(words(text)))
