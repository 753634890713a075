import type { IncomingHttpHeaders } from 'node:http'
import type { Engine } from '../engine/engine.ts'

/** One kind of request of Kusto's REST protocol. Throws `KustoError` to reject it. */
export type Route = (engine: Engine, request: RouteRequest) => Promise<unknown>

export interface RouteRequest {
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  /** Address of the client. */
  readonly remoteAddress: string | undefined
  /** Address of this machine that the client reached. */
  readonly localAddress: string | undefined
  /** Already uncompressed. */
  readonly body: Uint8Array
  readonly clientRequestId: string
  readonly activityId: string
}
