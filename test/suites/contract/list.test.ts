import { describe } from 'vitest'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, listed, listedIds, metadata, put } from './words.ts'

const WHOLE_VALUES = 'it compares with ===, so no object and no list ever matches'

/** Three checkpoints of a chain, '1' to '3'. */
async function chain(saver: BaseCheckpointSaver): Promise<void> {
  await put(saver, checkpoint('1', { a: 1 }), { meta: metadata({ source: 'input', step: -1 }) })
  await put(saver, checkpoint('2', { a: 2 }), {
    parent: '1',
    meta: metadata({ step: 0, user: 'ann' }),
  })
  await put(saver, checkpoint('3', { a: 3 }), {
    parent: '2',
    meta: metadata({ step: 1, user: 'bob' }),
  })
}

/** One checkpoint '1' to '4' for each metadata, for filters. */
async function withMetadata(saver: BaseCheckpointSaver, ...values: unknown[]): Promise<void> {
  for (const [index, value] of values.entries()) {
    await put(saver, checkpoint(String(index + 1)), { meta: metadata({ value }) })
  }
}

describe('list', () => {
  sideBySide([
    {
      name: 'returns complete tuples, newest first',
      story: async (saver) => {
        await chain(saver)
        return listed(saver, at())
      },
      outcome: {
        result: [
          {
            config: at('3'),
            checkpoint: checkpoint('3', { a: 3 }),
            metadata: metadata({ step: 1, user: 'bob' }),
            parentConfig: at('2'),
            pendingWrites: [],
          },
          {
            config: at('2'),
            checkpoint: checkpoint('2', { a: 2 }),
            metadata: metadata({ step: 0, user: 'ann' }),
            parentConfig: at('1'),
            pendingWrites: [],
          },
          {
            config: at('1'),
            checkpoint: checkpoint('1', { a: 1 }),
            metadata: metadata({ source: 'input', step: -1 }),
            parentConfig: undefined,
            pendingWrites: [],
          },
        ],
      },
    },
    {
      name: 'without a namespace covers the whole thread',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('2'), { ns: 'child' })
        return new Set(await listedIds(saver, { configurable: { thread_id: 'thread' } }))
      },
      outcome: { result: new Set(['1', '2']) },
    },
    {
      name: 'with the empty namespace covers only the root',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('2'), { ns: 'child' })
        return listedIds(saver, at())
      },
      outcome: { result: ['1'] },
    },
    {
      name: 'without a thread covers all, each tuple with its own thread',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'mine' }), { thread: 'mine' })
        await put(saver, checkpoint('2', { a: 'yours' }), { thread: 'yours' })
        const tuples = await listed(saver, { configurable: {} })
        return new Set(
          tuples.map((tuple) => [
            tuple.config.configurable?.['thread_id'],
            tuple.checkpoint.channel_values['a'],
          ]),
        )
      },
      outcome: {
        result: new Set([
          ['mine', 'mine'],
          ['yours', 'yours'],
        ]),
      },
    },
    {
      name: 'over all threads is newest first',
      story: async (saver) => {
        await put(saver, checkpoint('1'), { thread: 'x' })
        await put(saver, checkpoint('2'), { thread: 'y' })
        await put(saver, checkpoint('3'), { thread: 'x' })
        return listedIds(saver, {})
      },
      outcome: { result: ['3', '2', '1'] },
      memory: {
        outcome: { result: ['3', '1', '2'] },
        why: 'it goes through thread after thread, so a limit would cut by thread instead of by age',
      },
    },
    {
      name: 'with a checkpoint id returns that one',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at('2'))
      },
      outcome: { result: ['2'] },
    },
    {
      name: 'with an unknown checkpoint id returns nothing',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at('9'))
      },
      outcome: { result: [] },
    },
  ])
})

describe('limit', () => {
  sideBySide([
    {
      name: 'cuts after the newest',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { limit: 2 })
      },
      outcome: { result: ['3', '2'] },
    },
    {
      name: 'of 0 returns nothing',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { limit: 0 })
      },
      outcome: { result: [] },
    },
    {
      name: 'beyond the end returns all',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { limit: 100 })
      },
      outcome: { result: ['3', '2', '1'] },
    },
    {
      name: 'as text, as in a query string, is read as a number',
      story: async (saver) => {
        await chain(saver)
        const options: { limit: number } = JSON.parse('{"limit":"2"}')
        return listedIds(saver, at(), options)
      },
      outcome: { result: ['3', '2'] },
    },
    {
      name: 'counts what is left after filter and before',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { limit: 1, filter: { source: 'loop' }, before: at('3') })
      },
      outcome: { result: ['2'] },
    },
  ])
})

