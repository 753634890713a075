import { describe, expect, it } from 'vitest'
import type { SeenCheckpoint } from '../../../tools/judge/digest.ts'
import { LAG_MS, putOf, seenOf, Story, writesOf } from './story.ts'

const LONG_MS = LAG_MS * 2

const carrying = (): Story =>
  new Story()
    .put('a', '1', { values: { d: 'as it was' } })
    .put('a', '2', { parent: '1', values: { n: 1 }, carried: ['d'] })
const seenCarried = (d: string): SeenCheckpoint => seenOf('2', { parent: '1', values: { n: 1, d } })

describe('atomic puts and writes', () => {
  it.each([
    ['has another value', { values: { n: '1', m: 3 } }],
    ['lacks a channel', { values: { n: '1' } }],
    ['has one channel too many', { values: { n: '1', m: 2, o: 3 } }],
    ['has another parent', { values: { n: '1', m: 2 }, parent: '0' }],
  ])('rejects a checkpoint that %s', (_, words) => {
    const story = new Story().put('a', '1', { values: { n: '1', m: 2 } })
    expect(story.get('a', '1', seenOf('1', words)).kinds()).toEqual(['torn'])
  })

  it("accepts the ancestor's value of an unchanged channel", () => {
    expect(carrying().get('a', '2', seenCarried('as it was')).judge()).toEqual([])
    expect(carrying().get('a', '2', seenCarried('another')).kinds()).toEqual(['torn'])
  })

  it('rejects half of an unacknowledged put', () => {
    const story = new Story()
    story.fail(story.begin('a', putOf('1', { values: { n: '1', m: 2 } })))
    story.get('b', '1', seenOf('1', { values: { n: '1' } }))
    expect(story.kinds()).toEqual(['torn'])
  })

  it('rejects a checkpoint that was never put', () => {
    expect(new Story().get('a', undefined, seenOf('9')).kinds()).toEqual(['torn'])
  })

  it('rejects the values of the other branch of a fork', () => {
    const story = new Story()
      .put('a', '1')
      .put('a', '2', { parent: '1', values: { n: 'left' } })
      .put('b', '3', { parent: '1', values: { n: 'right' } })
      .wait(LONG_MS)
    expect(
      story.get('a', '3', seenOf('3', { parent: '1', values: { n: 'right' } })).judge(),
    ).toEqual([])
    story.get('a', '2', seenOf('2', { parent: '1', values: { n: 'right' } }))
    expect(story.kinds()).toEqual(['torn'])
  })

  it('rejects a part of a call with several writes', () => {
    const story = new Story().put('a', '1')
    story.fail(story.begin('a', writesOf('1', 'task', ['x', 1], ['y', 2])))
    story.get('a', '1', seenOf('1', { writes: [['task', 'x', 1]] }))
    expect(story.kinds()).toEqual(['torn'])
  })
})

describe('a checkpoint that is put again', () => {
  const again = { values: { n: 'again' } }

  it('is in the state of the last put', () => {
    const story = () => new Story().put('a', '1').put('a', '1', again)
    expect(story().get('a', '1', seenOf('1', again)).judge()).toEqual([])
    expect(story().get('a', '1', seenOf('1')).kinds()).toEqual(['lost'])
  })

  it('does not return to an earlier state', () => {
    const story = new Story().put('a', '1').put('a', '1', again).wait(LONG_MS)
    story.get('a', '1', seenOf('1', again)).get('a', '1', seenOf('1'))
    expect(story.kinds()).toEqual(['brought back'])
  })

  it('can be in the state of either of two independent processes, and stays so', () => {
    const story = new Story().put('a', '1').put('b', '1', again).wait(LONG_MS)
    expect(story.get('c', '1', seenOf('1')).judge()).toEqual([])
    expect(story.get('c', '1', seenOf('1', again)).kinds()).toEqual(['brought back'])
  })

  it('keeps its first parent when it names itself', () => {
    const story = new Story().put('a', '0').put('a', '1', { parent: '0' })
    story.put('a', '1', { parent: '1', ...again })
    expect(story.get('a', '1', seenOf('1', { parent: '0', ...again })).judge()).toEqual([])
    expect(story.get('a', '1', seenOf('1', { parent: '1', ...again })).kinds()).toEqual(['torn'])
  })
})
