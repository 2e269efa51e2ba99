"""Hosts: which addresses a crawl may ask for, and which are not of the public internet."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

_TRANSLATORS = IPv6Network("64:ff9b::/96")
# of IPv6 only this part is given out for the internet
_GIVEN_OUT = IPv6Network("2000::/3")
# what some versions of Python take for public: protocol assignments, relays given up, documentation
_NEVER = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))


def private(host: str) -> bool:
    """Whether a host is an address that is not of the public internet: of this machine, a private or shared network, link-local or reserved.

    >>> private("127.0.0.1"), private("::ffff:10.0.0.1"), private("100.64.0.1"), private("baolangson.vn"), private("103.9.0.1")
    (True, True, True, False, False)
    """
    host = host.strip("[]").partition("%")[0].removesuffix(".")
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        address: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or _translated(address) or address
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return True
    return not address.is_global or address.is_multicast or any(address in network for network in _NEVER)


def _translated(address: IPv6Address) -> IPv4Address | None:
    """The address behind one of the translators of RFC 6052."""
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATORS else None


def problem(url: str, *, hosts: frozenset[str], ports: frozenset[int] = frozenset(), allow_private: bool) -> str | None:
    """Why an address must not be asked for, in a fixed phrase; None where it may.

    `hosts` are those of the sites that are crawled, `ports` those that their own addresses name, besides the usual ones.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in {"http", "https"}:
        return "not http"
    if host not in hosts or (parts.port is not None and parts.port not in {80, 443, *ports}):
        return "another host"
    return "private address" if private(host) and not allow_private else None
