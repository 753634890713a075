import type { Call } from './call.ts'

/** What a history holds, in numbers. */
export interface Totals {
  puts: number
  writes: number
  deletions: number
  reads: number
  /** Calls that failed or whose process was killed: what became of them nobody was told. */
  unsure: number
  /** Counts an acknowledged or answered call. */
  add(call: Call): void
}

export function countTotals(): Totals {
  return {
    puts: 0,
    writes: 0,
    deletions: 0,
    reads: 0,
    unsure: 0,
    add({ operation }) {
      if (operation.kind === 'put') this.puts += 1
      else if (operation.kind === 'putWrites') this.writes += operation.writes.length
      else if (operation.kind === 'deleteThread') this.deletions += 1
      else if (operation.kind !== 'setup') this.reads += 1
    },
  }
}
