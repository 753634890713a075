import type { StoreContext } from '../state/store-context.ts'
import type { ThreadInventory } from '../queries/thread-inventory.ts'
import type { StampRanks } from './stamp-ranks.ts'
import type { LeftCheckpoint } from './transfer-report.ts'

/** One reading of a whole thread. */
export interface ThreadReading {
  readonly context: StoreContext
  readonly threadId: string
  readonly operation: string
  readonly inventory: ThreadInventory
  readonly ranks: StampRanks
  readonly left: LeftCheckpoint[]
  readonly deadAt: number
}
