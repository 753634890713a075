import { runAcrossTurns, BYTES_PER_TURN } from '../../event-loop-turns.ts'
import { badRequest, entityNotFound } from '../failures/bad-request.ts'
import type { MappingEntity, Policies, TableEntity } from '../catalog/entities.ts'
import type { ArrivalOf } from '../emulation/delays/arrival.ts'
import type { StreamingSchema } from '../catalog/streaming-schemas.ts'
import type { EngineIngest } from '../engine/engine.ts'
import type { SqlRow } from '../sqlite/database.ts'
import { toSql } from '../values/values.ts'
import { KustoError } from '../../kusto-error.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { jsonLinesSteps } from './json-reader.ts'
import type { JsonRecord } from './json-record.ts'
import { type MappedColumn, parseMapping } from './mapping.ts'
import { mappingKind, readRows } from './read-rows.ts'

/** A streaming request takes at most 4 MB (ingest-data-streaming.md). */
const MAX_REQUEST_BYTES = 4 * 2 ** 20

/** Where streamed rows go, and the schema that they are checked against. */
type IngestTarget = Pick<Workspace, 'catalog' | 'streamingSchemas' | 'appender'>

/** A request with the lines of its body, if they were read ahead. */
export interface ReadIngest extends EngineIngest {
  readonly records?: readonly JsonRecord[] | undefined
}

/** Whether the body should be read in pieces before the commit, which is in one go. */
export function isReadAhead({ format, body }: EngineIngest): boolean {
  return format === 'json' && body.byteLength > BYTES_PER_TURN
}

export async function readAhead(request: EngineIngest): Promise<ReadIngest> {
  return { ...request, records: await runAcrossTurns(jsonLinesSteps(request.body)) }
}

/** Streaming ingestion: validates like Kusto, then commits the rows. */
export function streamIngest(
  { catalog, streamingSchemas, appender }: IngestTarget,
  request: ReadIngest,
  arrival?: ArrivalOf,
): void {
  const database = catalog.database(request.database)
  const current = database.table(request.table)
  const schema = streamingSchemas.of(database)
  const table = schema.table(request.table)
  // objects that the cache does not know do not exist
  if (table === undefined) throw entityNotFound('Table', request.table)
  checkPolicy(schema, table)
  checkSize(request)
  const mapping = streamingMapping(table, request)
  const rows = readRows(table, {
    format: request.format,
    text: request.records === undefined ? textOf(request.body) : '',
    records: request.records,
    mapping,
  })
  appender.append(database, current, fitRows(rows, table, current), arrival)
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8')
}

/** Reads rows by the cached columns and fits them to the table's current ones. */
function fitRows(rows: readonly SqlRow[], from: TableEntity, to: TableEntity): readonly SqlRow[] {
  if (from.columns === to.columns) return rows
  const places = to.columns.map(({ name, type }) =>
    from.columns.findIndex((column) => column.name === name && column.type === type),
  )
  return rows.map((row) =>
    places.map((place, index) => row[place] ?? toSql(null, to.columns[index]?.type ?? 'string')),
  )
}

function checkPolicy(schema: StreamingSchema, table: TableEntity): void {
  const own = isStreamingEnabled(table.policies)
  // the table's policy overrides the database's (streaming-ingestion-policy.md)
  if (own ?? isStreamingEnabled(schema.policies) ?? false) return
  throw badRequest(
    `Streaming ingestion policy is not enabled on table '${table.name}' or its database.`,
    'BadRequest_StreamingIngestionPolicyNotEnabled',
  )
}

function isStreamingEnabled(policies: Policies): boolean | undefined {
  const policy = policies['streamingingestion']
  if (typeof policy !== 'object' || policy === null || !('IsEnabled' in policy)) return undefined
  return policy.IsEnabled === true
}

function checkSize(request: EngineIngest): void {
  if (request.body.byteLength === 0) {
    throw badRequest(
      `There is no data to ingest into table '${request.table}'.`,
      'Stream_NoDataToIngest',
    )
  }
  if (request.body.byteLength <= MAX_REQUEST_BYTES) return
  throw new KustoError(
    `The streaming ingestion request for table '${request.table}' has ${request.body.byteLength} bytes, ` +
      `more than the limit of ${MAX_REQUEST_BYTES}.`,
    { code: 'Stream_InputStreamTooLarge', status: 413, permanent: true },
  )
}

/** JSON formats must name an existing mapping (api/rest/streaming-ingest.md). */
function streamingMapping(
  table: TableEntity,
  request: EngineIngest,
): readonly MappedColumn[] | undefined {
  const kind = mappingKind(request.format)
  if (request.mapping !== undefined && request.mapping !== '') {
    return parsedMapping(findMapping(table, kind, request.mapping))
  }
  if (kind === 'csv') return undefined
  throw badRequest(
    `Streaming ingestion of format '${request.format}' into table '${table.name}' needs the name of an ingestion mapping.`,
    // spelled like this in error-codes.md
    'BadRequest_MissingMappingtFailure',
  )
}

const parsedMappings = new WeakMap<MappingEntity, readonly MappedColumn[]>()

function parsedMapping(mapping: MappingEntity): readonly MappedColumn[] {
  const known = parsedMappings.get(mapping) ?? parseMapping(mapping.text)
  parsedMappings.set(mapping, known)
  return known
}

export function findMapping(table: TableEntity, kind: string, name: string): MappingEntity {
  const mapping = table.mappings.find((one) => one.kind === kind && one.name === name)
  if (mapping === undefined) {
    throw badRequest(
      `The ${kind} ingestion mapping '${name}' of table '${table.name}' was not found.`,
      'BadRequest_MappingReferenceWasNotFound',
    )
  }
  return mapping
}
