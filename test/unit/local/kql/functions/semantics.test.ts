import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKqlDatabase } from '../../../../../src/local/kql/open-kql-database.ts'
import type { SqliteDatabase } from '../../../../../src/local/sqlite/database.ts'
import { sqlText } from '../../../../../src/local/sqlite/text.ts'
import { compactJson } from '../../../../../src/local/values/json-text.ts'
import {
  BINARY_OPERATORS,
  elementAccess,
} from '../../../../../src/local/kql/functions/operators/operators.ts'
import type { Expr } from '../../../../../src/local/kql/functions/values/expr.ts'

let database: SqliteDatabase
beforeAll(async () => {
  database = await openKqlDatabase({})
})
afterAll(() => {
  database.close()
})

function evaluated(sql: string): unknown {
  return database.all(`SELECT ${sql}`)[0]?.[0]
}

function applied(operator: string, left: Expr, right: Expr, resultType: Expr['type']): unknown {
  const toSql = BINARY_OPERATORS.get(operator)
  if (toSql === undefined) throw new Error(`No operator ${operator}`)
  return evaluated(toSql([left, right], { resultType }))
}

function parameterFree(value: bigint): Expr {
  // SQL has no literal for the smallest long.
  return { sql: `(${value < 0n ? `${value + 1n} - 1` : value})`, type: 'long' }
}

function read(sql: string): unknown {
  const json = evaluated(sql)
  return typeof json !== 'string' ? null : JSON.parse(json)
}

/** -0 is 0 in JSON. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

type Maybe<T> = T | null
type Truth = Maybe<boolean>

/** The expression as a column, so that no literal's form affects the result. */
function longColumn(value: Maybe<bigint>): Expr {
  return { sql: `(SELECT ${value ?? 'NULL'})`, type: 'long' }
}

function boolColumn(value: Truth): Expr {
  return { sql: value === null ? 'NULL' : value ? '1' : '0', type: 'bool' }
}

function truth(value: unknown): Truth {
  return value === null ? null : value === 1n
}

const maybeLong = fc.option(fc.bigInt({ min: -3n, max: 3n }))
const maybeBool = fc.option(fc.boolean())

describe('nulls — scalar-data-types/null-values.md', () => {
  it('== is false with one and null with two', () => {
    fc.assert(
      fc.property(maybeLong, maybeLong, (a, b) => {
        const model = a === null && b === null ? null : a === b
        expect(truth(applied('==', longColumn(a), longColumn(b), 'bool'))).toBe(model)
      }),
    )
  })

  it('== with a literal is never null', () => {
    fc.assert(
      fc.property(maybeLong, fc.bigInt({ min: -3n, max: 3n }), (a, b) => {
        const literal: Expr = { sql: String(b), type: 'long' }
        expect(truth(applied('==', longColumn(a), literal, 'bool'))).toBe(a === b)
      }),
    )
  })

  it('!= is true with one and null with two', () => {
    fc.assert(
      fc.property(maybeLong, maybeLong, (a, b) => {
        const model = a === null && b === null ? null : a !== b
        expect(truth(applied('!=', longColumn(a), longColumn(b), 'bool'))).toBe(model)
      }),
    )
  })

  it('< is null with any', () => {
    fc.assert(
      fc.property(maybeLong, maybeLong, (a, b) => {
        const model = a === null || b === null ? null : a < b
        expect(truth(applied('<', longColumn(a), longColumn(b), 'bool'))).toBe(model)
      }),
    )
  })

  it('and, or decide when one side decides', () => {
    fc.assert(
      fc.property(maybeBool, maybeBool, (a, b) => {
        const and = a === false || b === false ? false : a === null || b === null ? null : true
        const or = a === true || b === true ? true : a === null || b === null ? null : false
        expect(truth(applied('and', boolColumn(a), boolColumn(b), 'bool'))).toBe(and)
        expect(truth(applied('or', boolColumn(a), boolColumn(b), 'bool'))).toBe(or)
      }),
    )
  })
})

