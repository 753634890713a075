import { KustoSaverError } from '../../errors.ts'
import type { CheckpointRow, TombstoneRow } from '../../tables/rows.ts'
import { ROW_FORMAT } from '../../tables/schema.ts'
import { decodeManifest, type ManifestEntry } from './manifest.ts'

/**
 * Whether a later version of this package wrote the row in a format that this version cannot read.
 */
export function isNewer({ rowFormat }: { readonly rowFormat?: number | undefined }): boolean {
  return rowFormat !== undefined && rowFormat > ROW_FORMAT
}

/** @throws KustoSaverError `NEWER_FORMAT` */
export function refuseNewer(row: { readonly rowFormat?: number | undefined }, table: string): void {
  if (isNewer(row)) throw newerFormat(row.rowFormat, table)
}

/** @throws KustoSaverError `NEWER_FORMAT`, because it is unknown what such a tombstone hides */
export function refuseNewerTombstones(tombstones: readonly TombstoneRow[]): void {
  const newer = tombstones.find(isNewer)
  if (newer === undefined) return
  const { message, table } = newerFormat(newer.rowFormat, 'ThreadDeletions')
  throw new KustoSaverError(
    'NEWER_FORMAT',
    `Thread ${JSON.stringify(newer.threadId)} cannot be read. ${message}`,
    { threadId: newer.threadId, table },
  )
}

/** @throws KustoSaverError `NEWER_FORMAT`, `CORRUPT` */
export function manifestOf(row: Pick<CheckpointRow, 'manifest' | 'rowFormat'>): ManifestEntry[] {
  refuseNewer(row, 'Checkpoints')
  return decodeManifest(row.manifest)
}

function newerFormat(format: number | undefined, table: string): KustoSaverError {
  return new KustoSaverError(
    'NEWER_FORMAT',
    `A later version of langgraph-checkpoint-kusto wrote a row of ${table} in row format ${format}; this version reads formats up to ${ROW_FORMAT}. Upgrade the package in this process. During a rolling upgrade, route the thread to upgraded processes.`,
    { table },
  )
}
