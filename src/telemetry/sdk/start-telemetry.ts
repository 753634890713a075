import { metrics, ProxyTracerProvider, trace, type TracerProvider } from '@opentelemetry/api'
import { KustoSaverError } from '../../errors.ts'
import { loadSdk, loadTraceExporter, type LoadedSdk } from './load-sdk.ts'
import { openMetricsPage, type MetricsPage } from './metrics-page.ts'
import { watchRuntime } from './runtime-metrics.ts'
import {
  resolveStartOptions,
  type ResolvedStartOptions,
  type StartTelemetryOptions,
} from './start-options.ts'

export type { StartTelemetryOptions } from './start-options.ts'

/** A running set-up of OpenTelemetry. */
export interface RunningTelemetry {
  /** Where Prometheus scrapes. */
  readonly url: string
  /**
   * Sends what is left, then frees the port; safe to call twice. Never rejects: what a receiver
   * that is gone did not get is told as a warning of the process. Signals of the process are the
   * host's to handle.
   */
  shutdown(): Promise<void>
  /** The same as {@link shutdown}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Sets up OpenTelemetry for an application that has no set-up of its own: metrics on a page for
 * Prometheus, traces to an OTLP receiver when one is named. It also measures the event loop's delay
 * and resident memory. Savers find it whenever they were made.
 *
 * An application with an OpenTelemetry of its own needs nothing from here.
 *
 * @example
 * ```ts
 * const telemetry = await startTelemetry({
 *   serviceName: 'support-agent',
 *   prometheus: { port: 9464 },
 * })
 * process.once('SIGTERM', () => void telemetry.shutdown())
 * ```
 * @throws KustoSaverError `MISSING_PACKAGE` with the line that installs it; `INVALID_OPTION`, also
 * for a port that is taken and when OpenTelemetry is set up already
 */
export async function startTelemetry(options: StartTelemetryOptions): Promise<RunningTelemetry> {
  const resolved = resolveStartOptions(options)
  const sdk = await loadSdk()
  const exporter = new sdk.PrometheusExporter({
    host: resolved.host,
    port: resolved.port,
    preventServerStart: true,
  })
  const page = await openMetricsPage({
    host: resolved.host,
    port: resolved.port,
    answer: (request, response) => {
      exporter.getMetricsRequestHandler(request, response)
    },
  })
  try {
    const takeBack = await register(sdk, exporter, resolved)
    const endWatch = watchRuntime()
    return running(page, async () => {
      endWatch()
      await takeBack()
    })
  } catch (error) {
    await page.close()
    throw error
  }
}

type Registered = () => Promise<void>

/** @returns what takes the registration back */
async function register(
  { NodeSDK }: LoadedSdk,
  exporter: InstanceType<LoadedSdk['PrometheusExporter']>,
  { serviceName, tracesUrl }: ResolvedStartOptions,
): Promise<Registered> {
  const node = new NodeSDK({
    serviceName,
    // detectors put the command line on the metrics page, and command lines hold secrets
    autoDetectResources: false,
    metricReaders: [exporter],
    // left out, each of these two would go to an OTLP receiver on this machine
    logRecordProcessors: [],
    ...(tracesUrl === undefined
      ? { spanProcessors: [] }
      : { traceExporter: new (await loadTraceExporter())({ url: tracesUrl }) }),
  })
  const before = { meters: metrics.getMeterProvider(), tracers: globalTracers() }
  node.start()
  const hasMetrics = metrics.getMeterProvider() !== before.meters
  const hasTraces = globalTracers() !== before.tracers
  const takeBack = async (): Promise<void> => {
    await shutDown(node)
    if (hasMetrics) metrics.disable()
    if (hasTraces) trace.disable()
  }
  if (isDisabled() || (hasMetrics && (hasTraces || tracesUrl === undefined))) return takeBack
  await takeBack()
  throw hasMetrics ? tracesAlreadySetUp() : alreadySetUp()
}

/** The registered one; the API's own stands before it. */
function globalTracers(): TracerProvider {
  const provider = trace.getTracerProvider()
  return provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider
}

/**
 * A receiver that is gone must neither fail the host's end nor keep the next start from
 * registering: what it did not get is lost anyway.
 */
async function shutDown(node: { shutdown(): Promise<void> }): Promise<void> {
  try {
    await node.shutdown()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : typeof error
    process.emitWarning(
      `OpenTelemetry could not send what was left at the end (${code}).`,
      'KustoSaverWarning',
    )
  }
}

/** OpenTelemetry's own switch: the page is there and empty. */
function isDisabled(): boolean {
  return process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
}

function alreadySetUp(): KustoSaverError {
  return new KustoSaverError(
    'INVALID_OPTION',
    'OpenTelemetry is set up in this process already. Savers use that one: leave startTelemetry() out, or shut the first one down before starting another.',
    { operation: 'startTelemetry' },
  )
}

function tracesAlreadySetUp(): KustoSaverError {
  return new KustoSaverError(
    'INVALID_OPTION',
    'OpenTelemetry traces are set up in this process already, and savers use that set-up: leave `otlp` out of startTelemetry().',
    { operation: 'startTelemetry' },
  )
}

function running(page: MetricsPage, takeBack: Registered): RunningTelemetry {
  let ending: Promise<void> | undefined
  const shutdown = async (): Promise<void> => {
    ending ??= page.close().then(takeBack)
    return ending
  }
  return { url: page.url, shutdown, [Symbol.asyncDispose]: shutdown }
}
