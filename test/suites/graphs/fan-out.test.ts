import {
  Annotation,
  END,
  Send,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { onBoth } from './same-as-memory.ts'
import { historyOf } from './snapshots.ts'

const THREAD = { configurable: { thread_id: 'fan-out' } }
const WIDTH = 20

const State = Annotation.Root({
  squares: Annotation<number[]>({
    reducer: (squares, more) => [...squares, ...more],
    default: () => [],
  }),
  sum: Annotation<number>,
})

function mapReduce(saver: BaseCheckpointSaver, failAt = -1, calls: number[] = []) {
  const failing = new Set([failAt])
  return new StateGraph(State)
    .addNode('square', ({ n }: { n: number }) => {
      calls.push(n)
      if (failing.delete(n)) throw new Error(`no square of ${n} today`)
      return { squares: [n * n] }
    })
    .addNode('add', ({ squares }) => ({ sum: squares.reduce((sum, square) => sum + square, 0) }))
    .addConditionalEdges(START, () =>
      Array.from({ length: WIDTH }, (_, n) => new Send('square', { n })),
    )
    .addEdge('square', 'add')
    .addEdge('add', END)
    .compile({ checkpointer: saver })
}

describe('fan-out by Send', () => {
  it('joins twenty tasks in the same order as MemorySaver', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = mapReduce(saver)
      return [await graph.invoke({}, THREAD), await historyOf(graph, THREAD)]
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject([
      { squares: Array.from({ length: WIDTH }, (_, n) => n * n), sum: 2470 },
      {},
    ])
  })

  it('repeats only the failed task when the run is resumed', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const calls: number[] = []
      const graph = mapReduce(saver, 13, calls)
      await expect(graph.invoke({}, THREAD)).rejects.toThrow('no square of 13 today')
      const { sum } = await graph.invoke(null, THREAD)
      return { sum, again: calls.slice(WIDTH), history: await historyOf(graph, THREAD) }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({ sum: 2470, again: [13] })
  })
})
