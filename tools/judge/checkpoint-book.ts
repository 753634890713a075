import { WRITES_IDX_MAP } from '@langchain/langgraph-checkpoint'
import { newEffect, type PutCall, type WriteRecord, type WritesCall } from './call.ts'

/** All calls for one checkpoint id: its puts, and the writes of its tasks by (task, idx). */
export class CheckpointBook {
  readonly ns: string
  readonly id: string
  readonly puts: PutCall[] = []
  readonly slots = new Map<string, WriteRecord[]>()
  /** A violation was found here, so that its consequences are not reported again. */
  isSpent = false

  constructor(ns: string, id: string) {
    this.ns = ns
    this.id = id
  }

  addWrites(call: WritesCall): void {
    const { task, writes } = call.operation
    const areAllSpecial = writes.every(([channel]) => channel in WRITES_IDX_MAP)
    for (const [place, [channel, digest]] of writes.entries()) {
      const special = WRITES_IDX_MAP[channel]
      const idx = special ?? place
      const replaces = special === undefined ? 'no' : areAllSpecial ? 'yes' : 'maybe'
      const key = JSON.stringify([task, idx])
      const slot = this.slots.get(key) ?? []
      slot.push({ call, idx, channel, digest, replaces, ...newEffect() })
      this.slots.set(key, slot)
    }
  }
}

export function keyOf(ns: string, id: string): string {
  return JSON.stringify([ns, id])
}
