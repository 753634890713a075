import type { DeleteCall, PutCall, ReadCall } from './call.ts'
import type { CheckpointBook } from './checkpoint-book.ts'
import type { SeenCheckpoint } from './digest.ts'
import type { Answer, DeltaOperation } from './history.ts'
import { judgeAbsent } from './rules/absent.ts'
import { DeletedCalls } from './rules/deleted-calls.ts'
import { settleDeletion } from './rules/deletion-halves.ts'
import { judgeDelta } from './rules/delta.ts'
import type { Finding } from './rules/finding.ts'
import { PutBasis } from './rules/put-basis.ts'
import { KeptWrites } from './rules/kept-writes.ts'
import { judgeOrder } from './rules/list-order.ts'
import { judgeWrites } from './rules/pending-writes.ts'
import { scopeOfGet, scopeOfList, type Scope } from './rules/scope.ts'
import { judgeWhole } from './rules/whole.ts'
import { Winners } from './rules/winners.ts'
import type { Visibility } from './visibility.ts'
import type { ThreadBook } from './thread-book.ts'

/** Compares the answers of reads with all calls on one thread. */
export class ThreadJudge {
  readonly #thread: ThreadBook
  readonly #visibility: Visibility
  readonly #deleted: DeletedCalls
  readonly #basis: PutBasis
  readonly #rules: {
    readonly thread: ThreadBook
    readonly kept: KeptWrites
    readonly winners: Winners
  }

  constructor(thread: ThreadBook, visibility: Visibility, retentionMs: number) {
    this.#thread = thread
    this.#visibility = visibility
    const deleted = new DeletedCalls(thread, visibility)
    const basis = new PutBasis(thread)
    this.#deleted = deleted
    this.#basis = basis
    const kept = new KeptWrites({ thread, visibility, deleted, basis, retentionMs })
    this.#rules = { thread, kept, winners: new Winners(kept) }
  }

  /** Calls have ended since the last reads were judged. */
  refresh(): void {
    this.#basis.reset()
  }

  judge(read: ReadCall, answer: Answer): Finding[] {
    const { operation } = read
    if (operation.kind === 'getTuple' && answer.kind === 'getTuple') {
      return this.#judgeScope(read, scopeOfGet(this.#thread, operation, answer.seen))
    }
    if (operation.kind === 'list' && answer.kind === 'list') {
      const seen = answer.seen.filter(({ thread }) => thread === this.#thread.id)
      const isCut = answer.isCut || answer.seen.length === operation.limit
      const scope = scopeOfList(this.#thread, operation, seen, isCut)
      return [...judgeOrder(seen), ...this.#judgeScope(read, scope)]
    }
    if (operation.kind === 'getDeltaChannelHistory' && answer.kind === 'getDeltaChannelHistory') {
      return this.#judgeHistory(read, operation, answer)
    }
    throw new Error(`Call ${read.call} (${operation.kind}) has an answer of ${answer.kind}`)
  }

  #judgeScope(read: ReadCall, { given, absent }: Scope): Finding[] {
    this.#settleDeletions(read, given, absent)
    const findings: Finding[] = []
    for (const seen of given) findings.push(...this.#judgeGiven(read, seen))
    for (const book of absent) {
      if (book.isSpent) continue
      const older = given.filter(({ ns, id }) => ns === book.ns && id < book.id)
      const found = judgeAbsent(book, read, this.#rules.kept, this.#onlyPutOf(older))
      if (found === undefined) continue
      book.isSpent = true
      findings.push({ ...found, ns: book.ns, id: book.id })
    }
    return findings
  }

  /** The only put of one of some checkpoints. */
  #onlyPutOf(some: readonly SeenCheckpoint[]): PutCall | undefined {
    return some
      .map(({ ns, id }) => this.#thread.find(ns, id)?.puts ?? [])
      .find(({ length }) => length === 1)?.[0]
  }

  #judgeGiven(read: ReadCall, seen: SeenCheckpoint): Finding[] {
    const { ns, id } = seen
    const book = this.#thread.find(ns, id)
    if (book === undefined || book.puts.length === 0) {
      return [{ kind: 'torn', ns, id, detail: 'is there, and nobody put it' }]
    }
    if (book.isSpent) return []
    const found =
      judgeWhole(book, seen, read, this.#rules) ?? judgeWrites(book, seen.writes, read, this.#rules)
    if (found === undefined) return []
    book.isSpent = true
    return [{ ...found, ns, id }]
  }

  #settleDeletions(
    read: ReadCall,
    given: readonly SeenCheckpoint[],
    absent: readonly CheckpointBook[],
  ): void {
    const inDoubt = this.#thread.deletes.filter(
      ({ outcome, beganMs }) =>
        (outcome === 'unsure' || outcome === 'open') && beganMs < read.endedMs,
    )
    const parts = { thread: this.#thread, deleted: this.#deleted, visibility: this.#visibility }
    for (const deletion of inDoubt) {
      // with two unacknowledged ones, missing state does not show which one happened
      settleDeletion(deletion, read, given, parts, () =>
        absent.some((book) => this.#isTakenBy(deletion, book, read)),
      )
    }
  }

  #isTakenBy(deletion: DeleteCall, book: CheckpointBook, read: ReadCall): boolean {
    return book.puts.some(
      (put) =>
        this.#visibility.isVisible(put, read, put) &&
        !this.#rules.kept.isExpired(put, read) &&
        this.#deleted.isBefore(put, deletion) &&
        this.#thread.deletes.every(
          (other, index) =>
            other === deletion ||
            index < put.epoch ||
            other.outcome === 'void' ||
            other.beganMs > read.endedMs,
        ),
    )
  }

  #judgeHistory(
    read: ReadCall,
    operation: DeltaOperation,
    answer: Answer & { kind: 'getDeltaChannelHistory' },
  ): Finding[] {
    const { ns, id } = operation
    const heads = id === null ? this.#possibleHeads(read, ns) : [id]
    if (heads.some((head) => this.#thread.find(ns, head)?.isSpent === true)) return []
    const rules = this.#rules
    const findings = operation.channels.flatMap((channel): Finding[] => {
      const given = answer.channels[channel] ?? { seed: null, writes: [] }
      const found = judgeDelta({ ns, heads, channel }, given, read, rules)
      return found === undefined ? [] : [{ ...found, ns, ...(id === null ? {} : { id }) }]
    })
    const book = id === null || findings.length === 0 ? undefined : this.#thread.find(ns, id)
    if (book !== undefined) book.isSpent = true
    return findings
  }

  /** The latest checkpoint that the reader must see, and any later one that it may see. */
  #possibleHeads(read: ReadCall, ns: string): string[] {
    const { kept } = this.#rules
    const books = [...this.#thread.checkpoints].filter((book) => book.ns === ns)
    const sure = books
      .filter(({ puts }) => puts.some((put) => kept.mustSee(put, put, read)))
      .map(({ id }) => id)
    const least = sure.toSorted().at(-1) ?? ''
    return books
      .filter(({ id, puts }) => id >= least && puts.some((put) => kept.maySee(put, put, read)))
      .map(({ id }) => id)
  }
}
