import type { MessageKinds } from './message-kinds.ts'
import { NOT_PLAIN } from './plain-form.ts'
import { isJsonObject } from '../json-object.ts'
import { isConstructorMark, isUndefinedMark, isUnmarked } from './langchain-marks.ts'

/** `lc`, `type`, `id` and `kwargs`. */
const MARK_FIELDS = 4

/** Deeper values are left to the serializer. */
const MAX_DEPTH = 64

/**
 * Revives the messages in parsed JSON like the serializer does. {@link NOT_PLAIN} if it has marks
 * other than those of messages and `undefined`, or a message refuses its fields.
 *
 * @param parsed - is modified in place, because it was parsed for this call
 */
export function reviveMessages(parsed: unknown, kinds: MessageKinds): unknown {
  try {
    return revive(parsed, kinds, 0)
  } catch {
    return NOT_PLAIN
  }
}

function revive(value: unknown, kinds: MessageKinds, depth: number): unknown {
  if (!isContainer(value)) return value
  if (depth === MAX_DEPTH) return NOT_PLAIN
  if (Object.hasOwn(value, 'lc')) return reviveMarked(value, kinds)
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (!isContainer(item)) continue
    const revived = revive(item, kinds, depth + 1)
    if (revived === NOT_PLAIN) return NOT_PLAIN
    value[key] = revived
  }
  return value
}

/** A list or an object, both read by key. */
function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function reviveMarked(record: Readonly<Record<string, unknown>>, kinds: MessageKinds): unknown {
  if (isUndefinedMark(record)) return undefined
  if (!isConstructorMark(record) || !isJsonObject(record['kwargs'])) return NOT_PLAIN
  if (Object.keys(record).length !== MARK_FIELDS) return NOT_PLAIN
  const kind = kinds.find(record['id'])
  if (kind === undefined) return NOT_PLAIN
  const fields: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(record['kwargs'])) {
    if (isJsonObject(value) && isUndefinedMark(value)) continue
    if (!kind.fields.has(key) || !isUnmarked(value)) return NOT_PLAIN
    fields[key] = value
  }
  return Reflect.construct(kind.make, [fields])
}
