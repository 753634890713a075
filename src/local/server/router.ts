import { authMetadata } from './auth-route.ts'
import { badRequest } from '../failures/bad-request.ts'
import { CONTROL_ROUTES } from './control-route.ts'
import { streamingIngest } from './ingest-route.ts'
import { mgmt } from './mgmt-route.ts'
import { ping } from './ping-route.ts'
import { queryV1, queryV2 } from './query-route.ts'
import type { Route } from './route.ts'

interface RouteEntry {
  readonly method: string
  readonly matches: (path: string) => boolean
  readonly route: Route
}

const is = (expected: string) => (path: string) => path === expected

const ROUTES: readonly RouteEntry[] = [
  { method: 'POST', matches: is('/v2/rest/query'), route: queryV2 },
  { method: 'POST', matches: is('/v1/rest/query'), route: queryV1 },
  { method: 'POST', matches: is('/v1/rest/mgmt'), route: mgmt },
  {
    method: 'POST',
    matches: (path) => path.startsWith('/v1/rest/ingest/'),
    route: streamingIngest,
  },
  { method: 'GET', matches: is('/v1/rest/auth/metadata'), route: authMetadata },
  { method: 'GET', matches: is('/v1/rest/ping'), route: ping },
  ...CONTROL_ROUTES.map(({ method, path, route }) => ({ method, matches: is(path), route })),
]

/** @throws KustoError 404 for an unknown or unsupported path, 405 for a wrong method */
export function findRoute(method: string, path: string): Route {
  const known = ROUTES.filter((entry) => entry.matches(path))
  const entry = known.find((candidate) => candidate.method === method)
  if (entry !== undefined) return entry.route
  if (known.length > 0) {
    throw badRequest(
      `${method} is not allowed on ${path}: use ${known.map((each) => each.method).join(', ')}.`,
      'BadRequest_MethodNotAllowed',
      405,
    )
  }
  throw badRequest(`The local Kusto does not serve ${path}.`, 'NotFound', 404)
}
