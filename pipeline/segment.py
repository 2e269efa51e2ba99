"""Segment: an article's sentences and words, with exact offsets."""

from corpus.model import Article, Sentence
from extractors import tokenizer
from pipeline.errors import Refused


def segment(article: Article) -> tuple[Sentence, ...]:
    """The sentences of an article in order, with the offsets of their words.

    Raises Refused for a text of more sentences than a sentence id can count: a book or a dump, not an article.
    """
    # the shortest sentences are a character and the white space behind it: texts of news are too short to be counted
    if len(article.body) > 2 * tokenizer.MOST_SENTENCES and sum(1 for _ in tokenizer.sentences(article.body)) > tokenizer.MOST_SENTENCES:
        raise Refused("too long", f"more than {tokenizer.MOST_SENTENCES:,} sentences: split the page into articles")
    return tokenizer.split(article.body, article_id=article.id, parts=article.parts)
