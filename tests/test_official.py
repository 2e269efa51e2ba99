"""Persons and posts: what a sentence says of them, and what an article comes to."""

import pytest

from corpus import load
from corpus.model import Article, Mention, Official, Sentence
from corpus.text import nfc
from extractors import office, official
from extractors.tokenizer import sentences
from pipeline.link.official import canonical, central, resolve, role
from tests.growth import FOURFOLD, fourfold


def read(text: str) -> list[tuple[str, list[str]]]:
    """Name and posts of every person of a sentence."""
    found = official.find(text, 0, len(text), ())
    return [(m.value.name, [p.text for p in m.value.positions]) for m in found if isinstance(m.value, Official) and m.value.name]


def article(*lines: str, province: str | None = "kon-tum", published: str | None = "2019-05-01") -> Article:
    body = nfc("\n".join(lines))
    return Article(
        id=1, url="file:1.txt", site=None, title=None, lead=None, author=None, section=None, published=published, published_from=None, page_date=None,
        province=province, republished_from=None, body=body, parts=(), words=0, content_hash="",
    )  # fmt: skip


def linked(source: Article):  # type: ignore[no-untyped-def]
    spans = list(sentences(source.body))
    parts = tuple(Sentence(i, 1, i, a, b, source.body[a:b], "body", ()) for i, (a, b) in enumerate(spans))
    mentions: list[Mention] = [m for a, b in spans for m in official.find(source.body, a, b, ())]
    return mentions, *resolve(source, parts, mentions)


