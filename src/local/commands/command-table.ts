import { alterColumn, dropColumn, renameColumn, renameColumns } from './columns.ts'
import type { CommandHandler } from './command-context.ts'
import { createMergeTable, createMergeTables, createTables } from './create-table.ts'
import { createDatabase, dropDatabase, showDatabases } from './databases.ts'
import { deleteTableRecords, deleteViewRecords } from './delete-records.ts'
import { dropTables } from './drop-table.ts'
import { renameTable, renameTables } from './rename-table.ts'
import { showTables } from './table-list.ts'
import { EMPTY_LISTS } from './empty-lists.ts'
import { dropFunction, showFunction, showFunctions, storeFunction } from './functions.ts'
import { ingestFromQuery } from './ingest-from-query.ts'
import { ingestInline } from './ingest-inline.ts'
import { showOperations } from './operations.ts'
import {
  columnOwner,
  databaseOwner,
  type PolicyVerb,
  readColumnPath,
  runPolicy,
} from './policies.ts'
import { clearResultsCache } from './clear-results-cache.ts'
import { refreshCache } from './refresh-cache.ts'
import { cancelQuery, clearSchemaCache } from './schema-cache.ts'
import { showCapacity, showCluster, showDiagnostics, showVersion } from './show-cluster.ts'
import { showQueries } from './show-queries.ts'
import { showDatabase } from './show-database.ts'
import { showTablesDetails } from './show-table.ts'
import { TABLE_COMMANDS } from './table-commands.ts'
import { QUEUED_COMMANDS } from './queued-commands.ts'
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
  'create-merge table': createMergeTable,
  'create tables': createTables,
  'create-merge tables': createMergeTables,
  'drop tables': dropTables,
  'rename table': renameTable,
  'rename tables': renameTables,
  'show tables': showTables,
  'show tables details': showTablesDetails,
  'delete async table': deleteTableRecords(true),

  'alter column': alterColumn,
  'delete column': columnPolicy('delete'),
  'show column': columnPolicy('show'),
  'drop column': dropColumn,
  'rename column': renameColumn,
  'rename columns': renameColumns,

  'create database': createDatabase,
  'drop database': dropDatabase,
  'show databases': showDatabases,
  'show database': showDatabase,
  'alter database': databasePolicy('alter'),
  'alter-merge database': databasePolicy('alter-merge'),
  'delete database': databasePolicy('delete'),
  'refresh database': refreshCache,
  'clear database cache': (reader, context) => clearSchemaCache(reader, context),
  'clear database cache query_results': clearResultsCache,

  ...VIEW_COMMANDS,
  'delete async materialized-view': deleteViewRecords(true),

  'create function': storeFunction('create'),
  'create ifnotexists function': storeFunction('create-if-not-exists'),
  'create-or-alter function': storeFunction('create-or-alter'),
  'alter function': storeFunction('alter'),
  'drop function': dropFunction,
  'show functions': showFunctions,
  'show function': showFunction,

  'ingest inline into table': ingestInline,
  set: ingestFromQuery('set'),
  append: ingestFromQuery('append'),
  'set-or-append': ingestFromQuery('set-or-append'),
  'set-or-replace': ingestFromQuery('set-or-replace'),

  'show cluster': showCluster,
  'show version': showVersion,
  'show diagnostics': showDiagnostics,
  'show capacity': showCapacity,
  'show operations': showOperations,
  'show queries': showQueries,
  'cancel query': cancelQuery,
  ...QUEUED_COMMANDS,
  ...EMPTY_LISTS,
}
