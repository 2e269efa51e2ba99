"""Extract: what stands in each sentence, read by the spaCy components of `extractors/config.cfg`."""

from functools import cache
from typing import TYPE_CHECKING

from corpus.model import Article, Mention, Sentence
from extractors.rule import Component

if TYPE_CHECKING:
    from spacy.language import Language


@cache
def language() -> "Language":
    """The composed pipeline, built once a process."""
    import spacy
    from spacy.tokens import Doc
    from spacy.util import load_config

    import extractors

    if not Doc.has_extension("mentions"):
        Doc.set_extension("mentions", default=())
    return spacy.util.load_model_from_config(load_config(f"{extractors.__path__[0]}/config.cfg"), auto_fill=True)


def extract(article: Article, sentences: tuple[Sentence, ...]) -> tuple[Mention, ...]:
    """The mentions of an article, in text order: those that the pipeline would put on its document.

    The components read the text themselves, one after the other; a document of tokens and spans is for those who use the pipeline as
    spaCy's, and to make one for every article takes a sixth of the time.
    """
    bounds = [(sentence.start, sentence.end) for sentence in sentences]
    mentions: list[Mention] = []
    for _, component in language().pipeline:
        assert isinstance(component, Component)
        mentions += component.read(article.body, bounds, mentions)
    return tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.kind)))
