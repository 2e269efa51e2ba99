"""`python -m tests.released NAME`: keeps a database of a few sample pages as this program writes it, to be brought up to date by every later one."""

import gzip
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.build import build
from tests.conftest import SAMPLES

if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python -m tests.released NAME")
    with TemporaryDirectory() as folder:
        made = Path(folder) / "facts.db"
        build(sorted(SAMPLES.glob("*.html"))[:3], made)
        (Path(__file__).parent / f"{sys.argv[1]}.db.gz").write_bytes(gzip.compress(made.read_bytes(), mtime=0))
