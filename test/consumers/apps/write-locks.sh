#!/bin/sh
# Writes the lock files anew: `npm run consumers:lock`. The package itself is locked without its
# integrity, which changes with every build.
set -eu
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder" ./*/langgraph-checkpoint-kusto.tgz' EXIT
(cd ../../.. && npm pack --silent --ignore-scripts --pack-destination "$folder")

# edit CODE: runs CODE with the lock as `lock`
edit() {
  node -e "
    const { existsSync, readFileSync, writeFileSync } = require('node:fs')
    if (!existsSync('package-lock.json')) process.exit()
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
    $1
    writeFileSync('package-lock.json', JSON.stringify(lock, null, 2) + '\n')"
}

for manifest in */package.json; do
  (
    cd "$(dirname "$manifest")"
    cp "$folder"/*.tgz langgraph-checkpoint-kusto.tgz
    # npm would keep what it knows of a package whose version is the same
    edit "delete lock.packages['node_modules/langgraph-checkpoint-kusto']"
    npm install --package-lock-only --ignore-scripts --no-audit --no-fund \
      --omit-lockfile-registry-resolved
    edit "delete lock.packages['node_modules/langgraph-checkpoint-kusto'].integrity"
  )
done
