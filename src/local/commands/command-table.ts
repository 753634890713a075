import { alterColumn, dropColumn, renameColumn, renameColumns } from './columns.ts'
import type { CommandHandler } from './command-context.ts'
import { createMergeTable, createMergeTables, createTables } from './create-table.ts'
import { dropTables, renameTable, renameTables, showTables } from './drop-table.ts'
import {
  columnOwner,
  databaseOwner,
  type PolicyVerb,
  readColumnPath,
  runPolicy,
} from './policies.ts'
import { showTablesDetails } from './show-table.ts'
import { TABLE_COMMANDS } from './table-commands.ts'
import { VIEW_COMMANDS } from './view-commands.ts'

const columnPolicy =
  (verb: PolicyVerb): CommandHandler =>
  (reader, context) =>
    runPolicy(reader, columnOwner(context, readColumnPath(reader)), verb)
const databasePolicy =
  (verb: PolicyVerb): CommandHandler =>
  (reader, context) =>
    runPolicy(reader, databaseOwner(context, reader.name()), verb)

/** Commands by the words they begin with; the longest match wins. */
export const COMMANDS: Readonly<Record<string, CommandHandler>> = {
  ...TABLE_COMMANDS,
  ...VIEW_COMMANDS,
  'create-merge table': createMergeTable,
  'create tables': createTables,
  'create-merge tables': createMergeTables,
  'drop tables': dropTables,
  'rename table': renameTable,
  'rename tables': renameTables,
  'show tables': showTables,
  'show tables details': showTablesDetails,

  'alter column': alterColumn,
  'delete column': columnPolicy('delete'),
  'show column': columnPolicy('show'),
  'drop column': dropColumn,
  'rename column': renameColumn,
  'rename columns': renameColumns,

  'alter database': databasePolicy('alter'),
  'alter-merge database': databasePolicy('alter-merge'),
  'delete database': databasePolicy('delete'),
}
