import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readDelimited } from '../../../../src/local/text/csv-reader.ts'

const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`

it('reads back any quoted text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 }),
      fc.constantFrom('\n', '\r\n'),
      (records, lineBreak) => {
        const text = records.map((record) => record.map(quote).join(',')).join(lineBreak)
        expect(readDelimited(text, ',')).toEqual(records)
      },
    ),
  )
})

it('keeps empty fields and skips empty lines', () => {
  expect(readDelimited('a,,\n\n,b,\n', ',')).toEqual([
    ['a', '', ''],
    ['', 'b', ''],
  ])
})

it('rejects an unclosed quote', () => {
  expect(() => readDelimited('a,"b', ',')).toThrow(/never closed/)
  expect(() => readDelimited('"a"b,c', ',')).toThrow(/closing quote/)
})
