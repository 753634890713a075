import { classOf, escapeOf, literal, WORD } from './regex-class.ts'
import { RegexCursor } from './regex-cursor.ts'

/** Flags of a group; `i` holds for the whole expression, because JavaScript has no other. */
interface Flags {
  readonly m: boolean
  readonly s: boolean
  readonly U: boolean
}

export interface TranslatedRegex {
  /** For JavaScript's `v` mode. */
  readonly source: string
  readonly ignoresCase: boolean
}

const NO_FLAGS: Flags = { m: false, s: false, U: false }
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`
const NO_BOUNDARY = `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`
/** Assertions, which JavaScript knows for ASCII words and other line ends only. */
const ASSERTIONS: ReadonlyMap<string, string> = new Map([
  ['A', '^'],
  ['z', '$'],
  ['b', BOUNDARY],
  ['B', NO_BOUNDARY],
  ['<', `(?<!${WORD})(?=${WORD})`],
  ['>', `(?<=${WORD})(?!${WORD})`],
])

/**
 * Kusto's regular expressions (regex.md) in JavaScript's spelling: `\w`, `\d`, `\s` and `\b` are
 * Unicode's, `.` excludes only `\n`, lines end at `\n`. Undefined for what one of the two lacks,
 * such as look-around and back-references.
 */
export function translateRegex(pattern: string): TranslatedRegex | undefined {
  const cursor = new RegexCursor(pattern)
  const flags: Flags[] = [NO_FLAGS]
  let source = ''
  let ignoresCase = false
  while (!cursor.isAtEnd) {
    const current = flags.at(-1)
    if (current === undefined) return undefined
    const [, set, end] = cursor.match(/\(\?([imsU]*(?:-[imsU]+)?)([:)])/y)
    if (set !== undefined && (set !== '' || end === ':')) {
      const changed = changedFlags(current, set)
      if (set.includes('i') && (source !== '' || set.startsWith('-') || end === ':'))
        return undefined
      ignoresCase ||= set.includes('i')
      if (end === ':') flags.push(changed)
      else flags.splice(-1, 1, changed)
      source += end === ':' ? '(?:' : ''
      continue
    }
    const piece = pieceOf(cursor, flags, current)
    if (piece === undefined) return undefined
    source += piece
  }
  return flags.length === 1 ? { source, ignoresCase } : undefined
}

function changedFlags(flags: Flags, set: string): Flags {
  const [on = '', off = ''] = set.split('-')
  const is = (flag: 'm' | 's' | 'U'): boolean =>
    on.includes(flag) || (flags[flag] && !off.includes(flag))
  return { m: is('m'), s: is('s'), U: is('U') }
}

function pieceOf(cursor: RegexCursor, flags: Flags[], current: Flags): string | undefined {
  const [group, name] = cursor.match(/\((?:\?P?<([A-Za-z_]\w*)>|(?!\?))/y)
  if (group !== undefined) {
    flags.push(current)
    return name === undefined ? '(' : `(?<${name}>`
  }
  const [quantifier, repeat, isLazy] = cursor.match(/([*+?]|\{\d+(?:,\d*)?\})(\??)/y)
  if (quantifier !== undefined) return `${repeat ?? ''}${(isLazy === '?') === current.U ? '' : '?'}`
  if (cursor.skip('(')) return undefined
  if (cursor.skip(')')) {
    flags.pop()
    return ')'
  }
  if (cursor.skip('[')) return classOf(cursor)
  if (cursor.skip('|')) return '|'
  if (cursor.skip('.')) return current.s ? String.raw`[\s\S]` : String.raw`[^\n]`
  if (cursor.skip('^')) return current.m ? String.raw`(?<![^\n])` : '^'
  if (cursor.skip('$')) return current.m ? String.raw`(?![^\n])` : '$'
  if (cursor.skip('\\')) {
    if (cursor.isAt(/b\{/y)) return undefined
    const [letter] = cursor.match(/[AzbB<>]/y)
    return letter === undefined ? escapeOf(cursor) : ASSERTIONS.get(letter)
  }
  if (cursor.isAt(/\{/y)) return undefined
  return literal(cursor.next())
}
