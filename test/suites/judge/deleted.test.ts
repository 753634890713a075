import { describe, expect, it } from 'vitest'
import { LAG_MS, putOf, seenOf, Story } from './story.ts'

const LONG_MS = LAG_MS * 2

const deleted = (): Story => new Story().put('a', '1').deleteThread('a')

const unaware = (): Story => deleted().put('b', '2', { parent: '1' }).wait(LONG_MS)

function failed(): Story {
  const story = new Story().put('a', '1').put('a', '2', { parent: '1' })
  story.fail(story.begin('a', { kind: 'deleteThread', thread: 't' }))
  return story.wait(LONG_MS)
}

describe('deletions', () => {
  it('rejects state from before the deletion', () => {
    expect(deleted().get('a', undefined, null).judge()).toEqual([])
    expect(deleted().get('a', undefined, seenOf('1')).kinds()).toEqual(['brought back'])
    expect(
      deleted()
        .list('a', [seenOf('1')])
        .kinds(),
    ).toEqual(['brought back'])
  })

  it('accepts that another process sees the deletion late, but not too late', () => {
    const story = deleted().get('b', undefined, seenOf('1'))
    expect(story.judge()).toEqual([])
    expect(story.wait(LONG_MS).get('b', undefined, seenOf('1')).kinds()).toEqual(['brought back'])
  })

  it('may come before what another saver had only accepted', () => {
    const begun = (durable: boolean): Story => {
      const story = new Story().acceptPut('a', '1')
      return (durable ? story.flush('a') : story).deleteThread('b').flush('a').wait(LONG_MS)
    }
    expect(begun(false).get('c', undefined, seenOf('1')).judge()).toEqual([])
    expect(begun(false).get('c', undefined, null).judge()).toEqual([])
    expect(begun(true).get('c', undefined, seenOf('1')).kinds()).toEqual(['brought back'])
    const own = new Story().acceptPut('a', '1').deleteThread('a').flush('a').wait(LONG_MS)
    expect(own.get('c', undefined, seenOf('1')).kinds()).toEqual(['brought back'])
  })

  it('keeps a new start by a process that knew of the deletion', () => {
    expect(deleted().put('a', '2').get('a', undefined, null).kinds()).toEqual(['lost'])
    expect(deleted().put('a', '1').get('a', undefined, seenOf('1')).judge()).toEqual([])
    const other = deleted().wait(LONG_MS).get('b', undefined, null).put('b', '2')
    expect(other.get('b', undefined, null).kinds()).toEqual(['lost'])
  })

  it('accepts either state after a new start by a process that had not read it', () => {
    for (const seen of [null, seenOf('2')]) {
      const story = deleted().put('b', '2').wait(LONG_MS).get('c', undefined, seen)
      expect(story.judge()).toEqual([])
    }
  })

  it('rejects puts of a running agent on a deleted checkpoint', () => {
    expect(unaware().get('c', undefined, null).judge()).toEqual([])
    expect(
      unaware()
        .get('c', undefined, seenOf('2', { parent: '1' }))
        .kinds(),
    ).toEqual(['brought back'])
  })

  it('rejects old writes on a recreated checkpoint', () => {
    const story = new Story().put('a', '1').putWrites('a', '1', 'task', ['x', 1])
    story.deleteThread('a').put('a', '1')
    expect(story.get('a', '1', seenOf('1', { writes: [['task', 'x', 1]] })).kinds()).toEqual([
      'brought back',
    ])
  })

  it('accepts an unacknowledged deletion as done or not done, never as half done', () => {
    const [one, two] = [seenOf('1'), seenOf('2', { parent: '1' })]
    expect(failed().list('b', [two, one]).judge()).toEqual([])
    expect(failed().list('b', []).judge()).toEqual([])
    expect(failed().list('b', [one]).kinds()).toEqual(['lost'])
    expect(failed().list('b', []).list('b', [two, one]).kinds()).toEqual(['brought back'])
    expect(failed().list('b', [two, one]).list('b', []).kinds()).toEqual(['lost'])
  })

  it('explains a rejected call by its error code', () => {
    const story = new Story()
    story.fail(story.begin('a', putOf('1')), 'THREAD_DELETED')
    expect(story.kinds()).toEqual(['failure'])
    const after = deleted()
    after.fail(after.begin('a', putOf('2', { parent: '1' })), 'THREAD_DELETED')
    expect(after.judge()).toEqual([])
  })
})
