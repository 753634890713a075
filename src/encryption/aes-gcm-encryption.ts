import type { ValueEncryption } from '../store/values/value-encryption.ts'
import { resolveEncryptionOptions, type AesGcmEncryptionOptions } from './encryption-options.ts'
import { KeyRing } from './key-ring.ts'

export type { AesGcmEncryptionOptions, KeySource } from './encryption-options.ts'
export type { EncryptionKey, ValueEncryption } from '../store/values/value-encryption.ts'

/**
 * Encrypts channel values, pending writes and checkpoints with AES-256-GCM, in this process, before
 * they go to Kusto or the local disk. What was encrypted for one thread, namespace and channel
 * cannot be decrypted in another.
 *
 * @example
 * ```ts
 * const saver = KustoSaver.fromConnString(connString, {
 *   encryption: aesGcmEncryption({
 *     currentKeyId: '2026-12',
 *     keys: { '2026-12': newKey, '2026-06': oldKey },
 *   }),
 * })
 * ```
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function aesGcmEncryption(options: AesGcmEncryptionOptions): ValueEncryption {
  const { allowPlaintext, currentKeyId, ...ring } = resolveEncryptionOptions(options)
  const keys = new KeyRing(ring)
  return {
    allowPlaintext,
    currentKey: () => keys.get(currentKeyId),
    key: (keyId) => keys.get(keyId),
  }
}
