import type { KustoClient, KustoTable } from '../../kusto/kusto-client.ts'
import type { ClusterClock } from '../revisions/cluster-clock.ts'

const CLUSTER_TIME = 'print cluster_now = now()'

/** So long a write waits for the cluster's time at most: without it the local clock has to do. */
const TIMEOUT_MS = 5000

/**
 * The text with one more result table. `now()` is the same in all statements of a query
 * (kusto/query/now-function.md).
 */
export function withClusterTime(text: string): string {
  return `${text};\n${CLUSTER_TIME}`
}

/** NaN when the answer has none. */
export function readClusterTime(table: KustoTable | undefined): number {
  const value = table?.rows[0]?.[0]
  return typeof value === 'string' ? Date.parse(value) : Number.NaN
}

/** One query. Rejects as the client does. */
export async function askClusterTime(client: KustoClient, clock: ClusterClock): Promise<void> {
  const sentAtMs = clock.localMs()
  const [table] = await client.query({
    summary: 'query cluster time',
    text: CLUSTER_TIME,
    parameters: {},
    timeoutMs: TIMEOUT_MS,
  })
  clock.observe({ sentAtMs, receivedAtMs: clock.localMs(), clusterMs: readClusterTime(table) })
}

/**
 * The same, but never rejects: the local clock has to do then. @returns whether there was an answer
 */
export async function learnClusterTime(client: KustoClient, clock: ClusterClock): Promise<boolean> {
  try {
    await askClusterTime(client, clock)
    return true
  } catch {
    return false
  }
}

/**
 * Lets the first write of a process wait until the cluster's time is known; a failure is tried
 * again only after a while.
 */
export class ClusterTimeProbe {
  readonly #client: KustoClient
  readonly #clock: ClusterClock
  #probe: Promise<void> | undefined
  #failedAtMs: number | undefined

  constructor(client: KustoClient, clock: ClusterClock) {
    this.#client = client
    this.#clock = clock
  }

  /** Never rejects. */
  async ready(): Promise<void> {
    if (this.#clock.reading !== undefined || this.#failedLately()) return
    this.#probe ??= this.#ask().finally(() => {
      this.#probe = undefined
    })
    await this.#probe
  }

  async #ask(): Promise<void> {
    const isAnswered = await learnClusterTime(this.#client, this.#clock)
    // the write's own request tells of what is wrong
    if (!isAnswered) this.#failedAtMs = this.#clock.localMs()
  }

  #failedLately(): boolean {
    if (this.#failedAtMs === undefined) return false
    return Math.abs(this.#clock.localMs() - this.#failedAtMs) < ASK_AGAIN_AFTER_MS
  }
}

const ASK_AGAIN_AFTER_MS = 60_000
