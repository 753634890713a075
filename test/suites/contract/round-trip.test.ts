import { describe } from 'vitest'
import { sideBySide } from './side-by-side.ts'
import { at, checkpoint, metadata, put, THREAD } from './words.ts'

const FIRST = checkpoint('1', { a: { deep: ['text', 1, null] } })

describe('round trips', () => {
  sideBySide([
    {
      name: 'put returns only thread, namespace and id',
      story: async (saver) =>
        saver.put(
          { configurable: { thread_id: THREAD, checkpoint_ns: 'ns', other: 'key' }, tags: ['tag'] },
          FIRST,
          metadata(),
          FIRST.channel_versions,
        ),
      outcome: {
        result: { configurable: { thread_id: THREAD, checkpoint_ns: 'ns', checkpoint_id: '1' } },
      },
    },
    {
      name: 'a first checkpoint is read back completely, without a parent',
      story: async (saver) => {
        await put(saver, FIRST)
        return saver.getTuple(at())
      },
      outcome: {
        result: {
          config: at('1'),
          checkpoint: FIRST,
          metadata: metadata(),
          parentConfig: undefined,
          pendingWrites: [],
        },
      },
    },
    {
      name: 'a next checkpoint has its parent and carries over unchanged channels',
      story: async (saver) => {
        await put(saver, FIRST)
        const next = checkpoint('2', { a: FIRST.channel_values['a'], b: 'new' }, { a: '1', b: '2' })
        await put(saver, next, {
          parent: '1',
          newVersions: { b: '2' },
          meta: metadata({ step: 2 }),
        })
        return saver.getTuple(at())
      },
      outcome: {
        result: {
          config: at('2'),
          checkpoint: checkpoint(
            '2',
            { a: FIRST.channel_values['a'], b: 'new' },
            { a: '1', b: '2' },
          ),
          metadata: metadata({ step: 2 }),
          parentConfig: at('1'),
          pendingWrites: [],
        },
      },
    },
    {
      name: 'without an id the greatest one is read, not the last put',
      story: async (saver) => {
        await put(saver, checkpoint('2'))
        await put(saver, checkpoint('1'))
        return (await saver.getTuple(at()))?.config
      },
      outcome: { result: at('2') },
    },
    {
      name: 'ids are ordered by code point, so upper case comes before lower case',
      story: async (saver) => {
        await put(saver, checkpoint('a'))
        await put(saver, checkpoint('B'))
        return (await saver.getTuple(at()))?.config
      },
      outcome: { result: at('a') },
    },
    {
      name: 'the namespace defaults to the root',
      story: async (saver) => {
        await saver.put(
          { configurable: { thread_id: THREAD } },
          FIRST,
          metadata(),
          FIRST.channel_versions,
        )
        return (await saver.getTuple({ configurable: { thread_id: THREAD } }))?.config
      },
      outcome: { result: at('1') },
    },
    {
      name: 'namespaces are separate, even if one is a prefix of another',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'root' }))
        await put(saver, checkpoint('1', { a: 'child' }), { ns: 'child:1' })
        await put(saver, checkpoint('1', { a: 'grandchild' }), { ns: 'child:1|grandchild:2' })
        const tuples = await Promise.all(
          ['', 'child:1', 'child:1|grandchild:2', 'child'].map(async (ns) =>
            saver.getTuple(at(undefined, { ns })),
          ),
        )
        return tuples.map((tuple) => tuple?.checkpoint.channel_values['a'])
      },
      outcome: { result: ['root', 'child', 'grandchild', undefined] },
    },
    {
      name: 'threads are separate',
      story: async (saver) => {
        await put(saver, checkpoint('1', { a: 'mine' }), { thread: 'mine' })
        await put(saver, checkpoint('1', { a: 'yours' }), { thread: 'yours' })
        return (await saver.getTuple(at('1', { thread: 'mine' })))?.checkpoint.channel_values
      },
      outcome: { result: { a: 'mine' } },
    },
    {
      name: 'the returned config has the three keys and nothing else of the caller',
      story: async (saver) => {
        await put(saver, FIRST)
        const config = { configurable: { ...at('1').configurable, other: 'key' } }
        return (await saver.getTuple(config))?.config
      },
      outcome: { result: at('1') },
      memory: {
        outcome: { result: { configurable: { ...at('1').configurable, other: 'key' } } },
        why: 'it hands back the caller object, and foreign keys travel on into later calls',
      },
    },
    {
      name: 'thread_ts, the old name of checkpoint_id, is accepted',
      story: async (saver) => {
        await put(saver, checkpoint('1'))
        await put(saver, checkpoint('2'), { parent: '1' })
        const tuple = await saver.getTuple({
          configurable: { thread_id: THREAD, checkpoint_ns: '', thread_ts: '1' },
        })
        return tuple?.checkpoint.id
      },
      outcome: { result: '1' },
      postgres: {
        outcome: { result: '2' },
        why: 'it ignores the alias that the base package still reads',
      },
    },
    {
      name: 'metadata is read back unchanged, whatever keys it has',
      story: async (saver) => {
        await put(saver, FIRST, {
          meta: metadata({
            source: 'fork',
            user: { name: 'Zoë 🦜', roles: ['a', 'b'] },
            nothing: null,
            'od"d ke\'y': 0,
          }),
        })
        return (await saver.getTuple(at()))?.metadata
      },
      outcome: {
        result: metadata({
          source: 'fork',
          user: { name: 'Zoë 🦜', roles: ['a', 'b'] },
          nothing: null,
          'od"d ke\'y': 0,
        }),
      },
    },
    {
      name: 'a stored checkpoint is independent of the passed object',
      story: async (saver) => {
        const mine = checkpoint('1', { a: ['before'] })
        const putting = put(saver, mine)
        await putting
        mine.channel_values['a'] = ['after']
        return (await saver.getTuple(at()))?.checkpoint.channel_values
      },
      outcome: { result: { a: ['before'] } },
    },
  ])
})

describe('missing checkpoints', () => {
  sideBySide([
    {
      name: 'an unknown checkpoint id is undefined',
      story: async (saver) => {
        await put(saver, FIRST)
        return saver.getTuple(at('9'))
      },
      outcome: { result: undefined },
    },
    {
      name: 'an unknown thread is undefined',
      story: async (saver) => saver.getTuple(at(undefined, { thread: 'nobody' })),
      outcome: { result: undefined },
    },
    {
      name: 'an unknown namespace is undefined',
      story: async (saver) => {
        await put(saver, FIRST)
        return saver.getTuple(at(undefined, { ns: 'elsewhere' }))
      },
      outcome: { result: undefined },
    },
    {
      name: 'a config without a thread is undefined, even where threads exist',
      story: async (saver) => {
        await put(saver, FIRST)
        return [await saver.getTuple({ configurable: {} }), await saver.getTuple({})]
      },
      outcome: { result: [undefined, undefined] },
    },
    {
      name: 'the list of an unknown thread is empty',
      story: async (saver) => {
        const tuples: unknown[] = []
        for await (const tuple of saver.list(at(undefined, { thread: 'nobody' })))
          tuples.push(tuple)
        return tuples
      },
      outcome: { result: [] },
    },
  ])
})
