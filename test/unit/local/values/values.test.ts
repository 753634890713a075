import { describe, expect, it } from 'vitest'
import { toSql, toWire } from '../../../../src/local/values/values.ts'

describe('from SQLite to the wire', () => {
  it.each([
    ['string', null, ''],
    ['string', 'a\0b', 'a\0b'],
    ['long', 5n, 5],
    ['long', 9007199254740993n, 9007199254740993n],
    ['long', null, null],
    ['int', -1n, -1],
    ['real', 1.5, 1.5],
    ['real', 2n, 2],
    ['real', 'NaN', 'NaN'],
    ['real', Infinity, 'Infinity'],
    ['real', -Infinity, '-Infinity'],
    ['decimal', '1.10', '1.10'],
    ['bool', 1n, true],
    ['bool', 0n, false],
    ['datetime', 0n, '0001-01-01T00:00:00Z'],
    ['timespan', -10_000_000n, '-00:00:01'],
    ['guid', '70fc66f7-8279-44fc-9092-d364d70fce44', '70fc66f7-8279-44fc-9092-d364d70fce44'],
    ['dynamic', '{"a":[1]}', { a: [1] }],
    ['dynamic', null, null],
  ] as const)('%s %s', (type, value, wire) => {
    expect(toWire(value, type)).toEqual(wire)
  })
})

describe('from ingested JSON to SQLite — ingest-invalid-data.md', () => {
  it.each([
    ['string', 'a', 'a'],
    ['string', null, ''],
    ['string', undefined, ''],
    ['string', { a: [1] }, '{"a":[1]}'],
    ['string', 5, '5'],
    ['string', true, 'true'],
    ['long', 5, 5n],
    ['long', '5', 5n],
    ['long', 'x', null],
    ['long', 5.7, 5n],
    ['long', 1e30, null],
    ['int', 3_000_000_000, null],
    ['real', '1.5', 1.5],
    ['real', 2, 2],
    ['bool', true, 1n],
    ['bool', 'false', 0n],
    ['bool', 0, 0n],
    ['bool', 'maybe', null],
    ['datetime', '1970-01-01T00:00:00Z', 621_355_968_000_000_000n],
    ['datetime', 'soon', null],
    ['timespan', '00:00:01', 10_000_000n],
    ['guid', '70FC66F7-8279-44FC-9092-D364D70FCE44', '70fc66f7-8279-44fc-9092-d364d70fce44'],
    ['decimal', '1.10', '1.1'],
    ['dynamic', { b: 1, a: 'x' }, '{"b":1,"a":"x"}'],
    ['dynamic', 'text', '"text"'],
    ['dynamic', '{"a": 1.0}', '{"a":1.0}'],
    ['dynamic', null, null],
    ['long', {}, null],
  ] as const)('%s %j', (type, value, stored) => {
    expect(toSql(value, type)).toBe(stored)
  })
})
