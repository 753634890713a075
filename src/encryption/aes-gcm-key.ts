import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { KustoSaverError } from '../errors.ts'
import type { EncryptionKey } from '../store/values/value-encryption.ts'

/** AES-256. */
export const KEY_BYTES = 32

/*
 * An encrypted text: check, salt, nonce, ciphertext, tag.
 *
 * - The check shows whether the key is the one that encrypted it.
 * - The salt derives the key of this process from the ring's key. Random nonces are safe for 2^32
 *   texts of one key (NIST SP 800-38D, 8.3); no process comes near that with a key of its own.
 */
const CHECK_BYTES = 8
const SALT_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = CHECK_BYTES + SALT_BYTES + NONCE_BYTES

/** After so many texts, a process derives another key. */
const MAX_TEXTS_BY_SALT = 2 ** 30

/** Derived keys that are kept for reading; one for each process that wrote. */
const MAX_DERIVED_KEYS = 1000

interface DerivedKey {
  readonly salt: Buffer
  readonly key: KeyObject
}

export class AesGcmKey implements EncryptionKey {
  readonly id: string
  readonly #key: KeyObject
  readonly #check: Buffer
  readonly #digestKey: Buffer
  readonly #derived = new Map<string, KeyObject>()
  #sealing: DerivedKey
  #sealed = 0

  constructor(id: string, key: Uint8Array) {
    this.id = id
    this.#key = createSecretKey(key)
    this.#check = this.#derive('check', Buffer.alloc(0), CHECK_BYTES)
    this.#digestKey = this.#derive('digest', Buffer.alloc(0), KEY_BYTES)
    this.#sealing = this.#newSealing()
  }

  isMadeOf(key: Uint8Array): boolean {
    return this.#key.equals(createSecretKey(key))
  }

  seal(plain: Uint8Array, boundTo: string): Uint8Array {
    if (this.#sealed++ >= MAX_TEXTS_BY_SALT) this.#sealing = this.#newSealing()
    const { salt, key } = this.#sealing
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(Buffer.from(boundTo))
    const head = [this.#check, salt, nonce]
    return Buffer.concat([...head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  open(sealed: Uint8Array, boundTo: string): Uint8Array {
    if (sealed.byteLength < HEAD_BYTES + TAG_BYTES) throw tampered()
    const text = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    if (!text.subarray(0, CHECK_BYTES).equals(this.#check)) throw this.#wrongKey()
    const salt = text.subarray(CHECK_BYTES, CHECK_BYTES + SALT_BYTES)
    const nonce = text.subarray(CHECK_BYTES + SALT_BYTES, HEAD_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', this.#derivedKey(salt), nonce, {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(boundTo))
    decipher.setAuthTag(text.subarray(-TAG_BYTES))
    const opened = decipher.update(text.subarray(HEAD_BYTES, -TAG_BYTES))
    try {
      return Buffer.concat([opened, decipher.final()])
    } catch {
      throw tampered()
    }
  }

  authenticate(text: string): string {
    return createHmac('sha256', this.#digestKey).update(text).digest('base64url')
  }

  #newSealing(): DerivedKey {
    this.#sealed = 0
    const salt = randomBytes(SALT_BYTES)
    return { salt, key: this.#derivedKey(salt) }
  }

  #derivedKey(salt: Buffer): KeyObject {
    const name = salt.toString('base64')
    const known = this.#derived.get(name)
    if (known !== undefined) return known
    const derived = createSecretKey(this.#derive('values', salt, KEY_BYTES))
    const [oldest] = this.#derived.keys()
    if (oldest !== undefined && this.#derived.size >= MAX_DERIVED_KEYS) this.#derived.delete(oldest)
    this.#derived.set(name, derived)
    return derived
  }

  #derive(purpose: string, salt: Buffer, bytes: number): Buffer {
    const info = `langgraph-checkpoint-kusto ${purpose}`
    return Buffer.from(hkdfSync('sha256', this.#key, salt, info, bytes))
  }

  #wrongKey(): KustoSaverError {
    return new KustoSaverError(
      'KEY_WRONG',
      `The key ${JSON.stringify(this.id)} is not the one that encrypted it: another key has the same id, or the text was changed.`,
    )
  }
}

function tampered(): KustoSaverError {
  return new KustoSaverError(
    'TAMPERED',
    'The encrypted text was changed, or moved here from another thread, namespace or channel.',
  )
}
