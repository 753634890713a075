import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boolLiteral,
  datetimeLiteral,
  entityName,
  longLiteral,
  stringLiteral,
} from '../../../src/kusto/literals.ts'

describe('stringLiteral', () => {
  it.each([
    ['plain', '"plain"'],
    ['', '""'],
    [`it's "quoted" \\ back`, String.raw`"it\'s \"quoted\" \\ back"`],
    ['a\nb\rc\td', String.raw`"a\nb\rc\td"`],
    ['\u0001\u007f\u0085', String.raw`"\u0001\u007f\u0085"`],
    ['café \u00a0ÿ', '"café \u00a0ÿ"'],
    ['Ā\u2028\u202e', String.raw`"\u0100\u2028\u202e"`],
    ['😀', String.raw`"\ud83d\ude00"`],
    ['"; .drop table T //', String.raw`"\"; .drop table T //"`],
    ['${x} {{y}} @"z" h"w" ```', String.raw`"${'${x}'} {{y}} @\"z\" h\"w\" ` + '```"'],
  ])('writes %j', (text, literal) => {
    expect(stringLiteral(text)).toBe(literal)
  })

  it('writes one line of printable Latin-1 with every quote escaped, for any text', () => {
    fc.assert(
      fc.property(storable, (text) => {
        const literal = stringLiteral(text)
        expect(literal).toMatch(
          /^"(?:[\x20-\x21\x23-\x26\x28-\x5b\x5d-\x7e\xa0-\xff]|\\(?:[\\"'nrt]|u[0-9a-f]{4}))*"$/,
        )
      }),
    )
  })

  it('can be read back as the same text', () => {
    fc.assert(
      fc.property(storable, (text) => {
        expect(JSON.parse(stringLiteral(text).replaceAll("\\'", "'"))).toBe(text)
      }),
    )
  })

  it.each(['a\0b', '\ud800', 'x\udc00y', '\ude00\ud83d'])('rejects %j', (text) => {
    expect(() => stringLiteral(text)).toThrow(
      expect.objectContaining({ name: 'KustoSaverError', code: 'INVALID_ARGUMENT' }),
    )
  })
})

describe('entityName', () => {
  it.each([
    ['T', "['T']"],
    ["a'] | .drop", String.raw`['a\'] | .drop']`],
    ['my table.v-1', "['my table.v-1']"],
    ['a\\', String.raw`['a\\']`],
  ])('brackets %j', (name, text) => {
    expect(entityName(name)).toBe(text)
  })

  it.each(['', 'x'.repeat(1025), 'a\0'])('rejects invalid names', (name) => {
    expect(() => entityName(name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })
})

describe('longLiteral', () => {
  it.each([
    [0, 'long(0)'],
    [-0, 'long(0)'],
    [-5n, 'long(-5)'],
    [Number.MAX_SAFE_INTEGER, 'long(9007199254740991)'],
    [2n ** 63n - 1n, 'long(9223372036854775807)'],
    [-(2n ** 63n) + 1n, 'long(-9223372036854775807)'],
  ])('writes %s', (value, literal) => {
    expect(longLiteral(value)).toBe(literal)
  })

  it.each([1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 63n, -(2n ** 63n)])(
    'rejects %s',
    (value) => {
      expect(() => longLiteral(value)).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      )
    },
  )
})

describe('other literals', () => {
  it('writes booleans and dates', () => {
    expect([boolLiteral(true), boolLiteral(false)]).toEqual(['bool(true)', 'bool(false)'])
    expect(datetimeLiteral(new Date(0))).toBe('datetime(1970-01-01T00:00:00.000Z)')
  })

  it.each([new Date(Number.NaN), new Date('0000-12-31'), new Date('+010000-01-01T00:00:00Z')])(
    'rejects dates that Kusto does not support',
    (date) => {
      expect(() => datetimeLiteral(date)).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      )
    },
  )
})

/** Any text without NUL and lone surrogates, often with hostile characters. */
const storable = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', "'", '\\', '\n', '\r', '\t', '`', '@', 'h', '\u2028', '😀', '\u0085'),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
      .filter((text) => !text.includes('\0')),
  ),
})