CASES = [
    # after the name
    ("Đồng chí Lê Quang Cảnh, Ủy viên Trung ương Đảng, Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh chủ trì", [("Lê Quang Cảnh", ["Ủy viên Trung ương Đảng", "Bí thư Tỉnh ủy", "Chủ tịch HĐND tỉnh"])]),
    ("Đồng chí Lê Quang Cảnh - Bí thư Huyện ủy- Chủ tịch HĐND huyện dự", [("Lê Quang Cảnh", ["Bí thư Huyện ủy", "Chủ tịch HĐND huyện"])]),
    ("ông Lê Quang Cảnh (UVBTV, Trưởng Ban Tổ chức Huyện ủy)", [("Lê Quang Cảnh", ["UVBTV", "Trưởng Ban Tổ chức Huyện ủy"])]),
    ("ông Lê Quang Cảnh hiện là Phó Bí thư Thường trực Thành ủy Thủ Dầu Một", [("Lê Quang Cảnh", ["Phó Bí thư Thường trực Thành ủy Thủ Dầu Một"])]),
    ("ông Thò Mý Dơ, sinh năm 1990, dân tộc Mông, Bí thư Chi bộ thôn Cán Chu Phìn", [("Thò Mý Dơ", ["Bí thư Chi bộ thôn Cán Chu Phìn"])]),
    ("ông Lê Quang Cảnh (bên trái), Bộ trưởng Bộ Nông nghiệp và Môi trường", [("Lê Quang Cảnh", ["Bộ trưởng Bộ Nông nghiệp và Môi trường"])]),
    # before the name
    ("Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh Lê Quang Cảnh chủ trì", [("Lê Quang Cảnh", ["Bí thư Tỉnh ủy", "Chủ tịch HĐND tỉnh"])]),
    ("Chủ tịch UBND huyện Hoàng Su Phì Hoàng Văn Lý cho biết", [("Hoàng Văn Lý", ["Chủ tịch UBND huyện Hoàng Su Phì"])]),
    ("Bí thư Tỉnh ủy An Giang Lê Quang Cảnh; Phó Chủ tịch UBND tỉnh Lò Thị Mai", [("Lê Quang Cảnh", ["Bí thư Tỉnh ủy An Giang"]), ("Lò Thị Mai", ["Phó Chủ tịch UBND tỉnh"])]),
    ("Chánh án Tòa án nhân dân tỉnh Lê Quang Cảnh, Viện trưởng Viện kiểm sát nhân dân tỉnh Trần Thị Bình dự",
     [("Lê Quang Cảnh", ["Chánh án Tòa án nhân dân tỉnh"]), ("Trần Thị Bình", ["Viện trưởng Viện kiểm sát nhân dân tỉnh"])]),
    ("Trưởng thôn Nà Lầu Hoàng Văn Pò nói", [("Hoàng Văn Pò", ["Trưởng thôn Nà Lầu"])]),
    # commas, dashes and "và" inside a body
    ("Giám đốc Sở Văn hóa, Thể thao và Du lịch Trần Thị Bình báo cáo", [("Trần Thị Bình", ["Giám đốc Sở Văn hóa, Thể thao và Du lịch"])]),
    ("Trưởng phòng Lao động - Thương binh và Xã hội huyện Trần Thị Bình", [("Trần Thị Bình", ["Trưởng phòng Lao động - Thương binh và Xã hội huyện"])]),
    ("bà Trần Thị Bình, Phó Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh; Trưởng ban", [("Trần Thị Bình", ["Phó Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh"])]),
    ("bà Trần Thị Bình, Trưởng ban Kinh tế - Ngân sách HĐND tỉnh và đại diện các sở", [("Trần Thị Bình", ["Trưởng ban Kinh tế - Ngân sách HĐND tỉnh"])]),
    ("ông Y Sáo, Ủy viên Ủy ban Văn hóa, Giáo dục, Thanh niên, Thiếu niên và Nhi đồng của Quốc hội", [("Y Sáo", ["Ủy viên Ủy ban Văn hóa, Giáo dục, Thanh niên, Thiếu niên và Nhi đồng của Quốc hội"])]),
    # a verb ends a post
    ("ông Y Sáo, Giám đốc Sở Y tế thông tin về tình hình dịch", [("Y Sáo", ["Giám đốc Sở Y tế"])]),
    ("ông Y Sáo, Chủ tịch UBND huyện ban hành kế hoạch", [("Y Sáo", ["Chủ tịch UBND huyện"])]),
    ("ông Y Sáo, Trưởng Ban Tổ chức Huyện ủy tổ chức lớp học", [("Y Sáo", ["Trưởng Ban Tổ chức Huyện ủy"])]),
    # lists and shared posts
    ("các đồng chí: A Blong, Ủy viên BTV Tỉnh ủy, Trưởng ban Tổ chức Tỉnh ủy; Lò Thị Mai, Phó Bí thư Tỉnh ủy; Y Sáo – Giám đốc Công an tỉnh",
     [("A Blong", ["Ủy viên BTV Tỉnh ủy", "Trưởng ban Tổ chức Tỉnh ủy"]), ("Lò Thị Mai", ["Phó Bí thư Tỉnh ủy"]), ("Y Sáo", ["Giám đốc Công an tỉnh"])]),
    ("Các Phó Chủ tịch UBND tỉnh: Lê Quang Cảnh, Trần Thị Bình dự", [("Lê Quang Cảnh", ["Phó Chủ tịch UBND tỉnh"]), ("Trần Thị Bình", ["Phó Chủ tịch UBND tỉnh"])]),
    ("các đồng chí Phó Chủ tịch UBND tỉnh Lê Quang Cảnh và Trần Thị Bình", [("Lê Quang Cảnh", ["Phó Chủ tịch UBND tỉnh"]), ("Trần Thị Bình", ["Phó Chủ tịch UBND tỉnh"])]),
    ("các đồng chí Ủy viên Trung ương Đảng: Lê Quang Cảnh, Bộ trưởng Bộ Tư pháp; Trần Thị Bình, Bí thư Tỉnh ủy Ninh Thuận",
     [("Lê Quang Cảnh", ["Ủy viên Trung ương Đảng", "Bộ trưởng Bộ Tư pháp"]), ("Trần Thị Bình", ["Ủy viên Trung ương Đảng", "Bí thư Tỉnh ủy Ninh Thuận"])]),
    ("ông Lê Quang Cảnh và bà Trần Thị Bình, Phó Giám đốc Sở Tài chính", [("Lê Quang Cảnh", []), ("Trần Thị Bình", ["Phó Giám đốc Sở Tài chính"])]),
    # offices taken up and left
    ("đồng chí Lê Quang Cảnh, Phó Bí thư Huyện ủy được bầu giữ chức Chủ tịch UBND huyện", [("Lê Quang Cảnh", ["Phó Bí thư Huyện ủy", "Chủ tịch UBND huyện"])]),
    ("miễn nhiệm chức danh Chủ tịch HĐND huyện đối với đồng chí Mùa A Sính do nhận nhiệm vụ mới", [("Mùa A Sính", ["Chủ tịch HĐND huyện"])]),
    ("Ông Lê Quang Cảnh, tân Bí thư kiêm Chủ tịch UBND huyện Đức Phổ", [("Lê Quang Cảnh", ["Bí thư", "Chủ tịch UBND huyện Đức Phổ"])]),
    # places and companies after a post whose holder is named
    ("Đồng chí Lò Thị Mai, Huyện ủy viên, Bí thư Đảng ủy xã Phong Thạnh, huyện Cầu Kè cho biết", [("Lò Thị Mai", ["Huyện ủy viên", "Bí thư Đảng ủy xã Phong Thạnh, huyện Cầu Kè"])]),
    ("ông Lê Quang Cảnh, Giám đốc Công ty TNHH MTV Hoàng Long khẳng định", [("Lê Quang Cảnh", ["Giám đốc Công ty TNHH MTV Hoàng Long"])]),
    ("đ/c Lò Thị Mai - HUV, TP Nội vụ huyện", [("Lò Thị Mai", ["HUV", "TP Nội vụ huyện"])]),
    ("PGS.TS. Lê Quang Cảnh - Viện trưởng Viện Nông nghiệp", [("Lê Quang Cảnh", ["Viện trưởng Viện Nông nghiệp"])]),
    ("Trưởng Công an xã Trung tá Lê Quang Cảnh", [("Lê Quang Cảnh", ["Trưởng Công an xã"])]),
    # names
    ("Hầu A Chứ, Điểu K'Tam", []),
    ("Đồng chí H'Mai Kđoh, Phó Bí thư Đoàn xã", [("H'Mai Kđoh", ["Phó Bí thư Đoàn xã"])]),
    ("bà Ka Ba Mi – Phó Chủ tịch Thường trực HĐND tỉnh Kon Tum", [("Ka Ba Mi", ["Phó Chủ tịch Thường trực HĐND tỉnh Kon Tum"])]),
    ("Bí thư Đảng ủy xã Ia Dom Rơ Mah Thuin", [("Rơ Mah Thuin", ["Bí thư Đảng ủy xã Ia Dom"])]),
    ("Bí thư Tỉnh ủy LÊ QUANG CẢNH phát biểu", [("LÊ QUANG CẢNH", ["Bí thư Tỉnh ủy"])]),
    # lists by lines: a life in short, a number, a table's row, a colon
    ("1. K'Lông, sinh năm 1973, dân tộc Mạ, quê quán xã Đắk Som; trình độ: Thạc sĩ Luật; chức vụ: Bí thư Huyện ủy, Chủ tịch HĐND huyện", [("K'Lông", ["Bí thư Huyện ủy", "Chủ tịch HĐND huyện"])]),
    ("2. Lê Quang Cảnh, sinh năm 1969, quê quán Thái Bình; Phó Bí thư Thường trực Huyện ủy", [("Lê Quang Cảnh", ["Phó Bí thư Thường trực Huyện ủy"])]),
    ("8. Lê Quang Cảnh, sinh năm 1974, Thượng tá, Trưởng Công an huyện", [("Lê Quang Cảnh", ["Trưởng Công an huyện"])]),
    ("- K'Lông: Bí thư Huyện ủy, Chủ tịch HĐND huyện", [("K'Lông", ["Bí thư Huyện ủy", "Chủ tịch HĐND huyện"])]),
    ("Lê Quang Cảnh: Bí thư Đảng ủy; Trần Thị Bình: Phó Bí thư, Chủ tịch UBND xã", [("Lê Quang Cảnh", ["Bí thư Đảng ủy"]), ("Trần Thị Bình", ["Phó Bí thư", "Chủ tịch UBND xã"])]),
    ("| 1 | Lê Quang Cảnh | Bí thư Đảng ủy xã Ia Dom |", [("Lê Quang Cảnh", ["Bí thư Đảng ủy xã Ia Dom"])]),
    ("1 Lê Quang Cảnh Bí thư Đảng ủy, Chủ tịch HĐND xã", [("Lê Quang Cảnh", ["Bí thư Đảng ủy", "Chủ tịch HĐND xã"])]),
    ("Ban Thường vụ gồm 9 đồng chí: Lê Quang Cảnh, Trần Thị Bình, Y Sáo", [("Lê Quang Cảnh", []), ("Trần Thị Bình", []), ("Y Sáo", [])]),
    # one post for several who each have their own
    ("các đồng chí: Lê Quang Cảnh, Y Sáo được bầu giữ chức Phó Bí thư Huyện ủy", [("Lê Quang Cảnh", ["Phó Bí thư Huyện ủy"]), ("Y Sáo", ["Phó Bí thư Huyện ủy"])]),
    ("bổ nhiệm các đồng chí Lê Quang Cảnh, Trưởng Ban Tôn giáo và Y Sáo, Chánh Văn phòng Sở làm Phó Giám đốc Sở Nội vụ",
     [("Lê Quang Cảnh", ["Phó Giám đốc Sở Nội vụ", "Trưởng Ban Tôn giáo"]), ("Y Sáo", ["Phó Giám đốc Sở Nội vụ", "Chánh Văn phòng Sở"])]),
    ("3 đồng chí được bầu giữ chức Phó Bí thư gồm: Lê Quang Cảnh và A Blong", [("Lê Quang Cảnh", ["Phó Bí thư"]), ("A Blong", ["Phó Bí thư"])]),
    ("hai Phó Chủ tịch HĐND huyện là ông Lê Quang Cảnh và bà Lò Thị Mai", [("Lê Quang Cảnh", ["Phó Chủ tịch HĐND huyện"]), ("Lò Thị Mai", ["Phó Chủ tịch HĐND huyện"])]),
    ("Các ông (bà): Lê Quang Cảnh, Lò Thị Mai - Phó Chủ tịch UBND tỉnh", [("Lê Quang Cảnh", ["Phó Chủ tịch UBND tỉnh"]), ("Lò Thị Mai", ["Phó Chủ tịch UBND tỉnh"])]),
    # decisions on staff
    ("Chủ tịch UBND tỉnh được chỉ định là ông Lê Quang Cảnh", [("Lê Quang Cảnh", ["Chủ tịch UBND tỉnh"])]),
    ("Bí thư Huyện ủy Lê Quang Cảnh được bầu giữ chức Chủ tịch HĐND huyện", [("Lê Quang Cảnh", ["Bí thư Huyện ủy", "Chủ tịch HĐND huyện"])]),
    ("ông Lê Quang Cảnh thôi giữ chức Giám đốc Sở Tài chính để điều động giữ chức vụ Phó Trưởng Ban Nội chính Tỉnh ủy", [("Lê Quang Cảnh", ["Giám đốc Sở Tài chính", "Phó Trưởng Ban Nội chính Tỉnh ủy"])]),
    ("phân công đồng chí Y Sáo, Giám đốc Sở Tư pháp thôi giữ chức vụ hiện tại, tham gia Ban Thường vụ và giữ chức Bí thư Huyện ủy Đăk Glei", [("Y Sáo", ["Giám đốc Sở Tư pháp", "Bí thư Huyện ủy Đăk Glei"])]),
    ("bầu: Chủ tịch HĐND tỉnh khóa X đối với ông Lê Quang Cảnh kể từ ngày 22/6/2021; Chủ tịch UBND tỉnh đối với bà Lò Thị Mai", [("Lê Quang Cảnh", ["Chủ tịch HĐND tỉnh khóa X"]), ("Lò Thị Mai", ["Chủ tịch UBND tỉnh"])]),
    ("khiển trách Bí thư Huyện ủy, nhiệm kỳ 2015-2020, ông Lê Quang Cảnh", [("Lê Quang Cảnh", ["Bí thư Huyện ủy"])]),
    # bodies: abbreviations joined by hyphens, a part of a body
    ("ông Lê Quang Cảnh, Giám đốc Sở VH-TT-DL phát biểu", [("Lê Quang Cảnh", ["Giám đốc Sở VH-TT-DL"])]),
    ("bà Lò Thị Mai, Trưởng phòng Quản lý Di sản Văn hóa, Sở Văn hóa và Thể thao cho biết", [("Lò Thị Mai", ["Trưởng phòng Quản lý Di sản Văn hóa, Sở Văn hóa và Thể thao"])]),
    ("đồng chí Lê Quang Cảnh, Chủ tịch Hội CCB tỉnh", [("Lê Quang Cảnh", ["Chủ tịch Hội CCB tỉnh"])]),
    # villages and faiths
    ("Già làng A Blong, 78 tuổi, đứng lễ", [("A Blong", ["Già làng"])]),
    ("Nghệ nhân ưu tú A Blong truyền dạy", [("A Blong", [])]),
    ("HT. Thích Tâm Cảnh – Phó Chủ tịch HĐTS", [("Thích Tâm Cảnh", ["Phó Chủ tịch HĐTS"])]),
    ("ông Y-Bình Niê, Chủ tịch UBND xã", [("Y-Bình Niê", ["Chủ tịch UBND xã"])]),
    # a part in a visit or a meeting is no post
    ("do ông Lê Quang Cảnh - Trưởng ban Dân vận Tỉnh ủy làm trưởng đoàn kiểm tra tại huyện", [("Lê Quang Cảnh", ["Trưởng ban Dân vận Tỉnh ủy"])]),
    ("ông Lê Quang Cảnh, Phó Bí thư Huyện ủy, làm Trưởng đoàn", [("Lê Quang Cảnh", ["Phó Bí thư Huyện ủy", "Trưởng đoàn"])]),
    ("ông Lê Quang Cảnh, Phó Bí thư Huyện ủy, Trưởng đoàn kiểm tra chủ trì", [("Lê Quang Cảnh", ["Phó Bí thư Huyện ủy"])]),
    ("Báo cáo viên Lê Quang Cảnh - Phó Trưởng ban Tuyên giáo Tỉnh ủy giới thiệu", [("Lê Quang Cảnh", ["Phó Trưởng ban Tuyên giáo Tỉnh ủy"])]),
    ("Trưởng phòng Tổ chức lao động Trần Thị Bình trình bày", [("Trần Thị Bình", ["Trưởng phòng Tổ chức lao động"])]),
    ("các đồng chí: Lò Thị Mai, Y Sáo, Phó Chủ tịch HĐND tỉnh chủ tọa kỳ họp", [("Lò Thị Mai", ["Phó Chủ tịch HĐND tỉnh"]), ("Y Sáo", ["Phó Chủ tịch HĐND tỉnh"])]),
    # lines in capitals: verbs end names and bodies
    ("BÍ THƯ TỈNH ỦY LÊ QUANG CẢNH LÀM VIỆC VỚI HUYỆN KON PLÔNG", [("LÊ QUANG CẢNH", ["BÍ THƯ TỈNH ỦY"])]),
    ("ĐỒNG CHÍ LÒ THỊ MAI - PHÓ CHỦ TỊCH HĐND TỈNH PHÁT BIỂU TẠI HỘI NGHỊ", [("LÒ THỊ MAI", ["PHÓ CHỦ TỊCH HĐND TỈNH"])]),
    # an adverb before what somebody becomes; a post that someone takes on behind the name
    ("ông Mùa A Sính đã được bầu làm Phó Chủ tịch UBND huyện", [("Mùa A Sính", ["Phó Chủ tịch UBND huyện"])]),
    ("Chủ tịch UBND tỉnh Lê Quang Cảnh làm Tổ trưởng Tổ công tác", [("Lê Quang Cảnh", ["Chủ tịch UBND tỉnh", "Tổ trưởng Tổ công tác"])]),
    ("Ông Y Sáo sinh ngày 1/2/1970; dân tộc Mông; quê quán xã Làng Mô, huyện Sìn Hồ; hiện là Bí thư Huyện ủy Sìn Hồ", [("Y Sáo", ["Bí thư Huyện ủy Sìn Hồ"])]),
    # a family name that is a common word, or a name of two words, beside a post
    ("các đồng chí: Lại Quang Cảnh, Phó Bí thư Tỉnh ủy; Thạch Bồi, Phó Giám đốc Sở Y tế", [("Lại Quang Cảnh", ["Phó Bí thư Tỉnh ủy"]), ("Thạch Bồi", ["Phó Giám đốc Sở Y tế"])]),
    ("PCT UBND tỉnh Cao Bình chúc mừng", [("Cao Bình", ["PCT UBND tỉnh"])]),
    # a part of another word is no "quyền"
    # on whose behalf somebody acts is not what he is
    ("Thừa ủy quyền của Thủ tướng Chính phủ, đồng chí Lê Quang Cảnh trao Cờ thi đua", [("Lê Quang Cảnh", [])]),
    ("Thay mặt Bí thư Tỉnh ủy, đồng chí Lê Quang Cảnh, Chánh Văn phòng Tỉnh ủy chúc mừng", [("Lê Quang Cảnh", ["Chánh Văn phòng Tỉnh ủy"])]),
    ("Thay mặt Tỉnh ủy, Bí thư Tỉnh ủy Lê Quang Cảnh chúc mừng", [("Lê Quang Cảnh", ["Bí thư Tỉnh ủy"])]),
    # bodies of army and police
    ("Đại tá Lê Quang Cảnh, Phó Bí thư Đảng ủy quân sự tỉnh, Chính ủy Bộ CHQS tỉnh", [("Lê Quang Cảnh", ["Phó Bí thư Đảng ủy quân sự tỉnh", "Chính ủy Bộ CHQS tỉnh"])]),
    ("Thượng tá Y Sáo, Trưởng phòng Công tác đảng và Công tác chính trị Công an tỉnh", [("Y Sáo", ["Trưởng phòng Công tác đảng và Công tác chính trị Công an tỉnh"])]),
    ("ông Y Sáo, Trưởng phòng Công tác đảng và lãnh đạo các đội dự", [("Y Sáo", ["Trưởng phòng Công tác đảng"])]),
    ("ủy quyền Phó Chủ tịch UBND tỉnh Lê Quang Cảnh điều hành", [("Lê Quang Cảnh", ["Phó Chủ tịch UBND tỉnh"])]),
    ("quyền Chủ tịch UBND tỉnh Lê Quang Cảnh dự", [("Lê Quang Cảnh", ["quyền Chủ tịch UBND tỉnh"])]),
    ("ông Lê Quang Cảnh - Chủ tịch Công đoàn các KCN tỉnh", [("Lê Quang Cảnh", ["Chủ tịch Công đoàn các KCN tỉnh"])]),
    ("Ni sư Thích Đàm Cảnh - Trưởng ban Từ thiện Thành hội Phật giáo Hà Nội", [("Thích Đàm Cảnh", ["Trưởng ban Từ thiện Thành hội Phật giáo Hà Nội"])]),
    # a board or presidium of an association, and names of bodies that no list has
    ("đồng chí Trần Thị Bình - Ủy viên Đoàn Chủ tịch, Trưởng Ban công tác phía Bắc Trung ương Hội Nông dân Việt Nam; đại biểu dự",
     [("Trần Thị Bình", ["Ủy viên Đoàn Chủ tịch", "Trưởng Ban công tác phía Bắc Trung ương Hội Nông dân Việt Nam"])]),
    ("Hòa thượng Lý Sa Mouth, Phó Chủ tịch Hội Đoàn kết Sư sãi yêu nước tỉnh, cho biết", [("Lý Sa Mouth", ["Phó Chủ tịch Hội Đoàn kết Sư sãi yêu nước tỉnh"])]),
    ("ông Lê Quang Cảnh, Chủ tịch Hội Cựu tù chính trị huyện Vị Xuyên cho biết", [("Lê Quang Cảnh", ["Chủ tịch Hội Cựu tù chính trị huyện Vị Xuyên"])]),
    ("ông Lê Quang Cảnh, Chủ tịch Hội Nghề cá tỉnh phát biểu", [("Lê Quang Cảnh", ["Chủ tịch Hội Nghề cá tỉnh"])]),
    ("ông Lê Quang Cảnh, Trưởng ban Dân chủ - Pháp luật Ủy ban MTTQ Việt Nam tỉnh dự", [("Lê Quang Cảnh", ["Trưởng ban Dân chủ - Pháp luật Ủy ban MTTQ Việt Nam tỉnh"])]),
    ("bà Lò Thị Mai, Phó Trưởng ban Chính sách - Luật pháp LĐLĐ tỉnh", [("Lò Thị Mai", ["Phó Trưởng ban Chính sách - Luật pháp LĐLĐ tỉnh"])]),
    ("ông Lê Quang Cảnh, Trưởng ban Phong trào - Lò Thị Mai, Phó Bí thư Huyện ủy", [("Lê Quang Cảnh", ["Trưởng ban Phong trào"]), ("Lò Thị Mai", ["Phó Bí thư Huyện ủy"])]),
    ("ông Lê Quang Cảnh, Giám đốc Công ty Hoàng Long giúp dân", [("Lê Quang Cảnh", ["Giám đốc Công ty Hoàng Long"])]),
    ("ông Lê Quang Cảnh, Trưởng Ban Tổ chức Hội nghị báo cáo", [("Lê Quang Cảnh", ["Trưởng Ban Tổ chức"])]),
    ("ông Lê Quang Cảnh, Trưởng phòng Giáo vụ - Công tác học sinh Trường Chính trị tỉnh", [("Lê Quang Cảnh", ["Trưởng phòng Giáo vụ - Công tác học sinh Trường Chính trị tỉnh"])]),
    ("ông Lê Quang Cảnh, Giám đốc Trung tâm Bảo tồn voi - Ảnh minh họa", [("Lê Quang Cảnh", ["Giám đốc Trung tâm Bảo tồn voi"])]),
    ("ông Lê Quang Cảnh, Trưởng phòng Kỹ thuật - Một người tâm huyết", [("Lê Quang Cảnh", ["Trưởng phòng Kỹ thuật"])]),
    ("ông Lê Quang Cảnh, Chủ tịch Hội Hữu nghị Việt - Lào tỉnh dự", [("Lê Quang Cảnh", ["Chủ tịch Hội Hữu nghị Việt - Lào tỉnh"])]),
    ("Trưởng ban Thanh thiếu nhi Tỉnh đoàn Trần Thị Bình dự", [("Trần Thị Bình", ["Trưởng ban Thanh thiếu nhi Tỉnh đoàn"])]),
    ("Đoàn Chủ tịch kỳ họp do đồng chí Lê Quang Cảnh điều hành", [("Lê Quang Cảnh", [])]),
    # a family name that is a common word, behind a post
    ("Bí thư Huyện ủy Lại Quang Cảnh dự", [("Lại Quang Cảnh", ["Bí thư Huyện ủy"])]),
    ("Chủ tịch UBND huyện Lại Quang Cảnh cho biết", [("Lại Quang Cảnh", ["Chủ tịch UBND huyện"])]),
    # who gets a prize needs no title
    ("Lê Quang Cảnh nhận giải vận động viên xuất sắc nhất", [("Lê Quang Cảnh", [])]),
]  # fmt: skip

