import { chargeText } from '../../sqlite/query-budget.ts'
import type { SqlFunction } from '../../sqlite/sql-function.ts'
import { NotDoneHere } from './values/refusal.ts'
import { compileRegex } from './values/regular-expression.ts'

/** A part of a pattern: any text, a regular expression, or a column with the shape of its type. */
export type PatternPart = '*' | { readonly regex: string } | { readonly column: string }

export interface RegexPattern {
  readonly flags: string
  readonly parts: readonly PatternPart[]
}

/**
 * `kql_parse_regex(text, pattern, column)`: a column's text, null without a match.
 *
 * The page (parse-operator.md, "Regex mode") translates `*` to `.*?`, but its examples match
 * columns greedily and do not show whether both ends are anchored. A text for which that decides
 * is rejected.
 */
export const PARSE_REGEX: SqlFunction = {
  name: 'kql_parse_regex',
  run: (text = null, pattern = null, column = null) => {
    const readings = readingsOf(String(pattern))
    const [first, ...others] = readings.map((reading) => reading(String(text ?? '')))
    if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first)))
      throw new NotDoneHere(
        `parse kind=regex of a text that matches in several ways: ${JSON.stringify(String(text).slice(0, 80))}`,
      )
    const found = first?.[Number(column)] ?? null
    chargeText(found?.length ?? 0)
    return found
  },
}

type Reading = (text: string) => readonly string[] | undefined

const READINGS = [
  { star: '.*?', isAnchored: true },
  { star: '.*', isAnchored: true },
  { star: '.*?', isAnchored: false },
] as const
const CACHE_CAPACITY = 100
const cache = new Map<string, readonly Reading[]>()

function readingsOf(json: string): readonly Reading[] {
  const known = cache.get(json)
  if (known !== undefined) return known
  if (cache.size >= CACHE_CAPACITY) cache.clear()
  const pattern: RegexPattern = JSON.parse(json)
  const made = READINGS.map((reading) => readingOf(pattern, reading))
  cache.set(json, made)
  return made
}

function readingOf(
  { flags, parts }: RegexPattern,
  { star, isAnchored }: (typeof READINGS)[number],
): Reading {
  let columns = 0
  const pieces = parts.map((part) => {
    if (part === '*') return star
    if ('regex' in part) return part.regex
    columns += 1
    return `(?<kusto${columns}>${part.column})`
  })
  const set = flags === '' ? '' : `(?${flags})`
  const [start, end] = isAnchored ? [String.raw`\A`, String.raw`\z`] : ['', '']
  const regex = compileRegex(`${set}${start}${pieces.join('')}${end}`)
  return (text) => {
    const groups = text.matchAll(regex).next().value?.groups
    return groups === undefined
      ? undefined
      : Array.from({ length: columns }, (_, at) => groups[`kusto${at + 1}`] ?? '')
  }
}
