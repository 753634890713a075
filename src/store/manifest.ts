import { KustoSaverError } from '../errors.ts'

/**
 * Which stored values a checkpoint is made of. A checkpoint is whole when every value in its manifest is there: tables become
 * visible separately, and nothing but this list can tell a half-arrived checkpoint from a small one.
 *
 * Values are named by the put that stored them and not by channel and version: versions may collide between forks (PostgresSaver
 * reads a sibling's value then, langchain-ai/langgraphjs#1812), a put never does.
 */
export interface ManifestEntry {
  readonly channel: string
  /** The channel's version as the checkpoint has it; null when the channel has none. */
  readonly version: string | number | null
  /** `blob_id` of its rows; empty when the value lies in the checkpoint's own row. */
  readonly blobId: string
  readonly chunks: number
  /** The stored text's size in UTF-8 bytes. */
  readonly bytes: number
  /** When it was last stored, milliseconds since 1970 by the writer's clock: retention counts from there. */
  readonly storedAtMs: number
}

type EntryTuple = [string, string | number | null, string, number, number, number]

/** Place of the blob id in an entry's JSON array: queries reach it as `entry[2]`. */
export const BLOB_ID_INDEX = 2

export function encodeManifest(entries: readonly ManifestEntry[]): string {
  return JSON.stringify(
    entries.map((entry): EntryTuple => [
      entry.channel,
      entry.version,
      entry.blobId,
      entry.chunks,
      entry.bytes,
      entry.storedAtMs,
    ]),
  )
}

export function decodeManifest(text: string): ManifestEntry[] {
  const parsed: unknown = parse(text)
  if (!Array.isArray(parsed)) throw unreadable()
  return parsed.map((tuple: unknown) => {
    if (!isEntryTuple(tuple)) throw unreadable()
    const [channel, version, blobId, chunks, bytes, storedAtMs] = tuple
    return { channel, version, blobId, chunks, bytes, storedAtMs }
  })
}

function isEntryTuple(value: unknown): value is EntryTuple {
  if (!Array.isArray(value) || value.length !== 6) return false
  const [channel, version, blobId, ...numbers] = value as unknown[]
  return (
    typeof channel === 'string' &&
    (version === null || typeof version === 'string' || typeof version === 'number') &&
    typeof blobId === 'string' &&
    numbers.every((number) => typeof number === 'number')
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(): KustoSaverError {
  return new KustoSaverError(
    'CORRUPT',
    'A checkpoint row holds a manifest that this version cannot read. Was the table written by something else, or its string columns cut? `setup()` checks the encoding policies.',
  )
}
