import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { k6Path } from '../../support/k6-path.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'
import { dashboardFiles, panelsOf } from './generated-out.ts'
import { PrometheusServer } from './prometheus-server.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { withoutVariables } from './promql-checker.ts'

/* The real k6 writes to a real Prometheus, which the dashboards query. */
const EXPRESSIONS = dashboardFiles().flatMap((dashboard) =>
  panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ expr = '' }) =>
      expr.includes('k6_') ? [[title ?? '', withoutVariables(expr, '5m')] as const] : [],
    ),
  ),
)

const SCRIPT = `
import http from 'k6/http'
import { check } from 'k6'
export const options = {
  scenarios: {
    turns: { executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: '5s', preAllocatedVUs: 5 },
  },
}
export default function () {
  check(http.get(__ENV.HOST_URL), { 'is answered': ({ status }) => status === 200 })
}
`

const tools = prometheusTools()
const k6 = k6Path()

describe.skipIf(tools === undefined || k6 === undefined)('panels with k6 metrics', () => {
  let host: Server
  let prometheus: PrometheusServer
  let folder: TemporaryFolder

  beforeAll(async () => {
    folder = await temporaryFolder()
    let answers = 0
    host = createServer((_, response) => {
      answers += 1
      response.writeHead(answers % 10 === 0 ? 500 : 200).end()
    }).listen(0, '127.0.0.1')
    await once(host, 'listening')
    const hostUrl = urlOf(host)
    prometheus = await PrometheusServer.start({
      binary: tools?.prometheus ?? '',
      metricsUrl: hostUrl,
      ruleFiles: [],
      args: ['--web.enable-remote-write-receiver', '--enable-feature=native-histograms'],
    })
    const script = join(folder.path, 'script.js')
    await writeFile(script, SCRIPT)
    const args = ['run', '--quiet', '--no-usage-report', '-o', 'experimental-prometheus-rw']
    await promisify(execFile)(k6 ?? '', [...args, '-e', `HOST_URL=${hostUrl}`, script], {
      env: {
        ...process.env,
        K6_PROMETHEUS_RW_SERVER_URL: `${prometheus.url}/api/v1/write`,
        K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
        K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
      },
    })
  })

  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]()
    host.close()
    await folder.remove()
  })

  it('exist', () => {
    expect(EXPRESSIONS.length).toBeGreaterThan(6)
  })

  it.each(EXPRESSIONS)('%s: %s has a number for each series', async (_, expression) => {
    const values = await prometheus.valuesOf(expression)
    expect(values.length).toBeGreaterThan(0)
    expect(values.filter((value) => !Number.isFinite(value))).toEqual([])
  })

  it('show the share of failed requests', async () => {
    const share = EXPRESSIONS.find(([title]) => title === 'Requests that failed')?.[1] ?? ''
    const [failed = Number.NaN] = await prometheus.valuesOf(share)
    expect(failed).toBeGreaterThan(0.05)
    expect(failed).toBeLessThan(0.15)
  })

  it('separate scenarios', async () => {
    expect(await prometheus.seriesOf('k6_iterations_total{scenario="turns"}')).toBe(1)
  })
})

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port.')
  return `http://127.0.0.1:${address.port}/`
}
