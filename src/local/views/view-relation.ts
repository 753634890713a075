import { INGESTION_TIME, sqlName } from '../catalog/sql-names.ts'
import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { deltaRelation } from '../catalog/relations.ts'
import type { CompiledStatement } from '../kql/compiled-query.ts'
import type { SchemaSnapshot } from '../kql/schema-snapshot.ts'
import type { Column } from '../kql/types.ts'
import { planView, STATE_RELATION, type ViewPlan } from './view-plan.ts'
import { viewStorageName } from './view-storage.ts'

/** A view's query in SQL, in the shapes that reading and materializing need. */
export interface ViewSql {
  /** Keys and states as `k…`, `s…`, with their types. */
  readonly stateColumns: readonly Column[]
  /** FROM item: states of the rows not taken in yet. */
  readonly delta: string
  /** A SELECT of the merged states of a FROM item that holds states. */
  readonly merge: (states: string) => string
  /** By name: materialized part and delta. */
  readonly full: string
  /** The materialized part only. */
  readonly materialized: string
  /** The same with one more column. */
  readonly materializedWith: (extraColumn: string) => string
}

export type CompileStatement = (text: string, snapshot: SchemaSnapshot) => CompiledStatement

export function viewSql(
  view: Stored<Pick<ViewEntity, 'query' | 'columns'>>,
  source: Stored<TableEntity>,
  snapshot: SchemaSnapshot,
  compile: CompileStatement,
): ViewSql {
  const plan = planView(view.query, view.columns)
  const state = compile(plan.stateQuery, withDelta(snapshot, source, view.id))
  const stateColumns = state.columns.map((column, index) => ({
    name: stateName(plan, index),
    type: column.type,
  }))
  const delta = `(${renamed(state, stateColumns)})`
  const merge = (states: string): string => {
    const merged = compile(plan.mergeQuery, withStates(snapshot, states, stateColumns))
    return renamed(merged, stateColumns)
  }
  const stored = viewStorageName(view.id)
  const names = stateColumns.map((column) => column.name).join(', ')
  const both = `(SELECT ${names}, NULL AS ${INGESTION_TIME} FROM ${stored} UNION ALL SELECT ${names}, NULL FROM ${delta})`
  return {
    stateColumns,
    delta,
    merge,
    full: shown(plan, view.columns, `(${merge(both)})`),
    materialized: shown(plan, view.columns, stored),
    materializedWith: (extraColumn) => shown(plan, view.columns, stored, extraColumn),
  }
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
function shown(
  plan: ViewPlan,
  columns: readonly Column[],
  from: string,
  extraColumn: string = `NULL AS ${INGESTION_TIME}`,
): string {
  const keys = Array.from({ length: plan.keyCount }, (_, index) => `k${index}`)
  const list = [...keys, ...plan.results].map(
    (sql, index) => `${sql} AS ${sqlName(columns[index]?.name ?? '')}`,
  )
  return `(SELECT ${list.join(', ')}, ${extraColumn} FROM ${from})`
}

function withDelta(
  snapshot: SchemaSnapshot,
  source: Stored<TableEntity>,
  viewId: number,
): SchemaSnapshot {
  const tables = new Map(snapshot.tables).set(source.name, deltaRelation(source, viewId))
  return { ...snapshot, tables, views: new Map() }
}

function withStates(
  snapshot: SchemaSnapshot,
  sql: string,
  columns: readonly Column[],
): SchemaSnapshot {
  const tables = new Map([[STATE_RELATION, { name: STATE_RELATION, columns, sql }]])
  return { ...snapshot, tables, views: new Map(), functions: new Map() }
}
