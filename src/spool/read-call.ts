import { crc32 } from 'node:zlib'
import type { DriverValue } from '../sqlite/driver.ts'
import { damagedError } from './spool-errors.ts'
import { countRows, decodeTables, type StoredCall } from './spooled-call.ts'

/** What a call's checksum covers: everything but the reason of a refusal. */
interface Covered {
  readonly id: number
  readonly threadId: string
  readonly atMs: number
  readonly body: Uint8Array
}

export function callChecksum({ id, threadId, atMs, body }: Covered): number {
  return crc32(body, crc32(`${id} ${atMs} ${threadId}`))
}

/** @throws KustoSaverError `SPOOL_DAMAGED` if the row differs from what was written */
export function readCall(path: string, row: readonly DriverValue[]): StoredCall {
  const [id, threadId, atMs, body, checksum, refused] = row
  const isWhole =
    typeof threadId === 'string' &&
    body instanceof Uint8Array &&
    callChecksum({ id: Number(id), threadId, atMs: Number(atMs), body }) === Number(checksum)
  if (!isWhole) throw damagedError(path, `call ${String(id)} is not as it was written`)
  const tables = tablesOf(path, Number(id), body)
  return {
    id: Number(id),
    threadId,
    tables,
    rows: countRows({ threadId, tables }),
    bytes: body.byteLength,
    atMs: Number(atMs),
    refused: typeof refused === 'string' ? refused : undefined,
  }
}

function tablesOf(path: string, id: number, body: Uint8Array): StoredCall['tables'] {
  try {
    return decodeTables(body)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw damagedError(path, `call ${id} cannot be read: ${reason}`)
  }
}
