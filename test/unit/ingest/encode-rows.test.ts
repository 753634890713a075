import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeRow } from '../../../src/ingest/encode-rows.ts'
import { rawJson } from '../../../src/tables/raw-json.ts'
import { CHECKPOINTS, WRITES } from '../../../src/tables/schema.ts'

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

describe('encodeRow', () => {
  it('writes columns in the order of the table', () => {
    const row = encodeRow(WRITES, { upsert: true, idx: -1, thread_id: 't', channel: 'c' })
    expect(text(row)).toBe('{"thread_id":"t","idx":-1,"channel":"c","upsert":true}')
  })

  it('writes long integers exactly', () => {
    const row = encodeRow(WRITES, {
      bytes: 9_007_199_254_740_991,
      revision: 9_223_372_036_854_775_807n,
    })
    expect(text(row)).toBe('{"bytes":9007199254740991,"revision":9223372036854775807}')
  })

  it('writes minus zero as zero and no integer in exponent form', () => {
    expect(text(encodeRow(WRITES, { idx: -0, bytes: 1e15 }))).toBe(
      '{"idx":0,"bytes":1000000000000000}',
    )
  })

  it('embeds dynamic values unchanged', () => {
    const row = encodeRow(CHECKPOINTS, { metadata_filter: rawJson('{"b":1.0,"a":"\\u00e9"}') })
    expect(text(row)).toBe('{"metadata_filter":{"b":1.0,"a":"\\u00e9"}}')
  })

  it('escapes line breaks of a dynamic value', () => {
    const pretty = JSON.stringify({ a: [1, 'x\ny'] }, undefined, 2).replaceAll('\n', '\r\n')
    const row = text(encodeRow(CHECKPOINTS, { metadata_filter: rawJson(pretty) }))
    expect(row).not.toMatch(/[\r\n]/)
    expect(JSON.parse(row)).toEqual({ metadata_filter: { a: [1, 'x\ny'] } })
  })

  it('writes dates as ISO text', () => {
    const row = encodeRow(WRITES, { created_at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)) })
    expect(text(row)).toBe('{"created_at":"2026-01-02T03:04:05.006Z"}')
  })

  it('omits undefined and null', () => {
    expect(text(encodeRow(WRITES, { thread_id: undefined, channel: null, idx: 0 }))).toBe(
      '{"idx":0}',
    )
    expect(text(encodeRow(WRITES, {}))).toBe('{}')
  })

  it.each([
    ['an unknown column', { thread_id: 't', thread: 't' }, 'CheckpointWrites has no column thread'],
    [
      'an unknown column without a value',
      { thread: undefined },
      'CheckpointWrites has no column thread',
    ],
    [
      'a number as text',
      { thread_id: 5 },
      'CheckpointWrites.thread_id is a string and cannot hold a value of type number (5)',
    ],
    [
      'a number that has lost digits',
      { revision: 2 ** 53 },
      'cannot hold a value of type number (9007199254740992)',
    ],
    ['a fraction', { idx: 1.5 }, 'cannot hold a value of type number (1.5)'],
    ['not a number', { idx: Number.NaN }, 'cannot hold a value of type number (NaN)'],
    ['a flag as a number', { upsert: 1 }, 'CheckpointWrites.upsert is a bool'],
    [
      'an invalid date',
      { created_at: new Date(Number.NaN) },
      'cannot hold a value of type Date (invalid)',
    ],
    ['an inherited name', { toString: 'x' }, 'CheckpointWrites has no column toString'],
  ])('refuses %s', (_, values, message) => {
    expect(() => encodeRow(WRITES, values)).toThrow(message)
  })

  it('refuses a dynamic value that is not marked as JSON', () => {
    expect(() => encodeRow(CHECKPOINTS, { metadata_filter: '{"a":1}' })).toThrow('is a dynamic')
  })

  it('writes one line of valid UTF-8 that reads back unchanged, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'grapheme' }),
        (channel, value) => {
          const row = text(encodeRow(WRITES, { channel, value_json: value }))
          expect(row).not.toMatch(/[\r\n]/)
          expect(JSON.parse(row)).toEqual({ channel, value_json: value })
        },
      ),
    )
  })

  it('keeps lone surrogates as escapes', () => {
    expect(text(encodeRow(WRITES, { channel: 'a\ud800b' }))).toBe(
      String.raw`{"channel":"a\ud800b"}`,
    )
  })
})
