# The commands of the project. `make help` lists them.
# Needs Python 3.11 or newer and make; everything else is installed into .venv from the lock files.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8501
RAW    ?= data/raw

.DEFAULT_GOAL := help
.PHONY: help run test test-deep check audit sbom fix snapshot geography bench try-deploy lock clean

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

geography: $(VENV)/.run  ## Build data/geography from npm packages (needs npm): see README
	$(BIN)/python -m indicators.refresh.geography

bench: $(VENV)/.bench  ## Install, and measure the dashboard beside other pages: make bench BENCH="--only load"
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m benchmarks $(BENCH)

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
