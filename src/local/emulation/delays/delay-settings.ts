import { badRequest } from '../../failures/bad-request.ts'
import { ENDPOINTS, type Endpoint } from '../settings/endpoint.ts'
import { isJsonObject } from '../../../json-object.ts'
import { readRangeMs, type RangeMs } from '../settings/range-ms.ts'

/** Delays in milliseconds of the engine's clock. Omitted ones are 0. */
export interface DelaySettings {
  /** Between the acknowledgement of streamed rows and the first query that sees them. */
  readonly visibilityMs?: RangeMs | undefined
  /** The same for single tables, by name; overrides {@link visibilityMs}. */
  readonly tableVisibilityMs?: Readonly<Record<string, RangeMs>> | undefined
  /** An additional delay per row, so that rows of one request become visible one by one. */
  readonly rowVisibilityMs?: RangeMs | undefined
  /**
   * Between a change of a table's columns, mappings or policies and the first streaming request
   * that sees it; up to 5 minutes on a cluster (ingest-data-streaming.md).
   */
  readonly schemaCacheMs?: number | undefined
  /**
   * Between an ingestion and its rows in `materialized_view('V')`, only the materialized part of
   * the view.
   */
  readonly viewLagMs?: RangeMs | undefined
  /**
   * Between the visibility of streamed rows in their table and in a materialized view by its name,
   * whose delta follows a cursor; up to 60 s on a cluster (ingest-data-streaming.md). By default
   * the view is fresh.
   */
  readonly viewDeltaLagMs?: RangeMs | undefined
  /** Duration of requests, for all or by endpoint. */
  readonly latencyMs?: RangeMs | Readonly<Partial<Record<Endpoint, RangeMs>>> | undefined
  /** Seed for random delays; random by default. */
  readonly seed?: number | undefined
}

const NAMES = [
  'visibilityMs',
  'tableVisibilityMs',
  'rowVisibilityMs',
  'schemaCacheMs',
  'viewLagMs',
  'viewDeltaLagMs',
  'latencyMs',
  'seed',
]

/** @throws KustoError 400 that names the invalid setting */
export function readDelaySettings(value: unknown): DelaySettings {
  if (!isJsonObject(value)) throw badRequest('Delays must be an object.')
  const unknown = Object.keys(value).find((name) => !NAMES.includes(name))
  if (unknown !== undefined) {
    throw badRequest(`Unknown delay '${unknown}'; known delays: ${NAMES.join(', ')}.`)
  }
  return {
    visibilityMs: optionalRange(value['visibilityMs'], 'visibilityMs'),
    tableVisibilityMs: rangesByName(value['tableVisibilityMs'], 'tableVisibilityMs'),
    rowVisibilityMs: optionalRange(value['rowVisibilityMs'], 'rowVisibilityMs'),
    schemaCacheMs: optionalNumber(value['schemaCacheMs'], 'schemaCacheMs'),
    viewLagMs: optionalRange(value['viewLagMs'], 'viewLagMs'),
    viewDeltaLagMs: optionalRange(value['viewDeltaLagMs'], 'viewDeltaLagMs'),
    latencyMs: readLatency(value['latencyMs']),
    seed: optionalNumber(value['seed'], 'seed'),
  }
}

function optionalRange(value: unknown, name: string): RangeMs | undefined {
  return value === undefined ? undefined : readRangeMs(value, name)
}

function optionalNumber(value: unknown, name: string): number | undefined {
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value
  throw badRequest(`${name} must be a number from 0 up; got ${JSON.stringify(value)}.`)
}

function rangesByName(value: unknown, name: string): Readonly<Record<string, RangeMs>> | undefined {
  if (value === undefined) return undefined
  if (!isJsonObject(value))
    throw badRequest(`${name} must be an object that maps names to milliseconds.`)
  return Object.fromEntries(
    Object.entries(value).map(([key, span]) => [key, readRangeMs(span, `${name}.${key}`)]),
  )
}

function readLatency(value: unknown): DelaySettings['latencyMs'] {
  if (!isJsonObject(value)) return optionalRange(value, 'latencyMs')
  const unknown = Object.keys(value).find((name) => !ENDPOINTS.some((known) => known === name))
  if (unknown !== undefined) {
    throw badRequest(`Unknown endpoint '${unknown}'; known endpoints: ${ENDPOINTS.join(', ')}.`)
  }
  return rangesByName(value, 'latencyMs')
}