NOBODY = [
    "học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    "Chủ tịch Hồ Chí Minh dạy",
    "Tại đường Nguyễn Văn Cừ, phường Trần Phú, Trường THPT Lê Quý Đôn khai giảng",
    "Tin, ảnh: Lê Quang Cảnh",
    "Thanh Tùng – Công Luận",
    "PHÙNG KHIÊM",
    "Ảnh: Hữu Hiệp",
    "MTTQ và các đoàn thể, BCH Đảng bộ huyện Vị Xuyên",
    "Chủ tịch UBND xã Hồ Thị Kỷ, huyện Thới Bình",
    "Chủ tịch UBND xã Lại Xuân dự",
    "Lại nói về xã Tân Lập, Chủ tịch UBND xã kêu gọi",
    "Phó Chủ tịch Ủy ban nhân dân các huyện Càng Long, Trà Cú và Châu Thành",
    "trưởng ban dân vận đồng thời là chủ tịch UBMTTQ huyện",
    "các đồng chí Ủy viên Ban Chấp hành Đảng bộ tỉnh Lâm Đồng",
    "Đường Nguyễn Huệ, phường Quyết Thắng, Trường THPT Lê Hồng Phong",
    "Học sinh Trường Tiểu học Nguyễn Bá Ngọc đạt giải Nhất",
    "đồng bào H'Mông, K'Ho chiếm 30%",
    "Đoàn Luật sư Hà Nội tham dự",
    "Chủ tịch HĐND huyện Châu Thành phát biểu",
    "các xã: Kim Sơn, Chủ tịch UBND xã báo cáo",
    "Học tập tấm gương Lê Hồng Phong, Chủ tịch UBND xã kêu gọi",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:60] for case in CASES])
