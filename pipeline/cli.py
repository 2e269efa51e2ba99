"""The command line. Stages and models are imported by the command that needs them."""

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from corpus.key import ProfileError
from pipeline.errors import InputError, NghiquyetError
from pipeline.schedule import STEPS

if TYPE_CHECKING:
    from pipeline.build import Summary

DATABASE = click.option("--db", "database", required=True, type=click.Path(path_type=Path), help="The SQLite file.")


def _use_profiles(ctx: click.Context, _: click.Parameter, folder: Path | None) -> Path:
    """The folder of the user's own profiles, which from now on answer for their hosts."""
    from corpus.load import use_profiles

    folder = folder or ctx.params.get("database", Path("facts.db")).parent / "sites"
    use_profiles(folder)
    return folder


_PROFILES: Any = {
    "type": click.Path(file_okay=False, path_type=Path),
    "callback": _use_profiles,
    "help": "A folder of profiles of your own, which count before the others.  [default: sites beside the database]",
}
PROFILES = click.option("--profiles", expose_value=False, **_PROFILES)
# what shells report of a program that Ctrl-C ended
INTERRUPTED = 130


class _Duration(click.ParamType[float]):
    """A length of time such as 90m, 5h or 1d, in seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = re.fullmatch(r"(\d+)([smhd])", str(value))
        if match is None:
            self.fail(f"{value}: give a number and s, m, h or d, such as 90m", param, ctx)
        return float(int(match[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[match[2]])


DURATION = _Duration()
PRIVATE = click.option("--allow-private", is_flag=True, help="Permit addresses of this machine and of private networks.")


class _Group(click.Group):
    """A group whose commands say an expected error in one line and end with status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (NghiquyetError, ProfileError) as error:
            click.echo(f"nghiquyet: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            # the reader of our output has seen enough (… | head): nothing is wrong
            sys.stderr.close()
            ctx.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="nghiquyet", prog_name="nghiquyet")
def main() -> None:
    """Follow how Vietnam's provinces carry out Party and State resolutions."""


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="INPUT...")
@DATABASE
@click.option("--everything", is_flag=True, help="Extract pages of archives that name no instrument, too.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Read with so many processes.")
@click.option("--cluster", metavar="ADDRESS", help="Read with the workers of a Dask scheduler, such as tcp://127.0.0.1:8786.")
@click.option("--changed", is_flag=True, help="Read only what a changed file or rule concerns.")
@click.option(
    "--page-limit", default="60s", show_default=True, type=DURATION, help="Refuse a page that takes more of the processor's time."
)
@PROFILES
def build(
    inputs: tuple[Path, ...], database: Path, everything: bool, workers: int, cluster: str | None, changed: bool, page_limit: float
) -> None:
    """Turn pages into a database of facts.

    An INPUT is a page (.html, or .txt copied from a page), a folder of pages, or a web archive (.warc, .warc.gz). Building
    again completes what is missing and changes nothing else. Exit status 1 when every page was refused.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from pipeline.build import build as run
    from pipeline.correct import report
    from pipeline.read import count

    if cluster is not None and workers > 1:
        raise InputError("--cluster has workers of its own: leave out --workers, or --cluster")
    if cluster is not None and changed:
        raise InputError("--cluster keeps by itself what it has read: leave out --changed, or --cluster")
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    total = count(inputs)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading", total=total)
        summary = run(
            inputs,
            database,
            everything=everything,
            workers=workers,
            cluster=cluster,
            changed=changed,
            seconds=page_limit,
            step=lambda: progress.advance(task),
        )
    _summary(database, summary)
    if not total:
        click.echo(f"no page in {', '.join(map(str, inputs))}: give .txt, .html, .warc or .warc.gz files, or folders of them", err=True)
    for line in report(database, unmatched=True):
        click.echo(line)
    for row in summary.rejected:
        click.echo(f"refused at {row.stage}: {row.url}: {row.reason}" + (f" ({row.detail})" if row.detail else ""))
    if summary.all_refused:
        raise NghiquyetError("every page was refused: nothing was built; the reasons stand above and in the table `rejected`")


def _summary(database: Path, summary: "Summary") -> None:
    """Prints what became of the pages and how many rows each table of facts holds."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.store import counts

    table = Table()
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, rows in counts(database).items():
        table.add_row(name, f"{rows:,}")
    about = f", {summary.irrelevant} about other things (--everything extracts them)" if summary.irrelevant else ""
    click.echo(f"{summary.built} page{'s' if summary.built != 1 else ''} built{about}; {database} now holds:")
    Console(width=60).print(table)


