# Everything a newcomer needs, by name. `make` alone prints the list.

PORT ?= 8000
DATA_DIR ?= .data
PROCESSES ?= 2

PYTHON := .venv/bin/python
BIN := node_modules/.bin
# The pinned Node comes before the machine's, which may be too old for Hardhat.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export HARDHAT_DISABLE_TELEMETRY := true

PY_CODE := ledger_py api scripts tests
TYPED := ledger_py $(if $(wildcard api/*.py),api) scripts
SOLIDITY := $(shell find contracts -name '*.sol')
PRETTY := contracts tests/contracts 'api/static/**/*.{css,js}' hardhat.config.js scripts/*.mjs
# The longest files come first, so that no process works alone at the end.
PY_TESTS := $(wildcard tests/journeys tests/faults tests/chain tests/api tests/model tests/unit)
PYTEST := $(PYTHON) -m pytest -n $(PROCESSES)
BENCHES := $(basename $(notdir $(wildcard scripts/bench_*.py)))

.DEFAULT_GOAL := help
.PHONY: help run test test-postgresql lint format docs bench bench-gas bench-smoke
.PHONY: slither coverage mutate clean setup setup-test soak

##@ Use it

run: setup ## Start the ledger and its web page   [PORT=8000 DATA_DIR=.data]
	@exec $(PYTHON) -m scripts.dev --port=$(PORT) --data-dir "$(DATA_DIR)"

##@ Work on it

test: setup-test ## Run every test: contracts, Python, API, browser   [PROCESSES=2]
	@npm run --silent test; contracts=$$?; \
	$(PYTEST) $(PY_TESTS); python=$$?; \
	[ $$contracts -eq 0 ] && [ $$python -eq 0 ]

test-postgresql: setup-test ## Run every Python test that has a database on PostgreSQL
	@$(PYTEST) $(PY_TESTS) --database postgresql

lint: setup-test ## Check style, formatting and types; change nothing
	@failed=0; \
	$(PYTHON) -m ruff check $(PY_CODE) || failed=1; \
	$(PYTHON) -m ruff format --check $(PY_CODE) || failed=1; \
	$(PYTHON) -m mypy $(TYPED) || failed=1; \
	prettier --no-error-on-unmatched-pattern --log-level warn --check $(PRETTY) || failed=1; \
	$(if $(SOLIDITY),solhint --disc --noPoster --max-warnings 0 $(SOLIDITY) || failed=1;) \
	exit $$failed

format: setup-test ## Put code into the house's format
	@$(PYTHON) -m ruff check --fix --quiet $(PY_CODE); $(PYTHON) -m ruff format $(PY_CODE)
	@prettier --no-error-on-unmatched-pattern --log-level warn --write $(PRETTY)

docs: setup ## Write docs/reference/ from the code
	@$(PYTHON) -m scripts.reference

bench: setup-test ## Measure everything, into bench/results/
	@set -e; for bench in $(BENCHES); do $(PYTHON) -m scripts.$$bench; done

bench-gas: setup-test ## Compare gas with EAS and with the least that is possible
	@$(PYTHON) -m scripts.bench_gas

bench-smoke: setup-test ## Measure the main figures in a few minutes
	@$(PYTHON) -m scripts.bench_smoke

##@ Try the contracts hard

slither: setup-test ## Look for known faults; each finding is explained
	@$(PYTHON) -m scripts.slither

coverage: setup-test ## See that the tests reach every line; each gap is explained
	@$(PYTHON) -m scripts.coverage

mutate: setup-test ## Break one thing at a time and see the tests notice (half an hour)
	@nice $(PYTHON) -m scripts.mutate

soak: setup-test ## Make a million random calls against a plain model; land acts while all fails
	@$(PYTHON) -m scripts.soak $(if $(SEED),--seed=$(SEED))
	@$(PYTHON) -m scripts.soak_faults $(if $(SEED),--seed=$(SEED))

##@ Keep it tidy

clean: ## Remove what was installed and built; never the ledger in DATA_DIR
	@rm -rf .venv node_modules .setup artifacts cache coverage build dist ledger_py/abi *.egg-info
	@rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find $(wildcard $(PY_CODE)) -name __pycache__ -prune -exec rm -rf {} +

help: ## Print this list
	@awk 'BEGIN { FS = ":.*## "; printf "\n  Auzolan\n" } \
	/^##@ / { printf "\n  %s\n", substr($$0, 5) } \
	/^[a-z-]+:.*## / { printf "    make %-15s %s\n", $$1, $$2 } \
	END { print "" }' Makefile

setup:
	@sh scripts/setup.sh run

setup-test:
	@sh scripts/setup.sh test
