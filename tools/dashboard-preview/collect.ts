/**
 * Runs the demo's agents under load with a real Prometheus, then k6 if it is installed, and stores
 * the answer to each panel of each dashboard.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { KustoClient } from '../../src/index.ts'
import { startTelemetry } from '../../src/telemetry/sdk/start-telemetry.ts'
import {
  dashboardFiles,
  RULE_FILES,
  type DashboardFile,
  type PanelFile,
} from '../../test/suites/dashboards/generated-out.ts'
import { PrometheusServer } from '../../test/suites/dashboards/prometheus-server.ts'
import type { BoardData, PanelData } from './data/board-data.ts'
import { kustoFrames } from './data/kusto-frames.ts'
import { prometheusFrames, type TimeRange } from './data/prometheus-frames.ts'
import { DemoLoad } from './load/demo-load.ts'
import { k6ForPreview, underK6 } from './load/k6-load.ts'
import { kustoWithPastWeek } from './load/past-week.ts'

const ANSWERS = join(import.meta.dirname, '.answers')
const K6_SECONDS = 30
const LOAD_MS = Number(process.env['PREVIEW_SECONDS'] ?? '150') * 1_000
/** Omits the start-up before this time. */
const WARM_UP_MS = 12_000
const WEEK_MS = 7 * 86_400_000

console.log('Storing a past week in the local Kusto')
const kusto = await kustoWithPastWeek()
const telemetry = await startTelemetry({ serviceName: 'refund-agent', prometheus: { port: 0 } })
const prometheus = await PrometheusServer.start({
  binary: 'prometheus',
  metricsUrl: telemetry.url,
  ruleFiles: RULE_FILES,
})
const load = new DemoLoad(kusto)
console.log(`Running the demo's agents for ${(LOAD_MS + WARM_UP_MS) / 1_000} s`)
const done = load.run(LOAD_MS + WARM_UP_MS)
await pause(WARM_UP_MS)
const fromMs = Date.now()
await pause(LOAD_MS)
const range: TimeRange = { fromMs, toMs: Date.now() }
await done

await rm(ANSWERS, { recursive: true, force: true })
await mkdir(ANSWERS, { recursive: true })
const [ofK6, ofAgents] = partedBy(dashboardFiles(), asksK6)
for (const dashboard of ofAgents) {
  const client = kusto.client()
  await keep(dashboard, { prometheusUrl: prometheus.url, client, load: "the demo's load" }, range)
}

await load[Symbol.asyncDispose]()
await prometheus[Symbol.asyncDispose]()
await kusto.close()
await telemetry.shutdown()

const k6 = k6ForPreview()
if (k6 !== undefined) {
  console.log(`k6 ${k6.version} drives the load suite's host for ${K6_SECONDS} s`)
  await underK6(k6, K6_SECONDS, async (prometheusUrl, loaded) => {
    const sources = { prometheusUrl, client: undefined, load: 'a run of k6' }
    for (const dashboard of ofK6) await keep(dashboard, sources, loaded)
  })
}

interface Sources {
  readonly prometheusUrl: string
  /** Undefined if no panel queries Kusto. */
  readonly client: KustoClient | undefined
  /** Label in the picture. */
  readonly load: string
}

function partedBy<T>(all: readonly T[], is: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter((one) => is(one)), all.filter((one) => !is(one))]
}

function asksK6({ panels }: DashboardFile): boolean {
  return panels.some(({ targets = [] }) => targets.some(({ expr = '' }) => expr.includes('k6_')))
}

/** Runs all queries of a dashboard and keeps the answers for drawing. */
async function keep(dashboard: DashboardFile, sources: Sources, loaded: TimeRange): Promise<void> {
  const board = await answersTo(dashboard, sources, loaded)
  await writeFile(join(ANSWERS, `${dashboard.uid}.json`), JSON.stringify(board))
  const empty = board.panels.filter(
    ({ panel, frames }) => panel.type !== 'row' && !hasValue(frames),
  )
  for (const { panel } of empty) console.log(`  empty: ${dashboard.title} / ${panel.title}`)
}

async function answersTo(
  dashboard: DashboardFile,
  sources: Sources,
  loaded: TimeRange,
): Promise<BoardData> {
  const asksKusto = dashboard.panels.some(({ targets = [] }) =>
    targets.some(({ query }) => query !== undefined),
  )
  const shown = asksKusto ? { fromMs: loaded.toMs - WEEK_MS, toMs: loaded.toMs } : loaded
  const panels = []
  for (const panel of dashboard.panels) panels.push(await panelData(panel, sources, shown))
  return { dashboard, ...shown, load: sources.load, panels }
}

async function panelData(
  panel: PanelFile,
  { prometheusUrl, client }: Sources,
  shown: TimeRange,
): Promise<PanelData> {
  const frames = await Promise.all(
    (panel.targets ?? []).map((target) =>
      client === undefined || target.query === undefined
        ? prometheusFrames(prometheusUrl, target, shown)
        : kustoFrames(client, target, shown),
    ),
  )
  return { panel, frames: frames.flat() }
}

function hasValue(frames: PanelData['frames']): boolean {
  return frames.some(({ fields }) => fields.at(-1)?.values.some((value) => value !== null) === true)
}
