import type { Stamp } from '../../tables/rows.ts'

/**
 * The name of a stored value: the put that stored it and its place in it. Starts with a letter, so
 * that Kusto's `parse_json` does not read it as a number or a date.
 */
export function blobId(stamp: Stamp, index: number): string {
  return `${blobIdPrefix(stamp)}${index.toString(36)}`
}

/** The revision of the put that first stored it; NaN for an invalid name. */
export function revisionOfBlob(id: string): number {
  return Number.parseInt(/^b([0-9a-z]+)-/.exec(id)?.[1] ?? '', 36)
}

export function blobIdPrefix(stamp: Stamp): string {
  return `b${stamp.revision.toString(36)}-${stamp.writer}-`
}
