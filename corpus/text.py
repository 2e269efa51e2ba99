"""Vietnamese text as strings: one spelling of each letter, and the folds that searching and comparing need."""

import re
import unicodedata

# Letters that look right and are not: Ð (Icelandic eth, U+00D0) stands for Đ on many provincial pages and survives NFC.
_MENDED = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ", "\u00a0": " ", "\t": " "}
_BLANK = str.maketrans({**dict.fromkeys("\u202f\u2007\u3000", " "), **dict.fromkeys("\u2028\u2029\u0085\u000b\u000c", "\n")})
# Zero-width and bidirectional controls, soft hyphens, NUL and other controls, lone surrogates: never part of a word.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

# The tone mark of oa, oe, uy stands on the first letter ("ủy", old and commoner) or on the last ("uỷ"): the same syllable.
_TONES = "\u0300\u0301\u0309\u0303\u0323"
TONE_PAIRS: tuple[tuple[str, str], ...] = tuple(
    (unicodedata.normalize("NFC", a + tone + b), unicodedata.normalize("NFC", a + b + tone))
    for first, last in ("oa", "oe", "uy")
    for a, b in ((first, last), (first.upper(), last), (first.upper(), last.upper()))
    for tone in _TONES
)
_FLIP = {**dict(TONE_PAIRS), **{last: first for first, last in TONE_PAIRS}}
_FLIPPABLE = re.compile("|".join(_FLIP))
_TO_FIRST = {last: first for first, last in TONE_PAIRS}
_ON_LAST = re.compile("|".join(_TO_FIRST))

# Numbers for numbers, and ASCII too: a character that is not found, or turned into a string, takes twice as long.
_PLAIN = (
    {code: code for code in range(0x80)}
    | {
        ord(letter): ord(unicodedata.normalize("NFD", letter)[0])
        for letter in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
        if len(unicodedata.normalize("NFD", letter)) > 1
    }
    | {ord("đ"): ord("d"), ord("Đ"): ord("D")}
)


def nfc(text: str) -> str:
    """The text in NFC with look-alike letters mended and invisible characters taken out.

    Lengths may change: call it once, when text enters; every offset counts characters of what it returns.
    """
    if text.isascii() and text.isprintable():
        return text
    # to look for two characters in a whole page takes thirty times as long as for one
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for wrong, right in _MENDED.items():
        text = text.replace(wrong, right)
    # all that is taken out or made blank is unprintable, and a whole page is asked in the time that a pattern takes for its head
    if not text.replace("\n", " ").isprintable():
        text = _INVISIBLE.sub("", text.translate(_BLANK))
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text in lower case without diacritics, `đ` as `d`; as long as the NFC text it is made from.

    >>> fold("Đảng bộ tỉnh Lạng Sơn")
    'dang bo tinh lang son'
    """
    return text.translate(_PLAIN).lower()


def plain(text: str) -> str:
    """The text without diacritics, its case kept; the same length.

    >>> plain("Đắk Lắk")
    'Dak Lak'
    """
    return text.translate(_PLAIN)


def flip_tones(text: str) -> str:
    """The text with the tone mark of oa, oe, uy in the other place: what a reader with other habits types.

    >>> flip_tones("Ủy ban, hoà bình")
    'Uỷ ban, hòa bình'
    """
    return _FLIPPABLE.sub(lambda m: _FLIP[m[0]], text)


def one_tone(text: str) -> str:
    """The text with one placement of the tone mark, on the first letter, so that spellings of a name compare equal.

    >>> one_tone("Uỷ viên")
    'Ủy viên'
    """
    return _ON_LAST.sub(lambda m: _TO_FIRST[m[0]], text)


def slug(text: str) -> str:
    """An ASCII kebab id.

    >>> slug("Thừa Thiên - Huế")
    'thua-thien-hue'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(nfc(text))).strip("-")
