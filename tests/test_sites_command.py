"""`nghiquyet sites`: what is known, what a profile makes of a page, and a profile drafted from pages that then reads them."""

import json
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from click.testing import CliRunner, Result

from corpus import key, load
from corpus.regex import runaway
from pipeline import profile, propose, sites
from pipeline.cli import main
from pipeline.errors import InputError
from pipeline.fetch import fetch
from tests.conftest import SAMPLES
from tests.test_discover import ARTICLES


@pytest.fixture(autouse=True)
def _shipped_profiles_only() -> Iterator[None]:
    """What a test lets answer for hosts is forgotten after it."""
    folders = list(load._folders)
    yield
    load._folders[:] = folders
    load.sites.cache_clear()


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["sites", *map(str, words)], prog_name="nghiquyet")


def sample(stem: str) -> Path:
    return SAMPLES / f"{stem}.html"


PROFILE = """name = "Báo Thử"
kind = "newspaper"
province = "lang-son"
article_url = '^https?://{host}/[^/]+-\\d+\\.html$'

[[layout]]
title = ["h1.name"]
body = ["#content-detail"]
"""


def own(folder: Path, host: str, text: str = PROFILE) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{host}.toml"
    path.write_text(text, encoding="utf-8")
    return path


# --- list, and profiles of one's own ---


def test_list_has_every_site() -> None:
    rows = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    assert [row["site"] for row in rows] == sorted({site.id for site in load.sites().values()})
    assert {"site", "name", "kind", "province", "system", "starts", "checked", "unsupported"} == set(rows[0])
    shown = run("list").output
    assert all(row["site"] in shown and row["name"] in shown for row in rows)


def test_own_profiles_count_first(tmp_path: Path) -> None:
    own(tmp_path, "baomoi.example.vn")
    own(tmp_path, "baolangson.vn")
    assert load.site_of("baomoi.example.vn") is None
    shipped = load.site_of("baolangson.vn")
    load.use_profiles(tmp_path)
    assert load.site_of("www.baomoi.example.vn") is not None
    mine = load.site_of("baolangson.vn")
    assert shipped is not None
    assert mine is not None
    assert (shipped.name, mine.name) == ("Báo Lạng Sơn", "Báo Thử")
    assert load.profile_path(mine) == tmp_path / "baolangson.vn.toml"
    assert load.site_of("baocantho.com.vn") is not None


def test_own_profile_answers_for_a_host_that_another_profile_names_too(tmp_path: Path) -> None:
    other = next(site for site in load.sites().values() if len(site.hosts) > 1)
    own(tmp_path, "a.example.vn", f'hosts = ["{other.hosts[1]}"]\n' + PROFILE)
    load.use_profiles(tmp_path)
    assert load.sites()[other.hosts[1]].id == "a.example.vn"
    assert load.sites()[other.hosts[0]].id == other.id


def test_own_profile_may_name_a_content_system_of_the_program(tmp_path: Path) -> None:
    systems = load.systems()
    for name in systems:
        assert load.site(own(tmp_path / "sites", "a.vn", f'system = "{name}"\n' + PROFILE)).system == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROFILE.replace("h1.name", "h1:nope("), r"baolangson\.vn\.toml:7: 'h1:nope\(' is no CSS selector"),
        (PROFILE.replace("[^/]+-", "[^/+-"), r"baolangson\.vn\.toml:4: 'article_url'"),
    ],
)
def test_own_profile_that_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = own(tmp_path, "baolangson.vn", text)
    for given in (("check", path), ("check", "baolangson.vn", "--profiles", tmp_path)):
        result = run(given[0], given[1], sample("langson-2024-so-ket-dai-hoi"), *given[2:])
        assert result.exit_code == 1
        assert re.search(message, result.stderr)


# --- check ---


def test_check_of_an_article() -> None:
    result = run("check", "baolangson.vn", sample("langson-2024-so-ket-dai-hoi"))
    assert result.exit_code == 0
    said = [" ".join(line.split()) for line in result.output.splitlines()]
    assert said[said.index("title") + 1] == (
        "by selector Lộc Bình: Sơ kết giữa nhiệm kỳ thực hiện Nghị quyết Đại hội Đảng bộ huyện [h1.name]"
    )
    assert said[said.index("published") + 2] == "otherwise 2024-01-16T15:42"
    assert said[-1] == "becomes an article of 307 words, published 2024-01-16T15:42"


def test_check_finds_the_design_of_another_day() -> None:
    result = run("check", "baolangson.vn", sample("langson-2017-quan-triet-18-19"))
    assert result.exit_code == 0
    assert "(design until 2022-12-31)]" in result.output


def test_check_of_a_listing() -> None:
    result = run("check", "baolangson.vn", sample("langson-danh-sach"))
    assert result.exit_code == 0
    assert "listing; its address is not an article's by the profile" in result.output
    assert result.output.count("https://baolangson.vn/") == 26
    assert "next   https://baolangson.vn/chinh-tri?page=2" in result.output


