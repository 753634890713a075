import { UnsupportedKql } from './unsupported.ts'
import { numberMember, stringMember, type BridgeObject } from './bridge-object.ts'
import { lineAndColumn } from './kql-node.ts'

/** The analyzer's codes for syntax errors; all others are semantic errors. */
const SYNTAX_CODES: ReadonlySet<string> = new Set([
  'KS001',
  'KS002',
  'KS003',
  'KS005',
  'KS006',
  'KS176',
])

/** The analyzer's first error, in the wording of Kusto's own answers. */
export function errorOf(
  diagnostics: readonly BridgeObject[],
  text: string,
): UnsupportedKql | undefined {
  const error = diagnostics.find(
    (diagnostic) =>
      stringMember(diagnostic, 'Severity') === 'Error' && !isForgiven(diagnostic, text),
  )
  if (error === undefined) return undefined
  return analyzerError(text, {
    code: stringMember(error, 'Code'),
    message: stringMember(error, 'Message'),
    start: numberMember(error, 'Start'),
  })
}

interface Diagnostic {
  readonly code: string
  readonly message: string
  readonly start: number
}

function analyzerError(text: string, { code, message, start }: Diagnostic): UnsupportedKql {
  const kind = SYNTAX_CODES.has(code) ? 'Syntax error: SYN0002' : 'Semantic error: SEM0100'
  return new UnsupportedKql(`${kind}: ${message} (${lineAndColumn(text, start)}; ${code})`)
}

/** The analyzer's error for an unknown name in the place of a table. */
export function unresolvedName(name: string, text: string, start: number): UnsupportedKql {
  const message = `The name '${name}' does not refer to any known table, tabular variable or function.`
  return analyzerError(text, { code: 'KS204', message, start })
}

/** The analyzer rejects these, but Kusto does not. */
function isForgiven(diagnostic: BridgeObject, text: string): boolean {
  const before = text.slice(0, numberMember(diagnostic, 'Start'))
  const code = stringMember(diagnostic, 'Code')
  // seconds may have fractions — make-timespan-function.md
  if (code === 'KS134') return /\bmake_timespan\s*\([^()]*,[^()]*$/.test(before)
  // count(x) counts values that are not null: docs/TRANSLATION.md, R4, of
  // github.com/mmaitre314/duckdb-kql
  if (code === 'KS107' && /\bcount\s*\(\s*$/.test(before)) return true
  // bag_unpack() has four parameters — bag-unpack-plugin.md; the translator refuses the last two
  if (code === 'KS107') return /\bbag_unpack\s*\([^|]*$/.test(before)
  if (code === 'KS119') return /^bag_unpack\b/.test(text.slice(before.length))
  return isPackedFind(before, text) || isFuzzyWildcard(diagnostic, text)
}

/** find-operator.md: its `project` takes `pack_all()`. The translator refuses `find` by name. */
function isPackedFind(before: string, text: string): boolean {
  return (
    /\bfind\b[^|;]*\bproject\b[^|;]*$/.test(before) &&
    /^(?:pack_all\s*)?\(?\s*\)/.test(text.slice(before.length))
  )
}

/**
 * `union isfuzzy=true A*, B*` ignores a wildcard without a match (union-operator.md, "Using
 * isfuzzy=true"); the analyzer ignores only missing names.
 */
function isFuzzyWildcard(diagnostic: BridgeObject, text: string): boolean {
  const start = numberMember(diagnostic, 'Start')
  const name = text.slice(start, start + numberMember(diagnostic, 'Length'))
  return (
    stringMember(diagnostic, 'Code') === 'KS142' &&
    /^\w*\*[\w*]*$/.test(name) &&
    /\bunion\b[^|;]*\bisfuzzy\s*=\s*true\b[^|;]*$/.test(text.slice(0, start))
  )
}
