import { KustoSaver, type KustoClient, type KustoTable } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'
import { putState, threadConfig } from './workload.ts'

export const TARGETS = ['local Kusto in process', 'client port that answers at once'] as const
export type Target = (typeof TARGETS)[number]

export interface OpenTarget {
  readonly client: KustoClient
  /** The thread to read; undefined when each worker reads what it has written. */
  readonly recordedThread: string | undefined
  close(): Promise<void>
}

const RECORDED_THREAD = 'recorded'

/** Empty each time, so that no slice reads what another has left. */
export async function openTarget(target: Target): Promise<OpenTarget> {
  const kusto = await LocalKusto.open()
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  if (target === 'local Kusto in process') {
    await saver.close()
    return { client: kusto.client(), recordedThread: undefined, close: () => kusto.close() }
  }
  await saver.close()
  const client = answersAtOnce(await recordAnswer(kusto))
  await kusto.close()
  return { client, recordedThread: RECORDED_THREAD, close: async () => undefined }
}

/** What the local Kusto answers when a thread's latest checkpoint is asked for. */
async function recordAnswer(kusto: LocalKusto): Promise<readonly KustoTable[]> {
  const inner = kusto.client()
  let answer: readonly KustoTable[] = []
  const client: KustoClient = {
    query: async (request) => (answer = await inner.query(request)),
    command: (request) => inner.command(request),
    ingest: (request) => inner.ingest(request),
    enqueue: (request) => inner.enqueue(request),
    close: () => inner.close(),
  }
  await using saver = new KustoSaver({ client })
  await putState(saver, RECORDED_THREAD, 1)
  await saver.getTuple(threadConfig(RECORDED_THREAD))
  return answer
}

/** Nothing but the saver's own work is left to measure. */
function answersAtOnce(answer: readonly KustoTable[]): KustoClient {
  return {
    query: async () => answer,
    command: async () => ({ name: '', columns: [], rows: [] }),
    ingest: async () => undefined,
    enqueue: async () => undefined,
    close: async () => undefined,
  }
}
