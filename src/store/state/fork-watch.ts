import { groupBy } from '../values/group-by.ts'
import { lastTombstones } from '../resolve/resolve.ts'
import {
  isAfter,
  type CheckpointKey,
  type CheckpointRow,
  type StoredRows,
} from '../../tables/rows.ts'

/** Two writers that continued from the same checkpoint. */
export interface Fork extends Omit<CheckpointKey, 'checkpointId'> {
  /** Empty if both started the thread. */
  readonly parentCheckpointId: string
  readonly writers: readonly string[]
  /** Whether it is the first one seen of its thread. */
  readonly isFirstOfThread: boolean
}

/** Above this number all are forgotten at once, and reported again when seen again. */
const MAX_REMEMBERED = 10_000

/**
 * Detects forks of threads in the rows that reads return anyway. Kusto has no locks: when two
 * processes run the same thread at once, both branches are kept and the later id counts, so the
 * continued state lacks the work of the other branch.
 *
 * A fork has two children of one parent by different savers. A child made by `updateState` is an
 * intended fork, and children by the same saver are time travel.
 */
export class ForkWatch {
  readonly #onFork: (fork: Fork) => void
  readonly #forks = new Set<string>()
  readonly #threads = new Set<string>()

  /** @param onFork - called once for each fork; must not throw */
  constructor(onFork: (fork: Fork) => void = () => undefined) {
    this.#onFork = onFork
  }

  look({ checkpoints, tombstones }: Pick<StoredRows, 'checkpoints' | 'tombstones'>): void {
    const deadAt = lastTombstones(tombstones)
    const live = checkpoints.filter((row) => row.incarnation > (deadAt.get(row.threadId) ?? -1))
    for (const [parent, children] of groupBy(live, parentOf)) {
      const [first] = children
      if (first === undefined || !children.some(({ writer }) => writer !== first.writer)) continue
      const writers = writersOf(children)
      if (writers.length > 1) this.#report(parent, first, writers)
    }
  }

  #report(name: string, child: CheckpointRow, writers: readonly string[]): void {
    if (this.#forks.has(name)) return
    const { threadId, checkpointNs, parentCheckpointId } = child
    const isFirstOfThread = !this.#threads.has(threadId)
    remember(this.#forks, name)
    remember(this.#threads, threadId)
    this.#onFork({ threadId, checkpointNs, parentCheckpointId, writers, isFirstOfThread })
  }
}

function parentOf({ threadId, checkpointNs, parentCheckpointId }: CheckpointRow): string {
  return JSON.stringify([threadId, checkpointNs, parentCheckpointId])
}

/**
 * The writers of unintended children; a checkpoint that was put again belongs to its first writer.
 */
function writersOf(children: readonly CheckpointRow[]): string[] {
  const byId = groupBy(children.filter(isStep), (child) => child.checkpointId)
  const firsts = [...byId.values()].map((rows) => rows.reduce((a, b) => (isAfter(a, b) ? b : a)))
  return [...new Set(firsts.map(({ writer }) => writer))]
}

/** Sources of a run's steps; `updateState` makes `update` and `fork`. */
const STEPS: ReadonlySet<unknown> = new Set(['input', 'loop'])

function isStep({ metadata }: CheckpointRow): boolean {
  try {
    const parsed: unknown = JSON.parse(metadata)
    return (
      typeof parsed === 'object' &&
      parsed !== null &&
      'source' in parsed &&
      STEPS.has(parsed.source)
    )
  } catch {
    return false
  }
}

function remember(names: Set<string>, name: string): void {
  if (names.size >= MAX_REMEMBERED) names.clear()
  names.add(name)
}
