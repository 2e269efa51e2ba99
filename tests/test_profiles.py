"""Profiles prove themselves: each loads, has a start, and reads its own examples; what cannot be used is refused by file and line."""

import re
import time
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from corpus import load
from corpus.key import ProfileError
from corpus.model import Layout, Site
from corpus.regex import runaway
from pipeline import profile
from pipeline.describe import profile_keys

FOLDER = load.ROOT / "sites"
SITES = {path.stem: load.site(path) for path in sorted(FOLDER.glob("*.toml"))}
CRAWLED = [site for site in SITES.values() if not site.unsupported]
# of these no article's address was found anywhere: they have the pattern of their content system
UNSEEN = {"baobacninh.com.vn", "baodaknong.vn", "baokontum.com.vn", "hagiang.gov.vn", "kontumtv.vn", "vixuyen.hagiang.gov.vn"}

HEAD = 'name = "Báo A"\nkind = "newspaper"\nprovince = "ha-giang"\n'
SYSTEM = """\
article_url = '^https?://{host}/[^/]+-post\\d+\\.html$'
skip = '/video/'
paging = "{section}?trang={n}"
feeds = ["https://{host}/rss/home.rss"]
links = ["a.cms-link"]

[[layout]]
title = ["h1.article__title"]
body = [".article__body", "article"]
drop = [".ads"]
"""


def written(folder: Path, profile: str, system: str = SYSTEM) -> Path:
    """The file of a profile a.vn, beside which there is the content system `post`."""
    for name, text in (("sites/a.vn.toml", profile), ("systems/post.toml", system)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "sites" / "a.vn.toml"


# --- every profile ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site", SITES.values(), ids=SITES.keys())
def test_profile_can_be_used(site: Site) -> None:
    profile.check(site)
    assert site.id == site.hosts[0]


@pytest.mark.parametrize("path", sorted((load.ROOT / "systems").glob("*.toml")), ids=lambda path: path.stem)
def test_content_system_has_sites(path: Path) -> None:
    assert any(site.system == path.stem for site in SITES.values())


@pytest.mark.parametrize("site", CRAWLED, ids=lambda site: site.id)
def test_crawl_has_a_start_on_the_site(site: Site) -> None:
    starts = (*site.sections, *site.feeds, *site.sitemaps, *(listed.url for listed in site.lists))
    assert starts
    for start in starts:
        host = urlsplit(start).hostname or ""
        assert any(host == own or host.endswith(f".{own}") for own in site.hosts)
    assert site.article_url, "without it every link of a listing would be an article"
    assert bool(site.examples) == (site.id not in UNSEEN)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES.keys())
def test_addresses_of_articles_are_told_from_others(site: Site) -> None:
    def is_article(url: str) -> bool:
        return bool(re.search(site.article_url or "", url)) and not (site.skip and re.search(site.skip, url))

    if site.article_url is None:
        assert not site.examples
        return
    for url in site.examples:
        assert is_article(url), url
        # a page is the same one with http or https, with or without www
        plain = re.sub(r"^https?://(?:www\.)?", "", url)
        assert all(is_article(start + plain) for start in ("http://", "https://", "http://www.", "https://www.")), url
        assert not is_article(url.replace("://", "://example.com/")), url
    for url in (*site.rejects, *site.sections):
        assert not is_article(url), url


@pytest.mark.parametrize("site", CRAWLED, ids=lambda site: site.id)
def test_no_listing_is_skipped_or_taken_for_an_article(site: Site) -> None:
    pages = [site.paging.replace("{section}", section).replace("{n}", "2") for section in site.sections if site.paging]
    lists = [listed.url.replace("{n}", "2") for listed in site.lists]
    for url in (*site.sections, *site.feeds, *site.sitemaps, *pages, *lists):
        assert not (site.skip and re.search(site.skip, url)), url
        assert not re.search(site.article_url or "", url), url


def test_keys_stand_in_the_documentation() -> None:
    written = (load.ROOT.parent / "docs" / "sites.md").read_text(encoding="utf-8")
    between = written.partition("<!-- keys -->\n")[2].partition("<!-- /keys -->")[0]
    assert between == profile_keys(), f"put this between the marks of docs/sites.md:\n\n{profile_keys()}"


