"""Every table of the database, with what each column means: the one source of the file, of its documentation and of its pages.

`TABLES` is in the order of creation: a table stands after those that it refers to. `Column.of` names the table whose key
the column holds. Facts begin with the columns of `FACT`. Full text is in `pipeline.fulltext`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# "nghq" in ASCII: says in the file's header that it is ours
APPLICATION_ID = 0x6E676871


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type in Python, what it means in a sentence, and the table that it refers to."""

    name: str
    type: type[int] | type[float] | type[str]
    description: str
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An index of those rows of a table for which `where` holds; a query that asks for just that, word for word, looks at no other row."""

    name: str
    columns: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; `key` is its primary key (none: rows have no identity), `indexes` what is searched besides keys and references.

    `parts` are indexes of some of its rows. What is not `public` is kept for the program alone and is not exported.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    indexes: tuple[tuple[str, ...], ...] = ()
    parts: tuple[Part, ...] = ()
    facets: tuple[str, ...] = ()
    sort: str | None = None
    label: str | None = None
    public: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A table that is worked out when it is read: its columns with what each means, and the query."""

    name: str
    title: str
    description: str
    columns: tuple[tuple[str, str], ...]
    sql: str


def _text(name: str, description: str, of: str | None = None) -> Column:
    return Column(name, str, description, of)


def _whole(name: str, description: str, of: str | None = None) -> Column:
    return Column(name, int, description, of)


def _real(name: str, description: str) -> Column:
    return Column(name, float, description)


FACT = (
    _text("id", "Article, start and end of the words, and a count where one span states several facts."),
    _whole("article_id", "The article that states it.", of="articles"),
    _whole("sentence_id", "The sentence in which it stands.", of="sentences"),
    _whole("start", "Where its words begin in the body of the article, in characters."),
    _whole("end", "Where its words end, not included."),
    _text("text", "Its words, exactly as they stand in the article."),
    _text("rule", "The id of the rule that read it."),
)

_CAPTURE = (
    _text("url", "Canonical address; for a local file without one, `file:` and its path below the input folder."),
    _text("site", "Host of the site that published it.", of="sites"),
    _text("title", "Headline."),
    _text("lead", "The paragraph that sums the article up above its text."),
    _text("author", "Byline as printed."),
    _text("section", "Section of the site."),
    _text("published", "Day or local date and time of publication, ISO 8601; NULL where the page does not say."),
    _text("published_from", "Where the day of publication was read: meta, jsonld, time, page, url or text."),
    _text("page_date", "Day on the clock that the page shows, which is the day it was saved and not that of publication."),
    _text("province", "The province of the site or dateline, valid on the day of publication.", of="provinces"),
    _text("republished_from", "The source that the article says it is taken from, as printed."),
)
_BODY = (
    _text("body", "The article as it is read: title, lead, paragraphs and captions, a line each."),
    _whole("words", "Number of words of the body."),
    _text("content_hash", "SHA-256 of the body, in hex."),
    _text("fetched", "When the page was downloaded; NULL for a local file."),
    _text("warc_file", "Web archive in which the page stands."),
    _whole("warc_offset", "Where its record begins in the archive, in bytes."),
    _text("program", "Short hashes of what read the page: of what makes texts, of what extracts and links, and of the rules."),
)

_SHARED_PLACE = (
    _text("level", "Level that acts: central, province, district or commune."),
    _text("province", "Province, by its id on the day of the fact.", of="provinces"),
)
_BOUNDS = (
    _text("earliest", "First day that it may be, ISO 8601."),
    _text("latest", "Last day that it may be, ISO 8601."),
)

