"""Reads officials: names of persons with the posts that stand beside them.

A sentence is read twice. First its words become chunks, each with a letter: N a name, P a post, H and h an honorific (comrade,
rank, degree; ông, bà), K a word for many ("các"), l "là", g "giữ chức", d "đối với", c "chức danh", m "miễn nhiệm", k "kiêm", v "và", b "sinh năm", s a word
of speaking or taking part, a one of praise, x anything else; punctuation stands for itself. Then the rules of `official.toml` are matched on the
letters: what belongs to whom is a matter of their order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Mention, Official, Position
from extractors import office, rule
from extractors.office import Line, Post
from extractors.rule import Rule, factory

# Without one of these words or phrases no person is named with a post or an honorific.
_CUE_WORDS = frozenset(
    ["ông", "bà", "anh", "chị", "cô", "cụ", "thầy", "bác", "chú", "em", "ngài", "trưởng", "phó", "chánh", "thủ", "tướng", "gs", "ts", "ths", "pgs", "bs", "gs.", "ts.", "ths.", "pgs.", "bs.", "thạc", "tiến", "ls.", "ks.", "ds.", "mr", "cử", "ccb", "tuv", "huv", "uvtw", "uvbtv", "uvtv", "uvtư", "uvt.ư", "đuv", "pct", "pbt", "gđ", "pgđ", "ct", "bt", "uv", "cvp", "cht", "thuv", "quv", "đbqh", "luật", "linh", "mục", "hòa", "hoà", "thượng", "đại", "thiếu", "trung", "hiệu"]
)
_CUE_PHRASES = ("đồng chí", "đồng chi", "đ/c", "bí thư", "chủ tịch", "giám đốc", "ủy viên", "uỷ viên", "chủ nhiệm", "trưởng", "đại biểu", "biên tập",
                "chính ủy", "chính uỷ", "tư lệnh", "viên", "chánh", "tướng", "thống đốc", "trụ trì", "nghệ nhân", "cử tri", "già làng", "bác sĩ", "bác sỹ")  # fmt: skip
_DELEGATION = office.words("đoàn")[0]
_LETTERS = {"many": "K", "kin": "k", "is": "l", "held": "g", "left": "m", "office": "c", "onto": "d", "born": "b", "award": "a", "speech": "s"}
# What may stand before a name that has no honorific: else "đường Nguyễn Văn Cừ" would be a person.
_BEFORE_NAMES = frozenset(["và", "có", "gồm", "do", "cùng", "với", "là", "cho", "của", "bầu", "gặp", "thăm", "mừng", "khi", "theo", "thì", "-", "–", "—", ",", ";", ":", "(", "“", '"', "*", "+", "•", ".", "/", "với"])
_CREDITS = frozenset(["ảnh", "tin", "bài", "giả", "nguồn", "hiện", "video", "clip", "viết", "bởi"])
_NAMES = {
    "title": r"[Hh](?:[-,]?[Hh]){0,5}",
    # between a name and its post: "(bên phải)", "(sinh năm 1970)", ", sinh năm 1970,"
    "aside": r"(?:\([^()NP]{0,4}\)|\(N\)|(?:,x?bx?){1,3}(?=,P))?",
    "after": r"(?:[-,:(]{0,2}l?K?P(?![Hh]{0,4}N)(?:[-,vklg(]{0,2}P(?![Hh]{0,4}N)){0,12}\)?)",
}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words first to last (exclusive) of a line under one letter; `post` where the letter is P."""

    letter: str
    first: int
    last: int
    post: Post | None = None


# Their patterns match letters, not text.
RULES: tuple[Rule, ...] = rule.load("official", _NAMES)


def find(text: str, start: int, end: int, _found: Sequence[Mention]) -> Iterator[Mention]:
    """The officials of one sentence, text[start:end], in text order; what earlier components found plays no part."""
    low = text[start:end].lower()
    if _CUE_WORDS.isdisjoint(low.split()) and not any(cue in low for cue in _CUE_PHRASES):
        return
    line = Line(text, start, end)
    chunks = tuple(_chunks(line))
    letters = "".join(chunk.letter for chunk in chunks)
    if "N" not in letters and "P" not in letters:
        return
    taken = [False] * len(chunks)
    read: list[Mention] = []
    for one, match in rule.matches(RULES, letters, 0, len(letters)):
        first, last = match.span()
        if not any(taken[first:last]):
            taken[first:last] = [True] * (last - first)
            read += _mentions(line, chunks[first:last], one)
    yield from sorted(read, key=lambda mention: mention.start)


