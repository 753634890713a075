import type { RegexCursor } from './regex-cursor.ts'

/** Kusto's named classes are ASCII only, its Perl classes are Unicode's — regex.md. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', String.raw`\x00-\x7F`],
  ['blank', String.raw`\t\x20`],
  ['cntrl', String.raw`\x00-\x1F\x7F`],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', String.raw`\x20-~`],
  ['punct', String.raw`!-\/:-@\[-\x60\{-~`],
  ['space', String.raw`\t\n\v\f\r\x20`],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
])

/** Kusto's `\w`, as a class of JavaScript's `v` mode. */
export const WORD: string = String.raw`[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]`
const PERL: ReadonlyMap<string, string> = new Map([
  ['d', String.raw`\p{Nd}`],
  ['D', String.raw`\P{Nd}`],
  ['s', String.raw`\p{White_Space}`],
  ['S', String.raw`\P{White_Space}`],
  ['w', WORD],
  ['W', WORD.replace('[', '[^')],
])

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
])

/** An escape that stands for one character or for a class; undefined for all others. */
export function escapeOf(cursor: RegexCursor): string | undefined {
  const letter = cursor.next()
  const perl = PERL.get(letter)
  if (perl !== undefined) return perl
  if (letter === 'p' || letter === 'P') return property(letter, cursor)
  const control = CONTROLS.get(letter)
  if (control !== undefined) return literal(String.fromCodePoint(control))
  if (/[xuU]/.test(letter)) return codePoint(letter, cursor)
  return /[0-9A-Za-z<>]/.test(letter) ? undefined : literal(letter)
}

/** Any character, for a place in or outside a class. */
export function literal(character: string): string {
  if (/[\p{L}\p{N}]/u.test(character)) return character
  return `\\u{${character.codePointAt(0)?.toString(16) ?? '0'}}`
}

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

function codePoint(letter: string, cursor: RegexCursor): string | undefined {
  const [, braced, plain] = cursor.match(
    new RegExp(String.raw`\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{${DIGITS[letter] ?? 0}})`, 'y'),
  )
  const code = Number.parseInt(braced ?? plain ?? '', 16)
  return code <= 0x10ffff ? literal(String.fromCodePoint(code)) : undefined
}

/** `\pL`, `\p{Greek}`: a general category, a script or a property. */
function property(letter: string, cursor: RegexCursor): string | undefined {
  const [, braced, short] = cursor.match(/\{(\w+)\}|(\w)/y)
  const name = braced ?? short ?? ''
  return [name, `Script=${name}`]
    .map((one) => `\\${letter}{${one}}`)
    .find((source) => isProperty(source))
}

function isProperty(source: string): boolean {
  try {
    return new RegExp(source, 'v').flags === 'v'
  } catch {
    return false
  }
}

/**
 * A class after its `[`: unions, ranges, classes within, and `&&`, `--` and `~~` from left to
 * right. Undefined if it is none.
 */
export function classOf(cursor: RegexCursor): string | undefined {
  const isNegated = cursor.skip('^')
  let whole = ''
  let operator = ''
  for (;;) {
    const part = unionOf(cursor, whole === '')
    if (part === undefined) return undefined
    whole = operator === '' ? part : combined(whole, operator, part)
    if (cursor.skip(']')) return isNegated ? `[^${whole}]` : `[${whole}]`
    operator = cursor.match(/&&|--|~~/y)[0] ?? ''
    if (operator === '') return undefined
  }
}

function combined(left: string, operator: string, right: string): string {
  if (operator !== '~~') return `[${left}]${operator}[${right}]`
  return `[[${left}]--[${right}]][[${right}]--[${left}]]`
}

/** Up to `]` or an operator. A `]` that comes first is a character. */
function unionOf(cursor: RegexCursor, isFirst: boolean): string | undefined {
  let items = isFirst && cursor.skip(']') ? literal(']') : ''
  while (!cursor.isAt(/\]|&&|--|~~/y)) {
    const item = itemOf(cursor)
    if (item === undefined) return undefined
    const isRange = cursor.isAt(/-(?![-\]])/y)
    if (isRange) cursor.next()
    const end = isRange ? itemOf(cursor) : ''
    if (end === undefined) return undefined
    items += isRange ? `${item}-${end}` : item
  }
  return items
}

function itemOf(cursor: RegexCursor): string | undefined {
  const [, negation, name] = cursor.match(/\[:(\^?)(\w+):\]/y)
  if (name !== undefined) {
    const named = NAMED.get(name)
    return named === undefined ? undefined : `[${negation ?? ''}${named}]`
  }
  if (cursor.skip('[')) return classOf(cursor)
  if (cursor.skip('\\')) return escapeOf(cursor)
  return cursor.isAtEnd ? undefined : literal(cursor.next())
}
