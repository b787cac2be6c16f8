.DEFAULT_GOAL := help
.PHONY: help run test check lock attack gate presses formats bench model wheel package pictures

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# Where `make package` installs the wheel: an environment of its own, whose dependencies are fetched once.
INSTALLED ?= build/installed
PORT ?= 7860
EACH ?= 200

help: ## print the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

run: $(VENV)/.run ## environment, index of the sample corpus, page (PORT=7860)
	$(BIN)/jixiao demo --library library --port $(PORT)

test: $(VENV)/.dev check ## all tests, on all cores
	$(BIN)/python -m pytest -n logical --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev ## ruff, mypy, known advisories
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/audit.py

lock: $(VENV)/.dev ## requirements.lock: exact versions with hashes, for Python 3.11 on Linux x86_64
	$(BIN)/uv pip compile pyproject.toml --generate-hashes --python-version 3.11 \
		--python-platform x86_64-manylinux_2_28 --no-emit-index-url --no-header --quiet --output-file requirements.lock

attack: $(VENV)/.dev ## 300 mutated files and hostile texts into one library
	$(BIN)/python tests/attack.py

gate: $(VENV)/.dev ## quality figures against tests/gate.toml
	$(BIN)/python tests/gate.py

presses: $(VENV)/.dev ## 200 presses of each kind on the page, none lost (some 40 minutes; EACH=200)
	JIXIAO_PRESSES=$(EACH) $(BIN)/python -m pytest tests/test_presses.py

formats: $(VENV)/.dev ## quality figures of every file format against those of the text
	$(BIN)/python tests/formats.py

bench: $(VENV)/.dev ## speed and scale, as ratios
	$(BIN)/python -m bench

model: $(VENV)/.dev ## train models/default from DATA=folder
	$(BIN)/python models/recipe.py $(DATA)

wheel: $(VENV)/.dev ## dist/: source archive, and the wheel built from it
	rm -rf dist
	$(BIN)/python -m build --no-isolation

$(INSTALLED)/.dependencies: pyproject.toml
	rm -rf $(INSTALLED)
	$(PYTHON) -m venv $(INSTALLED)
	$(INSTALLED)/bin/pip install --quiet --disable-pip-version-check dist/*.whl
	@touch $@

package: wheel $(INSTALLED)/.dependencies ## the wheel in an empty environment: its commands run there
	$(INSTALLED)/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	JIXIAO_INSTALLED=$(abspath $(INSTALLED)/bin) $(BIN)/python -m pytest tests/test_package.py

pictures: $(VENV)/.dev ## docs/pictures anew, out of the sample corpus
	$(BIN)/python docs/pictures.py
