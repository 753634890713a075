import { ASSUMPTIONS } from './assumptions.ts'
import type { CapacityInput } from './capacity-input.ts'
import { KUSTO_LIMITS } from './kusto-limits.ts'
import { MEASURED_TURNS } from './measured-turns.ts'
import { tableLoads, type TableLoad } from './table-loads.ts'

const SECONDS_A_DAY = 86_400

/** What the deployment asks of a cluster, whatever its size. */
export interface Demand {
  readonly tables: readonly TableLoad[]
  readonly writesPerSecond: number
  readonly ingestRequestsPerSecond: number
  /** Ingest requests under way on average: rate times latency (Little's law). */
  readonly ingestConcurrency: number
  readonly queriesPerSecond: number
  readonly queryConcurrency: number
  readonly rowsPerDay: number
  readonly bytesPerSecond: number
  /** As JSON, uncompressed. */
  readonly bytesPerDay: number
  /** Kept at the end of the retention period, compressed: at best, at worst. */
  readonly storedBytes: readonly [least: number, most: number]
  /** The part of it that is kept on SSD. */
  readonly hotBytes: readonly [least: number, most: number]
  /** Ingestions of gathered batches under way; 0 unless rows go by queue. */
  readonly queuedIngestions: number
  /** Bytes of rows that each process holds because queries do not show them yet. */
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

/** Each table gathers for itself, until time, blobs or bytes are reached. */
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
