import { namingDamage } from '../resolve/damage.ts'
import type { StoredBlob } from '../values/join-chunks.ts'
import { decodeManifest, isInline, type ManifestEntry } from '../values/manifest.ts'
import type { CheckpointRow, StoredRows } from '../../tables/rows.ts'
import { ValueIndex } from '../values/value-index.ts'

/** The value that a delta channel's history begins with. */
export type ChannelSeed =
  | { readonly kind: 'value'; readonly value: StoredBlob }
  /** The value is in the checkpoint's own row. */
  | { readonly kind: 'inline'; readonly head: CheckpointRow }

/** The place of the value. */
export interface Seed {
  readonly channel: string
  readonly head: CheckpointRow
  /**
   * As named by the checkpoint's revisions, last one first, because the last one may be
   * half-arrived.
   */
  readonly stored: readonly StoredSeed[]
}

interface StoredSeed {
  readonly head: CheckpointRow
  readonly entry: ManifestEntry
}

/** None if the manifest is unreadable, because a later revision has replaced it. */
export function storedSeeds(head: CheckpointRow, channel: string): StoredSeed[] {
  try {
    const entry = decodeManifest(head.manifest).find((candidate) => candidate.channel === channel)
    return entry === undefined ? [] : [{ head, entry }]
  } catch {
    return []
  }
}

/** Undefined if no revision has it. @throws KustoSaverError `CORRUPT` */
export function seedValue(seed: Seed, rows: StoredRows): ChannelSeed | undefined {
  const values = new ValueIndex(rows.blobs)
  for (const stored of seed.stored) {
    const value = isInline(stored.entry)
      ? inlineSeed(stored.head, rows)
      : storedSeed(stored, values)
    if (value !== undefined) return value
  }
  return undefined
}

function inlineSeed(wanted: CheckpointRow, rows: StoredRows): ChannelSeed | undefined {
  const head = rows.checkpoints.find(
    (row) =>
      row.checkpointId === wanted.checkpointId &&
      row.revision === wanted.revision &&
      row.writer === wanted.writer,
  )
  return head && { kind: 'inline', head }
}

function storedSeed({ head, entry }: StoredSeed, values: ValueIndex): ChannelSeed | undefined {
  const value = namingDamage(head, () => values.find(entry))
  return value && { kind: 'value', value }
}
