import { WRITES_IDX_MAP, type PendingWrite } from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from '../errors.ts'
import type { WriteDraft } from '../store/write/put-writes.ts'
import { MAX_TEXT_BYTES, tooManyBytes } from './bounded-text.ts'
import { allOf, andThen } from './maybe-promise.ts'
import type { ValueSerializer } from './value-serializer.ts'

export interface WritesDraft {
  readonly upsert: boolean
  readonly writes: readonly WriteDraft[]
}

/**
 * The serialized writes of one call, one per idx. Special channels have their own idx, the others
 * their index in the call. A call of only special writes replaces existing ones, so its last write
 * of an idx counts. Any other call keeps existing ones, so its first write counts.
 *
 * @throws KustoSaverError `INVALID_ARGUMENT`, `UNSERIALIZABLE`
 */
export async function draftWrites(
  writes: readonly PendingWrite[],
  serializer: ValueSerializer,
): Promise<WritesDraft> {
  if (!Array.isArray(writes)) {
    throw invalid(`Expected the writes given to putWrites() to be an array, got ${typeof writes}.`)
  }
  const numbered = writes.map((write, place) => numberWrite(write, place))
  const upsert = numbered.every((write) => write.isSpecial)
  const byIdx = new Map<number, NumberedWrite>()
  for (const write of numbered) {
    if (upsert || !byIdx.has(write.idx)) byIdx.set(write.idx, write)
  }
  const drafts = allOf(
    [...byIdx.values()].map(({ idx, channel, value }) =>
      andThen(serializer.dump(value, channel), (payload) => ({ idx, channel, payload })),
    ),
  )
  return { upsert, writes: drafts instanceof Promise ? await drafts : drafts }
}

interface NumberedWrite {
  readonly idx: number
  readonly channel: string
  readonly value: unknown
  readonly isSpecial: boolean
}

function numberWrite(write: PendingWrite, place: number): NumberedWrite {
  if (!Array.isArray(write) || typeof write[0] !== 'string') {
    throw invalid(
      `Expected write ${place} given to putWrites() to be [channel, value] with a string channel.`,
    )
  }
  const [channel, value] = write
  if (!channel.isWellFormed()) {
    throw invalid(
      `Write ${place} given to putWrites() has a channel name with a lone surrogate, which UTF-8 cannot hold: it would come back under another name.`,
    )
  }
  const bytes = tooManyBytes(channel)
  if (bytes !== undefined) {
    throw invalid(
      `Write ${place} given to putWrites() has a channel name of ${bytes} bytes; at most ${MAX_TEXT_BYTES} are allowed. Nothing was written.`,
    )
  }
  const special = Object.hasOwn(WRITES_IDX_MAP, channel) ? WRITES_IDX_MAP[channel] : undefined
  return { idx: special ?? place, channel, value, isSpecial: special !== undefined }
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_ARGUMENT', message, { operation: 'putWrites' })
}
