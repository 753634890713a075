import { BufferedCalls } from './buffered-calls.ts'
import type { Call, DeleteCall, PutCall, ReadCall, WriteCall, WritesCall } from './call.ts'
import { CheckpointBook, keyOf } from './checkpoint-book.ts'
import type { Visibility } from './visibility.ts'

/** The checkpoint that a call names or builds on; null for none. */
function idOf({ operation }: Call): string | null {
  if (operation.kind === 'put') return operation.parent
  return 'id' in operation ? operation.id : null
}

/** All calls on one thread. */
export class ThreadBook {
  readonly id: string
  readonly #visibility: Visibility
  readonly #checkpoints = new Map<string, CheckpointBook>()
  readonly #buffered = new BufferedCalls()
  /** In the order in which they began. */
  readonly deletes: DeleteCall[] = []
  /** When the first put began. */
  firstMs = Infinity
  /** Time since when each saver has read the thread as a deletion left it. */
  readonly #knownMs = new Map<DeleteCall, Map<string, number>>()

  constructor(id: string, visibility: Visibility) {
    this.id = id
    this.#visibility = visibility
  }

  get checkpoints(): IterableIterator<CheckpointBook> {
    return this.#checkpoints.values()
  }

  find(ns: string, id: string): CheckpointBook | undefined {
    return this.#checkpoints.get(keyOf(ns, id))
  }

  addPut(call: PutCall): void {
    const { ns, id, parent } = call.operation
    call.epoch = this.#epochOf(call, parent)
    this.#book(ns, id).puts.push(call)
    this.firstMs = Math.min(this.firstMs, call.beganMs)
  }

  addWrites(call: WritesCall): void {
    const { ns, id } = call.operation
    call.epoch = this.#epochOf(call, id)
    this.#book(ns, id).addWrites(call)
  }

  addBuffered(call: WriteCall): void {
    this.#buffered.add(call)
  }

  /** Whether it was only accepted, and nothing has shown that it is durable. */
  isUnproven(call: WriteCall): boolean {
    return this.#buffered.has(call)
  }

  /** The call is durable, and so is what it builds on. */
  confirm(call: WriteCall, atMs: number): void {
    this.#buffered.confirm(call, atMs)
  }

  addRead({ saver, beganMs, endedMs }: ReadCall): void {
    for (const deletion of this.deletes) {
      const known = this.#knownMs.get(deletion) ?? new Map<string, number>()
      this.#knownMs.set(deletion, known)
      if (known.has(saver) || !this.#visibility.isSettled(deletion.endedMs, beganMs)) continue
      known.set(saver, endedMs)
    }
  }

  /**
   * Whether the reader may miss effects of some call that its question rests on: another saver's
   * call that is not visible to all yet, or an unacknowledged call, which may never be whole.
   */
  isUnsettledFor(reader: Call): boolean {
    return this.#under(reader)
      .flatMap(({ id, puts, slots }) => [
        ...puts,
        ...(id === idOf(reader)
          ? []
          : [...slots.values()].flatMap((slot) => slot.map(({ call }) => call))),
      ])
      .some(
        ({ saver, outcome, doneMs }) =>
          (outcome !== 'acknowledged' && outcome !== 'void') ||
          (saver !== reader.saver && !this.#visibility.isSettled(doneMs, reader.beganMs)),
      )
  }

  /** Whether everything that the call asks for may have expired when it ended. */
  isOlderThan(retentionMs: number, call: Call): boolean {
    if (this.firstMs + retentionMs > call.endedMs) return false
    const asked = idOf(call)
    return this.#under(call)
      .filter(({ id }) => asked === null || id === asked)
      .every(({ puts }) => puts.every(({ endedMs }) => endedMs + retentionMs <= call.endedMs))
  }

  /** The checkpoint that a call names and its ancestors; all of its namespace if it names none. */
  #under(call: Call): CheckpointBook[] {
    const { operation } = call
    const all = [...this.checkpoints]
    if (!('ns' in operation) || operation.kind === 'list') return all
    const own = all.filter(({ ns }) => ns === operation.ns)
    const id = idOf(call)
    if (id === null) return own
    const found = new Set<CheckpointBook>()
    for (let next = [id]; next.length > 0;) {
      const books = next.flatMap((each) => this.find(operation.ns, each) ?? [])
      const fresh = books.filter((book) => !found.has(book))
      for (const book of fresh) found.add(book)
      next = fresh.flatMap(({ puts }) => puts.flatMap((put) => put.operation.parent ?? []))
    }
    return [...found]
  }

  /**
   * Number of deletions that certainly precede a call: its saver knew of them, and everything that
   * it builds on came after them too.
   */
  #epochOf(call: WriteCall, parent: string | null): number {
    const known = this.deletes.findIndex((each) => !this.#knows(call.saver, each, call.beganMs))
    const aware = known < 0 ? this.deletes.length : known
    if (parent === null || aware === 0) return aware
    const puts = this.find(call.operation.ns, parent)?.puts ?? []
    // a checkpoint that names itself and was never put before starts a new chain
    if (puts.length === 0 && parent === call.operation.id) return aware
    return Math.min(aware, Math.max(0, ...puts.map(({ epoch }) => epoch)))
  }

  #knows(saver: string, deletion: DeleteCall, atMs: number): boolean {
    if (deletion.outcome === 'void') return true
    const isOwn = deletion.saver === saver && deletion.outcome === 'acknowledged'
    const sinceMs = isOwn ? deletion.endedMs : this.#knownMs.get(deletion)?.get(saver)
    return (sinceMs ?? Infinity) < atMs
  }

  #book(ns: string, id: string): CheckpointBook {
    const key = keyOf(ns, id)
    const book = this.#checkpoints.get(key) ?? new CheckpointBook(ns, id)
    this.#checkpoints.set(key, book)
    return book
  }
}