@main.command()
@DATABASE
@PROFILES
def correct(database: Path) -> None:
    """Apply what people have put right.

    Reads corrections.csv beside the database anew, without reading pages again, and prints what each line came to: a line that
    is gone is undone. `build` does the same when it ends.
    """
    from pipeline import store
    from pipeline.correct import report
    from pipeline.database import read

    with read(database):
        pass  # where there is none, none is made
    with store.connect(database) as db:
        run = store.begin(db, "correct")
        store.finish(db)
        store.end(db, run, "ok")
    lines = list(report(database))
    none = f"no line of corrections.csv: everything stands as it was read; write yours into {database.parent / 'corrections.csv'}"
    click.echo("\n".join(lines or [none]))


@main.command()
@click.argument("question", required=False)
@DATABASE
@click.option("--set", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the question; may be repeated.")
def ask(question: str | None, database: Path, parameters: tuple[str, ...]) -> None:
    """Answer a question, or without one list them all.

    The list follows the answers to the first three. The same questions stand in the browser (`nghiquyet serve`).
    """
    from pipeline.ask import answer, overview

    if question is None and parameters:
        raise InputError("--set needs a QUESTION: `nghiquyet ask --db FILE` lists them")
    if unclear := [item for item in parameters if "=" not in item]:
        raise InputError(f"--set {unclear[0]}: give NAME=VALUE")
    given = dict(item.partition("=")[::2] for item in parameters)
    click.echo(overview(database) if question is None else answer(database, question, given))


@main.command()
@click.argument("article")
@click.option("--db", "database", type=click.Path(path_type=Path), help="The SQLite file; not needed for a page on disk.")
@click.option(
    "--stage", type=click.Choice(["parse", "segment", "extract", "link"]), help="Print what this stage makes of the page instead."
)
def show(article: str, database: Path | None, stage: str | None) -> None:
    """Print the facts of one article, a JSON line each.

    Each names its words, where they stand and the id of the rule that read them.
    ARTICLE is an id, an address or the end of one in the database, or the path of a page on disk.
    """
    from pipeline.show import facts, stage_of

    if database is not None and stage is not None:
        raise InputError("--stage reads a page on disk again: name the file, and leave --db out")
    for row in stage_of(Path(article), stage or "link") if database is None else facts(database, article):
        click.echo(json.dumps(row, ensure_ascii=False))


@main.command()
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="GOLD_DIR")
@DATABASE
@click.option("--verbose", is_flag=True, help="List every missed, spurious and wrong fact.")
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="OLD_DB", help="Compare with an older database: what was gained and lost."
)
@click.option("--show-held-back", is_flag=True, help="List cases of held-back gold too, of which nobody should see more than totals.")
@click.option(
    "--by-column", is_flag=True, help="Print a CSV of each column's precision and recall instead, with 95 % intervals, by stratum."
)
@click.option("--need", multiple=True, metavar="KIND=F1", help="Exit with status 1 when a kind scores less; may be repeated.")
def score(
    gold: Path, database: Path, verbose: bool, against: Path | None, show_held_back: bool, by_column: bool, need: tuple[str, ...]
) -> None:
    """Compare a database with gold annotations.

    Prints precision, recall and F1 of each kind of fact over the articles of GOLD_DIR, and how often their attributes are right.
    """
    from pipeline import score as scoring
    from pipeline.score import report

    if by_column:
        click.echo(scoring.by_column(database, gold), nl=False)
        return

    floors = dict(item.partition("=")[::2] for item in need)
    text, short = report(database, gold, verbose=verbose, need=floors, against=against, show_held_back=show_held_back)
    click.echo(text)
    if short:
        raise NghiquyetError("; ".join(short))


