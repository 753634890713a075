import { describe, expect, it } from 'vitest'
import { MEASURED_TURNS } from '../../../src/capacity/measured-turns.ts'
import { resolveInput } from '../../../src/capacity/capacity-input.ts'
import { tableLoads } from '../../../src/capacity/table-loads.ts'
import { measureTurns } from '../../../tools/capacity/measure-turn.ts'
import { profileTurn, unknownTables } from '../../../tools/capacity/profile-turn.ts'
import { TURN_GRAPHS, type TurnShape } from '../../../tools/capacity/turn-graphs.ts'

/* Counts the requests of real LangGraph turns on a local Kusto. */
const SHAPES: readonly TurnShape[] = ['agent', 'agent-exit', 'chat', 'approval', 'fan-out']
const NEAR = 0.03
/** Only some turns merge parts. */
const NEAR_ENOUGH = 0.15

describe('the counts behind the calculation', () => {
  it('cover every measured graph', () => {
    expect(Object.keys(MEASURED_TURNS)).toEqual(Object.keys(TURN_GRAPHS))
  })

  it.each(SHAPES)(
    'of %s match what a turn sends; if not: npx tsx tools/measure-turns.ts',
    async (shape) => {
      const said = MEASURED_TURNS[shape]
      const now = await profileTurn(TURN_GRAPHS[shape])
      for (const [table, { fixedBytes, ...counts }] of Object.entries(now.tables)) {
        const entry = Object.entries(said.tables).find(([name]) => name === table)?.[1]
        expect({ table, ...entry }).toMatchObject({ table, ...counts })
        expect(Math.abs((entry?.fixedBytes ?? 0) - fixedBytes)).toBeLessThanOrEqual(
          fixedBytes * NEAR,
        )
      }
      expect(said).toMatchObject({
        text: now.text,
        queries: now.queries,
      })
      expect(said.jsonBytesPerStateByte).toBeCloseTo(now.jsonBytesPerStateByte, 2)
    },
  )

  it.each([
    ['agent', 20],
    ['chat', 200],
  ] as const)('are enough for each of %s turns, %i in a thread', async (shape, turns) => {
    const measured = await measureTurns(TURN_GRAPHS[shape], turns)
    const { stateBytes } = measured
    const loads = tableLoads(
      resolveInput({ shape, turnsPerSecond: 1, stateBytes, batchSize: 1_000 }),
    )
    expect(unknownTables(measured)).toEqual([])
    for (const { table, rowsPerSecond, bytesPerSecond } of loads) {
      const rows = measured.rows.filter((row) => row.table === table)
      const bytes = rows.reduce((sum, { jsonBytes }) => sum + jsonBytes, 0)
      expect([table, rowsPerSecond * turns]).toEqual([table, rows.length])
      expect(bytesPerSecond * turns).toBeGreaterThan(bytes * (1 - NEAR_ENOUGH))
      expect(bytesPerSecond * turns).toBeLessThan(bytes * 3)
    }
  })
})
