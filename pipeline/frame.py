"""Frame: which papers, stations and portals of the provinces are known, which are read, and why others are not; the source of docs/frame.md."""

from collections.abc import Iterator, Mapping

from corpus import load
from corpus.model import Site

_HEAD = """\
# Sampling frame

The media of the provinces that are known, province by province as they were before July 2025: what the data can hold at most. A site is *read* where it has a profile; its pages
are read by selectors and it is crawled unless a reason stands beside it. *checked* is the day of the newest real page that the profile was held against; a profile that was never checked may
miss texts. A host without profile is read when you name it (`nghiquyet crawl https://…`), by the shape of its addresses.

What was in fact reached, from which day on, stands in your own database: `select * from panel`. Papers that ended with their province name the one where the news of the province stand since; the table `site_periods` has the same.

The list is that of papers, stations and portals known by name; it is no census. Central media, papers of ministries and cities below the province, and social media are not in it: what only they report
is not seen. Where nothing was read, no act reported means nothing.

<!-- Made by `python -m pipeline.describe frame > docs/frame.md` from `corpus/gazetteers/outlets.csv`, `site_periods.csv` and the profiles. -->
"""


def markdown() -> str:
    """The frame in Markdown: how many are read, then a line per medium."""
    known = list(_media())
    profiles = [site for _, site in known if site]
    said = f"{len(known)} media of {len({row['province'] for row, _ in known} - {''})} provinces; {len(profiles)} have a profile, {sum(site.checked is not None for site in profiles)} of them checked.\n"
    header = ["| province | kind | host | read | checked | until | successor | why not |", "|---|---|---|---|---|---|---|---|"]
    return "\n".join([_HEAD, said, *header, *(_line(row, site) for row, site in known), ""])


def _media() -> Iterator[tuple[Mapping[str, str], Site | None]]:
    """Every medium with its profile, by province; those that only a profile knows too."""
    by_host = {host: site for site in load.sites().values() for host in (site.id, *site.hosts)}
    rows = [dict(row) for row in load.table("outlets")]
    named = {by_host[row["host"]].id for row in rows if row["host"] in by_host}
    rows += [
        {"host": site.id, "kind": site.kind, "province": site.province or ""} for site in load.sites().values() if site.id not in named
    ]
    seen: set[str] = set()
    for row in sorted(rows, key=lambda row: (row["province"], row["kind"], row["host"])):
        site = by_host.get(row["host"])
        # old and new hosts of one site are one medium
        if site is None or site.id not in seen:
            seen.update([site.id] if site else [])
            yield row, site


def _line(row: Mapping[str, str], site: Site | None) -> str:
    ends = next(
        (one for one in load.table("site_periods") if site and one["site"] == site.id and (one["successor"] or one["basis"] == "merger")),
        None,
    )
    why = "no profile" if site is None else site.unsupported or ""
    cells = (
        row["province"] or "none",
        row["kind"],
        site.id if site else row["host"],
        "yes" if site else "no",
        (site.checked or "never") if site else "",
        ends["valid_to"] if ends else "",
        ends["successor"] if ends else "",
        why,
    )
    return f"| {' | '.join(cells)} |"
