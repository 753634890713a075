/** Runs the demo's agents under load beside a real Prometheus and keeps what each panel of each dashboard is answered. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { KustoClient } from '../../src/index.ts'
import { startTelemetry } from '../../src/telemetry/start-telemetry.ts'
import {
  dashboardFiles,
  RULE_FILES,
  type DashboardFile,
  type PanelFile,
} from '../../test/dashboards/generated-out.ts'
import { PrometheusServer } from '../../test/dashboards/prometheus-server.ts'
import type { BoardData, PanelData } from './data/board-data.ts'
import { kustoFrames } from './data/kusto-frames.ts'
import { prometheusFrames, type TimeRange } from './data/prometheus-frames.ts'
import { DemoLoad } from './load/demo-load.ts'
import { kustoWithPastWeek } from './load/past-week.ts'

const ANSWERS = join(import.meta.dirname, '.answers')
const LOAD_MS = Number(process.env['PREVIEW_SECONDS'] ?? '150') * 1_000
/** What comes before is the start of everything. */
const WARM_UP_MS = 12_000
const WEEK_MS = 7 * 86_400_000

console.log('A week of the past goes into the local Kusto')
const kusto = await kustoWithPastWeek()
const telemetry = await startTelemetry({ serviceName: 'refund-agent', prometheus: { port: 0 } })
const prometheus = await PrometheusServer.start({
  binary: 'prometheus',
  metricsUrl: telemetry.url,
  ruleFiles: RULE_FILES,
})
const load = new DemoLoad(kusto)
console.log(`The demo's agents work for ${(LOAD_MS + WARM_UP_MS) / 1_000} s`)
const done = load.run(LOAD_MS + WARM_UP_MS)
await pause(WARM_UP_MS)
const fromMs = Date.now()
await pause(LOAD_MS)
const range: TimeRange = { fromMs, toMs: Date.now() }
await done

await mkdir(ANSWERS, { recursive: true })
for (const dashboard of dashboardFiles()) {
  const board = await answersTo(dashboard, kusto.client(), range)
  await writeFile(join(ANSWERS, `${dashboard.uid}.json`), JSON.stringify(board))
  const empty = board.panels.filter(
    ({ panel, frames }) => panel.type !== 'row' && !hasValue(frames),
  )
  for (const { panel } of empty) console.log(`  empty: ${dashboard.title} / ${panel.title}`)
}

await load[Symbol.asyncDispose]()
await prometheus[Symbol.asyncDispose]()
await kusto.close()
await telemetry.shutdown()

async function answersTo(
  dashboard: DashboardFile,
  client: KustoClient,
  loaded: TimeRange,
): Promise<BoardData> {
  const asksKusto = dashboard.panels.some(({ targets = [] }) =>
    targets.some(({ query }) => query !== undefined),
  )
  const shown = asksKusto ? { fromMs: loaded.toMs - WEEK_MS, toMs: loaded.toMs } : loaded
  const panels = []
  for (const panel of dashboard.panels) panels.push(await panelData(panel, client, shown))
  return { dashboard, ...shown, panels }
}

async function panelData(
  panel: PanelFile,
  client: KustoClient,
  shown: TimeRange,
): Promise<PanelData> {
  const frames = await Promise.all(
    (panel.targets ?? []).map((target) =>
      target.query === undefined
        ? prometheusFrames(prometheus.url, target, shown)
        : kustoFrames(client, target, shown),
    ),
  )
  const ofK6 = panel.targets?.every(({ expr }) => expr?.includes('k6_') === true) ?? false
  return { panel, frames: frames.flat(), emptyText: ofK6 ? 'no k6 in this run' : 'No data' }
}

function hasValue(frames: PanelData['frames']): boolean {
  return frames.some(({ fields }) => fields.at(-1)?.values.some((value) => value !== null) === true)
}
