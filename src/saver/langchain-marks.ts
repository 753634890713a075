/** LangChain refuses to load what is deeper than 50. */
const MAX_MESSAGE_DEPTH = 40

export function isUndefinedMark(record: Readonly<Record<string, unknown>>): boolean {
  return record['lc'] === 2 && record['type'] === 'undefined' && Object.keys(record).length === 2
}

/** What the serializer has LangChain revive. */
export function isConstructorMark(record: Readonly<Record<string, unknown>>): boolean {
  return record['lc'] === 1 && record['type'] === 'constructor'
}

/**
 * LangChain marks by `lc`, its note of a cycle among them, and escapes what has such a key
 * (langchainjs, libs/langchain-core/src/load/validation.ts).
 */
export function isMarkedByLangChain(value: object): boolean {
  return Object.hasOwn(value, 'lc') || Object.hasOwn(value, '__lc_escaped__')
}

/** Nothing in it means anything to LangChain. */
export function isUnmarked(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === MAX_MESSAGE_DEPTH) return false
  if (Array.isArray(value)) return value.every((item) => isUnmarked(item, depth + 1))
  if (isMarkedByLangChain(value)) return false
  return Object.values(value).every((item) => isUnmarked(item, depth + 1))
}
