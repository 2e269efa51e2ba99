"""Says which person a name is, and which a post alone stands for."""

from collections.abc import Mapping, Sequence

from corpus.model import Article, Mention, Official, OfficialRow, PostRow, Sentence
from corpus.text import fold
from pipeline.link import fact


def resolve(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> tuple[tuple[PostRow, ...], tuple[OfficialRow, ...], Mapping[int, str]]:
    """The posts and persons of an article, and mention start → official id for every mention whose person is known."""
    return (), (), {}
