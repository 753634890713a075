import { KustoSaverError } from '../../errors.ts'
import { checkInteger } from '../../integer-option.ts'
import { shownValue } from '../../shown-value.ts'

/** `keepLatest`: see `keep`. `delete`: the whole thread, like `deleteThread`. */
export type PruneStrategy = 'keepLatest' | 'delete'

/** Options of `prune()`. */
export interface PruneOptions {
  /**
   * `keepLatest` hides all checkpoints except the newest of each namespace and what is in use:
   * unanswered interrupts, recent forks, and the subgraphs' states of kept checkpoints. `delete`
   * deletes the threads, like `deleteThread`. @default 'keepLatest'
   */
  readonly strategy?: PruneStrategy
  /** How many of the newest checkpoints of each namespace `keepLatest` keeps. @default 1 */
  readonly keep?: number
  /**
   * For how long, in milliseconds, `keepLatest` keeps the last checkpoint of each fork after it was
   * put; 0 keeps none. @default 86400000
   */
  readonly keepForksForMs?: number
  /** Only reports what would be done. @default false */
  readonly dryRun?: boolean
}

export type ResolvedPruneOptions = Required<PruneOptions>

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolvePruneOptions(options: PruneOptions): ResolvedPruneOptions {
  const { strategy = 'keepLatest', keep = 1, keepForksForMs = 86_400_000, dryRun = false } = options
  if (strategy !== 'keepLatest' && strategy !== 'delete') {
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected \`strategy\` to be 'keepLatest' or 'delete', got ${shownValue(strategy)}`,
    )
  }
  checkInteger('keep', keep, { least: 1, most: Number.MAX_SAFE_INTEGER })
  checkInteger('keepForksForMs', keepForksForMs, { least: 0, most: Number.MAX_SAFE_INTEGER })
  return { strategy, keep, keepForksForMs, dryRun }
}
