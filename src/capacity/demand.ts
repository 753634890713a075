import { ASSUMPTIONS } from './assumptions.ts'
import type { CapacityInput } from './capacity-input.ts'
import { KUSTO_LIMITS } from './kusto-limits.ts'
import { MEASURED_TURNS } from './measured-turns.ts'
import { tableLoads, type TableLoad } from './table-loads.ts'

const SECONDS_A_DAY = 86_400

/** The load of the deployment on a cluster of any size. */
export interface Demand {
  readonly tables: readonly TableLoad[]
  readonly writesPerSecond: number
  readonly ingestRequestsPerSecond: number
  /** Average number of concurrent ingest requests: rate times latency (Little's law). */
  readonly ingestConcurrency: number
  readonly queriesPerSecond: number
  readonly queryConcurrency: number
  readonly rowsPerDay: number
  readonly bytesPerSecond: number
  /** As JSON, uncompressed. */
  readonly bytesPerDay: number
  /** Stored at the end of the retention period, compressed: best case, worst case. */
  readonly storedBytes: readonly [least: number, most: number]
  /** The part of it on SSD. */
  readonly hotBytes: readonly [least: number, most: number]
  /** Concurrent ingestions of batches; 0 unless rows are queued. */
  readonly queuedIngestions: number
  /** Bytes of rows that each process keeps because queries do not return them yet. */
  readonly unseenBytesPerProcess: number
}

export function demandOf(input: CapacityInput): Demand {
  const tables = tableLoads(input)
  const bytesPerSecond = sum(tables, (load) => load.bytesPerSecond)
  const bytesPerDay = bytesPerSecond * SECONDS_A_DAY
  const requests = sum(tables, (load) => load.requestsPerSecond)
  const queriesPerSecond = MEASURED_TURNS[input.shape].queries * input.turnsPerSecond
  return {
    tables,
    writesPerSecond: sum(tables, (load) => load.writesPerSecond),
    ingestRequestsPerSecond: requests,
    ingestConcurrency: requests * (input.ingestLatencyMs / 1_000),
    queriesPerSecond,
    queryConcurrency: queriesPerSecond * (input.queryLatencyMs / 1_000),
    rowsPerDay: sum(tables, (load) => load.rowsPerSecond) * SECONDS_A_DAY,
    bytesPerSecond,
    bytesPerDay,
    storedBytes: compressed(bytesPerDay * input.days, input),
    hotBytes: compressed(bytesPerDay * input.hotDays, input),
    queuedIngestions: input.mode === 'queued' ? queuedIngestions(tables) : 0,
    unseenBytesPerProcess: (bytesPerSecond * unseenSeconds(input)) / input.processes,
  }
}

function compressed(
  bytes: number,
  { compression: [least, most] }: CapacityInput,
): readonly [number, number] {
  return [bytes / most, bytes / least]
}

/** Each table fills its own batches, until the limit of time, blobs or bytes. */
function queuedIngestions(tables: readonly TableLoad[]): number {
  const { batchingSpanS, batchingItems, batchingBytes } = KUSTO_LIMITS
  const perSecond = sum(tables, (load) =>
    load.writesPerSecond === 0
      ? 0
      : Math.max(
          1 / batchingSpanS.value,
          load.requestsPerSecond / batchingItems.value,
          load.bytesPerSecond / batchingBytes.value,
        ),
  )
  return perSecond * ASSUMPTIONS.queuedIngestionS.value
}

function unseenSeconds({ mode }: CapacityInput): number {
  const { streamedVisibleS, queuedIngestionS } = ASSUMPTIONS
  return mode === 'queued'
    ? KUSTO_LIMITS.batchingSpanS.value + queuedIngestionS.value
    : streamedVisibleS.value
}

function sum(tables: readonly TableLoad[], valueOf: (load: TableLoad) => number): number {
  return tables.reduce((total, load) => total + valueOf(load), 0)
}
