import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { retentionCondition, newRowsRelation } from '../catalog/relations.ts'
import { INGESTION_TIME, ROW_NUMBER, sqlName, VISIBLE_AT } from '../catalog/sql-names.ts'
import type { CompiledStatement } from '../kql/compiled-query.ts'
import type { SchemaSnapshot } from '../kql/parser/schema-snapshot.ts'
import type { Column } from '../values/types.ts'
import { planView, STATE_RELATION, type ViewPlan } from './view-plan.ts'
import { viewStorageName } from '../catalog/view-storage.ts'

/** A view's query in SQL, in the forms for reading and materializing. */
export interface ViewSql {
  /** Keys and states as `k…`, `s…`, with their types. */
  readonly stateColumns: readonly Column[]
  /** SELECT of the states of the source's rows after `:$after`. */
  readonly newStates: string
  /** SELECT of the merged states of a FROM item with states. */
  readonly merge: (states: string) => string
  /** FROM item for the view by name: all states, merged. */
  readonly full: string
  /** FROM item: the materialized part only. */
  readonly materialized: string
  /** FROM item: the materialized part, with each row's number in a column of this name. */
  readonly numbered: (column: string) => string
  /**
   * Added to a condition on the materialization time to exclude states beyond the view's retention.
   */
  readonly kept: (time: string) => string
}

/** A view with the objects that it depends on. */
export interface ViewParts {
  readonly view: Stored<ViewEntity>
  readonly source: Stored<TableEntity>
  /** The view's own retention, independent of its source's. */
  readonly retentionTicks: bigint | undefined
}

export type CompileStatement = (text: string, snapshot: SchemaSnapshot) => CompiledStatement

export function viewSql(
  { view, source, retentionTicks }: ViewParts,
  snapshot: SchemaSnapshot,
  compile: CompileStatement,
): ViewSql {
  const plan = planView(view.query, view.columns)
  const state = compile(plan.stateQuery, withNewRows(snapshot, view, source))
  const stateColumns = state.columns.map((column, index) => ({
    name: stateName(plan, index),
    type: column.type,
  }))
  const merge = (states: string): string =>
    renamed(compile(plan.mergeQuery, withStates(snapshot, states, stateColumns)), stateColumns)
  const kept = (time: string): string => retentionCondition(time, retentionTicks)
  const stored = viewStorageName(view.id)
  const mark = `(SELECT state_row FROM "$watermarks" WHERE view_id = ${view.id})`
  // materialized rows were visible before every snapshot that a query can have
  const seen = `(${ROW_NUMBER} <= ${mark} OR ${VISIBLE_AT} <= :$seen)`
  const visible = `(SELECT *, NULL AS ${INGESTION_TIME} FROM ${stored} WHERE ${seen}${kept(VISIBLE_AT)})`
  const materialized = `${stored} WHERE ${ROW_NUMBER} <= ${mark}${kept(VISIBLE_AT)}`
  return {
    stateColumns,
    newStates: renamed(state, stateColumns),
    merge,
    full: shown(plan, view.columns, `(${merge(visible)})`),
    materialized: shown(plan, view.columns, materialized),
    numbered: (column) => shown(plan, view.columns, materialized, `, ${ROW_NUMBER} AS ${column}`),
    kept,
  }
}

/** The view's query as written, over the rows of its source. */
export function viewColumns(
  view: Pick<ViewEntity, 'query' | 'sourceColumns'>,
  source: Stored<TableEntity>,
  snapshot: SchemaSnapshot,
  compile: CompileStatement,
): readonly Column[] {
  return compile(view.query, withNewRows(snapshot, view, source)).columns
}

function stateName(plan: ViewPlan, index: number): string {
  return index < plan.keyCount ? `k${index}` : `s${index - plan.keyCount}`
}

function renamed(statement: CompiledStatement, columns: readonly Column[]): string {
  const list = statement.columns.map(
    (column, index) => `${sqlName(column.name)} AS ${columns[index]?.name}`,
  )
  return `SELECT ${list.join(', ')} FROM (${statement.sql})`
}

/** `ingestion_time()` of a view by name is null (materialized-view-overview.md). */
function shown(plan: ViewPlan, columns: readonly Column[], from: string, extra = ''): string {
  const keys = Array.from({ length: plan.keyCount }, (_, index) => `k${index}`)
  const list = [...keys, ...plan.results].map(
    (sql, index) => `${sql} AS ${sqlName(columns[index]?.name ?? '')}`,
  )
  return `(SELECT ${list.join(', ')}, NULL AS ${INGESTION_TIME}${extra} FROM ${from})`
}

/** The source with its columns at the view's creation, so that `*` does not change afterwards. */
function withNewRows(
  snapshot: SchemaSnapshot,
  view: Pick<ViewEntity, 'sourceColumns'>,
  source: Stored<TableEntity>,
): SchemaSnapshot {
  const known = source.columns.filter((column) => view.sourceColumns.includes(column.name))
  const rows = newRowsRelation({ ...source, columns: known })
  return { ...snapshot, tables: new Map(snapshot.tables).set(source.name, rows), views: new Map() }
}

function withStates(
  snapshot: SchemaSnapshot,
  sql: string,
  columns: readonly Column[],
): SchemaSnapshot {
  const tables = new Map([[STATE_RELATION, { name: STATE_RELATION, columns, sql }]])
  return { ...snapshot, tables, views: new Map(), functions: new Map() }
}
