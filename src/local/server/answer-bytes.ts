import { runAcrossTurns, type Steps } from '../../event-loop-turns.ts'
import { isLongJson, jsonPieces } from '../../json-pieces.ts'
import { jsonText } from './json-text.ts'

/** An answer's JSON in UTF-8. Writes a long one in pieces, so that other requests go on. */
export async function answerBytes(body: unknown): Promise<Buffer> {
  return isLongJson(body) ? runAcrossTurns(longAnswerSteps(body)) : Buffer.from(jsonText(body))
}

function* longAnswerSteps(body: unknown): Steps<Buffer> {
  const parts: Buffer[] = []
  for (const piece of jsonPieces(body, { textOf: jsonText })) {
    parts.push(Buffer.from(piece))
    yield piece.length
  }
  return Buffer.concat(parts)
}
