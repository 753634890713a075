import { metrics, ProxyTracerProvider, trace, type TracerProvider } from '@opentelemetry/api'
import type { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { KustoSaverError } from '../../errors.ts'
import { loadMetricExport, loadSdk, loadTraceExporter, type LoadedSdk } from './load-sdk.ts'
import { environmentResource } from './environment-resource.ts'
import { openMetricsPage, type MetricsPage } from './metrics-page.ts'
import { watchRuntime } from './runtime-metrics.ts'
import {
  resolveStartOptions,
  type ResolvedStartOptions,
  type StartTelemetryOptions,
} from './start-options.ts'

export type { OtlpOptions, PrometheusOptions, StartTelemetryOptions } from './start-options.ts'

/** A running OpenTelemetry setup. */
export interface RunningTelemetry {
  /** The URL for Prometheus. */
  readonly url: string
  /**
   * Exports the remaining telemetry, then frees the port; safe to call twice. Never rejects: if a
   * receiver is unreachable, it emits a process warning. Process signals are the host's
   * responsibility.
   */
  shutdown(): Promise<void>
  /** The same as {@link shutdown}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Sets up OpenTelemetry for an application without its own setup: metrics on a page for Prometheus,
 * and traces, and metrics if wanted, to an OTLP receiver if one is given. Works for savers created
 * before and after. An application with its own OpenTelemetry setup does not need this function.
 *
 * @example
 * ```ts
 * const telemetry = await startTelemetry({
 *   serviceName: 'support-agent',
 *   prometheus: { port: 9464 },
 * })
 * process.once('SIGTERM', () => void telemetry.shutdown())
 * ```
 * @throws KustoSaverError `MISSING_PACKAGE` with the command that installs it; `INVALID_OPTION`,
 *   also if the port is in use or OpenTelemetry is already set up
 */
export async function startTelemetry(
  options: StartTelemetryOptions = {},
): Promise<RunningTelemetry> {
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

async function pushingReader(url: string): Promise<PeriodicExportingMetricReader> {
  const sdk = await loadMetricExport()
  return new sdk.PeriodicExportingMetricReader({ exporter: new sdk.OTLPMetricExporter({ url }) })
}

type Registered = () => Promise<void>

/** @returns a function that undoes the registration */
async function register(
  { NodeSDK }: LoadedSdk,
  exporter: InstanceType<LoadedSdk['PrometheusExporter']>,
  { serviceName, tracesUrl, metricsUrl }: ResolvedStartOptions,
): Promise<Registered> {
  const pushing = metricsUrl === undefined ? [] : [await pushingReader(metricsUrl)]
  const node = new NodeSDK({
    ...(serviceName === undefined ? {} : { serviceName }),
    // others would put the command line, which may contain secrets, on the metrics page
    resourceDetectors: [environmentResource],
    metricReaders: [exporter, ...pushing],
    // if left out, both would export to an OTLP receiver on this machine
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

/** The registered provider, behind the API's proxy. */
function globalTracers(): TracerProvider {
  const provider = trace.getTracerProvider()
  return provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider
}

/**
 * An unreachable receiver must neither fail the host's shutdown nor keep the next start from
 * registering; its telemetry is lost anyway.
 */
async function shutDown(node: { shutdown(): Promise<void> }): Promise<void> {
  try {
    await node.shutdown()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : typeof error
    process.emitWarning(
      `OpenTelemetry could not export the last telemetry at shutdown (${code}).`,
      'KustoSaverWarning',
    )
  }
}

/** OpenTelemetry's own switch: the page exists but is empty. */
function isDisabled(): boolean {
  return process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
}

function alreadySetUp(): KustoSaverError {
  return new KustoSaverError(
    'INVALID_OPTION',
    'OpenTelemetry is already set up in this process, and savers use that setup. Leave out startTelemetry(), or shut the first setup down before starting another.',
    { operation: 'startTelemetry' },
  )
}

function tracesAlreadySetUp(): KustoSaverError {
  return new KustoSaverError(
    'INVALID_OPTION',
    'OpenTelemetry traces are already set up in this process, and savers use that setup. Leave `otlp` out of startTelemetry().',
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
