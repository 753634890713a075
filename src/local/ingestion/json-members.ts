/**
 * The members of a JSON object as raw text: `JSON.parse` would turn 1.0 into 1 and round
 * 9007199254740993, which changes dynamic, decimal and long values.
 *
 * @param text - valid JSON, an object
 */
export function rawMembers(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>()
  let at = skipBlank(text, skipBlank(text, 0) + 1)
  while (text[at] === '"') {
    const keyEnd = stringEnd(text, at)
    const valueStart = skipBlank(text, skipBlank(text, keyEnd) + 1)
    const valueEnd = endOfValue(text, valueStart)
    members.set(String(JSON.parse(text.slice(at, keyEnd))), text.slice(valueStart, valueEnd))
    at = skipBlank(text, skipBlank(text, valueEnd) + 1)
  }
  return members
}

/** The elements of a JSON array as raw text. */
export function rawElements(text: string): readonly string[] {
  const elements: string[] = []
  let at = skipBlank(text, skipBlank(text, 0) + 1)
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at)
    elements.push(text.slice(at, end))
    at = skipBlank(text, skipBlank(text, end) + 1)
  }
  return elements
}

/** Valid JSON without white space between its tokens. */
export function compactJson(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/gs, '$1')
}

/** The end of the JSON value that starts at `at`. */
export function endOfValue(text: string, at: number): number {
  const first = text[at]
  if (first === '"') return stringEnd(text, at)
  if (first === '{' || first === '[') return bracketEnd(text, at)
  let end = at
  while (end < text.length && !/[\s,\]}]/.test(text.charAt(end))) end += 1
  return end
}

function bracketEnd(text: string, start: number): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const char = text[at]
    if (char === '"') {
      at = stringEnd(text, at)
      continue
    }
    if (char === '{' || char === '[') depth += 1
    if (char === '}' || char === ']') depth -= 1
    at += 1
    if (depth === 0) return at
  }
  return at
}

function stringEnd(text: string, start: number): number {
  let at = text.indexOf('"', start + 1)
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at < 0 ? text.length : at + 1
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text[quote - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

export function skipBlank(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\r\n\uFEFF'.includes(text.charAt(at))) at += 1
  return at
}
