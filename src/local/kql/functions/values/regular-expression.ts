import { NotDoneHere } from './refusal.ts'

const CACHE_CAPACITY = 200
const cache = new Map<string, RegExp>()

/**
 * Kusto's regular expressions are RE2's — regex.md. Rewrites syntax that JavaScript spells
 * differently and rejects what only one of the two supports.
 *
 * @throws KustoError if the pattern cannot be used
 */
export function compileRegex(pattern: string): RegExp {
  const cached = cache.get(pattern)
  if (cached !== undefined) return cached
  const compiled = compile(pattern)
  if (cache.size >= CACHE_CAPACITY) cache.clear()
  cache.set(pattern, compiled)
  return compiled
}

function compile(pattern: string): RegExp {
  const [, flags = '', body = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? []
  const source = body
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\\[AQEzC]/g, (escape) => REWRITTEN[escape] ?? refuse(pattern))
    .replaceAll(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? refuse(pattern))
  if (/\(\?<?[=!]|\\[1-9]|\(\?[imsU-]+[:)]/.test(source)) refuse(pattern)
  return construct(source, `g${flags}`, pattern)
}

const REWRITTEN: Readonly<Record<string, string>> = { '\\A': '^', '\\z': '$' }
const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: String.raw`\s`,
  word: String.raw`\w`,
  xdigit: '0-9A-Fa-f',
  punct: String.raw`!-\/:-@\[-` + String.raw`\x60{-~`,
}

/**
 * Unicode mode forbids some escapes that RE2 allows (`\-`), so a second attempt goes without it.
 */
function construct(source: string, flags: string, pattern: string): RegExp {
  for (const mode of ['u', '']) {
    try {
      return new RegExp(source, flags + mode)
    } catch {
      // Try the next mode, or throw below.
    }
  }
  return refuse(pattern)
}

function refuse(pattern: string): never {
  throw new NotDoneHere(
    `the regular expression ${JSON.stringify(pattern)}: it must be an RE2 pattern without look-around, back-references or flags inside`,
  )
}
