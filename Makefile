# make report   sets everything up and makes the sample's reports of one month
# make test     sets everything up and runs all tests
# make cover    the same tests, and which lines they reach (half as slow again)
# make lint     style and types
# make bench    speed and accuracy, by hand
# make lab      JupyterLab on the notebooks
# make clean    removes what was made (reports, caches), keeps .venv
.PHONY: report test cover lint bench lab clean lock
.DELETE_ON_ERROR:

MONTH ?= 2026-10
VENV := .venv
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3 python,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
# Tests run in as many processes as the machine has cores, four at most.
SHARED := --numprocesses auto --maxprocesses 4
TESTS := $(VENV)/bin/pytest tests $(SHARED) --dist loadgroup --no-loadscope-reorder
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' pyproject.toml

report: $(VENV)/.run
	$(VENV)/bin/salesmgmt run data/sample --month $(MONTH)

test cover: export OMP_NUM_THREADS := 1
test cover: export OPENBLAS_NUM_THREADS := 1
test: $(VENV)/.dev
	$(TESTS)
	$(VENV)/bin/pytest --nbval --nbval-current-env --nbval-cell-timeout=120 $(SHARED) --dist loadfile notebooks

cover: $(VENV)/.dev
	$(TESTS) --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

bench: $(VENV)/.dev
	for name in scale targets_calibration; do echo "== $$name"; $(VENV)/bin/python benchmarks/$$name.py || exit 1; done

lab: $(VENV)/.run
	$(VENV)/bin/salesmgmt lab

clean:
	find reports -mindepth 1 ! -name README.md -delete
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov

# Exact versions, for maintainers; needs uv.
lock:
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --extra build --extra test --extra lint --constraint requirements.lock --output-file requirements-dev.lock

# A stamp is newer than what it was installed from, so that a second call installs nothing.
$(VENV)/.run: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.run $@

define install
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or say PYTHON=/path/to/python"; exit 1; }
	@$(PIP) --version >/dev/null 2>&1 || { echo "Making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing $(1) into $(VENV); this takes a few minutes the first time"
	@$(PIP) install --require-hashes --no-deps -r $(1)
	@$(PIP) install --no-deps --no-build-isolation --editable .
endef
