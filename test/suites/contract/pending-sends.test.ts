import { describe } from 'vitest'
import { TASKS, type BaseCheckpointSaver, type Checkpoint } from '@langchain/langgraph-checkpoint'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, listed, put } from './words.ts'

/** As LangGraph stored checkpoints before version 4: sends were among the parent's writes. */
function old(id: string, versions: Record<string, number> = {}): Checkpoint {
  return { ...checkpoint(id, {}, versions), v: 3 }
}

async function parentWithSends(saver: BaseCheckpointSaver, thread = 'thread'): Promise<void> {
  await put(saver, old('1'), { thread })
  await saver.putWrites(
    at('1', { thread }),
    [
      [TASKS, `${thread} b1`],
      [TASKS, `${thread} b2`],
      ['a', 'other'],
    ],
    'task-b',
  )
  await saver.putWrites(at('1', { thread }), [[TASKS, `${thread} a`]], 'task-a')
}

function sends(stored: Checkpoint | undefined): unknown {
  return { values: stored?.channel_values[TASKS], version: stored?.channel_versions[TASKS] }
}

const SENT = ['thread a', 'thread b1', 'thread b2']
const AS_STORED = ['thread b1', 'thread b2', 'thread a']
const INSERTION = 'it takes the sends as they arrived, and a run replayed sends in another order'

describe('pending sends of checkpoints older than version 4', () => {
  sideBySide([
    {
      name: 'come from the writes of the parent, in the order of writes, with the greatest version',
      story: async (saver) => {
        await parentWithSends(saver)
        await put(saver, old('2', { a: 3, b: 12 }), { parent: '1' })
        return sends((await saver.getTuple(at('2')))?.checkpoint)
      },
      outcome: { result: { values: SENT, version: 12 } },
      memory: { outcome: { result: { values: AS_STORED, version: 12 } }, why: INSERTION },
    },
    {
      name: 'are read in a list too',
      story: async (saver) => {
        await parentWithSends(saver)
        await put(saver, old('2', { a: 3 }), { parent: '1' })
        return (await listed(saver, at())).map((tuple) => sends(tuple.checkpoint))
      },
      outcome: {
        result: [
          { values: SENT, version: 3 },
          { values: undefined, version: undefined },
        ],
      },
      memory: {
        outcome: {
          result: [
            { values: AS_STORED, version: 3 },
            { values: undefined, version: undefined },
          ],
        },
        why: INSERTION,
      },
    },
    {
      name: 'in a list over threads each checkpoint has those of its own thread',
      story: async (saver) => {
        await parentWithSends(saver, 'x')
        await parentWithSends(saver, 'y')
        await put(saver, old('2', { a: 3 }), { parent: '1', thread: 'x' })
        await put(saver, old('3', { a: 3 }), { parent: '1', thread: 'y' })
        const tuples = await listed(saver, {}, { before: at('9') })
        return Object.fromEntries(
          tuples
            .filter((tuple) => tuple.parentConfig !== undefined)
            .map((tuple) => [tuple.checkpoint.id, tuple.checkpoint.channel_values[TASKS]]),
        )
      },
      outcome: {
        result: { 2: ['x a', 'x b1', 'x b2'], 3: ['y a', 'y b1', 'y b2'] },
      },
      postgres: {
        outcome: {
          result: { 2: ['y a', 'y b1', 'y b2'], 3: ['y a', 'y b1', 'y b2'] },
        },
        why: 'it looks all of them up in the thread of the first row, and one thread sees what another sent',
      },
      memory: {
        outcome: {
          result: { 2: ['x b1', 'x b2', 'x a'], 3: ['y b1', 'y b2', 'y a'] },
        },
        why: INSERTION,
      },
    },
    {
      name: 'a checkpoint of version 4 keeps its own',
      story: async (saver) => {
        await parentWithSends(saver)
        await put(saver, checkpoint('2', { [TASKS]: ['own'] }, { [TASKS]: 2 }), { parent: '1' })
        return sends((await saver.getTuple(at('2')))?.checkpoint)
      },
      outcome: { result: { values: ['own'], version: 2 } },
    },
    {
      name: 'a root has none',
      story: async (saver) => {
        await put(saver, old('1', { a: 1 }))
        return sends((await saver.getTuple(at('1')))?.checkpoint)
      },
      outcome: { result: { values: undefined, version: undefined } },
    },
  ])
})
