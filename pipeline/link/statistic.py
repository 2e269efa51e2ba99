"""Ties figures to what they are about."""

from collections.abc import Sequence

from corpus.model import Article, DateRow, EventRow, Mention, Sentence, Statistic, StatisticRow
from pipeline.link import fact


def resolve(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], dates: Sequence[DateRow], events: Sequence[EventRow]
) -> tuple[StatisticRow, ...]:
    """One row per statistic mention, in the same order."""
    return ()
