"""Every type that flows from stage to stage: frozen, typed, without behaviour beyond their own shape.

    Page ─parse─▶ Article ─segment─▶ Sentence ─extract─▶ Mention ─link─▶ Record ─store─▶ SQLite

Offsets count characters of `Article.body` (NFC), half-open. Dates are ISO 8601 strings, times Asia/Ho_Chi_Minh.
`None` says that the article does not give the value. Row types (`…Row`) have the columns of their table, in order.
"""

from dataclasses import dataclass, field
from typing import Literal

Part = Literal["title", "lead", "body", "caption"]
Kind = Literal["citation", "date", "official", "statistic", "event"]
State = Literal["ok", "degraded", "broken"]


# --- what enters -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """CSS selectors of one design of a site; `valid_until` is the last day (ISO) on which pages had it, None for today's."""

    valid_until: str | None = None
    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonList:
    """A listing that a site gives as JSON: `url` with `{n}` for the page (from 1), `links` the path to its addresses ("data[].link")."""

    url: str
    links: str
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """One source: a newspaper, a television station or a portal, with how its pages are found and read.

    `system` is the content system whose selectors it inherits; `sections`, `feeds`, `sitemaps` and `lists` are where a crawl
    begins; `paging` is the address of the n-th page of a section, with `{section}` and `{n}`; `links` are CSS selectors of the links to
    articles in a listing (every link where there are none) and `article_url` a regex that an article's address matches; addresses that match
    `skip` are left alone. `checked` is the day (ISO) of the newest real page whose HTML was read with it, None where none was; `unsupported`
    says why it cannot be crawled. `examples` are addresses that are articles, `rejects` addresses that are none.
    """

    id: str
    name: str
    kind: Literal["newspaper", "television", "portal"]
    province: str | None
    hosts: tuple[str, ...] = ()
    datelines: tuple[str, ...] = ()
    shows_clock: bool = False
    article_url: str | None = None
    system: str | None = None
    sections: tuple[str, ...] = ()
    paging: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    lists: tuple[JsonList, ...] = ()
    links: tuple[str, ...] = ()
    skip: str | None = None
    checked: str | None = None
    unsupported: str | None = None
    examples: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article's address as a feed, sitemap or listing names it, canonical; days are ISO, None where it does not say."""

    url: str
    published: str | None = None
    modified: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response or file as it came; `url` is what it was asked by, `fetched` None for a local file."""

    url: str
    content: bytes
    media: Literal["html", "text"]
    charset: str | None = None
    fetched: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


Role = Literal["robots", "feed", "sitemap", "listing", "article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One answer as it came from a host, and where it stands in the archive.

    `role` is what the crawl asked for it as, None in archives of other programs; `at` is UTC, ISO 8601 to the millisecond. `body` is without
    content and transfer coding; it is empty where the host or the digest says that nothing `changed` since the last time. `location` is an
    absolute address.
    """

    url: str
    role: Role | None
    at: str
    status: int
    media: str | None = None
    body: bytes = b""
    digest: str | None = None
    changed: bool = True
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A row of `visits`: what one run of the crawl came to at one site; times are local ISO, `newest` an ISO day."""

    run_id: int
    site: str
    started: str
    ended: str
    listings: int = 0
    listings_unchanged: int = 0
    starts: int = 0
    listings_empty: int = 0
    listings_blocked: int = 0
    found: int = 0
    new: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    refused: int = 0
    built: int = 0
    irrelevant: int = 0
    rejected: int = 0
    no_article: int = 0
    soft_404: int = 0
    blocked: int = 0
    login_wall: int = 0
    with_title: int = 0
    with_published: int = 0
    with_author: int = 0
    with_lead: int = 0
    today_dated: int = 0
    known_before: int = 0
    misdated: int = 0
    newest: str | None = None
    problem: str | None = None
    state: State | None = None
    reason: str | None = None


# --- parse -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it is read. `body` has title, lead, paragraphs and captions, a line each; `parts` says which line is which.

    `parts[i]` is the part of line i of `body`; `content_hash` is the SHA-256 of `body` in hex.
    """

    id: int
    url: str
    site: str | None
    title: str | None
    lead: str | None
    author: str | None
    section: str | None
    published: str | None
    published_from: str | None
    page_date: str | None
    province: str | None
    republished_from: str | None
    body: str
    parts: tuple[Part, ...]
    words: int
    content_hash: str
    fetched: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One input that gave no article, with the stage that refused it and why."""

    stage: str
    url: str
    reason: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Irrelevant:
    """An article that names no instrument: it stays in the archive and is not extracted."""

    article: Article


# --- segment ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `words` are the offsets in the body of its words, in order, without white space."""

    id: int
    article_id: int
    position: int
    start: int
    end: int
    text: str
    part: Part
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Segmented:
    """An article with its sentences, as they are stored: what is extracted again when rules change."""

    article: Article
    sentences: tuple[Sentence, ...]

    @property
    def url(self) -> str:
        """The address of the article."""
        return self.article.url


