import { KustoSaverError } from '../errors.ts'
import { AesGcmKey, KEY_BYTES } from './aes-gcm-key.ts'
import { describeKey, isKeyId, type ResolvedEncryptionOptions } from './encryption-options.ts'

interface CachedKey {
  readonly key: AesGcmKey
  readonly untilMs: number
}

type RingOptions = Pick<ResolvedEncryptionOptions, 'source' | 'keyCacheMs' | 'nowMs'>

/** Keys by id, each asked for once until it has to be asked for again. Failures are not kept. */
export class KeyRing {
  readonly #options: RingOptions
  readonly #cached = new Map<string, CachedKey>()
  readonly #asked = new Map<string, Promise<AesGcmKey>>()

  constructor(options: RingOptions) {
    this.#options = options
  }

  /**
   * Synchronous if the key is there.
   *
   * @throws KustoSaverError `KEY_UNKNOWN`, `KEY_UNAVAILABLE`
   */
  get(keyId: string): AesGcmKey | Promise<AesGcmKey> {
    const cached = this.#cached.get(keyId)
    if (cached !== undefined && this.#options.nowMs() < cached.untilMs) return cached.key
    const asked = this.#asked.get(keyId) ?? this.#ask(keyId)
    this.#asked.set(keyId, asked)
    return asked
  }

  async #ask(keyId: string): Promise<AesGcmKey> {
    try {
      const bytes = await this.#fromSource(keyId)
      const known = this.#cached.get(keyId)?.key
      const key = known?.isMadeOf(bytes) === true ? known : new AesGcmKey(keyId, bytes)
      const { keyCacheMs = Number.POSITIVE_INFINITY, nowMs } = this.#options
      this.#cached.set(keyId, { key, untilMs: nowMs() + keyCacheMs })
      return key
    } finally {
      this.#asked.delete(keyId)
    }
  }

  async #fromSource(keyId: string): Promise<Uint8Array> {
    // whoever writes to the database chooses it, and the source may put it into a URL
    const bytes = isKeyId(keyId) ? await this.#call(keyId) : undefined
    if (bytes === undefined) {
      throw new KustoSaverError(
        'KEY_UNKNOWN',
        `\`keys\` has no key ${JSON.stringify(keyId)}. Keep a retired key as long as stored values name it.`,
      )
    }
    if (bytes instanceof Uint8Array && bytes.byteLength === KEY_BYTES) return bytes
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected the key ${JSON.stringify(keyId)} to be ${describeKey(bytes)}`,
    )
  }

  async #call(keyId: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#options.source(keyId)
    } catch (error) {
      // its message may hold a secret: only keep the error's class
      const kind = error instanceof Error ? error.name : typeof error
      throw new KustoSaverError(
        'KEY_UNAVAILABLE',
        `The source of the key ${JSON.stringify(keyId)} failed with ${kind}. The next call asks it again.`,
        { retryable: true },
      )
    }
  }
}
