"""Reads officials: names of persons with the posts that stand beside them.

A sentence is read twice. First its words become chunks, each with a letter: N a name, P a post, H and h an honorific (comrade,
rank, degree; ông, bà), K a word for many ("các"), l "là", i "gồm", g "giữ chức", d "đối với", o "của", c "chức danh", m "miễn nhiệm",
k "kiêm", v "và", n a given name behind an honorific, t "nhiệm kỳ", b "sinh năm", s a word of speaking or taking part, a one of praise, x anything else; punctuation stands
for itself. Then the rules of `official.toml` are matched on the letters: what belongs to whom is a matter of their order.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from operator import or_
from typing import NamedTuple

from corpus import load
from corpus.model import Mention, Official, Position
from corpus.text import flip_tones
from extractors import office, rule
from extractors.office import BODY, HEAD, LINK, MARK, TITLE, Line, Post
from extractors.rule import Rule, factory

_LETTERS = {
    "many": "K", "kin": "k", "is": "l", "held": "g", "left": "m", "office": "c", "onto": "d", "of": "o", "born": "b", "award": "a", "speech": "s", "term": "t",
    "made": "i", "and": "v", "none": "x",
}  # fmt: skip
_MARKS = {",": ",", ";": ";", ":": ":", "-": "-", "(": "(", ")": ")", "|": ","}
# What may stand before a name that has no honorific: else "đường Nguyễn Văn Cừ" would be a person.
_BEFORE_NAMES = frozenset(
    [
        "và",
        "có",
        "gồm",
        "do",
        "cùng",
        "với",
        "là",
        "cho",
        "của",
        "bầu",
        "gặp",
        "thăm",
        "mừng",
        "khi",
        "theo",
        "thì",
        "-",
        "–",
        "—",
        ",",
        ";",
        ":",
        "(",
        "“",
        '"',
        "*",
        "+",
        "•",
        ".",
        "/",
        "|",
        "như",
    ]
)
# the ends of what somebody is called by the given name; "Thạc sĩ Luật" is no such call
_ADDRESSES = frozenset(["ông", "bà", "chí", "đ/c"])
# behind these a name of an uncommon family is one if a post follows it at once
_OPENS_A_NAME = frozenset([":", ";", "gồm", "và", "có", "do", "với", "là"])
_CREDITS = frozenset(["ảnh", "tin", "bài", "giả", "nguồn", "hiện", "video", "clip", "viết", "bởi"])
_NAMES = {
    "title": r"[Hh](?:[-,]?[Hh]){0,5}",
    # a post with what may stand behind it: "(cũ)", "nhiệm kỳ 2020 - 2025"
    "post": r"P(?:\(x\))?(?:,?tx(?:-x)?)?(?![Hh]{0,4}N)",
    # between a name and its post: "(bên phải)", "(sinh năm 1970)", ", sinh năm 1970,", and a life in short that ends in the post
    "aside": r"(?:\([^()NP]{0,6}\)|\(N\)|(?:,x?bx?){1,3}(?=,P)|[,;]?x?bx?(?:[,;]x?bx?){0,5}(?:[,;:]{1,2}[xHhcb]{1,3}){0,6}(?:[,;]c?:|[,;:-]c?)(?=l?P))?",
    "after": r"(?:[-,:(]{0,2}l?K?P(?![Hh]{0,4}N)(?:[-,vklg(]{0,2}P(?![Hh]{0,4}N)){0,12}\)?|\(x?bx?,P(?:,P){0,3}[^()NP]{0,4}\))",
    # posts of one's own among persons who get another together
    "own": r"(?:[-,(]P(?![Hh]{0,4}N)(?:[-,k(]{1,2}P(?![Hh]{0,4}N)){0,6}\)?)?",
    "taken": r"(?:[^NPHhK;]{0,10}[gm]c?P(?![Hh]{0,4}N)(?:[-,k]{1,2}P(?![Hh]{0,4}N)){0,6})",
}


class Chunk(NamedTuple):
    """Words first to last (exclusive) of a line under one letter; `post` where the letter is P."""

    letter: str
    first: int
    last: int
    post: Post | None = None


# Their patterns match letters, not text.
RULES: tuple[Rule, ...] = rule.load("official", _NAMES)
_MATCHES = rule.Matcher(RULES)


def find(text: str, start: int, end: int, _found: Sequence[Mention]) -> Iterator[Mention]:
    """The officials of one sentence, text[start:end], in text order; what earlier components found plays no part."""
    if not speaks_of_someone(text[start:end]):
        return
    line = Line(text, start, end)
    chunks = tuple(_chunks(line))
    letters = _letters(chunks)
    if not letters:
        return
    if letters == "P" and (signed := _signed(line, chunks[0])) is not None:
        yield signed
        return
    taken = [False] * len(chunks)
    read: list[Mention] = []
    for one, match in _MATCHES(letters, 0, len(letters)):
        first, last = match.span()
        if not any(taken[first:last]):
            taken[first:last] = [True] * (last - first)
            read += _mentions(line, chunks[first:last], one)
    yield from sorted(read, key=lambda mention: mention.start)


def letters(text: str, start: int, end: int) -> str:
    """What the rules are matched on in a sentence: a letter for each of its chunks; "" where it names nobody."""
    return _letters(tuple(_chunks(Line(text, start, end)))) if speaks_of_someone(text[start:end]) else ""


def _letters(chunks: Sequence[Chunk]) -> str:
    said = "".join([chunk.letter for chunk in chunks])
    return said if "P" in said or ("N" in said and _HONORED.search(said)) else ""


# Every post (corpus/gazetteers/offices.csv) has one of these words in it, which say little else, or one of the phrases.
_TELLING = ("bí", "tịch", "trưởng", "phó", "tướng", "chánh", "lệnh", "phán", "trụ", "sứ", "đbqh", "thủ", "đốc", "già", "xứ")
_POSTS = ("ủy viên", "uỷ viên", "chủ nhiệm", "chính ủy", "chính uỷ", "chính trị viên", "biên tập", "thư ký", "đại biểu quốc", "đại biểu h", "trợ lý", "cố vấn",
          "phối viên", "soát viên", "chủ cơ sở", "chủ doanh nghiệp", "chủ hộ", "giáo cả", "pháp chủ", "quản nhiệm", "sư cả")  # fmt: skip
_GENERAL = ("tổng thanh tra", "tổng kiểm toán", "tổng lãnh sự", "tổng chỉ huy", "tổng giám mục", "tổng phụ trách")
# Posts too common as words of many: only behind a name, or behind "là".
_STAFF = ("viên", "cán bộ", "công chức", "kế toán", "văn thư", "thủ quỹ", "dân quân", "hội thẩm", "thường trực")
_IS_STAFF = re.compile(
    rf"(?:{rule.NAMES['upper']}\w*\s?[,(–-]|\b(?:là|làm))\s?(?i:cán\sbộ|công\schức|kế\stoán|văn\sthư|thủ\squỹ|dân\squân|hội\sthẩm|thường\strực|[^\W\d_]+\sviên)\b"
)


# Whoever gets a prize is named without a title in sports pages.
_AWARDED = re.compile(
    rf"{rule.NAMES['upper']}\w*(?:\s{rule.NAMES['upper']}\w*){{2,4}}\s(?:đã\s|vừa\s|cũng\s)?(?:được\s|nhận|đạt|đoạt|giành)"
)


@cache
def _called() -> tuple[frozenset[str], frozenset[str]]:
    """The telling words, and the last words of honorifics and the abbreviated posts, as white space parts them from others."""
    last = {row["phrase"].split()[-1] for row in load.table("offices") if row["part"] in office.TITLES}
    short = {row["phrase"] for row in load.table("offices") if row["part"] == "abbreviated"} - {"tp"}

    def parted(words: Iterable[str]) -> frozenset[str]:
        before, behind = ("", "(", "“", '"', "-", "–", "*", "+", "[", "/"), ("", ":", ",", ".", "/", "-", ")", "):")
        return frozenset(b + word + e for word in words for b in before for e in behind)

    return parted(_TELLING), parted(last | {flip_tones(word) for word in last} | short)


def speaks_of_someone(piece: str) -> bool:
    """Whether a sentence may name somebody, at the price of a look: it holds a post, or an honorific before a capital."""
    low = piece.lower()
    words = low.split()
    telling, ends = _called()
    if not telling.isdisjoint(words):
        return True
    # plain loops: this is asked of every sentence
    for post in _POSTS:
        if post in low:
            return True
    if "tổng " in low and any(post in low for post in _GENERAL):
        return True
    if not ends.isdisjoint(words):
        written = piece.split()
        for at, word in enumerate(words[:-1], 1):
            if word in ends and written[at].lstrip('(“"-–[')[:1].isupper():
                return True
    if _AWARDED.match(piece):
        return True
    for staff in _STAFF:
        if staff in low:
            return _IS_STAFF.search(piece) is not None
    return False


# Without a post only who is called by a title, or praised, is named.
_HONORED = re.compile("[Hha]")


_ABOVE = re.compile(r"\n[ ]*([^\n]{4,50}?)[ ]*\n\s*\Z")
_BELOW = re.compile(r"[ ]*\n\s*([^\n]{4,50}?)[ ]*(?:\n|\Z)")
_NEIGHBOURHOOD = 90


def _alone(line: Line) -> Chunk | None:
    """The name that is all of a line but for a title; beside a line that is a post, a name of any family."""
    chunks = tuple(_chunks(line))
    if "".join([one.letter for one in chunks]) in ("N", "hN", "HN"):
        return chunks[-1]
    return Chunk("N", 0, len(line)) if len(line) and office.name(line, 0, titled=False, beside=True) == len(line) else None


def _signed(line: Line, chunk: Chunk) -> Mention | None:
    """The mention of a post that is a line of its own, with the name that is the line above or below: a table, a caption, a signature."""
    text, start, end = line.text, line.starts[0], line.ends[-1]
    first = max(0, start - _NEIGHBOURHOOD)
    # a line that begins before the window is longer than a name
    above = _ABOVE.search(("\n" if first == 0 else "") + text[first:start])
    below = _BELOW.match(text[end : end + _NEIGHBOURHOOD])
    around = ((above, first - (first == 0), "official.after"), (below, end, "official.before"))
    for match, offset, rule_id in around:
        if match is None:
            continue
        other = Line(text, offset + match.start(1), offset + match.end(1))
        if (who := _alone(other)) is not None:
            a, b = other.starts[who.first], other.ends[who.last - 1]
            value = Official(name=other.span(who.first, who.last), positions=_positions(line, [chunk]), name_start=a, name_end=b)
            a, b = min(start, a), max(end, b)
            return Mention("official", a, b, text[a:b], rule_id, value)
    return None


def _chunks(line: Line) -> Iterator[Chunk]:
    """The chunks of a line in order; words that say nothing here are one x."""
    bits, low, capital = line.bits, line.low, line.capital
    at = told = 0
    before = ""
    for i in [i for i, telling in enumerate(map(or_, bits, capital)) if telling]:
        if i < at:
            continue
        if told < i and before[-1:] != "x":
            before += "x"
        bit = bits[i]
        if bit == MARK:
            chunk: Chunk | None = Chunk("s" if _quotes(line, i) else _MARKS[low[i]], i, i + 1)
        elif bit == BODY and not capital[i]:
            chunk = None
        else:
            chunk = _chunk(line, i, before)
        if chunk is None:
            at = _skip(line, i) if bit & BODY else i + 1
            if before[-1:] != "x":
                before += "x"
            continue
        if told < i and chunk.letter in _TAKEN and all(word in _ADVERBS for word in low[told:i]):
            before, chunk = before.removesuffix("x"), chunk._replace(first=told)
        elif told < i:
            yield Chunk("x", told, i)
        yield chunk
        before = (before + chunk.letter)[-24:]
        at = told = chunk.last
    if told < len(low):
        yield Chunk("x", told, len(low))


_QUOTATION = frozenset(["“", '"', "‘", "«"])
# What has a title of its own behind the colon, and nothing is said: "với chủ đề: “…”".
_ENTITLED = frozenset(
    ["đề", "hiệu", "hình", "trào", "tài", "bài", "tên", "hát", "phẩm", "sách", "thơ", "án", "trình", "dung", "danh", "là", "giải"]
)


def _quotes(line: Line, i: int) -> bool:
    """Whether the mark at word i is a colon that opens what somebody says, whatever verb stands before it ("tính: “…”")."""
    low = line.low
    return low[i] == ":" and i > 0 and i + 1 < len(low) and low[i + 1] in _QUOTATION and low[i - 1] not in _ENTITLED


# Words that stand between a name and what it is or becomes: "đã | được bầu làm", "hiện | đang là".
_ADVERBS = frozenset(["đã", "cũng", "vừa", "mới", "hiện", "đang", "đều", "từng", "lần", "lượt", "chính", "thức", "tiếp", "tục"])
_TAKEN = frozenset("lgm")

_ON_BEHALF = {("ủy", "quyền"), ("uỷ", "quyền"), ("ủy", "nhiệm"), ("uỷ", "nhiệm"), ("thay", "mặt")}
# What stands before a post whose holder is already named.
_HOLDER = re.compile(r"(?:(?<!P)[Hh]|(?<![PHh]))N(?:\([^()NP]*\))?(?:[-,:(lgkv]|P)*\Z")


def _chunk(line: Line, i: int, before: str) -> Chunk | None:
    low, n, bit = line.low, len(line), line.bits[i]
    lexicon = office.lexicon()
    if bit & HEAD and (post := office.post(line, i, held=_HOLDER.search(before) is not None)) is not None:
        if _stands_in_for(line, post):
            return Chunk("x", i, post.last)
        if office.visiting(line, post):
            return Chunk("H" if post.last < n and line.capital[post.last] else "x", i, post.last)
        return Chunk("P", i, post.last, post)
    if bit & TITLE and (called := office.title(line, i)) is not None:
        stop, part = called
        if stop < n:
            upper, titled = line.capital[stop], bool(line.bits[stop] & TITLE)
            follows = upper or titled or line.bits[stop] & HEAD or low[stop] in (":", ",", "(", "-", "/")
            if follows and (part == "comrade" or upper or titled or before[-1:] == "K"):
                return Chunk("H" if part == "comrade" else "h", i, stop)
    if line.capital[i]:
        titled = before[-1:] in ("H", "h")
        if titled or before[-1:] == "P" or i == 0 or low[i - 1] in _BEFORE_NAMES or line.begins(i):
            stop = office.name(line, i, titled=titled)
            if stop == i and i and (low[i - 1] == "tỉnh" or low[i - 1] in _OPENS_A_NAME):
                stop = office.name(line, i, titled=False, beside=True)
                stop = stop if low[i - 1] == "tỉnh" or office.posted(line, stop) else i
            if (
                stop == i
                and titled
                and low[i - 1] in _ADDRESSES
                and office.name(line, i, titled=True, lone=True) == i + 1
                and _leads_to_a_post(line, i + 1)
            ):
                return Chunk("n", i, i + 1)
            if stop > i and not (low[i - 1] == ":" and i > 1 and low[i - 2] in _CREDITS and not titled):
                return Chunk("N", i, stop)
    if bit & LINK and (linked := office.phrase(lexicon["link"], low, i)) is not None:
        stop, part = linked
        if part != "many":
            return Chunk(_LETTERS[part], i, stop)
        if (
            stop < n
            and line.bits[stop] & (TITLE | HEAD)
            and (office.title(line, stop) is not None or office.phrase(lexicon["head"], low, stop) is not None)
        ):
            return Chunk("K", i, stop)
    return None


def _stands_in_for(line: Line, post: Post) -> bool:
    """Whether a post is another's, on whose behalf the person behind the comma acts ("Thừa ủy quyền của Chủ tịch UBND tỉnh, đồng chí …")."""
    low, first = line.low, post.first
    before = tuple(low[max(0, first - 3) : first])
    given = before[-2:] in _ON_BEHALF or (before[-1:] == ("của",) and before[:2] in _ON_BEHALF)
    return given and low[post.last : post.last + 1] == [","]


