import {
  Annotation,
  Command,
  END,
  interrupt,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { onBoth } from './same-as-memory.ts'
import { historyOf, stateOf } from './snapshots.ts'

const THREAD = { configurable: { thread_id: 'family' } }

const State = Annotation.Root({
  trail: Annotation<string[]>({ reducer: (trail, more) => [...trail, ...more], default: () => [] }),
})

/** A parent with a subgraph as its middle node, which contains another subgraph, which asks. */
function family(saver: BaseCheckpointSaver) {
  const grandchild = new StateGraph(State)
    .addNode('ask', () => ({ trail: [`grandchild heard ${String(interrupt('well?'))}`] }))
    .addEdge(START, 'ask')
    .compile()
  const child = new StateGraph(State)
    .addNode('before', () => ({ trail: ['child before'] }))
    .addNode('grandchild', grandchild)
    .addNode('after', () => ({ trail: ['child after'] }))
    .addEdge(START, 'before')
    .addEdge('before', 'grandchild')
    .addEdge('grandchild', 'after')
    .compile()
  return new StateGraph(State)
    .addNode('first', () => ({ trail: ['parent first'] }))
    .addNode('child', child)
    .addNode('last', () => ({ trail: ['parent last'] }))
    .addEdge(START, 'first')
    .addEdge('first', 'child')
    .addEdge('child', 'last')
    .addEdge('last', END)
    .compile({ checkpointer: saver })
}

describe('subgraphs', () => {
  it('stop at an interrupt two levels down and continue from there, as with MemorySaver', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = family(saver)
      await graph.invoke({ trail: [] }, THREAD)
      const waiting = await stateOf(graph, THREAD, { subgraphs: true })
      const done = await graph.invoke(new Command({ resume: 'yes' }), THREAD)
      return { waiting, done, history: await historyOf(graph, THREAD) }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      waiting: { next: ['child'], tasks: [{ interrupts: [{ value: 'well?' }] }] },
      done: {
        trail: expect.arrayContaining(['grandchild heard yes', 'child after', 'parent last']),
      },
    })
  })

  it('have checkpoints in their own namespaces, the same number in each', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = family(saver)
      await graph.invoke({ trail: [] }, THREAD)
      await graph.invoke(new Command({ resume: 'yes' }), THREAD)
      const counts: Record<string, number> = {}
      for await (const { config } of saver.list(THREAD)) {
        const depth = `depth ${String(config.configurable?.['checkpoint_ns']).split(/[|:]/).length}`
        counts[depth] = (counts[depth] ?? 0) + 1
      }
      return counts
    })
    expect(kusto).toEqual(memory)
    expect(Object.keys(Object(kusto))).toHaveLength(3)
  })

  it('run again from an older checkpoint of the parent', async () => {
    const { kusto, memory } = await onBoth(async (saver) => {
      const graph = family(saver)
      await graph.invoke({ trail: [] }, THREAD)
      await graph.invoke(new Command({ resume: 'yes' }), THREAD)
      const snapshots = []
      for await (const snapshot of graph.getStateHistory(THREAD)) snapshots.push(snapshot)
      const beforeChild = snapshots.find(({ next }) => next.includes('child'))
      await graph.invoke(null, beforeChild?.config)
      const again = await graph.invoke(new Command({ resume: 'again' }), THREAD)
      return {
        again,
        state: await stateOf(graph, THREAD, { subgraphs: true }),
        history: await historyOf(graph, THREAD),
      }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      again: { trail: expect.arrayContaining(['grandchild heard again']) },
      state: { next: [] },
    })
  })
})
