import { describe, expect, it } from 'vitest'
import { WriteCalls } from '../../../../src/store/state/write-calls.ts'

const keyOf = (n: number) => ({ threadId: 'thread', checkpointNs: '', checkpointId: `id ${n}` })

describe('the known write calls', () => {
  it('are those of as many checkpoints as the bytes allow', () => {
    const calls = new WriteCalls(100 * 4096)
    for (let n = 0; n <= 100; n++) calls.begin(keyOf(n), -1)
    expect(calls.on(keyOf(0), -1)).toBeUndefined()
    expect(calls.on(keyOf(1), -1)).toEqual([])
    expect(calls.on(keyOf(100), -1)).toEqual([])
  })

  it('are those of the running supersteps in any case', () => {
    const calls = new WriteCalls(0)
    for (let n = 0; n < 16; n++) calls.begin(keyOf(n), -1)
    expect(calls.on(keyOf(0), -1)).toEqual([])
    calls.begin(keyOf(16), -1)
    expect(calls.on(keyOf(1), -1)).toBeUndefined()
  })
})
