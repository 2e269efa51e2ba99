"""Supply: what the program is made of. `python -m tests.trust.supply licences|sbom|audit`.

Licences and the bill of materials (CycloneDX 1.6) are made of the lock and of what is installed; `audit` asks osv.dev for known faults by
pip-audit, where both can be had, and says so where they cannot.
"""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)[^\n]*\n((?:\s+--hash=sha256:\w+[ \\]*\n?)+)", re.MULTILINE)
_HASH = re.compile(r"sha256:(\w+)")


def locked() -> Iterator[tuple[str, str, list[str]]]:
    """Name, version and hashes of every package of the lock, in its order."""
    for name, version, hashes in _LOCKED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8") + "\n"):
        yield name, version, _HASH.findall(hashes)


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence(name: str) -> str:
    """The licence that a package names for itself: its SPDX expression, its classifiers, the first line of its field or of the text that it brings."""
    found = _installed(name)
    if found is None:
        return "not installed here"
    about = found.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classified = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    named = [line for line in classified if line != "OSI Approved"]
    texts = [found.read_text(f"licenses/{name}") or found.read_text(name) for name in about.get_all("License-File") or ()]
    said = next((text for text in (about.get("License"), *texts) if text and text.strip()), "not said")
    return ", ".join(named) or said.strip().splitlines()[0][:80]


def licences() -> str:
    """The document of licences."""
    rows = "\n".join(f"| {name} | {version} | {licence(name)} |" for name, version, _ in locked())
    head = "What the lock installs, with the licence that each package names for itself. Made by `make licences`."
    return f"# Licences of dependencies\n\n{head}\n\n| package | version | licence |\n|---|---|---|\n{rows}\n"


def sbom() -> str:
    """The bill of materials, the same for the same lock."""
    from importlib.metadata import version as own

    components = [
        {
            "type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name.lower()}@{version}",
            "licenses": [{"license": {"name": licence(name)}}], "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
        }
        for name, version, hashes in locked()
    ]  # fmt: skip
    program = {"type": "application", "name": "nghiquyet", "version": own("nghiquyet"), "licenses": [{"license": {"id": "Apache-2.0"}}]}
    made = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": program}, "components": components}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def audit() -> str:
    """What pip-audit says of the lock; ends the process with its status where a fault is known."""
    if find_spec("pip_audit") is None:
        return "audit skipped: pip-audit is not installed (pip install pip-audit)\n"
    try:
        socket.create_connection(("api.osv.dev", 443), timeout=3).close()
    except OSError as error:
        return f"audit skipped: api.osv.dev cannot be reached ({error})\n"
    words = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.lock", "--require-hashes", "--disable-pip", "-s", "osv"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout + done.stderr


PRINTED: Mapping[str, Callable[[], str]] = {"licences": licences, "sbom": sbom, "audit": audit}

if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in PRINTED]:
        raise SystemExit(f"python -m tests.trust.supply {'|'.join(PRINTED)}")
    sys.stdout.write(PRINTED[sys.argv[1]]())
