import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { QueryParameter } from '../../../../src/local/kql/compiled-query.ts'
import { bindParameters } from '../../../../src/local/kql/parameters.ts'
import type { KustoType } from '../../../../src/local/values/types.ts'

function bound(type: KustoType, value: unknown): unknown {
  return bindParameters([parameter(type)], { p: value })['p0']
}

function parameter(type: KustoType, defaultLiteral?: string): QueryParameter {
  return { name: 'p', type, bind: 'p0', defaultLiteral }
}

describe('query parameters', () => {
  test.each<[KustoType, unknown, unknown]>([
    ['string', '"it\\"s"', 'it"s'],
    ['string', String.raw`'tab\t\u00e9\\'`, 'tab\té\\'],
    ['string', '@"C:\\x""y"', 'C:\\x"y'],
    ['string', 'h"secret"', 'secret'],
    ['string', '```a\n"b"```', 'a\n"b"'],
    ['string', '"a" \'b\'', 'ab'],
    ['string', '""', ''],
    ['long', 'long(5)', 5n],
    ['long', '-9223372036854775808', -9223372036854775808n],
    ['long', 5, 5n],
    ['long', 'long(null)', null],
    ['int', 'int(7)', 7n],
    ['real', 'real(1.5)', 1.5],
    ['real', 2, 2],
    ['bool', 'true', 1n],
    ['bool', false, 0n],
    ['datetime', 'datetime(0001-01-01 00:00:01)', 10_000_000n],
    ['timespan', '1.5h', 54_000_000_000n],
    ['timespan', 'time(00:00:01)', 10_000_000n],
    ['guid', 'guid(74BE27DE-1E4E-49D9-B579-FE0B331D3642)', '74be27de-1e4e-49d9-b579-fe0b331d3642'],
    ['dynamic', 'dynamic([1, "x", {"k": 1.0}])', '[1,"x",{"k":1.0}]'],
    ['dynamic', 'dynamic(null)', null],
  ])('a %s parameter accepts the literal %s', (type, text, value) => {
    expect(bound(type, text)).toBe(value)
  })

  test.each([
    ['plain text'],
    ['it"s'],
    ['"unfinished'],
    ['"a" and more'],
    ['long(5)'],
    [''],
    [' '],
    ['"a\nb"'],
  ])('a string that is not a literal is used unchanged: %j', (text) => {
    expect(bound('string', text)).toBe(text)
  })

  test('any string survives as an escaped literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(bound('string', JSON.stringify(text))).toBe(text)
      }),
    )
  })

  test.each<[KustoType, unknown]>([
    ['long', 'five'],
    ['long', '"5"'],
    ['long', '9223372036854775808'],
    ['datetime', '2026-01-01'],
    ['datetime', 'datetime(2026-13-45)'],
    ['dynamic', '{"k":1}'],
    ['dynamic', 'dynamic({k})'],
    ['guid', 'guid(1)'],
    ['string', { text: 'x' }],
  ])('a %s parameter rejects %j', (type, value) => {
    expect(() => bound(type, value)).toThrow(`the query parameter 'p' is declared as ${type}`)
  })

  test('a default replaces a missing value', () => {
    expect(bindParameters([parameter('string', '"none"')], {})).toEqual({ p0: 'none' })
  })

  test('a value on the prototype does not count', () => {
    const declared: QueryParameter = {
      name: 'toString',
      type: 'string',
      bind: 'p0',
      defaultLiteral: undefined,
    }
    expect(() => bindParameters([declared], {})).toThrow("'toString' has no value")
  })
})
