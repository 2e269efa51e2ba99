"""Health: whether a site still gives what it gave before, judged from its visits alone.

What is usual is learned for each site from its last visits that were not broken. A share of pages counts as another one than usual when it
is much larger and when chance would hardly make it so, which three pages in a row can show as well as twenty at once. What degrades a site
becomes usual when it stays so; what breaks it never does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import exp, log
from statistics import median

from corpus.model import State, Visit

# so many visits say what is usual, and fewer than that say nothing
_WINDOW, _ENOUGH = 30, 3
# a share is another one than usual when it is so much larger, and so unlikely
_APART, _CHANCE = 0.3, 2e-4
# before anything is known of a site, as if so many pages had been seen; and how many pages in a row are looked at together
_PRIOR, _STREAK = 10, 10
# more articles than a paper writes in a day
_DAY = 200
# a listing that holds less than this share of what is usual has lost most of it, where it was at least so many links
_SHRUNK, _LINKS = 0.2, 5
# days of silence: where too little is known, as allowance beside what is usual, and for Tết, when nobody writes
_UNKNOWN, _GRACE, _TET = 90, 2, 14
# days that the newest article may be old where too little is known: the first visit may be to an old section, or ask only for old articles
_OLD = 365
# so many gaps between articles make the longest one trusted, and so many make silence a fault; of as many, one may be a freak
_GAPS, _SURE_GAPS = 6, 12
# Tết falls between 21 January and 20 February
_TET_FROM, _TET_TO = (1, 18), (3, 1)
# days without a visit: at least, and how many times the usual distance
_ABSENT, _MISSED = 2, 4
# what to do
_CHECK = "run `nghiquyet sites check {site}`"
_FETCHES = "look at `select * from fetches where run_id = {run} and site = '{site}'`"
_SLOWER = "crawl slower or from another network, and ask the site to let the crawler in"
_MOVED = "look at the site in a browser; if it has moved, mend its profile"
# why requests failed → what to do where all of them did
_SILENT = {
    "robots.txt": "without its rules nothing else is asked for; the next crawl asks again",
    "no such host": f"see whether this machine reaches others; {_MOVED}",
    "connection refused": _MOVED,
    "no connection": _MOVED,
    "timed out": _MOVED,
    "certificate not valid": "it has expired or is another host's, so nothing is taken; a browser shows it, those who run the site can renew it",
    "denied": _SLOWER,
    "too many requests": _SLOWER,
}
_WORSE: dict[State, int] = {"ok": 0, "degraded": 1, "broken": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a site is ok, degraded or broken; `reason` says what was seen and what to do, None where it is ok."""

    state: State
    reason: str | None = None

    @property
    def rank(self) -> int:
        """0 for ok, 1 for degraded, 2 for broken."""
        return _WORSE[self.state]


OK = Verdict("ok")


def judge(visit: Visit, history: Sequence[Visit], *, now: datetime) -> Verdict:
    """The verdict on a visit; `history` holds visits of the same site in any order, those after it are left out. `now` is local, without zone.

    What a visit does not touch is as it was: a layout that has changed stays so while nothing new is read.
    """
    visits = [*sorted((one for one in history if one.started < visit.started), key=lambda one: one.started), visit]
    told = (verdict for rule in _RULES for verdict in rule(visits, now))
    return max(told, key=lambda verdict: verdict.rank, default=OK)


def absent(visits: Sequence[Visit], *, now: datetime) -> Verdict:
    """Degraded where the last visit lies farther back than visits of the site usually lie apart: the schedule has stopped."""
    starts = sorted(datetime.fromisoformat(one.started) for one in visits)
    if not starts:
        return Verdict("degraded", "never visited: run `nghiquyet crawl`")
    apart = [(later - earlier) / timedelta(days=1) for earlier, later in pairwise(starts[-_WINDOW:])]
    days = (now - starts[-1]) / timedelta(days=1)
    if days <= max(_ABSENT, _MISSED * median(apart or [0])):
        return OK
    return Verdict("degraded", f"last visit {days:.0f} days ago: see whether the schedule still runs (`nghiquyet schedule`)")


def changes(before: Sequence[Visit], after: Sequence[Visit]) -> tuple[Visit, ...]:
    """The visits of `after` whose state is another than that of the site's last visit in `before`; a site new and ok is no change."""
    last = {one.site: one.state or "ok" for one in sorted(before, key=lambda one: one.started)}
    return tuple(one for one in after if one.state is not None and one.state != last.get(one.site, "ok"))


