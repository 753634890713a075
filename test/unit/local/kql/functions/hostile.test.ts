import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDecimals,
  compareDecimals,
  multiplyDecimals,
  normalDecimal,
  subtractDecimals,
} from '../../../../../src/local/values/decimal.ts'
import {
  arrayOf,
  bagOf,
  compactJson,
  elementsOf,
  membersOf,
} from '../../../../../src/local/values/json-text.ts'
import { rowsOf, valueOf, withDatabase } from './print-value.ts'

withDatabase()

describe('JSON text', () => {
  it('keeps its meaning when compacted, and is then unchanged by compacting', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const compact = compactJson(JSON.stringify(value, null, 3)) ?? ''
        expect(JSON.parse(compact)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(compactJson(compact)).toBe(compact)
      }),
    )
  })

  it('survives splitting and joining', () => {
    const array = fc.array(fc.jsonValue())
    const bag = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(
      fc.property(array, bag, (elements, members) => {
        const arrayJson = compactJson(JSON.stringify(elements)) ?? ''
        const bagJson = compactJson(JSON.stringify(members)) ?? ''
        expect(arrayOf(elementsOf(arrayJson) ?? [])).toBe(arrayJson)
        expect(bagOf(membersOf(bagJson) ?? [])).toBe(bagJson)
      }),
    )
  })

  it('that is invalid is rejected', () => {
    for (const text of ['', '{', "{'a':1}", '[1,]', 'NaN', '01', '"a', 'undefined']) {
      expect(compactJson(text)).toBeUndefined()
    }
  })

  it('can be nested deeper than SQLite allows', () => {
    const deep = `${'['.repeat(5000)}1${']'.repeat(5000)}`
    expect(valueOf(`tostring(parse_json("${deep}")[0])`)).toBe(deep.slice(1, -1))
  })
})

describe('big values', () => {
  it('of megabytes pass through functions', () => {
    expect(valueOf('strlen(strrep("abcdefghij", 200000))')).toBe(2_000_000)
    const bag = 'bag_pack("a", strrep("\\"x", 500000), "b", 7)'
    expect(valueOf(`parse_json(tostring(${bag})).b`)).toBe(7)
  })
})

describe('strings that look like something else', () => {
  it.each([
    ["strcat('it\\'s', \" 'quoted'\")", "it's 'quoted'"],
    [String.raw`strcat("nul", "\0", "end")`, 'nul\0end'],
    [String.raw`strlen("a\0b")`, 3],
    [String.raw`indexof("a\0b", "b")`, 2],
    [String.raw`"a\0b" == "a\0c"`, false],
    [String.raw`dynamic({"k": "a\0b"}).k`, 'a\0b'],
    ['strcat("NaN", "")', 'NaN'],
    ['"NaN" == "NaN"', true],
    ['tostring(dynamic("null"))', 'null'],
    ['isnull(parse_json("null"))', true],
    ['dynamic({"__proto__": 1})["__proto__"]', 1],
    ['replace_string("a", "a", "$1$&")', '$1$&'],
  ])('%s', (expression, value) => {
    expect(valueOf(expression)).toEqual(value)
  })

  it('form separate groups', () => {
    const query = String.raw`datatable(s:string)["a\0", "a", "a\0", "A"] | summarize n = count() by s | sort by s asc`
    expect(rowsOf(query)).toEqual([
      ['A', 1],
      ['a', 1],
      ['a\0', 2],
    ])
  })
})

describe('decimals', () => {
  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 10 }))
    .map(([digits, scale]) => ({
      text: `${digits}e-${scale}`,
      digits: digits * 10n ** BigInt(10 - scale),
    }))

  it('are computed exactly', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(addDecimals(a.text, b.text)).toBe(normalDecimal(`${a.digits + b.digits}e-10`))
        expect(subtractDecimals(a.text, b.text)).toBe(normalDecimal(`${a.digits - b.digits}e-10`))
        expect(multiplyDecimals(a.text, b.text)).toBe(normalDecimal(`${a.digits * b.digits}e-20`))
        expect(compareDecimals(a.text, b.text)).toBe(Math.sign(Number(a.digits - b.digits)))
      }),
    )
  })
})

describe('patterns', () => {
  it.each(['a(?=b)', String.raw`(a)\1`, '(', 'a(?i)b', '[[:nothing:]]'])(
    '%s is rejected',
    (pattern) => {
      expect(() => valueOf(`"ab" matches regex ${JSON.stringify(pattern)}`)).toThrow(
        'must be an RE2 pattern',
      )
    },
  )

  it.each([
    [String.raw`"a-b" matches regex @"a\-b"`, true],
    [String.raw`"x7" matches regex @"\A[[:alpha:]][[:digit:]]\z"`, true],
    ['"ABC" matches regex "(?i)abc"', true],
  ])('%s', (expression, value) => {
    expect(valueOf(expression)).toBe(value)
  })
})
