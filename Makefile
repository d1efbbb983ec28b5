# Observatoire CEP. `make run` to explore, `make test` to check everything.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test lint bench screens

.venv/run.stamp: requirements.txt constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q -r requirements.txt -c constraints.txt
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-test.txt
	$(BIN)/pip install -q -r requirements-test.txt -c constraints.txt
	touch $@

# Serves on http://127.0.0.1:8050 (PORT changes it); the demonstration release is built when there is none.
run: .venv/run.stamp
	@ls $${CEP_DATA_DIR:-var}/cep-*.duckdb >/dev/null 2>&1 || $(BIN)/python -m data demo --if-none
	@echo "Observatoire CEP : http://127.0.0.1:$${PORT:-8050}  (Ctrl+C pour arrêter)"
	$(BIN)/gunicorn app:server --config gunicorn.conf.py --bind 127.0.0.1:$${PORT:-8050}

# Fast tests first, then PostgreSQL and the browser. Needs Debian's chromium and postgresql; says so if absent.
test: .venv/test.stamp lint
	$(BIN)/python -m pytest tests --ignore=tests/browser --cov --cov-branch --cov-report=term:skip-covered
	$(BIN)/python -m pytest tests/browser

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Measured budgets: prints tables, asserts nothing.
bench: .venv/test.stamp
	$(BIN)/python -m bench

# Every screen at four sizes, light and dark, into build/screens.
screens: .venv/test.stamp
	$(BIN)/python -m tests.browser.screens
