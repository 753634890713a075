/** One agent host of a drill: its plan is its first argument, its orders come as messages. */
import { FACTOR } from './time-factor.ts'
import { realNowMs, realPause } from './fast-time.ts'
import { KustoSaver } from '../../../src/index.ts'
import { startTelemetry } from '../../../src/telemetry/sdk/start-telemetry.ts'
import { openTracing } from '../../../test/support/otel.ts'
import { agentGraph } from './agent-graph.ts'
import { Agents } from './agents.ts'
import { blockLoop } from './block-loop.ts'
import { failedInLog, failedOnPage, failedSpans } from './failed-calls.ts'
import { HealthWatch } from './health-watch.ts'
import { hostLog } from './host-log.ts'
import type { Answer, HostPlan, HostReport, Order } from './messages.ts'

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
const health = new HealthWatch(saver)

const orders: Readonly<Record<Order, () => Promise<void>>> = {
  broken: async () => {
    broken.atMs = realNowMs()
    broken.linesBefore = log.lines().length
    health.restart()
  },
  report: async () => answer({ kind: 'report', report: await report() }),
  close: async () => {
    health.stop()
    agents.stop()
    await saver.close()
    // a last scrape, as in a pod that ends gracefully
    await realPause(2_500)
    await telemetry.shutdown()
    process.exit(0)
  },
  block: blockLoop,
}

process.on('message', (order: Order) => void orders[order]())
process.on('disconnect', () => process.exit(0))
answer({ kind: 'ready' })
void health.run()

function answer(message: Answer): void {
  process.send?.(message)
}

async function report(): Promise<HostReport> {
  const lines = log.lines().slice(broken.linesBefore)
  const minutes = ((realNowMs() - broken.atMs) * FACTOR) / 60_000
  const seen = health.seen
  agents.pause()
  const counts = await failures()
  agents.resume()
  return {
    failures: counts,
    lines: lines.filter(({ level }) => Number(level) >= 30).length,
    minutes,
    health: seen,
  }
}

/** Turns that have begun go on meanwhile: the page is read again until no call failed between. */
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
