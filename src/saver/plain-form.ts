import { isJsonObject } from '../json-object.ts'
import { isConstructorMark, isMarkedByLangChain } from './langchain-marks.ts'

/** Deeper values, including cycles, are left to the serializer. */
const MAX_DEPTH = 64

/** Marks values that are left to the serializer. */
export const NOT_PLAIN: unique symbol = Symbol('left to the serializer')

const PLAIN_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'boolean'])

/** How the serializer writes `undefined`. */
const UNDEFINED_MARK = { lc: 2, type: 'undefined' } as const

/**
 * The value whose `JSON.stringify` equals the serializer's output: the value itself if it is plain
 * JSON, else a copy with LangChain's messages in their `toJSON` form. {@link NOT_PLAIN} for
 * anything else.
 */
export function plainForm(value: unknown): unknown {
  return formOf(value, 0, false)
}

/** A copy of its lists and objects, for JSON that is written later. */
export function copyOfPlain(form: unknown): unknown {
  if (typeof form !== 'object' || form === null) return form
  if (Array.isArray(form)) return form.map(copyOfPlain)
  return Object.fromEntries(Object.entries(form).map(([key, item]) => [key, copyOfPlain(item)]))
}

/**
 * @param isInMessage - whether inside a message, where `lc` is LangChain's mark; elsewhere only
 *   LangGraph's serializer checks it, when it reads
 */
function formOf(value: unknown, depth: number, isInMessage: boolean): unknown {
  if (typeof value !== 'object') return formOfScalar(value)
  if (value === null) return value
  if (depth === MAX_DEPTH) return NOT_PLAIN
  return Array.isArray(value)
    ? formOfList(value, depth, isInMessage)
    : formOfObject(value, depth, isInMessage)
}

function formOfScalar(value: unknown): unknown {
  if (value === undefined) return UNDEFINED_MARK
  return PLAIN_TYPES.has(typeof value) ? value : NOT_PLAIN
}

function formOfList(list: readonly unknown[], depth: number, isInMessage: boolean): unknown {
  if (Object.getPrototypeOf(list) !== Array.prototype || 'toJSON' in list) return NOT_PLAIN
  let copy: unknown[] | undefined
  // by index, so that holes are read as undefined
  for (let i = 0; i < list.length; i++) {
    const form = formOf(list[i], depth + 1, isInMessage)
    if (form === NOT_PLAIN) return NOT_PLAIN
    if (form !== list[i]) copy ??= list.slice(0, i)
    copy?.push(form)
  }
  return copy ?? list
}

function formOfObject(value: object, depth: number, isInMessage: boolean): unknown {
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  if ('toJSON' in value) return isPlain ? NOT_PLAIN : formOfMessage(value, depth)
  if (!isPlain || !isJsonObject(value) || 'lg_name' in value || Object.hasOwn(value, '__proto__'))
    return NOT_PLAIN
  if (isInMessage && isMarkedByLangChain(value)) return NOT_PLAIN
  return formOfFields(value, depth, isInMessage)
}

function formOfFields(
  value: Readonly<Record<string, unknown>>,
  depth: number,
  isInMessage: boolean,
): unknown {
  let changed: Record<string, unknown> | undefined
  for (const key of Object.keys(value)) {
    const item = value[key]
    const form = formOf(item, depth + 1, isInMessage)
    if (form === NOT_PLAIN) return NOT_PLAIN
    if (form !== item) (changed ??= {})[key] = form
  }
  return changed === undefined ? value : { ...value, ...changed }
}

/** Fields that LangChain serializes (langchainjs, libs/langchain-core/src/load/serializable.ts). */
function formOfMessage(message: object, depth: number): unknown {
  if (!('lc_serializable' in message) || message.lc_serializable !== true) return NOT_PLAIN
  const json = jsonOf(message)
  if (!isJsonObject(json) || !isConstructorMark(json)) return NOT_PLAIN
  return formOfFields(json, depth, true)
}

function jsonOf(value: object): unknown {
  try {
    return 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : NOT_PLAIN
  } catch {
    return NOT_PLAIN
  }
}
