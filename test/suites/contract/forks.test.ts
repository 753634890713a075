import { describe } from 'vitest'
import { sideBySide } from './side-by-side.ts'
import type { BaseCheckpointSaver, CheckpointMetadata } from '@langchain/langgraph-checkpoint'
import { at, checkpoint, put, valuesAt } from './words.ts'

/** Like LangGraph's `updateState` as `__copy__`: a sibling of its source, without new values. */
async function copy(saver: BaseCheckpointSaver, id: string, as: string): Promise<void> {
  const tuple = await saver.getTuple(at(id))
  if (tuple === undefined) throw new Error(`no checkpoint ${id}`)
  const { checkpoint: source, metadata, parentConfig = at() } = tuple
  await saver.put(parentConfig, { ...source, id: as }, metadata ?? METADATA, {})
}

const METADATA: CheckpointMetadata = { source: 'fork', step: 1, parents: {} }

describe('two branches of one checkpoint', () => {
  sideBySide([
    {
      name: 'each branch keeps its own value of a channel even if both gave it the same version',
      story: async (saver) => {
        await put(saver, checkpoint('1', { x: 'root' }, { x: 1 }))
        await put(saver, checkpoint('2', { x: 'left' }, { x: 2 }), { parent: '1' })
        await put(saver, checkpoint('3', { x: 'right' }, { x: 2 }), { parent: '1' })
        return [await valuesAt(saver, at('2')), await valuesAt(saver, at('3'))]
      },
      outcome: { result: [{ x: 'left' }, { x: 'right' }] },
      postgres: {
        outcome: { result: [{ x: 'left' }, { x: 'left' }] },
        why: 'it keys values by version alone, so the second branch reads its sibling (langgraphjs #1812)',
      },
    },
    {
      name: 'descendants of a branch carry over the value of their own branch',
      story: async (saver) => {
        await put(saver, checkpoint('1', { x: 'root' }, { x: 1 }))
        await put(saver, checkpoint('2', { x: 'left' }, { x: 2 }), { parent: '1' })
        await put(saver, checkpoint('3', { x: 'right' }, { x: 2 }), { parent: '1' })
        await put(saver, checkpoint('4', { x: 'left', y: 1 }, { x: 2, y: 1 }), {
          parent: '2',
          newVersions: { y: 1 },
        })
        await put(saver, checkpoint('5', { x: 'right', y: 2 }, { x: 2, y: 1 }), {
          parent: '3',
          newVersions: { y: 1 },
        })
        return [await valuesAt(saver, at('4')), await valuesAt(saver, at('5'))]
      },
      outcome: {
        result: [
          { x: 'left', y: 1 },
          { x: 'right', y: 2 },
        ],
      },
      postgres: {
        outcome: {
          result: [
            { x: 'left', y: 1 },
            { x: 'left', y: 1 },
          ],
        },
        why: 'it keys values by version alone, so the second branch reads its sibling (langgraphjs #1812)',
      },
    },
    {
      name: 'a channel removed in one branch stays in the other',
      story: async (saver) => {
        await put(saver, checkpoint('1', { x: 'root' }, { x: 1 }))
        await put(saver, checkpoint('2', {}, { x: 2 }), { parent: '1' })
        await put(saver, checkpoint('3', { x: 'kept' }, { x: 2 }), { parent: '1' })
        return [await valuesAt(saver, at('2')), await valuesAt(saver, at('3'))]
      },
      outcome: { result: [{}, { x: 'kept' }] },
      postgres: {
        outcome: { result: [{}, {}] },
        why: 'it keys values by version alone, so the removal in one branch reaches the other (langgraphjs #1812)',
      },
    },
    {
      name: 'a fork has the checkpoint it started from as its parent',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('2'), { parent: '1' })
        await put(saver, checkpoint('3'), { parent: '1' })
        return [
          (await saver.getTuple(at('2')))?.parentConfig,
          (await saver.getTuple(at('3')))?.parentConfig,
        ]
      },
      outcome: { result: [at('1'), at('1')] },
    },
    {
      name: 'a copy of a checkpoint under its parent has its values although none is in newVersions',
      story: async (saver) => {
        await put(saver, checkpoint('1', { x: 'root', y: 'y' }, { x: 1, y: 1 }))
        await put(saver, checkpoint('2', { x: 'left', y: 'y', z: 'z' }, { x: 2, y: 1, z: 2 }), {
          parent: '1',
          newVersions: { x: 2, z: 2 },
        })
        await copy(saver, '2', '3')
        await copy(saver, '3', '4')
        return Promise.all([valuesAt(saver, at('3')), valuesAt(saver, at('4'))])
      },
      outcome: {
        result: [
          { x: 'left', y: 'y', z: 'z' },
          { x: 'left', y: 'y', z: 'z' },
        ],
      },
    },
    {
      name: 'a copy of a root has its values too',
      story: async (saver) => {
        await put(saver, checkpoint('1', { x: 'root' }, { x: 1 }))
        await copy(saver, '1', '2')
        return valuesAt(saver, at('2'))
      },
      outcome: { result: { x: 'root' } },
    },
    {
      name: 'a copy of one of two branches with the same channel version has the value of its own branch',
      story: async (saver) => {
        await put(saver, checkpoint('1', { x: 'root' }, { x: 1 }))
        await put(saver, checkpoint('2', { x: 'left' }, { x: 2 }), { parent: '1' })
        await put(saver, checkpoint('3', { x: 'right' }, { x: 2 }), { parent: '1' })
        await copy(saver, '3', '4')
        return valuesAt(saver, at('4'))
      },
      outcome: { result: { x: 'right' } },
      postgres: {
        outcome: { result: { x: 'left' } },
        why: 'it keys values by version alone, so the second branch reads its sibling (langgraphjs #1812)',
      },
    },
    {
      name: 'a version stored only in another namespace has no value',
      story: async (saver) => {
        await saver.put(
          at(undefined, { ns: 'sub' }),
          checkpoint('1', { x: 'sub' }, { x: 1 }),
          METADATA,
          {
            x: 1,
          },
        )
        await saver.put(at(), checkpoint('2', { x: 'held' }, { x: 1 }), METADATA, {})
        return valuesAt(saver, at('2'))
      },
      outcome: { result: {} },
      memory: {
        outcome: { result: { x: 'held' } },
        why: 'it keeps each checkpoint whole, whatever is said to be new',
      },
    },
    {
      name: 'writes belong to one branch',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('2'), { parent: '1' })
        await put(saver, checkpoint('3'), { parent: '1' })
        await saver.putWrites(at('2'), [['x', 'left']], 'task')
        await saver.putWrites(at('3'), [['x', 'right']], 'task')
        const [left, right] = await Promise.all([saver.getTuple(at('2')), saver.getTuple(at('3'))])
        return [left?.pendingWrites, right?.pendingWrites]
      },
      outcome: { result: [[['task', 'x', 'left']], [['task', 'x', 'right']]] },
    },
  ])
})
