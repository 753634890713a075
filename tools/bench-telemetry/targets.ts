import type {
  KustoClient,
  KustoSaver as Saver,
  KustoSaverParams,
  KustoTable,
} from '../../src/index.ts'
import type { LocalKusto as Kusto } from '../../src/local/index.ts'
import { KustoSaver, LocalKusto } from '../bench/product.ts'
import { openDatabase } from './served-database.ts'
import {
  agentTurns,
  bareSteps,
  putState,
  smallTurns,
  threadConfig,
  type Workload,
} from './workload.ts'

/** Ordered by similarity to what users run. */
export const TARGETS = ['agent turns', 'small turns', 'http', 'in process', 'instant'] as const
export type Target = (typeof TARGETS)[number]

export interface OpenTarget {
  readonly params: Pick<KustoSaverParams, 'client' | 'endpoint' | 'maxOverlayBytes'>
  /**
   * Whether queries never return written rows, so that the saver holds them all as long as it is
   * open.
   */
  readonly isForgetful: boolean
  /** The thread to read; undefined if each worker reads its own writes. */
  readonly recordedThread: string | undefined
  close(): Promise<void>
}

const RECORDED_THREAD = 'recorded'

/** The workload of each target. */
export const WORKLOADS: Readonly<Record<Target, (saver: Saver) => Workload>> = {
  'agent turns': agentTurns,
  'small turns': smallTurns,
  http: (saver) => bareSteps(saver, 500),
  'in process': (saver) => bareSteps(saver, 1_500),
  instant: (saver) => bareSteps(saver, 3_000),
}

/** Empty each time, so that no slice reads another's rows. */
export async function openTarget(target: Target, kustoUrl: string): Promise<OpenTarget> {
  if (target === 'agent turns' || target === 'small turns' || target === 'http') {
    return openServed(kustoUrl)
  }
  const kusto = await LocalKusto.open()
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.close()
  if (target === 'in process') {
    const params = { client: kusto.client() }
    return { params, isForgetful: false, recordedThread: undefined, close: () => kusto.close() }
  }
  const client = answersAtOnce(await recordAnswer(kusto))
  await kusto.close()
  return {
    params: { client, maxOverlayBytes: Number.MAX_SAFE_INTEGER },
    isForgetful: true,
    recordedThread: RECORDED_THREAD,
    close: async () => undefined,
  }
}

async function openServed(kustoUrl: string): Promise<OpenTarget> {
  const database = await openDatabase(kustoUrl)
  const { client, endpoint } = database
  return {
    params: { client, endpoint },
    isForgetful: false,
    recordedThread: undefined,
    close: () => database.drop(),
  }
}

/** The local Kusto's answer to a query for a thread's latest checkpoint. */
async function recordAnswer(kusto: Kusto): Promise<readonly KustoTable[]> {
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

/** Measures only the saver's own work. */
function answersAtOnce(answer: readonly KustoTable[]): KustoClient {
  return {
    query: async () => answer,
    command: async () => ({ name: '', columns: [], rows: [] }),
    ingest: async () => undefined,
    enqueue: async () => undefined,
    close: async () => undefined,
  }
}
