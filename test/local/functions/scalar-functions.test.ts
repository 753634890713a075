import { describe, expect, it } from 'vitest'
import { valueOf, withDatabase } from './print-value.ts'
import {
  ARRAYS_AND_BAGS,
  CONDITIONS,
  CONVERSIONS,
  DATES,
  NUMBERS,
  OPERATORS,
  STRINGS,
} from './scalar-cases.ts'

withDatabase()

describe.each([
  ['operators', OPERATORS],
  ['conversions', CONVERSIONS],
  ['conditions', CONDITIONS],
  ['strings', STRINGS],
  ['arrays and bags', ARRAYS_AND_BAGS],
  ['numbers', NUMBERS],
  ['dates', DATES],
])('%s', (_, cases) => {
  it.each(cases)('%s', (expression, value) => {
    expect(valueOf(expression)).toEqual(value)
  })
})
