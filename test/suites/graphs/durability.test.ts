import { describe, expect, it } from 'vitest'
import { countingGraph } from './counting-graph.ts'
import { onBoth } from './same-as-memory.ts'
import { historyOf } from './snapshots.ts'

const THREAD = { configurable: { thread_id: 'durable' } }

describe.each([
  { durability: 'sync', checkpointsARun: 5 },
  { durability: 'async', checkpointsARun: 5 },
  { durability: 'exit', checkpointsARun: 1 },
] as const)('durability $durability', ({ durability, checkpointsARun }) => {
  it('keeps the same history as MemorySaver over two runs', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.invoke({ total: 1000 }, { ...THREAD, durability })
      const first = await historyOf(graph, THREAD)
      const second = await graph.invoke({ total: 5 }, { ...THREAD, durability })
      return { first, second, history: await historyOf(graph, THREAD) }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      first: { length: checkpointsARun },
      second: { total: 1227, last: 'three' },
      history: { length: checkpointsARun * 2 },
    })
  })
})
