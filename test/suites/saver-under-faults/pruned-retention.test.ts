import { Annotation, DeltaChannel, END, START, StateGraph } from '@langchain/langgraph'
import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'

const DAY_MS = 24 * 3_600_000
const CONFIG = { configurable: { thread_id: 'for months' }, durability: 'sync' } as const

it('pruned checkpoints on which a delta channel rests stay hidden while they are refreshed', async () => {
  const clock = new VirtualClock()
  await using kusto = await LocalKusto.open({ clock })
  await using saver = new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
  await saver.setup({ provision: true })
  const Notes = Annotation.Root({
    notes: () =>
      new DeltaChannel<string[], string[]>((notes, batches) => [...notes, ...batches.flat()], {
        snapshotFrequency: 1000,
        initialValueFactory: () => [],
      }),
  })
  const graphOf = (one: KustoSaver) =>
    new StateGraph(Notes)
      .addNode('note', ({ notes }) => ({ notes: [`note ${notes.length}`] }))
      .addEdge(START, 'note')
      .addEdge('note', END)
      .compile({ checkpointer: one })
  await graphOf(saver).invoke({ notes: ['first'] }, CONFIG)
  const before = await idsOf(saver)
  await graphOf(saver).invoke({ notes: ['second'] }, CONFIG)
  await saver.prune(['for months'])
  for (let month = 0; month < 8; month++) {
    await clock.advance(25 * DAY_MS)
    await using later = new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
    await graphOf(later).invoke({ notes: [`month ${month}`] }, CONFIG)
    const listed = new Set(await idsOf(later))
    expect(before.filter((id) => listed.has(id))).toEqual([])
    const { values } = await graphOf(later).getState(CONFIG)
    expect(values).toMatchObject({ notes: { length: 6 + 2 * month } })
  }
}, 60_000)

async function idsOf(saver: KustoSaver): Promise<string[]> {
  const ids: string[] = []
  for await (const { checkpoint } of saver.list(CONFIG)) ids.push(checkpoint.id)
  return ids
}
