import { uuid6, type Checkpoint } from '@langchain/langgraph-checkpoint'
import type { KustoSaver } from '../../src/index.ts'

export const STATE_BYTES = 2_048
export const OPERATIONS_OF_A_STEP = 3

const STATE = 'x'.repeat(STATE_BYTES)

export interface ThreadConfig {
  readonly configurable: { readonly thread_id: string; readonly checkpoint_ns: string }
}

export function threadConfig(threadId: string): ThreadConfig {
  return { configurable: { thread_id: threadId, checkpoint_ns: '' } }
}

export async function putState(
  saver: KustoSaver,
  threadId: string,
  step: number,
): ReturnType<KustoSaver['put']> {
  const checkpoint: Checkpoint = {
    v: 4,
    id: uuid6(step),
    ts: new Date().toISOString(),
    channel_values: { messages: STATE },
    channel_versions: { messages: step },
    versions_seen: {},
  }
  const metadata = { source: 'loop', step, parents: {} } as const
  return saver.put(threadConfig(threadId), checkpoint, metadata, checkpoint.channel_versions)
}

/** One step of an agent: a put of 2 KB, one pending write, one read of the latest. */
export async function runStep(
  saver: KustoSaver,
  place: { readonly writes: string; readonly reads: string },
  step: number,
): Promise<void> {
  const stored = await putState(saver, place.writes, step)
  await saver.putWrites(stored, [['messages', `answer ${step}`]], 'task')
  await saver.getTuple(threadConfig(place.reads))
}
