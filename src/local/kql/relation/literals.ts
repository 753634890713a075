import { sqlText } from '../../sqlite/text.ts'
import { compactJson } from '../../values/json-text.ts'
import { PARSE } from '../../values/scalar-parse.ts'
import type { KustoType } from '../../values/types.ts'

/** A value as SQLite stores it; see `Expr` for the form of each type. */
export type LiteralValue = string | bigint | number | null

/** One KQL string literal, obfuscated or not: scalar-data-types/string.md. */
const STRING =
  /[hH]?(?:@"(?:[^"]|"")*"|@'(?:[^']|'')*'|```[^]*?```|~~~[^]*?~~~|"(?:[^"\\\r\n]|\\[^])*"|'(?:[^'\\\r\n]|\\[^])*')/y
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
])

/**
 * The text of adjacent string literals, which KQL concatenates; undefined if the text is anything
 * else.
 */
export function stringOfLiteral(text: string): string | undefined {
  const trimmed = text.trim()
  let value = ''
  let at = 0
  while (at < trimmed.length) {
    STRING.lastIndex = at
    const [literal] = STRING.exec(trimmed) ?? []
    if (literal === undefined) return undefined
    value += unescaped(literal)
    at += literal.length
    while (/\s/.test(trimmed[at] ?? '')) at += 1
  }
  return trimmed === '' ? undefined : value
}

function unescaped(literal: string): string {
  const text = literal.replace(/^[hH]/, '')
  if (text.startsWith('```') || text.startsWith('~~~')) return text.slice(3, -3)
  const quote = text.at(-1) ?? ''
  if (text.startsWith('@')) return text.slice(2, -1).replaceAll(quote + quote, quote)
  return text
    .slice(1, -1)
    .replaceAll(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[^])/g, (_, escaped: string) =>
      escaped.length > 1
        ? String.fromCodePoint(Number.parseInt(escaped.slice(1), 16))
        : (ESCAPES.get(escaped) ?? escaped),
    )
}

/** Prefixes of each type's literals: `long(5)`, `time(1h)`, … */
const CONSTRUCTORS: Readonly<Record<KustoType, readonly string[]>> = {
  string: [],
  long: ['long'],
  int: ['int'],
  real: ['real', 'double'],
  decimal: ['decimal'],
  bool: ['bool', 'boolean'],
  datetime: ['datetime', 'date'],
  timespan: ['timespan', 'time'],
  guid: ['guid'],
  dynamic: ['dynamic'],
}

/**
 * The value of a literal of a type, null for `long(null)`; undefined if the text is not such a
 * literal.
 */
export function valueOfLiteral(text: string, type: KustoType): LiteralValue | undefined {
  if (type === 'string') return stringOfLiteral(text)
  const inner = innerText(text.trim(), type)
  if (inner === undefined) return undefined
  if (inner === 'null') return null
  return parsed(inner, type)
}

function innerText(text: string, type: KustoType): string | undefined {
  const [, constructor, inner] = /^([a-z]+)\s*\(([^]*)\)$/i.exec(text) ?? []
  if (constructor === undefined || inner === undefined)
    return /^(?:datetime|guid|dynamic)$/.test(type) ? undefined : text
  return CONSTRUCTORS[type].includes(constructor.toLowerCase()) ? inner.trim() : undefined
}

function parsed(text: string, type: KustoType): LiteralValue | undefined {
  const bare = type === 'datetime' || type === 'timespan' ? (stringOfLiteral(text) ?? text) : text
  if (type === 'datetime' && bare.toLowerCase() === 'max') return 3_155_378_975_999_999_999n
  if (type === 'datetime' && bare.toLowerCase() === 'min') return 0n
  if (type === 'string') return bare
  if (type === 'dynamic') return compactJson(text)
  if (type === 'bool') {
    const value = PARSE.bool(text)
    return value === null ? undefined : BigInt(value)
  }
  return PARSE[type](bare) ?? undefined
}

/** A value as a SQL literal. */
export function sqlLiteral(value: LiteralValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return sqlText(value)
  if (typeof value === 'bigint') return integerLiteral(value)
  if (Number.isNaN(value)) return `'NaN'`
  if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999'
  const text = String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

function integerLiteral(value: bigint): string {
  // SQLite parses digits before the sign, and 9223372036854775808 alone as a real
  return value === -(2n ** 63n) ? '(-9223372036854775807 - 1)' : String(value)
}
