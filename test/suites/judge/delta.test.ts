import { describe, expect, it } from 'vitest'
import type { Bounds } from '../../../tools/judge/history.ts'
import { LAG_MS, putOf, seenOf, Story, writesOf } from './story.ts'

const LONG_MS = LAG_MS * 2

/** '1' has a value, '2' and '3' depend on writes. */
const chain = (bounds: Partial<Bounds> = {}): Story =>
  new Story(bounds)
    .put('a', '1', { values: { d: 'seed' } })
    .putWrites('a', '1', 'task', ['d', 'one'], ['n', 0])
    .put('a', '2', { parent: '1' })
    .putWrites('a', '2', 'task', ['d', 'two'])
    .put('a', '3', { parent: '2' })
    .putWrites('a', '3', 'task', ['d', 'three'])

const other = (): Story =>
  chain().get('b', '3', seenOf('3', { parent: '2', writes: [['task', 'd', 'three']] }))

const forked = (): Story => chain().put('a', '4', { parent: '1' })

function refused(story: Story, by: string): Story {
  const operation = { kind: 'getDeltaChannelHistory', thread: 't', ns: '', id: '3' } as const
  return story.fail(story.begin(by, { ...operation, channels: ['d'] }), 'HISTORY_INCOMPLETE')
}

describe('a delta channel', () => {
  it("is the fold of its ancestors' writes since the nearest value", () => {
    expect(chain().delta('a', '3', 'seed', ['task', 'one'], ['task', 'two']).judge()).toEqual([])
    expect(chain().delta('a', '1', undefined).judge()).toEqual([])
  })

  it('can begin with a value that a checkpoint carries over under the same version', () => {
    const story = new Story()
      .put('a', '1', { values: { d: 'seed' } })
      .putWrites('a', '1', 'task', ['d', 'one'])
      .put('b', '2', { parent: '1', carried: ['d'] })
      .putWrites('b', '2', 'task', ['d', 'two'])
      .put('b', '3', { parent: '2' })
      .wait(LONG_MS)
    expect(story.delta('b', '3', 'seed', ['task', 'two']).judge()).toEqual([])
    expect(story.delta('b', '3', 'seed').kinds()).toEqual(['torn'])
  })

  it.each([
    ['a', []],
    ['c', ['torn']],
  ])(
    'goes on past a failed put that nobody sees if its child is by the same saver: %s',
    (by, kinds) => {
      const story = new Story()
        .put('a', '1', { values: { d: 'seed' } })
        .putWrites('a', '1', 'task', ['d', 'one'])
      story
        .fail(story.begin('a', putOf('2', { parent: '1', carried: ['d'] })))
        .put(by, '3', { parent: '2', carried: ['d'] })
        .wait(LONG_MS)
        .get('b', '2', null)
        .delta('b', '3', 'seed', ['task', 'one'])
      expect(story.kinds()).toEqual(kinds)
    },
  )

  it.each([
    ['had no version', ['n'], []],
    ['had a version', ['n', 'd'], ['torn']],
    ['may have been written to without a version', undefined, ['torn']],
  ] as const)(
    'may begin without a late write on an ancestor if it %s on the branch',
    (_, versioned, kinds) => {
      const story = new Story()
        .put('a', '1')
        .putWrites('a', '1', 'task', ['d', 'late'])
        .put('b', '2', { parent: '1', ...(versioned && { versioned }) })
        .putWrites('b', '2', 'task', ['d', 'own'])
        .put('b', '3', { parent: '2' })
        .wait(LONG_MS)
      expect(story.delta('b', '3', undefined, ['task', 'late'], ['task', 'own']).kinds()).toEqual(
        [],
      )
      expect(story.delta('b', '3', undefined, ['task', 'own']).kinds()).toEqual(kinds)
    },
  )

  it('can rest on rows that a list omits because of their age', () => {
    const story = chain({ retentionMs: 1000 }).wait(2000).list('b', []).wait(LONG_MS)
    expect(story.delta('a', '3', 'seed', ['task', 'one'], ['task', 'two']).judge()).toEqual([])
  })

  it.each([
    ['lacks a write', 'seed', [['task', 'one']]],
    [
      'has a write of its own checkpoint',
      'seed',
      [
        ['task', 'one'],
        ['task', 'two'],
        ['task', 'three'],
      ],
    ],
    [
      'has another order',
      'seed',
      [
        ['task', 'two'],
        ['task', 'one'],
      ],
    ],
    [
      'lacks its value',
      undefined,
      [
        ['task', 'one'],
        ['task', 'two'],
      ],
    ],
  ] as const)('is rejected when it %s', (_, seed, writes) => {
    expect(
      chain()
        .delta('a', '3', seed, ...writes)
        .judge(),
    ).toHaveLength(1)
  })

  it('is rejected when it is duplicated', () => {
    const story = chain()
    story.delta('a', '3', 'seed', ['task', 'one'], ['task', 'two'], ['task', 'two'])
    expect(story.kinds()).toEqual(['doubled'])
  })

  it('can fail while its rows are late, also for a saver that did not write them', () => {
    expect(refused(chain(), 'b').judge()).toEqual([])
    expect(refused(chain().wait(LONG_MS), 'b').kinds()).toEqual(['failure'])
    expect(refused(chain(), 'a').kinds()).toEqual(['failure'])
  })

  it('can fail permanently when a call that it rests on failed', () => {
    const story = chain()
    story.fail(story.begin('a', writesOf('2', 'other', ['d', 'lost']))).wait(LONG_MS)
    expect(refused(story, 'b').judge()).toEqual([])
  })

  it('is whole or absent for another process too: the checkpoint comes with its writes', () => {
    expect(other().delta('b', '3', 'seed', ['task', 'one'], ['task', 'two']).judge()).toEqual([])
    expect(other().delta('b', '3', 'seed', ['task', 'one']).kinds()).toEqual(['torn'])
  })

  it('can be absent for another process as long as its checkpoint can', () => {
    expect(chain().delta('b', '3', undefined).judge()).toEqual([])
    expect(chain().wait(LONG_MS).delta('b', '3', undefined).kinds()).toEqual(['torn'])
  })

  it('follows its own branch', () => {
    expect(forked().delta('a', '4', 'seed', ['task', 'one']).judge()).toEqual([])
    expect(forked().delta('a', '4', 'seed', ['task', 'one'], ['task', 'two']).kinds()).toEqual([
      'torn',
    ])
  })

  it('can hide its checkpoint permanently when a write beside the put failed', () => {
    for (const [seen, kinds] of [
      [null, []],
      [seenOf('2', { parent: '1' }), []],
    ] as const) {
      const story = new Story().put('a', '1', { values: { n: '1', d: 'seed' } })
      const write = story.begin('a', writesOf('1', 'task', ['d', 'one']))
      story.put('a', '2', { parent: '1' }).fail(write)
      expect(story.get('a', '2', seen).kinds()).toEqual(kinds)
    }
  })

  it('is not returned for a deleted checkpoint', () => {
    const story = chain().deleteThread('a')
    expect(story.delta('a', '3', undefined).judge()).toEqual([])
    story.delta('a', '3', 'seed', ['task', 'one'], ['task', 'two'])
    expect(story.kinds()).toEqual(['brought back'])
  })
})
