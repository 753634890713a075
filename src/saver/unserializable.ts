/** What the serializer would silently replace, and its path: `messages[3].content`. */
export interface Unserializable {
  readonly path: string
  readonly what: 'a BigInt' | 'a cycle' | 'a toJSON() that throws' | 'an own property `__proto__`'
}

/**
 * Finds values that LangGraph's serializer cannot represent but does not reject. A cycle becomes
 * the text "[Circular]", one BigInt or throwing toJSON anywhere replaces the whole value with
 * "[unable to serialize, …]", and a property named `__proto__` becomes the prototype of its object
 * when loaded.
 */
export function findUnserializable(value: unknown, path = ''): Unserializable | undefined {
  return search(value, path, new Set())
}

function search(value: unknown, path: string, above: Set<object>): Unserializable | undefined {
  if (typeof value === 'bigint') return { path, what: 'a BigInt' }
  if (typeof value !== 'object' || value === null) return undefined
  if (above.has(value)) return { path, what: 'a cycle' }
  if (Object.hasOwn(value, '__proto__')) return { path, what: 'an own property `__proto__`' }
  above.add(value)
  const found = searchToJson(value, path, above) ?? searchEntries(value, path, above)
  above.delete(value)
  return found
}

function searchToJson(value: object, path: string, above: Set<object>): Unserializable | undefined {
  if (!('toJSON' in value) || typeof value.toJSON !== 'function') return undefined
  try {
    const json: unknown = value.toJSON()
    return json === value ? undefined : search(json, path, above)
  } catch {
    return { path, what: 'a toJSON() that throws' }
  }
}

function searchEntries(
  value: object,
  path: string,
  above: Set<object>,
): Unserializable | undefined {
  const isList = Array.isArray(value) || value instanceof Set || value instanceof Map
  const entries: Iterable<[string | number, unknown]> = isList
    ? [...value].entries()
    : Object.entries(value)
  for (const [key, item] of entries) {
    const found = search(
      item,
      typeof key === 'number' ? `${path}[${key}]` : `${path}.${key}`,
      above,
    )
    if (found !== undefined) return found
  }
  return undefined
}
