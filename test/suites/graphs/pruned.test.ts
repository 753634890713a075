import {
  Annotation,
  Command,
  DeltaChannel,
  END,
  interrupt,
  START,
  StateGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { KustoSaver, type PruneOptions, type PruneReport } from '../../../src/index.ts'
import { openLocalSaver } from '../../support/local-saver.ts'
import { ASKING_THREAD, askingGraph, openQuestions, takeStep, type Step } from './asking-graph.ts'
import { onBoth } from './same-as-memory.ts'

/* Graphs go on after a prune as if nothing had happened: as with a MemorySaver, which has none. */

async function pruneAt(
  { saver, settle }: { readonly saver: BaseCheckpointSaver; readonly settle: () => Promise<void> },
  threadId: string,
  options?: PruneOptions,
): Promise<PruneReport | undefined> {
  if (!(saver instanceof KustoSaver)) return undefined
  await settle()
  const [report] = await saver.prune([threadId], options)
  return report
}

const Trail = Annotation.Root({
  trail: Annotation<string[]>({ reducer: (trail, more) => [...trail, ...more], default: () => [] }),
})

describe('a pruned thread', () => {
  it('asks and is answered after each prune', async () => {
    const steps: readonly Step[] = ['start', 'name', 'age', 'both']
    const { kusto, memory } = await onBoth(async (saver, settle) => {
      const graph = askingGraph(saver)
      const asked: unknown[] = []
      for (const step of steps) {
        await takeStep(graph, step)
        await pruneAt({ saver, settle }, 'asking')
        asked.push(Object.values(await openQuestions(graph)))
      }
      return { asked, values: (await graph.getState(ASKING_THREAD)).values }
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({ values: { trail: { length: 5 } } })
  })

  it('keeps the first of several answers', async () => {
    const { kusto, memory } = await onBoth(async (saver, settle) => {
      const graph = askingGraph(saver)
      for (const step of ['start', 'name', 'age'] as const) await takeStep(graph, step)
      const [left = '', right = ''] = Object.keys(await openQuestions(graph))
      await graph.invoke(new Command({ resume: { [left]: 'one' } }), ASKING_THREAD)
      await pruneAt({ saver, settle }, 'asking')
      return graph.invoke(new Command({ resume: { [right]: 'two' } }), ASKING_THREAD)
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({
      trail: ['begun', 'Ann is 41', 'left: one', 'right: two', 'ended'],
    })
  })

  it('rebuilds delta channels from pruned ancestors', async () => {
    for (const [durability, snapshotFrequency] of [
      ['sync', 1000],
      ['sync', 4],
      ['exit', 1000],
    ] as const) {
      const config = { configurable: { thread_id: 'delta' }, durability }
      const { kusto, memory } = await onBoth(async (saver, settle) => {
        const graph = deltaGraph(saver, snapshotFrequency)
        for (let turn = 0; turn < 5; turn += 1) {
          await graph.invoke({ notes: [`turn ${turn}`] }, config)
          await pruneAt({ saver, settle }, 'delta')
        }
        return (await graph.getState(config)).values
      })
      expect(kusto).toEqual(memory)
      expect(kusto).toMatchObject({ notes: { length: 10 } })
    }
  })

  it('keeps an unanswered interrupt on a fork, whose run goes on', async () => {
    const { kusto, memory } = await onBoth(async (saver, settle) => {
      const graph = askingGraph(saver)
      await takeStep(graph, 'start')
      const waiting = (await graph.getState(ASKING_THREAD)).config
      const before = (await graph.getState(ASKING_THREAD)).parentConfig
      await graph.updateState(before ?? {}, { trail: ['another way'] }, 'begin')
      const report = await pruneAt({ saver, settle }, 'asking', { keepForksForMs: 0 })
      await graph.invoke(new Command({ resume: 'Ann' }), waiting)
      const { values } = await graph.getState(ASKING_THREAD)
      return { values, why: report?.kept.map((one) => one.why) }
    })
    expect(memory).toEqual(expect.objectContaining({ values: Object(kusto).values }))
    expect(kusto).toMatchObject({ why: [['latest'], ['interrupt']] })
  })

  it('keeps the end of a fork as long as it is told', async () => {
    const { kusto } = await onBoth(async (saver, settle) => {
      const graph = new StateGraph(Trail)
        .addNode('one', () => ({ trail: ['one'] }))
        .addEdge(START, 'one')
        .addEdge('one', END)
        .compile({ checkpointer: saver })
      const config = { configurable: { thread_id: 'forked' } }
      await graph.invoke({ trail: ['a'] }, config)
      const first = (await graph.getState(config)).config
      await graph.invoke({ trail: ['b'] }, config)
      await graph.updateState(first, { trail: ['c'] }, 'one')
      const kept = await pruneAt({ saver, settle }, 'forked')
      const gone = await pruneAt({ saver, settle }, 'forked', { keepForksForMs: 0 })
      return { kept: kept?.kept.map((one) => one.why), gone: gone?.kept.map((one) => one.why) }
    })
    expect(kusto).toEqual({ kept: [['latest', 'fork'], ['fork']], gone: [['latest']] })
  })

  it('waits two graphs down, and goes on', async () => {
    const { kusto, memory } = await onBoth(async (saver, settle) => {
      const graph = family(saver)
      const config = { configurable: { thread_id: 'family' } }
      await graph.invoke({ trail: [] }, config)
      await pruneAt({ saver, settle }, 'family')
      return graph.invoke(new Command({ resume: 'yes' }), config)
    })
    expect(kusto).toEqual(memory)
    expect(kusto).toMatchObject({ trail: expect.arrayContaining(['child heard yes', 'last']) })
  })

  it('replays a kept checkpoint with the memory that its subgraph had', async () => {
    const { kusto, memory } = await onBoth(async (saver, settle) => {
      const child = new StateGraph(Trail)
        .addNode('remember', ({ trail }) => ({ trail: [`child ${trail.length}`] }))
        .addEdge(START, 'remember')
        .addEdge('remember', END)
        .compile({ checkpointer: true })
      const graph = new StateGraph(Trail)
        .addNode('child', child)
        .addNode('after', () => ({ trail: ['after'] }))
        .addEdge(START, 'child')
        .addEdge('child', 'after')
        .addEdge('after', END)
        .compile({ checkpointer: saver })
      const config = { configurable: { thread_id: 'memory' } }
      for (let turn = 0; turn < 3; turn += 1) await graph.invoke({ trail: [`${turn}`] }, config)
      const before = []
      for await (const snapshot of graph.getStateHistory(config)) before.push(snapshot)
      const kept = before.slice(0, 3).findLast(({ next }) => next.includes('child'))
      await pruneAt({ saver, settle }, 'memory', { keep: 3 })
      return graph.invoke(null, kept?.config)
    })
    expect(kusto).toEqual(memory)
  })

  it('names the hidden checkpoints whose rows a delta channel uses', async () => {
    const opened = await openLocalSaver()
    try {
      const graph = deltaGraph(opened.saver, 1000)
      const config = { configurable: { thread_id: 'delta' } }
      for (let turn = 0; turn < 3; turn += 1) {
        await graph.invoke({ notes: [`turn ${turn}`] }, config)
      }
      await opened.settle()
      const [report] = await opened.saver.prune(['delta'])
      expect(report).toMatchObject({ pruned: 8, kept: [{ why: ['latest'] }], inUse: { length: 8 } })
      expect(new Set(report?.inUse.flatMap(({ why }) => why))).toEqual(new Set(['deltaChannel']))
    } finally {
      await opened.close()
    }
  })
})

function deltaGraph(saver: BaseCheckpointSaver, snapshotFrequency: number) {
  const State = Annotation.Root({
    notes: () =>
      new DeltaChannel<string[], string[]>((notes, batches) => [...notes, ...batches.flat()], {
        snapshotFrequency,
        initialValueFactory: () => [],
      }),
  })
  return new StateGraph(State)
    .addNode('note', ({ notes }) => ({ notes: [`note ${notes.length}`] }))
    .addEdge(START, 'note')
    .addEdge('note', END)
    .compile({ checkpointer: saver })
}

/** A parent with a subgraph that contains another, which asks. */
function family(saver: BaseCheckpointSaver) {
  const grandchild = new StateGraph(Trail)
    .addNode('ask', () => ({ trail: [`child heard ${String(interrupt('well?'))}`] }))
    .addEdge(START, 'ask')
    .compile()
  const child = new StateGraph(Trail)
    .addNode('before', () => ({ trail: ['before'] }))
    .addNode('grandchild', grandchild)
    .addEdge(START, 'before')
    .addEdge('before', 'grandchild')
    .addEdge('grandchild', END)
    .compile()
  return new StateGraph(Trail)
    .addNode('first', () => ({ trail: ['first'] }))
    .addNode('child', child)
    .addNode('last', () => ({ trail: ['last'] }))
    .addEdge(START, 'first')
    .addEdge('first', 'child')
    .addEdge('child', 'last')
    .addEdge('last', END)
    .compile({ checkpointer: saver })
}
