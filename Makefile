# Everything a contributor runs. `make demo` needs Python >= 3.11 with pip, and GNU make; nothing else.
PYTHON ?= python3
UV_VERSION := 0.13.9
ARGS ?=
WORKERS ?= 2

export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE ?= copy
# Networks that look into TLS have a certificate of their own: trust what the system trusts.
export UV_SYSTEM_CERTS ?= true
# Some environments forbid bytecode; then every start would compile a thousand modules again.
export PYTHONDONTWRITEBYTECODE :=

UV := .tools/bin/uv
BIN := .venv/bin
READY := .venv/.synced
# Where only pip knows the package index (pip.conf, PIP_INDEX_URL): the same hashes, slower.
WITH_PIP := $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
	--require-hashes --no-deps --requirement requirements/dev.txt
COMPILE := $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help install demo test e2e check lint format bench screenshots lock clean
.PHONY: style imports templates compose messages types migrations

help: ## Show what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "perfmgmt needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv==$(UV_VERSION)

# The stamp sits in the environment: deleting .venv is enough to start again.
$(READY): requirements/dev.txt | $(UV)
	test -x $(BIN)/python || $(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv
	$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements/dev.txt || $(WITH_PIP)
	touch $@

.venv: $(READY)

install: $(READY) ## Install the tools and the hashed requirements into .tools and .venv

demo: $(READY) ## Start everything with a demo organisation (ARGS=--no-serve: all but serve)
	@exec $(BIN)/python manage.py demo $(ARGS)

test: $(READY) ## Run the tests that need no browser
	$(BIN)/python -m pytest -n $(WORKERS) -m "not browser" $(ARGS)

e2e: $(READY) ## Walk every page and the journeys in a browser
	$(BIN)/python -m pytest -n $(WORKERS) -m browser $(ARGS)

lint: style imports templates compose messages types migrations ## Check all but the tests (-k: go on after an error)

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

imports: $(READY)
	$(BIN)/lint-imports

templates: $(READY)
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2

compose: $(READY)
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

messages: $(READY)
	$(BIN)/python -m perfmgmt.messages check

types: $(READY)
	$(BIN)/mypy

migrations: $(READY)
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.same_schema

check: lint test e2e ## Everything the build runs

format: $(READY) ## Put the code and the templates in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

bench: $(READY) ## Measure every claim (prints name, ratio and limit; writes bench.json)
	$(BIN)/python -m benchmarks $(ARGS)

screenshots: $(READY) ## Take the README's pictures of a running demo (PORT, as for demo)
	$(BIN)/python docs/screenshots.py

lock: | $(UV) ## Resolve the requirements again, with hashes and without hosts
	$(COMPILE) $(ARGS) requirements/base.in -o requirements/base.txt
	$(COMPILE) $(ARGS) requirements/dev.in -o requirements/dev.txt

clean: ## Remove what can be made again (not .state: that is your data)
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache staticfiles
