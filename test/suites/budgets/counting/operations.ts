import type { KustoSaver } from '../../../../src/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../../support/checkpoints.ts'

/** One kind of call whose costs are counted. */
export interface CountedOperation {
  readonly name: string
  /** Calls before the counted ones, whose rows queries have returned. */
  readonly stored?: (saver: KustoSaver, threadId: string) => Promise<void>
  /** Calls before the counted ones, whose rows no query has returned yet. */
  readonly unseen?: (saver: KustoSaver, threadId: string) => Promise<void>
  /** The n-th counted call, n from 1. */
  readonly call: (saver: KustoSaver, threadId: string, n: number) => Promise<unknown>
}

export const OPERATIONS: readonly CountedOperation[] = [
  { name: 'put of 2 KB', call: putOf(2000) },
  { name: 'put of 100 KB', call: putOf(100_000) },
  { name: 'put of 2 MB', call: putOf(2_000_000) },
  { name: 'put of 100 KB and a message more each time', call: putGrown(100_000) },
  { name: 'put of one small channel beside 100 KB that did not change', call: putBeside(100_000) },
  { name: 'putWrites of two', call: putTwoWrites },
  { name: 'getTuple of 2 KB', stored: afterSteps(1, 2000), call: getTuple },
  { name: 'getTuple of 100 KB', stored: afterSteps(1, 100_000), call: getTuple },
  { name: 'getTuple of 2 MB', stored: afterSteps(1, 2_000_000), call: getTuple },
  { name: 'getTuple of 2 KB, 100 checkpoints long', stored: afterSteps(100, 2000), call: getTuple },
  { name: 'getTuple of 2 KB beside 10 unseen rows', unseen: afterSteps(3, 2000), call: getTuple },
  {
    name: 'getTuple of 2 KB beside 1,000 unseen rows of its thread',
    unseen: afterSteps(250, 2000),
    call: getTuple,
  },
  {
    name: 'getTuple of 2 KB beside 1,000 unseen rows of other threads',
    unseen: async (saver, threadId) => {
      await afterSteps(250, 2000)(saver, `${threadId} other`)
      await afterSteps(3, 2000)(saver, threadId)
    },
    call: getTuple,
  },
]

/** The operations to test a costlier saver with: one of each kind. */
export const COSTLIER_OPERATIONS: readonly string[] = [
  'put of 2 KB',
  'putWrites of two',
  'getTuple of 2 KB',
]

/** Messages of an agent, with about this many bytes as JSON. */
function messagesOf(bytes: number): unknown[] {
  const text = 'What is the answer to "everything"?\n'.repeat(12)
  return Array.from({ length: Math.ceil(bytes / 500) }, (_, n) => ({ role: 'human', n, text }))
}

/** Returns a different list each time. */
function putOf(bytes: number): CountedOperation['call'] {
  const messages = messagesOf(bytes)
  return async (saver, threadId, n) => {
    await putStep(saver, threadId, n, { messages: [n, ...messages], step: n })
  }
}

function putGrown(bytes: number): CountedOperation['call'] {
  const messages = messagesOf(bytes)
  const more = messagesOf(500)
  return async (saver, threadId, n) => {
    if (n > 1) messages.push(...more)
    await putStep(saver, threadId, n, { messages, step: n })
  }
}

function putBeside(bytes: number): CountedOperation['call'] {
  const large = messagesOf(bytes)
  return async (saver, threadId, n) => {
    const values = { large, step: n }
    const versions = { large: 1, step: n }
    const changed = n === 1 ? versions : { step: n }
    const checkpoint = checkpointOf(n, values, versions)
    await saver.put(configOf(threadId, n - 1), checkpoint, metadataOf(n), changed)
  }
}

async function putStep(
  saver: KustoSaver,
  threadId: string,
  n: number,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const checkpoint = checkpointOf(n, values)
  const versions = checkpoint.channel_versions
  await saver.put(configOf(threadId, n - 1), checkpoint, metadataOf(n), versions)
}

async function putTwoWrites(saver: KustoSaver, threadId: string, n: number): Promise<void> {
  const writes: [string, unknown][] = [
    ['step', n],
    ['branch:to:tools', null],
  ]
  await saver.putWrites(configOf(threadId, 1), writes, `task ${n}`)
}

function afterSteps(steps: number, bytes: number): NonNullable<CountedOperation['stored']> {
  const put = putOf(bytes)
  return async (saver, threadId) => {
    for (let n = 1; n <= steps; n++) await put(saver, threadId, n)
    await putTwoWrites(saver, threadId, steps)
  }
}

async function getTuple(saver: KustoSaver, threadId: string): Promise<void> {
  const tuple = await saver.getTuple(configOf(threadId))
  if (tuple === undefined) throw new Error(`No checkpoint in ${threadId}`)
}

function configOf(threadId: string, n = 0) {
  const parent = n > 0 ? { checkpoint_id: idOf(n) } : {}
  return { configurable: { thread_id: threadId, checkpoint_ns: '', ...parent } }
}
