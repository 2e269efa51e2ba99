"""Atom feeds (RFC 4287): what was done about one document, the newest report first.

Ids are tag URIs (RFC 4151) made of the ids of rows, so that an act keeps its id in every build; nobody can own the authority `.invalid`.
Times are those of the articles, never the day of the export.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sqlite_utils import Database

from pipeline.errors import InputError

MEDIA = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_TAG = "tag:nghiquyet.invalid,2025:"
_HANOI = timezone(timedelta(hours=7))
# entries of a feed, and articles that one entry names
_ENTRIES, _ARTICLES = 100, 20
# what XML 1.0 cannot hold
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"
_RIGHTS = "The words of articles remain their publishers'."

# of an article without a time it is known only that it does not tell of a later day; an act without any day cannot be told to be new
_TIME = "coalesce(a.published, a.fetched, e.latest)"
_ACTS = f"""
with told as (
  select coalesce(e.act_id, e.id) as act, e.id, e.kind, e.status, e.organization, p.name as province, e.date, s.text as sentence, {_TIME} as at
  from events e
  join articles a on a.id = e.article_id and a.duplicate_of is null
  join sentences s on s.id = e.sentence_id
  left join provinces p on p.id = e.province
  where e.document_id = ? and at is not null
),
ranked as (
  select *, row_number() over (partition by act order by at, id) as place, max(at) over (partition by act) as updated,
    count(*) over (partition by act) as articles
  from told
)
select act, kind, status, organization, province, date, sentence, updated, articles
from ranked
where place = 1
order by updated desc, act
limit ?
"""
_REPORTS = f"""
select a.url, a.title
from events e
join articles a on a.id = e.article_id and a.duplicate_of is null
where e.document_id = ? and coalesce(e.act_id, e.id) = ?
group by a.id
order by min({_TIME}), a.id
limit ?
"""


def documents(db: Database, asked: Sequence[str]) -> list[str]:
    """The ids of the documents that feeds are made of: those asked for by id or symbol, or all with an event. Raises InputError."""
    sql = "select distinct e.document_id from events e join documents d on d.id = e.document_id where ? in ('', d.id, d.symbol) order by 1"
    found = []
    for name in asked or [""]:
        ids = [row[0] for row in db.conn.execute(sql, (name,))]
        if name and not ids:
            raise InputError(f"--feed {name}: no event is about it; `nghiquyet ask acts-by-province` names documents that have some")
        found += ids
    return sorted(set(found))


def write(path: Path, document: str, db: Database) -> str | None:
    """Writes the feed of a document, and gives its title; None, and no file, where no event about it has a day."""
    entries = list(_entries(db, document))
    if not entries:
        return None
    ((symbol, about),) = db.conn.execute("select coalesce(symbol, id), title from documents where id = ?", (document,))
    title = f"{symbol}: {about}" if about else symbol
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "vi"})
    _add(feed, "id", f"{_TAG}documents/{_quoted(document)}")
    _add(feed, "title", title)
    _add(feed, "updated", max(entry.findtext("updated", "") for entry in entries))
    _add(SubElement(feed, "author"), "name", "nghiquyet")
    _add(feed, "rights", _RIGHTS)
    feed.extend(entries)
    indent(feed, " ")
    path.write_bytes(tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n")
    return title


def _entries(db: Database, document: str) -> Iterator[Element]:
    """The newest acts about a document as entries."""
    columns = ("act", "kind", "status", "organization", "province", "date", "sentence", "updated", "articles")
    for row in db.conn.execute(_ACTS, (document, _ENTRIES)).fetchall():
        act = dict(zip(columns, row, strict=True))
        entry = Element("entry")
        _add(entry, "id", f"{_TAG}acts/{_quoted(act['act'])}?document={quote(document, safe='')}")
        _add(entry, "title", _title(act))
        _add(entry, "updated", _time(act["updated"]))
        _add(entry, "category", None, term=act["kind"])
        for number, (url, title) in enumerate(db.conn.execute(_REPORTS, (document, act["act"], _ARTICLES))):
            kind = "related" if number else "alternate"
            _add(entry, "link", None, rel=kind, href=quote(url, safe=_IN_ADDRESSES), title=title or url)
        more = f" ({act['articles']} articles)" if act["articles"] > 1 else ""
        _add(entry, "summary", f"{act['sentence'] or ''}{more}".strip())
        yield entry


def _title(act: dict[str, Any]) -> str:
    """Such as "tổng kết: Tỉnh ủy Lạng Sơn, Lạng Sơn, 2018-07-24"; what is not known is left out, and what is only planned says so."""
    where = ", ".join(part for part in (act["organization"], act["province"], act["date"]) if part)
    planned = "" if act["status"] == "held" else f" ({act['status']})"
    return f"{act['kind']}{planned}: {where}" if where else f"{act['kind']}{planned}"


def _add(parent: Element, name: str, text: str | None, **attributes: str) -> None:
    element = SubElement(parent, name, {key: _NO_XML.sub("", value) for key, value in attributes.items()})
    element.text = None if text is None else _NO_XML.sub("", text)


def _quoted(name: str) -> str:
    return quote(name, safe="/@:")


def _time(day: str) -> str:
    """A day or local time as RFC 3339 writes it.

    >>> _time("2018-07-24"), _time("2018-07-24T08:05")
    ('2018-07-24T00:00:00+07:00', '2018-07-24T08:05:00+07:00')
    """
    return datetime.fromisoformat(day).replace(tzinfo=_HANOI).isoformat(timespec="seconds")
