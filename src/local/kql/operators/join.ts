import { engineColumns } from '../relation/engine-types.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import {
  columnsWithIds,
  fresh,
  fromClause,
  missingValue,
  type Relation,
  type RelationColumn,
} from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Column } from '../../values/types.ts'
import type { Expr } from '../functions/values/expr.ts'
import { unsupported } from '../parser/unsupported.ts'
import { joinKeys, keyCondition, type JoinKey } from './join-keys.ts'
import { namedParameters } from './named-parameters.ts'
import { inPartition, partitionIds, refusePartition } from './partition.ts'
import { SEMI_JOINS, semiJoin } from './semi-join.ts'
import { uniqueJoin } from './unique-join.ts'

interface SqlJoin {
  readonly operator: string
  readonly mayMissLeft: boolean
  readonly mayMissRight: boolean
}

/** By Kusto's kind. A side without a match is filled with '' or null — join-operator.md */
const SQL_JOINS: ReadonlyMap<string, SqlJoin> = new Map([
  ['inner', { operator: 'join', mayMissLeft: false, mayMissRight: false }],
  ['innerunique', { operator: 'join', mayMissLeft: false, mayMissRight: false }],
  ['leftouter', { operator: 'left join', mayMissLeft: false, mayMissRight: true }],
  ['rightouter', { operator: 'right join', mayMissLeft: true, mayMissRight: false }],
  ['fullouter', { operator: 'full join', mayMissLeft: true, mayMissRight: true }],
])

/**
 * Kinds whose rows each come from a row of the left side, and so belong to one row of `mv-apply`.
 */
const KEEPS_LEFT = /^(?:inner|innerunique|leftouter|leftsemi|leftanti|leftantisemi|anti)$/

export function join(
  node: KqlNode,
  left: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const kind = namedParameters(node, ['kind']).get('kind') ?? 'innerunique'
  if (!KEEPS_LEFT.test(kind)) refusePartition(node, left)
  const right = translation.relation(node.child('Expression'), scope)
  const keys = joinKeys(node.child('ConditionClause'), left, right)
  const semi = SEMI_JOINS.get(kind)
  if (semi !== undefined) return semiJoin(semi, left, right, keys)
  const sql = SQL_JOINS.get(kind)
  if (sql === undefined) throw unsupported(`join kind=${kind}`, node)
  const outputs = [
    ...left.columns.map(side('$left', sql.mayMissLeft)),
    ...right.columns.map(side('$right', sql.mayMissRight)),
  ]
  const rest = `${sql.operator} ${rowsSql(right)} as "$right" on ${keyCondition(keys)}`
  if (kind !== 'innerunique')
    return joined(node, left, outputs, `${rowsSql(left)} as "$left" ${rest}`)
  const overLeft = (rows: Relation): Relation =>
    joined(node, rows, outputs, `${firstOfEachKey(rows, keys)} as "$left" ${rest}`)
  return uniqueJoin(left, overLeft)
}

/** The joined rows under the analyzer's column names. */
export function joined(
  node: KqlNode,
  left: Relation,
  outputs: readonly Expr[],
  from: string,
): Relation {
  const columns = columnsWithIds(engineColumns(joinedColumns(node, left, outputs.length), outputs))
  if (columns.length !== outputs.length) throw unsupported('a join with these columns', node)
  const items = outputs.map(({ sql }, index) => `${sql} as ${columns[index]?.id ?? ''}`)
  const groups = partitionIds(left).map((id) => `"$left".${id} as ${id}`)
  return fresh(
    `select ${[...items, ...groups].join(', ')} from ${from}`,
    columns,
    inPartition(left),
  )
}

/** Inside `mv-apply` the analyzer includes the outer row's columns in the left side's. */
function joinedColumns(node: KqlNode, left: Relation, count: number): readonly Column[] {
  const columns = node.columns ?? []
  if (left.partition === undefined) return columns
  return [...left.columns, ...columns.slice(columns.length + left.columns.length - count)]
}

/** A column of one side; without a match, strings are empty, not null. */
export function side(alias: string, mayMiss: boolean): (column: RelationColumn) => Expr {
  return ({ id, type }) => {
    const sql = `"${alias}".${id}`
    return mayMiss && type === 'string'
      ? { sql: `coalesce(${sql}, ${missingValue(type)})`, type }
      : { sql, type }
  }
}

export function rowsSql(relation: Relation): string {
  if (relation.where.length === 0) return relation.from
  return `(select ${joinedIds(relation)} ${fromClause(relation)})`
}

function joinedIds(relation: Relation): string {
  return [...relation.columns.map(({ id }) => id), ...partitionIds(relation)].join(', ')
}

/** innerunique takes one arbitrary left row per key — join-innerunique.md */
function firstOfEachKey(left: Relation, keys: readonly JoinKey[]): string {
  const group = [...keys.map((key) => key.left.id), ...partitionIds(left).slice(0, 1)]
  return `(select ${joinedIds(left)} ${fromClause(left)} group by ${group.join(', ')})`
}
