import { describe } from 'vitest'
import { ERROR, INTERRUPT, RESUME } from '@langchain/langgraph-checkpoint'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, put, THREAD, writesAt } from './words.ts'

const NO_PATH =
  'PostgresSaver 1.0.5 ignores the task path that checkpoint 1.2 passes, and orders by task id'
const OVERWRITES = 'it replaces a special write even where the call also held a regular one'

describe('order of pending writes', () => {
  sideBySide([
    {
      name: 'by task path first, then task id, then position',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(
          at('1'),
          [
            ['a', 'b1'],
            ['a', 'b2'],
          ],
          'task-b',
          '~__pregel_pull, 1',
        )
        await saver.putWrites(at('1'), [['a', 'c']], 'task-c', '~__pregel_pull, 0')
        await saver.putWrites(at('1'), [['a', 'a']], 'task-a', '~__pregel_pull, 1')
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task-c', 'a', 'c'],
          ['task-a', 'a', 'a'],
          ['task-b', 'a', 'b1'],
          ['task-b', 'a', 'b2'],
        ],
      },
      postgres: {
        outcome: {
          result: [
            ['task-a', 'a', 'a'],
            ['task-b', 'a', 'b1'],
            ['task-b', 'a', 'b2'],
            ['task-c', 'a', 'c'],
          ],
        },
        why: NO_PATH,
      },
    },
    {
      name: 'writes without a path come before all that have one',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 'path']], 'task-a', '~__pregel_pull, 0')
        await saver.putWrites(at('1'), [['a', 'none']], 'task-b')
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task-b', 'a', 'none'],
          ['task-a', 'a', 'path'],
        ],
      },
      postgres: {
        outcome: {
          result: [
            ['task-a', 'a', 'path'],
            ['task-b', 'a', 'none'],
          ],
        },
        why: NO_PATH,
      },
    },
    {
      name: 'text by code point, not by UTF-16 unit',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        // U+1F99C lies above U+FF5E, but its first UTF-16 unit (U+D83E) below.
        await saver.putWrites(at('1'), [['a', 'parrot']], '\u{1F99C}')
        await saver.putWrites(at('1'), [['a', 'tilde']], '\uFF5E')
        await saver.putWrites(at('1'), [['a', 'upper']], 'Z')
        await saver.putWrites(at('1'), [['a', 'lower']], 'a')
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['Z', 'a', 'upper'],
          ['a', 'a', 'lower'],
          ['\uFF5E', 'a', 'tilde'],
          ['\u{1F99C}', 'a', 'parrot'],
        ],
      },
    },
    {
      name: 'positions as numbers, so the tenth write follows the ninth',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        const writes = Array.from({ length: 12 }, (_, index): [string, unknown] => ['a', index])
        await saver.putWrites(at('1'), writes, 'task')
        const stored = (await saver.getTuple(at('1')))?.pendingWrites ?? []
        return stored.map(([, , value]) => value)
      },
      outcome: { result: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
    },
    {
      name: 'special writes come before the regular ones of their task',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 1]], 'task')
        await saver.putWrites(at('1'), [[ERROR, 'failed']], 'task')
        await saver.putWrites(at('1'), [[INTERRUPT, 'asks']], 'task')
        await saver.putWrites(at('1'), [[RESUME, 'answer']], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task', RESUME, 'answer'],
          ['task', INTERRUPT, 'asks'],
          ['task', ERROR, 'failed'],
          ['task', 'a', 1],
        ],
      },
    },
  ])
})

