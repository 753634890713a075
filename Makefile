# A thin alias for the npm scripts that installs first: packages are installed when the lock file is
# newer than what is installed. CONTRIBUTING.md says what each one does.
.DEFAULT_GOAL := help
.PHONY: help demo test test-quick check coverage conformance bench dashboards-preview load load-smoke

INSTALLED := node_modules/.package-lock.json

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 30

demo: $(INSTALLED) ## An agent is killed twice and loses nothing; KEEP=1 leaves it running to play with
	@npm run --silent demo

test: $(INSTALLED) ## Everything that must pass before a change lands; ends with "N passed, N failed"
	@npm run --silent test

test-quick: $(INSTALLED) ## Types, lint and fast unit tests in under 3 minutes
	@npm run --silent test:quick

check: $(INSTALLED) ## Formatting, lint, types, unused code, build, package shape and API report
	npm run check

coverage: $(INSTALLED) ## Every test on this Node with its coverage
	npm run coverage

conformance: $(INSTALLED) ## LangGraph's validation suite; on your database too with KUSTO_URL=https://…/EmptyDatabase
	npm run conformance

# SECONDS under another name: shells have a variable of that name themselves
load: $(INSTALLED) ## k6 against the saver; SCENARIO=turns,chat SECONDS=60 KUSTO_URL=https://…/Db
	@LOAD_SECONDS=$(SECONDS) npm run --silent load

load-smoke: $(INSTALLED) ## Every load scenario for 20 seconds: is anything broken?
	@npm run --silent load:smoke

dashboards-preview: $(INSTALLED) ## Pictures of all dashboards under the demo's load; PREVIEW_SECONDS=150 sets how long
	@npm run --silent dashboards:preview

bench: $(INSTALLED) ## Savers side by side, then what telemetry costs; 35 minutes on a quiet machine
	npm run bench:install
	npm run --silent bench
	npm run --silent bench:telemetry
	npm run --silent bench:start

$(INSTALLED): package-lock.json
	npm ci --no-audit --no-fund
	@touch $(INSTALLED)
