import type { RunnableConfig } from '@langchain/core/runnables'
import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { compareCodePoints } from '../store/values/code-point-order.ts'
import type { ImportSource } from './import-report.ts'

export interface CheckpointPlace {
  readonly checkpointNs: string
  readonly checkpointId: string
  /** Undefined for a root. */
  readonly parentId: string | undefined
}

/** A config's value as text; empty if there is none. */
export function configured(config: RunnableConfig | undefined, key: string): string {
  const value: unknown = config?.configurable?.[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/**
 * The checkpoints of a thread, parents before children, and the root graph's before those of its
 * subgraphs, which belong to the same life.
 */
export async function placesOf(source: ImportSource, threadId: string): Promise<CheckpointPlace[]> {
  const places: CheckpointPlace[] = []
  for await (const tuple of source.list({ configurable: { thread_id: threadId } })) {
    places.push(placeOf(tuple))
  }
  const ascending = places.toSorted(
    (a, b) =>
      compareCodePoints(a.checkpointNs, b.checkpointNs) ||
      compareCodePoints(a.checkpointId, b.checkpointId),
  )
  const byName = new Map(ascending.map((place) => [nameOf(place), place]))
  const ordered = new Set<CheckpointPlace>()
  for (const place of ascending) addWithParents(place, byName, ordered)
  return [...ordered]
}

/** Ids nearly always grow; otherwise the chain of parents decides. */
function addWithParents(
  place: CheckpointPlace,
  byName: ReadonlyMap<string, CheckpointPlace>,
  ordered: Set<CheckpointPlace>,
): void {
  const line: CheckpointPlace[] = []
  const seen = new Set<CheckpointPlace>()
  let next: CheckpointPlace | undefined = place
  while (next !== undefined && !ordered.has(next) && !seen.has(next)) {
    seen.add(next)
    line.push(next)
    const parent: string | undefined = next.parentId
    next = parent === undefined ? undefined : byName.get(nameOf({ ...next, checkpointId: parent }))
  }
  for (const one of line.toReversed()) ordered.add(one)
}

function placeOf({ config, checkpoint, parentConfig }: CheckpointTuple): CheckpointPlace {
  const parentId = configured(parentConfig, 'checkpoint_id')
  return {
    checkpointNs: configured(config, 'checkpoint_ns'),
    checkpointId: configured(config, 'checkpoint_id') || checkpoint.id,
    parentId: parentId === '' ? undefined : parentId,
  }
}

export function nameOf(place: Pick<CheckpointPlace, 'checkpointNs' | 'checkpointId'>): string {
  return JSON.stringify([place.checkpointNs, place.checkpointId])
}
