import { KustoSaverError } from '../../errors.ts'

/**
 * The stored values of a checkpoint. A checkpoint is complete if every value in its manifest
 * exists. Tables become visible separately, and only this list distinguishes a half-arrived
 * checkpoint from a small one.
 *
 * Values are named by the put that stored them and not by channel and version. Versions may collide
 * between forks (PostgresSaver then reads a sibling's value, langchain-ai/langgraphjs#1812), puts
 * never do.
 */
export interface ManifestEntry {
  readonly channel: string
  /** The channel's version in the checkpoint; null if the channel has none. */
  readonly version: string | number | null
  /**
   * The parts that are joined to the value's text, in this order; several if it only grew since an
   * ancestor stored it. The last byte of each part except the last one does not count: it closed
   * the list, object or text that the next part continues.
   */
  readonly parts: StoredParts
  /** The size of the whole text in UTF-8 bytes. */
  readonly bytes: number
  /**
   * Digest of the text without its last byte, if a descendant's value may be stored as its growth.
   */
  readonly digest: string | undefined
}

/** Text that one put stored: a whole value, or the growth of one. */
export interface StoredPart {
  /** `blob_id` of its rows; empty if the value is in the checkpoint's own row. */
  readonly blobId: string
  readonly chunks: number
  /** In UTF-8, including the last byte. */
  readonly bytes: number
  /**
   * When it was last stored, in milliseconds since 1970 by cluster time; retention counts from
   * there.
   */
  readonly storedAtMs: number
}

export type StoredParts = readonly [StoredPart, ...StoredPart[]]

type PartFields = readonly [blobId: string, chunks: number, bytes: number, storedAtMs: number]

/**
 * The first form is a value's last or only part. The second form continues in the next tuple;
 * earlier versions of this package reject it.
 */
type Tuple =
  | readonly [string, string | number | null, ...PartFields, digest?: string]
  | readonly [null, null | typeof SEAL, ...PartFields, digest?: undefined]

/** Index of the blob id in an entry's JSON array: queries read it as `entry[2]`. */
export const BLOB_ID_INDEX = 2

export function manifestEntry(
  { channel, version }: Pick<ManifestEntry, 'channel' | 'version'>,
  parts: StoredParts,
  digest?: string,
): ManifestEntry {
  const cutBytes = parts.length - 1
  const bytes = parts.reduce((sum, part) => sum + part.bytes, -cutBytes)
  return { channel, version, parts, bytes, digest }
}

/**
 * The entries with other ages of their parts.
 *
 * @param storedAtMs - returns undefined if nothing better is known
 */
export function withAges(
  manifest: readonly ManifestEntry[],
  storedAtMs: (blobId: string) => number | undefined,
): readonly ManifestEntry[] {
  const aged = (part: StoredPart) => {
    const foundMs = storedAtMs(part.blobId) ?? 0
    return foundMs > 0 ? { ...part, storedAtMs: foundMs } : part
  }
  return manifest.map((entry) => {
    const [first, ...others] = entry.parts
    return { ...entry, parts: [aged(first), ...others.map(aged)] }
  })
}

/** The entry of a value in the checkpoint's own row. */
export function inlineEntry(channel: string, storedAtMs: number): ManifestEntry {
  const named = { channel, version: null }
  return manifestEntry(named, [{ blobId: '', chunks: 0, bytes: 0, storedAtMs }])
}

export function isInline({ parts }: ManifestEntry): boolean {
  return parts[0].blobId === ''
}

export function encodeManifest(entries: readonly ManifestEntry[]): string {
  return JSON.stringify(entries.flatMap(tuplesOf))
}

function tuplesOf({ channel, version, parts, digest }: ManifestEntry): Tuple[] {
  const end = digest === undefined ? ([] as const) : ([digest] as const)
  return parts.map(({ blobId, chunks, bytes, storedAtMs }, index) =>
    index < parts.length - 1
      ? [null, null, blobId, chunks, bytes, storedAtMs]
      : [channel, version, blobId, chunks, bytes, storedAtMs, ...end],
  )
}

/**
 * The start of the entry of a channel's version in {@link encodeManifest}'s text. It contains no
 * line break.
 */
export function manifestEntryPrefix(channel: string, version: string | number): string {
  return `${JSON.stringify([channel, version]).slice(0, -1)},`
}

export function decodeManifest(text: string): ManifestEntry[] {
  return decode(text).entries
}

/**
 * The value that has to be there besides those of channels: the last tuple, which names no channel.
 */
export function sealOf(text: string): StoredPart | undefined {
  // nearly all manifests have none: they are not parsed for it
  return text.startsWith(SEAL_BEGINNING, text.lastIndexOf('[')) ? decode(text).seal : undefined
}

/** The manifest's text with another seal, or without any. */
export function withSeal(text: string, seal: StoredPart | undefined): string {
  const entries = encodeManifest(decodeManifest(text))
  if (seal === undefined) return entries
  const { blobId, chunks, bytes, storedAtMs } = seal
  const tuple = JSON.stringify([null, SEAL, blobId, chunks, bytes, storedAtMs])
  return entries === '[]' ? `[${tuple}]` : `${entries.slice(0, -1)},${tuple}]`
}

const SEAL = 'seal'
const SEAL_BEGINNING = `[null,"${SEAL}",`

interface Decoded {
  readonly entries: ManifestEntry[]
  readonly seal: StoredPart | undefined
}

function decode(text: string): Decoded {
  const tuples: unknown = parse(text)
  if (!Array.isArray(tuples)) throw unreadable()
  const entries: ManifestEntry[] = []
  let leading: StoredPart[] = []
  let seal: StoredPart | undefined
  for (const tuple of tuples as unknown[]) {
    if (!isTuple(tuple)) throw unreadable()
    const [channel, version, blobId, chunks, bytes, storedAtMs] = tuple
    const digest = tuple[6] ?? undefined
    const parts = [...leading, { blobId, chunks, bytes, storedAtMs }]
    const [first, ...others] = parts
    if (channel === null && version === SEAL) seal = { blobId, chunks, bytes, storedAtMs }
    else if (channel === null) leading = parts
    else if (first === undefined || (others.length > 0 && digest === undefined)) throw unreadable()
    else {
      entries.push(manifestEntry({ channel, version }, [first, ...others], digest))
      leading = []
    }
  }
  if (leading.length > 0) throw unreadable()
  return { entries, seal }
}

/** Ignores what a later version has added at the end. */
function isTuple(value: unknown): value is Tuple {
  if (!Array.isArray(value)) return false
  const [channel, version, blobId, ...others] = value as unknown[]
  const numbers = others.slice(0, 3)
  const digest = others[3] ?? undefined
  return (
    (channel === null
      ? (version === null || version === SEAL) && digest === undefined
      : typeof channel === 'string') &&
    (version === null || typeof version === 'string' || typeof version === 'number') &&
    typeof blobId === 'string' &&
    numbers.length === 3 &&
    numbers.every((number) => typeof number === 'number') &&
    (digest === undefined || typeof digest === 'string')
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
    'A checkpoint row has a manifest that this version cannot read. Did another program write to the table, or were its strings truncated? `setup()` checks the encoding policies.',
  )
}
