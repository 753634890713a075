import { describe, expect, it } from 'vitest'
import { LAG_MS, putOf, seenOf, Story } from './story.ts'

const LONG_MS = LAG_MS * 2

describe('acknowledged puts', () => {
  it('accepts that another process sees a put late', () => {
    const story = new Story().put('a', '1').get('b', undefined, null)
    expect(story.wait(LONG_MS).get('b', undefined, seenOf('1')).judge()).toEqual([])
  })

  it('rejects that another process misses a put after the time limit', () => {
    expect(new Story().put('a', '1').wait(LONG_MS).get('b', undefined, null).kinds()).toEqual([
      'lost',
    ])
  })

  it('rejects that a saver does not read its own put at once', () => {
    expect(new Story().put('a', '1').get('a', undefined, null).kinds()).toEqual(['lost'])
    expect(new Story().put('a', '1').list('a', []).kinds()).toEqual(['lost'])
    expect(new Story().put('a', '1').get('a', '1', null).kinds()).toEqual(['lost'])
  })

  it('rejects an older checkpoint as the latest', () => {
    const story = new Story().put('a', '1').put('a', '2', { parent: '1' })
    expect(story.get('a', undefined, seenOf('1')).kinds()).toEqual(['lost'])
  })

  it('accepts a list that ends at its limit', () => {
    const story = new Story().put('a', '1').put('a', '2', { parent: '1' })
    const newest = seenOf('2', { parent: '1' })
    expect(story.list('a', [newest], 1).judge()).toEqual([])
    expect(story.list('a', [newest]).kinds()).toEqual(['lost'])
  })

  it('accepts a failed or killed put as done or not done', () => {
    for (const isThere of [true, false]) {
      const story = new Story()
      story.fail(story.begin('a', putOf('1')))
      story.begin('c', putOf('2', { parent: '1' }))
      story.kill('c').wait(LONG_MS)
      const latest = isThere ? seenOf('2', { parent: '1' }) : null
      expect(story.get('b', undefined, latest).judge()).toEqual([])
    }
  })

  it('rejects that an unacknowledged put appears and then disappears', () => {
    const story = new Story()
    story.fail(story.begin('a', putOf('1')))
    story.get('b', undefined, seenOf('1')).get('b', undefined, null)
    expect(story.kinds()).toEqual(['lost'])
  })

  it('accepts a running put as done or not done', () => {
    const story = new Story()
    const put = story.begin('a', putOf('1'))
    story.get('b', undefined, seenOf('1')).get('c', undefined, null).end(put)
    expect(story.judge()).toEqual([])
  })

  it('learns from a mark that everything is visible', () => {
    const story = new Story({ lagMs: null }).put('a', '1').wait(1e9).get('b', undefined, null)
    expect(story.judge()).toEqual([])
    expect(story.visible().get('b', undefined, null).kinds()).toEqual(['lost'])
  })

  it('accepts that a checkpoint disappears after its retention, not before', () => {
    const story = new Story({ retentionMs: 1000 }).put('a', '1').wait(900)
    expect(
      new Story({ retentionMs: 1000 }).put('a', '1').wait(1000).get('a', '1', null).judge(),
    ).toEqual([])
    expect(story.get('a', '1', null).kinds()).toEqual(['lost'])
  })

  it('reports an unexplained failure', () => {
    const story = new Story()
    story.fail(story.begin('a', putOf('1')), 'UNAVAILABLE')
    expect(story.judge()).toEqual([])
    story.fail(story.begin('a', putOf('2')), 'CORRUPT')
    expect(story.kinds()).toEqual(['failure'])
  })
})
