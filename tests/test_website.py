"""The test site does what it says: each manner, oddity and damage as a client meets it, and every article as its editor wrote it."""

import gzip
import http.client
import json
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import pytest
from protego import Protego

from corpus import load
from corpus.model import Article, Page, Site
from pipeline.errors import Refused
from pipeline.parse import canonical, parse
from tests.website import Website
from tests.website.damage import DAMAGES, Damage
from tests.website.story import HOSTS, Story, stories
from tests.website.web import Entry

COUNT = 240
NOW = datetime(2026, 11, 22, 16, 48)
ONE, TWO, THREE, FOUR = HOSTS


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(url: str, **headers: str) -> Answer:
    """One request, no redirect followed; underscores in the names of headers stand for hyphens."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, response.msg, response.read())
    finally:
        connection.close()


def patient(url: str) -> Answer:
    """The answer to the second request where the first fails, as some pages do."""
    first = ask(url)
    return first if first.status == 200 else ask(url)


@pytest.fixture
def site() -> Iterator[Website]:
    """A small web that a test may change."""
    with Website(COUNT, slow=0.3, large=3_000_000, now=NOW) as made:
        yield made


@pytest.fixture(scope="module")
def still() -> Iterator[Website]:
    """A web that stays as it is."""
    with Website(COUNT, slow=0.3, large=3_000_000, now=NOW) as made:
        yield made


@pytest.fixture
def profiled(still: Website, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Site]:
    """The profiles of the four hosts, in force."""
    profiles = MappingProxyType({host: load.site(still.profiles(tmp_path) / f"{host}.toml") for host in HOSTS})
    monkeypatch.setattr(load, "sites", lambda: profiles)
    return profiles


def base(site: Website, host: str) -> str:
    return f"http://{host}:{site.port}"


def of(site: Website, host: str) -> list[Entry]:
    """The articles of a host, newest first."""
    return [entry for entry in site.expected().articles if entry.host == host][::-1]


def odd(site: Website, host: str, kind: str) -> str:
    """The odd address of a kind on a host."""
    (found,) = (url for url, what in site.expected().odd.items() if what == kind and urlsplit(url).hostname == host)
    return found


def read(url: str) -> Article:
    """The article that parse makes of an address."""
    answer = patient(url)
    return parse(Page(url=url, content=answer.body, media="html", charset=answer.headers.get_content_charset(), fetched=NOW.isoformat()))


# --- the texts -------------------------------------------------------------------------------------------------


def words(story: Story) -> list[str]:
    return " ".join((story.lead, *story.paragraphs)).split()


def test_texts_are_the_same_each_time_and_various() -> None:
    made = stories(1000)
    assert made == stories(1000)
    assert 0.55 < sum(story.relevant for story in made) / len(made) < 0.65
    assert 0.02 < sum(story.copy_of is not None for story in made) / len(made) < 0.04
    assert {story.published.year for story in made} == {2024, 2025, 2026}
    assert len({story.title for story in made}) > 800
    assert Counter(story.host for story in made) == dict.fromkeys(range(4), 250)


def test_only_relevant_articles_name_a_resolution() -> None:
    for story in stories(400):
        assert ("nghị quyết" in " ".join((story.title, story.lead, *story.paragraphs)).lower()) == story.relevant


def test_reprints_are_alike_and_nothing_else_is() -> None:
    shingles = {
        story.number: {" ".join(told[at : at + 4]) for at in range(len(told) - 3)} for story in stories(200) for told in [words(story)]
    }
    for one, other in combinations(stories(200), 2):
        a, b = shingles[one.number], shingles[other.number]
        alike = len(a & b) / len(a | b)
        if other.copy_of == one.number:
            assert one.host != other.host
            assert alike == 1 if other.exact else 0.8 < alike < 1
        else:
            assert alike < 0.5, (one.number, other.number)


# --- what stands where -----------------------------------------------------------------------------------------


def test_two_webs_are_the_same(site: Website, still: Website) -> None:
    def shown(one: Website) -> list[tuple[int, bytes]]:
        paths = [f"{base(one, host)}{path}" for host in HOSTS for path in ("/", "/robots.txt")]
        paths += [entry.url for entry in one.expected().articles[100:140]]
        answers = [patient(url) for url in paths]
        return [(answer.status, answer.body.replace(str(one.port).encode(), b"PORT")) for answer in answers]

    assert shown(site) == shown(still)


@pytest.mark.parametrize("host", HOSTS)
def test_article_is_read_as_it_was_written(still: Website, profiled: Mapping[str, Site], host: str) -> None:
    for entry in of(still, host)[::3]:
        article = read(entry.url)
        assert tuple(article.body.split("\n")) == entry.body
        assert (article.url, article.title, article.lead) == (entry.url, entry.title, entry.lead)
        assert (article.author, article.site) == (entry.author, host)
        assert (article.published or "")[:16] == entry.published
        assert article.province is not None
        assert bool(article.republished_from) == bool(entry.copy_of)
        assert article.page_date == ("2026-11-22" if profiled[host].shows_clock else None)


@pytest.mark.parametrize("host", HOSTS)
def test_page_has_the_bulk_of_a_real_one(still: Website, host: str) -> None:
    for entry in of(still, host)[:5]:
        assert 20_000 < len(ask(entry.url).body) < 40_000


def links(url: str) -> list[str]:
    """Where a listing leads, as it is written there, resolved: the links of a page, the addresses of a feed, sitemap or JSON list."""
    answer = ask(url)
    if answer.status != 200:
        return []
    if url.endswith(".gz"):
        return re.findall(r"<loc>(.*?)</loc>", gzip.decompress(answer.body).decode())
    if "json" in answer.headers.get_content_type():
        return [urljoin(url, row["link"]) for row in json.loads(answer.body)["data"]]
    if "xml" in answer.headers.get_content_type():
        return [link or "" for tag in ET.fromstring(answer.body).iter() for link in (tag.text if tag.tag.endswith(("}loc", "link")) else None, tag.get("href")) if link]  # fmt: skip
    return [
        urljoin(url, link.replace("&amp;", "&")) for link in re.findall(r'href="([^"]*)"', answer.text) if not link.startswith("http://[")
    ]


def plain(url: str) -> str:
    """An address in the one spelling that `Entry.url` has."""
    return canonical(url).replace("https://", "http://").replace("//www.", "//")


def listed(site: Website, profile: Site, *, pages: int) -> set[str]:
    """Every address that the listings of a profile lead to, less the odd ones; redirects are followed."""
    begins = list(profile.sections)
    for n in range(1, pages + 1):
        begins += [(profile.paging or "").format(section=section, n=n) for section in profile.sections[1:] if profile.paging]
        begins += [one.url.format(n=n) for one in profile.lists]
    named = {plain(link) for url in begins for link in links(url)} - set(site.expected().odd)
    answers = {url: ask(url) for url in named if re.match(profile.article_url or "", url)}
    return {urljoin(url, answer.headers["Location"]) if answer.status == 301 else url for url, answer in answers.items()}


@pytest.mark.parametrize("host", HOSTS)
def test_listings_lead_to_every_article(still: Website, profiled: Mapping[str, Site], host: str) -> None:
    found = listed(still, profiled[host], pages=6)
    assert found >= {entry.url for entry in of(still, host)}
    forbidden = {url for url in still.expected().forbidden if urlsplit(url).hostname == host}
    assert found >= forbidden


@pytest.mark.parametrize("host", HOSTS)
def test_session_is_no_other_article(still: Website, host: str) -> None:
    """A page under an address with a session says its own."""
    sessions = [link for link in links(f"{base(still, host)}/") if re.search(r"\?(?:PHPSESSID|sid|jsessionid)=", link)]
    assert len(sessions) == 3
    for url in sessions:
        assert f'rel="canonical" href="{url.partition("?")[0]}"' in patient(url).text


@pytest.mark.parametrize(
    ("host", "path", "count"),
    [
        (ONE, "/feed/", 10),
        (ONE, "/wp-sitemap-posts-post-1.xml.gz", 60),
        (THREE, "/rss/home.atom", 25),
        (THREE, "/news-sitemap.xml", 50),
        (FOUR, "/list-post-by-category?page=1&limit=12&category_id=57", 12),
        (FOUR, "/list-post-by-category?page=99&limit=12&category_id=57", 0),
    ],
)
def test_feed_names_the_newest(still: Website, host: str, path: str, count: int) -> None:
    there = {entry.url for entry in of(still, host)} | set(still.expected().forbidden)
    named = [plain(url) for url in links(base(still, host) + path)]
    assert len([url for url in dict.fromkeys(named) if url in there]) == count
    assert ask(base(still, host) + path).headers.get_content_type() != "text/html"


def test_sitemap_index_names_a_gzipped_part(still: Website) -> None:
    assert links(f"{base(still, ONE)}/wp-sitemap.xml") == [f"{base(still, ONE)}/wp-sitemap-posts-post-1.xml.gz"]


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [(ONE, "/category/the-thao/page/99/", 404), (TWO, "/the-thao/trang-99.html", 200), (THREE, "/the-thao/?p=99", 200)],
)
def test_beyond_the_last_page(still: Website, host: str, path: str, status: int) -> None:
    assert ask(base(still, host) + path).status == status


def test_last_page_of_a_section_comes_back_for_ever(still: Website) -> None:
    assert ask(f"{base(still, TWO)}/the-thao/trang-99.html").body == ask(f"{base(still, TWO)}/the-thao/trang-98.html").body


def test_address_is_spelled_in_many_ways(still: Website) -> None:
    spelled = re.findall(r'href="([^"]*-post\d+\.html[^"]*)"', ask(f"{base(still, THREE)}/thoi-su/").text)
    for part in ("utm_source=", "fbclid=", "#binh-luan", "https://", "//www.", "amp;"):
        assert any(part in link for link in spelled), part


@pytest.mark.parametrize("host", HOSTS)
def test_front_page_leads_astray(still: Website, host: str) -> None:
    shown = ask(f"{base(still, host)}/").text
    for link in ("javascript:", "mailto:", "http://10.0.0.1/", "/lich/", "/loc/", ".pdf", "PHPSESSID=", "http://[sai/", "tel:"):
        assert f'href="{link}' in shown or f"{link}" in shown, link
    for url, _ in still.expected().odd.items():
        assert (urlsplit(url).path in shown) == (urlsplit(url).hostname == host)


@pytest.mark.parametrize("path", ["/lich/?thang=2026-11", "/loc/?"])
def test_trap_has_no_end(still: Website, path: str) -> None:
    seen = {path}
    url = base(still, ONE) + path
    for _ in range(20):
        url = urljoin(url, re.findall(r'href="([^"]*)"', ask(url).text)[-1].replace("&amp;", "&"))
        assert url not in seen
        seen.add(url)


# --- manners ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "path", "allowed"),
    [
        (ONE, "/noi-bo/2025/06/a-1/", False),
        (ONE, "/2025/06/a-1/", True),
        (ONE, "/2025/06/a-1/ban-in/", False),
        (ONE, "/?s=nghi-quyet", False),
        (ONE, "/wp-admin/", False),
        (ONE, "/wp-admin/admin-ajax.php", True),
        (TWO, "/thoi-su/khong-dang/202506/a-1234567/", False),
        (TWO, "/thoi-su/202506/a-1234567/", True),
        (TWO, "/lich/?thang=2026-11", False),
        (THREE, "/a-post400001-noi-bo.html", False),
        (THREE, "/a-post400001-noi-bo.html?x=1", True),
        (THREE, "/a-post400001.html", True),
    ],
)
def test_robots_rules(still: Website, host: str, path: str, allowed: bool) -> None:
    rules = Protego.parse(ask(f"{base(still, host)}/robots.txt").text)
    assert rules.can_fetch(base(still, host) + path, "nghiquyet") == allowed


def test_robots_of_every_host(still: Website) -> None:
    rules = {host: Protego.parse(ask(f"{base(still, host)}/robots.txt").text) for host in HOSTS}
    expected = still.expected()
    assert len(expected.forbidden) >= 5
    assert not any(rules[urlsplit(url).hostname or ""].can_fetch(url, "nghiquyet") for url in expected.forbidden)
    assert all(rules[entry.host].can_fetch(entry.url, "nghiquyet") for entry in expected.articles)
    assert [rules[host].crawl_delay("nghiquyet") for host in HOSTS] == [None, 0.02, None, None]
    assert list(rules[ONE].sitemaps) == [f"{base(still, ONE)}/wp-sitemap.xml"]
    assert [ask(f"{base(still, host)}/robots.txt").status for host in HOSTS] == [200, 200, 200, 404]


def test_robots_can_fail(site: Website) -> None:
    site.robots(TWO, 500)
    assert ask(f"{base(site, TWO)}/robots.txt").status == 500
    site.mend(TWO)
    assert ask(f"{base(site, TWO)}/robots.txt").status == 200


@pytest.mark.parametrize(
    ("host", "validator", "condition"),
    [(ONE, "ETag", "If-None-Match"), (TWO, "Last-Modified", "If-Modified-Since"), (THREE, "ETag", "If-None-Match"), (FOUR, None, None)],
)
def test_validators(site: Website, host: str, validator: str | None, condition: str | None) -> None:
    newest = of(site, host)[0]
    first = ask(newest.url)
    assert [name for name in ("ETag", "Last-Modified") if first.headers[name]] == ([validator] if validator else [])
    if not (validator and condition):
        return
    given = {condition: first.headers[validator]}
    again = ask(newest.url, **given)
    assert (again.status, again.body, again.headers[validator]) == (304, b"", first.headers[validator])
    assert newest.url in site.edit(8)
    edited = ask(newest.url, **given)
    assert edited.status == 200
    assert edited.headers[validator] != first.headers[validator]
    assert edited.body != first.body


@pytest.mark.parametrize(("host", "encoding"), [(ONE, "gzip"), (TWO, None), (THREE, None), (FOUR, "gzip")])
def test_content_encoding(still: Website, host: str, encoding: str | None) -> None:
    url = of(still, host)[0].url
    packed = ask(url, Accept_Encoding="gzip, deflate, br")
    assert packed.headers["Content-Encoding"] == encoding
    assert (gzip.decompress(packed.body) if encoding else packed.body) == ask(url).body


def test_old_pages_of_the_portal_say_a_wrong_charset(still: Website) -> None:
    every = of(still, FOUR)
    old = [patient(entry.url) for entry in every if entry.published < "2025"]
    new = [ask(entry.url) for entry in every[:5]]
    assert {answer.headers["Content-Type"] for answer in old} == {"text/html", "text/html; charset=ISO-8859-1"}
    assert all(b"charset=windows-1252" in answer.body and "Đ" in answer.text for answer in old)
    assert {answer.headers["Content-Type"] for answer in new} == {"text/html; charset=utf-8"}


# --- oddities --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("kind", "status", "media"),
    [
        ("error", 500, "text/html"),
        ("missing", 404, "text/html"),
        ("gone", 410, "text/html"),
        ("loop", 302, "text/html"),
        ("loop-back", 302, "text/html"),
        ("elsewhere", 301, "text/html"),
        ("private", 302, "text/html"),
        ("large", 200, "text/html"),
        ("pdf", 200, "application/pdf"),
        ("image", 200, "image/jpeg"),
    ],
)
def test_oddity(still: Website, profiled: Mapping[str, Site], host: str, kind: str, status: int, media: str) -> None:
    url = odd(still, host, kind)
    assert re.match(profiled[host].article_url or "", url)
    for _ in range(2):
        answer = ask(url)
        assert (answer.status, answer.headers.get_content_type()) == (status, media)
    where = urljoin(url, answer.headers["Location"] or "")
    if kind == "loop":
        assert urljoin(where, ask(where).headers["Location"]) == url
    if kind == "elsewhere":
        assert (urlsplit(where).hostname != host, patient(where).status) == (True, 200)
    if kind == "private":
        assert where.startswith("http://10.0.0.1/")
    if kind == "large":
        assert len(answer.body) > 2_900_000


@pytest.mark.parametrize("host", HOSTS)
def test_connection_breaks(still: Website, host: str) -> None:
    with pytest.raises(http.client.IncompleteRead):
        ask(odd(still, host, "cut"))


@pytest.mark.parametrize("host", HOSTS)
def test_bad_first_answers(site: Website, host: str) -> None:
    oldest = of(site, host)[::-1]
    first = [ask(entry.url) for entry in oldest[:12]]
    statuses = [answer.status for answer in first]
    assert sorted(statuses)[-2:] == [429, 500]
    assert statuses.count(200) == 10
    assert first[statuses.index(429)].headers["Retry-After"] == "1"
    assert {ask(entry.url).status for entry in oldest[:12]} == {200}


@pytest.mark.parametrize("host", HOSTS)
def test_one_page_is_slow(still: Website, host: str) -> None:
    began = time.monotonic()
    patient(of(still, host)[::-1][3].url)
    assert time.monotonic() - began >= 0.3


# --- from one day to the next ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("profiled")
def test_articles_are_edited_removed_and_added(site: Website) -> None:
    before = {entry.url: entry for entry in site.expected().articles}
    edited, removed, gone = site.edit(4), site.remove(3), site.remove(2, status=410)
    new = site.add(5)
    after = {entry.url: entry for entry in site.expected().articles}
    assert set(after) == set(before) - set(removed) - set(gone) | set(new)
    assert {url for url in after if url in before and after[url] != before[url]} == set(edited)
    assert site.expected().gone == dict.fromkeys(removed, 404) | dict.fromkeys(gone, 410)
    assert [ask(url).status for url in (*removed, *gone)] == [404] * 3 + [410] * 2
    assert {urlsplit(url).hostname for url in new} == set(HOSTS)
    for url in (*edited, *new):
        assert tuple(read(url).body.split("\n")) == after[url].body
    for url in new:
        shown = [plain(link) for link in links(f"{base(site, urlsplit(url).hostname or '')}/")]
        assert url in shown
    assert not set(removed) & set(links(f"{base(site, ONE)}/wp-sitemap-posts-post-1.xml.gz"))
    assert max(entry.published for entry in before.values()) < min(after[url].published for url in new)


def test_no_more_articles_than_there_are(site: Website) -> None:
    with pytest.raises(ValueError, match="start with more"):
        site.edit(1000)


# --- damage ----------------------------------------------------------------------------------------------------

# host, damage, status of an article's page, what stands on it, status of the front page
SHOWN: list[tuple[Damage, int, str, int]] = [
    ("soft-404", 200, "Không tìm thấy trang", 200),
    ("login", 200, "Vui lòng đăng nhập để đọc tiếp", 200),
    ("block-403", 403, "Just a moment|Access Denied|captcha", 403),
    ("block-200", 200, "Just a moment|Access Denied|captcha", 200),
    ("errors", 503, "503", 503),
    ("empty", 200, "Tin liên quan", 200),
    ("frozen", 200, "Tin liên quan", 200),
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("kind", "status", "text", "front"), SHOWN, ids=[case[0] for case in SHOWN])
def test_damaged_host(site: Website, host: str, kind: Damage, status: int, text: str, front: int) -> None:
    url = of(site, host)[0].url
    whole = ask(url)
    site.damage(host, kind)
    answer = ask(url)
    assert answer.status == status
    assert re.search(text, answer.text)
    assert ask(f"{base(site, host)}/").status == front
    other = HOSTS[HOSTS.index(host) - 1]
    assert ask(f"{base(site, other)}/").status == 200
    site.mend(host)
    assert ask(url).body == whole.body


@pytest.mark.usefixtures("profiled")
@pytest.mark.parametrize("host", HOSTS)
def test_new_layout_hides_the_text(site: Website, host: str) -> None:
    entry = of(site, host)[0]
    site.damage(host, "layout")
    with pytest.raises(Refused) as refused:
        read(entry.url)
    assert refused.value.reason == "no article"
    assert entry.title in ask(entry.url).text.replace("&quot;", '"')


@pytest.mark.usefixtures("profiled")
@pytest.mark.parametrize("host", HOSTS)
def test_clock_alone_dates_the_page(site: Website, host: str) -> None:
    entry = of(site, host)[0]
    site.damage(host, "clock")
    shown = ask(entry.url)
    assert "22/11/2026" in shown.text
    assert f"{entry.published[8:10]}/{entry.published[5:7]}/{entry.published[:4]}" not in shown.text
    assert entry.published[:16] not in shown.text
    assert not shown.headers["Last-Modified"]
    assert tuple(read(entry.url).body.split("\n")) == entry.body


@pytest.mark.parametrize(
    ("host", "path"),
    [
        (ONE, "/"),
        (ONE, "/feed/"),
        (ONE, "/category/thoi-su/"),
        (ONE, "/wp-sitemap-posts-post-1.xml.gz"),
        (TWO, "/"),
        (TWO, "/thoi-su/"),
        (THREE, "/rss/home.atom"),
        (THREE, "/news-sitemap.xml"),
        (THREE, "/thoi-su/"),
        (FOUR, "/list-post-by-category?page=1&limit=12&category_id=57"),
        (FOUR, "/Thoi-su"),
    ],
)
def test_lists_go_empty_or_stand_still(site: Website, host: str, path: str) -> None:
    def named() -> set[str]:
        return {plain(url) for url in links(base(site, host) + path)} & {entry.url for entry in site.expected().articles}

    before = named()
    assert before
    site.damage(host, "empty")
    assert not named()
    site.mend(host)
    site.damage(host, "frozen")
    site.add(40)
    assert named() == before
    site.mend(host)
    assert named() != before


def test_damage_that_there_is_not(site: Website) -> None:
    with pytest.raises(ValueError, match="choose from empty, layout"):
        site.damage(ONE, "rust")  # type: ignore[arg-type]
    assert len(DAMAGES) == 9


# --- the log, the control, the command -------------------------------------------------------------------------


def test_log_tells_what_was_asked(site: Website) -> None:
    url = of(site, ONE)[0].url
    ask(url, User_Agent="nghiquyet/0.1", If_None_Match='"x"')
    ask(f"{base(site, FOUR)}/robots.txt", If_Modified_Since="Sun, 22 Nov 2026 00:00:00 GMT")
    first, second = site.log()
    assert (first.host, first.method, first.path, first.status) == (ONE, "GET", urlsplit(url).path, 200)
    assert (first.agent, first.if_none_match, first.if_modified_since) == ("nghiquyet/0.1", '"x"', None)
    assert (second.host, second.status, second.if_modified_since) == (FOUR, 404, "Sun, 22 Nov 2026 00:00:00 GMT")
    assert time.time() - 60 < first.at <= second.at <= time.time()
    site.forget()
    assert site.log() == []


def tell(site: str, what: str) -> tuple[int, object]:
    """What the control says to an order."""
    parts = urlsplit(site)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        connection.request("POST" if "?" in what or what == "/forget" else "GET", what)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_control_does_what_the_methods_do(site: Website) -> None:
    ask(f"{base(site, ONE)}/")
    assert tell(site.control, "/log") == (200, [asdict(request) for request in site.log()])
    assert tell(site.control, "/forget") == (200, {"done": None})
    assert site.log() == []
    _, told = tell(site.control, "/edit?count=2")
    assert isinstance(told, dict)
    assert {entry.url for entry in site.expected().articles if entry.revision} == set(told["done"])
    tell(site.control, "/add?count=2")
    tell(site.control, "/remove?count=1&status=410")
    assert list(site.expected().gone.values()) == [410]
    assert len(site.expected().articles) == len(json.loads(json.dumps(tell(site.control, "/expected")[1]))["articles"])
    tell(site.control, f"/damage?host={TWO}&kind=errors")
    assert ask(f"{base(site, TWO)}/").status == 503
    tell(site.control, f"/mend?host={TWO}")
    tell(site.control, f"/robots?host={TWO}&status=500")
    assert ask(f"{base(site, TWO)}/robots.txt").status == 500
    assert tell(site.control, "/damage?host=127.0.0.1&kind=rust")[0] == 400
    assert tell(site.control, "/nothing?x=1")[0] == 404


def test_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.website",
        "--articles",
        "40",
        "--log",
        str(tmp_path / "log"),
        "--profiles",
        str(tmp_path / "sites"),
    ]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first = process.stdout.readline().split()
        assert [urlsplit(url).hostname for url in first[:4]] == list(HOSTS)
        assert ask(first[0]).status == 200
        assert tell(first[5], "/log")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    (line,) = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["path"] == "/"
    assert load.site(tmp_path / "sites" / "127.0.0.1.toml").feeds == (f"{first[0]}feed/",)


def test_too_few_articles() -> None:
    with pytest.raises(ValueError, match="each of the 4 hosts needs one"):
        Website(3)
