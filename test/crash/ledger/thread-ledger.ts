import type { SeenCheckpoint } from '../workload/digest.ts'
import type { DeleteOperation, PutOperation, WritesOperation } from '../workload/report.ts'
import type { CallRecord } from './call-record.ts'
import { CheckpointRecord } from './checkpoint-record.ts'
import type { Violation } from './violation.ts'

export interface CheckpointName {
  readonly ns: string
  readonly id: string
}

/** Enough to catch what comes back, without growing for ever. */
const MAX_GRAVES = 100

/** What has been called for one thread. */
export class ThreadLedger {
  readonly id: string
  readonly #checkpoints = new Map<string, CheckpointRecord>()
  #graves = new Map<string, CheckpointName>()
  #deletion: CallRecord | undefined

  constructor(id: string) {
    this.id = id
  }

  get graves(): readonly CheckpointName[] {
    return [...this.#graves.values()]
  }

  get namespaces(): string[] {
    return [...new Set([...this.#checkpoints.values()].map(({ ns }) => ns))]
  }

  /** Checkpoints that any put was begun for, greatest id first. */
  get checkpoints(): CheckpointRecord[] {
    return [...this.#checkpoints.values()]
      .filter((record) => record.isPossible)
      .toSorted((a, b) => (a.id < b.id ? 1 : -1))
  }

  find(name: CheckpointName): CheckpointRecord | undefined {
    return this.#checkpoints.get(keyOf(name))
  }

  startPut(call: string, put: PutOperation): CallRecord[] {
    this.#graves.delete(keyOf(put))
    return [this.#record(put).addPut(call, put)]
  }

  startWrites(call: string, writes: WritesOperation): CallRecord[] {
    return this.#record(writes).addWrites(call, writes)
  }

  startDelete(call: string, _operation: DeleteOperation): CallRecord[] {
    this.#deletion = { call, status: 'open' }
    return [this.#deletion]
  }

  /** The thread was deleted, surely. */
  bury(): void {
    for (const record of this.checkpoints) this.#graves.set(keyOf(record), record)
    this.#graves = new Map([...this.#graves].slice(-MAX_GRAVES))
    this.#checkpoints.clear()
    this.#deletion = undefined
  }

  /**
   * A deletion that nobody acknowledged has happened or not; what a reader was given of the thread tells.
   *
   * @param found - the thread's newest checkpoints
   */
  settleDeletion(found: readonly CheckpointName[]): void {
    if (this.#deletion?.status !== 'unsure') return
    if (found.some((name) => this.find(name) !== undefined)) this.#deletion = undefined
    else this.bury()
  }

  /** Takes one checkpoint out, so that one fault is told once. */
  forget(name: CheckpointName): void {
    this.#checkpoints.delete(keyOf(name))
  }

  latest(ns: string): CheckpointRecord | undefined {
    return this.checkpoints.find((record) => record.ns === ns && record.isKept)
  }

  /** What the writer itself was given as latest, with none of its calls under way. */
  judgeLatest(ns: string, seen: SeenCheckpoint | null): Violation[] {
    const expected = this.latest(ns)
    if (seen?.id === expected?.id) return expected?.judge(seen ?? undefined) ?? []
    const { id } = this
    const isUndead = seen !== null && this.#graves.has(keyOf(seen))
    return [
      {
        kind: isUndead ? 'undead' : 'stale',
        thread: id,
        ns,
        detail: `latest is ${seen?.id ?? 'none'}, expected ${expected?.id ?? 'none'}`,
      },
    ]
  }

  #record(name: { thread: string; ns: string; id: string }): CheckpointRecord {
    const record = this.find(name) ?? new CheckpointRecord(name)
    this.#checkpoints.set(keyOf(name), record)
    return record
  }
}

export function keyOf({ ns, id }: CheckpointName): string {
  return JSON.stringify([ns, id])
}
