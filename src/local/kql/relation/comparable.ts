import type { KqlNode } from '../parser/kql-node.ts'
import type { KustoType } from '../../values/types.ts'
import type { Expr } from '../functions/values/expr.ts'
import { semanticError } from '../parser/unsupported.ts'

export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<>', '<', '<=', '>', '>='])

const NUMBERS: ReadonlySet<KustoType> = new Set(['int', 'long', 'real', 'decimal'])

/**
 * Rejects comparisons that pass the analyzer but not Kusto's engine: `"a" == 5` — measured on Azure
 * Data Explorer.
 */
export function checkComparable(left: Expr, right: Expr, node: KqlNode): void {
  if (areComparable(left.type, right.type)) return
  throw semanticError(
    `SEM0064: Cannot compare values of types ${left.type} and ${right.type}. Try adding explicit casts`,
    node,
  )
}

export function areComparable(left: KustoType, right: KustoType): boolean {
  return (
    left === right ||
    left === 'dynamic' ||
    right === 'dynamic' ||
    (NUMBERS.has(left) && NUMBERS.has(right))
  )
}
