import { NotDoneHere } from './refusal.ts'
import { translateRegex } from './translate-regex.ts'

const CACHE_CAPACITY = 200
const cache = new Map<string, RegExp>()

/**
 * A regular expression of Kusto as one of JavaScript.
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
  const translated = translateRegex(pattern)
  if (translated === undefined) return refuse(pattern)
  try {
    return new RegExp(translated.source, translated.ignoresCase ? 'giv' : 'gv')
  } catch {
    return refuse(pattern)
  }
}

function refuse(pattern: string): never {
  throw new NotDoneHere(
    `the regular expression ${JSON.stringify(pattern)}: it must be an RE2 pattern without look-around, back-references or a flag i inside`,
  )
}
