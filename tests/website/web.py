"""The four sites without the network: what each says to a request, and what changes from one day to the next."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tests.website.damage import DAMAGES, Damage, broken
from tests.website.monthpath import MonthPath
from tests.website.odd import Oddities
from tests.website.portal import Portal
from tests.website.postid import PostId
from tests.website.story import HOSTS, LAST, Story, added, edited, stories
from tests.website.system import NOT_FOUND, Answer, System, View, html, redirect
from tests.website.wordpress import WordPress

_ZONE = timezone(timedelta(hours=7))
_SYSTEMS: tuple[Callable[[int], System], ...] = (WordPress, MonthPath, PostId, Portal)
# the port that the profiles in this package are written for
_WRITTEN_PORT = 8000
# how many articles a host had before the one that is asked for too often, that fails once, or that is slow
_TOO_OFTEN, _FAILS_ONCE, _SLOW = 5, 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article as a crawl should come to know it.

    `body` has title, lead, caption and paragraphs; `copy_of` is the address of what it reprints, `exact` where to the letter.
    """

    url: str
    host: str
    title: str
    lead: str
    body: tuple[str, ...]
    author: str
    published: str
    relevant: bool
    revision: int
    copy_of: str | None
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What there is to find: articles, oldest first; addresses that robots.txt forbids; those gone, with their status.

    `odd` has the addresses that look like articles and are none, with what is odd about each.
    """

    articles: tuple[Entry, ...]
    forbidden: tuple[str, ...]
    gone: Mapping[str, int]
    odd: Mapping[str, str]


class Web:
    """The four hosts at one port: the same articles and the same pages whenever it is made anew.

    `articles` are spread evenly over the hosts. `delay` is the Crawl-delay of 127.0.0.2 in seconds, `slow` how long the slow page of each
    host takes, `large` the size of its page that is too large; `now` pins the clock that pages show, `until` is when the last article was
    published.
    """

    def __init__(
        self, articles: int, port: int, *, delay: float, slow: float, large: int, now: datetime | None, until: datetime | None = None
    ) -> None:
        self.port = port
        self._later = timedelta() if until is None else until - LAST
        self._delay, self._slow, self._now = delay, slow, now
        self._lock = threading.RLock()
        self._first = {story.number: self._moved(story) for story in stories(articles)}
        self._shown: dict[int, tuple[tuple[Story, ...], dict[str, Story], dict[str, str]]] = {}
        self.begin_again()
        self._systems = tuple(make(port) for make in _SYSTEMS)
        self._odd = tuple(
            Oddities(system, self._stories[system.index], self._elsewhere(system.index), large=large) for system in self._systems
        )

    # --- what a test asks ---

    def expected(self) -> Expected:
        """What there is to find at this moment, whatever is damaged."""
        with self._lock:
            there = [story for number, story in sorted(self._stories.items()) if number not in self._gone]
            return Expected(
                articles=tuple(self._entry(story) for story in there if not self._hidden(story)),
                forbidden=tuple(self._url(story) for story in there if self._hidden(story)),
                gone={self._url(self._stories[number]): status for number, status in self._gone.items()},
                odd={odd.system.base + path: kind for odd in self._odd for kind, path in odd.paths.items()},
            )

    def profiles(self, folder: Path) -> Path:
        """The folder, with the profiles of the four hosts written into it for this port."""
        folder.mkdir(parents=True, exist_ok=True)
        for host in HOSTS:
            text = (Path(__file__).parent / "profiles" / f"{host}.toml").read_text(encoding="utf-8")
            (folder / f"{host}.toml").write_text(text.replace(f":{_WRITTEN_PORT}", f":{self.port}"), encoding="utf-8")
        return folder

    # --- what a test changes ---

    def begin_again(self) -> None:
        """Makes the hosts what they were at first, before anything was changed or asked for."""
        with self._changed():
            self._stories = dict(self._first)
            self._gone: dict[int, int] = {}
            self._added = 0
            self._frozen: dict[int, tuple[Story, ...]] = {}
            self._damaged: dict[int, Damage] = {}
            self._robots: dict[int, int] = {}
            self._asked: set[int] = set()

    def edit(self, count: int) -> list[str]:
        """The addresses of the newest `count` articles, which have another text from now on."""
        with self._changed():
            chosen = self._newest(count)
            self._stories |= {new.number: replace(new, modified=new.modified + self._later) for new in map(edited, chosen)}
            return [self._url(story) for story in chosen]

    def remove(self, count: int, *, status: Literal[404, 410] = 404) -> list[str]:
        """The addresses of the newest `count` articles that were never edited, which answer with `status` from now on."""
        with self._changed():
            chosen = self._newest(count)
            self._gone |= {story.number: status for story in chosen}
            return [self._url(story) for story in chosen]

    def add(self, count: int) -> list[str]:
        """The addresses of `count` new articles, in turn on each host, newer than all there are."""
        with self._changed():
            first = max(self._stories) + 1
            made = [self._moved(added(number, self._added + nth)) for nth, number in enumerate(range(first, first + count))]
            self._added += count
            self._stories |= {story.number: story for story in made}
            return [self._url(story) for story in made]

    def damage(self, host: str, kind: Damage) -> None:
        """Breaks a host in one of the ways of `DAMAGES`. Raises ValueError for a host or kind that there is not."""
        if kind not in DAMAGES:
            raise ValueError(f"no damage {kind!r}: choose from {', '.join(DAMAGES)}")
        with self._changed():
            index = HOSTS.index(host)
            self._damaged[index] = kind
            self._frozen[index] = self._all(index)

    def mend(self, host: str) -> None:
        """Makes a host whole again, its robots.txt included."""
        with self._changed():
            index = HOSTS.index(host)
            self._damaged.pop(index, None)
            self._robots.pop(index, None)

    def robots(self, host: str, status: int) -> None:
        """Lets a host's robots.txt answer with a status: 500, 404, or 200 again."""
        with self._changed():
            self._robots[HOSTS.index(host)] = status

    # --- what a host shows ---

    def answer(self, index: int, path: str) -> Answer:
        """What a host says to a request for a path with its query."""
        with self._lock:
            damage = self._damaged.get(index)
            odd, system = self._odd[index], self._systems[index]
            every, by_path, moved = self._everything(index)
            listed = () if damage == "empty" else self._frozen[index] if damage == "frozen" else every
        view = View(stories=every, listed=listed, now=self._now or datetime.now(_ZONE), dated=damage != "clock")
        story = by_path.get(urlsplit(path).path.partition(";")[0])
        if damage and (instead := broken(damage, system, view, path, story)) is not None:
            return instead
        if path == "/robots.txt":
            return self._robots_answer(system)
        if (found := odd.answer(path)) is not None:
            return found
        if story is not None:
            return self._article(system, story, view)
        if path in moved:
            return redirect(moved[path])
        if (special := system.special(path, view)) is not None:
            return special
        if (asked := system.page_of(path)) is not None:
            return system.listing(*asked, view)
        if path == "/":
            return html(system.home(view).replace("<footer", odd.links(list(view.listed[:3])) + "<footer", 1))
        return NOT_FOUND

    def _article(self, system: System, story: Story, view: View) -> Answer:
        if (status := self._gone.get(story.number)) is not None:
            return replace(NOT_FOUND, status=status)
        if story.place == _TOO_OFTEN and self._first_time(story):
            return Answer(status=429, headers={"Retry-After": "1"}, body=b"Too Many Requests")
        if story.place == _FAILS_ONCE and self._first_time(story):
            return html("<html><body><h1>500</h1></body></html>", 500)
        return Answer(
            body=system.article(story, view).encode(),
            media=system.media(story),
            pause=self._slow if story.place == _SLOW else 0,
            # a page that lost its date lost this one too
            modified=story.modified if view.dated else None,
        )

    def _first_time(self, story: Story) -> bool:
        with self._lock:
            first = story.number not in self._asked
            self._asked.add(story.number)
            return first

    def _robots_answer(self, system: System) -> Answer:
        status = self._robots.get(system.index, 200)
        if system.robots is None or status != 200:
            return Answer(status=404 if status == 200 else status, media="text/plain")
        text = system.robots.format(base=system.base, delay=self._delay)
        return Answer(body=text.encode(), media="text/plain; charset=utf-8")

    # --- the articles there are ---

    def _moved(self, story: Story) -> Story:
        return replace(story, published=story.published + self._later, modified=story.modified + self._later)

    def _everything(self, index: int) -> tuple[tuple[Story, ...], dict[str, Story], dict[str, str]]:
        """The articles of a host, newest first; those there are or were, by path; and the paths that they had before."""
        if index not in self._shown:
            system = self._systems[index]
            paths = {system.path(story): story for story in self._stories.values() if story.host == index}
            self._shown[index] = self._all(index), paths, {system.old_path(story): path for path, story in paths.items()}
        return self._shown[index]

    def _all(self, index: int) -> tuple[Story, ...]:
        there = [story for number, story in self._stories.items() if story.host == index and number not in self._gone]
        return tuple(sorted(there, key=lambda story: story.number, reverse=True))

    def _newest(self, count: int) -> list[Story]:
        """The newest articles that nothing was done to, that a crawl may ask for and that no other reprints."""
        originals = {story.copy_of for story in self._stories.values()}
        free = [
            story
            for number, story in sorted(self._stories.items(), reverse=True)
            if number not in self._gone
            and number not in originals
            and not story.revision
            and story.copy_of is None
            and not self._hidden(story)
        ]
        if len(free) < count:
            raise ValueError(f"{count} articles asked for and only {len(free)} left: start with more")
        return free[:count]

    @contextmanager
    def _changed(self) -> Iterator[None]:
        """Within it what is shown may change."""
        with self._lock:
            yield
            self._shown.clear()

    def _hidden(self, story: Story) -> bool:
        return self._systems[story.host].hidden(story)

    def _url(self, story: Story) -> str:
        return self._systems[story.host].url(story)

    def _elsewhere(self, index: int) -> str:
        """The address on the next host to which an odd address of this one leads."""
        return self._url(self._stories[(index + 1) % len(HOSTS)])

    def _entry(self, story: Story) -> Entry:
        return Entry(
            url=self._url(story),
            host=HOSTS[story.host],
            title=story.title,
            lead=story.lead,
            body=(story.title, story.lead, story.caption, *story.paragraphs),
            author=story.author,
            published=story.published.isoformat(timespec="minutes"),
            relevant=story.relevant,
            revision=story.revision,
            copy_of=None if story.copy_of is None else self._url(self._stories[story.copy_of]),
            exact=story.exact,
        )
