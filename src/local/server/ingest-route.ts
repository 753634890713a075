import { isJsonObject } from '../../json-object.ts'
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
  const sourceUri = readSourceUri(searchParams.get('sourceKind'), request.body)
  await engine.ingest({
    database,
    table,
    format: format.toLowerCase(),
    mapping: searchParams.get('mappingName') ?? undefined,
    body: request.body,
    sourceUri,
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

/** `{"SourceUri": "…"}` with `sourceKind=uri` — kusto/api/rest/streaming-ingest.md */
function readSourceUri(sourceKind: string | null, body: Uint8Array): string | undefined {
  if (sourceKind === null || sourceKind.toLowerCase() === 'stream') return undefined
  if (sourceKind.toLowerCase() !== 'uri')
    throw badRequest(`sourceKind is uri or stream, got '${sourceKind}'.`)
  const message = parsedOrUndefined(Buffer.from(body).toString('utf8'))
  const fields = isJsonObject(message) ? message : {}
  const uri = fields['SourceUri'] ?? fields['sourceUri']
  if (typeof uri === 'string' && /^https?:\/\//i.test(uri) && URL.canParse(uri)) return uri
  throw badRequest('With sourceKind=uri the body is {"SourceUri": "…"}, the address of a blob.')
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
