import { BYTES_PER_TURN, type Steps } from '../event-loop-turns.ts'
import { parseJsonSteps } from '../parse-json.ts'

/**
 * What the SDK's HTTP client is to make of an answer's bytes: its JSON, or its text if it is none.
 * A long answer stays as it is, for {@link longAnswerSteps}.
 */
export function readAnswerBody(body: unknown): unknown {
  if (!(body instanceof Uint8Array) || isLongAnswer(body)) return body
  const text = new TextDecoder().decode(body)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

export function isLongAnswer(answer: unknown): answer is Uint8Array {
  return answer instanceof Uint8Array && answer.byteLength > BYTES_PER_TURN
}

/**
 * The same for a long answer, in steps.
 *
 * @yields the bytes of a step
 */
export function* longAnswerSteps(body: Uint8Array): Steps<unknown> {
  const decoder = new TextDecoder()
  let text = ''
  for (let from = 0; from < body.byteLength; from += BYTES_PER_TURN) {
    text += decoder.decode(body.subarray(from, from + BYTES_PER_TURN), { stream: true })
    yield BYTES_PER_TURN
  }
  text += decoder.decode()
  try {
    return yield* parseJsonSteps(text)
  } catch {
    return text
  }
}
