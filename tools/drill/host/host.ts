/** One agent host of a drill: its plan is its first argument, its orders come as messages. */
import { FACTOR } from './time-factor.ts'
import { realNowMs, realPause } from './fast-time.ts'
import { KustoSaver, type HealthReport } from '../../../src/index.ts'
import { startTelemetry } from '../../../src/telemetry/sdk/start-telemetry.ts'
import { openTracing } from '../../../test/support/otel.ts'
import { agentGraph } from './agent-graph.ts'
import { Agents } from './agents.ts'
import { failedInLog, failedOnPage, failedSpans } from './failed-calls.ts'
import { hostLog } from './host-log.ts'
import type { Answer, HealthSeen, HostPlan, HostReport, Order } from './messages.ts'

const HEALTH_EVERY_MS = 5_000
/** Health takes real time; its own time-out would be a quarter of a second. */
const HEALTH_TIMEOUT_MS = 5_000 * FACTOR
/** How long the loop is blocked, and how long it runs between. */
const BLOCK_MS = 400
const PAUSE_MS = 15

const plan: HostPlan = JSON.parse(process.argv[2] ?? '')
const tracing = openTracing()
const telemetry = await startTelemetry({
  serviceName: 'drill',
  prometheus: { port: plan.metricsPort },
})
const log = hostLog()
const saver = KustoSaver.fromConnString(plan.connection, {
  logger: log.logger,
  tracerProvider: tracing.provider,
  writeMode: plan.writeMode,
  ...(plan.maxOverlayBytes === undefined ? {} : { maxOverlayBytes: plan.maxOverlayBytes }),
})
const agents = new Agents(agentGraph(saver), plan)
const broken = { atMs: realNowMs(), linesBefore: 0 }
let health: HealthSeen = { status: 'ok', wrong: [], afterMs: undefined }
let isOpen = true

const orders: Readonly<Record<Order, () => Promise<void>>> = {
  broken: async () => {
    broken.atMs = realNowMs()
    broken.linesBefore = log.lines().length
    health = { status: 'ok', wrong: [], afterMs: undefined }
  },
  report: async () => answer({ kind: 'report', report: await report() }),
  close: async () => {
    isOpen = false
    agents.stop()
    await saver.close()
    // a last scrape, as in a pod that ends gracefully
    await realPause(2_500)
    await telemetry.shutdown()
    process.exit(0)
  },
  block: async () => {
    while (isOpen) {
      const until = realNowMs() + BLOCK_MS
      while (realNowMs() < until);
      await realPause(PAUSE_MS)
    }
  },
}

process.on('message', (order: Order) => void orders[order]())
process.on('disconnect', () => process.exit(0))
answer({ kind: 'ready' })
void watchHealth()

function answer(message: Answer): void {
  process.send?.(message)
}

async function watchHealth(): Promise<void> {
  while (isOpen) {
    see(await saver.healthCheck({ timeoutMs: HEALTH_TIMEOUT_MS }))
    await realPause(HEALTH_EVERY_MS)
  }
}

function see({ status, checks }: HealthReport): void {
  const wrong = checks
    .filter((check) => check.status === 'degraded' || check.status === 'failing')
    .map(({ name }) => name)
  const afterMs = health.afterMs ?? (status === 'ok' ? undefined : realNowMs() - broken.atMs)
  health = { status, wrong, afterMs }
}

async function report(): Promise<HostReport> {
  const lines = log.lines().slice(broken.linesBefore)
  return {
    failures: await failures(),
    lines: lines.filter(({ level }) => Number(level) >= 30).length,
    minutes: ((realNowMs() - broken.atMs) * FACTOR) / 60_000,
    health,
  }
}

/** Calls go on meanwhile: the page is read again until nothing failed between. */
async function failures(): Promise<HostReport['failures']> {
  for (;;) {
    const before = failedSpans(tracing.spans())
    const page = await (await fetch(telemetry.url)).text()
    const spans = failedSpans(tracing.spans())
    if (before === spans) {
      return { metrics: failedOnPage(page), lines: failedInLog(log.lines()), spans }
    }
  }
}
