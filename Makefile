# Works with GNU make 3.81 and newer. `make` alone prints the targets.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint types packs proofs bench bench-full soak golden docs bases venv lock clean

BIN := .venv/bin
READY := .venv/ready
PACKAGES := policy registry connectors distillgate
CODE = $(wildcard $(PACKAGES) tests tools)
PYTEST := $(BIN)/python -m pytest -q

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## judge the example plans
	@tools/demo

test: $(READY) ## run the tests
	$(PYTEST) -n 2

check: lint types packs proofs ## lint, format, types, imports, sizes, packs, proofs; faster with --jobs 2

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/sizes.py $(PACKAGES) $(wildcard tools bench)

types: $(READY)
	$(BIN)/mypy --strict $(CODE)

packs: $(READY)
	$(BIN)/python -m distillgate policy lint policies
	$(BIN)/python -m distillgate policy test policies

proofs: $(READY)
	$(BIN)/python -m distillgate policy prove

bench: $(READY) ## measure speed, side by side with peers, in under 15 minutes; SHARED=DIR for public tables
	$(BIN)/python -m bench.run $(if $(SHARED),--shared $(SHARED))

bench-full: $(READY) ## the same with a million records, two million models and slow peers
	$(BIN)/python -m bench.run --full $(if $(SHARED),--shared $(SHARED))

soak: $(READY) ## run the long tests
	$(PYTEST) -m soak

golden: $(READY) ## rewrite the expected files; read the diff
	UPDATE_GOLDEN=1 $(PYTEST) tests/golden

docs: $(READY) ## rewrite the generated pages
	$(BIN)/python -m tools.docs

bases: $(READY) ## rewrite the page on what has a basis; takes a minute
	$(BIN)/python -m tools.bases

venv: $(READY) ## make .venv with all that development needs

LOCKED = uv pip compile --universal --python-version 3.11 --exclude-newer '7 days' --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' --quiet

lock: ## renew the locks (needs uv); takes nothing younger than a week
	$(LOCKED) pyproject.toml --group dev --upgrade --output-file requirements-dev.lock
	$(LOCKED) pyproject.toml --extra postgresql --extra screening --extra scan --extra chat \
		--extra fast --extra metrics --extra traces \
		--constraint requirements-dev.lock --output-file packaging/requirements.lock
	$(LOCKED) --group build --constraint requirements-dev.lock --output-file packaging/build.lock

clean: ## remove .venv, .venv-bench and the caches
	rm -rf .venv .venv-bench build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(READY): requirements-dev.lock pyproject.toml tools/bootstrap
	@tools/bootstrap
	@touch $@
