"""Package: wheel and sdist are built and work in an environment that has nothing but the lock."""

import json
import re
import subprocess
import sys
import tarfile
import urllib.request
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crawling import ROOT, wait_until
from tests.trust.figure import Figure, Say

# the builder changes the arguments of the program
_BUILD = "import sys, setuptools.build_meta as build; into = sys.argv[1]; build.build_sdist(into); build.build_wheel(into)"
_SERVED = ("/", "/-/search?q=lang+son", "/pages/reader.css", "/facts/articles")


def _say(words: list[object], folder: Path) -> str:
    """What a program says that has nothing of this tree on its path. Raises CalledProcessError."""
    done = subprocess.run([*map(str, words)], cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def _copied(place: Path) -> Path:
    """The tree as its versions are kept, without what building leaves in it."""
    source = place / "source"
    source.mkdir()
    names = _say(["git", "ls-files", "-co", "--exclude-standard", "-z"], ROOT).split("\0")
    for name in filter(None, names):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    return source


def _served(program: Path, folder: Path) -> list[int]:
    """The statuses of a few pages of a server."""
    with (folder / "log").open("w") as log, subprocess.Popen([program, "serve", "--db", "facts.db", "--port", "0"], cwd=folder, stdout=log, stderr=log) as server:  # fmt: skip
        try:
            wait_until(lambda: "Ctrl-C" in (folder / "log").read_text() or server.poll() is not None)
            root = re.search(r"http://[\d.:]+", (folder / "log").read_text())
            assert root, (folder / "log").read_text()
            statuses = []
            for path in _SERVED:
                with urllib.request.urlopen(root[0] + path, timeout=60) as answer:
                    statuses.append(answer.status)
            return statuses
        finally:
            server.terminate()


def run(say: Say) -> list[Figure]:
    """Builds both, installs the wheel, builds and serves a database with it, and runs the lint and a part of the tests of the sdist."""
    with TemporaryDirectory() as name:
        place = Path(name)
        made = place / "made"
        made.mkdir()
        _say([sys.executable, "-c", _BUILD, made], _copied(place))
        (wheel,), (sdist,) = made.glob("*.whl"), made.glob("*.tar.gz")
        say(f"built {wheel.name} and {sdist.name}")
        venv.create(place / "venv", with_pip=True)
        binaries = place / "venv" / "bin"
        _say([binaries / "pip", "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements.lock"], place)
        _say([binaries / "pip", "install", "--quiet", "--no-deps", wheel], place)
        say("installed into an empty environment")
        version = _say([binaries / "nghiquyet", "--version"], place).strip()
        with tarfile.open(sdist) as archive:
            archive.extractall(place, filter="data")
        source = place / sdist.name.removesuffix(".tar.gz")
        _say([binaries / "nghiquyet", "build", source / "corpus" / "samples", "--db", "facts.db"], place)
        statuses = _served(binaries / "nghiquyet", place)
        answers = json.loads(_say([binaries / "python", "-c", "import json, sqlite3; print(json.dumps(sqlite3.connect('facts.db').execute('select count(*) from articles').fetchall()))"], place))  # fmt: skip
        say(f"{version}: {answers[0][0]} articles built, {statuses} served")
        # what `make` sets up in the sdist is this very environment
        (source / ".venv").symlink_to(place / "venv")
        _say([binaries / "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", source], place)
        (source / ".venv" / ".set-up").touch()
        _say(["make", "demo", "lint"], source)
        _say([binaries / "python", "-m", "pytest", "-x"], source)
        say("`make demo` and `make test` of the sdist pass")
    sound = statuses == [200] * len(_SERVED) and answers[0][0] > 0
    came = f"{version}: `build` and `serve` work from the wheel, `make demo` and `make test` from the sdist"
    return [Figure("wheel and sdist in an empty environment", came, sound)]
