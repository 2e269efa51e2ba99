"""A site's visits and what is said of it: each of the ways in which a site breaks, and the silences and oddities that are none."""

import random
from collections import Counter
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta

import pytest

from corpus.model import Visit
from pipeline.health import OK, Verdict, absent, changes, judge
from pipeline.schema import BY_NAME
from tests.visits import START, after, daily, days, pages, portal, usual, visit

NEWSPAPER = daily()
NEXT = after(NEWSPAPER)
MONTHLY = portal()
LATER = after(MONTHLY)


def at(day: date) -> datetime:
    """Half an hour after a visit of that day."""
    return datetime.combine(day, time(6, 30))


def judged(one: Visit, history: tuple[Visit, ...] = NEWSPAPER) -> Verdict:
    """The verdict on the day of the visit."""
    return judge(one, history, now=at(date.fromisoformat(one.started[:10])))


def run(history: tuple[Visit, ...], coming: list[Visit]) -> tuple[Verdict, ...]:
    """The verdicts on visits one after another, each remembered with its state."""
    verdicts = []
    for one in coming:
        verdicts.append(judged(one, history))
        history = (*history, replace(one, state=verdicts[-1].state, reason=verdicts[-1].reason))
    return tuple(verdicts)


def test_visit_has_the_columns_of_its_table() -> None:
    assert tuple(field.name for field in fields(Visit)) == BY_NAME["visits"].names


# --- the ways to break -----------------------------------------------------------------------------------------

