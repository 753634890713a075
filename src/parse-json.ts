import { BYTES_PER_TURN, type Steps } from './event-loop-turns.ts'

/**
 * `JSON.parse` in steps: returns the same value, or throws a SyntaxError too. Only finds where
 * parts end; `JSON.parse` reads each part.
 *
 * @param pieceLength - the longest part, in characters
 * @throws SyntaxError
 * @yields the bytes of a step
 */
export function* parseJsonSteps(
  text: string,
  pieceLength: number = BYTES_PER_TURN,
): Steps<unknown> {
  const reader = new JsonParts(text, pieceLength)
  const { value, end } = yield* valueAt(reader, reader.skipBlank(0))
  if (reader.skipBlank(end) < text.length) throw invalid(end)
  return value
}

interface Parsed {
  readonly value: unknown
  readonly end: number
}

function* valueAt(json: JsonParts, at: number): Steps<Parsed> {
  const end = json.shortEnd(at)
  if (end !== undefined) {
    const value = json.parse(at, end)
    yield end - at
    return { value, end }
  }
  if (json.at(at) === '"') return yield* stringAt(json, at)
  return json.at(at) === '[' ? yield* listAt(json, at) : yield* objectAt(json, at)
}

function* stringAt(json: JsonParts, start: number): Steps<Parsed> {
  let value = ''
  let from = start + 1
  for (;;) {
    const { to, isClosed } = json.partOfString(from)
    value += json.parseString(from, to)
    yield to - from
    if (isClosed) return { value, end: to + 1 }
    from = to
  }
}

function* listAt(json: JsonParts, start: number): Steps<Parsed> {
  const value: unknown[] = []
  let at = json.skipBlank(start + 1)
  while (json.at(at) !== ']') {
    const end = json.shortEnd(at)
    if (end === undefined) {
      const parsed = yield* valueAt(json, at)
      value.push(parsed.value)
      at = json.afterMember(parsed.end, ']')
    } else {
      const last = json.lastOfRun(at, end)
      for (const item of json.parseList(at, last)) value.push(item)
      yield last - at
      at = json.afterMember(last, ']')
    }
  }
  return { value, end: at + 1 }
}

function* objectAt(json: JsonParts, start: number): Steps<Parsed> {
  const value: Record<string, unknown> = {}
  let at = json.skipBlank(start + 1)
  while (json.at(at) !== '}') {
    const { key, next } = json.keyAt(at)
    const parsed = yield* valueAt(json, next)
    // an assignment to __proto__ would set the prototype
    Object.defineProperty(value, key, { ...OWN, value: parsed.value })
    at = json.afterMember(parsed.end, '}')
  }
  return { value, end: at + 1 }
}

const OWN = { writable: true, enumerable: true, configurable: true }

/** Finds parts of a JSON text. */
class JsonParts {
  readonly #text: string
  readonly #pieceLength: number

  constructor(text: string, pieceLength: number) {
    this.#text = text
    this.#pieceLength = pieceLength
  }

  at(place: number): string | undefined {
    return this.#text[place]
  }

