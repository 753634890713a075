import { areComparable } from '../relation/comparable.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { findColumn, type Relation, type RelationColumn } from '../relation/relation.ts'
import { semanticError, unsupported } from '../parser/unsupported.ts'

export interface JoinKey {
  readonly left: RelationColumn
  readonly right: RelationColumn
}

/** `on a, $left.b == $right.c` — join-operator.md */
export function joinKeys(clause: KqlNode, left: Relation, right: Relation): readonly JoinKey[] {
  return clause.list('Expressions').flatMap((item) => keysOf(item, left, right))
}

function keysOf(item: KqlNode, left: Relation, right: Relation): readonly JoinKey[] {
  if (item.kind === 'NameReference')
    return [checked(item, findColumn(left, item.name), findColumn(right, item.name))]
  const operator = item.kind === 'BinaryExpression' ? item.token('Operator') : ''
  if (operator === 'and')
    return [...keysOf(item.child('Left'), left, right), ...keysOf(item.child('Right'), left, right)]
  if (operator !== '==') throw unsupported(`the join condition ${item.text}`, item)
  const sides = [item.child('Left'), item.child('Right')]
  return [checked(item, sideColumn(sides, '$left', left), sideColumn(sides, '$right', right))]
}

function sideColumn(
  sides: readonly KqlNode[],
  name: string,
  relation: Relation,
): RelationColumn | undefined {
  const side = sides.find(
    (node) => node.kind === 'PathExpression' && node.child('Expression').name === name,
  )
  return side === undefined ? undefined : findColumn(relation, side.child('Selector').name)
}

function checked(
  item: KqlNode,
  left: RelationColumn | undefined,
  right: RelationColumn | undefined,
): JoinKey {
  if (left === undefined || right === undefined)
    throw unsupported(`the join condition ${item.text}`, item)
  if (!areComparable(left.type, right.type)) {
    throw semanticError(
      `join keys of types ${left.type} and ${right.type} cannot be compared`,
      item,
    )
  }
  if (
    left.type === 'dynamic' ||
    right.type === 'dynamic' ||
    left.type === 'decimal' ||
    right.type === 'decimal'
  ) {
    throw unsupported(
      `a join key of type ${left.type === 'dynamic' ? left.type : right.type}`,
      item,
    )
  }
  return { left, right }
}

/**
 * A null key matches a null key, as measured on Kusto: docs/TRANSLATION.md, R14, of
 * github.com/mmaitre314/duckdb-kql.
 */
export function keyCondition(keys: readonly JoinKey[]): string {
  const same = keys.map(
    ({ left, right }) => `"$left".${left.id} ${sameKey(left, right)} "$right".${right.id}`,
  )
  return [...same, 'kql_running(1)'].join(' and ')
}

/** Strings are never null, and `is` could not use the index. */
function sameKey(left: RelationColumn, right: RelationColumn): '=' | 'is' {
  return left.type === 'string' && right.type === 'string' ? '=' : 'is'
}

/** A key for SQL's `in`. Nulls become a value of their own, because `in` never matches null. */
export function listedKey({ id, type }: RelationColumn): readonly string[] {
  return type === 'string' ? [id] : [`${id} is null`, `ifnull(${id}, 0)`]
}
