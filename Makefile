# The two that a newcomer needs are `make demo` and `make test`; both set everything up first.
.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz bench faults shots lint
PY := .venv/bin/python
WORKERS ?= 2
KILLS ?= 200

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-7s %s\n", $$1, $$2}'

setup: ## Make .venv, install locked packages and what PDF rendering needs
	@scripts/setup.sh

demo: ## Run the site with the first county's exam  [PORT=8000] [FRESH=1: start over]
	@scripts/demo.sh

test: ## Run the whole test suite  [ARGS='tests/cms -k search'] [WORKERS=2]
	@STEPS=6 scripts/setup.sh --tests
	@echo "[6/6] 测试 Tests"
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: ## Run the tests that are given as rules with new examples  [ARGS='tests/questionbank/formats']
	@scripts/setup.sh --tests
	@BAIWEN_EXAMPLES=fuzz $(PY) -m pytest -n $(WORKERS) -m hypothesis $(ARGS)

bench: ## Run all benchmarks
	@scripts/setup.sh --tests
	@set -e; for name in $$(cd tests/benchmarks && grep -l "__main__" *.py | sed s/.py$$//); do \
	  echo "== $$name"; $(PY) -m tests.benchmarks.$$name; done

faults: ## Kill real servers under load and count what was lost  [KILLS=200]
	@scripts/setup.sh --tests
	@$(PY) -m tests.faults --kills $(KILLS)

shots: ## Take screenshots of every page of every role into var/shots/
	@scripts/setup.sh --tests
	@$(PY) -m tests.shots

lint: ## Check style, templates and the direction of imports
	@scripts/setup.sh --tests
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m djlint --quiet --lint .
	@.venv/bin/lint-imports
