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

/** A request property that Kusto refused, and its words. */
export interface RefusedProperty {
  readonly name: string
  readonly error: KustoError
}

interface PinnedProperty {
  readonly name: string
  readonly value: string
  /** How a refusal may name it. */
  readonly named: RegExp
}

/**
 * What a query relies on, said by itself: where a client says nothing, the policy of its workload
 * group decides, which may be weak consistency or results of hours ago
 * (kusto/management/query-consistency-policy.md).
 */
const PINNED: readonly PinnedProperty[] = [
  // not available in Fabric (kusto/api/rest/request-properties.md), where a query is strongly
  // consistent unless a policy says otherwise
  { name: 'queryconsistency', value: 'strongconsistency', named: /query[\s_]?consistency/i },
  { name: 'query_results_cache_max_age', value: '00:00:00', named: /results[\s_]?cache/i },
]

const NONCE = 'request_nonce'
const DECLARATION = 'declare query_parameters('

/**
 * A client whose queries are answered from the tables as they are now.
 *
 * A maximum age of 0 counts as none (kusto/query/query-results-cache.md), so against a workload
 * group's `CachedResultsMaxAge` it may not help, and against one that is not relaxable no property
 * does. That page has a cached result for queries only whose text and properties are the same: so
 * each query has a parameter of its own that nothing reads, and its text stays fixed.
 * `query_results_cache_force_refresh` would need a maximum age above 0, which fills the cache with
 * what nobody asks for again.
 *
 * A property that Kusto refuses by name is left out from then on.
 */
export class PinnedClient implements KustoClient {
  readonly #inner: KustoClient
  readonly #onRefused: (refused: RefusedProperty) => void
  readonly #refused = new Map<string, RefusedProperty>()
  readonly #nonce = randomBytes(6).toString('hex')
  #queries = 0

  /** @param onRefused - told once of each property that Kusto does not take; must not throw */
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

  /** @returns whether it is worth asking again without the property that was refused */
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
