import { checkOptions } from '../check-options.ts'
import { KustoSaverError } from '../errors.ts'
import { checkInteger } from '../integer-option.ts'
import { isJsonObject } from '../json-object.ts'
import { OPTIONS } from '../option-types.generated.ts'
import { KEY_BYTES } from './aes-gcm-key.ts'

/** Returns a key of 32 bytes by its id, such as from a key vault; undefined if there is none. */
export type KeySource = (keyId: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>

/** Options of `aesGcmEncryption()`. */
export interface AesGcmEncryptionOptions {
  /**
   * Id of the key that encrypts what is written from now on: 1 to 64 letters, digits, `.`, `_` and
   * `-`. Readers of the database see it.
   */
  readonly currentKeyId: string
  /**
   * The keys by their ids, 32 random bytes each, or a function that returns one. A retired key must
   * stay as long as stored values name it.
   */
  readonly keys: Readonly<Record<string, Uint8Array>> | KeySource
  /**
   * Whether stored values that are not encrypted may be read, because they were stored before
   * encryption was turned on. @default false
   */
  readonly allowPlaintext?: boolean
  /**
   * How long a key that a function returned is used before it is asked again. @default 3600000
   */
  readonly keyCacheMs?: number
  /** Milliseconds since 1970, for tests. @default Date.now */
  readonly nowMs?: () => number
}

export interface ResolvedEncryptionOptions {
  readonly currentKeyId: string
  readonly source: KeySource
  /** Undefined for keys that cannot change. */
  readonly keyCacheMs: number | undefined
  readonly allowPlaintext: boolean
  readonly nowMs: () => number
}

const DEFAULT_KEY_CACHE_MS = 3_600_000

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolveEncryptionOptions(
  options: AesGcmEncryptionOptions,
): ResolvedEncryptionOptions {
  checkOptions(options, [OPTIONS.AesGcmEncryptionOptions], { of: 'aesGcmEncryption()' })
  const { currentKeyId, keys, allowPlaintext = false, nowMs = Date.now } = options
  const { keyCacheMs = DEFAULT_KEY_CACHE_MS } = options
  checkKeyId('currentKeyId', currentKeyId)
  checkInteger('keyCacheMs', keyCacheMs, { least: 0, most: Number.MAX_SAFE_INTEGER })
  const common = { currentKeyId, allowPlaintext, nowMs }
  if (typeof keys === 'function') return { ...common, source: keys, keyCacheMs }
  const copy = copyOfKeys(keys)
  if (!copy.has(currentKeyId)) {
    throw invalid(`\`keys\` has no key of the id \`currentKeyId\`, ${JSON.stringify(currentKeyId)}`)
  }
  return { ...common, source: (keyId) => copy.get(keyId), keyCacheMs: undefined }
}

function copyOfKeys(keys: unknown): ReadonlyMap<string, Uint8Array> {
  if (!isJsonObject(keys)) {
    throw invalid(
      `Expected \`keys\` to be an object or a function, got a value of type ${typeof keys}`,
    )
  }
  const copy = new Map<string, Uint8Array>()
  for (const [keyId, key] of Object.entries(keys)) {
    checkKeyId('keys', keyId)
    if (!(key instanceof Uint8Array) || key.byteLength !== KEY_BYTES) {
      throw invalid(`Expected the key ${JSON.stringify(keyId)} to be ${describeKey(key)}`)
    }
    copy.set(keyId, Uint8Array.from(key))
  }
  return copy
}

/** Says nothing about the bytes. */
export function describeKey(key: unknown): string {
  const got =
    key instanceof Uint8Array ? `${key.byteLength} bytes` : `a value of type ${typeof key}`
  return `a Uint8Array of ${KEY_BYTES} bytes, got ${got}`
}

const KEY_ID = /^[\w.-]{1,64}$/

export function isKeyId(text: string): boolean {
  return KEY_ID.test(text)
}

/** Never shows the id: it might be a key, passed by mistake. */
function checkKeyId(name: string, keyId: unknown): void {
  if (typeof keyId === 'string' && isKeyId(keyId)) return
  throw invalid(
    `Expected \`${name}\` to name a key by 1 to 64 letters, digits, '.', '_' and '-', got another ${typeof keyId}`,
  )
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_OPTION', message)
}
