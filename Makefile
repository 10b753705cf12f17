# Two commands: `make run` starts everything, `make test` checks everything.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
BASE := var/.base-$(shell cksum requirements/base.txt 2>/dev/null | cut -d' ' -f1)
DEV := var/.dev-$(shell cksum requirements/dev.txt 2>/dev/null | cut -d' ' -f1)

.PHONY: help setup dev run test check format messages clean
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(BASE) ## Prepare .venv for running
	@$(PY) manage.py words

dev: $(DEV) ## Prepare .venv for testing
	@$(PY) manage.py words

run: setup ## Start the portal with its demo: web, worker, mails; Ctrl-C stops all of it
	@GALON_DEMO=1 $(PY) manage.py run --port $(PORT)

test: dev ## Format, lint, types, contracts, migrations, translations, then the suite on every engine
	@$(PY) -m tests.run

check: dev ## Everything of `make test` but the suite
	@$(PY) -m tests.run --no-suite

format: dev ## Format the code
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

messages: dev ## Collect the words to translate (needs gettext)
	@$(PY) manage.py words --collect

clean: ## Forget the demo's state (not .venv)
	rm -rf var

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python est absent : installez Python 3.11 ou plus récent."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus récent ; celui-ci est $$($(PYTHON) -V). Essayez : make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Le module venv manque (sous Debian : apt install python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv

$(BASE): .venv/bin/python requirements/base.txt
	@echo "Installation des bibliothèques (une à deux minutes la première fois)…"
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/base.txt
	@mkdir -p var && rm -f var/.base-* && touch $@

$(DEV): .venv/bin/python requirements/dev.txt
	@echo "Installation des bibliothèques et des outils de test (une à deux minutes la première fois)…"
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	@mkdir -p var && rm -f var/.base-* var/.dev-* && touch $@ $(BASE)