def _leads_to_a_post(line: Line, i: int) -> bool:
    """Whether a post, or what somebody is or becomes, may begin at word i: else a given name alone is of no use."""
    return i < len(line) and (line.low[i] in _ADVERBS or line.low[i] in ("được", ",", "-", "(") or bool(line.bits[i] & LINK))


def _skip(line: Line, i: int) -> int:
    """The next word to look at after word i, which begins no chunk: a body's name or a place is passed as a whole."""
    found = office.phrase(office.lexicon()["tail"], line.low, i)
    if found is None or found[1] == "stop":
        return i + 1
    stop, part = found
    if part == "place" and stop < len(line) and line.capital[stop]:
        while stop < len(line) and line.capital[stop] and line.joined(stop) and line.low[stop] not in office.lexicon()["head"]:
            stop += 1
    return stop


# What is left, up to the post in question: "miễn nhiệm chức danh P, P".
_LEFT = re.compile(r"m[gc]{0,2}(?:P[-,kvtx]{1,6}){0,6}\Z")


def _weighed(chunks: Sequence[Chunk], i: int) -> Chunk:
    """Chunk i as its neighbours make it: an office that is left is a former one."""
    chunk = chunks[i]
    if chunk.post is None or not _LEFT.search("".join([other.letter for other in chunks[:i]])):
        return chunk
    return chunk._replace(post=replace(chunk.post, former=True))