def test_sentence(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", NOBODY)
def test_nobody(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "former"),
    [
        ("ông Y Sáo, nguyên Bí thư Tỉnh ủy", ["nguyên Bí thư Tỉnh ủy"]),
        ("Đồng chí Y Sáo thôi giữ chức Phó Chủ tịch UBND huyện", ["Phó Chủ tịch UBND huyện"]),
        ("ông Y Sáo, nguyên Bí thư Huyện ủy, Chủ tịch Hội Khuyến học tỉnh", ["nguyên Bí thư Huyện ủy"]),
    ],
)
def test_former(text: str, former: list[str]) -> None:
    (mention,) = official.find(text, 0, len(text), ())
    assert isinstance(mention.value, Official)
    assert [p.text for p in mention.value.positions if p.former] == former


def test_every_post_and_honorific_is_worth_a_look() -> None:
    missed = []
    for row in load.table("offices"):
        phrase = row["phrase"].upper() if row["part"] == "abbreviated" else row["phrase"]
        # "TP" is first of all a town
        if row["part"] in office.HEADS and phrase != "TP" and not official.speaks_of_someone(f"Lê Quang Cảnh, {phrase} UBND xã"):
            missed.append(phrase)
        if row["part"] in office.TITLES and not official.speaks_of_someone(f"theo {phrase} Lê Quang Cảnh thì"):
            missed.append(phrase)
    assert missed == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trân trọng thông báo.\n\nHIỆU TRƯỞNG\nLê Quang Cảnh", "Lê Quang Cảnh"),
        ("Lê Quang Cảnh\nBí thư Đảng ủy xã\nLò Thị Mai\nChủ tịch HĐND xã", "Lê Quang Cảnh"),
        ("Bí thư Đảng ủy xã\nHội nghị diễn ra sáng nay", None),
    ],
)
def test_a_post_on_a_line_of_its_own(text: str, name: str | None) -> None:
    _, posts, _, _ = linked(article(*text.split("\n")))
    assert (posts[0].name if posts else None) == name


