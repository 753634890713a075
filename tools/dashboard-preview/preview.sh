#!/bin/sh
# Pictures of all dashboards: `make dashboards-preview`. The packages are this folder's own.
set -eu
cd "$(dirname "$0")"
sh need-programs.sh
if [ package-lock.json -nt node_modules/.package-lock.json ]; then
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
  touch node_modules/.package-lock.json
fi
npx tsc -p page --noEmit
npx vite build --config page/vite.config.ts
cd ../..
npx tsx tools/dashboard-preview/collect.ts
npx tsx tools/dashboard-preview/page/draw.ts
