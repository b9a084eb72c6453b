# Three commands, each doing its own set-up in .venv: make bench, make test, make check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A third of their time tests wait for processes that they have started: one worker more than there are cores.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

.PHONY: bench test check format constraints clean
.DELETE_ON_ERROR:

# Items look their results up: nothing is logged, no thread is started. To watch for that takes a third of their time.
## Score every installed extractor on golden/; the report lies in reports/latest/.
bench: $(VENV)/.ready $(VENV)/.node
	$(BIN)/pytest golden -p no:logging -p no:threadexception -p no:unraisableexception $(ARGS)

## Run the project's own tests.
test: $(VENV)/.ready $(VENV)/.node $(VENV)/.browser
	$(BIN)/pytest tests -n $(WORKERS) $(ARGS)

## Format, lint, types, layers: what every commit passes.
check: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/unit/test_architecture.py

## Write constraints.txt anew, from the newest versions that pyproject.toml admits.
constraints:
	rm -rf build/fresh && $(PYTHON) -m venv build/fresh
	build/fresh/bin/python -m pip install --quiet --upgrade pip
	build/fresh/bin/python -m pip install --quiet --editable '.[extractors,gpl,http,lint,peers,scale]' --group dev
	echo '# Exact versions for a reproducible set-up; pyproject.toml says what is needed. Renew with: make constraints' > $@.txt
	build/fresh/bin/python -m pip freeze --exclude-editable --all | grep -v '^setuptools' >> $@.txt

format: $(VENV)/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# pip as old as Python 3.11 ships it cannot resolve extras named twice, so pip comes first. Extractors' processes start by
# the thousand: where Python is told to write no bytecode, as in many images, each would compile the harness anew.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt --editable '.[extractors,gpl,http,lint,peers,scale]' --group dev
	$(BIN)/python -m compileall -q -j 0 harness
	-$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib
	touch $@

# The extractors written in JavaScript. Without npm their rows say that they are not installed.
$(VENV)/.node: extractors/node/package-lock.json
	mkdir -p $(VENV)
	if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix extractors/node; \
	else echo "npm is missing: the extractors written in JavaScript are not installed"; fi
	touch $@

# What the browser tests need: a browser, which Debian and its like have as a package, and a checker of accessibility.
# Without them these tests are skipped, and say why.
$(VENV)/.browser: tests/browser/package-lock.json
	mkdir -p $(VENV)
	if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || \
	echo "chromium cannot be installed: the browser tests are skipped"; fi
	if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/browser; \
	else echo "npm is missing: the report is not tried for accessibility"; fi
	touch $@

clean:
	rm -rf $(VENV) extractors/node/node_modules tests/browser/node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis reports/latest
