import { describe, expect, it } from 'vitest'
import { lineageText } from '../../../src/store/write/refuse-too-large.ts'

function lineageOf(calls: number) {
  return {
    from: 0,
    seeds: new Map([['log', 0]]),
    before: new Map<string, number>(),
    calls: Array.from({ length: calls }, (_, index) => ({
      revision: 3_678_241_719_328_768 + index * 4096,
      writer: 'writer',
    })),
    past: [],
    sinceMs: 1,
  }
}

describe('the text of a lineage', () => {
  it('holds the calls of 20,000 tasks', () => {
    expect(lineageText(lineageOf(20_000)).length).toBeLessThan(200_000)
  })

  it('is refused above 1,000,000 bytes, which Kusto would cut', () => {
    expect(() => lineageText(lineageOf(250_000))).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE', operation: 'put', table: 'Checkpoints' }),
    )
  })
})
