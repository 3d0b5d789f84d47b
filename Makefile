# The project's commands. `make site` and `make test` need only git, make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: site test check serve soak clean format

site: $(VENV)/.site ## build site/ from content/policies/
	$(BIN)/python build.py

test: $(VENV)/.test ## run the tests
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.test ## format, lint, types, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python build.py check

serve: $(VENV)/.site ## preview at http://127.0.0.1:8000/, drafts included
	$(BIN)/python build.py serve --drafts

soak: $(VENV)/.test ## the long runs
	$(BIN)/python -m pytest -n auto -m soak

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.site requirements-dev.txt
	$(PIP) install -c constraints.txt -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) site
