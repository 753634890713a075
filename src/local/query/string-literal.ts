import { badRequest } from '../bad-request.ts'
import { tokenize } from '../commands/tokens.ts'

/** The value of one or more KQL string literals written side by side; undefined when the text is something else. */
export function stringLiteral(text: string): string | undefined {
  if (!/^\s*[hH]?(?:@?['"]|```)/.test(text)) return undefined
  try {
    const tokens = tokenize(text)
    return tokens.every((token) => token.kind === 'string')
      ? tokens.map((token) => token.value).join('')
      : undefined
  } catch {
    throw badRequest(`The query parameter's string literal ${text.slice(0, 50)} is not closed.`)
  }
}
