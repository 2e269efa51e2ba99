"""Faults: a disk that is full at any point, a folder that may not be written to, a clock that is set back: an error in a line, and nothing is lost."""

import resource
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crawling import crawling, run, start
from tests.trust.figure import Figure, Say
from tests.trust.kills import Command, Crawl, commands, flaws, whole

# shares of what a command writes in the end at which the disk is full
LONG = tuple(step / 20 for step in range(1, 20))
_MOUNT = ("mount", "-t", "tmpfs", "-o", "size=256m", "none")


@contextmanager
def disk() -> Iterator[Path | None]:
    """A disk of its own in memory, whose size can be set; None where this user may not make one."""
    with TemporaryDirectory() as place:
        made = subprocess.run([*_MOUNT, place], capture_output=True, check=False).returncode == 0
        try:
            yield Path(place) if made else None
        finally:
            if made:
                subprocess.run(["umount", "--lazy", place], check=True)


def resize(place: Path, kilobytes: int) -> None:
    """Sets the size of a disk of ours."""
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", place], check=True)


def used(folder: Path) -> int:
    """The kilobytes that a folder takes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024


def full(command: Command, expected: object, room: int, place: Path | None, folder: Path) -> str | None:
    """What is wrong with a command that finds only so many kilobytes free: on a disk that is full, or by a limit on the size of a file."""
    folder = (place or folder) / "work"
    folder.mkdir()
    command.lay(folder)
    limit = room * 1024
    if place is not None:
        resize(place, used(folder) + room)
    limits = None if place is not None else partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    with start(folder, *command.words, limits=limits) as process:
        out, err = process.communicate(timeout=300)
    if place is not None:
        resize(place, 262_144)
    said = (out + err).strip().splitlines()
    problem = None
    if process.returncode not in (0, 1) or "Traceback" in out + err:
        problem = f"status {process.returncode}: {said[-1:]}"
    elif process.returncode == 1 and not (said and said[-1].startswith("nghiquyet: ") and "room" in said[-1]):
        problem = f"it says {said[-1:]}"
    elif found := command.flaws(folder):
        problem = "; ".join(found)
    else:
        run(folder, *command.words)
        if command.came(folder) != expected:
            problem = "it came to something else once there was room"
    shutil.rmtree(folder)
    return problem


def sealed(command: Command, expected: object, place: Path | None, folder: Path) -> str | None:
    """What is wrong with a command in a folder that may not be written to: a disk that is mounted so, or by its permissions."""
    folder = (place or folder) / "work"
    folder.mkdir()
    command.lay(folder)
    before = contents(folder)
    with read_only(folder, place), start(folder, *command.words) as process:
        out, err = process.communicate(timeout=300)
    said = (out + err).strip().splitlines()
    problem = None
    if process.returncode != 1 or "Traceback" in out + err or not said[-1].startswith("nghiquyet: ") or "permission" not in said[-1]:
        problem = f"status {process.returncode}: {said[-1:]}"
    elif contents(folder) != before:
        problem = "it wrote all the same"
    else:
        run(folder, *command.words)
        if command.came(folder) != expected:
            problem = "it came to something else once it might write"
    shutil.rmtree(folder)
    return problem


@contextmanager
def read_only(folder: Path, place: Path | None) -> Iterator[None]:
    """Lets nobody write to a folder: by its disk, which the superuser heeds too, or by its bits."""
    if place is None:
        folder.chmod(0o555)
    else:
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
    try:
        yield
    finally:
        if place is None:
            folder.chmod(0o755)
        else:
            subprocess.run(["mount", "-o", "remount,rw", place], check=True)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def backwards(site_crawl: Crawl, folder: Path) -> str | None:
    """What is wrong with a crawl by a clock that was set back a day, after one by the right clock."""
    site_crawl.lay(folder)
    run(folder, *site_crawl.words)
    before = site_crawl.came(folder)
    clock = folder / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(
        # what is written in C knows the class by its address: that comes first
        "import datetime, sqlite_utils, time\n"
        "right, seconds = datetime.datetime, time.time\n"
        "class Back(right):\n"
        # as large as the one that it stands for, which modules in C look at
        "    __slots__ = ()\n"
        "    @classmethod\n"
        "    def now(cls, tz=None):\n"
        "        return right.now(tz) - datetime.timedelta(days=1)\n"
        "datetime.datetime, time.time = Back, lambda: seconds() - 86400\n"
    )
    for _ in range(2):
        run(folder, *crawling(), python=[clock])
    run(folder, *site_crawl.words)
    if found := flaws(folder / "facts.db"):
        return "; ".join(found)
    return None if site_crawl.came(folder) == before else "it came to something else"


def run_disk(shares: Sequence[float], say: Say) -> list[Figure]:
    """Fills the disk at each share of what each command writes."""
    tried, wrong = 0, []
    with commands() as them, disk() as place:
        say("disk: a small one in memory" if place else "disk: no right to mount one, so a limit on the size of files")
        for command in them:
            expected, _ = whole(command)
            needed = _needed(command)
            for share in shares:
                with TemporaryDirectory() as folder:
                    problem = full(command, expected, max(int(needed * share), 1), place, Path(folder))
                tried += 1
                if problem:
                    wrong.append(problem)
                    say(f"{command.name}, {share:.0%}: {problem}")
            say(f"{command.name}: {len(shares)} sizes of disk")
    came = f"{tried - len(wrong)} of {tried} sizes of disk: an error in a line or none, checks hold, and with room the end is that of a run without"
    return [Figure("a disk that is full while `build`, `crawl`, `correct`, `export` write", came, not wrong)]


def _needed(command: Command) -> int:
    """The kilobytes that a command writes."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        command.lay(folder)
        before = used(folder)
        run(folder, *command.words)
        return used(folder) - before if command.name != "correct" else used(folder) // 4


def run_sealed(say: Say) -> list[Figure]:
    """Forbids each command to write."""
    wrong = []
    with commands() as them, disk() as place:
        say("a disk in memory, mounted read-only" if place else "no right to mount one, so the bits of the folder")
        for command in them:
            with TemporaryDirectory() as folder:
                if (problem := sealed(command, whole(command)[0], place, Path(folder))) is not None:
                    wrong.append(problem)
            say(f"{command.name}: {problem or 'said in a line, nothing written'}")
    came = f"{len(them) - len(wrong)} of {len(them)} say so in a line and write nothing; with the right to write the end is that of a run without"
    return [Figure("a folder that may not be written to, for each of them", came, not wrong)]


def run_clock(say: Say) -> list[Figure]:
    """Sets the clock back between crawls."""
    with commands() as them, TemporaryDirectory() as folder:
        (crawl,) = [command for command in them if isinstance(command, Crawl)]
        late = backwards(crawl, Path(folder))
    say(late or "nothing lost")
    return [Figure("a clock that is set back a day between crawls", late or "nothing lost, nothing changed", late is None)]
