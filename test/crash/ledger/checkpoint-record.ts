import { compareCodePoints } from '../../../src/store/code-point-order.ts'
import type { SeenCheckpoint, SeenWrite } from '../workload/digest.ts'
import type { PutOperation, WritesOperation } from '../workload/report.ts'
import { isPossible, lastCandidates, settle, type CallRecord } from './call-record.ts'
import type { Violation, ViolationKind } from './violation.ts'
import { WriteSlot } from './write-slot.ts'

interface PutRecord extends CallRecord {
  readonly put: PutOperation
}

type Finding = readonly [kind: ViolationKind, detail: string]

/** All calls for one checkpoint id: its puts, and the writes of its tasks. */
export class CheckpointRecord {
  readonly thread: string
  readonly ns: string
  readonly id: string
  readonly #puts: PutRecord[] = []
  readonly #slots = new Map<string, WriteSlot>()
  /** Whether anything was called for it since a check last looked at it by id. */
  isTouched = true

  constructor({ thread, ns, id }: { thread: string; ns: string; id: string }) {
    this.thread = thread
    this.ns = ns
    this.id = id
  }

  /** Whether it must be there. */
  get isKept(): boolean {
    return this.#puts.some(({ status }) => status === 'kept')
  }

  get isPossible(): boolean {
    return this.#puts.some(isPossible)
  }

  addPut(call: string, put: PutOperation): CallRecord {
    const record: PutRecord = { call, put, status: 'open' }
    this.#puts.push(record)
    this.isTouched = true
    return record
  }

  addWrites(call: string, { task, isUpsert, writes }: WritesOperation): CallRecord[] {
    this.isTouched = true
    return writes.map(({ idx, channel, digest }) => {
      const record = { call, status: 'open' as const, channel, digest, isUpsert }
      this.#slot(task, idx).add(record)
      return record
    })
  }

  /** Compares with what a reader was given, at rest: settles what was unsure. */
  judge(seen: SeenCheckpoint | undefined): Violation[] {
    if (seen === undefined) return this.#judgeAbsence()
    return [...this.#judgeValues(seen), ...this.#judgeWrites(seen.writes)].map(
      ([kind, detail]) => ({
        kind,
        thread: this.thread,
        ns: this.ns,
        id: this.id,
        detail,
      }),
    )
  }

  #judgeAbsence(): Violation[] {
    if (!this.isKept) {
      settle(this.#puts, undefined)
      return []
    }
    const call = this.#puts.findLast(({ status }) => status === 'kept')?.call
    const { thread, ns, id } = this
    return [{ kind: 'lost', thread, ns, id, detail: `put by call ${call} is acknowledged` }]
  }

  *#judgeValues(seen: SeenCheckpoint): Generator<Finding> {
    const candidates = lastCandidates(this.#puts)
    const match = candidates.find(({ put }) => differences(put, seen).length === 0)
    if (match !== undefined) {
      settle(this.#puts, match)
      return
    }
    const older = this.#puts.find(({ put }) => differences(put, seen).length === 0)
    const last = candidates.at(-1)
    if (older?.status === 'absent') {
      yield ['unknown', `is as call ${older.call} put it, which a check at rest did not find`]
    } else if (older !== undefined) {
      yield ['lost', `is as call ${older.call} (${older.status}) put it, not as ${last?.call}`]
    } else if (last !== undefined) {
      yield ['torn', `differs from call ${last.call}: ${differences(last.put, seen).join('; ')}`]
    } else {
      yield ['unknown', 'is there, and no put of it was ever begun']
    }
  }

  *#judgeWrites(writes: readonly SeenWrite[]): Generator<Finding> {
    const bySlot = new Map<WriteSlot, SeenWrite[]>(
      [...this.#slots.values()].map((slot) => [slot, []]),
    )
    const order: WriteSlot[] = []
    for (const write of writes) {
      const slot = [...this.#slots.values()].find((each) => each.has(write))
      if (slot === undefined) {
        yield ['unknown', `a write of ${write.task} to ${write.channel} (${write.digest})`]
        continue
      }
      bySlot.get(slot)?.push(write)
      order.push(slot)
    }
    for (const [slot, found] of bySlot) {
      const finding = slot.judge(found)
      if (finding !== undefined) yield [finding.kind, finding.detail]
    }
    if (!isInOrder(order)) yield ['stale', 'its writes are not in order of task and idx']
  }

  #slot(task: string, idx: number): WriteSlot {
    const key = JSON.stringify([task, idx])
    const slot = this.#slots.get(key) ?? new WriteSlot(task, idx)
    this.#slots.set(key, slot)
    return slot
  }
}

function differences(put: PutOperation, seen: SeenCheckpoint): string[] {
  const found: string[] = []
  if (put.parent !== seen.parent) found.push(`parent ${seen.parent}, expected ${put.parent}`)
  if (put.metadata !== seen.metadata) found.push('other metadata')
  for (const channel of new Set([...Object.keys(put.values), ...Object.keys(seen.values)])) {
    const expected = put.values[channel]
    const got = seen.values[channel]
    if (expected !== got)
      found.push(`channel ${channel} is ${got ?? 'missing'}, expected ${expected ?? 'none'}`)
  }
  return found
}

function isInOrder(slots: readonly WriteSlot[]): boolean {
  return slots.every((slot, index) => {
    const before = slots[index - 1]
    return (
      before === undefined ||
      (compareCodePoints(before.task, slot.task) || before.idx - slot.idx) <= 0
    )
  })
}
