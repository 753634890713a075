import { isKustoSaverError, KustoSaverError } from '../../errors.ts'
import { runSteps, type Steps } from '../../event-loop-turns.ts'
import { boundText, type BoundChunk, type BoundPlace } from './bound-place.ts'
import type { StoredBlob } from './join-chunks.ts'
import { CHUNK_END, encodingOf } from './seal-payload.ts'
import { parseSealedType } from './sealed-type.ts'
import { digestOfGrown } from './text-digest.ts'
import type { EncryptionKey, ValueEncryption } from './value-encryption.ts'

/** Whether the value, or a part of it, is encrypted. */
export function isSealed({ type, growth }: StoredBlob): boolean {
  return growth !== undefined || parseSealedType(type) !== undefined
}

/**
 * Decrypts a stored value, one chunk at a time.
 *
 * @throws KustoSaverError `ENCRYPTED`, `PLAINTEXT_REFUSED`, `KEY_UNKNOWN`, `KEY_UNAVAILABLE`,
 * `KEY_WRONG`, `TAMPERED`
 */
export async function openSealed(
  encryption: ValueEncryption | undefined,
  stored: StoredBlob,
  place: BoundPlace,
): Promise<StoredBlob> {
  if (encryption === undefined) throw encrypted(place)
  if (stored.growth === undefined) return openText(encryption, stored, place)
  const { parts, bytes, digest } = stored.growth
  const texts: string[] = []
  for (const [index, part] of parts.entries()) {
    refusePlaintext(encryption, part.type, place)
    const { text } = await openText(encryption, part, place)
    // one byte: it closed a list, an object or a string
    texts.push(index < parts.length - 1 ? text.slice(0, -1) : text)
  }
  const text = texts.join('')
  const found = await opening(place, () => digestOfGrown(encryption, text, digest))
  if (found === digest && Buffer.byteLength(text) === bytes) return { type: 'json', text }
  throw withPlace(place, 'TAMPERED', 'Its parts are not those that were put.')
}

async function openText(
  encryption: ValueEncryption,
  { type, text }: StoredBlob,
  place: BoundPlace,
): Promise<StoredBlob> {
  const sealed = parseSealedType(type)
  if (sealed === undefined) return { type, text }
  return opening(place, async () => {
    const key = await encryption.key(sealed.keyId)
    const opened = await runSteps(openSteps(key, text, sealed.type, place), text.length)
    return { type: sealed.type, text: opened }
  })
}

function* openSteps(
  key: EncryptionKey,
  text: string,
  type: string,
  place: BoundPlace,
): Steps<string> {
  const texts = text.split(CHUNK_END)
  // without this, a text without chunks would open as an empty value that nobody has encrypted
  if (texts.pop() !== '' || texts.length === 0) throw cutShort()
  const opened: string[] = []
  for (const [chunk, one] of texts.entries()) {
    opened.push(openChunk(key, one, place, { type, chunk, chunks: texts.length }))
    yield one.length
  }
  return opened.join('')
}

function cutShort(): KustoSaverError {
  return new KustoSaverError('TAMPERED', 'The encrypted text is cut short.')
}

/** @param text - of one chunk, with or without its end */
export function openChunk(
  key: EncryptionKey,
  text: string,
  place: BoundPlace,
  chunk: BoundChunk,
): string {
  const opened = key.open(Buffer.from(text, 'base64'), boundText(place, chunk))
  return Buffer.from(opened.buffer, opened.byteOffset, opened.byteLength).toString(
    encodingOf(chunk.type),
  )
}

/** @throws KustoSaverError `PLAINTEXT_REFUSED` */
export function refusePlaintext(
  encryption: ValueEncryption | undefined,
  type: string,
  place: BoundPlace,
): void {
  if (encryption === undefined || encryption.allowPlaintext) return
  if (parseSealedType(type) !== undefined) return
  throw withPlace(
    place,
    'PLAINTEXT_REFUSED',
    'It is stored without encryption, and this saver has `encryption`. If it was stored before encryption was turned on, pass `allowPlaintext: true` until it is gone; otherwise another program wrote it.',
  )
}

/** Runs the work, and adds to its errors which value is concerned. */
async function opening<T>(place: BoundPlace, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw namingPlace(error, place)
  }
}

/** The error of a key with the value that is concerned. */
export function namingPlace(error: unknown, place: BoundPlace): unknown {
  if (!isKustoSaverError(error)) return error
  return withPlace(place, error.code, error.message, error.retryable)
}

export function encrypted(place: BoundPlace): KustoSaverError {
  return withPlace(
    place,
    'ENCRYPTED',
    'It is encrypted, and this saver has no `encryption`. Pass the one that it was written with: see `langgraph-checkpoint-kusto/encryption`.',
  )
}

function withPlace(
  { threadId, channel, kind }: BoundPlace,
  code: KustoSaverError['code'],
  message: string,
  retryable = false,
): KustoSaverError {
  const what =
    channel === undefined
      ? 'A checkpoint'
      : `${kind === 'write' ? 'A pending write to' : 'The value of'} channel ${JSON.stringify(channel)}`
  return new KustoSaverError(
    code,
    `${what} of thread ${JSON.stringify(threadId)} cannot be read. ${message}`,
    { threadId, channel, retryable },
  )
}
