"""Drawing: the charts and maps of our pages, made of what was read."""

from collections.abc import Mapping, Sequence, Set

from markupsafe import Markup

from pipeline.serve import chart, reading, tile
from pipeline.serve.address import Link
from pipeline.serve.chart import Bar, Cell, Dot
from pipeline.serve.phrase import Voice
from pipeline.serve.reading import Act, Document, Figure, First, Holding

# most days of each shade of the map, the darkest first
_SHADES = (90, 365, 3 * 365 + 1, 10 * 365 + 3)
# so many acts have a dot each on a chart
_DOTS = 100


def months(voice: Voice, counts: Sequence[reading.Count]) -> Markup | None:
    """Columns of articles a month; none where no article has a day."""
    dated = {count.name: count.articles for count in counts if count.name}
    if not dated:
        return None
    said = voice.say(
        "home.months.desc",
        n=sum(dated.values()),
        first=voice.day(min(dated)),
        last=voice.day(max(dated)),
        most=max(dated.values()),
    )
    return chart.months(dated, title=voice.say("home.months"), description=said)


def map_of_articles(voice: Voice, link: Link, counts: Mapping[str, int], *, grid: int, read: Set[str], names: Mapping[str, str]) -> Markup:
    """The map of how many articles there are; of each tile, those of every province that it stands for."""
    place = tile.on_grid(grid)
    total: dict[str, int] = {}
    for name, count in counts.items():
        if name in place:
            total[place[name].provinces[-1]] = total.get(place[name].provinces[-1], 0) + count
    covered = {place[name].provinces[-1] for name in read if name in place}
    cells = [
        Cell(
            column=one.column,
            row=one.row,
            label=one.label,
            value=voice.number(total[name]) if name in total else "",
            style="s3" if name in total else "none" if name in covered else "unread",
            link=link.to("province", name),
            hint=f"{names.get(name, name)}: {voice.say('count.articles', n=total.get(name, 0)) if name in covered else voice.say('unread')}",
        )
        for one in tile.tiles(grid)
        for name in one.provinces[-1:]
    ]
    said = voice.say("home.map.desc", n=len(cells), read=len(total))
    return chart.tiles(cells, title=voice.say("home.map"), description=said)


def map_of_acts(
    voice: Voice, link: Link, about: Document, acts: Sequence[Act], *, grid: int, read: Set[str], names: Mapping[str, str]
) -> Markup:
    """The map of how long after the issue of a document each province acted on it."""
    place = tile.on_grid(grid)
    firsts = reading.firsts(acts, about.issued, lambda name: place[name].provinces[0] if name in place else None)
    covered = {place[name].provinces[0] for name in read if name in place}
    cells = []
    for one in tile.tiles(grid):
        name, shown = one.provinces[0], names.get(one.provinces[0], one.label)
        first = firsts.get(name)
        style = shade(first) if first else "none" if name in covered else "unread"
        said = _first_in_words(voice, first) if first else voice.say("legend.none" if name in covered else "legend.unread")
        value = _on_tile(voice, first) if first else ""
        to = link.to("document", about.id, province=name) + "#acts" if first else link.to("province", name)
        cells.append(Cell(column=one.column, row=one.row, label=one.label, value=value, style=style, link=to, hint=f"{shown}: {said}"))
    said = voice.say("document.map.desc", n=len(cells), acted=len(firsts))
    return chart.tiles(cells, title=voice.say("document.map"), description=said)


def shade(first: First) -> str:
    """The style of a province that acted: `s0`, the soonest, to `s4`, or `some` where the days cannot be told, as of an act before the issue."""
    if first.days is None or first.days < 0:
        return "some"
    return f"s{sum(first.days > most for most in _SHADES)}"


def _on_tile(voice: Voice, first: First) -> str:
    """The days to the first act, at least so many where its own day is not known; its month where the days cannot be told."""
    if shade(first) == "some":
        return (first.earliest or "?")[:7]
    return f"{'' if first.exact else '≥ '}{voice.number(first.days or 0)}"


