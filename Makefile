# The commands of the project. `make help` lists them.
# Needs Python 3.11 or newer and make; everything else is installed into .venv from the lock files.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8501
RAW    ?= data/raw

.DEFAULT_GOAL := help
.PHONY: help run test test-deep check audit sbom fix snapshot geography sources plotly bench bench-claims try-deploy lock clean

help:  ## List the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run  ## Install, and serve the dashboard at http://127.0.0.1:8501
	$(BIN)/governance-risk-dashboard --host $(HOST) --port $(PORT)

test: $(VENV)/.dev  ## Install, and run all tests, the browser's too
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/pytest -n auto --dist worksteal --durations=15

test-deep: $(VENV)/.dev  ## Run all tests with fifty times as many examples of each property
	HYPOTHESIS_PROFILE=deep $(MAKE) test

check: $(VENV)/.dev  ## Formatting, lint, types, the direction of imports, known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.hostile.supply_chain audit

audit: $(VENV)/.dev  ## Ask an advisory service about every locked package; fails for a known vulnerability
	$(BIN)/python -m tests.hostile.supply_chain audit

sbom: $(VENV)/.dev  ## Write sbom.json (CycloneDX): what runs, with hashes and who needs whom
	$(BIN)/python -m tests.hostile.supply_chain sbom

fix: $(VENV)/.dev  ## Put right what the tools can put right by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

snapshot: $(VENV)/.refresh  ## Build data/snapshot from publishers' files: make snapshot RAW=folder [ONLY=source,source]
	$(BIN)/governance-risk build --raw "$(RAW)" $(if $(ONLY),--only "$(ONLY)")

geography: $(VENV)/.run  ## Build data/geography from npm packages (needs npm)
	$(BIN)/python -m indicators.refresh.geography

sources: $(VENV)/.run  ## Write docs/sources.md from the TOMLs of the sources
	$(BIN)/python -m indicators.catalogue.sources_page

# docs/decisions.md says why the bundle is ours and what it holds. The same versions give the same bytes.
PLOTLY := build/plotly
plotly:  ## Build the charts' Plotly bundle again from npm packages (needs npm)
	npm install --prefix $(PLOTLY) --no-audit --no-fund plotly.js@4.1.1 esbuild@0.28.2 stream-browserify@3.0.0
	NODE_PATH="$(CURDIR)/$(PLOTLY)/node_modules" $(PLOTLY)/node_modules/.bin/esbuild dashboard/assets/plotly-entry.cjs \
	  --bundle --minify --format=iife --global-name=Plotly --target=es2018 --alias:stream=stream-browserify \
	  --define:global=window --define:define.amd=false --define:process.env.NODE_DEBUG=false \
	  --legal-comments=none --outfile=$(PLOTLY)/plotly-4.1.1.min.js
	cp $(PLOTLY)/plotly-4.1.1.min.js dashboard/assets/

bench: $(VENV)/.bench  ## Install, and measure the dashboard beside other pages: make bench BENCH="--only load"
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m benchmarks $(BENCH)

CORPUS := benchmarks/claims/corpus.json
bench-claims: $(VENV)/.run  ## Measure how much of a corpus of claims is read and judged right: make bench-claims CORPUS=path
	$(BIN)/python -m benchmarks.claims $(CORPUS)

try-deploy: $(VENV)/.dev  ## Try deploy/ for real: nginx, three replicas, one killed, all restarted (needs nginx)
	$(BIN)/python -m deploy.trial

lock: $(VENV)/.dev  ## Resolve the dependencies anew into requirements/*.lock
	$(BIN)/uv pip compile pyproject.toml --group build --universal --generate-hashes --no-emit-index-url --no-header -q -U -o requirements/run.lock
	$(BIN)/uv pip compile pyproject.toml --extra refresh --group build --universal --generate-hashes --no-emit-index-url --no-header -q -U -c requirements/run.lock -o requirements/refresh.lock
	$(BIN)/uv pip compile pyproject.toml --extra refresh --group dev --universal --generate-hashes --no-emit-index-url --no-header -q -U -o requirements/dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra refresh --group bench --universal --generate-hashes --no-emit-index-url --no-header -q -U -c requirements/dev.lock -o requirements/bench.lock

clean:  ## Remove what was installed and cached, not the data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# A virtual environment; the check says what to do where Debian splits venv off.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

INSTALL := $(BIN)/pip install -q --disable-pip-version-check --no-build-isolation

$(VENV)/.run: pyproject.toml requirements/run.lock | $(VENV)/bin/pip
	$(INSTALL) --require-hashes -r requirements/run.lock
	$(INSTALL) --no-deps -e .
	$(BIN)/python -m dashboard.server.static
	@touch $@

$(VENV)/.refresh: pyproject.toml requirements/refresh.lock | $(VENV)/bin/pip
	$(INSTALL) --require-hashes -r requirements/refresh.lock
	$(INSTALL) --no-deps -e .
	@touch $@ $(VENV)/.run

$(VENV)/.dev: pyproject.toml requirements/dev.lock | $(VENV)/bin/pip
	$(INSTALL) --require-hashes -r requirements/dev.lock
	$(INSTALL) --no-deps -e .
	@touch $@ $(VENV)/.refresh $(VENV)/.run

$(VENV)/.bench: pyproject.toml requirements/bench.lock | $(VENV)/bin/pip
	$(INSTALL) --require-hashes -r requirements/bench.lock
	$(INSTALL) --no-deps -e .
	@touch $@ $(VENV)/.dev $(VENV)/.refresh $(VENV)/.run
