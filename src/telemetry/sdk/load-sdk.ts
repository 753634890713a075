import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import type { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import type { NodeSDK } from '@opentelemetry/sdk-node'
import { KustoSaverError } from '../../errors.ts'

/**
 * The used parts of the OpenTelemetry SDK. It is not a dependency: applications install the version
 * that fits their API.
 */
export interface LoadedSdk {
  readonly NodeSDK: typeof NodeSDK
  readonly PrometheusExporter: typeof PrometheusExporter
}

/** @throws KustoSaverError `MISSING_PACKAGE` */
export async function loadSdk(): Promise<LoadedSdk> {
  const [sdk, prometheus] = await Promise.all([
    load('@opentelemetry/sdk-node', () => import('@opentelemetry/sdk-node')),
    load('@opentelemetry/exporter-prometheus', () => import('@opentelemetry/exporter-prometheus')),
  ])
  return {
    NodeSDK: sdk.NodeSDK,
    PrometheusExporter: prometheus.PrometheusExporter,
  }
}

/** @throws KustoSaverError `MISSING_PACKAGE` */
export async function loadTraceExporter(): Promise<typeof OTLPTraceExporter> {
  const name = '@opentelemetry/exporter-trace-otlp-proto'
  const loaded = await load(name, () => import('@opentelemetry/exporter-trace-otlp-proto'))
  return loaded.OTLPTraceExporter
}

/** The parts that send metrics. */
export interface LoadedMetricExport {
  readonly OTLPMetricExporter: typeof OTLPMetricExporter
  readonly PeriodicExportingMetricReader: typeof PeriodicExportingMetricReader
}

/** @throws KustoSaverError `MISSING_PACKAGE` */
export async function loadMetricExport(): Promise<LoadedMetricExport> {
  const name = '@opentelemetry/exporter-metrics-otlp-proto'
  const [exporter, sdk] = await Promise.all([
    load(name, () => import('@opentelemetry/exporter-metrics-otlp-proto')),
    load('@opentelemetry/sdk-metrics', () => import('@opentelemetry/sdk-metrics')),
  ])
  return {
    OTLPMetricExporter: exporter.OTLPMetricExporter,
    PeriodicExportingMetricReader: sdk.PeriodicExportingMetricReader,
  }
}

/**
 * The packages of one version belong together: 0.223 with Node 20 and API 1.9, 0.301 with Node
 * 22.15 and API 1.10 (open-telemetry/opentelemetry-js, doc/3.x/announcement.md).
 */
export async function load<T>(name: string, importing: () => Promise<T>): Promise<T> {
  try {
    return await importing()
  } catch (error) {
    if (!isNotFound(error, name)) throw error
    const others = ['@opentelemetry/sdk-node', '@opentelemetry/exporter-prometheus'].filter(
      (other) => other !== name,
    )
    const line = (version: string): string =>
      `npm install ${[name, ...others].map((pack) => `${pack}@${version}`).join(' ')}`
    throw new KustoSaverError(
      'MISSING_PACKAGE',
      `startTelemetry() needs the package ${name}: run \`${line('~0.223.0')}\`, or with @opentelemetry/api 1.10 and Node 22.15 or later \`${line('~0.301.0')}\`.`,
      { operation: 'startTelemetry' },
    )
  }
}

/**
 * The package itself is missing. A package whose dependency is missing is broken and throws its own
 * error.
 */
function isNotFound(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    // of `import`, and of `require`
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
    error.message.includes(`'${name}'`)
  )
}
