/** An untyped Bridge.NET object of Microsoft's parser. */
export interface BridgeObject {
  readonly [member: string]: unknown
}

export function isBridgeObject(value: unknown): value is BridgeObject {
  return typeof value === 'object' && value !== null
}

export function stringMember(object: BridgeObject, member: string): string {
  const value = object[member]
  return typeof value === 'string' ? value : ''
}

export function numberMember(object: BridgeObject, member: string): number {
  const value = object[member]
  return typeof value === 'number' ? value : 0
}

/** .NET lists are arrays or objects with `Count` and `getItem`. */
export function bridgeList(list: unknown): readonly BridgeObject[] {
  if (Array.isArray(list)) return list.filter(isBridgeObject)
  if (!isBridgeObject(list)) return []
  const getItem = list['getItem']
  if (typeof getItem !== 'function') return []
  const items = Array.from({ length: numberMember(list, 'Count') }, (_, index): unknown =>
    getItem.call(list, index),
  )
  return items.filter(isBridgeObject)
}

/** A list's element without its separator. */
export function unwrapped(element: BridgeObject): BridgeObject {
  const inner = element['Element$1'] ?? element['Element']
  return isBridgeObject(inner) ? inner : element
}

/** Class name without namespace and type parameters. */
export function bridgeTypeName(object: BridgeObject): string {
  const bridge: unknown = Reflect.get(globalThis, 'Bridge')
  const getTypeName = isBridgeObject(bridge) ? bridge['getTypeName'] : undefined
  const full: unknown =
    typeof getTypeName === 'function' ? getTypeName.call(bridge, object) : undefined
  return typeof full === 'string' ? full.replace(/`.*$/, '').replace(/^.*[.+]/, '') : ''
}
