/** Starts the server of agent-server.ts on a local Kusto, and talks to it once. */
import { Client } from '@langchain/langgraph-sdk'
import { KustoSaver } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'
import { startAgentServer } from './agent-server.ts'

await using kusto = await LocalKusto.open()
await using saver = new KustoSaver({ client: kusto.client() })
await saver.setup({ provision: true })
const server = await startAgentServer(saver)
const client = new Client({ apiUrl: server.url })

const { thread_id: thread } = await client.threads.create()
await run({ input: { order: 'order 7' } })
const { next, tasks } = await client.threads.getState(thread)
console.log(next, tasks[0]?.interrupts[0]?.value)
await run({ command: { resume: 'yes' } })
const { values } = await client.threads.getState<{ log: string[] }>(thread)
console.log(values.log)
const [found, history] = await Promise.all([
  client.threads.search(),
  client.threads.getHistory(thread),
])
console.log(`${found.length} thread with ${history.length} checkpoints`)
await server.close()

async function run(payload: Parameters<typeof client.runs.stream>[2]): Promise<void> {
  for await (const { event, data } of client.runs.stream(thread, 'refund', payload)) {
    if (event === 'error') throw new Error(JSON.stringify(data))
  }
}
