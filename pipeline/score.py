"""Score: a database against gold annotations, over the distinct values of each article.

Gold is a folder of JSON files, one an article. An article of the database is the one meant when its address ends in the id
of the gold and `.txt` or `.html`, or is the address that the gold gives.

Gold below a folder named `held-back` stands in for articles that nobody has seen: of it totals are printed and no case, unless asked for.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline import database, same, variable
from pipeline.errors import InputError
from pipeline.same import Fact
from pipeline.variable import Slot

Same = Callable[[Fact, Fact], bool]

KINDS = ("citations", "officials", "posts", "dates", "statistics", "events", "articles")
# what an article that is not in the database lacks; its posts are not counted beside its officials
_LOST = ("citations", "officials", "dates", "statistics", "events")
_ATTRIBUTES = (
    "qualifier",
    "direction",
    "title",
    "published",
    "province",
    "document",
    "event date",
    "event province",
    "event organization",
)
_SHOWN = 200
HELD_BACK = "held-back"
# what tells facts of one article apart, as gold has it and as a row does
_TELLING = {
    "citations": ("kind", "number", "symbol", "plenum", "congress", "term"),
    "officials": ("name",),
    "posts": ("name", "position"),
    "dates": ("value",),
    "statistics": ("value", "unit"),
    "events": ("kind", "document", "document_id", "date"),
}


@dataclass(slots=True)
class Tally:
    """How many facts were found (`tp`), read where there are none (`fp`), and missed (`fn`)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """The part of what was read that is right, 0 to 1."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else float(not self.fn)

    @property
    def recall(self) -> float:
        """The part of what there is that was read, 0 to 1."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 to 1."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Attribute:
    """How many facts that were found have an attribute right, of those of which it is asked."""

    right: int = 0
    asked: int = 0

    def count(self, right: bool) -> None:
        """Counts one more."""
        self.right += right
        self.asked += 1


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One error. `kind` may be an attribute, `error` is MISSED, SPURIOUS, WRONG or ABSENT, `about` tells the fact."""

    article: str
    kind: str
    error: str
    about: str
    shown: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.article} {self.kind} {self.error} {self.shown}"


@dataclass(slots=True)
class Score:
    """What a database is worth: a tally for each kind, a count for each attribute, every error and column, and the strata of articles."""

    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    attributes: dict[str, Attribute] = field(default_factory=lambda: {name: Attribute() for name in _ATTRIBUTES})
    cases: list[Case] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    strata: dict[str, Mapping[str, str]] = field(default_factory=dict)
    articles: int = 0

    @property
    def errors(self) -> list[str]:
        """Every error in words."""
        return [str(case) for case in self.cases]


def report(
    path: Path,
    gold: Path,
    *,
    verbose: bool = False,
    need: Mapping[str, str] | None = None,
    against: Path | None = None,
    show_held_back: bool = False,
) -> tuple[str, list[str]]:
    """The score as text, and what falls short of `need` (kind → least F1). Raises InputError.

    `verbose` lists every error first, `against` names an older database whose errors are compared with those of this one.
    """
    floors = {kind: _floor(kind, least) for kind, least in (need or {}).items()}
    result = score(path, gold)
    open_to_view = show_held_back or not is_held_back(gold)
    lines = [f"  {error}" for error in result.errors] if verbose and open_to_view else []
    for kind, tally in result.kinds.items():
        figures = f"P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f}"
        lines.append(f"{kind:11s} {figures}  (tp {tally.tp} fp {tally.fp} fn {tally.fn})")
    lines.append("  ".join(f"{name} {count.right}/{count.asked}" for name, count in result.attributes.items()))
    lines.append(f"gold articles {result.articles}")
    if against is not None:
        lines += changes(result, score(against, gold), cases=open_to_view)
    if (verbose or against is not None) and not open_to_view:
        lines.append("this gold is held back: its cases are shown with --show-held-back alone")
    short = [f"{kind} F1 {result.kinds[kind].f1:.3f} < {least}" for kind, least in floors.items() if result.kinds[kind].f1 < least]
    return "\n".join(lines), short


def by_column(path: Path, gold: Path) -> str:
    """Precision and recall of every column, over all articles of gold and by stratum, as CSV. Raises as `score` does."""
    result = score(path, gold)
    return variable.as_csv(variable.lines(result.slots, result.strata))


def is_held_back(gold: Path) -> bool:
    """Whether the cases of this gold are not to be looked at."""
    return HELD_BACK in gold.resolve().parts


def changes(new: Score, old: Score, *, cases: bool) -> list[str]:
    """What a newer score gained and lost against an older one over the same gold: case by case if asked for, then how many of each kind."""
    gained, lost = _gone(old, new), _gone(new, old)
    lines = [f"{sign} {case}" for sign, side in (("+", gained), ("-", lost)) for case in sorted(side.elements())] if cases else []
    for kind in (*KINDS, *_ATTRIBUTES):
        counts = [sum(times for case, times in side.items() if case.kind == kind) for side in (gained, lost)]
        if any(counts):
            lines.append(f"{kind}: {counts[0]} gained, {counts[1]} lost")
    return lines or ["nothing gained, nothing lost"]


def _gone(before: Score, after: Score) -> Counter[Case]:
    """The errors of one score that another has not; those aside that only went with the article or the fact in which they were."""
    absent = {case.article for case in after.cases if case.error == "ABSENT"}
    missed = {(case.article, case.about) for case in after.cases if case.error == "MISSED"}
    gone = Counter(before.cases) - Counter(after.cases)
    for case in list(gone):
        without_fact = case.error == "WRONG" and (case.article, case.about) in missed
        if case.article in absent or without_fact:
            del gone[case]
    return gone


def _floor(kind: str, least: str) -> float:
    if kind not in KINDS:
        raise InputError(f"there is no kind {kind!r} to need; the kinds are {', '.join(KINDS)}")
    try:
        return float(least)
    except ValueError:
        raise InputError(f"{kind}={least}: what is needed is a number from 0 to 1") from None


def score(path: Path, gold: Path) -> Score:
    """The score of the database at `path` over every `*.json` of `gold`. Raises DatabaseError, and InputError where gold is not to be had."""
    files = sorted(Path(gold).glob("*.json"))
    if not files:
        raise InputError(f"{gold}: there is no gold (*.json) in it")
    result = Score(articles=len(files))
    with database.read(path) as db:
        articles = list(db["articles"].rows)
        names = {row["id"]: row["name"] for row in db["provinces"].rows}
        for file in files:
            asked = _gold(file)
            mine = next((row for row in articles if _is_meant(row["url"], asked)), None)
            if mine is None:
                _count_lost(result, asked)
            else:
                result.strata[asked["id"]] = variable.strata_of(db, mine["id"])
                _Article(result, asked, mine, db, names).compare(file)
    return result


def _gold(file: Path) -> dict[str, Any]:
    try:
        asked = json.loads(file.read_text(encoding="utf-8"))
        asked["id"], asked["article"]["title"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: it is not gold: {error}") from None
    return asked  # type: ignore[no-any-return]


def _is_meant(url: str, asked: Fact) -> bool:
    return bool(re.search(rf"(^|[/:]){re.escape(asked['id'])}\.(txt|html?)$", url)) or (bool(asked.get("url")) and url == asked["url"])


def _count_lost(result: Score, asked: Fact) -> None:
    result.cases.append(Case(asked["id"], "articles", "ABSENT", "", "not in the database"))
    result.kinds["articles"].fn += 1
    for kind in _LOST:
        result.kinds[kind].fn += len(asked.get(kind, ()))
        result.slots += variable.slots(asked["id"], kind, (), asked.get(kind, ()), ())


def pair(asked: Iterable[Fact], read: Iterable[Fact], alike: Same) -> tuple[list[tuple[Fact, Fact]], list[Fact], list[Fact]]:
    """Each fact asked for with the first that was read and is like it and not taken yet; then the missed and the spare."""
    pairs, missed, left = [], [], list(read)
    for fact in asked:
        at = next((number for number, other in enumerate(left) if alike(fact, other)), None)
        if at is None:
            missed.append(fact)
        else:
            pairs.append((fact, left.pop(at)))
    return pairs, missed, left


def distinct(facts: Iterable[Fact], alike: Same) -> list[Fact]:
    """The facts that are not like an earlier one, both ways."""
    kept: list[Fact] = []
    for fact in facts:
        if not any(alike(fact, other) and alike(other, fact) for other in kept):
            kept.append(fact)
    return kept


@dataclass(slots=True)
class _Article:
    """One article of the database beside its gold."""

    result: Score
    asked: dict[str, Any]
    mine: Fact
    db: Database
    names: Mapping[str, str]

    def compare(self, file: Path) -> None:
        self.result.kinds["articles"].tp += 1
        self._citations()
        self._officials()
        self._dates(_page_days(file, self.asked["article"]))
        self._statistics()
        self._events()
        self._page()

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        # in the order of storing, which pairing depends on where one fact is like several
        return list(self.db.query(sql, [self.mine["id"]]))

    def _tally(self, kind: str, asked: Sequence[Fact], read: Sequence[Fact], alike: Same, free: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
        """Counts one kind; what is like an optional fact only is neither asked for nor held against anyone."""
        pairs, missed, spare = pair(asked, read, alike)
        spare = [fact for fact in spare if not any(alike(other, fact) for other in free)]
        told = _identified if kind == "citations" else dict
        named = ((told(gold), mine) for gold, mine in self._named(pairs))
        self.result.slots += variable.slots(self.asked["id"], kind, named, [told(gold) for gold in missed], spare)
        tally = self.result.kinds[kind]
        tally.tp, tally.fp, tally.fn = tally.tp + len(pairs), tally.fp + len(spare), tally.fn + len(missed)
        for word, facts in (("MISSED", missed), ("SPURIOUS", spare)):
            self.result.cases += [Case(self.asked["id"], kind, word, _telling(kind, fact), _shown(fact)) for fact in facts]
        return pairs

    def _named(self, pairs: Iterable[tuple[Fact, Fact]]) -> Iterator[tuple[Fact, Fact]]:
        """The pairs with the names of provinces, which gold has, in the place of their ids."""
        for gold, mine in pairs:
            yield gold, {**mine, "province": self.names.get(mine["province"])} if mine.get("province") else mine

    def _judge(self, name: str, right: bool, asked: Any, read: Any, *, of: str = "", words: str = "") -> None:
        """Counts whether an attribute is right; `of` tells the fact that it belongs to, `words` are those of the article."""
        self.result.attributes[name].count(right)
        if not right:
            shown = f"{words}: {asked} read as {read}".removeprefix(": ")[:_SHOWN]
            self.result.cases.append(Case(self.asked["id"], name, "WRONG", of, shown))

    def _citations(self) -> None:
        read = distinct(self._rows("select * from citations where article_id = ? order by rowid"), same.document)
        asked = distinct(self.asked["citations"], same.document)
        for gold, mine in self._tally("citations", asked, read, same.document, self.asked.get("optional_citations", ())):
            if wanted := _document_of(gold):
                right = (mine["document_id"] or "").upper().startswith(wanted.upper())
                self._judge("document", right, wanted, mine["document_id"], of=_telling("citations", gold), words=mine["text"])

    def _officials(self) -> None:
        rows = self._rows("select name, position from posts where article_id = ? order by rowid")
        asked, free = self.asked["officials"], self.asked.get("optional_officials", ())
        self._tally("officials", asked, distinct(rows, same.official), same.official, free)
        read = distinct((row for row in rows if row["position"]), same.post_in_words)
        self._tally("posts", _posts(asked), read, same.post, _posts(free))

    def _dates(self, page_days: set[str]) -> None:
        def stated(facts: Iterable[Fact]) -> list[Fact]:
            return [fact for fact in distinct(facts, same.date) if str(fact["value"])[:10] not in page_days]

        rows = self._rows("select * from dates where article_id = ? order by rowid")
        self._tally("dates", stated(self.asked["dates"]), stated(rows), same.date, self.asked.get("optional_dates", ()))

    def _statistics(self) -> None:
        read = distinct(self._rows("select * from statistics where article_id = ? order by rowid"), same.statistic)
        asked = distinct(self.asked["statistics"], same.statistic)
        for gold, mine in self._tally("statistics", asked, read, same.statistic, self.asked.get("optional_statistics", ())):
            for name in ("qualifier", "direction"):
                asked_for, read_as = gold.get(name) or None, mine[name] or None
                self._judge(name, asked_for == read_as, asked_for, read_as, of=_telling("statistics", gold), words=mine["text"])

    def _events(self) -> None:
        read = self._rows(
            """
            select e.*, c.kind as instrument, c.number, c.symbol, c.plenum, c.congress, c.term, c.issuer
            from events e left join citations c on c.id = e.citation_id
            where e.article_id = ? and coalesce(e.status, '') in ('', 'held') order by e.rowid
            """
        )
        for gold, mine in self._tally("events", self.asked["events"], read, self._same_event, self.asked.get("optional_events", ())):
            of, words = _telling("events", gold), mine["text"]
            if day := (gold.get("date") or "").replace("XXXX-", ""):
                self._judge("event date", (mine["date"] or "").endswith(day), day, mine["date"], of=of, words=words)
            if place := gold.get("province"):
                right = same.province(mine["province"], place, self.names)
                self._judge("event province", right, place, mine["province"], of=of, words=words)
            if body := gold.get("organization"):
                right = same.alike(body, mine["organization"], 0.8)
                self._judge("event organization", right, body, mine["organization"], of=of, words=words)

    def _same_event(self, gold: Fact, mine: Fact) -> bool:
        """Whether two events are of one kind and instrument; without an instrument, of one day."""
        if same.wording(gold["kind"]) != same.wording(mine["kind"]):
            return False
        if gold.get("document") is None:
            return (gold.get("date") or "")[-5:] == (mine["date"] or "")[-5:]
        instrument = {**mine, "kind": mine["instrument"]}
        return mine["citation_id"] is not None and same.document(self.asked["citations"][gold["document"]], instrument)

    def _page(self) -> None:
        asked, mine = self.asked["article"], self.mine
        self.result.slots += variable.slots(self.asked["id"], "articles", self._named([(asked, mine)]), (), ())
        if title := asked.get("title"):
            self._judge("title", same.alike(title, mine["title"], 0.9), title, mine["title"])
        if day := asked.get("published"):
            self._judge("published", (mine["published"] or "")[:10] == day[:10], day, mine["published"])
        if place := asked.get("province"):
            self._judge("province", same.province(mine["province"] or "", place, self.names), place, mine["province"])


def _posts(officials: Iterable[Fact]) -> list[Fact]:
    return [{"name": official["name"], "position": position} for official in officials for position in official["positions"]]


def _document_of(gold: Fact) -> str | None:
    """How the id of the instrument must begin; None where gold does not say and the symbol is not one of the central level."""
    if gold.get("document"):
        return str(gold["document"])
    symbol = gold.get("symbol") or ""
    if not re.search(r"/TW$|-CP$|-TTg$|/QH\d+$", symbol):
        return None
    return f"{symbol}@{gold['issued'][:4]}" if gold.get("issued") else symbol


def _identified(gold: Fact) -> Fact:
    """A citation of gold with the id of its instrument, as far as gold tells it."""
    return {**gold, "document_id": _document_of(gold)}


def _telling(kind: str, fact: Fact) -> str:
    return " ".join(f"{name}={fact[name]}" for name in _TELLING[kind] if fact.get(name) is not None)


def _shown(fact: Fact) -> str:
    idle = {"id", "article_id", "sentence_id", "start", "end"}
    return json.dumps({key: value for key, value in fact.items() if value is not None and key not in idle}, ensure_ascii=False)[:_SHOWN]


_STAMP = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d\d-\d\d")
_STAMP_WORDS = re.compile(r"(?i)thứ\s+\w+|chủ\s+nhật|cập\s+nhật|ngày\s+đăng|đăng\s+lúc|lúc|ngày|gmt|lượt\s+xem|hôm\s+nay")


def _page_days(file: Path, article: Fact) -> set[str]:
    """Days that only date the page, as its clock and its time stamp do: neither asked for nor held against anyone."""
    days = {str(article[key])[:10] for key in ("published", "page_date") if article.get(key)}
    beside, sample = file.with_suffix(".txt"), file.parent.parent / "samples" / f"{file.stem}.txt"
    text = beside if beside.exists() else sample
    for line in text.read_text(encoding="utf-8").splitlines() if text.exists() else ():
        words = re.sub(r"[\W\d_]+", "", _STAMP_WORDS.sub("", _STAMP.sub("", line)))
        if len(line) <= 80 and len(words) <= 12:
            days.update(map(_iso, _STAMP.findall(line)))
    return days


def _iso(stamp: str) -> str:
    first, second, third = re.split("[/.-]", stamp)
    return stamp if len(first) == 4 else f"{third}-{int(second):02d}-{int(first):02d}"
