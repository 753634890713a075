import type { RunnableConfig } from '@langchain/core/runnables'
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'

const DAY_MS = 24 * 3_600_000
const THREAD = { configurable: { thread_id: 'expired' } }

let clock: VirtualClock
let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  // with a longer retention than the tables', it refreshes no old value
  saver = new KustoSaver({
    client: kusto.client(),
    nowMs: () => clock.nowMs(),
    retentionDays: 3650,
  })
  await saver.setup({ provision: true, retentionDays: 90 })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

const State = Annotation.Root({ name: Annotation<string>, turns: Annotation<number> })

function graphOn(checkpointer: KustoSaver) {
  return new StateGraph(State)
    .addNode('turn', ({ turns }) => ({ turns: (turns ?? 0) + 1 }))
    .addEdge(START, 'turn')
    .addEdge('turn', END)
    .compile({ checkpointer })
}

/**
 * A fork whose `name` was stored eighty days before it, next to a whole checkpoint with its own
 * name.
 */
async function expireLatest(): Promise<void> {
  const graph = graphOn(saver)
  await graph.invoke({ name: 'old', turns: 0 }, THREAD)
  const old = (await graph.getState(THREAD)).config
  await clock.advance(80 * DAY_MS)
  await graph.invoke({ name: 'new', turns: 10 }, THREAD)
  await graph.updateState(old, { turns: 5 }, 'turn')
  await clock.advance(15 * DAY_MS)
}

async function newestWhole(): Promise<RunnableConfig> {
  for await (const { config } of saver.list(THREAD, { limit: 1 })) return config
  throw new Error('No checkpoint is whole')
}

describe('the error for an expired state', () => {
  it('names updateState(config, null) with an older checkpoint of list(), which works', async () => {
    await expireLatest()
    const graph = graphOn(saver)
    await expect(graph.invoke({ turns: 1 }, THREAD)).rejects.toMatchObject({
      code: 'STATE_EXPIRED',
      message: expect.stringMatching(/updateState\(config, null\).*list\(\)/) as unknown,
    })
    await graph.updateState(await newestWhole(), null)
    expect(await graph.invoke({ turns: 20 }, THREAD)).toEqual({ name: 'new', turns: 21 })
  })

  it('names deleteThread(), after which the thread starts over', async () => {
    await expireLatest()
    const graph = graphOn(saver)
    await expect(graph.getState(THREAD)).rejects.toThrow('deleteThread("expired")')
    await saver.deleteThread('expired')
    expect(await graph.invoke({ name: 'again', turns: 1 }, THREAD)).toEqual({
      name: 'again',
      turns: 2,
    })
  })
})
