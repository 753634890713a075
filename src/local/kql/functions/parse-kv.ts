import { chargeText } from '../../sqlite/query-budget.ts'
import type { SqlFunction } from '../../sqlite/sql-function.ts'
import { NotDoneHere } from './values/refusal.ts'
import { compileRegex } from './values/regular-expression.ts'

/** How `parse-kv` finds its pairs. */
export interface KeyValueForm {
  readonly keys: readonly string[]
  /** Undefined if every character but letters and digits delimits. */
  readonly delimiters?: { readonly pair: string; readonly value: string } | undefined
  /** One or two characters each: what opens and what closes. */
  readonly quotes: readonly string[]
  readonly escapes: readonly string[]
  readonly isGreedy: boolean
  /** Has two groups: the key and the value. */
  readonly regex?: string | undefined
}

type Pair = readonly [key: string, value: string]

/**
 * `kql_parse_kv(text, form, key)`: the first value of a key, null without one —
 * parse-kv-operator.md
 */
export const PARSE_KV: SqlFunction = {
  name: 'kql_parse_kv',
  run: (text = null, form = null, key = null) => {
    const found = pairsOf(String(text ?? ''), JSON.parse(String(form))).find(
      ([name]) => name === key,
    )
    chargeText(found?.[1].length ?? 0)
    return found?.[1] ?? null
  },
}

function pairsOf(text: string, form: KeyValueForm): readonly Pair[] {
  if (form.regex !== undefined) {
    return Array.from(text.matchAll(compileRegex(form.regex)), ([, key = '', value = '']) => [
      key.trim(),
      value.trim(),
    ])
  }
  return form.delimiters === undefined ? tokenPairs(text, form) : delimited(text, form)
}

/** Pairs between delimiters; a piece without a key is passed over. */
function delimited(text: string, form: KeyValueForm): readonly Pair[] {
  const { pair, value } = form.delimiters ?? { pair: '', value: '' }
  const found: Pair[] = []
  let at = 0
  while (at < text.length) {
    at = afterSpaces(text, at)
    const quotedKey = quoted(text, at, form)
    const keyEnd = text.indexOf(value, quotedKey?.end ?? at)
    const pieceEnd = text.indexOf(pair, quotedKey?.end ?? at)
    if (keyEnd < 0) break
    if (pieceEnd >= 0 && pieceEnd < keyEnd) {
      at = pieceEnd + pair.length
      continue
    }
    const start = afterSpaces(text, keyEnd + value.length)
    const held = quoted(text, start, form)
    const end = endOfValue(text, held?.end ?? start, form)
    found.push([
      quotedKey?.text ?? text.slice(at, keyEnd).trim(),
      held?.text ?? text.slice(start, end).trim(),
    ])
    at = end + pair.length
  }
  return found
}

/** The next pair delimiter; for a greedy value the one before the next key. */
function endOfValue(text: string, from: number, form: KeyValueForm): number {
  const { pair, value } = form.delimiters ?? { pair: '', value: '' }
  for (let at = text.indexOf(pair, from); at >= 0; at = text.indexOf(pair, at + pair.length)) {
    if (!form.isGreedy) return at
    const rest = text.slice(at + pair.length).trimStart()
    if (form.keys.some((key) => rest.startsWith(`${key}${value}`))) return at
    const next = rest.slice(0, Math.max(rest.indexOf(value), 0))
    if (next !== '' && !next.includes(pair))
      throw new NotDoneHere(`parse-kv greedy=true before '${next}', which is not in its list`)
  }
  return text.length
}

/** A quoted text, without its quotes and with its escapes resolved. */
function quoted(
  text: string,
  at: number,
  { quotes, escapes }: KeyValueForm,
): { readonly text: string; readonly end: number } | undefined {
  const quote = quotes.find((one) => text.startsWith(one.charAt(0), at) && one !== '')
  if (quote === undefined) return undefined
  let held = ''
  for (let next = at + 1; next < text.length; next += 1) {
    const character = text.charAt(next)
    if (character === quote.at(-1)) return { text: held, end: next + 1 }
    if (escapes.includes(character)) next += 1
    held += escapes.includes(character) ? text.charAt(next) : character
  }
  throw new NotDoneHere('parse-kv of a text with a quote that does not end')
}

/** Without delimiters: a key of the list, and what follows it. */
function tokenPairs(text: string, form: KeyValueForm): readonly Pair[] {
  const tokens: string[] = []
  for (let at = 0; at < text.length;) {
    const held = quoted(text, at, form)
    const word = /^[\p{L}\p{N}]+/u.exec(text.slice(at))?.[0]
    if (held !== undefined || word !== undefined) tokens.push(held?.text ?? word ?? '')
    if (word !== undefined && text.charAt(at + word.length) === '_')
      throw new NotDoneHere("parse-kv without delimiters of a text with '_'")
    at = held?.end ?? at + (word?.length ?? 1)
  }
  const found: Pair[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const [key = '', value] = tokens.slice(at, at + 2)
    if (!form.keys.includes(key) || value === undefined) continue
    if (form.keys.includes(value))
      throw new NotDoneHere(`parse-kv without delimiters of '${key}' before another key`)
    found.push([key, value])
    at += 1
  }
  return found
}

function afterSpaces(text: string, at: number): number {
  return text.length - text.slice(at).trimStart().length
}
