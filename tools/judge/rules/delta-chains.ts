import type { PutCall, ReadCall, WriteRecord } from '../call.ts'
import type { CheckpointBook } from '../checkpoint-book.ts'
import type { ThreadBook } from '../thread-book.ts'
import { alignWrites, matches, type AnsweredWrite, type Place } from './align-writes.ts'
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
/** Maximum number of alternatives that a description of a wrong answer considers. */
const MAX_CHAINS = 64

/** Follows the parents of one checkpoint for one channel, for one reader. */
export class DeltaChains {
  readonly #thread: ThreadBook
  readonly #kept: KeptWrites
  readonly #winners: Winners
  readonly #read: ReadCall
  readonly #channel: string
  #count = 0
  /** Alternatives that were tried in vain: a put, and how many writes were left to explain. */
  readonly #failed = new Map<PutCall, Set<number>>()
  /** Writes of others that it does not rest on live no longer than they do. */
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

  /** Whether a possible history of the checkpoint is as given: all of it, or nothing. */
  fits(ns: string, head: string, seed: string | null, given: readonly AnsweredWrite[]): boolean {
    const { puts, isSure } = this.#head(ns, head)
    if (!isSure && seed === null && given.length === 0) return true
    return puts.some((put) => this.#fitsAbove(put, seed, given))
  }

  /** The possible chains, to describe a wrong answer; not all if there are many. */
  of(ns: string, head: string): Chain[] {
    const { puts, isSure } = this.#head(ns, head)
    const chains = puts.flatMap((put) => this.#above(put))
    return isSure ? chains : [...chains, NOTHING]
  }

  #head(ns: string, head: string): { puts: PutCall[]; isSure: boolean } {
    const book = this.#thread.find(ns, head)
    const puts = book === undefined ? [] : this.#winners.puts(book.puts, this.#read)
    this.#isHeadExpired = puts.every((put) => this.#kept.isExpired(put, this.#read))
    const isSure = book?.puts.some((put) => this.#kept.mustSee(put, put, this.#read)) === true
    return { puts, isSure }
  }

  #fitsAbove(child: PutCall, seed: string | null, given: readonly AnsweredWrite[]): boolean {
    const failed = this.#failed.get(child) ?? new Set()
    if (failed.has(given.length)) return false
    this.#failed.set(child, failed.add(given.length))
    const isBeginning = seed === null && given.length === 0
    return this.#parentsOf(child).some((book) => {
      if (book === undefined) return isBeginning
      const links = this.#links(book, child)
      if (isBeginning && links.length === 0) return true
      const places = this.#places(book, child)
      for (let placed = 0; placed <= Math.min(places.length, given.length); placed++) {
        const left = given.slice(0, given.length - placed)
        const own = given.slice(given.length - placed)
        const chosen = alignWrites(places, own)
        if (chosen === undefined || !this.#areCallsWhole(book, places, own, chosen)) continue
        if (links.some((put) => this.#fitsLink(put, seed, left))) return true
      }
      return false
    })
  }

  #fitsLink(put: PutCall, seed: string | null, left: readonly AnsweredWrite[]): boolean {
    const value = put.operation.values[this.#channel]
    if (value !== undefined) return value === seed && left.length === 0
    if (left.length === 0 && this.#beginnings(put).includes(seed)) return true
    return this.#fitsAbove(put, seed, left)
  }

  /** A call of several writes to the channel counts whole or not at all. */
  #areCallsWhole(
    { slots }: CheckpointBook,
    places: readonly Place[],
    own: readonly AnsweredWrite[],
    chosen: readonly number[],
  ): boolean {
    const found = own.map((write, index) =>
      (places[chosen[index] ?? -1]?.candidates ?? []).filter((record) => matches(record, write)),
    )
    const filled = new Set(found.flat())
    const isWhole = (call: WriteRecord['call']): boolean =>
      [...slots.values()].every(
        (slot) =>
          !slot.some((record) => record.call === call && record.channel === this.#channel) ||
          slot.some((record) => filled.has(record) || record.channel !== this.#channel),
      )
    return found.every((records) => records.some(({ call }) => isWhole(call)))
  }

  /** The books of a put's possible parents; undefined for none. */
  #parentsOf({ operation: { ns, id } }: PutCall): (CheckpointBook | undefined)[] {
    const own = this.#thread.find(ns, id)
    const parents = own === undefined ? [] : [...parentsOf(own, this.#read, this.#kept)]
    return parents.map((parent) =>
      parent === null || parent === id ? undefined : this.#thread.find(ns, parent),
    )
  }

  #above(child: PutCall): Chain[] {
    return this.#parentsOf(child).flatMap((book) =>
      book === undefined ? [this.#end(NOTHING)] : this.#from(book, child),
    )
  }

  #from(book: CheckpointBook, child: PutCall): Chain[] {
    const places = this.#places(book, child)
    const slots = [...book.slots.values()]
    const chains = this.#links(book, child).flatMap((put) => {
      if (this.#count > MAX_CHAINS) return []
      const seed = put.operation.values[this.#channel]
      if (seed !== undefined) return [this.#end({ ...NOTHING, seed })]
      const begun = this.#beginnings(put).map((value) => this.#end({ ...NOTHING, seed: value }))
      return [...this.#above(put), ...begun]
    })
    return chains.map((chain) => ({
      seed: chain.seed,
      places: [...chain.places, ...places],
      slots: [...chain.slots, ...slots],
    }))
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
        !this.#winners.isReplaced(put, puts, this.#read) &&
        !this.#kept.isSurelyGone(put, this.#read),
    )
    return [...visible, ...failed]
  }

  /**
   * Seeds with which a chain may begin at a put without a value: one that it carries over, or none
   * if the channel had no version then. A write further up that arrived late belongs to another
   * branch of the same ancestor.
   */
  #beginnings({ operation }: PutCall): (string | null)[] {
    const wasWritten =
      operation.versioned === undefined || operation.versioned.includes(this.#channel)
    const carried = carriedValues(this.#thread, operation, this.#channel)
    return wasWritten ? carried : [...carried, null]
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
   * An answer with a checkpoint must include the writes that its own saver had begun to store, or
   * had read, before it.
   */
  #isOwed(record: WriteRecord, child: PutCall): boolean {
    const { call } = record
    const isMadeOfIt =
      call.saver === child.saver &&
      call.beganMs < child.beganMs &&
      call.endedMs < this.#read.beganMs
    const isSure = call.outcome === 'acknowledged' || call.outcome === 'accepted'
    const isRead = (record.seenMs.get(child.saver) ?? Infinity) < child.beganMs
    if ((isMadeOfIt && isSure) || isRead) return this.#kept.isAlive(call, this.#read, child)
    return this.#isHeadExpired
      ? this.#kept.mustSee(call, record, this.#read, child)
      : this.#kept.mustOutlive(call, record, this.#read, child)
  }
}
