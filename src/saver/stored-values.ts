import type { StoredBlob } from '../store/values/join-chunks.ts'
import {
  placeOfCheckpoint,
  placeOfValue,
  placeOfWrite,
  type BoundPlace,
  type ValueScope,
} from '../store/values/bound-place.ts'
import { isSealed, openSealed, refusePlaintext } from '../store/values/open-sealed.ts'
import type { ValueEncryption } from '../store/values/value-encryption.ts'
import type { ResolvedWrite } from '../store/resolve/resolve-writes.ts'
import type { CheckpointRow } from '../tables/rows.ts'
import type { ValueSerializer } from './value-serializer.ts'

/**
 * Stored values as the graph knows them: decrypted if they are encrypted, then loaded. Each method
 * returns the value or a promise of it, and never throws, only rejects.
 */
export class StoredValues {
  readonly #serializer: ValueSerializer
  readonly #encryption: ValueEncryption | undefined

  constructor(serializer: ValueSerializer, encryption: ValueEncryption | undefined) {
    this.#serializer = serializer
    this.#encryption = encryption
  }

  value(stored: StoredBlob, scope: ValueScope, channel: string): unknown {
    if (this.#isAsItIs(stored)) return this.#serializer.load(stored)
    return this.#open(stored, placeOfValue(scope, channel))
  }

  write(stored: ResolvedWrite, scope: ValueScope): unknown {
    if (this.#isAsItIs(stored)) return this.#serializer.load(stored)
    return this.#open(stored, placeOfWrite(scope, stored))
  }

  /** A checkpoint without the values that have rows of their own. */
  checkpoint(head: CheckpointRow): unknown {
    const stored = { type: head.type, text: head.checkpoint }
    if (this.#isAsItIs(stored)) return this.#serializer.load(stored)
    return this.#open(stored, placeOfCheckpoint(head))
  }

  #isAsItIs(stored: StoredBlob): boolean {
    return (this.#encryption?.allowPlaintext ?? true) && !isSealed(stored)
  }

  async #open(stored: StoredBlob, place: BoundPlace): Promise<unknown> {
    if (!isSealed(stored)) refusePlaintext(this.#encryption, stored.type, place)
    return this.#serializer.load(await openSealed(this.#encryption, stored, place))
  }
}
