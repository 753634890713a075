import { isKustoSaverError, type KustoSaverErrorCode } from '../../errors.ts'
import { isGone, isPartGone } from '../read/wholeness.ts'
import type { StoreContext } from '../state/store-context.ts'
import { decodeLineage } from '../values/lineage.ts'
import { sealOf, type ManifestEntry } from '../values/manifest.ts'
import { manifestOf, refuseNewer } from '../values/row-format.ts'
import type { ThreadValues } from './thread-values.ts'
import { checkpointOf } from './known-row.ts'
import { numberIn, type FullRow } from './portable-row.ts'
import type { Stamp } from '../../tables/rows.ts'

/** Why the copy omits a checkpoint's row. */
export type OmissionReason = 'half-arrived' | 'unfinished copy' | 'CORRUPT'

export type HeadVerdict =
  | { readonly manifest: readonly ManifestEntry[]; readonly why?: undefined }
  | { readonly why: OmissionReason }

export interface ThreadParts {
  readonly values: ThreadValues
  /** Whether all rows of the call exist. */
  readonly isWholeCall: (checkpointNs: string, call: Stamp) => boolean
}

/**
 * Whether a checkpoint's row is useful to readers. An incomplete checkpoint would never become
 * whole in the copy. A checkpoint whose values retention has removed is copied, because delta
 * channels of others may rest on it; it cannot be read in the copy either.
 *
 * @throws KustoSaverError `NEWER_FORMAT`
 */
export function judgeHead(context: StoreContext, row: FullRow, parts: ThreadParts): HeadVerdict {
  refuseNewer({ rowFormat: numberIn(row, 'row_format') }, 'Checkpoints')
  try {
    return judge(context, row, parts)
  } catch (error) {
    if (isKustoSaverError(error) && error.code === CORRUPT) return { why: CORRUPT }
    throw error
  }
}

const CORRUPT = 'CORRUPT' satisfies KustoSaverErrorCode

function judge(context: StoreContext, row: FullRow, parts: ThreadParts): HeadVerdict {
  const head = checkpointOf(row, 0)
  const { checkpointNs } = head
  const manifest = manifestOf(head)
  const seal = sealOf(head.manifest)
  if (seal !== undefined && parts.values.missing(checkpointNs, [seal]).length > 0) {
    return { why: 'unfinished copy' }
  }
  const missing = parts.values.missing(
    checkpointNs,
    manifest.flatMap((entry) => entry.parts),
  )
  const calls = decodeLineage(head.lineage)?.calls ?? []
  const missingCalls = calls.filter((call) => !parts.isWholeCall(checkpointNs, call))
  const named = { kind: 'call', checkpointId: head.parentCheckpointId } as const
  const isLate =
    missing.some((part) => !isPartGone(head, part, context)) ||
    (missingCalls.length > 0 && !isGone({ ...named, namedBy: head.revision }, context))
  return isLate ? { why: 'half-arrived' } : { manifest }
}
