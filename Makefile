# Everything a user or a build server runs. `make help` lists the targets.
#
# Each target makes the environment it needs in .venv: `run` what Weft runs on, `test` and `check`
# also the tools of development. The environment is made again only when its lock changes.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

# What the sample holds; `make run CUSTOMERS=20000` makes a larger one.
CUSTOMERS ?= 5000
MONTHS ?= 18
SEED ?= 7
RUN_AT ?= 2026-10-01T06:00:00
# What `make ci-pr` compares with: where the work left this branch.
BASE ?= main
# The real households are of 2017, a grocer's in the US; the run speaks of the new year after.
REAL_RUN_AT ?= 2018-01-02T06:00:00
REAL_COMPANY := --country US --currency USD --time-zone America/New_York

lock_stamp = $(VENV)/.installed-$(basename $(1))-$(firstword $(shell cksum $(1)))
RUNTIME := $(call lock_stamp,requirements.lock)
DEVELOPMENT := $(call lock_stamp,requirements-dev.lock)
# Where parsing and linting open a database, so that a run in progress keeps its own.
SCRATCH := target/check
CHECKING := WEFT_WAREHOUSE=$(SCRATCH) DBT_TARGET_PATH=$(SCRATCH)
# As many processes as cores, each with whole groups of tests; a run takes up to 3 GiB.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup \
	--no-loadscope-reorder
SAMPLE := sample/.made-$(CUSTOMERS)-$(MONTHS)-$(SEED)
REAL := real/.made

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUNTIME) $(SAMPLE) ## Sample extracts to published warehouse
	$(BIN)/weft run --from sample/extracts --run-at $(RUN_AT)

.PHONY: run-real
run-real: $(RUNTIME) $(REAL) ## The same on real households (completejourney, 2017)
	WEFT_WAREHOUSE=real/warehouse $(BIN)/weft run --from real/extracts --run-at $(REAL_RUN_AT) \
		$(REAL_COMPANY)

.PHONY: test
test: $(DEVELOPMENT) ## All tests
	$(PYTEST)

.PHONY: test-absent
test-absent: $(DEVELOPMENT) ## Whole runs without each source, one by one
	$(PYTEST) --dist worksteal --verbose -m absent

.PHONY: check
check: $(DEVELOPMENT) ## Format, lint, types, parse, and the fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	mkdir -p $(SCRATCH)
	$(CHECKING) $(BIN)/dbt parse --quiet
	$(CHECKING) $(BIN)/sqlfluff lint --processes 2 $(wildcard models tests/singular analyses)
	$(PYTEST) -m 'not slow'

.PHONY: ci-pr
ci-pr: $(DEVELOPMENT) $(SAMPLE) ## What the change since BASE does to the tables, as a report
	$(BIN)/weft pull-request --base $(BASE) --from sample/extracts --run-at $(RUN_AT)

.PHONY: clean
clean: ## Remove everything made, except the environment
	rm -rf sample real target logs spark-warehouse
	find warehouse -mindepth 1 ! -name .gitkeep -delete
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

.PHONY: lock
lock: ## Resolve the locks anew (needs uv)
	uv pip compile $(LOCK_OPTIONS) --extra real --extra dev --extra spark \
		--output-file requirements-dev.lock pyproject.toml
	uv pip compile $(LOCK_OPTIONS) --extra real --constraint requirements-dev.lock \
		--output-file requirements.lock pyproject.toml

# Of both, for Python 3.11 and 3.12 on every platform; setuptools builds the package itself.
LOCK_OPTIONS := --quiet --upgrade --universal --python-version 3.11 --group build \
	--generate-hashes --no-strip-extras --no-emit-index-url --no-annotate \
	--custom-compile-command 'make lock'

$(SAMPLE): $(wildcard scripts/weft/sample/*) | $(RUNTIME)
	rm -rf sample
	$(BIN)/weft sample --customers $(CUSTOMERS) --months $(MONTHS) --seed $(SEED) --out sample
	touch $@

$(REAL): $(wildcard scripts/weft/sample/*) | $(RUNTIME)
	rm -rf real/extracts
	$(BIN)/weft sample --real completejourney --out real
	touch $@

# The development lock holds the runtime lock at the same versions, so it serves for both.
$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@test -e $(DEVELOPMENT) || $(call install,requirements.lock)
	@touch $@

$(DEVELOPMENT): requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(call install,requirements-dev.lock)
	@touch $@

install = { echo "Installing $(1) into $(VENV) …" && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable . ; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' || \
		{ echo "Weft needs Python 3.11 or 3.12; name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
