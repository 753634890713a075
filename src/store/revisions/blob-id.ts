import type { Stamp } from '../../tables/rows.ts'

/**
 * The name of a stored value: the put that stored it and its place in it. The first letter keeps it
 * from looking like a number or a date, which Kusto's `parse_json` might take it for.
 */
export function blobId(stamp: Stamp, index: number): string {
  return `${blobIdPrefix(stamp)}${index.toString(36)}`
}

/** The revision of the put that first stored it; NaN for what is no such name. */
export function revisionOfBlob(id: string): number {
  return Number.parseInt(/^b([0-9a-z]+)-/.exec(id)?.[1] ?? '', 36)
}

export function blobIdPrefix(stamp: Stamp): string {
  return `b${stamp.revision.toString(36)}-${stamp.writer}-`
}
