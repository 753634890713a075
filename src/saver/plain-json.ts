import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { BYTES_PER_TURN, type Steps } from '../event-loop-turns.ts'
import { LANGGRAPH_SERIALIZER } from './langgraph-serializer.ts'

/*
 * LangGraph's serializer runs a callback for every node of a value when it writes, and awaits every
 * node when it reads (langgraphjs, libs/checkpoint/src/serde/jsonplus.ts). LangChain's loader
 * awaits every node of a message once more (langchainjs, libs/langchain-core/src/load/index.ts).
 * For plain JSON, V8's own functions give the same result; for messages, `plain-form.ts` and
 * `read-messages.ts` do.
 */

/**
 * Whether it is LangGraph's own serializer, unchanged: only then its handling of plain JSON is
 * known.
 */
export function knowsPlainJson(serde: SerializerProtocol): boolean {
  const own: unknown = Object.getPrototypeOf(LANGGRAPH_SERIALIZER)
  return Object.getPrototypeOf(serde) === own && Object.keys(serde).length === 0
}

/** The marks of values that the serializer must revive. */
const MARK = '"lc"'

/**
 * The serializer sets a prototype when it reads `__proto__`. Neither it nor `JSON.stringify`
 * escapes letters, so a text with an escaped letter may come from another program.
 */
const UNUSUAL = /"__proto__"|\\u00[4-7]/

/** Whether the serializer would read this JSON like `JSON.parse`, apart from marked values. */
export function isUsualText(json: string): boolean {
  return !UNUSUAL.test(json)
}

export function hasMarks(json: string): boolean {
  return json.includes(MARK)
}

/** More than the length of anything looked for. */
const OVERLAP = 16

/**
 * {@link isUsualText} and {@link hasMarks} of a long text.
 *
 * @yields the bytes of a step
 */
export function* inspectSteps(json: string): Steps<{ isUsual: boolean; isMarked: boolean }> {
  let isMarked = false
  for (let from = 0; from < json.length; from += BYTES_PER_TURN) {
    const part = json.slice(from, from + BYTES_PER_TURN + OVERLAP)
    if (!isUsualText(part)) return { isUsual: false, isMarked }
    isMarked ||= hasMarks(part)
    yield BYTES_PER_TURN / 4 // a search is quick
  }
  return { isUsual: true, isMarked }
}
