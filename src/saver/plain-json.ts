import { JsonPlusSerializer, type SerializerProtocol } from '@langchain/langgraph-checkpoint'

/*
 * LangGraph's serializer calls back for every node of a value when it writes, and awaits every node when it reads
 * (langgraphjs, libs/checkpoint/src/serde/jsonplus.ts). For what JSON holds by itself V8's own functions give the same.
 */

/** Whether it is LangGraph's own serializer, unchanged: only of that is it known what plain JSON means to it. */
export function knowsPlainJson(serde: SerializerProtocol): boolean {
  return (
    Object.getPrototypeOf(serde) === JsonPlusSerializer.prototype && Object.keys(serde).length === 0
  )
}

/**
 * The serializer marks everything that it must revive by a property `lc`, and sets a prototype where it reads `__proto__`. Neither it nor
 * `JSON.stringify` escapes a letter; a text in which one is escaped may have been written by something else.
 */
const MAY_NEED_REVIVING = /"lc"|"__proto__"|\\u00[4-7]/

/** Whether the serializer would read this JSON as `JSON.parse` does. */
export function isPlainText(json: string): boolean {
  return !MAY_NEED_REVIVING.test(json)
}

/** Deeper ones, cycles among them, are left to the serializer. */
const MAX_DEPTH = 64

const PLAIN_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'boolean'])

/** Whether the serializer would write this value as `JSON.stringify` does: nothing in it but what JSON itself has. */
export function isPlainValue(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object') return PLAIN_TYPES.has(typeof value)
  if (value === null) return true
  if (depth === MAX_DEPTH) return false
  return Array.isArray(value) ? isPlainList(value, depth) : isPlainObject(value, depth)
}

function isPlainList(list: readonly unknown[], depth: number): boolean {
  if (Object.getPrototypeOf(list) !== Array.prototype || 'toJSON' in list) return false
  // by index, so that a hole is met as the undefined that it is
  for (let i = 0; i < list.length; i++) {
    if (!isPlainValue(list[i], depth + 1)) return false
  }
  return true
}

function isPlainObject(value: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  if ('toJSON' in value || 'lg_name' in value || Object.hasOwn(value, '__proto__')) return false
  for (const item of Object.values(value)) {
    if (!isPlainValue(item, depth + 1)) return false
  }
  return true
}
