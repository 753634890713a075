/** LangChain does not load values nested deeper than 50. */
const MAX_MESSAGE_DEPTH = 40

export function isUndefinedMark(record: Readonly<Record<string, unknown>>): boolean {
  return record['lc'] === 2 && record['type'] === 'undefined' && Object.keys(record).length === 2
}

/** Objects that LangChain revives. */
export function isConstructorMark(record: Readonly<Record<string, unknown>>): boolean {
  return record['lc'] === 1 && record['type'] === 'constructor'
}

/**
 * LangChain marks objects, including its notes of cycles, with `lc`, and escapes objects that have
 * such a key (langchainjs, libs/langchain-core/src/load/validation.ts).
 */
export function isMarkedByLangChain(value: object): boolean {
  return Object.hasOwn(value, 'lc') || Object.hasOwn(value, '__lc_escaped__')
}

/** Contains nothing that LangChain would interpret. */
export function isUnmarked(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === MAX_MESSAGE_DEPTH) return false
  if (Array.isArray(value)) return value.every((item) => isUnmarked(item, depth + 1))
  if (isMarkedByLangChain(value)) return false
  return Object.values(value).every((item) => isUnmarked(item, depth + 1))
}
