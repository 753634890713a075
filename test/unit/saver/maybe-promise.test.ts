import { describe, expect, it } from 'vitest'
import { allOf, andThen } from '../../../src/saver/maybe-promise.ts'

describe('what is there or on its way', () => {
  it('is there at once when all of it is', () => {
    expect(allOf([1, 'two', undefined])).toEqual([1, 'two', undefined])
    expect(andThen(1, (value) => value + 1)).toBe(2)
  })

  it('is waited for when one part is on its way', async () => {
    const all = allOf([1, Promise.resolve('two')])
    expect(all).toBeInstanceOf(Promise)
    expect(await all).toEqual([1, 'two'])
    expect(await andThen(Promise.resolve(1), (value) => value + 1)).toBe(2)
  })

  it('rejects as the part does, and leaves no other rejection behind', async () => {
    const parts = [Promise.reject(new Error('first')), Promise.reject(new Error('second'))]
    await expect(allOf(parts)).rejects.toThrow('first')
  })
})
