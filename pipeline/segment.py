"""Segment: an article's sentences and words, with exact offsets."""

from corpus.model import Article, Sentence
from extractors import tokenizer


def segment(article: Article) -> tuple[Sentence, ...]:
    """The sentences of an article in order, with the offsets of their words."""
    return tokenizer.split(article.body, article_id=article.id, parts=article.parts)
