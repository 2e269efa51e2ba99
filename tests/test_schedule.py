"""`nghiquyet schedule`: lines of cron and units of systemd that the machine itself understands."""

import configparser
import os
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline import schedule
from pipeline.cli import main
from pipeline.errors import InputError, NghiquyetError
from pipeline.schedule import STEPS, Job, cron, install, text, units, with_job

PROGRAM = str(Path(sys.executable).absolute().with_name("nghiquyet"))
ODD = '/srv/kho 100% "tin" $HOME\'s\\x'
JOBS = {
    "plain": Job(database=Path("/srv/facts.db"), archive=Path("/srv/warc")),
    "sites": Job(database=Path("/srv/facts.db"), archive=Path("/srv/warc"), sites=("baolangson.vn", "kontumtv.vn"), every="1h"),
    "odd names": Job(database=Path(f"{ODD}/dữ liệu.db"), archive=Path(f"{ODD}/warc;#"), every="1d"),
    "told": Job(
        database=Path("/srv/a.db"), archive=Path("/srv/w"), every="15m", webhook="https://hooks.example.com/a?b=%20c&d=$1", ping="https://p.example.com/1"
    ),
}  # fmt: skip


def words(job: Job) -> list[str]:
    """The words that the crawl has to be given."""
    told = [word for name, url in (("--webhook", job.webhook), ("--ping", job.ping)) if url for word in (name, url)]
    told += ["--for", {"6h": "324m", "1d": "1296m", "15m": "13m", "1h": "54m"}[job.every]]
    return [PROGRAM, "crawl", "--due", "--db", str(job.database), "--archive", str(job.archive), *told, *job.sites]


def sections(unit: str) -> configparser.ConfigParser:
    """A unit by its sections; a key that comes twice is an error."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit)
    return parser


def as_systemd_reads(line: str) -> list[str]:
    """The words of a command line by the rules of systemd.service(5): quotes, backslashes, %% and $$."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


# --- cron ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
def test_line_of_cron_gives_the_shell_these_words(job: Job) -> None:
    line = cron(job)
    assert line.count("\n") == 1
    *_, command = line.split(maxsplit=5)
    assert "%" not in command.replace("\\%", "")
    lexer = shlex.shlex(command.replace("\\%", "%"), posix=True, punctuation_chars=">")
    lexer.whitespace_split = True
    given = list(lexer)
    assert given[: len(words(job))] == words(job)
    assert given[len(words(job)) :][:2] == [">>", str(job.log)]
    assert line.endswith(f"2>&1 # {job.name}\n")


def test_shell_runs_the_words_of_cron(tmp_path: Path) -> None:
    job = JOBS["odd names"]
    echo = tmp_path / "words"
    echo.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    echo.chmod(0o755)
    # cron gives the shell what stands behind the times, with \% as %
    command = cron(job).split(maxsplit=5)[5].replace("\\%", "%").partition(" >> ")[0].replace(PROGRAM, str(echo))
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == words(job)[1:]


@pytest.mark.parametrize("every", STEPS)
def test_times_of_cron_come_as_often_as_asked(every: str) -> None:
    minute, hour, *rest = cron(Job(database=Path("/srv/facts.db"), archive=Path("/w"), every=every)).split()[:5]
    assert rest == ["*", "*", "*"]
    assert len(_values(minute, 60)) * len(_values(hour, 24)) == 24 * 60 // STEPS[every]


def _values(field: str, size: int) -> list[int]:
    span, _, step = field.partition("/")
    first, _, last = ("0", "", str(size - 1)) if span == "*" else span.partition("-")
    return list(range(int(first), int(last or first) + 1, int(step or 1)))


def test_jobs_of_several_databases_stand_side_by_side() -> None:
    one, other = JOBS["plain"], JOBS["told"]
    mine = "MAILTO=an@example.com\n# nghiquyet: mine\n0 4 * * * /usr/bin/backup # every night\n"
    both = with_job(with_job(mine, one), other)
    assert both == mine + cron(one) + cron(other)
    later = Job(database=one.database, archive=one.archive, every="12h")
    assert with_job(both, later) == mine + cron(other) + cron(later)
    assert with_job(with_job(both, later), later) == with_job(both, later)
    assert with_job("", one) == cron(one)