def test_offsets_are_those_of_the_text() -> None:
    text = "Mở đầu. Đồng chí Lê Quang Cảnh, Phó Bí thư Tỉnh ủy,\nChủ tịch HĐND tỉnh phát biểu"
    (mention,) = official.find(text, 8, len(text), ())
    value = mention.value
    assert isinstance(value, Official)
    assert text[mention.start : mention.end] == mention.text == "Lê Quang Cảnh, Phó Bí thư Tỉnh ủy,\nChủ tịch HĐND tỉnh"
    assert text[value.name_start : value.name_end] == "Lê Quang Cảnh"
    assert [text[p.start : p.end] for p in value.positions] == ["Phó Bí thư Tỉnh ủy", "Chủ tịch HĐND tỉnh"]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("UVBTV Tỉnh ủy", "Ủy viên Ban Thường vụ Tỉnh ủy", True),
        ("Ủy viên BCH Trung ương Đảng", "Ủy viên T.Ư Đảng", True),
        ("PCT UBND tỉnh", "Phó Chủ tịch Uỷ ban nhân dân tỉnh", True),
        ("Phó ban Tổ chức Tỉnh ủy", "Phó Trưởng ban Tổ chức Tỉnh ủy", True),
        ("TP Nội vụ huyện", "Trưởng phòng Nội vụ huyện", True),
        ("Phó Bí thư Tỉnh ủy", "Bí thư Tỉnh ủy", False),
        ("Giám đốc Sở Tư pháp", "Giám đốc Sở Trung ương pháp", False),
    ],
)
def test_canonical(a: str, b: str, same: bool) -> None:
    assert (canonical(a) == canonical(b)) is same


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("nguyên Bí thư Tỉnh ủy Lạng Sơn", "Bí thư Tỉnh ủy"),
        ("PCT UBND tỉnh Cà Mau", "Phó Chủ tịch UBND tỉnh"),
        ("UVBTV Huyện ủy", "Ủy viên Ban Thường vụ Huyện ủy"),
        ("Giám đốc Công ty TNHH Hoàng Long", None),
    ],
)
def test_role(position: str, expected: str | None) -> None:
    assert role(position) == expected


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("Ủy viên Trung ương Đảng", True),
        ("Chủ tịch Quốc hội", True),
        ("Bộ trưởng Bộ Nội vụ", True),
        ("Trưởng đoàn ĐBQH tỉnh", False),
        ("Bí thư Tỉnh ủy", False),
        ("Trưởng phòng Nội vụ huyện", False),
    ],
)
def test_central(position: str, expected: bool) -> None:
    assert central(position) is expected


