import { runAcrossTurns, type Steps } from '../../event-loop-turns.ts'
import {
  placeOfCheckpoint,
  placeOfValue,
  placeOfWrite,
  type BoundChunk,
  type BoundPlace,
} from '../values/bound-place.ts'
import { encrypted, namingPlace, openChunk, refusePlaintext } from '../values/open-sealed.ts'
import { CHUNK_END, sealText } from '../values/seal-payload.ts'
import { parseSealedType } from '../values/sealed-type.ts'
import type { EncryptionKey, ValueEncryption } from '../values/value-encryption.ts'
import type { PortablePage, PortableRow } from './portable-thread.ts'

export interface Resealing {
  readonly encryption: ValueEncryption | undefined
  readonly sourceThreadId: string
  readonly targetThreadId: string
}

/**
 * Binds encrypted rows to the thread that they are copied to. Each keeps its key: digests in
 * manifests name the same one.
 *
 * @throws KustoSaverError `ENCRYPTED` without the keys, `PLAINTEXT_REFUSED`, and what keys throw
 */
export async function resealPage(page: PortablePage, resealing: Resealing): Promise<PortablePage> {
  const { encryption, sourceThreadId, targetThreadId } = resealing
  const isMoved = sourceThreadId !== targetThreadId
  const keys = new Map<string, EncryptionKey>()
  for (const row of page.rows) {
    const { type, place } = sealedColumn(row, page.checkpointNs)
    const sealed = parseSealedType(type)
    if (sealed === undefined) refusePlaintext(encryption, type, place(sourceThreadId))
    else if (isMoved && !keys.has(sealed.keyId)) {
      keys.set(sealed.keyId, await keyFor(encryption, sealed.keyId, place(sourceThreadId)))
    }
  }
  if (keys.size === 0) return page
  const rows = await runAcrossTurns(resealSteps(page, keys, resealing))
  return { ...page, rows }
}

async function keyFor(
  encryption: ValueEncryption | undefined,
  keyId: string,
  place: BoundPlace,
): Promise<EncryptionKey> {
  if (encryption === undefined) throw encrypted(place)
  try {
    return await encryption.key(keyId)
  } catch (error) {
    throw namingPlace(error, place)
  }
}

function* resealSteps(
  { checkpointNs, rows }: PortablePage,
  keys: ReadonlyMap<string, EncryptionKey>,
  { sourceThreadId, targetThreadId }: Resealing,
): Steps<PortableRow[]> {
  const resealed: PortableRow[] = []
  for (const row of rows) {
    const { name, text, type, place, ...chunk } = sealedColumn(row, checkpointNs)
    const sealed = parseSealedType(type)
    const key = keys.get(sealed?.keyId ?? '')
    if (sealed === undefined || key === undefined) {
      resealed.push(row)
      continue
    }
    const bound: BoundChunk = { ...chunk, type: sealed.type }
    try {
      const ended = text.endsWith(CHUNK_END) ? text.slice(0, -CHUNK_END.length) : text
      const plain = openChunk(key, ended, place(sourceThreadId), bound)
      const again = sealText(key, plain, place(targetThreadId), bound)
      resealed.push({ ...row, values: { ...row.values, [name]: again } })
    } catch (error) {
      throw namingPlace(error, place(sourceThreadId))
    }
    yield text.length
  }
  return resealed
}

interface SealedColumn extends BoundChunk {
  readonly name: string
  readonly text: string
  readonly place: (threadId: string) => BoundPlace
}

/** The column of a row that encryption concerns. */
function sealedColumn({ table, values }: PortableRow, checkpointNs: string): SealedColumn {
  const textOf = (column: string): string => String(values[column] ?? '')
  const type = textOf('type')
  const channel = textOf('channel')
  if (table === 'Checkpoints') {
    const checkpointId = textOf('checkpoint_id')
    const place = (threadId: string) => placeOfCheckpoint({ threadId, checkpointNs, checkpointId })
    return { name: 'checkpoint', text: textOf('checkpoint'), type, chunk: 0, chunks: 1, place }
  }
  const chunk = Number(values['chunk'] ?? 0)
  const chunks = Number(values['chunks'] ?? 0)
  if (table === 'CheckpointBlobs') {
    const place = (threadId: string) => placeOfValue({ threadId, checkpointNs }, channel)
    return { name: 'value', text: textOf('value'), type, chunk, chunks, place }
  }
  const taskId = textOf('task_id')
  const idx = Number(values['idx'] ?? 0)
  const place = (threadId: string) =>
    placeOfWrite({ threadId, checkpointNs }, { taskId, idx, channel })
  return { name: 'value_json', text: textOf('value_json'), type, chunk, chunks, place }
}
