"""Package: what is given out is built, installed into an environment that has nothing but the lock, and works there.

`python -m tests.trust.package FOLDER` builds it: wheel, sdist, bill of materials, and the sums of these.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

from tests.crawling import ROOT, wait_until
from tests.trust import supply
from tests.trust.figure import Figure, Say

# the builder changes the arguments of the program
_BUILD = "import sys, setuptools.build_meta as build; into = sys.argv[1]; build.build_sdist(into); build.build_wheel(into)"
_SERVED = ("/", "/-/search?q=lang+son", "/-/pages/reader.css", "/-/pages/pages.css", "/facts/articles")
# tests that fail where a file is missing from what is given out: data, documents, pages, the program itself
SHORT = ("test_layers", "test_rules", "test_docs", "test_profiles", "test_queries", "test_serve", "test_upgrade", "test_supply")


def _say(words: Sequence[object], folder: Path) -> str:
    """What a program says that has nothing of this tree on its path. Ends the process where it fails."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run([*map(str, words)], cwd=folder, env=outside, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


_LEFT_BEHIND = (".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist", "*.egg-info", "*.db")


def _copied(place: Path) -> Path:
    """The tree as its versions are kept, or as an sdist holds it, without what building leaves in it."""
    source = place / "source"
    if not (ROOT / ".git").exists():
        return Path(copytree(ROOT, source, ignore=ignore_patterns(*_LEFT_BEHIND)))
    for name in _say(["git", "ls-files", "-co", "--exclude-standard", "-z"], ROOT).split("\0"):
        # none behind the last one, and a folder that is linked to is none of the tree's
        if not (ROOT / name).is_file():
            continue
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    return source


def build(into: Path) -> tuple[Path, Path]:
    """Builds what is given out into a new folder: the wheel and the sdist, beside them the bill of materials and the sums of all."""
    into = into.absolute()
    into.mkdir()
    with TemporaryDirectory() as place:
        _say([sys.executable, "-c", _BUILD, into], _copied(Path(place)))
    (into / "sbom.cdx.json").write_text(supply.sbom(), encoding="utf-8")
    files = sorted(into.iterdir())
    (into / "SHA256SUMS").write_text("".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files))
    (wheel,), (sdist,) = into.glob("*.whl"), into.glob("*.tar.gz")
    return wheel, sdist


def _served(program: Path, folder: Path) -> list[int]:
    """The statuses of a few pages of a server."""
    with (folder / "log").open("w") as log, subprocess.Popen([program, "serve", "--db", "facts.db", "--port", "0"], cwd=folder, stdout=log, stderr=log) as server:  # fmt: skip
        try:
            wait_until(lambda: "Ctrl-C" in (folder / "log").read_text() or server.poll() is not None)
            found = re.search(r"http://([\d.]+):(\d+)", (folder / "log").read_text())
            assert found, (folder / "log").read_text()
            statuses = []
            for path in _SERVED:
                with closing(HTTPConnection(found[1], int(found[2]), timeout=60)) as connection:
                    connection.request("GET", path)
                    statuses.append(connection.getresponse().status)
            return statuses
        finally:
            server.terminate()


def _installed(place: Path, wheel: Path) -> Path:
    """The programs of a new environment with the lock and a wheel."""
    venv.create(place / "venv", with_pip=True)
    programs = place / "venv" / "bin"
    _say([programs / "pip", "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements.lock"], place)
    _say([programs / "pip", "install", "--quiet", "--no-deps", wheel], place)
    return programs


def _of_wheel(place: Path, programs: Path, pages: Path) -> Figure:
    """Builds a database of pages and serves it, in a folder that has nothing else."""
    version = _say([programs / "nghiquyet", "--version"], place).strip()
    _say([programs / "nghiquyet", "build", pages, "--db", "facts.db"], place)
    counted = "import json, sqlite3; print(json.dumps(sqlite3.connect('facts.db').execute('select count(*) from articles').fetchone()))"
    (articles,) = json.loads(_say([programs / "python", "-c", counted], place))
    statuses = _served(programs / "nghiquyet", place)
    came = f"{version}: `build` reads {articles} articles, `serve` answers {statuses.count(200)} of {len(_SERVED)} pages"
    return Figure("the wheel in an empty environment", came, articles > 0 and statuses == [200] * len(_SERVED))


def _of_sdist(programs: Path, source: Path, tests: Sequence[str]) -> Figure:
    """Runs `make demo`, `make lint` and tests, or all of `make test` where none are named, in what an sdist holds."""
    # what `make` sets up there is this very environment
    (source / ".venv").symlink_to(programs.parent)
    _say([programs / "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", source], source)
    (source / ".venv" / ".set-up").touch()
    _say(["make", "demo"], source)
    if tests:
        _say(["make", "lint"], source)
        said = _say([programs / "python", "-m", "pytest", "-q", *(f"tests/{name}.py" for name in tests)], source)
    else:
        said = _say(["make", "test"], source)
    (passed,) = re.findall(r"(\d+) passed", said) or [str(said.count("."))]
    done = f"`make lint` and {len(tests)} modules of tests" if tests else "`make test`"
    return Figure("the sdist in the same environment", f"`make demo`, {done} pass: {int(passed):,} tests", int(passed) > 0)


def run(tests: Sequence[str], say: Say) -> list[Figure]:
    """Builds all, installs the wheel, builds and serves a database with it, and runs the demo, the lint and tests of the sdist."""
    with TemporaryDirectory() as name:
        place = Path(name)
        wheel, sdist = build(place / "dist")
        say(f"built {wheel.name} and {sdist.name}")
        programs = _installed(place, wheel)
        say("installed into an empty environment")
        with tarfile.open(sdist) as archive:
            archive.extractall(place, filter="data")
        source = place / sdist.name.removesuffix(".tar.gz")
        figures = [_of_wheel(place, programs, source / "corpus" / "samples")]
        say(figures[0].came)
        figures.append(_of_sdist(programs, source, tests))
        say(figures[1].came)
        return figures


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python -m tests.trust.package FOLDER")
    build(Path(sys.argv[1]))