@main.command()
@DATABASE
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The sheet to write; an existing file is refused."
)
@click.option("--size", default=200, show_default=True, type=click.IntRange(1), help="How many sentences.")
@click.option("--by", default="act,period", show_default=True, help="Strata, between commas: site-kind, region, period, level, act.")
@click.option("--seed", default=1, show_default=True, help="A number; the same one draws the same sentences.")
def sample(database: Path, out: Path, size: int, by: str, seed: int) -> None:
    """Draw sentences at random for people to code.

    Writes a CSV with the sentences and empty cells, the program's answers not among them. docs/coding.md is the protocol.
    """
    from pipeline.coding import sample as draw

    if out.exists():
        raise InputError(f"{out}: it is there already, and may have been coded; name another file")
    out.write_text(draw(database, size=size, seed=seed, by=[name for name in by.split(",") if name]), encoding="utf-8-sig", newline="")


@main.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@DATABASE
def agree(first: Path, second: Path, database: Path) -> None:
    """Say how far two coders agree, and the program with them.

    FIRST and SECOND are sheets of the same sentences that two people coded without seeing each other's. Prints Krippendorff's alpha of each variable,
    and how often the program gives the value on which both agree.
    """
    from pipeline.coding import agree as compare
    from pipeline.coding import as_text

    click.echo(as_text(compare(database, first, second)))


@main.command()
@DATABASE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the web archive.  [default: archive beside the database]",
)
@click.option("--public", is_flag=True, help="Serve it only if it holds no whole texts: for a server that others reach.")
def serve(database: Path, host: str, port: int, archive: Path | None, public: bool) -> None:
    """Open a database in the browser, read-only."""
    from pipeline.public import check
    from pipeline.serve import serve as run

    if public:
        check(database)
    run(database, host=host, port=port, archive=archive)


@main.command()
@DATABASE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to make; an earlier export there is replaced.")
@click.option(
    "--format", "form", default="csv", show_default=True, type=click.Choice(["csv", "parquet", "jsonl", "all"]), help="What tables become."
)
@click.option("--excel", is_flag=True, help="Begin CSV with a byte order mark, by which Excel knows UTF-8.")
@click.option("--snapshot", is_flag=True, help="Put the database itself beside them, as facts.db.")
@click.option("--public", is_flag=True, help="Leave out whole texts, bylines and private persons, as docs/rights.md says.")
@click.option("--feed", "documents", multiple=True, metavar="DOCUMENT", help="A feed of this id or symbol only; may be repeated.")
def export(database: Path, out: Path, form: str, excel: bool, snapshot: bool, public: bool, documents: tuple[str, ...]) -> None:
    """Write every table to files that other programs read.

    The folder gets a file per table, datapackage.json, which describes them, and an Atom feed of events per document. All of it is of
    one moment, even while a crawl writes; the same database gives the same bytes. docs/citing.md tells how to cite it.
    """
    from pipeline.export import export as run

    made = run(database, out, form=form, excel=excel, snapshot=snapshot, public=public, documents=documents)
    click.echo(f"{out}: {made.tables} tables with {made.rows:,} rows and {made.feeds} feeds, {made.bytes / 1e6:,.1f} MB")


