import { TURN_TABLES, type TurnProfile, type TurnTable } from '../../src/capacity/turn-profile.ts'
import { measureTurn, type MeasuredTurn } from './measure-turn.ts'
import type { TurnGraph } from './turn-graphs.ts'

const FEW_MESSAGES = 10
const MANY_MESSAGES = 200

/**
 * Measures a turn with a small and with a large state: what both have in common is fixed, what differs grows with the state.
 *
 * @throws Error when the two do not send the same rows: then the growth is no straight line
 */
export async function profileTurn(turn: TurnGraph): Promise<TurnProfile> {
  const small = await measureTurn(turn, FEW_MESSAGES)
  const large = await measureTurn(turn, MANY_MESSAGES)
  if (small.rows.length !== large.rows.length || small.queries !== large.queries) {
    throw new Error(
      `${turn.text}: ${small.rows.length} rows with a small state, ${large.rows.length} with a large one`,
    )
  }
  const growth =
    (jsonBytes(large, 'CheckpointBlobs') - jsonBytes(small, 'CheckpointBlobs')) /
    (large.stateBytes - small.stateBytes)
  const stateCopies = small.stateRows.length
  return {
    text: turn.text,
    queries: small.queries,
    tables: {
      Checkpoints: tableProfile(small, 'Checkpoints', 0),
      CheckpointBlobs: tableProfile(small, 'CheckpointBlobs', growth * small.stateBytes),
      CheckpointWrites: tableProfile(small, 'CheckpointWrites', 0),
    },
    stateCopies,
    jsonBytesPerStateByte: Number((growth / stateCopies).toFixed(4)),
  }
}

function tableProfile(
  turn: MeasuredTurn,
  table: TurnTable,
  grownBytes: number,
): TurnProfile['tables'][TurnTable] {
  const rows = turn.rows.filter((row) => row.table === table)
  return {
    writes: new Set(rows.map(({ revision }) => revision)).size,
    rows: rows.length,
    fixedBytes: Math.round(jsonBytes(turn, table) - grownBytes),
  }
}

/** Rows of other tables would be missing from every sum. */
export function unknownTables({ rows }: MeasuredTurn): string[] {
  const known: readonly string[] = TURN_TABLES
  return [...new Set(rows.map(({ table }) => table))].filter((table) => !known.includes(table))
}

function jsonBytes({ rows }: MeasuredTurn, table: TurnTable): number {
  return rows.reduce((sum, row) => sum + (row.table === table ? row.jsonBytes : 0), 0)
}
