# Observatoire CEP. `make run` to explore, `make test` to check everything.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Each worker, each server and each command that the tests start would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint bench screens check-reference plotly

.venv/run.stamp: requirements.txt constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q -r requirements.txt -c constraints.txt
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-test.txt
	$(BIN)/pip install -q -r requirements-test.txt -c constraints.txt
	touch $@

# Serves on http://127.0.0.1:8050 (PORT changes it); the demonstration release is built when there is none. Whether a
# release found can be read is the server's to see, at once: it builds the demonstration of another schema anew.
run: .venv/run.stamp
	@ls $${CEP_DATA_DIR:-var}/cep-*.duckdb >/dev/null 2>&1 || $(BIN)/python -m data demo --if-none
	@echo "Observatoire CEP : http://127.0.0.1:$${PORT:-8050}  (Ctrl+C pour arrêter)"
	$(BIN)/gunicorn app:server --config gunicorn.conf.py --bind 127.0.0.1:$${PORT:-8050}

# A worker keeps to neighbouring tests, whose fixtures it shares.
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal
# The tests of the rooms that pyproject.toml names under coverage.
ROOMS := tests/test_filters.py tests/data/test_disclosure.py tests/figures tests/geo tests/indicators

# First the rooms of which every branch must be covered, by examples: what Hypothesis draws reaches a branch one day and
# misses it the next, and a trace would more than double its time. Then all other tests, on DuckDB and PostgreSQL, and the
# browser. Needs Debian's chromium, libreoffice-impress and postgresql; says so if absent.
test: .venv/test.stamp lint
	$(PYTEST) $(ROOMS) -m "not hypothesis" --cov --cov-report=term-missing:skip-covered
	$(PYTEST) $(ROOMS) -m hypothesis
	$(PYTEST) tests $(addprefix --ignore=,$(ROOMS) tests/browser)
	$(PYTEST) tests/browser

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

# Imports the real files of a folder that is too large to ship: make check-reference REF=folder
check-reference: .venv/test.stamp
	$(BIN)/python -m tests.check_reference $(REF)

# Rebuilds assets/plotly/plotly.min.js from the list in bundle.js, at the version that plotly.py carries. Needs npm.
plotly: VERSION = $(shell $(BIN)/python -c "from plotly.offline import get_plotlyjs_version as v; print(v())")
plotly: .venv/run.stamp
	mkdir -p build/plotly
	cp assets/plotly/bundle.js build/plotly/
	cd build/plotly && npm install --no-save --no-audit --no-fund --ignore-scripts plotly.js@$(VERSION) esbuild@0.25.12
	cd build/plotly && node_modules/.bin/esbuild bundle.js --bundle --minify --format=iife --global-name=Plotly \
		--target=es2016 --define:global=window --alias:stream=stream-browserify --loader:.css=empty --legal-comments=eof \
		--banner:js="/* plotly.js v$(VERSION), MIT license (LICENSE): the core and the traces of bundle.js */" \
		--outfile=plotly.min.js
	cp build/plotly/plotly.min.js build/plotly/node_modules/plotly.js/LICENSE assets/plotly/
