"""Relevance: whether an article is about instruments of the Party or the State at all; papers print football, too."""

import re

from corpus.model import Article
from corpus.text import one_tone

# an instrument by its kind with something that names it, or by its symbol
_INSTRUMENT = re.compile(
    r"\b(?:nghị quyết|chỉ thị|kết luận|nghị định|thông tư|pháp lệnh)\s+(?:số\s*)?\d"
    r"|\b(?:quy định|quyết định|kế hoạch|chương trình|chương trình hành động|đề án|hướng dẫn|thông báo)\s+số\s*\d"
    r"|\bnghị quyết\s+(?:(?:của|do)\s+)?(?:trung ương|tw|đại hội|hội nghị|hđnd|hội đồng|quốc hội|bộ chính trị|ban|tỉnh ủy|thành ủy|huyện ủy|này|trên|nêu trên|về)\b"
    r"|\d+\s*[-–]\s*(?:nq|ct|kl|qđ|qđi|hd|kh|ctr|tb|đa|bc)\s*/\s*[a-zđ]{2}"
    r"|\d+\s*/\s*(?:\d{4}\s*/\s*)?(?:nq|nđ|qđ|ct|kh|tt|qh\d*)\s*[-–/]?"
)
_ABOUT = re.compile(
    r"\b(?:bí thư|chủ tịch|tỉnh ủy|thành ủy|huyện ủy|đảng ủy|cấp ủy|đảng bộ|chi bộ|hđnd|hội đồng nhân dân|ubnd|ủy ban nhân dân|đảng viên|trung ương"
    r"|tổng kết|sơ kết|quán triệt|triển khai|thực hiện|ban hành|thông qua|giám sát|kiểm tra)\b"
)


def relevant(article: Article) -> bool:
    """Whether an article names an instrument and speaks of a body, post or act: a cheap look at its words, before it is segmented."""
    text = one_tone(article.body).lower()
    return _INSTRUMENT.search(text) is not None and _ABOUT.search(text) is not None
