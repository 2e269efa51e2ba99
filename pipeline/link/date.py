"""Completes dates from the day of publication, and bounds them."""

from collections.abc import Sequence

from corpus.model import Article, Date, DateRow, Mention, Sentence
from pipeline.link import fact


def resolve(article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> tuple[DateRow, ...]:
    """One row per date mention, in the same order."""
    taken: set[str] = set()
    rows = []
    for mention in mentions:
        assert isinstance(mention.value, Date)
        rows.append(DateRow(**fact(article, sentences, mention, taken), type=mention.value.type, value=mention.value.value))  # type: ignore[arg-type]
    return tuple(rows)
