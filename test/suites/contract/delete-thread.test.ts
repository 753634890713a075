import { describe } from 'vitest'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, listedIds, put, valuesAt, writesAt } from './words.ts'

describe('deleteThread', () => {
  sideBySide([
    {
      name: 'removes every namespace, and nothing of another thread',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 1 }))
        await put(saver, checkpoint('2', { a: 2 }), { ns: 'child' })
        await put(saver, checkpoint('1', { a: 'kept' }), { thread: 'other' })
        await saver.putWrites(at('1', { thread: 'other' }), [['a', 'kept']], 'task')
        await saver.deleteThread('thread')
        return [
          await saver.getTuple(at()),
          await saver.getTuple(at('2', { ns: 'child' })),
          await listedIds(saver, {}),
          await writesAt(saver, at('1', { thread: 'other' })),
        ]
      },
      outcome: { result: [undefined, undefined, ['1'], [['task', 'a', 'kept']]] },
    },
    {
      name: 'of an unknown thread does nothing',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.deleteThread('nobody')
        return listedIds(saver, at())
      },
      outcome: { result: ['1'] },
    },
    {
      name: 'twice is the same as once',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.deleteThread('thread')
        await saver.deleteThread('thread')
        return saver.getTuple(at())
      },
      outcome: { result: undefined },
    },
    {
      name: 'a thread of the same name starts clean, even with the same ids and versions',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'old', b: 'old' }))
        await saver.putWrites(at('1'), [['a', 'old']], 'task')
        await saver.deleteThread('thread')
        await put(saver, checkpoint('1', { a: 'new' }))
        return [
          await valuesAt(saver, at('1')),
          await writesAt(saver, at('1')),
          await listedIds(saver, at()),
        ]
      },
      outcome: { result: [{ a: 'new' }, [], ['1']] },
    },
    {
      name: 'a thread recreated with older ids returns the new checkpoints',
      story: async (saver) => {
        await put(saver, checkpoint('5', { a: 'old' }))
        await saver.deleteThread('thread')
        await put(saver, checkpoint('3', { a: 'new' }))
        return (await saver.getTuple(at()))?.config
      },
      outcome: { result: at('3') },
    },
    {
      name: 'a write that lost before the deletion can be written after it',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 'old']], 'task')
        await saver.deleteThread('thread')
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 'new']], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: { result: [['task', 'a', 'new']] },
    },
    {
      name: 'writes for a checkpoint that was never put are removed too',
      story: async (saver) => {
        await saver.putWrites(at('1'), [['a', 'old']], 'task')
        await saver.deleteThread('thread')
        await put(saver, checkpoint('1'))
        return writesAt(saver, at('1'))
      },
      outcome: { result: [] },
    },
  ])
})
