# Each target sets up what it needs in .venv (bench in .venv-bench), from Python 3.11 or newer and the package
# registry alone. Another Python: make clean, then make test PYTHON=python3.12. Arguments: make test ARGS='-k relu'

PYTHON ?= python3
VENV   := .venv
BENCH  := .venv-bench
RUN    := $(VENV)/bin/python -m
# Two processes for two cores, each with one thread for matrix products: more threads than cores are slower.
PYTEST := OPENBLAS_NUM_THREADS=1 $(RUN) pytest --numprocesses 2 --dist worksteal $(ARGS)

# Every page is read anew, so that no warning is passed over; outputs of unchanged lessons are taken from build/.
SPHINX := OPENBLAS_NUM_THREADS=1 $(RUN) sphinx --fail-on-warning --keep-going --fresh-env --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test heavy lint types docs links notebooks bench clean
# Never two pips in one .venv, whatever -j says.
.NOTPARALLEL:

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/installed-plot,show  ## train an MLP on MNIST; pictures and weights go to demo/
	$(RUN) examples.mnist_mlp --out demo

test: $(VENV)/installed-test  ## run the tests; those whose tool is missing here are skipped and named
	$(PYTEST)

heavy: $(VENV)/installed-test  ## run the tests with many more random examples, new ones each time
	HANDGRAD_HYPOTHESIS_PROFILE=heavy $(PYTEST)

lint: $(VENV)/installed-dev  ## check the style
	$(RUN) ruff check .

types: $(VENV)/installed-dev  ## check the types
	$(RUN) mypy

docs: $(VENV)/installed-docs  ## build the documentation in build/site; every lesson runs
	@rm -rf build/site
	@echo 'Building the site, for which every lesson runs: some minutes, the first time.'
	$(SPHINX) --builder html -d build/doctrees docs build/site
	@echo 'The site is in build/site/index.html'

links: $(VENV)/installed-docs  ## check the links of the documentation that lead to the network
	$(SPHINX) --builder linkcheck -d build/doctrees docs build/links

notebooks: $(VENV)/installed-docs  ## write the lessons as Jupyter notebooks to build/notebooks
	@$(VENV)/bin/python docs/_extensions/notebooks.py build/notebooks

bench: $(BENCH)/installed  ## measure speed and memory beside PyTorch, micrograd and NumPy: nine minutes
	$(BENCH)/bin/python -m benchmarks $(ARGS)

clean:  ## remove .venv, demo/ and all caches
	rm -rf $(VENV) $(BENCH) demo build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# The stamps are written last, so that what was interrupted is not taken for complete; --clear removes its remains.
$(VENV)/created $(BENCH)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'handgrad needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ...' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(@D)
	@touch $@

# installed-EXTRAS: the library itself stays editable here; its dependencies are installed once.
$(VENV)/installed-%: setup.cfg pyproject.toml $(VENV)/created
	@echo 'Installing handgrad[$*] in $(VENV): a minute, the first time.'
	@$(RUN) pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

# Whom we are measured against, in an environment of their own; the library is taken from this folder.
$(BENCH)/installed: $(BENCH)/created
	@echo 'Installing PyTorch, micrograd and NumPy in $(BENCH): some minutes, the first time.'
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check micrograd==0.1.0 'numpy>=2.0'
	@touch $@
