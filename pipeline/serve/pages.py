"""Pages: what a reader sees at `/` and below `/-/`: home, search, documents, provinces, persons, articles and figures.

Each page is made by one function from an `Ask`: it reads rows, draws charts and names the rows that can be had as CSV and JSON
(`?data=acts.csv`). Nothing is written, and nothing in a page comes from elsewhere.
"""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from datasette import Response
from datasette.utils import sqlite_timelimit
from markupsafe import Markup

from pipeline.export.form import harmless
from pipeline.serve import drawing, reading, tile
from pipeline.serve.address import Link
from pipeline.serve.evidence import archived, correct, rule
from pipeline.serve.find import Hit, find
from pipeline.serve.highlight import Span, highlighted
from pipeline.serve.inquiry import inquiries, inquiry
from pipeline.serve.metadata import SETTINGS
from pipeline.serve.page import Ask, Data, Page, label, missing
from pipeline.serve.phrase import ENGLISH, VIETNAMESE, Voice, chosen
from pipeline.serve.questions import answerable
from pipeline.serve.reading import Act, Figure, Mention
from pipeline.serve.shield import linkable
from pipeline.status import standings

_YEAR = 366 * 24 * 3600
# figures of the acts of one page that are shown; all are one click away
_LISTED = 100
# the last visits of a site by which it is told how it stands
_VISITS = 20
# what our pages have a page of, by the table of a mention; the others lead to their row alone
_PAGE_OF = {
    "citations": "document",
    "events": "document",
    "document_relations": "document",
    "posts": "official",
    "statistics": "figures",
}
# an article's rows that cover whole sentences lie below those that cover words, and are listed in this order in the legend
_TABLES = ("events", "citations", "posts", "dates", "statistics", "document_relations", "unresolved")


def routes() -> list[tuple[str, Callable[..., Any]]]:
    """The addresses of our pages with what answers them, as Datasette takes them."""
    named = {
        "document": document, "province": province, "official": official, "article": article, "question": inquiry, "rule": rule,
        "archived": archived, "correct": correct,
    }  # fmt: skip
    made = [(r"/$", home), (r"/-/search$", search), (r"/-/figures$", figures), (r"/-/questions$", inquiries)]
    made += [(rf"/-/{page}/(?P<name>.+)$", maker) for page, maker in named.items()]
    return [(pattern, _view(maker)) for pattern, maker in made]


# --- answering -------------------------------------------------------------------------------------------------


def _view(maker: Callable[[Ask], Page]) -> Callable[..., Any]:
    async def view(request: Any, datasette: Any) -> Any:
        if request.method not in {"GET", "HEAD"}:
            return Response.text("405: this address is only read; ask for it with GET\n", status=405, headers={"allow": "GET, HEAD"})
        return await _answer(maker, request, datasette)

    return view


