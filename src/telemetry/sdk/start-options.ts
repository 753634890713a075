import { checkOptions } from '../../check-options.ts'
import { KustoSaverError } from '../../errors.ts'
import { OPTIONS } from '../../option-types.generated.ts'
import { shownValue } from '../../shown-value.ts'
import { environmentResource } from './environment-resource.ts'

/** Options of `startTelemetry()`. */
export interface StartTelemetryOptions {
  /**
   * Name of the service in metrics and traces. Without it, `OTEL_SERVICE_NAME` or `service.name` in
   * `OTEL_RESOURCE_ATTRIBUTES` must be set. All other resource attributes come from there too.
   */
  readonly serviceName?: string
  /** The page for Prometheus. */
  readonly prometheus?: PrometheusOptions
  /**
   * Where traces go; without it there are none. Needs `@opentelemetry/exporter-trace-otlp-proto`.
   */
  readonly otlp?: OtlpOptions
}

/** The page for Prometheus. */
export interface PrometheusOptions {
  /**
   * Address to listen on. The page has no authentication, so other machines can only reach it if
   * you set this. @default '127.0.0.1'
   */
  readonly host?: string
  /** Port of the page that Prometheus scrapes, 0 to 65535; 0 picks a free one. @default 9464 */
  readonly port?: number
}

/** The receiver of traces. */
export interface OtlpOptions {
  /** Base address of an OTLP/HTTP receiver, `http://localhost:4318`. */
  readonly endpoint: string
  /**
   * Whether metrics go there too, every minute, besides the page for Prometheus. Needs
   * `@opentelemetry/exporter-metrics-otlp-proto`. @default false
   */
  readonly metrics?: boolean
}

export interface ResolvedStartOptions {
  /** Undefined if the environment has it. */
  readonly serviceName: string | undefined
  readonly host: string
  readonly port: number
  readonly tracesUrl: string | undefined
  readonly metricsUrl: string | undefined
}

/** OpenTelemetry's default port of Prometheus exporters. */
const DEFAULT_PORT = 9464

const PLACE = { of: 'startTelemetry()' }

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolveStartOptions(options: StartTelemetryOptions): ResolvedStartOptions {
  checkOptions(options, [OPTIONS.StartTelemetryOptions], PLACE)
  const { serviceName, prometheus, otlp } = options
  if (prometheus !== undefined) {
    checkOptions(prometheus, [OPTIONS.PrometheusOptions], { ...PLACE, prefix: 'prometheus.' })
  }
  if (otlp !== undefined) {
    checkOptions(otlp, [OPTIONS.OtlpOptions], { ...PLACE, prefix: 'otlp.' })
  }
  const { host = '127.0.0.1', port = DEFAULT_PORT } = prometheus ?? {}
  if (serviceName === undefined ? !hasServiceName() : !isName(serviceName)) {
    throw invalid(
      '`serviceName` to be a non-empty string, or OTEL_SERVICE_NAME to be set',
      serviceName,
    )
  }
  // an empty host would mean all interfaces
  if (typeof host !== 'string' || host === '') {
    throw invalid('`prometheus.host` to be a non-empty string', host)
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw invalid('`prometheus.port` to be an integer from 0 to 65535', port)
  }
  return {
    serviceName,
    host,
    port,
    tracesUrl: otlp && signalUrl(otlp.endpoint, 'traces'),
    metricsUrl: otlp?.metrics === true ? signalUrl(otlp.endpoint, 'metrics') : undefined,
  }
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== ''
}

/** Whether the environment names the service. */
function hasServiceName(): boolean {
  return isName(environmentResource.detect().attributes['service.name'])
}

/** The path of a signal in OTLP/HTTP receivers (opentelemetry.io/docs/specs/otlp). */
function signalUrl(endpoint: string, signal: 'traces' | 'metrics'): string {
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw invalid('`otlp.endpoint` to be an address like http://localhost:4318', endpoint)
  }
  return `${endpoint.replace(/\/+$/, '')}/v1/${signal}`
}

function invalid(expected: string, got: unknown): KustoSaverError {
  return new KustoSaverError(
    'INVALID_OPTION',
    `startTelemetry() expected ${expected}, got ${shownValue(got)}`,
    { operation: 'startTelemetry' },
  )
}
