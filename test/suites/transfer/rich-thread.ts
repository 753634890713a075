import {
  Annotation,
  Command,
  DeltaChannel,
  END,
  interrupt,
  START,
  StateGraph,
} from '@langchain/langgraph'
import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint'

const State = Annotation.Root({
  trail: Annotation<string[]>({ reducer: (trail, more) => [...trail, ...more], default: () => [] }),
  notes: () =>
    new DeltaChannel<string[], string[]>((notes, batches) => [...notes, ...batches.flat()], {
      snapshotFrequency: 4,
      initialValueFactory: () => [],
    }),
  bytes: Annotation<Uint8Array | undefined>(),
  large: Annotation<string>(),
})

/**
 * A graph with everything that a thread can hold: it asks once in a subgraph and once outside.
 *
 * @param isPlain - for MemorySaver, which cannot read bytes in pending writes
 */
export function richGraph(saver: BaseCheckpointSaver, isPlain = false) {
  const inner = new StateGraph(State)
    .addNode('ask', () => ({ trail: [`inner heard ${String(interrupt('well?'))}`] }))
    .addEdge(START, 'ask')
    .compile()
  return new StateGraph(State)
    .addNode('begin', ({ trail }) => ({
      trail: ['x'.repeat(2000)],
      notes: [`begun after ${trail.length}`],
      ...(isPlain ? {} : { bytes: new Uint8Array([0, 255, 128, 1]) }),
      large: 'large '.repeat(2000),
    }))
    .addNode('inner', inner)
    .addNode('left', () => ({ trail: ['left'], notes: ['left'] }))
    .addNode('right', () => ({ trail: [`right heard ${String(interrupt('right?'))}`] }))
    .addNode('end', () => ({ trail: ['ended'], notes: ['ended'] }))
    .addEdge(START, 'begin')
    .addEdge('begin', 'inner')
    .addEdge('inner', 'left')
    .addEdge('inner', 'right')
    .addEdge(['left', 'right'], 'end')
    .addEdge('end', END)
    .compile({ checkpointer: saver })
}

export const threadConfig = (threadId: string) => ({ configurable: { thread_id: threadId } })

/** One whole run, a fork of it, and a second run that waits at its second question. */
export async function fillRichThread(
  saver: BaseCheckpointSaver,
  threadId: string,
  isPlain = false,
): Promise<void> {
  const graph = richGraph(saver, isPlain)
  const thread = threadConfig(threadId)
  await graph.invoke({ trail: ['go'], notes: ['go'] }, thread)
  await graph.invoke(new Command({ resume: 'one' }), thread)
  await graph.invoke(new Command({ resume: 'two' }), thread)
  const done = (await graph.getState(thread)).config
  await graph.updateState(done, { trail: ['fork'], notes: ['fork'] }, 'end')
  await graph.updateState(done, { trail: ['other fork'], notes: ['other fork'] }, 'end')
  await graph.invoke({ trail: ['again'], notes: ['again'] }, thread)
  await graph.invoke(new Command({ resume: 'three' }), thread)
}

/** Everything that a saver returns of a thread, without the thread's id. */
export async function everythingOf(
  saver: BaseCheckpointSaver,
  threadId: string,
): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const tuple of saver.list(threadConfig(threadId))) {
    const { checkpoint_ns: ns, checkpoint_id: id } = tuple.config.configurable ?? {}
    const config = { configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: id } }
    const notes = await saver.getDeltaChannelHistory({ config, channels: ['notes'] })
    found.push({ ...withoutThread(tuple, threadId), notes })
  }
  return found
}

function withoutThread(tuple: CheckpointTuple, threadId: string): object {
  const { config, parentConfig, ...others } = tuple
  const named = (of: typeof parentConfig): unknown => {
    const { thread_id: thread, ...place } = of?.configurable ?? {}
    if (of !== undefined && thread !== threadId) throw new Error(`not of ${threadId}`)
    return place
  }
  return { ...others, config: named(config), parentConfig: named(parentConfig) }
}
