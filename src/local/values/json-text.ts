/**
 * Dynamic values as JSON text without white space. Functions split arrays and bags into the text of
 * their parts, one level deep, and join the parts again, so that numbers keep their written form,
 * which JSON.parse would lose.
 */
export type JsonText = string

export type JsonKind = 'null' | 'bool' | 'number' | 'string' | 'array' | 'bag'

const KINDS: ReadonlyMap<string | undefined, JsonKind> = new Map([
  ['{', 'bag'],
  ['[', 'array'],
  ['"', 'string'],
  ['t', 'bool'],
  ['f', 'bool'],
  ['n', 'null'],
])

export function kindOf(json: JsonText): JsonKind {
  return KINDS.get(json[0]) ?? 'number'
}

/**
 * Compacts a JSON text; undefined if it is invalid. Rewrites strings with escapes, so that equal
 * strings have one form.
 */
export function compactJson(text: string): JsonText | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  return tokensOf(text)
    .map((token) => (token.startsWith('"') && token.includes('\\') ? quote(unquote(token)) : token))
    .join('')
}

/** Undefined if it is not an array. */
export function elementsOf(json: JsonText): JsonText[] | undefined {
  return kindOf(json) === 'array' ? parts(json) : undefined
}

/** Undefined if it is not a bag. Of a duplicate key the last value counts. */
export function membersOf(json: JsonText): Map<string, JsonText> | undefined {
  if (kindOf(json) !== 'bag') return undefined
  const members = new Map<string, JsonText>()
  for (const part of parts(json)) {
    const keyEnd = stringEnd(part, 0)
    members.set(unquote(part.slice(0, keyEnd)), part.slice(keyEnd + 1))
  }
  return members
}

export function arrayOf(elements: readonly JsonText[]): JsonText {
  return `[${elements.join(',')}]`
}

export function bagOf(members: Iterable<readonly [string, JsonText]>): JsonText {
  return `{${Array.from(members, ([key, value]) => `${quote(key)}:${value}`).join(',')}}`
}

export function quote(text: string): JsonText {
  return JSON.stringify(text)
}

export function unquote(json: JsonText): string {
  return json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1)
}

/** The top level's parts: elements of an array, `"key":value` of a bag. */
function parts(json: JsonText): JsonText[] {
  const found: JsonText[] = []
  let depth = 0
  let start = 1
  for (let at = 1; at < json.length - 1; at += 1) {
    const character = json[at]
    if (character === '"') at = stringEnd(json, at) - 1
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === ',' && depth === 0) {
      found.push(json.slice(start, at))
      start = at + 1
    }
  }
  if (json.length > 2) found.push(json.slice(start, -1))
  return found
}

/** The position after the closing quote of the string that starts at `start`. */
function stringEnd(json: string, start: number): number {
  let at = start + 1
  for (;;) {
    const close = json.indexOf('"', at)
    if (close < 0) return json.length
    let escapes = close
    while (json[escapes - 1] === '\\') escapes -= 1
    if ((close - escapes) % 2 === 0) return close + 1
    at = close + 1
  }
}

/** Whole strings, and the text between them without white space. */
function tokensOf(text: string): string[] {
  const tokens: string[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('"', at)
    const until = open < 0 ? text.length : open
    tokens.push(text.slice(at, until).replaceAll(/\s+/g, ''))
    at = open < 0 ? until : stringEnd(text, open)
    if (open >= 0) tokens.push(text.slice(open, at))
  }
  return tokens
}
