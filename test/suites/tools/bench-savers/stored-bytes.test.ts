import { describe, expect, it } from 'vitest'
import { checkedStoredBytes } from '../../../../tools/bench-savers/savers/stored-bytes.ts'

describe('bytes stored', () => {
  it('are taken when they hold the text', () => {
    const stored = { payload: 1_000, disk: 4_096 }
    expect(checkedStoredBytes(stored, 1_000)).toEqual(stored)
  })

  it('are refused when the text does not fit into them', () => {
    expect(() => checkedStoredBytes({ payload: 220_000, disk: 4_096 }, 220_000)).toThrow(
      '4096 bytes of disk were measured where 220000 bytes of text were stored',
    )
    expect(() => checkedStoredBytes({ payload: NaN, disk: 220_000 }, 1)).toThrow('payload')
  })

  it('need not be told by a saver that has no database', () => {
    expect(checkedStoredBytes(undefined, 1_000)).toBeUndefined()
  })
})
