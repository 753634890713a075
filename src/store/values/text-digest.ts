import { createHash, type Hash } from 'node:crypto'
import type { Steps } from '../../event-loop-turns.ts'
import type { Payload } from './payload.ts'
import { sliceText } from './slice-text.ts'

/** The digest in a value's manifest entry, without the value's last byte. */
export function textDigest(closedText: string): string {
  return shorten(createHash('sha256').update(closedText.slice(0, -1)))
}

/** 144 bits: no two texts share a digest by chance, and nobody can find two that do. */
const DIGEST_CHARACTERS = 24

/**
 * Truncated SHA-256 of several prefixes of a text, in one pass.
 *
 * @param lengths - in UTF-8 bytes, ascending
 * @yields the bytes of a step
 */
export function* prefixDigests(payload: Payload, lengths: readonly number[]): Steps<string[]> {
  const hash = createHash('sha256')
  let from = 0
  const digests: string[] = []
  for (const [index, to] of lengths.entries()) {
    for (const text of sliceText(payload, from, to)) {
      hash.update(text)
      yield text.length
    }
    from = to
    digests.push(shorten(index === lengths.length - 1 ? hash : hash.copy()))
  }
  return digests
}

function shorten(hash: Hash): string {
  return hash.digest('base64').slice(0, DIGEST_CHARACTERS)
}
