"""Sentences and words: cases, and the laws that hold for every text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import load
from corpus.text import nfc, one_tone
from extractors import tokenizer, word

SENTENCES = [
    ("Hội nghị kết thúc. Đại biểu ra về.", ["Hội nghị kết thúc.", "Đại biểu ra về."]),
    (
        "Dự hội nghị có TP. Huế và PGS.TS. Trần Văn Bình. Hội nghị bế mạc.",
        ["Dự hội nghị có TP. Huế và PGS.TS. Trần Văn Bình.", "Hội nghị bế mạc."],
    ),
    ("Theo www.baovidu.vn đưa tin. Sáng nay trời mưa.", ["Theo www.baovidu.vn đưa tin.", "Sáng nay trời mưa."]),
    ("Toàn tỉnh có 5.300 đảng viên. Trong đó 12,5% là nữ.", ["Toàn tỉnh có 5.300 đảng viên.", "Trong đó 12,5% là nữ."]),
    ("Dòng tiêu đề\nDòng mở đầu", ["Dòng tiêu đề", "Dòng mở đầu"]),
    (
        "Đồng chí Lê Văn Cừ, Phó Bí thư Tỉnh ủy,\nChủ tịch HĐND tỉnh phát biểu",
        ["Đồng chí Lê Văn Cừ, Phó Bí thư Tỉnh ủy,\nChủ tịch HĐND tỉnh phát biểu"],
    ),
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
    ("Nghị quyết số 629/2019/UBTVQH14, Quyết định số 85/2014/QH13", "Nghị_quyết số 629/2019/UBTVQH14 , Quyết_định số 85/2014/QH13"),
    ("Quy chế số 06/QC-TT.HĐND-UBND và số 19/2008/NQLT/CP-UBTUMTTQVN", "Quy_chế số 06/QC-TT.HĐND-UBND và số 19/2008/NQLT/CP-UBTUMTTQVN"),
    ("HĐND, UBND tỉnh; UBMTTQ tỉnh", "HĐND , UBND tỉnh ; UBMTTQ tỉnh"),
    ("Phó Trưởng Ban Tổ chức Tỉnh uỷ Lạng Sơn", "Phó Trưởng Ban_Tổ_chức Tỉnh_uỷ Lạng_Sơn"),
    ("Ủy ban Thường vụ Quốc hội ban hành nghị quyết", "Ủy_ban_Thường_vụ Quốc_hội ban_hành nghị_quyết"),
    ("Chính ủy, Phó Chính ủy Bộ Chỉ huy quân sự tỉnh", "Chính_ủy , Phó_Chính_ủy Bộ_Chỉ_huy quân_sự tỉnh"),
    ("bí thư chi bộ, chi ủy viên", "bí_thư chi_bộ , chi_ủy_viên"),
    ("luân chuyển, điều động 5 cấp ủy viên", "luân_chuyển , điều_động 5 cấp_ủy_viên"),
]

# what looks like a term and belongs to other words: the term that is not there, the text, its words
CROSSINGS = [
    ("dự thảo", "đăng ký để tham dự thảo luận", "đăng_ký để tham_dự thảo_luận"),
    ("huyện ủy", "Ngân sách huyện ủy thác 9,3 tỷ đồng", "Ngân_sách huyện ủy_thác 9,3 tỷ đồng"),
    ("thành ủy", "đổi tiểu ban pháp luật thành uỷ ban pháp luật", "đổi tiểu_ban pháp_luật thành uỷ_ban pháp_luật"),
    ("ban tổ chức", "Ủy ban tổ chức hội nghị", "Ủy_ban tổ_chức hội_nghị"),
    ("dân chủ", "quyền của công dân chủ động tiếp cận", "quyền của công_dân chủ_động tiếp_cận"),
    ("đại hội", "Đại hội đồng cổ đông", "Đại_hội_đồng cổ_đông"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in tokenizer.sentences(text)] == expected


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: str) -> None:
    assert tokenizer.segmented(text, tokenizer.words(text, 0, len(text))) == expected


@pytest.mark.parametrize(("term", "text", "expected"), CROSSINGS)
def test_what_looks_like_a_term_and_is_none(term: str, text: str, expected: str) -> None:
    assert term in {one_tone(word.lower()) for word in load.column("words", "word")}
    assert term in one_tone(text.lower())
    assert tokenizer.segmented(text, tokenizer.words(text, 0, len(text))) == expected


def test_terms_are_enough_and_each_is_one_word_by_itself() -> None:
    terms = load.column("words", "word")
    assert len(terms) >= 150
    assert all(" " in term for term in terms), "a word of one syllable cannot be cut"
    assert len({one_tone(term.lower()) for term in terms}) == len(terms)
    assert [term for term in terms if tokenizer.words(term, 0, len(term)) != ((0, len(term)),)] == []


def theirs(text: str) -> list[str]:
    """The library's words without the spaces that it sets between their tokens."""
    from underthesea import word_tokenize

    return ["".join(words.split()) for words in word_tokenize(text, use_token_normalize=False)]


