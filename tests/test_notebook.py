"""The notebook of the docs is run from its first cell to its last on the sample pages, and prints what it shows."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "docs" / "pandas.ipynb"


def printed(notebook: nbformat.NotebookNode) -> list[str]:
    """What each cell of code printed, ends of lines evened out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    texts = ["".join(output.get("text", output.get("evalue", "")) for output in cell.outputs) for cell in cells]
    return ["\n".join(line.rstrip() for line in text.splitlines()) for text in texts]


# the kernel is a process of its own and warns of what concerns nobody here
@pytest.mark.filterwarnings("default")
def test_the_notebook_prints_what_it_shows(samples: Path, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(samples, tmp_path / "demo.db")
    written = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(written)
    run = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(run, timeout=120, resources={"metadata": {"path": str(tmp_path / "docs")}}).execute()
    assert printed(run) == printed(written)
    assert sum(bool(text) for text in printed(written)) >= 6
