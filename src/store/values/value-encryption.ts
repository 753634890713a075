/**
 * Encrypts what a saver stores. `aesGcmEncryption()` of `langgraph-checkpoint-kusto/encryption`
 * creates one.
 */
export interface ValueEncryption {
  /** Whether stored values that are not encrypted may be read. */
  readonly allowPlaintext: boolean
  /** The key that encrypts what is written from now on. */
  readonly currentKey: () => EncryptionKey | Promise<EncryptionKey>
  /**
   * The key that a stored value names.
   *
   * @throws KustoSaverError `KEY_UNKNOWN`, `KEY_UNAVAILABLE`
   */
  readonly key: (keyId: string) => EncryptionKey | Promise<EncryptionKey>
}

/** One key. Its methods are synchronous: the saver calls them for one chunk at a time. */
export interface EncryptionKey {
  /** Letters, digits, `.`, `_` and `-`; the stored value's type contains it. */
  readonly id: string
  /**
   * Encrypts.
   *
   * @param boundTo - where the text belongs: it can only be decrypted with the same
   * @returns at most 64 bytes more than `plain`
   */
  readonly seal: (plain: Uint8Array, boundTo: string) => Uint8Array
  /**
   * Decrypts.
   *
   * @throws KustoSaverError `KEY_WRONG`, `TAMPERED`
   */
  readonly open: (sealed: Uint8Array, boundTo: string) => Uint8Array
  /** A keyed digest of a text, which says nothing about it without the key. */
  readonly authenticate: (text: string) => string
}

/** The most bytes that encryption adds to a chunk. */
const MAX_SEAL_BYTES = 64

/**
 * The size of a chunk before encryption, so that it fits afterwards: base64 makes four characters
 * of three bytes, and a full stop ends the chunk.
 */
export function plainChunkBytes(maxChunkBytes: number): number {
  return Math.floor((maxChunkBytes - 1) / 4) * 3 - MAX_SEAL_BYTES
}
