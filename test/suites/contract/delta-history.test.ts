import { describe } from 'vitest'
import {
  DeltaSnapshot,
  isDeltaSnapshot,
  type BaseCheckpointSaver,
  type DeltaChannelHistory,
} from '@langchain/langgraph-checkpoint'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, put } from './words.ts'

/** Readable form: the seed's own value, and each write's value. */
function plain(found: DeltaChannelHistory | undefined): unknown {
  if (found === undefined) return undefined
  const seed = isDeltaSnapshot(found.seed) ? { snapshot: found.seed.value } : found.seed
  return { seed, hasSeed: 'seed' in found, writes: found.writes.map(([, , value]) => value) }
}

async function history(
  saver: BaseCheckpointSaver,
  id: string | undefined,
  ...channels: string[]
): Promise<unknown> {
  const found = await saver.getDeltaChannelHistory({ config: at(id), channels })
  return Object.fromEntries(
    Object.entries(found).map(([channel, value]) => [channel, plain(value)]),
  )
}

/** '1' (a snapshot of `m`, a plain `n`) <- '2' <- '3', each with writes. */
async function chain(saver: BaseCheckpointSaver): Promise<void> {
  await put(saver, checkpoint('1', { m: new DeltaSnapshot(['s']), n: 'seed' }))
  await saver.putWrites(
    at('1'),
    [
      ['m', 'm1'],
      ['n', 'n1'],
    ],
    'task',
  )
  await put(saver, checkpoint('2', {}, {}), { parent: '1' })
  await saver.putWrites(at('2'), [['m', 'm2']], 'task')
  await put(saver, checkpoint('3', {}, {}), { parent: '2' })
  await saver.putWrites(at('3'), [['m', 'm3']], 'task')
}

describe('history of delta channels', () => {
  sideBySide([
    {
      name: 'is every write since the seed, oldest first, without the writes of the checkpoint itself',
      story: async (saver) => {
        await chain(saver)
        return history(saver, '3', 'm', 'n')
      },
      outcome: {
        result: {
          m: { seed: { snapshot: ['s'] }, hasSeed: true, writes: ['m1', 'm2'] },
          n: { seed: 'seed', hasSeed: true, writes: ['n1'] },
        },
      },
    },
    {
      name: 'starts at the latest when no id is given',
      story: async (saver) => {
        await chain(saver)
        return history(saver, undefined, 'n')
      },
      outcome: { result: { n: { seed: 'seed', hasSeed: true, writes: ['n1'] } } },
    },
    {
      name: 'has no seed when no ancestor stored a value',
      story: async (saver) => {
        await chain(saver)
        return history(saver, '3', 'unknown')
      },
      outcome: { result: { unknown: { seed: undefined, hasSeed: false, writes: [] } } },
    },
    {
      name: 'of a root is empty',
      story: async (saver) => {
        await chain(saver)
        return history(saver, '1', 'm')
      },
      outcome: { result: { m: { seed: undefined, hasSeed: false, writes: [] } } },
    },
    {
      name: 'of no channels is empty',
      story: async (saver) => {
        await chain(saver)
        return history(saver, '3')
      },
      outcome: { result: {} },
    },
    {
      name: 'follows the branch, not the age',
      story: async (saver) => {
        await chain(saver)
        await put(saver, checkpoint('4', {}, {}), { parent: '1' })
        await saver.putWrites(at('4'), [['m', 'm4']], 'task')
        await put(saver, checkpoint('5', {}, {}), { parent: '4' })
        return history(saver, '5', 'm')
      },
      outcome: {
        result: { m: { seed: { snapshot: ['s'] }, hasSeed: true, writes: ['m1', 'm4'] } },
      },
    },
    {
      name: 'orders the writes of one checkpoint by path, task and position',
      story: async (saver) => {
        await put(saver, checkpoint('1', {}, {}))
        await saver.putWrites(at('1'), [['m', 'late']], 'task-a', '~2')
        await saver.putWrites(
          at('1'),
          [
            ['m', 'early 1'],
            ['m', 'early 2'],
          ],
          'task-b',
          '~1',
        )
        await put(saver, checkpoint('2', {}, {}), { parent: '1' })
        return history(saver, '2', 'm')
      },
      outcome: {
        result: { m: { seed: undefined, hasSeed: false, writes: ['early 1', 'early 2', 'late'] } },
      },
      postgres: {
        outcome: {
          result: {
            m: { seed: undefined, hasSeed: false, writes: ['late', 'early 1', 'early 2'] },
          },
        },
        why: 'PostgresSaver 1.0.5 ignores the task path that checkpoint 1.2 passes, and orders by task id',
      },
    },
  ])
})
