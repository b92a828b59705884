# Three words are enough: make demo, make test, make check.
PYTHON ?= python3
BIN := .venv/bin
export DJANGO_SETTINGS_MODULE := config.settings
export PYTHONPATH := src:.

# Where every part is there, branches are counted: 90 % overall, and all of the rooms that guard data.
COVER := $(if $(CHENGSHU_REQUIRE_ALL),--cov --cov-report= --cov-fail-under=90)
WHOLE := base/access exchange/gateway

.PHONY: demo test unit check install format lock docs clean bench-catalog bench-gate bench-ingest

.venv/.run: requirements.lock package-lock.json
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	npm ci --silent --no-audit --no-fund
	touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: .venv/.run ## build the demo city, walk the whole way, serve it (ONCE=1: do not serve)
	$(BIN)/python -m chengshu demo $(if $(ONCE),--once) $(if $(DATA),--data $(DATA))

test: .venv/.dev ## run every test this machine has the parts for
	$(BIN)/python -m pytest -n auto --dist loadfile $(COVER)
	@$(if $(COVER),for room in $(WHOLE); do $(BIN)/coverage report --include="src/chengshu/$$room/*" \
	  --fail-under=100 > .coverage.$(@) || { cat .coverage.$(@); exit 1; }; done)

unit: .venv/.dev ## run the unit tests: everything but journeys, browsers and killed processes
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not journey and not browser and not process" $(ARGS)

check: .venv/.dev ## style, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/architecture
	$(MAKE) -s docs

docs: .venv/.dev ## build the documentation into site/; a broken link or a missing page fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict -q

install: .venv/.run ## for a server: what it runs on, and the English, since it may not write here later
	$(BIN)/python -m chengshu.base.look.translations compile

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-gate: .venv/.dev ## judge ten million made rows by twelve rules, beside SQL and bare scans
	$(BIN)/python -m bench.gate $(if $(ROWS),--rows $(ROWS))

bench-catalog: .venv/.dev ## scan and draft a generated city of 812 tables; needs PostgreSQL and MariaDB servers
	$(BIN)/python -m bench.catalog $(if $(ROWS),--large $(ROWS)) $(if $(REUSE),--reuse)

bench-ingest: .venv/.dev ## land and judge a table of ROWS rows (10 million) against bare COPY; needs a PostgreSQL server
	$(BIN)/python -m bench.ingest $(if $(ROWS),--rows $(ROWS))
