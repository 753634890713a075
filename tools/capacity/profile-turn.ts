import { TURN_TABLES, type TurnProfile, type TurnTable } from '../../src/capacity/turn-profile.ts'
import { measureTurns, type MeasuredTurns } from './measure-turn.ts'
import type { TurnGraph } from './turn-graphs.ts'

const FEW_TURNS = 10
const MANY_TURNS = 60

/**
 * Measures threads of few and of many turns. The difference in the average cost of a turn is the
 * part that grows with the state. It grows with the state's logarithm, so a straight line through
 * both overestimates longer threads and never underestimates them.
 *
 * @throws Error if the two do not send the same rows per turn
 */
export async function profileTurn(turn: TurnGraph): Promise<TurnProfile> {
  const few = await measureTurns(turn, FEW_TURNS)
  const many = await measureTurns(turn, MANY_TURNS)
  if (rowsOfTurn(few) !== rowsOfTurn(many) || queriesOf(few) !== queriesOf(many)) {
    throw new Error(
      `${turn.text}: ${rowsOfTurn(few)} rows a turn in a short thread, ${rowsOfTurn(many)} in a long one`,
    )
  }
  const more = bytesOfTurn(many, 'CheckpointBlobs') - bytesOfTurn(few, 'CheckpointBlobs')
  const growth = Math.max(0, more / (many.stateBytes - few.stateBytes))
  return {
    text: turn.text,
    queries: queriesOf(many),
    tables: {
      Checkpoints: tableProfile(many, 'Checkpoints', 0),
      CheckpointBlobs: tableProfile(many, 'CheckpointBlobs', growth * many.stateBytes),
      CheckpointWrites: tableProfile(many, 'CheckpointWrites', 0),
    },
    jsonBytesPerStateByte: Number(growth.toFixed(4)),
  }
}

function tableProfile(
  measured: MeasuredTurns,
  table: TurnTable,
  grownBytes: number,
): TurnProfile['tables'][TurnTable] {
  const rows = measured.rows.filter((row) => row.table === table)
  return {
    writes: new Set(rows.map(({ revision }) => revision)).size / measured.turns,
    rows: rows.length / measured.turns,
    fixedBytes: Math.round(bytesOfTurn(measured, table) - grownBytes),
  }
}

/** Rows of other tables would be missing from every sum. */
export function unknownTables({ rows }: MeasuredTurns): string[] {
  const known: readonly string[] = TURN_TABLES
  return [...new Set(rows.map(({ table }) => table))].filter((table) => !known.includes(table))
}

function rowsOfTurn({ rows, turns }: MeasuredTurns): number {
  return rows.length / turns
}

function queriesOf({ queries, turns }: MeasuredTurns): number {
  return queries / turns
}

function bytesOfTurn({ rows, turns }: MeasuredTurns, table: TurnTable): number {
  return rows.reduce((sum, row) => sum + (row.table === table ? row.jsonBytes : 0), 0) / turns
}
