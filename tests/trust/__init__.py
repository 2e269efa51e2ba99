"""Trust: what the program survives, tried out at length. `python -m tests.trust` prints the table of docs/reliability.md."""