describe('before', () => {
  sideBySide([
    {
      name: 'excludes the checkpoint itself and all after it',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { before: at('2') })
      },
      outcome: { result: ['1'] },
    },
    {
      name: 'accepts an unknown id as a position in the order',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { before: at('25') })
      },
      outcome: { result: ['2', '1'] },
    },
    {
      name: 'without an id is no limit',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { before: at() })
      },
      outcome: { result: ['3', '2', '1'] },
    },
    {
      name: 'compares ids only: its thread does not matter',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { before: at('2', { thread: 'other', ns: 'other' }) })
      },
      outcome: { result: ['1'] },
    },
  ])
})

describe('filter', () => {
  sideBySide([
    {
      name: 'matches by one key',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { filter: { user: 'ann' } })
      },
      outcome: { result: ['2'] },
    },
    {
      name: 'needs every key to match',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { filter: { user: 'ann', step: 1 } })
      },
      outcome: { result: [] },
    },
    {
      name: 'that is empty matches all',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { filter: {} })
      },
      outcome: { result: ['3', '2', '1'] },
    },
    {
      name: 'by an unknown key matches nothing',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), { filter: { nobody: 'here' } })
      },
      outcome: { result: [] },
    },
    {
      name: 'distinguishes a number from the same number as text',
      story: async (saver) => {
        await withMetadata(saver, 1, '1')
        return [
          await listedIds(saver, at(), { filter: { value: 1 } }),
          await listedIds(saver, at(), { filter: { value: '1' } }),
        ]
      },
      outcome: { result: [['1'], ['2']] },
    },
    {
      name: 'distinguishes true from "true" and from 1',
      story: async (saver) => {
        await withMetadata(saver, true, 'true', 1, false)
        return listedIds(saver, at(), { filter: { value: true } })
      },
      outcome: { result: ['1'] },
    },
    {
      name: 'treats 1.0 and 1 as equal and 0.1 as different',
      story: async (saver) => {
        await withMetadata(saver, 1.0, 0.1)
        return [
          await listedIds(saver, at(), { filter: { value: 1 } }),
          await listedIds(saver, at(), { filter: { value: 0.1 } }),
        ]
      },
      outcome: { result: [['1'], ['2']] },
    },
    {
      name: 'by an object matches objects that contain it',
      story: async (saver) => {
        await withMetadata(saver, { a: 1, b: { c: 2, d: 3 } }, { a: 1 }, { b: { c: 9 } })
        return [
          await listedIds(saver, at(), { filter: { value: { a: 1 } } }),
          await listedIds(saver, at(), { filter: { value: { b: { c: 2 } } } }),
          await listedIds(saver, at(), { filter: { value: {} } }),
        ]
      },
      outcome: { result: [['2', '1'], ['1'], ['3', '2', '1']] },
      memory: { outcome: { result: [[], [], []] }, why: WHOLE_VALUES },
    },
    {
      name: 'by a list matches a list that contains its items, in any order',
      story: async (saver) => {
        await withMetadata(saver, [1, 2, 3], [2], ['1'])
        return [
          await listedIds(saver, at(), { filter: { value: [3, 1] } }),
          await listedIds(saver, at(), { filter: { value: [2] } }),
          await listedIds(saver, at(), { filter: { value: [] } }),
        ]
      },
      outcome: { result: [['1'], ['2', '1'], ['3', '2', '1']] },
      memory: { outcome: { result: [[], [], []] }, why: WHOLE_VALUES },
    },
    {
      name: 'by null matches only a stored null, not a missing key',
      story: async (saver) => {
        await withMetadata(saver, null, 'null', 0)
        await put(saver, checkpoint('4'))
        return listedIds(saver, at(), { filter: { value: null } })
      },
      outcome: { result: ['1'] },
    },
    {
      name: 'ignores keys whose value is undefined',
      story: async (saver) => {
        await chain(saver)
        return listedIds(saver, at(), {
          filter: { user: 'ann', nobody: undefined, step: undefined },
        })
      },
      outcome: { result: ['2'] },
      memory: {
        outcome: { result: [] },
        why: 'it takes undefined as a value to match, so an option left empty hides checkpoints',
      },
    },
    {
      name: 'treats quotes, KQL and SQL in keys and values as text',
      story: async (saver) => {
        const key = `k"' | union * // -- ) or 1=1`
        const value = `v"' ) or true; h"x" \\ \n`
        await put(saver, checkpoint('1'), { meta: metadata({ [key]: value }) })
        await put(saver, checkpoint('2'))
        return [
          await listedIds(saver, at(), { filter: { [key]: value } }),
          await listedIds(saver, at(), { filter: { [key]: 'x' } }),
        ]
      },
      outcome: { result: [['1'], []] },
    },
    {
      name: 'compares text case-sensitively',
      story: async (saver) => {
        await withMetadata(saver, 'Ann', 'ann')
        return listedIds(saver, at(), { filter: { value: 'ann' } })
      },
      outcome: { result: ['2'] },
    },
  ])
})
