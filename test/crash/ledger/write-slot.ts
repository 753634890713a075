import type { SeenWrite } from '../workload/digest.ts'
import {
  firstCandidates,
  lastCandidates,
  isPossible,
  settle,
  type CallRecord,
} from './call-record.ts'
import type { ViolationKind } from './violation.ts'

interface WriteRecord extends CallRecord {
  readonly channel: string
  readonly digest: string
  readonly isUpsert: boolean
}

/** All calls for one key (task, idx) of a checkpoint, in the order in which they were made. */
export class WriteSlot {
  readonly task: string
  readonly idx: number
  readonly #records: WriteRecord[] = []

  constructor(task: string, idx: number) {
    this.task = task
    this.idx = idx
  }

  add(record: WriteRecord): void {
    this.#records.push(record)
  }

  has(write: SeenWrite): boolean {
    return write.task === this.task && this.#records.some(({ digest }) => digest === write.digest)
  }

  /**
   * Compares with what a reader was given for this key, and settles what was unsure.
   *
   * @param found - the writes that belong here; one at most, when all is well
   */
  judge(found: readonly SeenWrite[]): { kind: ViolationKind; detail: string } | undefined {
    const [write] = found
    const isDue = this.#records.some(({ status }) => status === 'kept')
    const name = `write ${this.idx} of ${this.task}`
    if (found.length > 1) return { kind: 'doubled', detail: `${name} came ${found.length} times` }
    const seen = this.#records.find(({ digest }) => digest === write?.digest)
    if (write !== undefined && seen?.channel !== write.channel) {
      return { kind: 'torn', detail: `${name} came for channel ${write.channel}` }
    }
    if (seen === undefined && isDue) return { kind: 'lost', detail: `${name} is acknowledged` }
    const candidates = this.#candidates()
    if (seen !== undefined && !candidates.includes(seen)) {
      const calls = candidates.map(({ call }) => call).join(' or ')
      return { kind: 'wrong winner', detail: `${name} is of call ${seen.call}, expected ${calls}` }
    }
    settle(this.#records, seen)
    return undefined
  }

  /** A call of special writes only replaces, any other leaves what is there. */
  #candidates(): WriteRecord[] {
    const upserts = lastCandidates(this.#records.filter(({ isUpsert }) => isUpsert))
    if (upserts.some(({ status }) => status === 'kept')) return upserts
    const others = this.#records.filter((record) => !record.isUpsert && isPossible(record))
    return [...upserts, ...firstCandidates(others)]
  }
}
