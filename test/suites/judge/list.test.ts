import { describe, expect, it } from 'vitest'
import { seenOf, Story } from './story.ts'

const story = (): Story => new Story().put('a', '1').put('a', '2', { parent: '1' })

describe('a list', () => {
  it('returns each checkpoint once, newest first', () => {
    const [one, two] = [seenOf('1'), seenOf('2', { parent: '1' })]
    expect(story().list('a', [two, one]).judge()).toEqual([])
    expect(story().list('a', [two, two, one]).kinds()).toEqual(['doubled'])
    expect(story().list('a', [one, two]).kinds()).toEqual(['misordered'])
  })
})
