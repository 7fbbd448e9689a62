# `make` alone lists the targets. PYTHON=python3.12 make demo picks another Python.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup dev demo lab test test-quick coverage mutation fuzz check docs quality format lock corpus clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

setup: ## set up .venv from the locked requirements
	@$(PYTHON) bootstrap.py

dev: ## set up .venv with what tests and checks need
	@$(PYTHON) bootstrap.py --dev

demo: setup ## read data/raw, compare, and render reports/index.html
	@$(BIN)/fazhi all

lab: setup ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

test: dev ## run the tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-quick: dev ## the tests without whole chains, kernels and browsers, under two minutes
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not browser"

coverage: dev ## which lines the quick tests reach; fails under the floor in pyproject.toml
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not browser" --cov=analysis --cov-report=term-missing:skip-covered

mutation: dev ## plant faults one at a time; fails where the nearest tests notice none
	@$(BIN)/python tests/mutations.py

fuzz: dev ## damage files of every kind for ten minutes
	@$(BIN)/python tests/documents/fuzz.py --seconds 600

docs: dev ## build the documentation site in docs/_build (offline)
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build

check: dev ## format, lint, types, import contracts (changes nothing)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

quality: dev ## measure the reading against the annotated corpus
	@$(BIN)/python tests/quality/gate.py --weakest 10 --results

format: dev ## format the code and notebooks, mend what lint can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## renew the lock files (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements-dev.lock

corpus: setup ## make the fictional corpus in data/raw again
	@$(BIN)/fazhi simulate --out data/raw

clean: ## remove tables, pages and caches
	rm -rf data/processed/* reports/* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +
