/*
 * The type of an encrypted value: the type that its plaintext has, the algorithm, and the id of its
 * key. An analyst can count the values of each key by type.
 */

const MARK = '+aes256gcm:'

export interface SealedType {
  /** The plaintext's type. */
  readonly type: string
  readonly keyId: string
}

export function sealedType({ type, keyId }: SealedType): string {
  return `${type}${MARK}${keyId}`
}

export function isSealedType(type: string): boolean {
  return type.includes(MARK)
}

/** Undefined if the type is not that of an encrypted value. */
export function parseSealedType(type: string): SealedType | undefined {
  const at = type.lastIndexOf(MARK)
  return at === -1 ? undefined : { type: type.slice(0, at), keyId: type.slice(at + MARK.length) }
}
