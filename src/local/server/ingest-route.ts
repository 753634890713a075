import { badRequest } from '../failures/bad-request.ts'
import { commandAnswer } from './frames-v1.ts'
import type { Route } from './route.ts'

/**
 * `POST /v1/rest/ingest/{database}/{table}?streamFormat=…&mappingName=…` —
 * kusto/api/rest/streaming-ingest.md
 */
export const streamingIngest: Route = async (engine, request) => {
  const { searchParams } = request.url
  const { database, table } = readTarget(request.url)
  const format = searchParams.get('streamFormat')
  if (format === null || format === '') throw badRequest('Streaming ingestion needs streamFormat.')
  refuseSource(searchParams.get('sourceKind'))
  await engine.ingest({
    database,
    table,
    format: format.toLowerCase(),
    mapping: searchParams.get('mappingName') ?? undefined,
    body: request.body,
    clientRequestId: request.clientRequestId,
  })
  // The content of this answer is undocumented; clients only read its status, some parse it as
  // tables.
  return commandAnswer({ name: 'Table_0', columns: [], rows: [] })
}

function readTarget(url: URL): { database: string; table: string } {
  const [, , , , database = '', table = '', ...rest] = url.pathname.split('/').map(decodePart)
  if (database === '' || table === '' || rest.length > 0) {
    throw badRequest(`Expected /v1/rest/ingest/{database}/{table}, got ${url.pathname}.`)
  }
  return { database, table }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw badRequest(`The path holds '${part}', which is not valid URL encoding.`)
  }
}

function refuseSource(sourceKind: string | null): void {
  if (sourceKind === null || sourceKind.toLowerCase() === 'stream') return
  throw badRequest(
    `sourceKind=${sourceKind} is not supported by the local Kusto, which reads no blobs: send the rows in the body.`,
  )
}
