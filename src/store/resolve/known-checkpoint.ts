import type { Lineage } from '../values/lineage.ts'
import type { ManifestEntry } from '../values/manifest.ts'

/** What a put of a child needs to know of a checkpoint that this process has read or put. */
export interface KnownCheckpoint extends ChainPlace {
  readonly manifest: readonly ManifestEntry[]
  /** Empty for a root. */
  readonly parentCheckpointId: string
}

/** The checkpoint's position in its line of parents. */
export interface ChainPlace {
  readonly depth: number
  readonly lineage: Lineage | undefined
  /** When its row was last stored, in milliseconds since 1970. */
  readonly storedAtMs: number
}
