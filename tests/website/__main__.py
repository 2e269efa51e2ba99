"""Serves the four sites until it is stopped: python -m tests.website --articles 1000 [--port 8000] [--log FILE]."""

import argparse
import signal
from pathlib import Path

from tests.website.server import Website
from tests.website.story import HOSTS

parser = argparse.ArgumentParser(prog="python -m tests.website", description="Serve four invented news sites on the loopback addresses.")
parser.add_argument("--articles", type=int, default=200, help="how many articles there are on the four together (default 200)")
parser.add_argument(
    "--port", type=int, default=0, help="port of all four; the profiles in this package are written for 8000 (default: any)"
)
parser.add_argument("--control-port", type=int, default=0, help="port of the control (default: any)")
parser.add_argument("--delay", type=float, default=0.02, help="Crawl-delay of 127.0.0.2 in seconds")
parser.add_argument("--slow", type=float, default=1.0, help="seconds that the slow page of each host takes")
parser.add_argument("--large", type=int, default=12_000_000, help="size of the page that is too large, in bytes")
parser.add_argument("--log", type=Path, help="file for the requests, a JSON object a line")
parser.add_argument("--profiles", type=Path, help="folder into which profiles of the four for this port are written")
given = parser.parse_args()
STOP = {signal.SIGINT, signal.SIGTERM}
# before there are threads, so that none of them takes the signal
signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
with Website(
    given.articles, port=given.port, control_port=given.control_port, delay=given.delay, slow=given.slow, large=given.large, log=given.log
) as site:
    print(" ".join(f"http://{host}:{site.port}/" for host in HOSTS), f"control {site.control}/", flush=True)
    if given.profiles:
        site.profiles(given.profiles)
    signal.sigwait(STOP)
