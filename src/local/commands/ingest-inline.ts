import { badRequest } from '../failures/bad-request.ts'
import { parseMapping, type MappedColumn } from '../ingestion/mapping.ts'
import { mappingKind, readRows } from '../ingestion/read-rows.ts'
import { findMapping } from '../ingestion/stream-ingest.ts'
import type { TableEntity } from '../catalog/entities.ts'
import type { CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { extentResult } from './extent-result.ts'

const PROPERTIES = new Set([
  'format',
  'ingestionmapping',
  'ingestionmappingreference',
  'ingestionmappingtype',
  'ignorefirstrecord',
  'tags',
  'pushbypull',
  'creationtime',
])

/** `.ingest inline into table T [with (…)] <| data`, or `[csv data]` (ingest-inline.md). */
export const ingestInline: CommandHandler = (reader, context) => {
  const table = context.database.table(reader.name())
  const properties = reader.properties()
  for (const name of properties.keys()) {
    if (!PROPERTIES.has(name)) throw badRequest(`Unknown ingestion property '${name}'.`)
  }
  const format = (properties.get('format') ?? 'csv').toLowerCase()
  const rows = readRows(table, {
    format,
    text: inlineData(reader),
    mapping: inlineMapping(table, format, properties),
    ignoreFirstRecord: properties.get('ignorefirstrecord')?.toLowerCase() === 'true',
  })
  context.workspace.appender.append(context.database, table, rows)
  return extentResult(rows.length)
}

/** The rest of the line after `<|` only belongs to the data if it is not blank. */
function inlineData(reader: CommandReader): string {
  return reader
    .afterPipe()
    .replace(/^[ \t]*\r?\n/, '')
    .replace(/^[ \t]+/, '')
}

function inlineMapping(
  table: TableEntity,
  format: string,
  properties: ReadonlyMap<string, string>,
): readonly MappedColumn[] | undefined {
  const text = properties.get('ingestionmapping')
  const name = properties.get('ingestionmappingreference')
  if (text !== undefined && name !== undefined) {
    throw badRequest('Pass a mapping or the name of one, not both.', 'BadRequest_DuplicateMapping')
  }
  if (text !== undefined) return parseMapping(text)
  return name === undefined
    ? undefined
    : parseMapping(findMapping(table, mappingKind(format), name).text)
}
