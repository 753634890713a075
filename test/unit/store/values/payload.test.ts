import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPayload, toPayload } from '../../../../src/store/values/payload.ts'

const utf8 = new TextEncoder()

/** The value that a reader gets: the chunks joined and decoded by type. */
function roundTrip(type: string, data: Uint8Array, maxChunkBytes: number): [string, Uint8Array] {
  const payload = toPayload(type, data, maxChunkBytes)
  const [storedType, stored] = fromPayload(payload.type, payload.chunks.join(''))
  return [storedType, typeof stored === 'string' ? utf8.encode(stored) : stored]
}

describe('a payload', () => {
  it('stores JSON as text', () => {
    const payload = toPayload('json', utf8.encode('{"a":"é😀"}'), 1000)
    expect(payload).toEqual({ type: 'json', bytes: 14, chunks: ['{"a":"é😀"}'] })
  })

  it('stores anything else as base64', () => {
    const payload = toPayload('bytes', new Uint8Array([0, 255, 254]), 1000)
    expect(payload).toEqual({ type: 'bytes+base64', bytes: 4, chunks: ['AP/+'] })
  })

  it('stores alleged JSON that is not UTF-8 as base64', () => {
    expect(roundTrip('json', new Uint8Array([0xff, 0x22]), 1000)).toEqual([
      'json',
      new Uint8Array([0xff, 0x22]),
    ])
  })

  it('keeps a byte order mark at the start', () => {
    const data = new Uint8Array([0xef, 0xbb, 0xbf, 0x31])
    expect(roundTrip('json', data, 1000)).toEqual(['json', data])
  })

  it('has one chunk for an empty value', () => {
    expect(toPayload('json', new Uint8Array(), 10).chunks).toEqual([''])
    expect(toPayload('bytes', new Uint8Array(), 10).chunks).toEqual([''])
  })

  it.each([9, 10, 11, 20, 21])('cuts %i bytes into chunks of at most 10', (length) => {
    const payload = toPayload('json', utf8.encode('x'.repeat(length)), 10)
    expect(payload.chunks.map((chunk) => chunk.length)).toEqual(
      Array.from({ length: Math.ceil(length / 10) }, (_, i) => Math.min(10, length - 10 * i)),
    )
  })

  it('is read back byte for byte from chunks that never exceed the limit nor split a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => text.isWellFormed()),
        fc.integer({ min: 4, max: 20 }),
        (text, maxChunkBytes) => {
          const data = utf8.encode(text)
          const payload = toPayload('json', data, maxChunkBytes)
          expect(payload.bytes).toBe(data.byteLength)
          for (const chunk of payload.chunks) {
            expect(Buffer.byteLength(chunk)).toBeLessThanOrEqual(maxChunkBytes)
            expect(chunk.isWellFormed()).toBe(true)
          }
          expect(roundTrip('json', data, maxChunkBytes)).toEqual(['json', data])
        },
      ),
    )
  })

  it('is read back byte for byte for any bytes and type', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom('json', 'bytes', 'msgpack'),
        fc.integer({ min: 4, max: 20 }),
        (data, type, maxChunkBytes) => {
          expect(roundTrip(type, data, maxChunkBytes)).toEqual([type, data])
        },
      ),
    )
  })
})
