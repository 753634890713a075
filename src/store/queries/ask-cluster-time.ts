import type { KustoClient, KustoTable } from '../../kusto/kusto-client.ts'
import type { RequestPolicy } from '../../kusto/request-policy.ts'
import type { ClusterClock } from '../revisions/cluster-clock.ts'

const CLUSTER_TIME = 'print cluster_now = now()'

/** Maximum time of one request. */
const TIMEOUT_MS = 5000

/**
 * Adds one result table to the text. `now()` is the same in all statements of a query
 * (kusto/query/now-function.md).
 */
export function withClusterTime(text: string): string {
  return `${text};\n${CLUSTER_TIME}`
}

/** NaN if the answer has none. */
export function readClusterTime(table: KustoTable | undefined): number {
  const value = table?.rows[0]?.[0]
  return typeof value === 'string' ? Date.parse(value) : Number.NaN
}

/** Sends one query. Rejects like the client. */
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
 * Makes the first write of a process wait for the cluster time: a life that begins by a wrong clock
 * may be above the tombstone that deletes it. If Kusto does not answer within the time budget, the
 * local clock is used for a while.
 */
export class ClusterTimeProbe {
  readonly #client: KustoClient
  readonly #clock: ClusterClock
  readonly #policy: RequestPolicy
  #probe: Promise<void> | undefined
  #failedAtMs: number | undefined

  constructor(client: KustoClient, clock: ClusterClock, policy: RequestPolicy) {
    this.#client = client
    this.#clock = clock
    this.#policy = policy
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
    const ask = (): Promise<void> => askClusterTime(this.#client, this.#clock)
    try {
      await this.#policy.run(ask, { isUrgent: true })
    } catch {
      // the write's own request reports the problem
      this.#failedAtMs = this.#clock.localMs()
    }
  }

  #failedLately(): boolean {
    if (this.#failedAtMs === undefined) return false
    return Math.abs(this.#clock.localMs() - this.#failedAtMs) < ASK_AGAIN_AFTER_MS
  }
}

const ASK_AGAIN_AFTER_MS = 60_000
