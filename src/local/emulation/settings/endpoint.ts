/** The kind of a request: the four that faults, limits and counts distinguish. */
export type Endpoint = 'query' | 'mgmt' | 'ingest' | 'enqueue'

export const ENDPOINTS: readonly Endpoint[] = ['query', 'mgmt', 'ingest', 'enqueue']

/** One request at the gate. */
export interface GateRequest {
  readonly endpoint: Endpoint
  readonly database: string
  /** The target table; undefined for queries and commands. */
  readonly table?: string
  /** KQL of a query or command. */
  readonly text?: string
  readonly clientRequestId?: string | undefined
}
