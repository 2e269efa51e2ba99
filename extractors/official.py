"""Reads officials."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from spacy.language import Language

from corpus.model import Mention
from extractors.rule import component

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find(text: str, start: int, end: int, found: Sequence[Mention]) -> Iterator[Mention]:
    """The officials of one sentence, text[start:end], in text order; `found` is what earlier components read in it."""
    yield from ()


@Language.factory("nghiquyet_official", assigns=["doc._.mentions", "doc.spans"])
def create(nlp: Language, name: str) -> Callable[["Doc"], "Doc"]:
    """The spaCy component for officials."""
    return component("official", find)
