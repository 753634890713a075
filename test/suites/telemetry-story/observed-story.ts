import { KustoSaver, KustoSaverError } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { startTelemetry } from '../../../src/telemetry/sdk/start-telemetry.ts'
import { RULE_FILES, ruleGroups } from '../dashboards/generated-out.ts'
import { PrometheusServer } from '../dashboards/prometheus-server.ts'
import { prometheusTools } from '../dashboards/prometheus-tools.ts'
import { openContexts, openTracing, type FinishedSpan } from '../../support/otel.ts'
import { logLines } from './log-lines.ts'

export interface ObservedStory extends AsyncDisposable {
  readonly kusto: LocalKusto
  readonly saver: KustoSaver
  /** Undefined if Prometheus is not installed. */
  readonly prometheus: PrometheusServer | undefined
  /** The one failed span of this name. */
  failedSpan(name: string): FinishedSpan
  /** Log lines of a trace, of one pino level (20 debug, 50 error). */
  linesOf(traceId: string, level: number): readonly Record<string, unknown>[]
  /** What Prometheus scrapes, line by line. */
  scraped(): Promise<readonly string[]>
}

/** A saver on a local Kusto over HTTP, through the official SDK, with all its observers. */
export async function observedStory(): Promise<ObservedStory> {
  const closeContexts = openContexts()
  const tracing = openTracing()
  const telemetry = await startTelemetry({ serviceName: 'one-error', prometheus: { port: 0 } })
  const log = logLines()
  const kusto = await LocalKusto.open()
  const { url } = await kusto.listen()
  const saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`, {
    retries: 0,
    retryBudgetMs: 0,
    logger: log.logger,
    tracerProvider: tracing.provider,
    telemetry: { lagProbeIntervalMs: 0 },
  })
  await saver.setup({ provision: true })
  const prometheus = await startPrometheus(telemetry.url)
  return {
    kusto,
    saver,
    prometheus,
    failedSpan: (name) =>
      only(tracing.spans().filter((span) => span.name === name && span.status.code === 2)),
    linesOf: (traceId, level) =>
      log.read().filter((line) => line['trace_id'] === traceId && line['level'] === level),
    scraped: async () => (await (await fetch(telemetry.url)).text()).split('\n'),
    async [Symbol.asyncDispose]() {
      await prometheus?.[Symbol.asyncDispose]()
      await saver.close()
      await kusto.close()
      await telemetry.shutdown()
      await tracing.shutdown()
      closeContexts()
    },
  }
}

async function startPrometheus(metricsUrl: string): Promise<PrometheusServer | undefined> {
  const tools = prometheusTools()
  if (tools === undefined) return undefined
  return PrometheusServer.start({ binary: tools.prometheus, metricsUrl, ruleFiles: RULE_FILES })
}

/** The expression of an alert as it is shipped. */
export function expressionOf(alert: string): string {
  const rules = ruleGroups('alerts').flatMap((group) => group.rules)
  return only(rules.filter((rule) => rule.alert === alert)).expr
}

export async function errorOf(work: Promise<unknown>): Promise<KustoSaverError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof KustoSaverError) return error
  throw new Error('the call did not fail with an error of the saver', { cause: error })
}

export function only<T>(items: readonly T[]): T {
  const [item] = items
  if (item === undefined || items.length > 1) throw new Error(`${items.length} instead of one`)
  return item
}
