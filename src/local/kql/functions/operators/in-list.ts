import type { SqlFunction } from '../../../sqlite/sql-function.ts'
import type { Expr } from '../values/expr.ts'
import { convert } from '../values/conversions.ts'
import { equal, isLiteral, sameDynamic } from '../values/equality.ts'
import { elementsOf, type JsonText } from '../../../values/json-text.ts'
import { textOfDynamic } from '../values/scalar-of-dynamic.ts'
import { TEXT_MATCHES } from '../values/string-matching.ts'

export type ListOperator = 'in' | 'in~' | '!in' | '!in~' | 'has_any' | 'has_all'

type DynamicTest = (left: string, elements: readonly JsonText[]) => boolean

export const LIST_FUNCTIONS: readonly SqlFunction[] = [
  listFunction('kql_in_dynamic', (left, elements) =>
    elements.some((element) => sameDynamic(left, element)),
  ),
  listFunction('kql_in_dynamic_ci', matching('=~', 'some')),
  listFunction('kql_has_any', matching('has', 'some')),
  listFunction('kql_has_all', matching('has', 'every')),
]

/**
 * `left in (a, b, c)` and variants over scalar expressions. A dynamic in the list contributes its
 * elements. For nulls, `in` follows `==` and `!in` follows `!=`.
 */
export function inList(left: Expr, list: readonly Expr[], operator: ListOperator): string {
  if (operator === '!in' || operator === '!in~') {
    return `(NOT ${inList(left, list, operator === '!in' ? 'in' : 'in~')})`
  }
  return operator === 'in' ? isIn(left, list) : isLike(left, list, TEXT_TESTS[operator])
}

interface TextTest {
  readonly scalar: string
  readonly dynamic: string
  readonly joiner: 'AND' | 'OR'
}

const TEXT_TESTS: Readonly<Record<'in~' | 'has_any' | 'has_all', TextTest>> = {
  'in~': { scalar: '=~', dynamic: 'kql_in_dynamic_ci', joiner: 'OR' },
  has_any: { scalar: 'has', dynamic: 'kql_has_any', joiner: 'OR' },
  has_all: { scalar: 'has', dynamic: 'kql_has_all', joiner: 'AND' },
}

function isIn(left: Expr, list: readonly Expr[]): string {
  if (left.type === 'string' && list.every((e) => e.type === 'string')) {
    return `(${left.sql} IN (${list.map((e) => e.sql).join(', ')}))`
  }
  if (left.type === 'long' && list.every((e) => e.type === 'long' && isLiteral(e))) {
    return `ifnull(${left.sql} IN (${list.map((e) => e.sql).join(', ')}), 0)`
  }
  const tests = list.map((e) =>
    e.type === 'dynamic' ? `kql_in_dynamic(${convert(left, 'dynamic')}, ${e.sql})` : equal(left, e),
  )
  return joined(tests, 'OR')
}

function isLike(left: Expr, list: readonly Expr[], by: TextTest): string {
  const text = convert(left, 'string')
  const tests = list.map((e) =>
    e.type === 'dynamic'
      ? `${by.dynamic}(${text}, ${e.sql})`
      : `${textMatchFunction(by.scalar)}(${text}, ${convert(e, 'string')})`,
  )
  return joined(tests, by.joiner)
}

/** The SQL function that implements a string operator. */
export function textMatchFunction(operator: string): string {
  return `kql_text_${operator === '=~' ? 'equals' : operator}`
}

function joined(tests: readonly string[], joiner: 'AND' | 'OR'): string {
  if (tests.length === 0) return joiner === 'AND' ? '1' : '0'
  return `(${tests.join(` ${joiner} `)})`
}

function matching(operator: string, quantifier: 'some' | 'every'): DynamicTest {
  const match = TEXT_MATCHES.get(operator)
  if (match === undefined) throw new Error(`Unknown string operator ${operator}`)
  return (left, elements) => elements[quantifier]((element) => match(left, textOfDynamic(element)))
}

function listFunction(name: string, test: DynamicTest): SqlFunction {
  return {
    name,
    run: (left = null, list = null) => {
      if (left === null || list === null) return false
      return test(String(left), elementsOf(String(list)) ?? [String(list)])
    },
  }
}
