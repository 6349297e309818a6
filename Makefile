# Plain `make` lists what can be done.
PYTHON ?= python3
BIN := .venv/bin
UV := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup run test prove lint types contracts browser texts shots lock clean

help:           ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 16

setup: .venv/installed  ## prepare .venv: dependencies, texts, front-end files; quick when nothing changed
	@$(BIN)/python -m guanxi.config.texts compile
	@$(BIN)/python -m guanxi.web.assets

run: setup      ## open the CRM with its own database and the demo company
	@$(BIN)/guanxi run

test: setup browser lint types contracts  ## everything but the large and the violent, at most ten minutes
	$(BIN)/pytest -n 2 --dist loadgroup -m "not prove"

prove: setup browser  ## the large (a million rows) and the violent (kill -9); writes docs/proof/
	$(BIN)/pytest -m prove

lint: setup     ## style
	$(BIN)/ruff check .

types: setup    ## types
	$(BIN)/mypy guanxi

contracts: setup  ## who may import whom
	$(BIN)/lint-imports

texts: setup    ## collect the texts of code and templates into each area's catalogues
	$(BIN)/python -m guanxi.config.texts update

shots: setup browser  ## take the pictures of README and guide anew, from an installation of their own
	$(BIN)/python docs/guide/shots.py

lock: .venv/installed  ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --extra dev pyproject.toml -o requirements.lock

clean:          ## remove everything that was made here, but for the data folder
	rm -rf .venv node_modules guanxi/web/static/vendor *.egg-info .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find guanxi tests -name __pycache__ -prune -exec rm -rf {} +
	find guanxi -name '*.mo' -delete

# Playwright's own Node wants libatomic1, which Chromium does not bring.
browser: .venv/installed
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null \
	  && $(BIN)/playwright --version >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium libatomic1; \
	else \
	  echo "The browser tests need Chromium: install it (sudo apt-get install chromium libatomic1)." >&2; exit 1; \
	fi

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Guanxi needs Python 3.11 or later; $(PYTHON) is older or missing." >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "Python cannot make a .venv: install its venv module (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --root-user-action=ignore uv==$(UV)
	@touch $@

.venv/installed: .venv/made requirements.lock pyproject.toml
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@
