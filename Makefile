# Dám Làm. `make run` sets everything up and starts the bot; `make test` sets everything up and passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# A file of tests stays in one process: what a file shares is made once. Each process takes about 1.5 GB.
PYTEST_ARGS ?= -n logical --maxprocesses 4 --dist loadfile

.PHONY: run demo setup index test lint format bench constraints clean

run: index
	@if [ -n "$$DAMLAM_TELEGRAM_TOKEN" ] || grep -qs '^DAMLAM_TELEGRAM_TOKEN=.' .env; then \
		exec $(BIN)/damlam run; else exec $(BIN)/damlam demo; fi

demo: index
	$(BIN)/damlam demo

setup: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m pip check
	@touch $@

# Builds the packaged encoder under var/models and the index under var/ when they are absent or out of date.
index: $(INSTALLED)
	@$(BIN)/damlam index

test: index
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/check_links.py

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: index
	$(BIN)/python -m benchmarks

constraints:
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet -e '.[dev]'
	{ head -1 constraints.txt; build/constraints/bin/python -m pip freeze --exclude-editable | sed 's/+cpu//'; } > build/constraints.txt
	mv build/constraints.txt constraints.txt

clean:
	rm -rf $(VENV) var build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
