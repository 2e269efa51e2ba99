# Each target sets up what it needs; on a fresh machine with git, make and Python 3.11 or newer, `make demo` and `make test` do everything.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := .venv/.set-up

.PHONY: demo test lint bench accuracy trust licences sbom dist docs gains lock clean

$(SET_UP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	touch $@

demo: $(SET_UP)
	$(BIN)/nghiquyet build corpus/samples --db demo.db
	$(BIN)/nghiquyet ask --db demo.db

# a module in one process, since its tests share what they build; the long ones come first by name
test: lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(SET_UP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.trust.supply audit

bench: $(SET_UP)
	$(BIN)/python -m tests.bench

# what it survives, tried out at length: some parts with PART="kills bombs"; the table of docs/reliability.md with WRITE=--write
trust: $(SET_UP)
	$(BIN)/python -m tests.trust $(PART) $(WRITE)

# what the lock installs
licences: $(SET_UP)
	$(BIN)/python -m tests.trust.supply licences > docs/licences.md

sbom: $(SET_UP)
	$(BIN)/python -m tests.trust.supply sbom > sbom.cdx.json

# what is given out: wheel, sdist, bill of materials, their sums
dist: $(SET_UP)
	rm -rf dist
	$(BIN)/python -m tests.trust.package dist

# ours beside the usual tools on the same gold; the table goes into the README
accuracy: $(SET_UP)
	$(BIN)/python -m tests.accuracy --write

# what is read better and worse than at the last commit, case by case
gains: $(SET_UP)
	$(BIN)/python -m tests.accuracy.gains

# what is made from the source: the tables and the options
docs: $(SET_UP)
	$(BIN)/python -m pipeline.describe database > docs/database.md
	$(BIN)/python -m pipeline.describe commands > docs/commands.md
	$(BIN)/python -m pipeline.describe codebook > docs/codebook.md
	$(BIN)/python -m pipeline.describe frame > docs/frame.md

# the lock names versions and hashes, no address: it holds on any index and platform
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev --extra parquet --extra cluster --extra trust \
		pyproject.toml build.in -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache demo.db demo-data sbom.cdx.json dist
