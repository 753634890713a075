import type { ColumnSchema, TableSchema } from '../tables/schema.ts'
import { member, parseJson } from '../kusto/json-value.ts'
import type { SchemaFinding } from './schema-report.ts'
import { commandStarting, type ProvisionScript } from './scripts.ts'
import type { StoredTable } from './stored-schema.ts'
import type { ShowResult } from '../kusto/show-result.ts'

type Scripts = readonly ProvisionScript[]

export function missingTable(scripts: Scripts, table: TableSchema): SchemaFinding {
  return {
    kind: 'table-missing',
    severity: 'error',
    entity: table.name,
    message: 'the table does not exist; create it, then its mapping and policies (0002, 0003)',
    command: createTable(scripts, table),
  }
}

export function columnFindings(
  scripts: Scripts,
  table: TableSchema,
  stored: StoredTable,
): readonly SchemaFinding[] {
  return table.columns.flatMap((column) => columnFinding(scripts, table, column, stored))
}

function columnFinding(
  scripts: Scripts,
  table: TableSchema,
  column: ColumnSchema,
  stored: StoredTable,
): SchemaFinding[] {
  const type = stored.columns.get(column.name)
  const entity = `${table.name}.${column.name}`
  if (type === column.type) return []
  if (type === undefined) {
    const message = 'the column does not exist'
    const command = createTable(scripts, table)
    return [{ kind: 'column-missing', severity: 'error', entity, message, command }]
  }
  return [
    {
      kind: 'column-type',
      severity: 'error',
      entity,
      message:
        `the column is ${type} and must be ${column.type}; Kusto cannot change a column's type without losing its data, ` +
        'so drop or rename the table, or use another database',
      command: '',
    },
  ]
}

export function mappingFindings(
  scripts: Scripts,
  table: TableSchema,
  { mappings }: StoredTable,
): readonly SchemaFinding[] {
  const entity = `${table.name} mapping ${table.mapping}`
  if ('refusal' in mappings) return [unreadable(entity, mappings)]
  const command = commandStarting(
    scripts,
    `.create-or-alter table ${table.name} ingestion json mapping`,
  )
  const text = mappings.value.get(table.mapping)
  if (text === undefined) {
    const message = 'the ingestion mapping does not exist'
    return [{ kind: 'mapping-missing', severity: 'error', entity, message, command }]
  }
  const paths = mappedPaths(text)
  const wrong = table.columns.filter(({ name }) => !isOwnField(paths.get(name), name))
  if (wrong.length === 0) return []
  const names = wrong.map(({ name }) => name).join(', ')
  const message = `the ingestion mapping does not fill these columns from the fields of the same name: ${names}`
  return [{ kind: 'mapping-differs', severity: 'error', entity, message, command }]
}

/** JSON path by column; clusters show both the form with `Properties` and an older flat one. */
function mappedPaths(mapping: string): ReadonlyMap<string, unknown> {
  const entries = parseJson(mapping)
  if (!Array.isArray(entries)) return new Map()
  return new Map(
    entries.map((entry) => [
      String(member(entry, 'column') ?? member(entry, 'name')),
      member(member(entry, 'Properties'), 'Path') ?? member(entry, 'path'),
    ]),
  )
}

function isOwnField(path: unknown, column: string): boolean {
  return path === `$.${column}` || path === `$['${column}']`
}

export function streamingFindings(
  scripts: Scripts,
  table: TableSchema,
  own: ShowResult<unknown>,
  ofDatabase: ShowResult<unknown>,
  { isOnByDefault }: { readonly isOnByDefault: boolean },
): readonly SchemaFinding[] {
  const entity = table.name
  if ('refusal' in own) return [unreadable(`${entity} policy streamingingestion`, own)]
  // the table's policy overrides the database's (kusto/management/streaming-ingestion-policy.md)
  const inherited = 'value' in ofDatabase ? ofDatabase.value : null
  const policy = own.value ?? inherited
  if (policy === null ? isOnByDefault : member(policy, 'IsEnabled') === true) return []
  return [
    {
      kind: 'streaming-off',
      severity: 'error',
      entity,
      message:
        'streaming ingestion is not enabled for the table; the cluster must allow it too ' +
        '(Azure portal: Configurations → Streaming ingestion)',
      command: commandStarting(scripts, `.alter table ${table.name} policy streamingingestion`),
    },
  ]
}

export function unreadable(
  entity: string,
  { refusal }: { readonly refusal: string },
): SchemaFinding {
  const message = `could not be checked: ${refusal}`
  return { kind: 'unreadable', severity: 'warning', entity, message, command: '' }
}

function createTable(scripts: Scripts, table: TableSchema): string {
  return commandStarting(scripts, `.create-merge table ${table.name} `)
}
