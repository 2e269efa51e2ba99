"""Sentences and words: cases, and the laws that hold for every text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import nfc
from extractors import tokenizer, word

SENTENCES = [
    ("Hội nghị kết thúc. Đại biểu ra về.", ["Hội nghị kết thúc.", "Đại biểu ra về."]),
    ("Dự hội nghị có TP. Huế và PGS.TS. Trần Văn Bình. Hội nghị bế mạc.", ["Dự hội nghị có TP. Huế và PGS.TS. Trần Văn Bình.", "Hội nghị bế mạc."]),
    ("Theo www.baovidu.vn đưa tin. Sáng nay trời mưa.", ["Theo www.baovidu.vn đưa tin.", "Sáng nay trời mưa."]),
    ("Toàn tỉnh có 5.300 đảng viên. Trong đó 12,5% là nữ.", ["Toàn tỉnh có 5.300 đảng viên.", "Trong đó 12,5% là nữ."]),
    ("Dòng tiêu đề\nDòng mở đầu", ["Dòng tiêu đề", "Dòng mở đầu"]),
    ("Đồng chí Lê Văn Cừ, Phó Bí thư Tỉnh ủy,\nChủ tịch HĐND tỉnh phát biểu", ["Đồng chí Lê Văn Cừ, Phó Bí thư Tỉnh ủy,\nChủ tịch HĐND tỉnh phát biểu"]),
    ("Việc học tập, quán triệt… Đến nay đã xong.", ["Việc học tập, quán triệt…", "Đến nay đã xong."]),
    ("Chất lượng được nâng lên./. Tin: Minh Anh", ["Chất lượng được nâng lên./.", "Tin: Minh Anh"]),
    ("Ông nói: “Phải làm ngay.” Sau đó ông về.", ["Ông nói: “Phải làm ngay.”", "Sau đó ông về."]),
    ("1. Về công tác cán bộ", ["1. Về công tác cán bộ"]),
    ("Đ/c H. Lan và Ng.V. Ba dự họp. Họp xong.", ["Đ/c H. Lan và Ng.V. Ba dự họp.", "Họp xong."]),
    ("Nghị quyết Đại hội khóa X. Sau đó các cấp triển khai.", ["Nghị quyết Đại hội khóa X.", "Sau đó các cấp triển khai."]),
    ("   \n\n", []),
]

WORDS = [
    ("thực hiện Nghị quyết số 71-NQ/TU", "thực_hiện Nghị_quyết số 71-NQ/TU"),
    ("cấp ủy và cấp uỷ cơ sở", "cấp_ủy và cấp_uỷ cơ_sở"),
    ("Ban Thường vụ Tỉnh ủy họp", "Ban_Thường_vụ Tỉnh_ủy họp"),
    ("đạt 5,3% kế hoạch", "đạt 5,3% kế_hoạch"),
    ("ngày 30/10/2013 tại Hà Nội", "ngày 30/10/2013 tại Hà_Nội"),
    ("Nghị quyết số 07/2019/NQ-HĐND của tỉnh", "Nghị_quyết số 07/2019/NQ-HĐND của tỉnh"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in tokenizer.sentences(text)] == expected


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: str) -> None:
    assert tokenizer.segmented(text, tokenizer.words(text, 0, len(text))) == expected


def test_words_are_those_of_underthesea() -> None:
    """The kept features change nothing but the time: on the samples, line by line, and the library's own way is not what is in use."""
    from pathlib import Path

    from underthesea import word_tokenize

    cut = word.cutter()
    assert type(cut).__name__ == "_Cutter"
    samples = Path(__file__).parents[1] / "corpus" / "gold" / "tuning"
    lines = [line for path in sorted(samples.glob("*.txt"))[:12] for line in nfc(path.read_text(encoding="utf-8")).split("\n") if line.strip()]
    assert len(lines) > 60
    for line in lines:
        assert [" ".join(tokens) for tokens in cut(line)] == word_tokenize(line, use_token_normalize=False), line


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aăđêơưủẾĐ TPNQß²½İǅ0123456789.,;:/-–%()“”…!?'’"), min_size=1, max_size=60) | st.text(st.characters(max_codepoint=0x17F), max_size=40))
def test_features_are_those_of_underthesea(text: str) -> None:
    cut = word.cutter()
    tokens = cut._tokenize(text, use_token_normalize=False)  # type: ignore[attr-defined]
    if tokens:
        theirs = cut._model.featurizer.process([[[token] for token in tokens]])[0]  # type: ignore[attr-defined]
        assert [sorted(row) for row in cut.features(tokens)] == [sorted(row) for row in theirs]  # type: ignore[attr-defined]


def test_offsets_hold_inside_a_longer_text() -> None:
    body = "Mở đầu.\nBan Chấp hành Đảng bộ tỉnh họp phiên thứ 5. Có 45/52 đồng chí dự."
    for sentence in tokenizer.split(body, article_id=7):
        assert body[sentence.start : sentence.end] == sentence.text
        assert all(sentence.start <= a < b <= sentence.end for a, b in sentence.words)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aăđêơưủ TPNQ0123456789.,;:/-–%()“”…\n\t!?'’"), max_size=120) | st.text(max_size=80))
def test_words_cover_every_visible_character_once(text: str) -> None:
    text = nfc(text)
    sentences = tokenizer.split(text, article_id=1)
    covered = [i for s in sentences for a, b in s.words for i in range(a, b)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("aăđêơưủ TPNQ0123456789.,;:/-–%()“”…\n!?"), max_size=120))
def test_the_document_spells_the_text(text: str) -> None:
    from pipeline.extract import language

    text = nfc(text)
    assert tokenizer.document(language(), text, tokenizer.split(text, article_id=1)).text == text


def test_a_text_without_stops_is_cut() -> None:
    text = "Đồng chí Trần Văn Minh, " * 2000
    bounds = list(tokenizer.sentences(text))
    assert all(b - a <= tokenizer.LONGEST for a, b in bounds)
    assert sum(b - a for a, b in bounds) >= len(text) - 2 * len(bounds)
