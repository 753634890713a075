import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../tools/judge/history.ts'
import { LAG_MS, putOf, seenOf, Story, writesOf } from './story.ts'

/*
 * Faults that a judge may take for something legal: each time, one thing that excuses an answer
 * (a failed call, a deletion, an old row, many alternatives) is in the history and does not excuse
 * this one.
 */

const LONG_MS = LAG_MS * 2
const DELETION: Operation = { kind: 'deleteThread', thread: 't' }
const ask = (kind: 'getTuple', id: string | null): Operation => ({ kind, thread: 't', ns: '', id })
const askHistory = (id: string): Operation => ({
  kind: 'getDeltaChannelHistory',
  thread: 't',
  ns: '',
  id,
  channels: ['d'],
})

const chain = (retentionMs: number | null = null): Story =>
  new Story({ retentionMs })
    .put('a', '1', { values: { d: 'seed' } })
    .putWrites('a', '1', 'task', ['d', 'one'])
    .put('a', '2', { parent: '1' })
    .putWrites('a', '2', 'task', ['d', 'two'])
    .put('a', '3', { parent: '2' })

function failing(story: Story, by: string, operation: Operation, code?: string): Story {
  return story.fail(story.begin(by, operation), code)
}

/** A line of checkpoints, `0000` on. */
function lineOf(count: number, words: (number: number) => object): Story {
  const story = new Story().put('a', nameOf(0), { values: { d: 'seed' } })
  for (let number = 1; number < count; number++) {
    story.put('a', nameOf(number), { parent: nameOf(number - 1), ...words(number) })
  }
  return story
}

const nameOf = (number: number): string => String(number).padStart(4, '0')

const HALF_OF_A_HISTORY: Record<string, () => Story> = {
  'a head that is older than the retention': () =>
    chain(1000).wait(2000).delta('b', '3', 'seed', ['task', 'one']),
  'an ancestor that may be late, once its child is seen': () =>
    chain()
      .get('b', '3', seenOf('3', { parent: '2' }))
      .delta('b', '3', undefined, ['task', 'two']),
  'many alternatives': () => {
    const story = lineOf(70, () => ({ carried: ['d'] }))
    return story
      .putWrites('a', nameOf(69), 'task', ['d', 'one'])
      .put('a', nameOf(70), { parent: nameOf(69) })
      .delta('a', nameOf(70), 'junk', ['nobody', 'x'])
  },
  'a deletion that has not ended': () => {
    const story = chain().wait(LONG_MS)
    story.begin('c', DELETION)
    return story.wait(LONG_MS).delta('a', '3', 'seed', ['task', 'one'])
  },
  'two deletions that failed': () => {
    const story = failing(failing(chain(), 'a', DELETION), 'a', DELETION).wait(LONG_MS)
    return story
      .get('b', '3', seenOf('3', { parent: '2' }))
      .delta('b', '3', 'seed', ['task', 'one'])
  },
  'a failed put that was put again': () =>
    failing(new Story(), 'a', putOf('2', { values: { d: 'old' } }))
      .put('a', '2', { values: { d: 'new' } })
      .putWrites('a', '2', 'task', ['d', 'one'])
      .put('a', '3', { parent: '2' })
      .wait(LONG_MS)
      .get('b', '2', seenOf('2', { values: { d: 'new' }, writes: [['task', 'd', 'one']] }))
      .delta('b', '3', 'old', ['task', 'one']),
  'a child’s saver that had read the missing write': () =>
    new Story()
      .put('a', '1', { values: { d: 'seed' } })
      .visible()
      .putWrites('a', '1', 'task', ['d', 'one'])
      .get('b', '1', seenOf('1', { values: { d: 'seed' }, writes: [['task', 'd', 'one']] }))
      .put('b', '2', { parent: '1' })
      .get('c', '2', seenOf('2', { parent: '1' }))
      .get('c', '1', seenOf('1', { values: { d: 'seed' } }))
      .delta('c', '2', 'seed'),
}

