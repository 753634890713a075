/**
 * An agent host that is always busy, for docker-compose.yml: the demo's refund agent on a local
 * Kusto, with a run every half second. One customer in ten never gets an answer. Metrics on port
 * 9464, traces to the receiver that OTLP_ENDPOINT names.
 *
 *   npx tsx dashboards/compose/agents.ts [state.sqlite]
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Command } from '@langchain/langgraph'
import { refundGraph } from '../../examples/demo/graph.ts'
import { KustoSaver } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'
import { startTelemetry } from '../../src/telemetry/sdk/start-telemetry.ts'

const PAUSE_MS = 500
const UNANSWERED_SHARE = 0.1

const [path = 'agents.sqlite'] = process.argv.slice(2)
const endpoint = process.env['OTLP_ENDPOINT']

await using telemetry = await startTelemetry({
  serviceName: 'refund-agent',
  // in a container, only the compose file's network reaches it
  prometheus: { host: process.env['METRICS_HOST'] ?? '127.0.0.1', port: 9464 },
  ...(endpoint === undefined ? {} : { otlp: { endpoint } }),
})
await using kusto = await LocalKusto.open({ path })
await using saver = new KustoSaver({ client: kusto.client() })
await saver.setup({ provision: true })
const graph = refundGraph({ checkpointer: saver, policyDelayMs: 20, onRun: () => undefined })
console.log(`Busy. Metrics: ${telemetry.url}`)

const end = new AbortController()
process.once('SIGTERM', () => end.abort())
process.once('SIGINT', () => end.abort())

while (!end.signal.aborted) {
  await serveCustomer()
  await delay(PAUSE_MS, undefined, { signal: end.signal }).catch(() => undefined)
}

async function serveCustomer(): Promise<void> {
  const config = { configurable: { thread_id: randomUUID() } }
  await graph.invoke({ messages: ['user: My teapot came broken.'] }, config)
  if (Math.random() < UNANSWERED_SHARE) return
  await graph.invoke(new Command({ resume: true }), config)
  for await (const _ of graph.getStateHistory(config, { limit: 3 }));
}
