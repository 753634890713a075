import { entityExists, entityNotFound, notSupported } from '../failures/bad-request.ts'
import type { MappingEntity, Stored, TableEntity } from '../catalog/entities.ts'
import { parseJsonPath } from '../ingestion/json-path.ts'
import { parseMapping } from '../ingestion/mapping.ts'
import { datetimeText } from '../values/ticks.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'

const SCHEMA =
  'Name:string,Kind:string,Mapping:string,LastUpdatedOn:datetime,Database:string,Table:string'

/**
 * `.create | .alter | .create-or-alter table T ingestion json mapping "M" "[…]"`, after the table's
 * name.
 */
export function storeMapping(
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
  mode: 'create' | 'alter' | 'create-or-alter',
): ReturnType<CommandHandler> {
  const kind = readKind(reader)
  reader.expect('mapping')
  const name = reader.name()
  const text = reader.string()
  reader.properties()
  reader.end()
  const known = table.mappings.find((mapping) => mapping.kind === kind && mapping.name === name)
  if (mode === 'create' && known !== undefined) throw entityExists('MappingReference', name)
  if (mode === 'alter' && known === undefined) throw entityNotFound('MappingReference', name)
  for (const column of parseMapping(text)) if (column.path !== undefined) parseJsonPath(column.path)
  const mapping = { kind, name, text, updatedOn: datetimeText(context.workspace.nowTicks()) }
  const others = table.mappings.filter((other) => other !== known)
  context.database.change('table', { ...table, mappings: [...others, mapping] })
  return resultTable(SCHEMA, [mappingRow(context, table, mapping)])
}

/** `.drop table T ingestion json mapping "M"`. */
export function dropMapping(
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
): ReturnType<CommandHandler> {
  const kind = readKind(reader)
  reader.expect('mapping')
  const name = reader.name()
  reader.end()
  const known = table.mappings.find((mapping) => mapping.kind === kind && mapping.name === name)
  if (known === undefined) throw entityNotFound('MappingReference', name)
  const mappings = table.mappings.filter((mapping) => mapping !== known)
  const after = context.database.change('table', { ...table, mappings })
  return resultTable(
    SCHEMA,
    mappings.map((mapping) => mappingRow(context, after, mapping)),
  )
}

/** `.show table T ingestion [json] mapping "M"` and `… mappings`. */
export function showMappings(
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
): ReturnType<CommandHandler> {
  const kind = reader.take('mappings') ? undefined : readKindOrNone(reader)
  const isOne = reader.take('mapping')
  const name = isOne ? reader.name() : undefined
  if (!isOne) reader.take('mappings')
  reader.properties()
  reader.end()
  const found = table.mappings.filter(
    (mapping) =>
      (kind === undefined || mapping.kind === kind) &&
      (name === undefined || mapping.name === name),
  )
  if (name !== undefined && found.length === 0) throw entityNotFound('MappingReference', name)
  return resultTable(
    SCHEMA,
    found.map((mapping) => mappingRow(context, table, mapping)),
  )
}

function readKindOrNone(reader: CommandReader): string | undefined {
  const next = reader.peek()?.value.toLowerCase()
  return next === 'mapping' || next === 'mappings' ? undefined : readKind(reader)
}

function readKind(reader: CommandReader): string {
  for (const kind of ['json', 'csv']) if (reader.take(kind)) return kind
  throw notSupported(`ingestion mappings of kind '${reader.peek()?.value ?? ''}'`)
}

function mappingRow(
  context: CommandContext,
  table: TableEntity,
  mapping: MappingEntity,
): unknown[] {
  const kind = mapping.kind === 'json' ? 'Json' : 'Csv'
  return [mapping.name, kind, mapping.text, mapping.updatedOn, context.database.name, table.name]
}
