# The commands of the project. `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run serve test check lint types layers fmt docs image image-test clean

PYTHON ?= python3
UV = $$($(PYTHON) scripts/uv.py)
BIN = .venv/bin
export UV_PYTHON_DOWNLOADS = never

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/.ready: pyproject.toml uv.lock scripts/uv.py
	@uv=$(UV) && $$uv sync --quiet --locked --no-default-groups && touch $@

.venv/.ready-tests: .venv/.ready
	@uv=$(UV) && $$uv sync --quiet --locked --compile-bytecode --group peers --all-extras && touch .venv/.ready $@

setup: .venv/.ready-tests  ## make .venv with everything, tools for development too

run: .venv/.ready  ## set up if needed, then one run on the default configuration
	@$(BIN)/syncsvc sync

serve: .venv/.ready  ## the service: schedule, public exports, LDAP
	@$(BIN)/syncsvc serve

test: .venv/.ready-tests  ## every test, against real servers where they may be installed
	@$(BIN)/python scripts/servers.py
	@$(BIN)/python scripts/test.py

check: lint types layers house  ## lint, types, layers, house rules

lint: .venv/.ready-tests  ## ruff: format and rules
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && echo "lint: clean"

types: .venv/.ready-tests  ## mypy --strict
	@$(BIN)/mypy

layers: .venv/.ready-tests  ## import-linter
	@$(BIN)/lint-imports

house: .venv/.ready-tests  ## house rules and fresh documents
	@$(BIN)/python -m pytest -q -p no:randomly tests/test_house_rules.py tests/test_docs.py

fmt: .venv/.ready-tests  ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: .venv/.ready-tests  ## write the generated documents anew
	@$(BIN)/python scripts/docs.py

image:  ## build the container image with docker, podman or buildah
	@sh scripts/image.sh build

image-test:  ## run the image and see that it works
	@sh scripts/image.sh test

clean:  ## remove what was made here, data and exports stay
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
