import type { KqlNode } from '../parser/kql-node.ts'
import {
  allColumns,
  fromClause,
  orderBy,
  selectOrder,
  withHidden,
  type Relation,
} from '../relation/relation.ts'
import { NO_ROWS, rowContext } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'

/** Some rows; the first ones if they are sorted — take-operator.md */
export function take(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const { sql } = translation.expression(node.child('Expression'), rowContext(NO_ROWS, scope))
  return limited(input, sql, translation)
}

export function limited(input: Relation, countSql: string, translation: Translation): Relation {
  if (input.partition !== undefined) return limitedPerPartition(input, countSql, translation)
  // SQLite treats a negative limit as no limit
  const limit = /^\d+$/.test(countSql) ? countSql : `max(0, ${countSql})`
  const sorted =
    sortedGroups(input) ?? `select ${allColumns(input)} ${fromClause(input)}${selectOrder(input)}`
  return { ...input, from: `(${sorted} limit ${limit})`, where: [], source: undefined }
}

/**
 * If groups are sorted by their keys, one select with the same terms in `group by` and `order by`
 * lets SQLite read the groups in order from an index and stop at the limit. From a grouped
 * subselect it would compute all groups first.
 */
function sortedGroups({ grouping, from, where, order }: Relation): string | undefined {
  if (grouping?.from !== from || where.length > 0 || order.length === 0) return undefined
  const place = (id: string): number => grouping.keys.indexOf(id) + 1
  if (order.some(({ id }) => place(id) === 0)) return undefined
  const rest = grouping.keys.filter((key) => order.every(({ id }) => id !== key))
  const terms = [...order.map(({ id }) => place(id)), ...rest.map(place)]
  const sorted = order.map(({ id, direction }) => `${place(id)} ${direction}`)
  return `${grouping.select} group by ${terms.join(', ')} order by ${sorted.join(', ')}`
}

function limitedPerPartition(
  input: Relation,
  countSql: string,
  translation: Translation,
): Relation {
  const id = `"$position${translation.unique()}"`
  const numbered = withHidden(
    input,
    id,
    `row_number() over (partition by ${input.partition ?? ''}${orderBy(input)})`,
  )
  return { ...numbered, where: [`${id} <= ${countSql}`] }
}
