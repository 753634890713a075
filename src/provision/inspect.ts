import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { entityName } from '../kusto/literals.ts'
import { LATEST_VIEW, TABLES, type TableSchema } from '../tables/schema.ts'
import { member, parseJson } from '../kusto/json-value.ts'
import { readRetention } from './read-retention.ts'
import { showResultOf, show, showPolicy } from '../kusto/show.ts'
import type { StoredSchema, StoredTable, StoredView } from './stored-schema.ts'
import type { ShowResult } from '../kusto/show-result.ts'
import { holdsRows } from './view-source.ts'

/**
 * Reads the database's schema. Database Viewer is enough (kusto/management/show-schema-database.md
 * and the policies' pages).
 *
 * @throws KustoError if Kusto cannot be reached or denies access to the schema
 */
export async function readSchema(client: KustoClient): Promise<StoredSchema> {
  const database = await readDatabase(client)
  const existing = TABLES.filter(({ name }) => database.tables.has(name))
  const [databaseStreaming, view, tablesWithRows, ...tables] = await Promise.all([
    showPolicy(client, `database ${entityName(database.name)}`, 'streamingingestion'),
    readView(client),
    readTablesWithRows(client, database, existing),
    ...existing.map((table) =>
      readTable(client, table, database.tables.get(table.name) ?? new Map<string, string>()),
    ),
  ])
  const entities = [...existing, ...(view === undefined ? [] : [LATEST_VIEW])]
  return {
    databaseName: database.name,
    tables: new Map(tables.map((table) => [table.name, table])),
    view,
    sourceHasRows: tablesWithRows.has(LATEST_VIEW.source),
    tablesWithRows,
    databaseStreaming,
    retention: await readRetention(
      client,
      database.name,
      entities.map(({ name }) => name),
    ),
  }
}

async function readTablesWithRows(
  client: KustoClient,
  { tables }: DatabaseColumns,
  existing: readonly TableSchema[],
): Promise<ReadonlySet<string>> {
  const isIncomplete = TABLES.some(({ name, columns }) =>
    columns.some((column) => tables.get(name)?.has(column.name) !== true),
  )
  const asked = existing.filter(({ name }) => isIncomplete || name === LATEST_VIEW.source)
  const answers = await Promise.all(asked.map(({ name }) => holdsRows(client, name)))
  return new Set(asked.filter((_, index) => answers[index] === true).map(({ name }) => name))
}

interface DatabaseColumns {
  readonly name: string
  /** Type by column, by table. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, string>>
}

async function readDatabase(client: KustoClient): Promise<DatabaseColumns> {
  const [row] = await show(client, '.show database schema as json')
  const databases = Object.entries(member(parseJson(row?.['DatabaseSchema']), 'Databases') ?? {})
  const [found] = databases
  if (found === undefined) throw unreadableSchema()
  const tables = Object.entries(member(found[1], 'Tables') ?? {})
  return {
    name: found[0],
    tables: new Map(
      tables.map(([name, table]) => [name, columnTypes(member(table, 'OrderedColumns'))]),
    ),
  }
}

function unreadableSchema(): KustoError {
  return new KustoError('`.show database schema as json` named no database.', {
    code: CONNECTION_CODES.malformed,
    permanent: true,
  })
}

function columnTypes(columns: unknown): ReadonlyMap<string, string> {
  if (!Array.isArray(columns)) return new Map()
  return new Map(
    columns.map((column) => [String(member(column, 'Name')), String(member(column, 'CslType'))]),
  )
}

async function readTable(
  client: KustoClient,
  { name, columns }: TableSchema,
  storedColumns: ReadonlyMap<string, string>,
): Promise<StoredTable> {
  const big = columns.filter(({ encoding }) => encoding === 'BigObject32')
  const [mappings, streaming, batching, ...encodings] = await Promise.all([
    readMappings(client, name),
    showPolicy(client, `table ${name}`, 'streamingingestion'),
    showPolicy(client, `table ${name}`, 'ingestionbatching'),
    ...big
      .filter((column) => storedColumns.has(column.name))
      .map((column) => readEncoding(client, name, column.name)),
  ])
  return {
    name,
    columns: storedColumns,
    mappings,
    streaming,
    batching,
    encodings: new Map(encodings),
  }
}

function readMappings(
  client: KustoClient,
  table: string,
): Promise<ShowResult<ReadonlyMap<string, string>>> {
  return showResultOf(async () => {
    const rows = await show(client, `.show table ${table} ingestion json mappings`)
    return new Map(rows.map((row) => [String(row['Name']), String(row['Mapping'])]))
  })
}

async function readEncoding(
  client: KustoClient,
  table: string,
  column: string,
): Promise<[string, ShowResult<unknown>]> {
  return [column, await showPolicy(client, `column ${table}.${column}`, 'encoding')]
}

/**
 * `.show materialized-views` and not the one view by name, because a missing view is not an error.
 */
async function readView(client: KustoClient): Promise<StoredView | undefined> {
  const views = await show(client, '.show materialized-views')
  const row = views.find((view) => view['Name'] === LATEST_VIEW.name)
  if (row === undefined) return undefined
  return {
    name: LATEST_VIEW.name,
    source: String(row['SourceTable']),
    query: String(row['Query']),
    // some answers have booleans as 0 and 1
    isEnabled: row['IsEnabled'] === true || row['IsEnabled'] === 1,
  }
}
