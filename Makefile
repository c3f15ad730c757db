# PeaceDesk: `make run` starts the site with its catalogue, `make test` runs every test that this machine can run.

PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
FIXTURES := fixtures/library.json fixtures/initiatives.json fixtures/events.json fixtures/drafts.json

# $(call with_schedule,command): a server, and beside it what publishes at a time. They end together, also by Ctrl-C or SIGTERM.
with_schedule = $(PYTHON) manage.py publish_due --watch & schedule=$$!; $(1) & server=$$!; \
	trap 'kill $$schedule $$server 2>/dev/null; wait' EXIT; trap 'exit 130' INT; trap 'exit 143' TERM; wait $$server

.PHONY: run serve site passwords test drill bench lint lock messages

$(VENV)/.base: requirements/base.txt
	test -x $(PYTHON) || python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

site: $(VENV)/.base
	$(PYTHON) manage.py migrate --verbosity 0
	$(PYTHON) manage.py fill $(FIXTURES)

run: site  ## the site at http://127.0.0.1:8000 (PORT=… for another port)
	@$(call with_schedule,$(PYTHON) manage.py runserver 127.0.0.1:$(PORT))

serve: site  ## the same on granian, as in production
	@$(call with_schedule,DJANGO_SETTINGS_MODULE=peacedesk.settings.development $(VENV)/bin/granian --interface wsgi --host 127.0.0.1 --port $(PORT) peacedesk.wsgi:application)

passwords: site  ## new passwords for the people of the demonstration
	$(PYTHON) manage.py demo_people --new-passwords

test: $(VENV)/.dev  ## SQLite and the browser, then PostgreSQL; REQUIRE_ALL=1 allows no skip
	$(PYTHON) -m pytest --numprocesses auto --dist worksteal
	$(PYTHON) -m tests.postgresql $(PYTHON) -m pytest --numprocesses auto --dist worksteal -m "not browser"

drill: export KILL_ROUNDS = 50
drill: export LOAD_SECONDS = 60
drill: export PLAN_ENTRIES = 100000
drill: $(VENV)/.dev  ## the long runs on both databases: a random walk over the desk, kill -9, editors and readers at once, plans at 100,000 entries
	ORACLE_STEPS=2000 $(PYTHON) -m pytest --capture=no tests/editorial/test_oracle.py tests/drill
	ORACLE_STEPS=500 $(PYTHON) -m tests.postgresql $(PYTHON) -m pytest --capture=no tests/editorial/test_oracle.py tests/drill

bench: $(VENV)/.dev  ## what pages, loading and the desk cost at 1,000, 10,000 and 100,000 entries, on both databases
	$(PYTHON) -m tests.bench
	$(PYTHON) -m tests.postgresql $(PYTHON) -m tests.bench

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --quiet --lint templates
	$(VENV)/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run --verbosity 0

lock: $(VENV)/.dev  ## write requirements/*.txt anew from *.in
	$(PYTHON) -m pip install --quiet uv
	cd requirements && for set in base dev; do ../$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url $$set.in -o $$set.txt; done

messages: $(VENV)/.base  ## gather interface texts and compile the catalogues; needs gettext
	$(PYTHON) manage.py makemessages --locale kk --locale ru --locale ar --no-location --no-wrap --ignore .venv --ignore tests --ignore fixtures
	$(PYTHON) manage.py makemessages --domain djangojs --locale kk --locale ru --locale ar --no-location --no-wrap --ignore .venv --ignore var
	$(PYTHON) manage.py compilemessages --ignore .venv
