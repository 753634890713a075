import { describe } from 'vitest'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, metadata, THREAD, valuesAt } from './words.ts'

const ONE = checkpoint('1', { a: 1 })

describe('invalid arguments', () => {
  sideBySide([
    {
      name: 'put without configurable is rejected',
      story: async (saver) => saver.put({}, ONE, metadata(), {}),
      outcome: { refused: 'INVALID_CONFIG' },
    },
    {
      name: 'put without a thread is rejected',
      story: async (saver) =>
        saver.put({ configurable: { checkpoint_ns: '' } }, ONE, metadata(), {}),
      outcome: { refused: 'INVALID_CONFIG' },
    },
    {
      name: 'putWrites without a thread is rejected',
      story: async (saver) =>
        saver.putWrites(
          { configurable: { checkpoint_ns: '', checkpoint_id: '1' } },
          [['a', 1]],
          'task',
        ),
      outcome: { refused: 'INVALID_CONFIG' },
    },
    {
      name: 'putWrites without a checkpoint is rejected',
      story: async (saver) => saver.putWrites(at(), [['a', 1]], 'task'),
      outcome: { refused: 'INVALID_CONFIG' },
    },
    {
      name: 'a numeric thread id is rejected, because some stores would separate it from its text',
      story: async (saver) =>
        saver.put({ configurable: { thread_id: 7, checkpoint_ns: '' } }, ONE, metadata(), {}),
      outcome: { refused: 'INVALID_CONFIG' },
      postgres: {
        outcome: {
          result: { configurable: { thread_id: 7, checkpoint_ns: '', checkpoint_id: '1' } },
        },
        why: 'the driver turns the number into text',
      },
    },
    {
      name: 'an object as thread id is rejected, so no operator reaches the store',
      story: async (saver) =>
        saver.put(
          { configurable: { thread_id: { $gt: '' }, checkpoint_ns: '' } },
          ONE,
          metadata(),
          {},
        ),
      outcome: { refused: 'INVALID_CONFIG' },
      postgres: {
        outcome: {
          result: {
            configurable: { thread_id: { $gt: '' }, checkpoint_ns: '', checkpoint_id: '1' },
          },
        },
        why: 'the driver turns the object into its JSON text',
      },
    },
    {
      name: 'put without newVersions, as three-argument callers do, stores every channel',
      story: async (saver) => {
        await Reflect.apply(Reflect.get(saver, 'put'), saver, [
          { configurable: { thread_id: THREAD } },
          ONE,
          metadata(),
        ])
        return valuesAt(saver, at())
      },
      outcome: { result: { a: 1 } },
      postgres: {
        outcome: { refused: /undefined or null/ },
        why: 'it reads the keys of what is not there',
      },
    },
  ])
})