  parse(from: number, to: number): unknown {
    return JSON.parse(this.#text.slice(from, to))
  }

  parseString(from: number, to: number): string {
    return String(JSON.parse(`"${this.#text.slice(from, to)}"`))
  }

  parseList(from: number, to: number): unknown[] {
    const list: unknown = JSON.parse(`[${this.#text.slice(from, to)}]`)
    return Array.isArray(list) ? list : []
  }

  skipBlank(from: number): number {
    let at = from
    while (BLANKS.has(this.#text.charCodeAt(at))) at += 1
    return at
  }

  /** A key, and where its value begins. */
  keyAt(at: number): { readonly key: string; readonly next: number } {
    const end = this.#text[at] === '"' ? this.#closingQuote(at + 1, this.#text.length) : undefined
    if (end === undefined) throw invalid(at)
    const colon = this.skipBlank(end + 1)
    if (this.#text[colon] !== ':') throw invalid(colon)
    return { key: this.parseString(at + 1, end), next: this.skipBlank(colon + 1) }
  }

  /** The start of the container's next member, or its closing bracket. */
  afterMember(end: number, closing: string): number {
    const at = this.skipBlank(end)
    if (this.#text[at] === closing) return at
    if (this.#text[at] !== ',') throw invalid(at)
    const next = this.skipBlank(at + 1)
    if (this.#text[next] === closing) throw invalid(next)
    return next
  }

  /** The end of the value if it fits into one piece. */
  shortEnd(start: number): number | undefined {
    const limit = Math.min(start + this.#pieceLength, this.#text.length)
    let depth = 0
    let at = start
    while (at < limit) {
      const code = this.#text.charCodeAt(at)
      if (code === QUOTE) {
        const close = this.#closingQuote(at + 1, limit)
        if (close === undefined) return undefined
        at = close
      } else if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1
      else if (depth === 0) return this.#scalarEnd(at)
      at += 1
      if (depth <= 0) return at
    }
    if (at >= this.#text.length) throw invalid(at)
    return undefined
  }

  /** The end of the last of the elements that fit into one piece together. */
  lastOfRun(start: number, firstEnd: number): number {
    let last = firstEnd
    while (last - start < this.#pieceLength) {
      const comma = this.skipBlank(last)
      if (this.#text[comma] !== ',') return last
      const end = this.shortEnd(this.skipBlank(comma + 1))
      if (end === undefined) return last
      last = end
    }
    return last
  }

  /** The end of what one piece holds of a string, without cutting an escape. */
  partOfString(from: number): { readonly to: number; readonly isClosed: boolean } {
    const limit = Math.min(from + this.#pieceLength, this.#text.length)
    const close = this.#closingQuote(from, limit)
    if (close !== undefined) return { to: close, isClosed: true }
    return { to: this.#beforeEscape(limit, from), isClosed: false }
  }

  /** A number or a word; `JSON.parse` refuses what is neither. */
  #scalarEnd(start: number): number {
    let at = start
    while (at < this.#text.length && !ENDS_SCALAR.has(this.#text.charCodeAt(at))) at += 1
    if (at === start) throw invalid(at)
    return at
  }

  #closingQuote(from: number, limit: number): number | undefined {
    const part = this.#text.slice(from, limit)
    for (let at = 0; ;) {
      const close = part.indexOf('"', at)
      if (close === -1) break
      if (this.#backslashesBefore(from + close, from) % 2 === 0) return from + close
      at = close + 1
    }
    if (limit === this.#text.length) throw invalid(limit)
    return undefined
  }

  #backslashesBefore(at: number, from: number): number {
    let count = 0
    while (at - 1 - count >= from && this.#text.charCodeAt(at - 1 - count) === BACKSLASH) count += 1
    return count
  }

  /** The same place, or the start of the escape around it. */
  #beforeEscape(at: number, from: number): number {
    for (let start = at - 1; start > at - LONGEST_ESCAPE && start > from; start--) {
      if (this.#text.charCodeAt(start) !== BACKSLASH) continue
      const isEscape = this.#backslashesBefore(start + 1, from) % 2 === 1
      const length = this.#text[start + 1] === 'u' ? LONGEST_ESCAPE : 2
      return isEscape && start + length > at ? start : at
    }
    return at
  }
}

/** `\u00e9` */
const LONGEST_ESCAPE = 6
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const BLANKS: ReadonlySet<number> = codesOf(' \t\n\r')
const ENDS_SCALAR: ReadonlySet<number> = codesOf(' \t\n\r,]}[{":')

function codesOf(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)))
}

/** Does not quote the text, which is state. */
function invalid(at: number): SyntaxError {
  return new SyntaxError(`Unexpected token or end of JSON at position ${at}`)
}
