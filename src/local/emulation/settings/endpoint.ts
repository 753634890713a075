/** What a request asks for: the four kinds that faults, limits and counts tell apart. */
export type Endpoint = 'query' | 'mgmt' | 'ingest' | 'enqueue'

export const ENDPOINTS: readonly Endpoint[] = ['query', 'mgmt', 'ingest', 'enqueue']

/** One request as it comes to the gate. */
export interface GateRequest {
  readonly endpoint: Endpoint
  readonly database: string
  /** Where rows go; undefined for queries and commands. */
  readonly table?: string
  /** KQL of a query or command. */
  readonly text?: string
  readonly clientRequestId?: string | undefined
}
