import { badRequest } from '../../failures/bad-request.ts'
import { ENDPOINTS, type Endpoint } from '../settings/endpoint.ts'
import { isJsonObject } from '../../../json-object.ts'

/**
 * Concurrency and rate limits of the emulated cluster; requests beyond them get 429. Nothing is
 * limited by default.
 */
export interface LimitSettings {
  /**
   * Sets {@link maxStreamingRequests} to 6, {@link maxQueries} and {@link maxCommands} to 10 per
   * core, like a cluster (ingest-data-streaming.md, management/request-rate-limit-policy.md).
   */
  readonly cores?: number | undefined
  /** Concurrent streaming requests. */
  readonly maxStreamingRequests?: number | undefined
  /** Concurrent queries. */
  readonly maxQueries?: number | undefined
  /** Concurrent management commands. */
  readonly maxCommands?: number | undefined
  /** Average requests per second, all together or by endpoint; as many may come at once. */
  readonly requestsPerSecond?: number | Readonly<Partial<Record<Endpoint, number>>> | undefined
}

const NAMES = ['cores', 'maxStreamingRequests', 'maxQueries', 'maxCommands', 'requestsPerSecond']

/** @throws KustoError 400 that names the invalid limit */
export function readLimits(settings: unknown): LimitSettings {
  if (!isJsonObject(settings)) throw badRequest('Limits must be an object.')
  refuseUnknown(settings, NAMES, 'limit')
  const { requestsPerSecond } = settings
  return {
    cores: above0(settings['cores'], 'cores'),
    maxStreamingRequests: above0(settings['maxStreamingRequests'], 'maxStreamingRequests'),
    maxQueries: above0(settings['maxQueries'], 'maxQueries'),
    maxCommands: above0(settings['maxCommands'], 'maxCommands'),
    requestsPerSecond: isJsonObject(requestsPerSecond)
      ? ratesByEndpoint(requestsPerSecond)
      : above0(requestsPerSecond, 'requestsPerSecond'),
  }
}

function ratesByEndpoint(
  rates: Readonly<Record<string, unknown>>,
): Readonly<Partial<Record<Endpoint, number>>> {
  refuseUnknown(rates, ENDPOINTS, 'endpoint')
  const read: Partial<Record<Endpoint, number>> = {}
  for (const endpoint of ENDPOINTS) {
    const rate = above0(rates[endpoint], endpoint)
    if (rate !== undefined) read[endpoint] = rate
  }
  return read
}

function refuseUnknown(settings: object, names: readonly string[], what: string): void {
  const unknown = Object.keys(settings).find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw badRequest(`Unknown ${what} '${unknown}'; known: ${names.join(', ')}.`)
}

function above0(value: unknown, name: string): number | undefined {
  if (value === undefined || (typeof value === 'number' && value > 0)) return value
  throw badRequest(`The limit '${name}' must be above 0; got ${JSON.stringify(value)}.`)
}
