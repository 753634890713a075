import { uuid6, type Checkpoint } from '@langchain/langgraph-checkpoint'
import { Agent } from '../../load/target/agent-graph.ts'
import type { KustoSaver } from '../../src/index.ts'

export const STATE_BYTES = 2_048

/** What the agents of a bench do, one step after another. */
export interface Workload {
  /** Calls of the saver that one step makes. */
  readonly operationsPerStep: number
  step(place: StepPlace, step: number): Promise<unknown>
}

interface StepPlace {
  /** The thread that the step writes to. */
  readonly writes: string
  /** The thread that it reads. */
  readonly reads: string
}

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

/** A put of 2 KB, one pending write, one read of the latest: the saver without LangGraph around it. */
export function bareSteps(saver: KustoSaver): Workload {
  return {
    operationsPerStep: 3,
    async step(place, step) {
      const stored = await putState(saver, place.writes, step)
      await saver.putWrites(stored, [['messages', `answer ${step}`]], 'task')
      await saver.getTuple(threadConfig(place.reads))
    },
  }
}

/** Turns of the agent that the load suite drives: a graph of LangGraph's, 1 getTuple, 5 puts, 5 putWrites. */
export function agentTurns(saver: KustoSaver): Workload {
  const agent = new Agent(saver)
  return {
    operationsPerStep: 11,
    step: ({ writes }, step) =>
      agent.turn({ threadId: writes, seed: step, documentBytes: STATE_BYTES }),
  }
}
