import { describe, expect } from 'vitest'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, metadata, put, valuesAt, writesAt } from './words.ts'

const BASE64 = 'data:application/octet-stream;base64,'

describe('channel values', () => {
  sideBySide([
    {
      name: 'JSON of every kind is read back unchanged',
      story: async (saver) => {
        await put(
          saver,
          checkpoint('1', {
            text: 'Zoë 🦜 "quoted" \\ \n\t\u2028',
            empty: '',
            zero: 0,
            negative: -0.5,
            big: Number.MAX_SAFE_INTEGER,
            no: false,
            nothing: null,
            list: [[], {}, [null]],
            date: '2026-11-23T00:00:00.0000000Z',
          }),
        )
        return valuesAt(saver, at())
      },
      outcome: {
        result: {
          text: 'Zoë 🦜 "quoted" \\ \n\t\u2028',
          empty: '',
          zero: 0,
          negative: -0.5,
          big: Number.MAX_SAFE_INTEGER,
          no: false,
          nothing: null,
          list: [[], {}, [null]],
          date: '2026-11-23T00:00:00.0000000Z',
        },
      },
    },
    {
      name: 'keys keep their order, and large numbers in them their text',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: { z: 1, y: 2, x: 1e21 } }))
        return JSON.stringify(await valuesAt(saver, at()))
      },
      outcome: { result: '{"a":{"z":1,"y":2,"x":1e+21}}' },
    },
    {
      name: 'odd channel names work like others',
      story: async (saver) => {
        const values = { 'branch:to:a': null, 'with "quotes" | and pipe': 1, '🦜': 2, toString: 3 }
        await put(saver, checkpoint('1', values))
        return valuesAt(saver, at())
      },
      outcome: {
        result: { 'branch:to:a': null, 'with "quotes" | and pipe': 1, '🦜': 2, toString: 3 },
      },
    },
    {
      name: 'a value above 1 MB, which Kusto would truncate silently, is read back whole',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'é🦜'.repeat(300_000) }))
        return (
          (await saver.getTuple(at()))?.checkpoint.channel_values['a'] === 'é🦜'.repeat(300_000)
        )
      },
      outcome: { result: true },
    },
    {
      name: 'a null character in a value is kept',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'before\u0000after' }))
        return valuesAt(saver, at())
      },
      outcome: { result: { a: 'before\u0000after' } },
    },
    {
      name: 'bytes in a channel are read back as bytes',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: new Uint8Array([0, 255, 128]) }))
        const value = (await saver.getTuple(at()))?.checkpoint.channel_values['a']
        return value instanceof Uint8Array ? [...value] : value
      },
      outcome: { result: [0, 255, 128] },
    },
    {
      name: 'a channel without a version is read back, as the engine expects for reducer defaults',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 1, __pregel_tasks: [] }, { a: '1' }))
        return valuesAt(saver, at())
      },
      outcome: { result: { a: 1, __pregel_tasks: [] } },
      postgres: {
        outcome: { result: { a: 1 } },
        why: 'it stores only channels that have a version, and loses the others',
      },
    },
    {
      name: 'a channel in newVersions without a value is removed',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 1, b: 1 }))
        await put(saver, checkpoint('2', { b: 1 }, { a: '2', b: '1' }), {
          parent: '1',
          newVersions: { a: '2' },
        })
        return [await valuesAt(saver, at('2')), await valuesAt(saver, at('1'))]
      },
      outcome: { result: [{ b: 1 }, { a: 1, b: 1 }] },
    },
    {
      name: "a channel missing in newVersions keeps the ancestor's value",
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'stored' }))
        await put(saver, checkpoint('2', { a: 'not stored' }, { a: '1' }), {
          parent: '1',
          newVersions: {},
        })
        return valuesAt(saver, at('2'))
      },
      outcome: { result: { a: 'stored' } },
      memory: {
        outcome: { result: { a: 'not stored' } },
        why: 'it stores every value again in each checkpoint; the validation suite skips this case for it by name',
      },
    },
  ])
})

