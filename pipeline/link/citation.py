"""Says which instrument a citation stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Article, Citation, CitationRow, DocumentRow, Mention, RelationRow, Sentence, UnresolvedRow
from pipeline.link import fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What the citations of an article come to."""

    citations: tuple[CitationRow, ...] = ()
    unresolved: tuple[UnresolvedRow, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    document_relations: tuple[RelationRow, ...] = ()


def resolve(article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention], every: Sequence[Mention]) -> Cited:
    """The rows of an article's citations; `every` is all its mentions, for the words between them."""
    taken: set[str] = set()
    rows = []
    for mention in mentions:
        value = mention.value
        assert isinstance(value, Citation)
        if not value.short:
            rows.append(
                CitationRow(
                    **fact(article, sentences, mention, taken),  # type: ignore[arg-type]
                    kind=value.kind, number=value.number, symbol=value.symbol, title=value.title, issued=value.issued,
                    issuer=value.issuer, plenum=value.plenum, congress=value.congress, term=value.term,
                )
            )
    return Cited(citations=tuple(rows))