TABLES: tuple[Table, ...] = (
    Table(
        name="provinces",
        title="Provinces",
        description="The 63 provinces until 30 June 2025 and the 34 since; those that ended name the one that they went into.",
        columns=(
            _text("id", "Name in ASCII, such as lang-son."),
            _text("name", "Name with diacritics."),
            _text("kind", "tỉnh or thành phố."),
            _text("valid_from", "First day of the province; NULL if it is older than the data."),
            _text("valid_to", "Last day of the province; NULL while it lasts."),
            _text("merged_into", "The province that it became part of.", of="provinces"),
            _text("region", "Region of the country."),
            _text("gso_code", "Code of the statistics office."),
        ),
        facets=("region", "kind"),
        label="name",
    ),
    Table(
        name="province_periods",
        title="Extents of provinces",
        description="A row for each extent that a province has had under the same name.",
        columns=(
            _text("province", "The province.", of="provinces"),
            _text("valid_from", "First day of this extent; NULL if it is older than the data."),
            _text("valid_to", "Last day of this extent; NULL while it lasts."),
            _text("gso_code", "Code of the statistics office in this period."),
            _text("extent", "Ids of the provinces before July 2025 that it covers, separated by |."),
        ),
        key=(),
    ),
    Table(
        name="sites",
        title="Sites",
        description="Newspapers, television stations and portals whose pages are read.",
        columns=(
            _text("id", "Host name without www."),
            _text("name", "Name of the medium; the host where no profile describes it."),
            _text("kind", "newspaper, television or portal; NULL where no profile describes it."),
            _text("province", "The province that it belongs to.", of="provinces"),
        ),
        facets=("kind", "province"),
        label="name",
    ),
    Table(
        name="site_periods",
        title="Periods of sites",
        description="What province a site spoke for and when, and where it went: since July 2025 one paper speaks for provinces that had several.",
        columns=(
            _text("site", "The site.", of="sites"),
            _text("valid_from", "First day of this period; NULL if it is older than the data."),
            _text("valid_to", "Last day of this period; NULL while it lasts."),
            _text("province", "The province that it spoke for.", of="provinces"),
            _text("successor", "Host where its news stand afterwards; NULL where none is known."),
            _text("basis", "profile where its pages say so, merger where it is inferred from the merger of its province."),
        ),
        key=(),
    ),
    Table(
        name="articles",
        title="Articles",
        description="One row per address: the newest revision that was read. Everything else points here.",
        columns=(
            _whole("id", "Number made from the address; the same in every build."),
            *_CAPTURE,
            _whole(
                "duplicate_of", "The earliest article that it is a copy of, whole or cut; NULL says only that none is known.", of="articles"
            ),
            *_BODY,
            _whole("text_hash", "Number made from the words without headline and captions; NULL while they are not compared with others."),
        ),
        # what is counted of articles without their copies is told without a look at the rows, which are long
        indexes=(
            ("url",),
            ("published",),
            ("site", "published"),
            ("text_hash",),
            ("republished_from",),
            ("duplicate_of", "published", "site", "province", "republished_from"),
        ),
        facets=("site", "province"),
        sort="published",
        label="title",
    ),
    Table(
        name="revisions",
        title="Older revisions",
        description="Texts that an address had before the one in articles; no facts are kept of them.",
        columns=(_whole("article_id", "The article whose older text this is.", of="articles"), *_CAPTURE, *_BODY),
        key=("article_id", "content_hash"),
    ),
    Table(
        name="sentences",
        title="Sentences",
        description="The sentences of each article, with their words.",
        columns=(
            _whole("id", "Article times 4096 plus position."),
            _whole("article_id", "The article.", of="articles"),
            _whole("position", "Number of the sentence in the article, from 0."),
            _whole("start", "Where it begins in the body, in characters."),
            _whole("end", "Where it ends, not included."),
            _text("text", "The sentence as it stands in the body."),
            _text("segmented", "Its words separated by spaces, the syllables of a word joined by _."),
            _text("part", "title, lead, body or caption."),
        ),
        indexes=(("part",),),
        parts=(
            Part(name="idx_sentences_bridged", columns=("article_id",), where="instr(text, 'điểm cầu') or instr(text, 'trực tuyến')"),
            Part(
                name="idx_sentences_attended",
                columns=("article_id",),
                where="instr(text, 'ự hội nghị') or instr(text, 'am dự') or instr(text, 'đại biểu') or instr(text, 'điểm cầu')",
            ),
        ),
        facets=("part",),
        label="position",
    ),
    Table(
        name="documents",
        title="Documents",
        description="Resolutions and other instruments, one row each, known beforehand or met in an article.",
        columns=(
            _text("id", "Symbol and what tells it from namesakes, such as 18-NQ/TW@2017."),
            _text("kind", "Kind of instrument, written out in lower case."),
            _text("number", "Number."),
            _text("symbol", "Number with the abbreviations behind it."),
            _text("title", "What it is about."),
            _text("issued", "Day of issue, ISO 8601."),
            _text("issuer", "Body that issued it."),
            _text("term", "Term of that body: Roman, or years such as 2015-2020."),
            *_SHARED_PLACE,
            _text("part_of", "The plenum or package that it was adopted with.", of="documents"),
            _text("origin", "registry where it is known beforehand, observed where only articles name it."),
            _whole("verified", "1 where a source was seen that confirms the row."),
            _text("source_url", "Address of that source."),
        ),
        indexes=(("symbol",), ("kind",)),
        facets=("kind", "level", "origin", "province"),
        label="id",
    ),
    Table(
        name="officials",
        title="Officials",
        description="Persons who hold or held a post, one row each; namesakes of different provinces stay apart.",
        columns=(
            _text("id", "Name in ASCII and what tells it from namesakes."),
            _text("name", "Name with diacritics."),
            _text("name_folded", "Name in lower case without diacritics."),
            _text("basis", "Why the mentions are taken for one person."),
        ),
        indexes=(("name_folded",),),
        label="name",
    ),
    Table(
        name="acts",
        title="Acts",
        description="What a body did about instruments, counted once however many articles and instruments it concerns.",
        columns=(
            _text("id", "Kind, body and day in ASCII."),
            _text("kind", "tổng kết, sơ kết, quán triệt, triển khai, ban hành, thông qua, công bố, kiểm tra or giám sát."),
            _text("organization", "Body that acts."),
            *_SHARED_PLACE,
            _text("date", "Day or period, ISO 8601 with X for what is unknown."),
            *_BOUNDS,
            _whole("articles", "Number of articles that report it."),
            _whole("sites", "Number of sites that report it."),
        ),
        indexes=(("kind",), ("earliest",)),
        facets=("kind", "level", "province"),
        sort="earliest",
        label="id",
    ),
    Table(
        name="citations",
        title="Citations",
        description="Mentions of an instrument, one row per instrument that the words name.",
        columns=(
            *FACT,
            _text("kind", "Kind of instrument, written out in lower case."),
            _text("number", "Number as written."),
            _text("symbol", "Symbol as it should be written."),
            _text("title", "Title, where the article gives it beside the mention."),
            _text("issued", "Day of issue that the article gives, ISO 8601."),
            _text("issuer", "Body that the article names as issuer."),
            _text("plenum", "Number of the plenum that adopted it."),
            _text("congress", "National congress that adopted it, Roman."),
            _text("term", "Term: Roman, or years such as 2015-2020."),
            _text("document_id", "The instrument meant; NULL where it cannot be told.", of="documents"),
        ),
        # the words of a document that has no title, and who cites which, are told without a look at the rows
        indexes=(("symbol",), ("document_id", "text"), ("document_id", "article_id")),
        facets=("kind", "document_id"),
        label="text",
    ),
    Table(
        name="document_relations",
        title="Relations of documents",
        description="What articles say of two instruments: that one implements, amends, replaces or reviews the other.",
        columns=(
            *FACT,
            _text("from_id", "The instrument that acts on the other.", of="documents"),
            _text("to_id", "The instrument that is acted on.", of="documents"),
            _text("type", "implements, amends, replaces or reviews."),
        ),
        facets=("type",),
    ),
    Table(
        name="unresolved",
        title="Unresolved short forms",
        description="Words such as “Nghị quyết nêu trên” for which no single instrument stands.",
        columns=(
            _whole("article_id", "The article.", of="articles"),
            _whole("start", "Where the words begin in the body, in characters."),
            _whole("end", "Where they end, not included."),
            _text("text", "The words."),
            _text("reason", "Why no instrument was chosen."),
        ),
        key=("article_id", "start", "end"),
        facets=("reason",),
    ),
    Table(
        name="posts",
        title="Posts",
        description="Who held which post according to an article: a row per person and post, at the first mention.",
        columns=(
            *FACT,
            _text("official_id", "The person.", of="officials"),
            _text("name", "Name as the article writes it."),
            _text("position", "Post as written, nguyên kept; NULL where the person is named without one."),
            _text("role", "The post in its usual wording."),
            _text("organization", "Body in which the post is held."),
            _text("province", "Province of that body, on the day of publication.", of="provinces"),
            _whole("former", "1 where the post is no longer held."),
        ),
        # in how many provinces a person held how many posts is told without a look at the rows
        indexes=(("role",), ("official_id", "province", "position")),
        facets=("role", "province", "former"),
    ),
    Table(
        name="dates",
        title="Dates",
        description="Days, periods and durations that articles name.",
        columns=(
            *FACT,
            _text("type", "DATE, DURATION or RANGE."),
            _text("value", "ISO 8601 or TIMEX3, with X for what is unknown."),
            *_BOUNDS,
        ),
        indexes=(("type",),),
        facets=("type",),
    ),
    Table(
        name="events",
        title="Events",
        description="Acts about an instrument as one article reports them: a row per act, instrument and article.",
        columns=(
            *FACT,
            _text("kind", "tổng kết, sơ kết, quán triệt, triển khai, ban hành, thông qua, công bố, kiểm tra or giám sát."),
            _text("status", "held, planned or asked."),
            _text("citation_id", "The mention of the instrument that it is about.", of="citations"),
            _text("document_id", "That instrument.", of="documents"),
            _text("date", "Day or period, ISO 8601 with X for what is unknown."),
            *_BOUNDS,
            _text("date_basis", "stated in words, anchored on the day of publication, or bounded by evidence."),
            _text("organization", "Body that acts."),
            *_SHARED_PLACE,
            _text("place", "Where it took place, as written."),
            _text("act_id", "The act, shared with the other articles that report it; in a copy, that of the article copied.", of="acts"),
            _text("said_act", "The act as this article alone tells it."),
            _whole("repeated", "1 where an earlier article tells the act in the same words, so that reports are counted without it."),
        ),
        # what is counted of the acts about a document is told without a look at the rows
        indexes=(
            ("kind",),
            ("document_id", "act_id", "article_id", "status", "repeated", "kind", "level", "province", "earliest", "latest"),
        ),
        facets=("kind", "status", "level", "province"),
        sort="earliest",
        label="text",
    ),
    Table(
        name="statistics",
        title="Statistics",
        description="Numbers that count or measure, as written and multiplied out.",
        columns=(
            *FACT,
            _real("value", "Number as written: 45.799 tỷ đồng is 45799."),
            _text("unit", "Unit as written, its magnitude included."),
            _real("amount", "Number with the magnitude multiplied out."),
            _text("measure", "Unit without the magnitude."),
            _text("qualifier", "exact, over, under, about, at_least or at_most."),
            _text("direction", "increase or decrease, where the words say so."),
            _real("of", "Denominator of a fraction such as 5/11."),
            _text("subject", "What is counted or measured."),
            _text("period", "The time that it holds for, as a value of dates."),
            _whole("target", "1 where it is a goal, 0 where it is a result."),
            _text("target_id", "The goal that a result stands beside.", of="statistics"),
            _text("aspect", "stock, flow, cumulative or unknown."),
            _text("event_id", "The event that it is reported for.", of="events"),
        ),
        # facets of the largest tables are counted by an index, and how many persons articles count is told without a look at the rows
        indexes=(("measure", "article_id", "target", "event_id", "sentence_id", "amount"), ("qualifier",), ("direction",)),
        parts=(Part(name="idx_statistics_goals", columns=("article_id",), where="target = 1"),),
        facets=("measure", "qualifier", "direction", "target"),
        label="text",
    ),
    Table(
        name="event_officials",
        title="Officials at events",
        description="Who chaired, directed, reported at or attended an event.",
        columns=(
            _text("event_id", "The event.", of="events"),
            _text("official_id", "The person.", of="officials"),
            _text("role", "chairs, directs, reports or attends."),
        ),
        key=("event_id", "official_id", "role"),
        facets=("role",),
    ),
    Table(
        name="contributions",
        title="Contributions",
        description="What each article says of a document, person or act that others name too; the shared rows are merged from these.",
        columns=(
            _whole("article_id", "The article.", of="articles"),
            _text("shared", "The table merged into: documents, officials or acts."),
            _text("id", "Id of the row there."),
            _text("row", "Its columns as this article has them, a JSON list."),
        ),
        key=("article_id", "shared", "id"),
        indexes=(("shared", "id"),),
        public=False,
    ),
    Table(
        name="corrections",
        title="Corrections",
        description="What people have put right by hand, line by line of the files `corrections.csv`, and how many rows each line changed.",
        columns=(
            _text("file", "corpus/corrections.csv, which the program brings, or corrections.csv, which lies beside the database."),
            _whole("line", "Number of the line in that file, its first line being 1."),
            _text("action", "merge, split, rename, reject or suppress."),
            _text("table", "The table in which the row stands."),
            _text("id", "Id of the row."),
            _text("within", "The article or fact to which a split is confined."),
            _text("to", "The id or the wording that takes its place."),
            _text("note", "Why, in the words of whoever wrote the line."),
            _text("by", "Who wrote it."),
            _text("date", "When it was written, ISO 8601."),
            _whole("rows", "How many rows it changed, took away or withholds from public copies; 0 where it matched nothing."),
            _text("unmatched", "Why it matched nothing; NULL where it did."),
        ),
        key=("file", "line"),
        facets=("action", "table", "unmatched"),
    ),
    Table(
        name="corrected",
        title="Rows before correction",
        description="Rows as they were read, for those that corrections changed: from these a correction is undone when its line is gone.",
        columns=(
            _text("table", "The table in which the row stands."),
            _text("key", "Its key, a JSON list."),
            _text("row", "Its columns, a JSON list; NULL where there was no such row."),
            _whole("article_id", "The article that states it; NULL for what articles share.", of="articles"),
        ),
        key=("table", "key"),
        public=False,
    ),
    Table(
        name="bands",
        title="Bands",
        description="The MinHash of each text in bands: texts with one in common are looked at, whether one is a copy of the other.",
        columns=(
            _whole("number", "Number of the band, from 0."),
            _whole("band", "Its hash values in 64 bits."),
            _whole("text_hash", "The text, as in articles."),
        ),
        public=False,
        key=("number", "band", "text_hash"),
    ),
    Table(
        name="likenesses",
        title="Likenesses",
        description="Pairs of different texts of which one is a copy of the other, cut, framed or little changed.",
        columns=(_whole("text_hash", "A text, as in articles."), _whole("other", "The other text, of the greater number.")),
        public=False,
        key=("text_hash", "other"),
    ),
    Table(
        name="coverage",
        title="Coverage",
        description="How many pages of a site and month were seen, so that no act reported is told from nothing read.",
        columns=(
            _text("site", "The site; NULL for local files and hosts without a profile.", of="sites"),
            _text("month", "Month of publication, as 2018-07; NULL where the page does not say."),
            _whole("found", "Addresses found; NULL where the site was not crawled."),
            _whole("fetched", "Pages downloaded; NULL where the site was not crawled."),
            _whole("relevant", "Pages about a resolution; NULL where the site was not crawled."),
            _whole("built", "Articles in the database."),
            _whole("rejected", "Pages that gave no article."),
        ),
        key=(),
        facets=("site",),
    ),
    Table(
        name="runs",
        title="Runs",
        description="When the program wrote to this file: the only table that depends on the day.",
        columns=(
            _whole("id", "Number of the run."),
            _text("command", "Command that was run."),
            _text("started", "When it began."),
            _text("ended", "When it ended; NULL while it runs and for ever if it was killed."),
            _text("outcome", "How it ended."),
            _text("version", "Version of the program."),
        ),
        sort="started",
    ),
    Table(
        name="fetches",
        title="Fetches",
        description="Every request that a crawl made.",
        columns=(
            _text("url", "Address asked for."),
            _text("site", "The site.", of="sites"),
            _whole("run_id", "The run that asked, or that read the archive.", of="runs"),
            _text("at", "When, to the millisecond."),
            _whole("status", "Status of the answer; NULL where there was none."),
            _text("outcome", "new, changed, unchanged, moved, gone, denied, or why there was no usable answer."),
            _text("warc_file", "Web archive in which the answer was kept."),
            _whole("warc_offset", "Where its record begins in the archive, in bytes."),
        ),
        key=("url", "at"),
        indexes=(("warc_file", "warc_offset"),),
        facets=("site", "outcome"),
    ),
    Table(
        name="addresses",
        title="Addresses",
        description="What the crawl knows of each address: where it was found, what became of it, and when it is due again.",
        columns=(
            _whole("id", "Hash of the address without scheme and www: that of the article where it is its canonical address."),
            _text("url", "Canonical address, as it was first seen."),
            _text("site", "The site.", of="sites"),
            _text("role", "feed, sitemap, listing or article."),
            _text("state", "queued, fetched, moved, gone (404 or 410; the archived copy is kept), failed, or refused by robots.txt."),
            _text("reason", "Why it failed or was refused, in a fixed phrase."),
            _text("found", "When it was first seen."),
            _text("found_in", "The page that it was first seen in."),
            _text("published", "Day of publication as far as known: from the page, else from the feed or sitemap that names it."),
            _text("due", "When it is to be asked for again; NULL where it is not."),
            _text("last_checked", "When it last answered, changed or not."),
            _text("last_changed", "When its body was last found to be another one, with the milliseconds of its record."),
            _whole("status", "Status of the last answer."),
            _text("etag", "ETag of the last body, sent back as If-None-Match."),
            _text("last_modified", "Last-Modified of the last body, sent back as If-Modified-Since."),
            _text("digest", "Payload digest of the last body, as in the archive."),
            _whole("failures", "Failures in a row since the last answer."),
            _whole("idle", "For a page of a listing: how many pages in a row, up to it, named no new article."),
            _text("warc_file", "Web archive in which the last body stands."),
            _whole("warc_offset", "Where its record begins in the archive, in bytes."),
            _text("reading", "What became of the last body: built, irrelevant or rejected; NULL where it is not read yet."),
            _whole("article_id", "The article that was read from it; no link where it was not built."),
        ),
        indexes=(
            ("site", "due"),
            ("article_id",),
            ("reading", "role", "warc_file", "warc_offset"),
            ("found_in",),
            ("warc_file", "warc_offset"),
        ),
        # the home page says of every site when something new was found last and how many addresses wait
        parts=(
            Part(name="idx_addresses_found", columns=("site", "found"), where="role = 'article'"),
            Part(name="idx_addresses_queued", columns=("site",), where="state = 'queued'"),
        ),
        facets=("site", "role", "state", "reading"),
        sort="due",
    ),
    Table(
        name="visits",
        title="Visits",
        description="What one run of the crawl came to at one site, and whether the site is ok, degraded or broken since.",
        columns=(
            _whole("run_id", "The run.", of="runs"),
            _text("site", "The site.", of="sites"),
            _text("started", "When its first request was sent."),
            _text("ended", "When its last answer was dealt with."),
            _whole("listings", "Feeds, sitemaps and listings that answered."),
            _whole("listings_unchanged", "Those of them that had not changed; their links are not counted in found."),
            _whole("starts", "Feeds and listings where a crawl begins that answered and had changed."),
            _whole("listings_empty", "Those of them that held no link to an article."),
            _whole("listings_blocked", "Feeds, sitemaps and listings that were a block page; they count as failed."),
            _whole("found", "Links to articles in the listings that had changed, old and new."),
            _whole("new", "Links seen for the first time."),
            _whole("fetched", "Article bodies downloaded."),
            _whole("unchanged", "Articles asked for again whose body was the same."),
            _whole("failed", "Requests without a usable answer."),
            _whole("refused", "Requests not made: robots.txt or our limits."),
            _whole("built", "Articles built."),
            _whole("irrelevant", "Pages about other things, archived and not extracted."),
            _whole("rejected", "Pages that gave no article, for any reason."),
            _whole("no_article", "Pages rejected because there was no article in them."),
            _whole("soft_404", "Pages rejected because they said that the article is gone."),
            _whole("blocked", "Articles that were a block page, whatever its status."),
            _whole("login_wall", "Pages rejected because they asked for an account."),
            _whole("with_title", "Pages read that had a title."),
            _whole("with_published", "Pages read that had a day of publication."),
            _whole("with_author", "Pages read that had a byline."),
            _whole("with_lead", "Pages read that had a lead."),
            _whole("today_dated", "Pages read that are dated on the day of the visit."),
            _whole("known_before", "Pages read that were known on an earlier day, or that a feed or list dates on one."),
            _whole("misdated", "Those of them that are dated on the day of the visit all the same."),
            _text("newest", "Newest day of publication seen."),
            _text("problem", "Why requests failed, in a fixed phrase: the one that most of them failed for."),
            _text("state", "ok, degraded or broken."),
            _text("reason", "What is wrong, in words; NULL where nothing is."),
        ),
        key=("run_id", "site"),
        indexes=(("site", "started"),),
        facets=("site", "state"),
    ),
    Table(
        name="rejected",
        title="Rejected",
        description="Inputs that gave no article, with the stage that refused them and why.",
        columns=(
            _text("stage", "Stage that refused it."),
            _text("url", "Address or file."),
            _text("reason", "Why, in a fixed phrase."),
            _text("detail", "What was seen."),
        ),
        key=("stage", "url"),
        facets=("stage", "reason"),
    ),
    Table(
        name="inputs",
        title="Inputs",
        description="Files that were read, as they were: what has not changed since need not be read again.",
        columns=(
            _text("name", "Name of an archive, or that of which the address of a local page is made."),
            _whole("size", "Its size in bytes."),
            _whole("changed", "When it was changed, in nanoseconds since 1970."),
            _text("read_as", "How it was read, a JSON list: version of what makes texts, whether all pages were wanted, profiles."),
        ),
        key=("name",),
        public=False,
    ),
    Table(
        name="rules",
        title="Rules",
        description="The rules that read the articles, by program: what differs from those of today is what has to be read again.",
        columns=(
            _text("program", "The program, as in articles."),
            _whole("place", "Number of the rule in its order."),
            _text("id", "Its id."),
            _text("pattern", "Its pattern, gazetteers spliced in."),
            _text("needs", "Words of which a sentence must hold one, a JSON list."),
        ),
        key=("program", "id"),
        public=False,
    ),
    Table(
        name="withdrawn",
        title="Withdrawn",
        description="Rows that an earlier release had and this one has not, so that what was cited is known to be gone; empty outside of releases.",
        columns=(
            _text("table", "The table in which the row stood."),
            _text("id", "Its key, a JSON list where it has several columns; of persons in public releases its SHA-256."),
            _text("last", "The last release that had it."),
            _text("withdrawn", "The first release that has it no more."),
        ),
        key=("table", "id"),
        facets=("table", "withdrawn"),
    ),
    Table(
        name="meta",
        title="About this file",
        description="Version of the schema and program, and hashes of the rules and of the registry that it was built with.",
        columns=(_text("key", "What."), _text("value", "Its value.")),
        key=("key",),
    ),
)