CRONTAB = """#!/bin/sh
# what crontab(1) does, with a file of our own in the place of the user's
case "$1" in
  -l) if [ -f "$TABLE" ]; then cat "$TABLE"; else echo "no crontab for an" >&2; exit 1; fi ;;
  -) if [ -f "$TABLE.locked" ]; then echo "bad minute" >&2; exit 1; fi; cat > "$TABLE" ;;
esac
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which a crontab of our own keeps its lines, so that no test touches the user's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "crontab").write_text(CRONTAB)
    (folder / "crontab").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("TABLE", str(tmp_path / "table"))
    return tmp_path / "table"


def test_installing_twice_leaves_one_line(table: Path) -> None:
    table.write_text("0 4 * * * /usr/bin/backup\n")
    job = JOBS["plain"]
    said = install(job, "cron")
    install(job, "cron")
    assert table.read_text() == "0 4 * * * /usr/bin/backup\n" + cron(job)
    assert "every 6h" in said
    assert "/srv/facts.log" in said


def test_user_without_a_crontab_gets_one(table: Path) -> None:
    install(JOBS["plain"], "cron")
    assert table.read_text() == cron(JOBS["plain"])


def test_crontab_that_refuses_is_an_error(table: Path) -> None:
    Path(f"{table}.locked").touch()
    with pytest.raises(NghiquyetError, match="crontab did not take the line: bad minute"):
        install(JOBS["plain"], "cron")


@pytest.mark.parametrize(
    ("form", "said"),
    [("cron", r"there is no `crontab`.*apt install cron.*--as systemd"), ("systemd", r"there is no `systemctl`.*--as cron")],
)
def test_machine_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: schedule.Form, said: str) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(NghiquyetError, match=said):
        install(JOBS["plain"], form)
    assert not list(tmp_path.iterdir())


# --- systemd ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
def test_units_say_what_they_must(job: Job) -> None:
    service, timer = map(sections, units(job).values())
    assert set(service["Service"]) == {"Type", "ExecStart", "Nice"}
    assert service["Service"]["Type"] == "oneshot"
    assert as_systemd_reads(service["Service"]["ExecStart"]) == words(job)
    assert set(timer["Timer"]) == {"OnCalendar", "RandomizedDelaySec", "Persistent"}
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert [name.partition(".")[0] for name in units(job)] == [job.name, job.name]


ANALYZE = shutil.which("systemd-analyze")


def _verify(folder: Path) -> subprocess.CompletedProcess[str]:
    """What systemd says of the units in a folder, as units of a user."""
    paths = [str(path) for path in folder.iterdir()]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "SYSTEMD_LOG_LEVEL": "warning"}
    return subprocess.run([str(ANALYZE), "verify", "--user", *paths], capture_output=True, text=True, check=False, env=environment)


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not here to ask")
@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
def test_systemd_takes_the_units(job: Job, tmp_path: Path) -> None:
    for name, unit in units(job).items():
        (tmp_path / name).write_text(unit)
    done = _verify(tmp_path)
    assert (done.returncode, job.name in done.stderr) == (0, False), done.stderr


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not here to ask")
def test_systemd_would_find_a_fault(tmp_path: Path) -> None:
    name, unit = next(iter(units(JOBS["plain"]).items()))
    (tmp_path / name).write_text(unit.replace("ExecStart=/", "ExecStart=no/").replace("oneshot", "twice"))
    done = _verify(tmp_path)
    assert done.returncode
    assert name in done.stderr


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not here to ask")
@pytest.mark.parametrize("every", STEPS)
def test_systemd_comes_as_often_as_asked(every: str) -> None:
    timer = sections(units(Job(database=Path("/srv/a.db"), archive=Path("/w"), every=every))[_timer("/srv/a.db")])
    times = 24 * 60 // STEPS[every]
    done = subprocess.run(
        [str(ANALYZE), "calendar", "--base-time=2025-06-01 23:59:59", f"--iterations={times + 1}", timer["Timer"]["OnCalendar"]],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "UTC"},
    )
    assert done.stdout.count("2025-06-02 ") == times
    assert int(timer["Timer"]["RandomizedDelaySec"].removesuffix("min")) * 4 <= max(STEPS[every], 4)


def _timer(database: str) -> str:
    return f"{Job(database=Path(database), archive=Path('/w')).name}.timer"


def test_units_are_written_where_systemd_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("systemctl") is None:
        (tmp_path / "systemctl").touch(mode=stat.S_IRWXU)
        monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    job = JOBS["plain"]
    said = install(job, "systemd")
    install(job, "systemd")
    folder = tmp_path / ".config" / "systemd" / "user"
    assert {path.name: path.read_text() for path in folder.iterdir()} == units(job)
    for step in (str(folder), "systemctl --user daemon-reload", f"enable --now {job.name}.timer", "loginctl enable-linger", "journalctl"):
        assert step in said


# --- the command -----------------------------------------------------------------------------------------------


def run(*told: object) -> Result:
    """What the program does with these words."""
    result = CliRunner().invoke(main, ["schedule", *map(str, told)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("--db", "facts.db", "--archive", "warc", "--as", "cron", "--every", "1d", "baolangson.vn")
    job = Job(database=tmp_path / "facts.db", archive=tmp_path / "warc", sites=("baolangson.vn",), every="1d")
    assert (result.exit_code, result.output) == (0, cron(job))


def test_units_are_printed_under_their_names(tmp_path: Path) -> None:
    job = Job(database=tmp_path / "facts.db", archive=tmp_path)
    result = run("--db", job.database, "--archive", job.archive)
    assert result.output == text(job, "systemd")
    assert all(f"# {name}\n{unit}" in result.output for name, unit in units(job).items())


@pytest.mark.parametrize(
    ("told", "exit_code", "said"),
    [
        (["--every", "7h"], 2, "'7h' is not one of"),
        (["--as", "launchd"], 2, "'launchd' is not one of"),
        (["--webhook", "hooks.example.com"], 1, "is no address to tell"),
        (["bao\nlangson.vn"], 1, "has a line break or the like in it"),
    ],
)
def test_what_cannot_be_scheduled(told: list[str], exit_code: int, said: str) -> None:
    result = run("--db", "facts.db", "--archive", "warc", *told)
    assert result.exit_code == exit_code
    assert said in result.output


def test_program_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(NghiquyetError, match="install nghiquyet into this environment"):
        text(JOBS["plain"], "cron")


def test_docs_show_what_is_printed() -> None:
    page = (Path(__file__).parents[1] / "docs" / "schedule.md").read_text(encoding="utf-8")
    job = Job(database=Path("/srv/nghiquyet/facts.db"), archive=Path("/srv/nghiquyet/warc"))
    for form in ("systemd", "cron"):
        assert text(job, form).replace(PROGRAM, "/srv/nghiquyet/.venv/bin/nghiquyet") in page  # type: ignore[arg-type]
    assert all(f"`{every}`" in page for every in STEPS)


def test_words_on_one_line_only() -> None:
    with pytest.raises(InputError, match="line break"):
        text(Job(database=Path("/srv/a\nb.db"), archive=Path("/w")), "systemd")
