import { describe, expect, it } from 'vitest'
import { allOf, andThen } from '../../../src/saver/maybe-promise.ts'

describe('values that may be promises', () => {
  it('are available at once when none is a promise', () => {
    expect(allOf([1, 'two', undefined])).toEqual([1, 'two', undefined])
    expect(andThen(1, (value) => value + 1)).toBe(2)
  })

  it('are awaited when one is a promise', async () => {
    const all = allOf([1, Promise.resolve('two')])
    expect(all).toBeInstanceOf(Promise)
    expect(await all).toEqual([1, 'two'])
    expect(await andThen(Promise.resolve(1), (value) => value + 1)).toBe(2)
  })

  it('reject like the promise, without an unhandled rejection', async () => {
    const parts = [Promise.reject(new Error('first')), Promise.reject(new Error('second'))]
    await expect(allOf(parts)).rejects.toThrow('first')
  })
})
