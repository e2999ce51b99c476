# caicach: `make` alone lists what it can do.
# All but `setup` leave a database named by DATABASE_URL alone and use the embedded PostgreSQL.

PYTHON = .venv/bin/python
CAICACH = .venv/bin/caicach
WORKERS ?= 2
PYTEST = env -u DATABASE_URL $(PYTHON) -m pytest -n $(WORKERS)

.DEFAULT_GOAL := help
.PHONY: help demo setup test check proof bench screenshots lock

help:
	@echo "make demo         set up and run with sample data at http://127.0.0.1:8000"
	@echo "make setup        set up only: afterwards .venv/bin/caicach and 'uv run caicach' work"
	@echo "make test         set up and run all tests"
	@echo "make check        architecture, migrations, style, types, templates"
	@echo "make proof        the longer proofs (100,000 random histories, and the like)"
	@echo "make bench        measure; prints a table and writes benchmarks/results.json"
	@echo "make screenshots  take the pictures of the documentation from the running system"
	@echo "make lock         resolve the dependencies anew into requirements.lock"

demo:
	@tools/prepare
	@env -u DATABASE_URL $(CAICACH) demo $(DEMO)

setup:
	@tools/prepare
	@$(CAICACH) setup

test:
	@if tools/prepare chromium; then \
	    $(PYTEST) -m "not proof"; \
	elif [ $$? = 3 ]; then \
	    $(PYTEST) -m "not proof and not browser"; \
	else exit 1; fi

check:
	@tools/prepare
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/mypy
	.venv/bin/djlint src --lint --quiet
	env -u DATABASE_URL $(PYTHON) manage.py makemigrations --check --dry-run

proof:
	@tools/prepare
	$(PYTEST) -m proof

bench:
	@tools/prepare
	env -u DATABASE_URL $(PYTHON) -m benchmarks

screenshots:
	@tools/prepare chromium
	env -u DATABASE_URL $(PYTHON) tools/screenshots.py

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --quiet --output-file requirements.lock
