# Every target sets itself up: packages are installed when the lock file is newer than what is installed.
.DEFAULT_GOAL := help
.PHONY: help demo test check coverage conformance bench dashboards-preview load load-smoke

INSTALLED := node_modules/.package-lock.json

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: $(INSTALLED) ## An agent is killed twice and loses nothing; KEEP=1 leaves it running to be played with
	@npx tsx examples/demo/story.ts

test: $(INSTALLED) ## Build, run every test on this Node and the engine's on a newer one; ends with "N passed, N failed"
	@npm run --silent test

check: $(INSTALLED) ## Formatting, lint, types, unused code, build and the package's shape
	npm run check

coverage: $(INSTALLED) ## Every test on this Node with its coverage
	npm run build
	npm run coverage

conformance: $(INSTALLED) ## LangGraph's validation suite; on a database of yours too with KUSTO_URL=https://…/EmptyDatabase
	npm run conformance

SCENARIO ?= all
LOAD_SECONDS := $(if $(SECONDS),--seconds $(SECONDS),--record)
# the newest Node with long-term support, as an agent's host has it; LOAD_NODE=path/to/node for another one
FIND_NODE = node="$${LOAD_NODE:-$$(npx tsx tools/newer-node.ts)}" || exit 1;

load: $(INSTALLED) ## k6 against the saver on a local Kusto, 5 minutes a scenario, soak 30; SCENARIO=turns,chat SECONDS=60 KUSTO_URL=https://…/Db
	@$(FIND_NODE) npx tsx load/runner/main.ts --scenario $(SCENARIO) $(LOAD_SECONDS) --node "$$node"

load-smoke: $(INSTALLED) ## The same for 20 seconds a scenario, to see whether anything is broken
	@$(FIND_NODE) npx tsx load/runner/main.ts --smoke --scenario $(SCENARIO) --node "$$node"

PREVIEW := tools/dashboard-preview
PREVIEW_INSTALLED := $(PREVIEW)/node_modules/.package-lock.json

dashboards-preview: $(INSTALLED) $(PREVIEW_INSTALLED) ## Pictures of all dashboards under the demo's load; PREVIEW_SECONDS=150 says how long
	@sh $(PREVIEW)/need-programs.sh
	npx tsc -p $(PREVIEW)/page --noEmit
	cd $(PREVIEW) && npx vite build --config page/vite.config.ts
	npx tsx $(PREVIEW)/collect.ts
	npx tsx $(PREVIEW)/page/draw.ts

$(PREVIEW_INSTALLED): $(PREVIEW)/package-lock.json
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --prefix $(PREVIEW)
	@touch $(PREVIEW_INSTALLED)

PEERS := tools/bench-savers
PEERS_INSTALLED := $(PEERS)/node_modules/.package-lock.json

# only who runs the benchmark needs SqliteSaver
$(PEERS_INSTALLED): $(PEERS)/package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --prefix $(PEERS)
	@touch $(PEERS_INSTALLED)

bench: $(INSTALLED) $(PEERS_INSTALLED) ## Savers beside each other, then what telemetry costs; 35 minutes, wants a quiet machine, writes docs/BENCH*.md
	npm run --silent bench
	npm run --silent bench:telemetry

$(INSTALLED): package-lock.json
	npm ci --no-audit --no-fund
	@touch $(INSTALLED)
