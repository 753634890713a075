import type { Expr } from '../values/expr.ts'
import { argument } from './argument.ts'
import { convert } from '../values/conversions.ts'
import { alias, scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, elementsOf, quote, type JsonText } from '../../../values/json-text.ts'
import { NotDoneHere, semanticError } from '../values/refusal.ts'
import { literalText } from '../values/literal-text.ts'
import { compileRegex } from '../values/regular-expression.ts'

const REPLACE = scalar('replace_regex', ['string', 'string', 'string'], 'string', replaceRegex)
const EXTRACT = scalar('extract', ['string', 'long', 'string'], 'string', extract)

export const REGEX_FUNCTIONS: readonly KqlFunction[] = [
  REPLACE,
  alias('replace', REPLACE),
  {
    ...EXTRACT,
    // extract-function.md: a typeof() argument converts the result.
    toSql: (args, { resultType }) => {
      const found = EXTRACT.toSql(args.slice(0, 3), { resultType: 'string' })
      return convert({ sql: found, type: 'string' }, resultType)
    },
  },
  {
    name: 'extract_all',
    sqlFunctions: [
      {
        name: 'kql_extract_all',
        run: (pattern, groups, text) =>
          extractAll(String(pattern), groups === null ? undefined : String(groups), String(text)),
      },
    ],
    toSql: extractAllSql,
  },
  trimming('trim', (pattern, text) => trimStart(pattern, trimEnd(pattern, text))),
  trimming('trim_start', trimStart),
  trimming('trim_end', trimEnd),
  // regex-quote-function.md
  scalar('regex_quote', ['string'], 'string', (text) =>
    text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`),
  ),
  scalar('countof', ['string', 'string', 'string?'], 'long', countOf),
  scalar('indexof_regex', ['string', 'string', 'long?', 'long?', 'long?'], 'long', indexOfRegex),
]

/** replace-regex-function.md: `\1` is the first group, `\0` the whole match. */
function replaceRegex(text: string, pattern: string, rewrite: string): string {
  return text.replaceAll(compileRegex(pattern), (...found: readonly unknown[]) =>
    rewrite.replaceAll(/\\(\d)/g, (_, group: string) => {
      const groupValue = found[Number(group)]
      return typeof groupValue === 'string' ? groupValue : ''
    }),
  )
}

function extract(pattern: string, group: bigint, text: string): string {
  const match = firstMatch(pattern, text)
  return match?.[Number(group)] ?? ''
}

function firstMatch(pattern: string, text: string): RegExpMatchArray | undefined {
  return text.matchAll(compileRegex(pattern)).next().value
}

/**
 * extract-all-function.md: an array of strings for one group, an array of arrays for several, null
 * for no match.
 */
function extractAll(pattern: string, groups: JsonText | undefined, text: string): JsonText | null {
  checkGroups(pattern)
  const matches = Array.from(text.matchAll(compileRegex(pattern)), (match) =>
    captured(match, groups),
  )
  if (matches.length === 0) return null
  return arrayOf(
    matches.map((texts) => {
      const [only = ''] = texts
      return texts.length === 1 ? quote(only) : arrayOf(texts.map(quote))
    }),
  )
}

function captured(match: RegExpMatchArray, groups: JsonText | undefined): string[] {
  const wanted = (groups === undefined ? [] : (elementsOf(groups) ?? [])).filter((group) =>
    isGroup(match, group),
  )
  if (wanted.length === 0) return match.slice(1).map((text) => text ?? '')
  return wanted.map((group) => groupText(match, group))
}

/**
 * Ignores group numbers that the expression does not have: tests/test_extract_all.py of
 * github.com/mmaitre314/duckdb-kql.
 */
function isGroup(match: RegExpMatchArray, group: JsonText): boolean {
  if (group.startsWith('"')) return Object.hasOwn(match.groups ?? {}, group.slice(1, -1))
  return Number(group) >= 1 && Number(group) < match.length
}

function groupText(match: RegExpMatchArray, group: JsonText): string {
  return (group.startsWith('"') ? match.groups?.[group.slice(1, -1)] : match[Number(group)]) ?? ''
}

/** extract-all-function.md: 1 to 16 capture groups. */
function checkGroups(pattern: string): void {
  const { source, flags } = compileRegex(pattern)
  const count = (new RegExp(`${source}|`, flags).exec('')?.length ?? 1) - 1
  if (count < 1 || count > 16)
    throw semanticError(
      `extract_all(): the regular expression must have 1 to 16 capture groups, it has ${count}.`,
    )
}

function extractAllSql(args: readonly Expr[]): string {
  const known = literalText(argument(args, 0))
  if (known !== undefined) checkGroups(known)
  const pattern = convert(argument(args, 0), 'string')
  const text = convert(argument(args, args.length - 1), 'string')
  const groups = args.length === 3 ? argument(args, 1).sql : 'NULL'
  return `kql_extract_all(${pattern}, ${groups}, ${text})`
}

/** Rejects the caller's own anchors before the query runs, if the regex is a constant. */
function trimming(name: string, run: (pattern: string, text: string) => string): KqlFunction {
  const trim = scalar(name, ['string', 'string'], 'string', (pattern, text) => {
    refuseAnchors(pattern)
    return run(pattern, text)
  })
  return {
    ...trim,
    toSql: (args, call) => {
      refuseAnchors(literalText(argument(args, 0)) ?? '')
      return trim.toSql(args, call)
    },
  }
}

function trimStart(pattern: string, text: string): string {
  return text.replace(compileRegex(`^(?:${pattern})`), '')
}

/** An anchor inside would change its meaning once the expression gets anchors of its own. */
function refuseAnchors(pattern: string): void {
  const outside = pattern.replaceAll(/\\[^]|\[\^?\]?(?:\\[^]|[^\]\\])*\]/g, '')
  if (/[$^]|\\[AbBz]/.test(outside))
    throw new NotDoneHere(`trim() with an anchor in the expression '${pattern}'`)
}

function trimEnd(pattern: string, text: string): string {
  return text.replace(compileRegex(`(?:${pattern})$`), '')
}

/**
 * indexof-regex-function.md: occurrences do not overlap; null for invalid arguments such as a start
 * below 0.
 */
function indexOfRegex(
  text: string,
  pattern: string,
  start = 0n,
  length = -1n,
  occurrence = 1n,
): bigint | null {
  if (start < 0n || length < -1n || occurrence < 0n) return null
  const from = Number(start)
  const window = text.slice(from, length < 0n ? undefined : from + Number(length))
  const matches = Array.from(window.matchAll(compileRegex(pattern)))
  const found = matches[Math.max(Number(occurrence), 1) - 1]
  return found === undefined ? -1n : BigInt(from + found.index)
}

/** countof-function.md: matches of plain text may overlap, matches of a regex do not. */
function countOf(text: string, sought: string, kind = 'normal'): bigint {
  if (kind === 'regex') return BigInt(Array.from(text.matchAll(compileRegex(sought))).length)
  if (sought === '') return 0n
  let found = 0n
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) found += 1n
  return found
}
