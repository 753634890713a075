import { isReadCall, type Call } from './call.ts'

/** The numbers of a history. */
export interface Counts {
  puts: number
  writes: number
  deletions: number
  reads: number
  /** Calls that failed or whose process was killed, so that their outcome is unknown. */
  unsure: number
}

export interface Totals extends Counts {
  /** Counts an acknowledged or answered call. */
  add(call: Call): void
  /** Adds the numbers of another history. */
  include(other: Counts): void
}

export function countTotals(): Totals {
  return {
    puts: 0,
    writes: 0,
    deletions: 0,
    reads: 0,
    unsure: 0,
    add(call) {
      const { operation } = call
      if (operation.kind === 'put') this.puts += 1
      else if (operation.kind === 'putWrites') this.writes += operation.writes.length
      else if (operation.kind === 'deleteThread') this.deletions += 1
      else if (isReadCall(call)) this.reads += 1
    },
    include({ puts, writes, deletions, reads, unsure }) {
      this.puts += puts
      this.writes += writes
      this.deletions += deletions
      this.reads += reads
      this.unsure += unsure
    },
  }
}
