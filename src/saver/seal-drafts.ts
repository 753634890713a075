import { placeOfCheckpoint, placeOfWrite } from '../store/values/bound-place.ts'
import { sealPayload } from '../store/values/seal-payload.ts'
import type { ValueEncryption } from '../store/values/value-encryption.ts'
import type { CheckpointDraft } from '../store/write/checkpoint-put.ts'
import type { CheckpointKey } from '../tables/rows.ts'
import type { WritesDraft } from './writes-draft.ts'

/**
 * Encrypts what stays in the checkpoint's row. Its other values are encrypted when the store has
 * decided which parts of them are new.
 */
export async function sealCheckpoint(
  encryption: ValueEncryption,
  key: CheckpointKey,
  draft: CheckpointDraft,
): Promise<CheckpointDraft> {
  const { type, checkpoint } = draft
  const payload = { type, bytes: Buffer.byteLength(checkpoint), chunks: [checkpoint] }
  const sealed = await sealPayload(encryption, payload, placeOfCheckpoint(key))
  return { ...draft, type: sealed.type, checkpoint: sealed.chunks.join('') }
}

/** Encrypts the pending writes of one call. */
export async function sealWrites(
  encryption: ValueEncryption,
  key: CheckpointKey,
  taskId: string,
  draft: WritesDraft,
): Promise<WritesDraft> {
  const writes = await Promise.all(
    draft.writes.map(async (write) => ({
      ...write,
      payload: await sealPayload(
        encryption,
        write.payload,
        placeOfWrite(key, { ...write, taskId }),
      ),
    })),
  )
  return { ...draft, writes }
}
