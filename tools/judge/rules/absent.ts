import type { PutCall, ReadCall } from '../call.ts'
import type { CheckpointBook } from '../checkpoint-book.ts'
import type { Explained } from './explain-writes.ts'
import type { KeptWrites } from './kept-writes.ts'
import { markSuperseded } from './whole.ts'

/**
 * An answer lacks a checkpoint in its place. This is allowed only if the reader need not see any
 * put of it.
 *
 * @param beside - an older checkpoint of the same namespace in the answer, put only once
 */
export function judgeAbsent(
  book: CheckpointBook,
  read: ReadCall,
  kept: KeptWrites,
  beside?: PutCall,
): Explained | undefined {
  const put = book.puts.find((each) => kept.mustSee(each, each, read, beside))
  if (put === undefined) {
    markSuperseded(book, [], read, kept)
    return undefined
  }
  return { kind: 'lost', detail: `${reasonOf(put)} and is not there` }
}

function reasonOf({ call, outcome, endedMs, seenMs }: PutCall): string {
  if (outcome === 'acknowledged') return `put by call ${call} was acknowledged at ${endedMs} ms`
  return `put by call ${call} was seen at ${Math.min(...seenMs.values())} ms`
}
