import type { KqlNode } from '../parser/kql-node.ts'
import { findColumn, select, type Output, type Relation } from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Column } from '../../values/types.ts'
import type { Expr } from '../functions/values/expr.ts'
import { unsupported } from '../parser/unsupported.ts'
import { outputNames } from './output-names.ts'

/** Appends new columns and replaces columns of the same name in place — extend-operator.md */
export function extend(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const rows = rowsOf(input)
  const row = rowContext(rows, scope)
  const items = node.list('Expressions')
  const values = items.map((item) => translation.expression(item, row))
  const names = outputNames(node, input, items)
  const set = new Map(values.map((expr, index) => [names[index] ?? '', expr]))
  const outputs = (node.columns ?? []).map((column) =>
    output(column, set.get(column.name), rows.input, node),
  )
  return select(rows.input, outputs)
}

function output(column: Column, expr: Expr | undefined, input: Relation, node: KqlNode): Output {
  if (expr !== undefined) return { name: column.name, type: expr.type, sql: expr.sql }
  const kept = findColumn(input, column.name)
  if (kept === undefined) throw unsupported(`the column '${column.name}' of ${node.kind}`, node)
  return { name: kept.name, type: kept.type, sql: kept.id }
}