@main.command()
@click.argument("name")
@DATABASE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to make; one that is there is refused.")
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="RELEASE", help="The folder of the release before, to tell what changed."
)
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    metavar="GOLD_DIR",
    help="Annotations of articles in the database, to tell the error of each column.",
)
@click.option("--public", is_flag=True, help="Leave out whole texts, bylines and private persons, as docs/rights.md says.")
def release(name: str, database: Path, out: Path, against: Path | None, gold: Path | None, public: bool) -> None:
    """Freeze a data set for citation.

    NAME is that of the release, such as 2026.1. The folder gets the database, every table (Parquet where pyarrow is installed, else CSV), the codebook,
    what changed against an earlier release, how to cite it, and SHA256SUMS.
    """
    from datetime import date

    from pipeline.release import release as run

    made = run(database, name, out, today=date.today(), against=against, gold=gold, public=public)
    click.echo(
        f"{out}: {made.rows:,} rows, {made.bytes / 1e6:,.1f} MB"
        + (f"; {made.added:,} added, {made.changed:,} changed, {made.withdrawn:,} withdrawn" if against else "")
    )


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE_OR_URL...]")
@DATABASE
@PROFILES
@click.option("--archive", required=True, type=click.Path(path_type=Path), help="The folder of the web archive.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what is known to be published before this day.")
@click.option("--limit", type=click.IntRange(1), help="Ask for at most so many articles.")
@click.option(
    "--for", "budget", type=DURATION, help="Ask for nothing more after so long, such as 90m or 5h; the rest is for the next time."
)
@click.option("--due", is_flag=True, help="Look only at listings that were not looked at in the last hour: for cron.")
@click.option("--delay", default=5.0, show_default=True, type=click.FloatRange(0), help="Seconds between two requests to a host.")
@click.option("--contact", envvar="NGHIQUYET_CONTACT", help="Address for those who run the sites, sent with every request.")
@click.option("--webhook", envvar="NGHIQUYET_WEBHOOK", help="Address that is told which sites changed their state.")
@click.option("--ping", envvar="NGHIQUYET_PING", help="Address that is asked for when the crawl has ended, for an alarm when it is not.")
@click.option("--everything", is_flag=True, help="Extract pages that name no instrument, too.")
@PRIVATE
def crawl(
    sites: tuple[str, ...],
    database: Path,
    archive: Path,
    since: datetime | None,
    limit: int | None,
    budget: float | None,
    due: bool,
    delay: float,
    contact: str | None,
    webhook: str | None,
    ping: str | None,
    everything: bool,
    allow_private: bool,
) -> None:
    """Fetch what is new on the sites, keep it in an archive and read it into a database.

    A SITE_OR_URL is the host of a profile (`nghiquyet sites list`) or an address; without one every site with a profile is
    crawled. Crawling again asks only for what is new or due; a crawl that was killed goes on where it was.
    """
    from rich.console import Console

    from pipeline.crawl import crawl as run
    from pipeline.crawl.progress import shown, table

    with shown() as step:
        tallies = run(
            sites,
            database,
            archive,
            since=f"{since:%Y-%m-%d}" if since else None,
            limit=limit,
            due=due,
            budget=budget,
            pace=delay,
            contact=contact,
            webhook=webhook,
            ping=ping,
            everything=everything,
            allow_private=allow_private,
            step=step,
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table(tallies, most=len(tallies)))
    if not all(tally.ended for tally in tallies):
        click.echo("stopped before its end; crawl again to go on", err=True)
        click.get_current_context().exit(INTERRUPTED)


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE...]")
@DATABASE
@PROFILES
@click.option("--json", "machine", is_flag=True, help="Print JSON for programs.")
@click.pass_context
def status(ctx: click.Context, sites: tuple[str, ...], database: Path, machine: bool) -> None:
    """Show how each site stands: ok, degraded or broken, and why.

    Exit status 0 when all are ok, 2 when one is degraded, 3 when one is broken, 1 for errors. A SITE is the host of its profile;
    without one all that were ever visited are shown.
    """
    from pipeline.status import as_json, as_text, code
    from pipeline.status import status as stand

    standings = stand(database, sites)
    if machine:
        click.echo(json.dumps(as_json(standings), ensure_ascii=False, indent=1))
    else:
        click.echo(as_text(standings, color=sys.stdout.isatty()), nl=False)
    ctx.exit(code(standings))


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE...]")
@DATABASE
@click.option("--archive", required=True, type=click.Path(path_type=Path), help="The folder of web archives.")
@click.option("--every", default="6h", show_default=True, type=click.Choice(list(STEPS)), help="How often.")
@click.option("--as", "form", default="systemd", show_default=True, type=click.Choice(["cron", "systemd"]), help="What runs it.")
@click.option("--webhook", metavar="URL", help="Where changes of state are posted.")
@click.option("--ping", metavar="URL", help="What is asked for when a run has ended.")
@click.option("--contact", envvar="NGHIQUYET_CONTACT", help="Address for those who run the sites, sent with every request.")
@click.option("--install", "put", is_flag=True, help="Put it where it belongs instead of printing it.")
def schedule(
    sites: tuple[str, ...],
    database: Path,
    archive: Path,
    every: str,
    form: Literal["cron", "systemd"],
    webhook: str | None,
    ping: str | None,
    contact: str | None,
    put: bool,
) -> None:
    """Print what makes this machine crawl by itself, or install it.

    Installing again for the same database replaces what was there. docs/schedule.md tells more.
    """
    from pipeline.notify import check
    from pipeline.schedule import Job, install, text

    told = {name: check(url) for name, url in (("webhook", webhook), ("ping", ping)) if url is not None}
    job = Job(database=database, archive=archive, sites=sites, every=every, contact=contact, **told)
    click.echo(install(job, form) if put else text(job, form), nl=False)


