"""What a user would write today, and the fastest way that can be thought of: both from pages to rows of one SQLite file."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.model import Page

_SYMBOL = re.compile(r"\d+(?:/\d{4})?[-/](?:NQ|CT|KL|QĐ|NĐ|CTr)[-/][A-ZĐ]+")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s?(?:%|[^\W\d_]+)")
_NAME = re.compile(r"[A-ZĐ][^\W\d_]+(?:\s[A-ZĐ][^\W\d_]+){1,3}")


def usual(pages: Iterable[Page], database: Path) -> None:
    """trafilatura for the text, underthesea for persons, dateparser for dates, a regex for symbols and numbers, sqlite-utils for the rows."""
    import sqlite_utils
    import trafilatura
    from dateparser.search import search_dates
    from underthesea import ner, sent_tokenize

    db = sqlite_utils.Database(database)
    for page in pages:
        text = trafilatura.extract(page.content.decode(), url=page.url) or ""
        sentences = sent_tokenize(text)
        names = [token for sentence in sentences for token, _, _, label in ner(sentence) if label.endswith("PER")]
        days = [str(day) for sentence in sentences for _, day in search_dates(sentence, languages=["vi"]) or ()]
        db["articles"].insert({"url": page.url, "text": text}, pk="url")
        found = (("name", names), ("day", days), ("symbol", _SYMBOL.findall(text)), ("number", _NUMBER.findall(text)))
        db["facts"].insert_all({"url": page.url, "kind": kind, "text": said} for kind, values in found for said in values)
    db["articles"].enable_fts(["text"], replace=True)
    db.close()


def fastest(pages: Sequence[Page], database: Path) -> None:
    """selectolax for the text, plain regexes, executemany: no words, nothing resolved. Nothing that reads Python strings is much faster."""
    from selectolax.lexbor import LexborHTMLParser

    db = sqlite3.connect(database)
    db.execute("CREATE TABLE articles(url PRIMARY KEY, text)")
    db.execute("CREATE TABLE facts(url, kind, text)")
    for page in pages:
        text = " ".join(paragraph.text() for paragraph in LexborHTMLParser(page.content).css("p"))
        db.execute("INSERT INTO articles VALUES (?, ?)", (page.url, text))
        patterns = {"name": _NAME, "day": _DAY, "symbol": _SYMBOL, "number": _NUMBER}
        db.executemany(
            "INSERT INTO facts VALUES (?, ?, ?)",
            [(page.url, kind, said) for kind, pattern in patterns.items() for said in pattern.findall(text)],
        )
    db.commit()
    db.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    db.execute("INSERT INTO words SELECT text FROM articles")
    db.commit()
    db.close()
