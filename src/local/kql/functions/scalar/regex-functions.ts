import type { Expr } from '../values/expr.ts'
import { argument } from './argument.ts'
import { convert } from '../values/conversions.ts'
import { alias, scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, elementsOf, quote, type JsonText } from '../../../values/json-text.ts'
import { compileRegex } from '../values/regular-expression.ts'

const REPLACE = scalar('replace_regex', ['string', 'string', 'string'], 'string', replaceRegex)
const EXTRACT = scalar('extract', ['string', 'long', 'string'], 'string', extract)

export const REGEX_FUNCTIONS: readonly KqlFunction[] = [
  REPLACE,
  alias('replace', REPLACE),
  {
    ...EXTRACT,
    // extract-function.md: a typeof() behind the text converts what was found.
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
  scalar('trim', ['string', 'string'], 'string', (pattern, text) =>
    trimStart(pattern, trimEnd(pattern, text)),
  ),
  scalar('trim_start', ['string', 'string'], 'string', trimStart),
  scalar('trim_end', ['string', 'string'], 'string', trimEnd),
  scalar('countof', ['string', 'string', 'string?'], 'long', countOf),
  scalar('indexof_regex', ['string', 'string'], 'long', (text, pattern) =>
    BigInt(text.search(compileRegex(pattern))),
  ),
]

/** replace-regex-function.md: `\1` stands for the first group, `\0` for the whole. */
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
 * extract-all-function.md: with one group an array of texts, with more an array of arrays; null for
 * no match.
 */
function extractAll(pattern: string, groups: JsonText | undefined, text: string): JsonText | null {
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
  const wanted = groups === undefined ? undefined : elementsOf(groups)
  if (wanted === undefined) return match.slice(match.length > 1 ? 1 : 0).map((text) => text ?? '')
  return wanted.map((group) => groupText(match, group))
}

function groupText(match: RegExpMatchArray, group: JsonText): string {
  return (group.startsWith('"') ? match.groups?.[group.slice(1, -1)] : match[Number(group)]) ?? ''
}

function extractAllSql(args: readonly Expr[]): string {
  const pattern = convert(argument(args, 0), 'string')
  const text = convert(argument(args, args.length - 1), 'string')
  const groups = args.length === 3 ? argument(args, 1).sql : 'NULL'
  return `kql_extract_all(${pattern}, ${groups}, ${text})`
}

function trimStart(pattern: string, text: string): string {
  return text.replace(compileRegex(`^(?:${pattern})`), '')
}

function trimEnd(pattern: string, text: string): string {
  return text.replace(compileRegex(`(?:${pattern})$`), '')
}

/** countof-function.md: plain text may overlap, matches of a regex do not. */
function countOf(text: string, sought: string, kind = 'normal'): bigint {
  if (kind === 'regex') return BigInt(Array.from(text.matchAll(compileRegex(sought))).length)
  if (sought === '') return 0n
  let found = 0n
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) found += 1n
  return found
}
