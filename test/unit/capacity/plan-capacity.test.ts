import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASSUMPTIONS } from '../../../src/capacity/assumptions.ts'
import { CLUSTER_SKUS } from '../../../src/capacity/cluster-skus.ts'
import { MEASURED_TURNS, type TurnShape } from '../../../src/capacity/measured-turns.ts'
import { planCapacity, type CapacityPlan } from '../../../src/capacity/plan-capacity.ts'

const SHAPES: readonly TurnShape[] = ['agent', 'agent-exit', 'chat', 'approval', 'fan-out']
const shape = fc.constantFrom(...SHAPES)
const mode = fc.constantFrom('streaming' as const, 'queued' as const, 'managed' as const)
const turns = fc.double({ min: 0.01, max: 20_000, noNaN: true })
const state = fc.integer({ min: 1, max: 5_000_000 })
const processes = fc.integer({ min: 1, max: 500 })

/** Figures that must not fall when the load grows. */
function needs({ demand, ingestCores }: CapacityPlan): number[] {
  return [
    demand.writesPerSecond,
    demand.ingestRequestsPerSecond,
    demand.ingestConcurrency,
    demand.queriesPerSecond,
    demand.queryConcurrency,
    demand.rowsPerDay,
    demand.bytesPerDay,
    demand.queuedIngestions,
    demand.unseenBytesPerProcess,
    ...demand.storedBytes,
    ...demand.hotBytes,
    ingestCores,
  ]
}

/** The figures that fell. */
function fallen(more: CapacityPlan, less: CapacityPlan): number[] {
  const before = needs(less)
  return needs(more).filter((need, index) => !(need >= (before[index] ?? Infinity) * (1 - 1e-9)))
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(numbersIn)
}

describe('a capacity plan', () => {
  it('needs no less when turns or state grow', () => {
    fc.assert(
      fc.property(shape, mode, turns, turns, state, state, processes, (s, m, t1, t2, s1, s2, p) => {
        const plan = (turnsPerSecond: number, stateBytes: number): CapacityPlan =>
          planCapacity({ shape: s, mode: m, turnsPerSecond, stateBytes, processes: p })
        const least = plan(Math.min(t1, t2), Math.min(s1, s2))
        expect(fallen(plan(Math.max(t1, t2), Math.min(s1, s2)), least)).toEqual([])
        expect(fallen(plan(Math.min(t1, t2), Math.max(s1, s2)), least)).toEqual([])
      }),
    )
  })

  it('has only finite numbers', () => {
    fc.assert(
      fc.property(shape, mode, turns, state, processes, (s, m, turnsPerSecond, stateBytes, p) => {
        const plan = planCapacity({ shape: s, mode: m, turnsPerSecond, stateBytes, processes: p })
        expect(numbersIn(plan).filter((value) => !Number.isFinite(value) || value < 0)).toEqual([])
      }),
    )
  })

  it('chooses existing nodes, keeps to the planned share, and names the tightest limit first', () => {
    fc.assert(
      fc.property(shape, mode, turns, state, (s, m, turnsPerSecond, stateBytes) => {
        const { cluster, limits } = planCapacity({ shape: s, mode: m, turnsPerSecond, stateBytes })
        expect(CLUSTER_SKUS).toContain(cluster.sku)
        expect(cluster.cores).toBe(cluster.nodes * cluster.sku.cores)
        const shares = limits.map(({ share }) => share)
        expect(shares).toEqual(shares.toSorted((a, b) => b - a))
        const planned = limits.filter(({ name }) => /^hot cache|^streaming requests/.test(name))
        for (const { share } of planned) {
          expect(share).toBeLessThanOrEqual(ASSUMPTIONS.plannedShare.value + 1e-9)
        }
      }),
    )
  })

  it('multiplies the counts of one turn', () => {
    const { demand } = planCapacity({ shape: 'chat', turnsPerSecond: 10, stateBytes: 1_000 })
    const { tables, jsonBytesPerStateByte } = MEASURED_TURNS.chat
    const all = Object.values(tables)
    const rows = all.reduce((sum, table) => sum + table.rows, 0)
    const fixed = all.reduce((sum, table) => sum + table.fixedBytes, 0)
    expect(demand.rowsPerDay).toBeCloseTo(rows * 10 * 86_400)
    expect(demand.bytesPerSecond).toBeCloseTo(10 * (fixed + jsonBytesPerStateByte * 1_000))
  })

  it.each([
    [{ turnsPerSecond: 0, stateBytes: 1 }, '`turnsPerSecond` to be a number from 0.001'],
    [{ turnsPerSecond: Number.NaN, stateBytes: 1 }, '`turnsPerSecond`'],
    [{ turnsPerSecond: 1, stateBytes: 0 }, '`stateBytes`'],
    [
      { turnsPerSecond: 1, stateBytes: 1, days: 7, hotDays: 8 },
      '`hotDays` to be at most the 7 days',
    ],
    [{ turnsPerSecond: 1, stateBytes: 1, compression: [10, 3] as const }, '`compression`'],
  ])('refuses %j', (input, message) => {
    expect(() => planCapacity(input)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(message),
      }),
    )
  })
})