NOTHING = {"built": 0, "irrelevant": 0, "with_title": 0, "with_published": 0, "with_author": 0, "with_lead": 0, "today_dated": 0}
# name → what is other than usual on a newspaper's day, state, words of the reason
BREAKAGES: dict[str, tuple[dict[str, object], str, str]] = {
    "empty listing": ({"found": 0, "new": 0}, "broken", "empty listing: no link to an article in 2 listings (usual 40)"),
    "empty listing, the rest not due": ({"listings": 1, "found": 0}, "broken", "empty listing"),
    "listings shrank": ({"found": 7}, "degraded", "listings shrank: 7 links in 2 listings (usual 40)"),
    "no article": (
        {**NOTHING, "built": 2, "with_title": 2, "with_published": 2, "with_author": 2, "with_lead": 2, "rejected": 18, "no_article": 18},
        "broken",
        "layout changed? 18 of 20 pages gave no article (usual 1 of 20): run `nghiquyet sites check baolangson.vn`",
    ),
    "some without an article": ({"rejected": 12, "no_article": 12}, "degraded", "layout changed? 12 of 33 pages gave no article (usual 2 of 33)"),
    "no title": ({"with_title": 3}, "broken", "layout changed? 18 of 21 pages without a title"),
    "no day": ({"with_published": 0, "today_dated": 0}, "broken", "layout changed? 21 of 21 pages without a day of publication"),
    "half without a day": ({"with_published": 12}, "degraded", "9 of 21 pages without a day of publication (usual 0 of 21)"),
    "no lead": ({"with_lead": 2}, "degraded", "layout changed? 19 of 21 pages without a lead (usual 1 of 21)"),
    "no byline": ({"with_author": 0}, "degraded", "layout changed? 21 of 21 pages without a byline (usual 3 of 21)"),
    "soft 404s": ({**NOTHING, "rejected": 20, "soft_404": 20}, "broken", "soft 404s: 20 of 20 pages said that the article is gone"),
    "block pages": ({**NOTHING, "rejected": 20, "blocked": 20}, "broken", "block pages: 20 of 20 pages (usual 0 of 20)"),
    "block pages for listings": ({**NOTHING, "fetched": 0, "rejected": 0, "no_article": 0, "found": 0, "listings": 0, "failed": 2, "listings_blocked": 2}, "broken", "block pages instead of listings: 2 of 2 answers"),
    "block pages for some listings": ({"listings": 5, "listings_blocked": 3}, "degraded", "block pages instead of listings: 3 of 8 answers (usual 0 of 8)"),
    "block pages with status 403": (
        {**NOTHING, "listings": 0, "found": 0, "fetched": 0, "unchanged": 0, "rejected": 0, "no_article": 0, "failed": 4, "listings_blocked": 4},
        "broken",
        "block pages instead of listings: 4 of 4 answers",
    ),
    "login walls": ({**NOTHING, "rejected": 20, "login_wall": 20}, "broken", "login walls: 20 of 20 pages"),
    "some login walls": ({"built": 4, "irrelevant": 9, "rejected": 9, "login_wall": 8, "with_title": 13, "with_published": 13}, "degraded", "login walls: 8 of 22"),
    "clock": ({"today_dated": 21, "misdated": 3}, "broken", "a clock taken for a date? 3 of 3 pages of earlier days dated today"),
    "clock, nothing known before": (
        {"built": 300, "with_title": 309, "with_published": 309, "with_author": 250, "with_lead": 290, "today_dated": 309, "known_before": 0},
        "broken",
        "a clock taken for a date? 309 of 309 pages dated on the day of the visit",
    ),
    "some listings empty": ({"listings": 6, "found": 90, "listings_empty": 5}, "broken", "empty listings: 5 of 6 listings without a link to an article (usual 0 of 6)"),
    "host answers only errors": (
        {**NOTHING, "listings": 0, "found": 0, "new": 0, "fetched": 0, "unchanged": 0, "rejected": 0, "no_article": 0, "failed": 12, "problem": "status 503"},
        "degraded",
        "the host gave nothing: 12 requests failed (status 503): look at `select",
    ),
    "articles answer only errors": ({**NOTHING, "fetched": 0, "unchanged": 0, "rejected": 0, "no_article": 0, "failed": 20}, "broken", "20 of 22 requests failed"),
    "many errors": ({"failed": 30}, "degraded", "30 of 60 requests failed (usual 2 of 60)"),
    "robots.txt": (
        {**NOTHING, "listings": 0, "found": 0, "fetched": 0, "unchanged": 0, "rejected": 0, "no_article": 0, "failed": 0, "refused": 9},
        "broken",
        "refused each of 9 requests",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("other", "state", "words"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_breakage_of_a_newspaper(other: dict[str, object], state: str, words: str) -> None:
    verdict = judged(usual(NEXT, **other))
    assert (verdict.state, words in (verdict.reason or "")) == (state, True), verdict
    assert ": " in (verdict.reason or ""), "what was seen, then what to do"


@pytest.mark.parametrize("other", [other for other, _, _ in BREAKAGES.values()], ids=BREAKAGES.keys())
def test_it_stays_so_until_it_is_mended(other: dict[str, object]) -> None:
    coming = [usual(day, **other) for day in days(10, start=NEXT)]
    assert all(verdict.state != "ok" for verdict in run(NEWSPAPER, coming))
    mended = tuple(replace(one, state=verdict.state) for one, verdict in zip(coming, run(NEWSPAPER, coming), strict=True))
    assert judged(usual(after(mended)), (*NEWSPAPER, *mended)) == OK


def test_what_breaks_a_site_never_becomes_usual() -> None:
    other = BREAKAGES["no article"][0]
    assert {verdict.state for verdict in run(NEWSPAPER, [usual(day, **other) for day in days(60, start=NEXT)])} == {"broken"}


def test_what_degrades_a_site_becomes_usual_in_time() -> None:
    states = [verdict.state for verdict in run(NEWSPAPER, [usual(day, with_lead=0) for day in days(40, start=NEXT)])]
    assert (states[0], states[-1]) == ("degraded", "ok")
    assert states.index("ok") >= 15


def test_a_silent_host_gets_a_second_chance() -> None:
    down = [usual(day, **BREAKAGES["host answers only errors"][0]) for day in days(3, start=NEXT)]
    assert [verdict.state for verdict in run(NEWSPAPER, down)] == ["degraded", "broken", "broken"]
    assert judged(down[0], ()).state == "broken"


# --- small sites -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "states"),
    [
        (pages(0, fetched=1, new=1, rejected=1, no_article=1), ["ok", "ok", "broken", "broken"]),
        (pages(0, fetched=1, new=1, rejected=1, soft_404=1), ["ok", "ok", "broken", "broken"]),
        (pages(0, fetched=1, new=1, rejected=1, login_wall=1), ["degraded", "degraded", "broken", "broken"]),
        (pages(0, fetched=1, new=1, rejected=1, blocked=1), ["degraded", "degraded", "broken", "broken"]),
        (pages(0, listings=0, found=0, new=0, failed=1, fetched=0, listings_blocked=1), ["degraded", "broken", "broken", "broken"]),
        (pages(0, fetched=0, failed=1, blocked=1), ["degraded", "degraded", "broken", "broken"]),
        (pages(1, with_published=0), ["ok", "ok", "broken", "broken"]),
        (pages(1, with_title=0), ["ok", "ok", "broken", "broken"]),
        (pages(0, found=0), ["broken"] * 4),
    ],
)
def test_few_pages_are_judged_together(one: dict[str, object], states: list[str]) -> None:
    history = tuple(visit(day, **pages(1, newest=day.isoformat())) for day in days(9))
    coming = [visit(day, **{"newest": day.isoformat(), **one}) for day in days(4, start=after(history))]
    assert [verdict.state for verdict in run(history, coming)] == states


def test_one_good_page_ends_the_streak() -> None:
    history = tuple(visit(day, **pages(1)) for day in days(9))
    bad = [visit(day, **pages(0, fetched=1, rejected=1, no_article=1)) for day in days(5, start=after(history))]
    good = visit(after(tuple(bad)), **pages(1))
    assert [verdict.state for verdict in run(history, [*bad, good])][-2:] == ["broken", "ok"]


@pytest.mark.parametrize("other", [other for other, _, _ in BREAKAGES.values()], ids=BREAKAGES.keys())
@pytest.mark.parametrize("idle", [{}, {"listings": 2, "listings_unchanged": 2}], ids=["nothing due", "nothing new"])
def test_what_a_visit_does_not_touch_is_as_it_was(other: dict[str, object], idle: dict[str, object]) -> None:
    coming = [usual(NEXT, **other), visit(NEXT, hour=12, **idle), visit(NEXT, hour=18, **idle)]
    first, *rest = run(NEWSPAPER, coming)
    # a host that answers again is up again
    answers = any(other.get(count) for count in ("failed", "refused", "listings_blocked")) and not other.get("blocked") and idle
    assert rest == ([OK, OK] if answers else [first, first])


# --- silence ---------------------------------------------------------------------------------------------------


def silent(history: tuple[Visit, ...], count: int) -> Verdict:
    """The verdict after so many days on which every listing answered and nothing in it was new."""
    newest = max(one.newest for one in history if one.newest)
    quiet = {"new": 0, "fetched": 0, "unchanged": 6, "rejected": 0, "no_article": 0, "known_before": 0, "newest": newest}
    coming = [usual(day, **{**NOTHING, **quiet}) for day in days(count, start=after(history))]
    return run(history, coming)[-1]


@pytest.mark.parametrize(
    ("history", "count", "state"),
    [
        (NEWSPAPER, 2, "ok"),
        (NEWSPAPER, 4, "ok"),
        (NEWSPAPER, 5, "degraded"),
        (NEWSPAPER, 9, "broken"),
        # known for ten days: a burst may be over
        (daily(10), 5, "degraded"),
        (daily(10), 40, "degraded"),
        # known for four days
        (daily(4), 80, "ok"),
        (daily(4), 100, "degraded"),
        (MONTHLY, 30, "ok"),
        (MONTHLY, 60, "degraded"),
        (MONTHLY, 100, "degraded"),
        (portal(3), 45, "ok"),
        (portal(3), 80, "degraded"),
        # an office that does not write at weekends
        (tuple(usual(day) for day in days(40) if day.weekday() < 5), 8, "ok"),
        (tuple(usual(day) for day in days(40) if day.weekday() < 5), 20, "broken"),
        # one long silence among many short ones is a freak
        ((*daily(20), *(usual(day) for day in days(20, start=after(daily(20), by=25)))), 5, "degraded"),
    ],
)
def test_silence_is_measured_by_what_is_usual(history: tuple[Visit, ...], count: int, state: str) -> None:
    verdict = silent(history, count)
    assert verdict.state == state, verdict
    assert state == "ok" or "the feed no longer moves: no new link since" in (verdict.reason or "")


@pytest.mark.parametrize(("count", "state"), [(9, "ok"), (17, "ok"), (30, "degraded")])
def test_nobody_writes_at_tet(count: int, state: str) -> None:
    history = tuple(usual(day) for day in days(30, start=date(2026, 1, 13)))
    assert silent(history, count).state == state


def test_new_links_to_old_articles() -> None:
    coming = [usual(day, newest=NEWSPAPER[-1].newest, today_dated=0) for day in days(12, start=NEXT)]
    verdicts = run(NEWSPAPER, coming)
    assert [verdict.state for verdict in verdicts] == ["ok"] * 4 + ["degraded"] * 8
    assert "the newest article is of 2025-06-21 (usually 1 day apart at most)" in (verdicts[-1].reason or "")


def test_dates_to_come_are_not_the_newest() -> None:
    history = tuple(usual(day, newest="2031-01-01") for day in days(20))
    assert judged(usual(after(history)), history) == OK


# --- first visits ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "state", "words"),
    [
        (usual(), "ok", ""),
        (visit(), "broken", "no article so far"),
        # --limit and --since leave sites for later
        (visit(listings=2, found=30, new=30), "ok", ""),
        (visit(**pages(0, fetched=1, new=40, failed=4, rejected=1)), "ok", ""),
        (visit(listings=2, found=30, new=30, failed=30, problem="gone"), "broken", "30 of 32 requests failed"),
        (visit(failed=8, listings_blocked=8), "broken", "block pages instead of listings: 8 of 8 answers"),
        (visit(listings=2), "broken", "empty listing"),
        (visit(failed=3), "broken", "the host gave nothing: 3 requests failed (errors)"),
        (
            visit(failed=1, refused=8, problem="no such host"),
            "broken",
            "1 request failed (no such host): see whether this machine reaches others",
        ),
        (
            visit(failed=1, refused=8, problem="robots.txt: status 500"),
            "broken",
            "failed (robots.txt: status 500): without its rules nothing else",
        ),
        (
            visit(failed=1, refused=8, problem="certificate not valid"),
            "broken",
            "certificate not valid): it has expired or is another host's",
        ),
        (visit(failed=8, problem="denied"), "broken", "8 requests failed (denied): crawl slower"),
        (visit(**pages(9, listings=6, listings_empty=5)), "broken", "empty listings: 5 of 6"),
        (visit(**pages(9, listings=6, listings_empty=3)), "ok", ""),
        (visit(refused=3), "broken", "robots.txt"),
        (visit(**pages(0, fetched=2, new=2, rejected=2, no_article=2)), "broken", "no article so far"),
        (visit(**pages(0, fetched=9, new=9, rejected=9, no_article=9)), "broken", "9 of 9 pages gave no article"),
        (visit(**pages(0, fetched=9, new=9, rejected=9, blocked=9)), "broken", "block pages"),
        (visit(**pages(0, fetched=9, new=9, rejected=9, login_wall=9)), "broken", "login walls"),
        (visit(**pages(0, fetched=9, new=9, rejected=9, soft_404=9)), "broken", "soft 404s"),
        (visit(**pages(9, with_published=0)), "broken", "9 of 9 pages without a day"),
        (visit(**pages(9, with_author=0, with_lead=0)), "ok", ""),
        (visit(**pages(9, today_dated=9)), "ok", ""),
        # the newest articles of a busy paper, as with --limit
        (visit(**pages(120, today_dated=120)), "ok", ""),
        (visit(**pages(300, today_dated=300)), "broken", "a clock taken for a date? 300 of 300 pages"),
        (visit(**pages(9, today_dated=9, known_before=8, misdated=8)), "broken", "a clock taken for a date? 8 of 8 pages of earlier days"),
        (visit(**pages(9, newest="2025-05-01")), "ok", ""),
        # an old section, or --since
        (visit(**pages(9, newest="2024-07-01")), "ok", ""),
        (visit(**pages(9, newest="2019-05-01")), "degraded", "the newest article is of 2019-05-01: is it"),
    ],
)
def test_first_visit(one: Visit, state: str, words: str) -> None:
    verdict = judged(one, ())
    assert (verdict.state, words in (verdict.reason or "")) == (state, True), verdict


# --- what is no fault ------------------------------------------------------------------------------------------

FINE: dict[str, tuple[Visit, tuple[Visit, ...]]] = {
    "a usual day": (usual(NEXT), NEWSPAPER),
    "nothing was due": (visit(NEXT), NEWSPAPER),
    "the listing has not changed": (usual(NEXT, listings_unchanged=2, found=0, new=0), NEWSPAPER),
    "half as many links": (usual(NEXT, found=20), NEWSPAPER),
    "only the last pages of listings": (usual(NEXT, listings=5, starts=0, found=0, new=0), NEWSPAPER),
    "years of old pages": (usual(NEXT, listings=90, found=1800, new=1700, fetched=1700), NEWSPAPER),
    "one page fails to be an article": (visit(NEXT, **pages(0, fetched=1, rejected=1, no_article=1)), NEWSPAPER),
    "a few are gone": (usual(NEXT, rejected=5, soft_404=4), NEWSPAPER),
    "some requests fail": (usual(NEXT, failed=8), NEWSPAPER),
    "films, as ever": (usual(NEXT, rejected=20, no_article=20), daily(20, rejected=20, no_article=20)),
    "no bylines, as ever": (usual(NEXT, with_author=0), daily(20, with_author=0)),
    "visited in the evening for once": (usual(NEXT, today_dated=21), daily(20, today_dated=0)),
    "dated today, as ever": (usual(NEXT, today_dated=21), daily(20, today_dated=20)),
    "one article, of today": (visit(LATER, **pages(1, today_dated=1)), MONTHLY),
    "a portal says nothing": (visit(LATER, listings=1, found=10, unchanged=1), MONTHLY),
    "after a bad day": (usual(NEXT), (*NEWSPAPER, usual(NEXT, hour=3, found=0, state="broken"))),
    "after a long absence": (usual(after(NEWSPAPER, by=90)), NEWSPAPER),
    "a later visit is not looked at": (usual(START, hour=9), tuple(usual(day, found=900) for day in days(9, start=after((usual(),))))),
}  # fmt: skip


@pytest.mark.parametrize(("one", "history"), FINE.values(), ids=FINE.keys())
def test_nothing_is_wrong(one: Visit, history: tuple[Visit, ...]) -> None:
    assert judged(one, history) == OK
    assert judged(one, tuple(reversed(history))) == OK


# --- chance ----------------------------------------------------------------------------------------------------

# articles a day, share of them at weekends, visits a day
PACES = {
    "newspaper": (60, 0.6, 4),
    "small newspaper": (8, 0.5, 4),
    "portal": (1, 0.1, 4),
    "district": (0.1, 0.3, 2),
    "parish": (0.03, 1, 1),
}
# what goes wrong → what becomes of a page that is read
TURNS: dict[str, dict[str, int]] = {
    "no article": {"built": 0, "rejected": 1, "no_article": 1},
    "soft 404": {"built": 0, "rejected": 1, "soft_404": 1},
    "block page": {"built": 0, "rejected": 1, "blocked": 1},
    "login wall": {"built": 0, "rejected": 1, "login_wall": 1},
    "no day": {"with_published": 0},
}


def lived(pace: tuple[float, float, int], *, seed: int, count: int = 400, turn: tuple[int, dict[str, int]] | None = None) -> list[Visit]:
    """So many days of a site whose pages come, fail and lack fields by chance, each visit judged; from a day on every page takes a turn."""
    rate, weekend, a_day = pace
    chance, visits, newest = random.Random(seed), [], None
    for day in days(count):
        for hour in range(0, 24, 24 // a_day):
            expected = rate / a_day * (weekend if day.weekday() > 4 else 1)
            new = sum(chance.random() < expected / 50 for _ in range(50)) if visits else 20
            newest = day.isoformat() if new else newest
            counts = Counter({"listings": 3, "listings_unchanged": 0 if new else 3, "found": 120 if new else 0, "new": new, "fetched": new})
            for _ in range(new):
                page = _page(chance, fresh=bool(visits))
                counts.update({**page, **turn[1]} if turn and len(visits) >= turn[0] * a_day else page)
            one = visit(day, hour=hour, newest=newest, **counts)
            verdict = judge(one, visits, now=datetime.fromisoformat(one.started))
            visits.append(replace(one, state=verdict.state, reason=verdict.reason))
    return visits


def _page(chance: random.Random, *, fresh: bool) -> dict[str, int]:
    """What a page counts for: one in ten is a film, one in fifty is gone, some lack a field."""
    fate = chance.random()
    if fate < 0.12:
        return {"rejected": 1, "no_article" if fate < 0.1 else "soft_404": 1}
    shares = {"with_title": 1.0, "with_published": 0.97, "with_author": 0.6, "with_lead": 0.8, "today_dated": 0.85 if fresh else 0.1}
    return {"built": 1, **{name: int(chance.random() < share) for name, share in shares.items()}}


@pytest.mark.parametrize("pace", PACES.values(), ids=PACES.keys())
def test_chance_breaks_no_site(pace: tuple[float, float, int]) -> None:
    count = 100 if pace[0] > 0.5 else 400
    states = Counter(one.state for one in lived(pace, seed=1, count=count) + lived(pace, seed=2, count=count))
    assert states["broken"] == 0
    # the longest silence of a site that seldom writes is longer than any before
    assert states["degraded"] / states.total() < (0.01 if pace[0] > 0.5 else 0.06)


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS.keys())
@pytest.mark.parametrize("pace", list(PACES.values())[:-1], ids=list(PACES)[:-1])
def test_every_turn_is_seen_after_a_few_pages(pace: tuple[float, float, int], turn: dict[str, int]) -> None:
    before = 30 if pace[0] > 0.5 else 200
    visits = lived(pace, seed=3, count=before * 2, turn=(before, turn))[before * pace[2] :]
    seen = next(at for at, one in enumerate(visits) if one.state == "broken")
    assert sum(one.fetched for one in visits[:seen]) <= 8
    assert {one.state for one in visits[seen:]} == {"broken"}


# --- absence and change ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "hours", "state"),
    [
        (NEWSPAPER, 6, "ok"),
        (NEWSPAPER, 4 * 24, "ok"),
        (NEWSPAPER, 5 * 24, "degraded"),
        (MONTHLY, 11 * 24, "ok"),
        (MONTHLY, 13 * 24, "degraded"),
        (NEWSPAPER[:1], 47, "ok"),
        (NEWSPAPER[:1], 49, "degraded"),
    ],
)
def test_site_not_visited_for_long(history: tuple[Visit, ...], hours: int, state: str) -> None:
    now = datetime.fromisoformat(history[-1].started) + timedelta(hours=hours)
    verdict = absent(history, now=now)
    assert verdict.state == state
    assert state == "ok" or f"last visit {hours / 24:.0f} days ago" in (verdict.reason or "")


def test_site_never_visited() -> None:
    assert absent((), now=at(START)).state == "degraded"


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ((), "ok", False),
        ((), "broken", True),
        (("ok",), "ok", False),
        (("ok",), "degraded", True),
        (("broken",), "broken", False),
        (("ok", "broken"), "degraded", True),
        (("broken", "degraded"), "ok", True),
        (("broken", "ok"), "ok", False),
        (("ok",), None, False),
    ],
)
def test_changes_of_state(before: tuple[str, ...], now: str | None, told: bool) -> None:
    history = tuple(usual(day, state=state) for day, state in zip(days(9), before, strict=False))
    one = usual(NEXT, state=now)
    assert changes(tuple(reversed(history)), (one,)) == ((one,) if told else ())
