import type { RunnableConfig } from '@langchain/core/runnables'
import { describe, expect, it } from 'vitest'
import { countingGraph } from './counting-graph.ts'
import { onBoth } from './same-as-memory.ts'
import { historyOf, stateOf } from './snapshots.ts'

const THREAD: RunnableConfig = { configurable: { thread_id: 'travel' } }

type Graph = ReturnType<typeof countingGraph>

/** The config of the checkpoint after which `node` would run. */
async function beforeNode(graph: Graph, node: string): Promise<RunnableConfig> {
  for await (const snapshot of graph.getStateHistory(THREAD)) {
    if (snapshot.next.includes(node)) return snapshot.config
  }
  throw new Error(`no checkpoint before ${node}`)
}

describe('time travel', () => {
  it('returns the same history as MemorySaver, newest first', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.invoke({ total: 1000 }, THREAD)
      return historyOf(graph, THREAD)
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject([
      { values: { total: 1111, last: 'three' }, next: [] },
      { values: { total: 1011, last: 'two' }, next: ['three'] },
      { values: { total: 1001, last: 'one' }, next: ['two'] },
      { values: { total: 1000 }, next: ['one'] },
      { values: { total: 0 }, next: ['__start__'] },
    ])
  })

  it('replays from an older checkpoint as MemorySaver does', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.invoke({ total: 1000 }, THREAD)
      const replayed = await graph.invoke(null, await beforeNode(graph, 'two'))
      return [replayed, await stateOf(graph, THREAD), await historyOf(graph, THREAD)]
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject([
      { total: 1111, trail: ['one', 'two after 1001', 'three after 1011'] },
      {},
      {},
    ])
  })

  it('keeps the values of both branches after updateState', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.invoke({ total: 1000 }, THREAD)
      const original = (await graph.getState(THREAD)).config
      const fork = await graph.updateState(await beforeNode(graph, 'three'), {
        total: 5,
        last: 'forked',
      })
      const forked = await graph.invoke(null, fork)
      return {
        forked,
        original: await stateOf(graph, original),
        latest: await stateOf(graph, THREAD),
        history: await historyOf(graph, THREAD),
      }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      forked: { total: 1116, last: 'three' },
      original: { values: { total: 1111, last: 'three' } },
      latest: { values: { total: 1116 } },
    })
  })

  it('separates two forks that reach the same step with the same channels', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.invoke({ total: 0 }, THREAD)
      const from = await beforeNode(graph, 'two')
      const left = await graph.updateState(from, { last: 'left', trail: ['left'] }, 'one')
      const right = await graph.updateState(from, { last: 'right', trail: ['right'] }, 'one')
      return {
        left: await stateOf(graph, left),
        right: await stateOf(graph, right),
        leftRun: await graph.invoke(null, left),
        rightRun: await graph.invoke(null, right),
        leftAfter: await stateOf(graph, left),
      }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      left: { values: { last: 'left', trail: ['one', 'left'] } },
      right: { values: { last: 'right', trail: ['one', 'right'] } },
      leftAfter: { values: { last: 'left' } },
    })
  })

  it.each(['one', 'two', 'three'])(
    'copies the checkpoint before %s and runs the copy',
    async (node) => {
      const { kusto, memory } = await onBoth(async (saver) => {
        const graph = countingGraph(saver)
        await graph.invoke({ total: 1000 }, THREAD)
        const copied = await graph.updateState(await beforeNode(graph, node), null, '__copy__')
        const before = await stateOf(graph, copied)
        return [before, await graph.invoke(null, copied), await historyOf(graph, THREAD)]
      })
      expect(kusto).toEqual(memory)
      expect(kusto).toMatchObject([{ next: [node] }, { total: 1111, last: 'three' }, {}])
    },
  )

  it('copies a checkpoint with other results of its tasks', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.invoke({ total: 1000 }, THREAD)
      const from = await beforeNode(graph, 'two')
      const copied = await graph.updateState(
        from,
        [[{ last: 'instead of two', trail: ['instead'] }, 'two']],
        '__copy__',
      )
      return [await stateOf(graph, copied), await graph.invoke(null, copied)]
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject([{ values: { last: 'instead of two' }, next: ['three'] }, {}])
  })

  it('updates a thread that does not exist yet, and as a named node', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.updateState(THREAD, { total: 7, last: 'set' }, 'one')
      const before = await stateOf(graph, THREAD)
      return [before, await graph.invoke(null, THREAD), await historyOf(graph, THREAD)]
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject([{ next: ['two'] }, { total: 117 }, {}])
  })

  it('starts over after a thread was deleted', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = countingGraph(saver)
      await graph.invoke({ total: 1000 }, THREAD)
      await saver.deleteThread('travel')
      const empty = await historyOf(graph, THREAD)
      return [empty, await graph.invoke({ total: 1 }, THREAD), await historyOf(graph, THREAD)]
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject([[], { total: 112 }, {}])
  })
})
