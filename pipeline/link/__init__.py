"""Link: decides what each mention refers to. Pure: the same article and mentions give the same rows."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from corpus.model import Article, Mention, Record, Sentence


def fact(article: Article, sentences: Sequence[Sentence], mention: Mention, taken: set[str]) -> dict[str, object]:
    """The columns that every row stating a fact begins with; `taken` holds the ids given so far in its table.

    An id is article, start and end, with a count behind it where one span states several facts.
    """
    sentence = sentences[sentence_at(sentences, mention.start)]
    row_id, count = f"{article.id}.{mention.start}.{mention.end}", 1
    while row_id in taken:
        count += 1
        row_id = f"{article.id}.{mention.start}.{mention.end}.{count}"
    taken.add(row_id)
    return {
        "id": row_id,
        "article_id": article.id,
        "sentence_id": sentence.id,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "rule": mention.rule,
    }


def sentence_at(sentences: Sequence[Sentence], offset: int) -> int:
    """The index of the sentence that begins last at or before an offset."""
    return bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1


def of_kind(mentions: Iterable[Mention], kind: str) -> list[Mention]:
    """The mentions of one kind, in text order."""
    return [mention for mention in mentions if mention.kind == kind]


def link(article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Record:
    """What an article states, as rows."""
    from pipeline.link import citation, date, event, official, statistic

    posts, officials, persons = official.resolve(article, sentences, of_kind(mentions, "official"))
    cited = citation.resolve(article, sentences, of_kind(mentions, "citation"), mentions)
    dates = date.resolve(article, sentences, of_kind(mentions, "date"), cited.citations)
    happened = event.resolve(article, sentences, of_kind(mentions, "event"), cited.citations, dates, persons)
    statistics = statistic.resolve(article, sentences, of_kind(mentions, "statistic"), dates, happened.events)
    return Record(
        article=article,
        sentences=tuple(sentences),
        citations=cited.citations,
        posts=posts,
        dates=dates,
        statistics=statistics,
        events=happened.events,
        event_officials=happened.event_officials,
        document_relations=cited.document_relations,
        unresolved=cited.unresolved,
        documents=cited.documents,
        officials=officials,
        acts=happened.acts,
    )
