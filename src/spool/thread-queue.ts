import type { WaitingCall } from './waiting-call.ts'

export interface GroupLimits {
  /** Limits of one table. */
  readonly maxRows: number
  readonly maxBytes: number
}

export interface Refusal {
  readonly reason: string
  readonly error: unknown
}

/**
 * The waiting calls of one thread, in order. One group of them, from the head, is under way at a
 * time: nothing overtakes within a thread, and threads do not wait for each other. If Kusto refuses
 * a group, the thread stops, because later calls may build on it.
 */
export class ThreadQueue {
  readonly threadId: string
  readonly calls: WaitingCall[] = []
  isUnderWay = false
  refusal: Refusal | undefined
  /** Earliest time to retry a refused group. */
  notBeforeMs = 0

  constructor(threadId: string) {
    this.threadId = threadId
  }

  /** When its first call was stored. */
  get oldestAtMs(): number {
    return this.calls[0]?.call.atMs ?? 0
  }

  /** Calls from the head whose rows of a table fit into one request together; at least one call. */
  head({ maxRows, maxBytes }: GroupLimits): WaitingCall[] {
    const group: WaitingCall[] = []
    const rows = new Map<string, number>()
    let bytes = 0
    for (const waiting of this.calls) {
      bytes += waiting.call.bytes
      for (const { table, rows: lines } of waiting.call.tables) {
        rows.set(table.name, (rows.get(table.name) ?? 0) + lines.length)
      }
      const fits = bytes <= maxBytes && Math.max(...rows.values()) <= maxRows
      if (group.length > 0 && !fits) break
      group.push(waiting)
    }
    return group
  }
}