describe('precedence of writes', () => {
  sideBySide([
    {
      name: 'the first of two regular writes with one key',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 'first']], 'task')
        await saver.putWrites(at('1'), [['a', 'second']], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: { result: [['task', 'a', 'first']] },
    },
    {
      name: 'the first even if the second names another channel: the key is the position',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 'first']], 'task')
        await saver.putWrites(
          at('1'),
          [
            ['b', 'second'],
            ['c', 'added'],
          ],
          'task',
        )
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task', 'a', 'first'],
          ['task', 'c', 'added'],
        ],
      },
    },
    {
      name: 'the last of two special writes',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [[RESUME, ['one']]], 'task')
        await saver.putWrites(at('1'), [[RESUME, ['one', 'two']]], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: { result: [['task', RESUME, ['one', 'two']]] },
    },
    {
      name: 'the first special write when the later call also holds a regular one',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [[INTERRUPT, 'first']], 'task')
        await saver.putWrites(
          at('1'),
          [
            ['a', 1],
            [INTERRUPT, 'second'],
          ],
          'task',
        )
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task', INTERRUPT, 'first'],
          ['task', 'a', 1],
        ],
      },
      memory: {
        outcome: {
          result: [
            ['task', INTERRUPT, 'second'],
            ['task', 'a', 1],
          ],
        },
        why: OVERWRITES,
      },
    },
    {
      name: 'the later special write when its call holds only special ones, whatever the first held',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(
          at('1'),
          [
            ['a', 1],
            [INTERRUPT, 'first'],
          ],
          'task',
        )
        await saver.putWrites(at('1'), [[INTERRUPT, 'second']], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task', INTERRUPT, 'second'],
          ['task', 'a', 1],
        ],
      },
    },
    {
      name: 'the last of two interrupts in one call: they share a position',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(
          at('1'),
          [
            [INTERRUPT, 'one'],
            [INTERRUPT, 'two'],
          ],
          'task',
        )
        return writesAt(saver, at('1'))
      },
      outcome: { result: [['task', INTERRUPT, 'two']] },
    },
    {
      name: 'the first of two interrupts when the call also holds a regular write',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(
          at('1'),
          [
            ['a', 1],
            [INTERRUPT, 'one'],
            [INTERRUPT, 'two'],
          ],
          'task',
        )
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task', INTERRUPT, 'one'],
          ['task', 'a', 1],
        ],
      },
      memory: {
        outcome: {
          result: [
            ['task', INTERRUPT, 'two'],
            ['task', 'a', 1],
          ],
        },
        why: OVERWRITES,
      },
    },
    {
      name: 'writes of different tasks do not conflict',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 'one']], 'task-1')
        await saver.putWrites(at('1'), [['a', 'two']], 'task-2')
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task-1', 'a', 'one'],
          ['task-2', 'a', 'two'],
        ],
      },
    },
    {
      name: 'the first write keeps its path',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', 'first']], 'task-b', '~1')
        await saver.putWrites(at('1'), [['a', 'middle']], 'task-a', '~2')
        await saver.putWrites(at('1'), [['a', 'again']], 'task-b', '~3')
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task-b', 'a', 'first'],
          ['task-a', 'a', 'middle'],
        ],
      },
      postgres: {
        outcome: {
          result: [
            ['task-a', 'a', 'middle'],
            ['task-b', 'a', 'first'],
          ],
        },
        why: NO_PATH,
      },
    },
  ])
})

describe('visibility of writes', () => {
  sideBySide([
    {
      name: 'writes stored before their checkpoint appear once it exists',
      story: async (saver) => {
        await saver.putWrites(at('1'), [['a', 'early']], 'task')
        const before = await saver.getTuple(at('1'))
        await put(saver, checkpoint('1'))
        return [before, await writesAt(saver, at('1'))]
      },
      outcome: { result: [undefined, [['task', 'a', 'early']]] },
    },
    {
      name: 'an empty list of writes changes nothing',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: { result: [] },
    },
    {
      name: 'a list carries the writes of each checkpoint',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('2'), { parent: '1' })
        await saver.putWrites(at('1'), [['a', 'one']], 'task')
        await saver.putWrites(at('2'), [['a', 'two']], 'task')
        const writes: unknown[] = []
        for await (const tuple of saver.list(at())) writes.push(tuple.pendingWrites)
        return writes
      },
      outcome: { result: [[['task', 'a', 'two']], [['task', 'a', 'one']]] },
    },
    {
      name: 'writes of another namespace and thread are not returned',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1', { ns: 'child' }), [['a', 'child']], 'task')
        await saver.putWrites(at('1', { thread: 'other' }), [['a', 'other']], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: { result: [] },
    },
    {
      name: 'without a namespace the writes belong to the root',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(
          { configurable: { thread_id: THREAD, checkpoint_id: '1' } },
          [['a', 1]],
          'task',
        )
        return writesAt(saver, at('1'))
      },
      outcome: { result: [['task', 'a', 1]] },
      postgres: {
        outcome: { refused: /null value in column "checkpoint_ns"/ },
        why: 'its SQL rejects the missing namespace by accident, though put gives it the default',
      },
      memory: {
        outcome: { refused: /checkpoint_ns/ },
        why: 'it gives the namespace a default in put and getTuple, but not here',
      },
    },
  ])
})