# --- what is usual ---------------------------------------------------------------------------------------------


def _usual(past: Sequence[Visit], rate: Callable[[Visit], float | None]) -> float | None:
    """The median of a rate over the last visits that have it and were not broken, None where they are too few."""
    rates = [found for one in past if one.state != "broken" and (found := rate(one)) is not None][-_WINDOW:]
    return median(rates) if len(rates) >= _ENOUGH else None


def _last(visits: Sequence[Visit], tells: Callable[[Visit], object]) -> tuple[Visit, Sequence[Visit]] | None:
    """The last visit that tells something and those before it, None where none does."""
    at = next((at for at in reversed(range(len(visits))) if tells(visits[at])), None)
    return None if at is None else (visits[at], visits[:at])


def _read(visit: Visit) -> int:
    """Pages that an article was read from."""
    return visit.built + visit.irrelevant


def _pages(visit: Visit) -> int:
    return _read(visit) + visit.rejected


def _answers(visit: Visit) -> int:
    return visit.listings + visit.fetched + visit.unchanged


def _listings_read(visit: Visit) -> int:
    return visit.listings - visit.listings_unchanged


# --- nothing at all --------------------------------------------------------------------------------------------


def _silent_host(visits: Sequence[Visit], _now: datetime) -> Iterator[Verdict]:
    """A host that answers only errors; one that answered the last time gets a second chance."""
    asked = _last(visits, lambda one: _answers(one) or one.failed or one.refused)
    if asked is None or _answers(asked[0]):
        return
    visit, past = asked
    if visit.failed:
        again = not past or (past[-1].failed > 0 and not _answers(past[-1]))
        why = visit.problem or "errors"
        advice = next((advice for problem, advice in _SILENT.items() if why.startswith(problem)), _FETCHES)
        seen = f"the host gave nothing: {_count(visit.failed, 'request')} failed ({why})"
        yield Verdict("broken" if again else "degraded", f"{seen}: {advice.format(site=visit.site, run=visit.run_id)}")
    else:
        seen = f"robots.txt or our limits refused each of {_count(visit.refused, 'request')}"
        yield Verdict("broken", f"{seen}: narrow the profile, or say `unsupported` there")


def _empty_start(visits: Sequence[Visit], _now: datetime) -> Iterator[Verdict]:
    """A site that has never given anything, although most of what was found was asked for, which --limit and --since may put off."""
    asked = sum(one.fetched + one.failed + one.refused for one in visits)
    if 2 * asked >= sum(one.new for one in visits) and not any(_read(one) or one.unchanged for one in visits):
        yield Verdict("broken", f"no article so far: {_CHECK.format(site=visits[-1].site)}")


# --- listings --------------------------------------------------------------------------------------------------


def _listing(visits: Sequence[Visit], _now: datetime) -> Iterator[Verdict]:
    """Listings that hold no links, or far fewer than usual."""
    # the last pages of a listing are empty: they tell nothing by themselves
    looked = _last(visits, lambda one: one.starts)
    if looked is None:
        return
    visit, past = looked
    read = _listings_read(visit)
    links = _usual(past, lambda one: one.found / _listings_read(one) if _listings_read(one) else None)
    many = _usual(past, lambda one: float(_listings_read(one)) or None)
    known = f" (usual {links * read:.0f})" if links is not None else ""
    advice = _CHECK.format(site=visit.site)
    if not visit.found:
        state: State = "degraded" if many is not None and read < many / 2 else "broken"
        yield Verdict(state, f"empty listing: no link to an article in {_count(read, 'listing')}{known}: {advice}")
    elif links is not None and links >= _LINKS and visit.found / read < _SHRUNK * links:
        yield Verdict("degraded", f"listings shrank: {_count(visit.found, 'link')} in {_count(read, 'listing')}{known}: {advice}")


