/** The string operators: matching by term, substring or pattern — datatypes-string-operators.md. */
const ALPHANUMERIC = /[\p{L}\p{N}]/u

export type TextMatch = (text: string, sought: string) => boolean

export const TEXT_MATCHES: ReadonlyMap<string, TextMatch> = new Map<string, TextMatch>([
  ['has', insensitive(hasTerm)],
  ['has_cs', hasTerm],
  ['hasprefix', insensitive(hasTermPrefix)],
  ['hasprefix_cs', hasTermPrefix],
  ['hassuffix', insensitive(hasTermSuffix)],
  ['hassuffix_cs', hasTermSuffix],
  ['contains', insensitive((text, sought) => text.includes(sought))],
  ['contains_cs', (text, sought) => text.includes(sought)],
  ['startswith', insensitive((text, sought) => text.startsWith(sought))],
  ['startswith_cs', (text, sought) => text.startsWith(sought)],
  ['endswith', insensitive((text, sought) => text.endsWith(sought))],
  ['endswith_cs', (text, sought) => text.endsWith(sought)],
  ['=~', insensitive((text, sought) => text === sought)],
])

/** Whether the text contains the sought text as whole terms: maximal runs of letters and digits. */
export function hasTerm(text: string, sought: string): boolean {
  return occurs(text, sought, { startsTerm: true, endsTerm: true })
}

function hasTermPrefix(text: string, sought: string): boolean {
  return occurs(text, sought, { startsTerm: true, endsTerm: false })
}

function hasTermSuffix(text: string, sought: string): boolean {
  return occurs(text, sought, { startsTerm: false, endsTerm: true })
}

function occurs(
  text: string,
  sought: string,
  wanted: { readonly startsTerm: boolean; readonly endsTerm: boolean },
): boolean {
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    const end = at + sought.length
    if (
      (!wanted.startsTerm || isBoundary(text, at)) &&
      (!wanted.endsTerm || isBoundary(text, end))
    ) {
      return true
    }
    if (at >= text.length) return false
  }
  return false
}

/** Whether no term continues across this position. */
function isBoundary(text: string, at: number): boolean {
  return !isAlphanumeric(characterBefore(text, at)) || !isAlphanumeric(characterAt(text, at))
}

function isAlphanumeric(character: string): boolean {
  return ALPHANUMERIC.test(character)
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0x20)
}

function characterBefore(text: string, at: number): string {
  const isPair =
    /[\uDC00-\uDFFF]/.test(text[at - 1] ?? '') && /[\uD800-\uDBFF]/.test(text[at - 2] ?? '')
  return isPair ? text.slice(at - 2, at) : (text[at - 1] ?? ' ')
}

function insensitive(match: TextMatch): TextMatch {
  return (text, sought) => match(text.toLowerCase(), sought.toLowerCase())
}
