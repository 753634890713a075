import type { KqlNode } from '../parser/kql-node.ts'
import { allColumns, fromClause, type Relation } from '../relation/relation.ts'
import { NO_ROWS, rowContext } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { refusePartition } from './partition.ts'

/** Random rows, up to a number — sample-operator.md */
export function sample(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const { sql } = translation.expression(node.child('Expression'), rowContext(NO_ROWS, scope))
  const drawn = `select ${allColumns(input)} ${fromClause(input)} order by random()`
  return {
    ...input,
    from: `(${drawn} limit max(0, ${sql}))`,
    where: [],
    order: [],
    serialized: false,
    source: undefined,
  }
}
