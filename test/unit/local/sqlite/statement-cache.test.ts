import { describe, expect, it } from 'vitest'
import type { DriverStatement } from '../../../../src/sqlite/driver.ts'
import { StatementCache } from '../../../../src/local/sqlite/statement-cache.ts'

describe('prepared statements', () => {
  it('are prepared once while in use, and evicted by least recent use', () => {
    const prepared: string[] = []
    const cache = new StatementCache((sql) => {
      prepared.push(sql)
      return NO_STATEMENT
    }, 2)
    for (const sql of ['a', 'b', 'a', 'c', 'a', 'b']) cache.get(sql)
    expect(prepared).toEqual(['a', 'b', 'c', 'b'])
    expect(cache.size).toBe(2)
  })
})

const NO_STATEMENT: DriverStatement = {
  all: () => [],
  iterate: () => [],
  run: () => undefined,
  setReadBigInts: () => undefined,
  setReturnArrays: () => undefined,
}
