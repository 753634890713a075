/**
 * An agent host in one process: HTTP in front, LangGraph in the middle, KustoSaver on a local Kusto
 * in a file behind.
 *
 *   node --import tsx examples/demo/host.ts state.sqlite [milliseconds that the policy service
 *   takes]
 *
 * On Azure there is no LocalKusto:
 * `KustoSaver.fromConnString('https://name.region.kusto.windows.net/Agents')`.
 */
import { createServer } from 'node:http'
import { KustoSaver } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'
import { startTelemetry } from '../../src/telemetry/sdk/start-telemetry.ts'
import type { RequestCounts } from './answers.ts'
import { countingClient } from './counting-client.ts'
import { refundGraph } from './graph.ts'
import { answer } from './routes.ts'

const [path = 'demo.sqlite', policyDelayMs = '0'] = process.argv.slice(2)

const counts: RequestCounts = { queries: 0, ingests: 0, rows: 0, bytes: 0 }
const telemetry = await startTelemetry({
  serviceName: 'refund-agent',
  prometheus: { port: 0 },
})
const kusto = await LocalKusto.open({ path })
const saver = new KustoSaver({ client: countingClient(kusto.client(), counts) })
await saver.setup({ provision: true })

const ran: string[] = []
const graph = refundGraph({
  checkpointer: saver,
  policyDelayMs: Number(policyDelayMs),
  onRun: (node) => ran.push(node),
})

const server = createServer((request, response) => {
  void answer({ graph, saver, counts, ran }, request, response)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port.')
  const url = `http://127.0.0.1:${address.port}`
  console.log(JSON.stringify({ url, metricsUrl: telemetry.url }))
})

process.once('SIGTERM', () => {
  server.close(() => void stop())
  server.closeAllConnections()
})

async function stop(): Promise<void> {
  await saver.close()
  await kusto.close()
  await telemetry.shutdown()
}
