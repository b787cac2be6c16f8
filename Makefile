.DEFAULT_GOAL := help
.PHONY: help run test check gate presses formats bench model

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

check: $(VENV)/.dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

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
