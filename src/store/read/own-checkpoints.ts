import { knownTombstone } from '../state/known-tombstone.ts'
import type { StoreContext } from '../state/store-context.ts'
import { resolve, type ResolvedCheckpoint } from '../resolve/resolve.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { isWhole } from './wholeness.ts'

/**
 * What a read without Kusto finds: `readsWithoutKusto: 'ownThreads'`.
 *
 * @returns undefined if this process does not know everything that the answer depends on
 */
export function ownCheckpoint(
  context: StoreContext,
  { checkpointId, ...scope }: OverlayScope & { readonly checkpointId: string | undefined },
): { readonly found: ResolvedCheckpoint | undefined } | undefined {
  const known = ownRows(context, scope)
  if (known === undefined) return undefined
  const [found] = known.checkpoints.filter(
    (one) => checkpointId === undefined || one.checkpointId === checkpointId,
  )
  if (found === undefined) return known.of === 'all' ? { found } : undefined
  return isReadable(found) ? { found } : undefined
}

/**
 * All checkpoints of a namespace, newest first.
 *
 * @returns undefined if this process does not know all of them
 */
export function ownCheckpoints(
  context: StoreContext,
  scope: OverlayScope,
): readonly ResolvedCheckpoint[] | undefined {
  const known = ownRows(context, scope)
  if (known?.of !== 'all') return undefined
  return known.checkpoints.every(isReadable) ? known.checkpoints : undefined
}

function ownRows(context: StoreContext, scope: OverlayScope) {
  const known = context.own?.rowsOf(scope)
  if (known === undefined) return undefined
  const { threadId } = scope
  const revision = knownTombstone(context, scope)
  const checkpoints = resolve({ ...known.rows, tombstones: [{ threadId, revision, writer: '' }] })
  return { of: known.of, checkpoints }
}

function isReadable(checkpoint: ResolvedCheckpoint): boolean {
  return checkpoint.damage === undefined && isWhole(checkpoint)
}
