import { WRITES_IDX_MAP } from '@langchain/langgraph-checkpoint'
import type { PutCall, WritesCall } from '../call.ts'
import type { CheckpointBook } from '../checkpoint-book.ts'
import type { ThreadBook } from '../thread-book.ts'

/**
 * Whether everything that a put rests on certainly exists. A channel without a value may be a delta
 * channel, whose state is its parent's writes. If its saver stored such a write in parallel and
 * failed, the checkpoint stays half-arrived for good.
 */
export class PutBasis {
  readonly #thread: ThreadBook
  readonly #known = new Map<PutCall, boolean>()

  constructor(thread: ThreadBook) {
    this.#thread = thread
  }

  /** Clears cached findings, because calls have ended since. */
  reset(): void {
    this.#known.clear()
  }

  isSure(put: PutCall): boolean {
    const path: PutCall[] = []
    let result = true
    for (let each: PutCall | undefined = put; each !== undefined;) {
      const known = this.#known.get(each)
      if (known !== undefined) {
        result = known
        break
      }
      path.push(each)
      const parent = this.#parentOf(each)
      if (parent !== undefined && hasFailedWrite(parent, each)) {
        result = false
        break
      }
      each = parent?.puts.findLast(({ beganMs }) => beganMs < put.beganMs)
      if (each !== undefined && path.includes(each)) break
    }
    for (const each of path) this.#known.set(each, result)
    return result
  }

  #parentOf({ operation: { ns, id, parent } }: PutCall): CheckpointBook | undefined {
    return parent === null || parent === id ? undefined : this.#thread.find(ns, parent)
  }
}

function hasFailedWrite(parent: CheckpointBook, put: PutCall): boolean {
  return [...parent.slots.values()]
    .flat()
    .some(
      ({ call, channel, seenMs }) =>
        isUnsure(call) &&
        seenMs.size === 0 &&
        call.saver === put.saver &&
        call.beganMs < put.endedMs &&
        put.beganMs < call.endedMs &&
        mayRestOn(put, channel),
    )
}

/** Whether its state of the channel may be its parent's writes. */
function mayRestOn({ operation: { values, versioned } }: PutCall, channel: string): boolean {
  if (channel in WRITES_IDX_MAP || values[channel] !== undefined) return false
  return versioned === undefined || versioned.includes(channel)
}

function isUnsure({ outcome }: WritesCall): boolean {
  return outcome !== 'acknowledged' && outcome !== 'accepted'
}