def ours(text: str) -> list[str]:
    return ["".join(text[start:end].split()) for start, end in word.cutter()(text, 0, len(text))]


def test_words_are_those_of_underthesea() -> None:
    """The kept sums change nothing but the time: on the samples, line by line, and the library's own way is not what is in use."""
    assert type(word.cutter()).__name__ == "_Cutter"
    samples = Path(__file__).parents[1] / "corpus" / "gold" / "tuning"
    lines = [
        line for path in sorted(samples.glob("*.txt"))[:12] for line in nfc(path.read_text(encoding="utf-8")).split("\n") if line.strip()
    ]
    assert len(lines) > 60
    for line in lines:
        assert ours(line) == theirs(line), line


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("aăđêơưủẾĐ TPNQß²½İǅ0123456789.,;:/-–%()“”…!?'’@&"), min_size=1, max_size=60)
    | st.lists(st.sampled_from(["Ban", "Thường", "vụ", "Tỉnh", "ủy", "TP.", "v.v...", "(2015-2020),", "H’Mông", "5,3%", "A.", ":D"])).map(
        " ".join
    )
)
def test_words_of_odd_texts_are_those_of_underthesea(text: str) -> None:
    assert ours(nfc(text)) == theirs(nfc(text))


def test_balances_are_those_of_the_library() -> None:
    """What the model's features say of going on with a word, summed by the library, is what is summed here."""
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

    cut, (weights, _) = word.cutter(), word.weights(word.model() / "models.bin")
    tagger = FastCRFSequenceTagger()
    tagger.load(str(word.model()))
    tokens = ["Ban", "Thường", "vụ", "Tỉnh", "ủy", "Kon", "Tum", "ban", "hành", "kế", "hoạch", "thực", "hiện", "nghị", "quyết", "1"]
    for count in range(1, len(tokens) + 1):
        said = tagger.featurizer.process([[[token] for token in tokens[:count]]])[0]
        summed = [sum(weights.get(string, 0) for string in strings) for strings in said]
        assert cut.balances(tokens[:count]) == pytest.approx(summed)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda _: b"lCRF" + bytes(100), "no CRFsuite model of format 1.0"),
        (lambda model: model.replace(b"FEAT", b"TAEF", 1), "no features at byte 48"),
        (lambda model: model.replace(b"CQDB", b"BDQC", 1), "no strings at byte"),
        (lambda model: model.replace(b"I-W\0", b"E-W\0", 1), "not B-W and I-W"),
    ],
)
def test_model_of_another_make_is_refused(make: Callable[[bytes], bytes], message: str, tmp_path: Path) -> None:
    (tmp_path / "models.bin").write_bytes(make((word.model() / "models.bin").read_bytes()))
    with pytest.raises(ValueError, match=message):
        word.weights(tmp_path / "models.bin")


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
