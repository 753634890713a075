import { UnsupportedKql } from './unsupported.ts'
import { numberMember, stringMember, type BridgeObject } from './bridge-object.ts'
import { lineAndColumn } from './kql-node.ts'

/** Codes of the analyzer that are syntax errors; all others are semantic. */
const SYNTAX_CODES: ReadonlySet<string> = new Set([
  'KS001',
  'KS002',
  'KS003',
  'KS005',
  'KS006',
  'KS176',
])

/** The first error among the analyzer's diagnostics, in the words of Kusto's own answers. */
export function errorOf(
  diagnostics: readonly BridgeObject[],
  text: string,
): UnsupportedKql | undefined {
  const error = diagnostics.find((diagnostic) => stringMember(diagnostic, 'Severity') === 'Error')
  if (error === undefined) return undefined
  const code = stringMember(error, 'Code')
  const isSyntax = SYNTAX_CODES.has(code)
  const place = lineAndColumn(text, numberMember(error, 'Start'))
  return new UnsupportedKql(
    `${isSyntax ? 'Syntax error: SYN0002' : 'Semantic error: SEM0100'}: ${stringMember(error, 'Message')} ` +
      `(${place}; ${code})`,
  )
}
