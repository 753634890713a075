import { decodeLineage, encodeLineage } from '../values/lineage.ts'
import type { ThreadInventory } from '../queries/thread-inventory.ts'
import { isAfter, type Stamp } from '../../tables/rows.ts'

/** A thread's stamps by their place in the order of revisions. */
export class StampRanks {
  readonly #ranks: ReadonlyMap<string, number>
  readonly count: number

  constructor({ heads, calls, storings }: ThreadInventory) {
    const stamps = new Map([...heads, ...calls, ...storings].map((row) => [nameOf(row), row]))
    const inOrder = [...stamps.entries()].toSorted(([, a], [, b]) => (isAfter(a, b) ? 1 : -1))
    this.#ranks = new Map(inOrder.map(([name], rank) => [name, rank]))
    // the last rank is for stamps of rows that are gone
    this.count = inOrder.length + 1
  }

  of(stamp: Stamp): number {
    return this.#ranks.get(nameOf(stamp)) ?? this.count - 1
  }

  /** A lineage that names calls by their ranks. */
  inLineage(text: string): string {
    const lineage = decodeLineage(text)
    if (lineage === undefined) return ''
    const ranked = (stamp: Stamp): Stamp => ({ writer: '', revision: this.of(stamp) })
    const calls = lineage.calls.map(ranked)
    return encodeLineage({ ...lineage, calls, past: lineage.past.map(ranked) })
  }
}

function nameOf({ revision, writer }: Stamp): string {
  return `${revision} ${writer}`
}
