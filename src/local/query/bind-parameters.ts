import { badRequest } from '../bad-request.ts'
import { parsedOrUndefined } from '../ingestion/parsed-json.ts'
import type { QueryParameter } from '../kql/compiled-query.ts'
import type { KustoType } from '../kql/types.ts'
import type { SqlValue } from '../sqlite/database.ts'
import { toSql } from '../sqlite/values.ts'
import { stringLiteral } from './string-literal.ts'

/** Values for a query's declared parameters; those given but not declared are ignored, as by Kusto. */
export function bindParameters(
  declared: readonly QueryParameter[],
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, SqlValue>> {
  return Object.fromEntries(
    declared.map((parameter) => [parameter.bind, parameterValue(parameter, given[parameter.name])]),
  )
}

function parameterValue(parameter: QueryParameter, given: unknown): SqlValue {
  const value = given ?? parameter.defaultLiteral
  if (value === undefined) {
    throw badRequest(`The query parameter '${parameter.name}' has no value and no default.`)
  }
  // strings and longs may come raw, all else as KQL literals in text (api/rest/request.md)
  return typeof value === 'string' ? literalValue(parameter, value) : toSql(value, parameter.type)
}

function literalValue(parameter: QueryParameter, text: string): SqlValue {
  if (parameter.type === 'string') return stringLiteral(text) ?? text
  const inner = withoutTypeName(text.trim(), parameter.type)
  if (inner === 'null' || inner === '') return null
  const plain = stringLiteral(inner) ?? inner
  const value = parameter.type === 'dynamic' ? dynamicValue(plain) : toSql(plain, parameter.type)
  if (value === null) {
    throw badRequest(
      `The value ${text.slice(0, 50)} of query parameter '${parameter.name}' is no ${parameter.type}.`,
    )
  }
  return value
}

function dynamicValue(text: string): SqlValue {
  return text === 'null' || parsedOrUndefined(text) === undefined ? null : text
}

const ALIASES: Readonly<Partial<Record<KustoType, readonly string[]>>> = {
  long: ['int'],
  int: ['long'],
  real: ['double', 'long', 'int'],
  bool: ['boolean'],
  datetime: ['date'],
  timespan: ['time'],
  guid: ['uuid', 'uniqueid'],
}

/** What stands in `datetime(…)`, `dynamic(…)`, `long(…)`. */
function withoutTypeName(text: string, type: KustoType): string {
  const call = /^(\w+)\s*\(([^]*)\)$/.exec(text)
  const name = call?.[1]?.toLowerCase()
  if (name === undefined) return text
  return name === type || ALIASES[type]?.includes(name) === true ? (call?.[2] ?? '').trim() : text
}
