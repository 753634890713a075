import { KustoSaverError } from '../../errors.ts'
import { damageOf } from '../resolve/damage.ts'
import type { ListScope } from '../queries/list-page.ts'
import type { MetadataFilter } from '../queries/metadata-filter.ts'
import type { ResolvedCheckpoint } from '../resolve/resolve.ts'
import type { CheckpointKey, CheckpointRow } from '../../tables/rows.ts'
import type { StoreContext } from '../state/store-context.ts'
import { knownHistory, readListedPage } from './listed-page.ts'
import { TornCheckpoints } from './torn-checkpoints.ts'
import { isWhole, refuseDamaged } from './wholeness.ts'

export interface ListOptions {
  readonly filter: MetadataFilter
  /** Undefined for all. */
  readonly limit: number | undefined
  /** The caller's signal; ends waiting for an answer. */
  readonly signal?: AbortSignal | undefined
  /** Called for each fetched page. */
  readonly onPage?: (() => void) | undefined
  /**
   * Called for each checkpoint that is omitted because it is incomplete; an error it throws ends
   * the list.
   */
  readonly onTorn?: ((checkpoint: ResolvedCheckpoint) => void) | undefined
}

/**
 * Lists checkpoints newest first; sends one request per page, when the consumer reaches it. Merges
 * rows that this process wrote and queries do not return yet into their page, and omits
 * half-arrived checkpoints.
 *
 * @yields complete checkpoints
 */
export async function* listCheckpoints(
  context: StoreContext,
  scope: ListScope,
  options: ListOptions,
): AsyncGenerator<ResolvedCheckpoint> {
  let left = options.limit ?? Number.POSITIVE_INFINITY
  const known = knownHistory(context, scope)
  const torn = new TornCheckpoints(context)
  const onTorn = options.onTorn ?? ((checkpoint) => torn.note(checkpoint))
  let after: CheckpointKey | undefined
  // siblings may be on two pages
  let before: readonly CheckpointRow[] = []
  while (left > 0) {
    const page = await readListedPage(context, scope, { ...options, left, after, known })
    options.onPage?.()
    const { checkpoints: heads, tombstones } = page.rows
    context.forks.look({ checkpoints: [...before, ...heads], tombstones })
    before = heads
    for (const checkpoint of page.checkpoints) {
      // by this process, since the page was read
      if (checkpoint.head.incarnation <= context.threads.tombstoneOf(checkpoint.threadId)) continue
      if (!isWhole(checkpoint)) {
        onTorn(checkpoint)
        continue
      }
      if (!options.filter.matches(metadataOf(checkpoint))) continue
      refuseDamaged(checkpoint)
      yield checkpoint
      if (--left <= 0) return
    }
    if (page.end === undefined) return
    after = page.end
  }
}

function metadataOf(checkpoint: ResolvedCheckpoint): unknown {
  const { metadata } = checkpoint.head
  try {
    return JSON.parse(metadata === '' ? '{}' : metadata)
  } catch {
    // not the parser's message, which quotes state
    throw damageOf(new KustoSaverError('CORRUPT', 'Its metadata is not JSON.'), checkpoint)
  }
}
