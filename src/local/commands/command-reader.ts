import { badRequest } from '../failures/bad-request.ts'
import { type Token, tokenize } from '../text/tokens.ts'

/**
 * Reads a command's tokens; every error names the expected token, the actual one and the position.
 */
export class CommandReader {
  readonly text: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    this.text = text
    this.#tokens = tokenize(text)
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead]
  }

  /** Takes the words if they come next in this order, case-insensitively; else takes nothing. */
  take(...words: readonly string[]): boolean {
    const isNext = words.every((word, index) => this.#isWord(this.peek(index), word))
    if (isNext) this.#at += words.length
    return isNext
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.take(word)) throw this.refuse(`'${word}'`)
  }

  /** An entity's name: plain, `['bracketed']` or quoted. */
  name(): string {
    const token = this.#next('a name')
    if (token.kind === 'punctuation') throw this.refuse('a name', token)
    // T-1 and the like need brackets; a leading digit is fine (entity-names.md)
    return token.value
  }

  names(): string[] {
    const names = [this.name()]
    while (this.take(',')) names.push(this.name())
    return names
  }

  /** A string literal, or several adjacent ones. */
  string(): string {
    let value = this.#string()
    while (this.peek()?.kind === 'string') value += this.#string()
    return value
  }

  /** `(a, b)`. */
  parenthesised<T>(read: () => T): T[] {
    this.expect('(')
    const items: T[] = []
    if (this.take(')')) return items
    do items.push(read())
    while (this.take(','))
    this.expect(')')
    return items
  }

  /** `with (a=b, c='d')`, keys in lower case. */
  properties(): ReadonlyMap<string, string> {
    if (!this.take('with')) return new Map()
    return new Map(this.parenthesised(() => this.#property()))
  }

  /** The text between balanced brackets, brackets included. */
  balanced(open: string, close: string): string {
    const first = this.peek()
    this.expect(open)
    let depth = 1
    while (depth > 0) {
      const token = this.#next(`'${close}'`)
      if (token.kind !== 'punctuation') continue
      if (token.value === open) depth += 1
      if (token.value === close) depth -= 1
    }
    return this.text.slice(first?.start ?? 0, this.#tokens[this.#at - 1]?.end)
  }

  /** The text from `<|` to the end. */
  afterPipe(): string {
    const pipe = this.peek()
    this.expect('<|')
    this.#at = this.#tokens.length
    return this.text.slice(pipe?.end)
  }

  /** The rest of the command, as written. */
  rest(): string {
    const from = this.peek()?.start ?? this.text.length
    this.#at = this.#tokens.length
    return this.text.slice(from)
  }

  end(): void {
    if (this.take(';') && this.done) return
    if (!this.done) throw this.refuse('the end of the command')
  }

  refuse(expected: string, token: Token | undefined = this.peek()): Error {
    const seen =
      token === undefined
        ? 'the command ends'
        : `'${this.text.slice(token.start, token.end)}' stands`
    const where = token?.start ?? this.text.length
    return badRequest(
      `Syntax error: expected ${expected} where ${seen} (position ${where}) in: ${this.text.trim().slice(0, 200)}`,
      'BadRequest_SyntaxError',
    )
  }

  #property(): [string, string] {
    const key = this.name().toLowerCase()
    this.expect('=')
    if (this.peek()?.kind === 'string') return [key, this.string()]
    if (this.peek()?.value === '(') return [key, this.balanced('(', ')')]
    const token = this.#next('a value')
    // datetime(2020-01-01), dynamic([...]): kept as written
    const bracket = this.peek()?.value === '(' ? this.balanced('(', ')') : ''
    return [key, token.value + bracket]
  }

  #string(): string {
    const token = this.#next('a string')
    if (token.kind !== 'string') throw this.refuse('a string', token)
    return token.value
  }

  #next(expected: string): Token {
    const token = this.peek()
    if (token === undefined) throw this.refuse(expected)
    this.#at += 1
    return token
  }

  #isWord(token: Token | undefined, word: string): boolean {
    if (token === undefined || token.kind === 'string' || token.kind === 'name') return false
    return token.value.toLowerCase() === word.toLowerCase()
  }
}
