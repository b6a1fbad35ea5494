# The first two set everything up by themselves: `make chat`, and `make test`.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed.stamp
DEVELOPING := .venv/developing.stamp

.PHONY: chat test check lint format types arch docs locales scenes demo bench clean

chat: $(INSTALLED)
	@$(BIN)/glassbox

test: $(DEVELOPING)
	@$(BIN)/python -m pytest

check: $(DEVELOPING) lint types arch
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/python docs/generate.py --check

lint: $(DEVELOPING)
	@$(BIN)/ruff check .
	@$(BIN)/codespell

format: $(DEVELOPING)
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

types: $(DEVELOPING)
	@$(BIN)/mypy
	@$(BIN)/basedpyright

arch: $(DEVELOPING)
	@$(BIN)/lint-imports --no-logo

docs: $(DEVELOPING)
	@$(BIN)/python docs/generate.py

locales: $(DEVELOPING)
	@$(BIN)/python scripts/messages.py

scenes: $(DEVELOPING)
	@GLASSBOX_UPDATE_SCENES=1 $(BIN)/python -m pytest -n 0 tests/scenes

demo: $(INSTALLED)
	@$(BIN)/glassbox chat --demo

bench: $(DEVELOPING)
	@$(BIN)/python bench

clean:
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt
	@scripts/prepare "$(PYTHON)"
	@touch $@

$(DEVELOPING): pyproject.toml constraints.txt
	@scripts/prepare "$(PYTHON)" --group dev
	@touch $(INSTALLED) $@
