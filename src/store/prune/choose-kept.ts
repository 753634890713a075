import { compareCodePoints } from '../values/code-point-order.ts'
import { groupBy } from '../values/group-by.ts'
import type { OutlinedCheckpoint } from './outline.ts'
import type { KeptFor } from './prune-report.ts'

export interface KeepRules {
  /** How many of the newest checkpoints of each namespace. */
  readonly keep: number
  /** Ends of forks that were put since. */
  readonly forksSinceMs: number
}

export type Kept = ReadonlyMap<OutlinedCheckpoint, ReadonlySet<KeptFor>>

/**
 * What a prune keeps of a thread, and why. Keeping too much costs bytes, keeping too little loses
 * state: what is unknown stays.
 *
 * @param outline - newest first
 */
export function chooseKept(outline: readonly OutlinedCheckpoint[], rules: KeepRules): Kept {
  const kept = new Map<OutlinedCheckpoint, Set<KeptFor>>()
  const open: OutlinedCheckpoint[] = []
  const keep = (checkpoint: OutlinedCheckpoint, why: KeptFor): void => {
    const reasons = kept.get(checkpoint)
    if (reasons === undefined) open.push(checkpoint)
    kept.set(checkpoint, (reasons ?? new Set()).add(why))
  }
  const visible = outline.filter(({ isHidden }) => !isHidden)
  const namespaces = groupBy(visible, ({ checkpointNs }) => checkpointNs)
  for (const newestFirst of namespaces.values()) keepLatest(newestFirst, rules.keep, keep)
  const parents = new Set(visible.filter(({ isWhole }) => isWhole).map(parentPlace))
  const isForked = forksIn(outline)
  for (const checkpoint of visible) {
    if (!checkpoint.isWhole || parents.has(place(checkpoint))) continue
    if (checkpoint.isAsking) keep(checkpoint, 'interrupt')
    const isInUse = checkpoint.head.putAtMs >= rules.forksSinceMs
    if (isInUse && isForked(checkpoint)) keep(checkpoint, 'fork')
  }
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const state of subgraphStates(next, namespaces)) keep(state, 'subgraph')
  }
  return kept
}

/** What cannot be read yet does not count, because readers get the one before it. */
function keepLatest(
  newestFirst: readonly OutlinedCheckpoint[],
  count: number,
  keep: (checkpoint: OutlinedCheckpoint, why: KeptFor) => void,
): void {
  let left = count
  for (const checkpoint of newestFirst) {
    if (left === 0) return
    keep(checkpoint, checkpoint.isWhole ? 'latest' : 'notWhole')
    if (checkpoint.isWhole) left--
  }
}

/** Whether a checkpoint or one of its ancestors has a sibling, hidden ones included. */
function forksIn(
  outline: readonly OutlinedCheckpoint[],
): (checkpoint: OutlinedCheckpoint) => boolean {
  const byPlace = new Map(outline.map((checkpoint) => [place(checkpoint), checkpoint]))
  const children = groupBy(outline, parentPlace)
  return (checkpoint) => {
    const visited = new Set<string>()
    let at: OutlinedCheckpoint | undefined = checkpoint
    while (at !== undefined && at.parentCheckpointId !== '') {
      const parent = parentPlace(at)
      if (visited.has(parent)) return false
      visited.add(parent)
      if ((children.get(parent)?.length ?? 0) > 1) return true
      at = byPlace.get(parent)
    }
    return false
  }
}

/**
 * In each namespace below: the newest state under this checkpoint, and the one from which its
 * subgraph starts when LangGraph replays it, the newest before it.
 */
function subgraphStates(
  { checkpointNs, checkpointId }: OutlinedCheckpoint,
  namespaces: ReadonlyMap<string, readonly OutlinedCheckpoint[]>,
): OutlinedCheckpoint[] {
  const prefix = checkpointNs === '' ? '' : `${checkpointNs}|`
  const below = [...namespaces].filter(([ns]) => ns !== checkpointNs && ns.startsWith(prefix))
  return below.flatMap(([, newestFirst]) => {
    const whole = newestFirst.filter(({ isWhole }) => isWhole)
    const under = whole.find(({ graphParents }) => graphParents.get(checkpointNs) === checkpointId)
    const before = whole.find((one) => compareCodePoints(one.checkpointId, checkpointId) < 0)
    return [under, before].filter((one) => one !== undefined)
  })
}

function place({ checkpointNs, checkpointId }: OutlinedCheckpoint): string {
  return JSON.stringify([checkpointNs, checkpointId])
}

function parentPlace({ checkpointNs, parentCheckpointId }: OutlinedCheckpoint): string {
  return JSON.stringify([checkpointNs, parentCheckpointId])
}
