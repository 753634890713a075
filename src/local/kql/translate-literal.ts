import { datetimeText } from '../values/ticks.ts'
import { bagOf, quote } from '../values/json-text.ts'
import type { KqlNode } from './parser/kql-node.ts'
import {
  sqlLiteral,
  stringOfLiteral,
  valueOfLiteral,
  type LiteralValue,
} from './relation/literals.ts'
import type { KustoType } from '../values/types.ts'
import type { Expr } from './functions/values/expr.ts'
import { semanticError, unsupported } from './parser/unsupported.ts'

export function literal(node: KqlNode): Expr {
  const type = node.type
  if (type === undefined) throw unsupported(`the literal ${node.text}`, node)
  return { sql: sqlLiteral(literalValue(node, type)), type }
}

export function compoundString(node: KqlNode): Expr {
  return { sql: sqlLiteral(stringOfLiteral(node.text) ?? ''), type: 'string' }
}

/**
 * `dynamic({…})`: keeps its JSON as written. KQL literals inside become JSON strings, as in Kusto.
 */
export function dynamicLiteral(node: KqlNode): Expr {
  const json = jsonOf(node.child('Expression'))
  return { sql: json === 'null' ? 'null' : sqlLiteral(json), type: 'dynamic' }
}

function literalValue(node: KqlNode, type: KustoType): LiteralValue {
  const value = valueOfLiteral(node.token('Token'), type)
  // Kusto parses forms that scalar-data-types/datetime.md does not list
  if (value === undefined && type === 'datetime')
    throw unsupported(`the literal ${node.token('Token')}`, node)
  if (value === undefined)
    throw semanticError(`the literal ${node.token('Token')} is no ${type}`, node)
  return value
}

function jsonOf(node: KqlNode): string {
  switch (node.kind) {
    case 'JsonObjectExpression':
      return bagOf(
        node
          .list('Pairs')
          .map((pair) => [stringOfLiteral(pair.token('Name')) ?? '', jsonOf(pair.child('Value'))]),
      )
    case 'JsonArrayExpression':
      return `[${node.list('Values').map(jsonOf).join(',')}]`
    case 'CompoundStringLiteralExpression':
      return quote(stringOfLiteral(node.text) ?? '')
    case 'PrefixUnaryExpression':
      return `${node.token('Operator')}${jsonOf(node.child('Expression'))}`
    case 'DynamicExpression':
      return jsonOf(node.child('Expression'))
    case 'LiteralExpression':
      return jsonOfLiteral(node)
    default:
      throw unsupported(`${node.kind} inside dynamic()`, node)
  }
}

function jsonOfLiteral(node: KqlNode): string {
  const text = node.token('Token')
  const type = node.type
  if (text === 'null') return 'null'
  if (type === undefined) throw unsupported(`the literal ${text} inside dynamic()`, node)
  // keep 1.0 as 1.0, and the digits beyond a long
  if (/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) return text
  const value = literalValue(node, type)
  if (value === null) return 'null'
  if (type === 'bool') return value === 0n ? 'false' : 'true'
  if (type === 'datetime' && typeof value === 'bigint')
    return quote(withFraction(datetimeText(value)))
  // ticks: tests/test_type_conversions.py of github.com/mmaitre314/duckdb-kql
  if (type === 'timespan') return String(value)
  return quote(String(value))
}

function withFraction(text: string): string {
  return text.includes('.') ? text : text.replace('Z', '.0000000Z')
}
