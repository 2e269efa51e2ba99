"""Schedule: what makes a machine crawl by itself, as a line of cron or as units of systemd; printed, or put where it belongs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pipeline.errors import InputError, NghiquyetError

Form = Literal["cron", "systemd"]
# every so many minutes; cron and calendars can say only what divides an hour, a day, or is a day
STEPS: Mapping[str, int] = MappingProxyType(
    {
        **{f"{minutes}m": minutes for minutes in (10, 15, 20, 30)},
        **{f"{hours}h": hours * 60 for hours in (1, 2, 3, 4, 6, 8, 12)},
        "1d": 24 * 60,
    }
)
_HOUR = 60
# what systemd reads in a word of a command line
_SPECIAL = str.maketrans({"\\": "\\\\", '"': '\\"', "%": "%%", "$": "$$"})
_PLAIN = re.compile(r"[\w@+=:,./-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One crawl that comes again: the database, the archive, the sites (none: all), what `crawl` is given besides, and every how much."""

    database: Path
    archive: Path
    sites: tuple[str, ...] = ()
    every: str = "6h"
    webhook: str | None = None
    ping: str | None = None
    contact: str | None = None

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command, its paths absolute. Raises InputError for words that cannot stand on one line."""
        options = (("--contact", self.contact), ("--webhook", self.webhook), ("--ping", self.ping))
        told = [word for name, value in options if value for word in (name, value)]
        # a crawl that takes longer than the time to the next one would keep it from beginning
        told += ["--for", self.budget]
        paths = ("--db", str(self.database.absolute()), "--archive", str(self.archive.absolute()))
        words = (str(program()), "crawl", "--due", *paths, *told, *self.sites)
        if broken := [word for word in words if not word.isprintable()]:
            raise InputError(f"{broken[0]!r} has a line break or the like in it, which no crontab or unit can hold: give another name")
        return words

    @property
    def budget(self) -> str:
        """For how long a crawl may ask for more, as `--for` takes it: nine tenths of the time to the next one."""
        return f"{STEPS[self.every] * 9 // 10}m"

    @property
    def name(self) -> str:
        """What tells it from other jobs: one for each database, so that scheduling anew replaces what was there."""
        return f"nghiquyet-{sha256(str(self.database.absolute()).encode()).hexdigest()[:8]}"

    @property
    def log(self) -> Path:
        """Where cron's job writes: beside the database."""
        return self.database.absolute().with_suffix(".log")


def program() -> Path:
    """The path of the program as it is installed beside the Python that runs. Raises NghiquyetError where it is not."""
    path = Path(sys.executable).absolute().with_name("nghiquyet")
    if not path.is_file():
        raise NghiquyetError(f"{path} is not there: install nghiquyet into this environment (`make demo`), then schedule it")
    return path


def text(job: Job, form: Form) -> str:
    """The job as one text: the line of cron, or the units of systemd one below the other under their names."""
    if form == "cron":
        return cron(job)
    return "\n".join(f"# {name}\n{unit}" for name, unit in units(job).items())


def install(job: Job, form: Form) -> str:
    """Puts the job where it belongs, in the place of an earlier one for the same database, and says what was done and what is left to do.

    Raises NghiquyetError where cron or systemd is not there, or refuses.
    """
    return _install_cron(job) if form == "cron" else _install_units(job)


# --- cron ------------------------------------------------------------------------------------------------------


def cron(job: Job) -> str:
    """The job's line of a crontab, with its marker at the end."""
    command = f"{shlex.join(job.command)} >> {shlex.quote(str(job.log))} 2>&1"
    # cron ends a command at % and gives it the rest as input
    return f"{_times(job)} {command.replace('%', chr(92) + '%')} {_marker(job)}\n"


def _times(job: Job) -> str:
    minutes, start = STEPS[job.every], _minute(job)
    if minutes < _HOUR:
        return f"{start % minutes}-59/{minutes} * * * *"
    hours = minutes // _HOUR
    return f"{start} {'*' if hours == 1 else f'*/{hours}' if hours < 24 else '5'} * * *"


def _minute(job: Job) -> int:
    """A minute of the hour that differs from machine to machine, so that not everybody asks at the full hour."""
    return int(job.name[-2:], 16) % _HOUR


def _marker(job: Job) -> str:
    return f"# {job.name}"


def with_job(crontab: str, job: Job) -> str:
    """A crontab with the job in it once, and every other line as it was."""
    kept = [line for line in crontab.removesuffix("\n").split("\n") if line and not line.endswith(_marker(job))]
    return "\n".join((*kept, cron(job)))


def _install_cron(job: Job) -> str:
    crontab = shutil.which("crontab")
    if crontab is None:
        raise NghiquyetError("there is no `crontab` on this machine: install cron (Debian: `apt install cron`), or use `--as systemd`")
    listed = subprocess.run([crontab, "-l"], capture_output=True, text=True, check=False)
    # a user without a crontab is told so with a status other than 0
    if listed.returncode and "no crontab" not in listed.stderr.lower():
        raise NghiquyetError(f"crontab -l: {listed.stderr.strip() or 'refused'}: see whether this user may use cron (/etc/cron.allow)")
    made = subprocess.run([crontab, "-"], input=with_job(listed.stdout, job), capture_output=True, text=True, check=False)
    if made.returncode:
        raise NghiquyetError(f"crontab did not take the line: {made.stderr.strip() or 'refused'}")
    return (
        f"cron crawls every {job.every} from now on; it writes to {job.log}\n`crontab -e` shows the line, which ends with {_marker(job)}\n"
    )


# --- systemd ---------------------------------------------------------------------------------------------------


def units(job: Job) -> dict[str, str]:
    """The service and the timer of systemd, each by the name of its file."""
    service = f"""\
[Unit]
Description=nghiquyet: crawl what is due

[Service]
Type=oneshot
ExecStart={" ".join(map(_word, job.command))}
Nice=10
"""
    timer = f"""\
[Unit]
Description=nghiquyet: crawl every {job.every}

[Timer]
OnCalendar={_calendar(job)}
RandomizedDelaySec={min(STEPS[job.every] // 4, 30)}min
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {f"{job.name}.service": service, f"{job.name}.timer": timer}


def _calendar(job: Job) -> str:
    minutes = STEPS[job.every]
    if minutes < _HOUR:
        return f"*:0/{minutes}"
    return "*-*-* 05:00:00" if minutes == 24 * _HOUR else f"*-*-* 0/{minutes // _HOUR}:00:00"


def _word(word: str) -> str:
    """A word of a command line as systemd reads it back."""
    return word if _PLAIN.fullmatch(word) else f'"{word.translate(_SPECIAL)}"'


def _install_units(job: Job) -> str:
    if shutil.which("systemctl") is None:
        raise NghiquyetError("there is no `systemctl` on this machine: it is not run by systemd; use `--as cron`")
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"
    folder.mkdir(parents=True, exist_ok=True)
    for name, unit in units(job).items():
        (folder / name).write_text(unit, encoding="utf-8")
    enable = f"systemctl --user daemon-reload && systemctl --user enable --now {job.name}.timer"
    return (
        f"wrote {' and '.join(units(job))} to {folder}\n"
        f"start it:           {enable}\n"
        f"also when logged off: loginctl enable-linger\n"
        f"what it says:       journalctl --user -u {job.name}\n"
    )
