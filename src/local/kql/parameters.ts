import type { QueryParameter } from './compiled-query.ts'
import { valueOfLiteral, type LiteralValue } from './relation/literals.ts'
import type { KustoType } from '../values/types.ts'
import { UnsupportedKql } from './parser/unsupported.ts'

/** The name in SQL of a query's declared parameter. */
export function parameterBind(index: number, name: string): string {
  return `p${index}_${name.replaceAll(/\W/g, '_')}`
}

/**
 * Converts a caller's parameters to values to bind. A caller may send a KQL literal as text
 * (`"it\"s"`, `long(5)`, `datetime(2026-01-01)`), or a raw string or number, as some SDKs do
 * (api/rest/request.md). A string that is not a literal is used as is.
 *
 * @throws KustoError if a value is missing or does not fit its type
 */
export function bindParameters(
  declared: readonly QueryParameter[],
  given: Readonly<Record<string, unknown>>,
): Record<string, LiteralValue> {
  return Object.fromEntries(
    declared.map((parameter) => [parameter.bind, valueOf(parameter, given)]),
  )
}

function valueOf(
  parameter: QueryParameter,
  given: Readonly<Record<string, unknown>>,
): LiteralValue {
  const { name, type, defaultLiteral } = parameter
  const value = Object.hasOwn(given, name) ? given[name] : defaultLiteral
  if (value === undefined || value === null) {
    throw new UnsupportedKql(
      `Semantic error: SEM0100: the query parameter '${name}' has no value and no default; send it in the request's Parameters.`,
    )
  }
  const bound = parameterValue(value, type)
  if (bound === undefined) {
    throw new UnsupportedKql(
      `Semantic error: SEM0100: the query parameter '${name}' is declared as ${type}, which its value is not: ${(textOf(value) ?? typeof value).slice(0, 100)}`,
    )
  }
  return bound
}

function parameterValue(value: unknown, type: KustoType): LiteralValue | undefined {
  const text = textOf(value)
  if (text === undefined) return undefined
  const literal = valueOfLiteral(text, type)
  return literal === undefined && type === 'string' ? text : literal
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const isScalar =
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  return isScalar ? String(value) : undefined
}
