import { badRequest } from '../../failures/bad-request.ts'
import { ENDPOINTS, type Endpoint } from '../settings/endpoint.ts'
import { isJsonObject } from '../../../json-object.ts'

/**
 * What the emulated cluster takes at a time; beyond it requests get 429. Nothing is limited unless
 * said.
 */
export interface LimitSettings {
  /**
   * Gives {@link maxStreamingRequests} 6, {@link maxQueries} and {@link maxCommands} 10 a core, as
   * a cluster has (ingest-data-streaming.md, management/request-rate-limit-policy.md).
   */
  readonly cores?: number | undefined
  /** Streaming requests at a time. */
  readonly maxStreamingRequests?: number | undefined
  /** Queries at a time. */
  readonly maxQueries?: number | undefined
  /** Management commands at a time. */
  readonly maxCommands?: number | undefined
  /** Requests a second over time, all together or by endpoint; as many may come at once. */
  readonly requestsPerSecond?: number | Readonly<Partial<Record<Endpoint, number>>> | undefined
}

const NAMES = ['cores', 'maxStreamingRequests', 'maxQueries', 'maxCommands', 'requestsPerSecond']

/** @throws KustoError 400 naming the limit that cannot be */
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
