"""Bytes to text: which encoding a page is in, and whether what comes out is Vietnamese.

Old Vietnamese pages come in three shapes besides UTF-8: windows-1258 (letters and combining tone marks, a real code page), and text typed
with the fonts of TCVN3 (".VnTime") or VNI, whose letters are other Latin letters until the font draws them ("NghÞ quyÕt", "Nghò quyeát").
"""

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from corpus.text import nfc
from pipeline.errors import Refused

Legacy = Literal["windows-1258", "TCVN3", "VNI", "UTF-8 read as Latin-1"]

# as the web's standard takes them: what says that it is Latin-1 or ASCII is windows-1252
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("windows-1258", "cp1258", "x-cp1258"), "cp1258"),
    **dict.fromkeys(("windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
}  # fmt: skip

_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"MZ\x90",
    b"SQLite format 3",
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

# letters that only Vietnamese has among languages of the web: a share of about a fifth of the letters of any Vietnamese text
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝĩũĨŨ]")
# those of them that no other code page holds, as the bytes with which they begin: all of U+1E80 to U+1EFF, and eight more
_COMMONEST = (b"\xe1\xba", b"\xe1\xbb")
_SURE = (*_COMMONEST, *(letter.encode() for letter in "ăđơưĂĐƠƯ"))
_NO_LETTER = re.compile(r"[\W\d_]")
_ASCII = bytes(range(128))
# what the bytes of TCVN3 and VNI look like as Latin-1, less the letters that Vietnamese has too
_TCVN3 = re.compile("[§¶·¸¹»¼½¾µ®¬©«ª­×ØÞßåæçëîïñöø÷þÆÇËÎÏÑÖ]")
_VNI = re.compile("[aeouyAEOUY][ùøûïüÙØÛÏÜ]|[öÖñÑ]|[aeoAEO]â|[aA][êÊ]")
_TWICE = re.compile("Ã[\u0080-\u00bf]|áº|á»|Ä‘|Æ°|Æ¡|Ä\u0083")


@dataclass(frozen=True, slots=True)
class Text:
    """What a page's bytes say: `text` in NFC, `legacy` the old encoding that it was in, `cut` whether the bytes end inside a character."""

    text: str
    legacy: Legacy | None = None
    cut: bool = False


def decode(content: bytes, charset: str | None = None) -> Text:
    """The text of a page: by the charset that came with it, its byte order mark, its meta element, or else by what the bytes can be.

    `charset` is the one of the HTTP header. Raises Refused: "empty", "binary", and "legacy encoding" for what no code page turns into
    Vietnamese (TCVN3, VNI). windows-1258 is decoded, with its tone marks joined to their letters.
    """
    if not content.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise Refused("empty", f"{len(content)} bytes without text")
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _checked(Text(nfc(content.decode(name, errors="replace"))))
    if content.startswith(_MAGIC):
        raise Refused("binary", f"begins as {content[:4]!r}")
    if b"\x00" in content or len(_CONTROL.findall(content[:4096])) > 8:
        raise Refused("binary", "NUL bytes" if b"\x00" in content else "control characters")
    try:
        return _checked(Text(nfc(content.decode("utf-8"))))
    except UnicodeDecodeError as error:
        # a page cut while it was saved may end inside a letter
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return _checked(Text(nfc(content[: error.start].decode("utf-8")), cut=True))
    return _other(content, _codec(charset) or _codec(_declared(content)))


def _declared(content: bytes) -> str | None:
    match = _META.search(content[:4096])
    return match[1].decode("ascii") if match else None


def _codec(name: str | None) -> str | None:
    """Python's name of an encoding that pages are in, None for any other: Python's own codecs also unpack, escape and look names up."""
    return _CODECS.get(name.strip().lower()) if name else None


def _other(content: bytes, declared: str | None) -> Text:
    """Text that is not UTF-8, whatever it says."""
    vietnamese = nfc(content.decode("cp1258", errors="replace"))
    if declared == "cp1258" or (share(vietnamese) > 0.12 and _odd(vietnamese) is None):
        return Text(vietnamese, legacy="windows-1258")
    broken = content.decode("utf-8", errors="replace")
    # a few stray bytes in a long UTF-8 page cost a letter each; elsewhere the page is in another encoding
    if broken.count("\ufffd") * 200 < len(broken):
        return _checked(Text(nfc(broken.replace("\ufffd", ""))))
    text = nfc(content.decode(declared if declared and declared != "utf-8" else "cp1252", errors="replace"))
    return _checked(Text(text))


def _checked(page: Text) -> Text:
    if (odd := _odd(page.text)) is not None:
        raise Refused("legacy encoding", f"{odd}: convert the page to UTF-8 first")
    return page


def _odd(text: str) -> Legacy | None:
    """The encoding whose letters stand in place of Vietnamese ones, None where the text is what it seems."""
    head = text[:200_000]
    beyond = head.encode("utf-8", errors="ignore").translate(None, _ASCII)
    # each odd letter is or has one of Latin-1 (two bytes, of which the first is C2 or C3): most pages have too few beside what is surely
    # Vietnamese, and even beside the commonest of that
    latin = beyond.count(b"\xc2") + beyond.count(b"\xc3")
    if latin <= 15 or latin <= 2 * sum(map(beyond.count, _COMMONEST)):
        return None
    sure = sum(map(beyond.count, _SURE))
    if latin <= 2 * sure:
        return None
    letters = _letters(head) or 1
    names: tuple[tuple[re.Pattern[str], Legacy], ...] = ((_TWICE, "UTF-8 read as Latin-1"), (_VNI, "VNI"), (_TCVN3, "TCVN3"))
    counted = [(len(pattern.findall(head)), name) for pattern, name in names]
    count, name = max(counted, key=lambda pair: pair[0])
    return name if count > 2 * sure and count > 0.03 * letters and count > 15 else None


def share(text: str) -> float:
    """The share of letters that carry a Vietnamese mark: 0 in English, about 0.28 in Vietnamese news, 0 where the marks were lost."""
    letters = _letters(text)
    return len(_VIETNAMESE.findall(text)) / letters if letters else 0.0


def _letters(text: str) -> int:
    """How many letters a text has."""
    # the others are fewer
    return len(text) - len(_NO_LETTER.findall(text))
