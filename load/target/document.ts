import { createHash } from 'node:crypto'
import { SeededRandom } from '../../src/local/emulation/settings/seeded-random.ts'
import type { DocumentDigest, DocumentSpec } from '../http-api.ts'

const POOL_CHARACTERS = 4 * 1024 * 1024
const POOL_SEED = 20_261_123

const SYLLABLES =
  'ka ku sto lan graph che po in ter ag ent mo del re fund or der pol icy é ü 東 京 "q" \\n'.split(
    ' ',
  )

/** Created when the process starts, so that no request waits for it. */
const pool: string = makePool()

/**
 * Text with this many bytes of UTF-8, the same for the same two numbers: words with characters that
 * JSON must escape or that take several bytes, cut from a pool of 4 Mi characters at a position
 * given by the seed. So it varies, compresses like text, and is cheap to make.
 */
export function documentText({ seed, documentBytes }: DocumentSpec): string {
  const head = `document ${seed} of ${documentBytes} bytes: `
  if (documentBytes <= head.length) return head.slice(0, documentBytes)
  let left = documentBytes - head.length
  const parts = [head]
  const random = new SeededRandom(seed)
  while (left > 0) {
    const from = Math.floor(random.next() * (pool.length - 1))
    const [piece, bytes] = pieceOf(pool, from, left)
    parts.push(piece)
    left -= bytes
  }
  return parts.join('')
}

/** At most this many bytes from the position, in whole characters, padded with dots. */
function pieceOf(text: string, from: number, maxBytes: number): readonly [string, number] {
  const candidate = text.slice(from, from + maxBytes)
  const bytes = Buffer.byteLength(candidate)
  if (bytes <= maxBytes) return [candidate, bytes]
  const whole = new TextEncoder().encodeInto(candidate, new Uint8Array(maxBytes))
  const short = maxBytes - whole.written
  return [candidate.slice(0, whole.read) + '.'.repeat(short), maxBytes]
}

function makePool(): string {
  const random = new SeededRandom(POOL_SEED)
  const words: string[] = []
  for (let length = 0; length < POOL_CHARACTERS;) {
    const syllable = SYLLABLES[Math.floor(random.next() * SYLLABLES.length)] ?? ''
    const part = random.next() < 0.3 ? `${syllable} ` : syllable
    words.push(part)
    length += part.length
  }
  return words.join('')
}

export function digestOf(text: string): DocumentDigest {
  return {
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  }
}
