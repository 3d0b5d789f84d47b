# The project's commands. `make site` and `make test` need git, make and Python 3.11 or newer, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
BROWSER := tests/browser

.PHONY: help site test check serve soak bench bench-lint bench-mail format npm clean
.DEFAULT_GOAL := help

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

site: $(VENV)/.site ## build site/ from content/policies/
	$(BIN)/python build.py

serve: $(VENV)/.site ## preview at http://127.0.0.1:8000/, drafts included
	$(BIN)/python build.py serve --drafts

test: $(VENV)/.test npm ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(VENV)/.test ## format, lint, types, docs, policies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_docs.py
	$(BIN)/python build.py check

soak: $(VENV)/.test npm ## the long runs
	$(BIN)/python -m pytest -n auto --dist loadgroup -m soak

bench: $(VENV)/.test ## measure the redline beside other engines, where texts to measure on are at hand
	@$(PIP) install -c constraints.txt -r tools/requirements-bench.txt || echo "htmldiff2 could not be installed: left out"
	$(BIN)/python tools/bench_redline.py

bench-lint: $(VENV)/.test ## what the lint finds in real policies, and how many faults put into them it finds
	$(BIN)/python tools/measure_lint.py
	$(BIN)/python tools/measure_lint.py --faults

bench-mail: $(VENV)/.test ## measure what crash safety costs the sender; needs Debian's package postfix for its smtp-sink
	$(BIN)/python tools/bench_mail.py

format: $(VENV)/.test ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Inforce needs Python 3.11 or newer; name it: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.site requirements-dev.txt
	$(PIP) install -c constraints.txt -r requirements-dev.txt
	@touch $@

# The accessibility engine and the HTML checker come from npm; where there is no npm, their tests are skipped.
npm:
	@if ! command -v npm >/dev/null; then \
	  echo "npm is not installed: the accessibility and HTML tests will be skipped"; \
	elif ! cmp -s $(BROWSER)/package-lock.json $(BROWSER)/node_modules/.installed; then \
	  (cd $(BROWSER) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null \
	    && cp package-lock.json node_modules/.installed) \
	  || echo "npm could not fetch its packages: the accessibility and HTML tests will be skipped"; \
	fi

clean: ## remove what was built and installed
	rm -rf $(VENV) site $(BROWSER)/node_modules
