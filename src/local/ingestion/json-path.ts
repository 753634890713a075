import { badRequest } from '../failures/bad-request.ts'
import { stringLiteralValue } from '../text/tokens.ts'

const STEP = /\.([^.[\]]+)|\[\s*(\d+)\s*\]|\[\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*\]/y

/**
 * A mapping's path: `$.a.b`, `$['a']["b"]`, `$.list[0]`; `$` is the whole record (json-mapping.md).
 */
export function parseJsonPath(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = []
  if (!path.startsWith('$')) throw invalid(path)
  let at = 1
  while (at < path.length) {
    STEP.lastIndex = at
    const found = STEP.exec(path)
    if (found === null) throw invalid(path)
    steps.push(stepOf(found))
    at = STEP.lastIndex
  }
  return steps
}

function stepOf([, name, index, quoted]: RegExpExecArray): string | number {
  if (index !== undefined) return Number(index)
  return quoted === undefined ? (name ?? '') : stringLiteralValue(quoted)
}

function invalid(path: string): Error {
  return badRequest(
    `Invalid JSON path '${path}' in the ingestion mapping; supported: \`$.a.b\`, \`$['a']\`, \`$.list[0]\`.`,
    'BadRequest_InvalidMapping',
  )
}
