import type { Stored, TableEntity } from '../catalog/entities.ts'
import type { ResultTable } from '../engine/engine.ts'
import { dropColumns } from './columns.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { alterMergeTable, alterTable, createTable } from './create-table.ts'
import { clearTable } from './clear-table.ts'
import { dropTable } from './drop-table.ts'
import { setTableText } from './table-text.ts'
import { deleteTableRecords } from './delete-records.ts'
import { dropMapping, showMappings, storeMapping } from './mappings.ts'
import { runPolicy, tableOwner } from './policies.ts'
import { clearSchemaCache } from './schema-cache.ts'
import { showTable } from './show-table.ts'

type TableHandler = (
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
) => ResultTable

/**
 * Commands that continue after `<verb> table <name>`; any others use `whole`, starting at the name.
 */
function afterName(
  next: Readonly<Record<string, TableHandler>>,
  whole: CommandHandler | undefined,
): CommandHandler {
  return (reader, context) => {
    const word = nextWord(reader)
    const handler = next[word]
    if (handler === undefined) {
      if (whole !== undefined) return whole(reader, context)
      reader.name()
      throw reader.refuse(`one of ${Object.keys(next).join(', ')}`)
    }
    const table = context.database.table(reader.name())
    if (word !== 'policy') reader.take(word)
    return handler(reader, context, table)
  }
}

/** The word after the next name; names may only have one part. */
function nextWord(reader: CommandReader): string {
  const token = reader.peek(1)
  return token?.kind === 'word' ? token.value.toLowerCase() : ''
}

const policy =
  (verb: Parameters<typeof runPolicy>[2]): TableHandler =>
  (reader, context, table) =>
    runPolicy(reader, tableOwner(context, table), verb)
const mapping =
  (mode: Parameters<typeof storeMapping>[3]): TableHandler =>
  (reader, context, table) =>
    storeMapping(reader, context, table, mode)
const text =
  (property: Parameters<typeof setTableText>[3]): TableHandler =>
  (reader, context, table) =>
    setTableText(reader, context, table, property)

export const TABLE_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  'create table': afterName({ ingestion: mapping('create') }, createTable),
  'create-or-alter table': afterName({ ingestion: mapping('create-or-alter') }, undefined),
  'alter table': afterName(
    {
      ingestion: mapping('alter'),
      policy: policy('alter'),
      folder: text('folder'),
      docstring: text('docString'),
    },
    alterTable,
  ),
  'alter-merge table': afterName({ policy: policy('alter-merge') }, alterMergeTable),
  'delete table': afterName({ policy: policy('delete') }, deleteTableRecords(false)),
  'drop table': afterName({ ingestion: dropMapping, columns: dropColumns }, dropTable),
  'clear table': afterName({ data: clearTable, cache: clearSchemaCache }, undefined),
  'show table': afterName({ ingestion: showMappings, policy: policy('show') }, showTable),
}