const LOST: Record<string, () => Story> = {
  'half of a thread after two failed deletions': () => {
    const story = new Story().put('a', '1').put('a', '2', { parent: '1' })
    return failing(failing(story, 'a', DELETION), 'a', DELETION)
      .wait(LONG_MS)
      .list('b', [seenOf('1')])
  },
  'half of a thread during a deletion': () => {
    const story = new Story().put('a', '1').put('a', '2', { parent: '1' })
    story.begin('a', DELETION)
    return story.wait(LONG_MS).list('b', [seenOf('1')])
  },
  'a pending write during a deletion': () => {
    const story = new Story().put('a', '1').putWrites('a', '1', 'task', ['x', 1]).wait(LONG_MS)
    story.begin('c', DELETION)
    return story.wait(LONG_MS).get('a', '1', seenOf('1'))
  },
  'a new life by a saver that did not know of the deletion': () =>
    new Story()
      .put('a', '1')
      .deleteThread('a')
      .wait(LONG_MS)
      .put('b', '2')
      .wait(LONG_MS)
      .get('c', undefined, seenOf('2'))
      .get('b', undefined, seenOf('2'))
      .wait(LONG_MS)
      .get('c', undefined, null),
  'puts after an error’s write that failed': () =>
    failing(new Story().put('a', '1'), 'a', writesOf('1', 'task', ['__error__', 'x']))
      .put('a', '2', { parent: '1' })
      .put('a', '3', { parent: '2' })
      .wait(LONG_MS)
      .get('a', undefined, seenOf('1')),
  'puts after a write that failed and was stored again': () =>
    failing(new Story().put('a', '1'), 'a', writesOf('1', 'task', ['x', 'x']))
      .putWrites('a', '1', 'task', ['x', 'x'])
      .put('a', '2', { parent: '1' })
      .put('b', '3', { parent: '2' })
      .wait(LONG_MS)
      .get('b', undefined, seenOf('1', { writes: [['task', 'x', 'x']] })),
  'a write that two calls stored under different paths': () => {
    const story = new Story().put('a', '1')
    for (const [by, path] of [
      ['a', 'p'],
      ['b', 'q'],
    ] as const) {
      story.end(story.begin(by, { ...writesOf('1', 'task', ['x', 1]), path }))
    }
    return story.wait(LONG_MS).get('a', '1', seenOf('1'))
  },
}

const REFUSED_FOR_EVER: Record<string, () => Story> = {
  'history by a failed call on another branch': () =>
    failing(
      failing(chain().put('a', '4', { parent: '1' }), 'c', writesOf('4', 'other', ['z', 1])).wait(
        1e6,
      ),
      'b',
      askHistory('3'),
      'HISTORY_INCOMPLETE',
    ),
  'fresh checkpoint of an old thread': () =>
    failing(
      new Story({ retentionMs: 1000 }).put('a', '1').wait(2000).put('a', '2', { parent: '1' }),
      'a',
      ask('getTuple', '2'),
      'STATE_EXPIRED',
    ),
  'put on a new life by an earlier deletion': () =>
    failing(
      new Story().put('a', '1').deleteThread('a').put('a', '2').wait(1e6),
      'a',
      putOf('3', { parent: '2' }),
      'THREAD_DELETED',
    ),
}

const ANSWERS_TO_ANOTHER_QUESTION: Record<string, () => Story> = {
  'another checkpoint': () => new Story().put('a', '1').get('a', '2', seenOf('1')),
  'another thread': () =>
    new Story()
      .put('a', '1')
      .put('a', '1', { thread: 'u' })
      .get('a', '1', seenOf('1', { thread: 'u' })),
  'a later checkpoint than asked for': () => {
    const story = new Story().put('a', '1').put('a', '2', { parent: '1' })
    const call = story.begin('a', {
      kind: 'list',
      thread: 't',
      ns: '',
      id: null,
      before: '2',
      limit: null,
      isFiltered: false,
    })
    const seen = [seenOf('2', { parent: '1' }), seenOf('1')]
    return story.end(call, { kind: 'list', seen, isCut: false })
  },
}

describe('the judge rejects', () => {
  it.each(Object.entries(HALF_OF_A_HISTORY))('half of a delta history despite %s', (_, story) => {
    expect(story().kinds()).toEqual(['torn'])
  })

  it.each(Object.entries(LOST))('the loss of %s', (_, story) => {
    expect(story().kinds()).toEqual(['lost'])
  })

  it.each(Object.entries(REFUSED_FOR_EVER))('the lasting refusal of a %s', (_, story) => {
    expect(story().kinds()).toEqual(['failure'])
  })

  it.each(Object.entries(ANSWERS_TO_ANOTHER_QUESTION))('an answer with %s', (_, story) => {
    expect(story().kinds()).toEqual(['torn'])
  })

  it('half of a call in a delta history', () => {
    const story = failing(
      new Story().put('a', '1', { values: { d: 'seed' } }),
      'b',
      writesOf('1', 'task', ['d', 'one'], ['d', 'two']),
    )
    story.put('a', '2', { parent: '1' }).wait(LONG_MS).delta('a', '2', 'seed', ['task', 'one'])
    expect(story.judge()).toHaveLength(1)
  })

  it('a thread that comes back after readers saw that it is gone', () => {
    const story = new Story()
      .put('a', '1')
      .wait(LONG_MS)
      .deleteThread('a')
      .get('b', undefined, null)
      .get('b', undefined, seenOf('1'))
    expect(story.kinds()).toEqual(['brought back'])
  })
})
