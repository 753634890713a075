import { appendRows } from './append-rows.ts'
import { drawStamp } from '../state/draw-stamp.ts'
import { incarnationOfWrites } from './incarnation.ts'
import type { Payload } from '../values/payload.ts'
import type { CheckpointKey, Stamp, WriteRow } from '../../tables/rows.ts'
import { WRITES } from '../../tables/schema.ts'
import { refreshCheckpoint } from './refresh-checkpoint.ts'
import { orderOfWrites } from '../state/sending-order.ts'
import { settleWrite } from './settle-write.ts'
import type { StoreContext } from '../state/store-context.ts'
import { writeColumns } from './write-columns.ts'

export interface WriteDraft {
  readonly idx: number
  readonly channel: string
  readonly payload: Payload
}

export interface WritesPut {
  readonly key: CheckpointKey
  readonly taskId: string
  readonly taskPath: string
  /** Whether the call replaces existing writes (only special writes) or keeps them. */
  readonly upsert: boolean
  /** One per idx. */
  readonly writes: readonly WriteDraft[]
}

/**
 * Stores the pending writes of one call under one revision; settles according to the write mode.
 * Each row contains the number of rows: a call of several requests only counts when all have
 * arrived.
 */
export async function putWrites(context: StoreContext, put: WritesPut): Promise<void> {
  await refreshCheckpoint(context, put.key)
  const incarnation = await incarnationOfWrites(context, put.key)
  const stamp = drawStamp(context, put.key.threadId, incarnation)
  const callRows = put.writes.reduce((count, { payload }) => count + payload.chunks.length, 0)
  const rows = put.writes.flatMap((write) =>
    writeRows(put, write, { ...stamp, callRows, incarnation }),
  )
  const createdAt = new Date(context.nowMs()).toISOString()
  await context.overlayLimit.waitForSpace()
  const accepted = await appendRows(
    context.sink,
    [{ table: WRITES, rows: rows.map((row) => writeColumns(row, createdAt)) }],
    () => orderOfWrites(context, put.key),
  )
  await settleWrite(context, {
    scope: put.key,
    key: put.key,
    lost: 'pending writes',
    operation: 'putWrites',
    rows: { writes: rows },
    accepted,
    undo: () => context.calls.remove(put.key, stamp),
  })
  const deadAt = context.threads.tombstoneOf(put.key.threadId)
  if (incarnation <= deadAt) return
  const channels = new Set(put.writes.map(({ channel }) => channel))
  context.calls.add(put.key, { ...stamp, channels }, deadAt)
}

function writeRows(
  put: WritesPut,
  write: WriteDraft,
  call: Pick<WriteRow, keyof Stamp | 'callRows' | 'incarnation'>,
): WriteRow[] {
  const { channel, idx, payload } = write
  return payload.chunks.map((text, chunk) => ({
    ...put.key,
    ...call,
    taskId: put.taskId,
    taskPath: put.taskPath,
    idx,
    channel,
    type: payload.type,
    valueJson: text,
    chunk,
    chunks: payload.chunks.length,
    bytes: payload.bytes,
    upsert: put.upsert,
  }))
}
