/**
 * The host that is put under load: HTTP in front, LangGraph and the saver in the middle, a Kusto
 * behind. Settings come from the environment, see `settings.ts`; the first line of standard output
 * contains its URL.
 *
 *   KUSTO_URL=http://127.0.0.1:8080 KUSTO_DATABASE=NetDefaultDB node --import tsx
 *   load/target/main.ts
 */
import { startTelemetry } from '../../src/telemetry/sdk/start-telemetry.ts'
import { createHostServer } from './host-server.ts'
import { openHost } from './open-host.ts'
import { readSettings } from './settings.ts'
import type { TargetReady } from '../http-api.ts'

const settings = readSettings(process.env)
const telemetry = await startTelemetry({ serviceName: 'load-target', prometheus: { port: 0 } })
const host = await openHost(settings, async () => (await fetch(telemetry.url)).text())

const server = createHostServer(host)
server.listen(settings.port, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port.')
  const ready: TargetReady = {
    url: `http://127.0.0.1:${address.port}`,
    metricsUrl: telemetry.url,
  }
  console.log(JSON.stringify(ready))
})

process.once('SIGTERM', () => {
  server.close(() => void stop())
  server.closeIdleConnections()
})

async function stop(): Promise<void> {
  host.watch.stop()
  await host.saver.close()
  await host.history?.[Symbol.asyncDispose]()
  await telemetry.shutdown()
}
