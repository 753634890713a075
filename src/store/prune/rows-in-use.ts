import { FIRST_WITH_OWN_SENDS } from '../resolve/sending-parents.ts'
import { decodeLineage } from '../values/lineage.ts'
import type { OutlinedCheckpoint } from './outline.ts'
import type { UsedCheckpoint, UsedFor } from './prune-report.ts'

/**
 * Hidden checkpoints on whose rows visible ones rest. Values are not among them: a checkpoint names
 * all values that it needs, whoever put them.
 */
export function rowsInUse(
  outline: readonly OutlinedCheckpoint[],
  visible: ReadonlySet<OutlinedCheckpoint>,
): UsedCheckpoint[] {
  const byPlace = new Map(outline.map((one) => [place(one.checkpointNs, one.checkpointId), one]))
  const parentOf = ({ checkpointNs, parentCheckpointId }: OutlinedCheckpoint) =>
    byPlace.get(place(checkpointNs, parentCheckpointId))
  const used = new Map<OutlinedCheckpoint, Set<UsedFor>>()
  const use = (checkpoint: OutlinedCheckpoint, why: UsedFor): void => {
    if (!visible.has(checkpoint)) used.set(checkpoint, (used.get(checkpoint) ?? new Set()).add(why))
  }
  for (const checkpoint of visible) {
    const parent = parentOf(checkpoint)
    if (parent !== undefined && checkpoint.head.formatVersion < FIRST_WITH_OWN_SENDS) {
      use(parent, 'pendingSends')
    }
    for (const ancestor of lineOf(checkpoint, parentOf)) use(ancestor, 'deltaChannel')
  }
  return [...used].map(([{ checkpointNs, checkpointId }, why]) => ({
    checkpointNs,
    checkpointId,
    why: [...why],
  }))
}

/** The ancestors that delta channels are rebuilt from. */
function lineOf(
  checkpoint: OutlinedCheckpoint,
  parentOf: (one: OutlinedCheckpoint) => OutlinedCheckpoint | undefined,
): OutlinedCheckpoint[] {
  const lineage = lineageOf(checkpoint)
  if (lineage === undefined || lineage.seeds.size === 0) return []
  const line = new Set<OutlinedCheckpoint>()
  let at = parentOf(checkpoint)
  while (at !== undefined && !line.has(at)) {
    line.add(at)
    if (lineage.from >= 0 && at.head.depth <= lineage.from) break
    at = parentOf(at)
  }
  return [...line]
}

/** A damaged one does not say what it rests on. */
function lineageOf({ head, isWhole }: OutlinedCheckpoint) {
  return isWhole ? decodeLineage(head.lineage) : undefined
}

function place(checkpointNs: string, checkpointId: string): string {
  return JSON.stringify([checkpointNs, checkpointId])
}
