import { entityName } from '../kusto/literals.ts'
import { TABLES, type ColumnSchema, type TableSchema } from '../tables/schema.ts'
import type { SchemaFinding } from './schema-report.ts'
import type { StoredSchema } from './stored-schema.ts'

/** The remedy if something that held rows is missing. */
export const LOST_DATA_REMEDY =
  'First restore what was dropped or renamed. Provisioning would create it again, but empty.'

export function isLost({ kind }: SchemaFinding): boolean {
  return kind === 'table-lost' || kind === 'column-lost'
}

/** Objects that provisioning must not create again, empty, because they held rows. */
export function lostDataFindings(schema: StoredSchema): readonly SchemaFinding[] {
  return TABLES.flatMap((table) =>
    schema.tables.has(table.name) ? lostColumns(schema, table) : lostTable(schema, table),
  )
}

/** Why a creating command is not sent; undefined for all others. */
export function reasonToRefuse(
  command: string,
  schema: StoredSchema,
  { recreateTables = false }: { readonly recreateTables?: boolean | undefined },
): string | undefined {
  const lost = lostDataFindings(schema).find(({ entity }) =>
    command.startsWith(`.create-merge table ${entity.split('.', 1)[0]} `),
  )
  if (lost === undefined || (recreateTables && lost.kind === 'table-lost')) return undefined
  return `${lost.entity}: ${lost.message}`
}

function lostTable(schema: StoredSchema, { name }: TableSchema): readonly SchemaFinding[] {
  const others = [...schema.tablesWithRows]
  if (others.length === 0) return []
  const hold = others.length === 1 ? 'holds' : 'hold'
  return [
    {
      kind: 'table-lost',
      severity: 'error',
      entity: name,
      message:
        `the table does not exist while ${others.join(', ')} ${hold} rows, so it was dropped or renamed. ` +
        'A new table would be empty: threads would lose their state, and deleted ones may come back. First look at ' +
        `\`.show journal | where Event == 'DROP-TABLE' and EntityName == '${name}' | project OriginalEntityVersion\`; ` +
        `\`.undo drop table ${name} version='v…'\` restores that version ` +
        '(kusto/management/undo-drop-table-command.md). If that is impossible, ' +
        '`langgraph-kusto provision --recreate-tables` creates an empty table.',
      command: '',
    },
  ]
}

function lostColumns(
  { tables, tablesWithRows }: StoredSchema,
  table: TableSchema,
): readonly SchemaFinding[] {
  const stored = tables.get(table.name)
  if (stored === undefined || !tablesWithRows.has(table.name)) return []
  const lost = table.columns.filter(
    ({ name, isAddition }) => isAddition !== true && !stored.columns.has(name),
  )
  const own = new Set(table.columns.map(({ name }) => name))
  const foreign = [...stored.columns].filter(([name]) => !own.has(name))
  return lost.map((column) => lostColumn(table, column, lost, foreign))
}

function lostColumn(
  table: TableSchema,
  { name, type }: ColumnSchema,
  lost: readonly ColumnSchema[],
  foreign: readonly (readonly [name: string, type: string])[],
): SchemaFinding {
  const candidates = foreign.filter(([, foreignType]) => foreignType === type)
  const isAlone = lost.filter((column) => column.type === type).length === 1
  const [[formerly] = []] = candidates
  const others =
    candidates.length === 0
      ? ''
      : ` Columns of its type that are not the checkpointer's: ${candidates.map(([other]) => other).join(', ')}.`
  const isKnown = candidates.length === 1 && isAlone && formerly !== undefined
  return {
    kind: 'column-lost',
    severity: 'error',
    entity: `${table.name}.${name}`,
    message:
      'the column does not exist although the table holds rows, so it was renamed or dropped. A new column would be ' +
      `empty in every row, and stored state unreadable. Rename it back or use another database.${others}`,
    command: isKnown ? `.rename column ${table.name}.${entityName(formerly)} to ${name}` : '',
  }
}
