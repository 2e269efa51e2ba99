"""Addresses: what is not of the public internet is refused, however it is written and by whatever name it is found."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.crawl.hosts import private
from pipeline.errors import InputError
from pipeline.fetch import fetch
from tests.crawling import Host
from tests.crawling import run as program
from tests.trust.figure import Figure, Say

# what it is → addresses
REFUSED: Mapping[str, Sequence[str]] = {
    "this machine": ("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "::", "::1", "[::1]", "localhost", "LOCALHOST", "localhost.", "a.localhost"),
    "private": ("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fd12:3456::1", "fec0::1"),
    "link-local": ("169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1"),
    "shared by customers of a provider": ("100.64.0.1", "100.127.255.255"),
    "protocols, tests, documentation": ("192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "198.19.255.255", "192.88.99.1", "2001:db8::1", "3fff::1", "100::1", "2001:2::1", "5f00::1", "2001:10::1"),
    "multicast, reserved": ("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "ff02::1", "ff0e::1"),
    "IPv4 in IPv6": ("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1", "::ffff:0:127.0.0.1", "::127.0.0.1", "::10.0.0.1"),
    "behind translators": ("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "64:ff9b:1::808:808"),
    "in tunnels": ("2002:7f00:1::", "2002:a00:1::", "2002:c0a8:1::", "2002:a9fe:a9fe::", "2001::1", "2001:0:7f00:1::1", "::5efe:10.0.0.1"),
}  # fmt: skip
TAKEN = ("8.8.8.8", "103.9.0.1", "100.128.0.1", "172.32.0.1", "2400:cb00::1", "2001:4860:4860::8888", "2002:808:808::", "::ffff:8.8.8.8", "baolangson.vn")  # fmt: skip
# names that a resolver gives such an address for, or takes for one by themselves
NAMES = ("bao.example", "127.1", "2130706433", "0x7f000001", "0177.0.0.1")


def names_all_private(folder: Path, *, first_public: bool = False) -> Path:
    """A folder of modules with which every name stands for 127.0.0.5; with `first_public` for a public address when it is asked for first."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        f"answers = {['192.0.3.1'] if first_public else []!r}\n"
        "socket.gethostbyname = lambda name: answers.pop() if answers else '127.0.0.5'\n"
    )
    return folder


def crawled_by_name(name: str, folder: Path, *, first_public: bool = False) -> list[str]:
    """What a host at a private address is asked for in a crawl of a public name that stands for it."""
    with Host({"/": (200, {}, "<html></html>"), "/robots.txt": (302, {"Location": "http://127.0.0.5:{port}/"}, "")}) as host:
        words = ["crawl", f"http://{name}:{host.port}/", "--db", "facts.db", "--archive", "archive", "--delay", "1", "--for", "3s"]
        program(folder, *words, python=[names_all_private(folder / "names", first_public=first_public)])
        return host.paths()


def connected_by_name(answers: Sequence[str]) -> list[str]:
    """The addresses that asking once for a page connects to, where a name stands for these in turn, each time that it is looked up."""
    left, look_up, connect, connected = list(answers), socket.getaddrinfo, socket.create_connection, []

    def answer(host: object, port: object, *args: object, **options: object) -> object:
        return look_up(left.pop(0) if host == "bao.example" else host, port, *args, **options)  # type: ignore[call-overload]

    def nobody(address: tuple[str, int], *_: object) -> None:
        connected.append(address[0])
        raise OSError("nobody is there")

    socket.getaddrinfo, socket.create_connection = answer, nobody  # type: ignore[assignment]
    try:
        with suppress(InputError):
            fetch("http://bao.example/")
    finally:
        socket.getaddrinfo, socket.create_connection = look_up, connect
    return connected


def run(names: Sequence[str], say: Say) -> list[Figure]:
    """Looks at every address, and crawls a host behind each of the names."""
    passed = [address for addresses in REFUSED.values() for address in addresses if not private(address)]
    blocked = [address for address in TAKEN if private(address)]
    say(f"let pass: {passed or 'none'}; refused for nothing: {blocked or 'none'}")
    asked = []
    for name in names:
        with TemporaryDirectory() as folder:
            asked += crawled_by_name(name, Path(folder))
        say(f"crawl of {name}, which is 127.0.0.5: {len(asked)} requests got through")
    with TemporaryDirectory() as folder:
        asked += crawled_by_name("bao.example", Path(folder), first_public=True)
    asked += [address for address in connected_by_name(["192.0.3.1", "127.0.0.1"]) if private(address)]
    say(f"a name that changes its address: {len(asked)} requests got through")
    count = sum(map(len, REFUSED.values()))
    came = f"{count - len(passed)} of {count} refused, {len(TAKEN) - len(blocked)} of {len(TAKEN)} public ones taken"
    through = f"{len(asked)} requests got through to a private host behind {len(names)} names and one that changes its address"
    return [Figure("addresses of this machine and of private networks", f"{came}; {through}", not (passed or blocked or asked))]
