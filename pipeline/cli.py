"""The command line: `nghiquyet build`, `ask`, `show`, `score`, `serve`. Stages and models are imported by the command that needs them."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from pipeline.errors import InputError, NghiquyetError

DATABASE = click.option("--db", "database", required=True, type=click.Path(path_type=Path), help="The SQLite file.")


class _Group(click.Group):
    """A group whose commands say an expected error in one line and end with status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NghiquyetError as error:
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
def build(inputs: tuple[Path, ...], database: Path) -> None:
    """Turn pages into a database of facts.

    An INPUT is a page (.html, or .txt copied from a page), a folder of pages, or a web archive (.warc, .warc.gz). Building
    again completes what is missing and changes nothing else. Exit status 1 when every page was refused.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from pipeline.build import build as run
    from pipeline.read import count

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading", total=count(inputs))
        summary = run(inputs, database, step=lambda: progress.advance(task))
    _summary(database, summary.built)
    for row in summary.rejected:
        click.echo(f"refused at {row.stage}: {row.url}: {row.reason}" + (f" ({row.detail})" if row.detail else ""))
    if summary.rejected and not summary.built:
        raise NghiquyetError("every page was refused: nothing was built; the reasons stand above and in the table `rejected`")


def _summary(database: Path, built: int) -> None:
    """Prints how many pages were built and how many rows each table of facts holds."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.store import counts

    table = Table()
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, rows in counts(database).items():
        table.add_row(name, f"{rows:,}")
    click.echo(f"{built} page{'s' if built != 1 else ''} built; {database} now holds:")
    Console(width=60).print(table)


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
@click.option("--verbose", is_flag=True, help="List every missed and spurious fact.")
@click.option("--need", multiple=True, metavar="KIND=F1", help="Exit with status 1 when a kind scores less; may be repeated.")
def score(gold: Path, database: Path, verbose: bool, need: tuple[str, ...]) -> None:
    """Compare a database with gold annotations.

    Prints precision, recall and F1 of each kind of fact over the articles of GOLD_DIR, and how often their attributes are right.
    """
    from pipeline.score import report

    text, short = report(database, gold, verbose=verbose, need=dict(item.partition("=")[::2] for item in need))
    click.echo(text)
    if short:
        raise NghiquyetError("; ".join(short))


@main.command()
@DATABASE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
def serve(database: Path, host: str, port: int) -> None:
    """Open a database in the browser, read-only."""
    from pipeline.serve import serve as run

    run(database, host=host, port=port)


if __name__ == "__main__":
    main()
