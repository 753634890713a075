import { runSteps, type Steps } from '../../event-loop-turns.ts'
import { boundText, type BoundPlace } from './bound-place.ts'
import { BASE64, type Payload } from './payload.ts'
import { isSealedType, sealedType } from './sealed-type.ts'
import type { EncryptionKey, ValueEncryption } from './value-encryption.ts'

/** Ends each chunk, so that joined chunks can be told apart; not a character of base64. */
export const CHUNK_END = '.'

/** Encrypts each chunk by itself. A payload that is encrypted already stays as it is. */
export async function sealPayload(
  encryption: ValueEncryption,
  payload: Payload,
  place: BoundPlace,
): Promise<Payload> {
  if (isSealedType(payload.type)) return payload
  const key = await encryption.currentKey()
  return runSteps(sealSteps(key, payload, place), payload.bytes)
}

function* sealSteps(key: EncryptionKey, payload: Payload, place: BoundPlace): Steps<Payload> {
  const { type, chunks } = payload
  const sealed: string[] = []
  for (const [chunk, text] of chunks.entries()) {
    sealed.push(sealText(key, text, place, { type, chunk, chunks: chunks.length }))
    yield text.length
  }
  const bytes = sealed.reduce((sum, { length }) => sum + length, 0)
  return { type: sealedType({ type, keyId: key.id }), bytes, chunks: sealed }
}

/** The text of one chunk of a value of the given plaintext type. */
export function sealText(
  key: EncryptionKey,
  text: string,
  place: BoundPlace,
  chunk: Parameters<typeof boundText>[1],
): string {
  const plain = Buffer.from(text, encodingOf(chunk.type))
  return toBase64(key.seal(plain, boundText(place, chunk))) + CHUNK_END
}

/** Base64 is not encoded twice. */
export function encodingOf(plainType: string): 'base64' | 'utf8' {
  return plainType.endsWith(BASE64) ? 'base64' : 'utf8'
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
