import type { RunnableConfig } from '@langchain/core/runnables'
import type { KustoClient, KustoTable } from '../../../src/index.ts'
import type { AgentStates } from '../agent-state.ts'
import { KustoSaver, LocalKusto } from '../../bench/product.ts'
import { AgentThread } from '../superstep.ts'

export interface InstantKusto {
  /**
   * Answers every request at once: queries with the tables recorded for the thread, the rest with
   * nothing.
   */
  readonly client: KustoClient
  readonly states: AgentStates
  readonly recordedThread: RunnableConfig
}

/** Records the local Kusto's answer to a query for a thread's latest checkpoint. */
export async function openInstantKusto(states: AgentStates): Promise<InstantKusto> {
  await using kusto = await LocalKusto.open()
  const inner = kusto.client()
  const saver = new KustoSaver({ client: inner })
  await saver.setup({ provision: true })
  const thread = new AgentThread(saver, states)
  await thread.put()
  await thread.putWrites()
  await saver.flush()
  const recordedThread = { configurable: { thread_id: thread.id, checkpoint_ns: '' } }
  const client = instantClient(await recordAnswer(kusto.client(), recordedThread))
  await saver.close()
  return { client, states, recordedThread }
}

/** Queried by a saver that has written nothing, so that everything comes from the database. */
async function recordAnswer(
  inner: KustoClient,
  thread: RunnableConfig,
): Promise<readonly KustoTable[]> {
  let answer: readonly KustoTable[] = []
  const client: KustoClient = {
    ...instantClient([]),
    query: async (request) => (answer = await inner.query(request)),
  }
  await using saver = new KustoSaver({ client })
  if ((await saver.getTuple(thread)) === undefined)
    throw new Error('The thread to record was not found')
  return answer
}

function instantClient(answer: readonly KustoTable[]): KustoClient {
  return {
    query: async () => answer,
    command: async () => ({ name: '', columns: [], rows: [] }),
    ingest: async () => undefined,
    enqueue: async () => undefined,
    close: async () => undefined,
  }
}