# --- inheritance -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "name", "value"),
    [
        ('system = "post"', "paging", "{section}?trang={n}"),
        ('system = "post"\npaging = "{section}trang-{n}.html"', "paging", "{section}trang-{n}.html"),
        ('system = "post"', "feeds", ("https://a.vn/rss/home.rss",)),
        ('system = "post"\nfeeds = []', "feeds", ()),
        ('system = "post"\nhosts = ["b.vn"]', "feeds", ("https://a.vn/rss/home.rss",)),
        ('system = "post"', "article_url", r"^https?://(?:www\.|m\.)?(?:a\.vn)/[^/]+-post\d+\.html$"),
        ('system = "post"\nhosts = ["b.vn"]', "article_url", r"^https?://(?:www\.|m\.)?(?:a\.vn|b\.vn)/[^/]+-post\d+\.html$"),
        ('system = "post"', "layouts", (Layout(title=("h1.article__title",), body=(".article__body", "article"), drop=(".ads",)),)),
        (
            'system = "post"\n[[layout]]\nbody = ["#content"]\nauthor = [".by"]',
            "layouts",
            (Layout(title=("h1.article__title",), body=("#content",), author=(".by",), drop=(".ads",)),),
        ),
        (
            'system = "post"\n[[layout]]\nvalid_until = "2020-12-31"\nbody = ["#old"]',
            "layouts",
            (
                Layout(valid_until="2020-12-31", body=("#old",)),
                Layout(title=("h1.article__title",), body=(".article__body", "article"), drop=(".ads",)),
            ),
        ),
        ('skip = "/en/"', "paging", None),
        ('skip = "/en/"', "skip", "/en/"),
        ('article_url = "^https://{host}/"', "article_url", r"^https://(?:www\.|m\.)?(?:a\.vn)/"),
        ('[[layout]]\nbody = ["#content"]', "layouts", (Layout(body=("#content",)),)),
    ],
)
def test_profile_inherits_what_it_does_not_say(tmp_path: Path, profile: str, name: str, value: object) -> None:
    assert getattr(load.site(written(tmp_path, HEAD + profile)), name) == value


# --- what cannot be used ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("name = ", "a.vn.toml:1: not TOML"),
        ('name = "Báo A"\nkind = "newspaper"', "a.vn.toml:1: 'province' is missing: write province ="),
        (HEAD + 'colour = "red"', "a.vn.toml:4: unknown key 'colour'; known are name, kind"),
        (HEAD + '[[layout]]\nbody = ["p"]\nvalid_until = "2020-01-01"\n[[layout]]\nboddy = "p"', "a.vn.toml:8: unknown key 'boddy'; known are valid_until"),
        (HEAD + '[[layout]]\nbody = ["p"]\n[[layout]]\nbody = ["p"]', "a.vn.toml:6: a second layout without 'valid_until'"),
        (HEAD + '[layout]\nbody = ["p"]', "a.vn.toml:4: 'layout' is written as a table"),
        (HEAD + '[[layout]]\nbody = "p"', "a.vn.toml:5: 'body': 'p' is not a list; write"),
        (HEAD + '[[layout]]\nvalid_until = "31/12/2020"', "a.vn.toml:5: 'valid_until': '31/12/2020' is no day; write it as"),
        (HEAD + '[[list]]\nlinks = "data[].link"', "a.vn.toml:4: 'url' is missing"),
        (HEAD + 'checked = "20261122"', "a.vn.toml:4: 'checked': '20261122' is no day"),
        (HEAD + 'unsupported = ""', "a.vn.toml:4: 'unsupported': is empty"),
        (HEAD + "shows_clock = 1", "a.vn.toml:4: 'shows_clock': 1 is neither true nor false"),
        (HEAD + "hosts = [7]", "a.vn.toml:4: 'hosts': 7 is not text; put it in quotes"),
        (HEAD.replace("newspaper", "blog"), "a.vn.toml:2: 'kind': 'blog' is none of newspaper, television, portal"),
        (HEAD.replace("ha-giang", "saigon"), "a.vn.toml:3: no province has the id 'saigon'"),
        (HEAD + 'system = "wordpres"', "a.vn.toml:4: unknown system 'wordpres'; known are post"),
        (HEAD + "article_url = '^https?://(a'", "a.vn.toml:4: 'article_url': no regex: missing \\), unterminated subpattern"),
        (HEAD + "skip = '/(?:[a-z-]+)*$'", r"a.vn.toml:4: 'skip': '\(\?:\[a-z-\]\+\)\*' can take forever"),
        (HEAD + 'sections = [\n  "https://a.vn/chinh-tri",\n  "a.vn/kinh-te",\n]', "a.vn.toml:6: 'sections': 'a.vn/kinh-te' is no http or https address; write it whole"),
        (HEAD + 'sections = ["ftp://a.vn/"]', "a.vn.toml:4: 'sections': 'ftp://a.vn/' is no http"),
        (HEAD + 'feeds = ["https://b.vn/rss"]', "a.vn.toml:4: 'feeds': 'https://b.vn/rss' is on no host of this site; add its host to 'hosts'"),
        (HEAD + 'paging = "{section}?page=2"', "a.vn.toml:4: 'paging': .* has no {n}; write it as"),
        (HEAD + 'paging = "https://a.vn/?page={n}"', "a.vn.toml:4: 'paging': .* has no {section}"),
        (HEAD + 'links = ["a.x"]\n[[layout]]\nbody = ["p"]\nlinks = ["a"]', "a.vn.toml:7: unknown key 'links'"),
    ],
)  # fmt: skip
def test_profile_that_cannot_be_used_says_what_to_mend(tmp_path: Path, profile: str, message: str) -> None:
    with pytest.raises(ProfileError, match=message):
        load.site(written(tmp_path, profile))