def test_a_person_and_post_has_one_row_however_often_named() -> None:
    source = article(
        "Bí thư Tỉnh uỷ, Chủ tịch HĐND tỉnh Lê Quang Cảnh chủ trì.",
        "Đồng chí Lê Quang Cảnh, Bí thư Tỉnh ủy Kon Tum nhấn mạnh.",
        "Đồng chí Lê Quang Cảnh kết luận.",
        "Bí thư Tỉnh ủy yêu cầu các huyện làm ngay.",
    )
    mentions, posts, officials, known = linked(source)
    assert [(row.position, row.role, row.organization, row.province) for row in posts] == [
        ("Bí thư Tỉnh uỷ", "Bí thư Tỉnh ủy", "Tỉnh uỷ", "kon-tum"),
        ("Chủ tịch HĐND tỉnh", "Chủ tịch HĐND tỉnh", "HĐND tỉnh", "kon-tum"),
    ]
    assert [row.text for row in posts] == ["Bí thư Tỉnh uỷ, Chủ tịch HĐND tỉnh Lê Quang Cảnh", "Chủ tịch HĐND tỉnh Lê Quang Cảnh"]
    assert all(source.body[row.start : row.end] == row.text for row in posts)
    assert [(row.id, row.name_folded, row.basis) for row in officials] == [("le-quang-canh@kon-tum", "le quang canh", "name and province")]
    assert len(mentions) == 4
    assert {known[mention.start] for mention in mentions} == {"le-quang-canh@kon-tum"}


