.DEFAULT_GOAL := help
.PHONY: help run test check lock attack gate presses formats bench model

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
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
	$(BIN)/jixiao add corpus/reports --library library || { [ $$? -eq 3 ] && $(BIN)/jixiao rebuild --library library; }
	$(BIN)/jixiao serve --library library --port $(PORT)

test: $(VENV)/.dev check ## all tests
	$(BIN)/python -m pytest

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
