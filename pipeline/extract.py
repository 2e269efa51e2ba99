"""Extract: what stands in each sentence, read by the spaCy components of `extractors/config.cfg`."""

from functools import cache
from typing import TYPE_CHECKING

from corpus.model import Article, Mention, Sentence
from extractors import tokenizer

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
    """The mentions of an article, in text order."""
    nlp = language()
    # without a memory zone the vocabulary keeps every string that was ever seen
    with nlp.memory_zone():
        doc = nlp(tokenizer.document(nlp, article.body, sentences))
        mentions: tuple[Mention, ...] = doc._.mentions
    return tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.kind)))
