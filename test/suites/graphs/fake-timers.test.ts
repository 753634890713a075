import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLocalSaver, type OpenKustoSaver } from '../../support/local-saver.ts'
import { countingGraph } from './counting-graph.ts'

let opened: OpenKustoSaver

beforeEach(async () => {
  opened = await openLocalSaver()
  vi.useFakeTimers()
})
afterEach(async () => {
  vi.useRealTimers()
  await opened.close()
})

describe('a graph under fake timers', () => {
  it.each(['sync', 'async', 'exit'] as const)(
    'runs to its end, durability %s',
    async (durability) => {
      const graph = countingGraph(opened.saver)
      const config = { configurable: { thread_id: 'still' } }
      expect(await graph.invoke({ total: 0 }, { ...config, durability })).toMatchObject({
        total: 111,
      })
      expect(await graph.getState(config)).toMatchObject({ values: { total: 111 }, next: [] })
    },
  )
})