describe('longs', () => {
  const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

  it('wrap at 64 bits and divide to null by zero', () => {
    fc.assert(
      fc.property(long, long, (a, b) => {
        expect(applied('+', parameterFree(a), parameterFree(b), 'long')).toBe(
          BigInt.asIntN(64, a + b),
        )
        expect(applied('*', parameterFree(a), parameterFree(b), 'long')).toBe(
          BigInt.asIntN(64, a * b),
        )
        expect(applied('/', parameterFree(a), parameterFree(0n), 'long')).toBeNull()
      }),
    )
  })

  it('have remainders that are never negative — numerical-operators.md', () => {
    fc.assert(
      fc.property(
        long,
        long.filter((b) => b !== 0n),
        (a, b) => {
          const remainder = applied('%', parameterFree(a), parameterFree(b), 'long')
          const size = b < 0n ? -b : b
          expect(remainder).toBe(((a % size) + size) % size)
        },
      ),
    )
  })
})

describe('element access', () => {
  it('finds the same as JavaScript, with numbers as written', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.string(),
        fc.integer({ min: -4, max: 4 }),
        (value, other, index) => {
          const json = JSON.stringify(value)
          const base: Expr = { sql: sqlText(compactJson(json) ?? ''), type: 'dynamic' }
          const isBag = typeof value === 'object' && value !== null && !Array.isArray(value)
          for (const key of [other, ...(isBag ? Object.keys(value) : [])]) {
            const found = isBag && Object.hasOwn(value, key) ? (value[key] ?? null) : null
            expect(read(elementAccess(base, { sql: sqlText(key), type: 'string' }))).toEqual(
              plain(found),
            )
          }
          const element = Array.isArray(value) ? (value.at(index) ?? null) : null
          expect(read(elementAccess(base, { sql: String(index), type: 'long' }))).toEqual(
            plain(element),
          )
        },
      ),
    )
  })

  it('treats __proto__ like any other key', () => {
    const base: Expr = { sql: sqlText('{"__proto__":1}'), type: 'dynamic' }
    expect(evaluated(elementAccess(base, { sql: sqlText('__proto__'), type: 'string' }))).toBe('1')
    expect(
      evaluated(elementAccess(base, { sql: sqlText('constructor'), type: 'string' })),
    ).toBeNull()
  })

  it('distinguishes 1.0 from 1', () => {
    const base: Expr = { sql: sqlText('{"a":1.0}'), type: 'dynamic' }
    expect(evaluated(elementAccess(base, { sql: sqlText('a'), type: 'string' }))).toBe('1.0')
  })
})

describe('terms', () => {
  const word = fc.stringMatching(/^[a-z0-9äß]{1,5}$/)
  const gap = fc.constantFrom(' ', '-', '.', ';;', '_', '😀')

  it('are found only between characters other than letters and digits — datatypes-string-operators.md', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 5 }),
        gap,
        word,
        (words, between, sought) => {
          const text: Expr = { sql: sqlText(words.join(between)), type: 'string' }
          const term: Expr = { sql: sqlText(sought.toUpperCase()), type: 'string' }
          const same = words.some(
            (each) => each.toLowerCase() === sought.toUpperCase().toLowerCase(),
          )
          expect(truth(applied('has', text, term, 'bool'))).toBe(same)
          expect(truth(applied('!has', text, term, 'bool'))).toBe(!same)
        },
      ),
    )
  })

  it('can be a phrase of several', () => {
    const text: Expr = { sql: sqlText('run: ad67d136-c1db'), type: 'string' }
    expect(applied('has', text, { sql: sqlText('ad67d136-c1db'), type: 'string' }, 'bool')).toBe(1n)
    expect(applied('has', text, { sql: sqlText('d67d136-c1db'), type: 'string' }, 'bool')).toBe(0n)
  })
})

describe('equality of strings', () => {
  it('is a plain SQL equality, which an index can serve', () => {
    const equal = BINARY_OPERATORS.get('==')
    expect(
      equal?.(
        [
          { sql: 'thread_id', type: 'string' },
          { sql: ':p0_t', type: 'string' },
        ],
        { resultType: 'bool' },
      ),
    ).toBe('(thread_id = :p0_t)')
  })

  it('rejects other types with a Kusto error', () => {
    expect(() =>
      applied('==', { sql: "'1'", type: 'string' }, { sql: '1', type: 'long' }, 'bool'),
    ).toThrow('Cannot compare values of types string and long')
  })
})
