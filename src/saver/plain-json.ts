import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { LANGGRAPH_SERIALIZER } from './langgraph-serializer.ts'

/*
 * LangGraph's serializer calls back for every node of a value when it writes, and awaits every node
 * when it reads (langgraphjs, libs/checkpoint/src/serde/jsonplus.ts); LangChain's loader awaits
 * every node of a message once more (langchainjs, libs/langchain-core/src/load/index.ts). For what
 * JSON holds by itself V8's own functions give the same, and for messages `plain-form.ts` and
 * `read-messages.ts`.
 */

/**
 * Whether it is LangGraph's own serializer, unchanged: only of that is it known what plain JSON
 * means to it.
 */
export function knowsPlainJson(serde: SerializerProtocol): boolean {
  const own: unknown = Object.getPrototypeOf(LANGGRAPH_SERIALIZER)
  return Object.getPrototypeOf(serde) === own && Object.keys(serde).length === 0
}

/** What the serializer marks everything with that it must revive. */
const MARK = '"lc"'

/**
 * The serializer sets a prototype where it reads `__proto__`. Neither it nor `JSON.stringify`
 * escapes a letter; a text in which one is escaped may have been written by something else.
 */
const UNUSUAL = /"__proto__"|\\u00[4-7]/

/** Whether the serializer would read this JSON as `JSON.parse` does, but for what it has marked. */
export function isUsualText(json: string): boolean {
  return !UNUSUAL.test(json)
}

export function hasMarks(json: string): boolean {
  return json.includes(MARK)
}
