import type { CheckpointBook } from '../checkpoint-book.ts'
import type { SeenCheckpoint } from '../digest.ts'
import type { GetOperation, ListOperation } from '../history.ts'
import type { ThreadBook } from '../thread-book.ts'

/** An answer's statement about one thread: which checkpoints exist and which do not. */
export interface Scope {
  readonly given: readonly SeenCheckpoint[]
  readonly absent: readonly CheckpointBook[]
}

export function scopeOfGet(
  thread: ThreadBook,
  { ns, id }: GetOperation,
  seen: SeenCheckpoint | null,
): Scope {
  const given = seen === null ? [] : [seen]
  const absent = [...thread.checkpoints].filter((book) => {
    if (book.ns !== ns || book.id === seen?.id) return false
    return id === null ? seen === null || book.id > seen.id : book.id === id
  })
  return { given, absent }
}

/** @param seen - the list's checkpoints of this thread; `isCut`: the list may continue */
export function scopeOfList(
  thread: ThreadBook,
  operation: ListOperation,
  seen: readonly SeenCheckpoint[],
  isCut: boolean,
): Scope {
  if (operation.isFiltered) return { given: seen, absent: [] }
  const keys = new Set(seen.map(({ ns, id }) => JSON.stringify([ns, id])))
  const absent = [...thread.checkpoints].filter(
    (book) => isAsked(book, operation) && !keys.has(JSON.stringify([book.ns, book.id])),
  )
  if (!isCut) return { given: seen, absent }
  // savers list namespaces together or one by one, so the order shows what was passed only within
  // one namespace
  const passed = lastByNamespace(seen)
  return { given: seen, absent: absent.filter(({ ns, id }) => id > (passed.get(ns) ?? '￿')) }
}

function isAsked({ ns, id }: CheckpointBook, asked: ListOperation): boolean {
  if (asked.ns !== null && asked.ns !== ns) return false
  if (asked.id !== null && asked.id !== id) return false
  return asked.before === null || id < asked.before
}

function lastByNamespace(seen: readonly SeenCheckpoint[]): Map<string, string> {
  return new Map(seen.map(({ ns, id }) => [ns, id]))
}
