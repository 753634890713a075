import { badRequest } from '../../failures/bad-request.ts'
import { isJsonObject } from '../../../json-object.ts'
import { parsedOrUndefined } from '../../ingestion/parsed-json.ts'
import type { QueuedSource } from '../queued-source.ts'

/** The request of a message in the ready-for-aggregation queue. */
export interface IngestionRequest {
  readonly source: QueuedSource
  /** URL with its signature. */
  readonly blobUrl: string
}

/** `ReportLevel` and `ReportMethod` — kusto/api/netfx/kusto-ingest-client-rest.md */
const REPORT_FAILURES_ONLY = 0
const REPORT_ALL = 2
const REPORT_TO_TABLE = 1

/**
 * Reads a message: base64 of JSON — kusto/api/netfx/kusto-ingest-client-rest.md
 *
 * @throws KustoError for a message that no client of Kusto would send, or that requests an
 *   unsupported feature
 */
export function readMessage(text: string): IngestionRequest {
  const message = parsedOrUndefined(Buffer.from(text, 'base64').toString('utf8'))
  if (!isJsonObject(message)) throw invalid('it is not base64 of a JSON object')
  const properties = isJsonObject(message['AdditionalProperties'])
    ? message['AdditionalProperties']
    : {}
  if (message['ReportMethod'] === REPORT_TO_TABLE) {
    throw invalid(
      'it reports its status to a table, which the local Kusto does not support; use queues',
    )
  }
  const blobUrl = required(message, 'BlobPath')
  if (!URL.canParse(blobUrl)) throw invalid('BlobPath is not a URL')
  return { blobUrl, source: sourceOf(message, properties, blobUrl) }
}

type Fields = Readonly<Record<string, unknown>>

function sourceOf(message: Fields, properties: Fields, blobUrl: string): QueuedSource {
  const level = message['ReportLevel']
  return {
    id: required(message, 'Id'),
    path: withoutSignature(blobUrl),
    database: required(message, 'DatabaseName'),
    table: required(message, 'TableName'),
    format: (optional(properties, 'format') ?? 'csv').toLowerCase(),
    mapping: optional(properties, 'ingestionMappingReference'),
    inlineMapping: optional(properties, 'ingestionMapping'),
    ignoreFirstRecord: isTrue(properties['ignoreFirstRecord']),
    flushImmediately: isTrue(message['FlushImmediately']),
    tags: texts(properties['tags']),
    ingestIfNotExists: texts(properties['ingestIfNotExists']),
    rawBytes: typeof message['RawDataSize'] === 'number' ? message['RawDataSize'] : 0,
    reports: {
      failures: level === REPORT_FAILURES_ONLY || level === REPORT_ALL,
      successes: level === REPORT_ALL,
    },
  }
}

/** A URL without secrets. */
export function withoutSignature(url: string): string {
  return url.split(/[?;]/, 1)[0] ?? ''
}

function required(fields: Fields, name: string): string {
  const text = optional(fields, name)
  if (text === undefined) throw invalid(`${name} is missing`)
  return text
}

function optional(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

/** A JSON array of strings, which the SDKs send as text. */
function texts(value: unknown): readonly string[] {
  const list = typeof value === 'string' ? parsedOrUndefined(value) : value
  if (!Array.isArray(list)) return []
  return list.filter((item): item is string => typeof item === 'string')
}

function invalid(what: string): Error {
  return badRequest(`Invalid queue message: ${what}.`, 'BadRequest_InvalidQueueMessage')
}
