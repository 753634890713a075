import { badRequest } from '../failures/bad-request.ts'
import { isJsonObject } from '../../json-object.ts'

/** The body of a query or a command. */
export interface RequestBody {
  readonly database: string
  readonly text: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
}

// The database of a request without `db` — data-explorer/kusto-emulator-install.md
const DEFAULT_DATABASE = 'NetDefaultDB'

export function readRequestBody(body: Uint8Array): RequestBody {
  const { db, csl, properties } = parseObject(decode(body), 'The request body')
  if (typeof csl !== 'string') throw badRequest('The request body has no `csl` text.')
  const { Parameters, Options } = readProperties(properties)
  return {
    database: typeof db === 'string' && db !== '' ? db : DEFAULT_DATABASE,
    text: csl,
    parameters: optionalObject(Parameters, '`properties.Parameters`'),
    options: optionalObject(Options, '`properties.Options`'),
  }
}

/** Parses a JSON body; the caller validates its content. */
export function parsedBody(body: Uint8Array): unknown {
  return parseJson(decode(body), 'The request body')
}

/** An object from azure-kusto-data, a JSON string from other SDKs — kusto/api/rest/request.md */
function readProperties(properties: unknown): Record<string, unknown> {
  if (typeof properties === 'string') {
    return properties.trim() === '' ? {} : parseObject(properties, '`properties`')
  }
  return optionalObject(properties, '`properties`')
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw badRequest('The request body is not UTF-8.')
  }
}

function parseObject(text: string, what: string): Record<string, unknown> {
  return optionalObject(parseJson(text, what), what)
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw badRequest(`${what} is not JSON.`)
  }
}

function optionalObject(value: unknown, what: string): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (!isJsonObject(value)) throw badRequest(`${what} is not a JSON object.`)
  return value
}
