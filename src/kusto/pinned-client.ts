import { randomBytes } from 'node:crypto'
import { KustoError } from '../kusto-error.ts'
import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
} from './kusto-client.ts'
import { stringLiteral } from './literals.ts'

/** A request property that Kusto rejected, with Kusto's message. */
export interface RefusedProperty {
  readonly name: string
  readonly error: KustoError
}

interface PinnedProperty {
  readonly name: string
  readonly value: string
  /** The names by which an error may mention it. */
  readonly named: RegExp
}

/**
 * The properties that a query relies on. If a client leaves them out, the policy of its workload
 * group applies, which may be weak consistency or hours-old results
 * (kusto/management/query-consistency-policy.md).
 */
const PINNED: readonly PinnedProperty[] = [
  // not available in Fabric (kusto/api/rest/request-properties.md), where queries are strongly
  // consistent unless a policy says otherwise
  { name: 'queryconsistency', value: 'strongconsistency', named: /query[\s_]?consistency/i },
  { name: 'query_results_cache_max_age', value: '00:00:00', named: /results[\s_]?cache/i },
]

const NONCE = 'request_nonce'
const DECLARATION = 'declare query_parameters('

/**
 * A client whose queries read the current state of the tables.
 *
 * A maximum age of 0 counts as none (kusto/query/query-results-cache.md), so it may not override a
 * workload group's `CachedResultsMaxAge`, and no property overrides one that is not relaxable.
 * According to that page, only queries with equal text and properties get a cached result. So each
 * query has its own parameter that nothing reads, and its text stays fixed.
 * `query_results_cache_force_refresh` would need a maximum age above 0, which fills the cache with
 * results that nobody requests again.
 *
 * A property that Kusto rejects by name is omitted from then on.
 */
export class PinnedClient implements KustoClient {
  readonly #inner: KustoClient
  readonly #onRefused: (refused: RefusedProperty) => void
  readonly #refused = new Map<string, RefusedProperty>()
  readonly #nonce = randomBytes(6).toString('hex')
  #queries = 0

  /** @param onRefused - called once for each property that Kusto rejects; must not throw */
  constructor(inner: KustoClient, onRefused: (refused: RefusedProperty) => void = () => undefined) {
    this.#inner = inner
    this.#onRefused = onRefused
  }

  get refused(): readonly RefusedProperty[] {
    return [...this.#refused.values()]
  }

  async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    // by another client of this kind
    if (NONCE in request.parameters) return this.#inner.query(request)
    for (;;) {
      const sent = this.#pinned(request)
      try {
        return await this.#inner.query(sent)
      } catch (error) {
        if (!this.#note(error, sent.properties)) throw error
      }
    }
  }

  command(request: KustoCommand): Promise<KustoTable> {
    return this.#inner.command(request)
  }

  ingest(request: KustoIngest): Promise<void> {
    return this.#inner.ingest(request)
  }

  enqueue(request: KustoEnqueue): Promise<void> {
    return this.#inner.enqueue(request)
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  #pinned(request: KustoQuery): KustoQuery & Required<Pick<KustoQuery, 'properties'>> {
    const taken = PINNED.filter(({ name }) => !this.#refused.has(name))
    const nonce = stringLiteral(`${this.#nonce}-${(this.#queries++).toString(36)}`)
    return {
      ...request,
      text: declaringNonce(request.text),
      parameters: { ...request.parameters, [NONCE]: nonce },
      properties: {
        ...request.properties,
        ...Object.fromEntries(taken.map(({ name, value }) => [name, value])),
      },
    }
  }

  /** @returns whether to retry without the property that was rejected */
  #note(error: unknown, sent: Readonly<Record<string, unknown>>): boolean {
    if (!(error instanceof KustoError) || error.status !== 400) return false
    const named = PINNED.find((one) => one.name in sent && one.named.test(error.message))
    if (named === undefined) return false
    if (!this.#refused.has(named.name)) {
      const refused = { name: named.name, error }
      this.#refused.set(named.name, refused)
      this.#onRefused(refused)
    }
    return true
  }
}

function declaringNonce(text: string): string {
  return text.includes(DECLARATION)
    ? text.replace(DECLARATION, `${DECLARATION}${NONCE}:string, `)
    : `${DECLARATION}${NONCE}:string);\n${text}`
}
