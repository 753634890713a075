import type { PutCall, ReadCall } from '../call.ts'
import type { CheckpointBook } from '../checkpoint-book.ts'
import type { SeenCheckpoint } from '../digest.ts'
import type { PutOperation } from '../history.ts'
import type { ThreadBook } from '../thread-book.ts'
import { carriedValues } from './carried.ts'
import type { Explained } from './explain-writes.ts'
import type { KeptWrites } from './kept-writes.ts'
import type { Winners } from './winners.ts'

interface Rules {
  readonly thread: ThreadBook
  readonly kept: KeptWrites
  readonly winners: Winners
}

/**
 * A checkpoint in an answer is whole: all its values, metadata and parent come from one put that
 * may count.
 */
export function judgeWhole(
  book: CheckpointBook,
  seen: SeenCheckpoint,
  read: ReadCall,
  rules: Rules,
): Explained | undefined {
  const candidates = rules.winners.puts(book.puts, read)
  const alike = candidates.filter(
    ({ operation }) => differences(rules.thread, operation, seen).length === 0,
  )
  if (alike.length === 0) return explainPut(book, candidates, seen, read, rules)
  const parents = parentsOf(book, read, rules.kept)
  if (!parents.has(seen.parent)) {
    const expected = [...parents].join(' or ')
    return { kind: 'torn', detail: `has parent ${seen.parent}, expected ${expected}` }
  }
  const [only] = alike
  if (alike.length === 1 && only !== undefined) rules.kept.noteSeen(only, only, read)
  markSuperseded(book, alike, read, rules.kept)
  return undefined
}

/** A final put that differs from the answer must never be returned again. */
export function markSuperseded(
  book: CheckpointBook,
  given: readonly PutCall[],
  read: ReadCall,
  kept: KeptWrites,
): void {
  for (const put of book.puts) {
    if (!given.includes(put)) kept.noteOutdone(put, put, read)
  }
}

/**
 * Savers differ in which parent counts for a checkpoint that is put again. A checkpoint that names
 * itself as its parent has none.
 */
export function parentsOf(
  book: CheckpointBook,
  read: ReadCall,
  kept: KeptWrites,
): Set<string | null> {
  const parents = book.puts
    .filter((put) => put.beganMs < read.endedMs && !kept.isSurelyGone(put, read))
    .map(({ operation }) => operation.parent)
  const others = parents.filter((parent) => parent !== book.id)
  return new Set(others.length > 0 ? others : parents)
}

function explainPut(
  book: CheckpointBook,
  candidates: readonly PutCall[],
  seen: SeenCheckpoint,
  read: ReadCall,
  rules: Rules,
): Explained {
  const { kept, winners } = rules
  const put = book.puts.find(
    ({ operation }) => differences(rules.thread, operation, seen).length === 0,
  )
  const last = candidates.at(-1) ?? book.puts.at(-1)
  if (put === undefined) {
    if (last === undefined) return { kind: 'torn', detail: 'is there, and nobody put it' }
    if (candidates.length === 0 && kept.isSurelyGone(last, read)) {
      return { kind: 'brought back', detail: 'was deleted with its thread, and is there changed' }
    }
    const what = differences(rules.thread, last.operation, seen).join('; ')
    return { kind: 'torn', detail: `differs from call ${last.call}: ${what}` }
  }
  const by = `is as call ${put.call} (${put.outcome}) put it`
  if (kept.isSurelyGone(put, read)) {
    return { kind: 'brought back', detail: `${by}, which was deleted with its thread` }
  }
  if (kept.isOutdone(put, read)) {
    return { kind: 'brought back', detail: `${by}, which an earlier answer had no more` }
  }
  if (winners.isReplaced(put, book.puts, read)) {
    return { kind: 'lost', detail: `${by}, and a later put was acknowledged` }
  }
  return { kind: 'torn', detail: `${by}, which was not begun when the answer came` }
}

function differences(thread: ThreadBook, put: PutOperation, seen: SeenCheckpoint): string[] {
  const found: string[] = []
  if (put.metadata !== seen.metadata) found.push('other metadata')
  for (const channel of new Set([...Object.keys(put.values), ...Object.keys(seen.values)])) {
    const expected = put.values[channel]
    const got = seen.values[channel]
    const isCarried = got !== undefined && carriedValues(thread, put, channel).includes(got)
    if (expected !== got && !isCarried) {
      found.push(`channel ${channel} is ${got ?? 'missing'}, expected ${expected ?? 'none'}`)
    }
  }
  return found
}
