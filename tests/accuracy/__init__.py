"""Ours beside the tools that a user would take today, on the same gold in one run: `make accuracy`."""
