import { SINK_DEFAULTS } from '../ingest/sink-options.ts'
import type { CapacityInput } from './capacity-input.ts'
import { requestsPerSecond } from './group-commit-rate.ts'
import { MEASURED_TURNS } from './measured-turns.ts'
import { TURN_TABLES, type TurnProfile, type TurnTable } from './turn-profile.ts'

/** What all processes together send to one table per second. */
export interface TableLoad {
  readonly table: TurnTable
  /** Requests without group commit: one per call that writes to the table. */
  readonly writesPerSecond: number
  /** Requests with group commit. */
  readonly requestsPerSecond: number
  readonly rowsPerSecond: number
  /** As JSON, uncompressed. */
  readonly bytesPerSecond: number
}

export function tableLoads(input: CapacityInput): TableLoad[] {
  const profile = MEASURED_TURNS[input.shape]
  return TURN_TABLES.map((table) => tableLoad(input, profile, table))
}

function tableLoad(input: CapacityInput, profile: TurnProfile, table: TurnTable): TableLoad {
  const { writes, rows, fixedBytes } = profile.tables[table]
  const isBlobs = table === 'CheckpointBlobs'
  const stateBytes = isBlobs ? profile.jsonBytesPerStateByte * input.stateBytes : 0
  const { turnsPerSecond } = input
  const load = {
    writesPerSecond: writes * turnsPerSecond,
    rowsPerSecond: rows * turnsPerSecond,
    bytesPerSecond: (fixedBytes + stateBytes) * turnsPerSecond,
  }
  return { table, ...load, requestsPerSecond: requests(input, load) }
}

/** Processes share the load evenly, and each has its own group commit. */
function requests(
  input: CapacityInput,
  load: Omit<TableLoad, 'table' | 'requestsPerSecond'>,
): number {
  const { processes } = input
  return (
    processes *
    requestsPerSecond({
      writesPerSecond: load.writesPerSecond / processes,
      rowsPerSecond: load.rowsPerSecond / processes,
      bytesPerSecond: load.bytesPerSecond / processes,
      latencyS: input.ingestLatencyMs / 1_000,
      lingerS: input.lingerMs / 1_000,
      batchRows: input.batchSize,
      batchBytes: SINK_DEFAULTS.maxBatchBytes,
    })
  )
}
