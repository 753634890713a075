import type { PutOperation } from '../history.ts'
import type { ThreadBook } from '../thread-book.ts'

/**
 * The values that a checkpoint may show for an unchanged channel with a version but no value:
 * savers that keep values by version return an ancestor's.
 */
export function carriedValues(
  thread: ThreadBook,
  { ns, id, parent, carried }: PutOperation,
  channel: string,
  seen: ReadonlySet<string> = new Set(),
): string[] {
  if (parent === null || parent === id || seen.has(id) || !carried.includes(channel)) return []
  const above = thread.find(ns, parent)?.puts ?? []
  return above.flatMap(({ operation }) => {
    const value = operation.values[channel]
    if (value !== undefined) return [value]
    return carriedValues(thread, operation, channel, new Set([...seen, id]))
  })
}
