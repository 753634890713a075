import { manifestEntry, type ManifestEntry } from './manifest.ts'
import type { Payload } from './payload.ts'
import {
  closingOf,
  placeValue,
  type NewText,
  type PlacedValue,
  type Placing,
} from './place-value.ts'
import { copyText, sliceText } from './slice-text.ts'
import { prefixDigests } from './text-digest.ts'

/**
 * A value that did not change. What of it retention might remove soon is stored again under its own name, so that older checkpoints
 * that refer to it keep it too.
 *
 * @param dump - the value, undefined when there is none to store
 */
export async function restoreValue(
  entry: ManifestEntry,
  dump: () => Promise<Payload | undefined>,
  placing: Placing,
): Promise<PlacedValue> {
  const { isDue } = placing
  if (!entry.parts.some(isDue)) return { entry, texts: [] }
  const payload = await dump()
  if (payload === undefined) return { entry, texts: [] }
  const { channel, version } = entry
  // other checkpoints join the parts with others: only the very same text may take their names
  if (entry.digest !== undefined && !isTextOf(entry, payload)) {
    return placeValue({ channel, version, payload }, undefined, placing)
  }
  const texts: NewText[] = []
  const parts = partTexts(entry, payload).map(({ part, text }) => {
    if (!isDue(part)) return part
    texts.push({ channel, version, payload: text, blobId: part.blobId })
    return {
      blobId: part.blobId,
      chunks: text.chunks.length,
      bytes: text.bytes,
      storedAtMs: placing.storedAtMs,
    }
  })
  const [first = entry.parts[0], ...others] = parts
  return { entry: manifestEntry(entry, [first, ...others], entry.digest), texts }
}

function isTextOf(entry: ManifestEntry, payload: Payload): boolean {
  if (closingOf(payload) === undefined || payload.bytes !== entry.bytes) return false
  return prefixDigests(payload, [payload.bytes - 1])[0] === entry.digest
}

/** Each part's text as it was first stored, in one chunk when it was: all close alike. */
function partTexts({ parts }: ManifestEntry, payload: Payload) {
  if (parts.length === 1) return [{ part: parts[0], text: payload }]
  const closing = closingOf(payload) ?? ''
  let from = 0
  return parts.map((part) => {
    const to = from + part.bytes - 1
    const open = sliceText(payload, from, to).map(copyText)
    from = to
    const chunks = part.chunks === 1 ? [open.join('') + closing] : [...open, closing]
    return { part, text: { type: payload.type, bytes: part.bytes, chunks } }
  })
}
