import type { Steps } from '../../event-loop-turns.ts'
import { manifestEntry, type ManifestEntry, type StoredPart } from './manifest.ts'
import type { Payload } from './payload.ts'
import {
  growableClosing,
  placeValue,
  type NewBlob,
  type PlacedValue,
  type PlacementContext,
} from './place-value.ts'
import { isSealedType } from './sealed-type.ts'
import { copyText, sliceText } from './slice-text.ts'
import { prefixDigests } from './text-digest.ts'

/** Whether retention might remove some of the value soon. */
export function needsRefresh({ parts }: ManifestEntry, placing: PlacementContext): boolean {
  return parts.some((part) => isPartDue(part, placing))
}

/** Number of stored texts that retention might remove soon. */
export function dueParts(entries: readonly ManifestEntry[], context: PlacementContext): number {
  return entries
    .flatMap(({ parts }) => [...parts])
    .reduce((due, part) => due + (isPartDue(part, context) ? 1 : 0), 0)
}

function isPartDue(part: StoredPart, { isDue }: PlacementContext): boolean {
  return part.blobId !== '' && isDue(part)
}

/**
 * Refreshes an unchanged value. Stores the parts that retention might remove soon again under their
 * own names, so that older checkpoints that refer to them keep them too.
 *
 * @param payload - the value from the caller of the put
 * @yields the bytes of a step
 */
export function* refreshValue(
  entry: ManifestEntry,
  payload: Payload,
  placing: PlacementContext,
): Steps<PlacedValue> {
  const { channel, version } = entry
  // other checkpoints join the parts with others, so only the very same text may take their names
  if (entry.digest !== undefined && !(yield* isTextOf(entry, payload, placing))) {
    return yield* placeValue({ channel, version, payload }, undefined, placing)
  }
  const blobs = new Map(partTexts(entry, payload).map(({ part, text }) => [part.blobId, text]))
  return refreshParts(entry, blobs, placing)
}

/**
 * The same for a value that no caller has, such as a delta channel's snapshot: its blobs are stored
 * again unchanged. A part whose text is missing keeps its age.
 *
 * @param blobs - by blob id
 */
export function refreshParts(
  entry: ManifestEntry,
  blobs: ReadonlyMap<string, Payload>,
  placing: PlacementContext,
): PlacedValue {
  const { channel, version } = entry
  const stored: NewBlob[] = []
  const parts = entry.parts.map((part) => {
    const text = blobs.get(part.blobId)
    if (text === undefined || !isPartDue(part, placing)) return part
    stored.push({ channel, version, payload: text, blobId: part.blobId })
    return {
      blobId: part.blobId,
      chunks: text.chunks.length,
      // the size of an encrypted text is not that of its value
      bytes: isSealedType(text.type) ? part.bytes : text.bytes,
      storedAtMs: placing.storedAtMs,
    }
  })
  const [first = entry.parts[0], ...others] = parts
  return { entry: manifestEntry(entry, [first, ...others], entry.digest), blobs: stored }
}

function* isTextOf(
  entry: ManifestEntry,
  payload: Payload,
  { digests }: PlacementContext,
): Steps<boolean> {
  if (growableClosing(payload) === undefined || payload.bytes !== entry.bytes) return false
  const [digest = ''] = yield* prefixDigests(payload, [payload.bytes - 1])
  return digests.show(digest, entry.digest) === entry.digest
}

/** Each part's text as first stored, in one chunk if it was; all parts close alike. */
function partTexts({ parts }: ManifestEntry, payload: Payload) {
  if (parts.length === 1) return [{ part: parts[0], text: payload }]
  const closing = growableClosing(payload) ?? ''
  let from = 0
  return parts.map((part) => {
    const to = from + part.bytes - 1
    const open = sliceText(payload, from, to).map(copyText)
    from = to
    const chunks = part.chunks === 1 ? [open.join('') + closing] : [...open, closing]
    return { part, text: { type: payload.type, bytes: part.bytes, chunks } }
  })
}
