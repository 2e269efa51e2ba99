"""The notebooks of the docs run on the sample database, say what they leave out, and are kept without outputs."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.test_queries import RESEARCH

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
# notebook → what its outputs must say
SAID = {
    "careers": ["Left out: ", "posts after which no other is named on a later day", "A Rít Kon"],
    "diffusion": ["acted", "none seen", "not covered", "<svg", "Left out: ", "bridges", "Quảng Ngãi"],
    "targets": ["Left out: ", "reported_by", "12,1%", "figures of unknown aspect", "đại biểu"],
}


def test_there_is_one_of_each() -> None:
    assert {path.stem for path in NOTEBOOKS} >= SAID.keys()


@pytest.mark.parametrize("name", SAID)
def test_notebooks_run_on_the_sample_database(samples: Path, name: str, tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "docs" / "notebooks" / f"{name}.ipynb", as_version=4)
    environment = {**os.environ, "NGHIQUYET_DB": str(samples), "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path)}
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env=environment)
    shown = "".join(str(output.get("text", output.get("data", ""))) for cell in notebook.cells for output in cell.get("outputs", []))
    for words in SAID[name]:
        assert words in shown, words


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert not [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")]


def test_the_fifteen_questions_are_those_that_say_what_they_left_out() -> None:
    listed = re.findall(r"(?m)^\| [^|]+ \| `([\w-]+)` \|", (ROOT / "docs" / "research.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(RESEARCH)
    assert len(listed) == 15
    cells = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    assert not [name for name in listed if f'ask(\\"{name}\\"' not in cells]
