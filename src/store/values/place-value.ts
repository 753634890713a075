import type { Steps } from '../../event-loop-turns.ts'
import { manifestEntry, type ManifestEntry, type StoredPart } from './manifest.ts'
import type { Payload } from './payload.ts'
import type { ChannelValue } from './channel-value.ts'
import { copyText, sliceText } from './slice-text.ts'
import { prefixDigests, type ShownDigests } from './text-digest.ts'

/** Text to store under a name. */
export interface NewBlob extends ChannelValue {
  readonly blobId: string
}

/** A value's entry in a manifest, and what must be stored for it. */
export interface PlacedValue {
  readonly entry: ManifestEntry
  readonly blobs: readonly NewBlob[]
}

/** What the values of one put share. */
export interface PlacementContext {
  readonly storedAtMs: number
  /** Whether the part must be refreshed before retention removes it. */
  readonly isDue: (part: StoredPart) => boolean
  /** A new unique name. */
  readonly nextBlobId: () => string
  /** How the manifest shows digests of texts. */
  readonly digests: ShownDigests
}

/** Below this size another row costs more than the bytes it saves. */
const MIN_BYTES = 1024

/** More parts make a manifest long and reads slower, so the last ones are merged. */
const MAX_PARTS = 16

const CLOSING: ReadonlyMap<string | undefined, string> = new Map([
  ['[', ']'],
  ['{', '}'],
  ['"', '"'],
])

/**
 * The closing byte of a text whose descendants may be stored as their growth: JSON of a list, an
 * object or a string, large enough. A grown text starts with all but its last byte.
 */
export function growableClosing({ type, bytes, chunks }: Payload): string | undefined {
  if (type !== 'json' || bytes < MIN_BYTES) return undefined
  const closing = CLOSING.get(chunks[0]?.[0])
  return closing !== undefined && chunks.at(-1)?.at(-1) === closing ? closing : undefined
}

/**
 * Stores a new value: whole, or only its growth if it starts with the parent's value; nothing if it
 * is unchanged.
 *
 * @param ancestor - the channel's value at a checkpoint whose values may be shared
 * @yields the bytes of a step
 */
export function* placeValue(
  value: ChannelValue,
  ancestor: ManifestEntry | undefined,
  placing: PlacementContext,
): Steps<PlacedValue> {
  const { payload } = value
  if (growableClosing(payload) === undefined) return placeRest(value, [], placing, undefined)
  const wanted = candidate(payload, ancestor, placing)
  const ends = wanted === undefined ? [] : [wanted.bytes - 1]
  const found = yield* prefixDigests(payload, [...ends, payload.bytes - 1])
  const [whole = '', start] = found.toReversed()
  const { show } = placing.digests
  if (wanted === undefined || start === undefined || show(start, wanted.digest) !== wanted.digest) {
    return placeRest(value, [], placing, show(whole, undefined))
  }
  const digest = show(whole, wanted.digest)
  if (wanted.bytes === payload.bytes) {
    return { entry: manifestEntry(value, wanted.parts, digest), blobs: [] }
  }
  return placeRest(value, kept(wanted, payload.bytes), placing, digest)
}

/** Values of which at least half is shared. */
function candidate(
  { bytes }: Payload,
  ancestor: ManifestEntry | undefined,
  { isDue }: PlacementContext,
): ManifestEntry | undefined {
  if (ancestor?.digest === undefined) return undefined
  const isYoung = !ancestor.parts.some(isDue)
  const isHalf = ancestor.bytes <= bytes && 2 * ancestor.bytes >= bytes
  return isYoung && isHalf ? ancestor : undefined
}

/**
 * All parts of the ancestor while there is room for one more, else the first ones that are as large
 * as all that follows each. So a byte is only stored again when the text stored with it has
 * doubled.
 */
function kept({ parts }: ManifestEntry, bytes: number): readonly StoredPart[] {
  if (parts.length < MAX_PARTS) return parts
  let following = bytes
  const small = parts.findIndex((part) => {
    following -= part.bytes - 1
    return part.bytes < following
  })
  return small === -1 ? parts.slice(0, MAX_PARTS - 1) : parts.slice(0, small)
}

/** Stores the text that the parts before it lack. */
function placeRest(
  value: ChannelValue,
  before: readonly StoredPart[],
  { storedAtMs, nextBlobId }: PlacementContext,
  digest: string | undefined,
): PlacedValue {
  const payload = restOf(value.payload, before)
  const blobId = nextBlobId()
  const part = { blobId, chunks: payload.chunks.length, bytes: payload.bytes, storedAtMs }
  const [first, ...others] = [...before, part] as const
  return {
    entry: manifestEntry(value, [first, ...others], digest),
    blobs: [{ ...value, payload, blobId }],
  }
}

function restOf(payload: Payload, before: readonly StoredPart[]): Payload {
  if (before.length === 0) return payload
  const from = before.reduce((sum, part) => sum + part.bytes - 1, 0)
  const chunks = sliceText(payload, from, payload.bytes).map(copyText)
  return { type: payload.type, bytes: payload.bytes - from, chunks }
}
