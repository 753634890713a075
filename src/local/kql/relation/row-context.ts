import type { KqlNode } from '../parser/kql-node.ts'
import { relationOf, type Relation } from './relation.ts'
import type { Rows, Scope } from './scope.ts'
import type { RowContext } from './translation.ts'
import type { KustoType } from '../../values/types.ts'
import { unsupported } from '../parser/unsupported.ts'

export function rowsOf(input: Relation): Rows {
  return { input, isNamed: false }
}

/** For expressions outside any pipe. */
export const NO_ROWS: Rows = rowsOf(relationOf('(select 1)', []))

export function rowContext(rows: Rows, scope: Scope, aggregates?: string[]): RowContext {
  return { rows, scope, aggregates }
}

/** The analyzer's type of a scalar expression. */
export function scalarType(node: KqlNode): KustoType {
  if (node.type === undefined)
    throw unsupported(`an expression without a known type: ${node.text.slice(0, 60)}`, node)
  return node.type
}
