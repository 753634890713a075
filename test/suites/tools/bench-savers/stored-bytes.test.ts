import { describe, expect, it } from 'vitest'
import { checkedStoredBytes } from '../../../../tools/bench-savers/savers/stored-bytes.ts'

describe('stored bytes', () => {
  it('are accepted if they can hold the text', () => {
    const stored = { payload: 1_000, disk: 4_096 }
    expect(checkedStoredBytes(stored, 1_000)).toEqual(stored)
  })

  it('are rejected if the text does not fit', () => {
    expect(() => checkedStoredBytes({ payload: 220_000, disk: 4_096 }, 220_000)).toThrow(
      '4096 bytes of disk were measured where 220000 bytes of text were stored',
    )
    expect(() => checkedStoredBytes({ payload: NaN, disk: 220_000 }, 1)).toThrow('payload')
  })

  it('are optional for a saver without a database', () => {
    expect(checkedStoredBytes(undefined, 1_000)).toBeUndefined()
  })
})