@pytest.mark.parametrize(
    ("position", "organization"),
    [
        ("Bộ trưởng Bộ Nội vụ", "Bộ Nội vụ"),
        ("Giám đốc Sở VH - TT - DL", "Sở VH - TT - DL"),
        ("Giám đốc Sở LĐ - TB&XH", "Sở LĐ - TB&XH"),
        ("Phó Bí thư Thường trực Tỉnh ủy", "Tỉnh ủy"),
        ("Phó Bí thư TT Tỉnh ủy", "Tỉnh ủy"),
        ("Phó Chủ tịch Thường trực HĐND tỉnh", "HĐND tỉnh"),
        ("Phó Trưởng ban Thường trực Ban Nội chính Tỉnh ủy", "Ban Nội chính Tỉnh ủy"),
        ("Phó Trưởng đoàn chuyên trách Đoàn ĐBQH tỉnh", "Đoàn ĐBQH tỉnh"),
        ("Phó Giám đốc phụ trách Sở Nội vụ", "Sở Nội vụ"),
        ("Phó Trưởng Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Tỉnh ủy"),
        ("Phó Chủ tịch Thường trực", None),
        # the standing committee is a body of its own
        ("Ủy viên Thường trực HĐND tỉnh", "Thường trực HĐND tỉnh"),
    ],
)
def test_organization_of_a_post(position: str, organization: str | None) -> None:
    _, (post,), _, _ = linked(article(f"Đồng chí Lê Quang Cảnh, {position}, chủ trì."))
    assert (post.position, post.organization) == (position, organization)


@pytest.mark.parametrize(
    ("lines", "posts"),
    [
        (["đồng chí Lê Quang Cảnh dự.", "Ông Cảnh được Huyện ủy điều động giữ chức Bí thư Đảng ủy xã."], [("Lê Quang Cảnh", "Bí thư Đảng ủy xã")]),
        (["đồng chí Lê Quang Cảnh dự.", "Đồng chí Cảnh, Bí thư Đảng ủy xã phát biểu."], [("Lê Quang Cảnh", "Bí thư Đảng ủy xã")]),
        # two have the name, nobody has it, or only later: nobody's
        (["đồng chí Lê Quang Cảnh và đồng chí Lò Văn Cảnh dự.", "Ông Cảnh là Bí thư Đảng ủy xã."], [("Lê Quang Cảnh", None), ("Lò Văn Cảnh", None)]),
        (["Ông Cảnh là Bí thư Đảng ủy xã.", "đồng chí Lê Quang Cảnh dự."], [("Lê Quang Cảnh", None)]),
        (["đồng chí Lê Quang Cảnh dự.", "Ông Bình là Bí thư Đảng ủy xã."], [("Lê Quang Cảnh", None)]),
    ],
)  # fmt: skip
def test_a_given_name_is_the_one_person_s_who_has_it(lines: list[str], posts: list[tuple[str, str | None]]) -> None:
    assert [(row.name, row.position) for row in linked(article(*lines))[1]] == posts


def test_a_post_of_two_holders_stands_for_neither() -> None:
    mentions, _, _, known = linked(
        article(
            "Phó Chủ tịch UBND tỉnh Lê Quang Cảnh và Phó Chủ tịch UBND tỉnh Trần Thị Bình dự.", "Đồng chí Phó Chủ tịch UBND tỉnh đề nghị."
        )
    )
    assert mentions[-1].start not in known
    assert len(known) == 2


@pytest.mark.parametrize(
    ("line", "province", "official_id", "row_province"),
    [
        ("Chủ tịch Quốc hội Trần Thị Bình dự", "kon-tum", "tran-thi-binh@vn", None),
        ("Bí thư Tỉnh ủy Bình Định Trần Thị Bình dự", "kon-tum", "tran-thi-binh@binh-dinh", "binh-dinh"),
        ("Chủ tịch UBND huyện Vị Xuyên Trần Thị Bình dự", None, "tran-thi-binh@ha-giang", "ha-giang"),
        ("Chủ tịch UBND xã Trần Thị Bình dự", None, "tran-thi-binh@-", None),
        ("Ông Phạm Văn Sĩ, Trưởng thôn 3", "kon-tum", "pham-van-sy@kon-tum", "kon-tum"),
    ],
)
def test_province(line: str, province: str | None, official_id: str, row_province: str | None) -> None:
    _, posts, officials, _ = linked(article(line, province=province))
    assert [row.id for row in officials] == [official_id]
    assert [row.province for row in posts] == [row_province]


