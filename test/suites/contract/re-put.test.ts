import { describe } from 'vitest'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, listedIds, metadata, put, valuesAt } from './words.ts'

const OWN_PARENT = 'it makes the checkpoint its own parent, and a walk along the parents never ends'

describe('a checkpoint that is put again', () => {
  sideBySide([
    {
      name: "the first parent stays if the second put names the checkpoint itself, as with durability 'exit'",
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('2'), { parent: '1' })
        await put(saver, checkpoint('2'), { parent: '2', newVersions: {} })
        return (await saver.getTuple(at('2')))?.parentConfig
      },
      outcome: { result: at('1') },
      memory: { outcome: { result: at('2') }, why: OWN_PARENT },
    },
    {
      name: 'a root stays a root',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('1'), { parent: '1', newVersions: {} })
        return (await saver.getTuple(at('1')))?.parentConfig
      },
      outcome: { result: undefined },
      memory: { outcome: { result: at('1') }, why: OWN_PARENT },
    },
    {
      name: 'metadata is replaced, and the list still has one checkpoint',
      story: async (saver) => {
        await put(saver, checkpoint('1'), { meta: metadata({ step: 1, old: true }) })
        await put(saver, checkpoint('1'), { meta: metadata({ step: 2 }) })
        return [(await saver.getTuple(at('1')))?.metadata, await listedIds(saver, at())]
      },
      outcome: { result: [metadata({ step: 2 }), ['1']] },
    },
    {
      name: 'channels stay if the second put has no new versions',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'kept' }))
        await put(saver, checkpoint('1', { a: 'kept' }), { newVersions: {} })
        await put(saver, checkpoint('2', { a: 'kept', b: 'new' }, { a: '1', b: '2' }), {
          parent: '1',
          newVersions: { b: '2' },
        })
        await put(saver, checkpoint('2', { a: 'kept', b: 'new' }, { a: '1', b: '2' }), {
          parent: '1',
          newVersions: {},
        })
        return [await valuesAt(saver, at('1')), await valuesAt(saver, at('2'))]
      },
      outcome: { result: [{ a: 'kept' }, { a: 'kept', b: 'new' }] },
    },
    {
      name: 'channels stay if the second put names the checkpoint itself and no new version',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'kept' }))
        await put(saver, checkpoint('1', { a: 'kept' }), { parent: '1', newVersions: {} })
        return valuesAt(saver, at('1'))
      },
      outcome: { result: { a: 'kept' } },
    },
    {
      name: 'a deleted value does not come back with a put without new versions',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'old' }))
        await saver.deleteThread('thread')
        await put(saver, checkpoint('1', { a: 'new' }), { newVersions: {} })
        return valuesAt(saver, at('1'))
      },
      outcome: { result: {} },
      memory: {
        outcome: { result: { a: 'new' } },
        why: 'it stores every value with each checkpoint, whatever newVersions says',
      },
    },
    {
      name: 'a value put again under the same version replaces the first',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'first' }))
        await put(saver, checkpoint('1', { a: 'second' }))
        return valuesAt(saver, at('1'))
      },
      outcome: { result: { a: 'second' } },
      postgres: {
        outcome: { result: { a: 'first' } },
        why: 'it keeps the value stored first under a version, though it replaces the rest of the checkpoint',
      },
    },
    {
      name: 'writes of the checkpoint stay',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 1]], 'task')
        await put(saver, checkpoint('1'))
        return (await saver.getTuple(at('1')))?.pendingWrites
      },
      outcome: { result: [['task', 'a', 1]] },
    },
  ])
})
