import { ENDPOINTS, type Endpoint } from '../settings/endpoint.ts'
import { statusFault } from '../faults/make-fault.ts'
import { type LimitSettings, readLimits } from './limit-settings.ts'
import { TokenBucket } from './token-bucket.ts'

const STREAMING_PER_CORE = 6
const QUERIES_PER_CORE = 10
const COMMANDS_PER_CORE = 10

/**
 * The limits of one engine. Requests only overlap in it during a latency, a slow answer or network
 * transfer: set a `latencyMs` to see the concurrency limits.
 */
export class RequestLimits {
  readonly #nowMs: () => number
  readonly #running = new Map<Endpoint, number>()
  #settings: LimitSettings = {}
  #most = new Map<Endpoint, number>()
  #buckets = new Map<Endpoint, TokenBucket>()
  #throttled = 0

  /** @param nowMs - the engine's time, for rates */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /**
   * Replaces all earlier settings.
   *
   * @throws KustoError 400 that names the invalid limit
   */
  set(settings: LimitSettings): void {
    this.load(settings)
  }

  /** {@link set} for settings from a file or a request. */
  load(settings: unknown): void {
    this.#settings = readLimits(settings)
    const { cores, maxStreamingRequests, maxQueries, maxCommands, requestsPerSecond } =
      this.#settings
    this.#most = new Map()
    this.#limit('ingest', maxStreamingRequests ?? times(cores, STREAMING_PER_CORE))
    this.#limit('query', maxQueries ?? times(cores, QUERIES_PER_CORE))
    this.#limit('mgmt', maxCommands ?? times(cores, COMMANDS_PER_CORE))
    this.#buckets = bucketsOf(requestsPerSecond, this.#nowMs)
  }

  /** Removes all limits. */
  clear(): void {
    this.set({})
  }

  /** The current settings. */
  get settings(): LimitSettings {
    return this.#settings
  }

  /** Requests rejected since the engine was opened. */
  get throttled(): number {
    return this.#throttled
  }

  /**
   * For the gate: admits a request; the returned function releases it.
   *
   * @throws KustoError 429
   */
  enter(endpoint: Endpoint): () => void {
    const running = this.#running.get(endpoint) ?? 0
    const most = this.#most.get(endpoint) ?? Infinity
    if (running >= most) this.#refuse(tooMany(endpoint, most))
    const waitMs = this.#buckets.get(endpoint)?.take() ?? 0
    if (waitMs > 0) {
      const message = `Request is denied due to throttling. The next one is accepted in ${Math.ceil(waitMs)} ms.`
      this.#refuse({ message }, waitMs)
    }
    this.#running.set(endpoint, running + 1)
    return () => this.#running.set(endpoint, (this.#running.get(endpoint) ?? 1) - 1)
  }

  #limit(endpoint: Endpoint, most: number | undefined): void {
    if (most !== undefined) this.#most.set(endpoint, most)
  }

  #refuse(words: RefusalWords, retryAfterMs?: number): never {
    this.#throttled += 1
    throw statusFault({ status: 429, ...words, retryAfterMs })
  }
}

interface RefusalWords {
  readonly code?: string
  readonly message: string
}

/** Queries and commands: with the messages of management/request-rate-limit-policy.md. */
function tooMany(endpoint: Endpoint, most: number): RefusalWords {
  const capacity = `Capacity: ${most}, Origin: 'RequestRateLimitPolicy/WorkloadGroup/default'.`
  const advice = 'aborted due to throttling. Retrying after some backoff might succeed.'
  const code = 'TooManyRequests'
  if (endpoint === 'query') return { code, message: `The query was ${advice} ${capacity}` }
  if (endpoint === 'mgmt')
    return { code, message: `The management command was ${advice} ${capacity}` }
  return {
    message: `Request is denied due to throttling. ${most} requests of this kind are running, which is the limit.`,
  }
}

function times(cores: number | undefined, each: number): number | undefined {
  return cores === undefined ? undefined : cores * each
}

/** One bucket for all endpoints, or one for each named endpoint. */
function bucketsOf(
  rate: LimitSettings['requestsPerSecond'],
  nowMs: () => number,
): Map<Endpoint, TokenBucket> {
  if (typeof rate === 'number') {
    const shared = new TokenBucket(rate, nowMs)
    return new Map(ENDPOINTS.map((endpoint) => [endpoint, shared]))
  }
  const buckets = new Map<Endpoint, TokenBucket>()
  for (const endpoint of ENDPOINTS) {
    const own = rate?.[endpoint]
    if (own !== undefined) buckets.set(endpoint, new TokenBucket(own, nowMs))
  }
  return buckets
}
