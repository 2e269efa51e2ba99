"""The lines of the guides to the data set are typed in their order and do what the guides say."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline import correction
from pipeline.cli import main

ROOT = Path(__file__).parents[1]
GUIDES = ["coding", "releases", "research", "rights"]


def lines(guide: str) -> list[str]:
    """The indented lines of a guide that begin with a program."""
    text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    return re.findall(r"(?m)^    ((?:nghiquyet|cp|pip) .+)$", text)


@pytest.mark.parametrize("guide", GUIDES)
def test_lines_of_the_guide_work(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guide: str) -> None:
    shutil.copy(samples, tmp_path / "facts.db")
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    (tmp_path / "releases").mkdir()
    monkeypatch.chdir(tmp_path)
    assert lines(guide)
    for line in lines(guide):
        program, *words = shlex.split(line.replace("GOLD_DIR", "corpus/gold"))
        if program == "cp":
            for name in ("anh.csv", "binh.csv"):
                shutil.copy("sheet.csv", name)
        elif program == "nghiquyet" and words[0] == "serve":
            with main.commands["serve"].make_context("serve", words[1:], parent=click.Context(main, **main.context_settings)) as context:
                assert Path(context.params["database"]).is_file()
        elif program == "nghiquyet":
            done = CliRunner().invoke(main, words)
            assert done.exit_code == 0, (line, done.output)


def test_corrections_of_the_guide_to_rights_can_be_meant(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "rights.md").read_text(encoding="utf-8")
    said = re.findall(r"(?m)^    (action,.+|suppress,.+)$", text)
    assert len(said) == 3
    (tmp_path / correction.NAME).write_text("\n".join(said) + "\n", encoding="utf-8")
    assert [line.action for line in correction.corrections(tmp_path)] == ["suppress", "suppress"]


def test_links_of_the_guides_lead_somewhere() -> None:
    for guide in [*GUIDES, "citing", "frame", "codebook"]:
        for target in re.findall(r"\]\(([\w./-]+?)(?:#[\w-]+)?\)", (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")):
            assert (ROOT / "docs" / target).exists(), (guide, target)
