import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { digestOf, documentText } from '../../../../load/target/document.ts'

it('has exactly the requested bytes, and the same text each time', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.integer({ min: 1, max: 50_000 }), (seed, documentBytes) => {
      const text = documentText({ seed, documentBytes })
      expect(Buffer.byteLength(text)).toBe(documentBytes)
      expect(text.isWellFormed()).toBe(true)
      expect(documentText({ seed, documentBytes })).toBe(text)
    }),
  )
})

it('can be larger than its pool', () => {
  expect(digestOf(documentText({ seed: 1, documentBytes: 16_000_000 })).bytes).toBe(16_000_000)
})

it('differs from seed to seed', () => {
  expect(documentText({ seed: 1, documentBytes: 500 })).not.toBe(
    documentText({ seed: 2, documentBytes: 500 }),
  )
})
