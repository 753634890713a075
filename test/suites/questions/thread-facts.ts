import { isBaseMessage } from '@langchain/core/messages'
import type { BaseMessage } from '@langchain/core/messages'
import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { supportGraph } from '../../unit/provision/functions/support-graph.ts'

export interface StepFact {
  readonly id: string
  readonly parentId: string
  readonly step: number
  readonly source: string
  readonly atMs: number
  readonly tenant: string
  readonly user: string
  readonly runId: string
}

export interface MessageFact {
  readonly message: BaseMessage
  /** The first checkpoint that holds it. */
  readonly first: StepFact
}

interface TaskFact {
  readonly node: string
  readonly questions: readonly unknown[]
  readonly error: { readonly name: string; readonly message: string } | undefined
}

/** What the saver's own reads tell of one thread. */
export interface ThreadFacts {
  readonly threadId: string
  /** Oldest first. */
  readonly steps: readonly StepFact[]
  readonly latest: StepFact
  readonly bytes: number
  readonly next: readonly string[]
  readonly tasks: readonly TaskFact[]
  readonly messages: readonly MessageFact[]
}

/** By `list` and, for what the graph does next, `getTuple`; undefined for a deleted thread. */
export async function readThreadFacts(
  saver: BaseCheckpointSaver,
  threadId: string,
): Promise<ThreadFacts | undefined> {
  const config = { configurable: { thread_id: threadId } }
  const tuples: CheckpointTuple[] = []
  for await (const tuple of saver.list(config)) tuples.unshift(tuple)
  const steps = tuples.map(stepOf)
  const [newest, latest] = [tuples.at(-1), steps.at(-1)]
  if (newest === undefined || latest === undefined) return undefined
  const { next, tasks } = await supportGraph(saver).getState(config)
  return {
    threadId,
    steps,
    latest,
    bytes: await storedBytes(saver, newest),
    next,
    tasks: tasks.map(({ name, interrupts, error }) => ({
      node: name,
      questions: interrupts.map(({ value }) => value),
      error: errorOf(error),
    })),
    messages: messagesOf(tuples),
  }
}

function stepOf({ checkpoint, metadata, parentConfig }: CheckpointTuple): StepFact {
  const labels: Readonly<Record<string, unknown>> = { ...metadata }
  const label = (name: string): string => textOf(labels[name])
  return {
    id: checkpoint.id,
    parentId: String(parentConfig?.configurable?.['checkpoint_id'] ?? ''),
    step: metadata?.step ?? Number.NaN,
    source: label('source'),
    atMs: Number(labels['put_at_ms']),
    tenant: label('tenant'),
    user: label('user'),
    runId: label('run_id'),
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function errorOf(error: unknown): TaskFact['error'] {
  if (typeof error !== 'object' || error === null) return undefined
  const { name, message }: { name?: unknown; message?: unknown } = error
  return { name: String(name), message: String(message) }
}

async function storedBytes(
  { serde }: BaseCheckpointSaver,
  { checkpoint }: CheckpointTuple,
): Promise<number> {
  const values = Object.values(checkpoint.channel_values)
  const texts = await Promise.all(values.map((value) => serde.dumpsTyped(value)))
  return texts.reduce((sum, [, bytes]) => sum + bytes.length, 0)
}

function messagesOf(tuples: readonly CheckpointTuple[]): MessageFact[] {
  const found = new Map<string, MessageFact>()
  for (const tuple of tuples)
    for (const message of Object.values(tuple.checkpoint.channel_values).flat())
      if (isBaseMessage(message) && !found.has(String(message.id)))
        found.set(String(message.id), { message, first: stepOf(tuple) })
  return [...found.values()]
}
