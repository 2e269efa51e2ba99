"""Sign: whether a page that came with status 200 or 403 says of itself that it is no article.

Three kinds are told apart, since each asks for another remedy: the article is gone ("soft 404"), the host does not let a program in
("block page"), or only a reader with an account ("login wall"). An article that speaks about any of these is none of them: its words
stand in a headline or in prose, not in a title of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Literal

from corpus.text import nfc

Kind = Literal["soft 404", "block page", "login wall"]

# No page with the furniture of a site is as short as this many characters; what stands in front of the articles is.
_SHORT = 20_000
# the head of a page, in which its title stands
_HEAD = 40_000
# So many words in blocks of at least so many are an article, however short; furniture and messages have fewer.
_PROSE, _BLOCK = 60, 20
# a message that sets a cookie and comes again shows next to nothing
_STUB = 20
# beside what a title says stands the name of the site, which is shorter than this many words
_NAME = 9


@dataclass(frozen=True, slots=True)
class Sign:
    """What a page is instead of an article, and the words or marks in it that say so."""

    kind: Kind
    seen: str


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


# --- soft 404 ---

_THING = _any(
    r"trang(?: web| tin| thông tin)?(?! (?:thiết bị|phục|trí|bị|trại|sức|nhất))",
    "nội dung",
    "bài(?: viết| báo)?",
    "tin(?: bài| tức)?(?! nhắn| học| cậy)",
    "đường dẫn",
    "liên kết",
    "địa chỉ",
    "tài liệu",
)
_WANTED = _any("này", "(?:mà )?(?:bạn|quý (?:khách|vị|độc giả)|độc giả) [^.,:;?!]{2,30}?", "(?:được |theo )?yêu cầu", "cần tìm")
_GONE = _any(
    "không (?:còn )?(?:được )?(?:tồn tại|tìm thấy|khả dụng)",
    "(?:hiện )?không có(?= trên| trong hệ thống|$)",
    "(?:đã|có thể đã) (?:bị |được )?(?:xóa|xoá|gỡ|ẩn)",
)
_MISSING = _any(
    rf"không (?:thể )?tìm (?:thấy|được) {_THING}(?= (?:{_WANTED}|nào|hoặc|trên)|[.,!;:]|$)",
    rf"{_THING} (?:{_WANTED} )?(?:hiện )?{_GONE}",
    r"(?:the |this )?(?:requested )?(?:page|url|resource|object|file|file or directory|article|content)(?: you (?:requested|are looking for))?"
    r" (?:(?:was|is|could|can) ?not|cannot|does not|doesn't)(?: be)? (?:found|available|exist)",
    "(?:page |file |object )?not found",
)
_CODE = r"(?:lỗi|mã lỗi|trang|error|http status|http error|http)?[ :]*404(?: not found| error| page| \(not found\)!*1?)?"
_SORRY = r"(?:(?:rất tiếc|xin lỗi|thông báo|thông tin|có lỗi|lỗi|error|sorry|oops|ôi|úi|ối)\b[^\w]*|có vẻ như )*"
_TAIL = r"(?:[ ,](?:này|nào|(?:mà )?bạn|(?:theo |được )?yêu cầu|hoặc|trên|on this)\b[^?]{0,80})?"

# --- login wall ---

_LOG_IN = _any(
    r"đăng nhập(?: ngay| tài khoản| hoặc đăng ký(?: tài khoản| thành viên)?)* để (?:đọc|xem) (?:tiếp|toàn (?:bộ|văn)|đầy đủ|trọn vẹn|nội dung|bài|chi tiết)(?! (?:các )?bình luận| luận)",
    "đăng nhập(?: tài khoản)? để (?:tiếp tục|truy cập)",
    r"(?:nội dung|bài viết)(?: này)?(?: chỉ)? dành (?:riêng )?cho (?:thuê bao|thành viên|hội viên|tài khoản|độc giả (?:đặt mua|đăng ký|trả phí))",
    "(?:log|sign) ?in to (?:continue|read|view)",
    "subscribe to (?:continue|keep) reading",
)
_ASKED = r"(?:(?:bạn|quý (?:khách|vị|độc giả)|độc giả|vui lòng|hãy|xin|mời|cần|phải|please|you must|you need to)[ ,]+)*"

# --- block page ---

_DENIED = _any(
    r"just a moment\W*",
    r"attention required!?",
    r"one moment, please\W*",
    r"please wait\W*",
    r"ddos-guard",
    r"checking your browser\b.*",
    r"(?:security|robot|browser|human|bot) (?:check|verification)",
    r"(?:access|request|page) (?:to this page )?(?:has been |is |was )?(?:denied|rejected|blocked|forbidden)",
    r"\S+ used cloudflare to restrict access",
    r"web page blocked!?",
    r"(?:error |http )?403(?: forbidden)?|forbidden",
    r"are you (?:a )?(?:human|robot)\??",
    r"verify(?:ing)? (?:that )?you are (?:a )?human\W*",
    r"pardon our interruption\W*",
    r"sucuri website firewall",
    r"error: the request could not be satisfied",
    r"(?:google )?(?:re)?captcha",
    r"truy cập (?:này )?(?:đã )?bị (?:từ chối|chặn)",
    r"từ chối truy cập",
    r"(?:xin |vui lòng )?(?:chờ|đợi)(?: một chút| trong giây lát| giây lát)\W*",
    r"(?:đang )?(?:kiểm tra|xác minh|xác thực) (?:bảo mật|trình duyệt|truy cập|người dùng|bạn là (?:con )?người)\W*",
)
_MARKS = (
    "__cf_chl",
    "_cf_chl_opt",
    "cf-browser-verification",
    "challenges.cloudflare.com",
    "_incapsula_resource",
    "captcha-delivery.com",
    "px-captcha",
    "awswafcookiedomainlist",
    "your support id is",
    "the requested url was rejected",
    "you don't have permission to access",
    "to protect itself from online attacks",
    "web application firewall",
    "fortigate",
    "slowaes.decrypt",
    "g-recaptcha",
    "h-captcha",
    "bị chặn bởi tường lửa",
    "không phải là robot",
    "không phải là người máy",
)

_TITLES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("soft 404", re.compile(rf"{_SORRY}(?:{_CODE}\W*(?:{_MISSING}{_TAIL})?|{_MISSING}{_TAIL}\W*(?:{_CODE})?)\W*")),
    ("block page", re.compile(rf"(?:{_DENIED})\W*")),
    ("login wall", re.compile(r"(?:trang )?đăng nhập(?: hệ thống| tài khoản| thành viên| quản trị)?|(?:log|sign) ?in")),
)
_MESSAGES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("soft 404", re.compile(rf"{_SORRY}(?:{_CODE}\W*)?{_MISSING}")),
    ("login wall", re.compile(rf"(?:[^.,!]{{1,30}}[.,!] )?{_ASKED}{_LOG_IN}")),
)
# what a message in a page of any length holds, without the letter that may be a capital
_SPOKEN = ("hông tồn tại", "hông tìm thấy", "để đọc tiếp", "để xem ")

_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,400})", re.IGNORECASE)
_H1 = re.compile(r"<h1\b[^>]{0,400}>(.{0,600}?)</h1", re.IGNORECASE | re.DOTALL)
_PARTS = re.compile(r"\s+[|\-–—·•»:]+\s+|\s*\|\s*")
_BODY = re.compile(r"<body\b[^>]{0,1000}\berror-?404\b", re.IGNORECASE)
_PASSWORD = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)
_TOKEN = re.compile(r"<!--|<(/?)([a-z][a-z0-9]*)[^<>]*>", re.IGNORECASE)
# where what no reader sees, or sees on every page, ends again
_UNSEEN = {"<!--": re.compile("-->")} | {
    name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "noscript", "template", "title", "footer", "nav")
}
_INLINE = frozenset(("a", "b", "br", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"))
_AGAIN = re.compile(r"\blocation\b\s*(?:\.\s*(?:reload|replace|assign|href)|=)")


def sign(html: str) -> Sign | None:
    """What a page is instead of an article, None where nothing says so; `html` is its text in NFC, as `encoding.decode` gives it.

    >>> sign("<title>Không tìm thấy trang | Báo Lạng Sơn</title>")
    Sign(kind='soft 404', seen='the title says "Không tìm thấy trang"')
    >>> sign("<title>Thăm hỏi 404 hộ nghèo | Báo Lạng Sơn</title>")
    """
    if (titled := _titled(html)) is not None:
        return titled
    if (start := html.find("<body")) >= 0 and _BODY.match(html, start):
        return Sign("soft 404", 'the body is of the class "error404"')
    if len(html) < _SHORT or any(words in html for words in _SPOKEN):
        return _shown(html)
    return None


def _titled(html: str) -> Sign | None:
    """What the title says: a part of it by itself, beside nothing but a name."""
    match = _TITLE.search(html, 0, _HEAD)
    if match is None:
        return None
    parts = [part for part in _PARTS.split(_plain(match[1])) if part]
    for kind, pattern in _TITLES:
        said = [part for part in parts if pattern.fullmatch(part.lower())]
        if said and not _headline(html, [part for part in parts if part not in said], said[0]):
            return Sign(kind, f'the title says "{said[0]}"') if kind != "login wall" or _PASSWORD.search(html) else None
    return None


def _headline(html: str, others: list[str], said: str) -> bool:
    """Whether a title goes on where it could end: its other parts read as a clause, or stand beside what it says in a heading."""
    if any(part.endswith("?") or part[0].islower() or len(part.split()) > _NAME for part in others):
        return True
    headings = [_plain(_TOKEN.sub(" ", match[1])) for match in islice(_H1.finditer(html), 3)] if others else []
    return any(said in heading and part in heading for heading in headings for part in others)


def _shown(html: str) -> Sign | None:
    """What the text that a page shows says, where it shows too little for an article."""
    blocks = [(_plain(text), own) for text, own in _blocks(html)]
    if sum(own for _, own in blocks if own >= _BLOCK) >= _PROSE:
        return None
    for text, _ in blocks:
        for kind, pattern in _MESSAGES:
            if match := pattern.match(text.lower()):
                return Sign(kind, f'it shows "{text[: match.end()]}"')
    if len(html) >= _SHORT:
        return None
    low = html.lower()
    if sum(own for _, own in blocks) < _STUB and "document.cookie" in low and _AGAIN.search(low):
        return Sign("block page", "it only sets a cookie and loads again")
    mark = next((mark for mark in _MARKS if mark in low), None)
    return Sign("block page", f'it holds "{mark}"') if mark else None


def _blocks(html: str) -> Iterator[tuple[str, int]]:
    """The text of each block that is seen, as it stands in the page, and how many of its words no link holds."""
    pieces: list[str] = []
    own = at = 0
    linked = False
    while (token := _TOKEN.search(html, at)) is not None:
        text = html[at : token.start()]
        pieces.append(text)
        own += 0 if linked else len(text.split())
        closes, name = token[1], (token[2] or token[0]).lower()
        at = token.end()
        if name == "a":
            linked = not closes
        elif name not in _INLINE:
            yield "".join(pieces), own
            pieces, own = [], 0
        else:
            pieces.append(" " if name == "br" else "")
        if name in _UNSEEN and not closes:
            end = _UNSEEN[name].search(html, at)
            at = end.start() if end else len(html)
    yield "".join((*pieces, html[at:])), own + len(html[at:].split())


def _plain(text: str) -> str:
    return " ".join(nfc(unescape(text)).split())
