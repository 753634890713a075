import { PlainText } from './plain-text.ts'
import type { Route } from './route.ts'

/**
 * `GET /v1/rest/ping`: load balancers and container health checks call it, without credentials and
 * without a database (kusto/api/rest/ping.md). The text is the one of a cluster's node
 * (data-explorer/vnet-endpoint-resolution.md).
 */
export const ping: Route = (_, { localAddress = '' }) =>
  Promise.resolve(new PlainText(`Pong! IP address: '${localAddress}'`))
