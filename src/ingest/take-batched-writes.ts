import type { BatchedWrite } from './batch.ts'
import { LINE_BREAK_BYTES, linesBytes, type PendingWrite } from './pending-write.ts'

interface Room {
  readonly rows: number
  readonly bytes: number
}

/**
 * Takes the rows for one request from the head of the queue, and removes completed writes. Never
 * splits a write that fits into one request: a process that dies between two requests would leave
 * half of a task's writes.
 */
export function takeBatchedWrites(
  queue: PendingWrite[],
  limits: { readonly batchSize: number; readonly maxBatchBytes: number },
): BatchedWrite[] {
  const parts: BatchedWrite[] = []
  const whole: Room = { rows: limits.batchSize, bytes: limits.maxBatchBytes }
  let room = whole
  for (const write of queue) {
    if (parts.length > 0 && fits(write, whole) && !fits(write, room)) break
    const rows = takeRows(write, room)
    if (rows.length > 0) parts.push({ write, rows })
    if (write.peek() !== undefined) break
    room = { rows: room.rows - rows.length, bytes: room.bytes - linesBytes(rows) }
  }
  const used = queue.findIndex((write) => write.peek() !== undefined)
  queue.splice(0, used === -1 ? queue.length : used)
  return parts
}

function fits(write: PendingWrite, room: Room): boolean {
  const { rows, bytes } = write.untaken()
  return rows <= room.rows && bytes <= room.bytes
}

function takeRows(write: PendingWrite, room: Room): Uint8Array[] {
  const rows: Uint8Array[] = []
  let bytesLeft = room.bytes
  for (let row = write.peek(); row !== undefined; row = write.peek()) {
    bytesLeft -= row.byteLength + LINE_BREAK_BYTES
    if (rows.length === room.rows || bytesLeft < 0) break
    rows.push(row)
    write.take()
  }
  return rows
}
