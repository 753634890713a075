import {
  Annotation,
  DeltaChannel,
  END,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { onBoth } from './same-as-memory.ts'
import { historyOf, stateOf } from './snapshots.ts'

const THREAD = { configurable: { thread_id: 'delta' } }

function deltaGraph(saver: BaseCheckpointSaver, snapshotFrequency: number) {
  const State = Annotation.Root({
    notes: () =>
      new DeltaChannel<string[], string[]>((notes, batches) => [...notes, ...batches.flat()], {
        snapshotFrequency,
        initialValueFactory: () => [],
      }),
    count: Annotation<number>({ reducer: (count, more) => count + more, default: () => 0 }),
  })
  return new StateGraph(State)
    .addNode('note', ({ count }) => ({ notes: [`note ${count}`], count: 1 }))
    .addNode('more', ({ count }) => ({ notes: [`more ${count}`], count: 1 }))
    .addEdge(START, 'note')
    .addEdge('note', 'more')
    .addEdge('more', END)
    .compile({ checkpointer: saver })
}

describe.each([
  ['between snapshots', 1000],
  ['across snapshots', 3],
])('a delta channel %s', (_, snapshotFrequency) => {
  it.each(['sync', 'async', 'exit'] as const)(
    'is rebuilt as by MemorySaver, durability %s',
    async (durability) => {
      const { kusto, memory } = await onBoth(async (saver) => {
        const graph = deltaGraph(saver, snapshotFrequency)
        for (let turn = 0; turn < 6; turn += 1) {
          await graph.invoke({ notes: [`turn ${turn}`] }, { ...THREAD, durability })
        }
        return [await stateOf(graph, THREAD), await historyOf(graph, THREAD)]
      })
      expect(kusto).toEqual(memory)
      expect(kusto).toMatchObject([{ values: { notes: { length: 18 }, count: 12 } }, {}])
    },
  )

  it('follows its own branch after a fork', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = deltaGraph(saver, snapshotFrequency)
      await graph.invoke({ notes: ['first'] }, THREAD)
      const from = (await graph.getState(THREAD)).config
      const left = await graph.updateState(from, { notes: ['left'] }, 'more')
      const right = await graph.updateState(from, { notes: ['right'] }, 'more')
      return [await stateOf(graph, left), await stateOf(graph, right)]
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject([
      { values: { notes: ['first', 'note 0', 'more 1', 'left'] } },
      { values: { notes: ['first', 'note 0', 'more 1', 'right'] } },
    ])
  })
})
