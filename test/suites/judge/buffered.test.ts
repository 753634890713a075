import { describe, expect, it } from 'vitest'
import { LAG_MS, seenOf, Story } from './story.ts'

const LONG_MS = LAG_MS * 2
const child = (id: string, parent: string) => seenOf(id, { parent })

/** `a` has stored 1, and accepted 2 under it. */
const accepted = (): Story => new Story().put('a', '1').acceptPut('a', '2', { parent: '1' })

describe('a put that was accepted and is not durable', () => {
  it('is visible to its saver at once, and possibly to others', () => {
    const story = accepted().get('a', undefined, child('2', '1')).wait(LONG_MS)
    expect(story.get('b', undefined, seenOf('1')).judge()).toEqual([])
    expect(accepted().get('a', undefined, seenOf('1')).kinds()).toEqual(['lost'])
    expect(accepted().wait(LONG_MS).get('b', undefined, child('2', '1')).judge()).toEqual([])
  })

  it('may be missing after a crash, even if its saver has read it', () => {
    const story = accepted().get('a', undefined, child('2', '1')).kill('a').wait(LONG_MS)
    expect(story.get('b', undefined, seenOf('1')).judge()).toEqual([])
  })

  it('may not be missing after a flush', () => {
    const story = accepted().flush('a').kill('a').wait(LONG_MS)
    expect(story.get('b', undefined, seenOf('1')).kinds()).toEqual(['lost'])
  })

  it('may be late after a flush, but no longer than a put', () => {
    const story = accepted().wait(LONG_MS).flush('a').get('b', undefined, seenOf('1'))
    expect(story.judge()).toEqual([])
    expect(story.wait(LONG_MS).get('b', undefined, seenOf('1')).kinds()).toEqual(['lost'])
  })

  it('may not disappear once others have read it', () => {
    const story = accepted().get('b', undefined, child('2', '1')).kill('a')
    expect(story.get('b', undefined, seenOf('1')).kinds()).toEqual(['lost'])
  })

  it('may or may not exist after a flush that began before it', () => {
    const story = new Story().put('a', '1')
    const flush = story.begin('a', { kind: 'flush' })
    story.acceptPut('a', '2', { parent: '1' }).end(flush).wait(LONG_MS)
    expect(story.get('b', undefined, seenOf('1')).judge()).toEqual([])
  })

  it('is never torn', () => {
    const torn = seenOf('2', { parent: '1', values: { n: 'other' } })
    expect(accepted().get('b', '2', torn).kinds()).toEqual(['torn'])
  })
})

describe('a loss', () => {
  it('explains missing writes once it was reported, not before', () => {
    expect(accepted().flush('a', 'lost').get('a', undefined, seenOf('1')).judge()).toEqual([])
    const byCall = accepted()
    byCall.fail(byCall.begin('a', { kind: 'getTuple', thread: 't', ns: '', id: null }), 'LOST')
    expect(byCall.get('a', undefined, seenOf('1')).judge()).toEqual([])
    const unreported = accepted().put('a', '9', { thread: 'other' })
    expect(unreported.get('a', undefined, seenOf('1')).kinds()).toEqual(['lost'])
  })

  it('does not excuse writes that a flush has confirmed', () => {
    const story = accepted().flush('a').flush('a', 'lost').wait(LONG_MS)
    expect(story.get('b', undefined, seenOf('1')).kinds()).toContain('lost')
  })

  it('may not be followed by a put that builds on a lost one', () => {
    const story = accepted().flush('a', 'lost').acceptPut('a', '3', { parent: '2' }).flush('a')
    story.wait(LONG_MS).get('b', undefined, child('3', '2'))
    expect(story.get('b', '2', null).kinds()).toEqual(['lost'])
  })

  it('may be followed by a put that builds on a stored one', () => {
    const story = accepted().flush('a', 'lost').acceptPut('a', '3', { parent: '1' }).flush('a')
    story.wait(LONG_MS).get('b', undefined, child('3', '1')).get('b', '2', null)
    expect(story.judge()).toEqual([])
  })

  it('hides everything that builds on the lost put for good', () => {
    const story = accepted().flush('a', 'lost').wait(LONG_MS).get('b', '2', null)
    expect(story.get('b', '2', child('2', '1')).kinds()).toEqual(['brought back'])
  })

  it('is allowed only if the saver had accepted something', () => {
    const story = new Story().put('a', '1')
    story.fail(story.begin('a', { kind: 'flush' }), 'LOST')
    expect(story.kinds()).toEqual(['failure'])
    const refused = accepted().flush('a', 'lost')
    const put = refused.begin('a', { kind: 'getTuple', thread: 't', ns: '', id: null })
    expect(refused.fail(put, 'BUILDS_ON_LOST').judge()).toEqual([])
  })
})

describe('the remains of accepted puts after a crash', () => {
  it('are a beginning of the thread', () => {
    const crashed = (): Story =>
      accepted().acceptPut('a', '3', { parent: '2' }).kill('a').wait(LONG_MS)
    for (const latest of [seenOf('1'), child('2', '1')]) {
      expect(crashed().get('b', undefined, latest).judge()).toEqual([])
    }
    const gap = crashed().get('b', undefined, child('3', '2')).wait(LONG_MS).get('b', '2', null)
    expect(gap.kinds()).toEqual(['lost'])
  })

  it('include the pending writes that were accepted before an existing put', () => {
    const story = new Story().put('a', '1').acceptWrites('a', '1', 'task', ['x', 1])
    story.acceptPut('a', '2', { parent: '1' }).kill('a').wait(LONG_MS)
    story.get('b', undefined, child('2', '1')).wait(LONG_MS)
    const one = seenOf('1', { writes: [['task', 'x', 1]] })
    expect(story.get('c', '1', one).judge()).toEqual([])
    expect(story.get('b', '1', seenOf('1')).kinds()).toEqual(['lost'])
  })
})
