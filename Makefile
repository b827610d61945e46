# Every step of the project. CI runs these targets and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
ASSIGNMENT ?= 05_convolution_model_application
DIR ?= notebooks

.DEFAULT_GOAL := help
.PHONY: help install data notebooks notebooks-run book check demo test test-training test-unit lint trusted lab bench bench-scale lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

install: $(INSTALLED)  ## make .venv and install what requirements.lock pins

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else \
	  "This needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d. Name another one: make PYTHON=python3.12 ..." % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --no-compile -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps -e .
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib || true  # on all cores; pip does it on one
	@touch $@

data: $(INSTALLED)  ## draw the stand-in datasets (once; they are kept)
	$(BIN)/python -m grader data make

notebooks: $(INSTALLED)  ## make all notebooks from their sources in solutions/
	$(BIN)/python -m grader release

demo: $(INSTALLED)  ## grade a sample class in demo/: gradebook, feedback, table
	$(BIN)/python -m grader data make happy signs
	$(BIN)/python -m grader doctor
	$(BIN)/python -m grader demo $(ASSIGNMENT)

notebooks-run: $(INSTALLED) data  ## run all solved notebooks whole; some minutes each
	$(BIN)/python benchmarks/run_notebooks.py

book: $(INSTALLED) data  ## build the course as pages in book/, English and Chinese; a quarter of an hour
	$(BIN)/python docs/build_book.py

test: $(INSTALLED) data  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadgroup

test-training: $(INSTALLED) data  ## every wrong answer and attack, those that train too; an hour
	TEST_TRAINING=1 $(BIN)/python -m pytest -n auto --dist loadgroup \
	  tests/lessons tests/security/attacks tests/security/undeserved tests/browser/test_student.py

test-unit: $(INSTALLED)  ## run the quick tests: no TensorFlow, no nbgrader, no datasets
	$(BIN)/python -m pytest tests/unit

lint: $(INSTALLED)  ## check style, types and the order of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

trusted: $(INSTALLED)  ## list the modules that have to be right for grades to be right
	$(BIN)/python benchmarks/trusted_modules.py

check: $(INSTALLED)  ## check that the notebooks are in step with their sources
	$(BIN)/python -m grader release --check

lab: $(INSTALLED) data  ## open JupyterLab on notebooks/, or with DIR=solutions on the solved ones
	$(BIN)/jupyter lab --notebook-dir=$(DIR)

bench: $(INSTALLED) data  ## measure grading and the stand-ins; takes an hour
	$(BIN)/python benchmarks/grade_class.py
	$(BIN)/python benchmarks/train_standins.py

bench-scale: $(INSTALLED) data  ## measure classes of 1,000 and 10,000, simulate one of 100,000; takes hours
	$(BIN)/python benchmarks/grade_class.py --sizes 1000,10000 --rounds 1 --no-stock
	costs=$$($(BIN)/python benchmarks/coordinator_costs.py $(VENV)/run.jsonl) && \
	  $(BIN)/python benchmarks/simulate_cluster.py $(VENV)/run.jsonl $$costs

lock: $(INSTALLED)  ## resolve requirements*.txt anew into requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --custom-compile-command 'make lock' \
	  requirements.txt requirements-dev.txt -o requirements.lock

clean:  ## remove .venv and everything that can be made again
	rm -rf $(VENV) demo datasets/stand-in
