import { rawJson } from '../../tables/raw-json.ts'
import { stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { RowReader } from '../../tables/rows.ts'
import {
  BLOBS,
  CHECKPOINTS,
  WRITES,
  type ColumnSchema,
  type TableSchema,
} from '../../tables/schema.ts'
import { encodeList, LIST_ROWS } from './list-parameter.ts'
import { DEAD_PARAMETER, deadParameter, IS_LIVING, LET_DEAD } from './living-rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { tableNamed } from './table-named.ts'

export interface RowsToRefresh extends OverlayScope {
  /** Checkpoints whose rows and pending writes are needed. */
  readonly checkpointIds: readonly string[]
  readonly blobIds: readonly string[]
  /** The thread's last tombstone that this process knows; -1 if it knows none. */
  readonly deadAt: number
}

const TABLES: readonly TableSchema[] = [CHECKPOINTS, BLOBS, WRITES]

/**
 * Reads rows with all of their columns, so that they can be stored again unchanged. Rows of a
 * deleted life would outlast their tombstone if they were stored again.
 */
export function rowsToRefreshQuery(query: RowsToRefresh): QueryPlan {
  return {
    summary: 'query rows to refresh',
    results: TABLES.map(({ name }) => name),
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, id_list:string, blob_list:string, ${DEAD_PARAMETER});
${LET_DEAD}
let ids = materialize(${LIST_ROWS('id_list')});
let blobs = materialize(${LIST_ROWS('blob_list')});
${TABLES.map(statement).join(';\n')}`,
    parameters: {
      thread: stringLiteral(query.threadId),
      ns: stringLiteral(query.checkpointNs),
      id_list: encodeList(query.checkpointIds),
      blob_list: encodeList(query.blobIds),
      ...deadParameter(query.deadAt),
    },
  }
}

function statement({ name, columns }: TableSchema): string {
  // values have no incarnation, but each life uses its own ids
  const wanted =
    name === BLOBS.name ? 'blob_id in (blobs)' : `checkpoint_id in (ids) and ${IS_LIVING}`
  return `${name}
    | where thread_id == thread and checkpoint_ns == ns and ${wanted}
    | project ${columns.map(asText).join(', ')}
    | as ${name}`
}

/**
 * Longs and datetimes would lose digits as JSON numbers and dates, and dynamic values their text.
 */
function asText({ name, type }: ColumnSchema): string {
  return ['long', 'datetime', 'dynamic'].includes(type) ? `${name} = tostring(${name})` : name
}

/** Rows of one table in ingestible form, each once. */
export interface RefreshedRows {
  readonly table: TableSchema
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export function readRowsToRefresh(tables: readonly KustoTable[]): RefreshedRows[] {
  return TABLES.map((table) => {
    const identity = table.columns.filter(({ name }) => IDENTITY.has(name))
    const rows = new RowReader(tableNamed(tables, table.name)).map((row) => ({
      name: JSON.stringify(identity.map((column) => row.value(column.name))),
      values: Object.fromEntries(
        table.columns.map(({ name, type }) => [name, ingestable(type, row.value(name))]),
      ),
    }))
    return { table, rows: [...new Map(rows.map(({ name, values }) => [name, values])).values()] }
  })
}

/** A call draws one revision for all of its rows. */
const IDENTITY = new Set(['revision', 'writer', 'blob_id', 'task_id', 'idx', 'chunk'])

function ingestable(type: ColumnSchema['type'], value: unknown): unknown {
  if (type === 'bool') return value === true || value === 1
  if (typeof value !== 'string' || type === 'string') return value ?? undefined
  if (value === '') return undefined
  if (type === 'long') return BigInt(value)
  return type === 'dynamic' ? rawJson(value) : value
}
