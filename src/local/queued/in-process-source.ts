import { randomUUID } from 'node:crypto'
import type { EngineEnqueue } from '../engine/engine.ts'
import type { QueuedSource } from './queued-source.ts'

/** A source without a blob. */
export function inProcessSource(request: EngineEnqueue): QueuedSource {
  const { database, table, format, mapping, flushImmediately, tags, ingestIfNotExists } = request
  const id = randomUUID()
  return {
    id,
    path: `in-process/${id}`,
    database,
    table,
    format,
    mapping,
    flushImmediately,
    tags,
    ingestIfNotExists,
    rawBytes: request.body.byteLength,
  }
}
