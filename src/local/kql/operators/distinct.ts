import type { KqlNode } from '../parser/kql-node.ts'
import { columnsWithIds, fresh, fromClause, type Relation } from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { inPartition, partitionIds } from './partition.ts'

/** `distinct a, b` or `distinct *` — distinct-operator.md */
export function distinct(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const columns = columnsWithIds(node.columns ?? [])
  const rows = rowsOf(input)
  const row = rowContext(rows, scope)
  const values = node
    .list('Expressions')
    .flatMap((item) =>
      item.kind === 'StarExpression'
        ? input.columns.map(({ id }) => id)
        : [translation.expression(item, row).sql],
    )
  if (values.length !== columns.length) throw unsupported('distinct over these expressions', node)
  const items = values.map((sql, index) => `${sql} as ${columns[index]?.id ?? ''}`)
  return fresh(
    `select distinct ${[...items, ...partitionIds(input)].join(', ')} ${fromClause(rows.input)}`,
    columns,
    inPartition(input),
  )
}