VIEWS = (
    View(
        name="events_34",
        title="Events by today's provinces",
        description="Events under the 34 provinces since 1 July 2025, whatever the province was called on the day, with the codes of the statistics office.",
        columns=(
            ("id", "The event."),
            ("article_id", "The article that states it."),
            ("act_id", "The act; count these, not the events."),
            ("kind", "Kind of act."),
            ("status", "held, planned or asked."),
            ("document_id", "The instrument."),
            ("earliest", "First day that it may be."),
            ("latest", "Last day that it may be."),
            ("organization", "Body that acts."),
            ("level", "Level that acts."),
            ("province", "Province on the day of the fact."),
            ("gso_code", "Its code on that day; NULL where the day is open between two codes."),
            ("province_34", "The province of today that it lies in; NULL where none is known."),
            ("name_34", "Name of that province."),
            ("region_34", "Its region."),
            ("gso_code_34", "Its code today."),
            ("repeated", "1 where an earlier article tells the act in the same words."),
            (
                "district_after",
                "1 for an act of a district after 30 June 2025, when districts had ended: read its sentence before it is counted.",
            ),
        ),
        sql="""
            select e.id, e.article_id, e.act_id, e.kind, e.status, e.document_id, e.earliest, e.latest, e.organization, e.level, e.province,
              (select gso_code from province_periods where province = e.province and coalesce(valid_from, '') <= e.earliest and coalesce(valid_to, '9999') >= e.latest) as gso_code,
              t.id as province_34, t.name as name_34, t.region as region_34,
              (select gso_code from province_periods where province = t.id and valid_to is null) as gso_code_34,
              e.repeated, case when e.level = 'district' and e.earliest > '2025-06-30' then 1 else 0 end as district_after
            from events e
            left join provinces p on p.id = e.province
            left join provinces t on t.id = coalesce(p.merged_into, p.id)
        """,
    ),
    View(
        name="identities",
        title="How sure persons are",
        description="Each person with what speaks against the mentions being one, or against a namesake being another.",
        columns=(
            ("official_id", "The person."),
            ("name", "Name with diacritics."),
            ("basis", "Why the mentions are taken for one person."),
            ("provinces", "Number of provinces in which posts were held."),
            ("namesakes", "Number of other persons whose name is the same without diacritics."),
            (
                "uncertain",
                "Why it is uncertain who is meant: no place tells, posts in several provinces, or namesakes; NULL where nothing speaks against it.",
            ),
        ),
        sql="""
            select official_id, name, basis, provinces, namesakes,
              case when basis = 'name' then 'no place tells' when provinces > 1 then 'posts in several provinces' when namesakes then 'namesakes' end as uncertain
            from (
              select o.id as official_id, o.name, o.basis, (select count(distinct province) from posts where official_id = o.id) as provinces,
                (select count(*) - 1 from officials n where n.name_folded = o.name_folded) as namesakes
              from officials o
            )
        """,
    ),
    View(
        name="panel",
        title="Months covered by each site",
        description="From which month to which pages of a site were read, and how many months between have none: what was published before or between was not seen.",
        columns=(
            ("site", "The site."),
            ("province", "The province that it belongs to."),
            ("first", "First month of which a page was read: the earliest that could be reached."),
            ("last", "Last month of which a page was read."),
            ("earliest", "First day of publication among its articles; NULL where none has a day."),
            ("latest", "Last day of publication among its articles; NULL where none has a day."),
            ("months", "Number of months of which pages were read."),
            ("gaps", "Number of months from first to last of which none was."),
            ("articles", "Articles read."),
            ("crawled", "1 where the crawl asked the site itself, 0 where its pages came from files."),
        ),
        sql="""
            select c.site, s.province, c.first, c.last, (select substr(min(published), 1, 10) from articles where site = c.site) as earliest,
              (select substr(max(published), 1, 10) from articles where site = c.site) as latest, c.months,
              12 * (substr(c.last, 1, 4) - substr(c.first, 1, 4)) + substr(c.last, 6, 2) - substr(c.first, 6, 2) + 1 - c.months as gaps, c.articles, c.crawled
            from (
              select site, min(month) as first, max(month) as last, count(*) as months, sum(built) as articles, max(found is not null) as crawled
              from coverage where site is not null and month is not null and built > 0 group by site
            ) c
            join sites s on s.id = c.site
        """,
    ),
)

BY_NAME: Mapping[str, Table] = MappingProxyType({table.name: table for table in TABLES})


def references(name: str) -> tuple[tuple[str, str], ...]:
    """The (table, column) pairs that refer to a table."""
    return tuple((table.name, column.name) for table in TABLES for column in table.columns if column.of == name)


def indexes(table: Table) -> tuple[tuple[str, ...], ...]:
    """The columns of each index of a table: what is searched, and references, since a row cannot go without a look at those that refer to it.

    One that another index or the key begins with is found by that.
    """
    wanted = {(column.name,) for column in table.columns if column.of} | set(table.indexes)
    others = wanted | {table.key}
    return tuple(sorted(one for one in wanted if not any(one == other[: len(one)] for other in others - {one}) and one != table.key))
