import { Client } from '@langchain/langgraph-sdk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAgentServer, type AgentServer } from '../../../examples/agent-server/agent-server.ts'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'

let kusto: LocalKusto
let saver: KustoSaver
let server: AgentServer
let client: Client

beforeEach(async () => {
  kusto = await LocalKusto.open()
  await start()
  await saver.setup({ provision: true })
})
afterEach(async () => {
  await stop()
  await kusto.close()
})

async function start(): Promise<void> {
  saver = new KustoSaver({ client: kusto.client() })
  server = await startAgentServer(saver)
  client = new Client({ apiUrl: server.url })
}

async function stop(): Promise<void> {
  await server.close()
  await saver.close()
}

async function run(
  threadId: string,
  payload: Parameters<Client['runs']['stream']>[2],
): Promise<void> {
  for await (const { event, data } of client.runs.stream(threadId, 'refund', payload)) {
    if (event === 'error') throw new Error(JSON.stringify(data))
  }
}

async function interrupted(order: string): Promise<string> {
  const { thread_id: threadId } = await client.threads.create()
  await run(threadId, { input: { order } })
  return threadId
}

describe("createEmbedServer of LangGraph's server on a KustoSaver", () => {
  it('resumes an interrupted thread after a restart of the server', async () => {
    const threadId = await interrupted('order 7')
    await stop()
    await start()
    const before = await client.threads.getState(threadId)
    expect(before.next).toEqual(['ask'])
    expect(before.tasks[0]?.interrupts[0]?.value).toBe('Refund order 7?')
    await run(threadId, { command: { resume: 'yes' } })
    const after = await client.threads.getState(threadId)
    expect(after.next).toEqual([])
    expect(after.values).toEqual({
      order: 'order 7',
      isApproved: true,
      log: ['looked at order 7', 'refunded order 7'],
    })
  })

  it('has the history of a thread, and the state at each of its checkpoints', async () => {
    const threadId = await interrupted('order 7')
    await run(threadId, { command: { resume: 'no' } })
    const history = await client.threads.getHistory<{ log: string[] }>(threadId)
    expect(history.map(({ next, values }) => [next, values.log.length])).toEqual([
      [[], 2],
      [['pay'], 1],
      [['ask'], 1],
      [['look'], 0],
      [['__start__'], 0],
    ])
    const older = history[2]?.checkpoint.checkpoint_id ?? ''
    const state = await client.threads.getState(threadId, older)
    expect(state.next).toEqual(['ask'])
  })

  it('finds all threads by list({}), the last written one first, after a restart too', async () => {
    const first = await interrupted('order 1')
    const second = await interrupted('order 2')
    await run(first, { command: { resume: 'yes' } })
    await stop()
    await start()
    const found = await client.threads.search()
    expect(found.map(({ thread_id: id }) => id)).toEqual([first, second])
    expect(found[0]?.metadata).toMatchObject({ graph_id: 'refund' })
    expect(await client.threads.search({ limit: 1, offset: 1 })).toHaveLength(1)
    expect(await client.threads.search({ metadata: { graph_id: 'refund' } })).toHaveLength(2)
    expect(await client.threads.search({ metadata: { graph_id: 'other' } })).toEqual([])
  })

  it('updates the state of a thread, and deletes it', async () => {
    const threadId = await interrupted('order 7')
    await client.threads.updateState(threadId, { values: { order: 'order 8' } })
    const { values } = await client.threads.getState<{ order: string }>(threadId)
    expect(values.order).toBe('order 8')
    await client.threads.delete(threadId)
    await expect(client.threads.get(threadId)).rejects.toThrow('404')
    expect(await client.threads.search()).toEqual([])
  })
})
