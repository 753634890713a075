#!/bin/sh
# Pictures of all dashboards: `make dashboards-preview`. The packages are this folder's own.
set -eu
PREVIEW=tools/dashboard-preview
cd "$(dirname "$0")/../.."
sh $PREVIEW/need-programs.sh
if [ $PREVIEW/package-lock.json -nt $PREVIEW/node_modules/.package-lock.json ]; then
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --prefix $PREVIEW
  touch $PREVIEW/node_modules/.package-lock.json
fi
npx tsc -p $PREVIEW/page --noEmit
(cd $PREVIEW && npx vite build --config page/vite.config.ts)
npx tsx $PREVIEW/collect.ts
npx tsx $PREVIEW/page/draw.ts
