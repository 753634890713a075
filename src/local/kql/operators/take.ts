import type { KqlNode } from '../kql-node.ts'
import { allColumns, fromClause, orderBy, withHidden, type Relation } from '../relation.ts'
import { NO_ROWS, rowContext } from '../row-context.ts'
import type { Scope } from '../scope.ts'
import type { Translation } from '../translation.ts'

/** Some rows; the first ones when they are sorted — take-operator.md */
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
  // SQLite takes a negative limit for none
  const limit = /^\d+$/.test(countSql) ? countSql : `max(0, ${countSql})`
  const from = `(select ${allColumns(input)} ${fromClause(input)}${orderBy(input)} limit ${limit})`
  return { ...input, from, where: [], source: undefined }
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
