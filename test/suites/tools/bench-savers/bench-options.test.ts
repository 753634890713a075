import { describe, expect, it } from 'vitest'
import { PARTS, readBenchOptions } from '../../../../tools/bench-savers/bench-options.ts'

describe("the benchmark's options", () => {
  it('write the documentation page only after a whole run, or to a given path', () => {
    expect(readBenchOptions([], 'page.md')).toEqual({
      isQuick: false,
      parts: PARTS,
      out: 'page.md',
      isThisNode: false,
    })
    expect(readBenchOptions(['--quick'], 'page.md')).toEqual({
      isQuick: true,
      parts: PARTS,
      out: undefined,
      isThisNode: false,
    })
    expect(readBenchOptions(['--only', 'chat, alone', '--out', 'other.md'], 'page.md')).toEqual({
      isQuick: false,
      parts: ['chat', 'alone'],
      out: 'other.md',
      isThisNode: false,
    })
  })

  it('run on the newer Node unless the current one is chosen', () => {
    expect(readBenchOptions([], 'page.md')).toMatchObject({ isThisNode: false })
    expect(readBenchOptions(['--this-node'], 'page.md')).toMatchObject({ isThisNode: true })
  })

  it('name the known parts for an unknown one', () => {
    expect(() => readBenchOptions(['--only', 'chat,speed'], 'page.md')).toThrow(
      "profile, got 'speed'",
    )
  })
})