describe('metadata and ids', () => {
  sideBySide([
    {
      name: 'a null character in metadata is kept',
      story: async (saver) => {
        await put(saver, checkpoint('1'), { meta: metadata({ note: 'before\u0000after' }) })
        return (await saver.getTuple(at()))?.metadata
      },
      outcome: { result: metadata({ note: 'before\u0000after' }) },
      postgres: {
        outcome: { refused: /unsupported Unicode escape sequence/ },
        why: 'jsonb cannot hold a null character, and the put fails (Python strips it)',
      },
    },
    {
      name: 'a null character in a thread id is rejected',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 1 }), { thread: 'a\u0000b' })
        return valuesAt(saver, at(undefined, { thread: 'a\u0000b' }))
      },
      outcome: { refused: 'INVALID_CONFIG' },
      memory: {
        outcome: { result: { a: 1 } },
        why: 'it keeps ids in memory only; an id that other programs read must not be one that C strings cut',
      },
    },
    {
      name: 'a thread id full of quotes, KQL and SQL works like others',
      story: async (saver) => {
        const thread = `x"' | drop // \\ ; -- h"s" @'v' \n🦜`
        await put(saver, checkpoint('1', { a: 'odd' }), { thread, ns: thread })
        await put(saver, checkpoint('1', { a: 'plain' }))
        return valuesAt(saver, at('1', { thread, ns: thread }))
      },
      outcome: { result: { a: 'odd' } },
    },
    {
      name: 'thread ids that differ by case or by a blank at the end are different threads',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'lower' }), { thread: 'a' })
        await put(saver, checkpoint('1', { a: 'upper' }), { thread: 'A' })
        await put(saver, checkpoint('1', { a: 'blank' }), { thread: 'a ' })
        return [
          await valuesAt(saver, at('1', { thread: 'a' })),
          await valuesAt(saver, at('1', { thread: 'a ' })),
        ]
      },
      outcome: { result: [{ a: 'lower' }, { a: 'blank' }] },
    },
    {
      name: 'a thread named __proto__ works like others',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 1 }), { thread: '__proto__' })
        return valuesAt(saver, at('1', { thread: '__proto__' }))
      },
      outcome: { result: { a: 1 } },
      memory: {
        outcome: { refused: /reserved/ },
        why: 'it keeps threads as keys of an object and must refuse names that reach its prototype',
      },
    },
  ])
})

describe('values of writes', () => {
  sideBySide([
    {
      name: 'bytes are read back as Uint8Array',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', new Uint8Array([0, 255, 128])]], 'task')
        const value = (await saver.getTuple(at('1')))?.pendingWrites?.[0]?.[2]
        return value instanceof Uint8Array ? [value.constructor.name, ...value] : value
      },
      outcome: { result: ['Uint8Array', 0, 255, 128] },
      postgres: {
        outcome: { result: ['Buffer', 0, 255, 128] },
        why: 'it hands out the driver Buffer instead of the type that went in',
      },
      memory: {
        outcome: { refused: /JSON|token/i },
        why: 'it reads bytes back as JSON text, and the whole read fails',
      },
    },
    {
      name: 'null, false, zero and empty text are values',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(
          at('1'),
          [
            ['a', null],
            ['b', false],
            ['c', 0],
            ['d', ''],
          ],
          'task',
        )
        return writesAt(saver, at('1'))
      },
      outcome: {
        result: [
          ['task', 'a', null],
          ['task', 'b', false],
          ['task', 'c', 0],
          ['task', 'd', ''],
        ],
      },
    },
    {
      name: 'text that looks like our encoding of bytes stays text',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await saver.putWrites(at('1'), [['a', `${BASE64}AAEC`]], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: { result: [['task', 'a', `${BASE64}AAEC`]] },
    },
    {
      name: 'a write above 1 MB is read back whole, between its neighbours',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        const large = 'ü🦜'.repeat(300_000)
        await saver.putWrites(
          at('1'),
          [
            ['a', 1],
            ['a', large],
            ['a', 3],
          ],
          'task',
        )
        const values =
          (await saver.getTuple(at('1')))?.pendingWrites?.map(([, , value]) => value) ?? []
        return [values[0], values[1] === large, values[2]]
      },
      outcome: { result: [1, true, 3] },
    },
  ])
})

const REPLACED =
  'the serializer of the base package replaces it silently, and the state is lost without an error'

describe('values that JSON cannot represent', () => {
  sideBySide([
    {
      name: 'a BigInt in a channel is rejected before anything is stored',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 1n }))
        return valuesAt(saver, at())
      },
      outcome: { refused: 'UNSERIALIZABLE' },
      postgres: {
        outcome: { result: { a: expect.stringContaining('unable to serialize') } },
        why: REPLACED,
      },
      memory: { outcome: { result: undefined }, why: REPLACED },
    },
    {
      name: 'a throwing toJSON in a write is rejected',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        const value = {
          toJSON(): never {
            throw new Error('no')
          },
        }
        await saver.putWrites(at('1'), [['a', value]], 'task')
        return writesAt(saver, at('1'))
      },
      outcome: { refused: 'UNSERIALIZABLE' },
      postgres: {
        outcome: { result: [['task', 'a', expect.stringContaining('unable to serialize')]] },
        why: REPLACED,
      },
      memory: {
        outcome: { result: [['task', 'a', expect.stringContaining('unable to serialize')]] },
        why: REPLACED,
      },
    },
  ])
})