@pytest.mark.parametrize(
    ("change", "page", "message"),
    [
        (("h1.name", "h1.gone"), "langson-2024-so-ket-dai-hoi", "do not find title and text"),
        (("#content-detail", "#gone"), "langson-2024-so-ket-dai-hoi", "do not find title and text"),
        ((r"-\d+\.html", r"-a\d+\.html"), "langson-danh-sach", "do not find an article among the links"),
    ],
)
def test_check_fails_where_the_selectors_find_nothing(tmp_path: Path, change: tuple[str, str], page: str, message: str) -> None:
    path = own(tmp_path, "baolangson.vn")
    assert run("check", path, sample(page)).exit_code == 0
    path = own(tmp_path, "baolangson.vn", PROFILE.replace(*change))
    result = run("check", path, sample(page))
    assert result.exit_code == 1
    assert message in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "no.such.vn", sample("langson-danh-sach")), "is no site that is known"),
        (("check", "no/such.toml", sample("langson-danh-sach")), "does not exist"),
        (("check", "baolangson.vn", "no-such-file.html"), "no web address and no file"),
        (("check", "baocaobang.vn", sample("kontum-khong-tim-thay")), "neither an article"),
        (("draft", "ftp://x.vn/a.html"), "no web address and no file"),
        (("draft", "http://127.0.0.1:9/"), "private network"),
        (("draft", "http://[::1]/"), "private network"),
        (("draft", "http://localhost/"), "private network"),
        (("draft", sample("langson-danh-sach"), sample("thaibinh-2023-giam-sat")), "several hosts"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[object, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


# --- draft ---

DRAFTED = {
    "langson-2024-so-ket-dai-hoi": {"title": ["h1.name"], "published": ["div.date"], "body": ["#content-detail"], "author": ["div.pseudonym"]},
    "langson-2017-quan-triet-18-19": {"title": ["h2[itemprop='headline']"], "body": ["div[itemprop='articleBody']"]},
    "kontum-2018-quan-triet-trung-uong-7": {"title": ["h1.entry-title"], "body": ["div.entry-content"]},
    "thaibinh-2023-giam-sat": {
        "title": ["h1.title-detail"], "published": ["span.post-date"], "lead": ["div.brief"], "body": ["div[itemprop='articleBody']"],
    },
}  # fmt: skip


@pytest.mark.parametrize("stem", DRAFTED)
def test_draft_proposes_the_selectors_of_an_article(stem: str, tmp_path: Path) -> None:
    result = run("draft", sample(stem))
    assert result.exit_code == 0
    host = propose.host_of(result.output.split()[3])
    path = own(tmp_path, host, result.output)
    written = key.profile(path)
    layout = written.data["layout"][0]
    assert {part: layout.get(part) for part in DRAFTED[stem]} == DRAFTED[stem]
    shipped = load.site_of(host)
    assert shipped is not None
    assert (written.data["kind"], written.data["province"]) == (shipped.kind, shipped.province)
    profile.check(load.site(path), path)
    assert run("check", path, sample(stem)).exit_code == 0


def test_draft_of_a_listing_and_an_article() -> None:
    result = run("draft", sample("langson-danh-sach"), sample("langson-2024-so-ket-dai-hoi"))
    assert 'sections = ["https://baolangson.vn/chinh-tri", "https://baolangson.vn/' in result.output
    assert 'paging = "{section}?page={n}"' in result.output
    assert 'title = ["h1.name"]' in result.output
    assert "# check: " in result.output


@pytest.mark.parametrize("url", ARTICLES)
def test_drafted_pattern_matches_the_article_and_no_section(url: str) -> None:
    pattern = propose.article_url([url])
    assert pattern is not None
    assert runaway(pattern) is None
    host = url.split("/")[2]
    regex = re.compile(pattern.replace(key.HOST, re.escape(host)))
    assert regex.search(url)
    for path in ("", "chinh-tri", "chinh-tri/", "thoi-su/tin-tuc.html", "chinh-tri?page=2", "2024/05/", "tag/nghi-quyet"):
        assert not regex.search(f"https://{host}/{path}")


def test_pattern_has_the_shapes_that_most_links_have() -> None:
    links = [f"https://x.vn/tin-so-{n}-a{n}.html" for n in range(100, 120)] + ["https://x.vn/quang-cao/mot-hai-ba-bon-nam"]
    assert propose.article_url([], links) == r"^https?://{host}/(?:[^/?#]+/)*[^/?#]+-a\d+\.html$"
    assert propose.article_url([]) is None


# --- add, and pages from the web ---


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder; what is moved is said by a file `to` in it."""

    def do_GET(self) -> None:
        target = Path(self.directory) / "to"
        if self.path == "/moved" and target.exists():
            self.send_response(302)
            self.send_header("Location", target.read_text())
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A site on the loopback address: its home page lists articles, one of which is there."""
    folder = tmp_path / "web"
    folder.mkdir()
    article = sample("langson-2024-so-ket-dai-hoi").read_text(encoding="utf-8")
    listed = sample("langson-danh-sach").read_text(encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        (folder / "index.html").write_text(
            listed.replace("https://baolangson.vn/chinh-tri", f"{base}/").replace("https://baolangson.vn", base)
        )
        name = "hoi-nghi-ban-chap-hanh-dang-bo-tinh-lan-thu-muoi-bon-5031000.html"
        own_address = re.compile(r"https://baolangson\.vn/[^\"]*5023417\.html")
        (folder / name).write_text(own_address.sub(f"{base}/{name}", article).replace("https://baolangson.vn", base))
        Thread(target=server.serve_forever, daemon=True).start()
        yield base, folder
        server.shutdown()


def test_add_makes_a_profile_that_reads_the_site(web: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "_PAUSE", 0)
    base, _ = web
    folder = tmp_path / "own"
    result = run("add", f"{base}/", "--profiles", folder, "--allow-private")
    assert result.exit_code == 0, result.stderr
    path = folder / "127.0.0.1.toml"
    assert result.output.startswith(f"{path}: ")
    written = key.profile(path).data
    assert written["sections"][0] == f"{base}/"
    assert written["layout"][0]["body"] == ["#content-detail"]
    article = f"{base}/hoi-nghi-ban-chap-hanh-dang-bo-tinh-lan-thu-muoi-bon-5031000.html"
    assert run("check", path, article, "--allow-private").exit_code == 0
    listed = run("check", "127.0.0.1", f"{base}/", "--profiles", folder, "--allow-private")
    assert listed.exit_code == 0, listed.stderr
    again = run("add", f"{base}/", "--profiles", folder, "--allow-private")
    assert again.exit_code == 1
    assert "is known" in again.stderr


def test_robots_are_asked(web: tuple[str, Path]) -> None:
    base, folder = web
    assert fetch(f"{base}/", allow_private=True).url == f"{base}/"
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /rieng/\n")
    with pytest.raises(InputError, match=r"robots\.txt asks programs"):
        fetch(f"{base}/rieng/a.html", allow_private=True)
    with pytest.raises(InputError, match="404"):
        fetch(f"{base}/khong-co.html", allow_private=True)


@pytest.mark.parametrize("target", ["http://127.0.0.2:1/", "file:///etc/passwd", "http://169.254.169.254/latest"])
def test_redirect_is_guarded(web: tuple[str, Path], target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import fetch as module

    base, folder = web
    (folder / "to").write_text(target)
    hidden = module.private
    monkeypatch.setattr(module, "private", lambda address: address != "127.0.0.1" and hidden(address))
    with pytest.raises(InputError, match=r"private network|not allowed"):
        fetch(f"{base}/moved")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://[::1", "no web address"),
        ("http://127.0.0.1:99999/", "no web address"),
        (f"http://{'a' * 64}.vn/", "the host is not found"),
    ],
)
def test_address_that_is_none_is_said_in_a_line(address: str, words: str) -> None:
    for command in ("add", "draft"):
        result = run(command, address)
        assert result.exit_code == 1
        assert words in result.stderr


def test_address_with_a_space_is_said_in_a_line(web: tuple[str, Path]) -> None:
    result = run("add", f"{web[0]}/hai tu", "--allow-private")
    assert result.exit_code == 1
    assert "control characters" in result.stderr


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "robots.txt answers with status 503"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nUser-agent", "IncompleteRead"),
        (b"this is no HTTP\r\n\r\n", "this is no HTTP"),
    ],
)
def test_host_that_answers_badly_is_said_in_a_line(answer: bytes, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_answer_once, args=(server, answer), daemon=True).start()
        with pytest.raises(InputError, match=words):
            fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", allow_private=True)


def test_answer_that_drips_for_ever_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_drip, args=(server,), daemon=True).start()
        began = monotonic()
        with pytest.raises(InputError, match=r"timed out|does not come to an end"):
            fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", allow_private=True, longest=0.5)
        assert monotonic() - began < 5


def _drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):
        while True:
            connection.sendall(b"H")
            sleep(0.05)


@pytest.mark.parametrize(("trusted", "said"), [(True, None), (False, "CERTIFICATE_VERIFY_FAILED")])
def test_certificate_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, said: str | None) -> None:
    certificate, key_file = _certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    (tmp_path / "index.html").write_text("<html></html>")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key_file)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://localhost:{server.server_port}/index.html"
        if said is None:
            assert fetch(url, allow_private=True).content == b"<html></html>"
        else:
            with pytest.raises(InputError, match=said):
                fetch(url, allow_private=True)
        server.shutdown()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that it signs itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(secret, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(signed.public_bytes(pem))
    (folder / "key.pem").write_bytes(secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "certificate.pem", folder / "key.pem"


def _answer_once(server: socket.socket, answer: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(answer)
