"""Extract: what stands in each sentence, read by the spaCy components of `extractors/config.cfg`."""

import gc
from contextlib import AbstractContextManager
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
    nlp = spacy.util.load_model_from_config(load_config(f"{extractors.__path__[0]}/config.cfg"), auto_fill=True)
    # shape, number and address of every word that is new to the vocabulary: nobody here asks for them
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
    # gazetteers, rules and vocabulary live as long as the process: the garbage collector need not walk them again and again
    gc.collect()
    gc.freeze()
    return nlp


def zone() -> AbstractContextManager[object]:
    """A stretch of work after which the vocabulary forgets what it saw: without one it keeps every string for ever."""
    return language().memory_zone()


def extract(article: Article, sentences: tuple[Sentence, ...]) -> tuple[Mention, ...]:
    """The mentions of an article, in text order."""
    nlp = language()
    mentions: tuple[Mention, ...] = nlp(tokenizer.document(nlp, article.body, sentences))._.mentions
    return tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.kind)))