async def _answer(maker: Callable[[Ask], Page], request: Any, datasette: Any) -> Any:
    """The answer to one request: the page in the reader's language, or the rows asked for by `data`."""
    asked = {key: request.args[key] for key in request.args}
    voice = chosen(asked=asked.get("lang"), kept=request.cookies.get("lang"), accepted=request.headers.get("accept-language", ""))
    database = datasette.get_database()
    link = Link(datasette.urls, database.name)
    name = unquote(request.url_vars.get("name", ""), errors="replace")
    make = partial(_made, maker, path=Path(database.path), archive=database.archive, voice=voice, link=link, name=name, arguments=asked)
    page, rows = await database.execute_fn(make)
    if rows is not None:
        return _rows(rows, as_json=asked["data"].endswith(".json"))
    if page.text is not None:
        return Response.text(page.text)
    context = {
        **_words(voice, link),
        "page": page,
        "other": _other_language(request, voice),
        "linkable": linkable,
        "database": Path(database.path).name,
        **page.context,
    }
    html = await datasette.render_template(page.template, context, request=request)
    answer = Response.html(html, status=page.status, headers={"content-language": voice.language, "vary": "accept-language, cookie"})
    if asked.get("lang") == voice.language:
        answer.set_cookie("lang", voice.language, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


def _made(maker: Callable[[Ask], Page], db: sqlite3.Connection, **asked: Any) -> tuple[Page, Sequence[Any] | None]:
    """The page, and the rows that `data` names in it; a page that says so where there are none of that name. Reads in one thread, for a bounded time."""
    ask = Ask(db=db, **asked)
    try:
        with sqlite_timelimit(db, SETTINGS["sql_time_limit_ms"]):
            return _page_or_rows(maker, ask)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return Page(template="missing.html", title=ask.voice.say("slow.title"), context={"said": ask.voice.say("slow")}, status=503), None


def _page_or_rows(maker: Callable[[Ask], Page], ask: Ask) -> tuple[Page, Sequence[Any] | None]:
    page = maker(ask)
    wanted = ask.given("data")
    if not wanted or page.status != 200:
        return page, None
    name, _, kind = wanted.rpartition(".")
    if name in page.data and kind in {"csv", "json"}:
        return page, page.data[name]()
    return missing(ask, "data", wanted, known=", ".join(f"{key}.csv, {key}.json" for key in page.data)), None


def _rows(rows: Sequence[Any], *, as_json: bool) -> Any:
    """Rows as CSV that spreadsheets read as UTF-8 and take no formula from, or as JSON."""
    plain = [asdict(row) if is_dataclass(row) and not isinstance(row, type) else row for row in rows]
    if as_json:
        return Response(json.dumps(plain, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")
    out = io.StringIO()
    if plain:
        writer = csv.DictWriter(out, plain[0], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: harmless(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in plain)
    return Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")


def _words(voice: Voice, link: Link) -> dict[str, object]:
    """What every template says and links with."""
    return {
        "voice": voice,
        "say": voice.say,
        "called": voice.name,
        "day": voice.day,
        "when": voice.when,
        "number": voice.number,
        "period": voice.period,
        "link": link,
        "label": partial(label, voice),
        "quoted": quoted,
        "hit": hit,
        "coded": coded,
    }


def _other_language(request: Any, voice: Voice) -> str:
    """The address of the same page in the other language."""
    other = VIETNAMESE if voice.language == ENGLISH else ENGLISH
    kept = [(key, value) for key in request.args if key != "lang" for value in request.args.getlist(key)]
    return f"{request.path}?{urlencode([*kept, ('lang', other)])}"


def quoted(sentence: str, start: int, end: int) -> Markup:
    """A sentence with some of its words marked."""
    return highlighted(sentence, [Span(start=start, end=end, element="mark", name="said")])


def coded(text: str) -> Markup:
    """A text with what stands between backquotes as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(Markup.escape(text))))


def hit(found: Hit) -> Markup:
    """The words of a search's answer, those that were asked for marked."""
    return Markup(str(Markup.escape(found.words)).replace("\x02", "<mark>").replace("\x03", "</mark>"))


# --- home and search -------------------------------------------------------------------------------------------


def home(ask: Ask) -> Page:
    """What is in here: how much, from where and when, the documents most acted on, what is newest, and how the crawl stands."""
    db, voice = ask.db, ask.voice
    counts = reading.months(db)
    by_province = reading.articles_by_province(db)
    acts = reading.latest_acts(db, 8)
    grid, names = tile.grid_of(counts[-1].name if counts else None), reading.names(db)
    context = {
        "totals": reading.totals(db),
        "documents": reading.most_acted(db, 2 * reading.SHORT),
        "acts": acts,
        "named": _named(db, acts),
        "newest": reading.newest(db, count=8),
        "names": names,
        "months": drawing.months(voice, counts),
        "map": drawing.map_of_articles(voice, ask.link, by_province, grid=grid, read=reading.covered(db), names=names),
        "standings": standings(db, most=_VISITS) if reading.has_crawl(db) else (),
        "run": reading.last_run(db),
        "questions": answerable(whole=reading.has_full_text(db)).values(),
    }
    data: Data = {
        "months": lambda: counts,
        "provinces": lambda: [reading.Count(name=name, articles=count) for name, count in sorted(by_province.items())],
    }
    return Page(template="home.html", title=voice.say("name"), context=context, data=data)


def search(ask: Ask) -> Page:
    """What some words lead to."""
    found = find(ask.db, ask.given("q"))
    title = ask.voice.say("search.title", words=found.words) if found.words else ask.voice.say("search.empty")
    return Page(template="search.html", title=title, context={"found": found, "words": found.words})


def _named(db: sqlite3.Connection, acts: Iterable[Act]) -> Mapping[str, reading.Named]:
    """The documents that acts are about."""
    return reading.named(db, {name for act in acts for name in (act.documents or "").split(",") if name})


# --- documents -------------------------------------------------------------------------------------------------


def document(ask: Ask) -> Page:
    """One resolution or other document: what it is, how it was carried out where and when, by whom and with what figures."""
    db, voice = ask.db, ask.voice
    found = reading.document(db, ask.name)
    if found is None:
        return missing(ask, "document", ask.name)
    parts = reading.parts(db, found.id)
    about = (found.id, *parts)
    every = reading.acts_about(db, about)
    chosen_acts = [act for act in every if ask.given("act") in ("", act.kind) and ask.given("province") in ("", act.province)]
    pages = max(1, -(-len(chosen_acts) // reading.PAGE))
    at = min(max(int(ask.given("page")[:6]), 1), pages) if ask.given("page").isdecimal() else 1
    acts = chosen_acts[(at - 1) * reading.PAGE : at * reading.PAGE]
    ids, all_ids = [act.id for act in acts], [act.id for act in chosen_acts]
    grid = int(ask.given("grid")) if ask.given("grid") in {"34", "63"} else tile.grid_of(found.issued)
    names = reading.names(db)
    presences = reading.presences(db, ids)
    figures = reading.figures_of(db, ids)
    related = reading.relations(db, found.id)
    listed = _once(_in_order(ids, figures))
    whole = len(reading.acts_about(db, [found.part_of])) if found.part_of else 0
    context = {
        "document": found,
        "parts": reading.entries(db, parts),
        "named": {**_named(db, acts), **reading.named(db, [r.document_id for r in related] + ([found.part_of] if found.part_of else []))},
        "aliases": reading.aliases(db, found.id),
        "related": related,
        "whole": whole,
        "names": names,
        "count": len(every),
        "reported": sum(act.articles for act in every) if len(every) == 1 else None,
        "acts": acts,
        "reports": reading.reports(db, ids, about),
        "presences": presences,
        "listed": listed[:_LISTED],
        "figures": len(listed),
        "at": at,
        "pages": pages,
        "filters": {key: ask.given(key) for key in ("act", "province", "grid") if ask.given(key)},
        "kinds": sorted({act.kind for act in every}, key=lambda kind: -sum(act.kind == kind for act in every)),
        "by": _by_province(every),
        "rest": _without_acts(every, grid, reading.covered(db)),
        "grid": grid,
        "map": drawing.map_of_acts(voice, ask.link, found, every, grid=grid, read=reading.covered(db), names=names) if every else None,
        "chart": drawing.acts_through_time(voice, chosen_acts, found.issued),
    }
    data: Data = {
        "acts": lambda: chosen_acts,
        "map": lambda: sorted(reading.firsts(every, found.issued).values(), key=lambda first: first.province),
        "figures": lambda: _in_order(all_ids, reading.figures_of(db, all_ids)),
        "presences": lambda: _in_order(all_ids, reading.presences(db, all_ids)),
    }
    return Page(template="document.html", title=label(voice, found), context=context, data=data)


def _in_order(acts: Sequence[str], rows: Mapping[str, Sequence[Any]]) -> list[Any]:
    return [row for act in acts for row in rows.get(act, ())]


def _once(figures: Iterable[Figure]) -> list[Figure]:
    """Figures without those that several acts of one article have in common, at their first place."""
    found: dict[str, Figure] = {}
    for figure in figures:
        found.setdefault(figure.id, figure)
    return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the table of provinces and kinds: for each kind the number of acts and of articles."""

    province: str | None
    cells: Mapping[str, tuple[int, int]]
    first: str | None


def _by_province(acts: Iterable[Act]) -> list[_Line]:
    """A line a province, those with most acts first."""
    found: dict[str | None, list[Act]] = {}
    for act in acts:
        found.setdefault(act.province, []).append(act)
    lines = [
        _Line(
            province=name,
            cells={
                kind: (sum(act.kind == kind for act in there), sum(act.articles for act in there if act.kind == kind))
                for kind in dict.fromkeys(act.kind for act in there)
            },
            first=min((act.earliest for act in there if act.earliest and act.held), default=None),
        )
        for name, there in found.items()
    ]
    return sorted(lines, key=lambda line: (-sum(acts for acts, _ in line.cells.values()), line.province or "~"))


def _without_acts(acts: Iterable[Act], grid: int, read: Set[str]) -> tuple[tuple[str, list[str]], ...]:
    """The provinces of a grid that have no act: those of which something was read (`none`) and those of which nothing was (`unread`)."""
    place = tile.on_grid(grid)
    acted, covered = (
        {place[name].provinces[0] for name in names if name in place} for names in ({act.province or "" for act in acts}, read)
    )
    rest = [one.provinces[0] for one in tile.tiles(grid) if one.provinces[0] not in acted]
    return ("none", [name for name in rest if name in covered]), ("unread", [name for name in rest if name not in covered])


# --- provinces and persons -------------------------------------------------------------------------------------


def province(ask: Ask) -> Page:
    """One province: what is read of it, what it did about which documents, and who holds posts there."""
    db, voice = ask.db, ask.voice
    found = reading.province(db, ask.name)
    if found is None:
        return missing(ask, "province", ask.name)
    acts = reading.acts_in(db, found.id)
    counts = reading.months(db, found.id)
    holders = reading.holders_in(db, found.id)
    context = {
        "province": found,
        "names": reading.names(db),
        "earlier": reading.merged_from(db, found.id),
        "read": found.id in reading.covered(db),
        "sites": reading.sites_of(db, found.id),
        "documents": reading.documents_in(db, found.id),
        "acts": acts,
        "named": _named(db, acts),
        "reports": reading.reports(db, [act.id for act in acts]),
        "holders": holders,
        "newest": reading.newest(db, province=found.id),
        "months": drawing.months(voice, counts),
    }
    data: Data = {"acts": lambda: acts, "posts": lambda: holders, "months": lambda: counts}
    return Page(template="province.html", title=found.name, context=context, data=data)


def official(ask: Ask) -> Page:
    """One person: the posts that articles give through time, the acts at which they were, the articles."""
    db, voice = ask.db, ask.voice
    found = reading.official(db, ask.name)
    if found is None:
        return missing(ask, "official", ask.name)
    posts = reading.holdings(db, found.id)
    parts = reading.parts_of(db, found.id)
    acts = {act.id: act for act in reading.acts_of(db, sorted({part.act_id for part in parts}))}
    context = {
        "official": found,
        "posts": posts,
        "chart": drawing.posts_through_time(voice, posts),
        "parts": [(part, acts[part.act_id]) for part in parts],
        "named": _named(db, acts.values()),
        "names": reading.names(db),
        "reports": reading.reports(db, list(acts)),
        "articles": reading.articles_naming(db, found.id),
    }
    data: Data = {"posts": lambda: posts, "acts": lambda: list(acts.values())}
    return Page(template="official.html", title=found.name, context=context, data=data)


# --- figures ---------------------------------------------------------------------------------------------------


def figures(ask: Ask) -> Page:
    """The numbers of one measure through time and provinces, each with its sentence."""
    db, voice = ask.db, ask.voice
    measures = reading.measures(db)
    measure = ask.given("measure") or (measures[0].name if measures else "")
    about, where = ask.given("about"), ask.given("province")
    names = reading.names(db)
    found = reading.figures(db, measure=measure, about=about, province=where)
    context = {
        "measures": measures,
        "measure": measure,
        "about": about,
        "where": where,
        "names": names,
        "figures": found,
        "cut": len(found) == reading.FIGURES,
        "chart": drawing.figures_through_time(voice, found, measure, names),
        "spread": None if where else drawing.figures_by_province(voice, found, measure, names),
    }
    return Page(template="figures.html", title=voice.say("figures.title"), context=context, data={"figures": lambda: found})


# --- articles --------------------------------------------------------------------------------------------------


def article(ask: Ask) -> Page:
    """One article with everything that was read in it marked in its text."""
    db = ask.db
    found = reading.article(db, int(ask.name)) if ask.name.isascii() and ask.name.isdecimal() and len(ask.name) < 19 else None
    if found is None:
        return missing(ask, "article", ask.name)
    mentions = reading.mentions(db, found.id)
    original = reading.article(db, found.duplicate_of) if found.duplicate_of else None
    context = {
        "article": found,
        "original": original,
        "names": reading.names(db),
        "paragraphs": _paragraphs(ask, found.body, reading.sentences(db, found.id), mentions),
        "mentions": [(one, _page_of(ask.link, one)) for one in mentions],
        "tables": [table for table in _TABLES if any(one.table == table for one in mentions)],
    }
    return Page(template="article.html", title=found.title, context=context, data={"mentions": lambda: mentions})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph:
    """A line of an article in HTML, and the part of the article that it is."""

    part: str
    html: Markup


def _paragraphs(ask: Ask, body: str | None, sentences: Sequence[reading.Sentence], mentions: Sequence[Mention]) -> list[_Paragraph]:
    """The lines of an article with its sentences as anchors and its mentions as marks, each mark with a link to its row."""
    spans = [
        *(Span(start=one.start, end=one.end, element="span", name="sentence", anchor=f"s{one.position}") for one in sentences),
        *(_span(ask, same) for same in _same_words(mentions)),
    ]
    made = []
    for start, line in _lines(body) if body is not None else ((one.start, one.text) for one in sentences if one.text):
        end = start + len(line)
        part = next((one.part for one in sentences if one.start < end and one.end > start), "body")
        inside = [span for span in spans if span.start < end and span.end > start]
        made.append(_Paragraph(part=part, html=highlighted(line, inside, offset=start)))
    return made


def _lines(body: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with where they begin in it."""
    start = 0
    for line in body.split("\n"):
        yield start, line
        start += len(line) + 1


def _same_words(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions of one table over the same words together: they are one mark with several rows."""
    found: dict[tuple[int, int, str], list[Mention]] = {}
    for one in mentions:
        found.setdefault((one.start, one.end, one.table), []).append(one)
    return list(found.values())


def _span(ask: Ask, same: Sequence[Mention]) -> Span:
    """The mark over some words; at its end stand links to the rows that state it."""
    called = ask.voice.name("table", same[0].table)
    read = "; ".join(dict.fromkeys(f"{one.value or one.text} [{one.rule}]" for one in same))
    tail = Markup("").join(
        Markup('<a class="tag" href="{}" title="{}">{}</a>').format(
            ask.link.row(one.table, one.key), f"{called}: {one.value or one.text} [{one.rule}]", _tag_of(ask.voice, one)
        )
        for one in same
    )
    return Span(
        start=same[0].start, end=same[0].end, element="mark", name=same[0].table, hint=f"{called}: {read}", tail=Markup("<sup>{}</sup>").format(tail)
    )  # fmt: skip


def _tag_of(voice: Voice, one: Mention) -> str:
    """The word at the end of a mark: the kind of an act, else what is marked."""
    return voice.name("act", one.kind) if one.table == "events" else voice.name("table", one.table)


def _page_of(link: Link, one: Mention) -> str | None:
    """Our page of what a mention leads to; None where there is none."""
    if not one.leads_to or one.table not in _PAGE_OF:
        return None
    page = _PAGE_OF[one.table]
    return link.to(page, measure=one.leads_to) if page == "figures" else link.to(page, one.leads_to)
