import type { PutCall, ReadCall, WriteRecord } from '../call.ts'
import type { CheckpointBook } from '../checkpoint-book.ts'
import type { ThreadBook } from '../thread-book.ts'
import type { Place } from './align-writes.ts'
import { carriedValues } from './carried.ts'
import type { KeptWrites } from './kept-writes.ts'
import { parentsOf } from './whole.ts'
import type { Winners } from './winners.ts'
import { writePlaces } from './write-places.ts'

/** One possible origin of a channel's history. */
export interface Chain {
  readonly seed: string | null
  /** Oldest first. */
  readonly places: readonly Place[]
  readonly slots: readonly (readonly WriteRecord[])[]
}

const NOTHING: Chain = { seed: null, places: [], slots: [] }
/** Maximum number of alternatives to follow, if savers and times allow several. */
const MAX_CHAINS = 64

/** Follows the parents of one checkpoint for one channel, for one reader. */
export class DeltaChains {
  readonly #thread: ThreadBook
  readonly #kept: KeptWrites
  readonly #winners: Winners
  readonly #read: ReadCall
  readonly #channel: string
  #count = 0
  /** The requested checkpoint: its history lives as long as it does. */
  #isHeadExpired = false

  constructor(parts: {
    readonly thread: ThreadBook
    readonly kept: KeptWrites
    readonly winners: Winners
    readonly read: ReadCall
    readonly channel: string
  }) {
    this.#thread = parts.thread
    this.#kept = parts.kept
    this.#winners = parts.winners
    this.#read = parts.read
    this.#channel = parts.channel
  }

  /** Every possible chain; undefined if there are too many. */
  of(ns: string, head: string): Chain[] | undefined {
    const book = this.#thread.find(ns, head)
    const puts = book === undefined ? [] : this.#winners.puts(book.puts, this.#read)
    this.#isHeadExpired = puts.every((put) => this.#kept.isExpired(put, this.#read))
    const chains = puts.flatMap((put) => this.#above(put))
    const isSure = book?.puts.some((put) => this.#kept.mustSee(put, put, this.#read)) === true
    if (this.#count > MAX_CHAINS) return undefined
    return isSure ? chains : [...chains, NOTHING]
  }

  #above(child: PutCall): Chain[] {
    const { ns, id } = child.operation
    const own = this.#thread.find(ns, id)
    const parents = own === undefined ? [] : [...parentsOf(own, this.#read, this.#kept)]
    return parents.flatMap((parent) => {
      const book = parent === null || parent === id ? undefined : this.#thread.find(ns, parent)
      return book === undefined ? [this.#end(NOTHING)] : this.#from(book, child)
    })
  }

  #from(book: CheckpointBook, child: PutCall): Chain[] {
    const isSure = book.puts.some((put) => this.#kept.mustOutlive(put, put, this.#read))
    const places = this.#places(book, child)
    const slots = [...book.slots.values()]
    const chains = this.#links(book, child).flatMap((put) => {
      if (this.#count > MAX_CHAINS) return []
      const seed = put.operation.values[this.#channel]
      if (seed !== undefined) return [this.#end({ ...NOTHING, seed })]
      const carried = carriedValues(this.#thread, put.operation, this.#channel)
      const begun = carried.map((value) => this.#end({ ...NOTHING, seed: value }))
      return [...this.#above(put), ...begun, ...this.#beginningAt(put)]
    })
    const longer = chains.map((chain) => ({
      seed: chain.seed,
      places: [...chain.places, ...places],
      slots: [...chain.slots, ...slots],
    }))
    return isSure && !this.#isHeadExpired ? longer : [...longer, this.#end(NOTHING)]
  }

  /**
   * The puts that may have been the child's parent. A failed one that no reader sees may count for
   * a child of the same saver, which knew its channels and where their history begins.
   */
  #links({ puts }: CheckpointBook, child: PutCall): PutCall[] {
    const visible = this.#winners.puts(puts, this.#read)
    const failed = puts.filter(
      (put) =>
        !visible.includes(put) &&
        (put.outcome === 'unsure' || put.outcome === 'void') &&
        put.saver === child.saver &&
        put.beganMs < child.beganMs &&
        !this.#kept.isSurelyGone(put, this.#read),
    )
    return [...visible, ...failed]
  }

  /**
   * The chain that begins with the writes on a put, if the channel had no version then. A write
   * further up that arrived late belongs to another branch of the same ancestor.
   */
  #beginningAt({ operation: { versioned } }: PutCall): Chain[] {
    const wasWritten = versioned === undefined || versioned.includes(this.#channel)
    return wasWritten ? [] : [this.#end(NOTHING)]
  }

  #end(chain: Chain): Chain {
    this.#count += 1
    return chain
  }

  #places(book: CheckpointBook, child: PutCall): Place[] {
    const rules = { kept: this.#kept, winners: this.#winners }
    const all = writePlaces(book, this.#read, rules, (record) => this.#isOwed(record, child))
    return all.flatMap(({ candidates, isDue }) => {
      const ours = candidates.filter(({ channel }) => channel === this.#channel)
      if (ours.length === 0) return []
      return [{ candidates: ours, isDue: isDue && ours.length === candidates.length }]
    })
  }

  /**
   * An answer with a checkpoint must include the writes that its own saver had begun to store
   * before it.
   */
  #isOwed(record: WriteRecord, child: PutCall): boolean {
    if (this.#isHeadExpired) return false
    const { call } = record
    const isMadeOfIt =
      call.saver === child.saver &&
      call.beganMs < child.beganMs &&
      call.endedMs < this.#read.beganMs
    const isSure = call.outcome === 'acknowledged' || call.outcome === 'accepted'
    if (isMadeOfIt && isSure) return this.#kept.isAlive(call, this.#read)
    return this.#kept.mustOutlive(call, record, this.#read)
  }
}
