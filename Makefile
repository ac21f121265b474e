# The same jobs by short names. `make help` prints the comments behind ##.
.DEFAULT_GOAL := help
VENV ?= $(or $(RLSEVIDENCE_VENV),.venv)
PY := $(VENV)/bin/python
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q

.PHONY: help run test lab site check fix lock bench clean
help: ## print this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
run: ## set up and do the main job
	python3 start.py run
test: ## set up and run the tests
	python3 start.py test
lab: ## open JupyterLab on the notebooks
	python3 start.py lab
site: ## build the pages
	python3 start.py site
check: ## linters, types, evidence; changes nothing
	$(PY) -m ruff check src tests start.py
	$(PY) -m ruff format --check src tests start.py
	$(PY) -m mypy
	$(PY) -m rlsevidence fmt --check
	$(PY) -m rlsevidence check
fix: ## format code and evidence
	$(PY) -m ruff check --fix src tests start.py
	$(PY) -m ruff format src tests start.py
	$(PY) -m rlsevidence fmt
lock: ## make the lock files anew from pyproject.toml (needs uv)
	$(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(LOCK) --upgrade --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock
bench: ## speed and fidelity, as ratios side by side
	$(PY) tests/benchmarks/parse.py
clean: ## remove what is made here; the evidence and the cache of PubMed's answers stay
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