@pytest.mark.parametrize(
    ("system", "message"),
    [
        ('sections = ["https://{host}/"]', "post.toml:1: unknown key 'sections'; known are shows_clock"),
        ('paging = "{section}"', "post.toml:1: 'paging': .* has no {n}"),
        ('feeds = ["https://b.vn/rss"]', "post.toml:1: 'feeds': 'https://b.vn/rss' is on no host"),
        ('[[layout]]\nvalid_until = "2020-01-01"', "post.toml:2: unknown key 'valid_until'"),
        ('[[layout]]\nbody = ["p"]\n[[layout]]\nbody = ["a"]', "post.toml:3: a second layout: a content system has one"),
    ],
)
def test_content_system_that_cannot_be_used_says_what_to_mend(tmp_path: Path, system: str, message: str) -> None:
    with pytest.raises(ProfileError, match=message):
        load.site(written(tmp_path, HEAD + 'system = "post"', system))


@pytest.mark.parametrize(
    ("profile", "system", "message"),
    [
        ('[[layout]]\nbody = [\n  "p",\n  "div[",\n]', SYSTEM, r"a.vn.toml:8: 'div\[' is no CSS selector: Malformed attribute selector"),
        (
            "[[layout]]\nbody = [\"div:-soup-contains('tin')\"]",
            SYSTEM,
            r"a.vn.toml:6: .* is more than CSS, which `links` and `drop` alone may hold",
        ),
        ('links = ["a:newest"]', SYSTEM, "a.vn.toml:5: 'a:newest' is no CSS selector: ':newest'"),
        ("", SYSTEM.replace("a.cms-link", "a..b"), r"post.toml:5: 'a..b' is no CSS selector"),
    ],
)
def test_selector_that_is_not_css_says_where_it_stands(tmp_path: Path, profile: str, system: str, message: str) -> None:
    from pipeline.profile import check

    path = written(tmp_path, HEAD + 'system = "post"\n' + profile, system)
    with pytest.raises(ProfileError, match=message):
        check(load.site(path), path)


TAKEN = (
    r"^https?://a/(?:[^/]+/)*[^/]+-a\d+\.html$", r"(?:[a-z0-9-]+\.)*a\.vn", r"(?:\d+/)+", r"(?:a|b)+", r"^[(+]+(\(\+)*", r"(?:.*&)?id=\d+",
    r"^https?://a(?:/[^/]+){2,5}$", r"(?i)^/(?P<year>(?:19|20)\d\d/)*$", r"^/[^/]+-[^/]+-\d+$", r"(?:tin|bai)+", r"a{2,4}b{3}", r"^(?!x)[^/]*$", r"{[^}]*}", r"[]a]*", r"(a)\1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        *((pattern, None) for pattern in TAKEN),
        # repeats inside repeats
        (r"(?:[a-z.]+\.)*a", r"(?:[a-z.]+\.)*"),
        (r"x(a+)+", "(a+)+"),
        (r"((a+))+", "((a+))+"),
        (r"(?:a|b+)*", "(?:a|b+)*"),
        (r"(\d*){2,}", r"(\d*){2,}"),
        (r"(?:\w+\d)*", r"(?:\w+\d)*"),
        (r"(?:a{1,50}){1,50}b", "(?:a{1,50}){1,50}"),
        (r"(?:a?a?)*b", "(?:a?a?)*"),
        (r"(?:a*a*/)*b", "(?:a*a*/)*"),
        (r"(?=(?:a+)+b)", "(?:a+)+"),
        # alternatives that take the same
        (r"(?:a|a)*b", "(?:a|a)*"),
        (r"(?:\w|\d\d)+/", r"(?:\w|\d\d)+"),
        (r"(?:a|aa)+/", "(?:a|aa)+"),
        (r"(?:A|a)+/", "(?:A|a)+"),
        (r"(?:(?:a|ab)c?)*", "(?:(?:a|ab)c?)*"),
        (r"(?:|a)+/", "(?:|a)+"),
        # repeats beside repeats
        (r"^.*a.*b.*c", r"^.*a.*b.*c"),
        (r"^a+a+a+$", "^a+a+a+$"),
        (r".*.*x", ".*.*x"),
        (r"^.*(?:/x)?.*(?:-y)?.*z", "^.*(?:/x)?.*(?:-y)?.*z"),
        (r"^a{1,99}a{1,99}a{1,99}$", "^a{1,99}a{1,99}a{1,99}$"),
    ],
)
def test_regex_that_can_take_forever_is_found(pattern: str, part: str | None) -> None:
    assert runaway(pattern) == part


@pytest.mark.parametrize(
    "pattern", [*TAKEN, *sorted({regex for site in load.sites().values() for regex in (site.article_url, site.skip) if regex is not None})]
)
def test_regex_that_is_taken_is_quick_on_the_longest_addresses(pattern: str) -> None:
    turns = ("a", "1", "-", "/", "a/", "-a", "a-1/", "&a", "https://a/", "2024/", "&", ".")
    began = time.process_time()
    for begin, turn, end in product(("", "https://baolangson.vn/", "/"), turns, ("", "!", "/!")):
        re.search(pattern, f"{begin}{turn * (600 // len(turn))}{end}")
    # 72 addresses
    assert time.process_time() - began < 1
