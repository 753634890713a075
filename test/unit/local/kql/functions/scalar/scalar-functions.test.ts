import { describe, expect, it } from 'vitest'
import type { SqlValue } from '../../../../../../src/local/sqlite/database.ts'
import { compactJson } from '../../../../../../src/local/values/json-text.ts'
import type { KustoType } from '../../../../../../src/local/values/types.ts'
import { storedOf, valueOf, withDatabase } from '../print-value.ts'
import {
  ARRAYS_AND_BAGS,
  CONDITIONS,
  CONVERSIONS,
  DATES,
  NUMBERS,
  OPERATORS,
  STRINGS,
} from '../scalar-cases.ts'
import { ENGINE_ANSWERS } from '../engine-answers.ts'
import { SHIFTS, TEXT_PARTS } from '../text-parts-cases.ts'

withDatabase()

describe.each([
  ['operators', OPERATORS],
  ['conversions', CONVERSIONS],
  ['conditions', CONDITIONS],
  ['strings', STRINGS],
  ['arrays and bags', ARRAYS_AND_BAGS],
  ['numbers', NUMBERS],
  ['dates', DATES],
  ['parts of texts', TEXT_PARTS],
  ['shifts of arrays', SHIFTS],
  ['what the engine answers', ENGINE_ANSWERS],
])('%s', (_, cases) => {
  it.each(cases)('%s', (expression, value) => {
    expect(valueOf(expression)).toEqual(value)
  })

  // The stored form, on which the next function or operator relies.
  it.each(cases)('%s is stored in SQLite as its type requires', (expression) => {
    const { type, value } = storedOf(expression)
    expect(liesAs(value)).toContain(type)
  })
})

function liesAs(value: SqlValue): readonly KustoType[] {
  const notNull: readonly KustoType[] = ['string']
  if (value === null) return TYPES.filter((type) => !notNull.includes(type))
  if (typeof value === 'bigint')
    return [
      'long',
      'int',
      'datetime',
      'timespan',
      ...(value === 0n || value === 1n ? (['bool'] as const) : []),
    ]
  if (typeof value === 'number') return ['real']
  if (typeof value !== 'string') return []
  return [
    'string',
    ...(isJson(value) ? (['dynamic'] as const) : []),
    ...(value === 'NaN' ? (['real'] as const) : []),
    'guid',
    'decimal',
  ]
}

const TYPES: readonly KustoType[] = [
  'string',
  'long',
  'int',
  'real',
  'decimal',
  'bool',
  'datetime',
  'timespan',
  'guid',
  'dynamic',
]

function isJson(text: string): boolean {
  return compactJson(text) === text
}
