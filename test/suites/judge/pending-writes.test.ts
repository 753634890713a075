import { describe, expect, it } from 'vitest'
import { LAG_MS, seenOf, Story, writesOf } from './story.ts'

const LONG_MS = LAG_MS * 2

const story = (): Story => new Story().put('a', '1')

const twice = (): Story =>
  story().putWrites('a', '1', 'task', ['x', 'first']).putWrites('a', '1', 'task', ['x', 'later'])

const twiceSpecial = (): Story =>
  story()
    .putWrites('a', '1', 'task', ['__error__', 'first'])
    .putWrites('a', '1', 'task', ['__error__', 'later'])

const written = (): Story =>
  story().putWrites('a', '1', 'b', ['x', 1], ['y', 2]).putWrites('a', '1', 'a', ['x', 3])

const see = (...writes: [string, string, unknown][]): string[] =>
  written().get('a', '1', seenOf('1', { writes })).kinds()

describe('pending writes', () => {
  it('keep the first ordinary write of a key', () => {
    const first = seenOf('1', { writes: [['task', 'x', 'first']] })
    const later = seenOf('1', { writes: [['task', 'x', 'later']] })
    expect(twice().get('a', '1', first).judge()).toEqual([])
    expect(twice().get('a', '1', later).kinds()).toEqual(['lost'])
  })

  it('keep the last special write of a key', () => {
    const first = seenOf('1', { writes: [['task', '__error__', 'first']] })
    const later = seenOf('1', { writes: [['task', '__error__', 'later']] })
    expect(twiceSpecial().get('a', '1', later).judge()).toEqual([])
    expect(twiceSpecial().get('a', '1', first).kinds()).toEqual(['lost'])
  })

  it('can be either of two concurrent ones', () => {
    for (const value of ['left', 'right']) {
      const both = story()
      const left = both.begin('a', writesOf('1', 'task', ['x', 'left']))
      const right = both.begin('a', writesOf('1', 'task', ['x', 'right']))
      both.end(left).end(right)
      both.get('a', '1', seenOf('1', { writes: [['task', 'x', value]] }))
      expect(both.judge()).toEqual([])
    }
  })

  it('must not be lost, duplicated, foreign or out of order', () => {
    expect(see(['a', 'x', 3], ['b', 'x', 1], ['b', 'y', 2])).toEqual([])
    expect(see(['b', 'x', 1], ['b', 'y', 2])).toEqual(['lost'])
    expect(see(['a', 'x', 3], ['b', 'x', 1], ['b', 'x', 1], ['b', 'y', 2])).toEqual(['doubled'])
    expect(see(['a', 'x', 3], ['b', 'x', 9], ['b', 'y', 2])).toEqual(['torn'])
    expect(see(['b', 'x', 1], ['b', 'y', 2], ['a', 'x', 3])).toEqual(['misordered'])
  })

  it('must not reappear after an answer without them', () => {
    const failed = story()
    failed.fail(failed.begin('a', writesOf('1', 'task', ['x', 1])))
    failed.wait(LONG_MS).get('b', '1', seenOf('1'))
    expect(failed.judge()).toEqual([])
    failed.get('b', '1', seenOf('1', { writes: [['task', 'x', 1]] }))
    expect(failed.kinds()).toEqual(['brought back'])
  })
})
