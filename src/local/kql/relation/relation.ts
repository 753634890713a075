import { Identifiers, whereClause } from './sql.ts'
import type { Column, KustoType } from '../../values/types.ts'

export interface RelationColumn extends Column {
  /** Quoted identifier in {@link Relation.from}. */
  readonly id: string
}

export interface OrderTerm {
  /** A column of the relation, visible or hidden. */
  readonly id: string
  /** For example `asc nulls first`. */
  readonly direction: string
  /** Whether `from` returns its rows in this order without an `order by`. */
  readonly isNatural?: boolean
}

/**
 * The result of one pipe stage: a FROM item and a description of its rows. Hidden columns carry
 * what Kusto tracks besides the visible ones (the order of the rows, their ingestion time, which
 * row of `mv-apply` they belong to).
 */
export interface Relation {
  /** A table, CTE name or parenthesised select. */
  readonly from: string
  /** Pending conditions over the columns of `from`. */
  readonly where: readonly string[]
  readonly columns: readonly RelationColumn[]
  readonly hidden: readonly string[]
  /**
   * Empty if the order is unknown. SQLite may drop a subselect's own `order by`, so it is repeated
   * where the order matters.
   */
  readonly order: readonly OrderTerm[]
  /** Whether `row_number()` and the like are allowed: after sort, serialize, range, datatable, … */
  readonly serialized: boolean
  /**
   * Identifier of the hidden column that distinguishes the groups of `mv-apply`; operators then
   * work within each group.
   */
  readonly partition: string | undefined
  /** Columns of the outer row that a subquery of `mv-apply` may name. */
  readonly outer: readonly RelationColumn[]
  /** A table's own name, for `union withsource`. */
  readonly source: string | undefined
  /** How the rows were grouped; valid while its `from` is the relation's. */
  readonly grouping?: Grouping
  /** How an innerunique join was made; valid while its `from` is the relation's. */
  readonly uniqueJoin?: UniqueJoin
}

/** A join that takes one left row per key. */
export interface UniqueJoin {
  readonly from: string
  /** Identifiers of the right side's columns. */
  readonly right: readonly string[]
  /** The same join, over the left rows that meet a condition on the join's columns. */
  readonly over: (condition: string) => UniqueJoin
}

/** A `from` that is one select with a `group by`. */
interface Grouping {
  readonly from: string
  /** The select up to its `group by`. */
  readonly select: string
  /** Identifiers of the columns to group by, which come first. */
  readonly keys: readonly string[]
}

export interface Output extends Column {
  readonly sql: string
}

/** Hidden column with the ticks of `ingestion_time()`. */
export const INGESTION_TIME = '"$ingestion_time"'

export function relationOf(
  from: string,
  columns: readonly RelationColumn[],
  rest: Partial<Relation> = {},
): Relation {
  return {
    from,
    where: [],
    columns,
    hidden: [],
    order: [],
    serialized: false,
    partition: undefined,
    outer: [],
    source: undefined,
    ...rest,
  }
}

export function columnsWithIds(columns: readonly Column[]): readonly RelationColumn[] {
  const ids = new Identifiers()
  return columns.map(({ name, type }) => ({ name, type, id: ids.of(name) }))
}

/** `from … where …` of a relation. */
export function fromClause(relation: Relation): string {
  return `from ${relation.from}${whereClause(relation.where)}`
}

/** ` order by …` for a select of only this relation; empty if its rows are already in order. */
export function selectOrder(relation: Relation): string {
  return relation.order.every(({ isNatural }) => isNatural === true) ? '' : orderBy(relation)
}

/** ` order by …` for a window. */
export function orderBy(relation: Relation): string {
  const terms = relation.order.map(({ id, direction }) => `${id} ${direction}`)
  return terms.length === 0 ? '' : ` order by ${terms.join(', ')}`
}

/** All of a relation's columns, visible and hidden. */
export function columnIds(relation: Relation): readonly string[] {
  return [...[...relation.columns, ...relation.outer].map(({ id }) => id), ...relation.hidden]
}

export function allColumns(relation: Relation): string {
  return columnIds(relation).join(', ')
}

/** The same rows and columns with one more hidden column. */
export function withHidden(relation: Relation, id: string, sql: string): Relation {
  return {
    ...relation,
    from: `(select ${allColumns(relation)}, ${sql} as ${id} ${fromClause(relation)})`,
    where: [],
    hidden: [...relation.hidden, id],
  }
}

/**
 * Appended to a select with SQL whose value changes on every evaluation. SQLite copies an
 * expression of a subselect to each place that names it, unless the subselect has an offset
 * (sqlite.org/src/file?name=src/select.c, flattenSubquery(), restriction 14; pushDownWhereTerms(),
 * restriction 4).
 */
export const ONCE = ' limit -1 offset 0'
const RANDOM = /\brandom(?:blob)?\(/

export function isRandom(sql: string): boolean {
  return RANDOM.test(sql)
}

/** The same rows with a hidden column whose value is drawn once per row. */
export function withRandomColumn(relation: Relation, id: string, sql: string): Relation {
  return {
    ...relation,
    from: `(select ${allColumns(relation)}, ${sql} as ${id} ${fromClause(relation)}${ONCE})`,
    where: [],
    hidden: [...relation.hidden, id],
  }
}

/** New visible columns over the same rows; hidden columns and the order stay. */
export function select(relation: Relation, outputs: readonly Output[]): Relation {
  const kept = [...relation.hidden, ...relation.outer.map(({ id }) => id)]
  const ids = new Identifiers(kept)
  const columns = outputs.map(({ name, type, sql }) => ({ name, type, id: ids.of(name), sql }))
  const lost: string[] = []
  const order = relation.order.map((term) => {
    if (kept.includes(term.id)) return term
    const same = columns.find(({ sql }) => sql === term.id)
    if (same !== undefined) return { ...term, id: same.id }
    const id = ids.of('$order')
    lost.push(`${term.id} as ${id}`)
    return { ...term, id }
  })
  const lostIds = order
    .map(({ id }) => id)
    .filter((id) => !kept.includes(id) && id.startsWith('"$order'))
  const items = [
    ...columns.map(({ sql, id }) => (sql === id ? id : `${sql} as ${id}`)),
    ...kept,
    ...lost,
  ]
  return {
    ...relation,
    from: `(select ${items.join(', ')} ${fromClause(relation)})`,
    where: [],
    columns: columns.map(({ name, type, id }) => ({ name, type, id })),
    hidden: [
      ...relation.hidden,
      ...lostIds.filter((id) => !columns.some((column) => column.id === id)),
    ],
    order,
    source: undefined,
  }
}

/** Rows that do not correspond to rows of the input: joins, unions, groups. */
export function fresh(
  sql: string,
  columns: readonly RelationColumn[],
  rest: Partial<Relation> = {},
): Relation {
  return relationOf(`(${sql})`, columns, rest)
}

/** The value of a column without a match: Kusto's strings are never null. */
export function missingValue(type: KustoType): string {
  return type === 'string' ? `''` : 'null'
}

export function findColumn(relation: Relation, name: string): RelationColumn | undefined {
  return (
    relation.columns.find((column) => column.name === name) ??
    relation.outer.find((column) => column.name === name)
  )
}