def test_a_province_is_that_of_the_day_of_publication() -> None:
    _, posts, _, _ = linked(article("Bí thư Tỉnh ủy Kon Tum Trần Thị Bình dự", province=None, published="2025-08-01"))
    assert [row.province for row in posts] == ["quang-ngai"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ông Lê Quang Cảnh, ở thôn 3, cho biết: nhà tôi đã có điện", ["Lê Quang Cảnh"]),
        ("Gia đình ông Lê Quang Cảnh được vay vốn", []),
        ("trao Huy hiệu 50 năm tuổi Đảng cho bà Trần Thị Bình", ["Trần Thị Bình"]),
        # a quotation makes a speaker, whatever the verb
        ("Ông Lê Quang Cảnh, xóm 4, xã Mỹ Hòa tính: “Tôi được nhiều”", ["Lê Quang Cảnh"]),
        ("Bà Trần Thị Bình, thôn 3 gửi gắm: \"Tôi mong có đường\"", ["Trần Thị Bình"]),
        ("Gia đình bà Trần Thị Bình tham gia mô hình: “Nhà sạch, vườn đẹp”", []),
        ("Huyện khen 5 chị, trong đó có chị Lò Thị Mai, người Mường ở xã Mỹ Hòa", ["Lò Thị Mai"]),
        ("Huyện khen 5 tập thể, đến thăm chị Lò Thị Mai ở xã Mỹ Hòa", []),
        # heading of a vox pop; a list of donors is none
        ("Nghệ nhân Lê Quang Cảnh, phường Tân An: Giữ lấy nghề\nTôi học nghề từ cha, nay dạy lại cho con cháu.", ["Lê Quang Cảnh"]),
        ("Em Lò Thị Mai, sinh viên Trường Đại học Tây Bắc: Quê mình đổi khác\nNghỉ hè về quê, chúng em thấy đường đã mở.", ["Lò Thị Mai"]),
        ("Bà Trần Thị Bình, thôn 3: Một triệu đồng\nDanh sách còn dài.", []),
        ("Ông Lê Quang Cảnh, thôn 3: 5 triệu đồng\nChúng tôi xin cảm ơn.", []),
    ],
)
def test_who_has_no_post_counts_where_they_speak_or_are_honoured(line: str, names: list[str]) -> None:
    _, posts, _, _ = linked(article(*line.split("\n")))
    assert [(row.name, row.position) for row in posts] == [(name, None) for name in names]


@pytest.mark.parametrize(
    ("following", "names"),
    [
        ("Chị cười: năm nay sẽ làm nhà mới.", ["Lò Thị Mai"]),
        ("Theo lời chị, đàn trâu đã lên 9 con.", ["Lò Thị Mai"]),
        ("Đàn trâu nay đã lên 9 con.", []),
    ],
)
def test_who_speaks_later_counts(following: str, names: list[str]) -> None:
    _, posts, _, _ = linked(article("Chúng tôi đến nhà chị Lò Thị Mai khi trời đã tối.", following))
    assert [row.name for row in posts] == names


def test_an_old_woman_is_spoken_of_as_old() -> None:
    _, posts, _, _ = linked(article("Ngôi nhà của gia đình cụ bà Trần Thị Bình đã cũ.", "“Mái dột rồi”, cụ nói."))
    assert [row.name for row in posts] == ["Trần Thị Bình"]


def test_the_end_of_a_name_is_its_bearer() -> None:
    _, posts, officials, _ = linked(
        article("Theo ông Lê Văn Năm Cảnh, nguyên Xã đội trưởng, ngày ấy rất khó.", "Ông Năm Cảnh nói: ai cũng thuộc.")
    )
    assert [(row.name, row.position) for row in posts] == [("Lê Văn Năm Cảnh", "nguyên Xã đội trưởng")]
    assert len(officials) == 1


def test_rows_do_not_depend_on_the_run() -> None:
    source = article("các đồng chí: Lê Quang Cảnh, Bí thư; Trần Thị Bình, Phó Bí thư Huyện ủy Đăk Glei", "Bí thư Huyện ủy kết luận")
    assert linked(source) == linked(source)


def test_gazetteers_are_well_formed() -> None:
    parts = {part for group in office.lexicon().values() for entries in group.values() for part in entries.parts.values()}
    assert {"head", "organ", "field", "place", "comrade", "civil", "held"} <= parts
    assert set(office.families().values()) == {"strong", "weak", "title"}
    assert " ".join(office.words("Hoàng Su Phì")) in office.places()["high"]


@pytest.mark.parametrize(
    "repeat",
    [
        "đồng chí ",
        "Bí thư, ",
        "các đồng chí: Lê Quang Cảnh, ",
        "Trưởng ban Kinh tế và ",
        "ông Lê Quang Cảnh (",
        "xã Nguyễn ",
        "Phó ",
        "Bí thư là ông Lê Quang Cảnh và ",
        "được bầu giữ chức Bí thư, ",
    ],
)
def test_reading_is_linear(repeat: str) -> None:
    def run(times: int) -> None:
        text = repeat * times
        list(official.find(text, 0, len(text), ()))

    assert fourfold(run, 1500) < FOURFOLD
