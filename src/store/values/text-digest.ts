import { createHash, randomBytes, type Hash } from 'node:crypto'
import { BYTES_PER_TURN, runSteps, type Steps } from '../../event-loop-turns.ts'
import type { Payload } from './payload.ts'
import { sliceText } from './slice-text.ts'
import type { EncryptionKey, ValueEncryption } from './value-encryption.ts'

/** The digest in a value's manifest entry, without the value's last byte. */
export function textDigest(closedText: string): string {
  return shorten(createHash('sha256').update(closedText.slice(0, -1)))
}

/** How manifests show digests. */
export interface ShownDigests {
  /**
   * @param digest - as {@link prefixDigests} returns it
   * @param like - a shown digest of the same value or one that it grew from: equal texts are shown
   *   equal, if that is possible
   */
  readonly show: (digest: string, like: string | undefined) => string
}

/** Without encryption, digests are shown as they are. */
export const PLAIN_DIGESTS: ShownDigests = { show: (digest) => digest }

/**
 * With encryption, a digest would let a reader of the database test guesses of the text, and see
 * equal texts of different threads. So it is keyed, and salted for each value that begins to grow.
 */
export function keyedDigests(key: EncryptionKey): ShownDigests {
  return {
    show: (digest, like) => {
      const shown = parseKeyed(like ?? '')
      const salt =
        shown?.keyId === key.id ? shown.salt : randomBytes(SALT_BYTES).toString('base64url')
      return keyed(key, digest, salt)
    },
  }
}

const SALT_BYTES = 12

/** The digest that a joined text should have, shown like the one of its entry. */
export async function digestOfGrown(
  encryption: ValueEncryption,
  closedText: string,
  like: string,
): Promise<string | undefined> {
  const shown = parseKeyed(like)
  if (shown === undefined) return undefined
  const key = await encryption.key(shown.keyId)
  const bytes = Buffer.byteLength(closedText)
  const payload = { type: 'json', bytes, chunks: [...pieces(closedText)] }
  const [digest = ''] = await runSteps(prefixDigests(payload, [bytes - 1]), bytes)
  return keyed(key, digest, shown.salt)
}

/** @yields pieces of whole characters */
function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = from + BYTES_PER_TURN
    const isSplit = (text.codePointAt(end - 1) ?? 0) > 0xffff
    const to = isSplit ? end + 1 : end
    yield text.slice(from, to)
    from = to
  }
}

function keyed(key: EncryptionKey, digest: string, salt: string): string {
  const mac = key.authenticate(JSON.stringify([salt, digest])).slice(0, DIGEST_CHARACTERS)
  return [mac, salt, key.id].join(SEPARATOR)
}

/** In no base64 and no id of a key. */
const SEPARATOR = ':'

function parseKeyed(shown: string): { salt: string; keyId: string } | undefined {
  const [mac, salt, keyId] = shown.split(SEPARATOR)
  return mac === undefined || salt === undefined || keyId === undefined
    ? undefined
    : { salt, keyId }
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