@main.command()
@DATABASE
@click.option("--archive", type=click.Path(path_type=Path), help="The folder of its web archive, which is looked at too.")
@click.option("--mend", is_flag=True, help="Mend what can be mended without losing anything.")
@PROFILES
def doctor(database: Path, archive: Path | None, mend: bool) -> None:
    """Look over a database, its archive and SQLite.

    Checks pages, references, full text, offsets, the schema, and that every page that the database knows lies in the archive.
    Exit status 1 where something is wrong that was not mended.
    """
    from pipeline.doctor import examine

    findings = []
    for finding in examine(database, archive, mend=mend):
        click.echo(finding)
        findings.append(finding)
    if wrong := sum(not (finding.mended or finding.harmless) for finding in findings):
        raise NghiquyetError(f"{database}: {wrong} of these need you")
    click.echo(f"{database} is sound")


@main.group()
def sites() -> None:
    """Look through the known sites, check a profile against a page, add a site."""


@sites.command("list")
@PROFILES
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line each instead of a table.")
def list_(as_json: bool) -> None:
    """List every known site: kind, province, content system, and the day its profile was last held against a real page."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.sites import known

    rows = list(known())
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(box=None)
    for name in rows[0]:
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    # as wide as its rows: a terminal wraps them, grep does not miss any
    Console(width=1000).print(table)


@sites.command()
@click.argument("site")
@click.argument("page")
@PROFILES
@PRIVATE
def check(site: str, page: str, allow_private: bool) -> None:
    """Hold a profile against a page: what its selectors find, and what is found without them.

    SITE is a host or the path of a profile, PAGE a saved page or an address, which is asked for once. Of a listing the links are
    printed. Exit status 1 when the selectors find no title or no text, or no article in a listing.
    """
    from corpus import load
    from pipeline.sites import check as run
    from pipeline.sites import lines, page_of, site_named

    if site.endswith(".toml"):
        load.use_profiles(Path(site).parent)
    checked = run(site_named(site), page_of(page, allow_private=allow_private))
    for line in lines(checked):
        click.echo(line)
    if not checked.sound:
        missing = "an article among the links" if checked.kind == "listing" else "title and text"
        raise NghiquyetError(f"the profile's selectors do not find {missing}: mend them, `nghiquyet sites draft` proposes others")


@sites.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@PRIVATE
def draft(pages: tuple[str, ...], allow_private: bool) -> None:
    """Print a profile for the site of a PAGE: an article, a listing, or one of each, saved or by address.

    Lines that begin with "# check:" name what a person must look at.
    """
    from pipeline.sites import draft as run

    click.echo(run(pages, allow_private=allow_private), nl=False)


@sites.command()
@click.argument("url")
@click.option("--profiles", **_PROFILES)
@PRIVATE
def add(url: str, profiles: Path, allow_private: bool) -> None:
    """Make a profile for a new site from its page at URL.

    Of a listing its first article is asked for too. The profile is written to the folder of your own profiles.
    """
    from pipeline.sites import add as run

    path = run(url, profiles, allow_private=allow_private)
    click.echo(f'{path}: look at the lines that begin with "# check:", then `nghiquyet sites check {path} {url}`')


if __name__ == "__main__":
    main()
