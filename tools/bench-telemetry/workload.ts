import { uuid6, type Checkpoint } from '@langchain/langgraph-checkpoint'
import { drawBytes, randomOf, STATE_SIZES } from '../../load/draw.ts'
import { Agent } from '../../load/target/agent-graph.ts'
import type { KustoSaver } from '../../src/index.ts'

export const STATE_BYTES = 2_048

/** The steps of a benchmark's agents. */
export interface Workload {
  /** Calls of the saver that one step makes. */
  readonly operationsPerStep: number
  /** Steps of a slice: about a second on the author's machine. */
  readonly stepsPerSlice: number
  /** @param step - number within the slice; a step is the same work in every slice */
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

/**
 * A put of 2 KB, one pending write, one read of the latest: the saver without LangGraph around it.
 */
export function bareSteps(saver: KustoSaver, stepsPerSlice: number): Workload {
  return {
    operationsPerStep: 3,
    stepsPerSlice,
    async step(place, step) {
      const stored = await putState(saver, place.writes, step + 1)
      await saver.putWrites(stored, [['messages', `answer ${step}`]], 'task')
      await saver.getTuple(threadConfig(place.reads))
    },
  }
}

const TURNS_PER_SLICE = 96
const SEED_OF_SIZES = 20_261_123
/** The sizes that the load suite would draw for as many turns. */
const DRAWN_BYTES: readonly number[] = Array.from({ length: TURNS_PER_SLICE }, (_, turn) =>
  drawBytes(randomOf(SEED_OF_SIZES, turn), STATE_SIZES),
)

/** Sizes of the documents that the agents read in a slice. */
export const DRAWN: {
  readonly count: number
  readonly sumBytes: number
  readonly maxBytes: number
} = {
  count: TURNS_PER_SLICE,
  sumBytes: DRAWN_BYTES.reduce((sum, bytes) => sum + bytes, 0),
  maxBytes: Math.max(...DRAWN_BYTES),
}

/** Turns of the load suite's agent, with documents of its sizes. */
export function agentTurns(saver: KustoSaver): Workload {
  return turns(saver, (turn) => DRAWN_BYTES[turn] ?? STATE_BYTES)
}

/** Turns of the same agent, each with a small document. */
export function smallTurns(saver: KustoSaver): Workload {
  return turns(saver, () => STATE_BYTES)
}

/** A graph of LangGraph's, 1 getTuple, 5 puts, 5 putWrites. */
function turns(saver: KustoSaver, bytesOf: (turn: number) => number): Workload {
  const agent = new Agent(saver)
  return {
    operationsPerStep: 11,
    stepsPerSlice: TURNS_PER_SLICE,
    step: ({ writes }, step) =>
      agent.turn({ threadId: writes, seed: step + 1, documentBytes: bytesOf(step) }),
  }
}
