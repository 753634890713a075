import type { SqlFunction } from '../../../sqlite/sql-function.ts'
import type { Expr } from './expr.ts'
import { elementsOf, membersOf, type JsonText } from '../../../values/json-text.ts'
import { scalarOfDynamic } from './scalar-of-dynamic.ts'

export const ELEMENT_FUNCTIONS: readonly SqlFunction[] = [
  {
    name: 'kql_element',
    run: (base = null, key = null) => {
      if (base === null || key === null) return null
      return element(String(base), typeof key === 'string' ? key : Number(key)) ?? null
    },
  },
  {
    name: 'kql_key',
    run: (key = null) => {
      const held = key === null ? undefined : scalarOfDynamic(String(key))
      return held ?? null
    },
  },
]

/** `d["k"]`, `d.k`, `d[0]`, `d[-1]`: JSON text of the element, or NULL. */
export function elementAccess(base: Expr, key: Expr): string {
  const keySql = key.type === 'dynamic' ? `kql_key(${key.sql})` : key.sql
  return `kql_element(${base.sql}, ${keySql})`
}

/**
 * A string selects a member of a bag, a number an element of an array (negative: from the end).
 * Undefined if it is missing or null.
 */
export function element(json: JsonText, key: string | number): JsonText | undefined {
  const found =
    typeof key === 'string' ? membersOf(json)?.get(key) : elementsOf(json)?.at(Math.trunc(key))
  return found === 'null' ? undefined : found
}