# --- extract: what stands in a sentence ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An instrument as a mention names it. `symbol` is mended ("67-NG/TU" → "67-NQ/TU"); `term` is Roman or "2015-2020".

    `short` marks a mention without identity of its own ("Nghị quyết này", "Nghị quyết nêu trên"): link resolves it or not.
    `year` is a year that the mention gives without a day ("Nghị quyết 18 năm 2017").
    `place` is the locality named with the issuer ("Đảng bộ huyện Vị Xuyên" → "Vị Xuyên"), as written.
    """

    kind: str
    number: str | None = None
    symbol: str | None = None
    title: str | None = None
    issued: str | None = None
    issuer: str | None = None
    plenum: str | None = None
    congress: str | None = None
    term: str | None = None
    year: str | None = None
    place: str | None = None
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A time expression. `value` is TIMEX3 with X for what the words leave open ("XXXX-11-17", "XXXX-H1").

    `relative` says what completes it from the day of publication: offset in `unit`s ("hôm qua" → unit "day", offset -1;
    "năm nay" → "year", 0). None where the value stands by itself or only its year is open.
    """

    type: Literal["DATE", "DURATION", "RANGE"]
    value: str
    relative: Literal["day", "week", "month", "quarter", "year"] | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One post as written, `nguyên` kept; offsets of its own words in the body; `organization` is the body it belongs to, as written."""

    text: str
    start: int
    end: int
    former: bool = False
    organization: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A person named in the text with the posts that stand beside the name; `name` None for a post that stands for its holder."""

    name: str | None
    positions: tuple[Position, ...] = ()
    name_start: int = 0
    name_end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A number that counts or measures. `amount` and `measure` have the magnitude multiplied out (45799e9, "đồng")."""

    value: float
    unit: str | None
    amount: float
    measure: str | None
    qualifier: str = "exact"
    direction: str | None = None
    of: float | None = None
    subject: str | None = None
    period: str | None = None
    target: bool = False
    aspect: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An act about an instrument or programme as one sentence tells it.

    `citation` is the start offset of the citation mention that it is about, None where it is about a work area;
    `date` the start offset of the date mention that says when; `roles` pairs (role, start offset of the official mention).
    """

    kind: str
    status: Literal["held", "planned", "asked"] = "held"
    citations: tuple[int, ...] = ()
    date: int | None = None
    organization: str | None = None
    place: str | None = None
    roles: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One fact as it stands in the body, with the id of the rule that read it."""

    kind: Kind
    start: int
    end: int
    text: str
    rule: str
    value: Citation | Date | Official | Statistic | Event


# --- link and store: rows --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The columns that every row stating a fact begins with."""

    id: str
    article_id: int
    sentence_id: int
    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow(Fact):
    """A row of `citations`."""

    kind: str
    number: str | None = None
    symbol: str | None = None
    title: str | None = None
    issued: str | None = None
    issuer: str | None = None
    plenum: str | None = None
    congress: str | None = None
    term: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow(Fact):
    """A row of `posts`."""

    official_id: str
    name: str
    position: str | None = None
    role: str | None = None
    organization: str | None = None
    province: str | None = None
    former: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRow(Fact):
    """A row of `dates`; `earliest` and `latest` are ISO days, both included."""

    type: str
    value: str
    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticRow(Fact):
    """A row of `statistics`."""

    value: float
    unit: str | None = None
    amount: float | None = None
    measure: str | None = None
    qualifier: str = "exact"
    direction: str | None = None
    of: float | None = None
    subject: str | None = None
    period: str | None = None
    target: int = 0
    target_id: str | None = None
    aspect: str = "unknown"
    event_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow(Fact):
    """A row of `events`."""

    kind: str
    status: str
    citation_id: str | None = None
    document_id: str | None = None
    date: str | None = None
    earliest: str | None = None
    latest: str | None = None
    date_basis: str | None = None
    organization: str | None = None
    level: str | None = None
    province: str | None = None
    place: str | None = None
    act_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOfficialRow:
    """A row of `event_officials`."""

    event_id: str
    official_id: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow(Fact):
    """A row of `document_relations`."""

    from_id: str
    to_id: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedRow:
    """A row of `unresolved`: a short form for which no single instrument stands."""

    article_id: int
    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A row of `documents`: one instrument, from the registry or observed in an article."""

    id: str
    kind: str
    number: str | None = None
    symbol: str | None = None
    title: str | None = None
    issued: str | None = None
    issuer: str | None = None
    term: str | None = None
    level: str | None = None
    province: str | None = None
    part_of: str | None = None
    origin: Literal["registry", "observed"] = "observed"
    verified: int = 0
    source_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRow:
    """A row of `officials`: one person."""

    id: str
    name: str
    name_folded: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """A row of `acts`: the act itself; how many articles and sites report it is counted when it is stored."""

    id: str
    kind: str
    organization: str | None
    level: str | None
    province: str | None
    date: str | None
    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that one article states, ready to be stored in one transaction."""

    article: Article
    sentences: tuple[Sentence, ...]
    citations: tuple[CitationRow, ...] = ()
    posts: tuple[PostRow, ...] = ()
    dates: tuple[DateRow, ...] = ()
    statistics: tuple[StatisticRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    event_officials: tuple[EventOfficialRow, ...] = ()
    document_relations: tuple[RelationRow, ...] = ()
    unresolved: tuple[UnresolvedRow, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    officials: tuple[OfficialRow, ...] = ()
    acts: tuple[ActRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One province of one period; `aliases` are other spellings met in the press."""

    id: str
    name: str
    kind: str
    valid_from: str | None
    valid_to: str | None
    merged_into: str | None
    region: str | None
    gso_code: str | None
    aliases: tuple[str, ...] = field(default=())