def _mentions(line: Line, chunks: Sequence[Chunk], one: Rule) -> Iterator[Mention]:
    """The mentions of one match of a rule."""
    if any(chunk.letter == "m" for chunk in chunks):
        chunks = [_weighed(chunks, i) for i in range(len(chunks))]
    names = [i for i, chunk in enumerate(chunks) if chunk.letter in ("N", "n") and not (i and chunks[i - 1].letter == "(")]
    posts = [i for i, chunk in enumerate(chunks) if chunk.letter == "P"]
    if not names:
        # a title in small letters without an honorific names an office, not who holds it
        if posts and (line.capital[chunks[posts[-1]].first] or len(chunks) > 1):
            yield _mention(line, None, [chunks[posts[-1]]], [], one)
        return
    shared: list[Chunk] = []
    if one.id in ("official.shared", "official.appointed", "official.are"):
        shared = [chunks[i] for i in posts if i < names[0]]
    elif one.id == "official.together":
        upon = max(i for i, chunk in enumerate(chunks) if chunk.letter in "gml" and i > names[-1])
        shared, posts = [chunks[i] for i in posts if i > upon], [i for i in posts if i < upon]
    groups: list[tuple[Chunk, list[Chunk]]] = []
    for number, at in enumerate(names):
        upto = names[number + 1] if number + 1 < len(names) else len(chunks)
        own = [chunks[i] for i in posts if at < i < upto]
        if not number and not shared:
            own = [chunks[i] for i in posts if i < at] + own
        groups.append((chunks[at], own))
    if one.id == "official.shared":
        groups = _tails(chunks, names, groups)
    for who, own in groups:
        yield _mention(line, who, own, shared, one)


