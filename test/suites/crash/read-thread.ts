import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { deltaChannels } from './workload/delta-channels.ts'

export interface CheckpointName {
  readonly ns: string
  readonly id: string
}

/** Number of checkpoints in a partial list. */
const LISTED = 15
/** Number of listed checkpoints whose delta channel is read, in a full and in a partial check. */
const FOLDED = { full: 10, part: 3 } as const

/**
 * Reads a thread in every possible way, for the history: the list, the latest of each namespace,
 * checkpoints by id (deleted ones too), and delta channels.
 *
 * @param names - ids of checkpoints to read
 * @param isFull - the whole list; else its first checkpoints
 */
export async function readThread(
  saver: BaseCheckpointSaver,
  thread: string,
  names: readonly CheckpointName[],
  { isFull }: { readonly isFull: boolean },
): Promise<void> {
  const folded: (CheckpointName & { channels: string[] })[] = []
  const options = isFull ? {} : { limit: LISTED }
  await attempt(async () => {
    for await (const tuple of saver.list({ configurable: { thread_id: thread } }, options)) {
      const { checkpoint_ns: ns, checkpoint_id: id } = tuple.config.configurable ?? {}
      const channels = deltaChannels(tuple)
      if (channels.length > 0) folded.push({ ns: String(ns), id: String(id), channels })
    }
  })
  for (const ns of new Set(['', ...names.map((name) => name.ns)])) {
    const config = { configurable: { thread_id: thread, checkpoint_ns: ns } }
    await attempt(async () => saver.getTuple(config))
  }
  for (const name of names) await attempt(async () => saver.getTuple(configOf(thread, name)))
  for (const name of folded.slice(0, isFull ? FOLDED.full : FOLDED.part)) {
    const config = configOf(thread, name)
    await attempt(async () => saver.getDeltaChannelHistory({ config, channels: name.channels }))
  }
}

/** The history records failed reads. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch {}
}

function configOf(thread: string, { ns, id }: CheckpointName) {
  return { configurable: { thread_id: thread, checkpoint_ns: ns, checkpoint_id: id } }
}
