import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  filterableMetadata,
  MetadataFilter,
} from '../../../../src/store/queries/metadata-filter.ts'

const matches = (filter: Record<string, unknown>, metadata: unknown) =>
  new MetadataFilter(filter).matches(metadata)

// the rules of jsonb containment:
// https://www.postgresql.org/docs/15/datatype-json.html#JSON-CONTAINMENT
describe('a metadata filter', () => {
  it.each([
    [{}, { a: 1 }, true],
    [{ a: undefined }, { b: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, true],
    [{ a: 1 }, { a: 2 }, false],
    [{ a: 1 }, { a: '1' }, false],
    [{ a: null }, { a: null }, true],
    [{ a: null }, {}, false],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, true],
    [{ a: { b: 1, d: 3 } }, { a: { b: 1, c: 2 } }, false],
    [{ a: [1] }, { a: [2, 1] }, true],
    [{ a: [1, 1] }, { a: [1] }, true],
    [{ a: [1, 3] }, { a: [1, 2] }, false],
    [{ a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }, true],
    [{ a: [] }, { a: [1] }, true],
    [{ a: {} }, { a: [1] }, false],
    [{ a: [] }, { a: {} }, false],
    [{ a: 'x' }, { a: ['x'] }, false],
    [{ toString: 1 }, {}, false],
    [{ a: true }, { a: true }, true],
  ])('%j against %j: %s', (filter, metadata, expected) => {
    expect(matches(filter, metadata)).toBe(expected)
  })

  it('matches the metadata that it was taken from', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (metadata) => {
        expect(matches(metadata, JSON.parse(JSON.stringify(metadata)))).toBe(true)
      }),
    )
  })

  it('sends the database no condition that its column cannot answer', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (metadata) => {
        const stored: Record<string, unknown> = JSON.parse(filterableMetadata(metadata))
        const { keys, values } = new MetadataFilter(metadata).prefilter
        expect(keys.map((key) => String(stored[key]))).toEqual(values)
      }),
    )
  })

  it('filters text in the client that Kusto might read as a date, number, guid or boolean', () => {
    const metadata = {
      a: '2024-01-01',
      b: '1e5',
      c: 'true',
      d: '00:01:00',
      e: 'NaN',
      f: 1.5,
      g: true,
    }
    expect(new MetadataFilter({ ...metadata, source: 'loop', step: -1 }).prefilter).toEqual({
      keys: ['source', 'step'],
      values: ['loop', '-1'],
    })
  })

  it('rejects values that JSON cannot represent', () => {
    expect(() => new MetadataFilter({ a: 1n })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  })
})