def _tails(chunks: Sequence[Chunk], names: Sequence[int], groups: list[tuple[Chunk, list[Chunk]]]) -> list[tuple[Chunk, list[Chunk]]]:
    """The groups of a list with a post at the end of several names ("A và B, Phó Chủ tịch UBND tỉnh; C, ...") given to each of them."""
    out = list(groups)
    for number in range(len(groups) - 2, -1, -1):
        between = "".join(chunk.letter for chunk in chunks[names[number] + 1 : names[number + 1]])
        if not out[number][1] and ";" not in between:
            out[number] = (out[number][0], out[number + 1][1])
    return out


def _mention(line: Line, who: Chunk | None, own: Sequence[Chunk], shared: Sequence[Chunk], one: Rule) -> Mention:
    positions = _positions(line, [*shared, *own])
    spans = [(chunk.first, chunk.last) for chunk in own if who is None or chunk.last <= who.first or chunk.first >= who.last]
    if who is not None:
        spans.append((who.first, who.last))
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    if who is not None and own and first > who.last:
        first = who.first
    start, end = line.starts[first], line.ends[last - 1]
    value = Official(
        name=None if who is None else line.span(who.first, who.last),
        positions=positions,
        name_start=0 if who is None else line.starts[who.first],
        name_end=0 if who is None else line.ends[who.last - 1],
    )
    return Mention("official", start, end, line.text[start:end], one.id, value)


def _positions(line: Line, chunks: Sequence[Chunk]) -> tuple[Position, ...]:
    return tuple(
        Position(
            text=line.span(post.first, post.last),
            start=line.starts[post.first],
            end=line.ends[post.last - 1],
            former=post.former,
            organization=line.span(post.body, post.last) if post.body < post.last else None,
        )
        for post in (chunk.post for chunk in chunks)
        if post is not None
    )


create = factory("official", find)