def _chunks(line: Line) -> Iterator[Chunk]:
    """The chunks of a line in order; words that say nothing here are one x."""
    n = len(line)
    i = 0
    pending = -1
    before = ""
    while i < n:
        chunk = _chunk(line, i, before)
        if chunk is None:
            pending = i if pending < 0 else pending
            i = _skip(line, i)
            if before[-1:] != "x":
                before = (before + "x")[-24:]
            continue
        if pending >= 0:
            yield Chunk("x", pending, i)
            pending = -1
        yield chunk
        before = (before + chunk.letter)[-24:]
        i = chunk.last
    if pending >= 0:
        yield Chunk("x", pending, n)


# What stands before a post whose holder is already named.
_HOLDER = re.compile(r"(?:(?<!P)[Hh]|(?<![PHh]))N(?:\([^()NP]*\))?(?:[-,:(lgkv]|P)*\Z")


def _chunk(line: Line, i: int, before: str) -> Chunk | None:
    low, n, word = line.low, len(line), line.low[i]
    if word in (",", ";", ":", "-", "(", ")"):
        return Chunk(word, i, i + 1)
    if not (word[0].isalpha() or word[0].isdigit()):
        return None
    lexicon = office.lexicon()
    if word in lexicon["head"]:
        post = office.post(line, i, held=_HOLDER.search(before) is not None)
        if post is not None:
            return Chunk("P", i, post.last, post)
    called = office.title(line, i)
    if called is not None:
        follows = called[0] < n and (
            line.capital[called[0]] or low[called[0]] in lexicon["head"] or low[called[0]] in lexicon["title"] or low[called[0]] in (":", ",", "(", "-")
        )
        if follows and (called[1] == "comrade" or line.capital[called[0]] or before[-1:] == "K" or low[called[0]] in lexicon["title"]):
            return Chunk("H" if called[1] == "comrade" else "h", i, called[0])
    if line.capital[i]:
        titled = before[-1:] in ("H", "h")
        if titled or before[-1:] == "P" or i == 0 or low[i - 1] in _BEFORE_NAMES or (line.starts[i] and line.text[line.starts[i] - 1] == "\n"):
            stop = office.name(line, i, titled=titled)
            if stop > i and not (low[i - 1] == ":" and i > 1 and low[i - 2] in _CREDITS and not titled):
                return Chunk("N", i, stop)
    linked = office.phrase(lexicon["link"], low, i)
    if linked is not None:
        stop, part = linked
        if part != "many":
            return Chunk(_LETTERS[part], i, stop)
        if stop < n and (low[stop] in lexicon["title"] or low[stop] in lexicon["head"]) and (
            office.title(line, stop) is not None or office.phrase(lexicon["head"], low, stop) is not None
        ):
            return Chunk("K", i, stop)
    if word in ("và", "cùng", "với"):
        return Chunk("v", i, i + 1)
    return None


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


def _weighed(line: Line, chunks: Sequence[Chunk], i: int) -> Chunk:
    """Chunk i as its neighbours make it: an office that is left is a former one, "làm Trưởng đoàn" a part in a visit and no post."""
    chunk = chunks[i]
    if chunk.post is None or not i:
        return chunk
    before = "".join(other.letter for other in chunks[max(0, i - 2) : i])
    if before.endswith("l") and chunk.post.body == chunk.post.last - 1 and line.low[chunk.post.body] == _DELEGATION:
        return Chunk("x", chunk.first, chunk.last)
    return replace(chunk, post=replace(chunk.post, former=True)) if "m" in before else chunk


def _mentions(line: Line, chunks: Sequence[Chunk], one: Rule) -> Iterator[Mention]:
    """The mentions of one match of a rule."""
    chunks = [_weighed(line, chunks, i) for i in range(len(chunks))]
    names = [i for i, chunk in enumerate(chunks) if chunk.letter == "N" and not (i and chunks[i - 1].letter == "(")]
    posts = [i for i, chunk in enumerate(chunks) if chunk.letter == "P"]
    if not names:
        # a title in small letters without an honorific names an office, not who holds it
        if posts and (line.capital[chunks[posts[-1]].first] or len(chunks) > 1):
            yield _mention(line, None, [chunks[posts[-1]]], [], one)
        return
    shared: list[Chunk] = []
    if one.id in ("official.shared", "official.appointed"):
        shared = [chunks[i] for i in posts if i < names[0]]
    elif one.id == "official.together":
        shared, posts = [chunks[i] for i in posts], []
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
    posts = [chunk.post for chunk in (*shared, *own) if chunk.post is not None]
    positions = tuple(
        Position(
            text=line.span(post.first, post.last),
            start=line.starts[post.first],
            end=line.ends[post.last - 1],
            former=post.former,
            organization=line.span(post.body, post.last) if post.body < post.last else None,
        )
        for post in posts
    )
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


create = factory("official", find)