# --- pages -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """Something that few pages have, and what it means when many do.

    `whole` are the pages that could have it, 0 where they are too few to tell; `prior` the share that is expected of a site of which nothing
    is known; `broken` the share that breaks a site, None where it only degrades it; `few` how many pages are needed; `sure` whether any
    number of them degrades a site when all have it.
    """

    seen: str
    advice: str
    bad: Callable[[Visit], int]
    whole: Callable[[Visit], int]
    prior: float
    noun: str = "page"
    broken: float | None = 0.5
    few: int = 3
    sure: bool = False


FAULTS = (
    _Fault(
        seen="empty listings: {of} without a link to an article",
        advice=_CHECK,
        bad=lambda visit: visit.listings_empty,
        whole=lambda visit: visit.starts,
        prior=0.05,
        noun="listing",
    ),
    _Fault(
        seen="block pages: {of}",
        advice=_SLOWER,
        bad=lambda visit: visit.blocked,
        # those with a status that lets nobody in are not read
        whole=lambda visit: max(_pages(visit), visit.blocked),
        prior=0.02,
        sure=True,
    ),
    _Fault(
        seen="block pages instead of listings: {of}",
        advice=_SLOWER,
        bad=lambda visit: visit.listings_blocked,
        whole=lambda visit: visit.listings + visit.listings_blocked,
        prior=0.01,
        noun="answer",
        few=2,
        sure=True,
    ),
    _Fault(
        seen="login walls: {of}",
        advice="leave that part out with `skip` in the profile, or say `unsupported` there",
        bad=lambda visit: visit.login_wall,
        whole=_pages,
        prior=0.02,
        sure=True,
    ),
    _Fault(
        seen="soft 404s: {of} said that the article is gone",
        advice=f"have the addresses changed? {_CHECK}",
        bad=lambda visit: visit.soft_404,
        whole=_pages,
        prior=0.02,
    ),
    _Fault(
        seen="layout changed? {of} gave no article",
        advice=_CHECK,
        bad=lambda visit: visit.no_article,
        whole=_pages,
        prior=0.1,
    ),
    _Fault(
        seen="a clock taken for a date? {of} of earlier days dated today",
        advice=f"mend `published` in the profile: {_CHECK}",
        bad=lambda visit: visit.misdated,
        whole=lambda visit: visit.known_before,
        prior=0.02,
    ),
    _Fault(
        seen="a clock taken for a date? {of} dated on the day of the visit",
        advice=f"see whether `published` in the profile reads the page's clock: {_CHECK}",
        bad=lambda visit: visit.today_dated,
        whole=lambda visit: visit.with_published,
        prior=0.5,
        broken=0.9,
        # new articles are mostly of today, but nobody writes so many a day
        few=_DAY,
    ),
    _Fault(
        seen="layout changed? {of} without a day of publication",
        advice=_CHECK,
        bad=lambda visit: _read(visit) - visit.with_published,
        whole=_read,
        prior=0.1,
    ),
    _Fault(
        seen="layout changed? {of} without a title",
        advice=_CHECK,
        bad=lambda visit: _read(visit) - visit.with_title,
        whole=_read,
        prior=0.05,
    ),
    _Fault(
        seen="layout changed? {of} without a lead",
        advice=_CHECK,
        bad=lambda visit: _read(visit) - visit.with_lead,
        whole=_read,
        prior=0.5,
        broken=None,
    ),
    _Fault(
        seen="layout changed? {of} without a byline",
        advice=_CHECK,
        bad=lambda visit: _read(visit) - visit.with_author,
        whole=_read,
        prior=0.7,
        broken=None,
    ),
    _Fault(
        seen="{of} failed",
        advice=_FETCHES,
        bad=lambda visit: visit.failed,
        # where nothing was answered, the host is silent: another rule
        whole=lambda visit: visit.failed + _answers(visit) if _answers(visit) else 0,
        prior=0.1,
        noun="request",
        broken=0.8,
        few=5,
    ),
)


def _faults(visits: Sequence[Visit], _now: datetime) -> Iterator[Verdict]:
    """Pages that are not what they were."""
    for fault in FAULTS:
        looked = _last(visits, fault.whole)
        if looked is None:
            continue
        visit, past = looked
        share, before = _streak(visit, past, fault)
        usual = _pooled(before, fault)
        expected = (usual.bad + fault.prior * _PRIOR) / (usual.whole + _PRIOR)
        if state := _state(fault, share, expected):
            known = f" (usual {round(share.whole * usual.bad / usual.whole)} of {share.whole})" if usual.whole else ""
            seen = fault.seen.format(of=f"{share.bad} of {_count(share.whole, fault.noun)}") + known
            yield Verdict(state, f"{seen}: {fault.advice.format(site=visit.site, run=visit.run_id)}")


@dataclass(frozen=True, slots=True)
class _Share:
    """So many bad ones of a whole."""

    bad: int
    whole: int


def _streak(visit: Visit, past: Sequence[Visit], fault: _Fault) -> tuple[_Share, Sequence[Visit]]:
    """The share of a visit and the visits before it; where all of its pages are bad, with those before them that were, too."""
    bad, whole, at = fault.bad(visit), fault.whole(visit), len(past)
    while bad == whole < _STREAK and at and fault.bad(past[at - 1]) == fault.whole(past[at - 1]):
        at -= 1
        bad, whole = bad + fault.bad(past[at]), whole + fault.whole(past[at])
    return _Share(bad, whole), past[:at]


def _pooled(past: Sequence[Visit], fault: _Fault) -> _Share:
    """The share over the last visits that have such pages and were ok, or only not broken when these have become the most;
    of nothing where there are few."""
    recent = [one for one in past if one.state != "broken" and fault.whole(one)][-_WINDOW:]
    good = [one for one in recent if one.state != "degraded"]
    told = good if len(good) >= len(recent) / 2 else recent
    if len(told) < _ENOUGH:
        return _Share(0, 0)
    return _Share(sum(map(fault.bad, told)), sum(map(fault.whole, told)))


def _state(fault: _Fault, share: _Share, expected: float) -> State | None:
    """What a share makes of the site, None where it is no other than expected."""
    found = share.bad / share.whole
    if share.whole < fault.few or found < expected + _APART or _chance(share, expected) > _CHANCE:
        return "degraded" if fault.sure and found == 1 else None
    return "degraded" if fault.broken is None or found < fault.broken else "broken"


def _chance(share: _Share, expected: float) -> float:
    """At most how likely it is that chance alone makes a share that large: Chernoff's bound, exact where all are bad."""
    found = share.bad / share.whole
    surprise = found * log(found / expected) + ((1 - found) * log((1 - found) / (1 - expected)) if found < 1 else 0)
    return exp(-share.whole * surprise)