def _first_in_words(voice: Voice, first: First) -> str:
    count = voice.say("count.acts", n=first.acts)
    return f"{voice.day(first.earliest) or voice.say('date.unknown')}, {count}, {voice.say('count.articles', n=first.articles)}"


def acts_through_time(voice: Voice, acts: Sequence[Act], issued: str | None) -> Markup | None:
    """A line a kind of act, a dot an act that has a day or lies between two; where there are many, those of a month are one dot, the larger the more."""
    dated = [act for act in acts if act.earliest and act.latest]
    if not dated:
        return None
    length = 10 if len(dated) <= _DOTS else 7
    together: dict[str, dict[tuple[str, bool], list[Act]]] = {}
    for act in dated:
        together.setdefault(act.kind, {}).setdefault(((act.earliest or "")[:length], act.held), []).append(act)
    dots = {voice.name("act", kind): [_dot_of(voice, day, same) for (day, _), same in days.items()] for kind, days in together.items()}
    since = (issued, voice.say("document.issued.mark")) if issued else None
    said = voice.say("document.timeline.desc", n=len(dated))
    return chart.rows(dots, title=voice.say("document.timeline"), description=said, day=voice.day, since=since)


def _dot_of(voice: Voice, day: str, acts: Sequence[Act]) -> Dot:
    """The dot of acts of one kind in one day or month."""
    if len(acts) == 1:
        hint = f"{acts[0].organization or ''}, {voice.when(acts[0].date, acts[0].earliest, acts[0].latest)}"
    else:
        hint = f"{voice.day(day)}: {voice.say('count.acts', n=len(acts))}"
    return Dot(day=day, hollow=not acts[0].held, hint=hint, many=len(acts))


def posts_through_time(voice: Voice, posts: Sequence[Holding]) -> Markup | None:
    """A line a post from the first to the last day on which an article gives it; none where no article has a day."""
    stretches = [
        Bar(
            label=post.position or "",
            first=post.first,
            last=post.last,
            hollow=bool(post.former),
            hint=f"{post.position}: {voice.day(post.first)} – {voice.day(post.last)}",
        )
        for post in posts
        if post.first and post.last
    ]
    if not stretches:
        return None
    said = voice.say("official.posts.desc", n=len(stretches))
    return chart.bars(stretches, title=voice.say("official.posts"), description=said, day=voice.day)


def figures_through_time(voice: Voice, found: Sequence[Figure], measure: str, names: Mapping[str, str]) -> Markup | None:
    """A dot a figure by the day on which its article was published; none where no article has a day."""
    dots = [_dot_of_figure(voice, one, names) for one in found if one.published and one.amount is not None]
    if not dots:
        return None
    title = voice.say("figures.chart", measure=measure)
    return chart.points(dots, title=title, description=_figures_in_words(voice, dots, measure), day=voice.day, say=voice.number)


def figures_by_province(voice: Voice, found: Sequence[Figure], measure: str, names: Mapping[str, str]) -> Markup | None:
    """A line a province with its figures from the least to the greatest; none where they are of one province."""
    dots: dict[str, list[Dot]] = {}
    for one in found:
        if one.province and one.amount is not None:
            dots.setdefault(names.get(one.province, one.province), []).append(_dot_of_figure(voice, one, names))
    if len(dots) < 2:
        return None
    title = voice.say("figures.spread", measure=measure)
    said = _figures_in_words(voice, [dot for of_one in dots.values() for dot in of_one], measure)
    return chart.spread(dict(sorted(dots.items())), title=title, description=said, say=voice.number)


def _dot_of_figure(voice: Voice, one: Figure, names: Mapping[str, str]) -> Dot:
    where = names.get(one.province or "", "")
    hint = f"{where}, {voice.day(one.published)}: {one.text}"
    return Dot(day=one.published or "", value=one.amount or 0, hollow=bool(one.target), label=where, hint=hint)


def _figures_in_words(voice: Voice, dots: Sequence[Dot], measure: str) -> str:
    least, most = (voice.number(extreme(dot.value for dot in dots)) for extreme in (min, max))
    return voice.say("figures.desc", n=len(dots), least=f"{least} {measure}", most=f"{most} {measure}")
