import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  compactJson,
  rawElements,
  rawMembers,
} from '../../../../src/local/ingestion/json-members.ts'

it('finds the members of any object as written', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
      fc.nat(4),
      (value, indent) => {
        const members = [...rawMembers(JSON.stringify(value, null, indent))]
        const found = Object.fromEntries(
          members.map(([key, raw]) => [key, JSON.parse(raw) as unknown]),
        )
        expect(found).toEqual(JSON.parse(JSON.stringify(value)))
      },
    ),
  )
})

it('finds the elements of any array', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.nat(4), (value, indent) => {
      const found = rawElements(JSON.stringify(value, null, indent)).map(
        (raw) => JSON.parse(raw) as unknown,
      )
      expect(found).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

it('removes white space only between tokens', () => {
  expect(compactJson('{ "a b" : [ 1.0 ,\n "c\\" d" ] }')).toBe('{"a b":[1.0,"c\\" d"]}')
})
