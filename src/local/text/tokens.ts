import { badRequest } from '../failures/bad-request.ts'

/**
 * A command's text as tokens. Commands are parsed here and not by Microsoft's parser, which takes
 * 50 to 90 ms for each command (its partial parser tries every alternative); it still parses the
 * queries inside commands.
 */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'punctuation'
  /** A word as written, a bracketed name or a string without its quotes, a number with its unit. */
  readonly value: string
  readonly start: number
  readonly end: number
}

const PIECES: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /(?:\s+|\/\/[^\n]*)+/y],
  ['name', /\[\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")\s*\]/y],
  [
    'string',
    /[hH]?(?:@'(?:[^']|'')*'|@"(?:[^"]|"")*"|```[^]*?```|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/y,
  ],
  ['number', /\d[\w.]*/y],
  ['word', /[A-Za-z_$][\w$]*(?:-[A-Za-z_]\w*)*/y],
  ['punctuation', /<\||==|=>|[^\w\s]/y],
]

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const piece = pieceAt(text, at)
    const end = at + piece.text.length
    if (piece.kind !== 'blank') {
      tokens.push({ kind: piece.kind, value: valueOf(piece.kind, piece.text), start: at, end })
    }
    at = end
  }
  return tokens
}

function pieceAt(text: string, at: number): { kind: Token['kind'] | 'blank'; text: string } {
  for (const [kind, pattern] of PIECES) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) return { kind, text: found[0] }
  }
  throw badRequest(
    `Syntax error: cannot read the command at position ${at}.`,
    'BadRequest_SyntaxError',
  )
}

function valueOf(kind: Token['kind'], text: string): string {
  if (kind === 'name') return stringLiteralValue(text.slice(1, -1).trim())
  return kind === 'string' ? stringLiteralValue(text) : text
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
}

/** The text of one KQL string literal (scalar-data-types/string.md). */
export function stringLiteralValue(literal: string): string {
  const text = /^[hH]/.test(literal) ? literal.slice(1) : literal
  if (text.startsWith('```')) return text.slice(3, -3)
  if (text.startsWith('@')) {
    const quote = text.charAt(1)
    return text.slice(2, -1).replaceAll(quote + quote, quote)
  }
  return text
    .slice(1, -1)
    .replaceAll(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[^])/g, (_, escaped: string) =>
      escaped.length > 1
        ? String.fromCodePoint(Number.parseInt(escaped.slice(1), 16))
        : (ESCAPES[escaped] ?? escaped),
    )
}
