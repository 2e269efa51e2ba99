"""Released: a database of each version that was given out, as its program wrote it. `python -m tests.released NAME` adds one of this version."""