# --- silence ---------------------------------------------------------------------------------------------------


def _silence(visits: Sequence[Visit], now: datetime) -> Iterator[Verdict]:
    """A feed that no longer moves: nothing new for longer than the site was ever silent."""
    visit, today = visits[-1], now.date()
    moved = sorted({date.fromisoformat(one.started[:10]) for one in visits if one.new})
    dated = sorted({day for one in visits if one.newest and (day := date.fromisoformat(one.newest[:10])) <= today})
    advice = f"is it still the right one? {_CHECK.format(site=visit.site)}"
    silences = ((moved, _UNKNOWN, "no new link since", False), (dated, _OLD, "the newest article is of", bool(visit.new)))
    for days, unknown, seen, fresh in silences:
        if not days:
            continue
        silent, most = (today - days[-1]).days, _allowed(days, today, unknown)
        if silent > most:
            state: State = "broken" if silent > 2 * most and len(days) > _SURE_GAPS and not fresh else "degraded"
            known = f" (usually {_count(_longest(days), 'day')} apart at most)" if len(days) > _GAPS else ""
            yield Verdict(state, f"the feed no longer moves: {seen} {days[-1]}{known}: {advice}")


def _longest(days: Sequence[date]) -> int:
    """The longest silence between two days on which something was new; one freak among many does not count."""
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    return gaps[-2] if len(gaps) >= _SURE_GAPS else gaps[-1] if gaps else 0


def _allowed(days: Sequence[date], today: date, unknown: int) -> int:
    """For how many days a site may be silent after the last of these days; `unknown` at least where these are few."""
    most = _GRACE + 2 * _longest(days)
    tet = any((day.month, day.day) >= _TET_FROM and (day.month, day.day) <= _TET_TO for day in _span(days[-1], today))
    return max(most, 0 if len(days) > _GAPS else unknown) + (_TET if tet else 0)


def _span(first: date, last: date) -> Iterator[date]:
    # a season is longer than a week
    return (first + timedelta(days=at) for at in range(0, (last - first).days + 7, 7))


_RULES = (_faults, _silent_host, _listing, _empty_start, _silence)


# --- words -----------------------------------------------------------------------------------------------------


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
